"""The kicks of a drawer on a wire of its own: jobs as a printer's are, done at once or not at all."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import UUID

from pos_desktop.application.printing import (
    DrawerState,
    FailureReason,
    PrintJob,
    PrintOutcome,
    PrintQueue,
    PrintResult,
    kick_in_time,
)
from pos_desktop.devices.attendant import Duty

if TYPE_CHECKING:
    from pos_desktop.devices.base import WiredDrawer

SENSOR_SECONDS: Final = 1.0
"""How long after a kick the sensor may still say 'closed': the solenoid and the spring take a moment."""


class DrawerListener(Protocol):
    """Called on the attendant's thread; must return soon and not raise."""

    def on_drawer(self, device_id: UUID, state: DrawerState) -> None:
        """After every turn; `unknown` while the drawer is away."""
        ...

    def on_job(self, job: PrintJob, outcome: PrintOutcome) -> None:
        """A kick has ended and its result is committed."""
        ...


class DrawerDuty(Duty):
    """Claims a kick, hands it to the drawer once, and writes down what became of it.

    A kick whose wire broke counts as failed and is never made up for.
    """

    def __init__(
        self, device_id: UUID, queue: PrintQueue, now: Callable[[], datetime], listener: DrawerListener
    ) -> None:
        self._device_id = device_id
        self._queue = queue
        self._now = now
        self._listener = listener
        self._recovered = False
        self._kicked: PrintJob | None = None
        self._kicked_at = 0.0
        self._unwritten: deque[tuple[PrintJob, PrintOutcome]] = deque()

    def before(self, device: Any) -> None:
        """Hands the next kick over, once the one before it is settled."""
        self._write()
        if self._kicked is None and (job := self._claim()) is not None:
            self._kicked, self._kicked_at = job, time.monotonic()
            device.kick()

    def after(self, device: Any) -> None:
        if self._kicked is not None and (outcome := self._outcome(device)) is not None:
            self._settle(outcome)
        self._listener.on_drawer(self._device_id, device.state())

    def away(self, lost: bool) -> None:
        """Nothing waits for a drawer that is not there."""
        self._listener.on_drawer(self._device_id, DrawerState.UNKNOWN)
        if self._kicked is not None:
            self._settle(_failed(FailureReason.CONNECTION_LOST))
        while (job := self._claim()) is not None:
            reason = FailureReason.CONNECTION_LOST if lost else FailureReason.UNREACHABLE
            self._unwritten.append((job, _failed(reason)))
            self._write()

    def end(self) -> None:
        if self._kicked is not None:
            self._settle(_failed(FailureReason.STOPPED))
        self._write()

    def _claim(self) -> PrintJob | None:
        """The next kick that is young enough; older ones end here."""
        if not self._recovered:
            self._queue.recover(self._device_id, self._now())
            self._recovered = True
        while (job := self._queue.claim(self._device_id, self._now())) is not None:
            if job.kind == "drawer" and kick_in_time(job, self._now()):
                return job
            late = FailureReason.NOT_OPENED if job.kind == "drawer" else FailureReason.BAD_DOCUMENT
            self._unwritten.append((job, _failed(late)))
            self._write()
        return None

    def _outcome(self, device: WiredDrawer) -> PrintOutcome | None:
        """By the sensor where there is one; without one the kick has left and nothing more can be known."""
        took = round((time.monotonic() - self._kicked_at) * 1000)
        match device.state():
            case DrawerState.OPEN:
                return PrintOutcome(PrintResult.PRINTED, 0, took_ms=took)
            case DrawerState.UNKNOWN:
                return PrintOutcome(PrintResult.SENT, 0, took_ms=took)
            case _ if took < SENSOR_SECONDS * 1000:
                return None
            case _:
                return _failed(FailureReason.DRAWER_STAYED_CLOSED)

    def _settle(self, outcome: PrintOutcome) -> None:
        assert self._kicked is not None
        self._unwritten.append((self._kicked, outcome))
        self._kicked = None
        self._write()

    def _write(self) -> None:
        """A result that could not be written is kept and written before anything else is claimed."""
        while self._unwritten:
            job, outcome = self._unwritten[0]
            if outcome.result is PrintResult.FAILED:
                self._queue.failed(job.id, outcome, self._now(), None, False)
            else:
                self._queue.sent(job.id, outcome, self._now())
            self._unwritten.popleft()
            self._listener.on_job(job, outcome)


def _failed(reason: FailureReason) -> PrintOutcome:
    return PrintOutcome(PrintResult.FAILED, 0, reason)
