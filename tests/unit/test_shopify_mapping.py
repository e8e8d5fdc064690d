"""Shopify's objects and messages into the register's model, and orders of the register into Shopify's input."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.online_orders import OnlineState
from pos_desktop.application.platform.sent_orders import OrderLinePush, OrderPush, OrderTaxPush, TenderPush
from pos_desktop.application.platform.trouble import PlatformRefused, ShapeChanged
from pos_desktop.platforms.shopify import mapping, payloads
from pos_desktop.platforms.shopify.amounts import as_minor, as_text
from pos_desktop.platforms.shopify.order_input import LINE_ID, SOLD, order_variables, pieces
from pos_desktop.platforms.shopify.reading import Node

VARIANT = {
    "id": "gid://shopify/ProductVariant/11",
    "title": "Red / L",
    "sku": "MUG-R-L",
    "barcode": "4006381333931",
    "price": "12.90",
    "compareAtPrice": "15.00",
    "position": 1,
    "taxable": True,
    "updatedAt": "2026-11-20T09:30:00Z",
    "selectedOptions": [{"name": "Colour", "value": "Red"}, {"name": "Size", "value": "L"}],
    "inventoryItem": {
        "id": "gid://shopify/InventoryItem/21",
        "tracked": True,
        "measurement": {"weight": {"value": 0.35, "unit": "KILOGRAMS"}},
    },
    "somethingNew": {"a": 1},
}
PRODUCT = {
    "id": "gid://shopify/Product/1",
    "title": "Mug",
    "handle": "mug",
    "vendor": "Kiln",
    "productType": "Crockery",
    "status": "ACTIVE",
    "tags": ["new"],
    "updatedAt": "2026-11-20T10:30:00+01:00",
    "options": [{"name": "Size", "position": 2}, {"name": "Colour", "position": 1}],
}
PICTURES = [
    {"id": "1", "alt": None, "image": {"url": "https://cdn.example/1.png"}},
    {"id": "2", "alt": "film", "image": None},
    {"id": "3", "alt": "side", "image": {"url": "https://cdn.example/3.png"}},
]


def node(body) -> Node:
    return Node(body, "it")


def product(body=PRODUCT, variant=VARIANT, currency="EUR"):
    return mapping.product_of(node(body), [node(variant)], [node(p) for p in PICTURES], currency)


def test_a_product_with_its_variant_options_and_pictures():
    found = product()
    assert (found.ref, found.name, found.handle, found.vendor, found.category) == (
        "gid://shopify/Product/1", "Mug", "mug", "Kiln", "Crockery",
    )  # fmt: skip
    assert found.options == ("Colour", "Size")
    assert found.updated_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert [(p.address, p.alt, p.position) for p in found.images] == [
        ("https://cdn.example/1.png", "", 1),
        ("https://cdn.example/3.png", "side", 2),
    ]
    (variant,) = found.variants
    assert (variant.price_minor, variant.compare_at_minor, variant.weight_grams) == (1290, 1500, Decimal(350))
    assert (variant.sku, variant.barcode, variant.item_ref) == (
        "MUG-R-L", "4006381333931", "gid://shopify/InventoryItem/21",
    )  # fmt: skip
    assert variant.option_values == ("Red", "L")


def test_unknown_fields_are_kept_and_missing_ones_tolerated():
    assert product().variants[0].unknown["somethingNew"] == {"a": 1}
    assert product().unknown["tags"] == ["new"]
    bare = {"id": "p", "title": "T", "updatedAt": "2026-11-20T09:30:00Z"}
    found = mapping.product_of(node(bare), [node({"id": "v", "inventoryItem": {"id": "i"}})], [], "EUR")
    assert found.active and found.options == () and found.variants[0].price_minor is None


def test_the_one_variant_of_a_product_without_options_has_no_option_values():
    plain = {**VARIANT, "selectedOptions": [{"name": "Title", "value": "Default Title"}]}
    assert product(variant=plain).variants[0].option_values == ()


@pytest.mark.parametrize(
    ("body", "variant", "named"),
    [
        ({**PRODUCT, "title": None}, VARIANT, "it.title"),
        ({**PRODUCT, "title": 7}, VARIANT, "it.title"),
        ({**PRODUCT, "updatedAt": "yesterday"}, VARIANT, "it.updatedAt"),
        ({**PRODUCT, "updatedAt": "2026-11-20T09:30:00"}, VARIANT, "it.updatedAt"),
        (PRODUCT, {**VARIANT, "price": 12.9}, "it.price"),
        (PRODUCT, {**VARIANT, "price": "12.905"}, "it.price"),
        (PRODUCT, {**VARIANT, "price": "NaN"}, "it.price"),
        (PRODUCT, {**VARIANT, "inventoryItem": None}, "it.inventoryItem"),
        (PRODUCT, {**VARIANT, "inventoryItem": {"id": 4}}, "it.inventoryItem.id"),
        (PRODUCT, {**VARIANT, "selectedOptions": [{"value": 1}]}, "it.selectedOptions[0].value"),
    ],
)
def test_a_changed_shape_is_named_with_its_field_and_without_its_value(body, variant, named):
    with pytest.raises(ShapeChanged) as raised:
        product(body, variant)
    assert raised.value.field_name == named
    assert "yesterday" not in str(raised.value)


@pytest.mark.parametrize(
    ("minor", "code", "text"), [(1234, "EUR", "12.34"), (5, "EUR", "0.05"), (1234, "JPY", "1234"), (1234, "KWD", "1.234"), (-7, "USD", "-0.07"), (0, "EUR", "0.00")]
)  # fmt: skip
def test_amounts_by_the_currencys_digits(minor, code, text):
    assert as_text(minor, code) == text
    assert as_minor(text, code) == minor


@pytest.mark.parametrize("text", ["", "x", "1.001", "Infinity", "1,50"])
def test_what_is_no_amount(text):
    with pytest.raises(ValueError):
        as_minor(text, "EUR")


# -- orders of ours --------------------------------------------------------------------------------


def line(quantity, total, net=None, taxes=(), **facts) -> OrderLinePush:
    return OrderLinePush(
        new_id(), "Mug", quantity, total, total if net is None else net, 0, total, taxes, **facts
    )


def push(*lines, included=True, **facts) -> OrderPush:
    total = sum(each.total_minor for each in lines)
    values = {
        "order_id": new_id(),
        "number": "7",
        "paid_at": datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        "currency": "EUR",
        "prices_include_tax": included,
        "lines": lines,
        "tenders": (TenderPush(new_id(), "cash", total),),
        "total_minor": total,
        "tax_minor": sum(tax.tax_minor for each in lines for tax in each.taxes),
        "discount_minor": 0,
    }
    return OrderPush(**{**values, **facts})


def sent(order: OrderPush) -> dict:
    return order_variables(order)["order"]


def minor(bag, code="EUR") -> int:
    return as_minor(bag["shopMoney"]["amount"], code)


def total_of(told: dict) -> int:
    """As Shopify adds up: price times quantity, and the taxes where prices leave them out."""
    goods = sum(minor(each["priceSet"]) * each["quantity"] for each in told["lineItems"])
    taxes = sum(minor(tax["priceSet"]) for each in told["lineItems"] for tax in each.get("taxLines", ()))
    return goods + (0 if told["taxesIncluded"] else taxes)


def test_pieces_that_divide_are_one_line_and_others_two():
    assert [(p.quantity, p.price_minor) for p in pieces(1000, 4000)] == [(4, 250)]
    assert [(p.quantity, p.price_minor) for p in pieces(1000, 3000)] == [(2, 333), (1, 334)]
    assert [(p.quantity, p.price_minor) for p in pieces(2, 3000)] == [(1, 0), (2, 1)]
    assert [(p.quantity, p.price_minor) for p in pieces(180, 452)] == [(1, 180)]


@settings(max_examples=150, deadline=None)
@given(
    sold=some.lists(
        some.tuples(
            some.integers(1, 40),
            some.integers(0, 99_999),
            some.integers(0, 400),
            some.booleans(),
            some.booleans(),
        ),
        min_size=1,
        max_size=6,
    ),
    included=some.booleans(),
    rounding=some.integers(-2, 2),
    tip=some.integers(0, 500),
)
def test_the_totals_that_shopify_adds_up_are_ours_to_the_cent(sold, included, rounding, tip):
    lines = []
    for count, net, tax, weighed, two_taxes in sold:
        taxes = (OrderTaxPush("VAT", Decimal(19), tax), OrderTaxPush("City", Decimal("1.5"), 3))[
            : 1 + two_taxes
        ]
        total = net + sum(each.tax_minor for each in taxes)
        quantity = count * 1000 + (417 if weighed else 0)
        lines.append(line(quantity, total, net, taxes, weighed=weighed, unit="kg" if weighed else ""))
    total = sum(each.total_minor for each in lines)
    half = total // 2
    tenders = (
        TenderPush(new_id(), "card", half),
        TenderPush(new_id(), "cash", total - half + rounding, tip_minor=tip),
    )
    order = push(*lines, included=included, tenders=tenders, rounding_minor=rounding, tips_minor=tip)
    told = sent(order)
    taxes = sum(minor(tax["priceSet"]) for each in told["lineItems"] for tax in each.get("taxLines", ()))
    paid = sum(minor(each["amountSet"]) for each in told["transactions"])
    assert total_of(told) == total + tip
    assert taxes == order.tax_minor
    if total - half + rounding + tip > 2:
        assert paid == total + tip


def test_each_line_carries_our_id_and_what_was_sold():
    order = push(line(3000, 1000))
    told = sent(order)["lineItems"]
    assert len(told) == 2
    for each in told:
        properties = {item["name"]: item["value"] for item in each["properties"]}
        assert properties[LINE_ID] == str(order.lines[0].line_id)
        assert properties[SOLD] == "3000"


def test_the_order_is_known_by_our_id_paid_and_moves_no_stock():
    order = push(line(1000, 500), location_ref="gid://shopify/Location/3", seller="Robin", register_name="2")
    variables = order_variables(order)
    told = variables["order"]
    assert told["sourceIdentifier"] == str(order.order_id)
    assert variables["options"]["inventoryBehaviour"] == "BYPASS"
    assert (told["financialStatus"], told["processedAt"]) == ("PAID", "2026-11-20T09:30:00+00:00")
    assert told["transactions"][0]["locationId"] == "gid://shopify/Location/3"
    assert {"key": "Seller", "value": "Robin"} in told["customAttributes"]


def test_weighed_goods_are_one_piece_with_their_weight_in_the_name():
    told = sent(push(line(1250, 499, weighed=True, unit="kg", variant_ref="gid://shopify/ProductVariant/1")))
    (only,) = told["lineItems"]
    assert (only["quantity"], only["title"], only["variantId"]) == (
        1,
        "Mug 1.25 kg",
        "gid://shopify/ProductVariant/1",
    )
    (whole,) = sent(push(line(2000, 800, weighed=True, unit="kg")))["lineItems"]
    assert (whole["quantity"], whole["title"]) == (1, "Mug 2 kg")


def test_a_line_without_a_variant_is_sent_by_its_name_and_a_gift_card_says_so():
    first, second = sent(push(line(1000, 500, sku="X-1"), line(1000, 2500, gift_card=True)))["lineItems"]
    assert ("variantId" in first, first["title"], first["sku"]) == (False, "Mug", "X-1")
    assert second["giftCard"] is True and second["taxLines"] == []


def test_a_customer_by_ref_by_email_or_not_at_all():
    bought = line(1000, 500)
    by_ref = sent(push(bought, customer_ref="gid://shopify/Customer/1", email="kim@example.com"))
    assert by_ref["customer"] == {"toAssociate": {"id": "gid://shopify/Customer/1"}}
    by_email = sent(push(bought, email="kim@example.com", customer_name="Kim van Example"))
    assert by_email["customer"]["toUpsert"] == {
        "email": "kim@example.com", "firstName": "Kim van", "lastName": "Example",
    }  # fmt: skip
    assert "email" not in by_email, "Shopify refuses both"
    assert "customer" not in sent(push(bought))


def test_what_shopify_has_no_place_for_is_refused_in_words():
    with pytest.raises(PlatformRefused):
        order_variables(push(line(-1000, -500)))
    assert len(sent(push(*[line(1000, 1)] * 250))["lineItems"]) == 250
    with pytest.raises(PlatformRefused, match="250") as refused:
        order_variables(push(*[line(1000, 1)] * 251))
    assert refused.value.code == "too_many_lines"


# -- messages --------------------------------------------------------------------------------------

ORDER = {
    "id": 5,
    "admin_graphql_api_id": "gid://shopify/Order/5",
    "name": "#1001",
    "source_identifier": None,
    "created_at": "2026-11-20T09:30:00+01:00",
    "updated_at": "2026-11-20T09:31:00+01:00",
    "processed_at": "2026-11-20T09:29:00+01:00",
    "cancelled_at": None,
    "closed_at": None,
    "currency": "EUR",
    "total_price": "21.00",
    "financial_status": "paid",
    "fulfillment_status": None,
    "note": "ring twice",
    "line_items": [
        {
            "id": 51,
            "admin_graphql_api_id": "gid://shopify/LineItem/51",
            "title": "Mug",
            "name": "Mug - Red",
            "quantity": 2,
            "price": "12.00",
            "variant_id": 11,
            "sku": "MUG-R",
            "discount_allocations": [{"amount": "3.00"}],
        }
    ],
    "customer": {"id": 9, "first_name": "Kim", "last_name": "Example", "email": "kim@example.com"},
    "shipping_address": {"first_name": "Kim", "last_name": "E.", "address1": "High Street 1", "zip": "1", "city": "Town", "country_code": "DE"},
    "refunds": [
        {"id": 1, "transactions": [{"kind": "refund", "status": "success", "amount": "5.00", "currency": "EUR"}]},
        {"id": 2, "transactions": [{"kind": "refund", "status": "failure", "amount": "9.00", "currency": "EUR"}]},
    ],
    "brand_new": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "properties", "ours"),
    [
        ({"source_identifier": "x", "source_name": "pos_desktop"}, (), True),
        ({"source_identifier": "x", "source_name": "4711"}, ("_line", "_sold"), True),
        ({"source_identifier": "x", "source_name": "web"}, ("engraving",), False),
        ({"source_name": "pos_desktop"}, ("_line",), False),
    ],
)
def test_an_order_that_a_register_sent_is_known_by_its_marks(facts, properties, ours):
    told = {"name": "n", "value": "v"}
    lines = [{**ORDER["line_items"][0], "properties": [{**told, "name": name} for name in properties]}]
    assert payloads.order(node({**ORDER, "line_items": lines, **facts})).from_register is ours


def test_an_order_of_a_message():
    order = payloads.order(node(ORDER))
    assert (order.ref, order.name, order.state, order.paid, order.fulfilled) == (
        "gid://shopify/Order/5", "#1001", OnlineState.OPEN, True, False,
    )  # fmt: skip
    assert (order.total_minor, order.refunded_minor) == (2100, 500)
    assert order.placed_at == datetime(2026, 11, 20, 8, 29, tzinfo=UTC)
    (bought,) = order.lines
    assert (bought.quantity_milli, bought.total_minor, bought.variant_ref) == (
        2000, 2100, "gid://shopify/ProductVariant/11",
    )  # fmt: skip
    assert order.customer.ref == "gid://shopify/Customer/9"
    assert (order.ship_to.country, order.ship_to.lines) == ("DE", ("High Street 1",))
    assert order.unknown == {"brand_new": 1}


def test_an_order_that_was_cancelled_and_one_of_ours():
    ours = str(new_id())
    order = payloads.order(node({**ORDER, "cancelled_at": "2026-11-20T10:00:00Z", "source_identifier": ours}))
    assert (order.state, order.our_id) == (OnlineState.CANCELLED, ours)
    assert payloads.order(node({**ORDER, "closed_at": "2026-11-20T10:00:00Z"})).state is OnlineState.CLOSED


def test_a_product_of_a_message():
    told = {
        "id": 1,
        "title": "Mug",
        "updated_at": "2026-11-20T09:31:00Z",
        "status": "draft",
        "options": [{"name": "Colour", "position": 1}],
        "images": [{"src": "https://cdn.example/1.png", "alt": None, "position": 1}],
        "variants": [
            {"id": 11, "price": "12.90", "compare_at_price": None, "option1": "Red", "inventory_item_id": 21, "grams": 350, "inventory_management": "shopify"}
        ],
    }  # fmt: skip
    found = payloads.product(node(told), "EUR")
    assert (found.ref, found.active, found.options) == ("gid://shopify/Product/1", False, ("Colour",))
    (variant,) = found.variants
    assert (variant.ref, variant.item_ref) == (
        "gid://shopify/ProductVariant/11",
        "gid://shopify/InventoryItem/21",
    )
    assert (variant.price_minor, variant.weight_grams, variant.option_values) == (
        1290,
        Decimal(350),
        ("Red",),
    )


JUNK = [None, 7, 1.5, True, "", "junk", [], [None], {}, {"id": 7}]


def places(body, way=()):
    yield way
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, item in inside:
        yield from places(item, (*way, name))


def changed(body, way, junk):
    if not way:
        return junk
    first, *rest = way
    copy = dict(body) if isinstance(body, dict) else list(body)
    copy[first] = changed(body[first], rest, junk)
    return copy


@pytest.mark.parametrize(
    "way", [way for way in places(ORDER) if way], ids=lambda way: ".".join(map(str, way))
)
def test_whatever_stands_in_a_field_the_order_is_understood_or_its_field_is_named(way):
    for junk in JUNK:
        named = "it."
        try:
            payloads.order(node(json.loads(json.dumps(changed(ORDER, way, junk)))))
        except ShapeChanged as error:
            named = error.field_name
        assert named.startswith("it.")
