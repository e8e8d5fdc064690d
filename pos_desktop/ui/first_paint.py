"""What waits until a new window was painted, so that the first scan need not wait for it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

# Some times as long as a window takes to be painted for the first time, also on a slow computer.
AFTER_MS = 500


def after_first_paint(owner: QObject, call: Callable[[], object]) -> None:
    """Calls a moment after the event loop began; never for an owner that is gone by then."""
    QTimer.singleShot(0, owner, lambda: QTimer.singleShot(AFTER_MS, owner, call))
