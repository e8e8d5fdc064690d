"""Orders: what was sold reads back as it was, and the list finds it by index alone."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from pos_desktop.application.ids import new_id
from pos_desktop.application.order_words import view_of
from pos_desktop.domain.discount import percent
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket
from pos_desktop.storage import tables
from pos_desktop.storage.repositories import order_list, order_page, order_products, returns, shift_report
from pos_desktop.storage.repositories.order_query import (
    Amount,
    CardDigits,
    Everything,
    LastDigits,
    ReceiptNumber,
    Words,
    read_query,
)
from tests.integration.shop import MORNING, REDUCED, Shop, line
from tests.unit.strategies import tickets as any_tickets


class _Undone(Exception):
    """Ends an example without keeping it."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ticket=any_tickets())
def test_an_order_reads_back_as_it_was_sold(shop: Shop, ticket: Ticket) -> None:
    try:
        with shop.store.write() as work:
            sale = shop.record(work, replace(ticket, person_id=shop.person, note="For here", customer="Club"))
            work.orders.insert(sale)
            assert work.orders.get(ticket.id) == view_of(sale, 1)
            raise _Undone
    except _Undone:
        pass


def test_rates_and_texts_of_an_order_keep_their_form(shop: Shop) -> None:
    sale = shop.sell(line(discount=percent(10, "offer"), note="sliced"), line("Milk", 99, taxes=REDUCED))
    with shop.store.read() as work:
        order = work.orders.get(sale.ticket.id)
        assert work.orders.exists(sale.ticket.id) and not work.orders.exists(new_id())
    assert [(tax.name, str(tax.rate)) for tax in order.taxes] == [("VAT", "7.00"), ("VAT", "19")]
    assert [(one.discount_words, one.note) for one in order.lines] == [("Offer", "sliced"), ("", "")]
    assert order.total_minor == sum(one.total_minor for one in order.lines) == 225 + 99


def test_the_history_tells_the_journals_entries_and_the_papers(shop: Shop) -> None:
    device, job = new_id(), new_id()
    sale = shop.sell(line())
    with shop.store.write() as work:
        work.devices.save(device, "printer", "fake", "Receipts", {}, None, True)
        work.print_jobs.add(job, "receipt", device, None, shop.clock.moment, order_id=sale.ticket.id)
        work.journal.add("sale", {"number": sale.number}, subject_id=sale.ticket.id, person_id=shop.person)
    shop.clock.moment += timedelta(minutes=5)
    with shop.store.write() as work:
        work.journal.add("void", {"reason": "wrong item"}, subject_id=sale.ticket.id, person_id=shop.manager)
        work.journal.add("void", {}, subject_id=new_id(), person_id=shop.manager)
    with shop.store.read() as work:
        events = work.orders.get(sale.ticket.id).events
    assert [(event.kind, event.person) for event in events] == [
        ("sale", "Cashier 1"),
        ("print_job", ""),
        ("void", "Manager"),
    ]
    assert events[1].facts == {"kind": "receipt", "state": "queued", "attempts": 0, "reason": ""}
    assert events[2].facts == {"reason": "wrong item"} and events[2].at == shop.clock.moment


def test_states_change_and_what_is_not_there_is_said(shop: Shop) -> None:
    sale = shop.sell(line())
    with shop.store.write() as work:
        work.orders.set_state(sale.ticket.id, OrderState.CANCELLED)
        work.orders.set_tenders_state(sale.ticket.id, "voided")
        order = work.orders.get(sale.ticket.id)
        assert (order.state, order.tenders[0].state) == (OrderState.CANCELLED, "voided")
        for attempt in (
            lambda: work.orders.get(new_id()),
            lambda: work.orders.set_state(new_id(), OrderState.DONE),
            lambda: work.orders.set_tenders_state(new_id(), "voided"),
        ):
            with pytest.raises(LookupError):
                attempt()


def _found(shop: Shop, text: str = "", **filters: object) -> list[str]:
    with shop.store.read() as work:
        return [row.number for row in work.orders.find(text, **filters)]


def test_the_list_is_newest_first_and_paged_without_gaps(shop: Shop) -> None:
    for _ in range(7):
        shop.sell(line())
    pages, before = [], None
    while True:
        with shop.store.read() as work:
            rows = work.orders.find("", before=before, limit=3)
        if not rows:
            break
        pages.append([row.number for row in rows])
        before = (rows[-1].paid_at, rows[-1].id)
    assert pages == [
        ["1-000007", "1-000006", "1-000005"],
        ["1-000004", "1-000003", "1-000002"],
        ["1-000001"],
    ]


def test_sales_of_one_moment_are_paged_without_gaps(shop: Shop) -> None:
    for _ in range(5):
        shop.sell(line())
        shop.clock.moment -= timedelta(seconds=1)
    seen: list[UUID] = []
    before = None
    for _ in range(5):
        with shop.store.read() as work:
            (row,) = work.orders.find("", before=before, limit=1)
        seen.append(row.id)
        before = (row.paid_at, row.id)
    assert len(set(seen)) == 5


def test_the_list_is_narrowed_by_state_and_time(shop: Shop) -> None:
    sales = [shop.sell(line()) for _ in range(4)]
    with shop.store.write() as work:
        work.orders.set_state(sales[1].ticket.id, OrderState.CANCELLED)
        work.orders.set_state(sales[2].ticket.id, OrderState.DONE)
    assert _found(shop, states=[OrderState.CANCELLED]) == ["1-000002"]
    assert _found(shop, states=[OrderState.CANCELLED, OrderState.DONE]) == ["1-000003", "1-000002"]
    assert _found(shop, since=sales[1].paid_at, until=sales[3].paid_at) == ["1-000003", "1-000002"]
    assert _found(shop, "2,50", states=[OrderState.PAID]) == ["1-000004", "1-000001"]


def test_the_list_says_how_each_order_was_paid(shop: Shop) -> None:
    shop.sell(line(), tenders=(("cash", 100), ("card", 150), ("cash", 50)), customer="Bakery club")
    with shop.store.read() as work:
        (row,) = work.orders.find("")
    assert sorted(row.tenders) == ["card", "cash"]
    assert (row.customer, row.state, row.total_minor) == ("Bakery club", OrderState.PAID, 250)


def test_numbers_find_orders_whole_or_by_their_last_digits(shop: Shop) -> None:
    for _ in range(23):
        shop.sell(line())
    assert _found(shop, "1-000014") == _found(shop, "1-14") == _found(shop, " #000014 ") == ["1-000014"]
    assert _found(shop, "3") == ["1-000003", "1-000023", "1-000013"]
    assert _found(shop, "03") == ["1-000003"]
    assert _found(shop, "2-14") == _found(shop, "99") == []
    with shop.store.read() as work:
        first = work.orders.find("3", limit=2)
        rest = work.orders.find("3", before=(first[-1].paid_at, first[-1].id))
        assert [row.number for row in rest] == ["1-000013"]
        assert work.orders.by_number("1-000014") is not None
        assert work.orders.by_number("1-999999") is None


def test_amounts_find_orders(shop: Shop) -> None:
    shop.sell(line(price=2721))
    shop.sell(line(price=123_456))
    assert _found(shop, "27,21") == _found(shop, "27.21") == _found(shop, "27,21 €") == ["1-000001"]
    assert _found(shop, "1.234,56") == _found(shop, "1,234.56") == _found(shop, "1234.56") == ["1-000002"]
    assert _found(shop, "27,22") == []


def _sell_by_card(shop: Shop, last_four: str, **facts: object) -> None:
    shop.clock.moment += timedelta(seconds=1)
    with shop.store.write() as work:
        sale = shop.record(work, shop.ticket(line(), **facts))
        (paid,) = sale.tenders
        card = replace(paid, kind="card", last_four=last_four, label=f"Visa ···· {last_four}")
        work.orders.insert(replace(sale, tenders=(card,)))


def test_a_cards_last_four_find_its_orders(shop: Shop) -> None:
    for last_four in ("4242", "0007", "4242"):
        _sell_by_card(shop, last_four)
    assert _found(shop, "4242") == _found(shop, "···· 4242") == ["1-000003", "1-000001"]
    assert _found(shop, "0007") == ["1-000002"]
    assert _found(shop, "···· 1111") == _found(shop, "424") == []
    assert _found(shop, "4242", states=[OrderState.CANCELLED]) == []
    assert _found(shop, "4242", limit=1) == ["1-000003"]


def test_a_number_and_a_card_that_end_alike_are_both_found(shop: Shop) -> None:
    _sell_by_card(shop, "0002")
    _sell_by_card(shop, "1111")
    assert _found(shop, "0002") == ["1-000002", "1-000001"]


def test_customers_are_found_by_how_they_begin(shop: Shop) -> None:
    for customer in ("Member 20417", "Müller", "member 20999", "Anna", ""):
        shop.sell(line(), customer=customer)
    assert _found(shop, "MEMBER") == ["1-000003", "1-000001"]
    assert _found(shop, "member  204") == ["1-000001"]
    assert _found(shop, "mü") == _found(shop, "MÜLLER") == ["1-000002"]
    assert _found(shop, "ann") == ["1-000004"]
    assert _found(shop, "zoe") == []
    assert _found(shop, "member", limit=1) == ["1-000003"]


def test_words_find_the_orders_that_sold_it(shop: Shop) -> None:
    bread, milk = shop.product("Rye bread", code="4006381333931"), shop.product("Oat milk")
    for rows in ((bread,), (milk,), (bread, milk), (bread, bread)):
        shop.sell(*(line(variant_row=row) for row in rows))
    assert _found(shop, "rye") == ["1-000004", "1-000003", "1-000001"]
    assert _found(shop, "milk oat") == ["1-000003", "1-000002"]
    assert _found(shop, "rye", limit=2) == ["1-000004", "1-000003"]
    with shop.store.read() as work:
        before = work.orders.find("rye", limit=1)[0]
    assert _found(shop, "rye", before=(before.paid_at, before.id)) == ["1-000003", "1-000001"]
    assert _found(shop, "4006381333931") == ["1-000004", "1-000003", "1-000001"]
    assert _found(shop, "cheese") == []


@pytest.mark.parametrize(
    ("text", "exponent", "meant"),
    [
        ("  ", 2, Everything()),
        ("1-000214", 2, ReceiptNumber(1, 214)),
        ("12\u20117", 2, ReceiptNumber(12, 7)),
        ("0214", 2, LastDigits(214, 4)),
        ("\u0662\u0661\u0664", 2, LastDigits(214, 3)),
        ("\u00b7\u00b7\u00b7\u00b7 4242", 2, CardDigits("4242")),
        ("Visa **** 0042", 2, CardDigits("0042")),
        ("27,21", 2, Amount(2721)),
        ("\u0662\u0667\u066b\u0662\u0661", 2, Amount(2721)),
        ("-27.21", 2, Amount(2721)),
        ("1.234", 2, Amount(123400)),
        ("1.234", 3, Amount(1234000)),
        ("1,500", 0, Amount(1500)),
        ("27,2", 2, Words("27,2")),
        ("rye bread", 2, Words("rye bread")),
        ("7up", 2, Words("7up")),
    ],
)
def test_what_is_typed_is_understood(text: str, exponent: int, meant: object) -> None:
    assert read_query(text, exponent) == meant


_PATHS = {
    "newest": (order_list.NEWEST, "ix_sale_order_paid_at"),
    "in a state": (order_list.NEWEST_IN_STATE, "ix_sale_order_state"),
    "of an amount": (order_list.OF_AMOUNT, "ix_sale_order_total_minor"),
    "by sequence": (order_page.BY_SEQUENCES, "(register_id=? AND sequence=?)"),
    "by id": (order_page.BY_IDS, "sqlite_autoindex_sale_order_1 (id=?)"),
    "of a card": (order_list.OF_CARD, "COVERING INDEX ix_tender_last_four"),
    "of a customer": (order_list.OF_CUSTOMER, "COVERING INDEX ix_sale_order_customer_key"),
    "next customer": (order_list.NEXT_CUSTOMER, "COVERING INDEX ix_sale_order_customer_key"),
    "came back": (returns.LINES, "ix_order_line_returns_line_id"),
    "went back": (returns.BACK, "ix_tender_returns_tender_id"),
    "sold": (order_products.SOLD, "COVERING INDEX ix_order_line_sold"),
    "sold, by state": (
        order_products.SOLD_IN_STATE,
        "COVERING INDEX ix_sale_order_state (state=? AND paid_at=?)",
    ),
    "by state, sold": (
        order_products.IN_STATE_SOLD,
        "COVERING INDEX ix_order_line_sold (variant_row=? AND sold_at=? AND order_id=?)",
    ),
    "goods back": (order_page.GOODS_BACK, "sold USING COVERING INDEX ix_order_line_of_order"),
    "tenders": (order_page.TENDERS, "COVERING INDEX ix_tender_of_order"),
    "report of orders": (shift_report.ORDERS, "ix_sale_order_shift_id"),
    "report of lines": (shift_report.LINES, "ix_order_line_of_order"),
}


@pytest.mark.parametrize("path", _PATHS)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_question_of_the_list_walks_a_table(shop: Shop, path: str) -> None:
    statement, index = _PATHS[path]
    with shop.database.read() as connection:
        sql = statement.sql(connection.dialect)
        nulls = (None,) * sql.count("?")
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", nulls)]
    by_itself = (
        *("USE TEMP B-TREE FOR LAST TERM OF ORDER BY", "USE TEMP B-TREE FOR DISTINCT"),
        *("CORRELATED SCALAR SUBQUERY", "CO-ROUTINE", "SCAN walked", "SCAN in_state"),
    )
    searched = [step for step in plan if not step.startswith(by_itself)]
    if statement is returns.LINES:  # a handful of rows, sorted
        searched = [step for step in searched if "ORDER BY" not in step]
    assert all(step.startswith("SEARCH") for step in searched), plan
    assert any(index in step for step in searched), plan


def test_an_order_cannot_be_stored_twice(shop: Shop) -> None:
    sale = shop.sell(line(taxes=(TaxRate("VAT", Decimal(19)),)))
    with pytest.raises(Exception, match="(?i)unique"), shop.store.write() as work:
        work.orders.insert(replace(sale, sequence=99, number="1-000099"))
    with shop.database.read() as connection:
        assert len(connection.execute(select(tables.sale_order.c.id)).all()) == 1
    assert sale.paid_at > MORNING
