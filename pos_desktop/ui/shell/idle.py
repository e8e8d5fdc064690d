"""Notices that nobody touched the register for a while."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

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

    def install(self, application: QCoreApplication) -> None:
        """Watches everything that people do in this program."""
        application.installEventFilter(self)

    def remove(self, application: QCoreApplication) -> None:
        """Stops watching."""
        application.removeEventFilter(self)
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
        if event.type() in _TOUCHES:
            self.touch()
        return False
