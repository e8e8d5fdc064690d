"""Scales that speak the protocol of the Mettler Toledo 8217: asked by `W`, they answer a weight or a status.

Source: Mettler Toledo, DIVA service manual 72191202, sections 6.1.4.1 to 6.1.4.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeightUnit
from pos_desktop.application.wording import tr
from pos_desktop.devices.scales.readings import NO_ANSWER, for_order, refused, weight
from pos_desktop.devices.scales.scale_turns import ScaleOnWire, ScaleSettings, Told, shown_bytes
from pos_desktop.devices.settings import choice, fields_of, read_settings
from pos_desktop.devices.wired import WireSettings

if TYPE_CHECKING:
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.application.weighing import WeighingOrder
    from pos_desktop.devices.base import Log

CR = b"\r"
_WEIGHT = re.compile(rb"\x02([0-9]{2,3})\.([0-9]{2,3})(N?)\r")
_STATUS = re.compile(rb"\x02\?([\x40-\x7f])\r")
_MOTION, _OVER, _UNDER, _OUTSIDE = 1, 2, 4, 8
_UNIT_OF_DECIMALS: dict[int, WeightUnit] = {2: "lb", 3: "kg"}


@dataclass(frozen=True, kw_only=True)
class Mettler8217Settings(ScaleSettings):
    """`unit` is what the scale weighs in: kilograms come with three decimals, pounds with two. `auto` goes by these."""

    unit: Literal["kg", "lb", "auto"] = choice("kg", "kg", "lb", "auto")


def read_answer(data: bytes, unit: Literal["kg", "lb", "auto"]) -> tuple[ScaleReading, bool]:
    """What all the bytes that came in answer to `W` say, and whether the weight is a net one."""
    if found := _WEIGHT.fullmatch(data):
        whole, fraction, net = found.groups()
        weighed = _UNIT_OF_DECIMALS[len(fraction)]
        if unit not in ("auto", weighed):
            return refused(f"{len(fraction)} decimals are no weight in {unit}"), False
        milli = int(whole) * 1000 + int(fraction.ljust(3, b"0"))
        return weight(milli, weighed, detail="net" if net else ""), bool(net)
    if found := _STATUS.fullmatch(data):
        return read_status(found[1][0]), False
    return (refused(f"not understood: {shown_bytes(data)}") if data else NO_ANSWER), False


def read_status(status: int) -> ScaleReading:
    """Why there is no weight. A status is no weight of zero, whatever it says."""
    detail = f"status 0x{status:02X}"
    if status & _OVER and status & _UNDER:
        return refused(detail)
    for bit, state in (
        (_OVER, ScaleState.OVERLOAD),
        (_UNDER, ScaleState.UNDER_ZERO),
        (_MOTION, ScaleState.MOTION),
        (_OUTSIDE, ScaleState.NEEDS_ZERO),
    ):
        if status & bit:
            return ScaleReading(state, detail=detail)
    return refused(detail)


class Mettler8217Scale(ScaleOnWire):
    """A `Scale`. After a silence an answer is believed when the next one says the same: the first may be the late one to
    an older question."""

    _settings: Mettler8217Settings

    def _weigh(self, order: WeighingOrder | None) -> ScaleReading:
        late = self._owed
        answer = self._ask(b"W", _ended)
        if late and not self._owed and self._ask(b"W", _ended) != answer:
            self._owed = True
            return ScaleReading(ScaleState.MOTION, detail="two answers after a silence differ")
        reading, net = read_answer(answer, self._settings.unit)
        return for_order(reading, order, net=net)

    def _zero_it(self) -> None:
        answer = self._ask(b"Z", _ended)
        self._log("out", f"Z zero, answered {shown_bytes(answer) or 'nothing'}", "plain")


def _ended(data: bytes) -> bool:
    return data.endswith(CR)


class Mettler8217Driver:
    family = DeviceFamily.SCALE
    key = "mettler_8217"

    @property
    def label(self) -> str:
        return tr("Scale, Mettler Toledo 8217")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return fields_of(Mettler8217Settings, last=WireSettings)

    def parse(self, raw: Mapping[str, object]) -> Mettler8217Settings:
        return read_settings(Mettler8217Settings, raw)

    def create(self, settings: Mettler8217Settings, log: Log, told: Told) -> Mettler8217Scale:
        return Mettler8217Scale(settings, log, told)


DEVICE_DRIVER = Mettler8217Driver()
