"""What a code of the platform stands for: a discount or a gift card. Amounts are minor units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PlatformDiscount:
    """A discount code as the platform knows it: a percentage or an amount."""

    ref: str
    code: str
    title: str
    percent: Decimal | None = None
    amount_minor: int | None = None
    active: bool = True
    reason: str = ""  # why it cannot be used now, in words


@dataclass(frozen=True, slots=True)
class PlatformGiftCard:
    """A gift card of the platform; never its code."""

    ref: str
    last_four: str
    balance_minor: int
    currency: str
    active: bool = True
