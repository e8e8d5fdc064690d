"""The keyboard is never nowhere: when the control that had it is gone, it goes home to the screen in sight."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


class FocusHome(QObject):
    """`home` answers the widget that takes the keyboard then, or None where somebody else sees to it."""

    def __init__(self, window: QWidget, home: Callable[[], QWidget | None]) -> None:
        super().__init__(window)
        self._window, self._home = window, home
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            QTimer.singleShot(0, self, self._bring)

    def _bring(self) -> None:
        if QApplication.focusWidget() is not None or not self._window.isActiveWindow():
            return
        home = self._home()
        if home is not None:
            home.setFocus()
