"""Every country (ISO 3166-1) and every currency in use (ISO 4217), with the languages of each, as CLDR has them.

babel's tables of them are large: they are read when a country or a currency is chosen, never at a start.
"""

from functools import cache

from babel import Locale, UnknownLocaleError

_NO_COUNTRIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())
"""What CLDR names beside countries: groups of them, parts that ISO 3166-1 counts with their country, places of tests.
Kosovo is none of these: it has its shops, and XK is what everybody calls it."""

_CHANGED_SINCE = {"BG": "EUR"}
"""Council Regulation (EU) 2025/1408: Bulgaria has the euro since 1 January 2026."""

_WITHOUT_OWN = "USD"
"""Nobody lives in Antarctica, but the stations there have shops."""

WORLD_ENGLISH = "en-001"
_WELL_KNOWN = 100
"""CLDR's data of a language that names fewer countries than these are a beginning."""


@cache
def country_codes() -> tuple[str, ...]:
    """Every country by its two letters."""
    named = sorted(str(code) for code in Locale("en").territories)
    return tuple(code for code in named if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES)


@cache
def currency_of(country: str) -> str:
    """What is paid with in a country; its own currency where another one is legal tender beside it."""
    if country in _CHANGED_SINCE:
        return _CHANGED_SINCE[country]
    there = _legal_tender(country)
    own = [code for code in there if code.startswith(country)]  # ISO 4217 begins a code with its country's
    return next(iter((*own, *there)), _WITHOUT_OWN)


@cache
def currency_codes() -> tuple[str, ...]:
    """Every currency that is legal tender somewhere; no funds, no metals, none of the past."""
    found = {code for country in country_codes() for code in _legal_tender(country)}
    return tuple(sorted(found | {currency_of(country) for country in country_codes()}))


def _legal_tender(country: str) -> tuple[str, ...]:
    from babel.core import get_global

    if country in _CHANGED_SINCE:
        return (_CHANGED_SINCE[country],)
    rows = get_global("territory_currencies").get(country, ())
    return tuple(code for code, _since, until, tender in rows if tender and until is None)


@cache
def locales_of(country: str) -> tuple[str, ...]:
    """How people of a country write: its official languages that CLDR knows well, then the others, then English."""
    from babel.languages import get_official_languages

    codes = get_official_languages(country, de_facto=True)
    wanted = [code.replace("_", "-") for code in sorted(codes, key=lambda code: _second_script(code, codes))]
    known = [f"{language}-{country}" for language in wanted if is_known(f"{language}-{country}")]
    known.sort(key=lambda locale: not _well_known(locale))
    return tuple(dict.fromkeys((*known, english_of(country))))


def _second_script(code: str, codes: tuple[str, ...]) -> bool:
    language, script, _ = code.partition("_")
    return bool(script) and language in codes


def _well_known(locale: str) -> bool:
    return len(Locale.parse(locale, sep="-").territories) >= _WELL_KNOWN


def english_of(country: str) -> str:
    """A country's own English, or the world's where it has none."""
    own = f"en-{country}"
    return own if is_known(own) else WORLD_ENGLISH


def is_known(locale: str) -> bool:
    """Whether CLDR has a locale: 'de-CH'."""
    try:
        Locale.parse(locale, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True
