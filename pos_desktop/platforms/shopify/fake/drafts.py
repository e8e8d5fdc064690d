"""Drafts that are computed and not kept, with a table of taxes that people set by goods and by country."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake.amounts import ZERO, bag, rounded
from pos_desktop.platforms.shopify.fake.state import Record, State

ANY = ""
Rates = Sequence[tuple[str, str]]
"""Names and fractions, such as ("VAT", "0.19")."""


def set_taxes(state: State, rates: Rates, variant: str = ANY, country: str = ANY) -> None:
    """What is charged for a variant, or for all that have no word of their own, sent to a country or anywhere."""
    table = {**state.shop.get("taxTable", {}), _key(variant, country): [list(rate) for rate in rates]}
    state.put({**state.shop, "taxTable": table})


def calculate(state: State, asked: Record) -> tuple[Record | None, list[Record]]:
    """The draft as it would be, or why not."""
    lines, problems = [], []
    for place, line in enumerate(asked.get("lineItems") or ()):
        variant = state.find("ProductVariant", line.get("variantId"))
        if variant is None:
            problems.append(
                _problem(["lineItems", str(place), "variantId"], "Product variant does not exist")
            )
        elif line["quantity"] < 1:
            problems.append(
                _problem(["lineItems", str(place), "quantity"], "Quantity must be greater than 0")
            )
        else:
            lines.append(_line(state, asked, line, variant))
    if not lines and not problems:
        problems.append(_problem(None, "Add at least 1 product"))
    return (None, problems) if problems else (_draft(state, lines), [])


def _line(state: State, asked: Record, line: Record, variant: Record) -> Record:
    override = line.get("priceOverride")
    code = state.shop["currencyCode"]
    price = Decimal(str(override["amount"] if override else variant["price"]))
    whole = rounded(price * line["quantity"], code)
    country = (asked.get("shippingAddress") or {}).get("countryCode") or ANY
    rates = _rates(state, variant["id"], country) if variant["taxable"] else []
    return {
        "variant": variant,
        "quantity": line["quantity"],
        "taxable": variant["taxable"],
        "discountedTotalSet": bag(whole, code),
        "_whole": whole,
        "_taxes": _taxes(state, whole, rates),
    }


def _taxes(
    state: State, whole: Decimal, rates: Iterable[Sequence[str]]
) -> list[tuple[str, Decimal, Decimal]]:
    """Each rounded by itself, as Shopify does line by line."""
    fractions = [(name, Decimal(fraction)) for name, fraction in rates]
    net = whole
    if state.shop["taxesIncluded"]:
        net = whole / (1 + sum((fraction for _, fraction in fractions), ZERO))
    code = state.shop["currencyCode"]
    return [(name, fraction, rounded(net * fraction, code)) for name, fraction in fractions]


def _draft(state: State, lines: Sequence[Record]) -> Record:
    code, included = state.shop["currencyCode"], state.shop["taxesIncluded"]
    sums: dict[tuple[str, Decimal], Decimal] = {}
    for line in lines:
        for name, fraction, tax in line["_taxes"]:
            sums[name, fraction] = sums.get((name, fraction), ZERO) + tax
    goods, tax = sum((line["_whole"] for line in lines), ZERO), sum(sums.values(), ZERO)
    return {
        "currencyCode": code,
        "taxesIncluded": included,
        "lineItems": list(lines),
        "taxLines": [_tax_line(name, fraction, tax, code) for (name, fraction), tax in sums.items()],
        "totalTaxSet": bag(tax, code),
        "totalPriceSet": bag(goods if included else goods + tax, code),
    }


def _tax_line(name: str, fraction: Decimal, tax: Decimal, code: str) -> dict[str, Any]:
    return {
        "title": name,
        "rate": float(fraction),
        "ratePercentage": float(fraction * 100),
        "priceSet": bag(tax, code),
        "channelLiable": None,
        "source": "Shopify",
    }


def _rates(state: State, variant: str, country: str) -> list[Sequence[str]]:
    table = state.shop.get("taxTable", {})
    for key in (_key(variant, country), _key(variant, ANY), _key(ANY, country), _key(ANY, ANY)):
        if key in table:
            return list(table[key])
    return []


def _key(variant: str, country: str) -> str:
    return f"{variant} {country}"


def _problem(field: list[str] | None, message: str) -> Record:
    return {"field": field, "message": message}
