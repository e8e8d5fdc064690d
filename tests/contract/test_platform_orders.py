"""Every registered platform: orders and refunds that are sent to it."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from dataclasses import replace

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.capabilities import Capability
from pos_desktop.application.platform.sent_orders import RefundLinePush, RefundPush, TenderPush
from pos_desktop.application.platform.trouble import MendKind, PlatformRefused, PlatformUnsure
from tests.contract.platform_asking import can, offered, side, sold
from tests.platform_harness import LEVEL, MUG, TEA, line, order

# -- orders ----------------------------------------------------------------------------------------


def test_an_order_is_created_once_to_the_cent_and_found_by_our_id(side):
    push = order(side)
    assert side.platform.find_order(push.order_id) is None
    placed = side.platform.create_order(push)
    assert (placed.total_minor, placed.tax_minor, placed.currency) == (
        push.total_minor,
        push.tax_minor,
        "EUR",
    )
    assert set(placed.line_refs) == {str(each.line_id) for each in push.lines}
    assert side.platform.find_order(push.order_id) == placed
    assert side.platform.find_order(new_id()) is None
    assert offered(side, "copies", push.order_id) == 1


def test_an_order_moves_no_stock_there(side):
    side.platform.create_order(order(side))
    assert (offered(side, "level", MUG), offered(side, "level", TEA)) == (LEVEL, LEVEL)


def test_an_amount_that_does_not_divide_by_its_pieces_arrives_to_the_cent(side):
    push = order(side, line(side, MUG, 3, total_minor=1000, net_minor=1000, discount_minor=2870))
    placed = side.platform.create_order(push)
    assert placed.total_minor == 1000
    assert side.platform.find_order(push.order_id).line_refs == placed.line_refs


def test_tips_and_coins_arrive(side):
    tenders = (TenderPush(new_id(), "cash", 1290 + 10 - 2), TenderPush(new_id(), "card", 0, tip_minor=100))
    push = order(
        side,
        line(side, MUG, 1, total_minor=1300, net_minor=1300),
        tenders=tenders,
        rounding_minor=-2,
        tips_minor=100,
    )
    assert side.platform.create_order(push).total_minor == 1400


def test_an_order_whose_answer_is_lost_is_there_once(side):
    push = order(side)
    offered(side, "lose_next_answer")
    with pytest.raises(PlatformUnsure):
        side.platform.create_order(push)
    side.let_go()
    found = side.platform.find_order(push.order_id)
    assert found is not None and found.total_minor == push.total_minor
    assert offered(side, "copies", push.order_id) == 1


def test_an_order_whose_request_is_lost_is_not_there(side):
    push = order(side)
    offered(side, "lose_next_request")
    with pytest.raises(PlatformUnsure):
        side.platform.create_order(push)
    assert side.platform.find_order(push.order_id) is None
    side.platform.create_order(push)
    assert offered(side, "copies", push.order_id) == 1


def test_a_variant_that_is_not_there_can_be_mended(side):
    known, unknown = line(side, MUG, 3, total_minor=1000, net_minor=1000), line(side, TEA, 1)
    (variant,) = side.platform.find_variants(sku=TEA)
    gone = replace(unknown, variant_ref=variant.ref + "999")
    push = order(side, known, gone)
    with pytest.raises(PlatformRefused) as raised:
        side.platform.create_order(push)
    mend = raised.value.mend
    assert (mend.kind, mend.line_id, mend.name) == (MendKind.UNKNOWN_VARIANT, gone.line_id, gone.name)
    custom = replace(push, lines=(known, replace(gone, variant_ref="")))
    assert side.platform.create_order(custom).total_minor == push.total_minor


def test_a_void_cancels_and_a_second_one_is_a_success(side):
    push = order(side)
    placed = side.platform.create_order(push)
    side.platform.cancel_order(placed.ref, "rung up by mistake")
    assert side.platform.find_order(push.order_id).cancelled
    side.platform.cancel_order(placed.ref, "again")


def test_a_void_of_an_order_that_is_not_there_is_too_late(side):
    placed = side.platform.create_order(order(side))
    with pytest.raises(PlatformRefused) as raised:
        side.platform.cancel_order(placed.ref + "999", "")
    assert raised.value.mend.kind is MendKind.TOO_LATE


# -- refunds ---------------------------------------------------------------------------------------


def test_a_refund_goes_over_once_whatever_is_repeated(side):
    order_id, _, refund = sold(side)
    assert side.platform.find_refund(refund) is None
    first = side.platform.refund(refund, "key-1")
    assert first.amount_minor == 667
    assert side.platform.refund(refund, "key-1") == first
    assert side.platform.find_refund(refund) == first
    assert offered(side, "refunded", order_id) == 667
    assert offered(side, "level", MUG) == LEVEL, "the register moves the stock by itself"


def test_a_refund_whose_answer_is_lost_is_found(side):
    order_id, _, refund = sold(side)
    offered(side, "lose_next_answer")
    with pytest.raises(PlatformUnsure):
        side.platform.refund(refund, "key-1")
    side.let_go()
    assert side.platform.find_refund(refund).amount_minor == 667
    side.platform.refund(refund, "key-1")
    assert offered(side, "refunded", order_id) == 667


def test_all_of_an_order_comes_back_in_two_returns(side):
    order_id, _, refund = sold(side)
    side.platform.refund(refund, "key-1")
    rest = replace(
        refund,
        refund_id=new_id(),
        lines=(replace(refund.lines[0], quantity_milli=1000, amount_minor=333),),
        tenders=(TenderPush(new_id(), "cash", 333),),
        amount_minor=333,
    )
    side.platform.refund(rest, "key-2")
    assert offered(side, "refunded", order_id) == 1000
    with pytest.raises(PlatformRefused):
        side.platform.refund(replace(rest, refund_id=new_id()), "key-3")


@pytest.mark.parametrize("coins", [-2, 3])
def test_a_refund_that_was_rounded_to_coins_is_taken(side, coins):
    can(side, Capability.REFUNDS)
    mug = line(side, MUG, 1, total_minor=998, net_minor=998)
    tenders = (TenderPush(new_id(), "cash", 998 + coins),)
    placed = side.platform.create_order(order(side, mug, tenders=tenders, rounding_minor=coins))
    back = RefundPush(
        new_id(), placed.ref, (RefundLinePush(placed.line_refs[str(mug.line_id)], 1000, 998, True),),
        tenders, 998 + coins, "EUR",
    )  # fmt: skip
    assert side.platform.refund(back, "key-1").amount_minor == 998 + coins
    assert side.platform.find_refund(back).amount_minor == 998 + coins


def test_part_of_a_weighed_piece_and_money_without_goods(side):
    can(side, Capability.PARTIAL_REFUNDS)
    apples = line(side, TEA, 1, quantity_milli=1250, weighed=True, unit="kg", total_minor=500, net_minor=500)
    push = order(side, apples)
    placed = side.platform.create_order(push)
    back = RefundPush(
        new_id(), placed.ref, (RefundLinePush(placed.line_refs[str(apples.line_id)], 250, 100, False),),
        (TenderPush(new_id(), "cash", 100),), 100, "EUR",
    )  # fmt: skip
    side.platform.refund(back, "key-1")
    assert offered(side, "refunded", push.order_id) == 100
