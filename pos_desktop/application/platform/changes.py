"""What changed on a platform: a message as it came, or as a look found it, and what is understood of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_desktop.application.platform.catalogue import PlatformProduct
    from pos_desktop.application.platform.customers import PlatformCustomer
    from pos_desktop.application.platform.online_orders import OnlineOrder
    from pos_desktop.application.platform.stock import LevelTold


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


class Stream(StrEnum):
    """What can be asked for since a moment."""

    PRODUCTS = "products"
    LEVELS = "levels"
    ORDERS = "orders"
    CUSTOMERS = "customers"
