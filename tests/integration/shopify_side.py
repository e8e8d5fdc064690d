"""A practice shop and the register's way to it, as the tests of the way to a shop use them."""

import pytest

from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from tests.platform_harness.shopify import harness


@pytest.fixture
def side():
    with harness() as made:
        yield made


def asked(fake: FakeShopify, operation: str) -> int:
    return sum(operation in operations for _, operations in fake.seen)
