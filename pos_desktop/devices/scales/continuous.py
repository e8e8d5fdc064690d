"""Scales that send their weight without being asked, in the continuous output of Toledo.

Source: Mettler Toledo, IND445 user manual 22013194, section 5.2 (frame and checksum); Ohaus, Defender 5000 manual,
tables 5-2 to 5-4 (status bytes).
"""

# ruff: noqa: RUF009  (number, choice and text are dataclasses.field with limits, made once on purpose)

from __future__ import annotations

import re
import time
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

STX = 0x02
SHORT, LONG = 17, 18
_FRAME = re.compile(rb"\x02([\x20-\x3f])([\x20-\x7f])([\x20-\x3f])([ 0-9]{6})([ 0-9]{6})\r")
_NET, _NEGATIVE, _OUT_OF_RANGE, _MOTION, _KILOGRAMS, _NOT_ZEROED = 1, 2, 4, 8, 16, 64
_ALWAYS = 32
_INCREMENT = 24
_OTHER_UNIT, _EXPANDED = 7, 16


@dataclass(frozen=True, kw_only=True)
class ContinuousSettings(ScaleSettings):
    """`checksum` as set up on the scale."""

    unit: WeightUnit = choice("kg", "kg", "lb")
    checksum: Literal["yes", "no"] = choice("yes", "yes", "no")


def read_frame(data: bytes, unit: WeightUnit, *, checksum: bool) -> tuple[ScaleReading, bool]:
    """What one whole frame says, and whether the weight is a net one."""
    found = _FRAME.fullmatch(data[:SHORT])
    if found is None or len(data) != (LONG if checksum else SHORT):
        return refused(f"not understood: {shown_bytes(data)}"), False
    if checksum and sum(data) & 0x7F:
        return refused("wrong checksum"), False
    a, b, c = (found[n][0] for n in (1, 2, 3))
    said = _number(found[4], a)
    tare = _number(found[5], a)
    if said is None or tare is None or not a & _INCREMENT or not b & _ALWAYS:
        return refused(f"status {a:02X} {b:02X} {c:02X} with {data[4:16]!r}"), False
    if c & _OTHER_UNIT or c & _EXPANDED or (unit == "kg") != bool(b & _KILOGRAMS):
        return refused(f"status {a:02X} {b:02X} {c:02X}: another unit than {unit}"), False
    return _judged(b, said, tare, unit), bool(b & _NET)


def _judged(b: int, milli: int, tare_milli: int, unit: WeightUnit) -> ScaleReading:
    """By status byte B: a weight, or why there is none."""
    detail = f"status B 0x{b:02X}"
    if b & _NOT_ZEROED:
        return ScaleReading(ScaleState.NEEDS_ZERO, detail=detail)
    if b & _NEGATIVE:
        return ScaleReading(ScaleState.UNDER_ZERO, detail=detail)
    if b & _OUT_OF_RANGE:
        return ScaleReading(ScaleState.OVERLOAD, detail=detail)
    if b & _MOTION:
        return ScaleReading(ScaleState.MOTION, detail=detail)
    return weight(milli, unit, tare_milli if b & _NET else 0)


def _number(field: bytes, a: int) -> int | None:
    """Six figures, leading ones blank, in thousandths by the decimal point of status byte A; None when they are not
    whole thousandths or no number."""
    digits = field.lstrip(b" ")
    if not digits.isdigit():
        return None
    decimals = (a & 7) - 2
    scaled = int(digits) * 10**3 * 10 ** max(-decimals, 0)
    whole, rest = divmod(scaled, 10 ** max(decimals, 0))
    return None if rest else whole


class FrameCutter:
    """Cuts a stream into frames: each begins at an STX and has the length set up; the rest is not looked at."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._begun = b""

    def take(self, data: bytes) -> list[bytes]:
        """The frames that are whole now. A new STX inside a frame begins anew: the older half is lost."""
        frames = []
        for byte in data:
            if byte == STX and len(self._begun) < SHORT:
                self._begun = b""
            elif not self._begun:
                continue
            self._begun += bytes([byte])
            if len(self._begun) == self._length:
                frames.append(self._begun)
                self._begun = b""
        return frames


class ContinuousScale(ScaleOnWire):
    """A `Scale`. Only frames that began after the turn did are looked at: an older weight is never used. Nothing says whose
    a frame is, so a weight counts when two in a row say the same."""

    _settings: ContinuousSettings

    def _weigh(self, order: WeighingOrder | None) -> ScaleReading:
        if self._drop_waiting() < 0:
            return refused("it sends without end")
        checksum = self._settings.checksum == "yes"
        frames = self._fresh_frames(2)
        if not frames:
            return NO_ANSWER
        read = [read_frame(frame, self._settings.unit, checksum=checksum) for frame in frames]
        reading, net = read[-1]
        if reading.net_milli is not None and (len(read) < 2 or read[0] != read[1]):
            return ScaleReading(ScaleState.MOTION, detail="two frames differ")
        return for_order(reading, order, net=net)

    def _fresh_frames(self, wanted: int) -> list[bytes]:
        cutter = FrameCutter(LONG if self._settings.checksum == "yes" else SHORT)
        deadline = time.monotonic() + self._settings.answer_ms / 1000
        frames: list[bytes] = []
        while len(frames) < wanted:
            data = self._hear_or_end(deadline)
            if not data:
                break
            frames += cutter.take(data)
            if time.monotonic() > deadline:
                break
        return frames[:wanted]

    def _zero_it(self) -> None:
        self._log("out", "Z zero", "plain")
        self._say(b"Z")


class ContinuousDriver:
    family = DeviceFamily.SCALE
    key = "toledo_continuous"

    @property
    def label(self) -> str:
        return tr("Scale, Toledo continuous output")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return fields_of(ContinuousSettings, last=WireSettings)

    def parse(self, raw: Mapping[str, object]) -> ContinuousSettings:
        return read_settings(ContinuousSettings, raw)

    def create(self, settings: ContinuousSettings, log: Log, told: Told) -> ContinuousScale:
        return ContinuousScale(settings, log, told)


DEVICE_DRIVER = ContinuousDriver()
