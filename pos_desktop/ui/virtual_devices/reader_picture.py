"""The card reader as it stands on the counter: what its screen says, in letters that a customer can read."""

from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import Theme, theme
from pos_desktop.ui.theme.typography import Style
from pos_desktop.ui.widgets.lettering import Align, Face, draw
from pos_desktop.ui.widgets.words import face_of, width_of

_WIDE, _HIGH = 300, 520
_SCREEN_SHARE = 0.56
_WAVES = 3
_AMOUNT_STEPS: tuple[Style, ...] = ("total", "figure", "title", "body", "caption")
_LINE_STEPS: tuple[Style, ...] = ("title", "body", "caption")


@cache
def _lit() -> Theme:
    """A reader is black and its screen bright, in daylight and at night."""
    return Theme("light")


class ReaderPicture(QWidget):
    """`say` what the screen shows: an amount, a line under it, a smaller one, and a picture above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._amount = self._line = self._note = ""
        self._icon, self._color = "", "text"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def say(self, amount: str, line: str, note: str = "", icon: str = "", color: str = "text") -> None:
        """`icon` "" draws the waves of a card held near; "none" draws nothing."""
        self._amount, self._line, self._note = amount, line, note
        self._icon, self._color = icon, color
        self.setAccessibleName(" ".join(part for part in (line, amount, note) if part))
        self.update()

    def said(self) -> tuple[str, str, str]:
        """Amount, line and note on the screen."""
        return self._amount, self._line, self._note

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(_WIDE, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF((self.width() - _WIDE) / 2, (self.height() - _HIGH) / 2, _WIDE, _HIGH)
        painter.setPen(QPen(theme().color("border-strong"), 1))
        painter.setBrush(_lit().color("text"))
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), 32, 32)
        screen = QRectF(body.x() + 24, body.y() + 28, _WIDE - 48, _HIGH * _SCREEN_SHARE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_lit().color("surface"))
        painter.drawRoundedRect(screen, theme().radius("dialog"), theme().radius("dialog"))
        self._paint_screen(painter, screen.toRect())
        self._paint_keys(
            painter, QRectF(screen.x(), screen.bottom() + 24, screen.width(), 0), body.bottom() - 28
        )

    def _paint_screen(self, painter: QPainter, screen: QRect) -> None:
        inner = screen.adjusted(12, 12, -12, -12)
        picture = QRect(inner.x(), inner.y(), inner.width(), 92)
        if not self._icon:
            self._paint_waves(painter, picture)
        elif self._icon != "none":
            paint_icon(painter, self._icon, _lit().color(self._color), picture.adjusted(0, 14, 0, -14))
        amount = QRect(inner.x(), picture.bottom() + 12, inner.width(), 48)
        self._write(painter, _largest(self._amount, amount, _AMOUNT_STEPS), self._amount, amount, "text")
        line = QRect(inner.x(), amount.bottom() + 16, inner.width(), 24)
        self._write(painter, _largest(self._line, line, _LINE_STEPS), self._line, line, self._color)
        note = QRect(inner.x(), line.bottom() + 8, inner.width(), 20)
        self._write(painter, face_of("caption"), self._note, note, "text-2")

    def _write(self, painter: QPainter, face: Face, text: str, room: QRect, color: str) -> None:
        ink = _lit().color(color)
        draw(painter, face, text, QRectF(room), ink, Align.CENTER, self.layoutDirection(), True)

    def _paint_waves(self, painter: QPainter, room: QRect) -> None:
        """Waves from the left, as on every reader that takes a card held near; the same in all scripts."""
        pen = QPen(_lit().color("accent"), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        centre = QPointF(room.center().x() - 42, room.center().y() + 1)
        for wave in range(1, _WAVES + 1):
            radius = 14 + 16 * wave
            around = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
            painter.drawArc(around, -38 * 16, 76 * 16)

    def _paint_keys(self, painter: QPainter, row: QRectF, bottom: float) -> None:
        gap, rows, columns = 10, 4, 3
        wide = (row.width() - (columns - 1) * gap) / columns
        high = (bottom - row.y() - (rows - 1) * gap) / rows
        painter.setPen(Qt.PenStyle.NoPen)
        for at in range(rows * columns):
            left = row.x() + (at % columns) * (wide + gap)
            top = row.y() + (at // columns) * (high + gap)
            painter.setBrush(_key_color(at))
            painter.drawRoundedRect(QRectF(left, top, wide, high), 6, 6)


def _largest(text: str, room: QRect, steps: tuple[Style, ...]) -> Face:
    """The largest face in which the text fits; the smallest when it fits in none."""
    faces = [face_of(style, "semibold") for style in steps]
    return next((face for face in faces if width_of(face, text) <= room.width()), faces[-1])


def _key_color(at: int) -> QColor:
    """Stop and OK have the colours that people know them by; the others are grey."""
    names = {9: "danger-solid", 11: "good-solid"}
    return _lit().color(names.get(at, "text-disabled"))
