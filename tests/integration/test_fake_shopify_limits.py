# ruff: noqa: F811 - fixtures are imported by name
"""The practice Shopify: who may come in, what a question costs, and what goes wrong."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from pos_desktop.platforms.shopify.fake.access import ALL_SCOPES
from pos_desktop.platforms.shopify.fake.bucket import ADVANCED, ENTERPRISE, PLUS, STANDARD, Plan
from pos_desktop.platforms.shopify.fake.clock import ManualClock, ScaledClock
from pos_desktop.platforms.shopify.fake.faults import Fault, Gone
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, FakeShopify
from tests.integration.practice_shelf import BEGAN, NAME, ask, clock, shop  # noqa: F401
from tests.practice_shopify import ADJUST, GRAPHQL, ORDER_CREATE, Asking, line

# -- who may come in -------------------------------------------------------------------------------


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


# -- what a question costs -------------------------------------------------------------------------


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


# -- what goes wrong -------------------------------------------------------------------------------


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
