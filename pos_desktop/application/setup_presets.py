"""What a country's stores begin with: its money, its way of writing, its taxes, its scales' codes.

Rates are a proposal to be looked at and changed at first run: they change with the law, and a store's own word is
what counts.
"""

from dataclasses import dataclass
from decimal import Decimal

from babel import Locale

from pos_desktop.application.iso_codes import (
    country_codes,
    currency_codes,
    currency_of,
    english_of,
    is_known,
    locales_of,
)
from pos_desktop.application.search_words import fold
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr
from pos_desktop.domain.cash import bills
from pos_desktop.domain.embedded_codes import preset_for
from pos_desktop.domain.money import currency
from pos_desktop.domain.tax import TaxRate, TaxRates


@dataclass(frozen=True, slots=True)
class CountryPreset:
    """A country (ISO 3166-1 alpha-2), its currency, its locales (the usual first) and its taxes."""

    country: str
    currency: str
    locales: tuple[str, ...]
    tax_name: str
    rates: tuple[str, ...]
    prices_include_tax: bool = True
    taxes_known: bool = True
    smallest_cash_minor: int = 0  # where the law rounds what is paid in cash; 0: the currency's smallest coin

    @property
    def locale(self) -> str:
        """How most people there write figures and dates."""
        return self.locales[0]

    @property
    def masks(self) -> tuple[str, ...]:
        """What the country's scales usually print."""
        return preset_for(self.country).masks

    def tax_classes(self) -> tuple[tuple[str, TaxRates], ...]:
        """The tax classes a new store there begins with, the default first, named in the language in use."""
        named = zip(_class_names(len(self.rates)), self.rates, strict=True)
        taxed = tuple((name, (TaxRate(self.tax_name, Decimal(rate)),)) for name, rate in named)
        if any(Decimal(rate) == 0 for rate in self.rates):
            return taxed
        return (*taxed, (tr("No tax"), (TaxRate(self.tax_name, Decimal(0)),)))


def _class_names(count: int) -> tuple[str, ...]:
    names = (tr("Standard rate"), tr("Reduced rate"), tr("Second reduced rate"), tr("Third reduced rate"))
    return names[:count]


def _euro(
    country: str, locales: str, tax_name: str, rates: str, *, smallest_cash_minor: int = 0
) -> CountryPreset:
    return CountryPreset(
        country,
        "EUR",
        tuple(locales.split()),
        tax_name,
        tuple(rates.split()),
        smallest_cash_minor=smallest_cash_minor,
    )


FIVE_CENTS = 5
"""Totals in cash are rounded to it by law in Finland (890/2000), Italy (decreto-legge 50/2017, article 13-quater),
Belgium (since December 2019), Estonia (since January 2025) and Lithuania (since May 2025)."""


PRESETS = (
    _euro("DE", "de-DE", "MwSt.", "19 7"),
    _euro("AT", "de-AT", "USt.", "20 10 13"),
    CountryPreset("CH", "CHF", ("de-CH", "fr-CH", "it-CH"), "MWST", ("8.1", "2.6", "3.8")),
    _euro("FR", "fr-FR", "TVA", "20 5.5 10 2.1"),
    _euro("IT", "it-IT", "IVA", "22 10 4 5", smallest_cash_minor=FIVE_CENTS),
    _euro("ES", "es-ES ca-ES", "IVA", "21 10 4"),
    _euro("PT", "pt-PT", "IVA", "23 6 13"),
    _euro("NL", "nl-NL", "btw", "21 9"),
    _euro("BE", "nl-BE fr-BE de-BE", "BTW/TVA", "21 6 12", smallest_cash_minor=FIVE_CENTS),
    _euro("LU", "fr-LU de-LU", "TVA", "17 8 14 3"),
    _euro("IE", "en-IE", "VAT", "23 13.5 9"),
    CountryPreset("GB", "GBP", ("en-GB",), "VAT", ("20", "5")),
    CountryPreset("DK", "DKK", ("da-DK",), "moms", ("25",)),
    CountryPreset("SE", "SEK", ("sv-SE",), "moms", ("25", "12", "6")),
    CountryPreset("NO", "NOK", ("nb-NO",), "mva", ("25", "15", "12")),
    _euro("FI", "fi-FI sv-FI", "ALV", "25.5 13.5 10", smallest_cash_minor=FIVE_CENTS),
    _euro("EE", "et-EE", "KM", "24 13 9", smallest_cash_minor=FIVE_CENTS),
    _euro("LV", "lv-LV", "PVN", "21 12 5"),
    _euro("LT", "lt-LT", "PVM", "21 12 5", smallest_cash_minor=FIVE_CENTS),
    CountryPreset("PL", "PLN", ("pl-PL",), "VAT", ("23", "8", "5")),
    CountryPreset("CZ", "CZK", ("cs-CZ",), "DPH", ("21", "12")),
    CountryPreset("US", "USD", ("en-US", "es-US"), "Sales tax", ("0",), prices_include_tax=False),
    CountryPreset("CA", "CAD", ("en-CA", "fr-CA"), "GST", ("5",), prices_include_tax=False),
    CountryPreset("AU", "AUD", ("en-AU",), "GST", ("10",)),
    CountryPreset("NZ", "NZD", ("en-NZ",), "GST", ("15",)),
    CountryPreset("AE", "AED", ("ar-AE", "en-AE"), "VAT", ("5",)),
    CountryPreset("SA", "SAR", ("ar-SA",), "VAT", ("15",)),
    CountryPreset("KW", "KWD", ("ar-KW",), "VAT", ("0",)),
)  # fmt: skip
"""The United States have no national rate: the store types its own, which is why theirs is 0."""

_BY_COUNTRY = {preset.country: preset for preset in PRESETS}


def preset_of(country: str) -> CountryPreset | None:
    """What the stores of a country begin with; None for what is no country.

    Where taxes are not known, there is one of none: the store types its own, as in the United States.
    """
    code = country.upper()
    if code in _BY_COUNTRY or code not in country_codes():
        return _BY_COUNTRY.get(code)
    return CountryPreset(code, currency_of(code), locales_of(code), tr("Tax"), ("0",), taxes_known=False)


def preset_of_locale(locale: str) -> CountryPreset:
    """The preset that suits a computer's own locale ('de_AT', 'en-US'); the first one where none does."""
    language, *parts = locale.partition(".")[0].replace("_", "-").split("-")
    places = [part for part in parts if len(part) == 2]
    if places:
        return preset_of(places[0]) or PRESETS[0]
    return _BY_COUNTRY.get(language.upper(), PRESETS[0])


def preset_of_currency(code: str, near: CountryPreset) -> CountryPreset | None:
    """The country whose stores sell in a currency: `near` where it is one of them, None where nobody's own is."""
    if near.currency == code:
        return near
    known = next((preset for preset in PRESETS if preset.currency == code), None)
    if known is not None:
        return known
    there = [country for country in country_codes() if currency_of(country) == code]
    own = [country for country in there if code.startswith(country)]
    return next((preset_of(country) for country in (*own, *there)), None)


def tolerated_variance(code: str) -> int:
    """By how much a drawer may be off before it is a difference, in minor units: five units where the presets are at
    home, elsewhere what is as little there, a fiftieth of the largest bill."""
    if code in {preset.currency for preset in PRESETS}:
        return StoreSettings().variance_tolerated_minor
    of = currency(code)
    return max(bills(of)[0] // 50, of.smallest_cash)


def country_name(country: str, language: str) -> str:
    """A country's name in a language: 'Österreich'."""
    return str(Locale.parse(language, sep="-").territories.get(country, country))


def currency_name(code: str, language: str) -> str:
    """A currency's name in a language: 'Schweizer Franken'."""
    return str(Locale.parse(language, sep="-").currencies.get(code, code))


def locale_name(locale: str, language: str) -> str:
    """A locale's name in a language: 'Deutsch (Schweiz)'."""
    name = Locale.parse(locale, sep="-").get_display_name(Locale.parse(language, sep="-")) or locale
    return f"{name[:1].upper()}{name[1:]}"


def locales_for(country: str, present: str, language: str) -> list[tuple[str, str]]:
    """(locale, its name) of the ways of writing that suit a country, the present one and its English among them; where
    it has no English of its own, the world's."""
    preset = preset_of(country)
    wanted = dict.fromkeys((*(preset.locales if preset else ()), present, english_of(country)))
    return [(locale, locale_name(locale, language)) for locale in wanted if is_known(locale)]


def countries(language: str) -> list[tuple[str, str]]:
    """(code, name) of every country, by name."""
    named = [(code, country_name(code, language)) for code in country_codes()]
    return sorted(named, key=lambda pair: fold(pair[1]))


def currencies() -> tuple[str, ...]:
    """Every currency in use, by code."""
    return currency_codes()
