"""The frame of every screen: rail, main part, side (ticket or panel), status bar; overlay and toasts over them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_desktop.domain.record import record
from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import Breakpoint, breakpoint, theme, themes
from pos_desktop.ui.widgets.overlay import Overlay, Scrim
from pos_desktop.ui.widgets.rail import Rail
from pos_desktop.ui.widgets.status_bar import StatusBar
from pos_desktop.ui.widgets.toast import ToastStack

PORTRAIT_SIDE_PERCENT = 45


@record
class Regions:
    """Where the parts stand in logical pixels, left-to-right. `side` includes its hair line; it is empty
    without a side, and `overlay` is then the place it would have."""

    rail: QRect
    main: QRect
    side: QRect
    overlay: QRect
    status: QRect


def regions_for(size: QSize, rail_width: int, has_side: bool = True, has_chrome: bool = True) -> Regions:
    """The frame's arithmetic. Without chrome (sign-in, first run) the main part takes everything."""
    width, height = size.width(), size.height()
    if not has_chrome:
        whole = QRect(0, 0, width, height)
        return Regions(QRect(), whole, QRect(), _side_of(whole, size), QRect())
    body = height - theme().px("status-bar")
    status = QRect(0, body, width, theme().px("status-bar"))
    rail = QRect(0, 0, rail_width, body)
    rest = QRect(rail_width, 0, width - rail_width, body)
    side = _side_of(rest, size)
    if not has_side:
        return Regions(rail, rest, QRect(), side, status)
    if is_portrait(size):
        main = rest.adjusted(0, 0, 0, -side.height())
    else:
        main = rest.adjusted(0, 0, -side.width(), 0)
    return Regions(rail, main, side, side, status)


def is_portrait(size: QSize) -> bool:
    return size.width() < size.height()


def _side_of(rest: QRect, size: QSize) -> QRect:
    """The ticket's place: at the end, or below in portrait."""
    if is_portrait(size):
        height = rest.height() * PORTRAIT_SIDE_PERCENT // 100
        return QRect(rest.left(), rest.bottom() + 1 - height, rest.width(), height)
    width = theme().px("ticket", breakpoint(size.width()))
    return QRect(rest.right() + 1 - width, rest.top(), width, rest.height())


class AppFrame(QWidget):
    """Screens register a main widget and, if they have one, a side widget; several may share one side."""

    breakpoint_changed = Signal(str)  # compact, regular or wide
    page_changed = Signal(str)
    overlay_declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rail = Rail(self)
        self.main = QStackedWidget(self)
        self.side = QStackedWidget(self)
        self.status_bar = StatusBar(self)
        self.toasts = ToastStack(self)
        self._pages: dict[str, tuple[QWidget, QWidget | None, bool]] = {}
        self._page = ""
        self._at: Breakpoint | None = None
        self._toast_room = self._toast_foot = 0
        self._side_box = QRect()  # as it was placed last: asked for at every repaint of anything
        self._scrim = Scrim(self)
        self._scrim.hide()
        self.overlay = Overlay(self)
        self.overlay.declined.connect(self.overlay_declined)
        QWidget.setTabOrder(self.main, self.side)
        themes().changed.connect(self.update)

    # pages

    def add_page(self, name: str, main: QWidget, side: QWidget | None = None, *, chrome: bool = True) -> None:
        """Register a screen. `chrome` False hides rail and status bar while it is shown."""
        if self.main.indexOf(main) < 0:
            self.main.addWidget(main)
        if side is not None and self.side.indexOf(side) < 0:
            self.side.addWidget(side)
        self._pages[name] = (main, side, chrome)

    def show_page(self, name: str) -> None:
        """Show a registered screen. KeyError for one that is not."""
        main, side, _ = self._pages[name]
        self._page = name
        self.main.setCurrentWidget(main)
        if side is not None:
            self.side.setCurrentWidget(side)
        self._place()
        self.page_changed.emit(name)

    def page(self) -> str:
        """The screen in sight, "" before the first."""
        return self._page

    def set_side(self, name: str, side: QWidget | None) -> None:
        """Give a registered screen another side, or none."""
        main, _, chrome = self._pages[name]
        self.add_page(name, main, side, chrome=chrome)
        if name == self._page:
            self.show_page(name)

    def set_toast_room(self, room: int, foot: int = 0) -> None:
        """Pixels at the end and at the foot of the main part that toasts keep free."""
        self._toast_room, self._toast_foot = room, foot
        self._place()

    # overlay

    def show_overlay(self, content: QWidget) -> None:
        """Slide `content` over the ticket. The frame takes it over and deletes it when it is closed."""
        self._scrim.show()
        self._scrim.raise_()
        self.overlay.open(content, self._overlay_place(content))
        self.status_bar.raise_()

    def close_overlay(self) -> None:
        self._scrim.hide()
        self.overlay.close_content()

    def overlay_is_open(self) -> bool:
        return self.overlay.is_open()

    # layout

    def at(self) -> Breakpoint:
        """The width class of the window."""
        return breakpoint(self.width())

    def is_portrait(self) -> bool:
        return is_portrait(self.size())

    def regions(self) -> Regions:
        """Where the parts stand now, left-to-right."""
        _, side, chrome = self._pages.get(self._page, (None, None, True))
        return regions_for(self.size(), self.rail.width_at(self.at()), side is not None, chrome)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.at() != self._at:
            self._at = self.at()
            self.rail.set_breakpoint(self._at)
            self.status_bar.set_breakpoint(self._at)
            self.breakpoint_changed.emit(self._at)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()
        super().changeEvent(event)

    def _place(self) -> None:
        regions = self.regions()
        self._side_box = self._mirrored(regions.side)
        for widget, box in (
            (self.rail, regions.rail),
            (self.main, regions.main),
            (self.side, self._inside_of(regions.side)),
            (self.status_bar, regions.status),
            (
                self._scrim,
                QRect(0, 0, self.width(), regions.status.top() if regions.status else self.height()),
            ),
        ):
            widget.setGeometry(self._mirrored(box))
            if widget is not self._scrim:
                widget.setVisible(not box.isEmpty())
        if self.overlay.content is not None:
            self.overlay.move_to(self._overlay_place(self.overlay.content))
        free = regions.main.adjusted(0, 0, -self._toast_room, -self._toast_foot)
        self.toasts.set_area(self._mirrored(free))
        self.update()

    def _inside_of(self, side: QRect) -> QRect:
        """The side without the hair line on its inner edge, which the frame paints."""
        if side.isEmpty():
            return side
        return side.adjusted(0, 1, 0, 0) if self.is_portrait() else side.adjusted(1, 0, 0, 0)

    def _overlay_place(self, content: QWidget) -> QRect:
        """Exactly over the ticket; where that is too low for its content, as far up as it needs."""
        box = self.regions().overlay
        needed = content.minimumSizeHint().height()
        if needed > box.height():
            box.setTop(max(0, box.bottom() + 1 - needed))
        return self._mirrored(box)

    def _mirrored(self, box: QRect) -> QRect:
        return visual_rect(self.layoutDirection(), self.rect(), box)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color("canvas"))
        if self._side_box.intersects(event.rect()):
            painter.fillRect(self._side_box, theme().color("border"))

    def sizeHint(self) -> QSize:
        return QSize(1366, 768)

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 480)
