"""The X and Z report of a shift, added up by the database in a handful of questions."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pos_desktop.application.shift_view import RateSum, ShiftReport, TenderSum
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import RefundState
from pos_desktop.domain.shift import CashMove, DrawerSums, add_up
from pos_desktop.storage.later.sql import and_, bindparam, case, func, not_, or_, select
from pos_desktop.storage.later.tables import (
    cash_move,
    order_line,
    order_tax,
    person,
    register,
    sale_order,
    shift,
    tender,
)
from pos_desktop.storage.repositories.deposits import deposit_sums
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Row, Statement, or_blank

_of_shift = sale_order.c.shift_id == bindparam("shift_id")
_cancelled = sale_order.c.state == OrderState.CANCELLED.value
_sold = not_(_cancelled)
# A refunded order stays a sale: what came back is an order of its own, in the shift in which it came back.
_took_back = or_(_cancelled, sale_order.c.returned_minor > 0)
_returned_sum = case((_cancelled, sale_order.c.total_minor), else_=sale_order.c.returned_minor)
_sells = and_(_sold, sale_order.c.total_minor + sale_order.c.returned_minor > 0)

_HEAD = Statement(
    select(
        shift.c.number,
        register.c.name,
        person.c.name,
        shift.c.opened_at,
        shift.c.counted_minor,
        or_blank(shift.c.variance_reason),
        shift.c.float_left_minor,
        or_blank(shift.c.note),
    )
    .join(register, register.c.id == shift.c.register_id)
    .join(person, person.c.id == shift.c.opened_by)
    .where(shift.c.id == bindparam("shift_id"))
)
ORDERS = Statement(
    select(
        func.count().filter(or_(_sells, and_(_sold, sale_order.c.returned_minor == 0))),
        func.sum(sale_order.c.total_minor - sale_order.c.tax_minor).filter(_sold),
        func.sum(sale_order.c.tax_minor).filter(_sold),
        func.count().filter(_took_back),
        func.sum(_returned_sum).filter(_took_back),
        func.sum(sale_order.c.items_milli).filter(_sold),
        func.sum(sale_order.c.discount_minor).filter(_sold),
        func.sum(sale_order.c.lines_removed),
        func.count().filter(_cancelled),
        func.sum(sale_order.c.tips_minor).filter(_sold),
        func.min(sale_order.c.sequence),
        func.max(sale_order.c.sequence),
    ).where(_of_shift)
)
_SUMS = (
    "sales",
    "net_sales_minor",
    "tax_minor",
    "returns",
    "returns_minor",
    "items_milli",
    "discounts_minor",
    "lines_removed",
    "voids",
    "tips_minor",
)
_discounted = and_(_sold, or_(order_line.c.line_discount_minor != 0, order_line.c.ticket_discount_minor != 0))
_overridden = order_line.c.list_price_minor != order_line.c.unit_price_minor
LINES = Statement(
    select(func.count().filter(_discounted), func.count().filter(_overridden))
    .select_from(sale_order)
    .join(order_line, order_line.c.order_id == sale_order.c.id)
    .where(_of_shift)
)
TENDERS = Statement(
    select(tender.c.kind, func.count(), func.sum(tender.c.amount_minor), func.sum(tender.c.rounding_minor))
    .join(sale_order, sale_order.c.id == tender.c.order_id)
    .where(tender.c.shift_id == bindparam("shift_id"), _sold, tender.c.state != RefundState.REPLACED.value)
    .group_by(tender.c.kind)
    .order_by(tender.c.kind)
)
TAXES = Statement(
    select(
        order_tax.c.name, order_tax.c.rate, func.sum(order_tax.c.net_minor), func.sum(order_tax.c.tax_minor)
    )
    .select_from(sale_order)
    .join(order_tax, order_tax.c.order_id == sale_order.c.id)
    .where(_of_shift, _sold)
    .group_by(order_tax.c.name, order_tax.c.rate)
)
NUMBER = Statement(
    select(sale_order.c.number).where(_of_shift, sale_order.c.sequence == bindparam("sequence")).limit(1)
)
MOVES = Statement(
    select(cash_move.c.kind, func.sum(cash_move.c.amount_minor), func.count())
    .where(cash_move.c.shift_id == bindparam("shift_id"))
    .group_by(cash_move.c.kind)
)


def drawer_sums(link: Link, shift_id: UUID) -> DrawerSums:
    """What went in and out of the drawer, by kind of move."""
    return add_up(
        (CashMove(kind), int(amount), count) for kind, amount, count in MOVES.all(link, shift_id=shift_id)
    )


def report(link: Link, shift_id: UUID, until: datetime, *, final: bool) -> ShiftReport:
    """A voided order counts as a return and not as a sale; what was done at the register to make it still shows."""
    head = _HEAD.first(link, shift_id=shift_id)
    if head is None:
        raise NoSuchRow("shift", shift_id)
    number, register_name, person_name, opened_at, counted, reason, float_left, note = head
    drawer = drawer_sums(link, shift_id)
    tenders = _all(TENDERS, link, shift_id)
    return ShiftReport(
        shift_number=number,
        register_name=register_name,
        person_name=person_name,
        opened_at=opened_at,
        until=until,
        final=final,
        tenders=tuple(TenderSum(kind, times, int(amount)) for kind, times, amount, _ in tenders),
        # Of what was taken and paid out in this shift; the order may be one of an earlier shift.
        rounding_minor=sum(int(rounding) for *_, rounding in tenders),
        taxes=_rate_sums(_all(TAXES, link, shift_id)),
        drawer=drawer,
        no_sales=drawer.times[CashMove.NO_SALE],
        counted_minor=counted,
        variance_reason=reason,
        float_left_minor=float_left,
        note=note,
        **_order_sums(link, shift_id),
        **deposit_sums(link, shift_id),
        **_line_counts(link, shift_id),
    )


def _all(statement: Statement, link: Link, shift_id: UUID) -> list[Row]:
    return statement.all(link, shift_id=shift_id)


def _order_sums(link: Link, shift_id: UUID) -> dict[str, Any]:
    (row,) = _all(ORDERS, link, shift_id)
    sums = [int(value or 0) for value in row[: len(_SUMS)]]
    found: dict[str, Any] = dict(zip(_SUMS, sums, strict=True))
    return found | {
        "first_receipt": _number(link, shift_id, row[len(_SUMS)]),
        "last_receipt": _number(link, shift_id, row[len(_SUMS) + 1]),
    }


def _number(link: Link, shift_id: UUID, sequence: int | None) -> str:
    if sequence is None:
        return ""
    return str(NUMBER.scalar(link, shift_id=shift_id, sequence=sequence))


def _line_counts(link: Link, shift_id: UUID) -> dict[str, Any]:
    ((discounted, overridden),) = _all(LINES, link, shift_id)
    return {"discounted_lines": discounted, "price_overrides": overridden}


def _rate_sums(rows: Iterable[Row]) -> tuple[RateSum, ...]:
    """By rate; spellings of one number (7 and 7.00) are one rate."""
    found: dict[tuple[str, Decimal], RateSum] = {}
    for name, rate, net, tax in rows:
        before = found.get((name, rate), RateSum(name, rate, 0, 0))
        found[name, rate] = RateSum(name, rate, before.net_minor + int(net), before.tax_minor + int(tax))
    return tuple(sorted(found.values(), key=lambda part: (part.rate, part.name)))
