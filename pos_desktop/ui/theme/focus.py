"""The ring around whatever has the keyboard, drawn outside its border, shown to keyboards only."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFocusFrame, QWidget

from pos_desktop.ui.event_watch import event_watch

_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_POINTER_EVENTS = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.TabletPress)


def radius_of(widget: QWidget) -> str | None:
    """The radius token of a widget that wears the ring, None for one that does not."""
    fallback = "control" if isinstance(widget, QAbstractButton) else None
    name: str | None = getattr(widget, "focus_radius", fallback)
    return name


def _moved_by_key(widget: QObject, event: QEvent) -> bool:
    """Whether a key took the keyboard on: what is switched off or hidden passes it on for the same reason in Qt."""
    by_key = isinstance(event, QFocusEvent) and event.reason() in _KEYBOARD_REASONS
    return by_key and isinstance(widget, QWidget) and widget.isEnabled() and widget.isVisible()


_kept: "list[FocusRingKeeper]" = []


def kept_ring() -> "FocusRingKeeper | None":
    """The keeper of this application, if it has one."""
    # Not asked for as the application's child: among those is Qt's style, which would come along.
    return next((keeper for keeper in _kept if shiboken6.isValid(keeper)), None)


class FocusRingKeeper(QObject):
    """Moves the one ring of the application and hides it while people use the pointer."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._keyboard = False
        self._ring: QFocusFrame | None = None
        application.focusChanged.connect(self._follow)
        _kept.append(self)

    def install(self, application: QApplication) -> None:
        """Watches keys and pointer from now on."""
        event_watch(application).ask(self, (*_POINTER_EVENTS, QEvent.Type.KeyPress))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            # Of the widget that has the keyboard: it hears first why the keyboard goes on to the next one.
            self._keyboard |= _moved_by_key(watched, event)
        elif kind in _POINTER_EVENTS:
            self._use_keyboard(False)
        elif kind == QEvent.Type.KeyPress:
            self._keyboard = True
        return False

    def _use_keyboard(self, keyboard: bool) -> None:
        if self._keyboard != keyboard:
            self._keyboard = keyboard
            self._follow(None, QApplication.focusWidget())

    def _follow(self, old: QWidget | None, now: QWidget | None) -> None:
        if old is not None and shiboken6.isValid(old):
            old.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)
        worn = self._keyboard and now is not None and radius_of(now) is not None
        if worn and now is not None:
            self._ring_now().setWidget(now)
        elif self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.setWidget(None)  # type: ignore[arg-type]  # no widget takes the ring off

    def _ring_now(self) -> QFocusFrame:
        """The ring, made anew when the window that held it was destroyed with it."""
        if self._ring is None or not shiboken6.isValid(self._ring):
            from pos_desktop.ui.theme.focus_ring import FocusRing

            self._ring = FocusRing()
        return self._ring
