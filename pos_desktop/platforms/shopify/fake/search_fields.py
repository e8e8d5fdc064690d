"""Which fields each connection can be asked for, as the published descriptions of its `query` argument list them."""

from typing import Any

from pos_desktop.platforms.shopify.fake.search import Field
from pos_desktop.platforms.shopify.fake.state import Record, State


def _own(name: str) -> Any:
    return lambda state, record: record.get(name)


def _variants(name: str) -> Any:
    return lambda state, record: [found.get(name) for found in state.each(record["variantIds"])]


def _product(name: str) -> Any:
    def of(state: State, record: Record) -> Any:
        product = state.get(record["productId"])
        return product and product.get(name)

    return of


def _skus(state: State, record: Record) -> list[str]:
    return [found.get("sku") or "" for found in state.each(record["lineIds"])]


def _status(state: State, record: Record) -> str:
    if record.get("cancelledAt"):
        return "cancelled"
    return "closed" if record.get("closedAt") else "open"


def _discount(name: str) -> Any:
    return lambda state, record: record["codeDiscount"].get(name)


_DATED = {
    "created_at": Field("time", _own("createdAt")),
    "updated_at": Field("time", _own("updatedAt")),
    "id": Field("id", _own("id")),
}
_TAGGED = {"tag": Field("choice", _own("tags"))}

FIELDS: dict[str, dict[str, Field]] = {
    "Product": {
        **_DATED,
        **_TAGGED,
        "barcode": Field("exact", _variants("barcode")),
        "sku": Field("words", _variants("sku")),
        "handle": Field("choice", _own("handle")),
        "title": Field("words", _own("title")),
        "vendor": Field("choice", _own("vendor")),
        "product_type": Field("choice", _own("productType")),
        "status": Field("choice", _own("status")),
        "variant_id": Field("id", _own("variantIds")),
        "published_at": Field("time", _own("publishedAt")),
        "gift_card": Field("flag", _own("isGiftCard")),
    },
    "ProductVariant": {
        "id": _DATED["id"],
        "updated_at": _DATED["updated_at"],
        "barcode": Field("exact", _own("barcode"), "barcode"),
        "sku": Field("words", _own("sku"), "sku"),
        "product_id": Field("id", _own("productId")),
        "product_status": Field("choice", _product("status")),
        "product_type": Field("choice", _product("productType")),
        "vendor": Field("choice", _product("vendor")),
        "tag": Field("choice", _product("tags")),
        "title": Field("words", _own("title")),
        "taxable": Field("flag", _own("taxable")),
    },
    "InventoryItem": {**_DATED, "sku": Field("words", _own("sku"), "sku")},
    "InventoryLevel": {**_DATED, "inventory_item_id": Field("id", _own("itemId"))},
    "Location": {
        "created_at": _DATED["created_at"],
        "id": _DATED["id"],
        "name": Field("words", _own("name")),
        "active": Field("flag", _own("isActive")),
    },
    "Order": {
        **_DATED,
        **_TAGGED,
        "processed_at": Field("time", _own("processedAt")),
        "source_identifier": Field("exact", _own("sourceIdentifier"), "sourceIdentifier"),
        "source_name": Field("exact", _own("sourceName")),
        "name": Field("exact", _own("name"), "name"),
        "email": Field("email", _own("email")),
        "customer_id": Field("id", _own("customerId")),
        "location_id": Field("id", _own("locationId")),
        "financial_status": Field("choice", _own("displayFinancialStatus")),
        "fulfillment_status": Field("choice", _own("displayFulfillmentStatus")),
        "status": Field("choice", _status),
        "sku": Field("words", _skus),
        "test": Field("flag", _own("test")),
        "discount_code": Field("exact", _own("discountCode")),
        "gateway": Field("choice", _own("paymentGatewayNames")),
        "po_number": Field("exact", _own("poNumber")),
    },
    "FulfillmentOrder": {**_DATED, "status": Field("choice", _own("status"))},
    "Customer": {
        "id": _DATED["id"],
        "updated_at": _DATED["updated_at"],
        "customer_date": _DATED["created_at"],
        **_TAGGED,
        "email": Field("email", _own("email"), "email"),
        "phone": Field("words", _own("phone"), "phone"),
        "first_name": Field("words", _own("firstName")),
        "last_name": Field("words", _own("lastName")),
        "state": Field("choice", _own("state")),
    },
    "DiscountCodeNode": {
        "id": _DATED["id"],
        "created_at": Field("time", _discount("createdAt")),
        "updated_at": Field("time", _discount("updatedAt")),
        "starts_at": Field("time", _discount("startsAt")),
        "ends_at": Field("time", _discount("endsAt")),
        "title": Field("words", _discount("title")),
        "code": Field("exact", _own("code")),
    },
    "GiftCard": {
        "id": _DATED["id"],
        "created_at": _DATED["created_at"],
        "customer_id": Field("id", _own("customerId")),
        "expires_on": Field("time", _own("expiresOn")),
    },
    "BasicEvent": {
        "id": _DATED["id"],
        "created_at": _DATED["created_at"],
        "action": Field("choice", _own("action")),
        "subject_type": Field("choice", _own("subjectType")),
        "comments": Field("flag", lambda state, record: True),
    },
    "WebhookSubscription": {**_DATED},
}
_ANYWHERE: dict[str, tuple[str, ...]] = {
    "Product": ("title", "vendor", "productType", "handle"),
    "ProductVariant": ("displayName", "sku", "barcode"),
    "Order": ("name", "email", "sourceIdentifier"),
    "Customer": ("displayName", "email", "phone"),
    "Location": ("name",),
    "InventoryItem": ("sku",),
    "DiscountCodeNode": ("code",),
    "GiftCard": ("_code",),  # a card is found by its whole code; it is never told
}


def anywhere(state: State, record: Record) -> str:
    """What a word without a field is looked for in."""
    return " ".join(str(record.get(name) or "") for name in _ANYWHERE.get(record["_type"], ()))
