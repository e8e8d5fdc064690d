"""Status bytes of ESC/POS printers (Epson command reference: DLE EOT, GS r, GS a).

Answers carry no number of their question. Three things keep them apart: DLE EOT answers match
0xx1xx10, answers to GS r 1 are one of four bytes, and an unasked status (ASB) starts with 0xx1xx00 and is
four bytes long.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pos_desktop.application.printing import DrawerState, PaperState, PrinterState

ASK_PRINTER: Final = b"\x10\x04\x01"
ASK_OFFLINE_CAUSE: Final = b"\x10\x04\x02"
ASK_ERROR_CAUSE: Final = b"\x10\x04\x03"
ASK_PAPER: Final = b"\x10\x04\x04"
ASK_PAPER_IN_TURN: Final = b"\x1dr\x01"
"""Answered when everything before it has been printed, unlike DLE EOT, which is answered at once."""
TELL_CHANGES: Final = b"\x1da\x0f"
"""Automatic status back for drawer, online, errors and paper; holds until ESC @, a reset or power-off."""

WORDS: Final = {
    ASK_PRINTER: "DLE EOT 1 ask printer",
    ASK_OFFLINE_CAUSE: "DLE EOT 2 ask offline cause",
    ASK_ERROR_CAUSE: "DLE EOT 3 ask error cause",
    ASK_PAPER: "DLE EOT 4 ask paper sensor",
    ASK_PAPER_IN_TURN: "GS r 1 ask when printed",
    TELL_CHANGES: "GS a 15 tell changes by yourself",
}

_DRAWER_PIN, _OFFLINE = 0x04, 0x08
"""Bits of the answer to DLE EOT 1 and of the first byte of an unasked status."""
_FLOW_CONTROL = b"\x11\x13"
_IN_TURN = b"\x00\x03\x0c\x0f"
"""GS r 1: bits 0 and 1 near end, 2 and 3 end; in pairs, which keeps letters from passing for an answer."""


UNASKED_BYTES: Final = 4
HALF_BLOCK_SECONDS: Final = 0.25
"""A block whose rest has not come by then never gets one; what follows is something else."""


@dataclass(frozen=True)
class Unasked:
    """A status that the printer told by itself (GS a): four bytes.

    Byte 1: bit 2 drawer pin high, 3 offline, 5 cover open. Byte 2: bit 2 recoverable error, 3 cutter, 5
    unrecoverable, 6 recovers by itself. Byte 3: bits 0 and 1 paper near end, 2 and 3 paper end.
    """

    block: bytes

    @property
    def state(self) -> PrinterState:
        """What the printer says of itself, in the order of `state_of`."""
        printer, errors, paper = self.block[:3]
        if printer & 0x20:
            return PrinterState.COVER_OPEN
        if paper & 0x0C:
            return PrinterState.PAPER_OUT
        if errors & 0x6C:
            return PrinterState.ERROR
        if printer & 0x08:
            return PrinterState.OFFLINE
        return PrinterState.PAPER_LOW if paper & 0x03 else PrinterState.READY

    @property
    def paper(self) -> PaperState:
        """The roll, as `paper_of` reads it."""
        if self.block[2] & 0x0C:
            return PaperState.OUT
        return PaperState.LOW if self.block[2] & 0x03 else PaperState.OK

    def bears_out(self, printer: int, state: PrinterState) -> bool:
        """Whether an answer to DLE EOT 1, and what all answers together mean, say the same as this."""
        return self.state is state and not (printer ^ self.block[0]) & (_DRAWER_PIN | _OFFLINE)

    @property
    def words(self) -> str:
        """For the log."""
        return f"unasked {self.block.hex(' ')} {self.state}"


@dataclass
class Answers:
    """Bytes from the printer, sorted."""

    realtime: list[int] = field(default_factory=list)
    in_turn: list[int] = field(default_factory=list)
    unasked: list[Unasked] = field(default_factory=list)
    rubbish: list[int] = field(default_factory=list)


class AnswerSorter:
    """Tells answers apart as they come, also when a block of four comes in pieces."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._began = 0.0

    def feed(self, data: bytes, now: float) -> Answers:
        """Bytes as they were read; `now` in monotonic seconds."""
        answers = Answers()
        if self._block and now - self._began > HALF_BLOCK_SECONDS:
            self._give_up(answers)
        for byte in data:
            self._take(byte, now, answers)
        if answers.rubbish:
            # A line of letters holds patterns of four bytes too: what comes with noise is noise.
            answers.unasked.clear()
        return answers

    def _take(self, byte: int, now: float, answers: Answers) -> None:
        if byte in _FLOW_CONTROL:
            return
        if self._block and not byte & 0x90:
            self._block.append(byte)
            if len(self._block) == UNASKED_BYTES:
                answers.unasked.append(Unasked(bytes(self._block)))
                self._block.clear()
            return
        self._give_up(answers)
        if byte & 0x93 == 0x10:
            self._block.append(byte)
            self._began = now
        elif byte & 0x93 == 0x12:
            answers.realtime.append(byte)
        elif byte in _IN_TURN:
            answers.in_turn.append(byte)
        else:
            answers.rubbish.append(byte)

    def _give_up(self, answers: Answers) -> None:
        answers.rubbish += self._block
        self._block.clear()


def paper_of(byte: int) -> PaperState:
    """Roll paper sensor, answer to DLE EOT 4: bits 5 and 6 end, bits 2 and 3 near end."""
    if byte & 0x60:
        return PaperState.OUT
    return PaperState.LOW if byte & 0x0C else PaperState.OK


def is_offline(byte: int) -> bool:
    """Answer to DLE EOT 1, bit 3: for whatever cause, it does not print."""
    return bool(byte & _OFFLINE)


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
    if is_offline(printer):
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
        return f"status 0x{byte:02X} " + ("offline" if is_offline(byte) else "ok")
    if question == ASK_PAPER:
        words = {PaperState.OUT: "paper end", PaperState.LOW: "paper near end", PaperState.OK: "paper ok"}
        return f"0x{byte:02X} {words[paper_of(byte)]}"
    if question == ASK_OFFLINE_CAUSE:
        causes = {0x04: "cover open", 0x08: "paper being fed", 0x20: "stopped, paper end", 0x40: "error"}
        found = [name for bit, name in causes.items() if byte & bit]
        return f"0x{byte:02X} " + (", ".join(found) or "no cause")
    return f"0x{byte:02X} {error_words(byte)}"
