"""Lit characters on dark glass, each in its cell: a line display, the readout of a scale."""

from functools import cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import Theme, theme
from pos_desktop.ui.theme.typography import Style
from pos_desktop.ui.widgets.lettering import Align, draw
from pos_desktop.ui.widgets.words import face_of


@cache
def _night() -> Theme:
    """The glass is dark in daylight as well."""
    return Theme("dark")


class DisplayPicture(QWidget):
    """`columns` by `rows` cells of `cell` pixels, written in `style`; a line below for words of the housing."""

    def __init__(
        self, columns: int, rows: int, cell: tuple[int, int], style: Style, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns, self._rows, self._cell, self._style = columns, rows, cell, style
        self._lines = [""] * rows
        self._note, self._lit = "", True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, lines: list[str], note: str = "", *, lit: bool = True) -> None:
        """What it shows; dark when it is not lit."""
        if (lines, note, lit) == (self._lines, self._note, self._lit):
            return
        self._lines, self._note, self._lit = lines, note, lit
        self.setAccessibleName(" ".join([*(line.strip() for line in lines), note]).strip())
        self.update()

    def said(self) -> list[str]:
        """The lines."""
        return list(self._lines)

    def sizeHint(self) -> QSize:
        wide, high = self._cell
        return QSize(self._columns * wide + 48, self._rows * high + 64)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme().color("border-strong"), 1))
        painter.setBrush(_night().color("canvas"))
        radius = theme().radius("dialog")
        painter.drawRoundedRect(body, radius, radius)
        self._paint_cells(painter)
        note = QRectF(24, self.height() - 36, self.width() - 48, 24)
        draw(
            painter, face_of("caption"), self._note, note, _night().color("text-2"), Align.CENTER,
            self.layoutDirection(), True,
        )  # fmt: skip

    def _paint_cells(self, painter: QPainter) -> None:
        wide, high = self._cell
        left = (self.width() - self._columns * wide) / 2
        ink, face = _night().color("accent-text"), face_of(self._style, "semibold", "tabular")
        for row in range(self._rows):
            line = self._lines[row].ljust(self._columns)[: self._columns] if self._lit else ""
            for column in range(self._columns):
                cell = QRectF(left + column * wide, 20 + row * high, wide, high)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(_night().color("surface"))
                painter.drawRoundedRect(cell.adjusted(1, 2, -1, -2), 2, 2)
                if line and line[column] != " ":
                    draw(
                        painter, face, line[column], cell, ink, Align.CENTER,
                        Qt.LayoutDirection.LeftToRight, False,
                    )  # fmt: skip
