"""Line displays that speak ESC/POS (Epson DM-D and those that do as it does), 20 columns by 2.

Source: Epson, DM-D110 specification, chapter 5 (commands) and 4.3 (character code tables).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.wording import tr
from pos_desktop.devices.displays.display_turns import DisplayOnWire, DisplaySettings
from pos_desktop.devices.displays.two_lines import Shows, of_code_page
from pos_desktop.devices.settings import choice, fields_of, read_settings
from pos_desktop.devices.wired import WireSettings

if TYPE_CHECKING:
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.devices.base import Log

INITIALIZE = b"\x1b@"
CODE_TABLE = b"\x1bt"
OVERWRITE = b"\x1f\x01"
CURSOR_OFF = b"\x1fC\x00"
CLEAR = b"\x0c"
UPPER, LOWER = b"\x1f$\x01\x01", b"\x1f$\x01\x02"
_TABLES = {"pc437": 0, "pc850": 2, "wpc1252": 16, "pc866": 17, "pc852": 18, "pc858": 19}
_PAGES = {
    "pc437": "cp437",
    "pc850": "cp850",
    "wpc1252": "cp1252",
    "pc866": "cp866",
    "pc852": "cp852",
    "pc858": "cp858",
}


@dataclass(frozen=True, kw_only=True)
class EscPosDisplaySettings(DisplaySettings):
    """`charset` is a code page that the display has."""

    charset: str = choice("pc858", *sorted(_TABLES))


class EscPosDisplay(DisplayOnWire):
    """A `LineDisplay`."""

    _settings: EscPosDisplaySettings

    @property
    def _shows(self) -> Shows:
        return of_code_page(_PAGES[self._settings.charset])

    def _start(self) -> bytes:
        return INITIALIZE + self._page() + CLEAR

    def _page(self) -> bytes:
        return CODE_TABLE + bytes([_TABLES[self._settings.charset]]) + OVERWRITE + CURSOR_OFF

    def _clear(self) -> bytes:
        return CLEAR

    def _put(self, upper: bytes, lower: bytes) -> bytes:
        return UPPER + upper + LOWER + lower


class EscPosDisplayDriver:
    family = DeviceFamily.DISPLAY
    key = "escpos_display"

    @property
    def label(self) -> str:
        return tr("Line display, {protocol}", protocol="ESC/POS")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return fields_of(EscPosDisplaySettings, last=WireSettings)

    def parse(self, raw: Mapping[str, object]) -> EscPosDisplaySettings:
        return read_settings(EscPosDisplaySettings, raw)

    def create(self, settings: EscPosDisplaySettings, log: Log) -> EscPosDisplay:
        return EscPosDisplay(settings, log)


DEVICE_DRIVER = EscPosDisplayDriver()
