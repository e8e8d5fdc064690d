"""Notices that nobody touched the register for a while."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from pos_desktop.ui.event_watch import event_watch

_TOUCHES = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
    QEvent.Type.Wheel,
)


class IdleWatch(QObject):
    """Tells once when the time without a key or a touch is over, and begins anew with the next one."""

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)

    def install(self, application: QGuiApplication) -> None:
        """Watches everything that people do in this program."""
        event_watch(application).ask(self, _TOUCHES)

    def remove(self, application: QGuiApplication) -> None:
        """Stops watching."""
        event_watch(application).leave(self)
        self._timer.stop()

    def set_patience(self, milliseconds: int) -> None:
        """How long nobody may touch it; 0 for ever."""
        self._timer.stop()
        self._timer.setInterval(milliseconds)
        self.touch()

    def touch(self) -> None:
        """Somebody is there."""
        if self._timer.interval() > 0:
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.touch()
        return False
