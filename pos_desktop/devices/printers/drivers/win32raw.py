"""Printers of Windows, by name: data goes past the driver as it is (RAW).

python-escpos's Win32Raw is not used: it opens a page when it connects and so holds one endless job.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from pos_desktop.application.errors import FixSetting
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

_STATES: Final = {
    0x10: PrinterState.PAPER_OUT,
    0x40: PrinterState.PAPER_OUT,
    0x400000: PrinterState.COVER_OPEN,
    0x8: PrinterState.ERROR,
    0x2: PrinterState.ERROR,
    0x80: PrinterState.OFFLINE,
    0x1: PrinterState.OFFLINE,
    0x1000: PrinterState.OFFLINE,
    0x20000: PrinterState.PAPER_LOW,
}
"""PRINTER_STATUS_ bits of winspool: PAPER_OUT, PAPER_PROBLEM, DOOR_OPEN, PAPER_JAM, ERROR, OFFLINE, PAUSED, NOT_AVAILABLE,
TONER_LOW, which receipt printers' drivers use for the near end of the roll."""
_WORK_OFFLINE: Final = 0x400
_HELD: Final = 0x1 | 0x20 | 0x40 | 0x200 | 0x400
"""JOB_STATUS_ bits: PAUSED, OFFLINE, PAPEROUT, BLOCKED_DEVQ, USER_INTERVENTION."""
_FAILED: Final = 0x2 | 0x4 | 0x100
"""JOB_STATUS_ bits: ERROR, DELETING, DELETED."""
_DONE: Final = 0x80 | 0x1000
"""JOB_STATUS_ bits: PRINTED, COMPLETE; where the queue keeps what it printed, and while it puts it away."""
_CANCEL: Final = 5
"""JOB_CONTROL_DELETE."""


@dataclass(frozen=True, kw_only=True)
class WindowsSettings(PrinterSettings):
    """`queue` is the printer's name in Windows."""

    queue: str = text()


class WindowsDriver:
    key = "win32raw"
    works_here = sys.platform == "win32"

    @property
    def label(self) -> str:
        return tr("Printer of this computer (Windows)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return setting_fields(WindowsSettings)

    def parse(self, raw: Mapping[str, object]) -> WindowsSettings:
        return read_settings(WindowsSettings, raw)

    def address(self, settings: WindowsSettings) -> str:
        return settings.queue

    def create(self, settings: WindowsSettings, log: Log) -> ReceiptPrinter:
        return SpooledPrinter(settings, lambda interrupted: WindowsQueue(settings.queue, interrupted), log)


class WindowsQueue:
    """Implements `Spooler`. The calls of winspool are local and short; they take no time-out."""

    def __init__(self, queue: str, interrupted: Callable[[], bool], winspool: Any = None) -> None:
        """`winspool` is pywin32's win32print; None imports it when it is needed."""
        self._queue = queue
        self._winspool = winspool

    @property
    def _win(self) -> Any:
        if self._winspool is None:
            try:
                self._winspool = importlib.import_module("win32print")
            except ImportError as error:
                raise FixSetting(
                    tr("Printing is not set up on this computer"),
                    tr("The program {name} is missing. Receipts wait.", name="win32print"),
                    tr("Install the program again, or choose another connection in Settings › Devices."),
                ) from error
        return self._winspool

    def look(self) -> QueueStanding:
        with self._opened() as printer:
            try:
                facts = self._win.GetPrinter(printer.handle, 2)
            except Exception as error:
                raise queue_trouble(self._queue, known=True) from error
        status = int(facts["Status"])
        for bit, state in _STATES.items():
            if status & bit:
                return QueueStanding(state, f"status 0x{status:x}")
        if int(facts["Attributes"]) & _WORK_OFFLINE:
            return QueueStanding(PrinterState.OFFLINE, "set to work offline")
        return QueueStanding(PrinterState.UNKNOWN, "the queue is at work")

    def hand_over(self, data: bytes, title: str) -> str:
        """The title is not handed over: a spooler's list is for everybody to see."""
        written = 0
        with self._opened() as printer:
            win, handle = self._win, printer.handle
            try:
                job = win.StartDocPrinter(handle, 1, ("receipt", None, "RAW"))
                win.StartPagePrinter(handle)
                while written < len(data):
                    took = int(win.WritePrinter(handle, data[written:]))
                    if took <= 0:
                        break
                    written += took
                win.EndPagePrinter(handle)
                win.EndDocPrinter(handle)
            except (
                Exception
            ) as error:  # pywin32 raises an error class of its own, which is not here elsewhere
                raise SpoolerTrouble(FailureReason.UNREACHABLE, str(error)[:200], written > 0) from error
        if written < len(data):
            raise SpoolerTrouble(FailureReason.STALLED, f"{written} of {len(data)} bytes taken", written > 0)
        return str(job)

    def standing(self, job: str) -> JobStanding:
        """A spooler that does not tell its jobs leaves them `waiting`: nothing is known."""
        with self._opened() as printer:
            try:
                jobs = self._win.EnumJobs(printer.handle, 0, 1000, 1)
            except Exception:  # pywin32's errors have no base but this one, and nothing else is within
                return JobStanding.WAITING
        found = next((each for each in jobs if int(each["JobId"]) == int(job)), None)
        if found is None:
            return JobStanding.GONE
        status = int(found["Status"])
        if status & _DONE:
            return JobStanding.GONE
        if status & _FAILED:
            return JobStanding.FAILED
        return JobStanding.HELD if status & _HELD else JobStanding.WAITING

    def take_back(self, job: str) -> bool:
        try:
            with self._opened() as printer:
                self._win.SetJob(printer.handle, int(job), 0, None, _CANCEL)
        except Exception:
            return False
        return True

    def _opened(self) -> closing[_Opened]:
        win = self._win
        try:
            return closing(_Opened(win, win.OpenPrinter(self._queue)))
        except Exception as error:
            raise queue_trouble(self._queue, known=self._is_known()) from error

    def _is_known(self) -> bool:
        """Also where the spooler tells no names: it is not at work, and its printers are those it had."""
        try:
            printers = self._win.EnumPrinters(2 | 4)
        except Exception:  # as above
            return True
        return self._queue in [each[2] for each in printers]


class _Opened:
    """A printer's handle."""

    def __init__(self, win: Any, handle: Any) -> None:
        self._win = win
        self.handle = handle

    def close(self) -> None:
        self._win.ClosePrinter(self.handle)


PRINTER_DRIVER = WindowsDriver()
