"""What an empty place says: what will be here, and the first step."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.shapes import disc


class _Mark(QWidget):
    """An icon on a sunken disc."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().space(18), theme().space(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        disc(painter, self.rect(), "sunken")
        size = theme().px("icon-tender")
        inner = self.rect().adjusted(0, 0, -1, -1).center()
        place = self.rect()
        place.setRect(inner.x() - size // 2 + 1, inner.y() - size // 2 + 1, size, size)
        paint_icon(painter, self.icon, "text-2", place)


class EmptyState(QWidget):
    """Icon, title, a sentence, and a button where something can be done, perhaps with another beside it; `pressed` and
    `other_pressed` when it is."""

    pressed = Signal()
    other_pressed = Signal()

    def __init__(self, icon: str = "magnifying-glass", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = _Mark(icon)
        self._title = Label("", "title", "semibold", align=Align.CENTER, wrap=True)
        self._second = Label("", "body", color="text-2", align=Align.CENTER, wrap=True)
        self.action = Button("")
        self.action.clicked.connect(self.pressed)
        self.other: Button | None = None
        column = QVBoxLayout(self)
        side = theme().space(8)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme().space(2))
        column.addStretch(2)
        column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme().space(2))
        column.addWidget(self._title)
        column.addWidget(self._second)
        column.addSpacing(theme().space(2))
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme().space(3))
        self._actions.addStretch(1)
        self._actions.addWidget(self.action)
        self._actions.addStretch(1)
        column.addLayout(self._actions)
        column.addStretch(3)
        self.action.hide()

    def set_icon(self, icon: str) -> None:
        self._mark.icon = icon
        self._mark.update()

    def set_words(self, title: str, second: str = "", action: str = "", other: str = "") -> None:
        """Says something else; without an action there is no button, and none before it without the `other`."""
        self._title.setText(title)
        self._second.setText(second)
        self._second.setVisible(bool(second))
        self.action.set_text(action)
        self.action.setVisible(bool(action))
        if other and self.other is None:
            self.other = Button("")
            self.other.clicked.connect(self.other_pressed)
            self._actions.insertWidget(1, self.other)
            self.setTabOrder(self.other, self.action)
        if self.other is not None:
            self.other.set_text(other)
            self.other.setVisible(bool(other))
        self.setAccessibleName(title)
        self.setAccessibleDescription(second)

    def title(self) -> str:
        return self._title.text()
