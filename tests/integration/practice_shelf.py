"""A practice shop with a shirt and ten mugs, whose clock stands until it is moved, and somebody who asks it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pos_desktop.platforms.shopify.fake.clock import ManualClock
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from tests.practice_shopify import MUG, SHIRT, Asking

BEGAN = datetime(2026, 11, 20, 9, 0, 0, tzinfo=UTC)


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
