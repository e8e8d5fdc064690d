"""Paying in cash: one transaction from the ticket to the order, its number, its money and its stock."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.application.wording import tr
from pos_desktop.domain.cash import NotEnoughCash, quick_amounts, take_cash
from pos_desktop.domain.money import Money
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.shift import CashMove, signed

if TYPE_CHECKING:
    from uuid import UUID

    from pos_desktop.application.desk import Desk
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.sale_record import TenderRecord
    from pos_desktop.application.sale_writing import Sale, SaleWriter
    from pos_desktop.application.shift_view import ShiftView
    from pos_desktop.application.tickets import TicketDesk
    from pos_desktop.domain.cash import CashTaken
    from pos_desktop.domain.ticket import Ticket


class Checkout:
    """Takes payment for the open ticket."""

    def __init__(self, desk: Desk, tickets: TicketDesk, printers: Printers) -> None:
        self._desk = desk
        self._tickets = tickets
        self._printers = printers
        self._in_doubt: tuple[Sale, Ticket] | None = None

    def due(self) -> Money:
        """What is to be paid in coins for the ticket on the screen: rounded to the smallest one."""
        return self.exact_due().rounded_for_cash()

    def exact_due(self) -> Money:
        """The ticket's total."""
        return Money(self._tickets.totals.total_minor, self._desk.settings.currency)

    def quick_amounts(self) -> tuple[int, ...]:
        """Amounts that the customer is likely to hand over, in minor units."""
        return quick_amounts(self.exact_due())

    def check_payable(self) -> None:
        """Refused, in words, when the ticket cannot be paid now; FixSetting for a gift card that nothing can print."""
        with self._desk.store.read() as work:
            self.check_payable_in(work)

    def check_payable_in(self, work: Work) -> None:
        """As `check_payable`, in a transaction that is open already."""
        if not self._desk.signed_in.role.allows(Permission.SELL):
            raise Refused(tr("You may not take money"), tr("The ticket is kept."), tr("Ask a manager."))
        if not self._tickets.ticket.lines:
            raise Refused(tr("The ticket is empty"), "", tr("Scan or tap a product first."))
        if self._tickets.totals.total_minor < 0:
            raise Refused(
                tr("The total is below zero"), tr("Nothing was charged."), tr("Remove or change a line.")
            )
        if any(line.issues for line in self._tickets.ticket.lines):
            self._printers.need_printer(work)
        from pos_desktop.application.sale_writing import open_shift

        open_shift(work, self._desk)

    def pay_cash(self, given_minor: int, approver: UUID | None = None) -> Sale:
        """Takes cash: order, number, tender, stock, journal, receipt and drawer in one commit. `approver` gave the
        word for a sum above the limit.

        Raises Refused when less is given than due, and whatever keeps the database from writing;
        a commit whose outcome was not told is settled by looking for the order.
        """
        if sale := self.paid_before():
            return sale
        ticket = self._tickets.ticket
        self.check_payable()
        try:
            cash = take_cash(self.exact_due(), Money(given_minor, self._desk.settings.currency))
        except NotEnoughCash as error:
            missing = self._desk.formats.money(self.due().minor - given_minor)
            raise Refused(tr("{amount} is missing", amount=missing), tr("Nothing was taken.")) from error
        try:
            sale, following = self._commit(ticket, cash, approver)
        except CommitUnsure:
            return self._settled_or_refused()
        return self._done(sale, following)

    def release_receipt(self, sale: Sale) -> None:
        """Prints the receipt that was held for the cashier's choice."""
        if sale.receipt_job is None or not sale.receipt_held:
            return
        with self._desk.store.write() as work:
            work.print_jobs.release(sale.receipt_job, self._desk.clock.now())
        self._desk.events.tell(Event.PRINT)

    def drop_receipt(self, sale: Sale) -> None:
        """The customer wants no paper; a reprint stays possible."""
        if sale.receipt_job is None or not sale.receipt_held:
            return
        with self._desk.store.write() as work:
            work.print_jobs.cancel(sale.receipt_job, self._desk.clock.now())

    def release_left_over(self) -> int:
        """After a start: receipts still held are printed, which is what 'next customer' does."""
        with self._desk.store.read() as work:
            if not work.print_jobs.held():
                return 0
        with self._desk.store.write() as work:
            jobs = work.print_jobs.held()
            for job_id in jobs:
                work.print_jobs.release(job_id, self._desk.clock.now())
        return len(jobs)

    @cached_property
    def _writer(self) -> SaleWriter:
        """Imported with the first payment: a first scan does not wait for it."""
        from pos_desktop.application.sale_writing import SaleWriter

        return SaleWriter(self._desk, self._printers)

    # -- within --------------------------------------------------------------------------------

    def _commit(self, ticket: Ticket, cash: CashTaken, approver: UUID | None) -> tuple[Sale, Ticket]:
        self._in_doubt = None
        try:
            with self._desk.store.write() as work:
                tried = self._write(work, ticket, cash, approver)
        except CommitUnsure:
            self._in_doubt = tried
            raise
        return tried

    def _write(
        self, work: Work, ticket: Ticket, cash: CashTaken, approver: UUID | None
    ) -> tuple[Sale, Ticket]:
        from pos_desktop.application.sale_writing import Seller, close_ticket, open_shift

        desk = self._desk
        shift = open_shift(work, desk)
        if ticket.order_state is not OrderState.DRAFT:
            _refuse_paid_in_part(work, ticket)
        self._move_cash(work, ticket, cash, shift)
        sale = self._writer.write(
            work,
            ticket,
            self._tickets.totals,
            (_cash_tender(cash),),
            Seller(desk.signed_in.id, desk.signed_in.name),
            shift,
            cash=cash,
            kick=True,
            approver=approver,
        )
        close_ticket(work, ticket, desk)
        return sale, self._tickets.open_next(work)

    def _move_cash(self, work: Work, ticket: Ticket, cash: CashTaken, shift: ShiftView) -> None:
        amount, person = signed(CashMove.SALE, cash.amount_minor), self._desk.signed_in.id
        work.shifts.add_move(
            shift.id, CashMove.SALE, amount, person, self._desk.clock.now(), order_id=ticket.id
        )

    def paid_before(self) -> Sale | None:
        """The sale in doubt, when the screen still stands at it: its key was pressed a second time."""
        if self._in_doubt is None:
            return None
        ticket = self._tickets.ticket
        if ticket.lines and ticket.id != self._in_doubt[0].order.id:
            self._in_doubt = None
            return None
        return self._settled()

    def _settled(self) -> Sale | None:
        """The sale in doubt when its order is there, for good; None when it has not happened.

        Raises CommitUnsure while the disk does not say.
        """
        assert self._in_doubt is not None
        sale, following = self._in_doubt
        try:
            there = self._desk.store.settle(lambda work: work.orders.exists(sale.order.id))
        except CommitUnsure:
            with suppress(PersonError):
                self._tickets.reload()
            raise
        self._in_doubt = None
        if there:
            return self._done(sale, following)
        self._tickets.reload()
        return None

    def _settled_or_refused(self) -> Sale:
        sale = self._settled()
        if sale is None:
            raise Refused(
                tr("The sale was not stored"),
                tr("The disk did not take it. No money is booked, the ticket is kept."),
                tr("Check the disk, then take the payment again."),
            )
        return sale

    def _done(self, sale: Sale, following: Ticket) -> Sale:
        self._tickets.show(following)
        self._tell()
        return sale

    def _tell(self) -> None:
        for event in (Event.SOLD, Event.PRINT, Event.OUTBOX):
            self._desk.events.tell(event)


def _refuse_paid_in_part(work: Work, ticket: Ticket) -> None:
    """All of it in cash is for a ticket of which nothing is paid; the tenders of another one are added up first."""
    from pos_desktop.application.payment_books import returned_ids

    refunds = work.refunds.of_ticket(ticket.id)
    returned = returned_ids(refunds)
    for payment in work.payments.of_ticket(ticket.id):
        if payment.state.open or (payment.state.counts and payment.id not in returned):
            raise Refused(
                tr("A part of this ticket is paid already"),
                tr("Nothing was taken."),
                tr("Take what is left of it, or refund what was paid."),
            )


def _cash_tender(cash: CashTaken) -> TenderRecord:
    from pos_desktop.application.sale_record import TenderRecord

    return TenderRecord(
        new_id(),
        "cash",
        "taken",
        cash.amount_minor,
        cash.given_minor,
        cash.change_minor,
        cash.rounding_minor,
    )
