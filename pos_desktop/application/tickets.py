"""The ticket on the screen: every change is on disk before it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import Refused, TryAgain
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.scanning import Expired, Found, PriceAsked, Scan, WeightAsked, look_up
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.record import record, replace
from pos_desktop.domain.ticket import MOST_MINOR, PIECE, Ticket, TicketLine, TicketState

if TYPE_CHECKING:
    from datetime import date

    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.scanning import Unknown
    from pos_desktop.application.sellable import Sellable
    from pos_desktop.domain.discount import Discount
    from pos_desktop.domain.pricing import Totals
    from pos_desktop.domain.tax import TaxRates

JournalEntry = tuple[str, Mapping[str, object], UUID | None]
"""Kind, body, and who approved."""
_ONE_LINE = 34  # characters that fit a fact of the approval beside its name


@record
class Added:
    """A line came or grew; of which product, when it is of the catalogue."""

    line: TicketLine
    product_id: UUID | None = None


class TicketDesk:
    """The open ticket of this register, and the parked ones."""

    def __init__(self, desk: Desk, printers: Printers) -> None:
        self._desk = desk
        self._printers = printers
        self._ticket: Ticket | None = None
        self._totals: Totals | None = None
        self._removed: dict[UUID, UUID] = {}  # lines that can come back, each with its ticket

    @property
    def ticket(self) -> Ticket:
        """The open ticket; the one that was open before a crash is found again."""
        if self._ticket is None:
            self._show(self._load_or_open())
        assert self._ticket is not None
        return self._ticket

    @property
    def totals(self) -> Totals:
        """What the open ticket costs."""
        if self._totals is None:
            self._totals = price_ticket(self.ticket)
        return self._totals

    def reload(self) -> None:
        """Reads the ticket from disk again, after a failed write or another's change."""
        self._ticket = self._totals = None
        self._desk.events.tell(Event.TICKET)

    # -- lines ---------------------------------------------------------------------------------

    def expect_scan(self) -> None:
        """A scanner has begun to send a code: the line is written as soon as the rest of it is there."""
        self._desk.store.expect_cashier()

    def scan_shown(self) -> None:
        """The line is on the screen: what works behind it goes on."""
        self._desk.store.cashier_served()

    def scan(self, code: str) -> Added | PriceAsked | WeightAsked | Unknown | Expired:
        """What a scanned code does: adds its product, asks for a price or a weight, is unknown, or its date is past."""
        if self._ticket is None or self._ticket.order_state is not OrderState.DRAFT:
            return self._look_first(code)
        # Looked up in the transaction that writes the line: one turn and one snapshot for the whole scan.
        with self._writing() as work:
            found = self._fresh(self._look_up(work, code))
            if not isinstance(found, Found):
                return found
            if _lacks_price(found):
                return PriceAsked(found.sellable, found.scan)
            line = self._line_of(found.sellable, found.scan)
            changed, touched = self._write_line(work, line)
        self._show(changed)
        return Added(touched, found.sellable.product_id)

    def _look_first(self, code: str) -> Added | PriceAsked | WeightAsked | Unknown | Expired:
        """Where a line may be refused, or a ticket is opened for it: a code that is unknown does neither."""
        with self._desk.store.read() as work:
            found = self._fresh(self._look_up(work, code))
        return self._take(found) if isinstance(found, Found) else found

    def _fresh(self, found: Found | Unknown) -> Found | WeightAsked | Unknown | Expired:
        """Goods whose date is past, or that nobody has weighed, are told of instead of sold."""
        if not isinstance(found, Found):
            return found
        passed = found.scan.passed(self._today())
        if passed is not None:
            return Expired(found.sellable, found.scan, passed)
        return WeightAsked(found.sellable) if found.lacks_weight else found

    def sell_expired(self, expired: Expired) -> Added | PriceAsked | WeightAsked:
        """Adds goods whose date is past all the same; the journal says who did, and which lot."""
        found = Found(expired.sellable, expired.scan)
        return WeightAsked(found.sellable) if found.lacks_weight else self._take(found)

    def _look_up(self, work: Work, code: str) -> Found | Unknown:
        settings = self._desk.settings
        return look_up(work.catalogue, code, settings.code_masks, settings.currency)

    def _take(self, found: Found) -> Added | PriceAsked:
        sellable, scan = found.sellable, found.scan
        if _lacks_price(found):
            return PriceAsked(sellable, scan)
        line = self._line_of(sellable, scan)
        return Added(self._add_line(line, self._past_date(line, scan)), sellable.product_id)

    def add(self, variant_row: int) -> Added | PriceAsked:
        """Adds one of a product that was tapped or found."""
        with self._desk.store.read() as work:
            sellable = work.catalogue.sellable(variant_row)
        return self._take(Found(sellable, Scan("")))

    def add_weighed(self, variant_row: int, weight_milli: int) -> Added | PriceAsked:
        """Adds a weighed product with the weight that was read or typed."""
        with self._desk.store.read() as work:
            sellable = work.catalogue.sellable(variant_row)
        return self._take(Found(sellable, Scan("", weight_milli=weight_milli)))

    def add_priced(self, asked: PriceAsked, price_minor: int) -> Added:
        """Adds a product without a price at the price that the cashier typed."""
        _check_price(price_minor)
        priced = replace(asked.sellable, price_minor=price_minor)
        line = replace(self._line_of(priced, asked.scan), list_price_minor=None)
        return Added(self._add_line(line, self._past_date(line, asked.scan)), asked.sellable.product_id)

    def quick_item(
        self,
        name: str,
        price_minor: int,
        taxes: TaxRates,
        tax_class_id: UUID | None,
        approval: Approval | None = None,
    ) -> Added:
        """Adds something that is not in the catalogue."""
        _check_price(price_minor)
        request = ApprovalRequest(
            Permission.QUICK_ITEM, tr("Quick item"), (self._desk.asked_by(),), price_minor, name
        )
        self._desk.require(Permission.QUICK_ITEM, approval, lambda: request)
        line = TicketLine(
            new_id(),
            without_card_numbers(name) or tr("Quick item"),
            PIECE,
            price_minor,
            taxes,
            tax_class_id=tax_class_id,
        )
        return Added(self._add_line(line))

    def sell_gift_card(self, amount_minor: int) -> Added:
        """Puts a gift card on the ticket, worth what is paid for it; its code is made when the sale is written.

        Without tax: a voucher for goods of several rates is taxed when it is redeemed (directive (EU) 2016/1065,
        multi-purpose vouchers).
        """
        if amount_minor <= 0:
            raise Refused(tr("A gift card needs an amount"), tr("Nothing was changed."))
        _check_price(amount_minor)
        with self._desk.store.read() as work:
            self._printers.need_printer(work)  # its code is on paper or nowhere

        kind = TenderKind.GIFT_CARD.value
        line = TicketLine(new_id(), tr("Gift card"), PIECE, amount_minor, (), issues=kind)
        return Added(self._add_line(line))

    def add_back(self, lines: Iterable[TicketLine], approver: UUID | None = None) -> None:
        """Puts goods that come back on the ticket; the same sold line only once."""
        ticket, added = self.ticket, tuple(lines)
        present = {line.back.order_line_id for line in ticket.lines if line.back}
        for line in added:
            assert line.back is not None
            if line.back.order_line_id is not None and line.back.order_line_id in present:
                raise Refused(
                    tr("{name} is on the ticket already", name=line.name),
                    tr("The ticket is unchanged."),
                    tr("Remove it there to choose anew."),
                )
        with self._writing() as work:
            for place, line in enumerate(added):
                work.tickets.insert_line(ticket.id, self._next_position() + place, line)
                assert line.back is not None
                body = self._line_facts(line) | {"reason": line.back.reason, "of": line.back.order_number}
                self._journal(work, "line_back", body, approver)
        self._show(replace(ticket, lines=(*ticket.lines, *added)))

    def set_quantity(self, line_id: UUID, quantity_milli: int) -> None:
        """Sets how much of a line; Refused for zero (remove it instead) or too much."""
        _refuse_back(self.ticket.line(line_id))
        _refuse_issued(self.ticket.line(line_id))
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
        _refuse_back(line)
        _refuse_issued(line)
        changed = replace(line, discount=discount)
        approver = None
        if discount is not None:
            percent = discount.percent_of(line.amount_minor)
            approver = self._desk.require(
                Permission.DISCOUNT, approval, lambda: self._discount_request(line, discount), percent
            )
        body = self._line_facts(changed) | {"discount": _discount_facts(discount)}
        self._store_line(self.ticket.with_line(changed), changed, ("discount", body, approver))

    def override_price(
        self, line_id: UUID, price_minor: int, reason: str, approval: Approval | None = None
    ) -> None:
        """Changes a line's price for this sale."""
        line = self.ticket.line(line_id)
        _refuse_back(line)
        _refuse_issued(line)
        _check_price(price_minor)
        changed = replace(line, unit_price_minor=price_minor, fixed_amount_minor=None)
        approver = self._desk.require(
            Permission.PRICE_OVERRIDE, approval, lambda: self._override_request(line, changed, reason)
        )
        body = self._line_facts(changed) | {
            "from_minor": line.unit_price_minor,
            "reason": without_card_numbers(reason),
        }
        self._store_line(self.ticket.with_line(changed), changed, ("price_override", body, approver))

    def remove(self, line_id: UUID, approval: Approval | None = None) -> TicketLine:
        """Takes a line off; the answer can be given to restore()."""
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
        with self._writing() as work:
            work.tickets.delete_line(line_id)
            work.tickets.save_head(changed, self._desk.clock.now())
            self._journal(work, "line_removed", self._line_facts(line), approver)
        self._removed[line_id] = changed.id
        self._show(changed)
        return line

    def restore(self, line: TicketLine) -> Added:
        """Puts a removed line back on its ticket, once; Refused when another ticket is on the screen by now."""
        if self._removed.get(line.id) != self.ticket.id:
            raise Refused(tr("The ticket of this line is no longer open"), tr("Nothing was changed."))
        with self._writing() as work:
            work.tickets.insert_line(self.ticket.id, self._next_position(), line)
            self._journal(work, "line_restored", self._line_facts(line), None)
        del self._removed[line.id]
        self._show(replace(self.ticket, lines=(*self.ticket.lines, line)))
        return Added(line)

    # -- the whole ticket ----------------------------------------------------------------------

    def discount_ticket(self, discount: Discount | None, approval: Approval | None = None) -> None:
        """Gives or takes back the ticket's discount."""
        approver = None
        if discount is not None:
            whole = _discountable(self.totals)
            approver = self._desk.require(
                Permission.DISCOUNT,
                approval,
                lambda: self._ticket_discount_request(discount, whole),
                discount.percent_of(whole),
            )
        body = {"ticket": self.ticket.number, "discount": _discount_facts(discount)}
        self._save_head(replace(self.ticket, discount=discount), ("discount", body, approver))

    def set_customer(self, customer: str) -> None:
        """Names the customer on the ticket."""
        self._save_head(replace(self.ticket, customer=without_card_numbers(customer.strip())[:100]))

    def set_ticket_note(self, note: str) -> None:
        """Puts a note on the ticket."""
        self._save_head(replace(self.ticket, note=without_card_numbers(note.strip())[:200]))

    def set_tax_exempt(self, exempt: bool, approval: Approval | None = None) -> None:
        """Takes the tax off the ticket, or puts it back."""
        request = ApprovalRequest(
            Permission.TAX_EXEMPT,
            tr("Tax exemption"),
            (self._desk.asked_by(),),
            self.totals.tax_minor,
            str(self.ticket.id),
        )
        approver = self._desk.require(Permission.TAX_EXEMPT, approval, lambda: request) if exempt else None
        body = {"ticket": self.ticket.number, "exempt": exempt}
        self._save_head(replace(self.ticket, tax_exempt=exempt), ("tax_exempt", body, approver))

    def park(self, name: str = "") -> Ticket:
        """Puts the ticket aside and opens the next; Refused when it is empty."""
        if not self.ticket.lines:
            raise Refused(tr("There is nothing to park"), tr("The ticket is empty."))
        parked = replace(self.ticket, name=without_card_numbers(name.strip())[:60], state=TicketState.PARKED)
        with self._writing(paying=True) as work:
            work.tickets.save_head(parked, self._desk.clock.now())
            following = self.open_next(work)
        self._show(following)
        self._desk.events.tell(Event.PARKED)
        return parked

    def park_paying(self, name: str, *, deposit: tuple[int, int] | None = None) -> Ticket:
        """Puts a ticket aside that is partly paid or whose outcome is open; `deposit` is (paid, left) for the journal."""
        parked = replace(self.ticket, name=without_card_numbers(name.strip())[:60], state=TicketState.PARKED)
        with self._writing(paying=True) as work:
            work.tickets.save_head(parked, self._desk.clock.now())
            if deposit is not None:
                paid, left = deposit
                body = {"ticket": parked.number, "paid_minor": paid, "left_minor": left, "name": parked.name}
                self._journal(work, "deposit", body, None)
            following = self.open_next(work)
        self._show(following)
        self._desk.events.tell(Event.PARKED)
        return parked

    def parked(self) -> list[Ticket]:
        """The tickets put aside, the latest first."""
        with self._desk.store.read() as work:
            return work.tickets.parked()

    def parked_count(self) -> int:
        """How many tickets are put aside."""
        with self._desk.store.read() as work:
            return work.tickets.parked_count()

    def resume(self, ticket_id: UUID) -> None:
        """Takes a parked ticket back; the one on the screen is parked first, unless it is empty."""
        now = self._desk.clock.now()
        with self._writing(paying=True) as work:
            wanted = work.tickets.get(ticket_id)
            if wanted.state is not TicketState.PARKED:
                raise Refused(tr("This ticket is no longer parked"), tr("Somebody took it already."))
            self._refuse_with_money(work)
            state = TicketState.PARKED if self.ticket.lines else TicketState.DISCARDED
            work.tickets.save_head(replace(self.ticket, state=state), now)
            resumed = replace(wanted, state=TicketState.OPEN)
            work.tickets.save_head(resumed, now)
        self._show(resumed)
        self._desk.events.tell(Event.PARKED)

    def _refuse_with_money(self, work: Work) -> None:
        """A ticket with money on it is put aside as a deposit or not at all, unless an outcome is still open."""
        if self.ticket.order_state is not OrderState.PARTIALLY_PAID:
            return
        if not any(payment.state.open for payment in work.payments.of_ticket(self.ticket.id)):
            raise Refused(
                tr("Money lies on this ticket"),
                tr("The ticket stays here."),
                tr("Park it with its deposit first, or give the money back."),
            )

    def merge(self, ticket_id: UUID) -> None:
        """Puts the lines of a parked ticket on this one."""
        now = self._desk.clock.now()
        with self._writing() as work:
            other = work.tickets.get(ticket_id)
            if other.state is not TicketState.PARKED:
                raise Refused(tr("This ticket is no longer parked"), tr("Somebody took it already."))
            _refuse_paying(other)
            merged, position = self._with_head_of(other), self._next_position()
            for line in other.lines:
                copy = replace(line, id=new_id())
                merged = replace(merged, lines=(*merged.lines, copy))
                work.tickets.insert_line(merged.id, position, copy)
                position += 1
            work.tickets.save_head(merged, now)
            work.tickets.save_head(replace(other, state=TicketState.MERGED), now)
        self._show(merged)
        self._desk.events.tell(Event.PARKED)

    def discard(self, approval: Approval | None = None) -> None:
        """Gives the ticket up; its lines stay on record."""
        if not self.ticket.lines:
            return
        request = ApprovalRequest(
            Permission.DISCARD_TICKET,
            tr("Discard ticket {number}", number=self.ticket.number),
            (self._desk.asked_by(),),
            self.totals.total_minor,
            str(self.ticket.id),
        )
        approver = self._desk.require(Permission.DISCARD_TICKET, approval, lambda: request)
        with self._writing() as work:
            body = {
                "ticket": self.ticket.number,
                "total_minor": self.totals.total_minor,
                "lines": len(self.ticket.lines),
            }
            self._journal(work, "ticket_discarded", body, approver)
            work.tickets.save_head(replace(self.ticket, state=TicketState.DISCARDED), self._desk.clock.now())
            following = self.open_next(work)
        self._show(following)

    def open_next(self, work: Work) -> Ticket:
        """Opens the following ticket in the transaction that ends the present one."""
        now = self._desk.clock.now()
        number = work.registers.take_ticket(self._desk.register.id)
        person = self._desk.signed_in
        ticket = Ticket(new_id(), number, person.id, now, self._desk.settings.prices_include_tax)
        work.tickets.insert(self._desk.register.id, ticket, now)
        return ticket

    def show(self, ticket: Ticket) -> None:
        """Puts a stored ticket on the screen: after the sale of the one before."""
        self._show(ticket)

    # -- within --------------------------------------------------------------------------------

    @contextmanager
    def _writing(self, *, paying: bool = False) -> Iterator[Work]:
        """A change of the ticket; where its commit was not told, the screen shows what the disk has.

        Raises TryAgain then, CommitUnsure while the disk does not say, and Refused for a ticket that is being paid
        unless the change is one that may happen then.
        """
        if not paying:
            _refuse_paying(self.ticket)
        try:
            with self._desk.store.write() as work:
                yield work
        except CommitUnsure as unsure:
            self._ticket = self._totals = None
            self._desk.store.settle(lambda _work: True)
            self.reload()
            raise TryAgain(
                tr("The disk failed for a moment"),
                tr("The ticket shows what is stored."),
                tr("Look whether the last change is on the ticket, then go on."),
            ) from unsure

    def _load_or_open(self) -> Ticket:
        with self._desk.store.read() as work:
            present = work.tickets.open_ticket(self._desk.register.id)
        if present is not None:
            return present
        with self._desk.store.write() as work:
            return self.open_next(work)

    def _line_of(self, sellable: Sellable, scan: Scan) -> TicketLine:
        price = sellable.price_minor if sellable.price_minor is not None else (scan.price_minor or 0)
        quantity, fixed = PIECE, None
        if scan.weight_milli:
            quantity = scan.weight_milli
        elif scan.count_milli:
            quantity = scan.count_milli
        elif scan.price_minor is not None:
            fixed = scan.price_minor
            if sellable.weighed and price:
                quantity = max(1, (scan.price_minor * PIECE + price // 2) // price)
        return TicketLine(
            id=new_id(),
            name=sellable.name,
            quantity_milli=quantity,
            unit_price_minor=price,
            taxes=sellable.taxes,
            variant_row=sellable.variant_row,
            variant_id=sellable.variant_id,
            unit=sellable.unit,
            weighed=sellable.weighed,
            list_price_minor=sellable.price_minor,
            fixed_amount_minor=fixed,
            tax_class_id=sellable.tax_class_id,
            code=scan.code,
            track_stock=sellable.track_stock,
        )

    def _today(self) -> date:
        return self._desk.clock.now().astimezone(self._desk.zone).date()

    def _past_date(self, line: TicketLine, scan: Scan) -> JournalEntry | None:
        """What the journal says of goods that are sold after their date."""
        passed = scan.passed(self._today())
        if passed is None:
            return None
        return "expired_sold", {"name": line.name, "date": passed.isoformat(), "lot": scan.lot}, None

    def _add_line(self, line: TicketLine, entry: JournalEntry | None = None) -> TicketLine:
        with self._writing() as work:
            changed, touched = self._write_line(work, line)
            if entry:
                self._journal(work, *entry)
        self._show(changed)
        return touched

    def _write_line(self, work: Work, line: TicketLine) -> tuple[Ticket, TicketLine]:
        """The ticket with the line, or with the line that it made larger; and that line."""
        changed, touched = self.ticket.add(line)
        if touched is line:
            work.tickets.insert_line(changed.id, self._next_position(), line)
        else:
            work.tickets.update_line(touched)
        return changed, touched

    def _next_position(self) -> int:
        return len(self.ticket.lines) + self.ticket.lines_removed

    def _store_line(
        self,
        ticket: Ticket,
        line: TicketLine,
        entry: JournalEntry | None = None,
    ) -> None:
        with self._writing() as work:
            work.tickets.update_line(line)
            if entry:
                self._journal(work, *entry)
        self._show(ticket)

    def _save_head(self, ticket: Ticket, entry: JournalEntry | None = None) -> None:
        with self._writing() as work:
            work.tickets.save_head(ticket, self._desk.clock.now())
            if entry:
                self._journal(work, *entry)
        self._show(ticket)

    def _journal(self, work: Work, kind: str, body: Mapping[str, object], approver: UUID | None) -> None:
        work.journal.add(
            kind, body, subject_id=self.ticket.id, person_id=self._desk.signed_in.id, approver_id=approver
        )

    def _show(self, ticket: Ticket) -> None:
        self._ticket, self._totals = ticket, None
        self._desk.events.tell(Event.TICKET)

    def _with_head_of(self, other: Ticket) -> Ticket:
        """This ticket with what the other knows and it does not; a discount is not carried over, it was on other goods."""
        ticket = self.ticket
        return replace(
            ticket,
            customer=ticket.customer or other.customer,
            note=" · ".join(part for part in (ticket.note, other.note) if part)[:200],
            lines_removed=ticket.lines_removed + other.lines_removed,
        )

    def _refuse_grown_discounts(self, changed: Ticket) -> None:
        """An amount off must not become more than the role allows by taking goods away afterwards."""
        most = self._desk.signed_in.role.most_discount_percent
        for before, after in zip(
            _discount_shares(self.ticket, changed), _discount_shares(changed, changed), strict=True
        ):
            if after > before and after > most:
                raise Refused(
                    tr("The discount would become too large"),
                    tr("The ticket is unchanged."),
                    tr("Take the discount off first, or ask a manager to give it anew."),
                )

    def _line_facts(self, line: TicketLine) -> dict[str, object]:
        return {
            "ticket": self.ticket.number,
            "name": line.name,
            "quantity_milli": line.quantity_milli,
            "unit_price_minor": line.unit_price_minor,
        }

    def _on(self, line: TicketLine) -> tuple[str, str]:
        return tr("On"), line.name

    def _discount_request(self, line: TicketLine, discount: Discount) -> ApprovalRequest:
        figure = self._desk.formats.figure
        off = discount.of(line.amount_minor)
        prices = f"{figure(line.amount_minor)} → {figure(line.amount_minor - off)}"
        return ApprovalRequest(
            Permission.DISCOUNT,
            self._discount_title(discount, tr("line discount")),
            (*_on_facts(line.name, prices), *self._discount_facts_shown(discount.reason)),
            -off,
            str(line.id),
        )

    def _ticket_discount_request(self, discount: Discount, whole: int) -> ApprovalRequest:
        off = discount.of(whole)
        figure = self._desk.formats.figure
        name = tr("Ticket {number}", number=self.ticket.number)
        prices = f"{figure(whole)} → {figure(whole - off)}"
        return ApprovalRequest(
            Permission.DISCOUNT,
            self._discount_title(discount, tr("ticket discount")),
            (*_on_facts(name, prices), *self._discount_facts_shown(discount.reason)),
            -off,
            str(self.ticket.id),
        )

    def _discount_title(self, discount: Discount, what: str) -> str:
        formats = self._desk.formats
        size = (
            formats.percent(discount.value)
            if discount.kind == "percent"
            else formats.money(int(discount.value))
        )
        return f"{size} {what}"

    def _discount_facts_shown(self, reason: str) -> tuple[tuple[str, str], ...]:
        most = self._desk.formats.percent(self._desk.signed_in.role.most_discount_percent)
        return (
            (tr("Why"), reason or tr("No reason given")),
            self._desk.asked_by(),
            (tr("Limit"), tr("Cashiers may give up to {percent}", percent=most)),
        )

    def _override_request(self, line: TicketLine, changed: TicketLine, reason: str) -> ApprovalRequest:
        figure = self._desk.formats.figure
        prices = f"{figure(line.unit_price_minor)} → {figure(changed.unit_price_minor)}"
        return ApprovalRequest(
            Permission.PRICE_OVERRIDE,
            tr("Price override"),
            (
                *_on_facts(line.name, prices),
                (tr("Why"), reason or tr("No reason given")),
                self._desk.asked_by(),
            ),
            changed.amount_minor - line.amount_minor,
            str(line.id),
        )


def _lacks_price(found: Found) -> bool:
    return found.sellable.price_minor is None and found.scan.price_minor is None


def _refuse_paying(ticket: Ticket) -> None:
    """What money was taken for stays as it is: another sum would not be what was charged."""
    if ticket.order_state is not OrderState.DRAFT:
        raise Refused(
            tr("The ticket is being paid"),
            tr("It is unchanged."),
            tr("Finish the payment, or give the money back first."),
        )


def _refuse_back(line: TicketLine) -> None:
    """What comes back is worth what was paid for it."""
    if line.back is not None:
        raise Refused(
            tr("What comes back is worth what was paid"),
            tr("The line is unchanged."),
            tr("Remove the line and choose it anew from its order."),
        )


def _refuse_issued(line: TicketLine) -> None:
    """A gift card is worth what is paid for it, and each has a code of its own."""
    if line.issues:
        raise Refused(
            tr("A gift card is worth what is paid for it"),
            tr("The line is unchanged."),
            tr("Remove the line and sell another one."),
        )


def _discountable(totals: Totals) -> int:
    """What a discount on the whole ticket is taken off: everything but gift cards."""
    return sum(p.amount_minor - p.line_discount_minor for p in totals.lines if not p.line.issues)


def _check_price(price_minor: int) -> None:
    if price_minor < 0:
        raise Refused(tr("A price cannot be negative"), tr("Nothing was changed."))
    if price_minor > MOST_MINOR:
        raise Refused(tr("This price is not possible"), tr("Nothing was changed."))


def _discount_facts(discount: Discount | None) -> Mapping[str, object] | None:
    if discount is None:
        return None
    return {"kind": discount.kind, "value": str(discount.value), "reason": discount.reason}


def _discount_shares(ticket: Ticket, like: Ticket) -> list[Decimal]:
    """What the discounts of a ticket take in percent: each line's that `like` has too, then the whole ticket's."""
    lines = {line.id: line for line in ticket.lines}
    shares = [
        line.discount.percent_of(line.amount_minor) if line.discount else Decimal(0)
        for line in (lines[wanted.id] for wanted in like.lines)
    ]
    whole = _discountable(price_ticket(ticket))
    shares.append(ticket.discount.percent_of(whole) if ticket.discount and whole else Decimal(0))
    return shares


def _on_facts(name: str, prices: str) -> tuple[tuple[str, str], ...]:
    """What it is about, and from which price to which: in one line when both are short."""
    if len(name) + len(prices) <= _ONE_LINE:
        return ((tr("On"), f"{name} · {prices}"),)
    return (tr("On"), name), (tr("Price"), prices)
