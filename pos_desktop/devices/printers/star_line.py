"""Star line mode: the language of Star's receipt printers (Star Line Mode Command Specifications)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pos_desktop.application.documents import Document
from pos_desktop.application.printing import DrawerPulse
from pos_desktop.devices.printers.commands import Part
from pos_desktop.devices.printers.conversation import Language, TalkingPrinter
from pos_desktop.devices.printers.profiles import DOTS_OF_COLUMNS, Profile, ending
from pos_desktop.devices.printers.settings import PrinterSettings
from pos_desktop.devices.printers.star_inquiry import StarInquiry

_PAGES: Final[Mapping[str, int]] = {
    "cp1252": 32, "cp858": 4, "cp437": 1, "cp852": 5, "cp866": 10, "cp860": 6, "cp861": 7, "cp863": 8, "cp865": 9,
    "cp855": 11, "cp857": 12, "cp737": 15, "cp869": 17, "cp1250": 33, "cp1251": 34,
}  # fmt: skip
"""Numbers of `ESC GS t n`, best first; pages of right-to-left scripts are left out (see profiles)."""
_PROFILE: Final = Profile("star", 48, 576, _PAGES, native_qr=False, native_bars=False)
_DEVICE_1_NOW, _DEVICE_2_NOW = b"\x1c", b"\x19"
_DEVICE_1, _DEVICE_2 = b"\x07", b"\x1a"


def star_kick(pulse: DrawerPulse) -> Part:
    """`ESC BEL n1 n2` sets the pulse in units of 10 ms, `BEL` drives device 1 in its turn; `SUB` drives device 2."""
    if pulse.pin == 5:
        return Part(_DEVICE_2, "SUB open drawer 2")
    on, off = (max(1, min(127, round(each / 10))) for each in (pulse.on_ms, pulse.off_ms))
    return Part(b"\x1b\x07" + bytes([on, off]) + _DEVICE_1, f"ESC BEL {on} {off}, BEL open drawer")


def star_kick_now(pulse: DrawerPulse) -> Part:
    """`FS` and `EM` are obeyed at once, also without paper or with an open cover."""
    if pulse.pin == 5:
        return Part(_DEVICE_2_NOW, "EM open drawer 2 now")
    return Part(_DEVICE_1_NOW, "FS open drawer now")


class StarLine:
    """The language."""

    tells_changes: Part | None = None
    inquiry = StarInquiry
    kick = staticmethod(star_kick)
    kick_now = staticmethod(star_kick_now)

    def profile(self, settings: PrinterSettings) -> Profile:
        columns = settings.columns
        wide = replace(_PROFILE, columns=columns, dots=DOTS_OF_COLUMNS.get(columns, columns * 12))
        return ending(wide, settings.paper_end)

    def encode(self, document: Document, profile: Profile, pulse: DrawerPulse) -> list[Part]:
        from pos_desktop.devices.printers.star_encoder import encode  # brings Pillow, not needed at start

        return encode(document, profile, pulse)


class StarPrinter(TalkingPrinter):
    """A printer that speaks Star line mode."""

    language: Language = StarLine()
