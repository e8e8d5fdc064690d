"""Money, quantities, dates and times as people of a place write them (CLDR through babel)."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from pos_desktop.application import places
from pos_desktop.application.places import NO_BREAK
from pos_desktop.domain.money import Currency, currency

if TYPE_CHECKING:
    from babel import Locale

MINUS = "\u2212"
_LONG_FACE = 10_000
"""From here on a bill's face is written in groups; 1000 kr is read at a glance."""
_PLAIN_SIGNS = {0xFFE5: "\u00a5", 0xFFE6: "\u20a9", 0xFDFC: "\u0631\u06cc\u0627\u0644"}
"""The wide yen and won of CJK text and the rial in one piece are in few fonts and in no printer's code page."""
_LETTERS_NOT_SHIPPED = (
    (0x0530, 0x058F),  # Armenian
    (0x0780, 0x07BF),  # Thaana
    (0x0900, 0x0DFF),  # Devanagari to Sinhala
    (0x1200, 0x137F),  # Ethiopic
    (0x1780, 0x17FF),  # Khmer
)
"""Of the scripts that currency signs are written in."""
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


class Formats:
    """One place's way of writing figures. Fast enough to be called for every painted cell."""

    def __init__(
        self, locale: str, currency: Currency, zone: tzinfo | None = None, language: str | None = None
    ) -> None:
        self.place = locale
        self._language = language
        self.currency = currency
        self.zone = zone
        figures = places.figures(locale, currency.code)
        self.decimal_mark = figures.decimal_mark
        self.right_to_left = figures.right_to_left
        """Whether the place's script runs from right to left."""
        self._group_mark = figures.group_mark
        self._symbol = sign = _legible(figures.sign) or currency.code
        self._symbol_first = figures.sign_first
        self._gap = figures.gap if sign != currency.code else NO_BREAK
        self._least_group = figures.least_group
        self._percent = figures.percent
        self._clock = places.clock(locale, language)

    @cached_property
    def _dates(self) -> "Locale":
        return places.dates_locale(self.place, self._language)

    def in_currency(self, code: str) -> "Formats":
        """The same place's way of writing another currency."""
        return _in_currency(self.place, code)

    def figure(self, minor: int) -> str:
        """An amount without its currency sign: 1.234,50; minus is a real minus sign."""
        unit = self.currency.unit
        whole, fraction = divmod(abs(minor), unit)
        text = f"{whole:,}".replace(",", self._group_mark) if whole >= self._least_group else str(whole)
        if self.currency.exponent:
            text += f"{self.decimal_mark}{fraction:0{self.currency.exponent}d}"
        return f"{MINUS}{text}" if minor < 0 else str(text)

    def money(self, minor: int) -> str:
        """An amount with its currency sign where the place puts it: 27,21 €, -$2.00."""
        figure = self.figure(abs(minor))
        if self._symbol_first:
            text = f"{self._symbol}{self._gap}{figure}"
        else:
            text = f"{figure}{self._gap or NO_BREAK}{self._symbol}"
        return MINUS + text if minor < 0 else text

    @property
    def sign(self) -> str:
        """The currency's sign."""
        return self._symbol

    @property
    def sign_first(self) -> bool:
        """Whether the sign stands before the figure."""
        return self._symbol_first

    def denomination(self, minor: int) -> str:
        """A bill or coin by its face: 20 €, 50 ct, $5, 25¢."""
        unit = self.currency.unit
        if minor % unit == 0:
            whole = minor // unit
            text = self.number(whole) if whole >= _LONG_FACE else str(whole)
            return (
                f"{self._symbol}{self._gap}{text}"
                if self._symbol_first
                else f"{text}{NO_BREAK}{self._symbol}"
            )
        if self.currency.code == "EUR":
            return f"{minor}{NO_BREAK}ct"
        if self.currency.code in ("USD", "CAD", "AUD", "NZD"):
            return f"{minor}\u00a2"
        return f"{minor}p" if self.currency.code == "GBP" else self.figure(minor)

    def round_amount(self, minor: int) -> str:
        """An amount for a narrow key: 20 when nothing follows the point, 17,21 otherwise."""
        whole, fraction = divmod(minor, self.currency.unit)
        return self.figure(minor) if fraction else f"{whole:,}".replace(",", self._group_mark)

    def quantity(self, milli: int, weighed: bool = False) -> str:
        """Pieces as 3, a weight with three decimals as 0,342."""
        whole, fraction = divmod(abs(milli), 1000)
        text = f"{whole}{self.decimal_mark}{fraction:03d}" if weighed or fraction else str(whole)
        if not weighed and fraction:
            text = text.rstrip("0")
        return MINUS + text if milli < 0 else text

    def percent(self, value: Decimal) -> str:
        """A rate: 19 %, 7.5%."""
        number = f"{value.normalize():f}".replace(".", self.decimal_mark)
        return self._percent.replace("#", number)

    def number(self, value: int) -> str:
        """A plain whole number, grouped."""
        return f"{value:,}".replace(",", self._group_mark)

    def time(self, moment: datetime, seconds: bool = False) -> str:
        """The time of day here: 14:02 or 2:02 PM."""
        if self._clock is not None and not seconds:
            here = self._here(moment)
            return self._clock.words(here.hour, here.minute)
        from babel.dates import format_time

        return _plain(format_time(self._here(moment), "medium" if seconds else "short", locale=self._dates))

    def day(self, moment: datetime | date) -> str:
        """A short date with the year."""
        from babel.dates import format_date

        here = self._here(moment) if isinstance(moment, datetime) else moment
        return str(format_date(here, "medium", locale=self._dates))

    def short_day(self, moment: datetime) -> str:
        """Day and month: Nov 21."""
        from babel.dates import format_skeleton

        return str(format_skeleton("MMMd", self._here(moment), locale=self._dates))

    def weekday(self, moment: datetime) -> str:
        """The day's name."""
        from babel.dates import format_date

        return str(format_date(self._here(moment), "EEEE", locale=self._dates))

    def moment(self, moment: datetime) -> str:
        """Date and time in full: Nov 21, 2026, 2:02 PM."""
        return self._joined(self.day(moment), self.time(moment))

    def short_moment(self, moment: datetime, seconds: bool = False) -> str:
        """Day and time of this year: Nov 21, 2:02 PM."""
        return self._joined(self.short_day(moment), self.time(moment, seconds))

    def recent(self, moment: datetime, now: datetime, seconds: bool = False) -> str:
        """As lists say it: the time alone on the day of `now`, the day with it else."""
        if self.days_ago(moment, now) == 0:
            return self.time(moment, seconds)
        return self.short_moment(moment, seconds)

    def _joined(self, day: str, time: str) -> str:
        # The language's own way of putting the two beside each other; its words for it stand in quotation marks.
        return str(self._dates.datetime_formats["medium"]).replace("'", "").format(time, day)

    def days_ago(self, moment: datetime, now: datetime) -> int:
        """Whole days between two moments by the calendar of this place."""
        return (self._here(now).date() - self._here(moment).date()).days

    def day_start(self, now: datetime, days_back: int = 0) -> datetime:
        """The moment at which the day began here."""
        here = self._here(now)
        start = here.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days_back)
        return start.astimezone(UTC)

    def _here(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


def _legible(sign: str) -> str:
    """The sign as fonts and printers have it; nothing for one in letters that no font of the program has."""
    if any(first <= ord(letter) <= last for letter in sign for first, last in _LETTERS_NOT_SHIPPED):
        return ""
    return sign.translate(_PLAIN_SIGNS)


@lru_cache(maxsize=16)
def _in_currency(locale: str, code: str) -> Formats:
    return Formats(locale, currency(code))


def isolate(text: str) -> str:
    """Keeps a figure or code in one piece within text of the other direction."""
    return f"{_ISOLATE}{text}{_END_ISOLATE}"


def _plain(text: str) -> str:
    # CLDR puts a narrow no-break space before AM and PM, which printers' code pages lack.
    return text.replace("\u202f", " ")
