"""The list's side of the orders: search, days, states, and the rows."""

from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.list_view import ORDERS, ListView
from pos_desktop.ui.widgets.search_field import SearchField


class OrderList(ListView):
    """Letters typed on the list are the screen's keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isprintable() and event.text().strip():
            event.ignore()
            return
        super().keyPressEvent(event)


class ListPane(QWidget):
    """Search, filters and the list on the white side of the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchField("", key_hint="/", barcode=False)
        self.range = Button(icon="calendar-blank", end_icon="caret-down", name=" ")
        self.states = ChipGroup("", "more")
        self.promises = Button(" ", icon="clock-fill", icon_color="attention", name=" ")
        self.promises.hide()
        self.list = OrderList(ORDERS)
        self.empty = EmptyState()
        self.places = QStackedWidget()
        self.places.addWidget(self.list)
        self.places.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme().padding("screenY"), theme().border("hair"), 0)
        column.setSpacing(theme().space(3))
        self._rows = [QHBoxLayout(), QHBoxLayout()]
        self._rows[0].setSpacing(theme().space(2))
        self._rows[0].addWidget(self.search, 1)
        self._rows[0].addWidget(self.range)
        self._rows[1].addWidget(self.states, 1)
        self._rows[1].addWidget(self.promises)
        for row in self._rows:
            column.addLayout(row)
        below = QVBoxLayout()
        below.setSpacing(0)
        below.addWidget(Divider())
        below.addWidget(self.places, 1)
        column.addLayout(below, 1)
        self.set_side(theme().padding("screenX"))

    def set_side(self, side: int) -> None:
        """The padding sideways; rows of the list have their own."""
        for row in self._rows:
            row.setContentsMargins(side, 0, side, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, hair = QPainter(self), theme().border("hair")
        painter.fillRect(self.rect(), theme().color("surface"))
        edge = 0 if self.isRightToLeft() else self.width() - hair
        painter.fillRect(edge, 0, hair, self.height(), theme().color("border"))
