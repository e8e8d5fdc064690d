"""What other threads tell the windows: that somebody started the register again, that no back-up was made."""

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget


class Told(QObject):
    """Hands what it is told on any thread to the thread of the windows, as long as its owner lives."""

    _told = Signal(object)

    def __init__(self, owner: QObject, hear: Callable[[Any], object]) -> None:
        super().__init__(owner)
        self._told.connect(hear, Qt.ConnectionType.QueuedConnection)

    def tell(self, what: object) -> None:
        """Called on any thread, also after the owner is gone."""
        if shiboken6.isValid(self):
            self._told.emit(what)


class Front(Told):
    """Brings a window to the front when it is called."""

    def __init__(self, owner: QObject, window: Callable[[], QWidget | None]) -> None:
        super().__init__(owner, lambda _nothing: _raise(window()))

    def call(self) -> None:
        """Called on any thread."""
        self.tell(None)


def window_in_sight(application: QApplication) -> QWidget | None:
    """The window that is waiting for somebody, if any."""
    modal = application.activeModalWidget()
    return modal or next((each for each in application.topLevelWidgets() if each.isVisible()), None)


def _raise(window: QWidget | None) -> None:
    if window is None:
        return
    window.showNormal() if window.isMinimized() else window.show()
    window.raise_()
    window.activateWindow()
