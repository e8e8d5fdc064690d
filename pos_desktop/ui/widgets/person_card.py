"""Somebody who may sign in: a round picture, the name and what they are."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import line_height
from pos_desktop.ui.widgets.selectable import Selectable
from pos_desktop.ui.widgets.shapes import disc
from pos_desktop.ui.widgets.words import face_of, mirrored, write


def paint_avatar(painter: QPainter, rect: QRect, icon: str, tint: str, *, chosen: bool = False) -> None:
    """A disc in the tint's ground with the icon in its ink; in the accent while chosen."""
    disc(painter, rect, "accent" if chosen else f"tint.{tint}.ground")
    size = rect.width() // 2
    center = QRect(rect.x() + (rect.width() - size) // 2, rect.y() + (rect.height() - size) // 2, size, size)
    paint_icon(painter, icon, "on-accent" if chosen else f"tint.{tint}.ink", center)


class PersonCard(Selectable):
    """136 high; put all of them into a QButtonGroup."""

    def __init__(
        self,
        name: str,
        second: str = "",
        *,
        icon: str = "user-fill",
        tint: str = "slate",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self.setText(name)
        self.setAccessibleDescription(second)
        self._second, self._icon, self._tint = second, icon, tint
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().space(56), theme().space(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(36), theme().space(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        self.paint_ground(painter)
        colors, side, size = self.colors(), theme().space(4) + theme().border("hair"), theme().space(12)
        chosen = self.isChecked() and self.isEnabled()
        paint_avatar(
            painter, mirrored(self, QRect(side, side, size, size)), self._icon, self._tint, chosen=chosen
        )
        room, caption = self.width() - 2 * side, line_height("caption")
        top = self.height() - side - caption - line_height("body")
        row = mirrored(self, QRect(side, top, room, line_height("body")))
        write(painter, self, face_of("body", "semibold"), self.text(), row, colors.title, elide=True)
        row = mirrored(self, QRect(side, self.height() - side - caption, room, caption))
        write(painter, self, face_of("caption"), self._second, row, colors.second, elide=True)
