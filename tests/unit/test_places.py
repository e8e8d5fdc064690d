"""What is written down of CLDR beforehand is what CLDR says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from babel.dates import format_time

from pos_desktop.application import places, places_writer, plurals
from pos_desktop.application.formats import Formats
from pos_desktop.application.places import Clock, Figures
from pos_desktop.application.places_written import CLOCKS, FIGURES
from pos_desktop.domain.money import currency
from pos_desktop.ui.appearance import languages

MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)


def test_make_places_would_change_nothing() -> None:
    written: dict[str, object] = {}
    exec(places_writer.text(), written)
    assert (written["FIGURES"], written["CLOCKS"]) == (FIGURES, CLOCKS)


def test_every_offered_place_is_written_down() -> None:
    for place, code in places_writer.places():
        assert places.figures(place, code) == places.figures_by_cldr(place, code)
        assert f"{place} {code}" in FIGURES
    assert len(CLOCKS) > 150


@pytest.mark.parametrize("pattern", sorted({pattern for pattern, *_ in CLOCKS.values()}))
def test_the_clock_says_the_time_as_babel_does(pattern: str) -> None:
    for key in [key for key, value in CLOCKS.items() if value[0] == pattern][:4]:
        place, language = key.split()
        formats, locale = Formats(place, currency("EUR"), UTC, language), places.dates_locale(place, language)
        for minutes in range(0, 24 * 60, 17):
            moment = MIDNIGHT + timedelta(minutes=minutes)
            assert formats.time(moment) == format_time(moment, "short", locale=locale).replace("\u202f", " ")


def test_a_place_that_nobody_offers_is_asked_of_cldr() -> None:
    assert places.figures("ja-JP", "JPY") == Figures(".", ",", "￥", True, "", 1000, False, "#%")
    assert places.clock("ja-JP", None) is None
    assert Formats("ja-JP", currency("JPY"), UTC).time(MIDNIGHT) == "0:00"
    assert places.clock_by_cldr("fr-CA", None) is None


def test_noon_and_midnight_by_twelve_hours() -> None:
    clock = Clock("h:mm a", "AM", "PM")
    assert [clock.words(hour, 5) for hour in (0, 11, 12, 13)] == [
        "12:05 AM",
        "11:05 AM",
        "12:05 PM",
        "1:05 PM",
    ]


@pytest.mark.parametrize("language", languages())
def test_shipped_languages_count_and_run_as_cldr_says(language: str) -> None:
    plural, right_to_left = plurals.plural_and_direction(language)
    by_cldr, direction = plurals.plural_and_direction_by_cldr(language)
    numbers = [*range(1200), 9999, 10_000, 1_000_002, 1_000_011]
    assert right_to_left == direction
    assert [plural(number) for number in numbers] == [by_cldr(number) for number in numbers]
    assert language in plurals._SHIPPED


def test_other_languages_are_asked_of_cldr() -> None:
    plural, right_to_left = plurals.plural_and_direction("pl")
    assert ([plural(number) for number in (1, 2, 5)], right_to_left) == (["one", "few", "many"], False)
