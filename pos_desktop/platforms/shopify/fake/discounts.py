"""Discount codes: a percentage or an amount off the order."""

from collections.abc import Sequence
from typing import Any

from pos_desktop.platforms.shopify.fake.amounts import money, text
from pos_desktop.platforms.shopify.fake.state import Record, State


def add(
    state: State,
    code: str,
    *,
    percent: float | None = None,
    amount: str | None = None,
    starts_at: str | None = None,
    ends_at: str | None = None,
    usage_limit: int | None = None,
    minimum: str | None = None,
    title: str = "",
    customers: Sequence[str] = (),
    subscriptions_only: bool = False,
) -> Record:
    """A code; `percent` 10.0 is ten per cent off, else `amount` in the shop's currency. `customers`: the ids of those
    who may use it; none: everybody."""
    node = state.add("DiscountCodeNode", code=code)
    currency = state.shop["currencyCode"]
    node["codeDiscount"] = {
        "_type": "DiscountCodeBasic",
        "title": title or code,
        "code": code,
        "percentage": None if percent is None else percent / 100,
        "amount": None if amount is None else money(amount, currency),
        "minimum": None if minimum is None else text(minimum),
        "startsAt": starts_at or node["createdAt"],
        "endsAt": ends_at,
        "usageLimit": usage_limit,
        "customerIds": list(customers),
        "oneTime": not subscriptions_only,
        "asyncUsageCount": 0,
        "currencyCode": currency,
        "createdAt": node["createdAt"],
        "updatedAt": node["createdAt"],
        "redeemId": f"gid://shopify/DiscountRedeemCode/{state.new_number()}",
    }
    return state.put(node)


def by_code(state: State, code: str) -> Record | None:
    """Whatever the case of its letters."""
    few = state.shelf("DiscountCodeNode").having("code", code) or []
    return next((one for one in few if one["code"].casefold() == code.strip().casefold()), None)


def status(state: State, discount: Record) -> str:
    """By the shop's clock."""
    now = state.now()
    if discount["startsAt"] > now:
        return "SCHEDULED"
    return "EXPIRED" if discount["endsAt"] and discount["endsAt"] <= now else "ACTIVE"


def value(discount: Record) -> dict[str, Any]:
    """What a customer gets."""
    if discount["percentage"] is not None:
        return {"_type": "DiscountPercentage", "percentage": discount["percentage"]}
    return {"_type": "DiscountAmount", "amount": discount["amount"], "appliesOnEachItem": False}


def buyers(state: State, discount: Record) -> Record:
    """Who may use it."""
    if discount["customerIds"]:
        return {"_type": "DiscountCustomers", "customers": state.each(discount["customerIds"])}
    return {"_type": "DiscountBuyerSelectionAll", "all": "ALL"}


def summary(discount: Record) -> str:
    """In words."""
    if discount["percentage"] is not None:
        return f"{discount['percentage'] * 100:g}% off entire order"
    return f"{discount['amount']['amount']} {discount['currencyCode']} off entire order"


def minimum(discount: Record) -> Record | None:
    """What an order must come to."""
    if discount["minimum"] is None:
        return None
    told = money(discount["minimum"], discount["currencyCode"])
    return {"_type": "DiscountMinimumSubtotal", "greaterThanOrEqualToSubtotal": told}
