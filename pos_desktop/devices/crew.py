"""All printers of the register at work: one worker each, started from the settings and restarted after a change."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.errors import PersonError
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import (
    DrawerState,
    PrinterState,
    PrinterStatus,
)
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.documents import Document
    from pos_desktop.application.ports import DeviceRow, Store
    from pos_desktop.application.printing import (
        LogLine,
        PrintJob,
        PrintOutcome,
        PrintQueue,
        QueueCounts,
    )
    from pos_desktop.application.services import DeviceView, DriverView, FoundPrinter, PaperPicture
    from pos_desktop.devices.base import Log, ReceiptPrinter
    from pos_desktop.devices.printers.worker import PrinterWorker

log = logging.getLogger(__name__)

UNKNOWN = PrinterStatus(PrinterState.UNKNOWN)


class PrinterCrew:
    """Implements DeviceWatch. Listeners are called on the workers' threads; any thread may call."""

    def __init__(self, store: Store, queue: PrintQueue, now: Callable[[], datetime]) -> None:
        self._store = store
        self._queue = queue
        self._now = now
        self._lock = threading.Lock()
        self._workers: dict[UUID, PrinterWorker] = {}
        self._rows: dict[UUID, DeviceRow] = {}
        self._status: dict[UUID, tuple[PrinterStatus, DrawerState]] = {}
        self._listeners: list[Callable[[], None]] = []

    def start(self) -> None:
        """Starts a worker for every active printer."""
        with self._store.read() as work:
            rows = [row for row in work.devices.all() if row.family == "printer"]
        with self._lock:
            self._rows = {row.id: row for row in rows}
            for row in rows:
                if row.active:
                    self._employ(row)
            workers = list(self._workers.values())
        for worker in workers:
            worker.start()

    def _employ(self, row: DeviceRow) -> None:
        """A printer with settings that cannot be used says so, and stands in no other printer's way."""
        try:
            self._workers[row.id] = self._worker(row)
        except PersonError as error:
            log.warning("printer %s cannot be used: %s", row.id, error)
            wrong = PrinterStatus(PrinterState.ERROR, detail=str(error))
            self._status[row.id] = (wrong, DrawerState.UNKNOWN)

    def stop(self) -> bool:
        """Ends all workers within two seconds; False when one did not end."""
        with self._lock:
            workers, self._workers = list(self._workers.values()), {}
        for worker in workers:
            worker.begin_stop()
        stopped = [worker.stop() for worker in workers]
        return all(stopped)

    def reload(self) -> None:
        """Reads the configured devices again and restarts their workers."""
        self.stop()
        with self._lock:
            self._status.clear()
        self.start()
        self._tell()

    # -- what the screens ask ------------------------------------------------------------------

    def devices(self) -> list[DeviceView]:
        """Every configured printer with its state."""
        with self._lock:
            rows = list(self._rows.values())
            status = dict(self._status)
        return [self._view(row, status.get(row.id, (UNKNOWN, DrawerState.UNKNOWN))[0]) for row in rows]

    def drawer(self) -> DrawerState:
        """The drawer that hangs on the first printer."""
        with self._lock:
            states = [self._status[row][1] for row in self._rows if row in self._status]
        return states[0] if states else DrawerState.UNKNOWN

    def on_change(self, listener: Callable[[], None]) -> None:
        """Calls the listener, on any thread, whenever a state or a job changed."""
        self._listeners.append(listener)

    def log(self, device_id: UUID) -> list[LogLine]:
        """The latest of the conversation with a device."""
        worker = self._workers.get(device_id)
        return [line for _, line in worker.log_lines()] if worker else []

    def test_print(self, device_id: UUID) -> None:
        """Asks for a page that shows what the printer can do."""
        self._ask(device_id, "test", test_page(self._rows[device_id].name))

    def kick(self, device_id: UUID) -> None:
        """Asks for the drawer to be opened; who may do that is the caller's to check."""
        self._ask(device_id, "drawer", None)

    def reconnect(self, device_id: UUID) -> None:
        """Drops the connection and makes a new one."""
        if worker := self._workers.get(device_id):
            worker.reconnect()

    def wake(self) -> None:
        """Something was asked for: prints at once."""
        for worker in list(self._workers.values()):
            worker.wake()

    def drivers(self) -> list[DriverView]:
        """The kinds of printer that can be added."""
        return driver_views()

    def check(self, driver: str, settings: Mapping[str, Any]) -> None:
        """FixSetting that names what is wrong with a driver's settings; connects nothing."""
        from pos_desktop.devices.registry import create_printer

        create_printer(driver, settings)

    def find(self) -> Sequence[FoundPrinter]:
        """Printers that answer on this computer and its network, after a few seconds."""
        from pos_desktop.devices.printers.finding import found_printers

        return found_printers()

    def paper(self, document: Document, columns: int, block: int = 0) -> PaperPicture:
        """The document as the first active printer prints it; as a usual one does where there is none."""
        from pos_desktop.devices.paper_picture import paper_picture

        return paper_picture(document, columns, self._profile(), block)

    def _profile(self) -> str:
        from pos_desktop.devices.printers.profiles import profile_named

        with self._lock:
            rows = [row for row in self._rows.values() if row.active]
        name = str(rows[0].settings.get("profile", "epson")) if rows else "epson"
        try:
            return profile_named(name, 48).name
        except KeyError:
            return "epson"

    # -- what the workers tell -----------------------------------------------------------------

    def on_status(self, device_id: UUID, status: PrinterStatus, drawer: DrawerState) -> None:
        """Called by a worker."""
        with self._lock:
            self._status[device_id] = (status, drawer)
        self._tell()

    def on_job(self, job: PrintJob, outcome: PrintOutcome) -> None:
        """Called by a worker."""
        log.info("print job %s %s: %s", job.kind, job.id, outcome.result)
        self._tell()

    def on_error(self, device_id: UUID, error: Exception) -> None:
        """Called by a worker: a fault of the program, which goes to the crash report."""
        log.error("printer %s", device_id, exc_info=error)

    # -- within --------------------------------------------------------------------------------

    def _worker(self, row: DeviceRow) -> PrinterWorker:
        from pos_desktop.devices.printers.worker import PrinterWorker, WorkerSettings

        def make(told: Log) -> ReceiptPrinter:
            from pos_desktop.devices.registry import create_printer

            return create_printer(row.driver, row.settings, told)

        settings = WorkerSettings(fallback=row.fallback_id)
        return PrinterWorker(row.id, make, self._queue, self, self._now, settings)

    def _view(self, row: DeviceRow, status: PrinterStatus) -> DeviceView:
        from pos_desktop.application.services import DeviceView
        from pos_desktop.devices.registry import printer_drivers

        try:
            driver = printer_drivers()[row.driver]
            address = driver.address(driver.parse(row.settings))
        except (KeyError, PersonError):
            address = ""
        return DeviceView(row.id, row.family, row.driver, row.name, address, status, self._counts(row.id))

    def _counts(self, device_id: UUID) -> QueueCounts:
        return self._queue.counts(device_id)

    def _ask(self, device_id: UUID, kind: str, document: Document | None) -> None:
        with self._store.write() as work:
            work.print_jobs.add(new_id(), kind, device_id, document, self._now())
        self.wake()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def driver_views() -> list[DriverView]:
    """Every registered kind of printer, as the settings and the wizard offer it."""
    from pos_desktop.application.services import DriverView
    from pos_desktop.devices.registry import printer_drivers

    return [DriverView(driver.key, driver.label, driver.fields) for driver in printer_drivers().values()]


def test_page(name: str) -> Document:
    """A page that shows what a printer can do."""
    from pos_desktop.application.documents import Bars, Cell, Columns, Cut, Document, QrCode, Rule, TextLine

    return Document(
        tr("Test receipt"),
        (
            TextLine(tr("Test receipt"), "center", bold=True, size=2),
            TextLine(name, "center"),
            Rule(),
            Columns((Cell("äöüß éèç ñ €"), Cell("1.234,56 €", None, "end"))),
            TextLine("العربية · Ελληνικά · Žluťoučký"),
            Rule(double=True),
            Bars("1-000000"),
            QrCode("pos-desktop"),
            TextLine(tr("If you can read this, the printer is ready."), "center"),
            Cut(),
        ),
    )
