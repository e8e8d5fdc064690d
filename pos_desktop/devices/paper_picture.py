"""What a printer would lay on the counter: a document's bytes, carried out by the virtual printer's press."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from pos_desktop.application.device_watch import PaperPicture
from pos_desktop.application.printing import DrawerPulse
from pos_desktop.devices.fake.virtual_printer.paper import Receipt
from pos_desktop.devices.fake.virtual_printer.press import Press
from pos_desktop.devices.fake.virtual_printer.protocol import Framer
from pos_desktop.devices.printers.escpos_encoder import encode
from pos_desktop.devices.printers.profiles import profile_named

if TYPE_CHECKING:
    from pos_desktop.application.documents import Document
    from pos_desktop.devices.fake.virtual_printer.paper import DrawerPulse as Pulse


class _Counter:
    """The surroundings of a press that nobody asks anything: keeps what comes off and what it balked at."""

    def __init__(self) -> None:
        self.receipts: list[Receipt] = []
        self.problems: list[str] = []

    def answer(self, data: bytes) -> None:
        """Nobody listens."""

    def problem(self, text: str) -> None:
        self.problems.append(text)

    def receipt_done(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)

    def pulse(self, pulse: Pulse) -> None:
        """There is no drawer."""

    def watch_changes(self, mask: int) -> None:
        """Nothing changes."""

    def sensors(self) -> tuple[bytes, bytes]:
        return b"\x00", b"\x00"


def paper_picture(
    document: Document, columns: int, profile_name: str = "epson", block: int = 0
) -> PaperPicture:
    """The document on paper of so many characters, as a printer of that profile prints it.

    KeyError for a profile that nobody knows.
    """
    profile = profile_named(profile_name, columns)
    parts = encode(document, profile, DrawerPulse())
    data = b"".join(part.data for part in parts)
    above = replace(document, blocks=document.blocks[:block]) if block else None
    # What stands above is encoded the same whatever follows it.
    before = sum(len(part.data) for part in encode(above, profile, DrawerPulse())) if above else 0
    printed, problems, top = _printed(data, profile.dots, before)
    left_out = [part.words for part in parts if not part.data]
    return PaperPicture(data, _png(printed), printed.text, top, (*left_out, *problems))


def _printed(data: bytes, dots: int, before: int) -> tuple[Receipt, list[str], int]:
    """The paper, what the press balked at, and how far down it was after so many bytes."""
    counter, framer = _Counter(), Framer()
    press = Press(dots, counter)
    for command in framer.feed(data[:before]):
        press.execute(command)
    top = press.roll.height
    for command in framer.feed(data[before:]):
        press.execute(command)
    press.tear_off()
    return counter.receipts[0], counter.problems, top


def _png(receipt: Receipt) -> bytes:
    """Without the search for the smallest file: it is looked at and thrown away."""
    file = io.BytesIO()
    receipt.image.save(file, "PNG", compress_level=1)
    return file.getvalue()
