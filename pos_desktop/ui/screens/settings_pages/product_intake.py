"""A file of products on its way in: it outlives the page that began it, which another language builds anew."""

import threading
from collections.abc import Callable
from functools import partial
from uuid import UUID

import shiboken6
from PySide6.QtCore import QObject, Signal

from pos_desktop.application.errors import PersonError
from pos_desktop.application.product_desk import Intake
from pos_desktop.application.product_files import ProductFile
from pos_desktop.application.services import Services
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.tasks import Task


class ProductIntake(QObject):
    """One file at a time. `told` says how far it is, `changed` that it began, is being stopped, or ended."""

    told = Signal()
    changed = Signal()
    _progressed = Signal(int, object)

    def __init__(self, window: Window, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._services = window, services
        self._stop: threading.Event | None = None
        self._last: ProductFile | None = None
        self.chosen: ProductFile | None = None
        """What the page last had in its field, for when it is built anew."""
        self.progress: tuple[int, int | None] = (0, None)
        self.seen = False
        """Whether somebody looked on when it ended; nobody else needs to be told."""
        self.ended: Intake | PersonError | None = None
        """What the last import did, or why it did nothing; None before the first and while one runs."""
        self._progressed.connect(self._take_progress)

    @property
    def running(self) -> bool:
        """Whether a file is being taken over."""
        return self._stop is not None

    @property
    def stopping(self) -> bool:
        """Whether it ends with the batch that is being stored."""
        return self._stop is not None and self._stop.is_set()

    def choose(self, file: ProductFile | None) -> None:
        """What is in the page's field now; what became of another file is of no interest any more."""
        self.chosen = file
        if file is not None and self._last is not None and file.path != self._last.path:
            self.ended = self._last = None

    def start(self, file: ProductFile) -> None:
        """Runs in the background; the register sells meanwhile. Refused for who may not."""
        if self.running:
            return
        person_id = self._services.products.begin()
        stop = self._stop = threading.Event()
        self.progress, self.ended, self._last = (0, None), None, file
        holder: list[Task] = []
        slow = self._slow(file, person_id, lambda: stop.is_set() or bool(holder and holder[0].cancelled))
        task = self._window.run(slow, partial(self._end, file), partial(self._end, file), quiet=True)
        holder.append(task)
        task.when_cancelled(self._forget)
        self.changed.emit()

    def stop(self) -> None:
        """It ends with the batch that is being stored; what was stored stays."""
        if self._stop is not None:
            self._stop.set()
            self.changed.emit()

    def _slow(
        self, file: ProductFile, person_id: UUID, cancelled: Callable[[], bool]
    ) -> Callable[[], Intake]:
        def tell(done: int, total: int | None) -> None:
            if shiboken6.isValid(self):  # called on the worker's thread, also after the window is gone
                self._progressed.emit(done, total)

        return lambda: self._services.products.take(file, person_id, tell, cancelled)

    def _forget(self) -> None:
        """The window is closing: nobody hears of the end."""
        self._stop = None

    def _take_progress(self, done: int, total: int | None) -> None:
        if self.running:
            self.progress = (done, total)
            self.told.emit()

    def _end(self, file: ProductFile, outcome: Intake | PersonError) -> None:
        self._stop, self.ended, self.seen = None, outcome, False
        if isinstance(outcome, Intake) and not (outcome.report.cancelled or outcome.report.stopped):
            self.chosen = None
        self.changed.emit()
        if not self.seen:
            self._toast(file, outcome)

    def _toast(self, file: ProductFile, outcome: Intake | PersonError) -> None:
        if isinstance(outcome, PersonError):
            self._window.toast(
                tr("{file} was not imported", file=file.path.name), outcome.title, kind="attention"
            )
            return
        report = outcome.report
        stored = tr_n("{count} product stored", "{count} products stored", report.stored)
        if report.cancelled or report.stopped:
            title = tr("{file} was not read to its end", file=file.path.name)
            self._window.toast(title, stored, kind="attention")
        else:
            self._window.toast(tr("{file} is imported", file=file.path.name), stored)
