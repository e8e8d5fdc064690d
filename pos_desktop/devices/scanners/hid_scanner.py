"""USB scanners of the class HID (point of sale): codes come as reports, with their AIM identifier beside them.

Source: USB-IF, HID Point of Sale Usage Tables 1.02, section 3 (page 0x8C).
"""

# ruff: noqa: RUF009  (number, choice and text are dataclasses.field with limits, made once on purpose)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.errors import FixSetting
from pos_desktop.application.wording import tr
from pos_desktop.devices.hid_wire import SCANNER, HidSettings, hid_fields, node_of, reports_of
from pos_desktop.devices.scanners.code_reader import Charset
from pos_desktop.devices.scanners.hid_codes import CodeReport, HidCodes, code_report
from pos_desktop.devices.scanners.listening import Heard, ListeningScanner
from pos_desktop.devices.settings import choice, number, read_settings
from pos_desktop.system.wires.hidraw import WORKS_HERE

if TYPE_CHECKING:
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.devices.base import Log


@dataclass(frozen=True, kw_only=True)
class HidScannerSettings(HidSettings):
    """`pause_ms`: a code of which no more comes for longer is dropped."""

    kind: ClassVar[str] = SCANNER
    port: str = node_of(SCANNER)
    charset: Charset = choice("utf-8", "utf-8", "iso-8859-1")
    pause_ms: int = number(200, 20, 2_000)
    longest: int = number(1_024, 8, 8_192)


class HidScanner(ListeningScanner):
    """A scanner as an `AttendedDevice`."""

    _settings: HidScannerSettings

    def __init__(self, settings: HidScannerSettings, log: Log, heard: Heard) -> None:
        self._layout: CodeReport | None = None
        super().__init__(settings, log, heard)

    def open(self) -> None:
        if self._channel is None:
            reports = reports_of(self._settings)
            self._layout = code_report(reports) if reports else None
            if reports and self._layout is None:
                raise FixSetting(
                    tr("This scanner cannot be read"),
                    tr("It does not tell its codes as signs."),
                    tr("Set it to a serial port (USB COM) or to a keyboard by its manual."),
                )
        super().open()

    @property
    def _pause_seconds(self) -> float:
        return self._settings.pause_ms / 1000

    def _new_reader(self) -> HidCodes:
        return HidCodes(self._layout, self._settings.charset, self._settings.longest)


class HidScannerDriver:
    family = DeviceFamily.SCANNER
    key = SCANNER
    works_here = WORKS_HERE

    @property
    def label(self) -> str:
        return tr("Scanner, USB (HID POS)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return hid_fields(HidScannerSettings)

    def parse(self, raw: Mapping[str, object]) -> HidScannerSettings:
        return read_settings(HidScannerSettings, raw)

    def create(self, settings: HidScannerSettings, log: Log, heard: Heard) -> HidScanner:
        return HidScanner(settings, log, heard)


DEVICE_DRIVER = HidScannerDriver()
