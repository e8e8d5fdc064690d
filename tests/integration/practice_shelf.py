"""A practice shop with a shirt and ten mugs, whose clock stands until it is moved, and somebody who asks it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pos_desktop.platforms.shopify.fake.clock import ManualClock
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from tests.practice_shopify import MUG, SHIRT, Asking

BEGAN = datetime(2026, 11, 20, 9, 0, 0, tzinfo=UTC)
NAME = "{ shop { name } }"
"""The cheapest question."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(BEGAN)


@pytest.fixture
def shop(clock: ManualClock) -> Iterator[FakeShopify]:
    with FakeShopify(clock=clock) as made:
        made.fill([SHIRT, MUG])
        made.set_level("MUG", 10)
        yield made


@pytest.fixture
def ask(shop: FakeShopify) -> Iterator[Asking]:
    asking = Asking(shop)
    yield asking
    asking.client.close()


def on_hand(ask: Asking, shop: FakeShopify, sku: str) -> dict[str, int]:
    """What each kind of quantity is at the first place."""
    names = ["available", "committed", "on_hand"]
    query = """query($id: ID!, $names: [String!]!) { inventoryItem(id: $id) { inventoryLevels(first: 1) { nodes {
      quantities(names: $names) { name quantity } } } } }"""
    told = ask.data(query, id=shop.item(sku)["id"], names=names)["inventoryItem"]["inventoryLevels"]["nodes"]
    return {each["name"]: each["quantity"] for each in told[0]["quantities"]}
