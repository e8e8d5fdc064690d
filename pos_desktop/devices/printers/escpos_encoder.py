"""A document into ESC/POS for one profile (Epson, ESC/POS command reference).

Starts with `ESC @`, so that nothing of an earlier job (code page, size, alignment) shows in this one,
and with `FS .`, because Chinese models start in a mode that reads our accents as their characters.
"""

from __future__ import annotations

from collections.abc import Iterator

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
from pos_desktop.devices.printers.commands import LINE_DOTS, Part, drawer_kick
from pos_desktop.devices.printers.layout import LaidLine, lay_out
from pos_desktop.devices.printers.mirroring import mirrored, runs_right_to_left
from pos_desktop.devices.printers.profiles import Profile

RESET = b"\x1b@\x1c.\x1bR\x00\x1b2"
FEED_TO_TEAR_OFF = 5
"""Lines between the print head and the tear bar of a printer without a cutter."""


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
                yield Part(
                    b"\x1bd" + bytes([block.lines]),
                    f"ESC d {block.lines} feed {block.lines} lines",
                    LINE_DOTS * block.lines,
                )
            case QrCode():
                yield from self._qr(block)
            case Bars():
                yield from self._bars(block)
            case Picture():
                yield from self._picture(block)
            case Cut():
                yield self._cut()
            case KickDrawer():
                yield drawer_kick(self._pulse)

    def _line(self, line: LaidLine) -> Part:
        line = mirrored(line) if self._right_to_left else line
        text = line.text
        text = codepages.plain(text, self._profile.pages)
        if not codepages.can_print(text, self._profile.pages):
            return self._line_as_picture(line)
        data, self._page = codepages.encode(text, self._profile.pages, self._page)
        before = (b"\x1bE\x01" if line.bold else b"") + (b"\x1d!\x11" if line.size == 2 else b"")
        after = (b"\x1d!\x00" if line.size == 2 else b"") + (b"\x1bE\x00" if line.bold else b"")
        return Part(before + data + b"\n" + after, f"text {len(text)} characters", LINE_DOTS * line.size)

    def _line_as_picture(self, line: LaidLine) -> Part:
        from pos_desktop.devices.printers.text_image import line_image

        (band,) = raster.bands(line_image(line, self._profile.dots))
        return band

    def _qr(self, block: QrCode) -> Iterator[Part]:
        command = symbols.qr_command(block.data, self._profile) if self._profile.native_qr else None
        if command is not None:
            yield command
        else:
            image = symbols.qr_image(block.data, self._profile.dots)
            yield from raster.bands(raster.centred(image, self._profile.dots))
        if block.caption:
            yield from self._block(TextLine(block.caption, align="center"))

    def _bars(self, block: Bars) -> Iterator[Part]:
        command = symbols.bars_command(block, self._profile) if self._profile.native_bars else None
        if command is not None:
            yield command
            return
        image = symbols.bars_image(block, self._profile.dots)
        if image is not None:
            yield from raster.bands(raster.centred(image, self._profile.dots))
        yield from self._block(TextLine(block.data, align="center"))

    def _picture(self, block: Picture) -> Iterator[Part]:
        try:
            parts = raster.picture_parts(block.png, self._profile.dots)
        except ValueError as error:
            parts = (Part(b"", f"left out: {error}"),)
        yield from parts

    def _cut(self) -> Part:
        if not self._profile.cutter:
            return Part(b"\x1bd" + bytes([FEED_TO_TEAR_OFF]), f"ESC d {FEED_TO_TEAR_OFF} feed to tear off")
        return Part(b"\x1dVB\x00", "GS V 66 0 cut")
