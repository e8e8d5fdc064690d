# ruff: noqa: F811 - fixtures are imported by name
"""The practice Shopify: whom it tells of what happened, and what it keeps."""

import base64
import hashlib
import hmac
import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos_desktop.platforms.shopify.fake.bucket import Plan
from pos_desktop.platforms.shopify.fake.clock import ManualClock
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, PRACTICE_TOKEN, FakeShopify
from tests.integration.practice_shelf import NAME, ask, clock, shop  # noqa: F401
from tests.practice_shopify import ADJUST, MUG, ORDER_CREATE, SHIRT, Asking, line, listening, paid

# -- whom it tells ---------------------------------------------------------------------------------


SUBSCRIBE = """mutation($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: $uri}) { userErrors { message } } }"""
TOPICS = (
    "orders/create",
    "orders/updated",
    "orders/cancelled",
    "orders/fulfilled",
    "orders/paid",
    "inventory_levels/update",
    "inventory_levels/connect",
    "inventory_levels/disconnect",
    "products/create",
    "products/update",
    "products/delete",
    "customers/create",
    "customers/update",
    "refunds/create",
)


def busy_day(shop: FakeShopify) -> None:
    """Everything happens that somebody may want to hear of."""
    attic = shop.add_location("Attic")["id"]
    customer = shop.add_customer(firstName="Ada", email="ada@example.com")
    shop.edit_customer(customer, note="regular")
    order = shop.sell_online([("MUG", 2)], customer={"toAssociate": {"id": customer["id"]}})
    shop.ship(order)
    shop.refund_online(order, "3.00")
    shop.cancel_order(shop.sell_online([("MUG", 1)]))
    shop.edit_product(shop.add_product(SHIRT), title="Blouse")
    shop.start_keeping("MUG", attic, 2)
    shop.stop_keeping("MUG", attic)
    shop.delete_product(shop.product_of("MUG"))


def test_all_fourteen_topics_are_told_signed_to_who_asked(shop: FakeShopify, ask: Asking) -> None:
    with listening() as ears:
        for topic in TOPICS:
            name = topic.replace("/", "_").upper()
            assert ask.data(SUBSCRIBE, topic=name, uri=ears.address)["webhookSubscriptionCreate"] == {
                "userErrors": []
            }
        busy_day(shop)
        shop.courier.wait()
        assert {headers["X-Shopify-Topic"] for headers, _ in ears.heard} == set(TOPICS)
        assert len({headers["X-Shopify-Webhook-Id"] for headers, _ in ears.heard}) == len(ears.heard)
        for headers, body in ears.heard:
            signed = hmac.new(PRACTICE_SECRET.encode(), body, hashlib.sha256).digest()
            assert headers["X-Shopify-Hmac-Sha256"] == base64.b64encode(signed).decode()
            assert headers["X-Shopify-Shop-Domain"] == "practice-shop.myshopify.com"
            assert headers["X-Shopify-API-Version"] == "2026-10"
            assert headers["X-Shopify-Triggered-At"].endswith("Z")
            assert json.loads(body)


def test_a_message_tells_a_record_in_the_rest_shape(shop: FakeShopify, ask: Asking) -> None:
    order = shop.sell_online([("TEE-S-RED", 2)], email="ada@example.com", sourceIdentifier="W-1")
    told = shop.courier.of("orders/create")[0].payload
    assert told["id"] == int(order["id"].rpartition("/")[2])
    assert told["admin_graphql_api_id"] == order["id"]
    assert (told["total_price"], told["currency"], told["taxes_included"]) == ("39.80", "EUR", True)
    assert (told["financial_status"], told["fulfillment_status"]) == ("paid", None)
    assert told["created_at"] == "2026-11-20T10:00:00+01:00", "in the shop's own time zone"
    assert told["source_identifier"] == "W-1"
    (sold,) = told["line_items"]
    assert (sold["sku"], sold["quantity"], sold["price"]) == ("TEE-S-RED", 2, "19.90")
    assert sold["variant_id"] == int(shop.variant("TEE-S-RED")["id"].rpartition("/")[2])
    level = shop.courier.of("inventory_levels/update")[-1].payload
    assert (level["available"], level["inventory_item_id"]) == (
        -2,
        int(shop.item("TEE-S-RED")["id"].rpartition("/")[2]),
    )
    shop.refund_online(order, "19.90", [{"lineItemId": order["lineIds"][0], "quantity": 1}])
    refund = shop.courier.of("refunds/create")[0].payload
    assert refund["order_id"] == told["id"]
    assert refund["refund_line_items"][0]["quantity"] == 1
    assert refund["transactions"][0]["amount"] == "19.90"
    shop.edit_variant("MUG", price="9")
    product = shop.courier.of("products/update")[0].payload
    assert product["variants"][0]["price"] == "9.00"
    shop.delete_product(shop.product_of("MUG"))
    assert shop.courier.of("products/delete")[0].payload == {"id": product["id"]}


def test_a_message_is_sent_again_as_it_was(shop: FakeShopify, ask: Asking) -> None:
    with listening() as ears:
        ask.data(SUBSCRIBE, topic="CUSTOMERS_CREATE", uri=ears.address)
        ears.status = 500
        shop.add_customer(firstName="Ada", email="ada@example.com")
        shop.courier.wait()
        (delivery,) = shop.courier.sent
        assert delivery.status == 500
        shop.courier.again(delivery)
        shop.courier.wait()
        first, second = ears.heard
        assert second[1] == first[1]
        for name in ("X-Shopify-Webhook-Id", "X-Shopify-Event-Id", "X-Shopify-Hmac-Sha256"):
            assert second[0][name] == first[0][name]


def test_nobody_is_there_to_be_told(shop: FakeShopify, ask: Asking) -> None:
    with listening() as ears:
        address = ears.address
    ask.data(SUBSCRIBE, topic="CUSTOMERS_CREATE", uri=address)
    shop.add_customer(firstName="Ada", email="ada@example.com")
    shop.courier.wait()
    assert [delivery.status for delivery in shop.courier.sent] == [0]


def test_an_app_that_is_removed_is_told_and_locked_out(shop: FakeShopify, ask: Asking) -> None:
    shop.remove_app()
    assert shop.courier.told[-1].topic == "app/uninstalled"
    assert ask.raw(NAME).status_code == 401


# -- what it keeps ---------------------------------------------------------------------------------


def test_the_shop_is_the_same_after_a_restart(tmp_path: Path, clock: ManualClock) -> None:
    with FakeShopify(clock=clock, folder=tmp_path, name="Corner shop") as shop:
        shop.fill([SHIRT, MUG])
        shop.set_level("MUG", 10)
        asking = Asking(shop)
        asking.order(line(shop, "MUG", 2, "8.50"), transactions=paid("17.00"), sourceIdentifier="R-1")
        asked = {"name": "available", "reason": "correction", "changes": [_mugs(shop, -2)]}
        first = asking.data(ADJUST, input=asked, key="k-1")
        asking.client.close()
    with FakeShopify(clock=clock, folder=tmp_path) as again:
        asking = Asking(again)
        assert asking.data(NAME) == {"shop": {"name": "Corner shop"}}
        assert asking.data(ADJUST, input=asked, key="k-1") == first
        assert again.level("MUG") == 8
        assert [order["name"] for order in again.orders("R-1")] == ["#1001"]
        assert asking.order(line(again, "MUG"))["order"]["name"] == "#1002"
        asking.client.close()


def test_a_shop_that_was_killed_has_what_it_answered(tmp_path: Path, clock: ManualClock) -> None:
    shop = FakeShopify(clock=clock, folder=tmp_path)
    shop.start()
    shop.fill([MUG])
    asking = Asking(shop)
    for number in range(3):
        asking.order(line(shop, "MUG"), sourceIdentifier=f"R-{number}")
    asking.client.close()
    shop.delete_product(shop.product_of("MUG"))
    copy = tmp_path.parent / "copy"
    copy.mkdir()
    for file in tmp_path.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    with (copy / "changes.jsonl").open("a") as file:
        file.write('{"_type": "Order", "id": "gid://shopify/Or')  # a line that broke off
    shop.close()
    again = FakeShopify(clock=clock, folder=copy)
    assert [order["sourceIdentifier"] for order in again.orders()] == ["R-0", "R-1", "R-2"]
    assert again.state.all("Product") == []
    assert not (copy / "changes.jsonl").exists()


def _mugs(shop: FakeShopify, delta: int) -> dict[str, Any]:
    return {
        "delta": delta,
        "inventoryItemId": shop.item("MUG")["id"],
        "locationId": shop.locations()[0]["id"],
        "changeFromQuantity": None,
    }


def test_its_threads_end_with_it_and_it_comes_back_at_the_same_address(clock: ManualClock) -> None:
    before = set(threading.enumerate())
    shop = FakeShopify(clock=clock)
    address = shop.start()
    shop.faults.plan(Fault.HANG)
    asking = Asking(shop)
    caller = threading.Thread(target=_ask_in_vain, args=(asking,))
    caller.start()
    while not shop.seen:
        threading.Event().wait(0.005)
    shop.close()
    caller.join(60)
    assert not set(threading.enumerate()) - before
    with pytest.raises(httpx.ConnectError):
        asking.raw(NAME)
    assert shop.start() == address
    assert asking.raw(NAME).status_code == 200
    asking.client.close()
    shop.close()


def _ask_in_vain(asking: Asking) -> None:
    with pytest.raises(httpx.HTTPError):
        asking.raw(NAME)


def test_many_ask_at_once_and_each_is_answered(shop: FakeShopify) -> None:
    names: list[str] = []

    def order() -> None:
        asking = Asking(shop)
        names.extend(asking.order(line(shop, "MUG"))["order"]["name"] for _ in range(5))
        asking.client.close()

    threads = [threading.Thread(target=order) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(names)) == 30 == len(shop.orders())


def test_three_hundred_orders_take_a_second_of_one_core_at_most(clock: ManualClock) -> None:
    import time

    with FakeShopify(clock=clock, plan=Plan("Roomy", 1e9, 1e9)) as shop:
        shop.fill([SHIRT, MUG])
        order = {
            "currency": "EUR",
            "lineItems": [line(shop, "MUG", 2, "8.50")],
            "transactions": paid("17.00"),
        }
        token = shop.gate.tokens[PRACTICE_TOKEN]
        best = float("inf")
        for _ in range(3):
            began = time.thread_time()
            for number in range(50):
                asked = {
                    "query": ORDER_CREATE,
                    "variables": {"order": {**order, "sourceIdentifier": str(number)}},
                }
                assert shop.engine.answer(asked, token)["data"]["orderCreate"]["order"]
            best = min(best, time.thread_time() - began)
        assert best / 50 < 1 / 300
