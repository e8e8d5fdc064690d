"""Stock as it is told to a platform and by it. Quantities are thousandths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StockChange:
    """What came to (negative: went from) an item at a place."""

    item_ref: str
    location_ref: str
    quantity_milli: int


@dataclass(frozen=True, slots=True)
class LevelTold:
    """An absolute level at a moment of the platform's own clock."""

    item_ref: str
    location_ref: str
    level_milli: int
    at: datetime
