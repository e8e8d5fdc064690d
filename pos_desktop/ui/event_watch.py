"""Hears keys, pointer and touches where they come in, at the windows, for all who have to see them before the widgets.

A filter of the application would be called from C++ into Python for every event of every object, five thousand times
until a sale screen stands: a quarter of the time that this takes. People's hands reach the program at its windows.
"""

from collections.abc import Iterable

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QWindow


class EventWatch(QObject):
    """Hands events of some kinds to those who asked for them, the latest first, until one keeps the event.

    A window is heard when it has the keyboard, and from then on; menus and open lists never have it, they ask
    to be heard.
    """

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._asking: dict[QEvent.Type, tuple[QObject, ...]] = {}
        application.focusWindowChanged.connect(self.hear)

    def hear(self, window: QWindow | None) -> None:
        """From now on what comes in at this window is watched as well."""
        if window is not None:
            window.installEventFilter(self)

    def ask(self, listener: QObject, kinds: Iterable[QEvent.Type]) -> None:
        """From now on `listener.eventFilter` is called for these kinds."""
        self.leave(listener)
        for window in QGuiApplication.topLevelWindows():
            self.hear(window)
        for kind in kinds:
            self._asking[kind] = (listener, *self._asking.get(kind, ()))

    def leave(self, listener: QObject) -> None:
        """The listener is asked no more."""
        for kind, listeners in self._asking.items():
            self._asking[kind] = tuple(each for each in listeners if each is not listener)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        for listener in self._asking.get(event.type(), ()):
            if not shiboken6.isValid(listener):
                self.leave(listener)
            elif listener.eventFilter(watched, event):
                return True
        return False


def hear_popup(window: QWindow | None) -> None:
    """Has a window that never gets the keyboard watched, where anything is."""
    for watch in _watches:
        if shiboken6.isValid(watch):
            watch.hear(window)


_watches: list[EventWatch] = []


def event_watch(application: QGuiApplication) -> EventWatch:
    """The watch of this application, made when it is first asked for."""
    _watches[:] = [watch for watch in _watches if shiboken6.isValid(watch)]
    if not _watches:
        _watches.append(EventWatch(application))
    return _watches[0]
