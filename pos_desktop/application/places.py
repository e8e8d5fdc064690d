"""What CLDR says of a place's figures and clock, in the few words that a register needs of it.

babel reads CLDR for a language as a whole, which takes a start as long as a quarter of an empty window. The places
of the countries whose taxes are known are therefore written down beforehand (`places_written`, by `make places`), exactly
as babel tells them; any other place is asked of babel when it is used.
"""

from typing import TYPE_CHECKING, NamedTuple

from pos_desktop.application.places_written import CLOCKS, FIGURES

if TYPE_CHECKING:
    from babel import Locale

NO_BREAK = "\u00a0"
_MARK = "\u00a4"
_PATTERNS = ("HH:mm", "H:mm", "HH.mm", "H.mm", "h:mm a")


class Figures(NamedTuple):
    """How a place writes figures, and one currency in them."""

    decimal_mark: str
    group_mark: str
    sign: str
    sign_first: bool
    gap: str
    least_group: int
    right_to_left: bool
    percent: str
    """With # where the number stands."""


class Clock(NamedTuple):
    """How a place writes the time of day: a CLDR pattern of H, h, mm and a."""

    pattern: str
    before_noon: str
    after_noon: str

    def words(self, hour: int, minute: int) -> str:
        """The time of day: 14:02 or 2:02 PM."""
        half = self.after_noon if hour >= 12 else self.before_noon
        text = (
            self.pattern.replace("HH", f"{hour:02d}")
            .replace("H", str(hour))
            .replace("h", str(hour % 12 or 12))
        )
        return text.replace("mm", f"{minute:02d}").replace("a", half)


def figures(place: str, code: str) -> Figures:
    """The figures of a place, 'de-DE', with a currency by its ISO 4217 code."""
    written = FIGURES.get(f"{place} {code}")
    return Figures(*written) if written else figures_by_cldr(place, code)


def clock(place: str, language: str | None) -> Clock | None:
    """The clock of a place with its words in a language; None where it is not written down."""
    written = CLOCKS.get(f"{place} {language or place.partition('-')[0]}")
    return Clock(*written) if written else None


def known_locale(place: str) -> "Locale":
    """The place's locale; what CLDR does not know is written as its language is, or as English."""
    from babel import Locale, UnknownLocaleError

    for candidate in (place, place.split("-", maxsplit=1)[0], "en"):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("English is always known")


def dates_locale(place: str, language: str | None) -> "Locale":
    """Names of days and months in the language read, their order and the clock as in the place."""
    from babel import Locale, UnknownLocaleError

    known = known_locale(place)
    if language is None or language == known.language:
        return known
    try:
        return Locale(language, known.territory)
    except UnknownLocaleError:
        return Locale(language)


def figures_by_cldr(place: str, code: str) -> Figures:
    """As `figures`, from CLDR itself."""
    from babel.numbers import get_currency_symbol

    locale = known_locale(place)
    symbols = locale.number_symbols["latn"]
    pattern = locale.currency_formats["standard"]
    sign = get_currency_symbol(code, locale)
    sign_first = pattern.prefix[0].find(_MARK) >= 0
    around = pattern.prefix[0] if sign_first else pattern.suffix[0]
    # CLDR's currencySpacing: a sign that ends in a letter never touches the figure.
    apart = NO_BREAK in around or " " in around or sign[-1:].isalpha()
    least_group = 10_000 if locale.language in ("es", "pt", "pl") else 1000
    percent = str(locale.percent_formats[None].pattern).split(";")[0]
    for digits in ("#,##,##0", "#,##0", "#0"):
        percent = percent.replace(digits, "#")
    return Figures(
        symbols["decimal"],
        symbols["group"],
        sign,
        sign_first,
        NO_BREAK if apart else "",
        least_group,
        locale.text_direction == "rtl",
        percent,
    )


def clock_by_cldr(place: str, language: str | None) -> Clock | None:
    """As `clock`, from CLDR itself; None for a pattern that has more in it than hours and minutes."""
    locale = dates_locale(place, language)
    # As a printer's code page has it, which lacks the narrow no-break space.
    pattern = locale.time_formats["short"].pattern.replace("\u202f", " ")
    if pattern not in _PATTERNS:
        return None
    halves = locale.day_periods["format"]["abbreviated"] if "a" in pattern else {"am": "", "pm": ""}
    return Clock(pattern, halves["am"], halves["pm"])
