"""What every scale's answers have in common once they are understood."""

from __future__ import annotations

from pos_desktop.application.device_states import DeviceState, DeviceStatus
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder, WeightUnit
from pos_desktop.application.wording import tr
from pos_desktop.domain.record import replace

_STATES = {
    ScaleState.STABLE: DeviceState.READY,
    ScaleState.ZERO: DeviceState.READY,
    ScaleState.MOTION: DeviceState.READY,
    ScaleState.OVERLOAD: DeviceState.ATTENTION,
    ScaleState.UNDER_ZERO: DeviceState.ATTENTION,
    ScaleState.NEEDS_ZERO: DeviceState.ATTENTION,
    ScaleState.OTHER_UNIT: DeviceState.ATTENTION,
    ScaleState.NO_ANSWER: DeviceState.UNKNOWN,
    ScaleState.UNREACHABLE: DeviceState.UNREACHABLE,
    ScaleState.ERROR: DeviceState.ERROR,
}


def refused(detail: str) -> ScaleReading:
    """An answer that is not one to sell by, and why, in words of the protocol."""
    return ScaleReading(ScaleState.ERROR, detail=detail)


def other_unit(unit: WeightUnit, order: WeighingOrder) -> ScaleReading:
    """The scale weighs in another unit than it was asked for; the reading names the scale's."""
    detail = f"weighs in {unit}, asked for in {order.unit}"
    return ScaleReading(ScaleState.OTHER_UNIT, unit=unit, detail=detail)


NO_ANSWER = ScaleReading(ScaleState.NO_ANSWER, detail="no answer")
RESTING = ScaleReading(ScaleState.MOTION, detail="at rest, not asked for a weight")
"""Of a scale that tells no weight while nobody weighs: nothing to sell by, and nothing to wait for either."""


def weight(milli: int, unit: WeightUnit, tare_milli: int = 0, detail: str = "") -> ScaleReading:
    """A stable weight in thousandths of the unit, after the tare where there is one."""
    state = ScaleState.STABLE if milli else ScaleState.ZERO
    return ScaleReading(state, milli, tare_milli, unit, detail=detail)


def for_order(reading: ScaleReading, order: WeighingOrder | None, *, net: bool) -> ScaleReading:
    """The reading as the order wants it: its unit is checked and its tare taken off.

    `net` says that the scale has taken off a tare of its own; a second one on top of it would be a guess.
    """
    if order is None or reading.net_milli is None:
        return reading
    if reading.unit != order.unit:
        return other_unit(reading.unit, order)
    tare = order.tare_milli or 0
    if not tare or (net and reading.tare_milli == tare):
        return reading
    if net:
        return refused("the scale has a tare of its own")
    if reading.net_milli == 0:
        return reading
    if reading.net_milli < tare:
        return ScaleReading(ScaleState.UNDER_ZERO, None, tare, reading.unit, detail="less than the tare")
    after = reading.net_milli - tare
    return replace(
        reading, state=ScaleState.STABLE if after else ScaleState.ZERO, net_milli=after, tare_milli=tare
    )


def status_of(reading: ScaleReading) -> DeviceStatus:
    """The same for the list of devices."""
    return DeviceStatus(_STATES[reading.state], shown_of(reading), reading.detail)


def shown_of(reading: ScaleReading) -> str:
    """'1.234 kg', or in words why there is no weight, in the language in use; nothing for a scale at rest."""
    if reading == RESTING:
        return ""
    if reading.net_milli is not None:
        return f"{reading.net_milli // 1000}.{reading.net_milli % 1000:03d} {reading.unit}"
    words = {
        ScaleState.MOTION: tr("It settles"),
        ScaleState.OVERLOAD: tr("Too heavy"),
        ScaleState.UNDER_ZERO: tr("Below zero"),
        ScaleState.NEEDS_ZERO: tr("Empty it and zero it"),
        ScaleState.OTHER_UNIT: tr("It weighs in another unit"),
        ScaleState.NO_ANSWER: tr("It does not answer"),
        ScaleState.UNREACHABLE: tr("It is not reached"),
    }
    return words.get(reading.state, tr("Its answer makes no sense"))
