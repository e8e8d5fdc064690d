"""A cash drawer on a wire of its own: a byte or a few open it; a control line or an answer says whether it is open."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pos_desktop.application.device_states import DeviceFamily, DeviceState, DeviceStatus
from pos_desktop.application.errors import FixSetting
from pos_desktop.application.printing import DrawerState
from pos_desktop.application.wording import tr
from pos_desktop.devices.settings import choice, fields_of, number, read_settings, setting_label, text
from pos_desktop.devices.wired import WireSettings
from pos_desktop.devices.wired_device import SLICE_SECONDS, WiredDevice
from pos_desktop.system.wires.channel import ChannelLost

if TYPE_CHECKING:
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.devices.base import Log

KICK_SECONDS = 5.0
"""A drawer that opens later opens for nobody (docs/decisions/0008)."""
LOOK_SECONDS = 0.4
SETTLE_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True)
class SerialDrawerSettings(WireSettings):
    """`opens` are the bytes that open it, in hexadecimal. `sensor`: none, a control line of the port, or a byte that it
    answers to `asks`, in which one of `open_bits` is set. `sensor_open`: whether these are set when open, or when shut.
    """

    opens: str = text("07")
    sensor: Literal["none", "cts", "dsr", "byte"] = choice("none", "none", "cts", "dsr", "byte")
    sensor_open: Literal["high", "low"] = choice("high", "high", "low")
    asks: str = text("")
    open_bits: str = text("01")
    answer_ms: int = number(300, 20, 1_500)


class SerialDrawer(WiredDevice):
    """A `WiredDrawer`."""

    _settings: SerialDrawerSettings

    def __init__(self, settings: SerialDrawerSettings, log: Log) -> None:
        super().__init__(settings, log)
        self._lock = threading.Lock()
        self._kicked: float | None = None
        self._state = DrawerState.UNKNOWN
        self._look = 0.0

    def kick(self) -> None:
        with self._lock:
            self._kicked = time.monotonic()
        self.interrupt()

    def state(self) -> DrawerState:
        return self._state

    def close(self) -> None:
        self._state = DrawerState.UNKNOWN
        super().close()

    def _connected(self) -> None:
        self._look = 0.0

    def _turn(self, deadline: float) -> DeviceStatus:
        try:
            self._open_if_asked()
            if self._settings.sensor == "none":
                self._hear(deadline)
            else:
                self._watch(deadline)
        except ChannelLost:
            self._state = DrawerState.UNKNOWN
            raise
        return self._status()

    def _open_if_asked(self) -> None:
        """Taken before it is done: whatever becomes of it, it is not done twice."""
        with self._lock:
            kicked, self._kicked = self._kicked, None
        if kicked is None:
            return
        self._called.clear()
        if time.monotonic() - kicked > KICK_SECONDS:
            self._log("note", "asked to open too long ago: stays shut", "attention")
            return
        self._log("out", "open", "plain")
        self._send_until(bytes.fromhex(self._settings.opens), kicked + KICK_SECONDS)
        self._look = 0.0

    def _send_until(self, data: bytes, end: float) -> None:
        while data:
            if time.monotonic() > end:
                raise ChannelLost("it takes no data")
            data = data[self._wire.write_some(data, SLICE_SECONDS) :]

    def _watch(self, deadline: float) -> None:
        """Looks now and then; ends early when the drawer was opened or shut."""
        before = self._state
        while True:
            if time.monotonic() >= self._look:
                self._look = time.monotonic() + LOOK_SECONDS
                self._state = self._looked()
            if self._state is not before or time.monotonic() >= deadline or self._called.is_set():
                return
            self._hear(min(deadline, self._look))

    def _looked(self) -> DrawerState:
        if self._settings.sensor == "byte":
            return self._asked()
        asserted = getattr(self._wire, "asserted", None)
        if asserted is None:
            return DrawerState.UNKNOWN
        return self._meant(asserted(self._settings.sensor))

    def _asked(self) -> DrawerState:
        """By the one byte that it answers; silence and two different bytes say nothing."""
        self._drop_waiting()
        self._say(bytes.fromhex(self._settings.asks))
        answer = self._hear(time.monotonic() + self._settings.answer_ms / 1000)
        if answer:
            answer += self._wire.read_some(SETTLE_SECONDS)
        if len(set(answer)) != 1:
            return DrawerState.UNKNOWN
        return self._meant(bool(answer[0] & int(self._settings.open_bits, 16)))

    def _meant(self, high: bool) -> DrawerState:
        return DrawerState.OPEN if high == (self._settings.sensor_open == "high") else DrawerState.CLOSED

    def _status(self) -> DeviceStatus:
        if self._settings.sensor == "none":
            return DeviceStatus(DeviceState.READY)
        words = {DrawerState.OPEN: tr("Open"), DrawerState.CLOSED: tr("Closed")}
        known = self._state is not DrawerState.UNKNOWN
        return DeviceStatus(
            DeviceState.READY if known else DeviceState.UNKNOWN,
            words.get(self._state, ""),
            "" if known else "its sensor says nothing",
        )


class SerialDrawerDriver:
    family = DeviceFamily.DRAWER
    key = "serial_drawer"

    @property
    def label(self) -> str:
        return tr("Cash drawer on a port of its own")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return fields_of(SerialDrawerSettings, last=WireSettings)

    def parse(self, raw: Mapping[str, object]) -> SerialDrawerSettings:
        settings = read_settings(SerialDrawerSettings, raw)
        for name in ("opens", "open_bits") + (("asks",) if settings.sensor == "byte" else ()):
            _check_hex(name, getattr(settings, name))
        if len(bytes.fromhex(settings.open_bits)) != 1:
            raise _wrong("open_bits", settings.open_bits)
        return settings

    def create(self, settings: SerialDrawerSettings, log: Log) -> SerialDrawer:
        return SerialDrawer(settings, log)


def _check_hex(name: str, words: str) -> None:
    try:
        empty = not bytes.fromhex(words)
    except ValueError as error:
        raise _wrong(name, words) from error
    if empty:
        raise _wrong(name, words)


def _wrong(name: str, words: str) -> FixSetting:
    return FixSetting(
        tr("A device setting is wrong"),
        tr(
            "{label}: '{words}' is not bytes in hexadecimal, such as 1B 70 00.",
            label=setting_label(name),
            words=words,
        ),
        tr("Correct it in Settings › Devices."),
    )


DEVICE_DRIVER = SerialDrawerDriver()
