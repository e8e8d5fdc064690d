"""Line displays that speak CD5220, 20 columns by 2.

Source: CD5220 customer display, user's manual, chapter 6.1 (standard mode command list).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.wording import tr
from pos_desktop.devices.displays.display_turns import DisplayOnWire, DisplaySettings
from pos_desktop.devices.displays.two_lines import Shows, of_code_page
from pos_desktop.devices.settings import choice, fields_of, number, read_settings
from pos_desktop.devices.wired import WireSettings

if TYPE_CHECKING:
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.devices.base import Log

INITIALIZE = b"\x1b@"
CLEAR = b"\x0c"
CURSOR_OFF = b"\x1b_\x00"
UPPER, LOWER, CR = b"\x1bQA", b"\x1bQB", b"\r"
CODE_TABLE, FONT_SET = b"\x1bt", b"\x1bf"
NO_TABLE = 255
_PAGES = {
    "ascii": "ascii",
    "pc437": "cp437",
    "pc850": "cp850",
    "pc852": "cp852",
    "pc858": "cp858",
    "pc866": "cp866",
    "wpc1252": "cp1252",
}
_GERMANY = dict(zip("§ÄÖÜäöüß", "@[\\]{|}~", strict=True))
"""ISO 646-DE: what the German font set has in place of ASCII's signs."""


@dataclass(frozen=True, kw_only=True)
class Cd5220Settings(DisplaySettings):
    """`charset`: what the display shows above ASCII, or its German font set. `table` is sent by `ESC t` where the
    display takes that; 255 sends nothing."""

    charset: str = choice("pc437", "ascii", "germany", *sorted(_PAGES.keys() - {"ascii"}))
    table: int = number(NO_TABLE, 0, 255)


class Cd5220Display(DisplayOnWire):
    """A `LineDisplay`. Lines are strings of their own mode, which takes no other command than `CLR`."""

    _settings: Cd5220Settings

    @property
    def _shows(self) -> Shows:
        if self._settings.charset == "germany":
            return _german
        return of_code_page(_PAGES[self._settings.charset])

    def _start(self) -> bytes:
        """`CLR` first: it alone ends a string mode that was left on."""
        return CLEAR + INITIALIZE + self._page() + CURSOR_OFF + CLEAR

    def _page(self) -> bytes:
        if self._ready:
            return b""
        if self._settings.charset == "germany":
            return FONT_SET + b"G"
        return b"" if self._settings.table == NO_TABLE else CODE_TABLE + bytes([self._settings.table])

    def _clear(self) -> bytes:
        return CLEAR

    def _put(self, upper: bytes, lower: bytes) -> bytes:
        return UPPER + upper + CR + LOWER + lower + CR


def _german(character: str) -> bytes:
    if character in _GERMANY:
        return _GERMANY[character].encode()
    return b"" if character in _GERMANY.values() else of_code_page("ascii")(character)


class Cd5220Driver:
    family = DeviceFamily.DISPLAY
    key = "cd5220"

    @property
    def label(self) -> str:
        return tr("Line display, {protocol}", protocol="CD5220")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return fields_of(Cd5220Settings, last=WireSettings)

    def parse(self, raw: Mapping[str, object]) -> Cd5220Settings:
        return read_settings(Cd5220Settings, raw)

    def create(self, settings: Cd5220Settings, log: Log) -> Cd5220Display:
        return Cd5220Display(settings, log)


DEVICE_DRIVER = Cd5220Driver()
