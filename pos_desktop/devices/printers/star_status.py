"""Status of Star printers in line mode (Star Line Mode Command Specifications, automatic status).

One block says everything, whether it was asked for (ESC ACK SOH) or came by itself. Its first byte tells its length: bit 0
is set, bits 4, 6 and 7 are not, bits 1 to 3 and 5 count. Byte 3: bit 2 drawer switch, 3 offline, 5 cover open. Byte 4:
bit 2 mechanical error, 3 cutter, 5 unrecoverable, 6 too hot. Byte 6: bit 1 and 2 paper near end, 3 paper end. Byte 8: how
many ETB were reached, in five bits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pos_desktop.application.printing import PaperState, PrinterState

ASK: Final = b"\x1b\x06\x01"
COUNT_TO_ONE: Final = b"\x1b\x1eE\x00\x17"
"""ESC RS E 0 puts the counter back; ETB raises it when everything before has been printed."""
COUNT_TO_TWO: Final = COUNT_TO_ONE + b"\x17"
WORDS: Final = {
    ASK: "ESC ACK SOH ask status",
    COUNT_TO_ONE: "ETB count to 1 when printed",
    COUNT_TO_TWO: "ETB ETB count to 2 when printed",
}
LEAST_BYTES: Final = 7
HALF_BLOCK_SECONDS: Final = 0.25
_FAULTS: Final = {
    0x04: "mechanical error",
    0x08: "cutter error",
    0x20: "unrecoverable error",
    0x40: "head too hot",
}


def length_of(first: int) -> int:
    """Bytes of the block that begins with this one; 0 where none begins so."""
    if first & 0xD1 != 0x01:
        return 0
    length = ((first & 0x20) >> 2) | ((first & 0x0E) >> 1)
    return length if length >= LEAST_BYTES else 0


@dataclass(frozen=True)
class StarStatus:
    """One block."""

    block: bytes

    @property
    def paper(self) -> PaperState:
        if self.block[5] & 0x08:
            return PaperState.OUT
        return PaperState.LOW if self.block[5] & 0x06 else PaperState.OK

    @property
    def state(self) -> PrinterState:
        """The cause a person can mend comes first."""
        if self.block[2] & 0x20:
            return PrinterState.COVER_OPEN
        if self.paper is PaperState.OUT:
            return PrinterState.PAPER_OUT
        if self.block[3] & 0x6C:
            return PrinterState.ERROR
        if self.block[2] & 0x08:
            return PrinterState.OFFLINE
        return PrinterState.PAPER_LOW if self.paper is PaperState.LOW else PrinterState.READY

    @property
    def faults(self) -> str:
        """For the log."""
        return ", ".join(words for bit, words in _FAULTS.items() if self.block[3] & bit)

    @property
    def drawer_switch(self) -> bool:
        return bool(self.block[2] & 0x04)

    @property
    def counted(self) -> int | None:
        """How many ETB the printer reached, modulo 32; None in a block too short to say."""
        if len(self.block) < 8:
            return None
        byte = self.block[7]
        return ((byte & 0x60) >> 2) | ((byte & 0x0E) >> 1)

    @property
    def sensors(self) -> bytes:
        """What of the block is a matter of paper, cover, faults and drawer."""
        return bytes(byte & mask for byte, mask in zip(self.block[2:6], (0x2C, 0x6C, 0, 0x0E), strict=True))

    @property
    def words(self) -> str:
        return f"status {self.block.hex(' ')} {self.state}"


@dataclass
class StarAnswers:
    """Bytes from the printer, sorted."""

    blocks: list[StarStatus] = field(default_factory=list)
    rubbish: int = 0


class StarSorter:
    """Cuts what comes into blocks, also when they come in pieces."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._began = 0.0

    def feed(self, data: bytes, now: float) -> StarAnswers:
        """Bytes as they were read; `now` in monotonic seconds."""
        answers = StarAnswers()
        if self._block and now - self._began > HALF_BLOCK_SECONDS:
            answers.rubbish += len(self._block)
            self._block.clear()
        for byte in data:
            self._take(byte, now, answers)
        if answers.rubbish:
            answers.blocks.clear()  # what comes with noise is noise
        return answers

    def _take(self, byte: int, now: float, answers: StarAnswers) -> None:
        if not self._block:
            if not length_of(byte):
                answers.rubbish += 1
                return
            self._began = now
        elif byte & 0x11 and len(self._block) > 1:
            # No byte of a status has bit 0 or 4 set but its first: the rest of this one never came.
            answers.rubbish += len(self._block)
            self._block.clear()
            self._take(byte, now, answers)
            return
        self._block.append(byte)
        if len(self._block) == length_of(self._block[0]):
            answers.blocks.append(StarStatus(bytes(self._block)))
            self._block.clear()
