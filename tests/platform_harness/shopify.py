"""Shopify, as the shipped practice shop stands in for it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import partial
from uuid import UUID

from pos_desktop.platforms.base import Surroundings
from pos_desktop.platforms.guarded import GuardedPlatform
from pos_desktop.platforms.shopify.fake.bucket import PLUS, Plan
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, PRACTICE_TOKEN, FakeShopify
from pos_desktop.platforms.shopify.platform import ShopifyKind
from pos_desktop.platforms.tokens import MemoryShelf
from pos_desktop.system.outgoing import Pace
from tests.platform_harness import BARCODES, LEVEL, MUG, PRICES, TEA, Harness

QUICK = Pace(waits=(0.0, 0.0, 0.0), jitter=lambda: 0.0, sleep=lambda seconds: time.sleep(min(seconds, 0.05)))
HURRIED_SECONDS = 1.5
CHANGING = ("orderCreate", "refundCreate", "inventoryAdjustQuantities", "customerCreate", "orderCancel")
SECRETS = {"access_token": PRACTICE_TOKEN, "client_secret": PRACTICE_SECRET}


class ShopifyHarness(Harness):
    """A shop with a mug and a tea."""

    def __init__(self, fake: FakeShopify, platform: GuardedPlatform) -> None:
        self.fake = fake
        self.platform = platform
        self.ways = [platform]

    def level(self, sku: str) -> int:
        return self.fake.level(sku)

    def copies(self, order_id: UUID) -> int:
        return len(self.fake.orders(str(order_id)))

    def refunded(self, order_id: UUID) -> int:
        (order,) = self.fake.orders(str(order_id))
        return int(sum(Decimal(refund["total"]) for refund in self.fake.refunds(order)) * 100)

    def customers(self, email: str) -> int:
        with self.fake.state.lock:
            return sum(one["email"] == email for one in self.fake.state.all("Customer"))

    def merchant_edits(self, sku: str, price_minor: int) -> None:
        self.fake.edit_variant(sku, price=str(Decimal(price_minor) / 100))

    def merchant_counts(self, sku: str, pieces: int) -> None:
        self.fake.set_level(sku, pieces)

    def merchant_deletes(self, sku: str) -> str:
        product = self.fake.product_of(sku)
        self.fake.delete_product(product)
        return str(product["id"])

    def customer_buys(self, sku: str) -> str:
        return str(self.fake.sell_online([(sku, 1)])["id"])

    def customer_signs_up(self, email: str) -> str:
        return str(self.fake.add_customer(email=email, firstName="Kim", lastName="Example")["id"])

    def add_discount(self, code: str, *, percent: int = 0, amount: str = "", over: bool = False) -> None:
        terms: dict[str, object] = {"percent": percent} if percent else {"amount": amount}
        self.fake.add_discount(code, **terms, **({"ends_at": "2020-01-01T00:00:00Z"} if over else {}))

    def add_gift_card(self, code: str, balance: str) -> None:
        self.fake.add_gift_card(code, balance)

    def messages(self) -> Sequence[tuple[Mapping[str, str], bytes]]:
        return [(told.headers, told.body) for told in self.fake.courier.told]

    def faults(self) -> Mapping[str, Callable[[], object]]:
        how: dict[Fault, dict[str, object]] = {
            Fault.TOO_MANY: {"retry_after": "30"},
            Fault.SLOW: {"seconds": 2 * HURRIED_SECONDS},
            Fault.SHAPE: {"change": lambda body: {"data": {}}},
        }
        spoilt = [fault for fault in Fault if fault is not Fault.TWICE]  # a doubled call is no answer to ours
        return {fault.value: partial(self.fake.faults.plan, fault, **how.get(fault, {})) for fault in spoilt}

    def lose_next_answer(self) -> None:
        self._on_a_change(Fault.LOSE_ANSWER)

    def lose_next_request(self) -> None:
        self.fake.faults.plan(Fault.LOSE_REQUEST)

    def too_many(self) -> None:
        self.fake.faults.plan(Fault.TOO_MANY, retry_after="30")

    def withdraw_keys(self) -> None:
        self.fake.gate.expire()

    def hurry(self) -> None:
        if len(self.ways) == 1:
            self.ways.append(connected(self.fake, pace=replace(QUICK, call_seconds=HURRIED_SECONDS)))
        self.platform = self.ways[1]

    def let_go(self) -> None:
        self.fake.faults.clear()
        self.platform = self.ways[0]

    def _on_a_change(self, fault: Fault) -> None:
        for name in CHANGING:
            self.fake.faults.plan(fault, name)


def filled(fake: FakeShopify) -> None:
    """The mug and the tea, LEVEL pieces of each."""
    place = fake.locations()[0]["id"]
    fake.fill(
        [
            ProductSpec(
                sku.title(),
                (VariantSpec(sku, str(Decimal(PRICES[sku]) / 100), BARCODES[sku], levels={place: LEVEL}),),
                images=("https://cdn.example/picture.png",),
            )
            for sku in (MUG, TEA)
        ]
    )


@contextmanager
def practice_shop(plan: Plan = PLUS, **facts: object) -> Iterator[FakeShopify]:
    """A shop with its goods that listens."""
    with FakeShopify(plan=plan, **facts) as fake:  # type: ignore[arg-type]
        filled(fake)
        yield fake


def connected(
    fake: FakeShopify, secrets: Mapping[str, str] = SECRETS, pace: Pace = QUICK, **facts: object
) -> GuardedPlatform:
    """A register's way to the shop."""
    settings = {
        "shop": fake.address,
        **({"client_id": "practice-app"} if "access_token" not in secrets else {}),
    }
    surroundings = Surroundings(secrets.get, MemoryShelf(), settings, **facts)  # type: ignore[arg-type]
    return GuardedPlatform(ShopifyKind(pace).create(surroundings))


@contextmanager
def harness() -> Iterator[ShopifyHarness]:
    with practice_shop() as fake:
        made = ShopifyHarness(fake, connected(fake))
        try:
            yield made
        finally:
            fake.faults.clear()
            for platform in made.ways:
                platform.close()
