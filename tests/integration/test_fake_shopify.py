# ruff: noqa: F811 - fixtures are imported by name
"""The practice Shopify: what it knows of goods, people and codes, and how it is searched and paged."""

import json
import time
from collections.abc import Iterator
from decimal import Decimal

import pytest

from pos_desktop.application.platform.catalogue import PlatformImage, PlatformProduct, PlatformVariant
from pos_desktop.platforms.shopify.fake.bucket import BASIC, STANDARD
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.clock import ManualClock
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from tests.integration.practice_shelf import BEGAN, ask, clock  # noqa: F401
from tests.practice_shopify import MUG, SHIRT, Asking


@pytest.fixture
def shop(clock: ManualClock) -> Iterator[FakeShopify]:
    with FakeShopify(clock=clock) as made:
        made.fill([SHIRT, MUG])
        yield made


def skus(ask: Asking, query: str) -> list[str]:
    """What a search for variants finds."""
    found = ask.data("query($q: String) { productVariants(first: 50, query: $q) { nodes { sku } } }", q=query)
    return [node["sku"] for node in found["productVariants"]["nodes"]]


def test_the_shop_tells_its_facts(ask: Asking) -> None:
    told = ask.data(
        "{ shop { name currencyCode taxesIncluded ianaTimezone timezoneOffset plan { publicDisplayName }"
        " features { giftCards } myshopifyDomain } locations(first: 5) { nodes { name isActive } }"
        " currentAppInstallation { accessScopes { handle } } productsCount { count precision }"
        " productVariantsCount { count } }"
    )
    assert told["shop"] == {
        "name": "Practice Shop",
        "currencyCode": "EUR",
        "taxesIncluded": True,
        "ianaTimezone": "Europe/Berlin",
        "timezoneOffset": "+0100",
        "plan": {"publicDisplayName": "Grow"},
        "features": {"giftCards": True},
        "myshopifyDomain": "practice-shop.myshopify.com",
    }
    assert told["locations"]["nodes"] == [{"name": "Shop", "isActive": True}]
    assert {"handle": "write_orders"} in told["currentAppInstallation"]["accessScopes"]
    assert told["productsCount"] == {"count": 2, "precision": "EXACT"}
    assert told["productVariantsCount"] == {"count": 4}


def test_a_product_comes_with_all_that_belongs_to_it(shop: FakeShopify, ask: Asking) -> None:
    shop.set_level("TEE-M-RED", 12)
    told = ask.data(
        "query($id: ID!) { product(id: $id) { title vendor productType tags options { name values } totalInventory"
        " media(first: 3) { nodes { ... on MediaImage { image { url altText } } } }"
        " variants(first: 2) { nodes { sku barcode price compareAtPrice selectedOptions { name value }"
        " inventoryQuantity inventoryItem { tracked inventoryLevels(first: 3) { nodes { location { name }"
        ' quantities(names: ["available", "on_hand"]) { name quantity } } } } } pageInfo { hasNextPage } } } }',
        id=shop.product_of("TEE-M-RED")["id"],
    )["product"]
    assert (told["title"], told["vendor"], told["productType"], told["tags"]) == (
        "Shirt",
        "Weaver",
        "Clothes",
        ["summer"],
    )
    assert told["options"] == [
        {"name": "Size", "values": ["S", "M", "L"]},
        {"name": "Colour", "values": ["Red"]},
    ]
    assert told["totalInventory"] == 12
    assert told["media"]["nodes"] == [
        {"image": {"url": "https://pictures.example/shirt.jpg", "altText": "Shirt"}}
    ]
    small, medium = told["variants"]["nodes"]
    assert told["variants"]["pageInfo"] == {"hasNextPage": True}
    assert (small["price"], small["compareAtPrice"], medium["compareAtPrice"]) == ("19.90", "24.90", None)
    assert small["selectedOptions"] == [{"name": "Size", "value": "S"}, {"name": "Colour", "value": "Red"}]
    assert medium["inventoryQuantity"] == 12
    assert medium["inventoryItem"]["inventoryLevels"]["nodes"] == [
        {
            "location": {"name": "Shop"},
            "quantities": [{"name": "available", "quantity": 12}, {"name": "on_hand", "quantity": 12}],
        }
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sku:MUG", ["MUG"]),
        ("sku:mug", ["MUG"]),
        ('sku:"TEE-S-RED"', ["TEE-S-RED"]),
        ("sku:TEE-S", ["TEE-S-RED"]),  # by words, as Shopify's fields of words are: who asks must look closer
        ("sku:TEE*", ["TEE-S-RED", "TEE-M-RED", "TEE-L-RED"]),
        ("barcode:4006381333948", ["TEE-M-RED"]),
        ("barcode:400638133394", []),
        ("sku:MUG OR barcode:4006381333948", ["TEE-M-RED", "MUG"]),
        ("sku:RED AND barcode:4006381333931", ["TEE-S-RED"]),
        ("sku:RED -barcode:4006381333931", ["TEE-M-RED", "TEE-L-RED"]),
        ("sku:RED NOT (barcode:4006381333931 OR barcode:4006381333948)", ["TEE-L-RED"]),
        ("vendor:Potter", ["MUG"]),
        ("shirt", ["TEE-S-RED", "TEE-M-RED", "TEE-L-RED"]),
        ("shirt blue", []),
        ("updated_at:>'2026-11-20T08:59:59Z'", ["TEE-S-RED", "TEE-M-RED", "TEE-L-RED", "MUG"]),
        ("updated_at:>'2026-11-20T09:00:00Z'", []),
        ("updated_at:>='2026-11-20T10:00:00+01:00'", ["TEE-S-RED", "TEE-M-RED", "TEE-L-RED", "MUG"]),
        ("updated_at:>='2026-11-20T09:00:00.500Z'", []),
        ('sku:"MU\\"G"', []),
    ],
)
def test_variants_are_searched(ask: Asking, query: str, found: list[str]) -> None:
    assert skus(ask, query) == found


def test_an_id_can_be_searched_for_as_a_number_or_whole(shop: FakeShopify, ask: Asking) -> None:
    ids = [shop.variant("MUG")["id"], shop.variant("TEE-S-RED")["id"]]
    numbers = [gid.rpartition("/")[2] for gid in ids]
    assert skus(ask, f"id:{numbers[0]} OR id:{numbers[1]}") == ["TEE-S-RED", "MUG"]
    assert skus(ask, f'id:"{ids[0]}"') == ["MUG"]
    assert skus(ask, f"id:>{numbers[1]}") == ["TEE-M-RED", "TEE-L-RED", "MUG"]
    assert skus(ask, f"product_id:{shop.product_of('MUG')['id'].rpartition('/')[2]}") == ["MUG"]


def test_a_field_that_is_not_searched_leaves_the_question_open_and_is_warned_of(ask: Asking) -> None:
    body = ask.body('{ productVariants(first: 9, query: "colour:red") { nodes { sku } } }')
    assert len(body["data"]["productVariants"]["nodes"]) == 4
    assert body["extensions"]["search"][0]["warnings"][0]["code"] == "invalid_field"
    assert body["extensions"]["search"][0]["warnings"][0]["field"] == "colour"


def test_pages_follow_one_another_in_any_order(shop: FakeShopify, clock: ManualClock, ask: Asking) -> None:
    for number in range(7):
        clock.advance(1)
        shop.fill([ProductSpec(f"Thing {number % 3}-{number}", (VariantSpec(f"T{number}"),))])
    query = """query($after: String, $key: ProductSortKeys, $back: Boolean) {
      products(first: 2, after: $after, query: "title:Thing", sortKey: $key, reverse: $back) {
        edges { cursor node { title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    for key, back in (("ID", False), ("UPDATED_AT", True), ("TITLE", False)):
        titles, after = [], None
        for page_number in range(4):
            page = ask.data(query, after=after, key=key, back=back)["products"]
            titles += [edge["node"]["title"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            assert page["pageInfo"]["hasPreviousPage"] is (page_number > 0)
            assert page["pageInfo"]["hasNextPage"] is (page_number < 3)
            assert page["edges"][-1]["cursor"] == after
        expected = (
            sorted(titles) if key == "TITLE" else sorted(titles, key=lambda each: each[-1], reverse=back)
        )
        assert titles == expected
        assert len(set(titles)) == 7


def test_a_page_is_not_torn_by_what_is_added_meanwhile(shop: FakeShopify, ask: Asking) -> None:
    query = (
        "query($a: String) { productVariants(first: 2, after: $a) { nodes { sku } pageInfo { endCursor } } }"
    )
    first = ask.data(query)["productVariants"]
    shop.delete_product(shop.product_of("TEE-S-RED"))
    second = ask.data(query, a=first["pageInfo"]["endCursor"])["productVariants"]
    assert [node["sku"] for node in second["nodes"]] == ["MUG"]


def test_the_last_page_is_read_backwards(ask: Asking) -> None:
    query = "query($b: String) { productVariants(last: 2, before: $b) { nodes { sku } pageInfo { hasPreviousPage startCursor } } }"
    last = ask.data(query)["productVariants"]
    assert [node["sku"] for node in last["nodes"]] == ["TEE-L-RED", "MUG"]
    assert last["pageInfo"]["hasPreviousPage"] is True
    before = ask.data(query, b=last["pageInfo"]["startCursor"])["productVariants"]
    assert [node["sku"] for node in before["nodes"]] == ["TEE-S-RED", "TEE-M-RED"]


@pytest.mark.parametrize(
    "arguments", ["", "(first: 2, last: 2)", "(first: 251)", '(first: 2, after: "nonsense")']
)
def test_a_page_that_cannot_be_is_an_error(ask: Asking, arguments: str) -> None:
    body = ask.body(f"{{ products{arguments} {{ nodes {{ id }} }} }}")
    assert body["data"] is None
    assert body["errors"][0]["path"] == ["products"]


def test_what_changed_since_is_found_and_told_apart_by_whole_seconds(
    shop: FakeShopify, clock: ManualClock, ask: Asking
) -> None:
    clock.advance(60)
    shop.edit_product(shop.product_of("MUG"), title="Big mug")
    clock.advance(60)
    shop.edit_variant("TEE-S-RED", price="18.00", sku="TEE-XS-RED")
    query = "query($q: String) { products(first: 9, query: $q, sortKey: UPDATED_AT) { nodes { title updatedAt } } }"
    told = ask.data(query, q="updated_at:>'2026-11-20T09:00:00Z'")["products"]["nodes"]
    assert told == [
        {"title": "Big mug", "updatedAt": "2026-11-20T09:01:00Z"},
        {"title": "Shirt", "updatedAt": "2026-11-20T09:02:00Z"},
    ]
    assert skus(ask, "sku:TEE-XS-RED") == ["TEE-XS-RED"]
    assert skus(ask, "sku:TEE-S-RED") == []


def test_a_deleted_product_is_gone_and_listed_among_the_events(shop: FakeShopify, ask: Asking) -> None:
    product = shop.product_of("MUG")
    shop.delete_product(product)
    told = ask.data(
        "query($id: ID!, $ids: [ID!]!) { product(id: $id) { id } nodes(ids: $ids) { id }"
        ' events(first: 5, query: "subject_type:PRODUCT AND action:destroy") {'
        " nodes { action ... on BasicEvent { subjectId subjectType } } } }",
        id=product["id"],
        ids=[product["id"]],
    )
    assert told["product"] is None
    assert told["nodes"] == [None]
    assert told["events"]["nodes"] == [
        {"action": "destroy", "subjectId": product["id"], "subjectType": "PRODUCT"}
    ]
    assert skus(ask, "sku:MUG") == []


def test_products_of_any_platform_fill_the_shop(shop: FakeShopify, ask: Asking) -> None:
    place = shop.locations()[0]["id"]
    variant = PlatformVariant(
        "1",
        sku="HAT",
        barcode="77",
        price_minor=1250,
        compare_at_minor=1500,
        weight_grams=Decimal("120"),
        levels={place: 3000},
    )
    hat = PlatformProduct("1", "Hat", (variant,), BEGAN, images=(PlatformImage("https://x.example/hat.jpg"),))
    shop.fill([hat])
    node = ask.data(
        '{ productVariants(first: 1, query: "sku:HAT") { nodes { price compareAtPrice barcode inventoryQuantity'
        " inventoryItem { measurement { weight { value unit } } } } } }"
    )["productVariants"]["nodes"][0]
    assert node == {
        "price": "12.50",
        "compareAtPrice": "15.00",
        "barcode": "77",
        "inventoryQuantity": 3,
        "inventoryItem": {"measurement": {"weight": {"value": 120.0, "unit": "GRAMS"}}},
    }


# -- everything at once

BULK = """mutation($query: String!, $grouped: Boolean!) {
  bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
    bulkOperation { id status } userErrors { code field message } } }"""
ALL_PRODUCTS = """{ products { edges { node { __typename id title
  variants { edges { node { __typename id sku price product { title } } } } } } } }"""


def _finished(ask: Asking, operation: str) -> dict[str, str]:
    for _ in range(500):
        told = ask.data(
            "query($id: ID!) { bulkOperation(id: $id) { status url objectCount rootObjectCount fileSize } }",
            id=operation,
        )["bulkOperation"]
        if told["status"] not in ("CREATED", "RUNNING", "CANCELING"):
            return told
        time.sleep(0.01)
    raise AssertionError("it does not end")


def _lines(ask: Asking, grouped: bool) -> list[dict[str, object]]:
    payload = ask.data(BULK, query=ALL_PRODUCTS, grouped=grouped)["bulkOperationRunQuery"]
    assert payload["userErrors"] == []
    told = _finished(ask, payload["bulkOperation"]["id"])
    assert told["status"] == "COMPLETED"
    file = ask.client.get(told["url"])
    assert (told["objectCount"], told["rootObjectCount"]) == ("6", "2")
    assert int(told["fileSize"]) == len(file.content)
    return [json.loads(line) for line in file.text.splitlines()]


def test_a_bulk_operation_writes_parents_and_children_as_lines(shop: FakeShopify, ask: Asking) -> None:
    grouped = _lines(ask, grouped=True)
    shirt = shop.product_of("TEE-S-RED")["id"]
    assert [line.get("sku", line.get("title")) for line in grouped] == [
        "Shirt",
        "TEE-S-RED",
        "TEE-M-RED",
        "TEE-L-RED",
        "Mug",
        "MUG",
    ]
    assert grouped[0] == {"__typename": "Product", "id": shirt, "title": "Shirt"}
    assert grouped[1]["__parentId"] == shirt
    assert grouped[1]["product"] == {"title": "Shirt"}
    plain = _lines(ask, grouped=False)
    assert sorted(map(str, plain)) == sorted(map(str, grouped))
    assert plain != grouped, "children need not follow their parent"


def test_a_bulk_query_that_makes_no_sense_is_refused(ask: Asking) -> None:
    for query in ("{ shop { name } }", "{ products { nodes { nonsense } } }", "{ broken"):
        payload = ask.data(BULK, query=query, grouped=False)["bulkOperationRunQuery"]
        assert payload["bulkOperation"] is None
        assert payload["userErrors"][0]["code"] == "INVALID"


def test_a_bulk_operation_that_finds_nothing_has_no_file(ask: Asking) -> None:
    payload = ask.data(BULK, query="{ orders { edges { node { id } } } }", grouped=False)
    told = _finished(ask, payload["bulkOperationRunQuery"]["bulkOperation"]["id"])
    assert (told["status"], told["url"], told["objectCount"]) == ("COMPLETED", None, "0")


def test_a_second_bulk_operation_has_to_wait(shop: FakeShopify, ask: Asking) -> None:
    with shop.state.lock:
        shop.state.add("BulkOperation", status="RUNNING", query="")
    payload = ask.data(BULK, query=ALL_PRODUCTS, grouped=False)["bulkOperationRunQuery"]
    assert payload["userErrors"][0]["code"] == "OPERATION_IN_PROGRESS"


# -- people, discounts, gift cards, subscriptions

CUSTOMER = """mutation($input: CustomerInput!) { customerCreate(input: $input) {
  customer { id displayName defaultEmailAddress { emailAddress } } userErrors { field message } } }"""


def test_a_customer_is_made_once_for_an_address(ask: Asking) -> None:
    person = {"firstName": "Ada", "lastName": "Byron", "email": "Ada@Example.com", "phone": "+49 731 5550"}
    made = ask.data(CUSTOMER, input=person)["customerCreate"]["customer"]
    assert made["displayName"] == "Ada Byron"
    assert made["defaultEmailAddress"] == {"emailAddress": "ada@example.com"}
    again = ask.data(CUSTOMER, input={**person, "email": "ADA@example.com"})["customerCreate"]
    assert again["customer"] is None
    assert [error["message"] for error in again["userErrors"]] == [
        "Email has already been taken",
        "Phone has already been taken",
    ]
    for wrong in ({"email": "nonsense"}, {"phone": "x", "firstName": "A"}, {"note": "nobody"}):
        assert ask.data(CUSTOMER, input=wrong)["customerCreate"]["userErrors"]


def test_customers_are_found_by_what_identifies_them_and_by_words(ask: Asking) -> None:
    person = {"firstName": "Ada", "lastName": "Byron", "email": "ada@example.com", "phone": "+49 731 5550"}
    gid = ask.data(CUSTOMER, input=person)["customerCreate"]["customer"]["id"]
    ask.data(CUSTOMER, input={"firstName": "Grace", "email": "grace@example.com"})
    by = "query($by: CustomerIdentifierInput!) { customerByIdentifier(identifier: $by) { id } }"
    for identifier in ({"emailAddress": "ADA@example.com"}, {"phoneNumber": "+497315550"}, {"id": gid}):
        assert ask.data(by, by=identifier)["customerByIdentifier"] == {"id": gid}
    assert ask.data(by, by={"emailAddress": "no@example.com"})["customerByIdentifier"] is None
    search = "query($q: String) { customers(first: 9, query: $q) { nodes { firstName } } }"
    for query, names in (
        ('email:"ada@example.com"', ["Ada"]),
        ("email:example.com", ["Ada", "Grace"]),
        ("byron", ["Ada"]),
        ("gra", ["Grace"]),
        ("phone:7315550", []),
    ):
        found = ask.data(search, q=query)["customers"]["nodes"]
        assert [node["firstName"] for node in found] == names, query


def test_a_discount_code_tells_what_it_takes_off_and_whether_it_runs(
    shop: FakeShopify, clock: ManualClock, ask: Asking
) -> None:
    shop.add_discount("TEN", percent=10.0, ends_at="2026-11-21T00:00:00Z")
    shop.add_discount("FIVE", amount="5", starts_at="2026-12-01T00:00:00Z")
    query = """query($code: String!) { codeDiscountNodeByCode(code: $code) { codeDiscount { ... on DiscountCodeBasic {
      title status customerGets { value { __typename ... on DiscountPercentage { percentage }
      ... on DiscountAmount { amount { amount currencyCode } } } } } } } }"""
    ten = ask.data(query, code="ten")["codeDiscountNodeByCode"]["codeDiscount"]
    assert (ten["status"], ten["customerGets"]["value"]["percentage"]) == ("ACTIVE", 0.1)
    five = ask.data(query, code="FIVE")["codeDiscountNodeByCode"]["codeDiscount"]
    assert five["status"] == "SCHEDULED"
    assert five["customerGets"]["value"]["amount"] == {"amount": "5.0", "currencyCode": "EUR"}
    assert ask.data(query, code="NONE")["codeDiscountNodeByCode"] is None
    clock.advance(86400)
    assert ask.data(query, code="TEN")["codeDiscountNodeByCode"]["codeDiscount"]["status"] == "EXPIRED"


GIFT_CARD = """query($q: String) { giftCards(first: 9, query: $q) { nodes { id lastCharacters maskedCode
  balance { amount } } } }"""
DEBIT = """mutation($id: ID!, $amount: Decimal!, $code: CurrencyCode!) {
  giftCardDebit(id: $id, debitInput: {debitAmount: {amount: $amount, currencyCode: $code}}) {
    giftCardDebitTransaction { amount { amount } giftCard { balance { amount } } }
    userErrors { code field message } } }"""


def test_a_gift_card_is_found_by_its_code_and_debited_each_time(shop: FakeShopify, ask: Asking) -> None:
    shop.add_gift_card("ABCD-EFGH-JKLM-1234", "50")
    (card,) = ask.data(GIFT_CARD, q="abcdefghjklm1234")["giftCards"]["nodes"]
    assert (card["lastCharacters"], card["balance"]) == ("1234", {"amount": "50.0"})
    assert "abcd" not in json.dumps(card)
    for left in ("30.0", "10.0"):
        told = ask.data(DEBIT, id=card["id"], amount="20", code="EUR")["giftCardDebit"]
        assert told["giftCardDebitTransaction"]["giftCard"]["balance"] == {"amount": left}
    for amount, code, why in (
        ("20", "EUR", "INSUFFICIENT_FUNDS"),
        ("1", "USD", "MISMATCHING_CURRENCY"),
        ("0", "EUR", "NEGATIVE_OR_ZERO_AMOUNT"),
    ):
        told = ask.data(DEBIT, id=card["id"], amount=amount, code=code)["giftCardDebit"]
        assert told["userErrors"][0]["code"] == why
    lost = ask.data(DEBIT, id="gid://shopify/GiftCard/1", amount="1", code="EUR")["giftCardDebit"]
    assert lost["userErrors"][0]["code"] == "GIFT_CARD_NOT_FOUND"


def test_a_plan_without_gift_cards_does_not_show_them(shop: FakeShopify, ask: Asking) -> None:
    shop.change_plan(BASIC)
    assert ask.code(GIFT_CARD, q="abc") == "ACCESS_DENIED"
    assert ask.code(DEBIT, id="gid://shopify/GiftCard/1", amount="1", code="EUR") == "ACCESS_DENIED"
    assert ask.data("{ shop { features { giftCards } } }") == {"shop": {"features": {"giftCards": False}}}
    shop.change_plan(STANDARD)
    assert ask.data(GIFT_CARD, q="abc")["giftCards"]["nodes"] == []


def test_a_subscription_is_made_once_and_ended(ask: Asking) -> None:
    create = """mutation($topic: WebhookSubscriptionTopic!, $uri: String!) {
      webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: $uri}) {
        webhookSubscription { id topic uri } userErrors { field message } } }"""
    told = ask.data(create, topic="ORDERS_CREATE", uri="https://till.example/h")["webhookSubscriptionCreate"]
    gid = told["webhookSubscription"]["id"]
    again = ask.data(create, topic="ORDERS_CREATE", uri="https://till.example/h")["webhookSubscriptionCreate"]
    assert again["userErrors"][0]["message"] == "Address for this topic has already been taken"
    plain = ask.data(create, topic="ORDERS_PAID", uri="http://till.example/h")["webhookSubscriptionCreate"]
    assert plain["webhookSubscription"] is None
    listed = "{ webhookSubscriptions(first: 9, topics: [ORDERS_CREATE]) { nodes { id uri } } }"
    assert ask.data(listed)["webhookSubscriptions"]["nodes"] == [{"id": gid, "uri": "https://till.example/h"}]
    delete = "mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }"
    assert ask.data(delete, id=gid)["webhookSubscriptionDelete"]["deletedWebhookSubscriptionId"] == gid
    assert ask.data(delete, id=gid)["webhookSubscriptionDelete"]["userErrors"]
    assert ask.data(listed)["webhookSubscriptions"]["nodes"] == []
