"""What a code of the platform stands for: a discount or a gift card. Amounts are minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
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
class GiftCardMove:
    """Something that was taken from a gift card or put onto it."""

    ref: str
    amount_minor: int  # signed: what it added to the balance
    note: str  # as whoever moved it wrote it
    at: datetime


@dataclass(frozen=True, slots=True)
class PlatformGiftCard:
    """A gift card of the platform; never its code. `moves` are told where they were asked for, the latest first."""

    ref: str
    last_four: str
    balance_minor: int
    currency: str
    active: bool = True
    expires_on: date | None = None  # the last day on which it can be used
    moves: tuple[GiftCardMove, ...] = ()

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.expires_on is not None and self.expires_on < today
