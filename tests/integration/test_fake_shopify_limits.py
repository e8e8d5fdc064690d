# ruff: noqa: F811 - fixtures are imported by name
"""The practice Shopify: who may come in, what a question costs, what goes wrong, whom it tells, what it keeps."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos_desktop.platforms.shopify.fake.access import ALL_SCOPES
from pos_desktop.platforms.shopify.fake.bucket import ADVANCED, ENTERPRISE, PLUS, STANDARD, Plan
from pos_desktop.platforms.shopify.fake.clock import ManualClock, ScaledClock
from pos_desktop.platforms.shopify.fake.faults import Fault, Gone
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, PRACTICE_TOKEN, FakeShopify
from tests.integration.practice_shelf import BEGAN, ask, clock, shop  # noqa: F401
from tests.practice_shopify import (
    ADJUST,
    GRAPHQL,
    MUG,
    ORDER_CREATE,
    SHIRT,
    Asking,
    line,
    listening,
    paid,
)

NAME = "{ shop { name } }"


# -- who may come in


def test_without_a_good_token_nothing_is_told(shop: FakeShopify, ask: Asking) -> None:
    for token in ("", "shpat_other"):
        answer = ask.client.post(GRAPHQL, json={"query": NAME}, headers={"X-Shopify-Access-Token": token})
        assert answer.status_code == 401
        assert "Invalid API key or access token" in answer.json()["errors"]
    shop.gate.expire()
    assert ask.raw(NAME).status_code == 401


def test_there_is_nothing_at_other_paths_and_versions(ask: Asking) -> None:
    for path in ("/", "/admin/api/2019-04/graphql.json", "/admin/api/2026-10/orders.json"):
        assert ask.client.post(path, json={"query": NAME}).status_code == 404
    assert ask.client.get(GRAPHQL).status_code == 404
    answer = ask.client.post("/admin/api/2026-07/graphql.json", json={"query": NAME})
    assert answer.headers["X-Shopify-API-Version"] == "2026-07"
    assert ask.client.post(GRAPHQL, content=b"no json").status_code == 400


def renewed(ask: Asking, **form: str) -> httpx.Response:
    told = {"client_id": "practice-app", "client_secret": PRACTICE_SECRET, **form}
    return ask.client.post("/admin/oauth/access_token", data=told)


def test_a_token_is_renewed_by_its_refresh_token_which_then_changes(
    shop: FakeShopify, clock: ManualClock, ask: Asking
) -> None:
    first = shop.gate.issue(clock.now().timestamp())
    headers = {"X-Shopify-Access-Token": first["access_token"]}
    assert ask.client.post(GRAPHQL, json={"query": NAME}, headers=headers).status_code == 200
    clock.advance(3601)
    assert ask.client.post(GRAPHQL, json={"query": NAME}, headers=headers).status_code == 401
    second = renewed(ask, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert second["expires_in"] == 3600
    assert second["refresh_token"] != first["refresh_token"]
    headers = {"X-Shopify-Access-Token": second["access_token"]}
    assert ask.client.post(GRAPHQL, json={"query": NAME}, headers=headers).status_code == 200
    # An answer that was lost can be asked for again, until the new one is used.
    again = renewed(ask, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert again.status_code == 200
    renewed(ask, grant_type="refresh_token", refresh_token=again.json()["refresh_token"])
    late = renewed(ask, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (late.status_code, late.json()) == (400, {"error": "invalid_grant"})


def test_a_renewal_by_a_stranger_is_refused(ask: Asking) -> None:
    assert renewed(ask, client_secret="guess", grant_type="client_credentials").status_code == 400
    assert renewed(ask, grant_type="password").json() == {"error": "unsupported_grant_type"}
    told = renewed(ask, grant_type="client_credentials").json()
    assert set(told["scope"].split(",")) == set(ALL_SCOPES)
    assert "refresh_token" not in told


def test_a_field_without_its_scope_is_denied_and_the_others_are_told(clock: ManualClock) -> None:
    scopes = tuple(scope for scope in ALL_SCOPES if "customers" not in scope and scope != "write_inventory")
    with FakeShopify(clock=clock, scopes=scopes) as shop:
        ask = Asking(shop)
        body = ask.body('{ shop { name } customer(id: "gid://shopify/Customer/1") { id } }')
        assert body["data"] == {"shop": {"name": "Practice Shop"}, "customer": None}
        assert body["errors"][0]["path"] == ["customer"]
        assert body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
        assert "read_customers" in body["errors"][0]["extensions"]["requiredAccess"]
        assert ask.body("{ customers(first: 1) { nodes { id } } }")["data"] is None
        assert (
            ask.code(ADJUST, input={"name": "available", "reason": "x", "changes": []}, key="k")
            == "ACCESS_DENIED"
        )
        ask.client.close()


# -- what a question costs


def cost(ask: Asking, query: str, /, **variables: Any) -> tuple[int, int]:
    """What was asked for and what it came to."""
    told = ask.body(query, **variables)["extensions"]["cost"]
    return told["requestedQueryCost"], told["actualQueryCost"]


def test_objects_connections_and_mutations_cost_what_is_documented(shop: FakeShopify, ask: Asking) -> None:
    assert cost(ask, NAME) == (1, 1)
    assert cost(ask, "{ shop { name plan { publicDisplayName } } }") == (2, 2)
    assert cost(ask, "{ products(first: 10) { nodes { id title } } }") == (12, 4)
    assert cost(ask, "query($n: Int!) { products(first: $n) { nodes { id } } }", n=20) == (22, 4)
    assert cost(ask, "query($n: Int = 5) { products(first: $n) { edges { cursor node { id } } } }") == (7, 4)
    nested = "{ products(first: 10) { nodes { variants(first: 5) { nodes { id product { id } } } } } }"
    assert cost(ask, nested) == (2 + 10 * (1 + 2 + 5 * 2), 2 + (1 + 2 + 3 * 2) + (1 + 2 + 2))
    change = {
        "delta": 1,
        "inventoryItemId": shop.item("MUG")["id"],
        "locationId": shop.locations()[0]["id"],
        "changeFromQuantity": None,
    }
    asked = {"name": "available", "reason": "correction", "changes": [change]}
    assert cost(ask, ADJUST, input=asked, key="k") == (10, 10)
    order = {"currency": "EUR", "lineItems": [line(shop, "MUG")]}
    assert cost(ask, ORDER_CREATE, order=order) == (10 + 2 + 50, 10 + 2 + 1)


def test_fragments_cost_as_what_they_stand_for_and_members_as_the_dearest(ask: Asking) -> None:
    plain = "{ shop { ...F } } fragment F on Shop { plan { publicDisplayName } features { giftCards } }"
    assert cost(ask, plain) == (3, 3)
    union = """query { codeDiscountNodeByCode(code: "X") { codeDiscount { ... on DiscountCodeBasic {
      customerGets { value { ... on DiscountPercentage { percentage } ... on DiscountAmount { amount { amount } } } } } } } }"""
    assert cost(ask, union)[0] == 1 + 1 + 1 + 1 + 1


@pytest.mark.parametrize(
    ("plan", "maximum", "restore"),
    [(STANDARD, 2000, 100), (ADVANCED, 4000, 200), (PLUS, 20000, 1000), (ENTERPRISE, 40000, 2000)],
)
def test_each_plan_has_its_bucket(
    shop: FakeShopify, ask: Asking, plan: Plan, maximum: float, restore: float
) -> None:
    shop.change_plan(plan)
    told = ask.body(NAME)["extensions"]["cost"]["throttleStatus"]
    assert told == {
        "maximumAvailable": maximum,
        "currentlyAvailable": maximum - 1,
        "restoreRate": restore,
    }


def test_an_empty_bucket_throttles_until_it_has_filled(
    shop: FakeShopify, clock: ManualClock, ask: Asking
) -> None:
    shop.bucket.drain()
    order = {"currency": "EUR", "lineItems": [line(shop, "MUG")]}
    body = ask.body(ORDER_CREATE, order=order)
    assert "data" not in body
    assert body["errors"][0]["message"] == "Throttled"
    assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert body["extensions"]["cost"] == {
        "requestedQueryCost": 62,
        "actualQueryCost": None,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 0, "restoreRate": 100.0},
    }
    assert shop.orders() == []
    clock.advance(0.61)
    assert ask.code(ORDER_CREATE, order=order) == "THROTTLED"
    clock.advance(0.01)
    assert ask.order(line(shop, "MUG"))["userErrors"] == []
    assert shop.bucket.available == pytest.approx(62 - 13)
    clock.advance(1000)
    assert shop.bucket.available == 2000


def test_a_query_that_is_too_dear_is_not_run_at_all(shop: FakeShopify, ask: Asking) -> None:
    query = "{ products(first: 250) { nodes { variants(first: 10) { nodes { id } } } } }"
    body = ask.body(query)
    assert body["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert shop.bucket.available == 2000


def test_a_scaled_clock_refills_as_much_faster() -> None:
    clock = ScaledClock(1000.0)
    began = clock.seconds()
    while clock.seconds() - began < 10:  # ten milliseconds
        pass
    assert (clock.now() - datetime.now(UTC)).total_seconds() > 8


# -- what goes wrong


def make(ask: Asking) -> httpx.Response:
    """Asks for an order."""
    order = {"currency": "EUR", "lineItems": [line(ask.shop, "MUG")], "sourceIdentifier": "R-1"}
    return ask.raw(ORDER_CREATE, order=order)


def test_requests_are_refused_with_nothing_done(shop: FakeShopify, ask: Asking) -> None:
    for fault, how, status in (
        (Fault.TOO_MANY, {"retry_after": "4.0"}, 429),
        (Fault.STATUS, {"status": 500}, 500),
        (Fault.STATUS, {"status": 502}, 502),
        (Fault.STATUS, {"status": 503, "retry_after": "7"}, 503),
        (Fault.THROTTLED, {}, 200),
        (Fault.INTERNAL, {}, 200),
    ):
        shop.faults.plan(fault, "orderCreate", **how)
        assert ask.raw(NAME).status_code == 200, "other operations are left alone"
        answer = make(ask)
        assert answer.status_code == status
        assert answer.headers.get("Retry-After", "") == how.get("retry_after", "")
        if fault is Fault.STATUS:
            assert answer.text.startswith("<!DOCTYPE html>")
        assert shop.orders() == []
    assert make(ask).json()["data"]["orderCreate"]["order"]["name"] == "#1001"


def test_a_connection_breaks_before_or_after_the_deed(shop: FakeShopify, ask: Asking) -> None:
    shop.faults.plan(Fault.LOSE_REQUEST, "orderCreate")
    with pytest.raises(httpx.RemoteProtocolError):
        make(ask)
    assert len(shop.orders()) == 0
    for count, fault in enumerate((Fault.LOSE_ANSWER, Fault.HALF_ANSWER), start=1):
        shop.faults.plan(fault, "orderCreate")
        with pytest.raises(httpx.RemoteProtocolError):
            make(ask)
        assert len(shop.orders()) == count


def test_an_answer_that_hangs_comes_to_nothing_until_it_is_let_go(shop: FakeShopify, ask: Asking) -> None:
    ask.client.timeout = httpx.Timeout(0.2)
    for fault, done in ((Fault.HANG_BEFORE, 0), (Fault.HANG, 1)):
        plan = shop.faults.plan(fault, "orderCreate")
        with pytest.raises(httpx.ReadTimeout):
            make(ask)
        assert len(shop.orders()) == done
        plan.let_go.set()


def test_a_slow_answer_comes(shop: FakeShopify, ask: Asking) -> None:
    shop.faults.plan(Fault.SLOW, "orderCreate", seconds=0.05)
    assert make(ask).elapsed.total_seconds() >= 0.05
    assert len(shop.orders()) == 1


def test_done_and_yet_an_error(shop: FakeShopify, ask: Asking) -> None:
    shop.faults.plan(Fault.STATUS_AFTER, "orderCreate", status=504)
    assert make(ask).status_code == 504
    shop.faults.plan(Fault.RUBBISH, "orderCreate")
    answer = make(ask)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert len(shop.orders()) == 2


def test_answers_of_another_shape(shop: FakeShopify, ask: Asking) -> None:
    shop.faults.plan(Fault.SHAPE, "orderCreate", spoils="totalPriceSet", becomes=Gone)
    assert "totalPriceSet" not in make(ask).json()["data"]["orderCreate"]["order"]
    shop.faults.plan(Fault.SHAPE, "orderCreate", spoils="name", becomes=None)
    assert make(ask).json()["data"]["orderCreate"]["order"]["name"] is None
    shop.faults.plan(Fault.SHAPE, "orderCreate", spoils="sourceIdentifier", becomes="=source_identifier")
    assert make(ask).json()["data"]["orderCreate"]["order"]["source_identifier"] == "R-1"
    shop.faults.plan(Fault.SHAPE, "orderCreate", change=lambda body: [body])
    assert isinstance(make(ask).json(), list)


def test_the_answer_to_another_question_and_the_same_twice(shop: FakeShopify, ask: Asking) -> None:
    ask.raw(NAME)
    shop.faults.plan(Fault.OTHERS, "orderCreate")
    assert make(ask).json()["data"] == {"shop": {"name": "Practice Shop"}}
    assert len(shop.orders()) == 1
    shop.faults.plan(Fault.TWICE, "orderCreate")
    assert make(ask).json()["data"]["orderCreate"]["order"]["name"] == "#1003"
    shop.faults.plan(Fault.ANSWER_TWICE, "orderCreate")
    assert make(ask).json()["data"]["orderCreate"]["order"]["name"] == "#1004"
    # The second one lies on the line: whoever goes on asking there is answered amiss.
    other = Asking(shop)
    assert other.data(NAME) == {"shop": {"name": "Practice Shop"}}
    other.client.close()
    assert len(shop.orders()) == 4


def test_a_token_ends_in_the_middle(shop: FakeShopify, ask: Asking) -> None:
    shop.faults.plan(Fault.EXPIRED, "orderCreate")
    assert make(ask).status_code == 401
    assert make(ask).status_code == 401
    assert shop.orders() == []
    ask.client.headers["X-Shopify-Access-Token"] = shop.gate.issue(BEGAN.timestamp())["access_token"]
    assert make(ask).status_code == 200


def test_signing_in_and_files_can_fail_as_well(shop: FakeShopify, ask: Asking) -> None:
    shop.faults.plan(Fault.STATUS, "oauth", status=500)
    assert renewed(ask, grant_type="client_credentials").status_code == 500
    shop.faults.plan(Fault.STATUS, "bulk", status=503)
    assert ask.client.get("/bulk/bulk-1.jsonl").status_code == 503
    assert ask.client.get("/bulk/bulk-1.jsonl").status_code == 404


def test_faults_by_chance_are_the_same_with_the_same_seed(clock: ManualClock) -> None:
    def statuses() -> list[int]:
        with FakeShopify(clock=clock, seed=7) as shop:
            plan = shop.faults.plan(Fault.STATUS, chance=0.5, times=-1, status=503)
            asking = Asking(shop)
            found = [asking.raw(NAME).status_code for _ in range(20)]
            shop.faults.withdraw(plan)
            assert [asking.raw(NAME).status_code for _ in range(5)] == [200] * 5
            asking.client.close()
            return found

    first = statuses()
    assert first == statuses()
    assert set(first) == {200, 503}


def test_what_arrives_is_kept_for_those_who_want_to_know(shop: FakeShopify, ask: Asking) -> None:
    make(ask)
    assert shop.seen == [(GRAPHQL, frozenset({"orderCreate", "Create", ""}))]


# -- whom it tells

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


# -- what it keeps


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
        pass
    shop.close()
    caller.join(5)
    assert set(threading.enumerate()) == before
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
