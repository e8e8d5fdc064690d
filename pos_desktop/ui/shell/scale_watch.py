"""The register's scale as its window uses it: readings come here from the scale's thread, the latest order's alone."""

from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from pos_desktop.application.weighed_goods import SoldByWeight
from pos_desktop.application.weighing import ScaleReading, ScaleState

if TYPE_CHECKING:
    from pos_desktop.application.counter import Counter, Stop
    from pos_desktop.application.weighing import WeighingOrder

SILENT_MS = 3_000
"""A scale is asked several times a second: a reading this old is no longer what lies on it."""

NOT_YET = ScaleReading(ScaleState.MOTION)
SILENT = ScaleReading(ScaleState.NO_ANSWER, detail="nothing was told for a while")


class ScaleWatch(QObject):
    """After a sale it goes on reading until the goods are taken off, so that they are not sold twice."""

    read = Signal(object)
    _told = Signal(int, object)

    def __init__(self, counter: "Counter", parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter
        self._stop: Stop | None = None
        self._turn = 0
        self._weighing = False
        self.sold = SoldByWeight()
        self.reading = NOT_YET
        self._silence = QTimer(self, singleShot=True, interval=SILENT_MS)
        self._silence.timeout.connect(partial(self._take, SILENT))
        self._told.connect(self._on_told)

    @property
    def there(self) -> bool:
        """Whether a scale is set up."""
        return self._counter.has_scale

    def weigh(self, order: "WeighingOrder") -> None:
        """Readings for this order from now on; none of an earlier one comes any more."""
        self._end()
        self._weighing = True
        self.reading = NOT_YET
        self._silence.start()
        self._stop = self._counter.weigh(order, partial(self._hear, self._turn))

    def rest(self) -> None:
        """Nobody weighs now."""
        self._weighing = False
        self._silence.stop()
        if not self.sold.lies_there:
            self._end()

    def zero(self) -> None:
        """Takes what lies on it as nothing, where the scale does that."""
        self._counter.zero()

    def close(self) -> None:
        """The window closes."""
        self._weighing = False
        self._silence.stop()
        self._end()

    def _end(self) -> None:
        self._turn += 1
        if self._stop is not None:
            self._stop()
            self._stop = None

    def _hear(self, turn: int, reading: ScaleReading) -> None:
        """Called on the scale's thread."""
        if shiboken6.isValid(self):
            self._told.emit(turn, reading)

    def _on_told(self, turn: int, reading: ScaleReading) -> None:
        if turn != self._turn:
            return
        if self._weighing:
            self._silence.start()
        self._take(reading)

    def _take(self, reading: ScaleReading) -> None:
        self.reading = reading
        self.sold.read(reading)
        if self._weighing:
            self.read.emit(reading)
        elif not self.sold.lies_there:
            self._end()
