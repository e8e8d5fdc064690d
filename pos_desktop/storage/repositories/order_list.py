"""The orders list: newest first, narrowed by what was typed. Every question walks an index and stops early."""

from collections.abc import Iterable
from itertools import islice
from typing import Any
from uuid import UUID

from pos_desktop.application.orders_view import OrderRow
from pos_desktop.domain.order import OrderState
from pos_desktop.storage.later.sql import Integer, bindparam, func, select
from pos_desktop.storage.later.tables import register, sale_order, tender
from pos_desktop.storage.repositories.order_page import (
    BOUNDED,
    Filters,
    Newest,
    Place,
    by_ids,
    by_sequences,
    completed,
    newest_first,
    order_rows,
)
from pos_desktop.storage.repositories.order_products import sales_of, variants_meant
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
from pos_desktop.storage.repositories.statement import Link, Statement

CUSTOMERS_MEANT = 20
"""Customers whose names begin like what was typed: the first by the alphabet."""
NUMBERS_TRIED = 100
"""Orders of a register that are looked at for a page: with filters, more digits find older ones."""

_FIRST_DIGIT, _AFTER_DIGITS = "0", "g"  # of the hexadecimal keys of customers

_paid, _order = sale_order.c.paid_at, sale_order.c.id
NEWEST = Statement(BOUNDED)
NEWEST_IN_STATE = Statement(BOUNDED.where(sale_order.c.state == bindparam("state")))
OF_AMOUNT = Statement(BOUNDED.where(sale_order.c.total_minor == bindparam("total_minor")))
OF_CUSTOMER = Statement(
    BOUNDED.with_only_columns(_paid, _order).where(sale_order.c.customer_key == bindparam("customer_key"))
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


def find(link: Link, text: str, filters: Filters) -> list[OrderRow]:
    """The newest orders that answer, at most `filters.limit`."""
    exponent = SqlSettings(link).store().currency.exponent if text.strip() else 0
    rows = _answer(link, read_query(text, exponent), filters, text, exponent)
    return completed(link, rows[: filters.limit])


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
            return newest_first(_of_card(link, query.digits, filters))
        case Amount():
            return _of_amount(link, query.minor, filters) or _of_products(link, text, filters)
        case Words():
            if not filters.states:
                return _of_words(link, query.text, filters)
            customers = _of_customers(link, query.text, filters)
            sold = [row for row in _of_products(link, query.text, filters) if row not in customers]
            return newest_first(customers + sold)


# -- by time and amount --------------------------------------------------------------------------------------


def _newest(link: Link, filters: Filters) -> list[OrderRow]:
    bounds = filters.bounds
    if not filters.states:
        return order_rows(NEWEST.all(link, **bounds))
    found = [row for state in dict.fromkeys(filters.states) for row in _in_state(link, state, bounds)]
    return newest_first(found)[: filters.limit]


def _in_state(link: Link, state: OrderState, bounds: dict[str, Any]) -> list[OrderRow]:
    return order_rows(NEWEST_IN_STATE.all(link, state=state.value, **bounds))


def _of_amount(link: Link, minor: int, filters: Filters) -> list[OrderRow]:
    """Orders of one total are few enough to be narrowed here."""
    bounds = filters.bounds | {"rows": NUMBERS_TRIED if filters.states else filters.limit}
    rows = order_rows(OF_AMOUNT.all(link, total_minor=minor, **bounds))
    return [row for row in rows if filters.hold(row)]


# -- by number -----------------------------------------------------------------------------------------------


def _numbered(link: Link, number: ReceiptNumber, filters: Filters) -> list[OrderRow]:
    registers = [register_id for register_id, found in REGISTERS.all(link) if found == number.register]
    rows = [row for register_id in registers for row in by_sequences(link, register_id, [number.sequence])]
    return [row for row in rows if filters.hold(row)]


def _ending_with(link: Link, ending: LastDigits, filters: Filters) -> list[OrderRow]:
    """The orders of exactly this number, then the newest that end with its digits."""
    exact: list[OrderRow] = []
    others: list[OrderRow] = []
    for register_id, _ in REGISTERS.all(link):
        if ending.value and filters.before is None:
            exact += by_sequences(link, register_id, [ending.value])
        found = by_sequences(link, register_id, _candidates(link, register_id, ending, filters))
        others += islice(filter(filters.hold, found), filters.limit)
    if ending.of_card:
        known = [row.id for row in (*exact, *others)]
        others += [row for row in _of_card(link, ending.of_card, filters) if row.id not in known]
    return [row for row in exact if filters.hold(row)] + newest_first(others)


def _candidates(link: Link, register_id: UUID, ending: LastDigits, filters: Filters) -> Iterable[int]:
    """Running numbers have no gaps, so those with an ending are counted down instead of searched for."""
    last = LAST_SEQUENCE.scalar(link, register_id=register_id) or 0
    if filters.before is not None:
        last = SEQUENCE_OF.scalar(link, order_id=filters.before[1], register_id=register_id) or last
    step = 10**ending.digits
    newest = last - (last - ending.value) % step
    return islice((number for number in range(newest, 0, -step) if number != ending.value), NUMBERS_TRIED)


# -- by who paid ---------------------------------------------------------------------------------------------


def _of_card(link: Link, last_four: str, filters: Filters) -> list[OrderRow]:
    """Orders that a card with these last digits paid, or was given back."""
    upper_at, _ = filters.upper
    found = OF_CARD.all(link, last_four=last_four, upper_at=upper_at, rows=NUMBERS_TRIED)
    rows = by_ids(link, dict.fromkeys(order_id for (order_id,) in found))
    return [row for row in rows if filters.hold(row)][: filters.limit]


def _of_customers(link: Link, text: str, filters: Filters) -> list[OrderRow]:
    """Orders of customers whose names begin so."""
    many = NUMBERS_TRIED if filters.states else filters.limit
    return _shown(link, _customers_places(link, text, filters, many), filters)


def _customers_places(link: Link, text: str, filters: Filters, many: int) -> list[Place]:
    """Where the newest orders of those customers stand: each name walks an index of its own."""
    newest = Newest(filters, many)
    for key in _customers(link, customer_key(text)):
        newest.add(OF_CUSTOMER.all(link, customer_key=key, **newest.bounds))
    return newest.places


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
    return _shown(link, sales_of(link, variants_meant(link, text), filters), filters)


def _of_words(link: Link, text: str, filters: Filters) -> list[OrderRow]:
    """Orders of the customers and of the products meant; only those that are shown are read."""
    customers = _customers_places(link, text, filters, filters.limit)
    sales = sales_of(link, variants_meant(link, text), filters)
    return _shown(link, sorted({*customers, *sales}, reverse=True)[: filters.limit], filters)


def _shown(link: Link, places: Iterable[Place], filters: Filters) -> list[OrderRow]:
    rows = by_ids(link, (order_id for _, order_id in places))
    return [row for row in rows if filters.hold(row)][: filters.limit]
