"""The weight report of a HID scale, without any wire: status, unit, exponent and weight have to say one thing.

Source: USB-IF, HID Point of Sale Usage Tables 1.02, section 4 (page 0x8D).
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_desktop.application.weighing import ScaleReading, ScaleState, WeightUnit
from pos_desktop.devices.hid_reports import Field, Reports
from pos_desktop.devices.scales.readings import refused, weight

WEIGHT, SCALING, ZERO_IT = 0x8D0040, 0x8D0041, 0x8D0080
_UNITS = range(0x8D0051, 0x8D005D)
_STATUSES = range(0x8D0071, 0x8D0079)
_AT_ZERO, _STABLE = 0x8D0072, 0x8D0074
_WHY_NOT = {
    0x8D0073: ScaleState.MOTION,
    0x8D0075: ScaleState.UNDER_ZERO,
    0x8D0076: ScaleState.OVERLOAD,
    0x8D0077: ScaleState.ERROR,  # requires calibration
    0x8D0078: ScaleState.NEEDS_ZERO,
}
_THOUSANDTHS: dict[int, tuple[WeightUnit, int]] = {
    0x8D0052: ("kg", 0),
    0x8D0053: ("kg", 3),
    0x8D005C: ("lb", 3),
}
"""Grams, kilograms and pounds: the unit we weigh in, and the power of ten from one of them to thousandths of it."""
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class WeightReport:
    """Where a scale tells its weight."""

    reports: Reports
    weight: tuple[Field, int]
    scaling: tuple[Field, int]
    marks: tuple[Field, ...]
    """Fields that say status and unit."""

    @property
    def number(self) -> int:
        return self.weight[0].report


def weight_report(reports: Reports) -> WeightReport | None:
    """None where weight, scaling, unit and status do not stand in one report: then nothing is sure."""
    told, scaling = reports.find(WEIGHT), reports.find(SCALING)
    if told is None or scaling is None or scaling[0].report != told[0].report:
        return None
    marks = [each for each in reports.inputs if each.report == told[0].report]
    said = {usage for each in marks for usage in each.usages}
    if _STABLE not in said or not said & set(_THOUSANDTHS):
        return None
    return WeightReport(reports, told, scaling, tuple(marks))


def read_weight(report: bytes, layout: WeightReport) -> ScaleReading | None:
    """What a report says; None for one that is about something else."""
    try:
        body = layout.reports.body(report, layout.number)
    except ValueError as wrong:
        return refused(str(wrong))
    if body is None:
        return None
    on = {usage for each in layout.marks for usage in each.on(body)}
    statuses = [usage for usage in _STATUSES if usage in on]
    if len(statuses) != 1:
        return refused(f"{len(statuses)} statuses at once")
    (status,) = statuses
    detail = f"status 0x{status & 0xFF:02X}"
    if status in _WHY_NOT:
        return ScaleReading(_WHY_NOT[status], detail=detail)
    if status not in (_STABLE, _AT_ZERO):
        return refused(detail)
    return _weighed(body, layout, [usage for usage in _UNITS if usage in on], at_zero=status == _AT_ZERO)


def _weighed(body: bytes, layout: WeightReport, units: list[int], *, at_zero: bool) -> ScaleReading:
    if len(units) != 1:
        return refused(f"{len(units)} units at once")
    if units[0] not in _THOUSANDTHS:
        return ScaleReading(ScaleState.OTHER_UNIT, detail=f"weighs in unit 0x{units[0] & 0xFF:02X}")
    unit, power = _THOUSANDTHS[units[0]]
    said, exponent = (
        _value(body, layout.weight),
        _signed(_value(body, layout.scaling), layout.scaling[0].bits),
    )
    milli = _thousandths(said, exponent + power) if -_MOST_PLACES <= exponent <= _MOST_PLACES else None
    if milli is None or milli < 0 or (at_zero and milli):
        return refused(f"{said} times 10^{exponent} in unit 0x{units[0] & 0xFF:02X}")
    return weight(milli, unit)


def _thousandths(said: int, power: int) -> int | None:
    """None for what is no whole thousandth."""
    if power >= 0:
        return int(said * 10**power)
    whole, rest = divmod(said, 10**-power)
    return None if rest else whole


def _value(body: bytes, at: tuple[Field, int]) -> int:
    where, place = at
    return where.values(body)[place] if place < where.count else 0


def _signed(value: int, bits: int) -> int:
    """An exponent is below nothing for decimals, also where the descriptor forgot to say so."""
    return value - (1 << bits) if 0 <= 1 << bits - 1 <= value else value
