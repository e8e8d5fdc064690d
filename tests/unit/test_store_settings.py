"""The store's settings as they are stored, read by older and newer programs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.domain.money import currency

SETTINGS = st.builds(
    StoreSettings,
    name=st.text(min_size=1, max_size=40),
    address=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    currency_code=st.sampled_from(["EUR", "JPY", "KWD"]),
    prices_include_tax=st.booleans(),
    code_masks=st.just(("21IIIIIWW.WWWC",)),
    lock_after_minutes=st.integers(1, 240),
    appearance=st.sampled_from(["light", "dark", "system"]),
)


@given(SETTINGS)
def test_what_is_stored_is_read_back(settings: StoreSettings) -> None:
    stored = json.loads(json.dumps(settings.to_json()))
    assert StoreSettings.from_json(stored) == settings


def test_what_a_newer_program_wrote_is_left_out() -> None:
    assert StoreSettings.from_json({"name": "Corner shop", "loyalty": {"points": 3}}).name == "Corner shop"


def test_what_an_older_program_did_not_know_takes_its_default() -> None:
    assert StoreSettings.from_json({}) == StoreSettings()
    assert StoreSettings.from_json({"address": ["12 Linden Street"]}).address == ("12 Linden Street",)


@pytest.mark.parametrize(("code", "exponent"), [("EUR", 2), ("JPY", 0), ("KWD", 3)])
def test_the_currency_knows_its_digits(code: str, exponent: int) -> None:
    assert StoreSettings(currency_code=code).currency == currency(code)
    assert StoreSettings(currency_code=code).currency.exponent == exponent


def test_the_money_of_a_store_is_counted_down_to_its_smallest_coin() -> None:
    assert StoreSettings(smallest_cash_minor=5).currency == currency("EUR", 5)
    assert StoreSettings(smallest_cash_minor=5).currency.smallest_cash == 5
    assert StoreSettings.from_json({"currency_code": "EUR"}).currency == currency("EUR")
    assert StoreSettings(currency_code="CHF", smallest_cash_minor=0).currency.smallest_cash == 5


def test_settings_never_change_in_place() -> None:
    with pytest.raises(AttributeError):
        StoreSettings().name = "Mine"  # type: ignore[misc]
