"""Paid orders, as they were: nothing is computed again when one is read."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.orders_view import (
    OrderRow,
    OrderTaxView,
    OrderView,
    ReturnableLine,
    TenderLeftView,
    TenderView,
)
from pos_desktop.application.sale_record import SaleRecord, TenderRecord
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.ticket import PIECE
from pos_desktop.storage.later.sql import Text, bindparam, select, update
from pos_desktop.storage.later.tables import order_line, order_tax, payment, register, sale_order, tender
from pos_desktop.storage.repositories.order_events import events_of
from pos_desktop.storage.repositories.order_list import find
from pos_desktop.storage.repositories.order_page import Filters
from pos_desktop.storage.repositories.order_query import customer_key
from pos_desktop.storage.repositories.order_rows import LINE_COLUMNS, TENDER_COLUMNS, line_view
from pos_desktop.storage.repositories.returns import returnable, taken_back_by, tenders_left, took_back
from pos_desktop.storage.repositories.snapshots import rates_to_text
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Statement, insert_into, or_blank

_INSERT = Statement(insert_into(sale_order))
_INSERT_LINE = Statement(insert_into(order_line, taxes=Text()))
_INSERT_TAX = Statement(insert_into(order_tax))
_INSERT_TENDER = Statement(insert_into(tender))

_EXISTS = Statement(select(sale_order.c.id).where(sale_order.c.id == bindparam("order_id")))
_BY_NUMBER = Statement(select(sale_order.c.id).where(sale_order.c.number == bindparam("number")))
_SET_STATE = Statement(
    update(sale_order).where(sale_order.c.id == bindparam("order_id")).values(state=bindparam("state"))
)
_SET_TENDERS_STATE = Statement(
    update(tender).where(tender.c.order_id == bindparam("for_order")).values(state=bindparam("state"))
)
_ORDER = Statement(
    select(
        sale_order.c.id,
        sale_order.c.number,
        sale_order.c.sequence,
        sale_order.c.ticket_number,
        register.c.number,
        sale_order.c.shift_id,
        sale_order.c.person_name,
        sale_order.c.state,
        sale_order.c.currency,
        sale_order.c.prices_include_tax,
        or_blank(sale_order.c.customer),
        or_blank(sale_order.c.note),
        sale_order.c.subtotal_minor,
        sale_order.c.discount_minor,
        sale_order.c.tax_minor,
        sale_order.c.total_minor,
        sale_order.c.rounding_minor,
        sale_order.c.opened_at,
        sale_order.c.paid_at,
        sale_order.c.tips_minor,
        sale_order.c.returned_minor,
    )
    .join(register, register.c.id == sale_order.c.register_id)
    .where(sale_order.c.id == bindparam("order_id"))
)
_LINES = Statement(
    select(*LINE_COLUMNS)
    .where(order_line.c.order_id == bindparam("order_id"))
    .order_by(order_line.c.position)
)
_TAXES = Statement(
    select(order_tax.c.name, order_tax.c.rate, order_tax.c.net_minor, order_tax.c.tax_minor)
    .where(order_tax.c.order_id == bindparam("order_id"))
    .order_by(order_tax.c.position)
)
_SET_TENDER_STATE = Statement(
    update(tender).where(tender.c.id == bindparam("tender_id")).values(state=bindparam("state"))
)
_TENDERS = Statement(
    select(*TENDER_COLUMNS)
    .outerjoin(payment, payment.c.id == tender.c.payment_id)
    .where(tender.c.order_id == bindparam("order_id"))
    .order_by(tender.c.taken_at, tender.c.id)
)


class SqlOrders:
    """Implements sale_ports.Orders."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def insert(self, sale: SaleRecord) -> None:
        _INSERT.run(self._link, **_order_values(sale))
        _INSERT_LINE.run_many(self._link, _line_values(sale))
        _INSERT_TAX.run_many(self._link, _tax_values(sale))
        _INSERT_TENDER.run_many(self._link, _tender_values(sale))

    def exists(self, order_id: UUID) -> bool:
        return _EXISTS.first(self._link, order_id=order_id) is not None

    def get(self, order_id: UUID) -> OrderView:
        row = _ORDER.first(self._link, order_id=order_id)
        if row is None:
            raise NoSuchRow("order", order_id)
        values = list(row)
        values[7] = OrderState(row[7])
        sums = values[19:]
        del values[19:]
        values.append(tuple(line_view(found) for found in _LINES.all(self._link, order_id=order_id)))
        values.append(tuple(OrderTaxView(*found) for found in _TAXES.all(self._link, order_id=order_id)))
        values.append(tuple(TenderView(*found) for found in _TENDERS.all(self._link, order_id=order_id)))
        values.append(events_of(self._link, order_id))
        return OrderView(*values, *sums)

    def find(
        self,
        text: str,
        *,
        states: Sequence[OrderState] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        before: tuple[datetime, UUID] | None = None,
        limit: int = 50,
    ) -> list[OrderRow]:
        """`since` is included, `until` is not; `before` is the last row of the page before."""
        return find(self._link, text, Filters(tuple(states), since, until, before, max(0, limit)))

    def by_number(self, number: str) -> UUID | None:
        found: UUID | None = _BY_NUMBER.scalar(self._link, number=number)
        return found

    def set_state(self, order_id: UUID, state: OrderState) -> None:
        if not _SET_STATE.run(self._link, order_id=order_id, state=state.value):
            raise NoSuchRow("order", order_id)

    def set_tenders_state(self, order_id: UUID, state: str) -> None:
        if not _SET_TENDERS_STATE.run(self._link, for_order=order_id, state=state) and not self.exists(
            order_id
        ):
            raise NoSuchRow("order", order_id)

    def set_tender_state(self, tender_id: UUID, state: str) -> None:
        if not _SET_TENDER_STATE.run(self._link, tender_id=tender_id, state=state):
            raise NoSuchRow("tender", tender_id)

    def add_tender(self, order_id: UUID, tender: TenderRecord, shift_id: UUID, at: datetime) -> None:
        _INSERT_TENDER.run(self._link, **_of_tender(tender, order_id, shift_id, at))

    def returnable(self, order_id: UUID) -> list[ReturnableLine]:
        return returnable(self._link, order_id)

    def tenders_left(self, order_id: UUID) -> list[TenderLeftView]:
        return tenders_left(self._link, order_id)

    def taken_back_by(self, order_id: UUID) -> list[UUID]:
        return taken_back_by(self._link, order_id)

    def took_back(self, order_id: UUID) -> list[UUID]:
        return took_back(self._link, order_id)


def _order_values(sale: SaleRecord) -> dict[str, Any]:
    ticket, totals = sale.ticket, sale.totals
    return {
        "id": ticket.id,
        "register_id": sale.register_id,
        "sequence": sale.sequence,
        "number": sale.number,
        "ticket_number": ticket.number,
        "shift_id": sale.shift_id,
        "person_id": sale.person_id,
        "person_name": sale.person_name,
        "state": sale.state.value,
        "currency": sale.currency,
        "prices_include_tax": ticket.prices_include_tax,
        "customer": ticket.customer or None,
        "customer_key": customer_key(ticket.customer) or None,
        "note": ticket.note or None,
        "items_milli": _items_milli(sale),
        "lines_removed": ticket.lines_removed,
        "subtotal_minor": totals.subtotal_minor,
        "discount_minor": totals.discount_minor,
        "tax_minor": totals.tax_minor,
        "total_minor": totals.total_minor,
        "rounding_minor": sale.rounding_minor,
        "opened_at": ticket.opened_at,
        "paid_at": sale.paid_at,
        "offset_minutes": sale.offset_minutes,
        "tips_minor": sale.tips_minor,
        "returned_minor": sale.returned_minor,
    }


def _items_milli(sale: SaleRecord) -> int:
    """Pieces in thousandths, what came back taken off; a weighed line is one piece."""
    return sum(
        (PIECE if line.quantity_milli > 0 else -PIECE) if line.weighed else line.quantity_milli
        for line in sale.ticket.lines
    )


def _line_values(sale: SaleRecord) -> Iterator[dict[str, Any]]:
    for position, (priced, words) in enumerate(zip(sale.totals.lines, sale.discount_words, strict=True)):
        line = priced.line
        yield {
            "id": line.id,
            "order_id": sale.ticket.id,
            "position": position,
            "variant_row": line.variant_row,
            "variant_id": line.variant_id,
            "name": line.name,
            "unit": line.unit,
            "weighed": line.weighed,
            "quantity_milli": line.quantity_milli,
            "unit_price_minor": line.unit_price_minor,
            "list_price_minor": line.list_price_minor,
            "amount_minor": priced.amount_minor,
            "line_discount_minor": priced.line_discount_minor,
            "ticket_discount_minor": priced.ticket_discount_minor,
            "discount_words": words or None,
            "net_minor": priced.net_minor,
            "tax_minor": priced.tax_minor,
            "total_minor": priced.total_minor,
            "taxes": rates_to_text(line.taxes),
            "note": line.note or None,
            "sold_at": sale.paid_at,
            "returns_line_id": line.back.order_line_id if line.back else None,
            "return_reason": line.back.reason if line.back else None,
            "restocked": line.back.restock if line.back else None,
            "issues": line.issues or None,
        }


def _tax_values(sale: SaleRecord) -> Iterator[dict[str, Any]]:
    for position, part in enumerate(sale.totals.taxes):
        yield {
            "order_id": sale.ticket.id,
            "position": position,
            "name": part.rate.name,
            "rate": part.rate.percent,
            "net_minor": part.net_minor,
            "tax_minor": part.tax_minor,
        }


def _tender_values(sale: SaleRecord) -> Iterator[dict[str, Any]]:
    for record in sale.tenders:
        yield _of_tender(record, sale.ticket.id, sale.shift_id, sale.paid_at)


def _of_tender(record: TenderRecord, order_id: UUID, shift_id: UUID, at: datetime) -> dict[str, Any]:
    return {
        "id": record.id,
        "order_id": order_id,
        "shift_id": record.shift_id or shift_id,
        "kind": record.kind,
        "state": record.state,
        "amount_minor": record.amount_minor,
        "given_minor": record.given_minor,
        "change_minor": record.change_minor,
        "rounding_minor": record.rounding_minor,
        "taken_at": record.taken_at or at,
        "tip_minor": record.tip_minor,
        "payment_id": record.payment_id,
        "refund_id": record.refund_id,
        "returns_tender_id": record.returns_tender_id,
        "label": record.label or None,
        "last_four": record.last_four or None,
        "foreign_currency": record.foreign_currency or None,
        "foreign_minor": record.foreign_minor,
    }
