"""A document into Star line mode for one profile (Star Line Mode Command Specifications).

Codes and bars are sent as pictures: their commands differ between Star's generations, raster mode does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pos_desktop.application.documents import (
    Bars,
    Block,
    Columns,
    Cut,
    Document,
    Feed,
    KickDrawer,
    Picture,
    QrCode,
    Rule,
    TextLine,
)
from pos_desktop.application.printing import DrawerPulse
from pos_desktop.devices.printers import codepages, raster, symbols
from pos_desktop.devices.printers.commands import LINE_DOTS, Part
from pos_desktop.devices.printers.layout import LaidLine, lay_out
from pos_desktop.devices.printers.mirroring import mirrored, runs_right_to_left
from pos_desktop.devices.printers.profiles import Profile
from pos_desktop.devices.printers.star_line import star_kick

if TYPE_CHECKING:
    from PIL import Image

RESET = b"\x1b@\x1bz\x01"
"""ESC @ puts everything back, ESC z 1 sets lines of 4 mm."""
SELECT_PAGE = b"\x1b\x1dt"
BEGIN_RASTER = b"\x1b*rA\x1b*rE1\x00\x1b*rF1\x00\x1b*rP0\x00"
"""Endless, with no feed and no cut at the end of a picture, which the printer would make by itself."""
END_RASTER = b"\x1b*rB"


def encode(document: Document, profile: Profile, pulse: DrawerPulse) -> list[Part]:
    """The whole job in order. A picture that cannot be read is left out, the rest prints."""
    return list(_Encoder(profile, pulse).parts(document))


class _Encoder:
    """Keeps what the printer is set to while a document is written."""

    def __init__(self, profile: Profile, pulse: DrawerPulse) -> None:
        self._profile = profile
        self._pulse = pulse
        self._page: str | None = None
        self._right_to_left = False

    def parts(self, document: Document) -> Iterator[Part]:
        yield Part(RESET, "ESC @ reset")
        self._right_to_left = runs_right_to_left(document)
        for block in document.blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Part]:
        match block:
            case TextLine() | Columns() | Rule():
                yield from (self._line(line) for line in lay_out(block, self._profile.columns))
            case Feed():
                words = f"ESC a {block.lines} feed {block.lines} lines"
                yield Part(b"\x1ba" + bytes([block.lines]), words, LINE_DOTS * block.lines)
            case QrCode():
                yield self._centred(symbols.qr_image(block.data, self._profile.dots))
                if block.caption:
                    yield from self._block(TextLine(block.caption, align="center"))
            case Bars():
                image = symbols.bars_image(block, self._profile.dots)
                if image is not None:
                    yield self._centred(image)
                yield from self._block(TextLine(block.data, align="center"))
            case Picture():
                yield self._picture(block)
            case Cut():
                yield self._cut()
            case KickDrawer():
                yield star_kick(self._pulse)

    def _line(self, line: LaidLine) -> Part:
        line = mirrored(line) if self._right_to_left else line
        text = codepages.plain(line.text, self._profile.pages)
        if not codepages.can_print(text, self._profile.pages):
            from pos_desktop.devices.printers.text_image import line_image

            return raster_part(line_image(line, self._profile.dots))
        data, self._page = codepages.encode(text, self._profile.pages, self._page, SELECT_PAGE)
        before = (b"\x1bE" if line.bold else b"") + (b"\x1bi\x01\x01" if line.size == 2 else b"")
        after = (b"\x1bi\x00\x00" if line.size == 2 else b"") + (b"\x1bF" if line.bold else b"")
        return Part(before + data + b"\n" + after, f"text {len(text)} characters", LINE_DOTS * line.size)

    def _picture(self, block: Picture) -> Part:
        try:
            return self._centred(raster.picture_from_png(block.png, self._profile.dots))
        except ValueError as error:
            return Part(b"", f"left out: {error}")

    def _centred(self, image: Image.Image) -> Part:
        return raster_part(raster.centred(image, self._profile.dots))

    def _cut(self) -> Part:
        return Part(b"\x1bd\x03", "ESC d 3 feed and cut")


def raster_part(image: Image.Image) -> Part:
    """The picture in raster mode: `b n1 n2` and the dots, a line of dots each."""
    row = (image.width + 7) // 8
    dots = raster.black_dots(image)
    lines = b"".join(
        b"b" + row.to_bytes(2, "little") + dots[at : at + row] for at in range(0, len(dots), row)
    )
    words = f"ESC * r raster {row * 8} x {image.height}, {len(dots)} bytes"
    return Part(BEGIN_RASTER + lines + END_RASTER, words, image.height)
