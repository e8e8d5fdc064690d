"""What every e-commerce platform is to the register: one Protocol, and the values that go in and out of it (R-43).

A platform does what it is asked for and says what became of it, in the shapes below and in four kinds of trouble.
It never decides what a conflict means. Amounts are minor units, quantities thousandths, moments UTC. `ref` is
always the platform's own id, as a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from pos_desktop.application.errors import FixSetting, Refused, TryAgain

if TYPE_CHECKING:
    from pos_desktop.application.platform_capabilities import CapabilityTable
    from pos_desktop.application.setting_field import SettingField


# -- trouble ---------------------------------------------------------------------------------------


class PlatformAway(TryAgain):
    """Nothing happened there: it was not reached (`offline`), asked to be left alone, or is held back by a breaker."""

    def __init__(
        self,
        title: str,
        meaning: str = "",
        next_step: str = "",
        *,
        retry_after: float | None = None,
        offline: bool = False,
    ) -> None:
        super().__init__(title, meaning, next_step)
        self.retry_after = retry_after  # seconds, when the platform named them
        self.offline = offline  # no way to it at all: waiting costs no attempt


class PlatformUnsure(TryAgain):
    """It was asked and may have acted: the answer is missing, broke off or makes no sense. Look up before asking again."""

    def __init__(
        self, title: str, meaning: str = "", next_step: str = "", *, retry_after: float | None = None
    ) -> None:
        super().__init__(title, meaning, next_step)
        self.retry_after = retry_after


class PlatformSetting(FixSetting):
    """A key, a scope, a location or an address is wrong; nothing happened. `sign_in`: only signing in again helps."""

    def __init__(self, title: str, meaning: str = "", next_step: str = "", *, sign_in: bool = False) -> None:
        super().__init__(title, meaning, next_step)
        self.sign_in = sign_in


class PlatformRefused(Refused):
    """It will not do it, however often it is asked; nothing happened."""

    def __init__(
        self,
        title: str,
        meaning: str = "",
        next_step: str = "",
        *,
        code: str = "",
        mend: Mend | None = None,
    ) -> None:
        super().__init__(title, meaning, next_step)
        self.code = code
        self.mend = mend  # what a person can change so that it goes through


class NotOffered(PlatformRefused):
    """The platform, or the shop's plan, does not have this at all."""


class ShapeChanged(PlatformRefused):
    """An answer or a message lacks what it must hold, or holds something else there."""

    def __init__(self, field_name: str, found: str = "") -> None:
        super().__init__(f"{field_name}: {found}" if found else field_name, code="shape")
        self.field_name = field_name


@dataclass(frozen=True, slots=True)
class Mend:
    """How a refused order can be sent after all: which line, and what stands wrong in it."""

    kind: MendKind
    line_id: UUID | None = None
    name: str = ""
    value: str = ""


class MendKind(StrEnum):
    """What a person can mend."""

    UNKNOWN_VARIANT = "unknown_variant"  # link to another product, or send as a custom line
    CUSTOMER = "customer"  # an address or e-mail that it does not take
    TOO_LATE = "too_late"  # the order or refund is closed there
    OTHER = "other"


# -- the shop --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What a tested connection found."""

    name: str
    address: str
    currency: str
    plan: str
    api_version: str
    missing_scopes: tuple[str, ...] = ()
    gift_cards: bool = False
    prices_include_tax: bool = False
    warnings: tuple[str, ...] = ()  # what will stop working if nobody acts, in words


@dataclass(frozen=True, slots=True)
class PlatformLocation:
    """A place where the platform keeps stock."""

    ref: str
    name: str
    active: bool = True


# -- products --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlatformImage:
    """A picture of a product."""

    address: str
    alt: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class PlatformVariant:
    """A sellable unit of the platform."""

    ref: str
    item_ref: str = ""  # what its stock is kept under, where that is another id
    sku: str = ""
    barcode: str = ""
    option_values: tuple[str, ...] = ()
    price_minor: int | None = None
    compare_at_minor: int | None = None
    weight_grams: Decimal | None = None
    tracks_stock: bool = True
    levels: Mapping[str, int] = field(default_factory=dict)  # location ref to thousandths, where told along
    position: int = 0
    unknown: Mapping[str, Any] = field(default_factory=dict)  # fields that the register does not know, kept


@dataclass(frozen=True, slots=True)
class PlatformProduct:
    """A product with its variants."""

    ref: str
    name: str
    variants: tuple[PlatformVariant, ...]
    updated_at: datetime
    handle: str = ""
    options: tuple[str, ...] = ()
    category: str = ""
    vendor: str = ""
    active: bool = True
    images: tuple[PlatformImage, ...] = ()
    unknown: Mapping[str, Any] = field(default_factory=dict)


# -- people, discounts, gift cards -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlatformAddress:
    """A postal address."""

    name: str = ""
    company: str = ""
    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PlatformCustomer:
    """A customer of the shop."""

    ref: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""
    tax_exempt: bool = False
    addresses: tuple[PlatformAddress, ...] = ()
    updated_at: datetime | None = None
    unknown: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlatformDiscount:
    """A discount code as the platform knows it: a percentage or an amount."""

    ref: str
    code: str
    title: str
    percent: Decimal | None = None
    amount_minor: int | None = None
    active: bool = True
    reason: str = ""  # why it cannot be used now, in words


@dataclass(frozen=True, slots=True)
class PlatformGiftCard:
    """A gift card of the platform; never its code."""

    ref: str
    last_four: str
    balance_minor: int
    currency: str
    active: bool = True


# -- orders ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrderTaxPush:
    """A rate and what it came to."""

    name: str
    percent: Decimal
    tax_minor: int


@dataclass(frozen=True, slots=True)
class OrderLinePush:
    """A sold line as it goes to a platform. `variant_ref` empty: sent as a custom line, by its name."""

    line_id: UUID
    name: str
    quantity_milli: int
    total_minor: int  # what the customer paid for it, tax included, after all discounts
    net_minor: int
    discount_minor: int  # of all kinds; `total_minor` has it taken off
    unit_price_minor: int
    taxes: tuple[OrderTaxPush, ...] = ()
    variant_ref: str = ""
    sku: str = ""
    unit: str = ""
    weighed: bool = False
    note: str = ""
    gift_card: bool = False


@dataclass(frozen=True, slots=True)
class TenderPush:
    """A payment of the order. `gateway` is what the platform calls it, from the connection's mapping."""

    tender_id: UUID
    gateway: str
    amount_minor: int
    tip_minor: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class OrderPush:
    """A paid order, its totals computed once at the register and sent as they are."""

    order_id: UUID  # our id, by which the platform's copy is looked up
    number: str
    paid_at: datetime
    currency: str
    prices_include_tax: bool
    lines: tuple[OrderLinePush, ...]
    tenders: tuple[TenderPush, ...]
    total_minor: int
    tax_minor: int
    discount_minor: int
    rounding_minor: int = 0
    tips_minor: int = 0
    location_ref: str = ""
    customer_ref: str = ""
    customer_name: str = ""
    email: str = ""
    note: str = ""
    seller: str = ""
    register_name: str = ""
    handed_over: bool = True  # else its goods leave later, and whoever ships them says so on the platform


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """The platform's copy of an order of ours."""

    ref: str
    name: str  # what the platform's people call it: #1001
    total_minor: int
    tax_minor: int
    currency: str
    line_refs: Mapping[str, str] = field(default_factory=dict)  # our line's id to its ref
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class RefundLinePush:
    """Goods that came back."""

    line_ref: str
    quantity_milli: int
    amount_minor: int
    restock: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class RefundPush:
    """Money that went back for an order the platform has. The register restocks by its own stock moves."""

    refund_id: UUID
    order_ref: str
    lines: tuple[RefundLinePush, ...]
    tenders: tuple[TenderPush, ...]
    amount_minor: int
    currency: str
    note: str = ""
    at: datetime | None = None
    location_ref: str = ""


@dataclass(frozen=True, slots=True)
class PlacedRefund:
    """The platform's copy of a refund of ours."""

    ref: str
    amount_minor: int


# -- stock -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StockChange:
    """What came to (negative: went from) an item at a place."""

    item_ref: str
    location_ref: str
    quantity_milli: int


@dataclass(frozen=True, slots=True)
class LevelTold:
    """An absolute level at a moment of the platform's own clock."""

    item_ref: str
    location_ref: str
    level_milli: int
    at: datetime


# -- changes that come in --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OnlineLine:
    """A line of an order made on the platform."""

    ref: str
    name: str
    quantity_milli: int
    total_minor: int
    variant_ref: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class OnlineOrder:
    """An order as the platform has it, made there or sent by us (`our_id`)."""

    ref: str
    name: str
    state: OnlineState
    currency: str
    total_minor: int
    placed_at: datetime
    updated_at: datetime
    lines: tuple[OnlineLine, ...] = ()
    our_id: str = ""
    from_register: bool = False  # sent by a register of the store, this one or another
    paid: bool = False
    fulfilled: bool = False
    refunded_minor: int = 0
    customer: PlatformCustomer | None = None
    ship_to: PlatformAddress | None = None
    note: str = ""
    unknown: Mapping[str, Any] = field(default_factory=dict)


class OnlineState(StrEnum):
    """Where an order of the platform is."""

    OPEN = "open"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class ChangeKind(StrEnum):
    """What a message or a look at the platform tells of."""

    PRODUCT = "product"
    PRODUCT_GONE = "product_gone"
    LEVEL = "level"
    LEVEL_GONE = "level_gone"  # an item is no longer kept at a place
    ORDER = "order"
    REFUND = "refund"
    CUSTOMER = "customer"
    DISCOUNT = "discount"
    APP_REMOVED = "app_removed"
    UNKNOWN = "unknown"  # kept and replayable, acted on by nobody


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed on the platform; the field of its kind is set."""

    kind: ChangeKind
    ref: str
    at: datetime | None = None
    product: PlatformProduct | None = None
    level: LevelTold | None = None
    order: OnlineOrder | None = None
    customer: PlatformCustomer | None = None
    order_ref: str = ""  # of a refund
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """A webhook whose signature was right, not looked into yet."""

    delivery_id: str  # the same one for the same event, however often it is delivered
    topic: str
    body: bytes
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A page of changes read by asking."""

    messages: tuple[Message, ...]
    cursor: str  # where the next look begins
    more: bool


class BadSignature(Exception):
    """A message whose signature is missing or wrong; nothing of it is kept."""


class Stream(StrEnum):
    """What can be asked for since a moment."""

    PRODUCTS = "products"
    LEVELS = "levels"
    ORDERS = "orders"
    CUSTOMERS = "customers"


@dataclass(frozen=True, slots=True)
class Budget:
    """What the platform's limit leaves, in its own measure (cost points, calls)."""

    available: float
    maximum: float
    per_second: float


# -- the Protocol ----------------------------------------------------------------------------------


class Platform(Protocol):
    """A shop on a platform. Safe to be used by several threads; every call is bounded in time (R-27, R-61).

    Each call may raise PlatformAway, PlatformUnsure, PlatformSetting and PlatformRefused, and no other.
    """

    @property
    def capabilities(self) -> CapabilityTable: ...

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
    def create_customer(self, customer: PlatformCustomer) -> PlatformCustomer: ...
    def discount(self, code: str) -> PlatformDiscount | None: ...
    def gift_card(self, code: str) -> PlatformGiftCard | None: ...
    def redeem_gift_card(self, ref: str, amount_minor: int, currency: str, note: str) -> PlatformGiftCard:
        """Takes from it. Not repeatable; an unsure answer is decided by the balance."""
        ...

    def credit_gift_card(self, ref: str, amount_minor: int, currency: str, note: str) -> PlatformGiftCard: ...

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
    """The platforms that the store connected (R-42)."""

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

    def forget(self, connection_id: UUID) -> None:
        """Its settings or keys changed."""
        ...

    def close(self) -> None:
        """Lets every one go."""
        ...
