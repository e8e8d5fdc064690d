# ruff: noqa: F811 - fixtures are imported by name
"""The practice Shopify: orders, refunds and fulfilments, done as Shopify does them."""

from typing import Any

import pytest

from pos_desktop.platforms.shopify.fake.clock import ManualClock
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from tests.integration.practice_shelf import ask, clock, on_hand, shop  # noqa: F401
from tests.practice_shopify import ORDER_CREATE, REFUND, Asking, euros, line, paid


def amounts(order: dict[str, Any]) -> tuple[str, str, str, str]:
    """Subtotal, discounts, tax and total."""
    names = ("subtotalPriceSet", "totalDiscountsSet", "totalTaxSet", "totalPriceSet")
    return tuple(order[name]["shopMoney"]["amount"] for name in names)  # type: ignore[return-value]  # four of them


# -- orderCreate -----------------------------------------------------------------------------------


def test_a_paid_order_of_the_register(shop: FakeShopify, ask: Asking) -> None:
    tax = {"title": "VAT", "rate": "0.19", "priceSet": euros("6.35")}
    payload = ask.order(
        line(shop, "TEE-S-RED", 2, "19.90", taxLines=[tax]),
        {"title": "Gift wrap", "quantity": 1, "priceSet": euros("1.50"), "taxable": False},
        transactions=paid("41.30"),
        sourceIdentifier="R-1",
        processedAt="2026-11-20T08:30:00Z",
        fulfillmentStatus="FULFILLED",
    )
    assert payload["userErrors"] == []
    order = payload["order"]
    assert amounts(order) == ("41.3", "0.0", "6.35", "41.3")
    assert (order["name"], order["displayFinancialStatus"], order["displayFulfillmentStatus"]) == (
        "#1001",
        "PAID",
        "FULFILLED",
    )
    assert order["processedAt"] == "2026-11-20T08:30:00Z"
    assert [(node["title"], node["quantity"], node["sku"]) for node in order["lineItems"]["nodes"]] == [
        ("Shirt", 2, "TEE-S-RED"),
        ("Gift wrap", 1, None),
    ]
    assert shop.level("TEE-S-RED") == 0, "stock is left alone unless it is asked for"


def test_taxes_come_on_top_where_prices_do_not_include_them(shop: FakeShopify, ask: Asking) -> None:
    taxes = [{"title": "State", "rate": "0.05"}, {"title": "City", "rate": "0.0125"}]
    order = ask.order(line(shop, "MUG", 3, "8.50", taxLines=taxes), taxesIncluded=False)["order"]
    assert amounts(order) == ("25.5", "0.0", "1.6", "27.1")
    assert order["displayFinancialStatus"] == "PENDING"


def test_a_tax_is_worked_out_of_a_price_that_includes_it(shop: FakeShopify, ask: Asking) -> None:
    order = ask.order(line(shop, "MUG", 2, "11.90"), taxLines=[{"title": "VAT", "rate": "0.19"}])["order"]
    assert amounts(order) == ("23.8", "0.0", "3.8", "23.8")


def test_a_percentage_is_spread_over_the_lines_and_taxed_after_it(shop: FakeShopify, ask: Asking) -> None:
    code = {"itemPercentageDiscountCode": {"code": "TEN", "percentage": 10}}
    order = ask.order(
        line(shop, "MUG", 1, "9.99", taxLines=[{"title": "VAT", "rate": "0.19"}]),
        line(shop, "TEE-S-RED", 1, "19.90", taxLines=[{"title": "VAT", "rate": "0.19"}]),
        discountCode=code,
    )["order"]
    assert amounts(order) == ("26.9", "2.99", "4.3", "26.9")
    told = ask.data(
        "query($id: ID!) { order(id: $id) { discountCodes lineItems(first: 5) { nodes {"
        " discountedTotalSet(withCodeDiscounts: true) { shopMoney { amount } }"
        " discountAllocations { allocatedAmountSet { shopMoney { amount } } } } } } }",
        id=order["id"],
    )["order"]
    assert told["discountCodes"] == ["TEN"]
    nodes = told["lineItems"]["nodes"]
    assert [node["discountedTotalSet"]["shopMoney"]["amount"] for node in nodes] == ["8.99", "17.91"]
    assert [
        node["discountAllocations"][0]["allocatedAmountSet"]["shopMoney"]["amount"] for node in nodes
    ] == [
        "1.0",
        "1.99",
    ]


def test_an_amount_off_is_never_more_than_the_goods(shop: FakeShopify, ask: Asking) -> None:
    code = {"itemFixedDiscountCode": {"code": "BIG", "amountSet": euros("100")}}
    order = ask.order(line(shop, "MUG", 1, "8.50"), discountCode=code)["order"]
    assert amounts(order) == ("0.0", "8.5", "0.0", "0.0")
    assert order["displayFinancialStatus"] == "PAID"


def test_the_price_is_the_variants_own_where_none_is_given(shop: FakeShopify, ask: Asking) -> None:
    assert amounts(ask.order(line(shop, "MUG", 2))["order"])[3] == "17.0"


def test_part_of_the_money_makes_it_partly_paid(shop: FakeShopify, ask: Asking) -> None:
    order = ask.order(line(shop, "MUG", 1), transactions=paid("3.00"))["order"]
    assert order["displayFinancialStatus"] == "PARTIALLY_PAID"
    told = ask.data(
        "query($id: ID!) { order(id: $id) { totalOutstandingSet { shopMoney { amount } }"
        " transactions(first: 3) { kind status gateway amountSet { shopMoney { amount } } } } }",
        id=order["id"],
    )["order"]
    assert told["totalOutstandingSet"] == {"shopMoney": {"amount": "5.5"}}
    assert told["transactions"] == [
        {
            "kind": "SALE",
            "status": "SUCCESS",
            "gateway": "cash",
            "amountSet": {"shopMoney": {"amount": "3.0"}},
        }
    ]


def test_the_same_order_sent_twice_is_two_orders(shop: FakeShopify, ask: Asking) -> None:
    for _ in range(2):
        ask.order(line(shop, "MUG", 1), sourceIdentifier="R-7")
    query = "query($q: String) { orders(first: 5, query: $q) { nodes { name sourceIdentifier } } }"
    found = ask.data(query, q='source_identifier:"R-7"')["orders"]["nodes"]
    assert [node["name"] for node in found] == ["#1001", "#1002"]
    assert ask.data(query, q="source_identifier:R")["orders"]["nodes"] == []


def test_a_search_may_not_know_yet_what_the_list_shows(
    shop: FakeShopify, clock: ManualClock, ask: Asking
) -> None:
    shop.state.search_lag = 5.0
    ask.order(line(shop, "MUG", 1), sourceIdentifier="R-8")
    query = """{ found: orders(first: 2, query: "source_identifier:R-8") { nodes { name } }
      newest: orders(first: 2, sortKey: ID, reverse: true) { nodes { name } } }"""
    told = ask.data(query)
    assert told["found"]["nodes"] == []
    assert told["newest"]["nodes"] == [{"name": "#1001"}]
    clock.advance(6)
    assert ask.data(query)["found"]["nodes"] == [{"name": "#1001"}]


def test_an_order_in_the_future_is_one_of_now(shop: FakeShopify, ask: Asking) -> None:
    order = ask.order(line(shop, "MUG", 1), processedAt="2027-01-01T00:00:00Z")["order"]
    assert order["processedAt"] == "2026-11-20T09:00:00Z"


NOBODY = "gid://shopify/Customer/1"


@pytest.mark.parametrize(
    ("lines", "more", "code", "field"),
    [
        ([], {}, "INVALID", ["order", "lineItems"]),
        (
            [{"variantId": "gid://shopify/ProductVariant/1", "quantity": 1}],
            {},
            "INVALID",
            ["order", "lineItems", "0", "variantId"],
        ),
        ([{"quantity": 1, "priceSet": euros("1")}], {}, "INVALID", ["order", "lineItems", "0", "title"]),
        ([{"quantity": 1, "title": "Thing"}], {}, "INVALID", ["order", "lineItems", "0", "priceSet"]),
        (
            [{"quantity": 0, "title": "Thing", "priceSet": euros("1")}],
            {},
            "INVALID",
            ["order", "lineItems", "0", "quantity"],
        ),
        (
            [
                {
                    "quantity": 1,
                    "title": "Thing",
                    "priceSet": {"shopMoney": {"amount": "1", "currencyCode": "USD"}},
                }
            ],
            {},
            "INVALID",
            ["order", "lineItems", "0", "priceSet"],
        ),
        (
            [{"quantity": 1, "title": "Thing", "priceSet": euros("1")}],
            {"currency": "USD"},
            "INVALID",
            ["order", "currency"],
        ),
        (
            [
                {
                    "quantity": 1,
                    "title": "T",
                    "priceSet": euros("1"),
                    "taxLines": [{"title": "V", "rate": "0.1"}],
                }
            ],
            {"taxLines": [{"title": "V", "rate": "0.1"}]},
            "INVALID",
            ["order", "taxLines"],
        ),
        (
            [{"quantity": 1, "title": "Thing", "priceSet": euros("1")}],
            {"customerId": NOBODY, "customer": {"toAssociate": {"id": NOBODY}}},
            "REDUNDANT_CUSTOMER_FIELDS",
            ["order", "customer"],
        ),
        (
            [{"quantity": 1, "title": "Thing", "priceSet": euros("1")}],
            {"email": "nonsense"},
            "INVALID",
            ["order", "email"],
        ),
        (
            [{"quantity": 1, "title": "Thing", "priceSet": euros("1")}],
            {"transactions": paid("1", locationId="gid://shopify/Location/7")},
            "INVALID",
            ["order", "transactions", "0", "locationId"],
        ),
    ],
)
def test_an_order_that_cannot_be_is_refused_by_field(
    shop: FakeShopify, ask: Asking, lines: list[Any], more: dict[str, Any], code: str, field: list[str]
) -> None:
    payload = ask.order(*lines, **more)
    assert payload["order"] is None
    assert (payload["userErrors"][0]["code"], payload["userErrors"][0]["field"]) == (code, field)
    assert shop.orders() == []


def test_values_that_are_no_values_are_errors_of_the_variables(ask: Asking) -> None:
    price = {"shopMoney": {"amount": "ten", "currencyCode": "EUR"}}
    for wrong in (
        {"lineItems": [{"title": "Thing", "quantity": 1, "priceSet": price}]},
        {"lineItems": [{"title": "Thing", "quantity": 1, "colour": "red"}]},
        {"processedAt": "yesterday", "lineItems": []},
        {"currency": "EURO", "lineItems": []},
    ):
        body = ask.body(ORDER_CREATE, order=wrong)
        assert body["errors"][0]["extensions"]["code"] == "INVALID_VARIABLE"
        assert body.get("data") is None


def test_more_than_250_of_anything_is_too_much(shop: FakeShopify, ask: Asking) -> None:
    lines = [line(shop, "MUG", 1)] * 251
    assert ask.code(ORDER_CREATE, order={"lineItems": lines}) == "MAX_INPUT_SIZE_EXCEEDED"
    assert shop.orders() == []


def test_a_customer_comes_along_with_an_order(shop: FakeShopify, ask: Asking) -> None:
    person = {"email": "ada@example.com", "firstName": "Ada"}
    for _ in range(2):
        order = ask.order(line(shop, "MUG", 1), customer={"toUpsert": person})["order"]
    told = ask.data(
        "query($id: ID!) { order(id: $id) { email customer { firstName numberOfOrders amountSpent { amount } } } }",
        id=order["id"],
    )["order"]
    assert told == {
        "email": "ada@example.com",
        "customer": {"firstName": "Ada", "numberOfOrders": "2", "amountSpent": {"amount": "17.0"}},
    }


# -- what happens to an order afterwards -----------------------------------------------------------


def sold(shop: FakeShopify, ask: Asking, **more: Any) -> dict[str, Any]:
    """Two mugs and a shirt, paid in cash."""
    lines = (line(shop, "MUG", 2, "8.50"), line(shop, "TEE-S-RED", 1, "19.90"))
    order: dict[str, Any] = ask.order(*lines, transactions=paid("36.90"), **more)["order"]
    return order


def back(order: dict[str, Any], amount: str, units: int = 1, **more: Any) -> dict[str, Any]:
    """Input that refunds mugs."""
    goods = {"lineItemId": order["lineItems"]["nodes"][0]["id"], "quantity": units, **more}
    money = {"orderId": order["id"], "kind": "REFUND", "gateway": "cash", "amount": amount}
    return {"orderId": order["id"], "note": "chipped", "refundLineItems": [goods], "transactions": [money]}


def test_a_refund_happens_once_for_its_key(shop: FakeShopify, ask: Asking) -> None:
    order = sold(shop, ask)
    answers = [ask.data(REFUND, input=back(order, "8.50"), key="r-1")["refundCreate"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["refund"]["totalRefundedSet"]["shopMoney"] == {"amount": "8.5"}
    assert answers[0]["order"]["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    assert len(shop.refunds(shop.orders()[0])) == 1
    other = ask.data(REFUND, input=back(order, "1.00"), key="r-1")["refundCreate"]
    assert "different operation parameters" in other["userErrors"][0]["message"]
    told = ask.data(
        "query($id: ID!) { order(id: $id) { currentTotalPriceSet { shopMoney { amount } } totalRefundedSet {"
        " shopMoney { amount } } totalPriceSet { shopMoney { amount } } lineItems(first: 1) { nodes {"
        " quantity currentQuantity refundableQuantity } } refunds(first: 5) { note } } }",
        id=order["id"],
    )["order"]
    assert told["currentTotalPriceSet"]["shopMoney"]["amount"] == "28.4"
    assert told["totalPriceSet"]["shopMoney"]["amount"] == "36.9"
    assert told["lineItems"]["nodes"] == [{"quantity": 2, "currentQuantity": 1, "refundableQuantity": 1}]
    assert told["refunds"] == [{"note": "chipped"}]
    assert shop.level("MUG") == 10, "nothing was to be put back"


def test_goods_come_back_to_the_shelf_where_it_is_asked_for(shop: FakeShopify, ask: Asking) -> None:
    order = sold(shop, ask, fulfillmentStatus="FULFILLED")
    place = shop.locations()[0]["id"]
    ask.data(REFUND, input=back(order, "8.50", restockType="RETURN", locationId=place), key="r-1")
    assert shop.level("MUG") == 11


@pytest.mark.parametrize(
    ("amount", "units", "more", "why"),
    [
        ("8.50", 3, {}, "refundable quantity"),
        ("40.00", 1, {}, "can be refunded"),
        ("0", 1, {}, "greater than 0"),
        ("8.50", 1, {"restockType": "RETURN"}, "Location must be given"),
        ("8.50", 1, {"lineItemId": "gid://shopify/LineItem/1"}, "does not belong"),
    ],
)
def test_a_refund_that_cannot_be_is_refused_whole(
    shop: FakeShopify, ask: Asking, amount: str, units: int, more: dict[str, Any], why: str
) -> None:
    order = sold(shop, ask)
    payload = ask.data(REFUND, input=back(order, amount, units, **more), key="r-1")["refundCreate"]
    assert payload["refund"] is None
    assert why in payload["userErrors"][0]["message"]
    assert shop.refunds(shop.orders()[0]) == []


CANCEL = """mutation($id: ID!, $restock: Boolean!) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: $restock, refundMethod: {originalPaymentMethodsRefund: true}) {
    job { id done } orderCancelUserErrors { code message } } }"""


def test_an_order_is_cancelled_once_with_its_money_and_goods(shop: FakeShopify, ask: Asking) -> None:
    order = shop.sell_online([("MUG", 2)])
    told = ask.data(CANCEL, id=order["id"], restock=True)["orderCancel"]
    assert told["orderCancelUserErrors"] == []
    assert ask.data("query($id: ID!) { job(id: $id) { done } }", id=told["job"]["id"]) == {
        "job": {"done": True}
    }
    assert on_hand(ask, shop, "MUG") == {"available": 10, "committed": 0, "on_hand": 10}
    assert order["displayFinancialStatus"] == "REFUNDED"
    again = ask.data(CANCEL, id=order["id"], restock=True)["orderCancel"]
    assert again["job"] is None
    assert "already been cancelled" in again["orderCancelUserErrors"][0]["message"]
    lost = ask.data(CANCEL, id="gid://shopify/Order/1", restock=True)["orderCancel"]
    assert lost["orderCancelUserErrors"][0]["code"] == "NOT_FOUND"


def test_an_order_that_is_shipped_is_cancelled_after_its_fulfilment(shop: FakeShopify, ask: Asking) -> None:
    order = sold(shop, ask, fulfillmentStatus="FULFILLED")
    refused = ask.data(CANCEL, id=order["id"], restock=False)["orderCancel"]["orderCancelUserErrors"]
    assert "fulfillments" in refused[0]["message"]
    shipped = ask.data("query($id: ID!) { order(id: $id) { fulfillments(first: 5) { id } } }", id=order["id"])
    cancel = (
        "mutation($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status } userErrors { message } } }"
    )
    told = ask.data(cancel, id=shipped["order"]["fulfillments"][0]["id"])["fulfillmentCancel"]
    assert told == {"fulfillment": {"status": "CANCELLED"}, "userErrors": []}
    assert ask.data(CANCEL, id=order["id"], restock=False)["orderCancel"]["orderCancelUserErrors"] == []
    assert shop.level("MUG") == 10


WORK = """query($id: ID!) { order(id: $id) { displayFulfillmentStatus fulfillmentOrders(first: 5) { nodes { id status
  lineItems(first: 5) { nodes { id remainingQuantity totalQuantity } } } } } }"""
SHIP = """mutation($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
  fulfillment { id status trackingInfo { number company } } userErrors { field message } } }"""


def test_an_order_is_shipped_in_parts(shop: FakeShopify, ask: Asking) -> None:
    order = shop.sell_online([("MUG", 3)])
    work = ask.data(WORK, id=order["id"])["order"]["fulfillmentOrders"]["nodes"][0]
    part = {"id": work["lineItems"]["nodes"][0]["id"], "quantity": 1}
    asked = {
        "lineItemsByFulfillmentOrder": [
            {"fulfillmentOrderId": work["id"], "fulfillmentOrderLineItems": [part]}
        ],
        "trackingInfo": {"number": "T-1", "company": "Post"},
    }
    told = ask.data(SHIP, fulfillment=asked)["fulfillmentCreate"]["fulfillment"]
    assert told["status"] == "SUCCESS"
    assert told["trackingInfo"] == [{"number": "T-1", "company": "Post"}]
    after = ask.data(WORK, id=order["id"])["order"]
    assert after["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED"
    assert after["fulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]["remainingQuantity"] == 2
    part["quantity"] = 3
    refused = ask.data(SHIP, fulfillment=asked)["fulfillmentCreate"]
    assert refused["userErrors"][0]["message"] == "Invalid fulfillment order line item quantity requested."
    rest = {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": work["id"]}]}
    assert ask.data(SHIP, fulfillment=rest)["fulfillmentCreate"]["userErrors"] == []
    done = ask.data(WORK, id=order["id"])["order"]
    assert done["displayFulfillmentStatus"] == "FULFILLED"
    assert done["fulfillmentOrders"]["nodes"][0]["status"] == "CLOSED"
    assert (
        "unfulfillable" in ask.data(SHIP, fulfillment=rest)["fulfillmentCreate"]["userErrors"][0]["message"]
    )


def test_plain_facts_of_an_order_are_changed(shop: FakeShopify, clock: ManualClock, ask: Asking) -> None:
    order = sold(shop, ask)
    clock.advance(60)
    query = "mutation($input: OrderInput!) { orderUpdate(input: $input) { order { note tags updatedAt } userErrors { message } } }"
    told = ask.data(query, input={"id": order["id"], "note": "ring twice", "tags": ["loud"]})["orderUpdate"]
    assert told["order"] == {"note": "ring twice", "tags": ["loud"], "updatedAt": "2026-11-20T09:01:00Z"}
    changed = """{ orders(first: 5, query: "updated_at:>'2026-11-20T09:00:30Z'", sortKey: UPDATED_AT) { nodes { id } } }"""
    assert ask.data(changed)["orders"]["nodes"] == [{"id": order["id"]}]
