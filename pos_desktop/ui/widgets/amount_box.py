"""An amount in a box like an input: pressing it asks for another one."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, width_of, write

_WIDTH_STEPS = 26


class AmountBox(Pressable):
    """104 × 48, wider for larger amounts; the figure is never cut."""

    def __init__(self, name: str, figure: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_figure(figure)

    def set_figure(self, figure: str) -> None:
        self.setText(figure)
        self.setAccessibleDescription(figure)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = width_of(face_of("body", "semibold", "tabular"), self.text()) + 2 * theme().space(4)
        return QSize(max(theme().space(_WIDTH_STEPS), words), theme().px("touch"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, state = QPainter(self), self.state()
        ground = {"hover": "hover", "pressed": "pressed", "disabled": "sunken"}.get(state, "surface")
        box(painter, self.rect(), ground, None if state == "disabled" else "border-strong")
        side = theme().space(4)
        color = "text-disabled" if state == "disabled" else "text"
        place = self.rect().adjusted(side, 0, -side, 0)
        write(painter, self, face_of("body", "semibold", "tabular"), self.text(), place, color, Align.RIGHT)
