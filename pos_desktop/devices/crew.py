"""All devices of the counter at work: one worker each, started from the settings and restarted after a change."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from pos_desktop.application.device_states import DeviceFamily, DeviceState, DeviceStatus
from pos_desktop.application.errors import PersonError
from pos_desktop.application.ids import new_id
from pos_desktop.application.printers import KICK_LIFE, front_printers
from pos_desktop.application.printing import (
    DrawerState,
    FailureReason,
    PrinterState,
    PrinterStatus,
    PrintOutcome,
    PrintResult,
    QueueCounts,
    Silence,
)
from pos_desktop.devices.counter import RegisterCounter

if TYPE_CHECKING:
    from pos_desktop.application.counter import LineText, Stop
    from pos_desktop.application.device_watch import (
        DeviceView,
        DriverView,
        Finding,
        FoundDevice,
        PaperPicture,
        PortView,
    )
    from pos_desktop.application.documents import Document
    from pos_desktop.application.ports import DeviceRow, Store
    from pos_desktop.application.printing import LogLine, PrintJob, PrintQueue
    from pos_desktop.application.weighing import ScaleReading, WeighingOrder
    from pos_desktop.devices.attendant import Attendant
    from pos_desktop.devices.base import AttendedDevice
    from pos_desktop.system.call_figures import CallCounter, CallFigures

log = logging.getLogger(__name__)

UNKNOWN = PrinterStatus(PrinterState.UNKNOWN)
NOT_ASKED_YET = PrinterStatus(PrinterState.UNKNOWN, silence=Silence.NOT_ASKED)
NOT_ASKED = DeviceStatus(DeviceState.UNKNOWN)
NO_JOBS = QueueCounts(0, 0, 0)
NO_DRAWER = (UNKNOWN, DrawerState.UNKNOWN)
SHOWN_SECONDS = 0.5
"""Between two changes of a weight that are told to lists and chips, each of which reads everything anew."""


class Worker(Protocol):
    """A printer's worker or the attendant of another device."""

    def start(self) -> None: ...
    def wake(self) -> None: ...
    def reconnect(self) -> None: ...
    def begin_stop(self) -> None: ...
    def stop(self) -> bool: ...
    def log_lines(self, after: int = 0) -> list[tuple[int, LogLine]]: ...


class DeviceCrew:
    """Implements DeviceWatch. Listeners are called on the workers' threads; any thread may call."""

    def __init__(self, store: Store, queue: PrintQueue, now: Callable[[], datetime]) -> None:
        self._store = store
        self._queue = queue
        self._now = now
        self._lock = threading.Lock()
        self._changing = threading.Lock()
        self._workers: dict[UUID, Worker] = {}
        self._over = False  # ended: a change that is still being taken up starts nobody anew
        self._rows: dict[UUID, DeviceRow] = {}
        self._printers: dict[UUID, tuple[PrinterStatus, DrawerState]] = {}
        self._others: dict[UUID, DeviceStatus] = {}
        self._drawers: dict[UUID, DrawerState] = {}
        self._kick_failed: FailureReason | None = None
        self._errors: dict[UUID, PersonError] = {}
        self._told: dict[UUID, tuple[object, str, float]] = {}
        self._counters: dict[UUID, CallCounter] = {}
        self._listeners: list[Callable[[], None]] = []
        self.counter = RegisterCounter(self._order, self.zero, self._show_everywhere)

    def start(self) -> None:
        """Starts a worker for every active device; those at work with the same settings are left alone."""
        with self._lock:
            self._over = False
        self._take_up(self._configured())

    def stop(self) -> bool:
        """Ends all workers within two seconds; False when one did not end."""
        with self._lock:
            self._over = True
            workers, self._workers = list(self._workers.values()), {}
        return _ended(workers)

    def reload(self) -> None:
        """Reads the configured devices again. Only those that were changed are stopped and started."""
        with self._changing:
            rows = self._configured()
            leaving = self._leaving(rows)
            _ended(leaving)
            self._take_up(rows)
        self._tell()

    def _configured(self) -> list[DeviceRow]:
        with self._store.read() as work:
            return work.devices.all()

    def _leaving(self, rows: Sequence[DeviceRow]) -> list[Worker]:
        """Takes the workers of devices that are gone or were changed off the list."""
        wanted = {row.id: _setup(row, rows) for row in rows if row.active}
        with self._lock:
            before = list(self._rows.values())
            leaving = [row.id for row in before if wanted.get(row.id) != _setup(row, before)]
            for key in leaving:
                for facts in (self._printers, self._others, self._drawers, self._errors, self._told):
                    facts.pop(key, None)
            return [self._workers.pop(key) for key in leaving if key in self._workers]

    def _take_up(self, rows: Sequence[DeviceRow]) -> None:
        with self._lock:
            self._rows = {row.id: row for row in rows}
            fresh = [row for row in rows if row.active and row.id not in self._workers and not self._over]
            begun = [worker for row in fresh if (worker := self._employed(row)) is not None]
        scales = [row.id for row in rows if row.active and row.family == DeviceFamily.SCALE]
        for worker in begun:
            worker.start()
        self.counter.use_scales(scales)

    def _employed(self, row: DeviceRow) -> Worker | None:
        """A device with settings that cannot be used says so, and stands in no other's way."""
        from pos_desktop.devices.employing import worker_for

        try:
            stand_in = _stand_in(row, list(self._rows.values()))
            worker = worker_for(row, self._queue, self, self._now, self.counter, stand_in)
        except PersonError as error:
            log.warning("%s %s cannot be used: %s", row.family, row.id, error)
            self._errors[row.id] = error
            if row.family == DeviceFamily.PRINTER:
                wrong = PrinterStatus(PrinterState.ERROR, detail=str(error))
                self._printers[row.id] = (wrong, DrawerState.UNKNOWN)
            else:
                self._others[row.id] = DeviceStatus(DeviceState.ERROR, detail=str(error))
            return None
        self._workers[row.id] = worker
        return worker

    # -- what the screens ask ------------------------------------------------------------------

    def devices(self) -> list[DeviceView]:
        """Every configured device with its state."""
        with self._lock:
            rows = list(self._rows.values())
            printers, others, errors = dict(self._printers), dict(self._others), dict(self._errors)
            opens = self._drawer_printer()
        return [
            self._view(
                row,
                printers.get(row.id, (NOT_ASKED_YET if row.active else UNKNOWN,))[0]
                if row.family == DeviceFamily.PRINTER
                else others.get(row.id, NOT_ASKED),
                errors.get(row.id),
                has_drawer=row.id == opens,
            )
            for row in rows
        ]

    def drawer(self) -> DrawerState:
        """The register's drawer: the first on a wire of its own, else the one on the first receipt printer."""
        with self._lock:
            wired = next((row.id for row in self._rows.values() if _is_drawer(row)), None)
            if wired is not None:
                return self._drawers.get(wired, DrawerState.UNKNOWN)
            printer = self._drawer_printer()
            _, state = self._printers.get(printer, (UNKNOWN, DrawerState.UNKNOWN)) if printer else NO_DRAWER
        return state

    def drawer_trouble(self) -> FailureReason | None:
        """Why the last kick did not open the drawer; None once it opened again, by whatever means."""
        return self._kick_failed

    def _drawer_printer(self) -> UUID | None:
        """The printer that the drawer hangs on, as sales choose it; None where it has a wire of its own."""
        front = self._receipt_printer()
        wired = any(_is_drawer(row) for row in self._rows.values())
        return None if wired or front is None else front.id

    def _receipt_printer(self) -> DeviceRow | None:
        rows = [row for row in self._rows.values() if row.active and row.family == DeviceFamily.PRINTER]
        return next(iter(front_printers(rows)), None)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Calls the listener, on any thread, whenever a state or a job changed."""
        self._listeners.append(listener)

    def log(self, device_id: UUID) -> list[LogLine]:
        """The latest of the conversation with a device."""
        worker = self._workers.get(device_id)
        return [line for _, line in worker.log_lines()] if worker else []

    def test_print(self, device_id: UUID) -> None:
        """Asks for a page that shows what the printer can do."""
        from pos_desktop.application.printers import prints_labels
        from pos_desktop.devices.printers.test_page import test_page

        row = self._rows[device_id]
        self._ask(device_id, "test", test_page(row.name, labels=prints_labels(row)))

    def kick(self, device_id: UUID) -> None:
        """Asks for the drawer to be opened, the one that hangs on a printer or one on a wire; who may do that is
        the caller's to check."""
        self._ask(device_id, "drawer", None)

    def reconnect(self, device_id: UUID) -> None:
        """Drops the connection and makes a new one."""
        if worker := self._workers.get(device_id):
            worker.reconnect()

    def wake(self) -> None:
        """Something was asked for: printers and drawers do it at once."""
        with self._lock:
            able = (DeviceFamily.PRINTER, DeviceFamily.DRAWER)
            workers = [each for key, each in self._workers.items() if self._rows[key].family in able]
            idle = [key for key in self._errors if key in self._rows and key not in self._workers]
        for worker in workers:
            worker.wake()
        if idle:
            threading.Thread(
                target=self._refuse_kicks, args=(idle,), name="kicks refused", daemon=True
            ).start()

    def _refuse_kicks(self, devices: Sequence[UUID]) -> None:
        """Nobody claims the kicks of a device whose settings cannot be used: told at once that it stayed shut."""
        outcome = PrintOutcome(PrintResult.FAILED, 0, FailureReason.BAD_SETTING)
        for device in devices:
            while (job := self._queue.claim(device, self._now(), only="drawer")) is not None:
                self._queue.failed(job.id, outcome, self._now(), None, False)
                self.on_job(job, outcome)

    def weigh(self, device_id: UUID, order: WeighingOrder, listener: Callable[[ScaleReading], None]) -> Stop:
        """Tries one scale, as `Counter.weigh` does the register's."""
        return self.counter.weigh_on(device_id, order, listener)

    def zero(self, device_id: UUID) -> None:
        """Asks a scale to take what lies on it as nothing, where it can."""
        self._want(device_id, lambda device: device.zero())

    def show(self, device_id: UUID, text: LineText) -> None:
        """Tries one display."""
        self._want(device_id, lambda device: device.show(text))

    def drivers(self) -> list[DriverView]:
        """The kinds of device that can be added."""
        from pos_desktop.devices.employing import driver_views

        return driver_views()

    def check(self, family: str, driver: str, settings: Mapping[str, Any]) -> None:
        """FixSetting that names what is wrong with a driver's settings; connects nothing."""
        from pos_desktop.devices.employing import check_settings

        check_settings(family, driver, settings)

    def find(self, finding: Finding) -> Sequence[FoundDevice]:
        """Devices on this computer and its network that are not set up yet, after a few seconds."""
        from pos_desktop.devices.finding import Finder

        return Finder(self.devices()).all(finding)

    def try_out(self, found: FoundDevice, finding: Finding) -> Sequence[FoundDevice]:
        """Speaks to a device that was found; what it turns out to be, empty when nothing answers."""
        from pos_desktop.devices.probing import what_is

        return what_is(found, finding)

    def ports(self) -> list[PortView]:
        """The serial ports of this computer; up to some tenths of a second."""
        from pos_desktop.devices.finding import port_views

        return port_views()

    def paper(self, document: Document, columns: int, block: int = 0) -> PaperPicture:
        """The document as the receipt printer prints it; as a usual one does where there is none."""
        from pos_desktop.devices.paper_picture import paper_picture

        return paper_picture(document, columns, self._profile(), block)

    def _profile(self) -> str:
        from pos_desktop.devices.printers.profiles import profile_named

        with self._lock:
            row = self._receipt_printer()
        name = str(row.settings.get("profile", "epson")) if row else "epson"
        try:
            return profile_named(name, 48).name
        except KeyError:
            return "epson"

    # -- what the workers tell -----------------------------------------------------------------

    def on_status(self, device_id: UUID, status: PrinterStatus, drawer: DrawerState) -> None:
        """Called by a printer's worker."""
        with self._lock:
            self._printers[device_id] = (status, drawer)
            self._note_open(drawer)
        self._tell()

    def on_attended(self, device_id: UUID, status: DeviceStatus, error: PersonError | None) -> None:
        """Called by an attendant after every turn; told on when there is something new to see."""
        with self._lock:
            row = self._rows.get(device_id)
            self._others[device_id] = status
            self._errors.pop(device_id, None)
            if error is not None:
                self._errors[device_id] = error
            is_new = self._is_new(device_id)
        if row is not None and row.family == DeviceFamily.SCALE:
            self.counter.scale_state(device_id, status.state, status.detail)
        if is_new:
            self._tell()

    def _is_new(self, device_id: UUID) -> bool:
        """Whether a list would show something else than was told last. A weight that runs is told now and then."""
        status, now = self._others[device_id], time.monotonic()
        seen = (status.state, status.address, str(self._errors.get(device_id, "")))
        told, shown, at = self._told.get(device_id, (None, "", 0.0))
        if seen == told and (status.shown == shown or now - at < SHOWN_SECONDS):
            return False
        self._told[device_id] = (seen, status.shown, now)
        return True

    def on_drawer(self, device_id: UUID, state: DrawerState) -> None:
        """Called by the attendant of a drawer on a wire."""
        with self._lock:
            before = self._drawers.get(device_id)
            self._drawers[device_id] = state
            self._note_open(state)
        if before is not state:
            self._tell()

    def _note_open(self, drawer: DrawerState) -> None:
        if drawer is DrawerState.OPEN:
            self._kick_failed = None

    def on_job(self, job: PrintJob, outcome: PrintOutcome) -> None:
        """Called by a worker."""
        log.info("print job %s %s: %s", job.kind, job.id, outcome.result)
        if job.kind == "drawer":
            self._kick_failed = outcome.reason
        elif outcome.result in (PrintResult.PRINTED, PrintResult.SENT):
            self._count(job.device_id, "tries", "answered")
        self._tell()

    def on_moved(self, job: PrintJob) -> None:
        """Called by a worker."""
        log.warning("print job %s %s goes to the printer that stands in", job.kind, job.id)
        self._count(job.device_id, "tries", "failures", "fallbacks")

    def figures(self) -> dict[str, CallFigures]:
        """Papers of each printer by its id: those that it printed, and those that another one had to print."""
        with self._lock:
            return {str(key): counter.figures() for key, counter in self._counters.items()}

    def _count(self, device_id: UUID, *names: str) -> None:
        from pos_desktop.system.call_figures import CallCounter

        with self._lock:
            counter = self._counters.setdefault(device_id, CallCounter())
        counter.count(*names)

    def on_error(self, device_id: UUID, error: Exception) -> None:
        """Called by a worker: a fault of the program, which goes to the crash report."""
        log.error("device %s", device_id, exc_info=error)

    # -- within --------------------------------------------------------------------------------

    def _view(
        self,
        row: DeviceRow,
        status: PrinterStatus | DeviceStatus,
        error: PersonError | None,
        *,
        has_drawer: bool,
    ) -> DeviceView:
        from pos_desktop.application.device_watch import DeviceView
        from pos_desktop.devices.employing import address_of

        has_jobs = row.family in (DeviceFamily.PRINTER, DeviceFamily.DRAWER)
        counts = self._queue.counts(row.id) if has_jobs else NO_JOBS
        address = status.address or address_of(row.family, row.driver, row.settings)
        return DeviceView(
            row.id, row.family, row.driver, row.name, address, status, counts, error, has_drawer
        )

    def _ask(self, device_id: UUID, kind: str, document: Document | None) -> None:
        now = self._now()
        expires_at = now + KICK_LIFE if kind == "drawer" else None
        with self._store.write() as work:
            work.print_jobs.add(new_id(), kind, device_id, document, now, expires_at=expires_at)
        self.wake()

    def _want(self, device_id: UUID, call: Callable[[Any], None]) -> None:
        worker: Any = self._workers.get(device_id)
        if worker is not None and hasattr(worker, "ask"):
            attendant: Attendant = worker
            attendant.ask(call)

    def _order(self, scale: UUID, order: WeighingOrder | None) -> None:
        self._want(scale, lambda device: device.order(order))

    def _show_everywhere(self, text: LineText) -> None:
        def show(device: AttendedDevice) -> None:
            device.show(text)  # type: ignore[attr-defined]  # only displays are asked

        with self._lock:
            displays = [key for key, row in self._rows.items() if row.family == DeviceFamily.DISPLAY]
        for display in displays:
            self._want(display, show)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _ended(workers: Sequence[Worker]) -> bool:
    for worker in workers:
        worker.begin_stop()
    stopped = [worker.stop() for worker in workers]
    return all(stopped)


def _setup(row: DeviceRow, rows: Sequence[DeviceRow]) -> tuple[object, ...]:
    """What a worker was started with; a new name alone needs no restart."""
    return (row.family, row.driver, row.settings, _stand_in(row, rows), row.active)


def _stand_in(row: DeviceRow, rows: Sequence[DeviceRow]) -> UUID | None:
    """The printer that prints what this one cannot; None while it is switched off itself or its settings cannot be used,
    for nobody would print it."""
    able = (each for each in rows if each.active and each.family == DeviceFamily.PRINTER)
    return next((each.id for each in able if each.id == row.fallback_id and _is_usable(each)), None)


def _is_usable(row: DeviceRow) -> bool:
    from pos_desktop.devices.employing import check_settings

    try:
        check_settings(row.family, row.driver, row.settings)
    except PersonError:
        return False
    return True


def _is_drawer(row: DeviceRow) -> bool:
    return row.active and row.family == DeviceFamily.DRAWER
