"""Orders by what was sold in them. Every walk reads an index alone; the orders are read when they are shown."""

from collections.abc import Sequence

from pos_desktop.domain.order import OrderState
from pos_desktop.storage.later.sql import Integer, bindparam, select
from pos_desktop.storage.later.tables import order_line, sale_order
from pos_desktop.storage.repositories.order_page import Filters, Newest, Place, any_of, bounded, named
from pos_desktop.storage.repositories.statement import Link, Statement

PRODUCTS_MEANT = 20
"""Variants that words are taken to mean: the best of the search."""
SALES_WALKED = 300
"""Newest sales of a product among which those in a state are looked for."""
NEWEST_IN_STATES = 60
"""Newest orders in a state among which those with the products are looked for: more sales of a product than are
walked, and few of them in a rare state."""

_sold, _of_order = order_line.c.sold_at, order_line.c.order_id
_SALES = (
    select(_sold, _of_order)
    .distinct()  # an order may have the product on several lines
    .where(order_line.c.variant_row == bindparam("variant_row"), *bounded(_sold, _of_order))
    .order_by(_sold.desc(), _of_order.desc())
)
SOLD = Statement(_SALES.limit(bindparam("rows", type_=Integer)))

_walked = _SALES.limit(SALES_WALKED).subquery("walked")
# Told by state and moment, which one index has; the orders themselves are looked at before they are shown.
SOLD_IN_STATE = Statement(
    select(_walked.c.sold_at, _walked.c.order_id)
    .join(
        sale_order,
        (sale_order.c.state == bindparam("state")) & (sale_order.c.paid_at == _walked.c.sold_at),
    )
    .order_by(_walked.c.sold_at.desc(), _walked.c.order_id.desc())
    .limit(bindparam("rows", type_=Integer))
)

_in_state = (
    select(sale_order.c.paid_at, sale_order.c.id)
    .where(sale_order.c.state == bindparam("state"), *bounded(sale_order.c.paid_at, sale_order.c.id))
    .order_by(sale_order.c.paid_at.desc(), sale_order.c.id.desc())
    .limit(NEWEST_IN_STATES)
    .subquery("in_state")
)
IN_STATE_SOLD = Statement(
    select(_in_state.c.paid_at, _in_state.c.id)
    .distinct()
    .join(
        order_line,
        any_of(order_line.c.variant_row, "variant", PRODUCTS_MEANT)
        & (_sold == _in_state.c.paid_at)
        & (_of_order == _in_state.c.id),
    )
)


def variants_meant(link: Link, text: str) -> list[int]:
    """The variants that words are taken to mean, the best first."""
    from pos_desktop.storage import search_index

    return search_index.variants(link.connection, text, PRODUCTS_MEANT)


def sales_of(link: Link, variants: Sequence[int], filters: Filters) -> list[Place]:
    """Where the newest orders stand that sold one of the variants; with states, some may be in another one by now."""
    newest = Newest(filters, filters.limit)
    if not variants:
        return []
    if not filters.states:
        for variant_row in variants:
            newest.add(SOLD.all(link, variant_row=variant_row, **newest.bounds))
    for state in dict.fromkeys(filters.states):
        _add_in_state(link, newest, variants, state)
    return newest.places


def _add_in_state(link: Link, newest: Newest, variants: Sequence[int], state: OrderState) -> None:
    for variant_row in variants:
        newest.add(SOLD_IN_STATE.all(link, variant_row=variant_row, state=state.value, **newest.bounds))
    if not newest.full:
        asked = named("variant", variants, PRODUCTS_MEANT) | newest.bounds
        newest.add(IN_STATE_SOLD.all(link, state=state.value, **asked))
