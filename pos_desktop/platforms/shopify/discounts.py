"""Discount codes of a shop: what a code takes off a ticket, and why not."""

from __future__ import annotations

from decimal import Decimal

from pos_desktop.application.platform.codes import PlatformDiscount
from pos_desktop.application.platform.trouble import ShapeChanged
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.reading import Node

_FOR_ALL = "DiscountBuyerSelectionAll"


class Discounts:
    """Asks for them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, code: str) -> PlatformDiscount | None:
        """By its code, whatever its letters' case; None when there is none."""
        if not code.strip():
            return None
        data = self._client.ask("discount_by_code", {"code": code.strip()})
        node = data.part_or_none("codeDiscountNodeByCode")
        return _discount(node, code.strip()) if node else None


def _discount(node: Node, code: str) -> PlatformDiscount:
    discount = node.part("codeDiscount")
    if discount.text("__typename") != "DiscountCodeBasic":
        words = tr("Discounts of this kind work in the online shop only.")
        return PlatformDiscount(node.text("id"), code, code, active=False, reason=words)
    reason = _why_not(discount)
    percent, amount = _value(discount.part("customerGets").part("value"))
    if not reason and percent is None and amount is None:
        reason = tr("Discounts of this kind work in the online shop only.")
    return PlatformDiscount(
        node.text("id"), code, discount.text("title"), percent, amount, active=not reason, reason=reason
    )


def _value(value: Node) -> tuple[Decimal | None, int | None]:
    """A percentage (Shopify tells a fraction of one) or an amount off the whole ticket."""
    kind = value.text("__typename")
    if kind == "DiscountPercentage":
        fraction = value.number("percentage")
        if not 0 <= fraction <= 1:
            raise ShapeChanged(f"{value.path}.percentage")
        return (fraction * 100).normalize(), None
    if kind == "DiscountAmount" and not value.flag_or("appliesOnEachItem", False):
        return None, value.money("amount")[0]
    return None, None


def _why_not(discount: Node) -> str:
    """By Shopify's own word; the register's clock is not asked."""
    status = discount.text("status")
    if status == "EXPIRED":
        return tr("This discount is over.")
    if status == "SCHEDULED":
        return tr("This discount has not begun yet.")
    if status != "ACTIVE":
        raise ShapeChanged(f"{discount.path}.status")
    limit = discount.whole_or("usageLimit") if discount.has("usageLimit") else None
    if limit is not None and discount.whole_or("asyncUsageCount") >= limit:
        return tr("This discount was used as often as it may be.")
    buyers, gets = discount.part_or_none("context"), discount.part("customerGets")
    if buyers is not None and buyers.text("__typename") != _FOR_ALL:
        return tr("This discount is for some customers only; the register cannot tell who they are.")
    if not gets.flag_or("appliesOnOneTimePurchase", True):
        return tr("Discounts of this kind work in the online shop only.")
    items = gets.part_or_none("items")
    if items is not None and not items.flag_or("allItems", False):
        return tr("This discount is for some products only; the register cannot tell which.")
    if discount.has("minimumRequirement"):
        return tr("This discount asks for a minimum; it works in the online shop only.")
    return ""
