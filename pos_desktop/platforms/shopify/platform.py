"""Shopify as the registry lists it, and a shop as the register uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.platforms.shopify.capabilities import capabilities
from pos_desktop.platforms.shopify.settings import (
    ShopSettings,
    read_settings,
    secret_fields,
    setting_fields,
)
from pos_desktop.platforms.shopify.version import KEYS_KEPT

if TYPE_CHECKING:
    from pos_desktop.application.platform.capabilities import CapabilityTable
    from pos_desktop.application.platform.catalogue import PlatformProduct, PlatformVariant
    from pos_desktop.application.platform.changes import Change, Message, Stream, Told
    from pos_desktop.application.platform.checkout_tax import TaxAnswer, TaxAsk
    from pos_desktop.application.platform.codes import PlatformDiscount, PlatformGiftCard
    from pos_desktop.application.platform.customers import PlatformCustomer
    from pos_desktop.application.platform.sent_orders import OrderPush, PlacedOrder, PlacedRefund, RefundPush
    from pos_desktop.application.platform.shop import Budget, PlatformLocation, ShopFacts
    from pos_desktop.application.platform.stock import LevelTold, StockChange
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.platforms.base import Surroundings
    from pos_desktop.platforms.shopify.catalogue import Catalogue
    from pos_desktop.platforms.shopify.changes import Changes
    from pos_desktop.platforms.shopify.checkout_tax import CheckoutTaxes
    from pos_desktop.platforms.shopify.client import Client
    from pos_desktop.platforms.shopify.discounts import Discounts
    from pos_desktop.platforms.shopify.fulfilment import Fulfilment
    from pos_desktop.platforms.shopify.gift_cards import GiftCards
    from pos_desktop.platforms.shopify.orders import Orders
    from pos_desktop.platforms.shopify.people import People
    from pos_desktop.platforms.shopify.refunds import Refunds
    from pos_desktop.platforms.shopify.sign_in import SignIn
    from pos_desktop.platforms.shopify.stock import Stock
    from pos_desktop.system.outgoing import Pace


class ShopifyPlatform:
    """Implements Platform for one shop, by its parts."""

    def __init__(
        self,
        client: Client,
        sign_in: SignIn,
        secret: Callable[[str], str | None],
        shop: str,
        now: Callable[[], datetime],
        *,
        tax_by_shop: bool = False,
    ) -> None:
        from pos_desktop.platforms.shopify.scopes import SCOPES, TAX_SCOPE
        from pos_desktop.platforms.shopify.shop import Shop

        self._client = client
        self._sign_in = sign_in
        self._secret = secret
        self._host = shop
        self._shop = Shop(client, lambda: now().date(), SCOPES + (TAX_SCOPE,) * tax_by_shop)

    @property
    def capabilities(self) -> CapabilityTable:
        return capabilities()

    @property
    def keys_kept(self) -> timedelta:
        return KEYS_KEPT

    def check(self) -> ShopFacts:
        return self._shop.facts()

    def budget(self) -> Budget | None:
        return self._client.budget()

    def locations(self) -> Sequence[PlatformLocation]:
        return self._shop.locations()

    # products ---------------------------------------------------------------------------------------

    def all_products(self) -> Iterator[Sequence[PlatformProduct]]:
        return self._catalogue.all()

    def products_count(self) -> int | None:
        return self._catalogue.count()

    def find_variants(self, *, sku: str = "", barcode: str = "") -> Sequence[PlatformVariant]:
        return self._catalogue.find(sku, barcode)

    # orders -----------------------------------------------------------------------------------------

    def checkout_tax(self, ask: TaxAsk) -> TaxAnswer:
        return self._taxes.told(ask)

    def find_order(self, order_id: UUID) -> PlacedOrder | None:
        return self._orders.find(order_id)

    def create_order(self, order: OrderPush) -> PlacedOrder:
        return self._orders.create(order)

    def cancel_order(self, order_ref: str, note: str) -> None:
        self._orders.cancel(order_ref, note)

    def find_refund(self, refund: RefundPush) -> PlacedRefund | None:
        return self._refunds.find(refund)

    def refund(self, refund: RefundPush, key: str) -> PlacedRefund:
        return self._refunds.create(refund, key)

    def fulfil(
        self,
        order_ref: str,
        lines: Mapping[str, int],
        *,
        tracking: str = "",
        carrier: str = "",
        notify: bool = False,
    ) -> str:
        return self._fulfilment.ship(order_ref, lines, tracking, carrier, notify)

    # stock ------------------------------------------------------------------------------------------

    def adjust_stock(self, changes: Sequence[StockChange], key: str) -> Sequence[LevelTold]:
        return self._stock.adjust(changes, key)

    def set_stock(self, level: LevelTold, expected_milli: int | None, key: str) -> LevelTold:
        return self._stock.set(level, expected_milli, key)

    def levels(self, item_refs: Sequence[str]) -> Sequence[LevelTold]:
        return self._stock.levels(item_refs)

    # people, discounts, gift cards ------------------------------------------------------------------

    def find_customers(self, text: str) -> Sequence[PlatformCustomer]:
        return self._people.find(text)

    def create_customer(self, customer: PlatformCustomer) -> PlatformCustomer:
        return self._people.create(customer)

    def discount(self, code: str) -> PlatformDiscount | None:
        return self._discounts.find(code)

    def gift_card(self, code: str) -> PlatformGiftCard | None:
        return self._gift_cards.find(code)

    def redeem_gift_card(self, ref: str, amount_minor: int, currency: str, note: str) -> PlatformGiftCard:
        return self._gift_cards.debit(ref, amount_minor, currency, note)

    def credit_gift_card(self, ref: str, amount_minor: int, currency: str, note: str) -> PlatformGiftCard:
        return self._gift_cards.credit(ref, amount_minor, currency, note)

    def gift_card_history(self, ref: str) -> PlatformGiftCard | None:
        return self._gift_cards.history(ref)

    def gift_cards_moved(self, since: datetime) -> Sequence[PlatformGiftCard]:
        return self._gift_cards.moved_since(since)

    # changes ----------------------------------------------------------------------------------------

    def changes(self, stream: Stream, cursor: str) -> Told:
        return self._changes.since(stream, cursor)

    def read(self, message: Message) -> Sequence[Change]:
        from pos_desktop.platforms.shopify.webhook import changes_in

        looked = self._changes.understood(message)
        return looked if looked is not None else changes_in(message, lambda: self._shop.currency)

    def look_again(self, message: Message) -> Message | None:
        return self._changes.look_again(message)

    def verify(self, headers: Mapping[str, str], body: bytes) -> Message:
        from pos_desktop.platforms.shopify.settings import CLIENT_SECRET
        from pos_desktop.platforms.shopify.webhook import verified

        return verified(headers, body, self._secret(CLIENT_SECRET), self._host)

    def subscribe(self, address: str) -> Sequence[str]:
        from pos_desktop.platforms.shopify.subscriptions import Subscriptions

        return Subscriptions(self._client).subscribe(address)

    def close(self) -> None:
        self._client.close()
        self._sign_in.close()

    # parts, each loaded when it is first needed -------------------------------------------------------

    @cached_property
    def _catalogue(self) -> Catalogue:
        from pos_desktop.platforms.shopify.bulk import Bulk
        from pos_desktop.platforms.shopify.catalogue import Catalogue
        from pos_desktop.platforms.shopify.download import Download

        return Catalogue(
            self._client, Bulk(self._client, Download(self._client.pace)), lambda: self._shop.currency
        )

    @cached_property
    def _taxes(self) -> CheckoutTaxes:
        from pos_desktop.platforms.shopify.checkout_tax import CheckoutTaxes

        return CheckoutTaxes(self._client)

    @cached_property
    def _orders(self) -> Orders:
        from pos_desktop.platforms.shopify.orders import Orders

        return Orders(self._client)

    @cached_property
    def _refunds(self) -> Refunds:
        from pos_desktop.platforms.shopify.refunds import Refunds

        return Refunds(self._client)

    @cached_property
    def _fulfilment(self) -> Fulfilment:
        from pos_desktop.platforms.shopify.fulfilment import Fulfilment

        return Fulfilment(self._client)

    @cached_property
    def _stock(self) -> Stock:
        from pos_desktop.platforms.shopify.stock import Stock

        return Stock(self._client)

    @cached_property
    def _people(self) -> People:
        from pos_desktop.platforms.shopify.people import People

        return People(self._client)

    @cached_property
    def _discounts(self) -> Discounts:
        from pos_desktop.platforms.shopify.discounts import Discounts

        return Discounts(self._client)

    @cached_property
    def _gift_cards(self) -> GiftCards:
        from pos_desktop.platforms.shopify.gift_cards import GiftCards

        return GiftCards(self._client)

    @cached_property
    def _changes(self) -> Changes:
        from pos_desktop.platforms.shopify.changes import Changes

        return Changes(self._client, lambda: self._shop.currency, lambda: self._shop.locations())


@dataclass(frozen=True)
class ShopifyKind:
    """Implements PlatformKind. Another pace and another clock are for tests."""

    pace: Pace | None = None
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    key: str = "shopify"
    label: str = "Shopify"
    short: str = "SH"
    offered: bool = True

    @property
    def capabilities(self) -> CapabilityTable:
        return capabilities()

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return setting_fields()

    @property
    def secrets(self) -> tuple[SettingField, ...]:
        return secret_fields()

    def parse(self, raw: Mapping[str, str]) -> ShopSettings:
        return read_settings(raw)

    def leads_to(self, raw: Mapping[str, str]) -> str:
        return read_settings(raw).address

    def create(self, surroundings: Surroundings) -> ShopifyPlatform:
        from pos_desktop.platforms.shopify.client import Client, shopify_verdict
        from pos_desktop.platforms.shopify.sign_in import SignIn, typed_tokens
        from pos_desktop.platforms.tokens import Wallet
        from pos_desktop.system.outgoing import Outgoing, Pace, line_to

        where, pace = read_settings(surroundings.settings), self.pace or Pace()
        sign_in = SignIn(
            where,
            surroundings.secret,
            Outgoing(line_to("shopify", where.address, pace.clock), pace=pace, judge=shopify_verdict),
            self.now,
        )
        wallet = Wallet(
            surroundings.shelf,
            lambda: typed_tokens(surroundings.secret, where.client_id),
            sign_in.renew,
            told=surroundings.told,
            now=self.now,
            monotonic=pace.clock,
        )
        return ShopifyPlatform(
            Client(where.address, wallet, pace),
            sign_in,
            surroundings.secret,
            where.shop,
            self.now,
            tax_by_shop=where.tax_by_shop,
        )


PLATFORM = ShopifyKind()
