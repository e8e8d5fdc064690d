"""The ring around whatever has the keyboard, drawn outside its border, shown to keyboards only."""

from typing import ClassVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from pos_desktop.ui.theme.tokens import theme, themes

_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_POINTER_EVENTS = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.TabletPress)


def _reach() -> int:
    """How far the ring reaches beyond the widget, in pixels."""
    return theme().border("focus") + theme().border("focusOffset")


class _RingStyle(QProxyStyle):
    """Gives the frame its distance and lets its corners reach over the widget's own."""

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric in (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin):
            return _reach()
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        answer: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        if hint == QStyle.StyleHint.SH_FocusFrame_Mask:
            return 0
        return super().styleHint(hint, option, widget, answer)


class FocusRing(QFocusFrame):
    """A ring of the accent colour following the widget's own radius.

    A widget takes part when it is a button or names its radius in an attribute `focus_radius`; with
    `focus_radius = None` it draws its focus itself, as inputs do.
    """

    _style: ClassVar[_RingStyle | None] = None

    def __init__(self) -> None:
        super().__init__()
        if FocusRing._style is None:
            FocusRing._style = _RingStyle("fusion")
            FocusRing._style.setParent(QApplication.instance())
        self.setStyle(FocusRing._style)
        themes().changed.connect(self._put_on_again)

    def _put_on_again(self) -> None:
        """Qt hides a focus frame when the style sheet changes under it."""
        around = self.widget()
        if around is not None:
            self.setWidget(None)  # type: ignore[arg-type]
            self.setWidget(around)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        around = self.widget()
        if around is None:
            return
        width = theme().border("focus")
        radius = theme().radius(radius_of(around) or "control") + _reach() - width / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("accent"), width))
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(box, radius, radius)


def radius_of(widget: QWidget) -> str | None:
    """The radius token of a widget that wears the ring, None for one that does not."""
    fallback = "control" if isinstance(widget, QAbstractButton) else None
    name: str | None = getattr(widget, "focus_radius", fallback)
    return name


class FocusRingKeeper(QObject):
    """Moves the one ring of the application and hides it while people use the pointer."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._keyboard = False
        self._ring: FocusRing | None = None
        application.installEventFilter(self)
        application.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _POINTER_EVENTS:
            self._use_keyboard(False)
        elif kind == QEvent.Type.KeyPress:
            self._keyboard = True
        elif (
            kind == QEvent.Type.FocusIn
            and isinstance(event, QFocusEvent)
            and event.reason() in _KEYBOARD_REASONS
            and isinstance(watched, QWidget)
        ):
            self._use_keyboard(True)
        return False

    def _use_keyboard(self, keyboard: bool) -> None:
        if self._keyboard != keyboard:
            self._keyboard = keyboard
            self._follow(None, QApplication.focusWidget())

    def _follow(self, old: QWidget | None, now: QWidget | None) -> None:
        del old
        worn = self._keyboard and now is not None and radius_of(now) is not None
        if worn and now is not None:
            self._ring_now().setWidget(now)
        elif self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.setWidget(None)  # type: ignore[arg-type]  # no widget takes the ring off

    def _ring_now(self) -> FocusRing:
        """The ring, made anew when the window that held it was destroyed with it."""
        if self._ring is None or not shiboken6.isValid(self._ring):
            self._ring = FocusRing()
        return self._ring
