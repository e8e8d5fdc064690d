"""A second reading of ESC/POS, apart from the encoder and from the virtual printer: bytes back into what is on the paper.

Written from the printer makers' command reference (numbers of the code pages: `ESC t`). It knows the commands a receipt
is made of and refuses every other byte, so that nothing goes to a printer without somebody having understood it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

CODE_PAGES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737", 15: "iso8859_7",
    16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 33: "cp775", 34: "cp855", 35: "cp861",
    36: "cp862", 38: "cp869", 39: "iso8859_2", 40: "iso8859_15", 45: "cp1250", 46: "cp1251", 47: "cp1253",
    48: "cp1254", 49: "cp1255", 51: "cp1257", 52: "cp1258",
}  # fmt: skip


class NotUnderstood(Exception):
    """A byte that begins no command of a receipt."""


@dataclass
class Line:
    """A line of letters as they come out, with how they look."""

    text: str
    bold: bool = False
    width: int = 1
    height: int = 1


@dataclass
class Paper:
    """What a job leaves: lines and pictures in their order, symbols, cuts and pulses."""

    blocks: list[Line | Image.Image] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)
    cuts: int = 0
    pulses: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The letters, line by line; an empty one for each picture."""
        return [block.text if isinstance(block, Line) else "" for block in self.blocks]


def read(data: bytes) -> Paper:
    """The paper of these bytes; NotUnderstood names the place of what is no command."""
    return _Reader(data).read()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0
        self._paper = Paper()
        self._begin()

    def _begin(self) -> None:
        self._page, self._bold, self._width, self._height = 0, False, 1, 1
        self._row = ""
        self._qr = b""

    def read(self) -> Paper:
        while self._at < len(self._data):
            self._one()
        if self._row:
            self._feed()
        return self._paper

    def _one(self) -> None:
        start, byte = self._at, self._take(1)
        if byte == b"\n":
            self._feed()
        elif byte >= b" " and byte != b"\x7f":
            self._row += byte.decode("ascii" if byte < b"\x80" else CODE_PAGES[self._page])
        else:
            read = self._command(byte)
            if read is None:
                raise NotUnderstood(f"{self._data[start : start + 6].hex(' ')} at {start}")
            read()

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise NotUnderstood(f"the job ends within a command at {self._at}")
        self._at += count
        return taken

    def _number(self, count: int = 1) -> int:
        return int.from_bytes(self._take(count), "little")

    def _command(self, lead: bytes) -> Callable[[], None] | None:
        table = {b"\x1b": self._escape, b"\x1d": self._group, b"\x1c": self._fs}
        return table[lead]() if lead in table else None

    def _escape(self) -> Callable[[], None] | None:
        return {
            b"@": self._begin,
            b"2": lambda: None,  # lines of one sixth of an inch
            b"R": lambda: self._only(0),  # the letters of the United States
            b"t": lambda: setattr(self, "_page", self._number()),
            b"E": lambda: setattr(self, "_bold", bool(self._number() & 1)),
            b"a": lambda: self._only(0, 1, 2),  # where symbols stand
            b"d": self._feed_lines,
            b"p": self._pulse,
        }.get(self._take(1))

    def _fs(self) -> Callable[[], None] | None:
        return {b".": lambda: None}.get(self._take(1))  # no double bytes

    def _group(self) -> Callable[[], None] | None:
        return {
            b"!": self._size,
            b"v": self._raster,
            b"V": self._cut,
            b"(": self._extended,
            b"k": self._bars,
            b"h": lambda: self._only(*range(1, 256)),  # height of bars
            b"w": lambda: self._only(*range(2, 7)),  # width of bars
            b"H": lambda: self._only(0, 2),  # their text: none, below
            b"f": lambda: self._only(0, 1),  # its font
        }.get(self._take(1))

    def _only(self, *allowed: int) -> None:
        number = self._number()
        if number not in allowed:
            raise NotUnderstood(f"{number} at {self._at - 1}")

    def _feed(self) -> None:
        self._paper.blocks.append(Line(self._row, self._bold, self._width, self._height))
        self._row = ""

    def _feed_lines(self) -> None:
        for _ in range(self._number()):
            self._feed()

    def _size(self) -> None:
        number = self._number()
        self._width, self._height = (number >> 4) + 1, (number & 15) + 1

    def _pulse(self) -> None:
        self._paper.pulses.append((self._number(), self._number(), self._number()))

    def _cut(self) -> None:
        mode = self._number()
        if mode in (65, 66):
            self._number()
        elif mode not in (0, 1, 48, 49):
            raise NotUnderstood(f"cut {mode} at {self._at - 1}")
        self._paper.cuts += 1

    def _raster(self) -> None:
        if self._take(2) not in (b"0\x00", b"00"):
            raise NotUnderstood(f"a raster of another kind at {self._at}")
        across, down = self._number(2), self._number(2)
        dots = self._take(across * down)
        # A bit is ink; the picture library calls a bit white.
        self._paper.blocks.append(
            Image.frombytes("1", (across * 8, down), bytes(byte ^ 255 for byte in dots))
        )

    def _extended(self) -> None:
        kind, length = self._take(1), self._number(2)
        body = self._take(length)
        if kind != b"k" or body[:1] != b"1":
            raise NotUnderstood(f"GS ( {kind!r} at {self._at}")
        if body[1:2] == b"P":
            self._qr = body[3:]
        elif body[1:2] == b"Q":
            self._paper.codes.append(("QR", self._qr.decode()))

    def _bars(self) -> None:
        kind = self._number()
        if kind == 73:
            content = self._take(self._number())
            self._paper.codes.append(("CODE128", _code128(content)))
        elif kind == 67:
            self._paper.codes.append(("EAN13", self._take(self._number()).decode()))
        else:
            raise NotUnderstood(f"bars {kind} at {self._at}")


def _code128(content: bytes) -> str:
    """The text of CODE128 as the printer takes it: `{B` letters, `{C` pairs of digits a byte, `{{` a brace."""
    text, place, pairs = "", 0, False
    while place < len(content):
        two = content[place : place + 2]
        if two in (b"{A", b"{B", b"{C"):
            pairs, place = two == b"{C", place + 2
        elif two == b"{{":
            text, place = text + "{", place + 2
        else:
            text += f"{content[place]:02d}" if pairs else chr(content[place])
            place += 1
    return text
