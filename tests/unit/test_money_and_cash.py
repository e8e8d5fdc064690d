"""Amounts, rounding, change, drawer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.domain.cash import (
    NotEnoughCash,
    bills,
    coins,
    make_change,
    quick_amounts,
    smallest_coins,
    take_cash,
)
from pos_desktop.domain.money import CurrencyMismatch, Money, currency, parse_amount
from pos_desktop.domain.rounding import round_ratio, round_to_step, spread
from pos_desktop.domain.shift import CashMove, add_up, count_up, signed, variance

CODES = ["EUR", "USD", "CHF", "SEK", "JPY", "KWD", "AED", "HUF", "BRL", "CLF"]
codes = st.sampled_from(CODES)


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_a_spread_adds_up_and_is_fair(total, weights):
    parts = spread(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(-(10**6), 10**6), min_size=1).filter(lambda w: sum(w) != 0),
)
def test_a_spread_mirrors(total, weights):
    parts = spread(total, weights)
    assert spread(-total, weights) == [-part for part in parts]
    assert spread(-total, [-weight for weight in weights]) == [-part for part in parts]


def test_a_spread_over_nothing_is_refused():
    with pytest.raises(ValueError):
        spread(5, [3, -3])


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6))
def test_rounding_is_to_the_nearest_and_mirrors(numerator, denominator):
    rounded = round_ratio(numerator, denominator)
    assert 2 * abs(rounded * denominator - numerator) <= denominator
    assert round_ratio(-numerator, denominator) == -rounded


def test_halves_go_away_from_zero():
    assert (round_ratio(5, 2), round_ratio(-5, 2), round_to_step(1725, 50)) == (3, -3, 1750)


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("12", "EUR", 1200),
        ("12,5", "EUR", 1250),
        ("1.234,50", "EUR", 123450),
        ("1,234.50", "USD", 123450),
        ("1.234", "EUR", 123400),
        ("0.5", "EUR", 50),
        ("1,234", "KWD", 1234),
        ("1500", "JPY", 1500),
        ("1,500", "JPY", 1500),
        ("\u22122,25", "EUR", -225),
        (" 7 ", "EUR", 700),
    ],
)
def test_amounts_are_read_as_people_write_them(text, code, minor):
    assert parse_amount(text, currency(code)) == minor


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "1.2345", "0.505", "\u0661", "1e5", "--5", "9" * 20])
def test_rubbish_is_no_amount(text):
    with pytest.raises(ValueError):
        parse_amount(text, currency("EUR"))


def test_currencies_do_not_mix():
    with pytest.raises(CurrencyMismatch):
        Money(1, currency("EUR")) + Money(1, currency("USD"))
    with pytest.raises(ValueError):
        currency("eur")


@given(codes, st.integers(0, 10**8), st.integers(0, 10**8))
def test_cash_settles_to_the_coin(code, due, extra):
    of = currency(code)
    rounded = Money(due, of).rounded_for_cash().minor
    taken = take_cash(Money(due, of), Money(rounded + extra, of))
    assert taken.given_minor - taken.change_minor == taken.amount_minor == rounded
    assert taken.amount_minor - taken.rounding_minor == due
    assert rounded % of.smallest_cash == 0
    assert 2 * abs(taken.rounding_minor) <= of.smallest_cash


def test_too_little_cash_is_refused():
    with pytest.raises(NotEnoughCash):
        take_cash(Money(1721, currency("EUR")), Money(1720, currency("EUR")))


@given(codes, st.integers(0, 10**8))
def test_change_is_made_of_real_money(code, amount):
    of = currency(code)
    payable = amount - amount % of.smallest_cash
    pieces = make_change(Money(payable, of))
    assert sum(denomination * count for denomination, count in pieces) == payable
    assert all(denomination in (*bills(of), *coins(of)) for denomination, _ in pieces)


@given(codes, st.integers(1, 10**7))
def test_quick_amounts_pay_the_sum(code, due):
    of = currency(code)
    amounts = quick_amounts(Money(due, of))
    assert amounts
    assert list(amounts) == sorted(set(amounts))
    assert all(amount >= Money(due, of).rounded_for_cash().minor for amount in amounts)


@pytest.mark.parametrize(
    ("code", "offered"),
    [("EUR", (1, 5, 10)), ("USD", (1, 5)), ("CHF", (5, 10)), ("SEK", (100,)), ("JPY", (1,)), ("CAD", (5,))],
)
def test_a_store_rounds_to_coins_that_make_up_all_larger_ones(code, offered):
    assert smallest_coins(code) == offered


def test_coins_below_the_smallest_in_use_are_none():
    assert coins(currency("EUR", 5)) == (200, 100, 50, 20, 10, 5)
    assert coins(currency("EUR"))[-1] == 1
    assert make_change(Money(390, currency("EUR", 5))) == ((200, 1), (100, 1), (50, 1), (20, 2))
    assert quick_amounts(Money(1722, currency("EUR", 5)))[0] == 1720


def test_quick_amounts_of_the_euro():
    assert quick_amounts(Money(1721, currency("EUR"))) == (1721, 2000, 5000, 10000)


@given(st.lists(st.tuples(st.sampled_from(CashMove), st.integers(0, 10**7))))
def test_a_drawer_holds_what_was_put_in_less_what_was_taken_out(moves):
    sums = add_up((kind, signed(kind, amount), 1) for kind, amount in moves)
    put = {CashMove.FLOAT, CashMove.SALE, CashMove.PAY_IN}
    taken = {CashMove.REFUND, CashMove.PAY_OUT, CashMove.DROP}
    assert sums.expected_minor == sum(a for k, a in moves if k in put) - sum(
        a for k, a in moves if k in taken
    )


def test_counting():
    assert count_up({5000: 1, 200: 3, 1: 7}) == 5607
    assert variance(56923, 57123) == -200
    with pytest.raises(ValueError):
        count_up({100: -1})
    with pytest.raises(ValueError):
        signed(CashMove.PAY_IN, -1)
