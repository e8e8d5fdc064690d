"""The shop's own clocks: the time that its records carry, and the seconds by which its limit refills."""

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """The machine's time."""

    def now(self) -> datetime:
        """UTC."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Never runs backwards."""
        return time.monotonic()


class ScaledClock(Clock):
    """Runs `factor` times as fast as the machine's, so that a limit of a day is met in minutes."""

    def __init__(self, factor: float) -> None:
        self.factor = factor
        self._began = time.monotonic()
        self._began_at = datetime.now(UTC)

    def now(self) -> datetime:
        return self._began_at + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        return (time.monotonic() - self._began) * self.factor


class ManualClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self._lock = threading.Lock()
        self._at = at
        self._seconds = 0.0

    def now(self) -> datetime:
        return self._at

    def seconds(self) -> float:
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Moves both clocks on."""
        with self._lock:
            self._at += timedelta(seconds=seconds)
            self._seconds += seconds

    def jump(self, seconds: float) -> None:
        """Moves the time of day alone, backwards if negative: somebody set the clock."""
        with self._lock:
            self._at += timedelta(seconds=seconds)
