"""How the next character looks; ESC @ puts all of it back."""

from dataclasses import dataclass

from pos_desktop.devices.fake.virtual_printer.glyphs import FONT_A, FONT_B

DEFAULT_LINE = 30
"""Dots from line to line: 1/6 inch with 24-dot characters."""


@dataclass(frozen=True)
class Style:
    """Set by ESC !, GS !, ESC E, ESC G, ESC -, GS B, ESC M, ESC V and ESC SP."""

    cell: tuple[int, int] = FONT_A
    width: int = 1
    height: int = 1
    bold: bool = False
    underline: int = 0
    inverted: bool = False
    turned: bool = False
    gap: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """Dots taken by a character, without the gap on its right."""
        size = (self.cell[0] * self.width, self.cell[1] * self.height)
        return (size[1], size[0]) if self.turned else size

    @property
    def advance(self) -> int:
        """Dots to the next character."""
        return self.size[0] + self.gap * self.width


@dataclass
class Layout:
    """Where lines go: in dots, ESC a, ESC 3, ESC D, ESC {, GS L and GS W."""

    align: int = 0
    line: int = DEFAULT_LINE
    left: int = 0
    area: int | None = None
    tabs: tuple[int, ...] = tuple(range(8 * FONT_A[0], 72 * FONT_A[0], 8 * FONT_A[0]))
    upside_down: bool = False


@dataclass
class BarSettings:
    """GS h, GS w, GS H and GS f."""

    height: int = 162
    module: int = 3
    hri: int = 0
    font: tuple[int, int] = FONT_A


@dataclass
class QrSettings:
    """GS ( k functions 65 to 80 of code type 49."""

    model: int = 2
    module: int = 3
    error: str = "l"
    data: bytes = b""


FONTS = {0: FONT_A, 1: FONT_B, 48: FONT_A, 49: FONT_B}
