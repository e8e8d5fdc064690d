"""Amounts as Shopify writes them: decimal texts of the currency's major unit. Never through a float."""

from decimal import Decimal, DecimalException

from pos_desktop.domain.money import currency

MOST_DIGITS = 15
"""Of a whole number that is taken: a thousand times as much still fits into the database."""


def as_text(minor: int, code: str) -> str:
    """1234 of EUR into '12.34', of JPY into '1234'."""
    exponent = currency(code).exponent
    return f"{Decimal(minor).scaleb(-exponent):.{exponent}f}"


def as_minor(text: str, code: str) -> int:
    """'12.34' or '12.340' of EUR into 1234; ValueError for what is no whole number of minor units."""
    try:
        minor = Decimal(text).scaleb(currency(code).exponent)
        whole = int(minor) if minor.adjusted() < MOST_DIGITS else None
    except (DecimalException, OverflowError, ValueError):
        whole = None
    if whole is None or whole != minor:
        raise ValueError(f"{text!r} is no amount of {code}")
    return whole
