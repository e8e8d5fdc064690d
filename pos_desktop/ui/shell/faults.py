"""Faults of the program: reported, told calmly, never swallowed."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from pos_desktop.application.errors import PersonError, TryAgain
from pos_desktop.application.wording import tr

log = logging.getLogger(__name__)

Report = Callable[[BaseException], object]


def log_fault(fault: BaseException) -> None:
    """The report where nothing better is wired: the log."""
    log.critical("a fault of the program", exc_info=(type(fault), fault, fault.__traceback__))


def words_for(fault: BaseException) -> PersonError:
    """What people read of a fault: nothing of its inside, and that the sale is safe."""
    del fault
    return TryAgain(
        tr("Something went wrong"),
        tr("The sale is safe: everything on the ticket is stored."),
        tr("Try again. If it happens once more, close the register and start it anew."),
    )


class FaultWatch(QObject):
    """Takes over what no code caught: in slots and events of Qt, and on threads of Python."""

    _caught = Signal(object)

    def __init__(self, tell: Callable[[BaseException], object]) -> None:
        super().__init__()
        self._caught.connect(tell, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """From now on faults come here."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_uncaught_in_thread

    def remove(self) -> None:
        """Puts back what was there before."""
        sys.excepthook, threading.excepthook = self._before

    def _on_uncaught(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
        else:
            self._caught.emit(fault)

    def _on_uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        fault = args.exc_value
        if fault is None or isinstance(fault, SystemExit):
            return
        # The main thread reports it, whose own name would hide where it happened.
        fault.add_note(f"On the thread: {args.thread.name if args.thread else 'one that ended'}")
        self._caught.emit(fault)
