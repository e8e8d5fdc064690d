"""An order in words: its number, how it will be read, and what other systems hear of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.orders_view import OrderLineView, OrderTaxView, OrderView, TenderView
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.formats import Formats
    from pos_desktop.application.sale_record import SaleRecord, TenderRecord
    from pos_desktop.domain.discount import Discount
    from pos_desktop.domain.returns import LineBack
    from pos_desktop.domain.ticket import Ticket

_RECEIPT_NUMBER = re.compile(r"\d{1,9}-\d{6,}", re.ASCII)

TakenBackBy = Callable[[UUID], Sequence[UUID]]
"""The sales whose goods came back with an order, the first line's first."""
TAKES_BACK = "takes_back"
"""In the message of an order: goods of another came back with it."""


def discount_words(discount: Discount | None, formats: Formats) -> str:
    """A discount as the receipt names it; empty for none."""
    if discount is None:
        return ""
    if discount.kind == "percent":
        size = "\u2212" + formats.percent(discount.value)
    else:
        size = formats.money(-int(discount.value))
    return f"{discount.reason or tr('Discount')} {size}"


def receipt_number(register_number: int, sequence: int) -> str:
    """A receipt's number: the register's own range, without gaps."""
    return f"{register_number}-{sequence:06d}"


def sale_code(order: OrderView) -> str:
    """What the QR code of a receipt says: the number, and the facts that tell it from another register's sale of the
    same number."""
    return f"{order.number};{order.paid_at:%Y-%m-%dT%H:%M:%SZ};{order.total_minor};{order.currency}"


def number_in(code: str) -> str:
    """The receipt number of a scanned code; empty where it is no receipt's."""
    number = code.split(";", 1)[0].strip()
    return number if _RECEIPT_NUMBER.fullmatch(number) else ""


def lane_of(ticket: Ticket, taken_back_by: TakenBackBy) -> str:
    """Where what happens to a ticket is told: a return goes in the lane of its sale and never overtakes it."""
    return lane_among(ticket.id, [line.back for line in ticket.lines if line.back is not None], taken_back_by)


def lane_among(ticket_id: UUID, backs: Iterable[LineBack], taken_back_by: TakenBackBy) -> str:
    """The lane of a ticket on which these goods come back.

    A sale that took goods back itself was told in the lane of an older one: `taken_back_by` (of Orders) leads there.
    """
    order_id = ticket_id
    older = next((back.order_id for back in backs if back.order_id is not None), None)
    while older is not None:
        order_id, older = older, next(iter(taken_back_by(older)), None)
    return f"order:{order_id}"


def view_of(record: SaleRecord, register_number: int) -> OrderView:
    """The order as it will be read, before it is written: the receipt is made from it."""
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
        tenders=tuple(_tender_view(tender) for tender in record.tenders),
        tips_minor=record.tips_minor,
        returned_minor=record.returned_minor,
    )


def _tender_view(tender: TenderRecord) -> TenderView:
    return TenderView(
        tender.id,
        tender.kind,
        tender.state,
        tender.amount_minor,
        tender.given_minor,
        tender.change_minor,
        tender.rounding_minor,
        tender.tip_minor,
        tender.payment_id,
        tender.refund_id,
        tender.label,
        tender.foreign_currency,
        tender.foreign_minor,
        tender.balance_minor,
        tender.authorisation,
    )


def _line_views(record: SaleRecord) -> tuple[OrderLineView, ...]:
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
            returns_line_id=priced.line.back.order_line_id if priced.line.back else None,
            return_reason=priced.line.back.reason if priced.line.back else "",
            restocked=priced.line.back.restock if priced.line.back else None,
            issues=priced.line.issues,
            returns_number=priced.line.back.order_number if priced.line.back else "",
        )
        for priced, words in zip(record.totals.lines, record.discount_words, strict=True)
    )


def order_message(record: SaleRecord, customer_id: UUID | None = None) -> dict[str, object]:
    """What other systems hear of a paid order: which it is, and what lists of messages show of it. Its lines, taxes and
    tenders are read from the order itself when it is sent; every sale pays for each byte of its message."""
    message: dict[str, object] = {
        "number": record.number,
        "currency": record.currency,
        "total_minor": record.totals.total_minor,
        "tenders": [{"kind": kind} for kind in dict.fromkeys(tender.kind for tender in record.tenders)],
    }
    if customer_id:
        message["customer_id"] = str(customer_id)
    if any(line.back is not None and line.back.order_line_id for line in record.ticket.lines):
        message[TAKES_BACK] = True
    return message
