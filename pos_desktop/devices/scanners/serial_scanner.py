"""Scanners on a serial port, on USB that shows itself as one (CDC), or behind a TCP port."""

# ruff: noqa: RUF009  (number, choice and text are dataclasses.field with limits, made once on purpose)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.wording import tr
from pos_desktop.devices.scanners.code_reader import Charset, CodeReader, Suffix
from pos_desktop.devices.scanners.listening import Heard, ListeningScanner
from pos_desktop.devices.settings import choice, fields_of, number, read_settings
from pos_desktop.devices.wired import WireSettings

if TYPE_CHECKING:
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.devices.base import Log


@dataclass(frozen=True, kw_only=True)
class ScannerSettings(WireSettings):
    """`suffix` ends a code (`auto`: any of CR, LF, TAB and ETX). `pause_ms`: a code that stops for longer is dropped,
    or whole when the suffix is the pause. `prefix`: an STX before a code is taken off, or needed as well."""

    suffix: Suffix = choice("auto", "auto", "cr", "lf", "crlf", "tab", "etx", "pause")
    prefix: Literal["any", "stx"] = choice("any", "any", "stx")
    charset: Charset = choice("utf-8", "utf-8", "iso-8859-1")
    pause_ms: int = number(200, 20, 2_000)
    longest: int = number(1_024, 8, 8_192)


class SerialScanner(ListeningScanner):
    """A scanner as an `AttendedDevice`. Tells each whole code on its thread."""

    _settings: ScannerSettings

    @property
    def _pause_seconds(self) -> float:
        return self._settings.pause_ms / 1000

    def _new_reader(self) -> CodeReader:
        settings = self._settings
        return CodeReader(
            settings.suffix, settings.charset, settings.longest, needs_stx=settings.prefix == "stx"
        )


class SerialScannerDriver:
    family = DeviceFamily.SCANNER
    key = "serial_scanner"

    @property
    def label(self) -> str:
        return tr("Scanner, serial or network")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return fields_of(ScannerSettings, last=WireSettings)

    def parse(self, raw: Mapping[str, object]) -> ScannerSettings:
        return read_settings(ScannerSettings, raw)

    def create(self, settings: ScannerSettings, log: Log, heard: Heard) -> SerialScanner:
        return SerialScanner(settings, log, heard)


DEVICE_DRIVER = SerialScannerDriver()
