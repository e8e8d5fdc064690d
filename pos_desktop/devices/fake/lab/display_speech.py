"""Taking a display's bytes apart: single controls, escapes with so many bytes behind them, characters."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cache

from pos_desktop.devices.fake.lab.glass import COLUMNS, ROWS, Glass, Mode
from pos_desktop.devices.fake.virtual_printer.codepages import UNDRAWABLE, characters

ESC, US, CLR, CAN, CR = 0x1B, 0x1F, 0x0C, 0x18, 0x0D
_LONGEST = 600
_DOTS = 0x26
_BLOT = "\u2592"
"""Shown for what the display has and this one cannot draw."""


class DisplaySpeech(ABC):
    """A display's command set. `lengths`: bytes behind the two of a command."""

    lengths: dict[bytes, int]

    def __init__(self, glass: Glass) -> None:
        self.glass = glass
        self._buffer = bytearray()

    def switch_on(self) -> None:
        """Power on: nothing is left of what was heard."""
        self._buffer.clear()
        self.initialize()

    def initialize(self) -> None:
        """All settings as delivered, nothing on the glass; what was heard already still counts."""
        self.glass.switch_on()

    def heard(self, data: bytes, odd: Callable[[str], None]) -> None:
        """Carries out what is complete; the rest waits for more."""
        self._buffer += data
        while self._buffer:
            length = self._length()
            if length is None or length > len(self._buffer):
                if len(self._buffer) > _LONGEST:
                    odd("a command without end")
                    self._buffer.clear()
                return
            command = bytes(self._buffer[:length])
            del self._buffer[:length]
            if not self.carry_out(command):
                odd(f"unknown command {command.hex(' ')}")

    @abstractmethod
    def carry_out(self, command: bytes) -> bool:
        """One whole command or character; False for an unknown one."""

    def special_length(self, head: bytes) -> int | None:
        """The whole length of a command whose length depends on its bytes; None when more must come. 0: not such."""
        if head == bytes([ESC, _DOTS]):
            return self._dots_length()
        return 0

    def _length(self) -> int | None:
        first = self._buffer[0]
        if first not in (ESC, US):
            return 1
        if len(self._buffer) < 2:
            return None
        head = bytes(self._buffer[:2])
        special = self.special_length(head)
        return 2 + self.lengths.get(head, 0) if special == 0 else special

    def _dots_length(self) -> int | None:
        """ESC & s n m, then for every character from n to m its width a and a bytes."""
        if len(self._buffer) < 5:
            return None
        place = 5
        for _ in range(self._buffer[3], self._buffer[4] + 1):
            if place >= len(self._buffer):
                return None
            place += 1 + self._buffer[place]
        return place

    # What both command sets share -------------------------------------------------------------------

    def move(self, control: int) -> bool:
        """BS, HT, LF, HOM, CR, CLR and CAN."""
        glass = self.glass
        moves: dict[int, Callable[[], object]] = {
            0x08: glass.left,
            0x09: glass.right,
            0x0A: glass.down,
            0x0B: glass.home,
            CR: lambda: glass.go(0, glass.row),
            CLR: glass.clear,
            CAN: glass.clear_line,
        }
        if control not in moves:
            return False
        moves[control]()
        return True

    def move_by_us(self, command: bytes) -> bool:
        """US and a control: up, right end, bottom, the modes."""
        glass = self.glass
        if 1 <= command[1] <= 3:
            glass.mode = Mode(command[1])
            return True
        moves: dict[int, Callable[[], object]] = {
            0x0A: glass.up,
            CR: lambda: glass.go(COLUMNS - 1, glass.row),
            0x42: lambda: glass.go(COLUMNS - 1, ROWS - 1),
        }
        if command[1] not in moves:
            return False
        moves[command[1]]()
        return True


@cache
def drawn(page: int, nation: int) -> str:
    """What each of the 256 bytes shows."""
    return characters(page, nation).replace(UNDRAWABLE, _BLOT).replace("\xa0", " ")
