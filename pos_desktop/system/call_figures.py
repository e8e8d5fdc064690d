"""How calls to an outside system went, for monitoring."""

import threading
from collections import deque
from dataclasses import dataclass

DURATIONS_KEPT = 500


@dataclass(frozen=True, slots=True)
class CallFigures:
    """The counters of one system since the program started. Seconds are those of single tries, pauses left out."""

    tries: int = 0  # sent or begun, retries among them
    answered: int = 0
    failures: int = 0  # not reached, not answered, or answered with a fault of the system's own
    time_outs: int = 0  # among the failures
    refused_for_now: int = 0  # 429 and conflicts
    retries: int = 0
    held_back: int = 0  # by the open breaker, never sent
    trips: int = 0  # times that the breaker opened
    fallbacks: int = 0  # times that something else did what it could not
    seconds: float = 0.0
    recent_seconds: tuple[float, ...] = ()


class CallCounter:
    """Counts; may be told from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._seconds = 0.0
        self._recent: deque[float] = deque(maxlen=DURATIONS_KEPT)

    def count(self, *names: str) -> None:
        """Adds one to each named figure."""
        with self._lock:
            for name in names:
                self._counts[name] = self._counts.get(name, 0) + 1

    def tried(self, seconds: float) -> None:
        """A try ended, however it went."""
        with self._lock:
            self._counts["tries"] = self._counts.get("tries", 0) + 1
            self._seconds += seconds
            self._recent.append(seconds)

    def figures(self) -> CallFigures:
        """As they stand now."""
        with self._lock:
            return CallFigures(**self._counts, seconds=self._seconds, recent_seconds=tuple(self._recent))
