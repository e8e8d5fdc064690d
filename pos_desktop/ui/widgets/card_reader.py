"""The reader on the counter, small: what happens at it in one picture."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import Theme, theme

WIDE, HIGH = 138, 220
_MARGIN = 14
_SCREEN_HIGH = 87
_KEY_ROWS, _KEY_COLUMNS = 4, 3
_WAVES = 3

_DAY = Theme("light")
"""A reader is black and its screen bright, in daylight and at night."""


class CardReaderPicture(QWidget):
    """Waves of a card held near, or the icon of what happened on its screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._color = "", "accent"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, icon: str, color: str = "accent") -> None:
        """An empty icon shows the waves."""
        if (icon, color) != (self._icon, self._color):
            self._icon, self._color = icon, color
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDE, HIGH + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(0.5, 0.5, WIDE - 1, HIGH)
        painter.setPen(QPen(theme().color("border-strong"), 1))
        painter.setBrush(_DAY.color("text"))
        painter.drawRoundedRect(body, 16, 16)
        screen = QRectF(_MARGIN, _MARGIN + 2, WIDE - 2 * _MARGIN, _SCREEN_HIGH)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_DAY.color("surface"))
        painter.drawRoundedRect(screen, 6, 6)
        self._paint_keys(painter, screen)
        if self._icon:
            size = 48.0
            place = QRectF(screen.center().x() - size / 2, screen.center().y() - size / 2, size, size)
            paint_icon(painter, self._icon, _DAY.color(self._color), place.toRect())
        else:
            self._paint_waves(painter, screen)

    def _paint_keys(self, painter: QPainter, screen: QRectF) -> None:
        gap = 7.0
        wide = (screen.width() - 4 - 2 * gap) / _KEY_COLUMNS
        painter.setBrush(_DAY.color("text-disabled"))
        for at in range(_KEY_ROWS * _KEY_COLUMNS):
            left = screen.x() + 2 + (at % _KEY_COLUMNS) * (wide + gap)
            top = screen.bottom() + 18 + (at // _KEY_COLUMNS) * 24.7
            painter.drawRoundedRect(QRectF(left, top, wide, 17), 4, 4)

    def _paint_waves(self, painter: QPainter, screen: QRectF) -> None:
        """From the left, as on every reader that takes a card held near; the same in all scripts."""
        pen = QPen(_DAY.color("accent"), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        centre = QPointF(screen.center().x() - 34, screen.center().y())
        for wave in range(1, _WAVES + 1):
            radius = 4 + 17 * wave
            around = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
            painter.drawArc(around, -38 * 16, 76 * 16)
