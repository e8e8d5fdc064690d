"""What makes Shopify refuse an order."""

import re
from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake import stock
from pos_desktop.platforms.shopify.fake.state import Record, State

Problem = dict[str, Any]
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def problems_of(state: State, asked: Record, options: Record) -> list[Problem]:
    """All that is wrong with an order to be created."""
    lines = asked.get("lineItems") or []
    found: list[Problem] = []
    if not lines:
        found.append(_invalid(["lineItems"], "Line items must have at least one line item"))
    for index, line in enumerate(lines):
        found += _of_line(state, line, ["lineItems", str(index)])
    found += _of_taxes(asked, lines) + _of_money(state, asked) + _of_customer(state, asked)
    if not found and options.get("inventoryBehaviour") == "DECREMENT_OBEYING_POLICY":
        found += _of_stock(state, lines)
    return found


def _invalid(at: list[str], message: str, code: str = "INVALID") -> Problem:
    return {"code": code, "field": ["order", *at], "message": message}


def _of_line(state: State, line: Record, at: list[str]) -> list[Problem]:
    found = []
    variant = state.find("ProductVariant", line.get("variantId"))
    if line.get("variantId") and variant is None:
        found.append(_invalid([*at, "variantId"], "Variant could not be found"))
    if line["quantity"] < 1:
        found.append(_invalid([*at, "quantity"], "Quantity must be greater than 0"))
    if not line.get("variantId") and not (line.get("title") or "").strip():
        found.append(_invalid([*at, "title"], "Title can't be blank"))
    if not line.get("variantId") and line.get("priceSet") is None:
        found.append(_invalid([*at, "priceSet"], "Price can't be blank"))
    price = line.get("priceSet")
    if price is not None and Decimal(price["shopMoney"]["amount"]) < 0:
        found.append(_invalid([*at, "priceSet"], "Price must be greater than or equal to 0"))
    return found


def _of_taxes(asked: Record, lines: list[Record]) -> list[Problem]:
    if asked.get("taxLines") and any(line.get("taxLines") for line in lines):
        told = "Tax lines can be specified on the order or the line items but not both"
        return [_invalid(["taxLines"], told)]
    return []


def _of_money(state: State, asked: Record) -> list[Problem]:
    code = asked.get("currency") or state.shop["currencyCode"]
    found = []
    if code != state.shop["currencyCode"]:
        found.append(_invalid(["currency"], "Currency must be the shop's currency"))
    for at, bag in _bags(asked):
        if bag["shopMoney"]["currencyCode"] != code:
            found.append(_invalid(at, f"Currency does not match the order's currency {code}"))
    for index, payment in enumerate(asked.get("transactions") or []):
        at = ["transactions", str(index)]
        if Decimal(payment["amountSet"]["shopMoney"]["amount"]) < 0:
            found.append(_invalid([*at, "amountSet"], "Amount must be greater than or equal to 0"))
        if payment.get("locationId") and state.find("Location", payment["locationId"]) is None:
            found.append(_invalid([*at, "locationId"], "Location could not be found"))
    return found


def _bags(asked: Record) -> list[tuple[list[str], Record]]:
    """All prices in an order, with where they stand."""
    found = []
    for kind in ("lineItems", "shippingLines"):
        for index, line in enumerate(asked.get(kind) or []):
            found.append(([kind, str(index), "priceSet"], line.get("priceSet")))
            for place, tax in enumerate(line.get("taxLines") or []):
                found.append(([kind, str(index), "taxLines", str(place), "priceSet"], tax.get("priceSet")))
    for place, tax in enumerate(asked.get("taxLines") or []):
        found.append((["taxLines", str(place), "priceSet"], tax.get("priceSet")))
    for index, payment in enumerate(asked.get("transactions") or []):
        found.append((["transactions", str(index), "amountSet"], payment["amountSet"]))
    return [(at, bag) for at, bag in found if bag is not None]


def _of_customer(state: State, asked: Record) -> list[Problem]:
    found = []
    wish = asked.get("customer")
    if wish and asked.get("customerId"):
        told = "Only one of customer and customerId can be provided"
        found.append(_invalid(["customer"], told, "REDUNDANT_CUSTOMER_FIELDS"))
    known = asked.get("customerId") or ((wish or {}).get("toAssociate") or {}).get("id")
    if known and state.find("Customer", known) is None:
        found.append(_invalid(["customer"], "Customer could not be found"))
    if asked.get("email") and not _EMAIL.fullmatch(asked["email"]):
        found.append(_invalid(["email"], "Email is invalid"))
    return found


def _of_stock(state: State, lines: list[Record]) -> list[Problem]:
    found = []
    for index, line in enumerate(lines):
        variant = state.find("ProductVariant", line.get("variantId"))
        item = state.get(variant["itemId"]) if variant else None
        if variant is None or item is None or not item["tracked"] or variant["inventoryPolicy"] == "CONTINUE":
            continue
        if stock.available(state, item) < line["quantity"]:
            at = ["lineItems", str(index)]
            found.append(_invalid(at, "Unable to claim inventory", "INVENTORY_CLAIM_FAILED"))
    return found
