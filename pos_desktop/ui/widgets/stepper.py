"""A count with less and more at its sides, that also takes typed digits."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.shapes import box, hair
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write


class _Side(Pressable):
    """Less or more: an icon on the ground of the stepper."""

    def __init__(self, icon: str, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._icon = icon
        self.setAutoRepeat(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        state = self.state()
        if state in ("hover", "pressed"):
            edge = theme().border("hair")
            box(painter, self.rect().adjusted(edge, edge, -edge, -edge), state, radius="control")
        size = theme().px("icon")
        middle = QRect((self.width() - size) // 2, (self.height() - size) // 2, size, size)
        paint_icon(painter, self._icon, "text-disabled" if state == "disabled" else "text", middle)


class Stepper(QWidget):
    """48 + what is left + 48, 154 wide by itself. `changed` carries the new value.

    With `limit_shown` the words "of 3" stand behind it. An `active` stepper shows the caret and takes the
    digits of the number pad through `append`, `back` and `clear`.
    """

    changed = Signal(int)
    activated = Signal()
    focus_radius = "control"

    def __init__(
        self,
        name: str,
        minimum: int = 0,
        maximum: int = 9999,
        value: int = 0,
        *,
        limit_shown: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum, self._value = minimum, maximum, value
        self._limit = tr("of {limit}", limit=maximum) if limit_shown else ""
        self._active = self._fresh = self._empty = self._muted = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._less = _Side("minus", tr("Less"), self)
        self._more = _Side("plus", tr("More"), self)
        for side, step in ((self._less, -1), (self._more, 1)):
            side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            side.clicked.connect(lambda _=False, step=step: self.step(step))
        self._refresh()

    def value(self) -> int:
        return self._value

    def set_value(self, value: int) -> None:
        """Show a value without telling; it is held within the limits."""
        self._value, self._empty = min(max(value, self._minimum), self._maximum), False
        self._refresh()

    def step(self, by: int) -> None:
        self._take(self._value + by)

    def set_muted(self, muted: bool) -> None:
        """The figure stands back: what it counts is not chosen."""
        self._muted = muted
        self.update()

    def set_active(self, active: bool) -> None:
        """The number pad writes here now; the first digit starts a new number."""
        self._active, self._fresh = active, active
        if not active:
            self._empty = False
        self._refresh()

    def append(self, digits: str) -> None:
        before = "" if self._fresh or self._empty else str(self._value)
        typed = before + "".join(digit for digit in digits if digit.isdecimal())
        if typed and int(typed) <= self._maximum:
            self._fresh = False
            self._take(int(typed))

    def back(self) -> None:
        shorter = "" if self._fresh else str(self._value)[:-1]
        self._fresh = False
        self._take(int(shorter or "0"), empty=not shorter)

    def clear(self) -> None:
        self._fresh = False
        self._take(self._minimum, empty=True)

    def _take(self, value: int, *, empty: bool = False) -> None:
        held = min(max(value, self._minimum), self._maximum)
        told = held != self._value
        self._value, self._empty = held, empty
        self._refresh()
        if told:
            self.changed.emit(held)

    def _refresh(self) -> None:
        self._less.setEnabled(self._value > self._minimum)
        self._more.setEnabled(self._value < self._maximum)
        self.setAccessibleDescription(f"{self._value} {self._limit}".strip())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Plus):
            self.step(1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Minus):
            self.step(-1)
        elif key == Qt.Key.Key_Backspace:
            self.back()
        elif len(event.text()) == 1 and event.text().isdecimal():
            self.append(str(int(event.text())))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        del event
        self.activated.emit()

    def _limit_width(self) -> int:
        return width_of(face_of("caption"), self._limit) + theme().space(2) if self._limit else 0

    def sizeHint(self) -> QSize:
        around = 2 * theme().border("hair")
        width = theme().px("stepper", "width") + around
        return QSize(width + self._limit_width(), theme().px("stepper", "height"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _outline(self) -> QRect:
        return mirrored(self, QRect(0, 0, self.width() - self._limit_width(), self.height()))

    def _middle(self) -> QRect:
        side = theme().px("touch") + theme().border("hair")
        return self._outline().adjusted(side, 0, -side, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        outline, side = self._outline(), theme().px("touch") + theme().border("hair")
        start = QRect(outline.x(), 0, side, self.height())
        end = QRect(outline.right() + 1 - side, 0, side, self.height())
        self._less.setGeometry(end if self.isRightToLeft() else start)
        self._more.setGeometry(start if self.isRightToLeft() else end)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        middle = self._middle()
        enabled = self.isEnabled()
        box(
            painter, self._outline(), "surface" if enabled else "sunken", "border-strong" if enabled else None
        )
        edge = theme().border("hair")
        for x in (middle.x(), middle.right()):
            hair(painter, QPointF(x, edge), QPointF(x, self.height() - edge))
        color = "text-2" if self._muted else "text"
        if self._active and enabled:
            box(painter, middle, "surface", "accent", "selected", 0)
        if not self._empty:
            shown = color if enabled else "text-disabled"
            write(
                painter,
                self,
                face_of("body", "semibold", "tabular"),
                str(self._value),
                middle,
                shown,
                Align.CENTER,
            )
        if self._active and enabled and (self._empty or self._fresh):
            self._paint_caret(painter, middle)
        limit = mirrored(
            self, QRect(self.width() - self._limit_width(), 0, self._limit_width(), self.height())
        )
        write(painter, self, face_of("caption"), self._limit, limit, "text-2", Align.END)

    def _paint_caret(self, painter: QPainter, middle: QRect) -> None:
        high = theme().space(6)
        half = (
            0
            if self._empty
            else width_of(face_of("body", "semibold", "tabular"), str(self._value)) // 2 + theme().space(1)
        )
        line = QPainterPath()
        line.addRect(middle.center().x() + half, (self.height() - high) / 2, theme().border("selected"), high)
        painter.fillPath(line, theme().color("accent"))
