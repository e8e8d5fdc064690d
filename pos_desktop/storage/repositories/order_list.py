"""The orders list: newest first, narrowed by what was typed. Every question walks an index and stops early."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from pos_desktop.application.orders_view import OrderRow
from pos_desktop.domain.order import OrderState
from pos_desktop.storage import search_index
from pos_desktop.storage.later.sql import Integer, bindparam, func, or_, select
from pos_desktop.storage.later.tables import order_line, register, sale_order, tender
from pos_desktop.storage.repositories.order_query import (
    Amount,
    CardDigits,
    Everything,
    LastDigits,
    Query,
    ReceiptNumber,
    Words,
    customer_key,
    read_query,
)
from pos_desktop.storage.repositories.settings import SqlSettings
from pos_desktop.storage.repositories.statement import Link, Row, Statement

PRODUCTS_MEANT = 20
"""Variants that words are taken to mean: the best of the search."""
NEWEST_SALES = 100
"""Sales of them that are looked at for a page that is narrowed by state too."""
NEWEST_IN_STATES = 60
"""Orders in the states asked for that are looked into for them."""
CUSTOMERS_MEANT = 20
"""Customers whose names begin like what was typed: the first by the alphabet."""
NUMBERS_TRIED = 100
"""Orders of a register that are looked at for a page: with filters, more digits find older ones."""

_LATEST = datetime(9999, 1, 1, tzinfo=UTC)
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
_FIRST_DIGIT, _AFTER_DIGITS = "0", "g"  # of the hexadecimal keys of customers
_HIGHEST_ID = UUID(int=(1 << 128) - 1)


Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; `before` is where the page before ended."""

    states: tuple[OrderState, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, UUID] | None = None
    limit: int = 50

    @property
    def upper(self) -> tuple[datetime, UUID]:
        """Rows come before this place."""
        until = (self.until, UUID(int=0)) if self.until else (_LATEST, _HIGHEST_ID)
        return min(until, self.before) if self.before else until

    def hold(self, row: OrderRow) -> bool:
        """Whether a row that was found by other means belongs on the page."""
        place = (row.paid_at, row.id)
        in_time = place < self.upper and (self.since is None or row.paid_at >= self.since)
        return in_time and (not self.states or row.state in self.states)


# Bounds are always given, so that there is one statement for each path and not one for each mix of filters.
# `paid_at <` is said beside the pair because SQLite walks an index by it on every version.
_paid, _order = sale_order.c.paid_at, sale_order.c.id
_ROWS = select(
    _order, sale_order.c.number, _paid, sale_order.c.customer, sale_order.c.state, sale_order.c.total_minor
)
_BOUNDED = (
    _ROWS.where(
        _paid <= bindparam("upper_at", type_=_paid.type),
        _paid >= bindparam("since", type_=_paid.type),
        or_(
            _paid < bindparam("upper_at", type_=_paid.type),
            _order < bindparam("upper_id", type_=_order.type),
        ),
    )
    .order_by(_paid.desc(), _order.desc())
    .limit(bindparam("rows", type_=Integer))
)
NEWEST = Statement(_BOUNDED)
NEWEST_IN_STATE = Statement(_BOUNDED.where(sale_order.c.state == bindparam("state")))
OF_AMOUNT = Statement(_BOUNDED.where(sale_order.c.total_minor == bindparam("total_minor")))
BY_SEQUENCE = Statement(
    _ROWS.where(
        sale_order.c.register_id == bindparam("register_id"), sale_order.c.sequence == bindparam("sequence")
    )
)
BY_ID = Statement(_ROWS.where(_order == bindparam("order_id")))

_sold, _of_order = order_line.c.sold_at, order_line.c.order_id
SOLD = Statement(
    select(_sold, _of_order)
    .distinct()  # an order may have the product on several lines
    .where(
        order_line.c.variant_row == bindparam("variant_row"),
        _sold <= bindparam("upper_at", type_=_sold.type),
        _sold >= bindparam("since", type_=_sold.type),
        or_(
            _sold < bindparam("upper_at", type_=_sold.type),
            _of_order < bindparam("upper_id", type_=_of_order.type),
        ),
    )
    .order_by(_sold.desc(), _of_order.desc())
    .limit(bindparam("rows", type_=Integer))
)

OF_CUSTOMER = Statement(
    _BOUNDED.with_only_columns(_paid, _order).where(sale_order.c.customer_key == bindparam("customer_key"))
)
NEXT_CUSTOMER = Statement(
    select(func.min(sale_order.c.customer_key)).where(
        sale_order.c.customer_key >= bindparam("first"), sale_order.c.customer_key < bindparam("end")
    )
)
_taken, _of_tender = tender.c.taken_at, tender.c.order_id
OF_CARD = Statement(
    select(_of_tender)
    .where(tender.c.last_four == bindparam("last_four"), _taken <= bindparam("upper_at", type_=_taken.type))
    .order_by(_taken.desc(), _of_tender.desc())
    .limit(bindparam("rows", type_=Integer))
)

REGISTERS = Statement(select(register.c.id, register.c.number))
LAST_SEQUENCE = Statement(
    select(func.max(sale_order.c.sequence)).where(sale_order.c.register_id == bindparam("register_id"))
)
SEQUENCE_OF = Statement(
    select(sale_order.c.sequence).where(
        sale_order.c.id == bindparam("order_id"), sale_order.c.register_id == bindparam("register_id")
    )
)
VARIANTS_OF = Statement(
    select(order_line.c.variant_row).where(order_line.c.order_id == bindparam("order_id"))
)
TENDERS = Statement(
    select(tender.c.kind)
    .where(tender.c.order_id == bindparam("order_id"))
    .order_by(tender.c.taken_at, tender.c.id)
)


def find(link: Link, text: str, filters: Filters) -> list[OrderRow]:
    """The newest orders that answer, at most `filters.limit`."""
    exponent = SqlSettings(link).store().currency.exponent if text.strip() else 0
    rows = _answer(link, read_query(text, exponent), filters, text, exponent)
    return [replace(row, tenders=_tenders(link, row.id)) for row in rows[: filters.limit]]


def _answer(link: Link, query: Query, filters: Filters, text: str, exponent: int) -> list[OrderRow]:
    match query:
        case Everything():
            return _newest(link, filters)
        case ReceiptNumber():
            return _numbered(link, query, filters)
        case LastDigits():
            found = _ending_with(link, query, filters)
            if exponent == 0:
                found += [row for row in _of_amount(link, query.value, filters) if row not in found]
            return found or _of_customers(link, text, filters) or _of_products(link, text, filters)
        case CardDigits():
            return _newest_first(_of_card(link, query.digits, filters))
        case Amount():
            return _of_amount(link, query.minor, filters) or _of_products(link, text, filters)
        case Words():
            if not filters.states:
                return _of_words(link, query.text, filters)
            customers = _of_customers(link, query.text, filters)
            sold = [row for row in _of_products(link, query.text, filters) if row not in customers]
            return _newest_first(customers + sold)


# -- by time and amount --------------------------------------------------------------------------------------


def _newest(link: Link, filters: Filters) -> list[OrderRow]:
    bounds = _bounds(filters)
    if not filters.states:
        return _rows(NEWEST.all(link, **bounds))
    found = [row for state in dict.fromkeys(filters.states) for row in _in_state(link, state, bounds)]
    return _newest_first(found)[: filters.limit]


def _in_state(link: Link, state: OrderState, bounds: dict[str, Any]) -> list[OrderRow]:
    return _rows(NEWEST_IN_STATE.all(link, state=state.value, **bounds))


def _of_amount(link: Link, minor: int, filters: Filters) -> list[OrderRow]:
    """Orders of one total are few enough to be narrowed here."""
    bounds = _bounds(filters) | {"rows": NUMBERS_TRIED if filters.states else filters.limit}
    rows = _rows(OF_AMOUNT.all(link, total_minor=minor, **bounds))
    return [row for row in rows if filters.hold(row)]


def _bounds(filters: Filters) -> dict[str, Any]:
    upper_at, upper_id = filters.upper
    since = filters.since or _EARLIEST
    return {"upper_at": upper_at, "upper_id": upper_id, "since": since, "rows": filters.limit}


# -- by number -----------------------------------------------------------------------------------------------


def _numbered(link: Link, number: ReceiptNumber, filters: Filters) -> list[OrderRow]:
    registers = [register_id for register_id, found in REGISTERS.all(link) if found == number.register]
    rows = [row for register_id in registers for row in _by_sequence(link, register_id, number.sequence)]
    return [row for row in rows if filters.hold(row)]


def _ending_with(link: Link, ending: LastDigits, filters: Filters) -> list[OrderRow]:
    """The orders of exactly this number, then the newest that end with its digits."""
    exact: list[OrderRow] = []
    others: list[OrderRow] = []
    for register_id, _ in REGISTERS.all(link):
        if ending.value and filters.before is None:
            exact += _by_sequence(link, register_id, ending.value)
        found = (
            _by_sequence(link, register_id, number)
            for number in _candidates(link, register_id, ending, filters)
        )
        others += islice((row for rows in found for row in rows if filters.hold(row)), filters.limit)
    if ending.of_card:
        known = [row.id for row in (*exact, *others)]
        others += [row for row in _of_card(link, ending.of_card, filters) if row.id not in known]
    return [row for row in exact if filters.hold(row)] + _newest_first(others)


def _candidates(link: Link, register_id: UUID, ending: LastDigits, filters: Filters) -> Iterable[int]:
    """Running numbers have no gaps, so those with an ending are counted down instead of searched for."""
    last = LAST_SEQUENCE.scalar(link, register_id=register_id) or 0
    if filters.before is not None:
        last = SEQUENCE_OF.scalar(link, order_id=filters.before[1], register_id=register_id) or last
    step = 10**ending.digits
    newest = last - (last - ending.value) % step
    return islice((number for number in range(newest, 0, -step) if number != ending.value), NUMBERS_TRIED)


def _by_sequence(link: Link, register_id: UUID, sequence: int) -> list[OrderRow]:
    return _rows(BY_SEQUENCE.all(link, register_id=register_id, sequence=sequence))


# -- by who paid ---------------------------------------------------------------------------------------------


def _of_card(link: Link, last_four: str, filters: Filters) -> list[OrderRow]:
    """Orders that a card with these last digits paid, or was given back."""
    upper_at, _ = filters.upper
    found = OF_CARD.all(link, last_four=last_four, upper_at=upper_at, rows=NUMBERS_TRIED)
    orders = dict.fromkeys(order_id for (order_id,) in found)
    rows = (row for order_id in orders for row in _by_id(link, order_id))
    return list(islice((row for row in rows if filters.hold(row)), filters.limit))


def _of_customers(link: Link, text: str, filters: Filters) -> list[OrderRow]:
    """Orders of customers whose names begin so."""
    many = NUMBERS_TRIED if filters.states else filters.limit
    rows = (
        row for _, order_id in _customers_places(link, text, filters, many) for row in _by_id(link, order_id)
    )
    return list(islice((row for row in rows if filters.hold(row)), filters.limit))


def _customers_places(link: Link, text: str, filters: Filters, many: int) -> list[Place]:
    """Where the newest orders of those customers stand: each name walks an index of its own."""
    newest = _Newest(filters, many)
    for key in _customers(link, customer_key(text)):
        newest.add(OF_CUSTOMER.all(link, customer_key=key, **newest.bounds))
    return newest.places


class _Newest:
    """The newest orders of several walks; each next one need not go back further than all of them did."""

    def __init__(self, filters: Filters, many: int) -> None:
        self.places: list[Place] = []
        self.bounds = _bounds(filters) | {"rows": many}
        self._many = many

    def add(self, found: Iterable[Any]) -> None:
        """Takes in what one walk found."""
        self.places = sorted({*self.places, *found}, reverse=True)[: self._many]
        if len(self.places) == self._many:
            self.bounds["since"] = self.places[-1][0]


def _customers(link: Link, beginning: str) -> Iterable[str]:
    first, end = beginning, beginning + _AFTER_DIGITS
    for _ in range(CUSTOMERS_MEANT if beginning else 0):
        key = NEXT_CUSTOMER.scalar(link, first=first, end=end)
        if key is None:
            return
        yield key
        first = key + _FIRST_DIGIT


# -- by what was sold ----------------------------------------------------------------------------------------


def _of_products(link: Link, text: str, filters: Filters) -> list[OrderRow]:
    variants = _variants_meant(link, text)
    if not variants:
        return []
    many = NEWEST_SALES if filters.states else filters.limit
    places = _newest_sales(link, variants, filters, many)
    rows = (row for _, order_id in places for row in _by_id(link, order_id))
    found = list(islice((row for row in rows if filters.hold(row)), filters.limit))
    if not filters.states or len(found) == filters.limit:
        return found
    # Among the newest sales few are in a rare state, so the newest in that state are asked what was sold in them.
    wanted = set(variants)
    in_state = _newest(link, replace(filters, limit=NEWEST_IN_STATES))
    more = [row for row in in_state if row not in found and not wanted.isdisjoint(_variants_of(link, row.id))]
    return _newest_first(found + more)[: filters.limit]


def _of_words(link: Link, text: str, filters: Filters) -> list[OrderRow]:
    """Orders of the customers and of the products meant; only those that are shown are read."""
    customers = _customers_places(link, text, filters, filters.limit)
    sales = _newest_sales(link, _variants_meant(link, text), filters, filters.limit)
    places = sorted({*customers, *sales}, reverse=True)[: filters.limit]
    return [row for _, order_id in places for row in _by_id(link, order_id)]


def _variants_meant(link: Link, text: str) -> list[int]:
    return [hit.variant_row for hit in search_index.search(link.connection, text, PRODUCTS_MEANT)]


def _newest_sales(link: Link, variants: Sequence[int], filters: Filters, many: int) -> list[Place]:
    """Orders that sold one of the variants, the newest first."""
    newest = _Newest(filters, many)
    for variant_row in variants:
        newest.add(SOLD.all(link, variant_row=variant_row, **newest.bounds))
    return newest.places


def _by_id(link: Link, order_id: UUID) -> list[OrderRow]:
    return _rows(BY_ID.all(link, order_id=order_id))


def _variants_of(link: Link, order_id: UUID) -> Iterable[int | None]:
    return (row[0] for row in VARIANTS_OF.all(link, order_id=order_id))


# -- rows ----------------------------------------------------------------------------------------------------

_place: Callable[[OrderRow], tuple[datetime, UUID]] = attrgetter("paid_at", "id")


def _newest_first(rows: Iterable[OrderRow]) -> list[OrderRow]:
    return sorted(rows, key=_place, reverse=True)


def _rows(rows: Iterable[Row]) -> list[OrderRow]:
    return [
        OrderRow(order_id, number, paid_at, customer or "", (), OrderState(state), total)
        for order_id, number, paid_at, customer, state, total in rows
    ]


def _tenders(link: Link, order_id: UUID) -> tuple[str, ...]:
    """Kinds of payment, each named once."""
    return tuple(dict.fromkeys(row[0] for row in TENDERS.all(link, order_id=order_id)))
