"""Answers of Shopify in which any field is missing or something else: nothing but the four troubles comes of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.changes import Stream
from pos_desktop.application.platform.customers import PlatformCustomer
from pos_desktop.application.platform.stock import LevelTold, StockChange
from pos_desktop.application.platform.trouble import (
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
)
from pos_desktop.platforms.shopify.fake.faults import Fault
from tests.contract.platform_asking import sold
from tests.platform_harness import BARCODES, MUG, TEA, order
from tests.platform_harness.shopify import ShopifyHarness, harness

FOUR = (PlatformAway, PlatformUnsure, PlatformSetting, PlatformRefused)
JUNK = [None, 7, -1, 1.5, True, "", "junk", [], [None], {}, {"id": 7}, [{"id": 7}]]


@pytest.fixture(scope="module")
def side() -> Iterator[ShopifyHarness]:
    with harness() as made:
        made.add_discount("TEN", percent=10)
        made.add_gift_card("ABCD1234EFGH5678", "25.00")
        yield made


def places(body: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every field of an answer, itself included."""
    yield way
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, item in inside:
        yield from places(item, (*way, name))


def changed(body: Any, way: tuple[Any, ...], junk: Any) -> Any:
    if not way:
        return junk
    first, *rest = way
    copy = dict(body) if isinstance(body, dict) else list(body)
    copy[first] = changed(body[first], tuple(rest), junk)
    return copy


def item(side: ShopifyHarness) -> StockChange:
    return StockChange(side.fake.item(MUG)["id"], side.fake.locations()[0]["id"], -1000)


def level(side: ShopifyHarness) -> LevelTold:
    return LevelTold(item(side).item_ref, item(side).location_ref, 5000, datetime.now(UTC))


ASK = {
    "shop": lambda side: side.platform.check(),
    "locations": lambda side: side.platform.locations(),
    "productVariants": lambda side: side.platform.find_variants(barcode=BARCODES[TEA]),
    "orders": lambda side: side.platform.find_order(SOLD["id"]),
    "customers": lambda side: side.platform.find_customers("kim@example.com"),
    "codeDiscountNodeByCode": lambda side: side.platform.discount("TEN"),
    "giftCards": lambda side: side.platform.gift_card("ABCD1234EFGH5678"),
    "giftCard": lambda side: side.platform.gift_card_history(CARD["ref"]),
    "nodes": lambda side: side.platform.levels([item(side).item_ref]),
    "products": lambda side: list(side.platform.changes(Stream.PRODUCTS, "nonsense").messages),
}
CHANGE = {
    "orderCreate": lambda side: side.platform.create_order(order(side)),
    "refundCreate": lambda side: side.platform.refund(sold(side)[2], str(new_id())),
    "inventoryAdjustQuantities": lambda side: side.platform.adjust_stock([item(side)], str(new_id())),
    "inventorySetQuantities": lambda side: side.platform.set_stock(level(side), None, str(new_id())),
    "customerCreate": lambda side: side.platform.create_customer(PlatformCustomer("", "A", "B")),
    "giftCardDebit": lambda side: side.platform.redeem_gift_card(CARD["ref"], 1, "EUR", ""),
}
SOLD: dict[str, Any] = {}
CARD: dict[str, str] = {}


def answers(side: ShopifyHarness, operation: str, act: Any) -> Any:
    """An answer as it really is."""
    seen: list[Any] = []
    side.fake.faults.plan(Fault.SHAPE, operation, change=lambda body: seen.append(body) or body)
    act(side)
    return seen[0]


@pytest.mark.parametrize("operation", [*ASK, *CHANGE])
def test_whatever_stands_in_an_answer(side, operation):
    push = order(side, email="kim@example.com")
    SOLD["id"] = push.order_id
    side.platform.create_order(push)
    CARD["ref"] = side.platform.gift_card("ABCD1234EFGH5678").ref
    act = {**ASK, **CHANGE}[operation]
    ways = [way for way in places(answers(side, operation, act)) if way[:1] in ((), ("data",), ("errors",))]
    chance = Random(operation)
    for way in ways:
        junk = JUNK[chance.randrange(len(JUNK))]
        side.fake.faults.plan(Fault.SHAPE, operation, change=lambda body, w=way, j=junk: spoilt(body, w, j))
        try:
            act(side)
        except FOUR as problem:
            trouble = problem
        else:
            trouble = None
        side.fake.faults.clear()
        if operation in CHANGE and isinstance(trouble, PlatformRefused | PlatformAway):
            assert "userErrors" in way, (way, junk, trouble)


def spoilt(body: Any, way: tuple[Any, ...], junk: Any) -> Any:
    try:
        return changed(body, way, junk)
    except (KeyError, IndexError, TypeError):
        return body  # another answer of the same kind, with less in it
