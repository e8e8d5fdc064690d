"""The kind of payment that gift cards of a connected shop are. One payment method stands for one connection."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from pos_desktop.application.payment_provider import Need, PaymentProvider, ProviderSetting, Traits
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.base import ProviderKind, Surroundings
from pos_desktop.payments.local import wrong_setting

TRAITS = Traits(
    TenderKind.SHOP_GIFT_CARD, local=False, need=Need.TOKEN, wait_seconds=30.0, asks_per_second=2.0
)
CONNECTION = "connection"


class ShopGiftCardKind:
    """Comes with a connection and is not set up by hand; its key and its secrets are the connection's."""

    key = "shop_gift_card"
    traits: Traits = TRAITS
    fields: tuple[SettingField, ...] = ()
    secrets: tuple[SettingField, ...] = ()

    @property
    def label(self) -> str:
        return tr("Gift card of the online shop")

    def parse(self, raw: Mapping[str, str]) -> UUID:
        """The connection."""
        for name in raw:
            if name != CONNECTION:
                raise wrong_setting(name, tr("this setting does not exist"))
        try:
            return UUID(raw.get(CONNECTION, ""))
        except ValueError:
            raise wrong_setting(CONNECTION, tr("it names no connected shop")) from None

    def create(self, surroundings: Surroundings) -> PaymentProvider:
        from pos_desktop.payments.shop_gift_card.cards import ShopGiftCards

        connection_id, shops = self.parse(surroundings.settings), surroundings.shops
        if shops is None:
            raise ProviderSetting(
                tr("Online shops cannot be reached from here"),
                tr("Nothing was charged."),
                tr("Start the register with its connections."),
            )
        return ShopGiftCards(lambda: shops.of(connection_id))


PAYMENT_PROVIDERS: tuple[ProviderKind, ...] = (ShopGiftCardKind(),)
