"""The line buffer: characters and pictures waiting for a line feed."""

from dataclasses import dataclass

from PIL import Image, ImageChops

from pos_desktop.devices.fake.virtual_printer.codepages import UNDRAWABLE
from pos_desktop.devices.fake.virtual_printer.glyphs import FONT_A, glyph
from pos_desktop.devices.fake.virtual_printer.style import Style


@dataclass(frozen=True)
class _Placed:
    left: int
    width: int
    ink: Image.Image
    character: str


class Line:
    """One line being put together, `at` is where the next character goes, in dots."""

    def __init__(self) -> None:
        self.at = 0
        self._placed: list[_Placed] = []

    @property
    def empty(self) -> bool:
        """Nothing to print and nothing moved."""
        return not self._placed and self.at == 0

    def add_character(self, character: str, style: Style) -> None:
        """Put one character at the current place."""
        ink = cell_ink(" " if character == UNDRAWABLE else character, style)
        self._placed.append(_Placed(self.at, style.advance, ink, character))
        self.at += style.advance

    def add_picture(self, ink: Image.Image) -> None:
        """Put a column bit image at the current place."""
        self._placed.append(_Placed(self.at, ink.width, ink, ""))
        self.at += ink.width

    @property
    def width(self) -> int:
        """Dots from the start of the line to the end of what is on it."""
        return max((item.left + item.width for item in self._placed), default=0)

    def draw(self) -> Image.Image | None:
        """The line as a mask, bottoms aligned; None when nothing is on it."""
        if not self._placed:
            return None
        height = max(item.ink.height for item in self._placed)
        image = Image.new("1", (max(1, self.width), height), 0)
        for item in self._placed:
            image.paste(255, (item.left, height - item.ink.height), item.ink)
        return image

    def text(self, indent: int) -> str:
        """Characters with gaps as blanks; `indent` is where the line begins, in dots."""
        written = ""
        end = -indent
        for item in sorted(self._placed, key=lambda item: item.left):
            if item.character:
                written += " " * round((item.left - end) / FONT_A[0]) + item.character
                end = item.left + item.width
        return written if written.strip() else ""


def cell_ink(character: str, style: Style) -> Image.Image:
    """A character with underline, inversion and turn, gap included, as a mask."""
    ink = glyph(character, style.cell, style.width, style.height, style.bold)
    if style.turned:
        ink = ink.transpose(Image.Transpose.ROTATE_270)
    if style.gap:
        wider = Image.new("1", (style.advance, ink.height), 0)
        wider.paste(ink, (0, 0))
        ink = wider
    if style.underline and not style.turned and not style.inverted:
        ink = ink.copy()
        ink.paste(255, (0, ink.height - style.underline, ink.width, ink.height))
    return ImageChops.invert(ink) if style.inverted else ink
