"""Paying: one commit, gapless numbers, coins, paper only for what is stored."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert

from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.domain.discount import percent
from pos_desktop.domain.order import OrderState
from pos_desktop.storage import tables
from tests.integration.desk_fixtures import GERMANY, MASKS, MORNING, STOCK_MILLI, Till, label, make_till


def printed_words(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False)


# -- one commit ----------------------------------------------------------------------------------


def test_a_sale_is_all_there_and_adds_up(till: Till) -> None:
    till.add("Bread", 2)
    till.add("Milk")
    till.services.tickets.scan(label("21", "04001", 342))
    till.later(minutes=5)
    sale = till.services.checkout.pay_cash(1000)
    order = till.services.orders.get(sale.order.id)
    assert order == replace(sale.order, events=order.events)
    assert (order.number, order.sequence, order.state) == ("1-000001", 1, OrderState.PAID)
    assert (order.total_minor, sale.cash.change_minor) == (500 + 119 + 119, 262)
    assert sum(line.total_minor for line in order.lines) == order.total_minor
    assert sum(tax.net_minor + tax.tax_minor for tax in order.taxes) == order.total_minor
    assert [(tax.rate, tax.tax_minor) for tax in order.taxes] == [(7, 16), (19, 80)]
    assert (order.opened_at, order.paid_at) == (MORNING, till.clock.moment)
    (tender,) = till.rows_of(tables.tender)
    assert (tender.amount_minor, tender.given_minor, tender.change_minor) == (738, 1000, 262)
    assert till.drawer_holds() == 10_000 + 738
    moved = {name: till.on_hand(name) - STOCK_MILLI for name in ("Bread", "Milk", "Apples", "Coffee")}
    assert moved == {"Bread": -2000, "Milk": -1000, "Apples": -342, "Coffee": 0}
    assert till.journal("sale")[0][1]["total_minor"] == 738
    message, stock = till.rows_of(tables.outbox)
    assert (message.topic, message.subject_id) == ("order.paid", order.id)
    paid = {"number": "1-000001", "currency": "EUR", "total_minor": 738, "tenders": [{"kind": "cash"}]}
    assert message.body == paid
    assert (stock.topic, stock.lane, stock.subject_id) == ("stock.moved", message.lane, order.id)
    moves = [[till.rows["Bread"], -2000], [till.rows["Milk"], -1000], [till.rows["Apples"], -342]]
    assert sorted(stock.body["moves"]) == sorted(moves)
    assert (stock.body["reason"], stock.body["order"], stock.body["origin"]) == ("sale", str(order.id), None)
    assert stock.body["location"] == str(till.desk.register.location_id)


def test_the_order_says_who_sold_and_the_next_ticket_is_open(till: Till) -> None:
    sale = till.sell("Bread")
    assert sale.order.person_name == "Cashier 1"
    assert till.services.tickets.ticket.number == sale.order.ticket_number + 1
    assert not till.services.tickets.ticket.lines


def test_listeners_hear_of_the_sale_when_it_is_on_disk(till: Till) -> None:
    heard: list[tuple[str, int]] = []
    for event in (Event.SOLD, Event.PRINT, Event.OUTBOX):
        till.desk.events.on(event, lambda event=event: heard.append((event.value, len(till.stored_sales()))))
    till.sell("Bread")
    assert heard == [("sold", 1), ("print", 1), ("outbox", 1)]


def test_a_product_that_is_not_counted_moves_no_stock(till: Till) -> None:
    till.sell("Delivery")
    assert not till.rows_of(tables.stock_move)
    assert [row.topic for row in till.rows_of(tables.outbox)] == ["order.paid"]


def test_the_tax_is_what_it_was_when_the_line_was_rung_up(till: Till) -> None:
    """Totals are computed once and stored: a rate changed later touches no order."""
    sale = till.sell("Bread")
    till.services.session.sign_out()
    till.sign_in("Manager")
    class_id, name, rates = till.services.catalogue.tax_classes()[0]
    till.services.catalogue.save_tax_class(
        class_id, name, (replace(rates[0], percent=rates[0].percent + 5),), 0
    )
    assert till.services.orders.get(sale.order.id).taxes == sale.order.taxes
    assert till.sell("Bread").order.tax_minor == 48


# -- refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [0, 249, -1, -10_000])
def test_too_little_is_refused_and_nothing_is_touched(till: Till, given: int) -> None:
    till.add("Bread")
    before = till.everything()
    with pytest.raises(Refused):
        till.services.checkout.pay_cash(given)
    assert till.everything() == before
    assert till.services.checkout.pay_cash(250).order.number == "1-000001"


def test_an_empty_ticket_is_not_paid(till: Till) -> None:
    with pytest.raises(Refused, match="empty"):
        till.services.checkout.pay_cash(100)
    assert not till.stored_sales()


def test_without_a_shift_the_ticket_is_kept(tmp_path: Path) -> None:
    till = make_till(tmp_path / "till")
    till.sign_in()
    till.add("Bread")
    ticket = till.services.tickets.ticket
    with pytest.raises(Refused, match="No shift is open"):
        till.services.checkout.pay_cash(250)
    assert till.services.tickets.ticket == ticket
    till.open_shift()
    assert till.services.checkout.pay_cash(250).order.number == "1-000001"
    till.close()


def test_a_counted_drawer_takes_no_more_money(till: Till) -> None:
    till.add("Bread")
    till.services.shifts.confirm_count({10_000: 1})
    with pytest.raises(Refused, match="counted"):
        till.services.checkout.pay_cash(250)
    assert not till.stored_sales()


def test_somebody_who_may_not_sell_takes_no_money(till: Till) -> None:
    with till.store.write() as work:
        role = next(view for view in work.people.roles() if view.role.name == "trainee")
        work.people.save_role(role.id, replace(role.role, permissions=frozenset()), 2)
    till.services.session.sign_out()
    till.sign_in("Trainee")
    till.add("Bread")
    with pytest.raises(Refused):
        till.services.checkout.pay_cash(250)
    assert not till.stored_sales()


# -- numbers -------------------------------------------------------------------------------------


def test_numbers_have_no_gap_whatever_was_refused_between(till: Till) -> None:
    for turn in range(6):
        till.add("Bread")
        with pytest.raises(Refused):
            till.services.checkout.pay_cash(1)
        if turn % 2:
            till.services.tickets.discard()
            till.add("Milk")
        till.services.checkout.pay_cash(1000)
        if turn == 3:
            till.restart()
    assert till.stored_sales() == [(n, f"1-{n:06d}") for n in range(1, 7)]


def test_a_sale_that_fails_half_way_leaves_no_trace_and_no_gap(till: Till) -> None:
    """The last write of the transaction hits a number that is taken: all of it is undone."""
    till.sell("Bread")
    till.add("Milk")
    ticket = till.services.tickets.ticket
    with till.database.write() as work:
        head = {"id": new_id(), "register_id": till.desk.register.id, "number": ticket.number + 1}
        head |= {"state": "discarded", "person_id": till.person("Manager").id, "prices_include_tax": True}
        head |= {"tax_exempt": False, "lines_removed": 0, "opened_at": MORNING, "changed_at": MORNING}
        work.execute(insert(tables.ticket), head)
    before = till.everything()
    with pytest.raises(Exception, match="ticket.number"):
        till.services.checkout.pay_cash(119)
    assert till.everything() == before
    assert till.services.tickets.ticket == ticket
    assert till.journal()[-1][0] == "sale"
    assert len(till.journal("sale")) == 1


def test_the_same_ticket_is_never_sold_twice(till: Till) -> None:
    """The screen of a second window, or a key pressed again: the order takes the ticket's id."""
    till.add("Bread")
    sold = till.services.tickets.ticket
    till.services.checkout.pay_cash(250)
    till.services.tickets.show(sold)
    with pytest.raises(Exception, match="UNIQUE"):
        till.services.checkout.pay_cash(250)
    till.services.tickets.reload()
    assert till.stored_sales() == [(1, "1-000001")]
    assert till.drawer_holds() == 10_250
    assert till.sell("Milk").order.number == "1-000002"


def test_a_power_cut_after_the_sale_loses_nothing_and_repeats_no_number(till: Till, tmp_path: Path) -> None:
    till.sell("Bread")
    found = till.after_power_cut(tmp_path / "after")
    try:
        assert not found.stopped_cleanly
        assert found.stored_sales() == [(1, "1-000001")]
        assert [job.state for job in found.jobs("receipt")] == ["queued"]
        found.sign_in()
        assert found.sell("Milk").order.number == "1-000002"
    finally:
        found.close()


def test_a_power_cut_before_the_sale_leaves_the_ticket_to_be_paid(till: Till, tmp_path: Path) -> None:
    till.add("Bread")
    found = till.after_power_cut(tmp_path / "after")
    try:
        assert not found.stored_sales()
        found.sign_in()
        assert found.services.checkout.pay_cash(250).order.number == "1-000001"
    finally:
        found.close()


# -- paper ---------------------------------------------------------------------------------------


def with_paper(folder: Path, choice: str) -> Till:
    till = make_till(folder / choice, replace(GERMANY, print_receipt=choice))
    till.sign_in()
    till.open_shift()
    return till


def test_paper_is_asked_for_in_the_commit_of_the_sale(till: Till) -> None:
    sale = till.sell("Bread")
    (job,) = till.jobs("receipt")
    assert (job.id, job.order_id, job.state) == (sale.receipt_job, sale.order.id, "queued")
    assert "1-000001" in printed_words(job.document)
    assert not sale.receipt_held


def test_a_refused_sale_prints_nothing_and_opens_nothing(till: Till) -> None:
    till.add("Bread")
    with pytest.raises(Refused):
        till.services.checkout.pay_cash(1)
    assert not till.jobs()


def test_never_prints_nothing_but_the_drawer_opens(tmp_path: Path) -> None:
    till = with_paper(tmp_path, "never")
    sale = till.sell("Bread")
    assert [job.kind for job in till.jobs()] == ["drawer"]
    assert (sale.receipt_job, sale.receipt_held) == (None, False)
    till.services.checkout.release_receipt(sale)
    till.services.checkout.drop_receipt(sale)
    assert [job.kind for job in till.jobs()] == ["drawer"]
    till.close()


def test_ask_holds_the_receipt_until_the_customer_has_said(tmp_path: Path) -> None:
    till = with_paper(tmp_path, "ask")
    wanted, unwanted = till.sell("Bread"), till.sell("Milk")
    assert wanted.receipt_held and unwanted.receipt_held
    assert [job.state for job in till.jobs("receipt")] == ["held", "held"]
    till.services.checkout.release_receipt(wanted)
    till.services.checkout.drop_receipt(unwanted)
    assert [job.state for job in till.jobs("receipt")] == ["queued", "cancelled"]
    till.services.checkout.release_receipt(unwanted)
    assert [job.state for job in till.jobs("receipt")] == ["queued", "cancelled"], (
        "gone is gone; a reprint is possible"
    )
    till.close()


def test_a_receipt_still_held_at_the_end_is_printed_by_the_next_start(tmp_path: Path) -> None:
    till = with_paper(tmp_path, "ask")
    till.sell("Bread")
    till.restart()
    assert [job.state for job in till.jobs("receipt")] == ["queued"]
    assert till.services.checkout.release_left_over() == 0
    till.close()


def test_a_store_without_a_printer_sells(tmp_path: Path) -> None:
    till = make_till(tmp_path / "till", printers=())
    till.sign_in()
    till.open_shift()
    sale = till.sell("Bread")
    assert (sale.receipt_job, sale.drawer_job) == (None, None)
    with pytest.raises(PersonError, match="No printer is set up"):
        till.services.orders.reprint(sale.order.id)
    till.close()


def test_a_drawer_kick_dies_of_age(till: Till) -> None:
    till.sell("Bread")
    (job,) = till.jobs("drawer")
    assert (job.expires_at - job.created_at).total_seconds() == 5


def test_the_receipt_names_discounts_taxes_and_change(till: Till) -> None:
    line = till.add("Bread", 2)
    till.services.tickets.discount_line(line.id, percent(10, "yesterday's"))
    till.services.checkout.pay_cash(500)
    (job,) = till.jobs("receipt")
    words = printed_words(job.document)
    for wanted in (
        "Corner shop",
        "yesterday's −10\u00a0%",
        "4,50\u00a0€",
        "VAT 19\u00a0%",
        "0,72",
        "−0,50",
        "2 x 2,50",
    ):
        assert wanted in words, wanted


# -- coins and currencies ------------------------------------------------------------------------


def place(folder: Path, currency: str, locale: str, rate: str = "0", *, included: bool = True) -> Till:
    """A store elsewhere, its prices the same figures in its own minor units."""
    settings = StoreSettings(
        name="Corner shop", locale=locale, currency_code=currency, country=locale[-2:], code_masks=MASKS,
        prices_include_tax=included, print_receipt="always",
    )  # fmt: skip
    till = make_till(folder / currency, settings, {"Full": rate, "Reduced": rate, "None": "0"})
    till.sign_in("Manager")
    till.open_shift()
    return till


@pytest.fixture
def zurich(tmp_path: Path) -> Iterator[Till]:
    till = place(tmp_path, "CHF", "de-CH", "8.1")
    yield till
    till.close()


@pytest.mark.parametrize(
    ("sweets", "due"), [(1, 5), (2, 5), (3, 10), (4, 10), (5, 15), (6, 20), (9, 25), (10, 30), (14, 40)]
)
def test_francs_are_paid_in_steps_of_five_and_the_rounding_is_stored(
    zurich: Till, sweets: int, due: int
) -> None:
    """0.03 each; 0.14 would be rounded down, 0.12 as well: halves never come up with steps of five."""
    zurich.add("Sweet", sweets)
    assert zurich.services.checkout.due().minor == due
    sale = zurich.services.checkout.pay_cash(100)
    assert sale.cash.change_minor == 100 - due
    (tender,) = zurich.services.orders.get(sale.order.id).tenders
    assert (tender.amount_minor, tender.rounding_minor) == (due, due - 3 * sweets)
    assert sale.order.total_minor == 3 * sweets
    assert zurich.drawer_holds() == 10_000 + due


def test_the_void_gives_back_what_was_taken_rounding_included(zurich: Till) -> None:
    zurich.add("Sweet", 4)
    sale = zurich.services.checkout.pay_cash(10)
    assert sale.order.rounding_minor == -2
    zurich.services.orders.void(sale.order.id, "changed their mind")
    assert zurich.drawer_holds() == 10_000
    report = zurich.services.shifts.x_report()
    assert (report.rounding_minor, report.gross_minor, report.tenders) == (0, 0, ())


def test_a_shift_in_francs_adds_up_with_its_rounding(zurich: Till) -> None:
    for sweets in (1, 2, 3, 4, 6, 9):
        zurich.add("Sweet", sweets)
        zurich.services.checkout.pay_cash(1000)
    report = zurich.services.shifts.x_report()
    assert report.gross_minor == 3 * 25
    assert report.rounding_minor == (5 + 5 + 10 + 10 + 20 + 25) - 75
    (cash,) = report.tenders
    assert cash.amount_minor == report.gross_minor + report.rounding_minor == zurich.drawer_holds() - 10_000


def test_less_than_half_a_coin_is_given_away(zurich: Till) -> None:
    """0.01 franc after a discount cannot be paid: nothing is taken and the sale stands."""
    line = zurich.add("Sweet")
    zurich.services.tickets.discount_line(line.id, percent(50))
    assert zurich.services.tickets.totals.total_minor == 1
    sale = zurich.services.checkout.pay_cash(0)
    assert (sale.cash.amount_minor, sale.order.total_minor, sale.order.rounding_minor) == (0, 1, -1)
    assert zurich.drawer_holds() == 10_000


def test_yen_have_no_fraction_anywhere(tmp_path: Path) -> None:
    till = place(tmp_path, "JPY", "ja-JP", "10")
    till.add("Bread", 3)
    till.services.tickets.scan(label("22", "05002", 385))
    assert till.services.tickets.ticket.lines[-1].amount_minor == 4, (
        "3.85 on the mask's two decimals are 4 yen"
    )
    till.services.tickets.remove(till.services.tickets.ticket.lines[-1].id)
    sale = till.services.checkout.pay_cash(1000)
    assert (sale.order.total_minor, sale.order.tax_minor, sale.cash.change_minor) == (750, 68, 250)
    words = printed_words(till.jobs("receipt")[0].document)
    assert "750" in words and "7,50" not in words and "7.50" not in words
    till.close()


def test_dinars_have_three_digits(tmp_path: Path) -> None:
    """1.190 of milk, in coins of 0.005; 342 g of apples at 3.490 are 1.194."""
    till = place(tmp_path, "KWD", "ar-KW")
    till.set_price("Milk", 1190)
    till.set_price("Apples", 3490)
    till.add("Milk")
    till.services.tickets.scan(label("21", "04001", 342))
    assert till.services.checkout.exact_due().minor == 2384
    assert till.services.checkout.due().minor == 2385
    sale = till.services.checkout.pay_cash(5000)
    assert (sale.cash.change_minor, sale.order.rounding_minor) == (2615, 1)
    words = printed_words(till.jobs("receipt")[0].document)
    assert "2.384" in words and "1.194" in words and "2.615" in words
    till.close()


def test_dollars_get_the_tax_on_top(tmp_path: Path) -> None:
    """8.875 % on 2 x 2.50 + 1.19 = 6.19 is 0.549, rounded once: 0.55."""
    till = place(tmp_path, "USD", "en-US", "8.875", included=False)
    till.add("Bread", 2)
    till.add("Milk")
    totals = till.services.tickets.totals
    assert (totals.subtotal_minor, totals.tax_minor, totals.total_minor) == (619, 55, 674)
    sale = till.services.checkout.pay_cash(1000)
    order = till.services.orders.get(sale.order.id)
    assert not order.prices_include_tax
    assert [line.net_minor for line in order.lines] == [500, 119]
    assert sum(line.tax_minor for line in order.lines) == 55
    assert order.taxes[0].net_minor == 619
    words = printed_words(till.jobs("receipt")[0].document)
    assert "Subtotal" in words and "$6.74" in words and "−3.26" in words
    assert till.services.shifts.x_report().gross_minor == 674
    till.close()


def test_an_exempt_customer_pays_no_tax_on_top(tmp_path: Path) -> None:
    till = place(tmp_path, "USD", "en-US", "8.875", included=False)
    till.add("Bread")
    till.services.tickets.set_tax_exempt(True)
    sale = till.services.checkout.pay_cash(250)
    assert (sale.order.total_minor, sale.order.tax_minor) == (250, 0)
    till.close()


def test_quick_amounts_can_all_be_paid(till: Till) -> None:
    till.add("Bread", 7)
    amounts = till.services.checkout.quick_amounts()
    assert amounts == tuple(sorted(set(amounts)))
    assert amounts[0] == till.services.checkout.due().minor == 1750
    assert till.services.checkout.pay_cash(amounts[-1]).cash.change_minor == amounts[-1] - 1750
