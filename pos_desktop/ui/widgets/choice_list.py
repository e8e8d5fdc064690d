"""A long list that opens under its choice: a line to type in, what is meant by it, the likeliest lit."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QScroller, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.event_watch import hear_popup
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import font
from pos_desktop.ui.viewmodels.choices import Choice, found, likeliest
from pos_desktop.ui.widgets.entry_painting import Entry
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.scrolling import ScrollBar
from pos_desktop.ui.widgets.search_field import SearchField
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, width_of

ROWS = 7
_LEAST_WIDTH, _MOST_WIDTH = 80, 120  # steps of the grid
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WAYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -ROWS, Qt.Key.Key_PageDown: ROWS}


class ChoiceList(QFrame):
    """`chosen` carries the place of the entry that was taken. Escape takes back what was typed, then closes."""

    chosen = Signal(int)
    closed = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._owner = owner
        self._choices: Sequence[Choice] = ()
        self._places: list[int] = []
        self._present = -1
        self.field = SearchField(tr("Type a name or a code"), barcode=False)
        self.field.edit.installEventFilter(self)
        self.field.changed.connect(self._look)
        self.rows = self._list()
        self.nothing = Label("", "body", color="text-2", wrap=True)
        column = QVBoxLayout(self)
        edge = theme().space(2)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme().space(2))
        column.addWidget(self.field)
        words = QVBoxLayout()
        words.setContentsMargins(theme().space(3), 0, theme().space(3), 0)
        words.addWidget(self.nothing)
        column.addLayout(words)
        column.addWidget(self.rows, 1)
        column.addStretch()

    def _list(self) -> QListView:
        rows = QListView()
        self._model = QStringListModel(self)
        rows.setModel(self._model)
        rows.setItemDelegate(Entry(rows))
        rows.setFrameShape(QFrame.Shape.NoFrame)
        rows.setFont(font("body"))
        rows.setVerticalScrollBar(ScrollBar())
        rows.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows.setUniformItemSizes(True)
        rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows.setMouseTracking(True)
        rows.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(rows.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        rows.clicked.connect(self._take)
        return rows

    def open(self, name: str, choices: Sequence[Choice], present: int, typed: str = "") -> None:
        """Opens under its owner, or above it where there is more room; `present` is lit, with `typed` what is meant."""
        self._choices, self._present = choices, present
        self.setAccessibleName(name)
        self.rows.setAccessibleName(name)
        self.field.edit.setAccessibleName(name)
        self.field.set_text(typed)
        self._look(typed)
        self.setGeometry(self._place())
        self.show()
        hear_popup(self.windowHandle())
        self.field.edit.setFocus(Qt.FocusReason.PopupFocusReason)
        self.rows.scrollTo(self.rows.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def _place(self) -> QRect:
        owner, gap, edge = self._owner, theme().space(1), theme().space(2)
        box_of = QRect(owner.mapToGlobal(QPoint(0, 0)), owner.size())
        room = owner.screen().availableGeometry()
        longest = max(width_of(face_of("body"), choice.text) for choice in self._choices)
        wanted_width = min(longest + theme().space(16), theme().space(_MOST_WIDTH))
        width = min(max(owner.width(), theme().space(_LEAST_WIDTH), wanted_width), room.width())
        rows = min(ROWS, len(self._choices)) * theme().px("touch")
        below, above = room.bottom() + 1 - box_of.bottom() - 1 - gap, box_of.top() - room.top() - gap
        wanted = theme().px("input") + rows + 3 * edge
        height = min(wanted, max(below, above))
        left = box_of.right() + 1 - width if self.isRightToLeft() else box_of.left()
        left = max(room.left(), min(left, room.right() + 1 - width))
        top = box_of.bottom() + 1 + gap if below >= min(wanted, above) else box_of.top() - gap - height
        return QRect(left, top, width, height)

    # -- looking -------------------------------------------------------------------------------

    def _look(self, typed: str) -> None:
        self._places = found(self._choices, typed)
        self._model.setStringList([self._choices[place].text for place in self._places])
        self.rows.setVisible(bool(self._places))
        self.nothing.setVisible(not self._places)
        if not self._places:
            self.nothing.setText(tr("Nothing here begins with {text}.", text=typed.strip()))
            self._say(self.nothing.text())
            return
        meant = likeliest(self._choices, self._places, typed) if typed.strip() else self._present
        self._light(self._places.index(meant) if meant in self._places else 0)

    def _light(self, row: int) -> None:
        self.rows.setCurrentIndex(self._model.index(row))
        self._show_current()
        self._say(self._choices[self._places[row]].text)

    def _show_current(self) -> None:
        self.rows.scrollTo(self.rows.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)

    def _say(self, words: str) -> None:
        """To a screen reader, which stays with the line that is typed in."""
        self.field.edit.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self.field.edit, QAccessible.Event.Alert))

    # -- hands ---------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _take_key(self, key: Qt.Key) -> bool:
        if key in _WAYS:
            if self._places:
                row = self.rows.currentIndex().row() + _WAYS[key]
                self._light(max(0, min(row, len(self._places) - 1)))
        elif key in _ENTERS:
            self._take(self.rows.currentIndex())
        elif key == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.close()
        else:
            return False
        return True

    def _take(self, index: QModelIndex) -> None:
        if self._places and index.isValid():
            place = self._places[index.row()]
            self.close()
            self.chosen.emit(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Beside the list closes it; the choice that it belongs to does not open it again by the same press."""
        at = event.globalPosition().toPoint()
        if self.rect().contains(self.mapFromGlobal(at)):
            return
        if self._owner.rect().contains(self._owner.mapFromGlobal(at)):
            self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self.close()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        box(QPainter(self), self.rect(), "surface", "border-strong")
