"""A choice from a list that opens: label above, the value, a caret. A long list is looked through by typing."""

from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QListView, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.ui.event_watch import hear_popup
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import font
from pos_desktop.ui.viewmodels.choices import Choice
from pos_desktop.ui.widgets.entry_painting import Entry
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.scrolling import ScrollBar
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write

if TYPE_CHECKING:
    from pos_desktop.ui.widgets.choice_list import ChoiceList

SEARCHED_FROM = 13
"""As many entries as no list shows at once are looked through by typing."""
_WIDEST = 64  # steps of the grid that a long list asks for, however long its longest entry


class _Combo(QComboBox):
    """The value and its caret, painted as the other inputs are."""

    focus_radius = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices: list[Choice] = []
        self._list: ChoiceList | None = None
        self._failed = False
        self.setFont(font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view = QListView(self)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setVerticalScrollBar(ScrollBar())
        view.viewport().setAutoFillBackground(False)
        self.setView(view)
        self.setItemDelegate(Entry(self))

    @property
    def searched(self) -> bool:
        """Whether the list is long enough to be looked through by typing."""
        return len(self.choices) >= SEARCHED_FROM

    def set_failed(self, failed: bool) -> None:
        """What is chosen cannot be."""
        self._failed = failed
        self.update()

    def sizeHint(self) -> QSize:
        widest = max((width_of(face_of("body"), self.itemText(at)) for at in range(self.count())), default=0)
        if self.searched:
            widest = min(widest, theme().space(_WIDEST))
        around = 2 * (theme().space(3) + theme().border("hair")) + theme().px("icon") + theme().space(2)
        return QSize(widest + around, theme().px("input"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(24), theme().px("input"))

    def showPopup(self) -> None:
        if self.searched:
            self.open_list()
            return
        super().showPopup()
        popup = self.view().window()  # Python forgets its handle with it
        hear_popup(popup.windowHandle())

    def hidePopup(self) -> None:
        if self._list is not None:
            self._list.close()
        super().hidePopup()

    def open_list(self, typed: str = "") -> None:
        """The long list, with what was typed already."""
        if self._list is None:
            from pos_desktop.ui.widgets.choice_list import ChoiceList

            self._list = ChoiceList(self)
            self._list.chosen.connect(self._take)
            self._list.closed.connect(self.update)
        self._list.open(self.accessibleName(), self.choices, self.currentIndex(), typed)
        self.update()

    @property
    def opened(self) -> bool:
        """Whether the list is in sight."""
        return self.view().isVisible() or (self._list is not None and self._list.isVisible())

    def _take(self, place: int) -> None:
        self.setCurrentIndex(place)
        self.activated.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing begins to look; what Qt does with letters knows only how entries begin."""
        text = event.text()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if self.searched and plain and text.isprintable() and text.strip():
            self.open_list(text)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel that scrolls the page must not change a setting on its way."""
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        if not self.isEnabled():
            box(painter, self.rect(), "sunken")
        elif self._failed:
            box(painter, self.rect(), "surface", "danger-solid", "selected")
        elif self.hasFocus() or self.opened:
            box(painter, self.rect(), "surface", "accent", "selected")
        else:
            box(painter, self.rect(), "hover" if self.underMouse() else "surface", "border-strong")
        side, size = theme().space(3) + theme().border("hair"), theme().px("icon-small")
        color = "text" if self.isEnabled() else "text-disabled"
        words = mirrored(
            self, QRect(side, 0, self.width() - 2 * side - size - theme().space(2), self.height())
        )
        write(painter, self, face_of("body"), self.currentText(), words, color, elide=True)
        caret = mirrored(self, QRect(self.width() - side - size, (self.height() - size) // 2, size, size))
        paint_icon(painter, "caret-down", "text-2" if self.isEnabled() else color, caret)


class Select(QWidget):
    """`changed` carries the key of the option taken by a person, never one set by the program."""

    changed = Signal(object)

    def __init__(self, label: str = "", *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[Hashable] = []
        self.combo = _Combo()
        self.combo.setAccessibleName(label or name)
        self.setFocusProxy(self.combo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        if label:
            column.addWidget(Label(label, "caption", color="text-2"))
        column.addWidget(self.combo)
        self._column = column
        self._error: Label | None = None
        self.combo.activated.connect(lambda at: self.changed.emit(self._keys[at]))

    def add(self, key: Hashable, text: str) -> None:
        """One more option; a key in letters, as JP for Japan, is found by typing as well as the words."""
        self._keys.append(key)
        self.combo.choices.append(Choice(text, key if isinstance(key, str) else ""))
        self.combo.addItem(text)

    def clear(self) -> None:
        self._keys.clear()
        self.combo.choices.clear()
        self.combo.clear()

    def has(self, key: Hashable) -> bool:
        """Whether it is one of the options."""
        return key in self._keys

    def current(self) -> Hashable | None:
        at = self.combo.currentIndex()
        return self._keys[at] if at >= 0 else None

    def select(self, key: Hashable) -> None:
        """Choose without telling. Raises ValueError for a key that is no option."""
        self.combo.setCurrentIndex(self._keys.index(key))

    def set_error(self, sentence: str | None) -> None:
        """Say why this cannot be chosen and what to do; None says that all is well."""
        if self._error is None:
            if not sentence:
                return
            self._error = self._add_error_line()
        self._error.setText(sentence or "")
        self._error_line.setVisible(bool(sentence))
        self.combo.set_failed(bool(sentence))
        self.combo.setAccessibleDescription(sentence or "")

    def error(self) -> str:
        return self._error.text() if self._error is not None else ""

    def _add_error_line(self) -> Label:
        self._error_line = QWidget()
        row = QHBoxLayout(self._error_line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(1))
        row.addWidget(IconView("warning-circle-fill", "danger", "icon-small"), 0, Qt.AlignmentFlag.AlignTop)
        words = Label("", "caption", color="danger", wrap=True)
        row.addWidget(words, 1)
        self._column.addWidget(self._error_line)
        return words
