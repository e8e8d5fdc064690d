"""A QR code on the screen, black on white in every theme: phones read it so."""

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import Theme, theme

QUIET = 4
"""Modules of white around it (ISO/IEC 18004)."""
LEAST = 200

_DAY = Theme("light")


class QrPicture(QWidget):
    """As large as its box in whole pixels per module."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._modules: tuple[tuple[int, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_text(self, text: str, name: str) -> None:
        """What it says to a phone, and to a screen reader."""
        self.setAccessibleName(name)
        if text == self._text:
            return
        self._text = text
        code = segno.make_qr(text, error="m") if text else None
        self._modules = tuple(tuple(row) for row in code.matrix) if code else ()
        self.update()

    def text(self) -> str:
        """What it says."""
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(LEAST + 80, LEAST + 80)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, LEAST)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        if not self._modules:
            return
        many = len(self._modules) + 2 * QUIET
        pixel = max(1, min(self.width(), self.height()) // many)
        side = pixel * many
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_DAY.color("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(QRectF(left, top, side, side), theme().radius("card"), theme().radius("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        ink = _DAY.color("text")
        for down, row in enumerate(self._modules):
            for across, dark in enumerate(row):
                if dark:
                    x, y = left + (across + QUIET) * pixel, top + (down + QUIET) * pixel
                    painter.fillRect(x, y, pixel, pixel, ink)
