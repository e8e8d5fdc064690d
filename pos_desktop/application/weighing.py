"""What a scale says. A weight is never guessed: only a stable, positive reading is one to sell by."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pos_desktop.domain.record import record

WeightUnit = Literal["kg", "lb"]


class ScaleState(StrEnum):
    """Why there is a weight, or why there is none."""

    STABLE = "stable"
    ZERO = "zero"  # stable, and nothing lies on it
    MOTION = "motion"  # it settles
    OVERLOAD = "overload"
    UNDER_ZERO = "under_zero"
    NEEDS_ZERO = "needs_zero"  # its zero point is lost: empty it and zero it
    OTHER_UNIT = "other_unit"  # it weighs in `unit`, which is not the one that was asked for
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    ERROR = "error"  # what it said makes no sense, or it reports a fault of its own


@record
class ScaleReading:
    """One answer of a scale. `net_milli` and `tare_milli` are thousandths of `unit` (grams for kg).

    `net_milli` is there for STABLE and ZERO alone (the latter 0); UNDER_ZERO with a tare says that less than the tare
    lies there. `price_minor` and `amount_minor` are those a price-computing scale (Dialog 06) worked out itself, None
    otherwise.
    """

    state: ScaleState
    net_milli: int | None = None
    tare_milli: int = 0
    unit: WeightUnit = "kg"
    price_minor: int | None = None
    amount_minor: int | None = None
    detail: str = ""

    @property
    def sellable(self) -> bool:
        """Whether goods may be sold by it."""
        return self.state is ScaleState.STABLE and self.net_milli is not None and self.net_milli > 0


@record
class WeighingOrder:
    """What a scale is asked for: the unit price (minor units for one `unit`) is told to scales that compute prices."""

    price_minor: int | None = None
    tare_milli: int | None = None
    unit: WeightUnit = "kg"
