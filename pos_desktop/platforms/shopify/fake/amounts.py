"""Amounts as Shopify writes and rounds them."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pos_desktop.domain.money import currency

ZERO = Decimal(0)


def digits(code: str) -> int:
    """How many decimals a currency has."""
    return currency(code).exponent


def rounded(amount: Decimal, code: str) -> Decimal:
    """To the currency's smallest unit."""
    return amount.quantize(Decimal(1).scaleb(-digits(code)), ROUND_HALF_UP)


def text(amount: Decimal | str) -> str:
    """As the GraphQL API writes decimals: 10 is "10.0", 12.50 is "12.5"."""
    plain = format(Decimal(amount).normalize(), "f")
    return plain if "." in plain else f"{plain}.0"


def rest_text(amount: Decimal | str, code: str) -> str:
    """As messages write them: with all the currency's decimals."""
    return str(rounded(Decimal(amount), code))


def money(amount: Decimal | str, code: str) -> dict[str, Any]:
    """A MoneyV2."""
    return {"_type": "MoneyV2", "amount": text(amount), "currencyCode": code}


def bag(amount: Decimal | str, code: str) -> dict[str, Any]:
    """A MoneyBag of a shop with one currency."""
    one = money(amount, code)
    return {"shopMoney": one, "presentmentMoney": one}


def split(amount: Decimal, weights: list[Decimal], code: str) -> list[Decimal]:
    """An amount over weights, rounded, the remainder on the last one that has a weight."""
    total = sum(weights, ZERO)
    if not total:
        return [ZERO for _ in weights]
    parts = [rounded(amount * weight / total, code) for weight in weights]
    last = max(index for index, weight in enumerate(weights) if weight)
    parts[last] += amount - sum(parts, ZERO)
    return parts
