"""Cash of another currency, at the store's own rate; change is given in the store's currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pos_desktop.application.payment_provider import (
    Charge,
    Need,
    PaymentProvider,
    Report,
    StoredValues,
    Traits,
)
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import currency
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.domain.tendering import exchange_rate
from pos_desktop.payments.base import ProviderKind, Surroundings
from pos_desktop.payments.local import LocalProvider, wrong_setting

FOREIGN = Traits(TenderKind.FOREIGN_CASH, local=True, need=Need.GIVEN, gives_change=True)


@dataclass(frozen=True, slots=True)
class Rate:
    """What one major unit of a foreign currency is worth in major units of the store's."""

    currency: str
    rate: Decimal


class ForeignCashProvider(LocalProvider):
    """Cash; the rate it was taken at is kept with the payment."""

    def __init__(self, traits: Traits, rate: Rate) -> None:
        super().__init__(traits)
        self._rate = rate

    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        facts = {"foreign_currency": self._rate.currency, "rate": str(self._rate.rate)}
        return Report(PaymentState.TAKEN, facts=facts)


class ForeignCashKind:
    """Set up once for each currency that the store takes."""

    key = "foreign_cash"
    traits = FOREIGN

    @property
    def label(self) -> str:
        return tr("Foreign cash")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return (
            SettingField("currency", tr("Currency"), "text", ""),
            SettingField("rate", tr("Worth of one in the store's currency"), "text", ""),
        )

    @property
    def secrets(self) -> tuple[SettingField, ...]:
        return ()

    def parse(self, raw: Mapping[str, str]) -> Rate:
        """Reads currency and rate; ProviderSetting names what is wrong."""
        for name in sorted(set(raw) - {"currency", "rate"}):
            raise wrong_setting(name, tr("this setting does not exist"))
        return Rate(_code(raw.get("currency", "")), _rate(raw.get("rate", "")))

    def create(self, surroundings: Surroundings) -> PaymentProvider:
        return ForeignCashProvider(self.traits, self.parse(surroundings.settings))


def _code(text: str) -> str:
    try:
        return currency(text.strip().upper()).code
    except ValueError:
        raise wrong_setting(tr("Currency"), tr("it must be a code of three letters, as USD")) from None


def _rate(text: str) -> Decimal:
    try:
        return exchange_rate(text)
    except ValueError:
        label = tr("Worth of one in the store's currency")
        raise wrong_setting(label, tr("it must be a number above zero, as 0.92")) from None


PAYMENT_PROVIDERS: tuple[ProviderKind, ...] = (ForeignCashKind(),)
