"""The roll: what has been printed since the last cut, and the receipts that were cut off it."""

import io
import time
from dataclasses import dataclass, field
from functools import cached_property

from PIL import Image, ImageDraw

MARGIN = 32
"""Dots of blank paper left and right of the print area: 80 mm paper, 72 mm printed, 8 dots a millimetre."""
LONGEST = 40_000
"""Dots. A strip of five metres without a cut is torn off, so that no stream of rubbish fills the memory."""
_LEAD, _TAIL = 36, 16
_TOOTH = 8
_PAPER, _INK, _EDGE, _BEHIND = 253, 22, 176, 255


@dataclass(frozen=True)
class DrawerPulse:
    """One pulse on the drawer connector: pin 2 or 5, times in milliseconds, `at` of the monotonic clock."""

    pin: int
    on_ms: int
    off_ms: int
    realtime: bool = False
    at: float = field(default_factory=time.monotonic, compare=False)


@dataclass(frozen=True)
class Code:
    """A bar or QR code on the paper: its symbology and what it says."""

    symbology: str
    data: str


@dataclass(frozen=True)
class Receipt:
    """A piece of paper that was cut (or torn) off."""

    bitmap: Image.Image
    """The print area dot by dot, mode "1": 0 is ink, 255 is paper."""
    text: str
    """Printed lines with their indentation; blank lines at both ends are gone."""
    codes: tuple[Code, ...]
    pictures: int
    drawer_pulses: tuple[DrawerPulse, ...]
    cut: str
    """"full", "partial" or "torn"."""

    @property
    def lines(self) -> list[str]:
        """`text` by line."""
        return self.text.splitlines()

    @cached_property
    def image(self) -> Image.Image:
        """The paper as a person sees it, mode "L", with margins and edges."""
        return as_paper(self.bitmap, self.cut)

    def png(self) -> bytes:
        """`image` as a PNG file at 203 dpi."""
        file = io.BytesIO()
        self.image.save(file, "PNG", dpi=(203, 203), optimize=True)
        return file.getvalue()


class Roll:
    """Strips of print, glued one below the other. Not thread-safe: its owner locks."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._begin()

    def _begin(self) -> None:
        self.height = 0
        self._strips: list[tuple[int, Image.Image]] = []
        self._lines: list[str] = []
        self._codes: list[Code] = []
        self._pictures = 0
        self._pulses: list[DrawerPulse] = []
        self.blank_below = 0

    def print_strip(self, ink: Image.Image, feed: int) -> None:
        """Burn a mask (ink set) as wide as the roll, then move the paper so that it advanced `feed` dots."""
        self._strips.append((self.height, ink))
        self.height += max(ink.height, feed)
        self.blank_below = max(0, feed - ink.height)

    def feed(self, dots: int) -> None:
        """Move the paper without printing."""
        self.height += dots
        self.blank_below += dots

    def add_line(self, text: str) -> None:
        """Note the text of a printed line."""
        self._lines.append(text.rstrip())

    def add_code(self, code: Code) -> None:
        """Note a bar or QR code."""
        self._codes.append(code)

    def add_picture(self) -> None:
        """Note a picture."""
        self._pictures += 1

    def add_pulse(self, pulse: DrawerPulse) -> None:
        """Note a drawer pulse sent along with this receipt."""
        self._pulses.append(pulse)

    @property
    def text(self) -> str:
        """Lines printed since the last cut."""
        return "\n".join(self._lines).strip("\n")

    def bitmap(self) -> Image.Image:
        """Everything since the last cut, mode "1", 0 ink, 255 paper."""
        ink = Image.new("1", (self.width, max(1, self.height)), 255)
        for top, strip in self._strips:
            ink.paste(0, (0, top), strip)
        return ink

    def cut(self, how: str) -> Receipt:
        """End this receipt and begin the next."""
        receipt = Receipt(
            bitmap=self.bitmap(),
            text=self.text,
            codes=tuple(self._codes),
            pictures=self._pictures,
            drawer_pulses=tuple(self._pulses),
            cut=how,
        )
        self._begin()
        return receipt


def as_paper(bitmap: Image.Image, cut: str | None) -> Image.Image:
    """A print with the paper around it; `cut` None is paper still in the printer."""
    width, height = bitmap.width + 2 * MARGIN, bitmap.height + _LEAD + _TAIL
    paper = Image.new("L", (width, height), _PAPER)
    paper.paste(_INK, (MARGIN, _LEAD), bitmap.point(lambda dot: 255 - dot))
    drawing = ImageDraw.Draw(paper)
    drawing.line([(0, 0), (0, height)], fill=_EDGE)
    drawing.line([(width - 1, 0), (width - 1, height)], fill=_EDGE)
    _teeth(drawing, width, 0, 1)
    if cut:
        _teeth(drawing, width, height - 1, -1)
    if cut == "partial":
        _bridge(drawing, width, height)
    return paper


def _teeth(drawing: ImageDraw.ImageDraw, width: int, edge: int, inward: int) -> None:
    """The serrated edge that the cutter's blade leaves."""
    tooth = (0, inward * _TOOTH // 2)
    points = [(x, edge + tooth[x // _TOOTH % 2]) for x in range(0, width + _TOOTH, _TOOTH)]
    drawing.polygon([(0, edge - inward * _TOOTH), *points, (width, edge - inward * _TOOTH)], fill=_BEHIND)
    drawing.line(points, fill=_EDGE, width=1)


def _bridge(drawing: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """The bit of paper in the middle that a partial cut leaves uncut."""
    middle = width // 2
    drawing.rectangle([middle - _TOOTH, height - _TOOTH, middle + _TOOTH, height], fill=_PAPER)
