"""A choice from a list that opens: label above, the value, a caret."""

from collections.abc import Hashable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pos_desktop.ui.event_watch import hear_popup
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import font
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.scrolling import ScrollBar
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write


class _Entry(QStyledItemDelegate):
    """An entry of the open list, as high as a finger."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), theme().px("touch"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        widget: QWidget = option.widget
        lit = bool(state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver))
        painter.save()
        if lit:
            box(painter, rect, "accent-subtle", radius="tag")
        inner = rect.adjusted(theme().space(3), 0, -theme().space(3), 0)
        write(painter, widget, face_of("body"), str(index.data()), inner, "text", elide=True)
        painter.restore()


class _Combo(QComboBox):
    """The value and its caret, painted as the other inputs are."""

    focus_radius = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view = QListView(self)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setVerticalScrollBar(ScrollBar())
        view.viewport().setAutoFillBackground(False)
        self.setView(view)
        self.setItemDelegate(_Entry(self))

    def sizeHint(self) -> QSize:
        widest = max((width_of(face_of("body"), self.itemText(at)) for at in range(self.count())), default=0)
        around = 2 * (theme().space(3) + theme().border("hair")) + theme().px("icon") + theme().space(2)
        return QSize(widest + around, theme().px("input"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(24), theme().px("input"))

    def showPopup(self) -> None:
        super().showPopup()
        popup = self.view().window()  # Python forgets its handle with it
        hear_popup(popup.windowHandle())

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
        elif self.hasFocus() or self.view().isVisible():
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
        self.combo.activated.connect(lambda at: self.changed.emit(self._keys[at]))

    def add(self, key: Hashable, text: str) -> None:
        self._keys.append(key)
        self.combo.addItem(text)

    def clear(self) -> None:
        self._keys.clear()
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
