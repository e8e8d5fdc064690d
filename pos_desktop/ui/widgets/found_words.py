"""A name in a list of results, with what was searched for in bold."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Face, advance, elided, face, words

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCharFormat

Matches = Sequence[tuple[int, int]]
"""(start, length) of each, in the order of the text."""

LINE = 20
SMALL_LINE = 18
GAP = 12

_LEFT_TO_RIGHT = Qt.LayoutDirection.LeftToRight
_COMBINING = "\u0300"  # below it are Latin letters alone, each a sign of its own


def draw_found(
    painter: QPainter, name: str, matches: Matches, box: QRectF, direction: Qt.LayoutDirection
) -> None:
    """Draws the name in one line, cut at its end to fit the box."""
    plain, bold = words("body", "medium"), words("body", "semibold")
    text = elided(plain, name, int(box.width()) - 4)
    if direction == _LEFT_TO_RIGHT and max(text, default="") < _COMBINING:
        painter.setPen(theme().color("text"))
        painter.setLayoutDirection(_LEFT_TO_RIGHT)
        base = plain.baseline(box.top(), box.height())
        _draw_runs(painter, text, matches, box.left(), base, plain, bold)
        return
    layout = QTextLayout(text, plain.font)
    layout.setTextOption(_one_line(direction))
    layout.setFormats([_bold_range(start, length, bold) for start, length in matches if start < len(text)])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(box.width())
    layout.endLayout()
    painter.setPen(theme().color("text"))
    layout.draw(painter, QPointF(box.left(), plain.baseline(box.top(), box.height()) - line.ascent()))


class FoundRows:
    """Rows of products that were found, left to right, in one paint event: ten of them for every letter that is
    typed, so what is the same for all is asked for once."""

    def __init__(self, painter: QPainter, left: int, right: int, least_amount: int) -> None:
        """`least_amount`: the narrowest column of amounts."""
        self._painter = painter
        self._left, self._right, self._least = left, right, least_amount
        self._plain, self._bold = words("body", "medium"), words("body", "semibold")
        self._figures, self._small = face("body", "semibold"), words("caption")
        colour = theme().color
        self._ink, self._quiet = colour("text"), colour("text-2")
        painter.setLayoutDirection(_LEFT_TO_RIGHT)

    def paint(self, middle: float, name: str, matches: Matches, codes: str, amount: str) -> None:
        """Paints one row around its middle; `codes` and `amount` are in ASCII."""
        painter, left, right = self._painter, self._left, self._right
        wide = advance(self._figures, amount)
        room = right - left - max(self._least, round(wide)) - GAP
        top = middle - (LINE + SMALL_LINE if codes else LINE) / 2
        text = elided(self._plain, name, int(room) - 4)
        if max(text, default="") < _COMBINING:
            painter.setPen(self._ink)
            _draw_runs(painter, text, matches, left, self._plain.baseline(top, LINE), self._plain, self._bold)
        else:
            draw_found(painter, name, matches, QRectF(left, top, room, LINE), _LEFT_TO_RIGHT)
            painter.setLayoutDirection(_LEFT_TO_RIGHT)
            painter.setPen(self._ink)
        painter.setFont(self._figures.font)
        base = self._figures.baseline(middle - LINE / 2, LINE)
        painter.drawText(QPointF(right - wide, base), amount)
        if codes:
            painter.setPen(self._quiet)
            painter.setFont(self._small.font)
            base = self._small.baseline(top + LINE, SMALL_LINE)
            painter.drawText(QPointF(left, base), elided(self._small, codes, room))


def _draw_runs(
    painter: QPainter, text: str, matches: Matches, left: float, base: float, plain: Face, bold: Face
) -> None:
    """Letters that stand after one another as they are typed need no layout: one run after the other."""
    here = 0
    for start, length in matches:
        if start > here:
            run = text[here:start]
            painter.setFont(plain.font)
            painter.drawText(QPointF(left, base), run)
            left += advance(plain, run)
        run = text[start : start + length]
        if run:
            painter.setFont(bold.font)
            painter.drawText(QPointF(left, base), run)
            left += advance(bold, run)
        here = start + length
    if here < len(text):
        painter.setFont(plain.font)
        painter.drawText(QPointF(left, base), text[here:])


def _bold_range(start: int, length: int, of: Face) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, _looks(of)
    return found


@lru_cache(maxsize=4)
def _looks(of: Face) -> QTextCharFormat:
    from PySide6.QtGui import QTextCharFormat

    looks = QTextCharFormat()
    looks.setFont(of.font)
    return looks


@lru_cache(maxsize=2)
def _one_line(direction: Qt.LayoutDirection) -> QTextOption:
    right = direction == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option
