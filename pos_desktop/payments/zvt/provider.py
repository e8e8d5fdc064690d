"""Card terminals with the ZVT protocol as a way of paying: the Protocol's calls, and the kind that the settings list."""

from __future__ import annotations

from collections.abc import Mapping

from pos_desktop.application.payment_provider import (
    PaymentProvider,
    ProviderSetting,
    Traits,
)
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.base import ProviderKind, Surroundings
from pos_desktop.payments.zvt.settings import (
    ZvtSettings,
    check_place,
    read_settings,
    secret_fields,
    setting_fields,
)

TRAITS = Traits(TenderKind.CARD, local=False, waits=True, reader=True, wait_seconds=120.0, closes_days=True)


class ZvtKind:
    """Terminals driven over the shop's network or a serial line."""

    key = "zvt"
    traits: Traits = TRAITS

    @property
    def label(self) -> str:
        return tr("Card terminal (ZVT)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return setting_fields()

    @property
    def secrets(self) -> tuple[SettingField, ...]:
        return secret_fields()

    def parse(self, raw: Mapping[str, str]) -> ZvtSettings:
        return read_settings(raw)

    def create(self, surroundings: Surroundings) -> PaymentProvider:
        from pos_desktop.payments.zvt.cards import ZvtCards

        settings = self.parse(surroundings.settings)
        check_place(settings)
        if surroundings.folder is None:
            raise ProviderSetting(
                tr("A card terminal needs a place for its book"),
                tr("Nothing was charged."),
                tr("Start the register with its own folder."),
            )
        return ZvtCards(settings, surroundings.secret, surroundings.folder)


PAYMENT_PROVIDERS: tuple[ProviderKind, ...] = (ZvtKind(),)
