"""A document into the commands of a printer: the walk over its blocks, which all command languages share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

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
from pos_desktop.devices.printers import codepages, raster, symbols
from pos_desktop.devices.printers.commands import LINE_DOTS, Part
from pos_desktop.devices.printers.layout import LaidLine, clean, lay_out, text_width
from pos_desktop.devices.printers.mirroring import mirrored, runs_right_to_left

if TYPE_CHECKING:
    from PIL import Image

    from pos_desktop.application.printing import DrawerPulse
    from pos_desktop.devices.printers.profiles import Profile

_AS_IT_IS = (b"", b"")


@dataclass(frozen=True, slots=True)
class TextCommands:
    """How a language selects a code page (its number follows), and switches bold and double letters on and off."""

    select_page: bytes
    bold: tuple[bytes, bytes]
    double: tuple[bytes, bytes]


class DocumentEncoder(ABC):
    """Keeps what the printer is set to while a document is written. Members say the commands of one language."""

    reset: ClassVar[bytes]
    letters: ClassVar[TextCommands]

    def __init__(self, profile: Profile, pulse: DrawerPulse) -> None:
        self._profile = profile
        self._pulse = pulse
        self._page: str | None = None
        self._right_to_left = False
        self._drawn = False

    def parts(self, document: Document) -> Iterator[Part]:
        """The whole job in order. A picture that cannot be read is left out, the rest prints."""
        yield Part(self.reset, "ESC @ reset")
        self._right_to_left = runs_right_to_left(document)
        self._drawn = self._is_drawn(document)
        for block in document.blocks:
            yield from self._block(block)

    # What members do --------------------------------------------------------------------------------

    @abstractmethod
    def _feed(self, lines: int) -> Part: ...

    @abstractmethod
    def _cut(self) -> Part: ...

    @abstractmethod
    def _kick(self) -> Part: ...

    @abstractmethod
    def _raster(self, image: Image.Image) -> Iterable[Part]:
        """A picture as it is."""

    @abstractmethod
    def _png(self, png: bytes) -> Sequence[Part]:
        """A picture in the middle of the paper. Raises ValueError for one that cannot be read."""

    def _qr_command(self, block: QrCode) -> Part | None:
        """None: the printer has none for this code, which is then drawn."""
        del block
        return None

    def _bars_command(self, block: Bars) -> Part | None:
        """None: the printer has none for these bars, which are then drawn."""
        del block
        return None

    # What all do ------------------------------------------------------------------------------------

    def _block(self, block: Block) -> Iterator[Part]:
        match block:
            case TextLine() | Columns() if self._drawn:
                for line in self._laid_out_drawn(block):
                    yield from self._line_as_picture(line)
            case TextLine() | Columns() | Rule():
                for line in lay_out(block, self._profile.columns):
                    yield from self._line(line)
            case Feed():
                yield self._feed(block.lines)
            case QrCode():
                yield from self._qr(block)
            case Bars():
                yield from self._bars(block)
            case Picture():
                yield from self._picture(block)
            case Cut():
                yield self._cut()
            case KickDrawer():
                yield self._kick()

    def _is_drawn(self, document: Document) -> bool:
        """Whether all words become pictures: where the language of the paper, which its title tells, has letters that
        the printer lacks, single lines in the printer's own face would make a paper of two faces."""
        texts = [block.text for block in document.blocks if isinstance(block, TextLine)]
        tables = (block for block in document.blocks if isinstance(block, Columns))
        texts += [cell.text for table in tables for cell in table.cells]
        return not self._prints(document.title) and not all(map(self._prints, texts))

    def _prints(self, text: str) -> bool:
        return all(
            codepages.can_print(codepages.plain(line, self._profile.pages), self._profile.pages)
            for line in clean(text).split("\n")
        )

    def _laid_out_drawn(self, block: TextLine | Columns) -> Iterable[LaidLine]:
        """With the room that drawn letters really take."""
        from pos_desktop.devices.printers.text_image import drawn_columns

        measure = drawn_columns(self._profile.dots / self._profile.columns, block.bold, self._right_to_left)
        lines = lay_out(block, self._profile.columns, measure)
        return map(mirrored, lines) if self._right_to_left else lines

    def _line(self, line: LaidLine) -> Iterable[Part]:
        line = mirrored(line) if self._right_to_left else line
        text = codepages.plain(line.text, self._profile.pages)
        if not codepages.can_print(text, self._profile.pages):
            cells = (
                replace(cell, text=codepages.with_minus_of(cell.text, self._profile.pages))
                for cell in line.cells
            )
            return self._line_as_picture(replace(line, cells=tuple(cells)))
        data, self._page = codepages.encode(text, self._profile.pages, self._page, self.letters.select_page)
        bold = self.letters.bold if line.bold else _AS_IT_IS
        double = self.letters.double if line.size == 2 else _AS_IT_IS
        indent = b""
        if line.size == 2 and len(line.cells) == 1 and line.cells[0].align == "center":
            # Single blanks before it: half a double one would be missing from the middle.
            indent = b" " * ((self._profile.columns - 2 * text_width(line.cells[0].text)) // 2)
            data = data.lstrip(b" ")
        data = bold[0] + indent + double[0] + data + b"\n" + double[1] + bold[1]
        return (Part(data, f"text {len(text)} characters", LINE_DOTS * line.size),)

    def _line_as_picture(self, line: LaidLine) -> Iterable[Part]:
        from pos_desktop.devices.printers.text_image import line_image

        return self._raster(line_image(line, self._profile.dots))

    def _qr(self, block: QrCode) -> Iterator[Part]:
        """Without control characters: what a symbol says must not be able to command the printer either."""
        data = clean(block.data).replace("\n", "")
        if data:
            yield from self._symbol(replace(block, data=data))
        if block.caption:
            yield from self._block(TextLine(block.caption, align="center"))

    def _symbol(self, block: QrCode) -> Iterable[Part]:
        command = self._qr_command(block)
        if command is not None:
            return (command,)
        return self._centred(symbols.qr_image(block.data, self._profile.dots))

    def _bars(self, block: Bars) -> Iterator[Part]:
        command = self._bars_command(block)
        if command is not None:
            yield command
            return
        image = symbols.bars_image(block, self._profile.dots)
        if image is not None:
            yield from self._centred(image)
        yield from self._block(TextLine(block.data, align="center"))

    def _picture(self, block: Picture) -> Sequence[Part]:
        try:
            return self._png(block.png)
        except ValueError as error:
            return (Part(b"", f"left out: {error}"),)

    def _centred(self, image: Image.Image) -> Iterable[Part]:
        return self._raster(raster.centred(image, self._profile.dots))
