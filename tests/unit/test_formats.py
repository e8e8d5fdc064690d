"""Figures, dates and times as people of a place write them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.application.formats import Formats
from pos_desktop.application.places import NO_BREAK
from pos_desktop.application.setup_presets import PRESETS
from pos_desktop.domain.money import currency, parse_amount

MOMENT = datetime(2026, 11, 21, 14, 2, 5, tzinfo=UTC)
PLACES = sorted({(preset.currency, locale) for preset in PRESETS for locale in preset.locales})


def formats(code: str = "EUR", locale: str = "de-DE", language: str | None = None) -> Formats:
    return Formats(locale, currency(code), UTC, language)


@pytest.mark.parametrize(
    ("code", "locale", "minor", "written"),
    [
        ("EUR", "de-DE", 2721, "27,21 €"),
        ("EUR", "de-DE", -123450, "−1.234,50 €"),
        ("EUR", "de-AT", 500, "€ 5,00"),
        ("EUR", "fr-FR", 123450, "1\u202f234,50 €"),
        ("EUR", "es-ES", 123450, "1234,50 €"),
        ("EUR", "es-ES", 1234500, "12.345,00 €"),
        ("EUR", "nl-NL", -5, "−€ 0,05"),
        ("USD", "en-US", -200, "−$2.00"),
        ("USD", "en-US", 123456789, "$1,234,567.89"),
        ("CHF", "de-CH", 1234550, "CHF 12’345.50"),
        ("JPY", "ja-JP", 1250, "¥1,250"),
        ("KWD", "en-GB", 1194, "KWD 1.194"),
        ("AED", "en-AE", 123456, "AED 1,234.56"),
        ("GBP", "en-GB", 99, "£0.99"),
        ("SEK", "sv-SE", 10000, "100,00 kr"),
    ],
)
def test_money_is_written_as_the_place_does(code: str, locale: str, minor: int, written: str) -> None:
    assert formats(code, locale).money(minor).replace(NO_BREAK, " ") == written.replace(NO_BREAK, " ")


@given(st.sampled_from(PLACES), st.integers(-(10**11), 10**11))
def test_what_is_written_is_read_back(place: tuple[str, str], minor: int) -> None:
    """What stands on the screen can be typed."""
    own = formats(*place)
    if own.currency.exponent == 3 and abs(minor) < 1000:
        return
    assert parse_amount(own.figure(minor), own.currency) == minor


@pytest.mark.parametrize(("code", "locale"), PLACES)
def test_no_place_writes_two_amounts_alike(code: str, locale: str) -> None:
    own = formats(code, locale)
    written = [own.money(minor) for minor in range(-120, 1200)]
    assert len(set(written)) == len(written)


@pytest.mark.parametrize(
    ("milli", "weighed", "written"),
    [(1000, False, "1"), (12000, False, "12"), (342, True, "0,342"), (1500, True, "1,500"), (500, False, "0,5"),
     (-2000, False, "−2"), (-342, True, "−0,342"), (1250, False, "1,25")],
)  # fmt: skip
def test_quantities(milli: int, weighed: bool, written: str) -> None:
    assert formats().quantity(milli, weighed) == written


@pytest.mark.parametrize(
    ("code", "locale", "minor", "written"),
    [
        ("EUR", "de-DE", 2000, "20 €"),
        ("EUR", "de-DE", 50, "50 ct"),
        ("USD", "en-US", 500, "$5"),
        ("USD", "en-US", 25, "25¢"),
        ("GBP", "en-GB", 20, "20p"),
        ("CHF", "de-CH", 5, "0.05"),
        ("CHF", "de-CH", 2000, "CHF 20"),
        ("EUR", "de-AT", 2000, "€ 20"),
        ("JPY", "ja-JP", 10000, "¥10,000"),
        ("KWD", "en-GB", 250, "0.250"),
    ],
)
def test_bills_and_coins_by_their_face(code: str, locale: str, minor: int, written: str) -> None:
    assert formats(code, locale).denomination(minor).replace(NO_BREAK, " ") == written


def test_amounts_on_narrow_keys() -> None:
    assert [formats().round_amount(minor) for minor in (2000, 1721, 500_000)] == ["20", "17,21", "5.000"]


@pytest.mark.parametrize(("locale", "written"), [("de-DE", "7,5 %"), ("en-US", "7.5%"), ("fr-FR", "7,5 %")])
def test_rates(locale: str, written: str) -> None:
    said = formats(locale=locale).percent(Decimal("7.50"))
    assert said.replace(NO_BREAK, " ") == written
    assert formats(locale=locale).percent(Decimal(20)).startswith("20")


def test_times_of_day() -> None:
    assert formats().time(MOMENT) == "14:02"
    assert formats("USD", "en-US").time(MOMENT) == "2:02 PM"
    assert formats().time(MOMENT, seconds=True) == "14:02:05"
    assert "\u202f" not in formats("USD", "en-US").moment(MOMENT)


def test_days_are_named_in_the_language_and_ordered_as_in_the_place() -> None:
    assert formats().weekday(MOMENT) == "Samstag"
    assert formats(language="en").weekday(MOMENT) == "Saturday"
    assert formats("USD", "en-US", "de").weekday(MOMENT) == "Samstag"
    assert formats().day(MOMENT) == "21.11.2026"
    assert formats("USD", "en-US").day(MOMENT) == "Nov 21, 2026"
    assert formats("USD", "en-US").short_day(MOMENT) == "Nov 21"


def test_a_day_and_its_time_are_written_in_one_way() -> None:
    american = formats("USD", "en-US")
    assert american.moment(MOMENT) == "Nov 21, 2026, 2:02 PM"
    assert american.short_moment(MOMENT) == "Nov 21, 2:02 PM"
    assert formats().moment(MOMENT) == "21.11.2026, 14:02"
    assert american.recent(MOMENT, MOMENT) == "2:02 PM"
    assert american.recent(MOMENT, MOMENT, seconds=True) == "2:02:05 PM"
    assert american.recent(MOMENT, MOMENT + timedelta(days=1)) == "Nov 21, 2:02 PM"


def test_an_unknown_place_is_written_as_its_language_is_or_as_english() -> None:
    assert formats("EUR", "xx-XX").figure(123456) == "1,234.56"
    assert formats("EUR", "de-XX").figure(123456) == "1.234,56"
    assert formats("EUR", "de-DE", "de").weekday(MOMENT) == "Samstag"


def test_right_to_left_is_known() -> None:
    assert formats("AED", "ar-AE").right_to_left
    assert not formats().right_to_left


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Chatham"])
def test_the_day_begins_at_midnight_there(zone: str) -> None:
    own = Formats("de-DE", currency("EUR"), ZoneInfo(zone))
    start = own.day_start(MOMENT)
    here = start.astimezone(ZoneInfo(zone))
    assert (here.hour, here.minute, here.date()) == (0, 0, MOMENT.astimezone(ZoneInfo(zone)).date())
    assert own.days_ago(start - timedelta(seconds=1), MOMENT) == 1
    assert own.days_ago(start, MOMENT) == 0


def test_the_day_begins_at_midnight_also_across_a_change_of_the_clocks() -> None:
    """Berlin, 25 October 2026: the night had an hour more."""
    own = Formats("de-DE", currency("EUR"), ZoneInfo("Europe/Berlin"))
    noon = datetime(2026, 10, 25, 11, 0, tzinfo=UTC)
    assert own.day_start(noon) == datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
    assert own.day_start(noon + timedelta(days=1), 1) == datetime(2026, 10, 24, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(("code", "locale"), PLACES)
def test_a_rate_has_its_figure_and_its_sign_everywhere(code: str, locale: str) -> None:
    own = formats(code, locale)
    said = own.percent(Decimal("8.875"))
    assert f"8{own.decimal_mark}875" in said
    assert "#" not in said and "0" not in said and len(said) <= 9
