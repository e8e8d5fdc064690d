"""Messages that Shopify sends: forged, truncated, replayed, of another shop; and what the fourteen topics say."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from pos_desktop.application.platform.changes import ChangeKind, Message
from pos_desktop.application.platform.trouble import BadSignature, ShapeChanged
from pos_desktop.platforms.shopify.webhook import TOPICS, changes_in, enum_of, verified
from tests.unit.test_shopify_mapping import ORDER

SECRET = "shpss_planted"
SHOP = "kiln.myshopify.com"
BODY = json.dumps({"id": 1, "title": "Mug"}).encode()


def signed(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def headers(body: bytes = BODY, **facts: str) -> dict[str, str]:
    told = {
        "X-Shopify-Hmac-Sha256": signed(body),
        "X-Shopify-Topic": "products/update",
        "X-Shopify-Shop-Domain": SHOP,
        "X-Shopify-Webhook-Id": "b54557e4",
        "X-Shopify-Event-Id": "event-1",
        "X-Shopify-Triggered-At": "2026-11-20T09:30:00.123456789Z",
    }
    return told | {name.replace("_", "-"): value for name, value in facts.items()}


def test_a_genuine_message_is_taken_with_its_id_topic_and_moment():
    message = verified(headers(), BODY, SECRET, SHOP)
    assert (message.delivery_id, message.topic, message.body) == ("b54557e4", "products/update", BODY)
    assert message.happened_at == datetime(2026, 11, 20, 9, 30, 0, 123456, tzinfo=UTC)


def test_names_of_headers_in_any_case():
    lower = {name.lower(): value for name, value in headers().items()}
    assert verified(lower, BODY, SECRET, SHOP).delivery_id == "b54557e4"


@pytest.mark.parametrize(
    "told",
    [
        headers(X_Shopify_Hmac_Sha256=signed(BODY, "another secret")),
        headers(X_Shopify_Hmac_Sha256=""),
        headers(X_Shopify_Hmac_Sha256=signed(BODY)[:-4]),
        headers(X_Shopify_Hmac_Sha256=hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()),
        headers(X_Shopify_Hmac_Sha256="ключ"),
        headers(X_Shopify_Shop_Domain="other.myshopify.com"),
        {name: value for name, value in headers().items() if "Hmac" not in name},
        {name: value for name, value in headers().items() if "Domain" not in name},
        {},
    ],
)
def test_forged_messages_are_refused(told):
    with pytest.raises(BadSignature):
        verified(told, BODY, SECRET, SHOP)


@pytest.mark.parametrize("body", [BODY[:-1], BODY + b" ", BODY.replace(b"Mug", b"Cup"), b""])
def test_a_body_that_was_changed_or_broke_off_is_refused(body):
    with pytest.raises(BadSignature):
        verified(headers(), body, SECRET, SHOP)


@pytest.mark.parametrize("secret", [None, ""])
def test_without_a_secret_nothing_is_genuine(secret):
    with pytest.raises(BadSignature):
        verified(headers(X_Shopify_Hmac_Sha256=signed(BODY, "")), BODY, secret, SHOP)


def test_a_message_that_is_too_long_is_refused_before_it_is_read():
    body = b" " * 5_000_001
    with pytest.raises(BadSignature):
        verified(headers(body), body, SECRET, SHOP)


def test_the_comparison_takes_constant_time(monkeypatch):
    asked = []
    real = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: asked.append((a, b)) or real(a, b))
    verified(headers(), BODY, SECRET, SHOP)
    assert len(asked) == 1


def test_a_second_delivery_has_the_same_id_and_other_topics_of_an_event_their_own():
    assert verified(headers(), BODY, SECRET, SHOP) == verified(headers(), BODY, SECRET, SHOP)
    by_event = {name: value for name, value in headers().items() if "Webhook-Id" not in name}
    paid = by_event | {"X-Shopify-Topic": "orders/paid"}
    updated = by_event | {"X-Shopify-Topic": "orders/updated"}
    ids = {verified(told, BODY, SECRET, SHOP).delivery_id for told in (paid, updated)}
    assert len(ids) == 2
    bare = {name: value for name, value in by_event.items() if "Event-Id" not in name}
    assert (
        verified(bare, BODY, SECRET, SHOP).delivery_id == verified(bare, BODY, SECRET, SHOP).delivery_id != ""
    )


def test_a_moment_that_makes_no_sense_is_left_out():
    assert verified(headers(X_Shopify_Triggered_At="soon"), BODY, SECRET, SHOP).happened_at is None


# -- what they say ---------------------------------------------------------------------------------

LEVEL = {"inventory_item_id": 21, "location_id": 3, "available": 7, "updated_at": "2026-11-20T09:30:00Z"}
CUSTOMER = {"id": 9, "email": "kim@example.com", "first_name": "Kim", "updated_at": "2026-11-20T09:30:00Z"}
PRODUCT = {
    "id": 1,
    "title": "Mug",
    "updated_at": "2026-11-20T09:30:00Z",
    "variants": [{"id": 11, "price": "1200", "inventory_item_id": 21}],
}
REFUND = {
    "id": 4,
    "order_id": 5,
    "created_at": "2026-11-20T09:30:00Z",
    "transactions": [{"kind": "refund", "status": "success", "amount": "5.00", "currency": "EUR"}],
}
SAID = {
    **dict.fromkeys(
        ("orders/create", "orders/updated", "orders/cancelled", "orders/fulfilled", "orders/paid"),
        (ORDER, ChangeKind.ORDER, "gid://shopify/Order/5"),
    ),
    **dict.fromkeys(
        ("inventory_levels/update", "inventory_levels/connect"),
        (LEVEL, ChangeKind.LEVEL, "gid://shopify/InventoryItem/21 gid://shopify/Location/3"),
    ),
    "inventory_levels/disconnect": (
        {"inventory_item_id": 21, "location_id": 3}, ChangeKind.LEVEL_GONE, "gid://shopify/InventoryItem/21 gid://shopify/Location/3",
    ),
    **dict.fromkeys(
        ("products/create", "products/update"), (PRODUCT, ChangeKind.PRODUCT, "gid://shopify/Product/1")
    ),
    "products/delete": ({"id": 1}, ChangeKind.PRODUCT_GONE, "gid://shopify/Product/1"),
    **dict.fromkeys(
        ("customers/create", "customers/update"), (CUSTOMER, ChangeKind.CUSTOMER, "gid://shopify/Customer/9")
    ),
    "refunds/create": (REFUND, ChangeKind.REFUND, "gid://shopify/Refund/4"),
    **dict.fromkeys(
        ("discounts/create", "discounts/update", "discounts/delete"),
        ({"admin_graphql_api_id": "gid://shopify/DiscountCodeNode/2"}, ChangeKind.DISCOUNT, "gid://shopify/DiscountCodeNode/2"),
    ),
    "app/uninstalled": ({"id": 77, "domain": "kiln.example"}, ChangeKind.APP_REMOVED, "gid://shopify/Shop/77"),
}  # fmt: skip


def said(topic, body, currency="JPY"):
    return changes_in(Message("1", topic, json.dumps(body).encode()), lambda: currency)


def test_every_topic_that_is_subscribed_to_is_tried_here():
    assert set(SAID) == set(TOPICS)
    assert {enum_of(topic) for topic in TOPICS} >= {
        "ORDERS_FULFILLED",
        "INVENTORY_LEVELS_CONNECT",
        "REFUNDS_CREATE",
    }


@pytest.mark.parametrize("topic", SAID)
def test_what_a_topic_says(topic):
    body, kind, ref = SAID[topic]
    (change,) = said(topic, body)
    assert (change.kind, change.ref) == (kind, ref)


def test_the_parts_of_changes():
    assert said("inventory_levels/update", LEVEL)[0].level.level_milli == 7000
    refund = said("refunds/create", REFUND)[0]
    assert (refund.order_ref, refund.amount_minor) == ("gid://shopify/Order/5", 500)
    assert said("products/update", PRODUCT)[0].product.variants[0].price_minor == 1200, (
        "of the shop's currency"
    )
    assert said("inventory_levels/connect", {**LEVEL, "available": None})[0].kind is ChangeKind.LEVEL_GONE


def test_an_unknown_topic_is_kept_and_not_acted_upon():
    (change,) = said("carts/update", {"anything": 1})
    assert change.kind is ChangeKind.UNKNOWN


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"\xff"])
def test_a_genuine_message_that_is_no_object_is_named(body):
    with pytest.raises(ShapeChanged):
        changes_in(Message("1", "orders/create", body), lambda: "EUR")


def test_a_missing_field_is_named():
    with pytest.raises(ShapeChanged) as raised:
        said("inventory_levels/update", {**LEVEL, "available": "7"})
    assert raised.value.field_name == "inventory_levels/update.available"
