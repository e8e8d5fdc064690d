"""What a shop answers: mixed-up answers, shipping, stock, and files in bulk."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.catalogue import PlatformVariant
from pos_desktop.application.platform.changes import Stream
from pos_desktop.application.platform.trouble import (
    MendKind,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
    ShapeChanged,
)
from pos_desktop.platforms.shopify import stock
from pos_desktop.platforms.shopify.download import Download
from pos_desktop.platforms.shopify.fake.bucket import ENTERPRISE
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.clock import ManualClock
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from tests.integration.shopify_side import asked, side
from tests.platform_harness import LEVEL, MUG, TEA, line, order
from tests.platform_harness.shopify import ShopifyHarness, connected, practice_shop

# -- answers that are not ours ---------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Fault.OTHERS, Fault.ANSWER_TWICE, Fault.SHAPE])
def test_the_answer_of_another_order_is_never_taken_for_ours(side, fault):
    first, second = order(side), order(side)
    side.platform.create_order(first)
    side.fake.faults.plan(fault, "orderCreate", spoils="sourceIdentifier", becomes=str(first.order_id))
    try:
        placed = side.platform.create_order(second)
    except PlatformUnsure:
        placed = side.platform.find_order(second.order_id)
    assert side.fake.state.get(placed.ref)["sourceIdentifier"] == str(second.order_id)
    assert side.copies(second.order_id) == 1


def test_what_was_not_there_before_is_not_taken_for_missing_now(side):
    """Another order is looked up; this one is made, its answer lost; the answer to its look-up is the earlier one."""
    other, lost = order(side), order(side)
    assert side.platform.find_order(other.order_id) is None
    side.fake.faults.plan(Fault.LOSE_ANSWER, "orderCreate")
    with pytest.raises(PlatformUnsure):
        side.platform.create_order(lost)
    side.fake.faults.plan(Fault.OTHERS, "orders")
    with pytest.raises(PlatformUnsure):
        side.platform.find_order(lost.order_id)
    assert side.platform.find_order(lost.order_id) is not None
    assert side.copies(lost.order_id) == 1


def test_an_order_that_the_search_does_not_know_yet_is_found_among_the_newest(side):
    push = order(side)
    side.platform.create_order(push)
    client = side.platform._platform._client
    look_up, ask, told = client.look_up, client.ask, []

    def lagging(name, variables):
        told.append(name)
        return look_up(name, {"query": "source_identifier:'nobody'"})

    def asking(name, variables=None):
        told.append(name)
        return ask(name, variables)

    client.look_up, client.ask = lagging, asking
    assert side.platform.find_order(push.order_id) is not None
    assert told == ["order_find", "order_placed"]


def test_an_order_of_many_lines_is_told_whole(side):
    (mug,) = side.platform.find_variants(sku=MUG)
    lines = [
        replace(line(side, MUG, 1), line_id=new_id(), name=f"Line {n}", variant_ref="") for n in range(140)
    ]
    push = order(side, *lines)
    placed = side.platform.create_order(push)
    assert set(placed.line_refs) == {str(each.line_id) for each in lines}
    assert side.platform.find_order(push.order_id).line_refs == placed.line_refs
    assert mug.ref


def test_totals_that_differ_are_told(side, caplog):
    push = order(side)
    side.fake.faults.plan(Fault.SHAPE, "orderCreate", change=dearer)
    placed = side.platform.create_order(push)
    assert placed.total_minor != push.total_minor
    assert "total" in caplog.text


def dearer(body):
    body["data"]["orderCreate"]["order"]["totalPriceSet"]["shopMoney"]["amount"] = "1.00"
    return body


def test_an_email_that_is_not_taken_can_be_mended(side):
    push = order(side, customer_ref="gid://shopify/Customer/404")
    with pytest.raises(PlatformRefused) as raised:
        side.platform.create_order(push)
    assert raised.value.mend.kind is MendKind.CUSTOMER


# -- shipping --------------------------------------------------------------------------------------


def test_an_order_of_the_web_shop_is_shipped_in_parts_and_once(side):
    made = side.fake.sell_online([(MUG, 3), (TEA, 1)])
    mug, tea = (each["id"] for each in side.fake.lines(made))
    first = side.platform.fulfil(made["id"], {mug: 2000}, tracking="1Z999", carrier="UPS")
    assert first
    rest = side.platform.fulfil(made["id"], {})
    assert rest and rest != first
    assert side.platform.fulfil(made["id"], {}) == rest, "all is shipped already"
    assert [each["unfulfilled"] for each in side.fake.lines(made)] == [0, 0]
    assert tea
    with pytest.raises(PlatformRefused):
        side.platform.fulfil(made["id"] + "404", {})


# -- stock -----------------------------------------------------------------------------------------


def test_a_key_whose_first_attempt_failed_there_is_followed_by_another(side, monkeypatch):
    from pos_desktop.application.platform.stock import StockChange

    (mug,) = side.platform.find_variants(sku=MUG)
    change = StockChange(mug.item_ref, side.platform.locations()[0].ref, -1000)
    burnt = {
        "userErrors": [{"code": stock._BURNT, "field": None, "message": "burnt"}],
        "inventoryAdjustmentGroup": None,
    }
    side.fake.faults.plan(
        Fault.SHAPE,
        "inventoryAdjustQuantities",
        change=lambda body: {**body, "data": {"inventoryAdjustQuantities": burnt}},
    )
    # The spoilt answer says that it failed although it did not: the second key moves once more, as it must.
    side.platform.adjust_stock([change], "key-1")
    assert side.level(MUG) == LEVEL - 2


def test_what_is_gone_there_holds_up_no_other_move_however_often_it_is_told(side):
    from pos_desktop.application.platform.stock import StockChange

    place = side.platform.locations()[0].ref
    (mug,), (tea,) = (side.platform.find_variants(sku=sku) for sku in (MUG, TEA))
    side.fake.delete_product(side.fake.product_of(TEA))
    moved = [StockChange(item, place, -1000) for item in (tea.item_ref, mug.item_ref)]
    for _ in range(2):
        (told,) = side.platform.adjust_stock(moved, "key-1")
        assert (told.item_ref, told.level_milli) == (mug.item_ref, (LEVEL - 1) * 1000)
    assert side.platform.adjust_stock([moved[0]], "key-2") == []
    assert side.level(MUG) == LEVEL - 1


def test_the_stock_of_a_bundle_is_its_parts_and_holds_up_no_other_move(side):
    from pos_desktop.application.platform.stock import StockChange

    place = side.platform.locations()[0].ref
    with side.fake.acting() as state:
        state.put({**side.fake.item(TEA), "mutable": False})
    items = [side.platform.find_variants(sku=sku)[0].item_ref for sku in (TEA, MUG)]
    (told,) = side.platform.adjust_stock([StockChange(item, place, -1000) for item in items], "key-1")
    assert (told.item_ref, told.level_milli) == (items[1], (LEVEL - 1) * 1000)
    assert side.level(TEA) == LEVEL


def test_a_failure_that_may_be_tried_again_parks_nothing(side):
    """Shopify's own word: the quantities couldn't be adjusted, try again. Its key is burnt by it."""
    from pos_desktop.application.platform.stock import StockChange

    failed = {
        "userErrors": [{"code": "ADJUST_QUANTITIES_FAILED", "field": ["input"], "message": "Try again."}],
        "inventoryAdjustmentGroup": None,
    }
    burnt = {**failed, "userErrors": [{"code": stock._BURNT, "field": None, "message": "burnt"}]}
    change = StockChange(
        side.platform.find_variants(sku=MUG)[0].item_ref, side.fake.locations()[0]["id"], -1000
    )
    for number in range(4):
        for answer in [burnt] * number + [failed]:
            side.fake.faults.plan(
                Fault.SHAPE,
                "inventoryAdjustQuantities",
                change=lambda body, answer=answer: {**body, "data": {"inventoryAdjustQuantities": answer}},
            )
        with pytest.raises(PlatformUnsure):
            side.platform.adjust_stock([change], "key-1")


def test_an_order_at_a_place_that_is_gone_waits_until_the_places_are_mapped(side):
    """Parked, each sale would need a hand of its own."""
    gone = order(side, location_ref="gid://shopify/Location/404")
    with pytest.raises(PlatformSetting) as raised:
        side.platform.create_order(gone)
    assert "location" in raised.value.title
    side.platform.create_order(replace(gone, location_ref=side.platform.locations()[0].ref))
    assert side.copies(gone.order_id) == 1


def test_many_moves_go_in_parts_each_with_its_key(side, monkeypatch):
    from pos_desktop.application.platform.stock import StockChange

    monkeypatch.setattr(stock, "CHANGES_AT_ONCE", 1)
    place = side.platform.locations()[0].ref
    items = [side.platform.find_variants(sku=sku)[0].item_ref for sku in (MUG, TEA)]
    moved = [StockChange(item, place, -1000) for item in items]
    for _ in range(2):
        assert len(side.platform.adjust_stock(moved, "key-1")) == 2
    assert (side.level(MUG), side.level(TEA)) == (LEVEL - 1, LEVEL - 1)


# -- looking an order up ---------------------------------------------------------------------------


def test_an_order_is_found_behind_all_that_came_since_while_the_search_lags(side):
    """On a busy day more orders come in a few seconds than one page holds; what is not found is made again."""
    side.fake.set_level(TEA, 500)
    push = order(side)
    side.fake.state.search_lag = 60.0
    placed = side.platform.create_order(push)
    for _ in range(130):
        side.fake.sell_online([(TEA, 1)])
    before = asked(side.fake, "orders")

    found = side.platform.find_order(push.order_id)

    assert found is not None and found.ref == placed.ref
    assert asked(side.fake, "orders") - before == 3
    assert side.platform.find_order(new_id()) is None


def test_a_quiet_shops_past_is_not_searched_for_an_order_that_is_not_there():
    clock = ManualClock(datetime(2026, 11, 27, 9, tzinfo=UTC))
    with practice_shop(clock=clock) as fake:
        quiet = ShopifyHarness(fake, connected(fake))
        fake.set_level(TEA, 500)
        for _ in range(60):
            fake.sell_online([(TEA, 1)])
            clock.advance(60)
        before = asked(fake, "orders")
        assert quiet.platform.find_order(new_id()) is None
        assert asked(fake, "orders") - before == 1
        quiet.platform.close()


# -- discount codes --------------------------------------------------------------------------------


def test_a_code_for_some_customers_is_not_everybodys(side):
    """A code for the staff, or for who subscribes, is known to more people than may use it."""
    kim = side.fake.add_customer(email="kim@example.com")
    side.fake.add_discount("STAFF50", percent=50, customers=[kim["id"]])
    side.fake.add_discount("BOX20", percent=20, subscriptions_only=True)
    side.fake.add_discount("ALL5", percent=5)
    staff, box, everybody = (side.platform.discount(code) for code in ("STAFF50", "BOX20", "ALL5"))
    assert not staff.active and "customers" in staff.reason
    assert not box.active and box.reason
    assert everybody.active


# -- the first import ------------------------------------------------------------------------------


def goods(fake: FakeShopify, count: int) -> list[ProductSpec]:
    place = fake.locations()[0]["id"]
    return [
        ProductSpec(
            f"Shirt {n}",
            tuple(
                VariantSpec(
                    f"S{n}-{size}", "9.90", options=(size,), levels={place: n % 7}, grams=Decimal(180)
                )
                for size in ("S", "M", "L")
            ),
            options=("Size",),
            images=(f"https://cdn.example/{n}.png", f"https://cdn.example/{n}b.png"),
        )
        for n in range(count)
    ]


def by_sku(platform) -> dict[str, PlatformVariant]:
    return {
        variant.sku: variant
        for batch in platform.all_products()
        for product in batch
        for variant in product.variants
    }


def test_a_bulk_file_and_pages_bring_the_same_catalogue():
    with practice_shop(ENTERPRISE) as fake:
        fake.fill(goods(fake, 60))
        platform = connected(fake)
        in_bulk = by_sku(platform)
        assert len(in_bulk) == 182 and asked(fake, "products") == 0
        fake.faults.plan(Fault.STATUS, "bulkOperationRunQuery", times=-1)
        in_pages = by_sku(platform)
        assert set(in_pages) == set(in_bulk)
        for sku, variant in in_bulk.items():
            assert replace(variant, levels={}, unknown={}) == replace(in_pages[sku], unknown={})
        place = fake.locations()[0]["id"]
        assert in_bulk["S5-M"].levels == {place: 5000}
        assert in_bulk["S5-M"].weight_grams == 180
        platform.close()


def test_a_product_with_more_variants_than_a_page_holds(side):
    side.fake.fill(
        [ProductSpec("Paint", tuple(VariantSpec(f"P{n}", "5.00", options=(f"No {n}",)) for n in range(130)), options=("Colour",))]
    )  # fmt: skip
    side.fake.faults.plan(Fault.STATUS, "bulkOperationRunQuery", times=-1)
    assert len(by_sku(side.platform)) == 132
    cursor = side.platform.changes(Stream.PRODUCTS, "nonsense")
    assert cursor.messages


def test_an_order_as_long_as_the_shop_takes_and_one_that_is_longer(side):
    some = order(side)
    many = tuple(replace(some.lines[0], line_id=new_id()) for _ in range(250))
    total = sum(each.total_minor for each in many)
    tax = sum(each.total_minor - each.net_minor for each in many)
    tender = replace(some.tenders[0], amount_minor=total)
    long = replace(some, lines=many, total_minor=total, tax_minor=tax, tenders=(tender,))
    placed = side.platform.create_order(long)
    assert len(placed.line_refs) == 250 and placed.total_minor == total
    before = len(side.fake.state.all("Order"))
    longer = replace(long, order_id=new_id(), lines=(*many, replace(many[0], line_id=new_id())))
    with pytest.raises(PlatformRefused, match="250"):
        side.platform.create_order(longer)
    assert len(side.fake.state.all("Order")) == before, "it was not even sent"


def test_an_order_whose_goods_leave_later_is_fulfilled_when_they_do(side):
    cursor = side.platform.changes(Stream.ORDERS, "").cursor
    push = replace(order(side), handed_over=False)
    side.platform.create_order(push)

    def told() -> bool:
        (message,) = side.platform.changes(Stream.ORDERS, cursor).messages
        (change,) = side.platform.read(message)
        assert change.order.from_register and change.order.our_id == str(push.order_id)
        return change.order.fulfilled

    assert not told()
    side.fake.ship(side.fake.orders(str(push.order_id))[0])
    assert told()


def test_an_import_can_be_given_up_half_way(side):
    batches = side.platform.all_products()
    next(batches)
    batches.close()
    assert side.platform.check().name


def test_an_import_that_is_given_up_calls_the_file_off_and_the_next_one_is_whole(side):
    side.fake.fill(goods(side.fake, 60))
    batches = side.platform.all_products()
    assert next(batches) == (), "nothing is there yet"
    batches.close()
    assert asked(side.fake, "bulkOperationCancel") == 1
    assert len(by_sku(side.platform)) == 182


def test_a_file_that_ends_too_early_is_no_whole_catalogue(side):
    """Cut between two lines, by whoever passed it on: nothing in it tells."""
    side.fake.faults.plan(Fault.SHAPE, "bulkOperation", times=-1, spoils="fileSize", becomes="999999")
    with pytest.raises(PlatformUnsure):
        by_sku(side.platform)


@pytest.mark.parametrize(
    "address", ["http://files.example/x.jsonl", "file:///etc/passwd", "ftp://127.0.0.1/x"]
)
def test_a_file_is_fetched_from_a_safe_address_only(side, address, caplog):
    side.fake.faults.plan(Fault.SHAPE, "bulkOperation", times=-1, spoils="url", becomes=address)
    assert set(by_sku(side.platform)) == {MUG, TEA}, "page by page"
    assert "not a safe address" in caplog.text and address not in caplog.text
    with pytest.raises(ShapeChanged):
        next(Download().lines(address))
