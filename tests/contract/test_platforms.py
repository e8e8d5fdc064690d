"""One suite over every platform that can be connected: what it must do, whoever it is; and the table of all eight."""

import contextlib
import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.capabilities import Capability, SellingWay, Support
from pos_desktop.application.platform.changes import ChangeKind, Message, Stream
from pos_desktop.application.platform.customers import PlatformCustomer
from pos_desktop.application.platform.sent_orders import PlacedOrder, RefundLinePush, RefundPush, TenderPush
from pos_desktop.application.platform.stock import LevelTold, StockChange
from pos_desktop.application.platform.trouble import (
    BadSignature,
    MendKind,
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
)
from pos_desktop.application.platform.trouble import NotOffered as NotOfferedThere
from pos_desktop.platforms.registry import platform_kind, platform_kinds
from tests.platform_harness import BARCODES, LEVEL, MUG, PRICES, TEA, Harness, NotOffered, line, order

KINDS = platform_kinds()
EVERY = sorted(KINDS)
OFFERED = [key for key in EVERY if KINDS[key].offered]
EIGHT = {"shopify", "woocommerce", "bigcommerce", "magento", "sylius", "wix", "prestashop", "squarespace"}
FOUR = (PlatformAway, PlatformUnsure, PlatformSetting, PlatformRefused)


@pytest.fixture(params=OFFERED)
def side(request: pytest.FixtureRequest) -> Iterator[Harness]:
    """The shop and the register's way to it."""
    module = importlib.import_module(f"tests.platform_harness.{request.param}")
    with module.harness() as harness:
        yield harness


def offered(side: Harness, act: str, *given: object, **named: object):
    """Has the other side do something, or skips the test with the reason why it cannot."""
    try:
        return getattr(side, act)(*given, **named)
    except NotOffered as missing:
        pytest.skip(f"{act}: {missing}")


def can(side: Harness, capability: Capability) -> None:
    """Skips the test, with the table's own words, where the platform does not have this."""
    if not side.platform.capabilities.has(capability):
        pytest.skip(f"{capability}: {side.platform.capabilities.of(capability).words}")


# -- the family ------------------------------------------------------------------------------------


def test_the_eight_are_there_and_each_that_is_offered_has_a_harness():
    assert set(EVERY) >= EIGHT
    for key in OFFERED:
        assert importlib.util.find_spec(f"tests.platform_harness.{key}"), f"{key} has no harness"


@pytest.mark.parametrize("key", EVERY)
def test_the_table_tells_of_every_capability_and_says_why_not(key):
    table = KINDS[key].capabilities
    assert set(table.abilities) == set(Capability)
    for capability, ability in table.abilities.items():
        assert (ability.support is Support.NATIVE) == (not ability.words), (capability, ability)
    assert SellingWay.LOCAL in table.ways
    assert (SellingWay.DRAFT in table.ways) == table.has(Capability.TAX_AT_CHECKOUT)
    assert table.has(Capability.ORDERS) == (SellingWay.AFTER_PAYMENT in table.ways)
    if table.has(Capability.PARTIAL_REFUNDS):
        assert table.has(Capability.REFUNDS)


@pytest.mark.parametrize("key", EVERY)
def test_a_kind_names_itself_and_its_settings(key):
    kind = KINDS[key]
    assert kind.key == key and kind.label and len(kind.short) == 2
    assert bool(kind.fields) == kind.offered
    with pytest.raises(PlatformSetting):
        kind.parse({"nonsense": "1"})


@pytest.mark.parametrize("key", [key for key in EVERY if key not in OFFERED] + ["nobody"])
def test_what_is_not_offered_cannot_be_connected(key):
    with pytest.raises(PlatformSetting):
        platform_kind(key)


# -- the shop and its products -----------------------------------------------------------------------


def test_a_tested_connection_tells_which_shop_it_is(side):
    facts = side.platform.check()
    assert facts.name and facts.address and facts.api_version
    assert (facts.currency, facts.missing_scopes) == (side.currency, ())


def test_places_are_told(side):
    can(side, Capability.LOCATIONS)
    places = side.platform.locations()
    assert places and all(place.ref and place.name for place in places)


def test_the_whole_catalogue_comes_with_prices_and_codes(side):
    products = [product for batch in side.platform.all_products() for product in batch]
    variants = {variant.sku: variant for product in products for variant in product.variants}
    assert set(variants) == {MUG, TEA}
    for sku, variant in variants.items():
        assert (variant.price_minor, variant.barcode) == (PRICES[sku], BARCODES[sku])
        assert variant.ref and variant.item_ref
    assert side.platform.products_count() in (None, 2)


def test_a_variant_is_found_by_its_exact_codes(side):
    (by_sku,) = side.platform.find_variants(sku=MUG)
    assert by_sku.price_minor == PRICES[MUG]
    assert not side.platform.find_variants(sku=MUG[:-1])
    assert not side.platform.find_variants(sku='no "such" one')
    assert not side.platform.find_variants()
    can(side, Capability.BARCODES)
    (by_barcode,) = side.platform.find_variants(barcode=BARCODES[MUG])
    assert by_barcode.ref == by_sku.ref


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


def sold(side: Harness) -> tuple[UUID, PlacedOrder, RefundPush]:
    """An order of three mugs that went over as two lines, and the return of two of them."""
    can(side, Capability.PARTIAL_REFUNDS)
    mugs = line(side, MUG, 3, total_minor=1000, net_minor=1000)
    push = order(side, mugs)
    placed = side.platform.create_order(push)
    refund = RefundPush(
        refund_id=new_id(),
        order_ref=placed.ref,
        lines=(RefundLinePush(placed.line_refs[str(mugs.line_id)], 2000, 667, True, "Mug"),),
        tenders=(TenderPush(new_id(), "cash", 667),),
        amount_minor=667,
        currency="EUR",
        note="too small",
        at=datetime.now(UTC),
    )
    return push.order_id, placed, refund


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


# -- people, discounts, gift cards --------------------------------------------------------------------


def test_a_customer_is_created_once_and_found(side):
    can(side, Capability.CUSTOMERS)
    kim = PlatformCustomer("", "Kim", "Example", "kim@example.com")
    made = side.platform.create_customer(kim)
    assert made.ref and made.email == kim.email
    assert side.platform.create_customer(kim).ref == made.ref
    assert offered(side, "customers", kim.email) == 1
    (by_email,) = side.platform.find_customers("kim@example.com")
    (by_name,) = side.platform.find_customers("Kim Example")
    assert made.ref == by_email.ref == by_name.ref
    assert not side.platform.find_customers("nobody@example.com")


def test_an_order_for_a_customer_by_email(side):
    can(side, Capability.CUSTOMERS)
    side.platform.create_order(order(side, email="kim@example.com", customer_name="Kim Example"))
    assert offered(side, "customers", "kim@example.com") == 1


def test_discount_codes(side):
    can(side, Capability.DISCOUNTS)
    offered(side, "add_discount", "TEN", percent=10)
    offered(side, "add_discount", "FIVE", amount="5.00")
    offered(side, "add_discount", "OLD", percent=20, over=True)
    ten, five, old = (side.platform.discount(code) for code in ("ten", "FIVE", "OLD"))
    assert (ten.percent, ten.amount_minor, ten.active) == (10, None, True)
    assert (five.percent, five.amount_minor, five.active) == (None, 500, True)
    assert not old.active and old.reason
    assert side.platform.discount("NOBODYS") is None
    assert side.platform.discount(" ") is None


def test_gift_cards(side):
    can(side, Capability.GIFT_CARDS)
    offered(side, "add_gift_card", "ABCD1234EFGH5678", "25.00")
    card = side.platform.gift_card("abcd 1234 efgh 5678")
    assert (card.balance_minor, card.currency, card.active, card.last_four.lower()) == (
        2500,
        "EUR",
        True,
        "5678",
    )
    assert side.platform.redeem_gift_card(card.ref, 1000, "EUR", "ticket 7").balance_minor == 1500
    assert side.platform.credit_gift_card(card.ref, 400, "EUR", "undone").balance_minor == 1900
    with pytest.raises(PlatformRefused):
        side.platform.redeem_gift_card(card.ref, 99_999, "EUR", "too much")
    assert side.platform.gift_card("ZZZZ9999ZZZZ9999") is None
    assert side.platform.gift_card("5678") is None


# -- changes ---------------------------------------------------------------------------------------


def looks(side: Harness, stream: Stream, cursor: str) -> tuple[list[Message], str]:
    """All pages of a look."""
    found: list[Message] = []
    for _ in range(50):
        told = side.platform.changes(stream, cursor)
        found += told.messages
        cursor = told.cursor
        if not told.more:
            return found, cursor
    raise AssertionError("a look without an end")


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


# -- what goes wrong -------------------------------------------------------------------------------


def names_of_faults() -> list[tuple[str, str]]:
    found = []
    for key in OFFERED:
        module = importlib.import_module(f"tests.platform_harness.{key}")
        with contextlib.suppress(NotOffered), module.harness() as harness:
            found += [(key, name) for name in harness.faults()]
    return found


FAULTS = names_of_faults()


@pytest.fixture
def spoilt(request: pytest.FixtureRequest) -> Iterator[tuple[Harness, str]]:
    key, name = request.param
    with importlib.import_module(f"tests.platform_harness.{key}").harness() as harness:
        yield harness, name


def over_faults(test):
    ids = [f"{key}-{name}" for key, name in FAULTS]
    return pytest.mark.parametrize("spoilt", FAULTS, ids=ids, indirect=True)(test)


@over_faults
def test_a_spoilt_order_ends_in_one_of_four_troubles_and_is_there_once_at_the_end(spoilt):
    side, name = spoilt
    push = order(side)
    side.hurry()
    side.faults()[name]()
    with contextlib.suppress(*FOUR):
        side.platform.create_order(push)
    side.let_go()
    with contextlib.suppress(PlatformSetting):  # its keys may be gone for good
        if side.platform.find_order(push.order_id) is None:
            side.platform.create_order(push)
        assert side.copies(push.order_id) == 1
    assert side.copies(push.order_id) <= 1


@over_faults
def test_what_was_done_is_never_called_undone(spoilt):
    side, name = spoilt
    push = order(side)
    side.hurry()
    side.faults()[name]()
    problem: Exception | None = None
    try:
        side.platform.create_order(push)
    except FOUR as error:
        problem = error
    if side.copies(push.order_id) and problem is not None:
        assert isinstance(problem, PlatformUnsure), "anything else says that nothing happened"
    if isinstance(problem, PlatformAway):
        assert problem.retry_after is not None or problem.offline


@over_faults
def test_a_spoilt_question_ends_in_one_of_four_troubles(spoilt):
    side, name = spoilt
    side.platform.check()
    for ask in (
        lambda: side.platform.check(),
        lambda: side.platform.find_variants(sku=MUG),
        lambda: list(side.platform.all_products()),
        lambda: looks(side, Stream.ORDERS, "nonsense"),
    ):
        side.hurry()
        side.faults()[name]()
        with contextlib.suppress(*FOUR):
            ask()
        side.let_go()


def test_being_asked_to_wait_says_how_long_and_nothing_happened(side):
    push = order(side)
    offered(side, "too_many")
    with pytest.raises(PlatformAway) as raised:
        side.platform.create_order(push)
    assert raised.value.retry_after >= 1
    assert offered(side, "copies", push.order_id) == 0


def test_keys_that_were_withdrawn_ask_for_signing_in(side):
    offered(side, "withdraw_keys")
    with pytest.raises(PlatformSetting) as raised:
        side.platform.check()
    assert raised.value.sign_in and raised.value.next_step


def test_the_budget_is_known_after_an_answer_and_asks_nobody(side):
    side.platform.check()
    budget = side.platform.budget()
    assert budget is None or 0 <= budget.available <= budget.maximum


def test_trouble_speaks_to_a_person(side):
    offered(side, "withdraw_keys")
    for ask in (side.platform.check, side.platform.locations):
        with pytest.raises(FOUR) as raised:
            ask()
        assert raised.value.title and raised.value.meaning


def test_not_offered_is_a_refusal():
    assert issubclass(NotOfferedThere, PlatformRefused)
