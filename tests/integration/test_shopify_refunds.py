"""Refunds as the shop takes them: the payments that money goes back to, and pieces that were weighed."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.sent_orders import (
    OrderPush,
    PlacedOrder,
    RefundLinePush,
    RefundPush,
    TenderPush,
)
from tests.integration.shopify_side import side
from tests.platform_harness import MUG, TEA, line, order
from tests.platform_harness.shopify import ShopifyHarness


def tenders(*paid: tuple[str, int]) -> tuple[TenderPush, ...]:
    return tuple(TenderPush(new_id(), gateway, minor) for gateway, minor in paid)


def sold(side: ShopifyHarness, *paid: tuple[str, int]) -> tuple[OrderPush, PlacedOrder]:
    """A mug at what was paid for it."""
    total = sum(minor for _, minor in paid)
    push = order(side, line(side, MUG, 1, total_minor=total, net_minor=total), tenders=tenders(*paid))
    return push, side.platform.create_order(push)


def give_back(side: ShopifyHarness, placed: PlacedOrder, *back: tuple[str, int]) -> None:
    """Money without goods."""
    total = sum(minor for _, minor in back)
    refund = RefundPush(new_id(), placed.ref, (), tenders(*back), total, "EUR")
    assert side.platform.refund(refund, str(new_id())).amount_minor == total


def payments(side: ShopifyHarness, push: OrderPush) -> list[tuple[str, str, str]]:
    """Of all that went back: the amount, how, and of which payment, by its amount."""
    (there,) = side.fake.orders(str(push.order_id))
    moves = side.fake.state.each(there["transactionIds"])
    amounts = {one["id"]: one["amount"] for one in moves}
    return [
        (one["amount"], one["gateway"], amounts[one["parentId"]]) for one in moves if one["kind"] == "REFUND"
    ]


def test_money_goes_back_to_a_payment_that_has_enough_left(side: ShopifyHarness) -> None:
    push, placed = sold(side, ("card", 2000), ("card", 3000))
    give_back(side, placed, ("card", 2500))
    give_back(side, placed, ("card", 400))
    assert payments(side, push) == [("25.0", "card", "30.0"), ("4.0", "card", "20.0")]


def test_what_no_payment_has_enough_left_for_goes_back_to_several(side: ShopifyHarness) -> None:
    push, placed = sold(side, ("card", 2000), ("card", 3000))
    give_back(side, placed, ("card", 4500))
    give_back(side, placed, ("card", 500))
    assert payments(side, push) == [
        ("20.0", "card", "20.0"), ("25.0", "card", "30.0"), ("5.0", "card", "30.0"),
    ]  # fmt: skip
    assert side.refunded(push.order_id) == 5000


def test_another_way_back_leaves_the_others_their_own_payments(side: ShopifyHarness) -> None:
    push, placed = sold(side, ("cash", 3000), ("card", 2000))
    give_back(side, placed, ("store_credit", 2000), ("cash", 3000))
    assert payments(side, push) == [("30.0", "cash", "30.0"), ("20.0", "store_credit", "20.0")]


def test_a_void_gives_back_every_payment(side: ShopifyHarness) -> None:
    push, placed = sold(side, ("card", 2000), ("cash", 3000))
    give_back(side, placed, ("card", 500))
    side.platform.cancel_order(placed.ref, "")
    assert side.refunded(push.order_id) == 5000
    assert payments(side, push)[1:] == [("15.0", "card", "20.0"), ("30.0", "cash", "30.0")]


def weighed(side: ShopifyHarness, sold_milli: int, *back: int) -> list[int]:
    """How many pieces of a weighed line are still sold there, after each part of it that came back."""
    apples = line(
        side, TEA, 1, quantity_milli=sold_milli, weighed=True, unit="kg", total_minor=600, net_minor=600
    )
    push = order(side, apples)
    placed = side.platform.create_order(push)
    left = []
    for quantity in back:
        lines = (RefundLinePush(placed.line_refs[str(apples.line_id)], quantity, 100, False),)
        refund = RefundPush(new_id(), placed.ref, lines, tenders(("cash", 100)), 100, "EUR")
        side.platform.refund(refund, str(new_id()))
        (there,) = side.fake.orders(str(push.order_id))
        left += [one["currentQuantity"] for one in side.fake.state.each(there["lineIds"])]
    return left


def test_whole_kilos_of_a_weighed_line_are_not_all_of_it(side: ShopifyHarness) -> None:
    assert weighed(side, 1500, 1000, 500) == [1, 1]
    assert weighed(side, 2000, 1000) == [1]


def test_all_of_a_weighed_line_is_its_piece(side: ShopifyHarness) -> None:
    assert weighed(side, 1500, 1500) == [0]
    assert weighed(side, 2000, 2000) == [0]
    assert weighed(side, 1000, 1000) == [0]
