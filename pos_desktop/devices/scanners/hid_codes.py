"""A HID scanner's reports into codes, without any wire.

Source: USB-IF, HID Point of Sale Usage Tables 1.02, section 3 (page 0x8C).
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_desktop.devices.hid_reports import Field, Reports
from pos_desktop.devices.scanners.code_reader import Charset, Code, CodeReader, Refused

DATA, CONTINUED = 0x8C00FE, 0x8C00FF
_IDENTIFIER = (0x8C00FB, 0x8C00FC, 0x8C00FD)
_COUNT = 0x01003B


@dataclass(frozen=True, slots=True)
class CodeReport:
    """Where a scanner tells a code, or a part of one."""

    reports: Reports
    data: Field

    def read(self, report: bytes) -> tuple[bytes, bytes, bool] | None:
        """AIM identifier, signs, and whether more of them follow; None for a report about something else.

        ValueError for one that is not whole.
        """
        body = self.reports.body(report, self.data.report)
        if body is None:
            return None
        signs = bytes(self.data.values(body))
        count = self._value(_COUNT, body)
        if count is None:
            signs = signs.rstrip(b"\x00")
        elif count > len(signs):
            raise ValueError(f"says {count} signs where {len(signs)} have room")
        else:
            signs = signs[:count]
        mark = bytes(self._value(usage, body) or 0 for usage in _IDENTIFIER)
        return (mark if _is_aim(mark) else b""), signs, bool(self._value(CONTINUED, body))

    def _value(self, usage: int, body: bytes) -> int | None:
        for each in self.reports.inputs:
            if each.report == self.data.report and usage in each.usages:
                place = each.usages.index(usage)
                return each.values(body)[place] & 0xFF if place < each.count else None
        return None


def code_report(reports: Reports) -> CodeReport | None:
    """None where the device tells no decoded data in bytes."""
    found = reports.find(DATA)
    if found is None or found[0].bits != 8 or found[0].usages != (DATA,):
        return None
    return CodeReport(reports, found[0])


def _is_aim(mark: bytes) -> bool:
    """']' with a letter and a sign that says more (ISO/IEC 15424)."""
    return mark[:1] == b"]" and mark[1:2].isalpha() and mark[2:3].isalnum()


class HidCodes:
    """Puts reports together into codes, as `CodeReader` does with bytes. Half a code is never one."""

    def __init__(self, layout: CodeReport | None, charset: Charset, longest: int) -> None:
        self._layout = layout
        self._signs = CodeReader("pause", charset, longest)
        self._mark = b""
        self._begun = b""
        self._open = False
        self._spoilt = False
        """A part was not whole: what follows it without a pause is the rest of that code."""
        self._longest = longest

    @property
    def waiting(self) -> bool:
        """Whether more of a code is to come."""
        return self._open

    def take(self, report: bytes) -> list[Code | Refused]:
        """What is whole after this one report."""
        if self._layout is None:
            return []
        try:
            read = self._layout.read(report)
        except ValueError as wrong:
            self._open = self._spoilt = True
            return [Refused(str(wrong))]
        return [] if read is None else self._taken(*read)

    def _taken(self, mark: bytes, signs: bytes, more: bool) -> list[Code | Refused]:
        if not self._open:
            self._mark, self._begun = mark, b""
        self._open = more
        if self._spoilt:
            self._spoilt = more
            return []
        self._begun = (self._begun + signs)[: self._longest + 1]
        return [] if more else self._ended()

    def pause(self) -> list[Code | Refused]:
        """Nothing came for longer than within a code."""
        dropped = self._open and not self._spoilt
        self._open = self._spoilt = False
        return [Refused("half a code, dropped")] if dropped else []

    def _ended(self) -> list[Code | Refused]:
        mark = self._mark.decode("ascii")
        said = self._signs.take(self._begun) + self._signs.pause()
        return [
            Code(mark + one.text)
            if isinstance(one, Code) and not one.text.startswith(mark or "\x00")
            else one
            for one in said
        ]
