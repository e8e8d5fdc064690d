"""Printers behind a spooler of the operating system: it takes a job whole and prints it when it can.

That the spooler took a job is never `printed`. What it says of it afterwards counts: a job that it holds is taken back
before it is tried again, so that one paper never comes out twice without saying so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from pos_desktop.application.documents import Document
from pos_desktop.application.errors import FixSetting, PersonError, TryAgain
from pos_desktop.application.printing import (
    KICK_SECONDS,
    DrawerPulse,
    DrawerState,
    FailureReason,
    PrinterState,
    PrinterStatus,
    PrintOutcome,
    PrintResult,
)
from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log
from pos_desktop.devices.printers.commands import Part
from pos_desktop.devices.printers.conversation import REASONS, EscPos, Language
from pos_desktop.devices.printers.settings import PrinterSettings

LOOK_EVERY: Final = (0.05, 0.1, 0.2, 0.4)
"""Seconds between looks at a job; the last one again and again."""

Ending = tuple[PrintResult, int, FailureReason | None, str]
"""Of an attempt: its result, the bytes handed over, why it failed, words for the log."""


class JobStanding(Enum):
    """What a spooler says of a job."""

    WAITING = "waiting"
    GONE = "gone"
    HELD = "held"
    FAILED = "failed"


class SpoolerTrouble(Exception):
    """The spooler did not take a job. `maybe_taken`: it did not say either way."""

    def __init__(self, reason: FailureReason, detail: str, maybe_taken: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.maybe_taken = maybe_taken


@dataclass(frozen=True)
class QueueStanding:
    """What a spooler says of a queue; `unknown` where it says nothing of the printer itself."""

    state: PrinterState
    detail: str = ""


class Spooler(Protocol):
    """One queue. No call takes longer than its time-out; each ends soon after `interrupted` says so."""

    def look(self) -> QueueStanding:
        """Raises `TryAgain` or `FixSetting` when there is no such queue or no spooler."""
        ...

    def hand_over(self, data: bytes, title: str) -> str:
        """The name of the job. Raises `SpoolerTrouble`."""
        ...

    def standing(self, job: str) -> JobStanding: ...

    def take_back(self, job: str) -> bool:
        """Whether the job will not be printed any more."""
        ...


class SpooledPrinter:
    """Implements `ReceiptPrinter`."""

    def __init__(
        self,
        settings: PrinterSettings,
        make_spooler: Callable[[Callable[[], bool]], Spooler],
        log: Log,
        language: Language | None = None,
    ) -> None:
        self._settings = settings
        self._log = log
        self._language = language or EscPos()
        self._stop = threading.Event()
        self._spooler = make_spooler(self._stop.is_set)
        self._open = False

    def open(self) -> None:
        if not self._open:
            self._spooler.look()
            self._open = True

    def close(self) -> None:
        self._open = False

    def interrupt(self) -> None:
        self._stop.set()

    def news(self) -> bool:
        return False

    def status(self) -> PrinterStatus:
        """A queue that is at work says nothing of its printer: that is `unknown`, not `ready`."""
        if not self._open:
            return PrinterStatus(PrinterState.UNREACHABLE, detail="not connected")
        try:
            queue = self._spooler.look()
        except PersonError as error:
            self.close()
            return PrinterStatus(PrinterState.UNREACHABLE, detail=str(error))
        return PrinterStatus(queue.state, detail=queue.detail)

    def drawer_state(self) -> DrawerState:
        return DrawerState.UNKNOWN

    def print(self, document: Document) -> PrintOutcome:
        try:
            profile = self._language.profile(self._settings)
        except KeyError as error:
            return PrintOutcome(PrintResult.FAILED, 0, FailureReason.BAD_SETTING, 0, f"no profile {error}")
        return self._spool(self._language.encode(document, profile, self._settings.pulse), document.title)

    def kick_drawer(self, pulse: DrawerPulse | None = None) -> PrintOutcome:
        """`sent` at best; a pulse that waits in the spooler is taken back, so that no drawer opens late."""
        return self._spool([self._language.kick(pulse or self._settings.pulse)], "drawer", is_kick=True)

    def _spool(self, parts: list[Part], title: str, *, is_kick: bool = False) -> PrintOutcome:
        started = time.monotonic()
        result, sent, reason, detail = self._hand_over(parts, title, is_kick=is_kick)
        took_ms = round((time.monotonic() - started) * 1000)
        self._log(
            "note",
            f"{result} in {took_ms} ms {reason or ''} {detail}".rstrip(),
            "danger" if reason else "good",
        )
        return PrintOutcome(result, sent, reason, took_ms, detail)

    def _hand_over(self, parts: list[Part], title: str, *, is_kick: bool) -> Ending:
        data = b"".join(part.data for part in parts)
        if (refused := self._cannot()) is not None:
            return PrintResult.FAILED, 0, refused[0], refused[1]
        for part in parts:
            self._log("out" if part.data else "note", part.words, "plain")
        try:
            job = self._spooler.hand_over(data, title)
        except SpoolerTrouble as trouble:
            sent = len(data) if trouble.maybe_taken else 0
            return PrintResult.FAILED, sent, trouble.reason, trouble.detail
        except PersonError as error:
            return PrintResult.FAILED, 0, FailureReason.UNREACHABLE, error.title
        self._log("in", f"job {job}", "plain")
        ending = self._await(job, len(data), min(self._patience, KICK_SECONDS) if is_kick else self._patience)
        if ending is None and is_kick:
            return self._take_back(job, len(data), FailureReason.NOT_OPENED)
        return ending or (PrintResult.SENT, len(data), None, f"{job} is still in the spooler")

    @property
    def _patience(self) -> float:
        return self._settings.confirm_ms / 1000

    def _cannot(self) -> tuple[FailureReason, str] | None:
        """Why nothing is handed over now."""
        if self._stop.is_set():
            return FailureReason.STOPPED, ""
        try:
            queue = self._spooler.look()
        except PersonError as error:
            self.close()
            return FailureReason.UNREACHABLE, error.title
        self._open = True
        if queue.state.can_print or queue.state is PrinterState.UNKNOWN:
            return None
        return REASONS[queue.state], queue.detail

    def _await(self, job: str, sent: int, seconds: float) -> Ending | None:
        """How the job left the spooler; None for one that still waits when the time is over."""
        deadline = time.monotonic() + seconds
        for pause in (*LOOK_EVERY, *([LOOK_EVERY[-1]] * 200)):
            standing = self._standing(job)
            if standing is JobStanding.GONE:
                return PrintResult.SENT, sent, None, ""
            if standing is JobStanding.FAILED:
                return PrintResult.FAILED, sent, FailureReason.PRINTER_ERROR, f"{job} failed in the spooler"
            if standing is JobStanding.HELD:
                return self._take_back(job, sent, FailureReason.OFFLINE)
            if time.monotonic() + pause > deadline or self._stop.wait(pause):
                break
        return None

    def _standing(self, job: str) -> JobStanding:
        """A spooler that went away meanwhile says nothing: the job waits, for all that is known."""
        try:
            return self._spooler.standing(job)
        except PersonError as error:
            self._log("note", str(error), "attention")
            return JobStanding.WAITING

    def _take_back(self, job: str, sent: int, reason: FailureReason) -> Ending:
        try:
            taken = self._spooler.take_back(job)
        except PersonError:
            taken = False
        if taken:
            return PrintResult.FAILED, sent, reason, f"{job} waited and was taken back"
        return PrintResult.SENT, sent, None, f"{job} cannot be taken back from the spooler"


def queue_trouble(queue: str, *, known: bool) -> TryAgain | FixSetting:
    """In words: the system has no such queue, or knows it and says nothing of it."""
    if known:
        return TryAgain(
            tr("The system's printing does not answer"),
            tr("Nothing is known of the queue {name}. Receipts wait.", name=queue),
            tr("Start the printing service of this computer."),
        )
    return FixSetting(
        tr("There is no such print queue"),
        tr("This computer knows no printer named {name}. Receipts wait.", name=queue),
        tr("Add it to the system's printers, or correct the name in Settings › Devices."),
    )
