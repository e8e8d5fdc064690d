"""A way out of trouble: what a press does, and under it what comes of it."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import line_height
from pos_desktop.ui.widgets.buttons import Kind, look_of
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.tips import give_tip
from pos_desktop.ui.widgets.words import face_of, mirrored, write


class ActionCard(Pressable):
    """64 high; the likeliest one is primary, the others secondary."""

    def __init__(
        self, title: str, second: str, icon: str, kind: Kind = "secondary", parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self.setText(title)
        self.setAccessibleDescription(second)
        give_tip(self, second)
        self._second, self._icon, self._kind = second, icon, kind
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().space(60), theme().px("button-large"))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, look = QPainter(self), look_of(self._kind, self.state())
        if look.ground:
            box(painter, self.rect(), look.ground, look.border)
        side, size = theme().space(4), theme().px("icon-rail")
        place = mirrored(self, QRect(side, (self.height() - size) // 2, size, size))
        paint_icon(painter, self._icon, look.text, place)
        start = side + size + theme().space(3)
        room = self.width() - start - side
        title, second = line_height("body"), line_height("caption") if self._second else 0
        top = (self.height() - title - second) // 2
        row = mirrored(self, QRect(start, top, room, title))
        write(painter, self, face_of("body", "semibold"), self.text(), row, look.text, elide=True)
        quiet = "text-2" if self._kind == "secondary" and self.isEnabled() else look.text
        row = mirrored(self, QRect(start, top + title, room, second))
        write(painter, self, face_of("caption"), self._second, row, quiet, elide=True)
