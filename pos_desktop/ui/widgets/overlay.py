"""The overlay that slides over the ticket, and the scrim over everything it is not about."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QEvent,
    QPoint,
    QPropertyAnimation,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGraphicsDropShadowEffect, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import theme, themes


class Scrim(QWidget):
    """A translucent ground that takes every press."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        themes().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), theme().scrim())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()


class Overlay(QWidget):
    """Holds one content widget over the ticket. Escape declines; Tab stays inside."""

    declined = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._content: QWidget | None = None
        self._before: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.finished.connect(self._on_slid)
        self._leaving = False
        self._place = QRect()  # where it comes to stand, also while it slides
        self._shadow = QGraphicsDropShadowEffect(self)
        self.setGraphicsEffect(self._shadow)
        self._apply_shadow()
        themes().changed.connect(self._apply_shadow)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._keep_focus)
        self.hide()

    def _apply_shadow(self) -> None:
        elevation = theme().elevation("overlay")
        self._shadow.setBlurRadius(elevation.blur)
        self._shadow.setOffset(0, elevation.offset)
        self._shadow.setColor(elevation.color)
        self.update()

    @property
    def content(self) -> QWidget | None:
        return self._content

    def is_open(self) -> bool:
        return self._content is not None and not self._leaving

    def open(self, content: QWidget, place: QRect) -> None:
        """Slide `content` in to `place`; the focus goes into it and comes back when it is closed."""
        self._drop_content()
        self._before = QApplication.focusWidget()
        self._content = content
        self._column.addWidget(content)
        self._leaving = False
        self._place = place
        self.setGeometry(place)
        self.show()
        self.raise_()
        content.show()
        self._start(self._outside(place), place.topLeft())
        self._focus_inside()

    def close_content(self) -> None:
        """Slide out, then let the content go; on its way it takes no press: what it asked is answered."""
        if self._content is None or self._leaving:
            return
        self._leaving = True
        self._content.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._start(self.pos(), self._outside(self.geometry()))
        if self._before is not None and shiboken6.isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_to(self, place: QRect) -> None:
        """The window changed its size, or another screen came."""
        if self._content is None:
            return
        self._slide.stop()
        self._place = place
        if self._leaving:
            self._on_slid()
        else:
            self.setGeometry(place)

    def stand_still(self) -> None:
        """It is where it was sliding to: somebody was quicker than its way in."""
        self.move_to(self._place)

    def _outside(self, place: QRect) -> QPoint:
        """Just past the edge of the window that the ticket stands at."""
        frame = self.parentWidget()
        width = frame.width() if frame is not None else place.right() + 1
        return QPoint(-place.width(), place.top()) if self.isRightToLeft() else QPoint(width, place.top())

    def _start(self, start: QPoint, end: QPoint) -> None:
        self._slide.stop()
        duration = theme().motion("overlaySlideMs")
        if duration == 0:
            self.move(end)
            self._on_slid()
            return
        self._slide.setDuration(duration)
        self._slide.setStartValue(start)
        self._slide.setEndValue(end)
        self.move(start)
        self._slide.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)

    def _on_slid(self) -> None:
        if self._leaving:
            self._drop_content()
            self.hide()

    def _drop_content(self) -> None:
        if self._content is not None:
            self._column.removeWidget(self._content)
            self._content.hide()
            self._content.setParent(None)
            self._content.deleteLater()
        self._content = None
        self._leaving = False

    # focus stays inside

    def _inside(self) -> list[QWidget]:
        """What Tab reaches in the content, in order."""
        if self._content is None:
            return []
        chain: list[QWidget] = []
        widget: QWidget | None = self._content
        while widget is not None:
            reachable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(self)
            if reachable and widget.isEnabled() and self.isAncestorOf(widget) and widget.focusProxy() is None:
                chain.append(widget)
            widget = widget.nextInFocusChain()
            if widget is self._content:
                break
        return chain

    def _focus_inside(self) -> None:
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            inside = self._inside()
            if inside:
                inside[0].setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """What stands under the scrim gets no focus while the question is open."""
        if self.is_open() and new is not None and new.window() is self.window() and not self._holds(new):
            self._focus_inside()

    def _holds(self, widget: QWidget) -> bool:
        return widget is self or self.isAncestorOf(widget)

    def focusNextPrevChild(self, forward: bool) -> bool:
        inside = self._inside()
        if not inside:
            return True
        focused = QApplication.focusWidget()
        here = inside.index(focused) if focused in inside else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        inside[(here + (1 if forward else -1)) % len(inside)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.declined.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """No press goes through to what lies behind."""
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.Wheel):
            super().event(event)
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("surface"))
