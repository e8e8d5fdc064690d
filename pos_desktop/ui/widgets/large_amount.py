"""An amount in large letters that never is cut: it shrinks where its box is narrow."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.words import face_of, width_of, write

LARGEST, SMALLEST, STEP = 76, 24, 4


class LargeAmount(QWidget):
    """76 px and less, at the start of its row or in the middle."""

    def __init__(self, *, align: Align = Align.START, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._align = "", align
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """The amount with its currency."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def text(self) -> str:
        """What it shows."""
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(theme().space(60), theme().space(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(20), theme().space(22))

    def fitting(self) -> int:
        """The largest size in pixels at which it fits."""
        size = LARGEST
        while size > SMALLEST and width_of(face_of("fit", "semibold", px=size), self._text) > self.width():
            size -= STEP
        return size

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        face = face_of("fit", "semibold", px=self.fitting())
        place = QRect(0, 0, self.width(), self.height())
        write(QPainter(self), self, face, self._text, place, "text", self._align)
