"""The lanes of the sync as a table: who, how it is, what waits, when something went through last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.widgets.lettering import Align, Face, draw, face, words
from pos_desktop.ui.widgets.painted_rows import Index, PaintedRows
from pos_desktop.ui.widgets.tag_painting import Tag, paint_tag, tag_width

AVATAR = 36
PADDING = 16
GAP = 12
_HEAD_STEPS = 10

# Where the columns begin or end, in thousandths of the width; what a narrow table leaves out first stands last.
_HEALTH, _WAITING_END, _LAST, _BREAKER = 252, 460, 497, 693
_NARROW = 640
_FIGURE, _SENT = 64, 116


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One lane, in words already. `alarming`: its breaker holds calls back."""

    key: str
    initials: str
    name: str
    health: Tag
    waiting: str
    last: str
    breaker: str
    sent: str
    alarming: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return ", ".join((self.name, self.health.text, self.waiting, self.last, self.breaker, self.sent))


@dataclass(frozen=True, slots=True)
class LaneTitles:
    """The heads of the columns."""

    lane: str
    health: str
    waiting: str
    last: str
    breaker: str
    sent: str


class LaneModel(QAbstractListModel):
    """The lanes; all of them are held."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[LaneRow] = []

    def set_rows(self, rows: Sequence[LaneRow]) -> None:
        """Keeps the selection where the same lanes stand."""
        if [row.key for row in rows] == [row.key for row in self.rows]:
            self.rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return row.name if role == Qt.ItemDataRole.DisplayRole else None


class _Places:
    """Where the parts of a row lie, not mirrored yet."""

    def __init__(self, box: QRect) -> None:
        top, height, width = box.top(), box.height() - 1, box.width()
        self.narrow = width < _NARROW
        self.avatar = QRect(box.left() + PADDING, top, AVATAR, height)
        health = round(width * (_HEALTH if not self.narrow else 400) / 1000)
        left = self.avatar.right() + 1 + GAP
        self.name = QRect(left, top, health - left - GAP, height)
        self.sent = QRect(box.left() + width - PADDING - _SENT, top, _SENT, height)
        waiting_end = round(width * _WAITING_END / 1000) if not self.narrow else self.sent.right() + 1
        self.waiting = QRect(waiting_end - _FIGURE, top, _FIGURE, height)
        last, breaker = round(width * _LAST / 1000), round(width * _BREAKER / 1000)
        self.health = QRect(health, top, self.waiting.left() - health - GAP // 2, height)
        self.last = QRect(last, top, breaker - last - GAP, height)
        self.breaker = QRect(breaker, top, self.sent.left() - breaker - GAP, height)


class LaneHead(QWidget):
    """The line over the lanes that says what stands in each column."""

    def __init__(self) -> None:
        super().__init__()
        self.titles = LaneTitles("", "", "", "", "", "")
        self.setFixedHeight(theme().space(_HEAD_STEPS) + theme().border("hair"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes().changed.connect(self.update)

    def set_titles(self, titles: LaneTitles) -> None:
        self.titles = titles
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, direction = QPainter(self), self.layoutDirection()
        line = theme().border("hair")
        painter.fillRect(0, self.height() - line, self.width(), line, theme().color("border"))
        places, titles = _Places(self.rect()), self.titles
        lane = places.avatar.united(places.name)
        columns = [(lane, titles.lane, Align.START), (places.health, titles.health, Align.START)]
        columns.append((places.waiting, titles.waiting, Align.END))
        if not places.narrow:
            columns += [
                (places.last, titles.last, Align.START),
                (places.breaker, titles.breaker, Align.START),
                (places.sent, titles.sent, Align.END),
            ]
        for place, text, align in columns:
            box = visual_rect(direction, self.rect(), place)
            draw(
                painter,
                words("caption", "semibold"),
                text,
                box,
                theme().color("text-2"),
                align,
                direction,
                elide=True,
            )


class LaneList(PaintedRows):
    """The rows; `highlighted` says which one is current, `chosen` that it was pressed."""

    highlighted = Signal(str)
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.lanes = LaneModel()
        self.setModel(self.lanes)
        self.lanes.dataChanged.connect(lambda *_which: self.viewport().update())

    def row_height(self, row: int) -> int:
        return theme().px("row-table")

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), max(1, self.row_count()) * theme().px("row-table"))

    def selected_key(self) -> str | None:
        """The lane that is current."""
        row = self.selected_row()
        return self.lanes.rows[row].key if 0 <= row < len(self.lanes.rows) else None

    def select(self, key: str | None) -> None:
        """Makes a lane the current one."""
        keys = [row.key for row in self.lanes.rows]
        self.setCurrentIndex(self.lanes.index(keys.index(key)) if key in keys else QModelIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.repaint_rows(previous.row(), current.row())
        self.highlighted.emit(self.selected_key() or "")

    def row_clicked(self, row: int) -> None:
        super().row_clicked(row)
        self.chosen.emit(self.lanes.rows[row].key)

    def row_activated(self, row: int) -> None:
        self.chosen.emit(self.lanes.rows[row].key)

    def paint_ground(self, painter: QPainter, box: QRect, row: int) -> None:
        colour = theme().color
        body = box.adjusted(0, 0, 0, -1)
        if row == self.selected_row():
            painter.fillRect(body, colour("accent-subtle"))
            bar = QRect(box.left(), box.top(), theme().border("selectionBar"), box.height() - 1)
            painter.fillRect(visual_rect(self.layoutDirection(), box, bar), colour("accent"))
        elif row in (self._pressed, self._hover):
            painter.fillRect(body, colour("pressed" if row == self._pressed else "hover"))
        if row + 1 < self.row_count():
            painter.fillRect(box.left(), box.bottom(), box.width(), 1, colour("border"))

    def paint_row(self, painter: QPainter, box: QRect, row: int) -> None:
        lane, direction = self.lanes.rows[row], self.layoutDirection()
        places = _Places(box)

        def put(place: QRect, of: Face, text: str, align: Align, color: str = "text") -> None:
            where = visual_rect(direction, box, place)
            draw(painter, of, text, where, theme().color(color), align, direction, elide=True)

        self._paint_avatar(painter, lane, visual_rect(direction, box, places.avatar), row)
        put(places.name, words("body", "semibold"), lane.name, Align.START)
        self._paint_health(painter, lane.health, box, places.health)
        put(places.waiting, face("body", "semibold"), lane.waiting, Align.END)
        if not places.narrow:
            put(places.last, face("body"), lane.last, Align.START)
            weight, color = ("semibold", "danger") if lane.alarming else ("regular", "text-2")
            put(places.breaker, words("body", weight), lane.breaker, Align.START, color)  # type: ignore[arg-type]  # the weights are literals
            put(places.sent, face("body"), lane.sent, Align.END, "text-2")

    def _paint_avatar(self, painter: QPainter, lane: LaneRow, box: QRect, row: int) -> None:
        place = QRect(box.left(), box.top() + (box.height() - AVATAR) // 2, AVATAR, AVATAR)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("surface" if row == self.selected_row() else "sunken"))
        radius = theme().radius("control")
        painter.drawRoundedRect(QRectF(place), radius, radius)
        draw(painter, words("caption", "semibold"), lane.initials, place, theme().color("text"), Align.CENTER)

    def _paint_health(self, painter: QPainter, tag: Tag, box: QRect, place: QRect) -> None:
        height = theme().px("tag")
        width = min(tag_width(tag), place.width())
        tall = QRect(place.left(), place.top() + (place.height() - height) // 2, width, height)
        where = visual_rect(self.layoutDirection(), box, tall)
        paint_tag(painter, tag, where, self.layoutDirection(), self.devicePixelRatioF())


class LaneTable(QWidget):
    """Head and rows, as tall as its lanes are many, and never taller than it may be."""

    highlighted = Signal(str)
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.head, self.list = LaneHead(), LaneList()
        self.list.highlighted.connect(self.highlighted)
        self.list.chosen.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.list, 1)

    def set_rows(self, titles: LaneTitles, rows: Sequence[LaneRow]) -> None:
        """Shows these lanes; what was selected stays selected."""
        before = self.list.selected_key()
        self.head.set_titles(titles)
        self.list.lanes.set_rows(rows)
        if before is not None and self.list.selected_key() != before:
            self.list.select(before)
        self.list.setMaximumHeight(max(1, len(rows)) * theme().px("row-table"))
        self.list.updateGeometry()
