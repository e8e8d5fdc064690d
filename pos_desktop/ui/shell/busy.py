"""Shows that something slow is alive, and lets it be cancelled."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme, themes, tokens
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.frame import AppFrame
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.shapes import box

_FRAME_MS = 40
_DEGREES = 18


class Spinner(QWidget):
    """A turning mark; it stands still where less motion is asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._angle = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._turn)

    def sizeHint(self) -> QSize:
        return QSize(theme().px("icon-rail"), theme().px("icon-rail"))

    def showEvent(self, event: QEvent) -> None:
        if not themes().less_motion:
            self._timer.start()

    def hideEvent(self, event: QEvent) -> None:
        self._timer.stop()

    def _turn(self) -> None:
        self._angle = (self._angle + _DEGREES) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        center = self.rect().center()
        painter.translate(center)
        painter.rotate(self._angle)
        painter.translate(-center)
        paint_icon(painter, "spinner-bold", "accent", self.rect())


class BusyCard(QWidget):
    """Stands in the middle of the frame's lower edge while something slow is under way."""

    cancelled = Signal()

    def __init__(self, frame: AppFrame) -> None:
        super().__init__(frame)
        self._frame = frame
        self._words = Label("", "body", "semibold")
        self._cancel = Button("", "link")
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().space(5), 0, theme().space(2), 0)
        row.setSpacing(theme().space(3))
        row.addWidget(Spinner())
        row.addWidget(self._words, 1)
        row.addWidget(self._cancel)
        frame.installEventFilter(self)
        self.hide()

    def show_words(self, words: str) -> None:
        """Shows the card with what is being done."""
        self._words.setText(words or tr("One moment …"))
        self._cancel.set_text(tr("Cancel"))
        self.setAccessibleName(self._words.text())
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        main = self._frame.main.geometry()
        width = min(self.sizeHint().width(), main.width() - 2 * theme().space(4))
        height = theme().px("toast")
        left = main.left() + (main.width() - width) // 2
        self.setGeometry(left, main.bottom() + 1 - height - theme().space(4), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        box(QPainter(self), self.rect(), "surface", "border", radius="card")

    def mousePressEvent(self, event: QEvent) -> None:
        event.accept()


class Busy(QObject):
    """Shows the card when work has not ended after 300 ms, for the oldest piece of work."""

    def __init__(self, card: BusyCard) -> None:
        super().__init__(card)
        self._card = card
        self._running: dict[Task, None] = {}
        self._patience = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._patience.timeout.connect(self._show)

    def begin(self, task: Task) -> None:
        """Something slow was started."""
        self._running[task] = None
        if not self._patience.isActive() and not self._card.isVisible():
            self._patience.start(int(tokens()["motion"]["spinnerAfterMs"]))

    def end(self, task: Task) -> None:
        """It ended, in whatever way."""
        self._running.pop(task, None)
        if not self._running:
            self._patience.stop()
            self._card.hide()
        elif self._card.isVisible():
            self._show()

    def _show(self) -> None:
        if self._running:
            self._card.show_words(next(iter(self._running)).words)
