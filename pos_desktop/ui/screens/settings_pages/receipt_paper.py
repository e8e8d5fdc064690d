"""A receipt to look at while its texts are typed: paper is white in every theme."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import Theme, theme
from pos_desktop.ui.theme.typography import mono
from pos_desktop.ui.viewmodels.receipt_preview import COLUMNS, PaperLine

_LINE = 17
_EDGE = 20
_BARS = 46
_QR = 84
_ALIGN = {
    "start": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "end": Qt.AlignmentFlag.AlignRight,
}


def _paper() -> QColor:
    """Paper is as white as the light theme is, in every theme."""
    return Theme("light").color("surface")


def _ink() -> QColor:
    return Theme("light").color("text")


class ReceiptPaper(QWidget):
    """Lines of a receipt in the register's own hand."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[PaperLine] = []
        self._font = mono()
        self._metrics = QFontMetricsF(self._font)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("How the receipt will look"))

    def set_lines(self, lines: Sequence[PaperLine]) -> None:
        """Shows another receipt."""
        self._lines = list(lines)
        texts = (piece[0] for line in self._lines for piece in line.pieces if piece[0])
        self.setAccessibleDescription(", ".join(texts))
        self.updateGeometry()
        self.update()

    @property
    def texts(self) -> list[str]:
        """Every piece of text on the paper."""
        return [piece[0] for line in self._lines for piece in line.pieces if piece[0]]

    def sizeHint(self) -> QSize:
        across = round(self._metrics.horizontalAdvance("0") * COLUMNS) + 2 * _EDGE
        return QSize(across, sum(map(_height, self._lines)) + 2 * _EDGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), _paper())
        painter.setPen(QPen(theme().color("border"), theme().border("hair")))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        y = float(_EDGE)
        for line in self._lines:
            self._paint(painter, line, y)
            y += _height(line)

    def _paint(self, painter: QPainter, line: PaperLine, y: float) -> None:
        painter.setPen(_ink())
        room = self.width() - 2 * _EDGE
        if line.mark in ("rule", "double"):
            self._rule(painter, y, room, double=line.mark == "double")
        elif line.mark == "bars":
            _paint_bars(painter, self.width() / 2, y)
        elif line.mark == "qr":
            _paint_code(painter, self.width() / 2 - _QR / 2, y)
        else:
            self._paint_text(painter, line, y, room)

    def _paint_text(self, painter: QPainter, line: PaperLine, y: float, room: int) -> None:
        """Double size is drawn as a printer does it: every dot twice as wide and high."""
        font = QFont(self._font)
        font.setBold(line.bold)
        painter.save()
        painter.setFont(font)
        painter.translate(_EDGE, y)
        painter.scale(line.size, line.size)
        across = room / line.size
        for text, start, end, align in line.pieces:
            place = QRectF(across * start, 0, across * (end - start), _LINE)
            painter.drawText(place, _ALIGN[self._side(align)] | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _side(self, align: str) -> str:
        if not self.isRightToLeft() or align == "center":
            return align
        return "end" if align == "start" else "start"

    def _rule(self, painter: QPainter, y: float, room: int, *, double: bool) -> None:
        middle = y + _LINE / 2
        for offset in (-1.5, 1.5) if double else (0.0,):
            painter.drawLine(_EDGE, round(middle + offset), _EDGE + room, round(middle + offset))


def _height(line: PaperLine) -> int:
    if line.mark == "bars":
        return _BARS
    if line.mark == "qr":
        return _QR + _LINE
    return _LINE * line.size


def _paint_bars(painter: QPainter, middle: float, y: float) -> None:
    """Bars that only look like a barcode: the real one is the printer's."""
    x = middle - 80
    for number in range(40):
        width = 1 + (number * 7 % 3)
        painter.fillRect(QRectF(x, y + 4, width, _BARS - 10), _ink())
        x += 4


def _paint_code(painter: QPainter, left: float, y: float) -> None:
    """A grid that only looks like a QR code."""
    cell, count = 4, _QR // 4
    for row in range(count):
        for column in range(count):
            if (row * 3 + column * 5 + row * column) % 7 < 3:
                painter.fillRect(QRectF(left + column * cell, y + 6 + row * cell, cell, cell), _ink())
    for row, column in ((0, 0), (0, count - 7), (count - 7, 0)):
        corner = QRectF(left + column * cell, y + 6 + row * cell, 7 * cell, 7 * cell)
        painter.fillRect(corner, _ink())
        painter.fillRect(corner.adjusted(cell, cell, -cell, -cell), _paper())
        painter.fillRect(corner.adjusted(2 * cell, 2 * cell, -2 * cell, -2 * cell), _ink())
