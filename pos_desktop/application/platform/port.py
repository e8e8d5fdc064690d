"""What a platform can be asked for, and how the register reaches the ones that the store connected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from datetime import datetime, timedelta

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


class Platform(Protocol):
    """A shop on a platform. Safe to be used by several threads; every call is bounded in time.

    Each call may raise PlatformAway, PlatformUnsure, PlatformSetting and PlatformRefused, and no other.
    """

    @property
    def capabilities(self) -> CapabilityTable: ...
    @property
    def keys_kept(self) -> timedelta:
        """How long an idempotency key is surely remembered; none where keys are not known."""
        ...

    def check(self) -> ShopFacts:
        """Whether the connection works, and to which shop."""
        ...

    def budget(self) -> Budget | None:
        """As far as it is known from past answers; asks nobody."""
        ...

    def locations(self) -> Sequence[PlatformLocation]: ...

    # products
    def all_products(self) -> Iterator[Sequence[PlatformProduct]]:
        """The whole catalogue in batches, by the quickest way there is; a first import. May be given up half-way; a
        batch is empty where there is nothing yet."""
        ...

    def products_count(self) -> int | None:
        """How many variants a first import will bring, where the platform says."""
        ...

    def find_variants(self, *, sku: str = "", barcode: str = "") -> Sequence[PlatformVariant]:
        """By the exact code."""
        ...

    # orders
    def checkout_tax(self, ask: TaxAsk) -> TaxAnswer:
        """The taxes that it would charge; makes nothing there. Bounded to what a customer at the till may wait."""
        ...

    def find_order(self, order_id: UUID) -> PlacedOrder | None:
        """The platform's copy of our order, by our id."""
        ...

    def create_order(self, order: OrderPush) -> PlacedOrder:
        """Creates it paid, without moving stock there. Not safe to be repeated without `find_order`."""
        ...

    def cancel_order(self, order_ref: str, note: str) -> None:
        """A void; one that is cancelled already is a success."""
        ...

    def find_refund(self, refund: RefundPush) -> PlacedRefund | None:
        """The copy of our refund, where it can be told."""
        ...

    def refund(self, refund: RefundPush, key: str) -> PlacedRefund:
        """With the idempotency key `key`, where the platform knows such."""
        ...

    def fulfil(
        self,
        order_ref: str,
        lines: Mapping[str, int],
        *,
        tracking: str = "",
        carrier: str = "",
        notify: bool = False,
    ) -> str:
        """Ships lines (line ref to thousandths; none: all that is open) and answers the fulfilment's ref."""
        ...

    # stock
    def adjust_stock(self, changes: Sequence[StockChange], key: str) -> Sequence[LevelTold]:
        """Relative, once for a key; the levels that it came to, where the platform tells them."""
        ...

    def set_stock(self, level: LevelTold, expected_milli: int | None, key: str) -> LevelTold:
        """Absolute, and refused when the level is not `expected_milli` any more (None: whatever it is)."""
        ...

    def levels(self, item_refs: Sequence[str]) -> Sequence[LevelTold]:
        """At every place, now."""
        ...

    # people, discounts, gift cards
    def find_customers(self, text: str) -> Sequence[PlatformCustomer]: ...
    def create_customer(self, customer: PlatformCustomer) -> PlatformCustomer:
        """Looked up before: one who is there by our id, e-mail address or telephone number is taken as they are, so that
        it may be repeated. PlatformRefused with a mend of the kind CUSTOMER for what it does not take."""
        ...

    def discount(self, code: str) -> PlatformDiscount | None: ...
    def gift_card(self, code: str) -> PlatformGiftCard | None: ...
    def redeem_gift_card(self, ref: str, amount_minor: int, currency: str, note: str) -> PlatformGiftCard:
        """Takes from it; the card afterwards, with this move alone. Not repeatable: an unsure answer is decided by
        `gift_card_history`, where the move stands with its note."""
        ...

    def credit_gift_card(self, ref: str, amount_minor: int, currency: str, note: str) -> PlatformGiftCard:
        """Puts back onto it, as `redeem_gift_card` takes."""
        ...

    def gift_card_history(self, ref: str) -> PlatformGiftCard | None:
        """A card with all its moves, as they are now; None when there is none."""
        ...

    def gift_cards_moved(self, since: datetime) -> Sequence[PlatformGiftCard]:
        """The cards that changed since then, each with its latest moves."""
        ...

    # changes
    def changes(self, stream: Stream, cursor: str) -> Told:
        """What changed since the cursor, the oldest first; an empty cursor begins now."""
        ...

    def read(self, message: Message) -> Sequence[Change]:
        """Understands a message; ShapeChanged names the field that is not as it must be."""
        ...

    def look_again(self, message: Message) -> Message | None:
        """What a look's message was about, as it is told now; None where it cannot be asked for any more."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes) -> Message:
        """A webhook; BadSignature unless it is signed with the shop's secret, compared in constant time."""
        ...

    def subscribe(self, address: str) -> Sequence[str]:
        """Asks for webhooks of all topics that are used; the topics that are on afterwards."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class PlatformView:
    """A kind of platform as the settings offer it."""

    key: str
    label: str
    short: str  # two letters for its tile
    offered: bool  # whether this version can connect to it
    capabilities: CapabilityTable
    fields: tuple[SettingField, ...] = ()
    secrets: tuple[SettingField, ...] = ()


class Platforms(Protocol):
    """The platforms that the store connected."""

    def kinds(self) -> Sequence[PlatformView]: ...
    def of(self, connection_id: UUID) -> Platform:
        """Made when first needed, authenticated at each call; PlatformSetting when it cannot be."""
        ...

    def trial(self, platform: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Platform:
        """One that is not stored, to be tested and closed."""
        ...

    def check(self, platform: str, settings: Mapping[str, str]) -> None:
        """PlatformSetting that names what is wrong with the settings; calls nobody."""
        ...

    def leads_to(self, platform: str, settings: Mapping[str, str]) -> str:
        """The address that the settings lead to; PlatformSetting as `check`."""
        ...

    def forget(self, connection_id: UUID) -> None:
        """Its settings or keys changed."""
        ...

    def close(self) -> None:
        """Lets every one go."""
        ...
