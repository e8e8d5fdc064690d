"""The practice Shopify against the published schema: it has nothing that Shopify has not, and answers as Shopify may."""

from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    parse,
    print_ast,
    validate,
)

from pos_desktop.platforms.shopify.documents import document, document_names
from pos_desktop.platforms.shopify.fake.access import MUTATION_SCOPES, TYPE_SCOPES
from pos_desktop.platforms.shopify.fake.bucket import Plan
from pos_desktop.platforms.shopify.fake.schema import schema
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from tests.practice_shopify import MUG, SHIRT, Asking, euros, line, paid
from tests.shopify_schema import access_needed, shopify_schema

DEPTH, SHALLOW = 2, 1  # objects within the object that is asked for; a connection's own parts do not count
OURS = sorted(
    name for name in schema().type_map if not name.startswith("__") and name not in ("String", "Int", "Float")
)


# The published notes name no scope that an app can ask for.
_DESCRIBED_OTHERWISE = ("refundCreate",)

# -- the schema is a part of the published one


def _default(argument: Any) -> str | None:
    default = argument.default
    if default is None:
        return None
    return print_ast(default.literal) if default.literal is not None else str(default.value)


def _differences(name: str) -> list[str]:
    ours, theirs = schema().type_map[name], shopify_schema().type_map.get(name)
    if theirs is None:
        return ["there is no such type"]
    if type(ours) is not type(theirs):
        return [f"is no {type(theirs).__name__}"]
    if isinstance(ours, GraphQLEnumType):
        return [f"no value {value}" for value in ours.values if value not in theirs.values]
    if isinstance(ours, GraphQLUnionType):
        members = {member.name for member in theirs.types}
        return [f"no member {member.name}" for member in ours.types if member.name not in members]
    if isinstance(ours, GraphQLScalarType):
        return []
    return _fields(ours, theirs)


def _fields(ours: Any, theirs: Any) -> list[str]:
    found = []
    if isinstance(ours, GraphQLObjectType | GraphQLInterfaceType):
        known = {one.name for one in theirs.interfaces}
        found += [f"does not implement {one.name}" for one in ours.interfaces if one.name not in known]
    if isinstance(ours, GraphQLInputObjectType):
        found += [
            f"needs {field}"
            for field, of in theirs.fields.items()
            if isinstance(of.type, GraphQLNonNull) and field not in ours.fields and _default(of) is None
        ]
    for field, of in ours.fields.items():
        other = theirs.fields.get(field)
        if other is None:
            found.append(f"no field {field}")
        elif str(of.type) != str(other.type):
            found.append(f"{field} is {other.type}, not {of.type}")
        elif isinstance(ours, GraphQLInputObjectType):
            found += [] if _default(of) == _default(other) else [f"{field} defaults to {_default(other)}"]
        else:
            found += [f"{field}: {each}" for each in _arguments(of.args, other.args)]
    return found


def _arguments(ours: Any, theirs: Any) -> list[str]:
    found = []
    for name, argument in ours.items():
        other = theirs.get(name)
        if other is None:
            found.append(f"no argument {name}")
        elif str(argument.type) != str(other.type) or _default(argument) != _default(other):
            found.append(f"argument {name} is {other.type} = {_default(other)}")
    return found + [
        f"needs argument {name}"
        for name, other in theirs.items()
        if isinstance(other.type, GraphQLNonNull) and name not in ours and _default(other) is None
    ]


def test_the_schema_holds_nothing_that_the_published_one_does_not() -> None:
    found = {name: differences for name in OURS if (differences := _differences(name))}
    assert found == {}


def test_a_field_that_shopify_does_not_have_would_be_noticed() -> None:
    theirs = shopify_schema().type_map["Shop"]
    made_up = GraphQLObjectType("Shop", {"mood": schema().type_map["Product"].fields["title"]})
    assert _fields(made_up, theirs) == ["no field mood"]


def test_the_idempotency_directive_is_the_published_one() -> None:
    ours, theirs = schema().get_directive("idempotent"), shopify_schema().get_directive("idempotent")
    assert ours is not None
    assert theirs is not None
    assert ours.locations == theirs.locations
    assert {name: str(one.type) for name, one in ours.args.items()} == {
        name: str(one.type) for name, one in theirs.args.items()
    }


def test_what_a_type_or_a_mutation_needs_is_what_is_published() -> None:
    for name, scopes in TYPE_SCOPES.items():
        assert set(scopes) <= access_needed()[name], name
    for name, scopes in MUTATION_SCOPES.items():
        published = access_needed().get(f"Mutation.{name}", set(scopes))
        assert set(scopes) <= published or name in _DESCRIBED_OTHERWISE, name


@pytest.mark.parametrize("name", document_names())
def test_every_document_of_the_client_can_be_run(name: str) -> None:
    assert [error.message for error in validate(schema(), parse(document(name).text))] == []


# -- its answers are what the published schema allows


@pytest.fixture(scope="module")
def shop() -> Any:
    made = FakeShopify(plan=Plan("Roomy", 1e9, 1e9, query_max=10**9))
    with made:
        _furnish(made)
        yield made


def _furnish(shop: FakeShopify) -> None:
    """One of everything."""
    shop.add_product(SHIRT)
    shop.fill([MUG])
    shop.delete_product(shop.add_product(MUG))
    shop.set_level("MUG", 7)
    address = {
        "firstName": "Ada",
        "lastName": "Byron",
        "address1": "Lane 1",
        "city": "Ulm",
        "countryCode": "DE",
    }
    customer = shop.add_customer(
        firstName="Ada", lastName="Byron", email="ada@example.com", phone="+49 731 12345", addresses=[address]
    )
    order = shop.sell_online(
        [("TEE-M-RED", 2), ("MUG", 1)],
        customer={"toAssociate": {"id": customer["id"]}},
        discountCode={"itemPercentageDiscountCode": {"code": "SUMMER", "percentage": 10}},
        shippingAddress=address,
        billingAddress=address,
        shippingLines=[{"title": "Post", "code": "POST", "priceSet": euros("4.90")}],
        taxLines=[{"title": "VAT", "rate": "0.19"}],
        customAttributes=[{"key": "gift", "value": "yes"}],
    )
    shop.ship(order, "TRACK-1")
    shop.refund_online(order, "5.00", [{"lineItemId": order["lineIds"][1], "quantity": 1}])
    shop.cancel_order(shop.sell_online([("MUG", 1)]))
    shop.set_taxes(("VAT", "0.19"))
    shop.add_discount("SUMMER", percent=10.0, minimum="20")
    shop.add_discount("FIVE", amount="5.00", ends_at="2020-01-01T00:00:00Z")
    shop.add_gift_card("ABCD EFGH JKLM 1234", "50.00")


def _full(of: Any, depth: int, needed: dict[str, str]) -> str:
    """A selection of everything that a type has, to a depth, without what needs arguments unknown here."""
    if isinstance(of, GraphQLUnionType):
        inner = " ".join(f"... on {one.name} {_full(one, depth - 1, needed)}" for one in of.types)
        return "{ __typename " + inner + " }"
    parts = ["__typename"]
    for name, field in of.fields.items():
        arguments = _given(name, field, needed)
        inner = _bare(field.type)
        if arguments is None or (isinstance(inner, GraphQLObjectType) and inner.name == "QueryRoot"):
            continue
        if isinstance(inner, GraphQLScalarType | GraphQLEnumType):
            parts.append(name + arguments)
        elif depth > 0 or inner.name.endswith("Edge"):
            own_part = of.name.endswith(("Connection", "Edge")) or name in ("shopMoney", "presentmentMoney")
            parts.append(f"{name}{arguments} {_full(inner, depth - (not own_part), needed)}")
    if isinstance(of, GraphQLInterfaceType):
        members = [one for one in schema().get_possible_types(of) if of.name != "Node" or one.name == "Order"]
        parts += [f"... on {one.name} {_own(one, of, depth, needed)}" for one in members]
    return "{ " + " ".join(parts) + " }"


def _own(one: Any, of: Any, depth: int, needed: dict[str, str]) -> str:
    """What a member of an interface has beyond it."""
    fields = {name: field for name, field in one.fields.items() if name not in of.fields}
    return _full(GraphQLObjectType(one.name, fields), depth - 1, needed)


def _given(name: str, field: Any, needed: dict[str, str]) -> str | None:
    told = []
    for argument, of in field.args.items():
        if argument == "first" and _bare(field.type).name.endswith("Connection"):
            told.append("first: 3")
        elif isinstance(of.type, GraphQLNonNull) and _default(of) is None:
            if argument not in needed:
                return None
            told.append(f"{argument}: {needed[argument]}")
    return f"({', '.join(told)})" if told else ""


def _bare(of: Any) -> Any:
    while isinstance(of, GraphQLNonNull | GraphQLList):
        of = of.of_type
    return of


def _wrong(of: Any, value: Any, at: str) -> list[str]:
    """Where a value is not what a published type allows."""
    if isinstance(of, GraphQLNonNull):
        return [f"{at} is null"] if value is None else _wrong(of.of_type, value, at)
    if value is None:
        return []
    if isinstance(of, GraphQLList):
        return [each for place, one in enumerate(value) for each in _wrong(of.of_type, one, f"{at}[{place}]")]
    if isinstance(of, GraphQLEnumType):
        return [] if value in of.values else [f"{at} is {value}"]
    if isinstance(of, GraphQLScalarType):
        return [] if _PLAIN.get(of.name, _anything)(value) else [f"{at}: {of.name} is {value!r}"]
    real = shopify_schema().type_map[value["__typename"]]
    return [
        each
        for name, inner in value.items()
        if name != "__typename"
        for each in _wrong(real.fields[name].type, inner, f"{at}.{name}")
    ]


def _anything(value: Any) -> bool:
    return True


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _number(value: Any) -> bool:
    return isinstance(value, str) and value.lstrip("-").replace(".", "", 1).isdigit()


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_PLAIN: dict[str, Any] = {
    "String": _text,
    "ID": lambda value: isinstance(value, str) and value.startswith("gid://shopify/"),
    "Int": _whole,
    "Float": lambda value: isinstance(value, int | float),
    "Boolean": lambda value: isinstance(value, bool),
    "Decimal": _number,
    "Money": _number,
    "DateTime": lambda value: isinstance(value, str) and len(value) == 20 and value.endswith("Z"),
    "Date": _text,
    "URL": lambda value: isinstance(value, str) and "://" in value,
    "UnsignedInt64": lambda value: isinstance(value, str) and value.isdigit(),
    "FormattedString": _text,
    "HTML": _text,
}


def _needed(shop: FakeShopify) -> dict[str, str]:
    """Arguments that fields need."""
    return {
        "names": '["available", "on_hand", "committed"]',
        "locationId": f'"{shop.locations()[0]["id"]}"',
        "inventoryItemId": f'"{shop.item("MUG")["id"]}"',
        "code": '"summer"',
        "identifier": '{emailAddress: "ada@example.com"}',
    }


_RECORDS = {
    "product": "Product",
    "productVariant": "ProductVariant",
    "inventoryItem": "InventoryItem",
    "inventoryLevel": "InventoryLevel",
    "order": "Order",
    "refund": "Refund",
    "fulfillment": "Fulfillment",
    "fulfillmentOrder": "FulfillmentOrder",
    "job": "Job",
    "node": "Order",
    "customer": "Customer",
    "discountNode": "DiscountCodeNode",
    "giftCard": "GiftCard",
    "bulkOperation": "BulkOperation",
    "webhookSubscription": "WebhookSubscription",
}
_DEEP = ("product", "order", "discountNode", "fulfillmentOrder")  # what others hold, they hold
_MADE_LATER = ("bulkOperation", "webhookSubscription")


@pytest.mark.parametrize("name", sorted(schema().query_type.fields))
def test_every_query_answers_with_all_its_fields_as_the_published_schema_allows(
    shop: FakeShopify, name: str
) -> None:
    needed = _needed(shop)
    if name in _MADE_LATER:
        _ask_for_one(shop, name)
    if name in _RECORDS:
        needed["id"] = f'"{shop.state.all(_RECORDS[name])[0]["id"]}"'
    if name == "orderByIdentifier":
        needed["identifier"] = f'{{id: "{shop.state.all("Order")[0]["id"]}"}}'
    needed["ids"] = f'["{shop.orders()[0]["id"]}"]'
    field = schema().query_type.fields[name]
    arguments = _given(name, field, needed)
    assert arguments is not None
    query = f"{{ {name}{arguments} {_full(_bare(field.type), DEPTH if name in _DEEP else SHALLOW, needed)} }}"
    _expect_allowed(shop, query, name, shopify_schema().query_type, {})


def _ask_for_one(shop: FakeShopify, name: str) -> None:
    ask = Asking(shop)
    if name == "bulkOperation":
        ask.data(
            'mutation { bulkOperationRunQuery(query: "{ products { nodes { id } } }") { userErrors { message } } }'
        )
    else:
        ask.data(
            'mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {uri: "https://x.example/h"})'
            " { userErrors { message } } }"
        )
    ask.client.close()


def _expect_allowed(shop: FakeShopify, query: str, name: str, root: Any, variables: Any) -> dict[str, Any]:
    ask = Asking(shop)
    value = ask.told(query, variables)[name]
    ask.client.close()
    assert value is not None
    assert _wrong(root.fields[name].type, value, name) == []
    found: dict[str, Any] = value
    return found


# -- and so do its mutations


def _inputs(shop: FakeShopify) -> dict[str, dict[str, Any]]:
    """Variables that each mutation takes in good order."""
    order = shop.sell_online([("MUG", 2)])
    other = shop.sell_online([("MUG", 1)])
    shipped = shop.sell_online([("MUG", 1)])
    place, item = shop.locations()[0]["id"], shop.item("MUG")["id"]
    at = {"inventoryItemId": item, "locationId": place, "changeFromQuantity": None}
    card = {"id": shop.state.all("GiftCard")[0]["id"]}
    one_euro = {"amount": "1.00", "currencyCode": "EUR"}
    work = shop.state.get(order["fulfillmentOrderIds"][0])
    assert work is not None
    second = shop.add_location("Attic")["id"]
    hook = {"topic": "PRODUCTS_UPDATE", "webhookSubscription": {"uri": "https://x.example/p"}}
    return {
        "draftOrderCalculate": {
            "input": {
                "lineItems": [{"variantId": shop.variant("MUG")["id"], "quantity": 2}],
                "shippingAddress": {"countryCode": "DE"},
            }
        },
        "orderCreate": {
            "order": {
                "currency": "EUR",
                "lineItems": [line(shop, "MUG", 1, "8.50")],
                "transactions": paid("8.50"),
            }
        },
        "orderUpdate": {"input": {"id": order["id"], "note": "ring twice"}},
        "orderCancel": {"orderId": other["id"], "reason": "STAFF", "restock": True},
        "orderClose": {"input": {"id": order["id"]}},
        "refundCreate": {
            "input": {
                "orderId": order["id"],
                "refundLineItems": [{"lineItemId": order["lineIds"][0], "quantity": 1}],
                "transactions": [
                    {"orderId": order["id"], "kind": "REFUND", "gateway": "cash", "amount": "8.50"}
                ],
            }
        },
        "fulfillmentCreate": {
            "fulfillment": {
                "lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": work["id"]}],
                "trackingInfo": {"number": "T-1", "company": "Post"},
            }
        },
        "fulfillmentCancel": {"id": shop.ship(shipped)["id"]},
        "inventoryAdjustQuantities": {
            "input": {"name": "available", "reason": "correction", "changes": [{**at, "delta": 1}]}
        },
        "inventorySetQuantities": {
            "input": {"name": "available", "reason": "correction", "quantities": [{**at, "quantity": 9}]}
        },
        "inventoryActivate": {"inventoryItemId": item, "locationId": second, "available": 3},
        "customerCreate": {"input": {"firstName": "Grace", "email": "grace@example.com"}},
        "customerUpdate": {"input": {"id": shop.state.all("Customer")[0]["id"], "note": "regular"}},
        "giftCardDebit": {**card, "debitInput": {"debitAmount": one_euro}},
        "giftCardCredit": {**card, "creditInput": {"creditAmount": one_euro}},
        "webhookSubscriptionCreate": hook,
        "webhookSubscriptionDelete": {"id": shop.state.all("WebhookSubscription")[0]["id"]},
        "bulkOperationRunQuery": {"query": "{ orders { edges { node { id } } } }"},
        "bulkOperationCancel": {"id": ""},
    }


_KEYED = ("refundCreate", "inventoryAdjustQuantities", "inventorySetQuantities", "inventoryActivate")


@pytest.mark.parametrize("name", sorted(schema().mutation_type.fields))
def test_every_mutation_answers_with_all_its_fields_as_the_published_schema_allows(
    shop: FakeShopify, name: str
) -> None:
    _ask_for_one(shop, "webhookSubscription")
    variables = _inputs(shop)[name]
    field = schema().mutation_type.fields[name]
    declared = ", ".join(f"${each}: {field.args[each].type}" for each in variables)
    given = ", ".join(f"{each}: ${each}" for each in variables)
    key = f'@idempotent(key: "{name}")' if name in _KEYED else ""
    selection = _full(_bare(field.type), SHALLOW, _needed(shop))
    query = f"mutation({declared}) {{ {name}({given}) {key} {selection} }}"
    if name == "bulkOperationCancel":
        _ask_for_one(shop, "bulkOperation")
        variables = {"id": shop.state.all("BulkOperation")[-1]["id"]}
    told = _expect_allowed(shop, query, name, shopify_schema().mutation_type, variables)
    if name != "bulkOperationCancel":  # it may be too late for that
        assert told["userErrors"] == []
