"""Every registered platform: stock, and what it tells of its changes."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pos_desktop.application.platform.capabilities import Capability
from pos_desktop.application.platform.changes import ChangeKind, Stream
from pos_desktop.application.platform.stock import LevelTold, StockChange
from pos_desktop.application.platform.trouble import BadSignature, PlatformRefused, PlatformUnsure
from tests.contract.platform_asking import FOUR, can, looks, offered, side
from tests.platform_harness import LEVEL, MUG, PRICES, TEA, Harness, order

# -- stock -----------------------------------------------------------------------------------------


def at_the_place(side: Harness, sku: str, pieces: int) -> StockChange:
    (variant,) = side.platform.find_variants(sku=sku)
    return StockChange(variant.item_ref, side.platform.locations()[0].ref, pieces * 1000)


def test_stock_moves_by_as_much_once_for_a_key(side):
    can(side, Capability.STOCK_ADJUST)
    moved = [at_the_place(side, MUG, -2), at_the_place(side, TEA, 5), at_the_place(side, MUG, -1)]
    told = side.platform.adjust_stock(moved, "key-1")
    assert {level.item_ref: level.level_milli for level in told} == {
        moved[0].item_ref: (LEVEL - 3) * 1000,
        moved[1].item_ref: (LEVEL + 5) * 1000,
    }
    assert (offered(side, "level", MUG), offered(side, "level", TEA)) == (LEVEL - 3, LEVEL + 5)
    can(side, Capability.IDEMPOTENT_STOCK)
    side.platform.adjust_stock(moved, "key-1")
    assert offered(side, "level", MUG) == LEVEL - 3


def test_a_move_whose_answer_is_lost_is_made_once(side):
    can(side, Capability.IDEMPOTENT_STOCK)
    moved = [at_the_place(side, MUG, -4)]
    offered(side, "lose_next_answer")
    with pytest.raises(PlatformUnsure):
        side.platform.adjust_stock(moved, "key-1")
    side.let_go()
    told = side.platform.adjust_stock(moved, "key-1")
    assert [level.level_milli for level in told] == [(LEVEL - 4) * 1000]
    assert offered(side, "level", MUG) == LEVEL - 4


def test_stock_may_go_below_zero(side):
    can(side, Capability.STOCK_ADJUST)
    (told,) = side.platform.adjust_stock([at_the_place(side, MUG, -LEVEL - 3)], "key-1")
    assert told.level_milli == -3000


def test_a_level_is_set_only_where_it_is_still_what_was_expected(side):
    can(side, Capability.STOCK_COMPARE)
    change = at_the_place(side, MUG, 7)
    wanted = LevelTold(change.item_ref, change.location_ref, 7000, datetime.now(UTC))
    with pytest.raises(PlatformRefused):
        side.platform.set_stock(wanted, (LEVEL + 1) * 1000, "key-1")
    assert offered(side, "level", MUG) == LEVEL
    assert side.platform.set_stock(wanted, LEVEL * 1000, "key-2").level_milli == 7000
    assert side.platform.set_stock(replace(wanted, level_milli=9000), None, "key-3").level_milli == 9000
    assert offered(side, "level", MUG) == 9


def test_levels_are_told_with_the_shops_own_moment(side):
    change = at_the_place(side, MUG, 0)
    (level,) = side.platform.levels([change.item_ref])
    assert (level.level_milli, level.location_ref) == (LEVEL * 1000, change.location_ref)
    (moved,) = side.platform.adjust_stock([at_the_place(side, MUG, -1)], "key-1")
    (after,) = side.platform.levels([change.item_ref])
    assert after.level_milli == (LEVEL - 1) * 1000
    assert level.at <= moved.at and level.at <= after.at


def test_nothing_is_asked_for_no_moves(side):
    assert not side.platform.adjust_stock([], "key-1")
    assert not side.platform.levels([])


def test_a_fraction_of_a_piece_is_refused(side):
    with pytest.raises(PlatformRefused):
        side.platform.adjust_stock([replace(at_the_place(side, MUG, 1), quantity_milli=1500)], "key-1")


# -- changes ---------------------------------------------------------------------------------------


CAUSES = {
    Stream.PRODUCTS: (ChangeKind.PRODUCT, lambda side: offered(side, "merchant_edits", MUG, 1390)),
    Stream.LEVELS: (ChangeKind.LEVEL, lambda side: offered(side, "merchant_counts", MUG, 5)),
    Stream.ORDERS: (ChangeKind.ORDER, lambda side: offered(side, "customer_buys", TEA)),
    Stream.CUSTOMERS: (
        ChangeKind.CUSTOMER,
        lambda side: offered(side, "customer_signs_up", "kim@example.com"),
    ),
}


@pytest.mark.parametrize("stream", CAUSES, ids=lambda stream: stream.value)
def test_what_changed_is_told_once_from_now_on(side, stream):
    kind, cause = CAUSES[stream]
    begin = side.platform.changes(stream, "")
    assert begin.messages == () and begin.cursor
    _, cursor = looks(side, stream, begin.cursor)
    cause(side)
    messages, cursor = looks(side, stream, cursor)
    changes = [change for message in messages for change in side.platform.read(message)]
    assert {change.kind for change in changes} == {kind}
    assert all(message.delivery_id for message in messages)
    again, _ = looks(side, stream, cursor)
    assert again == []


def test_what_a_look_tells(side):
    begin = {stream: looks(side, stream, side.platform.changes(stream, "").cursor)[1] for stream in CAUSES}
    for _, cause in CAUSES.values():
        cause(side)
    told = {
        stream: [
            change
            for message in looks(side, stream, begin[stream])[0]
            for change in side.platform.read(message)
        ]
        for stream in CAUSES
    }
    prices = [
        v.price_minor for change in told[Stream.PRODUCTS] for v in change.product.variants if v.sku == MUG
    ]
    assert prices == [1390]
    (mug,) = side.platform.find_variants(sku=MUG)
    assert [c.level.level_milli for c in told[Stream.LEVELS] if c.level.item_ref == mug.item_ref] == [5000]
    (bought,) = [change.order for change in told[Stream.ORDERS]]
    assert (bought.total_minor, bought.our_id, bought.paid) == (PRICES[TEA], "", True)
    assert "kim@example.com" in [change.customer.email for change in told[Stream.CUSTOMERS]]


def test_a_product_that_was_deleted_is_told(side):
    cursor = side.platform.changes(Stream.PRODUCTS, "").cursor
    _, cursor = looks(side, Stream.PRODUCTS, cursor)
    ref = offered(side, "merchant_deletes", TEA)
    messages, _ = looks(side, Stream.PRODUCTS, cursor)
    changes = [change for message in messages for change in side.platform.read(message)]
    assert [(c.kind, c.ref) for c in changes if c.kind is ChangeKind.PRODUCT_GONE] == [
        (ChangeKind.PRODUCT_GONE, ref)
    ]


def test_our_own_order_comes_back_with_our_id(side):
    cursor = side.platform.changes(Stream.ORDERS, "").cursor
    push = order(side)
    placed = side.platform.create_order(push)
    messages, _ = looks(side, Stream.ORDERS, cursor)
    found = [change.order for message in messages for change in side.platform.read(message)]
    assert [(each.ref, each.our_id, each.total_minor) for each in found] == [
        (placed.ref, str(push.order_id), push.total_minor)
    ]


def test_a_cursor_that_cannot_be_read_leaves_nothing_out(side):
    messages, _ = looks(side, Stream.PRODUCTS, "nonsense")
    assert len(messages) >= 2


def test_messages_are_genuine_or_refused_and_every_one_is_understood(side):
    can(side, Capability.WEBHOOKS)
    for cause in (
        lambda: offered(side, "customer_buys", TEA),
        lambda: offered(side, "merchant_counts", MUG, 5),
    ):
        cause()
    side.platform.create_order(order(side, email="kim@example.com"))
    offered(side, "merchant_edits", MUG, 1390)
    sent = offered(side, "messages")
    assert sent
    kinds = set()
    for headers, body in sent:
        message = side.platform.verify(headers, body)
        kinds |= {change.kind for change in side.platform.read(message)}
        with pytest.raises(BadSignature):
            side.platform.verify(headers, body + b" ")
        with pytest.raises(BadSignature):
            side.platform.verify({}, body)
    assert kinds >= {ChangeKind.ORDER, ChangeKind.LEVEL, ChangeKind.PRODUCT}


def test_subscribing_twice_subscribes_once(side):
    can(side, Capability.WEBHOOKS)
    first = side.platform.subscribe("https://register.example/hooks")
    assert first and side.platform.subscribe("https://register.example/hooks") == first
    with pytest.raises(FOUR):
        side.platform.subscribe("http://register.example/hooks")
