"""First imports under way: they outlive the page that began them, which another language builds anew."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import shiboken6
from PySide6.QtCore import QObject, Signal

from pos_desktop.application.connection_records import ImportProgress
from pos_desktop.application.errors import PersonError
from pos_desktop.application.platform_import import CatalogueReport
from pos_desktop.application.services import Services
from pos_desktop.application.sync_records import Connection
from pos_desktop.application.wording import tr
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.viewmodels import ecommerce as words

_REFUSED_SHOWN = 5


class Imports(QObject):
    """One for each connection at most. `progressed` and `ended` name the connection; words come with them."""

    progressed = Signal(str, int, int, str)
    ended = Signal(str, str, str)

    def __init__(self, window: Window, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._services = window, services
        self._tasks: dict[UUID, Task] = {}

    def __contains__(self, connection_id: object) -> bool:
        return connection_id in self._tasks

    def start(self, connection: Connection) -> None:
        """Runs in the background; the register sells meanwhile."""
        holder: list[Task] = []
        tell = self._teller(str(connection.id))

        def slow() -> CatalogueReport:
            service = self._services.connections
            return service.first_import(connection.id, tell, lambda: bool(holder) and holder[0].cancelled)

        task = self._window.run(slow, partial(self._done, connection), partial(self._failed, connection))
        holder.append(task)
        self._tasks[connection.id] = task
        task.when_cancelled(partial(self._forget, connection.id))

    def stop(self, connection_id: UUID) -> None:
        """What came in so far stays."""
        task = self._tasks.get(connection_id)
        if task is not None:
            task.cancel()

    def _teller(self, key: str) -> Callable[[ImportProgress], None]:
        """Called on the worker's thread, also after the window is gone."""
        formats = self._services.desk.formats

        def tell(progress: ImportProgress) -> None:
            if shiboken6.isValid(self):
                said = words.progress_words(progress, formats)
                self.progressed.emit(key, progress.done, progress.total or 0, said)

        return tell

    def _forget(self, connection_id: UUID) -> None:
        self._tasks.pop(connection_id, None)

    def _done(self, connection: Connection, report: CatalogueReport) -> None:
        self._forget(connection.id)
        refused = "\n".join(bad.reason for bad in report.refused[:_REFUSED_SHOWN])
        self.ended.emit(str(connection.id), " · ".join(words.report_words(report)), refused)
        self._window.toast(
            tr("The catalogue of {platform} is here", platform=connection.name),
            words.report_words(report)[0],
        )

    def _failed(self, connection: Connection, error: PersonError) -> None:
        self._forget(connection.id)
        said = " ".join(part for part in (error.title, error.meaning, error.next_step) if part)
        self.ended.emit(str(connection.id), said, "")
