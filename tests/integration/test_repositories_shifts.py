"""Shifts, their cash and their reports."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.shift_view import RateSum, TenderSum
from pos_desktop.domain.discount import percent
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.shift import CashMove
from tests.integration.shop import MORNING, REDUCED, Shop, line

LATER = MORNING + timedelta(hours=8)


def test_a_register_has_one_open_shift(shop: Shop) -> None:
    with pytest.raises(Refused, match="open already"), shop.store.write() as work:
        work.shifts.insert(new_id(), shop.register, 2, shop.person, MORNING, 0)
    with shop.store.write() as work:
        work.registers.insert(new_id(), 2, "Register 2", shop.location, "")
    with shop.store.read() as work:
        current = work.shifts.current(shop.register)
        assert current is not None and current.id == shop.shift
        assert (current.number, current.state, current.opened_by_name) == (1, "open", "Cashier 1")
        assert (current.counts, current.counted_minor, current.closed_at) == (None, None, None)


def test_a_shift_is_counted_and_closed_and_then_stays(shop: Shop) -> None:
    with shop.store.write() as work:
        work.shifts.set_counted(shop.shift, {5000: 1, 200: 3}, 5600, 10_000, "a coin was bent", LATER)
        counted = work.shifts.get(shop.shift)
        report = replace(work.shifts.report(shop.shift, LATER, final=True), variance_reason="wrong change")
        assert work.shifts.z_report(shop.shift) is None
        work.shifts.set_closed(shop.shift, shop.manager, "wrong change", 5000, report, LATER)
    assert (counted.state, counted.counts, counted.counted_minor) == ("counted", {5000: 1, 200: 3}, 5600)
    assert (counted.expected_minor, counted.note, counted.counted_at) == (10_000, "a coin was bent", LATER)
    with shop.store.write() as work:
        assert work.shifts.current(shop.register) is None
        assert work.shifts.z_report(shop.shift) == report
        with pytest.raises(Refused, match="closed already"):
            work.shifts.set_counted(shop.shift, {}, 0, 0, "", LATER)
        with pytest.raises(LookupError):
            work.shifts.set_counted(new_id(), {}, 0, 0, "", LATER)
        for attempt in (work.shifts.get, work.shifts.z_report):
            with pytest.raises(LookupError):
                attempt(new_id())
        work.shifts.insert(second := new_id(), shop.register, 2, shop.manager, LATER, 5000)
        assert [shift.id for shift in work.shifts.recent(shop.register, 9)] == [second, shop.shift]
        assert [shift.id for shift in work.shifts.recent(shop.register, 1)] == [second]
        closed = work.shifts.get(shop.shift)
        assert (closed.state, closed.variance_reason, closed.closed_at) == ("closed", "wrong change", LATER)


def test_the_drawer_is_the_sum_of_its_moves(shop: Shop) -> None:
    moves = [(CashMove.SALE, 1000), (CashMove.SALE, 250), (CashMove.DROP, -900), (CashMove.NO_SALE, 0)]
    with shop.store.write() as work:
        for kind, amount in moves:
            work.shifts.add_move(
                shop.shift, kind, amount, shop.person, MORNING, reason="x", approved_by=shop.manager
            )
        sums = work.shifts.drawer(shop.shift)
    assert sums.expected_minor == 10_000 + 1000 + 250 - 900
    assert (sums.times[CashMove.SALE], sums.times[CashMove.NO_SALE], sums.times[CashMove.PAY_IN]) == (2, 1, 0)


def test_the_report_of_an_empty_shift_is_all_zero(shop: Shop) -> None:
    with shop.store.read() as work:
        report = work.shifts.report(shop.shift, LATER, final=False)
        with pytest.raises(LookupError):
            work.shifts.report(new_id(), LATER, final=False)
    assert (report.shift_number, report.register_name, report.person_name) == (1, "Register 1", "Cashier 1")
    assert (report.sales, report.gross_minor, report.returns, report.items_milli) == (0, 0, 0, 0)
    assert (report.tenders, report.taxes, report.first_receipt, report.last_receipt) == ((), (), "", "")
    assert (report.opened_at, report.until, report.final, report.note) == (MORNING, LATER, False, "")


def test_the_report_adds_up_what_was_sold(shop: Shop) -> None:
    offer = percent(10, "offer")
    first = shop.sell(line(price=1190, quantity=2000), line("Milk", 107, taxes=REDUCED), lines_removed=2)
    second = shop.sell(
        line(price=1190, discount=offer, list_price_minor=1290),
        line("Cheese", 2000, 342, weighed=True),
        tenders=(("cash", 1000), ("card", 755)),
    )
    voided = shop.sell(line("Mistake", 5000, discount=offer, list_price_minor=6000), lines_removed=1)
    with shop.store.write() as work:
        work.orders.set_state(voided.ticket.id, OrderState.CANCELLED)
        work.shifts.add_move(shop.shift, CashMove.NO_SALE, 0, shop.person, LATER)
        report = work.shifts.report(shop.shift, LATER, final=True)
    sold = (first, second)
    assert (report.sales, report.returns, report.voids) == (2, 1, 1)
    assert report.gross_minor == sum(sale.totals.total_minor for sale in sold) == 2487 + 1755
    assert report.net_sales_minor == sum(sale.totals.net_minor for sale in sold)
    assert (
        report.tax_minor
        == sum(sale.totals.tax_minor for sale in sold)
        == sum(t.tax_minor for t in report.taxes)
    )
    assert report.returns_minor == voided.totals.total_minor
    assert report.items_milli == 2000 + 1000 + 1000 + 1000
    assert (report.discounts_minor, report.discounted_lines) == (119, 1)
    assert report.tenders == (TenderSum("card", 1, 755), TenderSum("cash", 2, 2487 + 1000))
    assert [(tax.name, tax.rate) for tax in report.taxes] == [("VAT", Decimal(7)), ("VAT", Decimal(19))]
    assert report.taxes[0] == RateSum("VAT", Decimal("7.00"), 100, 7)
    assert (report.no_sales, report.lines_removed, report.price_overrides) == (1, 3, 2)
    assert (report.first_receipt, report.last_receipt) == ("1-000001", "1-000003")
    assert report.drawer.expected_minor == 10_000


def test_another_shifts_sales_are_not_counted(shop: Shop) -> None:
    shop.sell(line())
    with shop.store.write() as work:
        report = work.shifts.report(shop.shift, LATER, final=True)
        work.shifts.set_closed(shop.shift, shop.person, "", 0, report, LATER)
        work.shifts.insert(second := new_id(), shop.register, 2, shop.person, LATER, 0)
        work.orders.insert(shop.record(work, shop.ticket(line(price=99)), shift=second))
        report = work.shifts.report(second, LATER, final=False)
    assert (report.sales, report.gross_minor, report.first_receipt) == (1, 99, "1-000002")
