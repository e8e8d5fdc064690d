"""Each press counts once, for what was in sight when it began: hands are quicker than screens change."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.event_watch import event_watch

_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Presses(QObject):
    """Keeps from the window's widgets what nobody meant for them.

    The second press of a double click, where the first one brought something else under the pointer: whoever pays
    with two quick taps has not pressed what the next screen shows at that place. And Enter held down: what the first
    one opened is not answered by its repeats.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._pressed: QWidget | None = None

    def install(self, application: QGuiApplication) -> None:
        """From now on."""
        event_watch(application).ask(self, (*_PRESSES, QEvent.Type.KeyPress))

    def remove(self, application: QGuiApplication) -> None:
        """Everything passes again."""
        event_watch(application).leave(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._window.windowHandle():
            return False
        if isinstance(event, QKeyEvent):
            return event.isAutoRepeat() and event.key() in _ENTERS
        return isinstance(event, QMouseEvent) and self._is_astray(event)

    def _is_astray(self, event: QMouseEvent) -> bool:
        """Whether it is the second of two and not for what the first was for."""
        under = self._window.childAt(event.position().toPoint())
        if not _is_second(event):
            self._pressed = under
            return False
        first = self._pressed
        return first is None or not shiboken6.isValid(first) or first is not under


def _is_second(event: QMouseEvent) -> bool:
    """Qt tells of the second press twice: as a press that makes a double click, and as the double click."""
    makes = Qt.MouseEventFlag.MouseEventCreatedDoubleClick
    return event.type() == QEvent.Type.MouseButtonDblClick or bool(event.flags() & makes)
