"""Toasts: what happened, for some seconds, with at most one action. Never for what must be answered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGraphicsDropShadowEffect, QWidget

from pos_desktop.domain.record import record
from pos_desktop.ui.theme.icons import pixmap
from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.widgets.lettering import Align, advance, draw, words
from pos_desktop.ui.widgets.state_tag import Tone, tone_icon

LEAST_WIDTH = 320
MOST_WIDTH = 480
EDGE = 16
STACK_GAP = 12
MOST = 3
SHOWN_MS = 5000
SHOWN_WITH_ACTION_MS = 8000
ICON = 24
TEXT_GAP = 12
TITLE_LINE = 20
SECOND_LINE = 18
ACTION_PADDING = 12
ACTION_EDGE = 9
PADDING = 17  # border and 16


@record
class ToastData:
    """What a toast says. An empty icon means the one of its kind."""

    title: str
    text: str = ""
    kind: Tone = "good"
    icon: str = ""
    action: str = ""


class ToastAction(QAbstractButton):
    """The one action of a toast."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._hovered = False
        self.setText(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        width = round(advance(words("body", "semibold"), self.text())) + 2 * ACTION_PADDING
        return QSize(max(width, theme().px("button")), theme().px("button"))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isDown() or self._hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("pressed" if self.isDown() else "hover"))
            radius = theme().radius("control")
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        ink = theme().color("accent-text")
        draw(painter, words("body", "semibold"), self.text(), self.rect(), ink, Align.CENTER)


class Toast(QWidget):
    """One toast; it closes itself, later while the pointer rests on it."""

    closed = Signal()
    acted = Signal()

    def __init__(self, data: ToastData, parent: QWidget) -> None:
        super().__init__(parent)
        self._data = data
        self._action = ToastAction(data.action, self) if data.action else None
        if self._action is not None:
            self._action.clicked.connect(self._act)
        self.setAccessibleName(", ".join(text for text in (data.title, data.text) if text))
        self._timer = QTimer(self, singleShot=True)
        self._timer.setInterval(SHOWN_WITH_ACTION_MS if data.action else SHOWN_MS)
        self._timer.timeout.connect(self.closed)
        self._timer.start()
        self._shadow = QGraphicsDropShadowEffect(self)
        self.setGraphicsEffect(self._shadow)
        self._apply_shadow()
        themes().changed.connect(self._apply_shadow)

    @property
    def data(self) -> ToastData:
        return self._data

    def _apply_shadow(self) -> None:
        elevation = theme().elevation("toast")
        self._shadow.setBlurRadius(elevation.blur)
        self._shadow.setOffset(0, elevation.offset)
        self._shadow.setColor(elevation.color)
        self.update()

    def _act(self) -> None:
        self.acted.emit()
        self.closed.emit()

    def sizeHint(self) -> QSize:
        text = max(
            advance(words("body", "semibold"), self._data.title), advance(words("caption"), self._data.text)
        )
        end = PADDING if self._action is None else self._action.sizeHint().width() + ACTION_EDGE + TEXT_GAP
        width = PADDING + ICON + TEXT_GAP + round(text) + 1 + end
        return QSize(min(max(width, LEAST_WIDTH), MOST_WIDTH), theme().px("toast"))

    def resizeEvent(self, event: QEvent) -> None:
        if self._action is not None:
            size = self._action.sizeHint()
            left = self.width() - ACTION_EDGE - size.width()
            box = QRect(left, (self.height() - size.height()) // 2, size.width(), size.height())
            self._action.setGeometry(visual_rect(self.layoutDirection(), self.rect(), box))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, direction = theme().color, self.layoutDirection()
        painter.setPen(QPen(colour("border"), 1))
        painter.setBrush(colour("surface"))
        radius = theme().radius("card") - 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        tone = "text-2" if self._data.kind == "neutral" else self._data.kind
        mark = pixmap(
            self._data.icon or tone_icon(self._data.kind) or "check-circle-fill",
            tone,
            ICON,
            self.devicePixelRatioF(),
        )
        place = QRect(PADDING, (self.height() - ICON) // 2, ICON, ICON)
        painter.drawPixmap(visual_rect(direction, self.rect(), place).topLeft(), mark)
        self._paint_texts(painter)

    def _paint_texts(self, painter: QPainter) -> None:
        left = PADDING + ICON + TEXT_GAP
        end = PADDING if self._action is None else self._action.width() + ACTION_EDGE + TEXT_GAP
        height = TITLE_LINE + (SECOND_LINE if self._data.text else 0)
        top = (self.height() - height) // 2
        for kind, text, tone, line in (
            (words("body", "semibold"), self._data.title, "text", TITLE_LINE),
            (words("caption"), self._data.text, "text-2", SECOND_LINE),
        ):
            box = QRect(left, top, self.width() - left - end, line)
            box = visual_rect(self.layoutDirection(), self.rect(), box)
            draw(
                painter, kind, text, box, theme().color(tone), Align.START, self.layoutDirection(), elide=True
            )
            top += line


class ToastStack(QObject):
    """Up to three toasts at the bottom end of an area of `host`; a fourth drives out the oldest."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._area = QRect()
        self._toasts: list[Toast] = []

    @property
    def toasts(self) -> tuple[Toast, ...]:
        return tuple(self._toasts)

    def set_area(self, area: QRect) -> None:
        """Where toasts stand, in coordinates of the host."""
        self._area = area
        self._place()

    def show(self, data: ToastData, on_action: Callable[[], object] | None = None) -> Toast:
        """Show a toast and say it to a screen reader."""
        while len(self._toasts) >= MOST:
            self._drop(self._toasts[0])
        toast = Toast(data, self._host)
        toast.closed.connect(lambda: self._drop(toast))
        if on_action is not None:
            toast.acted.connect(on_action)
        self._toasts.append(toast)
        self._place()
        toast.show()
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(toast, toast.accessibleName()))
        return toast

    def clear(self) -> None:
        for toast in list(self._toasts):
            self._drop(toast)

    def _drop(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        bottom = self._area.bottom() + 1 - EDGE
        widest = max((toast.sizeHint().width() for toast in self._toasts), default=0)
        width = min(widest, self._area.width() - 2 * EDGE)
        for toast in reversed(self._toasts):
            size = toast.sizeHint()
            bottom -= size.height()
            box = QRect(self._area.right() + 1 - EDGE - width, bottom, width, size.height())
            toast.setGeometry(visual_rect(self._host.layoutDirection(), self._area, box))
            toast.raise_()
            bottom -= STACK_GAP
