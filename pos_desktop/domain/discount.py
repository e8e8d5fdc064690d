"""Reductions of a line or of a whole ticket."""

from decimal import Decimal
from typing import Literal

from pos_desktop.domain.record import record
from pos_desktop.domain.rounding import round_ratio


@record
class Discount:
    """A percentage (0 to 100) or an amount in minor units, with the reason that the receipt names."""

    kind: Literal["percent", "amount"]
    value: Decimal
    reason: str = ""

    def __post_init__(self) -> None:
        most = 100 if self.kind == "percent" else 10**15
        if not self.value.is_finite() or not 0 <= self.value <= most:
            raise ValueError(f"a discount of {self.value} is not possible")
        if self.kind == "amount" and self.value != int(self.value):
            raise ValueError("an amount is a whole number of minor units")

    def of(self, amount: int) -> int:
        """What it takes off an amount: its sign is the amount's, and it never exceeds it."""
        if self.kind == "percent":
            numerator, denominator = self.value.as_integer_ratio()
            return round_ratio(amount * numerator, denominator * 100)
        taken = min(abs(amount), int(self.value))
        return taken if amount >= 0 else -taken

    def percent_of(self, amount: int) -> Decimal:
        """How many percent of an amount it takes: what a person's limit is compared with.

        An amount off nothing counts as all of it: what comes next would be free.
        """
        if self.kind == "percent":
            return self.value
        if amount == 0:
            return Decimal(100 if self.value else 0)
        return Decimal(abs(self.of(amount)) * 100) / Decimal(abs(amount))


def percent(value: Decimal | int | str, reason: str = "") -> Discount:
    """A discount in percent."""
    return Discount("percent", Decimal(value), reason)


def amount_off(minor: int, reason: str = "") -> Discount:
    """A discount of so many minor units."""
    return Discount("amount", Decimal(minor), reason)
