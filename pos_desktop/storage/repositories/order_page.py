"""The rows of the orders list: what narrows them, and reading those of one page at once.

A page has fifty rows from anywhere in the past. Asked for one by one they would cost more in calls than in reading.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from pos_desktop.application.orders_view import OrderRow
from pos_desktop.domain.order import OrderState
from pos_desktop.storage.later.sql import ColumnElement, Integer, bindparam, or_, select
from pos_desktop.storage.later.tables import order_line, sale_order, tender
from pos_desktop.storage.repositories.statement import Link, Row, Statement

_LATEST = datetime(9999, 1, 1, tzinfo=UTC)
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
_HIGHEST_ID = UUID(int=(1 << 128) - 1)
_AT_ONCE = 50
"""Values that one statement looks up; fewer are filled up with the last one."""
_WHOLE = (OrderState.REFUNDED, OrderState.CANCELLED)

Place = tuple[datetime, UUID]
"""Where an order stands in the list."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; `before` is where the page before ended."""

    states: tuple[OrderState, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    before: Place | None = None
    limit: int = 50

    @property
    def upper(self) -> Place:
        """Rows come before this place."""
        until = (self.until, UUID(int=0)) if self.until else (_LATEST, _HIGHEST_ID)
        return min(until, self.before) if self.before else until

    @property
    def bounds(self) -> dict[str, Any]:
        """For the statements that walk an index within them."""
        upper_at, upper_id = self.upper
        since = self.since or _EARLIEST
        return {"upper_at": upper_at, "upper_id": upper_id, "since": since, "rows": self.limit}

    def hold(self, row: OrderRow) -> bool:
        """Whether a row that was found by other means belongs on the page."""
        place = (row.paid_at, row.id)
        in_time = place < self.upper and (self.since is None or row.paid_at >= self.since)
        return in_time and (not self.states or row.state in self.states)


class Newest:
    """The newest orders of several walks; each next one need not go back further than all of them did."""

    def __init__(self, filters: Filters, many: int) -> None:
        self.places: list[Place] = []
        self.bounds = filters.bounds | {"rows": many}
        self._many = many

    @property
    def full(self) -> bool:
        """Whether as many were found as are wanted."""
        return len(self.places) == self._many

    def add(self, found: Iterable[Any]) -> None:
        """Takes in what one walk found."""
        self.places = sorted({*self.places, *found}, reverse=True)[: self._many]
        if self.full:
            self.bounds["since"] = self.places[-1][0]


def any_of(column: ColumnElement[Any], name: str, count: int = _AT_ONCE) -> ColumnElement[bool]:
    """One of so many values, named `name_0` and so on; see `named`."""
    return column.in_([bindparam(f"{name}_{place}", type_=column.type) for place in range(count)])


def named(name: str, values: Sequence[Any], count: int = _AT_ONCE) -> dict[str, Any]:
    """At least one value and at most `count` for `any_of`."""
    return {f"{name}_{place}": values[min(place, len(values) - 1)] for place in range(count)}


def bounded(sold_at: Any, order_id: Any) -> tuple[ColumnElement[bool], ...]:
    """Within the bounds of `Filters`. They are always given, so that there is one statement for each path and not
    one for each mix of filters. `paid_at <=` is said beside the pair because SQLite walks an index by it."""
    upper_at = bindparam("upper_at", type_=sold_at.type)
    return (
        sold_at <= upper_at,
        sold_at >= bindparam("since", type_=sold_at.type),
        or_(sold_at < upper_at, order_id < bindparam("upper_id", type_=order_id.type)),
    )


_paid, _order = sale_order.c.paid_at, sale_order.c.id
ROWS = select(
    _order, sale_order.c.number, _paid, sale_order.c.customer, sale_order.c.state, sale_order.c.total_minor
)
BOUNDED = (
    ROWS.where(*bounded(_paid, _order))
    .order_by(_paid.desc(), _order.desc())
    .limit(bindparam("rows", type_=Integer))
)
BY_IDS = Statement(ROWS.where(any_of(_order, "order")))
BY_SEQUENCES = Statement(
    ROWS.where(
        sale_order.c.register_id == bindparam("register_id"), any_of(sale_order.c.sequence, "sequence")
    )
)
TENDERS = Statement(
    select(tender.c.order_id, tender.c.kind)
    .where(any_of(tender.c.order_id, "order"))
    .order_by(tender.c.order_id, tender.c.taken_at, tender.c.id)
)
_sold, _back, _back_order = order_line.alias("sold"), order_line.alias("back"), sale_order.alias("back_order")
GOODS_BACK = Statement(
    select(_sold.c.order_id)
    .join(_back, _back.c.returns_line_id == _sold.c.id)
    .join(_back_order, _back_order.c.id == _back.c.order_id)
    .where(any_of(_sold.c.order_id, "order"), _back_order.c.state != OrderState.CANCELLED.value)
    .distinct()
)

_place: Callable[[OrderRow], Place] = attrgetter("paid_at", "id")


def newest_first(rows: Iterable[OrderRow]) -> list[OrderRow]:
    """In the order of the list."""
    return sorted(rows, key=_place, reverse=True)


def order_rows(rows: Iterable[Row]) -> list[OrderRow]:
    """What `ROWS` answered."""
    return [
        OrderRow(order_id, number, paid_at, customer or "", (), OrderState(state), total)
        for order_id, number, paid_at, customer, state, total in rows
    ]


def by_ids(link: Link, orders: Iterable[UUID]) -> list[OrderRow]:
    """These orders, the newest first; an id that is not there is left out."""
    found = (BY_IDS.all(link, **named("order", some)) for some in _chunks(list(orders)))
    return newest_first(row for rows in found for row in order_rows(rows))


def by_sequences(link: Link, register_id: UUID, sequences: Iterable[int]) -> Iterator[OrderRow]:
    """A register's orders by their running numbers, the newest first."""
    for some in _chunks(list(sequences)):
        found = BY_SEQUENCES.all(link, register_id=register_id, **named("sequence", some))
        yield from newest_first(order_rows(found))


def completed(link: Link, rows: Sequence[OrderRow]) -> list[OrderRow]:
    """With their kinds of payment, each named once, and whether part of a sale that stands came back."""
    kinds: dict[UUID, dict[str, None]] = {row.id: {} for row in rows}
    back: set[UUID] = set()
    for some in _chunks([row.id for row in rows]):
        values = named("order", some)
        for order_id, kind in TENDERS.all(link, **values):
            kinds[order_id][kind] = None
        back.update(order_id for (order_id,) in GOODS_BACK.all(link, **values))
    return [
        replace(row, tenders=tuple(kinds[row.id]), part_back=row.id in back and row.state not in _WHOLE)
        for row in rows
    ]


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
