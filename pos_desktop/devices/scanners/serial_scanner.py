"""Scanners on a serial port, on USB that shows itself as one (CDC), or behind a TCP port."""

# ruff: noqa: RUF009  (number, choice and text are dataclasses.field with limits, made once on purpose)

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pos_desktop.application.device_states import DeviceFamily, DeviceState, DeviceStatus
from pos_desktop.application.wording import tr
from pos_desktop.devices.scanners.code_reader import Charset, Code, CodeReader, Refused, Suffix
from pos_desktop.devices.settings import choice, fields_of, number, read_settings
from pos_desktop.devices.wired import WireSettings
from pos_desktop.devices.wired_device import WiredDevice

if TYPE_CHECKING:
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.devices.base import Log

Heard = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class ScannerSettings(WireSettings):
    """`suffix` ends a code (`auto`: any of CR, LF, TAB and ETX). `pause_ms`: a code that stops for longer is dropped,
    or whole when the suffix is the pause. `prefix`: an STX before a code is taken off, or needed as well."""

    suffix: Suffix = choice("auto", "auto", "cr", "lf", "crlf", "tab", "etx", "pause")
    prefix: Literal["any", "stx"] = choice("any", "any", "stx")
    charset: Charset = choice("utf-8", "utf-8", "iso-8859-1")
    pause_ms: int = number(200, 20, 2_000)
    longest: int = number(1_024, 8, 8_192)


class SerialScanner(WiredDevice):
    """A scanner as an `AttendedDevice`. Tells each whole code on its thread."""

    _settings: ScannerSettings

    def __init__(self, settings: ScannerSettings, log: Log, heard: Heard) -> None:
        super().__init__(settings, log)
        self._heard = heard
        self._reader = self._new_reader()
        self._silent_since = 0.0

    def _new_reader(self) -> CodeReader:
        settings = self._settings
        return CodeReader(
            settings.suffix, settings.charset, settings.longest, needs_stx=settings.prefix == "stx"
        )

    def _connected(self) -> None:
        self._reader = self._new_reader()

    def _turn(self, deadline: float) -> DeviceStatus:
        """All codes until then: a code does not end the turn, so that the next is not waiting for what goes between."""
        while True:
            self._listen(deadline)
            if time.monotonic() >= deadline or self._called.is_set():
                return DeviceStatus(DeviceState.READY)

    def _listen(self, deadline: float) -> None:
        """The next bytes, or the pause that ends a code."""
        pause = self._settings.pause_ms / 1000
        if self._reader.waiting:
            deadline = min(deadline, self._silent_since + pause)
        data = self._hear(deadline)
        now = time.monotonic()
        if data:
            self._silent_since = now
            self._tell(self._reader.take(data))
        elif self._reader.waiting and now >= self._silent_since + pause:
            self._tell(self._reader.pause())

    def _tell(self, said: list[Code | Refused]) -> None:
        for one in said:
            if isinstance(one, Refused):
                self._log("in", f"refused: {one.why}", "attention")
            else:
                self._heard(one.text)
                self._log("in", f"a code of {len(one.text)} characters", "plain")


class SerialScannerDriver:
    family = DeviceFamily.SCANNER
    key = "serial_scanner"

    @property
    def label(self) -> str:
        return tr("Scanner (serial, USB serial or network)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return fields_of(ScannerSettings, last=WireSettings)

    def parse(self, raw: Mapping[str, object]) -> ScannerSettings:
        return read_settings(ScannerSettings, raw)

    def create(self, settings: ScannerSettings, log: Log, heard: Heard) -> SerialScanner:
        return SerialScanner(settings, log, heard)


DEVICE_DRIVER = SerialScannerDriver()
