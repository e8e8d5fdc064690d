"""Printers of the operating system, by the name of their queue (CUPS, through its commands lp, lpstat and cancel).

python-escpos's CupsPrinter is not used: it needs a library that must be built, waits without end and says nothing of
a job. The commands come with every CUPS and answer in words that are the same in the C locale.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.printing import FailureReason, PrinterState
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log, ReceiptPrinter
from pos_desktop.devices.printers.settings import PrinterSettings, setting_fields
from pos_desktop.devices.printers.spooled import (
    JobStanding,
    QueueStanding,
    SpooledPrinter,
    SpoolerTrouble,
    queue_trouble,
)
from pos_desktop.devices.settings import read_settings, text

SLICE_SECONDS: Final = 0.1
CONNECT_SECONDS: Final = 3.0
"""How long a printer may take to accept a connection: one that saves power wakes up first."""
_CONNECTING: Final = "connecting-to-device"
"""Said by CUPS of each job at its beginning, and of one whose printer is away for as long as it lasts."""
_REQUEST = re.compile(r"request id is (\S+)")
_ALERTS: Final = {
    "media-empty": PrinterState.PAPER_OUT,
    "media-needed": PrinterState.PAPER_OUT,
    "cover-open": PrinterState.COVER_OPEN,
    "door-open": PrinterState.COVER_OPEN,
    "media-jam": PrinterState.ERROR,
    "offline": PrinterState.OFFLINE,
    _CONNECTING: PrinterState.OFFLINE,
    "shutdown": PrinterState.OFFLINE,
    "media-low": PrinterState.PAPER_LOW,
}
"""Reasons of RFC 8011, 5.4.12, as far as they keep a receipt from being printed; worst first."""


@dataclass(frozen=True, kw_only=True)
class CupsSettings(PrinterSettings):
    """`queue` is the printer's name in the system; it must take data as it is (a raw queue)."""

    queue: str = text()


class CupsDriver:
    key = "cups"
    works_here = sys.platform != "win32"

    @property
    def label(self) -> str:
        return tr("Printer of this computer (CUPS)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return setting_fields(CupsSettings)

    def parse(self, raw: Mapping[str, object]) -> CupsSettings:
        settings = read_settings(CupsSettings, raw)
        if settings.queue.startswith("-") or re.search(r"[\s/#?'\"\\]", settings.queue):
            raise FixSetting(
                tr("A printer setting is wrong"),
                tr("'{name}' cannot be the name of a print queue.", name=settings.queue),
                tr("Type the name as the system's list of printers shows it."),
            )
        return settings

    def address(self, settings: CupsSettings) -> str:
        return settings.queue

    def create(self, settings: CupsSettings, log: Log) -> ReceiptPrinter:
        return SpooledPrinter(settings, lambda interrupted: CupsQueue(settings, interrupted), log)


class CupsQueue:
    """Implements `Spooler`."""

    def __init__(self, settings: CupsSettings, interrupted: Callable[[], bool]) -> None:
        self._queue = settings.queue
        self._stall = settings.stall_ms / 1000
        self._answer = max(2.0, settings.answer_ms / 1000)
        self._interrupted = interrupted
        self._connecting: tuple[str, float] | None = None
        """The job that waits for a connection, and since when."""

    def look(self) -> QueueStanding:
        said = self._ask("lpstat", "-l", "-p", self._queue)
        if said is None or said.code:
            raise queue_trouble(self._queue, known=not _is_unknown(said.words if said else ""))
        first = said.words.splitlines()[0] if said.words else ""
        if " disabled " in f"{first} ":
            return QueueStanding(PrinterState.OFFLINE, "the queue is stopped")
        accepts = self._ask("lpstat", "-a", self._queue)
        if accepts is not None and " not accepting " in accepts.words:
            return QueueStanding(PrinterState.OFFLINE, "the queue takes no jobs")
        alerts = " ".join(line for line in said.words.splitlines() if line.strip().startswith("Alerts:"))
        for name, state in _ALERTS.items():
            if name in alerts:
                return QueueStanding(state, alerts.strip())
        return QueueStanding(PrinterState.UNKNOWN, "the queue is at work")

    def hand_over(self, data: bytes, title: str) -> str:
        """The title is not handed over: a spooler's list is for everybody to see."""
        said = self._run(("lp", "-d", self._queue, "-o", "raw", "-t", "receipt"), data, self._stall)
        if said is None:
            reason = FailureReason.STOPPED if self._interrupted() else FailureReason.STALLED
            raise SpoolerTrouble(reason, "lp did not end in time", maybe_taken=True)
        found = _REQUEST.search(said.words)
        if said.code or found is None:
            raise SpoolerTrouble(FailureReason.UNREACHABLE, said.words.strip()[:200], not said.code)
        return found[1]

    def standing(self, job: str) -> JobStanding:
        """Silence of lpstat is `waiting`: nothing is known."""
        waiting = self._ask("lpstat", "-l", "-W", "not-completed", "-o", self._queue)
        if waiting is None or waiting.code:
            return JobStanding.WAITING
        about = _about(job, waiting.words)
        if about is not None:
            held = any(
                word in about for word in ("job-hold", "job-held", "printer-stopped", "resources-are-not")
            )
            return JobStanding.HELD if held or self._stopped(job) else JobStanding.WAITING
        ended = self._ask("lpstat", "-l", "-W", "completed", "-o", self._queue)
        about = _about(job, ended.words) if ended else None
        failed = about is not None and ("aborted" in about or "canceled" in about or "stopped" in about)
        return JobStanding.FAILED if failed else JobStanding.GONE

    def take_back(self, job: str) -> bool:
        said = self._ask("cancel", job)
        return said is not None and said.code == 0

    def _stopped(self, job: str) -> bool:
        try:
            queue = self.look()
        except (TryAgain, FixSetting):
            return False
        if queue.state is not PrinterState.OFFLINE or _CONNECTING not in queue.detail:
            return queue.state is PrinterState.OFFLINE
        if self._connecting is None or self._connecting[0] != job:
            self._connecting = (job, time.monotonic())
        return time.monotonic() - self._connecting[1] >= CONNECT_SECONDS

    def _ask(self, *command: str) -> _Said | None:
        return self._run(command, b"", self._answer)

    def _run(self, command: Sequence[str], data: bytes, seconds: float) -> _Said | None:
        """The end of a command; None when it did not end in time and was ended."""
        program = shutil.which(command[0])
        if program is None:
            raise _no_cups(command[0])
        running = subprocess.Popen(
            (program, *command[1:]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C", "LANG": "C"},
        )
        return _ended(running, data, time.monotonic() + seconds, self._interrupted)


@dataclass(frozen=True)
class _Said:
    code: int
    words: str


def _ended(
    running: subprocess.Popen[bytes], data: bytes, deadline: float, interrupted: Callable[[], bool]
) -> _Said | None:
    left: bytes | None = data  # handed over once, kept by the process object from then on
    while True:
        try:
            words, _ = running.communicate(left, timeout=SLICE_SECONDS)
            return _Said(running.returncode, words.decode("utf-8", "replace"))
        except subprocess.TimeoutExpired:
            left = None
            if time.monotonic() > deadline or interrupted():
                running.kill()
                running.communicate()
                return None


def _about(job: str, listing: str) -> str | None:
    """The lines of a listing about one job: the one that begins with its name and the indented ones below."""
    lines: list[str] | None = None
    for line in listing.splitlines():
        if not line[:1].isspace():
            if lines is not None:
                break
            lines = [line] if line.split(" ", 1)[0] == job else None
        elif lines is not None:
            lines.append(line)
    return None if lines is None else "\n".join(lines)


def _no_cups(program: str) -> FixSetting:
    return FixSetting(
        tr("Printing is not set up on this computer"),
        tr("The program {name} of CUPS is missing. Receipts wait.", name=program),
        tr("Install CUPS and its commands, or choose another connection in Settings › Devices."),
    )


def _is_unknown(words: str) -> bool:
    """Whether CUPS says that it has no queue of the name; anything else may be a service that is down."""
    return "nvalid destination" in words or "nknown destination" in words


PRINTER_DRIVER = CupsDriver()
