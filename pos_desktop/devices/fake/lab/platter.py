"""What lies on a scale and what its sensor makes of it: a moment, without a line."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Unit = Literal["kg", "lb"]

GRAMS_OF_A_POUND = Decimal("453.59237")
"""The international pound of 1959."""
_BEYOND = 9
"""Divisions that a scale shows above its capacity (EN 45501, 4.2.2)."""
_ZERO_RANGE_PERCENT = 2
"""How far from its calibrated zero a scale may be zeroed, of the capacity each way (EN 45501, 4.5.1: 4 % in all)."""


@dataclass(frozen=True, slots=True)
class Platter:
    """One moment. `*_milli` are thousandths of the unit, rounded to the division."""

    load_grams: int = 0
    """What lies on it, by the calibrated zero; below nothing when the platter was lifted off."""
    zero_grams: int = 0
    """The load that it takes as nothing."""
    tare_milli: int = 0
    moving: bool = False
    zero_lost: bool = False
    """Switched on with something on it: it has no zero until it is zeroed."""
    unit: Unit = "kg"
    capacity_milli: int = 15_000
    division_milli: int = 5

    @property
    def gross_milli(self) -> int:
        """What lies on it."""
        return self._rounded(Decimal(self.load_grams - self.zero_grams))

    @property
    def net_milli(self) -> int:
        """What lies on it without its packing."""
        return self.gross_milli - self.tare_milli

    @property
    def over(self) -> bool:
        """More than it can bear."""
        return self.gross_milli > self.capacity_milli + _BEYOND * self.division_milli

    @property
    def under(self) -> bool:
        """Less than nothing."""
        return self.net_milli < 0

    @property
    def at_zero(self) -> bool:
        return self.gross_milli == 0

    @property
    def near_zero(self) -> bool:
        """Whether it could be zeroed with what lies on it."""
        return abs(self._rounded(Decimal(self.load_grams))) * 100 <= self.capacity_milli * _ZERO_RANGE_PERCENT

    @property
    def has_weight(self) -> bool:
        """Whether there is a weight to tell."""
        return not (self.moving or self.zero_lost or self.over or self.under)

    @property
    def decimals(self) -> int:
        """Places of the unit that it shows: grams for kg, hundredths for lb, thousandths where it tells them apart."""
        return 3 if self.unit == "kg" or self.division_milli % 10 else 2

    def figure(self, milli: int) -> int:
        """Thousandths in the places that it shows."""
        return milli if self.decimals == 3 else milli // 10

    def _rounded(self, grams: Decimal) -> int:
        milli = grams if self.unit == "kg" else grams * 1000 / GRAMS_OF_A_POUND
        steps = (milli / self.division_milli).to_integral_value(ROUND_HALF_UP)
        return int(steps) * self.division_milli
