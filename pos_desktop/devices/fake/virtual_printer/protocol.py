"""Cuts a stream of bytes into ESC/POS commands, however it arrives.

The framer knows how long each command is and nothing of what it does. Bytes it cannot place are
given out one at a time as `UNKNOWN`, so no stream can stop it or make it raise.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

TEXT = b""
UNKNOWN = b"?"
TOO_LARGE = b"!"
LARGEST_COMMAND = 4 * 1024 * 1024
"""Bytes. A picture above this is refused, as real printers refuse sizes beyond their memory."""

_DLE, _ESC, _FS, _GS = 0x10, 0x1B, 0x1C, 0x1D
_PRINTABLE = re.compile(rb"[\x20-\xff]+")
_LONGEST_BARS = 255
_MOST_TABS = 32

Measure = Callable[[bytearray, int], int | None]
"""Whole length of the command at this place; None when more bytes are needed to know."""


@dataclass(frozen=True)
class Command:
    """One command: `code` is its first one to three bytes, `args` what follows them."""

    code: bytes
    args: bytes = b""

    @property
    def size(self) -> int:
        """Bytes taken in the receive buffer."""
        return len(self.code) + len(self.args)


class Framer:
    """Incremental: feed it bytes as they come, it gives back the commands that are complete."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    @property
    def pending(self) -> int:
        """Bytes of a command whose end has not arrived."""
        return len(self._waiting)

    def feed(self, data: bytes) -> list[Command]:
        """Take `data` and return what it completed, in order."""
        self._waiting += data
        commands: list[Command] = []
        at = 0
        while at < len(self._waiting):
            length = self._length_at(at)
            if length is None or at + length > len(self._waiting):
                break
            commands.append(self._take(at, length))
            at += max(1, length)
        del self._waiting[:at]
        return commands

    def reset(self) -> int:
        """Forget an unfinished command; returns how many bytes were dropped."""
        dropped = len(self._waiting)
        self._waiting.clear()
        return dropped

    def _length_at(self, at: int) -> int | None:
        """Length of the command at this place; 0 unknown, -1 larger than any printer's memory."""
        first = self._waiting[at]
        if first >= 0x20:
            return self._text_length(at)
        if first not in _FAMILIES:
            return 1
        if at + 1 >= len(self._waiting):
            return None
        rule = _FAMILIES[first].get(self._waiting[at + 1])
        length = 2 + rule if isinstance(rule, int) else rule(self._waiting, at) if rule else 0
        return -1 if length is not None and length > LARGEST_COMMAND else length

    def _text_length(self, at: int) -> int:
        found = _PRINTABLE.match(self._waiting, at)
        return found.end() - at if found else 1

    def _take(self, at: int, length: int) -> Command:
        if length <= 0:
            return Command(UNKNOWN if length == 0 else TOO_LARGE, bytes(self._waiting[at : at + 1]))
        whole = bytes(self._waiting[at : at + length])
        if whole[0] >= 0x20:
            return Command(TEXT, whole)
        if whole[0] in _FAMILIES:
            return Command(whole[:2], whole[2:])
        return Command(whole) if whole[0] in _CONTROLS else Command(UNKNOWN, whole)


def _counted(counter: int, width: int = 2, unit: int = 1) -> Measure:
    """`width` little-endian bytes at `counter` say how many units of payload follow them."""

    def measure(data: bytearray, at: int) -> int | None:
        start = at + counter
        if start + width > len(data):
            return None
        return counter + width + unit * int.from_bytes(data[start : start + width], "little")

    return measure


def _area(first: int, unit: int = 1) -> Measure:
    """xL xH yL yH at `first`, then x times y units of payload."""

    def measure(data: bytearray, at: int) -> int | None:
        start = at + first
        if start + 4 > len(data):
            return None
        wide = int.from_bytes(data[start : start + 2], "little")
        high = int.from_bytes(data[start + 2 : start + 4], "little")
        return first + 4 + wide * high * unit

    return measure


def _choice(lengths: dict[int, int], otherwise: int) -> Measure:
    """The byte after the code says how long the whole command is."""

    def measure(data: bytearray, at: int) -> int | None:
        return lengths.get(data[at + 2], otherwise) if at + 2 < len(data) else None

    return measure


def _until_nul(limit: int, first: int = 2) -> Measure:
    """Arguments from `first` on end with NUL; past `limit` of them the command is taken as it stands."""

    def measure(data: bytearray, at: int) -> int | None:
        end = data.find(0, at + first, at + first + limit + 1)
        if end >= 0:
            return end + 1 - at
        return first + limit if len(data) - at > first + limit else None

    return measure


def _bit_image(data: bytearray, at: int) -> int | None:
    """ESC * m nL nH d: eight or twenty-four dots a column."""
    if at + 5 > len(data):
        return None
    column = {0: 1, 1: 1, 32: 3, 33: 3}.get(data[at + 2])
    return 5 + column * (data[at + 3] + 256 * data[at + 4]) if column else 0


def _own_characters(data: bytearray, at: int) -> int | None:
    """ESC & y c1 c2 [x d1...d(y*x)] for each character from c1 to c2."""
    if at + 5 > len(data):
        return None
    high, first, last = data[at + 2 : at + 5]
    length = 5
    for _ in range(first, last + 1):
        if at + length >= len(data):
            return None
        length += 1 + high * data[at + length]
    return length


def _bars(data: bytearray, at: int) -> int | None:
    """GS k m d...NUL for m up to 6, GS k m n d1...dn for m from 65."""
    if at + 3 > len(data):
        return None
    if data[at + 2] <= 6:
        return _until_nul(_LONGEST_BARS, first=3)(data, at)
    if not 65 <= data[at + 2] <= 79:
        return 0
    return 4 + data[at + 3] if at + 3 < len(data) else None


def _stored_pictures(data: bytearray, at: int) -> int | None:
    """FS q n [xL xH yL yH d...] for each of n pictures, eight dots square a unit."""
    if at + 3 > len(data):
        return None
    length = 3
    for _ in range(data[at + 2]):
        start = at + length
        if start + 4 > len(data):
            return None
        wide = int.from_bytes(data[start : start + 2], "little")
        high = int.from_bytes(data[start + 2 : start + 4], "little")
        length += 4 + wide * high * 8
        if length > LARGEST_COMMAND:
            return length
    return length


def _raster(data: bytearray, at: int) -> int | None:
    """GS v 0 m xL xH yL yH d..."""
    if at + 3 > len(data):
        return None
    return _area(4)(data, at) if data[at + 2] in (0, 0x30) else 0


def _own_picture(data: bytearray, at: int) -> int | None:
    """GS * x y d: x times y times eight bytes."""
    return 4 + data[at + 2] * data[at + 3] * 8 if at + 4 <= len(data) else None


def _user_memory(data: bytearray, at: int) -> int | None:
    """FS g 1 m a1-a4 nL nH d... writes, FS g 2 m a1-a4 nL nH reads."""
    if at + 3 > len(data):
        return None
    if data[at + 2] == 0x31:
        return _counted(8)(data, at)
    return 10 if data[at + 2] == 0x32 else 0


_REALTIME: dict[int, int | Measure] = {
    0x04: _choice({7: 4, 8: 4, 18: 4}, 3),
    0x05: 1,
    0x14: _choice({1: 5, 2: 5, 3: 8, 7: 4, 8: 10}, 3),
}
_ESC_CODES: dict[int, int | Measure] = {
    **dict.fromkeys(b" !%-3=?AEGJKMRTUVaderu{t+89", 1),
    **dict.fromkeys(b"\x0c2<@LSimv", 0),
    **dict.fromkeys(b"$\\cB", 2),
    ord("7"): 3,
    ord("p"): 3,
    ord("W"): 8,
    ord("D"): _until_nul(_MOST_TABS),
    ord("*"): _bit_image,
    ord("&"): _own_characters,
    ord("("): _counted(3),
}
_FS_CODES: dict[int, int | Measure] = {
    **dict.fromkeys(b"!-CW", 1),
    **dict.fromkeys(b"&.", 0),
    **dict.fromkeys(b"Sp?", 2),
    ord("2"): 74,
    ord("q"): _stored_pictures,
    ord("g"): _user_memory,
    ord("("): _counted(3),
}
_GS_CODES: dict[int, int | Measure] = {
    **dict.fromkeys(b"!/BEHITabcfhjrw|", 1),
    **dict.fromkeys(b":c\x0c", 0),
    **dict.fromkeys(b"$LPW\\A", 2),
    ord("^"): 3,
    ord("z"): 3,
    ord("*"): _own_picture,
    ord("("): _counted(3),
    ord("8"): _counted(3, width=4),
    ord("k"): _bars,
    ord("v"): _raster,
    ord("Q"): _area(4),
    ord("C"): _choice({0x30: 5, 0x31: 9, 0x32: 5}, 0),
    ord("V"): _choice(dict.fromkeys((65, 66, 97, 98, 103, 104), 4) | dict.fromkeys((0, 1, 48, 49), 3), 0),
    ord("g"): _choice({0x30: 6, 0x32: 6}, 0),
}
_FAMILIES: dict[int, dict[int, int | Measure]] = {
    _DLE: _REALTIME,
    _ESC: _ESC_CODES,
    _FS: _FS_CODES,
    _GS: _GS_CODES,
}
_CONTROLS = frozenset(b"\x00\x07\x09\x0a\x0c\x0d\x18")
REALTIME_CODES = frozenset({b"\x10\x04", b"\x10\x05", b"\x10\x14"})
"""Executed on arrival, whatever the printer is doing."""
