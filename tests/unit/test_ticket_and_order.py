"""Lines join or stay apart; orders move only where they may; roles allow what they say."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.application.order_words import lane_among
from pos_desktop.domain.discount import Discount, amount_off, percent
from pos_desktop.domain.ids import uuid7
from pos_desktop.domain.order import IllegalMove, OrderState, advance
from pos_desktop.domain.permissions import Permission, cashier, known, manager
from pos_desktop.domain.returns import LineBack
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import LineNotFound, Ticket, TicketLine

from .strategies import OPENED, PERSON

VAT = (TaxRate("VAT", Decimal(19)),)


def line(number=1, **more):
    values = {"variant_row": 5, "quantity_milli": 1000, "unit_price_minor": 189, "taxes": VAT} | more
    return TicketLine(id=UUID(int=number), name="Oat drink", **values)


def empty():
    return Ticket(UUID(int=1), 14, PERSON, OPENED, True)


def test_the_same_again_raises_the_line():
    ticket, _ = empty().add(line(1))
    ticket, touched = ticket.add(line(2))
    assert len(ticket.lines) == 1
    assert touched.id == UUID(int=1)
    assert touched.quantity_milli == 2000


@pytest.mark.parametrize(
    "other",
    [
        {"unit_price_minor": 150},
        {"weighed": True, "quantity_milli": 342},
        {"discount": percent(10)},
        {"note": "cold"},
        {"fixed_amount_minor": 345},
        {"variant_row": None},
        {"quantity_milli": -1000},
        {"taxes": ()},
    ],
)
def test_what_differs_stands_apart(other):
    ticket, _ = empty().add(line(1))
    ticket, _ = ticket.add(line(2, **other))
    assert len(ticket.lines) == 2


def test_a_removed_line_is_counted():
    ticket, _ = empty().add(line(1))
    ticket = ticket.without(UUID(int=1))
    assert ticket.lines == ()
    assert ticket.lines_removed == 1
    with pytest.raises(LineNotFound):
        ticket.line(UUID(int=1))


@pytest.mark.parametrize("quantity", [0, 100_000_001, -100_000_001])
def test_impossible_quantities_are_refused(quantity):
    ticket, _ = empty().add(line(1))
    with pytest.raises(ValueError):
        ticket.with_quantity(UUID(int=1), quantity)


def test_a_line_never_grows_beyond_what_is_possible():
    ticket, _ = empty().add(line(1, quantity_milli=100_000_000))
    ticket, _ = ticket.add(line(2))
    assert len(ticket.lines) == 2


def test_a_new_quantity_gives_up_the_fixed_amount():
    ticket, _ = empty().add(line(1, fixed_amount_minor=345))
    assert ticket.with_quantity(UUID(int=1), 2000).line(UUID(int=1)).amount_minor == 378


def test_items_count_pieces_and_weighed_lines_once():
    ticket, _ = empty().add(line(1, quantity_milli=3000))
    ticket, _ = ticket.add(line(2, weighed=True, quantity_milli=1342))
    assert ticket.items == 4


MOVES = {
    "draft": "validated cancelled",
    "validated": "draft partially_paid paid cancelled",
    "partially_paid": "partially_paid paid validated cancelled",
    "paid": "preparing done cancelled refunded",
    "preparing": "ready cancelled refunded",
    "ready": "done cancelled refunded",
    "done": "cancelled refunded",
    "cancelled": "",
    "refunded": "",
}
"""What becomes of an order, written down a second time: nothing that was paid is ever a draft again."""


@pytest.mark.parametrize("present", OrderState)
def test_an_order_goes_where_it_may_and_nowhere_else(present: OrderState):
    may = MOVES[present.value].split()
    for wanted in OrderState:
        if wanted.value in may:
            assert advance(present, wanted) is wanted
        else:
            with pytest.raises(IllegalMove, match=f"{present} cannot become {wanted}"):
                advance(present, wanted)


def test_a_cashier_s_discount_has_a_limit():
    role = cashier()
    assert role.allows(Permission.DISCOUNT, Decimal(10))
    assert not role.allows(Permission.DISCOUNT, Decimal("10.01"))
    assert not role.allows(Permission.NO_SALE)
    assert all(manager().allows(permission) for permission in Permission)


def test_unknown_permissions_grant_nothing():
    assert known(["sell", "launch_rockets"]) == frozenset({Permission.SELL})


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_an_amount_off_counts_as_its_percentage(off, price):
    assert amount_off(off).percent_of(price) == Decimal(min(off, price) * 100) / price


@pytest.mark.parametrize("value", [Decimal(-1), Decimal(101), Decimal("NaN")])
def test_impossible_discounts_are_refused(value):
    with pytest.raises(ValueError):
        Discount("percent", value)


def test_an_override_is_seen():
    assert replace(line(1), list_price_minor=199).overridden
    assert not replace(line(1), list_price_minor=189).overridden


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**80 - 1))
def test_ids_are_uuid7(moment, chance):
    made = uuid7(moment, chance)
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == moment


def test_a_return_of_an_exchange_goes_in_the_first_sales_lane() -> None:
    """The exchange was told in the lane of the sale it took goods from; its own goods come back there too."""
    sale, exchange, later = UUID(int=1), UUID(int=2), UUID(int=3)
    sources = {exchange: [sale], sale: []}
    back = LineBack("broken", True, order_id=exchange)
    assert lane_among(later, [back], sources.__getitem__) == f"order:{sale}"
    assert lane_among(later, [replace(back, order_id=None)], sources.__getitem__) == f"order:{later}"
    assert lane_among(sale, [], sources.__getitem__) == f"order:{sale}"
