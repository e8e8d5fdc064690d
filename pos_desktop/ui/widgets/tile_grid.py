"""The product tiles: a grid that fills its box, in pages and without a scroll bar.

The widget keeps `FOCUS_ROOM` pixels around its tiles for the focus ring; layouts give it that much more on
every side than the tiles are to take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.domain.record import replace
from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import Breakpoint, breakpoint, theme, themes
from pos_desktop.ui.widgets.area_parts import give_parts
from pos_desktop.ui.widgets.lettering import two_lines, words
from pos_desktop.ui.widgets.painted_rows import KEYBOARD_FOCUS, Index
from pos_desktop.ui.widgets.tile_painting import (
    FOCUS_ROOM,
    TileData,
    TileLook,
    TileState,
    name_width,
    paint_focus,
    paint_tile,
)
from pos_desktop.ui.widgets.tile_shape import TileShape, shape_for
from pos_desktop.ui.widgets.tips import show_tip

__all__ = ["TileData", "TileGrid", "TileModel", "TileRole"]

TileRole = Qt.ItemDataRole.UserRole
Fetch = Callable[[int, int], Sequence[TileData]]  # offset, how many -> tiles

LONG_PRESS_MS = 500
SWIPE = 64  # pixels sideways that turn the page
OPENS_DETAILS = (Qt.Key.Key_Space, Qt.Key.Key_F2)
TURNS_PAGE = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class TileModel(QAbstractListModel):
    """The tiles of the page in sight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[TileData] = []

    @property
    def tiles(self) -> list[TileData]:
        return self._tiles

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        tile = self._tiles[index.row()]
        if role == TileRole:
            return tile
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tile.spoken
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return tile.name
        return None

    def key_at(self, place: int) -> str:
        """Whose tile stands there; empty where none does."""
        return self._tiles[place].key if 0 <= place < len(self._tiles) else ""

    def place_of(self, key: str) -> int:
        """Where a product's tile stands; -1 where it does not."""
        return next((place for place, tile in enumerate(self._tiles) if tile.key == key), -1)

    def show(self, tiles: Sequence[TileData]) -> None:
        """Show these tiles; where they are the same products, only the changed ones are announced."""
        new = list(tiles)
        if [tile.key for tile in new] != [tile.key for tile in self._tiles]:
            self.beginResetModel()
            self._tiles = new
            self.endResetModel()
            return
        for place, tile in enumerate(new):
            if tile != self._tiles[place]:
                self._tiles[place] = tile
                self.dataChanged.emit(self.index(place), self.index(place))


class TileGrid(QListView):
    """Product tiles on pages. `chosen` adds the product, `details_requested` opens it."""

    chosen = Signal(str)
    details_requested = Signal(str)
    page_changed = Signal(int, int)  # page from 0, number of pages

    def __init__(self, parent: QWidget | None = None) -> None:
        self._shape = TileShape(1, 1, 1, 1)
        self._at: Breakpoint | None = None
        self._page = 0
        self._total = 0
        self._fetch: Fetch = lambda _offset, _many: ()
        self._counts: dict[str, int] = {}
        self._hover = self._pressed = -1
        self._pressed_at = QPoint()
        self._keyboard = False
        super().__init__(parent)
        give_parts(self)
        self._tiles = TileModel(self)
        self._long_press = QTimer(self, singleShot=True, interval=LONG_PRESS_MS)
        self._long_press.timeout.connect(self._on_long_press)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScroll(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        themes().changed.connect(self.viewport().update)
        self.setModel(self._tiles)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Products"))

    # what the screen does

    def set_tiles(self, tiles: Sequence[TileData]) -> None:
        """Show these products from the first page on."""
        fixed = tuple(tiles)
        self.set_source(len(fixed), lambda offset, many: fixed[offset : offset + many])

    def set_source(self, total: int, fetch: Fetch) -> None:
        """Show `total` products that are fetched page by page; `fetch(offset, many)` answers at once."""
        self._total, self._fetch = total, fetch
        self._page = 0
        self._show_page()

    def renew(self, total: int) -> None:
        """The same source, which has `total` products now. The page stays, and so do the keyboard's tile and a press
        on a tile that is where it was; a press on one that moved was meant for what stood there and is none."""
        at_keyboard = self._tiles.key_at(self.currentIndex().row())
        pressed, at_finger = self._pressed, self._tiles.key_at(self._pressed)
        self._total = total
        self._show_page()
        if self._tiles.key_at(self.currentIndex().row()) != at_keyboard:
            self.setCurrentIndex(self._tiles.index(self._tiles.place_of(at_keyboard)))
        if at_finger and self._tiles.key_at(pressed) == at_finger:
            self._press(pressed)

    def refresh(self) -> None:
        """Fetch the page in sight again and repaint the tiles that changed."""
        self._show_page()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """What the ticket holds of each product; repaints the tiles whose figure changed, no other."""
        self._counts = dict(counts)
        self._tiles.show([self._counted(tile) for tile in self._tiles.tiles])

    @property
    def shape(self) -> TileShape:
        return self._shape

    @property
    def page(self) -> int:
        return self._page

    @property
    def page_count(self) -> int:
        return max(1, -(-self._total // self._shape.capacity))

    def set_page(self, page: int) -> None:
        page = min(max(page, 0), self.page_count - 1)
        if page != self._page:
            self._page = page
            self._show_page()

    def set_breakpoint(self, at: Breakpoint | None) -> None:
        """The window's width class; None takes it from the window itself."""
        self._at = at
        self._reshape()

    def _counted(self, tile: TileData) -> TileData:
        count = self._counts.get(tile.key, 0)
        return tile if tile.count == count else replace(tile, count=count)

    def _show_page(self) -> None:
        self._page = min(self._page, self.page_count - 1)
        capacity = self._shape.capacity
        tiles = self._fetch(self._page * capacity, capacity)
        self._tiles.show([self._counted(tile) for tile in tiles] if self._counts else tiles)
        self.page_changed.emit(self._page, self.page_count)

    # geometry

    def _reshape(self) -> None:
        least = theme().px("tile-min-width", self._at or breakpoint(self.window().width()))
        box = self.viewport().rect().adjusted(FOCUS_ROOM, FOCUS_ROOM, -FOCUS_ROOM, -FOCUS_ROOM)
        shape = shape_for(max(1, box.width()), max(1, box.height()), least, theme().px("tile-row-step"))
        if shape == self._shape:
            return
        first = self._page * self._shape.capacity
        self._shape = shape
        self._page = first // shape.capacity
        self._show_page()
        self.viewport().update()

    def tile_box(self, place: int) -> QRect:
        """Where the tile at a place of this page stands in the viewport."""
        box = QRect(*self._shape.cell(place)).translated(FOCUS_ROOM, FOCUS_ROOM)
        return visual_rect(self.layoutDirection(), self.viewport().rect(), box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._reshape()

    def visualRect(self, index: Index) -> QRect:
        return self.tile_box(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        x = point.x() if not self.isRightToLeft() else self.viewport().width() - 1 - point.x()
        place = self._shape.place_at(x - FOCUS_ROOM, point.y() - FOCUS_ROOM)
        return self._tiles.index(place) if 0 <= place < self._tiles.rowCount() else QModelIndex()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Everything of a page is in sight."""

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return 0

    def updateGeometries(self) -> None:
        """There is nothing to scroll."""

    def doItemsLayout(self) -> None:
        """The shape is the layout."""

    def dataChanged(self, top: Index, bottom: Index, roles: Iterable[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, top, bottom, list(roles))

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        return None

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion()

    def sizeHint(self) -> QSize:
        return QSize(856, 584)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px("tile-min-width", "compact"), theme().px("tile-row-step"))

    # keys

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        kind = QAbstractItemView.CursorAction
        here = max(0, self.currentIndex().row())
        ahead = -1 if self.isRightToLeft() else 1
        step = {
            kind.MoveLeft: -ahead,
            kind.MoveRight: ahead,
            kind.MoveUp: -self._shape.columns,
            kind.MoveDown: self._shape.columns,
            kind.MoveHome: -here,
            kind.MoveEnd: self._tiles.rowCount() - 1 - here,
        }.get(action, 0)
        return self._tiles.index(self._turn_to(here, step))

    def _turn_to(self, here: int, step: int) -> int:
        """The place `step` tiles on; stepping past the page along the line turns it."""
        there, count = here + step, self._tiles.rowCount()
        if abs(step) == 1 and there >= count and self._page + 1 < self.page_count:
            self.set_page(self._page + 1)
            return 0
        if abs(step) == 1 and there < 0 and self._page > 0:
            self.set_page(self._page - 1)
            return self._tiles.rowCount() - 1
        return there if 0 <= there < count else here

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        self._show_ring()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        elif key in OPENS_DETAILS:
            self._open_details(self.currentIndex())
        elif key in TURNS_PAGE:
            self.set_page(self._page + TURNS_PAGE[key])
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing belongs to the search field and to the scanner, not to the grid."""

    def _show_ring(self) -> None:
        if not self._keyboard:
            self._keyboard = True
            self._repaint_ring(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard = event.reason() in KEYBOARD_FOCUS
        if self._keyboard and not self.currentIndex().isValid() and self._tiles.rowCount():
            self.setCurrentIndex(self._tiles.index(0))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._keyboard = False
        self._repaint_ring(self.currentIndex())
        super().focusOutEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._repaint_ring(previous)
        self._repaint_ring(current)

    def _repaint_ring(self, index: Index) -> None:
        if index.isValid() and index.row() < self._tiles.rowCount():
            room = FOCUS_ROOM
            self.viewport().update(self.tile_box(index.row()).adjusted(-room, -room, room, room))

    # pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            self._press(self.indexAt(self._pressed_at).row())
            self._long_press.start()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.indexAt(event.position().toPoint()).row())
        if self._pressed >= 0 and abs(event.position().x() - self._pressed_at.x()) > SWIPE:
            self._swipe(event.position().x() - self._pressed_at.x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._long_press.stop()
        pressed = self._pressed
        self._press(-1)
        index = self.indexAt(event.position().toPoint())
        if pressed >= 0 and index.row() == pressed and event.button() == Qt.MouseButton.LeftButton:
            self._keyboard = False
            self.setCurrentIndex(index)
            self._choose(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick taps are two of the product."""
        self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self._open_details(self.currentIndex() if by_key else self.indexAt(event.pos()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y()
        if turn:
            self.set_page(self._page + (-1 if turn > 0 else 1))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._set_hover(-1)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(self.viewport(), event.globalPos(), self._tip(self.indexAt(event.pos())))
            return True
        return super().viewportEvent(event)

    def _tip(self, index: Index) -> str:
        """The full name where the tile shows it shortened."""
        if not index.isValid():
            return ""
        name = self._tiles.tiles[index.row()].name
        shown = two_lines(words("body", "medium"), name, name_width(self.tile_box(index.row())))
        return name if shown and shown[-1] not in name else ""

    def _swipe(self, distance: float) -> None:
        self._long_press.stop()
        self._press(-1)
        ahead = (distance < 0) != self.isRightToLeft()
        self.set_page(self._page + (1 if ahead else -1))

    def _on_long_press(self) -> None:
        pressed = self._pressed
        self._press(-1)
        self._open_details(self._tiles.index(pressed) if pressed >= 0 else QModelIndex())

    def _choose(self, index: Index) -> None:
        if not index.isValid():
            return
        tile = self._tiles.tiles[index.row()]
        (self.details_requested if tile.sold_out else self.chosen).emit(tile.key)

    def _open_details(self, index: Index) -> None:
        if index.isValid():
            self.details_requested.emit(self._tiles.tiles[index.row()].key)

    def _press(self, place: int) -> None:
        was, self._pressed = self._pressed, place
        self._repaint(was, place)

    def _set_hover(self, place: int) -> None:
        if place != self._hover:
            was, self._hover = self._hover, place
            self._repaint(was, place)

    def _repaint(self, *places: int) -> None:
        for place in places:
            if 0 <= place < self._tiles.rowCount():
                self.viewport().update(self.tile_box(place))

    # painting

    def reset(self) -> None:
        super().reset()
        self._hover = self._pressed = -1
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme().color("canvas"))
        region, dpr = event.region(), self.devicePixelRatioF()
        for place, tile in enumerate(self._tiles.tiles):
            box = self.tile_box(place)
            if region.intersects(box):
                paint_tile(painter, box, tile, TileLook(self._state(place), self.layoutDirection(), dpr))
        current = self.currentIndex().row()
        if self._keyboard and self.hasFocus() and 0 <= current < self._tiles.rowCount():
            paint_focus(painter, self.tile_box(current))

    def _state(self, place: int) -> TileState:
        if place == self._pressed:
            return "pressed"
        return "hover" if place == self._hover else "idle"
