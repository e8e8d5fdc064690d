"""The kinds of payment that Stripe offers the register."""

from collections.abc import Mapping

from pos_desktop.application.payment_provider import PaymentProvider, Traits
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.payments.base import ProviderKind, Surroundings
from pos_desktop.payments.stripe.settings import (
    StripeSettings,
    card_fields,
    link_fields,
    read_card_settings,
    read_link_settings,
    secret_fields,
)
from pos_desktop.payments.stripe.traits import CARD_TRAITS, LINK_TRAITS
from pos_desktop.system.outgoing import Pace


class _StripeKind:
    """What both kinds have in common. The SDK is slow to import and comes with the first provider."""

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace

    @property
    def secrets(self) -> tuple[SettingField, ...]:
        return secret_fields()


class StripeCardKind(_StripeKind):
    """Cards at a reader or by token."""

    key = "stripe"
    traits: Traits = CARD_TRAITS

    @property
    def label(self) -> str:
        return tr("Card (Stripe)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return card_fields()

    def parse(self, raw: Mapping[str, str]) -> StripeSettings:
        return read_card_settings(raw)

    def create(self, surroundings: Surroundings) -> PaymentProvider:
        from pos_desktop.payments.stripe.card import StripeCards
        from pos_desktop.payments.stripe.wire import Wire

        settings = self.parse(surroundings.settings)
        return StripeCards(Wire(surroundings.secret, settings.address, self._pace), settings)


class StripeLinkKind(_StripeKind):
    """Links to pay by."""

    key = "stripe_link"
    traits: Traits = LINK_TRAITS

    @property
    def label(self) -> str:
        return tr("Payment link (Stripe)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return link_fields()

    def parse(self, raw: Mapping[str, str]) -> StripeSettings:
        return read_link_settings(raw)

    def create(self, surroundings: Surroundings) -> PaymentProvider:
        from pos_desktop.payments.stripe.link import StripeLinks
        from pos_desktop.payments.stripe.wire import Wire

        settings = self.parse(surroundings.settings)
        return StripeLinks(Wire(surroundings.secret, settings.address, self._pace), settings)


PAYMENT_PROVIDERS: tuple[ProviderKind, ...] = (StripeCardKind(), StripeLinkKind())
