"""The lines of the ticket as they are changed, taken off and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import Refused
from pos_desktop.application.open_ticket import OpenTicket, Removed
from pos_desktop.application.ticket_approvals import (
    line_discount_request,
    override_request,
)
from pos_desktop.application.ticket_checks import (
    check_price,
    refuse_back,
    refuse_card_for_goods,
    refuse_issued,
)
from pos_desktop.application.ticket_discounts import discount_facts, discount_shares, override_share
from pos_desktop.application.ticket_goods import Added
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.record import replace
from pos_desktop.domain.ticket import PIECE, Ticket, TicketLine

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.domain.discount import Discount


class TicketLines(OpenTicket):
    """What is done to a line that is there."""

    def set_quantity(self, line_id: UUID, quantity_milli: int) -> None:
        """Sets how much of a line; Refused for zero (remove it instead) or too much."""
        refuse_back(self.ticket.line(line_id))
        refuse_issued(self.ticket.line(line_id))
        try:
            changed = self.ticket.with_quantity(line_id, quantity_milli)
        except ValueError as error:
            raise Refused(
                tr("This quantity is not possible"),
                tr("The line is unchanged."),
                tr("Type a smaller number, or remove the line."),
            ) from error
        self._refuse_grown_discounts(changed)
        self._store_line(changed, changed.line(line_id))

    def step(self, line_id: UUID, pieces: int) -> bool:
        """One more or one less; False when the line would become empty."""
        line = self.ticket.line(line_id)
        quantity = line.quantity_milli + pieces * PIECE
        if line.weighed or quantity == 0 or (quantity > 0) != (line.quantity_milli > 0):
            return False
        self.set_quantity(line_id, quantity)
        return True

    def set_note(self, line_id: UUID, note: str) -> None:
        """Puts a note under a line."""
        changed = self.ticket.with_line(
            replace(self.ticket.line(line_id), note=without_card_numbers(note.strip())[:200])
        )
        self._store_line(changed, changed.line(line_id))

    def discount_line(
        self, line_id: UUID, discount: Discount | None, approval: Approval | None = None
    ) -> None:
        """Gives or takes back a line's discount; above the role's limit a manager's word is needed."""
        line = self.ticket.line(line_id)
        refuse_back(line)
        refuse_issued(line)
        changed = replace(line, discount=discount)
        self._refuse_grown_discounts(self.ticket.with_line(changed), lines=False)
        approver = None
        if discount is not None:
            percent = discount.percent_of(line.amount_minor)
            approver = self._desk.require(
                Permission.DISCOUNT,
                approval,
                lambda: line_discount_request(self._desk, line, discount),
                percent,
            )
        body = self._line_facts(changed) | {"discount": discount_facts(discount)}
        self._store_line(self.ticket.with_line(changed), changed, ("discount", body, approver))

    def override_price(
        self, line_id: UUID, price_minor: int, reason: str, approval: Approval | None = None
    ) -> None:
        """Changes a line's price for this sale."""
        line = self.ticket.line(line_id)
        refuse_back(line)
        refuse_issued(line)
        check_price(price_minor)
        changed = replace(line, unit_price_minor=price_minor, fixed_amount_minor=None)
        self._refuse_grown_discounts(self.ticket.with_line(changed))
        approver = self._desk.require(
            Permission.PRICE_OVERRIDE,
            approval,
            lambda: override_request(self._desk, line, changed, reason),
            override_share(line, changed),
        )
        body = self._line_facts(changed) | {
            "from_minor": line.unit_price_minor,
            "reason": without_card_numbers(reason),
        }
        self._store_line(self.ticket.with_line(changed), changed, ("price_override", body, approver))

    def remove(self, line_id: UUID, approval: Approval | None = None) -> TicketLine:
        """Takes a line off; the answer can be given to restore(). What was given for goods goes with the last of them."""
        line = self.ticket.line(line_id)
        request = ApprovalRequest(
            Permission.REMOVE_LINE,
            tr("Remove a line"),
            (self._on(line), self._desk.asked_by()),
            line.amount_minor,
            str(line.id),
        )
        approver = self._desk.require(Permission.REMOVE_LINE, approval, lambda: request)
        changed = self.ticket.without(line_id)
        self._refuse_grown_discounts(changed)
        removed = Removed.between(self.ticket, changed)
        with self._writing() as work:
            work.tickets.delete_line(line_id)
            work.tickets.save_head(changed, self._desk.clock.now())
            self._journal(work, "line_removed", self._line_facts(line) | removed.facts, approver)
        self._removed[line_id] = removed
        self._show(changed)
        return line

    def restore(self, line: TicketLine) -> Added:
        """Puts a removed line back on its ticket, once; Refused when another ticket is on the screen by now."""
        removed = self._removed.get(line.id)
        if removed is None or removed.ticket_id != self.ticket.id:
            raise Refused(tr("The ticket of this line is no longer open"), tr("Nothing was changed."))
        changed = removed.back_on(replace(self.ticket, lines=(*self.ticket.lines, line)))
        refuse_card_for_goods(changed)
        with self._writing() as work:
            work.tickets.insert_line(self.ticket.id, self._next_position(), line)
            if removed.facts:
                work.tickets.save_head(changed, self._desk.clock.now())
            self._journal(work, "line_restored", self._line_facts(line) | removed.facts, None)
        del self._removed[line.id]
        self._show(changed)
        return Added(line)

    def _refuse_grown_discounts(self, changed: Ticket, *, lines: bool = True) -> None:
        """An amount off must not become more than the role allows when goods are taken away or get cheaper; without
        `lines` the whole ticket's alone is looked at."""
        most, first = self._desk.signed_in.role.most_discount_percent, 0 if lines else -1
        for before, after in zip(
            discount_shares(self.ticket, changed)[first:],
            discount_shares(changed, changed)[first:],
            strict=True,
        ):
            if after > before and after > most:
                raise Refused(
                    tr("The discount would become too large"),
                    tr("The ticket is unchanged."),
                    tr("Take the discount off first, or ask a manager to give it anew."),
                )

    def _on(self, line: TicketLine) -> tuple[str, str]:
        return tr("On"), line.name
