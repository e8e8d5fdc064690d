"""Words in the accent's colour that can be pressed: a side way beside the one large button."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, room_of, write


class LinkButton(Pressable):
    """48 high as every target; its words stand at the edge without padding until it is hovered."""

    def __init__(self, text: str = "", *, at_end: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._align = Align.END if at_end else Align.START
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = room_of(face_of("body", "semibold"), self.text())
        return QSize(max(words, theme().px("touch")), theme().px("touch"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, state = QPainter(self), self.state()
        if state in ("hover", "pressed"):
            box(painter, self.rect(), state)
        color = "text-disabled" if state == "disabled" else "accent-text"
        write(painter, self, face_of("body", "semibold"), self.text(), self.rect(), color, self._align)
