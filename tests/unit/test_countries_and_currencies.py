"""Every country and every currency in use: what they are, how they are written, which bills and coins they have."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.application.formats import Formats
from pos_desktop.application.iso_codes import (
    WORLD_ENGLISH,
    country_codes,
    currency_codes,
    currency_of,
    is_known,
    locales_of,
)
from pos_desktop.application.setup_presets import (
    PRESETS,
    countries,
    currencies,
    currency_name,
    locales_for,
    preset_of,
    preset_of_currency,
    preset_of_locale,
    tolerated_variance,
)
from pos_desktop.domain.cash import bills, coins, make_change, quick_amounts, smallest_coins
from pos_desktop.domain.embedded_codes import parse_masks, preset_for
from pos_desktop.domain.money import Money, currency, parse_amount

# ISO 4217, list one: the currencies whose minor unit is no hundredth, among those that are tender.
WITHOUT_DECIMALS = set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
WITH_THREE = set("BHD IQD JOD KWD LYD OMR TND".split())
NO_TENDER = set("BOV CHE CHW CLF COU MXV USN UYI UYW XAG XAU XBA XDR XPD XPT XSU XTS XUA XXX".split())
OF_THE_PAST = set("BGN HRK DEM FRF ANG CUC SLL VEF ZWL STD MRO BYR".split())

PLACES = sorted({(currency_of(c), locale) for c in country_codes() for locale in locales_of(c)})
places = st.sampled_from(PLACES)
codes = st.sampled_from(currency_codes())


def test_the_countries_are_those_of_iso_3166_and_kosovo() -> None:
    codes = set(country_codes())
    assert len(codes) == 249 + 1 and "XK" in codes
    assert {"JP", "KR", "BR", "IN", "ZA", "AQ", "TW", "VA", "BQ", "SX"} <= codes
    assert not codes & set("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ UK AN CS YU SU".split())


def test_the_currencies_are_those_that_are_paid_with() -> None:
    codes = set(currencies())
    assert {preset.currency for preset in PRESETS} <= codes
    assert codes >= WITHOUT_DECIMALS | WITH_THREE
    assert not codes & (NO_TENDER | OF_THE_PAST)
    assert len(codes) > 150


@pytest.mark.parametrize("code", currency_codes())
def test_a_currency_has_the_decimals_of_iso_4217(code: str) -> None:
    expected = 0 if code in WITHOUT_DECIMALS else 3 if code in WITH_THREE else 2
    assert currency(code).exponent == expected
    assert currency_name(code, "en") != code


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("JP", "JPY"), ("BG", "EUR"), ("HR", "EUR"), ("CW", "XCG"), ("BT", "BTN"), ("LS", "LSL"), ("NA", "NAD"),
        ("HT", "HTG"), ("PA", "PAB"), ("PS", "ILS"), ("SL", "SLE"), ("VE", "VES"), ("AQ", "USD"), ("XK", "EUR"),
        ("EC", "USD"), ("LI", "CHF"), ("GL", "DKK"), ("MR", "MRU"), ("ST", "STN"), ("ZW", "ZWG"),
    ],
)  # fmt: skip
def test_a_country_pays_with_its_own_money_of_today(country: str, code: str) -> None:
    assert currency_of(country) == code


def test_the_presets_stay_what_they_are() -> None:
    for preset in PRESETS:
        assert preset_of(preset.country) is preset
        assert preset.taxes_known
        assert tolerated_variance(preset.currency) == 500


@pytest.mark.parametrize("country", country_codes())
def test_every_country_has_all_that_a_store_begins_with(country: str) -> None:
    preset = preset_of(country)
    assert preset is not None and preset.currency in currency_codes()
    assert preset.locales and all(is_known(locale) for locale in preset.locales)
    offered = [locale for locale, _ in locales_for(country, "de-DE", "en")]
    assert preset.locale in offered and any(locale.startswith("en-") for locale in offered)
    assert parse_masks(preset_for(country).masks)
    classes = preset.tax_classes()
    assert len({name for name, _ in classes}) == len(classes)
    if not preset.taxes_known:
        [(_, [rate])] = classes
        assert (rate.name, rate.percent, preset.prices_include_tax) == ("Tax", 0, True)


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_country_has_a_name(language: str) -> None:
    named = dict(countries(language))
    assert len(named) == len(set(named.values())) == len(country_codes())
    assert not any(name == code for code, name in named.items())
    assert all(str(currency_name(code, language)) != code for code in ("JPY", "KRW", "ISK", "INR"))


@pytest.mark.parametrize(
    ("locale", "country"),
    [
        ("ja_JP", "JP"), ("pt_BR", "BR"), ("zh_Hant_TW", "TW"), ("sr_Latn_RS", "RS"), ("en_IN.UTF-8", "IN"),
        ("de", "DE"), ("C", "DE"), ("ar", "DE"), ("ja", "DE"), ("en_001", "DE"), ("xx_ZZ", "DE"), ("", "DE"),
    ],
)  # fmt: skip
def test_a_computer_says_in_which_country_it_stands(locale: str, country: str) -> None:
    assert preset_of_locale(locale).country == country


def test_a_currency_finds_a_country_that_has_it() -> None:
    germany = PRESETS[0]
    assert preset_of_currency("EUR", preset_of("FR")).country == "FR"
    assert {code: preset_of_currency(code, germany).country for code in ("JPY", "USD", "XOF", "INR", "EUR")} == {
        "JPY": "JP", "USD": "US", "XOF": "BF", "INR": "IN", "EUR": "DE",
    }  # fmt: skip
    assert preset_of_currency("CLF", germany) is None
    assert preset_of("ZZ") is None and preset_of("jp") == preset_of("JP")


def test_where_there_is_no_english_of_its_own_there_is_the_worlds() -> None:
    assert locales_of("JP") == ("ja-JP", WORLD_ENGLISH)
    assert locales_of("IN")[-1] == "en-IN"
    assert locales_of("BA")[0] == "bs-BA", "not the second script of the language"
    assert locales_of("PY")[0] == "es-PY", "not a language that little is known of"


# -- how they are written ------------------------------------------------------------------------


@given(places, st.integers(-(10**11), 10**11))
def test_what_is_written_is_read_back(place: tuple[str, str], minor: int) -> None:
    own = Formats(place[1], currency(place[0]))
    assert parse_amount(own.figure(minor), own.currency) == minor


@pytest.mark.parametrize(("code", "locale"), PLACES)
def test_amounts_have_a_sign_and_none_is_written_like_another(code: str, locale: str) -> None:
    own = Formats(locale, currency(code))
    written = [own.money(minor) for minor in range(-30, 1200, 7)]
    assert len(set(written)) == len(written)
    assert own.sign.strip() and all(own.sign in text for text in written)


@pytest.mark.parametrize(
    ("code", "locale", "minor", "written"),
    [
        ("JPY", "ja-JP", 1250, "¥1,250"),
        ("KRW", "ko-KR", 1250, "₩1,250"),
        ("ISK", "is-IS", 1250, "1.250 kr."),
        ("BHD", "ar-BH", 1250, "1.250 د.ب.\u200f"),
        ("INR", "hi-IN", 125000, "₹1,250.00"),
        ("KHR", "km-KH", 125000, "1,250.00 KHR"),
        ("BRL", "pt-BR", 1250000, "R$ 12.500,00"),
    ],
)
def test_money_as_the_place_writes_it(code: str, locale: str, minor: int, written: str) -> None:
    assert Formats(locale, currency(code)).money(minor).replace("\u00a0", " ") == written


def test_bills_of_many_digits_are_written_in_groups() -> None:
    faces = [Formats("vi-VN", currency("VND")).denomination(minor) for minor in (500_000, 10_000, 5000)]
    assert [face.replace("\u00a0", " ") for face in faces] == ["500.000 ₫", "10.000 ₫", "5000 ₫"]


# -- bills and coins -----------------------------------------------------------------------------


@pytest.mark.parametrize("code", currency_codes())
def test_bills_and_coins_fit_together(code: str) -> None:
    of = currency(code)
    faces = [*bills(of), *coins(of)]
    assert bills(of) and faces == sorted(set(faces), reverse=True), "each once, the largest first"
    assert min(faces) == of.smallest_cash
    assert all(face % of.smallest_cash == 0 for face in faces), "what is rounded can be paid"
    assert of.smallest_cash in smallest_coins(code) or not coins(of)
    assert of.smallest_cash <= tolerated_variance(code) < bills(of)[0]


@given(codes, st.integers(1, 10**9))
def test_cash_is_suggested_that_a_customer_has(code: str, due: int) -> None:
    of = currency(code)
    rounded = Money(due, of).rounded_for_cash().minor
    amounts = quick_amounts(Money(due, of))
    assert amounts and list(amounts) == sorted(set(amounts))
    assert all(amount >= rounded and amount % of.smallest_cash == 0 for amount in amounts)
    assert all(amount - rounded <= max(2 * rounded, bills(of)[0]) for amount in amounts)
    for amount in amounts:
        pieces = make_change(Money(amount - rounded, of))
        assert sum(face * count for face, count in pieces) == amount - rounded


@pytest.mark.parametrize(
    ("code", "due", "amounts"),
    [
        ("JPY", 12_480, (12_480, 13_000, 15_000, 20_000)),
        ("JPY", 980, (980, 1000, 2000, 5000)),
        ("KRW", 12_340, (12_340, 13_000, 15_000, 50_000)),
        ("KWD", 4_250, (4_250, 5_000, 10_000, 20_000)),
        ("EUR", 61_234, (61_234, 61_500, 62_000, 65_000)),
        ("VND", 187_000, (187_000, 190_000, 200_000, 500_000)),
    ],
)
def test_suggestions_by_the_bills_of_the_country(code: str, due: int, amounts: tuple[int, ...]) -> None:
    assert quick_amounts(Money(due, currency(code))) == amounts


def test_no_language_is_asked_that_babel_does_not_have() -> None:
    assert Locale.parse(WORLD_ENGLISH, sep="-").language == "en"
