"""Ways of paying that ask nobody: what they need is in the register, and the sale's own transaction is the proof."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pos_desktop.application.payment_provider import (
    Charge,
    GiveBack,
    Health,
    PaymentProvider,
    ProviderPayment,
    ProviderRefund,
    ProviderRefused,
    ProviderSetting,
    Reader,
    RefundReport,
    Report,
    StoredValues,
    Traits,
)
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.base import Surroundings


class LocalProvider:
    """Takes what the cashier says was given. Remembers nothing: what is not in the database did not happen."""

    def __init__(self, traits: Traits) -> None:
        self._traits = traits

    @property
    def traits(self) -> Traits:
        return self._traits

    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        return Report(PaymentState.TAKEN)

    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        return Report(PaymentState.CANCELLED)

    def cancel(self, charge: Charge, books: StoredValues | None = None) -> Report:
        return Report(PaymentState.CANCELLED)

    def capture(self, charge: Charge, amount_minor: int) -> Report:
        raise not_offered()

    def accept_signature(self, charge: Charge, accepted: bool) -> Report:
        raise not_offered()

    def give_back(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        return RefundReport(RefundState.DONE)

    def ask_refund(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        return RefundReport(RefundState.PROMISED)

    def refunds_of(self, provider_ref: str) -> Sequence[ProviderRefund]:
        return ()

    def methods(self) -> Sequence[str]:
        return (str(self._traits.kind),)

    def readers(self) -> Sequence[Reader]:
        return ()

    def statement(self, since: datetime, until: datetime) -> Sequence[ProviderPayment]:
        return ()

    def health(self) -> Health:
        return Health(True)

    def close(self) -> None:
        """Nothing is held."""


def not_offered() -> ProviderRefused:
    """Asked for what this way of paying has not, as capturing cash."""
    return ProviderRefused(
        tr("This tender cannot do that"),
        tr("Nothing was changed."),
        tr("Choose another tender."),
        code="not_offered",
    )


def more_than_paid() -> ProviderRefused:
    """More would be given back than was paid."""
    return ProviderRefused(
        tr("More than was paid cannot be refunded"),
        tr("Nothing was changed."),
        tr("Refund what is left."),
        code="refund_too_large",
    )


@dataclass(frozen=True, slots=True)
class LocalKind:
    """A local way of paying as the registry lists it; it has no settings of its own."""

    key: str
    words: Callable[[], str]
    traits: Traits
    make: Callable[[Traits], PaymentProvider] = LocalProvider
    fields: ClassVar[tuple[SettingField, ...]] = ()
    secrets: ClassVar[tuple[SettingField, ...]] = ()

    @property
    def label(self) -> str:
        return self.words()

    def parse(self, raw: Mapping[str, str]) -> None:
        """ProviderSetting for any setting: there is none."""
        for name in raw:
            raise wrong_setting(name, tr("this setting does not exist"))

    def create(self, surroundings: Surroundings) -> PaymentProvider:
        self.parse(surroundings.settings)
        return self.make(self.traits)


def wrong_setting(label: str, problem: str) -> ProviderSetting:
    """Names a setting and what is wrong with it."""
    return ProviderSetting(
        tr("A payment setting is wrong"),
        tr("{label}: {problem}.", label=label, problem=problem),
        tr("Correct it in Settings › Payments."),
    )
