"""Looks at a shop in which something happens while they go on, or in which one record is not as it must be."""
# ruff: noqa: F811 - fixtures are arguments

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pos_desktop.application.platform.changes import Change, Message, Stream
from pos_desktop.application.platform.trouble import ShapeChanged
from pos_desktop.platforms.shopify.changes import Cursor
from pos_desktop.platforms.shopify.fake.clock import ManualClock
from pos_desktop.platforms.shopify.fake.faults import Fault
from tests.contract.platform_asking import looks
from tests.platform_harness import LEVEL, MUG, TEA
from tests.platform_harness.shopify import ShopifyHarness, connected, practice_shop


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 2, 9, tzinfo=UTC))


@pytest.fixture
def side(clock: ManualClock) -> Iterator[ShopifyHarness]:
    with practice_shop(clock=clock) as fake:
        made = ShopifyHarness(fake, connected(fake))
        yield made
        made.platform.close()


def begun(side: ShopifyHarness, stream: Stream) -> str:
    return looks(side, stream, side.platform.changes(stream, "").cursor)[1]


def understood(side: ShopifyHarness, messages: list[Message]) -> tuple[list[Change], list[str]]:
    """What messages say, and the fields of those that are not as they must be."""
    changes: list[Change] = []
    fields = []
    for message in messages:
        try:
            changes += side.platform.read(message)
        except ShapeChanged as trouble:
            fields.append(trouble.field_name)
    return changes, fields


# -- something happens while a look goes on --------------------------------------------------------


def test_a_level_that_changes_behind_a_long_look_is_not_left_out(side, clock):
    """Of two places the first is read when something changes there; the second has something newer still."""
    first = side.fake.locations()[0]["id"]
    second = side.fake.add_location("Branch")["id"]
    side.fake.start_keeping(TEA, second, 5)
    cursor = begun(side, Stream.LEVELS)
    clock.advance(60)
    told = side.platform.changes(Stream.LEVELS, cursor)
    assert told.more, "the second place is still to be read"

    side.fake.set_level(MUG, LEVEL - 7, first)
    clock.advance(120)
    side.fake.set_level(TEA, 3, second)
    messages, cursor = looks(side, Stream.LEVELS, told.cursor)
    clock.advance(15)
    later, cursor = looks(side, Stream.LEVELS, cursor)

    levels = {
        (change.level.item_ref, change.level.location_ref): change.level.level_milli
        for change in understood(side, [*messages, *later])[0]
    }
    assert levels[side.fake.item(MUG)["id"], first] == (LEVEL - 7) * 1000
    clock.advance(15)
    _, cursor = looks(side, Stream.LEVELS, cursor)
    assert looks(side, Stream.LEVELS, cursor)[0] == [], "told once"


@pytest.mark.parametrize("stream", list(Stream), ids=lambda stream: stream.value)
def test_a_page_that_the_shop_does_not_remember_is_no_end_of_the_looks(side, clock, stream):
    """A look that stopped between two pages and is taken up long afterwards."""
    cursor = begun(side, stream)
    clock.advance(60)
    side.fake.set_level(MUG, LEVEL - 1)
    side.fake.edit_product(side.fake.product_of(MUG), title="Cup")
    side.fake.sell_online([(TEA, 1)])
    side.fake.add_customer(email="jo@example.com")
    at = replace(Cursor.read(cursor), after="bm8gc3VjaCBwbGFjZQ==")
    place = side.fake.locations()[0]["id"] if stream is Stream.LEVELS else ""
    lost = replace(at, place=place).text()

    told = side.platform.changes(stream, lost)
    assert (told.messages, told.more) == ((), False)

    messages, cursor = looks(side, stream, told.cursor)
    assert messages
    assert looks(side, stream, cursor)[0] == []


def test_deleted_products_are_still_told_after_a_page_was_forgotten(side):
    cursor = Cursor.read(begun(side, Stream.PRODUCTS))
    side.fake.delete_product(side.fake.product_of(MUG))
    lost = replace(cursor, after="bm8gc3VjaCBwbGFjZQ==", gone=True).text()

    messages, _ = looks(side, Stream.PRODUCTS, side.platform.changes(Stream.PRODUCTS, lost).cursor)

    assert [message.topic for message in messages] == ["look/product_gone"]


def test_a_place_that_is_closed_in_the_middle_of_a_look_hides_nothing_of_the_next(side, clock):
    places = sorted([side.fake.locations()[0]["id"], side.fake.add_location("Branch")["id"]])
    for sku in (MUG, TEA):
        for place in places:
            side.fake.start_keeping(sku, place, 5)
    cursor = begun(side, Stream.LEVELS)
    clock.advance(60)
    for sku in (MUG, TEA):
        for place in places:
            side.fake.set_level(sku, 2, place)

    def first_of_two(body):
        page = body["data"]["location"]["inventoryLevels"]
        page["nodes"] = page["nodes"][:1]
        page["pageInfo"] = {"hasNextPage": True, "endCursor": page["pageInfo"]["endCursor"]}
        return body

    side.fake.faults.plan(Fault.SHAPE, "location", change=first_of_two)
    told = side.platform.changes(Stream.LEVELS, cursor)
    with side.fake.acting() as state:
        closed = next(each for each in side.fake.locations() if each["id"] == places[0])
        state.put({**closed, "isActive": False})
    messages, _ = looks(side, Stream.LEVELS, told.cursor)

    changes, _ = understood(side, messages)
    assert {change.level.item_ref for change in changes if change.level.location_ref == places[1]} == {
        side.fake.item(MUG)["id"],
        side.fake.item(TEA)["id"],
    }


# -- one record that is not as it must be ----------------------------------------------------------


def spoilt(stream, name, becomes):
    def change(body):
        page = body["data"][stream.value] if stream is not Stream.LEVELS else None
        page = page or body["data"]["location"]["inventoryLevels"]
        page["nodes"][0][name] = becomes
        return body

    return change


@pytest.mark.parametrize("becomes", [None, 7, "junk", []])
@pytest.mark.parametrize(
    ("stream", "name"),
    [
        (Stream.PRODUCTS, "updatedAt"),
        (Stream.PRODUCTS, "variants"),
        (Stream.LEVELS, "quantities"),
        (Stream.LEVELS, "item"),
        (Stream.ORDERS, "lineItems"),
        (Stream.ORDERS, "updatedAt"),
        (Stream.CUSTOMERS, "updatedAt"),
    ],
    ids=str,
)
def test_one_record_that_is_not_understood_holds_up_no_other(side, clock, stream, name, becomes):
    cursor = begun(side, stream)
    clock.advance(60)
    for sku in (MUG, TEA):
        side.merchant_edits(sku, 1390)
        side.merchant_counts(sku, 5)
        side.customer_buys(sku)
        side.customer_signs_up(f"{sku}@example.com")
    side.fake.faults.plan(
        Fault.SHAPE,
        "location" if stream is Stream.LEVELS else stream.value,
        change=spoilt(stream, name, becomes),
    )

    messages, cursor = looks(side, stream, cursor)

    changes, fields = understood(side, messages)
    assert len(changes) + len(fields) == 2
    if (stream, becomes) != (Stream.CUSTOMERS, None):
        assert fields and all(name in field for field in fields), fields
    for message in messages:
        assert understood(side, [side.platform.look_again(message)])[1] == [], "asked for again it is well"
    clock.advance(60)
    side.merchant_edits(MUG, 1490)
    side.merchant_counts(MUG, 4)
    side.customer_buys(MUG)
    side.customer_signs_up("another@example.com")
    assert looks(side, stream, cursor)[0], "and what comes later is found"
