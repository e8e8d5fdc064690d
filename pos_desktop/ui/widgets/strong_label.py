"""A paragraph in which some words stand out."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import Style, line_height
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.words import face_of


class StrongLabel(Label):
    """As a wrapped label; `strong` is a part of its text and is written bolder, in the colour of text."""

    def __init__(self, style: Style = "body", *, color: str = "text-2") -> None:
        super().__init__("", style, color=color, wrap=True)
        self._strong = ""

    def set_words(self, text: str, strong: str = "") -> None:
        """What it says, and which words of it stand out."""
        self._strong = strong
        self.setText(text)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        return max(1, self._laid_out(width).lineCount()) * line_height(self._style)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setPen(theme().color(self.color()))
        self._laid_out(self.width()).draw(painter, QPointF(0, self._over.above))

    def _laid_out(self, width: int) -> QTextLayout:
        layout = QTextLayout(self.text(), self.face().font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(self.layoutDirection())
        layout.setTextOption(option)
        at = self.text().find(self._strong) if self._strong else -1
        if at >= 0:
            layout.setFormats([_bolder(at, len(self._strong), face_of(self._style, "semibold").font)])
        layout.beginLayout()
        high, number = line_height(self._style), 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, number * high + (high - line.height()) / 2))
            number += 1
        layout.endLayout()
        return layout


def _bolder(start: int, length: int, font: QFont) -> QTextLayout.FormatRange:
    look = QTextCharFormat()
    look.setFont(font)
    look.setForeground(theme().color("text"))
    part = QTextLayout.FormatRange()
    part.start, part.length, part.format = start, length, look
    return part
