# ruff: noqa: F811 - fixtures are imported by name
"""The practice Shopify: stock, moved and set as Shopify does it."""

from typing import Any

import pytest

from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from tests.integration.practice_shelf import ask, clock, on_hand, shop  # noqa: F401
from tests.practice_shopify import ADJUST, Asking, line


def test_stock_is_promised_by_an_order_and_leaves_with_its_fulfilment(shop: FakeShopify, ask: Asking) -> None:
    order = shop.sell_online([("MUG", 3)])
    assert on_hand(ask, shop, "MUG") == {"available": 7, "committed": 3, "on_hand": 10}
    shop.ship(order)
    assert on_hand(ask, shop, "MUG") == {"available": 7, "committed": 0, "on_hand": 7}


def test_an_order_that_obeys_the_policy_is_refused_where_stock_is_short(
    shop: FakeShopify, ask: Asking
) -> None:
    options = {"inventoryBehaviour": "DECREMENT_OBEYING_POLICY"}
    refused = ask.order(line(shop, "MUG", 11), options=options)
    assert refused["userErrors"][0]["code"] == "INVENTORY_CLAIM_FAILED"
    assert ask.order(line(shop, "MUG", 10), options=options)["userErrors"] == []
    options["inventoryBehaviour"] = "DECREMENT_IGNORING_POLICY"
    assert ask.order(line(shop, "MUG", 1), options=options)["userErrors"] == []
    assert shop.level("MUG") == -1


def change(shop: FakeShopify, delta: int, **more: Any) -> dict[str, Any]:
    """Input that adjusts the mugs."""
    at = {"inventoryItemId": shop.item("MUG")["id"], "locationId": shop.locations()[0]["id"]}
    one = {**at, "delta": delta, "changeFromQuantity": None, **more}
    return {"name": "available", "reason": "correction", "changes": [one]}


def test_an_adjustment_happens_once_for_its_key(shop: FakeShopify, ask: Asking) -> None:
    answers = [ask.data(ADJUST, input=change(shop, -3), key="k-1") for _ in range(3)]
    assert answers[0]["inventoryAdjustQuantities"]["inventoryAdjustmentGroup"]["changes"][0] == {
        "name": "available",
        "delta": -3,
        "quantityAfterChange": 7,
        "item": {"id": shop.item("MUG")["id"]},
        "location": {"id": shop.locations()[0]["id"]},
    }
    assert answers[1] == answers[2] == answers[0]
    assert shop.level("MUG") == 7
    other = ask.data(ADJUST, input=change(shop, -4), key="k-1")["inventoryAdjustQuantities"]
    assert other["userErrors"][0]["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
    assert shop.level("MUG") == 7
    ask.data(ADJUST, input=change(shop, -3), key="k-2")
    assert shop.level("MUG") == 4


def test_a_key_whose_first_try_failed_is_spent(shop: FakeShopify, ask: Asking) -> None:
    stale = change(shop, 1, changeFromQuantity=99)
    codes = [
        ask.data(ADJUST, input=stale, key="k-1")["inventoryAdjustQuantities"]["userErrors"][0]["code"]
        for _ in range(2)
    ]
    assert codes == ["CHANGE_FROM_QUANTITY_STALE", "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"]
    assert shop.level("MUG") == 10


@pytest.mark.parametrize(
    ("field", "selection", "kind", "given"),
    [
        ("inventoryAdjustQuantities", "userErrors { message }", "InventoryAdjustQuantitiesInput", None),
        ("refundCreate", "userErrors { message }", "RefundInput", {"orderId": "gid://shopify/Order/1"}),
    ],
)
def test_what_moves_stock_or_money_needs_a_key(
    shop: FakeShopify, ask: Asking, field: str, selection: str, kind: str, given: Any
) -> None:
    query = f"mutation($input: {kind}!) {{ {field}(input: $input) {{ {selection} }} }}"
    body = ask.body(query, input=given or change(shop, 1))
    assert body["data"] == {field: None}
    assert "idempotent" in body["errors"][0]["message"]
    keyed = query.replace("$input)", '$input) @idempotent(key: "")')
    assert "errors" in ask.body(keyed, input=given or change(shop, 1))
    assert shop.level("MUG") == 10


def test_what_is_expected_of_a_level_must_be_said(shop: FakeShopify, ask: Asking) -> None:
    asked = change(shop, 1)
    del asked["changes"][0]["changeFromQuantity"]
    body = ask.body(ADJUST, input=asked, key="k-1")
    assert "changeFromQuantity" in body["errors"][0]["message"]
    assert shop.level("MUG") == 10


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"changes": {"inventoryItemId": "gid://shopify/InventoryItem/1"}}, "INVALID_INVENTORY_ITEM"),
        ({"changes": {"locationId": "gid://shopify/Location/1"}}, "INVALID_LOCATION"),
        ({"changes": {"changeFromQuantity": 3}}, "CHANGE_FROM_QUANTITY_STALE"),
        ({"reason": "mood"}, "INVALID_REASON"),
        ({"name": "wished"}, "INVALID_QUANTITY_NAME"),
        ({"referenceDocumentUri": "receipt 7"}, "INVALID_REFERENCE_DOCUMENT"),
    ],
)
def test_an_adjustment_that_cannot_be_is_refused_whole(
    shop: FakeShopify, ask: Asking, more: dict[str, Any], code: str
) -> None:
    asked = change(shop, 5)
    asked["changes"].append({**asked["changes"][0], **more.pop("changes", {})})
    payload = ask.data(ADJUST, input={**asked, **more}, key="k-1")["inventoryAdjustQuantities"]
    assert payload["inventoryAdjustmentGroup"] is None
    assert payload["userErrors"][-1]["code"] == code
    assert shop.level("MUG") == 10


SET = """mutation($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { changes { delta quantityAfterChange } } userErrors { code field } } }"""


def test_a_level_is_set_when_it_is_what_the_caller_believes(shop: FakeShopify, ask: Asking) -> None:
    at = {"inventoryItemId": shop.item("MUG")["id"], "locationId": shop.locations()[0]["id"]}
    for expected, quantity, outcome in ((10, 4, 4), (10, 8, 4), (4, 8, 8), (None, 2, 2)):
        wish = {**at, "quantity": quantity, "changeFromQuantity": expected}
        asked = {"name": "available", "reason": "correction", "quantities": [wish]}
        told = ask.data(SET, input=asked, key=f"k-{expected}-{quantity}")["inventorySetQuantities"]
        assert shop.level("MUG") == outcome
        assert bool(told["userErrors"]) is (outcome != quantity)
    twice = {"name": "available", "reason": "correction", "quantities": [wish, wish]}
    told = ask.data(SET, input=twice, key="k-9")["inventorySetQuantities"]
    assert told["userErrors"][0]["code"] == "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"


def test_an_item_begins_to_be_kept_at_a_place(shop: FakeShopify, ask: Asking) -> None:
    attic = shop.add_location("Attic")["id"]
    query = """mutation($item: ID!, $place: ID!, $key: String!) {
      inventoryActivate(inventoryItemId: $item, locationId: $place, available: 5) @idempotent(key: $key) {
        inventoryLevel { id location { name } } userErrors { message } } }"""
    told = ask.data(query, item=shop.item("MUG")["id"], place=attic, key="k")["inventoryActivate"]
    assert told["inventoryLevel"]["location"] == {"name": "Attic"}
    assert shop.level("MUG", attic) == 5
    assert [one.topic for one in shop.courier.told][-1] == "inventory_levels/connect"
    changed = ask.data(
        'query($id: ID!) { location(id: $id) { inventoryLevels(first: 9, query: "updated_at:>=2026") {'
        " nodes { item { sku } } } } }",
        id=attic,
    )
    assert changed["location"]["inventoryLevels"]["nodes"] == [{"item": {"sku": "MUG"}}]
