"""Base of the painted lists: rows of known height, drawn straight from the model, repainted one at a time.

`QListView` lays every row out again and repaints its whole viewport when a row is added. At the register a
row is added at every scan, so this view keeps the tops of its rows itself and repaints what changed only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QScroller, QWidget

from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.widgets.area_parts import give_parts

Index = QModelIndex | QPersistentModelIndex

WHEEL_NOTCH = 120  # QWheelEvent.angleDelta of one notch, in eighths of a degree
KEYBOARD_FOCUS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
THUMB_WIDTH = 4
NOT_WORTH_SCROLLING = 2  # hair lines below the last row, where what comes next has one of its own

_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class PaintedRows(QListView):
    """Rows under one another. Subclasses give heights and paint; selection is the current row.

    A `QListView` by type only, because Qt tells screen readers about the items of its own views; layout,
    scrolling and painting of that class are all replaced.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_parts(self)
        # Asked for many times in every scan, and always the same.
        self._port, self._bar = self.viewport(), self.verticalScrollBar()
        self._tops: list[int] = [0]
        self._hover = -1
        self._pressed = -1
        # Asked for once for all rows of a paint event: where lines of text begin.
        self.painted_direction = Qt.LayoutDirection.LeftToRight
        self._keyboard = False
        self._shown_thumb = QRect()
        self._bringing = False  # while one row is brought on the screen: what only goes with it is put off
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScroll(False)
        self._port.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._port.setMouseTracking(True)
        QScroller.grabGesture(self._port, QScroller.ScrollerGestureType.TouchGesture)
        themes().changed.connect(self._port.update)

    # what subclasses say

    def row_height(self, row: int) -> int:
        """Height of one row in logical pixels, its hair line included."""
        raise NotImplementedError

    def paint_ground(self, painter: QPainter, box: QRect, row: int) -> None:
        """Paint what reaches under the scroll mark: ground and hair line. The list's ground is there."""
        raise NotImplementedError

    def paint_row(self, painter: QPainter, box: QRect, row: int) -> None:
        """Paint the texts and pictures of one row."""
        raise NotImplementedError

    def ground(self) -> str:
        """The token of the list's ground."""
        return "surface"

    # geometry

    def content_height(self) -> int:
        return self._tops[-1]

    def row_count(self) -> int:
        return len(self._tops) - 1

    def top_of(self, row: int) -> int:
        """Distance of a row's top from the top of the first; of one past the last, the height of all."""
        return self._tops[row]

    def row_box(self, row: int) -> QRect:
        """Where a row lies in the viewport now."""
        top = self.top_of(row)
        return QRect(0, top - self.verticalOffset(), self._port.width(), self.top_of(row + 1) - top)

    def measure_from(self, row: int) -> None:
        """Compute the tops again from `row` on and fit the scroll range; paints nothing."""
        model = self.model()
        count = model.rowCount() if model is not None else 0
        del self._tops[row + 1 :]
        heights = (self.row_height(each) for each in range(row, count))
        self._tops = self._tops[:row] + list(accumulate(heights, initial=self._tops[row]))
        self._fit_range()

    def repaint_from(self, row: int) -> None:
        """Ask for a repaint of everything from the top of `row` down to the end of the viewport."""
        top = self.top_of(min(row, self.row_count())) - self.verticalOffset()
        self._port.update(QRect(0, top, self._port.width(), self._port.height() - top))

    def updateGeometries(self) -> None:
        self._fit_range()
        self._bar.setPageStep(self._port.height())
        self._bar.setSingleStep(theme().px("row-ticket"))

    def _fit_range(self) -> None:
        over = self.content_height() - self._port.height()
        self._bar.setRange(0, over if over > NOT_WORTH_SCROLLING else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometries()

    def visualRect(self, index: Index) -> QRect:
        row = index.row()
        return self.row_box(row) if index.isValid() and row < self.row_count() else QRect()

    def row_at(self, y: int) -> int:
        """The row under a viewport ordinate, or -1."""
        y += self.verticalOffset()
        return bisect_right(self._tops, y) - 1 if 0 <= y < self.content_height() else -1

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.row_at(point.y())
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if index.isValid() and index.row() < self.row_count():
            self.show_row(index.row())

    def show_row(self, row: int) -> None:
        """Scroll as little as needed to have the whole row in sight."""
        bar = self._bar
        top, bottom = self.top_of(row), self.top_of(row + 1)
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + self._port.height():
            bar.setValue(bottom - self._port.height())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted and paint only the strip that came into sight."""
        self._port.scroll(0, dy)
        if not self._bringing:
            self._update_thumb(dy)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self._bar.value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return QSize(theme().px("ticket"), theme().px("row-list") * 3)

    # model changes

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is None:
            return
        model.rowsRemoved.connect(self._rows_removed)
        self._after_reset()

    def reset(self) -> None:
        super().reset()
        self._after_reset()

    def _after_reset(self) -> None:
        self._hover = self._pressed = -1
        self._tops = [0]
        self.measure_from(0)
        self._port.update()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        was_last = start == self.row_count()
        QAbstractItemView.rowsInserted(self, parent, start, end)
        self.measure_from(start)
        if was_last:
            self.repaint_rows(*range(start, end + 1))
        else:
            self.repaint_from(start)

    def _rows_removed(self, _parent: Index, start: int, _end: int) -> None:
        self._hover = self._pressed = -1
        self.measure_from(start)
        self.repaint_from(start)

    def dataChanged(self, top: Index, bottom: Index, roles: Iterable[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, top, bottom, list(roles))

    def doItemsLayout(self) -> None:
        """The tops of the rows are the layout."""

    # selection is the current row, so Qt's own selection painting has nothing to do

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        return None

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion()

    def selected_row(self) -> int:
        """The current row, or -1."""
        return self.currentIndex().row()

    # keys

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        count = self.row_count()
        if not count:
            return QModelIndex()
        here = self.selected_row()
        page = max(1, self._port.height() // max(1, self.row_height(max(0, here))) - 1)
        kind = QAbstractItemView.CursorAction
        to = {
            kind.MoveUp: here - 1,
            kind.MoveDown: here + 1,
            kind.MoveHome: 0,
            kind.MoveEnd: count - 1,
            kind.MovePageUp: here - page,
            kind.MovePageDown: here + page,
        }.get(action)
        if to is None:  # the view got the focus: that alone selects nothing
            return self.currentIndex()
        return self.model().index(min(max(to, 0), count - 1), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected_row() >= 0:
            self.row_activated(self.selected_row())
            return
        if event.text().strip() and not event.modifiers() & _COMMANDS:
            event.ignore()  # a letter is a key of the screen; Qt's own views keep it for their search
            return
        before = self.selected_row()
        super().keyPressEvent(event)
        if self.selected_row() != before and self.selected_row() >= 0:
            self.show_row(self.selected_row())

    def keyboardSearch(self, search: str) -> None:
        """Typing belongs to the search field and to the scanner, not to the list."""

    def row_activated(self, row: int) -> None:
        """Enter on a row; subclasses say what it means."""

    # pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(self.row_at(event.position().toPoint().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed = self._pressed
        self._press(-1)
        if pressed >= 0 and pressed == self.row_at(event.position().toPoint().y()):
            self.row_clicked(pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.row_at(event.position().toPoint().y()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def row_clicked(self, row: int) -> None:
        """A press and release on one row; the base selects it."""
        self.setCurrentIndex(self.model().index(row, 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self._bar
        pixels = event.pixelDelta().y() or event.angleDelta().y() * bar.singleStep() // WHEEL_NOTCH
        bar.setValue(bar.value() - pixels)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._set_hover(-1)
        return super().viewportEvent(event)

    def _press(self, row: int) -> None:
        was, self._pressed = self._pressed, row
        self.repaint_rows(was, row)

    def _set_hover(self, row: int) -> None:
        if row != self._hover:
            was, self._hover = self._hover, row
            self.repaint_rows(was, row)

    def repaint_rows(self, *rows: int) -> None:
        for row in rows:
            if 0 <= row < self.row_count():
                self._port.update(self.row_box(row))

    # focus

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard = event.reason() in KEYBOARD_FOCUS
        super().focusInEvent(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self._port)
        self.painted_direction = self.layoutDirection()
        exposed, region = event.rect(), event.region()
        painter.fillRect(exposed, theme().color(self.ground()))
        for row in range(max(0, self.row_at(max(0, exposed.top()))), self.row_count()):
            box = self.row_box(row)
            if box.top() > exposed.bottom():
                break
            if region.intersects(box):
                self.paint_whole(painter, box, row, texts=region.intersects(self._beside_thumb(box)))
        self._paint_thumb(painter)

    def paint_whole(self, painter: QPainter, box: QRect, row: int, *, texts: bool) -> None:
        """Paint one row, its texts only where they are to be seen anew."""
        self.paint_ground(painter, box, row)
        if texts:
            self.paint_row(painter, box, row)

    def _thumb(self) -> QRect:
        """The mark of the scroll position, in the margin that no text uses; empty when all is in sight."""
        bar = self._bar
        if bar.maximum() <= 0:
            return QRect()
        height = self._port.height()
        length = max(theme().px("touch") // 2, height * height // self.content_height())
        top = (height - length) * bar.value() // bar.maximum()
        left = self._port.width() - THUMB_WIDTH - 2
        if self.isRightToLeft():
            left = 2
        return QRect(left, top, THUMB_WIDTH, length)

    def _beside_thumb(self, box: QRect) -> QRect:
        """The part of a row where texts stand, so that a moving mark does not draw them again."""
        room = THUMB_WIDTH + 2
        return box.adjusted(room, 0, 0, 0) if self.isRightToLeft() else box.adjusted(0, 0, -room, 0)

    def _update_thumb(self, dy: int) -> None:
        """Repaint the mark where it is now and where scrolling carried its old picture."""
        was, self._shown_thumb = self._shown_thumb, self._thumb()
        self._port.update(was.translated(0, dy).united(self._shown_thumb))

    def mark_thumb_strip(self) -> None:
        """Ask for a repaint of wherever the mark may stand: its size or its picture's place changed."""
        thumb = self._thumb().united(self._shown_thumb)
        if not thumb.isNull():
            self._port.update(QRect(thumb.left(), 0, thumb.width(), self._port.height()))

    def _paint_thumb(self, painter: QPainter) -> None:
        self._shown_thumb = thumb = self._thumb()
        if thumb.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("border-strong"))
        painter.drawRoundedRect(thumb, THUMB_WIDTH / 2, THUMB_WIDTH / 2)
