"""A key drawn as a cap: the hint which key does the same."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Align, Face
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, room_of, write


def keycap_size(key: str, *, on_solid: bool = False) -> QSize:
    """Room the cap of `key` takes."""
    height = theme().px("tag")
    around = 2 * (theme().space(2) - theme().border("hair"))
    return QSize(max(height, room_of(_face(on_solid), key) + around + 2), height)


def _face(on_solid: bool) -> Face:
    """Light letters on a filled button need a little more weight."""
    return face_of("caption", "medium" if on_solid else "regular")


def paint_keycap(
    painter: QPainter, widget: QWidget, rect: QRect, key: str, *, on_solid: bool = False
) -> None:
    """Draw the cap into `rect`; `on_solid` on a filled button."""
    if on_solid:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().shade())
        painter.drawRoundedRect(rect, theme().radius("kbd"), theme().radius("kbd"))
        write(painter, widget, _face(on_solid), key, rect, "on-accent", Align.CENTER)
        return
    box(painter, rect, "canvas", "border", radius="kbd")
    write(painter, widget, _face(on_solid), key, rect, "text-2", Align.CENTER)


class Keycap(QWidget):
    """A cap that stands by itself, as beside 'Back to sale'."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(key)

    def sizeHint(self) -> QSize:
        return keycap_size(self._key)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_keycap(QPainter(self), self, self.rect(), self._key)
