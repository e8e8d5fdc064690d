"""A file about every fault of the program, without secrets."""

import logging
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from pos_desktop.system.redaction import redact

log = logging.getLogger(__name__)

REPORTS_KEPT = 20


class CrashReports:
    """Writes reports into a folder, from the main thread, from others, and when asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Catches what nobody caught."""
        sys.excepthook = self._from_main
        threading.excepthook = self._from_thread

    def uninstall(self) -> None:
        """Gives the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def write(self, fault: BaseException, where: str) -> Path | None:
        """Writes a report and returns its file; None when not even that works, which is logged."""
        log.error("fault in %s", where, exc_info=fault)
        try:
            return self._write(fault, where)
        except OSError as trouble:
            log.error("the crash report could not be written: %s", trouble)
            return None

    def all(self) -> list[Path]:
        """The reports, newest first."""
        return sorted(self._folder.glob("crash *.txt"), reverse=True)

    def _write(self, fault: BaseException, where: str) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._free_name()
        path.write_text(report(fault, where), encoding="utf-8")
        for old in self.all()[REPORTS_KEPT:]:
            old.unlink(missing_ok=True)
        return path

    def _free_name(self) -> Path:
        stem = f"crash {datetime.now(UTC):%Y-%m-%d %H%M%S}"
        path, number = self._folder / f"{stem}.txt", 1
        while path.exists():
            number += 1
            path = self._folder / f"{stem} {number}.txt"
        return path

    def _from_main(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, fault, trace)
            return
        self.write(fault, "the main thread")

    def _from_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None and not isinstance(caught.exc_value, SystemExit):
            self.write(caught.exc_value, f"thread {caught.thread.name if caught.thread else 'that ended'}")


def report(fault: BaseException, where: str) -> str:
    """The report's text: when, where, which versions, the trace; no values of variables, everything redacted."""
    import platform
    import traceback

    lines = [
        f"When:     {datetime.now(UTC).isoformat(timespec='seconds')}",
        f"Where:    {where}",
        f"Program:  {_version()}, Python {platform.python_version()}, {platform.platform()}",
        "",
        "".join(traceback.format_exception(fault)),
    ]
    return redact("\n".join(lines))


def _version() -> str:
    from importlib import metadata

    try:
        return f"POS Desktop {metadata.version('pos-desktop')}"
    except metadata.PackageNotFoundError:
        return "POS Desktop"
