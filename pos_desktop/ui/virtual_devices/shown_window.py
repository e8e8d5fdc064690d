"""Windows that follow something while they are seen; a hidden window costs nothing."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.theme.tokens import theme, themes

Stop = Callable[[], None]


class ShownWindow(QWidget):
    """A window of its own, on the colour of a canvas in whichever theme."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        themes().changed.connect(self.update)
        self.setWindowTitle(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), theme().color("canvas"))


class ListeningWindow(ShownWindow):
    """Is told what changed, on whichever thread, and shows it on its own."""

    _changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._stops: Sequence[Stop] = ()
        self._changed.connect(self._show_state)

    def _listen(self) -> Sequence[Stop]:
        """Begins to listen; the answers end it."""
        raise NotImplementedError

    def _show_state(self) -> None:
        """Shows what it is about as it is now."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._stops:
            self._stops = self._listen()
        self._show_state()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        stops, self._stops = self._stops, ()
        for stop in stops:
            stop()


class LookingWindow(ShownWindow):
    """Looks again and again at what tells nobody of its changes."""

    def __init__(self, title: str, look_ms: int, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._look = QTimer(self, interval=look_ms)
        self._look.timeout.connect(self.refresh)

    def refresh(self) -> None:
        """Shows what it is about as it is now."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._look.stop()
