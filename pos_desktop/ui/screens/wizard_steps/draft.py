"""What was decided so far in the first run; kept while steps are walked to and fro."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pos_desktop.application.connection_records import Trial
from pos_desktop.application.errors import PersonError
from pos_desktop.application.first_run import FirstRun, NewPerson, NewPrinter
from pos_desktop.application.first_run_port import PlatformChoice
from pos_desktop.application.product_files import ProductFile
from pos_desktop.application.setup_presets import (
    PRESETS,
    CountryPreset,
    preset_of,
    preset_of_currency,
    preset_of_locale,
    tolerated_variance,
)
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.this_register import checked_number, usual_name
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import Currency, currency
from pos_desktop.domain.tax import TaxRate, TaxRates

_LONGEST_NUMBER = 9  # digits that are read at all
FILE, EMPTY, PLATFORM = "file", "empty", "platform"


@dataclass
class PersonDraft:
    """Somebody as typed."""

    name: str = ""
    pin: str = ""
    again: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed at all."""
        return not (self.name.strip() or self.pin or self.again)


@dataclass
class PrinterDraft:
    """The printer as chosen; `wanted` is False for a register without one."""

    wanted: bool = True
    driver: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    tried: str = ""
    """How the test receipt ended, in words; empty before."""


@dataclass
class PlatformDraft:
    """The shop that products come from, as typed; secrets are kept until it is connected, and nowhere else."""

    key: str = ""
    label: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    trial: Trial | None = None
    location: str = ""
    asked: object = None
    """Which question an answer belongs to."""

    def begin(self, key: str) -> None:
        """Another platform: what was typed belongs to the one before."""
        self.key, self.settings, self.secrets = key, {}, {}
        self.trial = self.asked = None
        self.location = ""

    def take(self, trial: Trial) -> None:
        """The shop answered; where it has the place that was chosen before, that stays."""
        self.trial = trial
        refs = [place.ref for place in trial.locations]
        if self.location not in refs:
            self.location = refs[0] if refs else ""

    @property
    def choice(self) -> PlatformChoice | None:
        """What is connected when the register is opened; None before it was tested."""
        if self.trial is None:
            return None
        settings, secrets = dict(self.settings), dict(self.secrets)
        return PlatformChoice(self.key, self.label, settings, secrets, self.trial, self.location)


@dataclass
class Draft:
    """Everything that the wizard decides."""

    language: str
    country: str = "DE"
    name: str = ""
    address: str = ""
    tax_number: str = ""
    register_number: str = "1"
    """As typed; every register of a store has its own."""
    currency_code: str = "EUR"
    locale: str = "de-DE"
    include_tax: bool = True
    taxes: list[tuple[str, TaxRates]] = field(default_factory=list)
    products: str = ""
    file: ProductFile | None = None
    file_count: int = 0
    platform: PlatformDraft = field(default_factory=PlatformDraft)
    printer: PrinterDraft = field(default_factory=PrinterDraft)
    manager: PersonDraft = field(default_factory=PersonDraft)
    cashiers: list[PersonDraft] = field(default_factory=lambda: [PersonDraft()])
    touched: bool = False
    rates_touched: bool = False
    priced_in: Currency | None = None
    """What products that were taken over already have their prices in."""

    @staticmethod
    def of_computer(locale: str, language: str) -> "Draft":
        """A draft that suits the computer's own place."""
        draft = Draft(language)
        draft.take_country(preset_of_locale(locale).country)
        return draft

    @property
    def preset(self) -> CountryPreset:
        """The chosen country's preset."""
        return preset_of(self.country) or PRESETS[0]

    @property
    def currency(self) -> Currency:
        """The chosen money."""
        return currency(self.currency_code)

    def take_country(self, country: str) -> None:
        """A country brings its money, its way of writing and its taxes."""
        self.country = country
        preset = self.preset
        self.currency_code, self.locale = preset.currency, preset.locale
        self.include_tax = preset.prices_include_tax
        self.taxes = list(preset.tax_classes())
        self.rates_touched = False

    def keep_prices(self, money: Currency | None) -> None:
        """There are products with prices already: begins with their money, and a country that has it."""
        self.priced_in = money
        if money is None:
            return
        near = preset_of_currency(money.code, self.preset)
        if near is not None and near.country != self.country:
            self.take_country(near.country)
        self.currency_code = money.code

    @property
    def money_fits(self) -> bool:
        """Whether prices that are there already stay the same amounts in the chosen money."""
        return self.priced_in is None or self.priced_in.exponent == self.currency.exponent

    def rename_classes(self) -> None:
        """The language changed: classes nobody touched are named in the new one."""
        if not self.rates_touched:
            self.taxes = list(self.preset.tax_classes())

    def set_rate(self, place: int, percent: Decimal) -> None:
        """The store's own rate for one class."""
        name, rates = self.taxes[place]
        self.taxes[place] = (name, (TaxRate(rates[0].name, percent, rates[0].compound), *rates[1:]))
        self.rates_touched = True

    @property
    def people(self) -> list[tuple[PersonDraft, str]]:
        """Everybody who was typed, with their role."""
        cashiers = [(person, "cashier") for person in self.cashiers if not person.empty]
        return [(self.manager, "manager"), *cashiers]

    def plan(self) -> FirstRun:
        """The first run as it will be written."""
        preset = self.preset
        store = StoreSettings(
            name=self.name.strip(),
            address=tuple(line.strip() for line in self.address.splitlines() if line.strip()),
            tax_number=self.tax_number.strip(),
            country=self.country,
            currency_code=self.currency_code,
            smallest_cash_minor=preset.smallest_cash_minor if self.currency_code == preset.currency else 0,
            variance_tolerated_minor=tolerated_variance(self.currency_code),
            locale=self.locale,
            language=self.language,
            prices_include_tax=self.include_tax,
            code_masks=preset.masks,
        )
        people = tuple(NewPerson(person.name.strip(), role, person.pin) for person, role in self.people)
        number = self.read_register_number()
        return FirstRun(
            store, number, usual_name(number), tuple(self.taxes), people, self._printers(), store.name
        )

    def read_register_number(self) -> int:
        """The register's number; Refused in words where what was typed is none."""
        typed = self.register_number.strip()
        return checked_number(int(typed) if typed.isdecimal() and len(typed) <= _LONGEST_NUMBER else 0)

    @property
    def register_name(self) -> str:
        """What the register is going to be called."""
        try:
            return usual_name(self.read_register_number())
        except PersonError:
            return tr("Register")

    def _printers(self) -> tuple[NewPrinter, ...]:
        if not self.printer.wanted or not self.printer.driver:
            return ()
        settings: Mapping[str, Any] = dict(self.printer.settings)
        return (NewPrinter(tr("Receipt printer"), self.printer.driver, settings),)
