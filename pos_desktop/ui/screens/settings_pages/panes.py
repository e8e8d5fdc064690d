"""The three parts of the settings: places to go, the list of one place, and the detail of one entry."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.emptying import drop, empty
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import DEVICES, ListLook, ListView
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.scrolling import ScrollArea
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.words import face_of, mirrored, write

NAV_WIDTH = 216
LIST_WIDTH = 424
_SAVED_MS = 2_000
_ANY_HEIGHT = 16_777_215
"""Qt's own most of a widget's height: no limit."""
_ROWS_FIRST = 1_000


class Side(QWidget):
    """A column on surface ground with a hair line at its end."""

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, hair = QPainter(self), theme().border("hair")
        painter.fillRect(self.rect(), theme().color("surface"))
        edge = 0 if self.isRightToLeft() else self.width() - hair
        painter.fillRect(edge, 0, hair, self.height(), theme().color("border"))


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A place of the settings."""

    key: str
    words: str
    icon: str


class NavItem(Pressable):
    """48 high: icon and name; the one in sight is lit."""

    def __init__(self, entry: NavEntry, parent: QWidget) -> None:
        super().__init__(entry.words, parent)
        self.entry = entry
        self.setText(entry.words)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """The page that opens decides which one is lit."""

    def sizeHint(self) -> QSize:
        return QSize(theme().space(48), theme().px("touch"))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, lit, state = QPainter(self), self.isChecked(), self.state()
        if lit:
            box(painter, self.rect(), "accent-subtle")
        elif state in ("hover", "pressed"):
            box(painter, self.rect(), state)
        size, side = theme().px("icon"), theme().space(3)
        place = mirrored(self, QRect(side, (self.height() - size) // 2, size, size))
        paint_icon(
            painter,
            f"{self.entry.icon}-fill" if lit else self.entry.icon,
            "accent-text" if lit else "text-2",
            place,
        )
        start = side + size + theme().space(3)
        words = mirrored(self, QRect(start, 0, self.width() - start - theme().space(1), self.height()))
        of = face_of("body", "semibold" if lit else "medium")
        write(painter, self, of, self.text(), words, "accent-text" if lit else "text", elide=True)


class Nav(Side):
    """The places; Up and Down walk them."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[NavEntry]) -> None:
        super().__init__()
        self.setFixedWidth(NAV_WIDTH)
        self.setAccessibleName(tr("Settings"))
        column = QVBoxLayout(self)
        side = theme().space(3)
        column.setContentsMargins(side, 0, side + theme().border("hair"), side)
        column.setSpacing(theme().space(1))
        title = Label(tr("Settings"), "title")
        head = QHBoxLayout()
        head.setContentsMargins(side, 0, 0, 0)
        head.addWidget(title)
        column.addSpacing(theme().space(6))
        column.addLayout(head)
        column.addSpacing(theme().space(4))
        self.items: dict[str, NavItem] = {}
        for entry in entries:
            item = NavItem(entry, self)
            item.clicked.connect(lambda _checked=False, key=entry.key: self.chosen.emit(key))
            column.addWidget(item)
            self.items[entry.key] = item
        column.addStretch(1)

    def select(self, key: str) -> None:
        """Light one place."""
        for each, item in self.items.items():
            item.setChecked(each == key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        items = list(self.items.values())
        here = next((place for place, item in enumerate(items) if item.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        items[(here + step) % len(items)].setFocus(Qt.FocusReason.TabFocusReason)


class ListPane(Side):
    """Title and buttons on top, the list, something at the foot. `chosen` is a row taken by a person."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, title: str, look: ListLook = DEVICES) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme().border("hair"), 0)
        column.setSpacing(0)
        self._title = Label(title, "title")
        self._head = QWidget()
        self._head.setFixedHeight(theme().px("header"))
        self._row = QHBoxLayout(self._head)
        side = theme().space(4)
        self._row.setContentsMargins(side, 0, side, 0)
        self._row.setSpacing(theme().space(2))
        self._row.addWidget(self._title, 1)
        column.addWidget(self._head)
        column.addWidget(_Hair())
        self._above = QVBoxLayout()
        column.addLayout(self._above)
        self.list = ListView(look, title)
        self.list.chosen.connect(self.opened)
        self.list.highlighted.connect(self._on_highlighted)
        self.empty = EmptyState()
        self.places = QStackedWidget()
        self.places.addWidget(self.list)
        self.places.addWidget(self.empty)
        column.addWidget(self.places, 1)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(side, 0, side, 0)
        column.addLayout(self.foot)
        self._column, self._follows = column, False

    def add_button(self, button: QWidget) -> None:
        """A button at the end of the head."""
        self._row.addWidget(button)

    def add_above(self, widget: QWidget) -> None:
        """Something between the head and the list, with a line under it."""
        self._above.addWidget(widget)
        self._above.addWidget(_Hair())

    def put(self, widget: QWidget) -> None:
        """Something else in place of the list."""
        self.places.addWidget(widget)
        self.places.setCurrentWidget(widget)

    def show_empty(self, empty: bool) -> None:
        """What an empty list says, in place of its rows."""
        self.places.setCurrentWidget(self.empty if empty else self.list)
        if self._follows:
            self.places.setMaximumHeight(_ANY_HEIGHT if empty else self.list.content_height())

    def follow_rows(self, widget: QWidget) -> None:
        """Something right under the last row, or at the foot where there are more rows than fit."""
        self._follows = True
        space = theme().space(4)
        self.foot.setContentsMargins(space, space, space, space)
        self.foot.addWidget(widget)
        # The rows come first; only what they leave is free.
        self._column.setStretchFactor(self.places, _ROWS_FIRST)
        self._column.addStretch(1)

    def _on_highlighted(self, key: str) -> None:
        if key:
            self.chosen.emit(key)


class _Hair(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme().border("hair"))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), theme().color("border"))


class Detail(QWidget):
    """The head of what is shown, and a column under it that scrolls when it must."""

    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        side = theme().space(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._build_head(side))
        self._content = QWidget()
        self.column = QVBoxLayout(self._content)
        self.column.setContentsMargins(side, 0, side, side)
        self.column.setSpacing(theme().space(3))
        self._area = ScrollArea()
        self._area.setWidget(self._content)
        self._area.verticalScrollBar().rangeChanged.connect(self._make_room)
        column.addWidget(self._area, 1)
        self._fades = QTimer(self, singleShot=True, interval=_SAVED_MS)
        self._fades.timeout.connect(self._saved.hide)

    def _build_head(self, side: int) -> QHBoxLayout:
        self._head = QHBoxLayout()
        top = theme().padding("screenY")
        self._head.setContentsMargins(side, top, side, top)
        self._head.setSpacing(theme().space(2))
        self.back_button = Button(icon="arrow-left", name=tr("Back to the list"))
        self.back_button.clicked.connect(self.back)
        self.back_button.hide()
        self._title = Label("", "title")
        self._second = Label("", "caption", color="text-2")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._second)
        words.addStretch(1)
        self._saved = StateTag(tr("Saved"), "good")
        self._saved.hide()
        self._head.addWidget(self.back_button)
        self._head.addLayout(words, 1)
        self._head.addWidget(self._saved)
        self._floor = QWidget()  # keeps the head's height where there is no button in it
        self._floor.setFixedSize(0, theme().px("touch"))
        self._head.addWidget(self._floor)
        self._ends: list[QWidget] = []
        return self._head

    def _make_room(self, _least: int, most: int) -> None:
        """The scroll bar stands in the padding, so that nothing gets narrower by it."""
        side = theme().space(4)
        beside = side - theme().space(3) if most > 0 else side
        edges = (beside, side) if self.isRightToLeft() else (side, beside)
        self.column.setContentsMargins(edges[0], 0, edges[1], side)

    def begin(self, title: str, second: str = "") -> None:
        """Empties the detail and gives it a title."""
        empty(self.column)
        for end in self._ends:
            drop(end)
        self._ends = []
        self._saved.hide()
        self._area.verticalScrollBar().setValue(0)
        self.set_title(title, second)

    def set_title(self, title: str, second: str = "") -> None:
        """Title, 18 px, and the line under it."""
        self._title.setText(title)
        self._second.setText(second)
        self._second.setVisible(bool(second))
        self.setAccessibleName(title)

    def title(self) -> str:
        """What is shown."""
        return self._title.text()

    def second(self) -> str:
        """The line under the title."""
        return self._second.text()

    def add_end(self, widget: QWidget) -> None:
        """A button at the end of the head."""
        self._head.addWidget(widget)
        self._ends.append(widget)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """One more part of the column."""
        self.column.addWidget(widget, stretch)

    def end(self) -> None:
        """Nothing more follows: the rest of the height stays free."""
        self.column.addStretch(1)

    def bring_up(self, widget: QWidget) -> None:
        """Scrolls to a part of the column, once its layout has settled."""

        def scroll() -> None:
            if isValid(widget):
                self._area.ensureWidgetVisible(widget, 0, theme().space(12))

        QTimer.singleShot(0, self, scroll)

    def show_saved(self) -> None:
        """Says for a moment that a change is stored."""
        self._saved.show()
        self._fades.start()
