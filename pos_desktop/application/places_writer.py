"""Writes down what CLDR says of the places of the presets: `make places`."""

from collections.abc import Mapping
from pathlib import Path

from babel import Locale, UnknownLocaleError

from pos_desktop.application.places import clock_by_cldr, figures_by_cldr
from pos_desktop.application.setup_presets import PRESETS

FILE = Path(__file__).with_name("places_written.py")
LANGUAGES = ("en", "de", "ar")

_HEAD = '''"""Places as CLDR has them; see `places`. Written by `make places`, not by hand."""

'''


def places() -> list[tuple[str, str]]:
    """(locale, currency) of every place that a preset brings."""
    offered = {
        (place, preset.currency) for preset in PRESETS for place in (*preset.locales, f"en-{preset.country}")
    }
    return sorted(each for each in offered if _is_known(each[0]))


def _is_known(place: str) -> bool:
    try:
        Locale.parse(place, sep="-")
    except UnknownLocaleError:
        return False
    return True


def text() -> str:
    """The module, as it has to be."""
    figures = {f"{place} {code}": tuple(figures_by_cldr(place, code)) for place, code in places()}
    clocks = {}
    for place, _ in places():
        for language in dict.fromkeys((place.partition("-")[0], *LANGUAGES)):
            clock = clock_by_cldr(place, language)
            if clock is not None:
                clocks[f"{place} {language}"] = tuple(clock)
    return (
        f"{_HEAD}FIGURES: dict[str, tuple[str, str, str, bool, str, int, bool, str]] = {_rows(figures)}\n"
        f"CLOCKS: dict[str, tuple[str, str, str]] = {_rows(clocks)}"
    )


def _rows(facts: Mapping[str, tuple[object, ...]]) -> str:
    rows = "".join(f"    {key!a}: {value!a},\n" for key, value in facts.items())
    return f"{{\n{rows}}}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
