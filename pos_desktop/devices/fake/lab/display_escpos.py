"""Epson's line displays (DM-D110, DM-D210) and those that speak like them.

Source: Epson DM-D110 specification, section 5 (commands) and 4.3 (character code tables).
"""

from pos_desktop.devices.fake.lab.display_speech import ESC, US, DisplaySpeech, drawn
from pos_desktop.devices.fake.lab.glass import Glass
from pos_desktop.devices.fake.virtual_printer.codepages import has_international

_PAGES = (0, 1, 2, 3, 4, 5, 16, 17, 18, 19, 254, 255)


class EscPosDisplay(DisplaySpeech):
    """Overwrites from the upper left on, until told otherwise."""

    lengths = {
        b"\x1bt": 1, b"\x1bR": 1, b"\x1b%": 1, b"\x1b?": 1, b"\x1b=": 1,
        b"\x1f$": 2, b"\x1fC": 1, b"\x1fX": 1, b"\x1fE": 1, b"\x1fr": 1, b"\x1fT": 2, b"\x1fv": 1,
        b"\x1f.": 1, b"\x1f,": 1, b"\x1f;": 1, b"\x1f#": 2, b"\x1f^": 2,
    }  # fmt: skip

    def __init__(self, glass: Glass) -> None:
        super().__init__(glass)
        self._page = self._nation = 0
        self._listens = True

    def initialize(self) -> None:
        super().initialize()
        self._page = self._nation = 0
        self._listens = True

    def special_length(self, head: bytes) -> int | None:
        if head != b"\x1bW":
            return super().special_length(head)
        if len(self._buffer) < 4:
            return None
        return 8 if self._buffer[3] in (1, 49) else 4

    def carry_out(self, command: bytes) -> bool:
        if command[:2] == b"\x1b=":
            # Several devices share the line; bit 1 is the display's.
            self._listens = bool(command[2] & 0x02)
            return True
        if not self._listens:
            return True
        if command[0] == ESC:
            return self._escape(command)
        if command[0] == US:
            return self._unit(command)
        if command[0] >= 0x20:
            self.glass.write(drawn(self._page, self._nation)[command[0]])
            return True
        return self.move(command[0])

    def _escape(self, command: bytes) -> bool:
        match command[1:2]:
            case b"@":
                self.initialize()
            case b"t":
                if command[2] not in _PAGES:
                    return False
                self._page = command[2]
            case b"R":
                if not has_international(command[2]):
                    return False
                self._nation = command[2]
            case b"%" | b"?" | b"&" | b"W":
                pass  # own characters and windows are taken and not shown
            case _:
                return False
        return True

    def _unit(self, command: bytes) -> bool:
        match command[1:2]:
            case b"$":
                return self.glass.go(command[2] - 1, command[3] - 1)
            case b"X":
                if not 1 <= command[2] <= 4:
                    return False
                self.glass.brightness = command[2]
            case b"C":
                self.glass.cursor = command[2] in (1, 49)
            case b"." | b"," | b";":
                self.glass.write(drawn(self._page, self._nation)[command[2]])
            case b"E" | b"r" | b"T" | b"U" | b"v" | b"#" | b"^" | b":" | b"@":
                pass
            case _:
                return self.move_by_us(command)
        return True
