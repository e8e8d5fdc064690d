"""The panel that slides over the ticket: a head, a body, and the one button that does it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import ListView
from pos_desktop.ui.widgets.scrolling import ScrollArea

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Panel(QWidget):
    """Content of the overlay. Subclasses fill `body`; Enter presses `primary`, Escape closes."""

    holds_work = True
    """Something is typed or chosen in it, which a scan that is meant for the ticket must not throw away."""

    def __init__(self, window: Window, title: str, second: str = "", *, icon: str = "") -> None:
        super().__init__()
        self.window_ = window
        self.setAccessibleName(title)
        self._primary: Button | None = None
        self._choosing: ListView | None = None
        self._waits = False  # for its button, which was switched off while it had the keyboard
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(title, second, icon))
        column.addWidget(Divider())
        self.body = QVBoxLayout()
        side = theme().space(4)
        self.body.setContentsMargins(side, side, side, theme().space(3))
        self.body.setSpacing(theme().space(3))
        column.addLayout(self.body, 1)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(side, 0, side, side)
        self._foot.setSpacing(theme().space(3))
        column.addLayout(self._foot)

    def fill_with(self, widget: QWidget) -> None:
        """A list that reaches from edge to edge in place of the padded body."""
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(widget, 1)
        self._foot.setContentsMargins(*(theme().space(4),) * 4)

    def scrolled_column(self) -> QVBoxLayout:
        """A body that scrolls where it holds more than fits; its rows keep their heights."""
        column = QVBoxLayout()
        side = theme().space(4)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme().space(3))
        inside = QWidget()
        inside.setLayout(column)
        area = ScrollArea()
        area.setWidget(inside)
        self.fill_with(area)
        return column

    def add_foot(self, widget: QWidget) -> None:
        """Something above the button at the foot, which stays the last."""
        button = self._primary
        above = self._foot.count() if button is None else self._foot.indexOf(button)
        self._foot.insertWidget(above, widget)

    def _head(self, title: str, second: str, icon: str) -> QWidget:
        head = QWidget()
        head.setFixedHeight(theme().px("header") - theme().border("hair"))
        row = QHBoxLayout(head)
        # The line under the head counts as a part of it: all stands as in the heads that paint their line.
        row.setContentsMargins(theme().space(4), theme().border("hair"), theme().space(4), 0)
        row.setSpacing(theme().space(3))
        if icon:
            row.addWidget(IconView(icon, "accent-text", "icon-rail"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(Label(title, "title", weight="semibold", elide=True))
        self._second = Label(second, "caption", color="text-2", elide=True)
        self._second.setVisible(bool(second))
        words.addWidget(self._second)
        words.addStretch(1)
        row.addLayout(words, 1)
        close = Button(icon="x", name=tr("Close"))
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        return head

    def tell_second(self, second: str) -> None:
        """Another line below the title."""
        self._second.setText(second)
        self._second.setVisible(bool(second))

    def set_primary(self, text: str, then: Callable[[], None], *, dangerous: bool = False) -> None:
        """Puts the button at the foot; Enter presses it."""
        self._hint = Label("", "caption", color="text-2")
        self._hint.hide()
        self._foot.addWidget(self._hint)
        self._primary = Button(text, "destructive" if dangerous else "primary", height="button-large")
        self._primary.clicked.connect(then)
        self._foot.addWidget(self._primary)

    def tell_primary(self, text: str, hint: str = "", *, enabled: bool = True) -> None:
        """What the press does now, and a line above it that explains it."""
        if self._primary is not None:
            self._primary.set_text(text)
            self._enable_primary(enabled)
            self._hint.setText(hint)
            self._hint.setVisible(bool(hint))

    def keep_hint_room(self) -> None:
        """The line keeps its place while it says nothing: keys above it must not move under a finger."""
        policy = self._hint.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._hint.setSizePolicy(policy)

    def _enable_primary(self, enabled: bool) -> None:
        """Switched off it keeps the keyboard for itself: Enter must not press the cross instead meanwhile."""
        button = self._primary
        if button is None:
            return
        if button.hasFocus() and not enabled:
            self._waits = True
            self.setFocus()
        button.setEnabled(enabled)
        if enabled and self._waits:
            self._waits = False
            if self.hasFocus():
                button.setFocus()

    @property
    def primary(self) -> Button | None:
        """The button that Enter presses."""
        return self._primary

    def choose_in(self, rows: ListView, edit: QWidget | None = None) -> None:
        """Rows to choose from: Enter in them presses the button; up and down in a text box walk them."""
        self._choosing = rows
        for widget in (rows, edit):
            if widget is not None:
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._choosing is None or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is self._choosing and event.key() in _ENTERS:
            self.keyPressEvent(event)
            return True
        step = _STEPS.get(Qt.Key(event.key()))
        if watched is self._choosing or step is None:
            return False
        keys = [row.key for row in self._choosing.rows]
        if keys:
            here = keys.index(self._choosing.selected_key() or keys[0])
            self._choosing.select(keys[min(max(here + step, 0), len(keys) - 1)])
        return True

    def gone(self) -> None:
        """The panel goes, in whatever way: by its cross, by Escape, or because it has done its work."""

    def dismiss(self) -> None:
        """Closes the panel; nothing was done."""
        self.window_.close_overlay()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTERS and self._primary and self._primary.isEnabled():
            if not event.isAutoRepeat():
                self._primary.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("surface"))
