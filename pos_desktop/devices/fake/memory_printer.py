"""A receipt printer that exists only in memory: takes ESC/POS, answers status, fails on request.

It knows how long each command of our encoder is, so that a picture's bytes are never taken for commands
in turn; commands in real time are obeyed anywhere, as by real printers.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from pos_desktop.application.errors import TryAgain
from pos_desktop.application.printing import PaperState
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log
from pos_desktop.devices.printers.conversation import EscPosPrinter
from pos_desktop.devices.printers.settings import PrinterSettings, setting_fields
from pos_desktop.devices.settings import read_settings
from pos_desktop.system.wires.channel import ChannelLost

_REALTIME = re.compile(rb"\x10\x04([\x01-\x04])|\x10\x14\x01[\x00\x01][\x01-\x08]", re.DOTALL)
_FIXED_LENGTHS = {
    b"\x1b@": 2, b"\x1c.": 2, b"\x1bR": 3, b"\x1b2": 2, b"\x1bt": 3, b"\x1bE": 3, b"\x1d!": 3, b"\x1ba": 3,
    b"\x1bd": 3, b"\x1bp": 5, b"\x1dV": 4, b"\x1dh": 3, b"\x1dw": 3, b"\x1dH": 3, b"\x1dr": 3, b"\x1da": 3,
}  # fmt: skip


class Died(Exception):
    """The scripted end of the connection in the middle of a job."""


@dataclass
class ScriptedPrinter:
    """The printer's inside, for any kind of wire: bytes in, answers out, and what may go wrong.

    Change the fields at any time. `dies_after` counts bytes still to be taken; `paper_lasts` lines.
    """

    paper: PaperState = PaperState.OK
    cover_open: bool = False
    offline: bool = False
    broken: bool = False
    silent: bool = False
    knows_gs_r: bool = True
    knows_gs_a: bool = True
    babbles: bytes = b""
    answers_twice: bool = False
    takes_nothing: bool = False
    refuses: bool = False
    dies_after: int | None = None
    paper_lasts: int | None = None
    drawer_open: bool = False
    drawer_stuck: bool = False

    def __post_init__(self) -> None:
        self.received = bytearray()
        self.lines: list[str] = []
        self.cuts = 0
        self.kicks = 0
        self._text = bytearray()
        self._buffer = bytearray()
        self._lock = threading.RLock()
        self._told: bytes | None = None
        """What was told last by GS a; None while nobody wants to be told."""

    @property
    def is_telling(self) -> bool:
        """Whether somebody wants to be told of changes."""
        return self._told is not None

    def tell(self) -> bytes:
        """The unasked status where it changed since it was told last and somebody wants it, else nothing."""
        with self._lock:
            if self._told is None or self.silent or self._told == (now := self._unasked()):
                return b""
            self._told = now
            return now

    def take(self, data: bytes) -> bytes:
        """Bytes from the wire; returns what the printer answers. Raises `Died` where the script says so."""
        with self._lock:
            dies = self.dies_after is not None and len(data) >= self.dies_after
            taken = data[: self.dies_after] if dies else data
            if self.dies_after is not None:
                self.dies_after = None if dies else self.dies_after - len(data)
            answer = self._take(taken)
            if dies:
                raise Died
            return answer

    def restart(self) -> None:
        """Off and on: what had not been printed is forgotten."""
        with self._lock:
            self._buffer.clear()
            self._text.clear()
            self._told = None

    @property
    def can_print(self) -> bool:
        return not (self.cover_open or self.offline or self.broken or self.paper is PaperState.OUT)

    def _take(self, data: bytes) -> bytes:
        self.received += data
        answers = bytearray()
        for command in _REALTIME.finditer(data):
            answers += self._realtime(command)
        self._buffer += _REALTIME.sub(b"", data)
        answers += self._work_off()
        if self.silent:
            return b""
        if self.babbles and answers:
            return self.babbles
        return bytes(answers)

    def _realtime(self, command: re.Match[bytes]) -> bytes:
        if command[1] is None:
            self._kick()
            return b""
        answer = bytes([self._status(command[1][0])])
        return answer * 2 if self.answers_twice else answer

    def _status(self, question: int) -> int:
        byte = 0x12
        if question == 1:
            byte |= (0x04 if self.drawer_open else 0) | (0 if self.can_print else 0x08)
        elif question == 2:
            byte |= 0x04 if self.cover_open else 0
            byte |= (0x20 if self.paper is PaperState.OUT else 0) | (0x40 if self.broken else 0)
        elif question == 3:
            byte |= 0x08 if self.broken else 0
        else:
            byte |= {PaperState.LOW: 0x0C, PaperState.OUT: 0x6C}.get(self.paper, 0)
        return byte

    def _unasked(self) -> bytes:
        first = 0x10 | (self._status(1) & 0x0C) | (0x20 if self.cover_open else 0)
        paper = {PaperState.LOW: 0x03, PaperState.OUT: 0x0F}.get(self.paper, 0)
        return bytes([first, 0x08 if self.broken else 0, paper, 0x0F])

    def _work_off(self) -> bytes:
        """Obey what is in the buffer, while the printer can."""
        answers = bytearray()
        while self._buffer and self.can_print:
            length = _command_length(self._buffer)
            if length == 0:
                break
            command = bytes(self._buffer[:length])
            del self._buffer[:length]
            answers += self._obey(command)
        return bytes(answers)

    def _obey(self, command: bytes) -> bytes:
        if command == b"\n":
            self._line()
        elif len(command) == 1:
            self._text += command
        elif command.startswith(b"\x1bp"):
            self._kick()
        elif command.startswith(b"\x1dV"):
            self.cuts += 1
        elif command == b"\x1b@":
            self._told = None
        elif command.startswith(b"\x1da") and self.knows_gs_a:
            self._told = self._unasked() if command[2] else None
            return self._told or b""
        elif command.startswith(b"\x1dr") and self.knows_gs_r:
            return b"\x03" if self.paper is PaperState.LOW else b"\x00"
        return b""

    def _line(self) -> None:
        self.lines.append(self._text.decode("cp1252", "replace"))
        self._text.clear()
        if self.paper_lasts is not None:
            self.paper_lasts -= 1
            if self.paper_lasts <= 0:
                self.paper, self.paper_lasts = PaperState.OUT, None

    def _kick(self) -> None:
        self.kicks += 1
        self.drawer_open = self.drawer_open or not self.drawer_stuck


class MemoryDriver:
    key = "memory"

    @property
    def label(self) -> str:
        return tr("Practice printer (prints nothing)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return setting_fields(PrinterSettings)

    def parse(self, raw: Mapping[str, object]) -> PrinterSettings:
        return read_settings(PrinterSettings, raw)

    def address(self, settings: PrinterSettings) -> str:
        return ""

    def create(self, settings: PrinterSettings, log: Log) -> MemoryPrinter:
        return MemoryPrinter(settings, log, ScriptedPrinter())


class MemoryPrinter(EscPosPrinter):
    """A printer over a wire in memory; `inside` is there to look at and to break."""

    def __init__(self, settings: PrinterSettings, log: Log, inside: ScriptedPrinter) -> None:
        super().__init__(settings, lambda: _connect(inside), log)
        self.inside = inside


class MemoryChannel:
    """The wire: answers wait here until they are read."""

    two_way = True

    def __init__(self, inside: ScriptedPrinter) -> None:
        self._inside = inside
        self._answers = bytearray()
        self._open = True

    def write_some(self, data: bytes, seconds: float) -> int:
        self._must_be_open()
        if self._inside.takes_nothing:
            time.sleep(seconds)
            return 0
        try:
            self._answers += self._inside.take(data)
        except Died as died:
            self._open = False
            raise ChannelLost("died", maybe_sent=len(data)) from died
        return len(data)

    def read_some(self, seconds: float) -> bytes:
        self._must_be_open()
        self._answers += self._inside.tell()
        if not self._answers:
            time.sleep(seconds)
        data = bytes(self._answers)
        self._answers.clear()
        return data

    def close(self) -> None:
        self._open = False

    def _must_be_open(self) -> None:
        if not self._open or self._inside.refuses:
            raise ChannelLost("not connected")


def _connect(inside: ScriptedPrinter) -> MemoryChannel:
    if inside.refuses:
        raise TryAgain(
            tr("The printer is not reached"),
            tr("The practice printer is switched off. Receipts wait."),
            tr("Switch it on."),
        )
    inside.restart()
    return MemoryChannel(inside)


def _command_length(data: bytearray) -> int:
    """Bytes of the first command, 0 while it has not arrived whole; text is a byte at a time."""
    if data[0] not in (0x10, 0x1B, 0x1C, 0x1D):
        return 1
    length = _FIXED_LENGTHS.get(bytes(data[:2])) or _variable_length(data)
    return length if 0 < length <= len(data) else 0


def _variable_length(data: bytearray) -> int:
    start = bytes(data[:3])
    if start == b"\x1dv0" and len(data) >= 8:
        width = int.from_bytes(data[4:6], "little")
        return 8 + width * int.from_bytes(data[6:8], "little")
    if start == b"\x1d(k" and len(data) >= 5:
        return 5 + int.from_bytes(data[3:5], "little")
    if start[:2] == b"\x1dk" and len(data) >= 4:
        return 4 + data[3]
    return 0 if len(data) < 8 else 1


PRINTER_DRIVER = MemoryDriver()
