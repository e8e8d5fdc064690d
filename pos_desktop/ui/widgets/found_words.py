"""A name in a list of results, with what was searched for in bold."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Face, advance, elided, words

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCharFormat

Matches = Sequence[tuple[int, int]]
"""(start, length) of each, in the order of the text."""

_LEFT_TO_RIGHT = Qt.LayoutDirection.LeftToRight
_COMBINING = "\u0300"  # below it are Latin letters alone, each a sign of its own


def draw_found(
    painter: QPainter, name: str, matches: Matches, box: QRectF, direction: Qt.LayoutDirection
) -> None:
    """Draws the name in one line, cut at its end to fit the box."""
    plain, bold = words("body", "medium"), words("body", "semibold")
    text = elided(plain, name, int(box.width()) - 4)
    if direction == _LEFT_TO_RIGHT and max(text, default="") < _COMBINING:
        _draw_runs(painter, text, matches, box, plain, bold)
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


def _draw_runs(painter: QPainter, text: str, matches: Matches, box: QRectF, plain: Face, bold: Face) -> None:
    """Letters that stand after one another as they are typed need no layout: one run after the other."""
    painter.setPen(theme().color("text"))
    painter.setLayoutDirection(_LEFT_TO_RIGHT)
    left, base, here = box.left(), plain.baseline(box.top(), box.height()), 0
    for start, length in (*matches, (len(text), 0)):
        for of, run in ((plain, text[here:start]), (bold, text[start : start + length])):
            if run:
                painter.setFont(of.font)
                painter.drawText(QPointF(left, base), run)
                left += advance(of, run) if start < len(text) else 0.0
        here = start + length


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
