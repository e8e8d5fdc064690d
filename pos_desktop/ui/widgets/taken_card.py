"""What was taken so far: each tender with its state, its amount and the way back."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.scrolling import ScrollArea
from pos_desktop.ui.widgets.state_tag import Tone

_INKS = {"good": "good", "attention": "attention", "danger": "danger", "accent": "accent-text"}
ROW_STEPS = 18
NARROW = 340


@dataclass(frozen=True, slots=True)
class TakenRow:
    """One tender in words. Without `undo` it has no way back here."""

    key: Hashable
    icon: str
    name: str
    state: str
    tone: Tone
    state_icon: str
    amount: str
    undo: str = ""
    undo_name: str = ""
    dimmed: bool = False


class TenderRow(QWidget):
    """Icon, name over state, amount, Undo."""

    def __init__(self, row: TakenRow) -> None:
        super().__init__()
        self.undo: Button | None = None
        self.setFixedHeight(theme().space(ROW_STEPS))
        self.setAccessibleName(f"{row.name}, {row.state}, {row.amount}")
        line = self._line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(4), 0, theme().space(3), 0)
        line.setSpacing(theme().space(3))
        self._icon = IconView(row.icon, "text", "icon-rail")
        line.addWidget(self._icon)
        self._words = self._words_of(row)
        line.addLayout(self._words, 1)
        ink = "text-2" if row.dimmed else "text"
        self._beside = self._amount(row, ink, Align.END)
        line.addWidget(self._beside)
        self._below = self._amount(row, ink, Align.START)
        self._below.hide()
        self._words.insertWidget(self._words.count() - 1, self._below)
        self._room: QWidget | None = None
        if row.undo:
            self.undo = Button(row.undo)
            self.undo.setAccessibleName(row.undo_name or row.undo)
            line.addWidget(self.undo)

    def leave_room(self, width: int) -> None:
        """The column of Undo stays empty here, where other rows have one: all amounts end at one place."""
        self._room = QWidget()
        self._room.setFixedWidth(width)
        self._line.addWidget(self._room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow card the way back is an icon, and the amount stands below: two gift cards are told apart by the
        end of their names."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._icon.setVisible(not narrow)
        self._beside.setVisible(not narrow)
        self._below.setVisible(narrow)
        if self._room is not None:
            self._room.setVisible(not narrow)
        if self.undo is not None:
            self.undo.set_icon("arrow-counter-clockwise" if narrow else None)
            self.undo.set_icon_only(narrow)

    def _amount(self, row: TakenRow, ink: str, align: Align) -> Label:
        return Label(row.amount, "body", "semibold", ink, elide=False, align=align, figures="tabular")

    def _words_of(self, row: TakenRow) -> QVBoxLayout:
        words, state = QVBoxLayout(), QHBoxLayout()
        words.setSpacing(0)
        state.setSpacing(theme().space(1))
        ink = _INKS.get(row.tone, "text-2")
        state.addWidget(IconView(row.state_icon, ink, "icon-small"))
        self.state = Label(row.state, "caption", color=ink)
        state.addWidget(self.state, 1)
        words.addStretch(1)
        self.name = Label(row.name, "body", "medium")
        words.addWidget(self.name)
        words.addLayout(state)
        words.addStretch(1)
        return words


class TakenCard(Card):
    """As high as its rows; what does not fit is scrolled. `undo` carries the key of a tender."""

    undo = Signal(object)

    def __init__(self, title: str) -> None:
        super().__init__(title, padding=0)
        self._rows: tuple[TakenRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._area = ScrollArea()
        self._area.verticalScrollBar().rangeChanged.connect(self._show_latest)
        self.body.addWidget(self._area)
        self.rows: list[TenderRow] = []

    def set_rows(self, rows: Sequence[TakenRow], title: str, note: str) -> None:
        """Shows these tenders, the latest last and in sight."""
        self.set_title(title, note)
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        within = QWidget()
        column = QVBoxLayout(within)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows = []
        for row in rows:
            if self.rows:
                column.addWidget(Divider())
            line = TenderRow(row)
            if line.undo is not None:
                line.undo.clicked.connect(lambda _=False, key=row.key: self.undo.emit(key))
            column.addWidget(line)
            self.rows.append(line)
        self._align_amounts()
        self._area.setWidget(within)
        high = theme().space(ROW_STEPS)
        whole = high * len(rows) + theme().border("hair") * max(0, len(rows) - 1)
        self._area.setMinimumHeight(min(whole, high))
        self._area.setMaximumHeight(whole)
        self.updateGeometry()

    def _align_amounts(self) -> None:
        widest = max((row.undo.sizeHint().width() for row in self.rows if row.undo is not None), default=0)
        for row in self.rows:
            if widest and row.undo is None:
                row.leave_room(widest)

    def _show_latest(self, _least: int, most: int) -> None:
        self._area.verticalScrollBar().setValue(most)
