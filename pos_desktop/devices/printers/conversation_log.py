"""The last lines of the conversation with a device, for its screen."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime

from pos_desktop.application.printing import LogDirection, LogLine, LogTone


class ConversationLog:
    """A ring of lines; written by the device's thread, read by any."""

    def __init__(self, now: Callable[[], datetime], capacity: int = 500) -> None:
        self._now = now
        self._lines: deque[tuple[int, LogLine]] = deque(maxlen=capacity)
        self._count = 0
        self._lock = threading.Lock()

    def __call__(self, direction: LogDirection, words: str, tone: LogTone = "plain") -> None:
        line = LogLine(self._now(), direction, words, tone)
        with self._lock:
            self._count += 1
            self._lines.append((self._count, line))

    def lines(self, after: int = 0) -> list[tuple[int, LogLine]]:
        """Numbered lines that came after line number `after`, oldest first."""
        with self._lock:
            return [entry for entry in self._lines if entry[0] > after]
