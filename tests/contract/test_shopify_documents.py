"""Every document that is sent to Shopify, and what is put into it, against the published schema."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from graphql import (
    FieldNode,
    GraphQLObjectType,
    NoDeprecatedCustomRule,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.customers import PlatformAddress, PlatformCustomer
from pos_desktop.application.platform.sent_orders import OrderLinePush, OrderPush, OrderTaxPush, TenderPush
from pos_desktop.platforms.shopify import people
from pos_desktop.platforms.shopify.documents import document, document_names
from pos_desktop.platforms.shopify.order_input import order_variables
from pos_desktop.platforms.shopify.scopes import GIFT_CARD_SCOPES, SCOPES, TAX_SCOPE, granted
from pos_desktop.platforms.shopify.webhook import TOPICS, enum_of
from tests.shopify_schema import access_needed, shopify_schema

NAMES = document_names()
IDEMPOTENT = {"refund_create", "stock_adjust", "stock_set"}


def operation(name: str) -> OperationDefinitionNode:
    found = [
        node for node in parse(document(name).text).definitions if isinstance(node, OperationDefinitionNode)
    ]
    assert len(found) == 1, "one operation a document"
    return found[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_valid_and_asks_for_nothing_that_is_going_away(name):
    parsed = parse(document(name).text)
    assert validate(shopify_schema(), parsed) == []
    assert validate(shopify_schema(), parsed, [NoDeprecatedCustomRule]) == []


@pytest.mark.parametrize("name", [name for name in NAMES if document(name).changes_something])
def test_what_must_carry_a_key_does_and_nothing_else(name):
    for field in operation(name).selection_set.selections:
        described = shopify_schema().mutation_type.fields[field.name.value].description or ""
        must = "idempotency key is required" in described
        carries = {directive.name.value for directive in field.directives or ()}
        assert must == ("idempotent" in carries) == (name in IDEMPOTENT)


def test_creating_orders_has_no_key_so_it_is_looked_up_by_our_id():
    described = shopify_schema().mutation_type.fields["orderCreate"].description
    assert "idempoten" not in described.lower()
    orders = shopify_schema().query_type.fields["orders"].args["query"].description
    assert "source_identifier" in orders


@pytest.mark.parametrize("name", ["products_bulk", "levels_bulk"])
def test_a_query_in_bulk_keeps_within_what_the_shop_runs(name):
    depth = count = deepest = 0

    class Counting(Visitor):
        def enter_field(self, node, *_):
            nonlocal depth, count, deepest
            if node.name.value == "edges":
                count, depth = count + 1, depth + 1
                deepest = max(deepest, depth)

        def leave_field(self, node, *_):
            nonlocal depth
            depth -= node.name.value == "edges"

    visit(parse(document(name).text), Counting())
    assert (count <= 5, deepest <= 2) == (True, True)


def needed_by(name: str) -> set[frozenset[str]]:
    """For each type and field that a document touches: the scopes of which one is needed."""
    info, found = TypeInfo(shopify_schema()), set()

    class Touching(Visitor):
        def enter_field(self, node: FieldNode, *_):
            owner, given = info.get_parent_type(), get_named_type(info.get_type())
            found.add(access_needed().get(f"{owner.name}.{node.name.value}"))
            if isinstance(given, GraphQLObjectType):
                found.add(access_needed().get(given.name))

    visit(parse(document(name).text), TypeInfoVisitor(info, Touching()))
    return found - {None}


def test_the_listed_scopes_are_those_that_the_documents_need():
    needs = set().union(*(needed_by(name) for name in NAMES))
    ours = frozenset(SCOPES) | GIFT_CARD_SCOPES | {TAX_SCOPE}
    unmet = [sorted(need) for need in needs if not need & granted(ours)]
    assert unmet == []
    idle = [s for s in ours if all(need & granted(ours - {s}) for need in needs)]
    assert idle == [], "listed, and needed by no document"


def test_gift_cards_alone_need_their_scopes():
    without = granted((*SCOPES, TAX_SCOPE))
    for name in NAMES:
        unmet = [need for need in needed_by(name) if not need & without]
        assert bool(unmet) == name.startswith("gift_card"), (name, unmet)


def test_the_tax_of_drafts_alone_needs_its_scope():
    without = granted({*SCOPES, *GIFT_CARD_SCOPES})
    unmet = [name for name in NAMES if any(not need & without for need in needed_by(name))]
    assert unmet == ["draft_taxes"]


def test_every_topic_is_one_of_shopifys():
    known = shopify_schema().type_map["WebhookSubscriptionTopic"].values
    assert [topic for topic in TOPICS if enum_of(topic) not in known] == []
    assert len([topic for topic in TOPICS if not topic.startswith(("discounts", "app"))]) == 14


def accepted(name: str, values: dict) -> None:
    """Shopify's types take these variables."""
    checked = get_variable_values(shopify_schema(), operation(name).variable_definitions, values)
    assert not isinstance(checked, list), [error.message for error in checked]


def order(**facts) -> OrderPush:
    lines = (
        OrderLinePush(
            new_id(), "Mug", 3000, 1000, 840, 200, 400, (OrderTaxPush("VAT 19 %", Decimal(19), 160),), "gid://shopify/ProductVariant/1"
        ),
        OrderLinePush(new_id(), "Apples", 452, 180, 168, 0, 399, (OrderTaxPush("VAT 7 %", Decimal(7), 12),), unit="kg", weighed=True),
        OrderLinePush(new_id(), "Gift card", 1000, 2500, 2500, 0, 2500, gift_card=True),
    )  # fmt: skip
    values = {
        "order_id": new_id(),
        "number": "1-000017",
        "paid_at": datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        "currency": "EUR",
        "prices_include_tax": True,
        "lines": lines,
        "tenders": (TenderPush(new_id(), "cash", 3680), TenderPush(new_id(), "card", 500, tip_minor=50)),
        "total_minor": 3680,
        "tax_minor": 172,
        "discount_minor": 200,
        "tips_minor": 50,
        "location_ref": "gid://shopify/Location/1",
        "email": "kim@example.com",
        "customer_name": "Kim Example",
        "note": "as a gift",
        "seller": "Robin",
        "register_name": "1",
    }
    return OrderPush(**{**values, **facts})


@pytest.mark.parametrize("customer_ref", ["", "gid://shopify/Customer/1"])
def test_an_order_is_what_shopify_takes(customer_ref):
    accepted("order_create", order_variables(order(customer_ref=customer_ref)))


def test_a_customer_is_what_shopify_takes():
    address = PlatformAddress(
        "Kim Example", "Example Ltd", ("High Street 1", "Yard"), "12345", "Town", "BE", "DE", "030"
    )
    given = people._input(
        PlatformCustomer("", "Kim", "Example", "kim@example.com", "+4930123", addresses=(address,))
    )
    accepted("customer_create", {"input": given})
