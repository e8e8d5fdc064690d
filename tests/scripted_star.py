"""A Star printer in line mode that exists only in memory: its own reading of the command specifications.

Commands in real time are obeyed where they stand between others, never within the dots of a picture.
"""

from __future__ import annotations

import re

from pos_desktop.application.printing import PaperState
from pos_desktop.devices.fake.memory_printer import ScriptedPrinter

_ASK, _FS, _EM = b"\x1b\x06\x01", b"\x1c", b"\x19"
_LENGTHS = {
    b"\x1b@": 2, b"\x1bE": 2, b"\x1bF": 2, b"\x1bz": 3, b"\x1bi": 4, b"\x1ba": 3, b"\x1bd": 3, b"\x1b\x07": 4,
    b"\x1b\x06": 3, b"\x1b\x1e": 4, b"\x1b\x1d": 4,
}  # fmt: skip
_RASTER = re.compile(rb"\x1b\*r(?:[AB]|[EFPQ][0-9]{1,4}\x00)")


class ScriptedStar(ScriptedPrinter):
    """Bytes in, blocks of status out; the same script of mishaps as its ESC/POS sister."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._waiting: list[bytes] = []
        self._drawing = False
        self._reached = 0
        self.pictures = 0

    def restart(self) -> None:
        with self._lock:
            super().restart()
            self._waiting.clear()
            self._drawing, self._reached = False, 0

    def _take(self, data: bytes) -> bytes:
        self.received += data
        self._buffer += data
        asked = 0
        while length := self._next_length():
            command = bytes(self._buffer[:length])
            del self._buffer[:length]
            if command == _ASK:
                asked += 1
            elif command in (_FS, _EM) and not self._drawing:
                self._kick()
            else:
                self._frame(command)
        while self._waiting and self.can_print:
            self._obey(self._waiting.pop(0))
        return self._answered(asked)

    def _answered(self, asked: int) -> bytes:
        if not asked or self.silent:
            return b""
        if self.babbles:
            return self.babbles
        block = self._unasked()
        if self.knows_gs_a:
            self._told = block
        return block * (2 if self.answers_twice else 1)

    def _next_length(self) -> int:
        """Of the first command; 0 while it has not arrived whole."""
        if not self._buffer:
            return 0
        if self._drawing and self._buffer[:1] == b"b":
            row = int.from_bytes(self._buffer[1:3], "little") if len(self._buffer) >= 3 else 0
            length = 3 + row
        elif self._buffer[:3] == b"\x1b*r"[: len(self._buffer)] and len(self._buffer) > 1:
            found = _RASTER.match(self._buffer)
            length = found.end() if found else len(self._buffer) + 1
        elif self._buffer[0] == 0x1B:
            length = _LENGTHS.get(bytes(self._buffer[:2]), 3)
        else:
            length = 1
        return length if length <= len(self._buffer) else 0

    def _frame(self, command: bytes) -> None:
        if command == b"\x1b*rA":
            self._drawing = True
        elif command == b"\x1b*rB":
            self._drawing = False
            self.pictures += 1
        self._waiting.append(command)

    def _obey(self, command: bytes) -> bytes:
        if command == b"\n":
            self._line()
        elif command == b"\x17":
            self._reached = (self._reached + 1) % 32
        elif command == b"\x1b\x1eE\x00":
            self._reached = 0
        elif command in (b"\x07", b"\x1a"):
            self._kick()
        elif command.startswith(b"\x1bd"):
            self.cuts += 1
        elif len(command) == 1:
            self._text += command
        return b""

    def _unasked(self) -> bytes:
        first = (
            (0x20 if self.cover_open else 0)
            | (0 if self.can_print else 0x08)
            | (0x04 if self.drawer_open else 0)
        )
        paper = {PaperState.LOW: 0x04, PaperState.OUT: 0x0C}.get(self.paper, 0)
        status = bytes([first, 0x08 if self.broken else 0, 0, paper, 0])
        if not self.knows_gs_r:
            return b"\x0f\x06" + status
        counted = ((self._reached & 0x18) << 2) | ((self._reached & 0x07) << 1)
        return b"\x23\x86" + status + bytes([counted, 0])
