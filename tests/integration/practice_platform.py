"""A platform for tests of what the register makes of changes: it says what it was told to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from pos_desktop.application.platform.catalogue import PlatformImage, PlatformProduct, PlatformVariant
from pos_desktop.application.platform.changes import Change, ChangeKind, Message
from pos_desktop.application.platform.customers import PlatformAddress, PlatformCustomer
from pos_desktop.application.platform.online_orders import OnlineLine, OnlineOrder, OnlineState
from pos_desktop.application.platform.stock import LevelTold
from tests.integration.shop import MORNING


def seconds(number: float) -> datetime:
    return MORNING + timedelta(seconds=number)


@dataclass
class PracticePlatform:
    """Understands its messages as `says` tells: changes, or the trouble that comes of reading them."""

    says: dict[str, list[Change] | Exception] = field(default_factory=dict)
    catalogue: list[list[PlatformProduct] | Exception] = field(default_factory=list)
    shelves: dict[tuple[str, str], tuple[int, datetime]] = field(default_factory=dict)
    """Levels by item and location, and since when."""
    again: dict[str, Message] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def read(self, message: Message) -> Sequence[Change]:
        said = self.says[message.delivery_id]
        if isinstance(said, Exception):
            raise said
        return said

    def look_again(self, message: Message) -> Message | None:
        self.asked.append(message.delivery_id)
        return self.again.get(message.delivery_id)

    def levels(self, item_refs: Sequence[str]) -> Sequence[LevelTold]:
        self.asked += item_refs
        return [
            LevelTold(item, place, level, at)
            for (item, place), (level, at) in self.shelves.items()
            if item in item_refs
        ]

    def products_count(self) -> int | None:
        pages = [page for page in self.catalogue if isinstance(page, list)]
        return sum(len(product.variants) for page in pages for product in page)

    def all_products(self) -> Iterator[Sequence[PlatformProduct]]:
        for page in self.catalogue:
            if isinstance(page, Exception):
                raise page
            yield page


@dataclass
class PracticePlatforms:
    """One platform for every connection."""

    platform: PracticePlatform = field(default_factory=PracticePlatform)
    trouble: Exception | None = None

    def of(self, connection_id: UUID) -> PracticePlatform:
        if self.trouble is not None:
            raise self.trouble
        return self.platform


def message(delivery_id: str, topic: str = "orders/create", body: bytes = b"{}") -> Message:
    return Message(delivery_id, topic, body, MORNING)


def level_change(level: int, at: datetime = MORNING, item: str = "i1", place: str = "l1") -> Change:
    return Change(ChangeKind.LEVEL, f"{item} {place}", at, level=LevelTold(item, place, level, at))


def product(name: str = "Bread", ref: str = "p1", at: datetime = MORNING, **facts: object) -> PlatformProduct:
    """A product of one variant, unless `variants` are given."""
    variants = facts.pop("variants", None) or (variant(),)
    return PlatformProduct(ref, name, variants, at, **facts)  # type: ignore[arg-type]


def variant(ref: str = "v1", **facts: object) -> PlatformVariant:
    number = ref.removeprefix("v")
    told: dict[str, object] = {"item_ref": f"i{number}", "sku": f"SKU-{number}", "price_minor": 250}
    return PlatformVariant(ref, **told | facts)  # type: ignore[arg-type]


def product_change(told: PlatformProduct) -> Change:
    return Change(ChangeKind.PRODUCT, told.ref, told.updated_at, product=told)


def customer(ref: str = "c1", at: datetime | None = MORNING, **facts: object) -> PlatformCustomer:
    told: dict[str, object] = {"first_name": "Ada", "last_name": "Example", "email": "Ada@Example.com"}
    return PlatformCustomer(ref, updated_at=at, **told | facts)  # type: ignore[arg-type]


def order(ref: str = "o1", at: datetime = MORNING, **facts: object) -> OnlineOrder:
    told: dict[str, object] = {
        "name": "#1001", "state": OnlineState.OPEN, "currency": "EUR", "total_minor": 1200, "placed_at": MORNING,
        "lines": (OnlineLine("ol1", "Bread", 2000, 1200, "v1", "SKU-1"),),
        "ship_to": PlatformAddress("Ada Example", lines=("Main street 1",), city="Ulm", country="DE"),
        "customer": customer(), "note": "ring twice", "unknown": {"tags": ["gift"]},
    }  # fmt: skip
    return OnlineOrder(ref, updated_at=at, **told | facts)  # type: ignore[arg-type]


def order_change(told: OnlineOrder) -> Change:
    return Change(ChangeKind.ORDER, told.ref, told.updated_at, order=told)


def picture(address: str) -> PlatformImage:
    return PlatformImage(address)


WEIGHT = Decimal("250.5")
