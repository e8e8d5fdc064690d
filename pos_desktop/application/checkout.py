"""Paying: one transaction from the ticket to the order, its number, its money and its stock."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.application.wording import tr
from pos_desktop.domain.cash import NotEnoughCash, quick_amounts, take_cash
from pos_desktop.domain.money import Money
from pos_desktop.domain.order import OrderState, advance
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.shift import CashMove, signed
from pos_desktop.domain.ticket import TicketState

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.orders_view import OrderLineView, OrderView
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.sale_record import SaleRecord
    from pos_desktop.application.shift_view import ShiftView
    from pos_desktop.application.tickets import TicketDesk
    from pos_desktop.domain.cash import CashTaken
    from pos_desktop.domain.discount import Discount
    from pos_desktop.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale that is on disk; amounts in minor units."""

    order: OrderView
    cash: CashTaken
    receipt_job: UUID | None
    receipt_held: bool
    drawer_job: UUID | None


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
        """Refused, in words, when the ticket cannot be paid now."""
        if not self._desk.signed_in.role.allows(Permission.SELL):
            raise Refused(
                tr("You may not take money"), tr("The ticket is kept."), tr("Ask somebody who may.")
            )
        if not self._tickets.ticket.lines:
            raise Refused(tr("The ticket is empty"), "", tr("Scan or tap a product first."))
        if self._tickets.totals.total_minor < 0:
            raise Refused(
                tr("The total is below zero"), tr("Nothing was charged."), tr("Remove or change a line.")
            )
        with self._desk.store.read() as work:
            self._open_shift(work)

    def pay_cash(self, given_minor: int) -> Sale:
        """Takes cash: order, number, tender, stock, journal, receipt and drawer in one commit.

        Raises Refused when less is given than due, and whatever keeps the database from writing;
        a commit whose outcome was not told is settled by looking for the order.
        """
        if sale := self._paid_before():
            return sale
        ticket = self._tickets.ticket
        self.check_payable()
        try:
            cash = take_cash(self.exact_due(), Money(given_minor, self._desk.settings.currency))
        except NotEnoughCash as error:
            missing = self._desk.formats.money(self.due().minor - given_minor)
            raise Refused(tr("{amount} is missing", amount=missing), tr("Nothing was taken.")) from error
        try:
            sale, following = self._commit(ticket, cash)
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

    # -- within --------------------------------------------------------------------------------

    def _commit(self, ticket: Ticket, cash: CashTaken) -> tuple[Sale, Ticket]:
        self._in_doubt = None
        try:
            with self._desk.store.write() as work:
                tried = self._write(work, ticket, cash)
        except CommitUnsure:
            self._in_doubt = tried
            raise
        return tried

    def _write(self, work: Work, ticket: Ticket, cash: CashTaken) -> tuple[Sale, Ticket]:
        desk, now = self._desk, self._desk.clock.now()
        shift = self._open_shift(work)
        record = self._record(work, ticket, cash, shift, now)
        order = view_of(record, desk.register.number)
        work.orders.insert(record)
        self._move_cash(work, record, shift)
        self._move_stock(work, record)
        job, held = self._ask_for_receipt(work, order)
        drawer = self._printers.kick_drawer(work, order_id=record.ticket.id)
        self._journal_sale(work, record)
        self._tell_others(work, record)
        work.tickets.set_state(ticket.id, TicketState.SOLD, now)
        following = self._tickets.open_next(work)
        return Sale(order, cash, job, held, drawer), following

    def _record(
        self, work: Work, ticket: Ticket, cash: CashTaken, shift: ShiftView, now: datetime
    ) -> SaleRecord:
        from pos_desktop.application.sale_record import SaleRecord, TenderRecord

        desk = self._desk
        sequence = work.registers.take_receipt(desk.register.id)
        tender = TenderRecord(
            new_id(),
            "cash",
            "taken",
            cash.amount_minor,
            cash.given_minor,
            cash.change_minor,
            cash.rounding_minor,
        )
        state = advance(advance(OrderState.DRAFT, OrderState.VALIDATED), OrderState.PAID)
        return SaleRecord(
            ticket=ticket,
            totals=self._tickets.totals,
            register_id=desk.register.id,
            sequence=sequence,
            number=receipt_number(desk.register.number, sequence),
            shift_id=shift.id,
            person_id=desk.signed_in.id,
            person_name=desk.signed_in.name,
            state=state,
            currency=desk.settings.currency_code,
            tenders=(tender,),
            discount_words=tuple(self._discount_words(line.discount) for line in ticket.lines),
            paid_at=now,
            offset_minutes=desk.clock.offset_minutes(),
        )

    def _discount_words(self, discount: Discount | None) -> str:
        if discount is None:
            return ""
        if discount.kind == "percent":
            size = "\u2212" + self._desk.formats.percent(discount.value)
        else:
            size = self._desk.formats.money(-int(discount.value))
        return f"{discount.reason or tr('Discount')} {size}"

    def _open_shift(self, work: Work) -> ShiftView:
        shift = work.shifts.current(self._desk.register.id)
        if shift is None:
            raise Refused(
                tr("No shift is open"),
                tr("The ticket is kept."),
                tr("Open a shift under Cash: count the float first."),
            )
        if shift.state != "open":
            raise Refused(
                tr("The drawer has been counted"),
                tr("The ticket is kept."),
                tr("Close the shift and open the next one."),
            )
        return shift

    def _move_cash(self, work: Work, record: SaleRecord, shift: ShiftView) -> None:
        amount = sum(tender.amount_minor for tender in record.tenders if tender.kind == "cash")
        work.shifts.add_move(
            shift.id,
            CashMove.SALE,
            signed(CashMove.SALE, amount),
            record.person_id,
            record.paid_at,
            order_id=record.ticket.id,
        )

    def _move_stock(self, work: Work, record: SaleRecord) -> None:
        moves = [
            (line.variant_row, -line.quantity_milli, line.id)
            for line in record.ticket.lines
            if line.variant_row is not None and line.track_stock
        ]
        work.stock.move(moves, self._desk.register.location_id, "sale", record.paid_at)

    def _ask_for_receipt(self, work: Work, order: OrderView) -> tuple[UUID | None, bool]:
        choice = self._desk.settings.print_receipt
        if choice == "never":
            return None, False
        from pos_desktop.application.receipts import receipt

        document = receipt(order, self._desk.settings, self._desk.formats)
        held = choice == "ask"
        return self._printers.print(work, "receipt", document, order_id=order.id, held=held), held

    def _journal_sale(self, work: Work, record: SaleRecord) -> None:
        totals = record.totals
        body = {
            "number": record.number,
            "total_minor": totals.total_minor,
            "net_minor": totals.net_minor,
            "tax_minor": totals.tax_minor,
            "discount_minor": totals.discount_minor,
            "currency": record.currency,
            "lines": [[p.line.name, p.line.quantity_milli, p.total_minor] for p in totals.lines],
            "tenders": [[t.kind, t.amount_minor, t.given_minor, t.change_minor] for t in record.tenders],
        }
        work.journal.add("sale", body, subject_id=record.ticket.id, person_id=record.person_id)

    def _tell_others(self, work: Work, record: SaleRecord) -> None:
        work.outbox.add(
            new_id(),
            f"order:{record.ticket.id}",
            "order.paid",
            record.ticket.id,
            order_message(record),
            record.paid_at,
        )

    def _paid_before(self) -> Sale | None:
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


def receipt_number(register_number: int, sequence: int) -> str:
    """A receipt's number: the register's own range, without gaps."""
    return f"{register_number}-{sequence:06d}"


def view_of(record: SaleRecord, register_number: int) -> OrderView:
    """The order as it will be read, before it is written: the receipt is made from it."""
    from pos_desktop.application.orders_view import OrderTaxView, OrderView, TenderView

    totals = record.totals
    return OrderView(
        id=record.ticket.id,
        number=record.number,
        sequence=record.sequence,
        ticket_number=record.ticket.number,
        register_number=register_number,
        shift_id=record.shift_id,
        person_name=record.person_name,
        state=record.state,
        currency=record.currency,
        prices_include_tax=record.ticket.prices_include_tax,
        customer=record.ticket.customer,
        note=record.ticket.note,
        subtotal_minor=totals.subtotal_minor,
        discount_minor=totals.discount_minor,
        tax_minor=totals.tax_minor,
        total_minor=totals.total_minor,
        rounding_minor=record.rounding_minor,
        opened_at=record.ticket.opened_at,
        paid_at=record.paid_at,
        lines=_line_views(record),
        taxes=tuple(
            OrderTaxView(s.rate.name, s.rate.percent, s.net_minor, s.tax_minor) for s in totals.taxes
        ),
        tenders=tuple(
            TenderView(t.id, t.kind, t.state, t.amount_minor, t.given_minor, t.change_minor, t.rounding_minor)
            for t in record.tenders
        ),
    )


def _line_views(record: SaleRecord) -> tuple[OrderLineView, ...]:
    from pos_desktop.application.orders_view import OrderLineView

    return tuple(
        OrderLineView(
            id=priced.line.id,
            name=priced.line.name,
            quantity_milli=priced.line.quantity_milli,
            weighed=priced.line.weighed,
            unit=priced.line.unit,
            unit_price_minor=priced.line.unit_price_minor,
            list_price_minor=priced.line.list_price_minor,
            amount_minor=priced.amount_minor,
            discount_minor=priced.line_discount_minor,
            discount_words=words,
            net_minor=priced.net_minor,
            tax_minor=priced.tax_minor,
            total_minor=priced.total_minor,
            note=priced.line.note,
            variant_row=priced.line.variant_row,
            rates=tuple((rate.name, rate.percent) for rate in priced.line.taxes),
        )
        for priced, words in zip(record.totals.lines, record.discount_words, strict=True)
    )


def order_message(record: SaleRecord) -> dict[str, object]:
    """What other systems hear of a paid order: totals as they were computed, never to be computed again."""
    return {
        "number": record.number,
        "currency": record.currency,
        "paid_at": record.paid_at.isoformat(),
        "total_minor": record.totals.total_minor,
        "tax_minor": record.totals.tax_minor,
        "discount_minor": record.totals.discount_minor,
        "lines": [
            {
                "variant_id": str(p.line.variant_id) if p.line.variant_id else None,
                "name": p.line.name,
                "quantity_milli": p.line.quantity_milli,
                "unit_price_minor": p.line.unit_price_minor,
                "total_minor": p.total_minor,
                "tax_minor": p.tax_minor,
            }
            for p in record.totals.lines
        ],
        "tenders": [{"kind": t.kind, "amount_minor": t.amount_minor} for t in record.tenders],
    }
