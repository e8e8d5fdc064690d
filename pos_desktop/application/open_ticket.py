"""The ticket on the screen as something that is written: every change is on disk before it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.errors import TryAgain
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.ticket_checks import refuse_paying
from pos_desktop.application.ticket_discounts import discount_facts
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.application.wording import tr
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.record import record, replace
from pos_desktop.domain.ticket import Ticket, TicketLine

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.domain.discount import Discount
    from pos_desktop.domain.pricing import Totals

JournalEntry = tuple[str, Mapping[str, object], UUID | None]
"""Kind, body, and who approved."""


@record
class Removed:
    """Which ticket a line was taken off, and what of the whole ticket went with it."""

    ticket_id: UUID
    discount: Discount | None
    tax_exempt: bool

    @classmethod
    def between(cls, before: Ticket, after: Ticket) -> Removed:
        """What a ticket lost with a line."""
        discount = before.discount if after.discount is None else None
        return cls(before.id, discount, before.tax_exempt and not after.tax_exempt)

    def back_on(self, ticket: Ticket) -> Ticket:
        """The ticket with what went; a discount that it was given since stays."""
        return replace(
            ticket,
            discount=ticket.discount or self.discount,
            tax_exempt=ticket.tax_exempt or self.tax_exempt,
        )

    @property
    def facts(self) -> dict[str, object]:
        """What went, for the journal."""
        discount = {"ticket_discount": discount_facts(self.discount)} if self.discount else {}
        return discount | ({"tax_exempt": True} if self.tax_exempt else {})


class OpenTicket:
    """What changes of every kind go through."""

    def __init__(self, desk: Desk, printers: Printers) -> None:
        self._desk = desk
        self._printers = printers
        self._ticket: Ticket | None = None
        self._totals: Totals | None = None
        self._removed: dict[UUID, Removed] = {}  # lines that can come back

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

    @contextmanager
    def _writing(self, *, paying: bool = False) -> Iterator[Work]:
        """A change of the ticket; where its commit was not told, the screen shows what the disk has.

        Raises TryAgain then, CommitUnsure while the disk does not say, and Refused for a ticket that is being paid
        unless the change is one that may happen then.
        """
        if not paying:
            refuse_paying(self.ticket)
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

    def _begun(self) -> Ticket:
        """The ticket as a line finds it that comes now: while it has none, its prices mean what the store says now."""
        ticket, inclusive = self.ticket, self._desk.settings.prices_include_tax
        if ticket.lines or ticket.prices_include_tax == inclusive:
            return ticket
        return replace(ticket, prices_include_tax=inclusive)

    def _save_begun(self, work: Work, changed: Ticket) -> None:
        """Stores what its first line changed of the ticket itself."""
        if changed.prices_include_tax != self.ticket.prices_include_tax:
            work.tickets.save_head(changed, self._desk.clock.now())

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

    def _line_facts(self, line: TicketLine) -> dict[str, object]:
        return {
            "ticket": self.ticket.number,
            "name": line.name,
            "quantity_milli": line.quantity_milli,
            "unit_price_minor": line.unit_price_minor,
        }
