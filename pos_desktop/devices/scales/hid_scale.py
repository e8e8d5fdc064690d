"""USB scales of the class HID (point of sale): they tell weight, unit and exponent by themselves, some times a second.

Source: USB-IF, HID Point of Sale Usage Tables 1.02, section 4 (page 0x8D).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.errors import FixSetting
from pos_desktop.application.weighing import ScaleReading, ScaleState
from pos_desktop.application.wording import tr
from pos_desktop.devices.hid_wire import SCALE, HidSettings, hid_fields, node_of, reports_of
from pos_desktop.devices.scales.hid_weights import ZERO_IT, WeightReport, read_weight, weight_report
from pos_desktop.devices.scales.readings import NO_ANSWER, for_order, refused
from pos_desktop.devices.scales.scale_turns import ScaleOnWire, ScaleSettings, Told
from pos_desktop.devices.settings import number, read_settings
from pos_desktop.system.wires.hidraw import WORKS_HERE

if TYPE_CHECKING:
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.application.weighing import WeighingOrder
    from pos_desktop.devices.base import Log


@dataclass(frozen=True, kw_only=True)
class HidScaleSettings(HidSettings, ScaleSettings):
    """`answer_ms` is how long two reports may take."""

    kind: ClassVar[str] = SCALE
    port: str = node_of(SCALE)
    answer_ms: int = number(1_000, 50, 1_500)


class HidScale(ScaleOnWire):
    """A `Scale`. Only reports that came after the turn began are looked at, and a weight counts when two in a row say
    the same."""

    _settings: HidScaleSettings

    def __init__(self, settings: HidScaleSettings, log: Log, told: Told) -> None:
        super().__init__(settings, log, told)
        self._layout: WeightReport | None = None

    def open(self) -> None:
        if self._channel is None:
            reports = reports_of(self._settings)
            self._layout = weight_report(reports) if reports else None
            if reports and self._layout is None:
                raise FixSetting(
                    tr("This scale cannot be read"),
                    tr("It does not say status, unit and exponent together with its weight."),
                    tr("Connect it by its serial port, if it has one."),
                )
        super().open()

    def _weigh(self, order: WeighingOrder | None) -> ScaleReading:
        if self._drop_waiting() < 0:
            return refused("it sends without end")
        read = self._fresh_readings()
        if not read:
            return NO_ANSWER
        reading = read[-1]
        if reading.net_milli is not None and (len(read) < 2 or read[0] != read[1]):
            return ScaleReading(ScaleState.MOTION, detail="two reports differ")
        return for_order(reading, order, net=False)

    def _fresh_readings(self) -> list[ScaleReading]:
        """Two, fewer where it is slow; reports about other things are passed over."""
        deadline = time.monotonic() + self._settings.answer_ms / 1000
        read: list[ScaleReading] = []
        while len(read) < 2 and time.monotonic() < deadline:
            report = self._hear_or_end(deadline)
            if report and self._layout is not None:
                reading = read_weight(report, self._layout)
                read += [] if reading is None else [reading]
        return read

    def _zero_it(self) -> None:
        report = self._layout.reports.switch(ZERO_IT) if self._layout else None
        self._log("out", "zero" if report else "it takes no zero from here", "plain")
        if report:
            self._say(report)


class HidScaleDriver:
    family = DeviceFamily.SCALE
    key = SCALE
    works_here = WORKS_HERE

    @property
    def label(self) -> str:
        return tr("Scale, USB (HID POS)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return hid_fields(HidScaleSettings)

    def parse(self, raw: Mapping[str, object]) -> HidScaleSettings:
        return read_settings(HidScaleSettings, raw)

    def create(self, settings: HidScaleSettings, log: Log, told: Told) -> HidScale:
        return HidScale(settings, log, told)


DEVICE_DRIVER = HidScaleDriver()
