"""Status bytes of ESC/POS printers (Epson command reference: DLE EOT, GS r, GS a).

Answers carry no number of their question. Three things keep them apart: DLE EOT answers match
0xx1xx10, answers to GS r 1 are one of four bytes, and an unasked status (ASB) starts with 0xx1xx00 and is
four bytes long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pos_desktop.application.printing import DrawerState, PaperState, PrinterState

ASK_PRINTER: Final = b"\x10\x04\x01"
ASK_OFFLINE_CAUSE: Final = b"\x10\x04\x02"
ASK_ERROR_CAUSE: Final = b"\x10\x04\x03"
ASK_PAPER: Final = b"\x10\x04\x04"
ASK_PAPER_IN_TURN: Final = b"\x1dr\x01"
"""Answered when everything before it has been printed, unlike DLE EOT, which is answered at once."""
NO_UNASKED_STATUS: Final = b"\x1da\x00"

WORDS: Final = {
    ASK_PRINTER: "DLE EOT 1 ask printer",
    ASK_OFFLINE_CAUSE: "DLE EOT 2 ask offline cause",
    ASK_ERROR_CAUSE: "DLE EOT 3 ask error cause",
    ASK_PAPER: "DLE EOT 4 ask paper sensor",
    ASK_PAPER_IN_TURN: "GS r 1 ask when printed",
    NO_UNASKED_STATUS: "GS a 0 no unasked status",
}

_FLOW_CONTROL = b"\x11\x13"
_IN_TURN = b"\x00\x03\x0c\x0f"
"""GS r 1: bits 0 and 1 near end, 2 and 3 end; in pairs, which keeps letters from passing for an answer."""


@dataclass
class Answers:
    """Bytes from the printer, sorted."""

    realtime: list[int]
    in_turn: list[int]
    rubbish: list[int]


def sort_answers(data: bytes) -> Answers:
    """Tell answers apart; an unasked status of four bytes is passed over."""
    answers = Answers([], [], [])
    place = 0
    while place < len(data):
        byte = data[place]
        if byte & 0x93 == 0x10 and _is_unasked(data[place : place + 4]):
            place += 4
            continue
        place += 1
        if byte & 0x93 == 0x12:
            answers.realtime.append(byte)
        elif byte in _IN_TURN:
            answers.in_turn.append(byte)
        elif byte not in _FLOW_CONTROL:
            answers.rubbish.append(byte)
    return answers


def _is_unasked(block: bytes) -> bool:
    return len(block) == 4 and all(byte & 0x90 == 0 for byte in block[1:])


def paper_of(byte: int) -> PaperState:
    """Roll paper sensor, answer to DLE EOT 4: bits 5 and 6 end, bits 2 and 3 near end."""
    if byte & 0x60:
        return PaperState.OUT
    return PaperState.LOW if byte & 0x0C else PaperState.OK


def drawer_of(byte: int, open_when: str) -> DrawerState:
    """Drawer connector pin 3, answer to DLE EOT 1 bit 2; which level means open differs by drawer."""
    if open_when == "none":
        return DrawerState.UNKNOWN
    is_high = bool(byte & 0x04)
    return DrawerState.OPEN if is_high == (open_when == "high") else DrawerState.CLOSED


def state_of(printer: int, cause: int, paper: PaperState) -> PrinterState:
    """One state from the answers to DLE EOT 1, 2 and 4: the cause a person can mend comes first.

    DLE EOT 1 bit 3 offline; DLE EOT 2 bit 2 cover, bit 5 stopped for want of paper, bit 6 error.
    """
    if cause & 0x04:
        return PrinterState.COVER_OPEN
    if paper is PaperState.OUT or cause & 0x20:
        return PrinterState.PAPER_OUT
    if cause & 0x40:
        return PrinterState.ERROR
    if printer & 0x08:
        return PrinterState.OFFLINE
    return PrinterState.PAPER_LOW if paper is PaperState.LOW else PrinterState.READY


def error_words(byte: int) -> str:
    """Answer to DLE EOT 3, for the log."""
    names = {
        0x04: "recoverable error",
        0x08: "cutter error",
        0x20: "unrecoverable error",
        0x40: "head too hot",
    }
    return ", ".join(name for bit, name in names.items() if byte & bit) or "no cause given"


def answer_words(question: bytes, byte: int) -> str:
    """An answer for the log: 'status 0x16 ok', '0x1E paper near end'."""
    if question == ASK_PRINTER:
        return f"status 0x{byte:02X} " + ("offline" if byte & 0x08 else "ok")
    if question == ASK_PAPER:
        words = {PaperState.OUT: "paper end", PaperState.LOW: "paper near end", PaperState.OK: "paper ok"}
        return f"0x{byte:02X} {words[paper_of(byte)]}"
    if question == ASK_OFFLINE_CAUSE:
        causes = {0x04: "cover open", 0x08: "paper being fed", 0x20: "stopped, paper end", 0x40: "error"}
        found = [name for bit, name in causes.items() if byte & bit]
        return f"0x{byte:02X} " + (", ".join(found) or "no cause")
    return f"0x{byte:02X} {error_words(byte)}"
