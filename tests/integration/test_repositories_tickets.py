"""Tickets read back exactly as they were written, line by line."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_desktop.application.ids import new_id
from pos_desktop.domain.discount import Discount, amount_off, percent
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket, TicketLine, TicketState
from pos_desktop.storage.repositories.statement import ReadOnly
from tests.integration.shop import MORNING, REDUCED, Shop, line

words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
longs = st.integers(-(10**12), 10**12)
rates = st.lists(st.builds(TaxRate, words, st.decimals(0, 1000, places=4), st.booleans()), max_size=3).map(
    tuple
)
discounts = st.none() | st.one_of(
    st.builds(Discount, st.just("percent"), st.decimals(0, 100, places=2), words),
    st.builds(Discount, st.just("amount"), st.integers(0, 10**9).map(Decimal), words),
)
lines = st.builds(
    TicketLine,
    id=st.uuids(),
    name=words,
    quantity_milli=st.integers(-100_000_000, 100_000_000).filter(bool),
    unit_price_minor=st.integers(0, 10**12),
    taxes=rates,
    variant_row=st.none() | st.integers(1, 2**62),
    variant_id=st.none() | st.uuids(),
    unit=st.none() | words,
    weighed=st.booleans(),
    list_price_minor=st.none() | longs,
    fixed_amount_minor=st.none() | longs,
    discount=discounts,
    tax_class_id=st.none() | st.uuids(),
    note=words,
    code=words,
    track_stock=st.booleans(),
)


@st.composite
def tickets(draw: st.DrawFn, person: UUID, number: int) -> Ticket:
    return Ticket(
        id=draw(st.uuids()),
        number=number,
        person_id=person,
        opened_at=MORNING + timedelta(microseconds=draw(st.integers(0, 10**12))),
        prices_include_tax=draw(st.booleans()),
        lines=tuple(draw(st.lists(lines, max_size=5, unique_by=lambda one: one.id))),
        state=draw(st.sampled_from(TicketState)),
        discount=draw(discounts),
        tax_exempt=draw(st.booleans()),
        name=draw(words),
        customer=draw(words),
        note=draw(words),
        lines_removed=draw(st.integers(0, 100)),
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_ticket_reads_back_exactly(shop: Shop, data: st.DataObject) -> None:
    try:
        with shop.store.write() as work:
            number = work.registers.take_ticket(shop.register)
            ticket = data.draw(tickets(shop.person, number))
            work.tickets.insert(shop.register, ticket, MORNING)
            assert repr(work.tickets.get(ticket.id)) == repr(ticket)
            raise _Undone
    except _Undone:
        pass


class _Undone(Exception):
    """Ends an example without keeping it."""


def test_lines_come_grow_and_go(shop: Shop) -> None:
    first, second = line("Bread"), line("Milk", taxes=REDUCED)
    ticket = shop.ticket(first, number=1)
    with shop.store.write() as work:
        work.tickets.insert(shop.register, ticket, MORNING)
    raised = replace(first, quantity_milli=3000, discount=percent("12.50", "offer"), note="sliced")
    with shop.store.write() as work:
        work.tickets.insert_line(ticket.id, 1, second)
        work.tickets.update_line(raised)
    with shop.store.read() as work:
        assert work.tickets.get(ticket.id).lines == (raised, second)
    with shop.store.write() as work:
        work.tickets.delete_line(first.id)
    with shop.store.read() as work:
        assert work.tickets.get(ticket.id).lines == (second,)


def test_the_head_is_saved_without_the_lines(shop: Shop) -> None:
    ticket = shop.ticket(line(), number=1)
    changed = replace(
        ticket, discount=amount_off(150, "loyal"), customer="Bakery club", tax_exempt=True, lines=()
    )
    with shop.store.write() as work:
        work.tickets.insert(shop.register, ticket, MORNING)
        work.tickets.save_head(changed, MORNING)
    with shop.store.read() as work:
        assert work.tickets.get(ticket.id) == replace(changed, lines=ticket.lines)


def test_the_open_ticket_is_the_registers_own_and_parked_ones_come_latest_first(shop: Shop) -> None:
    opened, early, late = (shop.ticket(line(), number=number) for number in (1, 2, 3))
    with shop.store.write() as work:
        assert work.tickets.open_ticket(shop.register) is None
        for ticket in (opened, early, late):
            work.tickets.insert(shop.register, ticket, MORNING)
        work.tickets.set_state(early.id, TicketState.PARKED, MORNING + timedelta(minutes=1))
        work.tickets.save_head(
            replace(late, state=TicketState.PARKED, name="Table 4"), MORNING + timedelta(minutes=2)
        )
    with shop.store.read() as work:
        assert work.tickets.open_ticket(shop.register) == opened
        assert work.tickets.open_ticket(new_id()) is None
        parked = work.tickets.parked()
        assert work.tickets.parked_count() == 2
    assert [(ticket.number, ticket.name, ticket.lines) for ticket in parked] == [
        (3, "Table 4", late.lines),
        (2, "", early.lines),
    ]


def test_what_is_not_there_is_said(shop: Shop) -> None:
    nobody = shop.ticket(number=9)
    with shop.store.write() as work:
        for attempt in (
            lambda: work.tickets.get(nobody.id),
            lambda: work.tickets.save_head(nobody, MORNING),
            lambda: work.tickets.update_line(line()),
            lambda: work.tickets.delete_line(nobody.id),
            lambda: work.tickets.set_state(nobody.id, TicketState.SOLD, MORNING),
        ):
            with pytest.raises(LookupError):
                attempt()


def test_a_reading_transaction_refuses_to_write(shop: Shop) -> None:
    with shop.store.read() as work:
        with pytest.raises(ReadOnly):
            work.tickets.insert(shop.register, shop.ticket(number=1), MORNING)
        with pytest.raises(ReadOnly):
            work.journal.add("sale", {})
        with pytest.raises(ReadOnly):
            work.registers.take_receipt(shop.register)


def test_numbers_are_taken_one_by_one_and_given_back_when_undone(shop: Shop) -> None:
    with pytest.raises(ZeroDivisionError), shop.store.write() as work:
        assert work.registers.take_receipt(shop.register) == 1
        1 / 0  # noqa: B018
    with shop.store.write() as work:
        assert [work.registers.take_receipt(shop.register) for _ in range(3)] == [1, 2, 3]
        assert work.registers.take_ticket(shop.register) == 1
        with pytest.raises(LookupError):
            work.registers.take_ticket(new_id())
