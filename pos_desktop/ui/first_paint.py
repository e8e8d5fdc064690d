"""What waits at the start of the program until its window was painted, so that the first scan need not wait for it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

# Some times as long as a window takes to be painted for the first time, also on a slow computer.
AFTER_MS = 500

_starting = False


def start() -> None:
    """The program starts: from here on what may wait does."""
    global _starting
    _starting = True


def over() -> None:
    """The window was painted: nothing waits any more."""
    global _starting
    _starting = False


def starting() -> bool:
    """Whether the program starts, and its window was not painted yet."""
    return _starting


def after_first_paint(owner: QObject, call: Callable[[], object]) -> None:
    """Calls at once, but at the start a moment after the event loop began; never for an owner that is gone by then."""
    if not _starting:
        call()
        return
    QTimer.singleShot(0, owner, lambda: QTimer.singleShot(AFTER_MS, owner, call))
