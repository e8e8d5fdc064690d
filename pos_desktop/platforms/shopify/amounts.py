"""Amounts as Shopify writes them: decimal texts of the currency's major unit. Never through a float."""

from decimal import Decimal, InvalidOperation

from pos_desktop.domain.money import currency


def as_text(minor: int, code: str) -> str:
    """1234 of EUR into '12.34', of JPY into '1234'."""
    exponent = currency(code).exponent
    return f"{Decimal(minor).scaleb(-exponent):.{exponent}f}"


def as_minor(text: str, code: str) -> int:
    """'12.34' or '12.340' of EUR into 1234; ValueError for what is no whole number of minor units."""
    try:
        minor = Decimal(text).scaleb(currency(code).exponent)
        whole = int(minor)
    except (InvalidOperation, OverflowError, ValueError):
        whole = None
    if whole is None or whole != minor:
        raise ValueError(f"{text!r} is no amount of {code}")
    return whole
