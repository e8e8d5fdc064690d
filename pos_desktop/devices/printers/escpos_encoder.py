"""A document into ESC/POS for one profile (Epson, ESC/POS command reference).

Starts with `ESC @`, so that nothing of an earlier job (code page, size, alignment) shows in this one,
and with `FS .`, because Chinese models start in a mode that reads our accents as their characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pos_desktop.devices.printers import raster, symbols
from pos_desktop.devices.printers.codepages import ESC_T
from pos_desktop.devices.printers.commands import FEED_TO_TEAR_OFF, LINE_DOTS, Part, drawer_kick
from pos_desktop.devices.printers.document_encoder import DocumentEncoder, TextCommands

if TYPE_CHECKING:
    from PIL import Image

    from pos_desktop.application.documents import Bars, Document, QrCode
    from pos_desktop.application.printing import DrawerPulse
    from pos_desktop.devices.printers.profiles import Profile

RESET = b"\x1b@\x1c.\x1bR\x00\x1b2"


def encode(document: Document, profile: Profile, pulse: DrawerPulse) -> list[Part]:
    """The whole job in order. A picture that cannot be read is left out, the rest prints."""
    return list(_EscPosEncoder(profile, pulse).parts(document))


class _EscPosEncoder(DocumentEncoder):
    """The language of Epson and of those who follow it."""

    reset = RESET
    letters = TextCommands(ESC_T, bold=(b"\x1bE\x01", b"\x1bE\x00"), double=(b"\x1d!\x11", b"\x1d!\x00"))

    def _feed(self, lines: int) -> Part:
        return Part(b"\x1bd" + bytes([lines]), f"ESC d {lines} feed {lines} lines", LINE_DOTS * lines)

    def _cut(self) -> Part:
        if self._profile.labels_with_gaps:
            return Part(b"\x1d\x0c", "GS FF feed to the next label")
        if not self._profile.cutter:
            return Part(b"\x1bd" + bytes([FEED_TO_TEAR_OFF]), f"ESC d {FEED_TO_TEAR_OFF} feed to tear off")
        return Part(b"\x1dVB\x00", "GS V 66 0 cut")

    def _kick(self) -> Part:
        return drawer_kick(self._pulse)

    def _raster(self, image: Image.Image) -> Iterable[Part]:
        return raster.bands(image)

    def _png(self, png: bytes) -> Sequence[Part]:
        return raster.picture_parts(png, self._profile.dots)

    def _qr_command(self, block: QrCode) -> Part | None:
        return symbols.qr_command(block.data, self._profile) if self._profile.native_qr else None

    def _bars_command(self, block: Bars) -> Part | None:
        return symbols.bars_command(block, self._profile) if self._profile.native_bars else None
