"""The one event filter of the application, for all who have to see keys and touches before the widgets do.

A filter is called from C++ into Python for every event of every object, some twenty times for one scan. Three of
them did little else than say that an event was of no interest.
"""

from collections.abc import Iterable

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject


class EventWatch(QObject):
    """Hands events of some kinds to those who asked for them, the latest first, until one keeps the event."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._asking: dict[QEvent.Type, tuple[QObject, ...]] = {}
        application.installEventFilter(self)

    def ask(self, listener: QObject, kinds: Iterable[QEvent.Type]) -> None:
        """From now on `listener.eventFilter` is called for these kinds."""
        self.leave(listener)
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


_watches: list[EventWatch] = []


def event_watch(application: QCoreApplication) -> EventWatch:
    """The watch of this application, made when it is first asked for."""
    _watches[:] = [watch for watch in _watches if shiboken6.isValid(watch)]
    if not _watches:
        _watches.append(EventWatch(application))
    return _watches[0]
