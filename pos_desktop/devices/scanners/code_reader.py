"""A scanner's bytes into codes, without any wire."""

from __future__ import annotations

from typing import Literal

from pos_desktop.domain.record import record

Suffix = Literal["auto", "cr", "lf", "crlf", "tab", "etx", "pause"]
Charset = Literal["utf-8", "iso-8859-1"]

STX = 0x02
_ENDS = {
    "auto": (b"\r", b"\n", b"\t", b"\x03"),
    "cr": (b"\r",),
    "lf": (b"\n",),
    "crlf": (b"\r\n",),
    "tab": (b"\t",),
    "etx": (b"\x03",),
    "pause": (),
}
_SEPARATORS = "\x04\x1c\x1d\x1e\x1f"
"""Control characters that belong to codes: GS1 and ISO 15434 part their elements by them."""


@record
class Code:
    """A whole code, with its AIM identifier where the scanner sends one."""

    text: str


@record
class Refused:
    """Bytes that are no code, and why, without the bytes: a code may be somebody's badge."""

    why: str


class CodeReader:
    """Puts a stream together into codes. Half a code is never one."""

    def __init__(self, suffix: Suffix, charset: Charset, longest: int, *, needs_stx: bool = False) -> None:
        self._ends = _ENDS[suffix]
        self._by_pause = suffix == "pause"
        self._charset = charset
        self._longest = longest
        self._needs_stx = needs_stx
        self._begun = bytearray()
        self._too_long = False

    @property
    def waiting(self) -> bool:
        """Whether a code has begun."""
        return bool(self._begun) or self._too_long

    def take(self, data: bytes) -> list[Code | Refused]:
        """What is whole now."""
        said: list[Code | Refused] = []
        for byte in data:
            self._begun.append(byte)
            for end in self._ends:
                if self._begun.endswith(end):
                    del self._begun[-len(end) :]
                    said += self._ended()
                    break
            else:
                self._bounded()
        return said

    def pause(self) -> list[Code | Refused]:
        """Nothing came for longer than within a code."""
        if self._by_pause:
            return self._ended()
        dropped, self._too_long = self.waiting, False
        count = len(self._begun)
        self._begun.clear()
        return [Refused(f"half a code of {count} bytes, dropped after a pause")] if dropped else []

    def _bounded(self) -> None:
        """Without an end in sight the bytes are let go, but for those that may begin the end."""
        if len(self._begun) > self._longest + 2:
            self._too_long = True
            del self._begun[:-1]

    def _ended(self) -> list[Code | Refused]:
        data, too_long = bytes(self._begun), self._too_long
        self._begun.clear()
        self._too_long = False
        data = data.strip(b"\r\n")
        if too_long or len(data) > self._longest:
            return [Refused(f"longer than {self._longest} bytes")]
        if not data:
            return []
        if data[0] == STX:
            data = data[1:]
        elif self._needs_stx:
            return [Refused(f"{len(data)} bytes without STX")]
        return [self._decoded(data)] if data else []

    def _decoded(self, data: bytes) -> Code | Refused:
        try:
            text = data.decode(self._charset)
        except UnicodeDecodeError:
            return Refused(f"{len(data)} bytes that are no {self._charset}")
        if any(not (c.isprintable() or c in _SEPARATORS) for c in text):
            return Refused(f"{len(data)} bytes with control characters")
        return Code(text)
