"""A document into Star line mode for one profile (Star Line Mode Command Specifications).

Codes and bars are sent as pictures: their commands differ between Star's generations, raster mode does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pos_desktop.devices.printers import raster
from pos_desktop.devices.printers.commands import FEED_TO_TEAR_OFF, LINE_DOTS, Part
from pos_desktop.devices.printers.document_encoder import DocumentEncoder, TextCommands
from pos_desktop.devices.printers.star_line import star_kick

if TYPE_CHECKING:
    from PIL import Image

    from pos_desktop.application.documents import Document
    from pos_desktop.application.printing import DrawerPulse
    from pos_desktop.devices.printers.profiles import Profile

RESET = b"\x1b@\x1bz\x01"
"""ESC @ puts everything back, ESC z 1 sets lines of 4 mm."""
SELECT_PAGE = b"\x1b\x1dt"
BEGIN_RASTER = b"\x1b*rA\x1b*rE1\x00\x1b*rF1\x00\x1b*rP0\x00"
"""Endless, with no feed and no cut at the end of a picture, which the printer would make by itself."""
END_RASTER = b"\x1b*rB"


def encode(document: Document, profile: Profile, pulse: DrawerPulse) -> list[Part]:
    """The whole job in order. A picture that cannot be read is left out, the rest prints."""
    return list(_StarEncoder(profile, pulse).parts(document))


class _StarEncoder(DocumentEncoder):
    """The language of Star's printers."""

    reset = RESET
    letters = TextCommands(
        SELECT_PAGE, bold=(b"\x1bE", b"\x1bF"), double=(b"\x1bi\x01\x01", b"\x1bi\x00\x00")
    )

    def _feed(self, lines: int) -> Part:
        return Part(b"\x1ba" + bytes([lines]), f"ESC a {lines} feed {lines} lines", LINE_DOTS * lines)

    def _cut(self) -> Part:
        if self._profile.labels_with_gaps:
            return Part(b"\x0c", "FF feed to the next label")
        if not self._profile.cutter:
            return self._feed(FEED_TO_TEAR_OFF)
        return Part(b"\x1bd\x03", "ESC d 3 feed and cut")

    def _kick(self) -> Part:
        return star_kick(self._pulse)

    def _raster(self, image: Image.Image) -> Iterable[Part]:
        return (raster_part(image),)

    def _png(self, png: bytes) -> Sequence[Part]:
        dots = self._profile.dots
        return (raster_part(raster.centred(raster.picture_from_png(png, dots), dots)),)


def raster_part(image: Image.Image) -> Part:
    """The picture in raster mode: `b n1 n2` and the dots, a line of dots each."""
    row = (image.width + 7) // 8
    dots = raster.black_dots(image)
    lines = b"".join(
        b"b" + row.to_bytes(2, "little") + dots[at : at + row] for at in range(0, len(dots), row)
    )
    words = f"ESC * r raster {row * 8} x {image.height}, {len(dots)} bytes"
    return Part(BEGIN_RASTER + lines + END_RASTER, words, image.height)
