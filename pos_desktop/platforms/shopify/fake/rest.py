"""Records as messages show them: the REST shapes, with plain numbers for ids and the shop's own time zone."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from pos_desktop.platforms.shopify.fake import stock
from pos_desktop.platforms.shopify.fake.amounts import rest_text
from pos_desktop.platforms.shopify.fake.state import Record, State, number_of

_VARIANTS_MAX = 100
"""A product's message has no more of them; all are named by their ids."""


def payload(state: State, topic: str, record: Record) -> Record:
    """The body of a message."""
    return _SHAPES[topic.partition("/")[0], topic == "products/delete"](state, record)


def _id(gid: str | None) -> int | None:
    return number_of(gid) if gid else None


def _time(state: State, moment: str | None) -> str | None:
    if moment is None:
        return None
    zone = ZoneInfo(state.shop["ianaTimezone"])
    return datetime.fromisoformat(moment).astimezone(UTC).astimezone(zone).isoformat()


def _money_set(amount: str, code: str) -> Record:
    one = {"amount": rest_text(amount, code), "currency_code": code}
    return {"shop_money": one, "presentment_money": one}


def _product(state: State, product: Record) -> Record:
    variants = state.each(product["variantIds"])
    media = state.each(product["mediaIds"])
    images = [
        {
            "id": one["_image"],
            "product_id": _id(product["id"]),
            "position": place,
            "src": one["url"],
            "alt": one["alt"],
        }
        for place, one in enumerate(media, start=1)
    ]
    return {
        "id": _id(product["id"]),
        "admin_graphql_api_id": product["id"],
        "title": product["title"],
        "body_html": "",
        "handle": product["handle"],
        "vendor": product["vendor"],
        "product_type": product["productType"],
        "status": product["status"].lower(),
        "tags": ", ".join(product["tags"]),
        "created_at": _time(state, product["createdAt"]),
        "updated_at": _time(state, product["updatedAt"]),
        "published_at": _time(state, product["publishedAt"]),
        "template_suffix": None,
        "published_scope": "global",
        "variants": [_variant(state, variant) for variant in variants[:_VARIANTS_MAX]],
        "options": [
            {
                "name": name,
                "product_id": _id(product["id"]),
                "position": place,
                "values": list(dict.fromkeys(one["values"][place - 1] for one in variants)),
            }
            for place, name in enumerate(product["optionNames"], start=1)
        ],
        "images": images,
        "image": images[0] if images else None,
        "variant_gids": [
            {"admin_graphql_api_id": one["id"], "updated_at": one["updatedAt"]} for one in variants
        ],
    }


def _variant(state: State, variant: Record) -> Record:
    """Without weight: Shopify took it out of the variants in messages; it is the item's."""
    code = state.shop["currencyCode"]
    options = [*variant["values"], None, None, None][:3]
    item = state.shelf("InventoryItem").records[variant["itemId"]]
    before = variant["compareAtPrice"]
    return {
        "id": _id(variant["id"]),
        "admin_graphql_api_id": variant["id"],
        "product_id": _id(variant["productId"]),
        "title": variant["title"],
        "price": rest_text(variant["price"], code),
        "compare_at_price": None if before is None else rest_text(before, code),
        "sku": variant["sku"] or "",
        "barcode": variant["barcode"],
        "position": variant["position"],
        "inventory_policy": variant["inventoryPolicy"].lower(),
        "inventory_item_id": _id(variant["itemId"]),
        "inventory_quantity": stock.available(state, item),
        "old_inventory_quantity": stock.available(state, item),
        "option1": options[0],
        "option2": options[1],
        "option3": options[2],
        "taxable": variant["taxable"],
        "image_id": None,
        "created_at": _time(state, variant["createdAt"]),
        "updated_at": _time(state, variant["updatedAt"]),
    }


def _gone(state: State, product: Record) -> Record:
    return {"id": _id(product["id"])}


def _level(state: State, level: Record) -> Record:
    return {
        "inventory_item_id": _id(level["itemId"]),
        "location_id": _id(level["locationId"]),
        "available": level["available"],
        "updated_at": _time(state, level["updatedAt"]),
        "admin_graphql_api_id": level["id"],
    }


def _customer(state: State, customer: Record) -> Record:
    addresses = [_address(one) for one in customer["addresses"]]
    return {
        "id": _id(customer["id"]),
        "admin_graphql_api_id": customer["id"],
        "email": customer["email"],
        "first_name": customer["firstName"],
        "last_name": customer["lastName"],
        "phone": customer["phone"],
        "note": customer["note"],
        "state": customer["state"].lower(),
        "tax_exempt": customer["taxExempt"],
        "tags": ", ".join(customer["tags"]),
        "currency": state.shop["currencyCode"],
        "verified_email": True,
        "created_at": _time(state, customer["createdAt"]),
        "updated_at": _time(state, customer["updatedAt"]),
        "addresses": addresses,
        "default_address": addresses[0] if addresses else None,
    }


def _address(address: Record) -> Record:
    return {
        "first_name": address["firstName"],
        "last_name": address["lastName"],
        "name": address["name"],
        "company": address["company"],
        "address1": address["address1"],
        "address2": address["address2"],
        "city": address["city"],
        "zip": address["zip"],
        "province": address["province"],
        "province_code": address["provinceCode"],
        "country": address["country"],
        "country_code": address["countryCodeV2"],
        "phone": address["phone"],
    }


_FULFILLED = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}


def _order(state: State, order: Record) -> Record:
    code, amounts = order["currencyCode"], order["amounts"]
    customer = state.get(order["customerId"])
    told: Record = {
        "id": _id(order["id"]),
        "admin_graphql_api_id": order["id"],
        "name": order["name"],
        "number": order["number"] - 1000,
        "order_number": order["number"],
        "email": order["email"] or "",
        "contact_email": order["email"],
        "phone": order["phone"],
        "note": order["note"],
        "tags": ", ".join(order["tags"]),
        "test": order["test"],
        "source_name": order["sourceName"],
        "source_identifier": order["sourceIdentifier"],
        "location_id": _id(order["locationId"]),
        "currency": code,
        "presentment_currency": code,
        "taxes_included": order["taxesIncluded"],
        "financial_status": order["displayFinancialStatus"].lower(),
        "fulfillment_status": _FULFILLED.get(order["displayFulfillmentStatus"]),
        "cancel_reason": order["cancelReason"] and order["cancelReason"].lower(),
        "payment_gateway_names": order["paymentGatewayNames"],
        "discount_codes": _codes(order),
        "note_attributes": [{"name": one["key"], "value": one["value"]} for one in order["customAttributes"]],
        "tax_lines": [_tax(tax, code) for tax in order["taxes"]],
        "line_items": [_line(line) for line in state.each(order["lineIds"])],
        "shipping_lines": [_shipping(one, code) for one in order["shippingLines"]],
        "refunds": [_refund(state, refund) for refund in state.each(order["refundIds"])],
        "fulfillments": [_fulfillment(state, one) for one in state.each(order["fulfillmentIds"])],
        "customer": customer and _customer(state, customer),
        "billing_address": order["billingAddress"] and _address(order["billingAddress"]),
        "shipping_address": order["shippingAddress"] and _address(order["shippingAddress"]),
    }
    for name in ("created_at", "updated_at", "processed_at", "cancelled_at", "closed_at"):
        head, _, tail = name.partition("_")
        told[name] = _time(state, order[head + tail.title()])
    return told | _sums(amounts, code)


def _shipping(shipping: Record, code: str) -> Record:
    return {
        "id": _id(shipping["id"]),
        "title": shipping["title"],
        "code": shipping["code"],
        "price": rest_text(shipping["amount"], code),
    }


def _sums(amounts: Record, code: str) -> Record:
    told: Record = {}
    for name, own in _SUMS.items():
        told[name] = rest_text(amounts[own], code)
        told[f"{name}_set"] = _money_set(amounts[own], code)
    owed = Decimal(amounts["current_total"]) - Decimal(amounts["received"]) + Decimal(amounts["refunded"])
    told["total_outstanding"] = rest_text(owed, code)
    return told


_SUMS = {
    "subtotal_price": "subtotal",
    "total_price": "total",
    "total_tax": "tax",
    "total_discounts": "discount",
    "current_total_price": "current_total",
    "current_subtotal_price": "current_subtotal",
    "current_total_tax": "current_tax",
}


def _codes(order: Record) -> list[Record]:
    if not order["discountCode"]:
        return []
    amount = rest_text(order["amounts"]["discount"], order["currencyCode"])
    kind = "percentage" if "percentage" in (order["discount"] or {}) else "fixed_amount"
    return [{"code": order["discountCode"], "amount": amount, "type": kind}]


def _tax(tax: Record, code: str) -> Record:
    return {
        "title": tax["title"],
        "rate": float(tax["rate"]),
        "price": rest_text(tax["amount"], code),
        "price_set": _money_set(tax["amount"], code),
        "channel_liable": tax.get("channelLiable"),
    }


def _line(line: Record) -> Record:
    code = line["currencyCode"]
    left = min(line["unfulfilled"], line["currentQuantity"])
    shipped = line["quantity"] - line["unfulfilled"]
    return {
        "id": _id(line["id"]),
        "admin_graphql_api_id": line["id"],
        "product_id": _id(line["productId"]),
        "variant_id": _id(line["variantId"]),
        "title": line["title"],
        "name": f"{line['title']} - {line['variantTitle']}" if line["variantTitle"] else line["title"],
        "variant_title": line["variantTitle"],
        "sku": line["sku"] or "",
        "vendor": line["vendor"],
        "quantity": line["quantity"],
        "current_quantity": line["currentQuantity"],
        "fulfillable_quantity": left,
        "fulfillment_status": "fulfilled" if not left and shipped else "partial" if shipped else None,
        "price": rest_text(line["amounts"]["unit"], code),
        "price_set": _money_set(line["amounts"]["unit"], code),
        "total_discount": "0.00",
        "discount_allocations": [
            {"amount": rest_text(line["amounts"]["discount"], code), "discount_application_index": 0}
            for _ in range(1 if Decimal(line["amounts"]["discount"]) else 0)
        ],
        "taxable": line["taxable"],
        "gift_card": line["isGiftCard"],
        "requires_shipping": line["requiresShipping"],
        "product_exists": line["productId"] is not None,
        "properties": [{"name": one["key"], "value": one["value"]} for one in line["properties"]],
        "tax_lines": [_tax(tax, code) for tax in line["taxes"]],
    }


def _refund(state: State, refund: Record) -> Record:
    code = refund["currencyCode"]
    return {
        "id": _id(refund["id"]),
        "admin_graphql_api_id": refund["id"],
        "order_id": _id(refund["orderId"]),
        "note": refund["note"],
        "created_at": _time(state, refund["createdAt"]),
        "processed_at": _time(state, refund["processedAt"]),
        "restock": any(line["restocked"] for line in refund["lines"]),
        "refund_line_items": [_refund_line(state, line, code) for line in refund["lines"]],
        "transactions": [_payment(state, one) for one in state.each(refund["transactionIds"])],
        "order_adjustments": [
            {"id": _id(one["id"]), "amount": rest_text(one["amount"], code), "kind": "refund_discrepancy"}
            for one in refund["adjustments"]
        ],
    }


def _refund_line(state: State, line: Record, code: str) -> Record:
    return {
        "id": _id(line["id"]),
        "line_item_id": _id(line["lineId"]),
        "location_id": _id(line["locationId"]),
        "quantity": line["quantity"],
        "restock_type": line["restockType"].lower(),
        "subtotal": float(rest_text(line["net"], code)),
        "total_tax": float(rest_text(line["tax"], code)),
        "line_item": _line(state.shelf("LineItem").records[line["lineId"]]),
    }


def _payment(state: State, payment: Record) -> Record:
    return {
        "id": _id(payment["id"]),
        "admin_graphql_api_id": payment["id"],
        "order_id": _id(payment["orderId"]),
        "parent_id": _id(payment["parentId"]),
        "kind": payment["kind"].lower(),
        "status": payment["status"].lower(),
        "gateway": payment["gateway"],
        "amount": rest_text(payment["amount"], payment["currencyCode"]),
        "currency": payment["currencyCode"],
        "created_at": _time(state, payment["createdAt"]),
        "processed_at": _time(state, payment["processedAt"]),
        "location_id": _id(payment["locationId"]),
        "test": payment["test"],
    }


def _fulfillment(state: State, one: Record) -> Record:
    tracking = one["tracking"]
    return {
        "id": _id(one["id"]),
        "admin_graphql_api_id": one["id"],
        "order_id": _id(one["orderId"]),
        "name": one["name"],
        "status": one["status"].lower(),
        "location_id": _id(one["locationId"]),
        "tracking_company": tracking[0]["company"] if tracking else None,
        "tracking_numbers": [each["number"] for each in tracking],
        "created_at": _time(state, one["createdAt"]),
        "updated_at": _time(state, one["updatedAt"]),
    }


_SHAPES: dict[tuple[str, bool], Callable[[State, Record], Record]] = {
    ("orders", False): _order,
    ("products", False): _product,
    ("products", True): _gone,
    ("inventory_levels", False): _level,
    ("customers", False): _customer,
    ("refunds", False): _refund,
    ("app", False): lambda state, record: {"id": 1, "domain": state.shop["myshopifyDomain"]},
}
