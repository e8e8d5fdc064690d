"""Text of painted rows and tiles: measured, broken and elided once, drawn many times.

Item delegates draw the same few strings at every repaint. Measuring and eliding cost far more than
drawing, so both are remembered per (face, text, width).
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from pos_desktop.domain.record import record
from pos_desktop.ui.theme.tokens import tokens
from pos_desktop.ui.theme.typography import Figures, Style, Weight, font

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_BY_THE_TEXT = Qt.LayoutDirection.LayoutDirectionAuto
_LEFTWARD_LETTERS = (("\u0590", "\u08ff"), ("\ufb1d", "\ufdff"), ("\ufe70", "\ufeff"))
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[^\W\d]{1,2}\b)")
_SIGNS = ("\N{MINUS SIGN}", "+")
_KEPT, _KEPT_END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


class Align(Enum):
    """Where a text stands in its box; START and END follow the reading direction, the others do not."""

    START = "start"
    CENTER = "center"
    END = "end"
    RIGHT = "right"


@record
class Face:
    """A font with the measures drawing needs; compared by identity so that caches stay cheap."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    font: QFont
    metrics: QFontMetricsF
    ascent: int
    descent: int
    widest: float
    """The width of the widest sign of ASCII in logical pixels."""

    def baseline(self, top: float, height: float) -> int:
        """Where the base line lies when the glyphs' box is centred between `top` and `top + height`."""
        return ceil(top + (height - self.ascent - self.descent) / 2 + self.ascent - 0.5)


@lru_cache(maxsize=64)
def face(style: Style, weight: Weight = "regular", figures: Figures | None = None) -> Face:
    """The face of a type style from the tokens, e.g. `face("body", "semibold")`; figures as the style has them."""
    figures = figures or ("proportional" if style in ("total", "fit") else "tabular")
    chosen = font(style, weight=weight, figures=figures)
    # Said in both cases: a painter takes what a font leaves open from the font of the application.
    chosen.setFeature(QFont.Tag("tnum"), 1 if figures == "tabular" else 0)
    if figures == "tabular":
        chosen.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, _tightening() * chosen.pixelSize())
    return measured(chosen)


def measured(chosen: QFont) -> Face:
    """A new face of a font."""
    metrics = QFontMetricsF(chosen)
    widest = metrics.horizontalAdvance("W")
    return Face(chosen, metrics, round(metrics.ascent()), round(metrics.descent()), widest)


def words(style: Style, weight: Weight = "regular") -> Face:
    """The face of names, labels and titles, whose digits keep their own widths."""
    return face(style, weight, "proportional")


def _tightening() -> float:
    """What tabular figures stand closer, as a share of the type size: their widths are those of the widest."""
    return float(tokens()["type"]["letterSpacingPercent"]["tabular"]) / 100 - 1


@lru_cache(maxsize=8192)
def advance(of: Face, text: str) -> float:
    """Width of the text in logical pixels."""
    return of.metrics.horizontalAdvance(text)


def elided(of: Face, text: str, width: int) -> str:
    """The text cut at its end to fit `width`."""
    # Most texts are so short that they need not be measured, which costs half as much as drawing them.
    if len(text) * of.widest <= width and text.isascii():
        return text
    return _elided(of, text, width)


@lru_cache(maxsize=8192)
def _elided(of: Face, text: str, width: int) -> str:
    if advance(of, text) <= width:
        return text
    return of.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=8192)
def two_lines(of: Face, text: str, width: int) -> tuple[str, ...]:
    """The text broken between words into at most two lines; the second ends in an ellipsis if there is more."""
    layout = QTextLayout(_with_units_kept(text), of.font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    pieces: list[str] = []
    shown = 0
    while len(pieces) < 2:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        shown = line.textStart() + line.textLength()
        pieces.append(text[line.textStart() : shown].rstrip())
    layout.endLayout()
    if shown < len(text):
        pieces[-1] = _with_ellipsis(of, pieces[-1], width)
    return tuple(pieces)


def _with_units_kept(text: str) -> str:
    """A figure and its unit stay on one line: 250 g. As long as the text itself, so that places in it stay true."""
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)


def _with_ellipsis(of: Face, text: str, width: int) -> str:
    while text and advance(of, text + ELLIPSIS) > width:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def draw(
    painter: QPainter,
    of: Face,
    text: str,
    box: QRect | QRectF,
    colour: QColor,
    align: Align = Align.START,
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
    elide: bool = False,
) -> None:
    """Draw one line of text in `box` (already mirrored), centred between its top and bottom.

    `direction` is that of the screen and says where START and END lie; the words of a text run in their
    own direction: figures from left to right, an amount with an Arabic currency with the currency at its left.
    """
    if not text:
        return
    left, width = float(box.left()), box.width()
    if elide:
        text = elided(of, text, int(width))
    if slack := _slack(align, direction):
        left += slack * (width - advance(of, text))
    painter.setFont(of.font)
    painter.setPen(colour)
    painter.setLayoutDirection(_BY_THE_TEXT)
    if text.startswith(_SIGNS):
        text = _with_sign_kept(text)
    painter.drawText(QPointF(left, of.baseline(box.top(), box.height())), text)


def leftward_quantity(text: str) -> str:
    """How many of it where lines run leftward: the sign of multiplication follows the figure in reading order there
    too, and what comes back keeps its minus before the figure."""
    figure, space, times = text.partition(" ")
    kept = f"{_KEPT}{figure}{_KEPT_END}" if figure.startswith(_SIGNS) else figure
    return f"\N{RIGHT-TO-LEFT MARK}{kept}{space}{times}" if figure else ""


def runs_leftward(text: str) -> bool:
    """Whether the first letter of a text, if it has one, is of a script that runs from right to left."""
    letter = next((sign for sign in text if sign.isalpha()), "a")
    return any(first <= letter <= last for first, last in _LEFTWARD_LETTERS)


@lru_cache(maxsize=256)
def _with_sign_kept(text: str) -> str:
    """A sign stays at the left of its digits, also where the amount's currency runs leftward."""
    digits, space, currency = text.partition("\N{NO-BREAK SPACE}")
    if runs_leftward(digits) or not runs_leftward(currency):
        return text
    return f"{_KEPT}{digits}{_KEPT_END}{space}{currency}"


def _slack(align: Align, direction: Qt.LayoutDirection) -> float:
    """Share of the free width that goes to the left of the text."""
    if align is Align.CENTER:
        return 0.5
    if align is Align.RIGHT:
        return 1.0
    mirrored = direction == Qt.LayoutDirection.RightToLeft
    return 1.0 if (align is Align.END) != mirrored else 0.0
