"""How far something is, or only that it goes on."""

from PySide6.QtCore import QRect, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import mirrored

_FRAME_MS = 33
_FRAMES_ACROSS = 45


class ProgressBar(QProgressBar):
    """8 high; `setValue` and `setMaximum` as usual, maximum 0 for work of unknown length.

    `fill` names the colour: the accent for work, "good-solid" for money taken.
    """

    def __init__(self, name: str, fill: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fill, self._frame = fill, 0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._advance)

    def sizeHint(self) -> QSize:
        return QSize(theme().space(40), theme().space(2))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(10), theme().space(2))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _advance(self) -> None:
        if self.maximum() == 0 and not themes().less_motion:
            self._frame = (self._frame + 1) % _FRAMES_ACROSS
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        radius = self.height() / 2
        box(painter, self.rect(), "sunken", radius=radius)
        filled = mirrored(self, self._filled())
        if filled.width():
            box(painter, filled, self._fill, radius=min(radius, filled.width() / 2))

    def _filled(self) -> QRect:
        if self.maximum() == 0:
            part = self.width() // 3
            return QRect((self.width() - part) * self._frame // (_FRAMES_ACROSS - 1), 0, part, self.height())
        span = self.maximum() - self.minimum()
        done = max(self.value() - self.minimum(), 0)
        return QRect(0, 0, round(self.width() * done / span) if span else 0, self.height())
