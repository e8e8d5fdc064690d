"""The CD5220 command set: whole lines by ESC Q A and ESC Q B.

Source: Partner Tech CD5220 user's manual, table 6-1 (standard mode).
"""

from pos_desktop.devices.fake.lab.display_speech import CAN, CLR, CR, ESC, US, DisplaySpeech, drawn
from pos_desktop.devices.fake.lab.glass import COLUMNS, Glass, Mode

_STRINGS = b"ABD"
_NATIONS = {"A": 0, "F": 1, "G": 2, "U": 3, "D": 4, "W": 5, "I": 6, "S": 7, "J": 8, "N": 9, "E": 10}
"""Letters of ESC f to the numbers of the international sets."""
_PAGES = {"A": 0, "J": 1, "L": 18, "R": 17}
"""Letters of ESC c: ASCII, Katakana, Slavonic (852), Russian (866)."""
_ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home"}


class Cd5220(DisplaySpeech):
    """In string mode (after ESC Q) it takes nothing but strings, CLR and CAN."""

    lengths = {
        b"\x1b[": 1, b"\x1bl": 2, b"\x1b*": 1, b"\x1b?": 1, b"\x1b%": 1, b"\x1b_": 1, b"\x1bf": 1,
        b"\x1bc": 1, b"\x1b=": 1, b"\x1bs": 1, b"\x1bd": 1, b"\x1bW": 4, b"\x1b#": 1, b"\x1fE": 1,
    }  # fmt: skip

    def __init__(self, glass: Glass) -> None:
        super().__init__(glass)
        self._strings = False
        self._page = self._nation = 0

    def initialize(self) -> None:
        super().initialize()
        self._strings = False
        self._page = self._nation = 0

    def special_length(self, head: bytes) -> int | None:
        if head != b"\x1bQ":
            return super().special_length(head)
        end = self._buffer.find(CR)
        return None if end < 0 else end + 1

    def carry_out(self, command: bytes) -> bool:
        if command[:2] == b"\x1bQ":
            return self._string(command[2:3], command[3:-1])
        if command[0] in (CLR, CAN):
            self._strings = False
            return self.move(command[0])
        if self._strings:
            return False
        if command[0] == ESC:
            return self._escape(command)
        if command[0] == US:
            return command[1:2] in (b"E", b"@") or self.move_by_us(command)
        if command[0] >= 0x20:
            self.glass.write(drawn(self._page, self._nation)[command[0]])
            return True
        return self.move(command[0])

    def _string(self, row: bytes, text: bytes) -> bool:
        if not row or row not in _STRINGS:
            return False
        shown = "".join(drawn(self._page, self._nation)[byte] for byte in text)
        # A message that wanders along the upper line is shown by its beginning.
        self.glass.put_line(1 if row == b"B" else 0, shown[:COLUMNS])
        self._strings = row != b"D"
        return True

    def _escape(self, command: bytes) -> bool:
        glass, what = self.glass, command[1:2]
        match what:
            case b"@":
                self.initialize()
            case b"\x11" | b"\x12" | b"\x13":
                glass.mode = Mode(command[1] - 0x10)
            case b"l":
                return glass.go(command[2] - 1, command[3] - 1)
            case b"*":
                if not 1 <= command[2] <= 4:
                    return False
                glass.brightness = command[2]
            case b"_":
                glass.cursor = command[2] in (1, 49)
            case b"[":
                return self._arrow(chr(command[2]))
            case b"f" | b"c":
                return self._letter(what, chr(command[2]))
            case b"&" | b"?" | b"%" | b"=" | b"s" | b"d" | b"W" | b"#":
                pass  # own characters, windows and other devices are taken and not shown
            case _:
                return False
        return True

    def _arrow(self, letter: str) -> bool:
        glass = self.glass
        if letter in _ARROWS:
            getattr(glass, _ARROWS[letter])()
            return True
        ends = {"L": (0, glass.row), "R": (COLUMNS - 1, glass.row), "K": (COLUMNS - 1, 1)}
        return letter in ends and glass.go(*ends[letter])

    def _letter(self, what: bytes, letter: str) -> bool:
        if what == b"f" and letter in _NATIONS:
            self._nation = _NATIONS[letter]
        elif letter in _PAGES:
            self._page = _PAGES[letter]
        else:
            return False
        return True
