"""One thread a printer: takes its jobs from the queue, prints them, and knows how the printer is.

Nothing here decides what is printed; the queue holds jobs durably, so that the thread may die at any
line: a job is claimed before its first byte and its result written after its last.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from pos_desktop.application.documents import Document, KickDrawer, TextLine
from pos_desktop.application.errors import PersonError
from pos_desktop.application.printing import (
    KICK_SECONDS,
    DrawerState,
    FailureReason,
    LogLine,
    PrinterState,
    PrinterStatus,
    PrintJob,
    PrintOutcome,
    PrintQueue,
    PrintResult,
    kick_in_time,
)
from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log, ReceiptPrinter
from pos_desktop.devices.printers.conversation_log import ConversationLog

STOP_SECONDS: Final = 2.0
FIRST_PAUSE: Final = 1.0
LOOK_AFTER_KICK: Final = 0.3
LONGEST_PAUSE: Final = 15.0
LISTEN_EVERY: Final = 0.2
"""Seconds between two looks at what the printer told by itself: soon for a person, nothing for the processor."""
HOPELESS: Final = (FailureReason.BAD_DOCUMENT, FailureReason.PROGRAM_ERROR)
"""Reasons that the same job meets again each time."""
MOST_BROKEN_OFF: Final = 5
"""So often a paper may break off with the printer's connection: one that dies in each would print copies until its roll
is empty, and nothing else."""


_logger = logging.getLogger(__name__)


class PrinterListener(Protocol):
    """Called on the worker's thread; must return soon and not raise."""

    def on_status(self, device_id: UUID, status: PrinterStatus, drawer: DrawerState) -> None: ...

    def on_job(self, job: PrintJob, outcome: PrintOutcome) -> None:
        """An attempt has ended and its result is committed."""
        ...

    def on_moved(self, job: PrintJob) -> None:
        """The printer that stands in for this one has the job now."""
        ...

    def on_error(self, device_id: UUID, error: Exception) -> None:
        """A fault of the program on this thread, which goes on; for the crash report."""
        ...


@dataclass(frozen=True)
class WorkerSettings:
    """Seconds. A job moves to `fallback` when this printer has failed for `fallback_after`."""

    poll: float = 3.0
    fallback: UUID | None = None
    fallback_after: float = 20.0


class PrinterWorker:
    """`start`, then `wake` whenever a job was written; `stop` ends it within two seconds."""

    def __init__(
        self,
        device_id: UUID,
        make_printer: Callable[[Log], ReceiptPrinter],
        queue: PrintQueue,
        listener: PrinterListener,
        now: Callable[[], datetime],
        settings: WorkerSettings | None = None,
    ) -> None:
        """`make_printer` gets the log to talk to; `now` is the clock's UTC time."""
        self._device_id = device_id
        self._log = ConversationLog(now)
        self._printer = make_printer(self._log)
        self._queue = queue
        self._listener = listener
        self._now = now
        self._settings = settings or WorkerSettings()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._reconnect = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"printer {device_id}", daemon=True)
        self._unwritten: deque[tuple[PrintJob, PrintOutcome]] = deque()
        self._broken_off: Counter[UUID] = Counter()
        self._recovered = False
        self._failing_since: float | None = None
        self._pause = FIRST_PAUSE
        self._paused_until = 0.0
        self._next_poll = 0.0

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """A job is there: print it at once, also when the printer failed a moment ago."""
        self._wake.set()

    def reconnect(self) -> None:
        """Drop the connection, make a new one and try again at once."""
        self._reconnect.set()
        self._wake.set()

    def begin_stop(self) -> None:
        """Ask the thread to end, without waiting for it."""
        self._stopping.set()
        self._printer.interrupt()
        self._wake.set()

    def stop(self) -> bool:
        """End the thread; a job under way becomes `unsure`. False if it did not end in two seconds."""
        self.begin_stop()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
        return not self._thread.is_alive()

    def log_lines(self, after: int = 0) -> list[tuple[int, LogLine]]:
        """Numbered lines of the conversation after line `after`; the last 500 are kept."""
        return self._log.lines(after)

    def _run(self) -> None:
        while not self._stopping.is_set():
            woken = self._wake.is_set()
            self._wake.clear()
            try:
                self._turn(woken)
            except Exception as error:
                self._report(error)
            self._rest_until_next()
        try:
            self._write_results()
        except Exception as error:
            self._report(error)
        self._printer.close()

    def _turn(self, woken: bool) -> None:
        """One round: what is left to write, all due jobs, then the status if its time has come."""
        if not self._recovered:
            self._queue.recover(self._device_id, self._now())
            self._recovered = True
        self._write_results()
        if self._reconnect.is_set():
            self._reconnect.clear()
            self._printer.close()
            self._next_poll = 0.0
        if woken:
            self._paused_until = 0.0
        while not self._stopping.is_set() and (job := self._claim()):
            self._unwritten.append((job, self._outcome_of(job)))
            self._write_results()
            if job.kind == "drawer":
                # The solenoid takes a moment; then the sensor tells what became of the kick.
                self._next_poll = min(self._next_poll, time.monotonic() + LOOK_AFTER_KICK)
        if time.monotonic() >= self._next_poll and not self._stopping.is_set():
            self._look()

    def _write_results(self) -> None:
        """A result that could not be written is kept and written before anything else is claimed."""
        while self._unwritten:
            job, outcome = self._unwritten[0]
            self._write_down(job, outcome)
            self._unwritten.popleft()
            self._listener.on_job(job, outcome)

    def _claim(self) -> PrintJob | None:
        """Drawer kicks are claimed even while the printer rests after a failure: their answer cannot wait."""
        resting = time.monotonic() < self._paused_until
        return self._queue.claim(self._device_id, self._now(), only="drawer" if resting else None)

    def _outcome_of(self, job: PrintJob) -> PrintOutcome:
        try:
            return self._attempt(job)
        except Exception as error:
            self._report(error)
            return PrintOutcome(
                PrintResult.FAILED, 0, FailureReason.PROGRAM_ERROR, detail=type(error).__name__
            )

    def _attempt(self, job: PrintJob) -> PrintOutcome:
        if job.kind == "drawer":
            return self._kick(job)
        if job.document is None:
            return PrintOutcome(PrintResult.FAILED, 0, FailureReason.BAD_DOCUMENT, detail="no document")
        return self._printer.print(self._as_printed_now(job, job.document))

    def _kick(self, job: PrintJob) -> PrintOutcome:
        if not kick_in_time(job, self._now()):
            return PrintOutcome(PrintResult.FAILED, 0, FailureReason.NOT_OPENED)
        return self._printer.kick_drawer()

    def _as_printed_now(self, job: PrintJob, document: Document) -> Document:
        """A copy says so, and only a fresh first print may open the drawer."""
        blocks = document.blocks
        if job.unsure or job.kind == "reprint" or self._age(job) > KICK_SECONDS:
            blocks = tuple(block for block in blocks if not isinstance(block, KickDrawer))
        if job.unsure:
            words = tr("COPY - earlier print may be incomplete")
            blocks = (TextLine(words, align="center", bold=True), *blocks)
        return Document(document.title, blocks)

    def _age(self, job: PrintJob) -> float:
        return (self._now() - job.created_at).total_seconds()

    def _write_down(self, job: PrintJob, outcome: PrintOutcome) -> None:
        now = self._now()
        if job.unsure and outcome.reason is FailureReason.NOT_CONFIRMED:
            # A copy that went out whole and unconfirmed would go on being printed for ever.
            outcome = replace(outcome, result=PrintResult.SENT, reason=None)
        if outcome.result is not PrintResult.FAILED:
            self._worked()
            self._broken_off.pop(job.id, None)
            self._queue.sent(job.id, outcome, now)
            return
        unsure = job.unsure or outcome.unsure
        dies_in_it = self._dies_in(job, outcome)
        alone = self._settings.fallback is None
        if job.kind == "drawer" or outcome.reason in HOPELESS or (dies_in_it and alone):
            self._queue.failed(job.id, outcome, now, None, unsure)
            return
        self._rest()
        # Due at once: what must rest is the printer, and when it is back the oldest job goes first.
        self._queue.failed(job.id, outcome, now, now, unsure)
        if self._gives_up_on_printer() or dies_in_it:
            assert self._settings.fallback is not None
            self._queue.requeue_on(job.id, self._settings.fallback, now)
            self._paused_until = 0.0
            self._listener.on_moved(job)

    def _dies_in(self, job: PrintJob, outcome: PrintOutcome) -> bool:
        """Whether the printer broke off in this paper too often; it is told as failed then, or another one prints it."""
        if outcome.reason is not FailureReason.CONNECTION_LOST or not outcome.unsure:
            return False
        self._broken_off[job.id] += 1
        if self._broken_off[job.id] < MOST_BROKEN_OFF:
            return False
        del self._broken_off[job.id]
        return True

    def _rest(self) -> None:
        """No job until a pause is over, doubling up to a quarter of a minute, for as long as it lasts."""
        self._failing_since = self._failing_since or time.monotonic()
        self._paused_until = time.monotonic() + self._pause
        self._pause = min(LONGEST_PAUSE, self._pause * 2)

    def _worked(self) -> None:
        self._failing_since = None
        self._pause, self._paused_until = FIRST_PAUSE, 0.0

    def _gives_up_on_printer(self) -> bool:
        if self._settings.fallback is None or self._failing_since is None or self._stopping.is_set():
            return False
        return time.monotonic() - self._failing_since >= self._settings.fallback_after

    def _look(self) -> None:
        """Ask how the printer is, connecting again where the connection is gone."""
        status = self._status()
        if status.state.can_print and self._failing_since is not None:
            self._worked()
            self._wake.set()
        self._next_poll = time.monotonic() + self._settings.poll
        self._listener.on_status(self._device_id, status, status.drawer)

    def _status(self) -> PrinterStatus:
        try:
            self._printer.open()
        except PersonError as error:
            return PrinterStatus(PrinterState.UNREACHABLE, detail=str(error))
        return self._printer.status()

    def _rest_until_next(self) -> None:
        """Sleeps until something is due or wanted, hearing now and then what the printer says by itself."""
        until = time.monotonic() + self._until_next()
        while not self._wake.wait(max(0.0, min(LISTEN_EVERY, until - time.monotonic()))):
            if time.monotonic() >= until:
                return
            if self._printer.news():
                self._next_poll = 0.0
                return

    def _until_next(self) -> float:
        """Seconds to sleep: to the next status or to the end of a rest, whichever comes first."""
        if self._stopping.is_set():
            return 0.0
        due = [self._next_poll]
        if self._paused_until > time.monotonic():
            due.append(self._paused_until)
        return max(0.01, min(due) - time.monotonic())

    def _report(self, error: Exception) -> None:
        self._log("note", f"fault of the program: {type(error).__name__}", "danger")
        self._next_poll = max(self._next_poll, time.monotonic() + FIRST_PAUSE)
        try:
            self._listener.on_error(self._device_id, error)
        except Exception:
            _logger.exception("the listener of printer %s failed", self._device_id)
