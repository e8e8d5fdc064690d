"""The head of a panel that answers a question: an icon with a meaning, title, second line, and the way out."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label


class PanelHead(QWidget):
    """72 high with its line. `left` is the press on the cross, whose name says what it does."""

    left = Signal()

    def __init__(self, icon: str, tone: str, title: str, second: str, way_out: str) -> None:
        super().__init__()
        self.setFixedHeight(theme().px("header"))
        row = QHBoxLayout(self)
        side = theme().space(4)
        row.setContentsMargins(side, 0, side, 0)
        row.setSpacing(theme().space(3))
        row.addWidget(IconView(icon, tone, "icon-rail"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(Label(title, "title"))
        if second:
            words.addWidget(Label(second, "caption", color="text-2"))
        words.addStretch(1)
        row.addLayout(words, 1)
        self.cross = Button(icon="x", name=way_out)
        self.cross.clicked.connect(self.left)
        row.addWidget(self.cross)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface"))
        line = theme().border("hair")
        painter.fillRect(0, self.height() - line, self.width(), line, theme().color("border"))
