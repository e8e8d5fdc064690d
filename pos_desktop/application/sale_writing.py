"""Writes a paid order: number, tenders, stock, stored values, journal, receipt, drawer and outbox, in one commit."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.card_slips import slips_of, to_sign
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.order_words import (
    discount_words,
    lane_of,
    order_message,
    receipt_number,
    view_of,
)
from pos_desktop.application.receipts import stored_value_slip
from pos_desktop.application.sale_record import SaleRecord
from pos_desktop.application.stock_moves import StockMoved
from pos_desktop.application.ticket_customers import customer_of
from pos_desktop.application.wording import tr
from pos_desktop.domain.cash import CashTaken
from pos_desktop.domain.order import OrderState, advance
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.domain.returns import TooMuchBack, share_back
from pos_desktop.domain.ticket import TicketState
from pos_desktop.domain.value_codes import make_code

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.orders_view import OrderView, ReturnableLine
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.sale_record import TenderRecord
    from pos_desktop.application.shift_view import ShiftView
    from pos_desktop.domain.pricing import Totals
    from pos_desktop.domain.ticket import Ticket, TicketLine

NO_CASH = CashTaken(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Seller:
    """In whose name a sale is written."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale that is on disk; amounts in minor units. `cash` is its cash tender, zeros where there is none."""

    order: OrderView
    cash: CashTaken
    receipt_job: UUID | None
    receipt_held: bool
    drawer_job: UUID | None


class SaleWriter:
    """Turns a ticket and its tenders into an order, within the transaction it is given."""

    def __init__(self, desk: Desk, printers: Printers) -> None:
        self._desk = desk
        self._printers = printers

    def write(
        self,
        work: Work,
        ticket: Ticket,
        totals: Totals,
        tenders: Sequence[TenderRecord],
        seller: Seller,
        shift: ShiftView,
        *,
        cash: CashTaken = NO_CASH,
        kick: bool = False,
        hold_receipt: bool = False,
        approver: UUID | None = None,
    ) -> Sale:
        """Everything of the sale but its cash moves and payments, which are the caller's.

        Raises Refused when goods that come back came back already, FixSetting for a gift card that nothing can print.
        """
        self._check_returns(work, ticket)
        record = self._record(work, ticket, totals, tuple(tenders), seller, shift)
        order = view_of(record, self._desk.register.number)
        work.orders.insert(record)
        moved = self._move_stock(work, record)
        self._issue_values(work, record)
        self._close_returned_orders(work, record)
        self._want_charges(work, record)
        job, held = self._ask_for_receipt(work, order, hold_receipt)
        if self._printers.order_printers(work):
            from pos_desktop.application.order_tickets import print_order_tickets

            print_order_tickets(work, self._printers, order, self._desk.formats)
        drawer = self._printers.kick_drawer(work, order_id=ticket.id) if kick else None
        self._journal(work, record, approver)
        lane = lane_of(ticket, work.orders.taken_back_by)
        message = order_message(record, customer_of(work, ticket))
        work.outbox.add(new_id(), lane, "order.paid", ticket.id, message, record.paid_at)
        moved.tell(work, lane, record.paid_at)
        work.reservations.release(ticket.id)
        return Sale(order, cash, job, held, drawer)

    # -- within --------------------------------------------------------------------------------

    def _record(
        self,
        work: Work,
        ticket: Ticket,
        totals: Totals,
        tenders: tuple[TenderRecord, ...],
        seller: Seller,
        shift: ShiftView,
    ) -> SaleRecord:
        desk = self._desk
        sequence = work.registers.take_receipt(desk.register.id)
        state = ticket.order_state
        if state is OrderState.DRAFT:
            state = advance(state, OrderState.VALIDATED)
        return SaleRecord(
            ticket=ticket,
            totals=totals,
            register_id=desk.register.id,
            sequence=sequence,
            number=receipt_number(desk.register.number, sequence),
            shift_id=shift.id,
            person_id=seller.id,
            person_name=seller.name,
            state=advance(state, OrderState.PAID),
            currency=desk.settings.currency_code,
            tenders=tenders,
            discount_words=tuple(discount_words(line.discount, desk.formats) for line in ticket.lines),
            paid_at=desk.clock.now(),
            offset_minutes=desk.clock.offset_minutes(),
        )

    def _check_returns(self, work: Work, ticket: Ticket) -> None:
        """Per line, over all returns so far: never more than was sold, and worth what is left of what was paid.

        Looked at in the commit that takes it back.
        """
        wanted: dict[UUID, list[TicketLine]] = {}
        for line in ticket.lines:
            if line.back is not None and line.back.order_line_id is not None:
                wanted.setdefault(line.back.order_line_id, []).append(line)
        for order_id in {line.back.order_id for line in ticket.lines if line.back and line.back.order_id}:
            order = work.orders.get(order_id)
            if order.state in (OrderState.CANCELLED, OrderState.REFUNDED):
                raise _back_already("")  # voided while its goods lay on this ticket: its money went back
            for sold in work.orders.returnable(order_id):
                _check_shares(sold, wanted.pop(sold.line.id, ()), order.prices_include_tax)
        if wanted:
            raise _back_already("")

    def _move_stock(self, work: Work, record: SaleRecord) -> StockMoved:
        place, now = self._desk.register.location_id, record.paid_at
        moved = StockMoved(place, record.ticket.id)
        tracked = [line for line in record.ticket.lines if line.variant_row is not None and line.track_stock]
        sold = [_move(line) for line in tracked if line.back is None]
        back = [_move(line) for line in tracked if line.back is not None and line.back.restock]
        for reason, moves in (("sale", sold), ("return", back)):
            if moves:
                work.stock.move(moves, place, reason, now)
                moved.add(reason, ((row, quantity) for row, quantity, _ in moves))
        return moved

    def _issue_values(self, work: Work, record: SaleRecord) -> None:
        """Gift cards that were bought: worth what was paid for them, their codes on slips of their own."""
        bought = [p for p in record.totals.lines if p.line.issues and p.line.quantity_milli > 0]
        if bought:
            self.need_paper(work)
        for priced in bought:
            kind = TenderKind(priced.line.issues)
            self.issue(work, kind, priced.total_minor, order_id=record.ticket.id)

    def need_paper(self, work: Work) -> None:
        """FixSetting where nothing can print: the code of a stored value is on paper or nowhere."""
        self._printers.need_printer(work)

    def issue(
        self,
        work: Work,
        kind: TenderKind,
        amount_minor: int,
        *,
        order_id: UUID | None = None,
        customer: str = "",
    ) -> UUID:
        """Issues a stored value and prints its code, which is written down nowhere else; its id."""
        desk, value_id = self._desk, new_id()
        code = make_code(int.from_bytes(os.urandom(16), "big"))
        now, currency = desk.clock.now(), desk.settings.currency_code
        work.stored_values.issue(
            value_id, kind, code, amount_minor, currency, now, order_id=order_id, customer=customer
        )
        body = {"kind": kind.value, "amount_minor": amount_minor, "last_four": code[-4:]}
        work.journal.add(
            "stored_value_issued", body, subject_id=order_id or value_id, person_id=desk.person_id_or_none
        )
        work.outbox.add(new_id(), f"stored_value:{value_id}", "stored_value.issued", value_id, body, now)
        slip = stored_value_slip(kind, code, amount_minor, desk.settings, desk.formats)
        self._printers.print(work, "value_slip", slip, order_id=order_id)
        return value_id

    def _close_returned_orders(self, work: Work, record: SaleRecord) -> None:
        """The sales of which goods came back hear of it; one of which everything is back is refunded."""
        backs = [line.back for line in record.ticket.lines if line.back is not None]
        for order_id in dict.fromkeys(back.order_id for back in backs if back.order_id is not None):
            order = work.orders.get(order_id)
            body = _came_back(record, order_id)
            work.journal.add("goods_back", body, subject_id=order_id, person_id=record.person_id)
            if any(sold.left_milli for sold in work.orders.returnable(order_id)):
                continue
            work.orders.set_state(order_id, advance(order.state, OrderState.REFUNDED))
            refunded = {"number": order.number, "by": record.number}
            work.journal.add("order_refunded", refunded, subject_id=order_id, person_id=record.person_id)
            work.outbox.add(
                new_id(), f"order:{order_id}", "order.refunded", order_id, refunded, record.paid_at
            )

    def _want_charges(self, work: Work, record: SaleRecord) -> None:
        """Cards that were authorised alone are charged now that the order is here, unless they wait for its goods."""
        held = [t.payment_id for t in record.tenders if t.state == PaymentState.AUTHORISED and t.payment_id]
        if held:
            from pos_desktop.application.capture_books import want_charges_of_sale

            want_charges_of_sale(work, held, record.paid_at)

    def _ask_for_receipt(self, work: Work, order: OrderView, hold: bool) -> tuple[UUID | None, bool]:
        """What the customer signs is printed whatever the store chose for receipts: the money hangs on it."""
        choice = self._desk.settings.print_receipt
        slips = slips_of(work, order)
        signed = to_sign(slips)
        if signed is not None:
            self._printers.print(work, "receipt", signed)
        if choice == "never" and not hold:
            return None, False
        document = self._desk.papers.receipt(work, order, slips=slips)
        held = hold or choice == "ask"
        return self._printers.print(work, "receipt", document, order_id=order.id, held=held), held

    def _journal(self, work: Work, record: SaleRecord, approver: UUID | None) -> None:
        totals = record.totals
        body = {
            "number": record.number,
            "total_minor": totals.total_minor,
            "net_minor": totals.net_minor,
            "tax_minor": totals.tax_minor,
            "taxes": [[tax.rate.name, str(tax.rate.percent), tax.tax_minor] for tax in totals.taxes],
            "tax_by": "shop" if record.ticket.taxed_by_shop else "register",
            "discount_minor": totals.discount_minor,
            "currency": record.currency,
            "lines": [[p.line.name, p.line.quantity_milli, p.total_minor] for p in totals.lines],
            "tenders": [[t.kind, t.amount_minor, t.given_minor, t.change_minor] for t in record.tenders],
        }
        kind = "sale"
        if record.ticket.returns:
            kind = "return"
            backs = [line.back for line in record.ticket.lines if line.back is not None]
            body["of"] = sorted({back.order_number for back in backs if back.order_number})
            body["reasons"] = sorted({back.reason for back in backs})
            body["note"] = record.ticket.note
        work.journal.add(
            kind, body, subject_id=record.ticket.id, person_id=record.person_id, approver_id=approver
        )


def close_ticket(work: Work, ticket: Ticket, desk: Desk) -> None:
    """The ticket became an order."""
    work.tickets.set_state(ticket.id, TicketState.SOLD, desk.clock.now())


def open_shift(work: Work, desk: Desk) -> ShiftView:
    """The shift that money is booked in; Refused, in words, when there is none."""
    shift = work.shifts.current(desk.register.id)
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


def _move(line: TicketLine) -> tuple[int, int, UUID]:
    assert line.variant_row is not None
    return line.variant_row, -line.quantity_milli, line.id


def _came_back(record: SaleRecord, order_id: UUID) -> dict[str, object]:
    """What of a past sale a return took back."""
    lines = [
        priced for priced in record.totals.lines if priced.line.back and priced.line.back.order_id == order_id
    ]
    return {
        "by": record.number,
        "total_minor": -sum(priced.total_minor for priced in lines),
        "lines": [[priced.line.name, -priced.line.quantity_milli] for priced in lines],
        "reason": next((priced.line.back.reason for priced in lines if priced.line.back), ""),
    }


def _check_shares(sold: ReturnableLine, lines: Sequence[TicketLine], inclusive: bool) -> None:
    """A share depends on what went back before it: one that was worked out before another return is a cent off."""
    before, quantity = sold.returned_milli, sold.line.quantity_milli
    for line in lines:
        try:
            share = share_back(sold.sums, quantity, before, -line.quantity_milli, inclusive=inclusive)
        except TooMuchBack as much:
            raise _back_already(sold.line.name) from much
        before -= line.quantity_milli
        if line.back is None or line.back.sums != share:
            raise Refused(
                tr("What comes back is worth what was paid"),
                tr("Nothing was refunded."),
                tr("Remove the line and choose it anew from its order."),
            )


def _back_already(name: str) -> Refused:
    title = tr("{name} is back already", name=name) if name else tr("This order takes no returns any more")
    return Refused(title, tr("Nothing was refunded."), tr("Look at the order again."))
