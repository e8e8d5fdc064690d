"""Lists of orders, parked tickets, search results, people and devices: one painted row for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from pos_desktop.domain.record import record
from pos_desktop.ui.theme.icons import pixmap
from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import Weight
from pos_desktop.ui.widgets.found_words import GAP, LINE, SMALL_LINE, FoundRows, draw_found
from pos_desktop.ui.widgets.lettering import Align, Face, advance, draw, elided, face, words
from pos_desktop.ui.widgets.painted_rows import Index, PaintedRows
from pos_desktop.ui.widgets.tag_painting import Tag, paint_tag, tag_width
from pos_desktop.ui.widgets.tips import show_tip

RowRole = Qt.ItemDataRole.UserRole
FetchMore = Callable[
    [int], "Sequence[RowData] | None"
]  # rows held -> more now, or None: later by append_rows

PADDING = 16
ICON_COLUMN = 24
AVATAR = 36
_START, _RIGHT = Align.START, Align.RIGHT
_LEFT_TO_RIGHT = Qt.LayoutDirection.LeftToRight
FETCH_AHEAD = 20  # rows below the viewport that are asked for before they are needed


@record
class RowData:
    """One row, formatted already. `matches` are (start, length) of the found parts of `primary`."""

    key: str
    primary: str
    secondary: str = ""
    middle: str = ""
    middle_secondary: str = ""
    tag: Tag | None = None
    amount: str = ""
    amount_secondary: str = ""
    icon: str = ""
    initials: str = ""
    matches: tuple[tuple[int, int], ...] = ()
    dimmed: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        tag = self.tag.text if self.tag else ""
        parts = (self.primary, self.secondary, self.middle, self.middle_secondary, tag, self.amount)
        return ", ".join(part for part in (*parts, self.amount_secondary) if part)


@record
class ListLook:
    """Measures of one list in logical pixels. `primary` is the first column's width, where a middle follows."""

    row: int = 64
    primary: int = 104
    amount: int = 72
    weight: Weight = "semibold"
    on: Literal["surface", "canvas"] = "surface"


ORDERS = ListLook()
RESULTS = ListLook(weight="medium")
TABLE = ListLook(row=56)
DEVICES = ListLook(row=72)


class RowModel(QAbstractListModel):
    """The rows held so far; more come when the view nears their end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RowData] = []
        self._fetch: FetchMore | None = None
        self._waiting = False

    @property
    def rows(self) -> list[RowData]:
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == RowRole:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.primary
        return None

    def set_rows(self, rows: Sequence[RowData], fetch_more: FetchMore | None) -> None:
        self._fetch, self._waiting = fetch_more, False
        new = list(rows)
        if [row.key for row in new] != [row.key for row in self._rows]:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        for place, row in enumerate(new):
            self.replace(place, row)

    def replace(self, place: int, row: RowData) -> None:
        if self._rows[place] != row:
            self._rows[place] = row
            self.dataChanged.emit(self.index(place), self.index(place))

    def append(self, rows: Sequence[RowData]) -> None:
        """Add fetched rows; none means that there are no more."""
        self._waiting = False
        if not rows:
            self._fetch = None
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._fetch is not None and not self._waiting

    def fetchMore(self, parent: Index) -> None:
        if self._fetch is None:
            return
        self._waiting = True
        rows = self._fetch(len(self._rows))
        if rows is not None:
            self.append(rows)


class ListView(PaintedRows):
    """Painted rows of one height; a press or Enter chooses one."""

    chosen = Signal(str)
    highlighted = Signal(str)  # the row the keyboard stands on, "" when none is
    menu_requested = Signal(str, object)  # key, global QPoint

    def __init__(self, look: ListLook = ORDERS, name: str = "", parent: QWidget | None = None) -> None:
        self._rows = RowModel()
        self._look = look
        self._selection = -1
        self._found: FoundRows | None = None
        super().__init__(parent)
        self._rows.setParent(self)
        self.setAccessibleName(name)
        self.setModel(self._rows)
        self.verticalScrollBar().valueChanged.connect(self._fetch_if_near)

    # what the screen does

    @property
    def rows(self) -> Sequence[RowData]:
        return self._rows.rows

    def set_rows(self, rows: Sequence[RowData], fetch_more: FetchMore | None = None) -> None:
        """Show these rows. `fetch_more(held)` is called when their end comes near; it answers with more rows,
        with an empty sequence at the end, or with None and calls `append_rows` later."""
        selected = self.selected_key()
        self._rows.set_rows(rows, fetch_more)
        if selected is not None and self.selected_key() != selected:
            self.select(selected)
        self._fetch_if_near()

    def append_rows(self, rows: Sequence[RowData]) -> None:
        """Rows that were asked for have come; none means that there are no more."""
        self._rows.append(rows)
        self._fetch_if_near()

    def select(self, key: str | None) -> None:
        keys = [row.key for row in self._rows.rows]
        place = keys.index(key) if key in keys else -1
        self.setCurrentIndex(self._rows.index(place) if place >= 0 else QModelIndex())

    def selected_key(self) -> str | None:
        row = self.selected_row()
        return self._rows.rows[row].key if 0 <= row < len(self._rows.rows) else None

    # rows of one height need no list of tops

    def row_height(self, row: int) -> int:
        return self._look.row

    def row_count(self) -> int:
        return len(self._rows.rows)

    def content_height(self) -> int:
        return len(self._rows.rows) * self._look.row

    def row_at(self, y: int) -> int:
        y += self.verticalOffset()
        return y // self._look.row if 0 <= y < self.content_height() else -1

    def top_of(self, row: int) -> int:
        return row * self._look.row

    def measure_from(self, row: int) -> None:
        self.updateGeometries()

    def _fetch_if_near(self) -> None:
        root = QModelIndex()
        while self._rows.canFetchMore(root):
            bottom = self.verticalOffset() + self.viewport().height()
            if bottom // self._look.row + FETCH_AHEAD < self.row_count():
                return
            self._rows.fetchMore(root)

    # selection

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.repaint_rows(previous.row(), current.row())
        if current.isValid():
            self.show_row(current.row())
        self.highlighted.emit(self.selected_key() or "")

    def row_clicked(self, row: int) -> None:
        super().row_clicked(row)
        self.chosen.emit(self._rows.rows[row].key)

    def row_activated(self, row: int) -> None:
        self.chosen.emit(self._rows.rows[row].key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.selected_row() if by_key else self.row_at(event.pos().y())
        if row >= 0:
            self.menu_requested.emit(self._rows.rows[row].key, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self.row_at(event.pos().y())
            show_tip(self.viewport(), event.globalPos(), self._tip(row) if row >= 0 else "")
            return True
        return super().viewportEvent(event)

    def _tip(self, place: int) -> str:
        """The full first text where the row shows it shortened."""
        row = self._rows.rows[place]
        box = self._places(self.row_box(place), row)[1]
        return row.primary if elided(self._primary_face(), row.primary, box.width()) != row.primary else ""

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        self._selection = self.selected_row()  # asked for once for all rows
        super().paintEvent(event)
        self._found = None

    def ground(self) -> str:
        return self._look.on

    def _primary_face(self) -> Face:
        """Numbers of orders stand under each other, names of products do not."""
        return (face if self._look.weight == "semibold" else words)("body", self._look.weight)

    def paint_ground(self, painter: QPainter, box: QRect, row: int) -> None:
        colour = theme().color
        body = box.adjusted(0, 0, 0, -1)
        if row == self._selection:
            painter.fillRect(body, colour("accent-subtle"))
            bar = QRect(box.left(), box.top(), theme().border("selectionBar"), box.height() - 1)
            painter.fillRect(visual_rect(self.painted_direction, box, bar), colour("accent"))
        elif row in (self._pressed, self._hover):
            painter.fillRect(body, colour("pressed" if row == self._pressed else "hover"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, colour("border"))

    def _places(self, box: QRect, row: RowData) -> tuple[QRect, QRect, QRect, QRect, QRect]:
        """Leading mark, first texts, middle texts, tag, amount; not mirrored yet, from box top to hair line."""
        top, height = box.top(), box.height() - 1
        left, right = box.left() + PADDING, box.right() + 1 - PADDING
        mark = ICON_COLUMN if row.icon else AVATAR if row.initials else 0
        leading = QRect(left, top, mark, height)
        left += mark + GAP if mark else 0
        width = (
            max(self._look.amount, round(advance(face("body", "semibold"), row.amount))) if row.amount else 0
        )
        amount = QRect(right - width, top, width, height)
        right -= width + GAP if width else 0
        width = tag_width(row.tag) if row.tag else 0
        tag = QRect(right - width, top, width, height)
        right -= width + GAP if width else 0
        if not (row.middle or row.middle_secondary):
            return leading, QRect(left, top, right - left, height), QRect(), tag, amount
        first = QRect(left, top, self._look.primary, height)
        left += self._look.primary + GAP
        return leading, first, QRect(left, top, right - left, height), tag, amount

    def paint_row(self, painter: QPainter, box: QRect, row: int) -> None:
        data, direction = self._rows.rows[row], self.painted_direction
        if direction == _LEFT_TO_RIGHT and _found_plainly(data):
            if self._found is None:
                self._found = FoundRows(
                    painter, box.left() + PADDING, box.right() + 1 - PADDING, self._look.amount
                )
            self._found.paint(
                box.top() + (box.height() + 1) / 2, data.primary, data.matches, data.secondary, data.amount
            )
            return
        places: tuple[QRect, ...] = self._places(box, data)
        if direction != _LEFT_TO_RIGHT:
            places = tuple(visual_rect(direction, box, place) for place in places)
        leading, first, middle, tag, amount = places
        if data.icon or data.initials:
            self._paint_leading(painter, data, leading, row == self._selection)
        self._paint_first(painter, data, first)
        if data.middle or data.middle_secondary:
            self._paint_pair(painter, middle, data.middle, data.middle_secondary, words("body", "medium"))
        if data.tag is not None:
            height = theme().px("tag")
            place = QRect(tag.left(), tag.top() + (tag.height() + 1 - height) // 2, tag.width(), height)
            lit = row == self._selection
            paint_tag(painter, data.tag, place, direction, self.devicePixelRatioF(), lit=lit)
        if data.amount:
            self._paint_amount(painter, data, amount)

    def _paint_leading(self, painter: QPainter, data: RowData, box: QRect, selected: bool) -> None:
        dpr = self.devicePixelRatioF()
        if data.icon:
            size = theme().px("icon-rail")
            tone = "accent-text" if selected else "text-2"
            painter.drawPixmap(
                box.left(), box.top() + (box.height() - size) // 2, pixmap(data.icon, tone, size, dpr)
            )
        elif data.initials:
            place = QRect(box.left(), box.top() + (box.height() - AVATAR) // 2, AVATAR, AVATAR)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("surface" if selected else "sunken"))
            painter.drawRoundedRect(QRectF(place), theme().radius("control"), theme().radius("control"))
            draw(
                painter,
                face("caption", "semibold"),
                data.initials,
                place,
                theme().color("text"),
                Align.CENTER,
            )

    def _paint_first(self, painter: QPainter, data: RowData, box: QRect) -> None:
        if data.matches:
            upper, lower = _two_lines(box, bool(data.secondary))
            draw_found(painter, data.primary, data.matches, upper, self.painted_direction)
            if data.secondary:
                self._draw_small(painter, data.secondary, lower)
        else:
            tone = "text-2" if data.dimmed else "text"
            self._paint_pair(painter, box, data.primary, data.secondary, self._primary_face(), tone)

    def _paint_pair(
        self, painter: QPainter, box: QRect, text: str, second: str, of: Face, tone: str = "text"
    ) -> None:
        upper, lower = _two_lines(box, bool(second))
        draw(painter, of, text, upper, theme().color(tone), _START, self.painted_direction, elide=True)
        if second:
            small = face("caption") if of is face("body", "semibold") else None
            self._draw_small(painter, second, lower, small)

    def _draw_small(self, painter: QPainter, text: str, box: QRectF, of: Face | None = None) -> None:
        draw(
            painter,
            of or words("caption"),
            text,
            box,
            theme().color("text-2"),
            _START,
            self.painted_direction,
            elide=True,
        )

    def _paint_amount(self, painter: QPainter, data: RowData, box: QRect) -> None:
        upper, lower = _two_lines(box, bool(data.amount_secondary))
        tone = theme().color("text-2" if data.dimmed else "text")
        draw(painter, face("body", "semibold"), data.amount, upper, tone, _RIGHT)
        if data.amount_secondary:
            draw(painter, face("caption"), data.amount_secondary, lower, theme().color("text-2"), _RIGHT)


def _found_plainly(data: RowData) -> bool:
    """Whether a row is a product that was found: its name, codes and price, and no more."""
    more = (data.middle, data.middle_secondary, data.icon, data.initials, data.amount_secondary, data.dimmed)
    plain = bool(data.matches and data.amount) and not any(more) and data.tag is None
    return plain and data.secondary.isascii() and data.amount.isascii()


def _two_lines(box: QRect, second: bool) -> tuple[QRectF, QRectF]:
    """A line and the smaller one under it, together in the middle of the row."""
    height = LINE + (SMALL_LINE if second else 0)
    top = box.top() + (box.height() + 2 - height) / 2  # with the hair line, rounded up
    upper = QRectF(box.left(), top, box.width(), LINE)
    return upper, QRectF(box.left(), top + LINE, box.width(), SMALL_LINE)
