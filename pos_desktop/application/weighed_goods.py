"""Goods on the register's scale: what a reading sells, what keeps it from selling, and that it sells one line."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder, WeightUnit
from pos_desktop.domain.record import record
from pos_desktop.domain.rounding import round_ratio
from pos_desktop.domain.ticket import MOST_MILLI, PIECE

if TYPE_CHECKING:
    from pos_desktop.application.scanning import Scan

SAME_WITHIN_MILLI = 10
"""Two divisions of a usual shop scale (5 g): what touching the goods may change of their weight."""

_GRAMS = "g"


class Hindrance(StrEnum):
    """Why a reading that may be sold by is not sold by."""

    OTHER_UNIT = (
        "other_unit"  # the scale weighs in pounds what is priced by the kilogram, or the other way round
    )
    OTHER_AMOUNT = "other_amount"  # the scale shows the customer another amount than the register would take
    TOO_MUCH = "too_much"


@record
class Goods:
    """What is to be weighed. `price_minor` is for one `unit` of the catalogue, None where it is asked for later; `scan`
    is what the code of the goods said, None for those that were tapped or found."""

    variant_row: int
    name: str
    unit: str | None
    price_minor: int | None
    scan: Scan | None = None

    @property
    def scale_unit(self) -> WeightUnit | None:
        """What a scale weighs them in; None for litres and metres, which are typed."""
        unit = self._unit
        if unit == "lb":
            return "lb"
        return "kg" if unit in ("", "kg", _GRAMS) else None

    @property
    def _unit(self) -> str:
        """As the catalogue has it, whose tables came with 'KG' as well."""
        return (self.unit or "").lower()

    def order(self, tare_milli: int = 0) -> WeighingOrder:
        """What the scale is asked for: its price is that of one kilogram or pound."""
        price = self.price_minor
        if price is not None and self._unit == _GRAMS:
            price *= PIECE
        return WeighingOrder(price, tare_milli or None, self.scale_unit or "kg")

    def quantity_milli(self, net_milli: int) -> int:
        """The scale's weight in thousandths of the unit of the catalogue."""
        return net_milli * PIECE if self._unit == _GRAMS else net_milli

    def amount_minor(self, quantity_milli: int) -> int | None:
        """What so much costs, as a ticket's line reckons it."""
        if self.price_minor is None:
            return None
        return round_ratio(self.price_minor * quantity_milli, PIECE)


@record
class Weighed:
    """A reading as the register sees it. Without a quantity nothing can be sold by it; its state says why."""

    reading: ScaleReading
    quantity_milli: int | None = None
    amount_minor: int | None = None
    hindrance: Hindrance | None = None

    @property
    def sellable(self) -> bool:
        """Whether a line may be sold by it."""
        return self.quantity_milli is not None and self.hindrance is None


def judge(goods: Goods, reading: ScaleReading) -> Weighed:
    """What a reading is worth for these goods."""
    in_another = reading.sellable and reading.unit != goods.scale_unit
    if in_another or reading.state is ScaleState.OTHER_UNIT:
        return Weighed(reading, hindrance=Hindrance.OTHER_UNIT)
    if not reading.sellable or reading.net_milli is None:
        return Weighed(reading)
    quantity = goods.quantity_milli(reading.net_milli)
    amount = goods.amount_minor(quantity)
    hindrance = None
    if quantity > MOST_MILLI:
        hindrance = Hindrance.TOO_MUCH
    elif reading.amount_minor is not None and amount is not None and reading.amount_minor != amount:
        hindrance = Hindrance.OTHER_AMOUNT
    return Weighed(reading, quantity, amount, hindrance)


class SoldByWeight:
    """Whether what lies on the scale was sold already.

    It counts as other goods when the scale was empty, or stood still at another weight after it had moved. A tare can
    make goods that lie there look like nothing: that is no empty scale.
    """

    def __init__(self) -> None:
        self._gross: int | None = None
        self._moved = False

    @property
    def lies_there(self) -> bool:
        """Whether it still lies there, as far as anybody knows."""
        return self._gross is not None

    def sold(self, reading: ScaleReading) -> None:
        """A line was sold by this reading."""
        self._gross, self._moved = _gross(reading), False

    def read(self, reading: ScaleReading) -> None:
        """The scale told something."""
        if self._gross is None:
            return
        if reading.state in (ScaleState.ZERO, ScaleState.UNDER_ZERO):
            if not _may_hide(reading, self._gross):
                self._gross = None
        elif reading.state is ScaleState.MOTION:
            self._moved = True
        elif reading.state is ScaleState.STABLE:
            if self._moved and abs(_gross(reading) - self._gross) > SAME_WITHIN_MILLI:
                self._gross = None
            self._moved = False


def _may_hide(reading: ScaleReading, gross_milli: int) -> bool:
    """Whether goods of so much may lie there though the scale shows nothing, or less: where the tare is their weight, or
    more than it."""
    if not reading.tare_milli:
        return False
    if reading.state is ScaleState.ZERO:
        return abs(_gross(reading) - gross_milli) <= SAME_WITHIN_MILLI
    return reading.tare_milli > gross_milli - SAME_WITHIN_MILLI


def _gross(reading: ScaleReading) -> int:
    return (reading.net_milli or 0) + reading.tare_milli
