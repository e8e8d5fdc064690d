"""The demo store's past month: the same every time, and like a real shop's."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import mean
from zoneinfo import ZoneInfo

import pytest

from pos_desktop.application.demo_history import (
    OPENING_DAYS,
    DaySales,
    PastCash,
    PastDrop,
    PastSale,
    past_month,
    sold_milli,
)

DEMO = Path(__file__).parents[2] / "resources" / "demo"
CATALOGUE = json.loads((DEMO / "catalogue.json").read_text("utf-8"))
STORE = json.loads((DEMO / "store.json").read_text("utf-8"))
ZONE = ZoneInfo("Europe/Berlin")
UNTIL = datetime(2026, 4, 15, 9, 30, tzinfo=ZONE)  # the clocks went forward in between

KINDS = {p["key"]: p["kind"] for p in CATALOGUE["products"]}
ARTICLES = {a["key"]: a for p in CATALOGUE["products"] for a in p.get("variants", [p])}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.fixture(scope="module")
def month() -> list[DaySales]:
    return list(past_month(CATALOGUE, UNTIL))


def test_the_same_seed_gives_the_same_month(month: list[DaySales]) -> None:
    assert list(past_month(CATALOGUE, UNTIL)) == month
    assert list(past_month(CATALOGUE, UNTIL, seed=8)) != month


def test_a_day_reads_the_same_whatever_month_is_asked_for(month: list[DaySales]) -> None:
    later = {day.day: day for day in past_month(CATALOGUE, UNTIL + timedelta(days=9))}
    shared = [day for day in month if day.day in later]
    assert len(shared) > 15
    assert all(later[day.day] == day for day in shared)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next(past_month(CATALOGUE, datetime(2026, 4, 15)))


def test_26_opening_days_without_sundays_end_before_today(month: list[DaySales]) -> None:
    days = [day.day for day in month]
    assert len(days) == OPENING_DAYS == 26
    assert days == sorted(set(days)) and days[-1] == date(2026, 4, 14)
    assert (days[-1] - days[0]).days == 29
    assert all(WEEKDAYS[day.weekday()] in STORE["opening_hours"] for day in days)


def test_each_day_sees_40_to_70_sales_and_weekends_are_busier(month: list[DaySales]) -> None:
    assert all(40 <= len(day.sales) <= 70 for day in month)
    calm = mean(len(day.sales) for day in month if day.day.weekday() < 4)
    assert mean(len(day.sales) for day in month if day.day.weekday() == 5) > calm * 1.1


def test_everything_happens_within_its_shift_and_in_order(month: list[DaySales]) -> None:
    last = datetime.min.replace(tzinfo=UTC)
    for day in month:
        for shift in day.shifts:
            moments = [last, shift.opened_at, *(event.at for event in shift.events), shift.closed_at]
            assert moments == sorted(moments)
            assert all(moment.tzinfo is UTC for moment in moments)
            last = shift.closed_at


def test_sales_fall_into_opening_hours_of_the_stores_own_clock(month: list[DaySales]) -> None:
    for day in month:
        opens, closes = STORE["opening_hours"][WEEKDAYS[day.day.weekday()]]
        for sale in day.sales:
            local = sale.at.astimezone(ZONE)
            assert local.date() == day.day
            assert opens <= local.strftime("%H:%M") < closes


def test_noon_and_after_work_are_busiest_on_weekdays(month: list[DaySales]) -> None:
    hours = Counter(s.at.astimezone(ZONE).hour for day in month if day.day.weekday() < 5 for s in day.sales)
    assert hours[12] > hours[10] and hours[12] > hours[15]
    assert hours[17] > hours[15] and hours[17] > hours[19]
    assert set(hours) == set(range(8, 20))


def test_lines_name_articles_once_with_quantities_that_fit_them(month: list[DaySales]) -> None:
    for sale in (sale for day in month for sale in day.sales):
        keys = [line.key for line in sale.lines]
        assert keys and len(keys) == len(set(keys))
        for line in sale.lines:
            if KINDS[line.key.partition("/")[0]] == "weighed":
                assert 50 <= line.quantity_milli <= 2500
            else:
                assert line.quantity_milli in (1000, 2000, 3000, 4000, 6000)


def test_a_price_is_asked_for_just_where_the_catalogue_has_none(month: list[DaySales]) -> None:
    lines = [line for day in month for sale in day.sales for line in sale.lines]
    for line in lines:
        assert (line.asked_price_minor is None) == (ARTICLES[line.key]["price_minor"] is not None)
    assert any(line.asked_price_minor for line in lines)


def test_best_sellers_a_long_tail_and_bread_in_the_morning(month: list[DaySales]) -> None:
    categories: dict[str, str] = {p["key"]: p["category"] for p in CATALOGUE["products"]}
    sold = Counter(line.key for day in month for sale in day.sales for line in sale.lines)
    assert len(sold) > 300
    assert sum(times for _, times in sold.most_common(30)) > 0.25 * sum(sold.values())

    def share(category: str, hours: range) -> float:
        lines = [
            line
            for day in month
            for sale in day.sales
            if sale.at.astimezone(ZONE).hour in hours
            for line in sale.lines
        ]
        return sum(categories[line.key.partition("/")[0]] == category for line in lines) / len(lines)

    assert share("bakery", range(8, 11)) > 1.5 * share("bakery", range(16, 20))
    assert share("wine-beer", range(16, 20)) > 3 * share("wine-beer", range(8, 11))


def test_baskets_are_those_of_a_corner_shop(month: list[DaySales]) -> None:
    sizes = [len(sale.lines) for day in month for sale in day.sales]
    assert 3 < mean(sizes) < 5.5 and min(sizes) == 1 and max(sizes) <= 12


def test_cash_and_card_both_matter(month: list[DaySales]) -> None:
    sales = [sale for day in month for sale in day.sales]
    cash = [sale for sale in sales if sale.tender == "cash"]
    assert 0.35 < len(cash) / len(sales) < 0.55
    for sale in cash:
        assert sale.cash_step_minor is not None
        given = sale.cash_given_minor(1337)
        assert 1337 <= given < 1337 + sale.cash_step_minor and given % sale.cash_step_minor == 0
    card = next(sale for sale in sales if sale.tender == "card")
    with pytest.raises(ValueError, match="card"):
        card.cash_given_minor(1337)


def test_two_shifts_a_day_by_people_of_the_store(month: list[DaySales]) -> None:
    people = {person["key"] for person in STORE["people"]}
    for day in month:
        assert len(day.shifts) == 2
        assert day.shifts[0].person != day.shifts[1].person
        assert all(shift.float_minor == STORE["float_minor"] and shift.sales for shift in day.shifts)
    assert {shift.person for day in month for shift in day.shifts} == people


def test_the_drawer_sees_pay_ins_pay_outs_and_drops(month: list[DaySales]) -> None:
    events = [event for day in month for shift in day.shifts for event in shift.events]
    moves = [event for event in events if isinstance(event, PastCash)]
    assert {move.kind for move in moves} == {"pay_in", "pay_out"}
    assert {move.reason for move in moves} == set(STORE["cash_reasons"])
    assert all(0 < move.amount_minor <= 5000 and move.amount_minor % 5 == 0 for move in moves)
    drops = [event for event in events if isinstance(event, PastDrop)]
    assert len(drops) > 20
    assert len(events) == len(moves) + len(drops) + sum(isinstance(e, PastSale) for e in events)


def test_a_drop_takes_whole_bills_and_leaves_what_is_needed() -> None:
    drop = PastDrop(datetime(2026, 4, 14, tzinfo=UTC), keep_minor=20000, bill_minor=5000)
    assert [drop.amount_minor(held) for held in (12000, 20000, 24999, 25000, 41234)] == [0, 0, 0, 5000, 20000]


def test_most_drawers_are_right_and_a_variance_has_its_reason(month: list[DaySales]) -> None:
    shifts = [shift for day in month for shift in day.shifts]
    right = [shift for shift in shifts if shift.variance_minor == 0]
    assert 0.5 < len(right) / len(shifts) < 0.85
    assert all(abs(shift.variance_minor) <= 1000 for shift in shifts)
    for shift in shifts:
        assert (shift.variance_reason is None) == (shift.variance_minor == 0)
        assert shift.variance_reason is None or shift.variance_reason in STORE["variance_reasons"]


def test_what_was_sold_adds_up(month: list[DaySales]) -> None:
    sold = sold_milli(month)
    oat = sum(
        line.quantity_milli for d in month for s in d.sales for line in s.lines if line.key == "oat-drink"
    )
    assert sold["oat-drink"] == oat > 0
    assert set(sold) <= set(ARTICLES)
