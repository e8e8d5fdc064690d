"""Leaves an outside system alone for a while once it has failed several times in a row."""

import threading
import time
from collections.abc import Callable
from enum import StrEnum

Clock = Callable[[], float]

FAILURES_IN_A_ROW = 5
PAUSE_SECONDS = 30.0


class BreakerState(StrEnum):
    """Whether calls pass."""

    CLOSED = "closed"  # they pass
    OPEN = "open"  # they are held back
    HALF_OPEN = "half_open"  # one passes, to see


class HeldBack(Exception):
    """The breaker is open: the call was not made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"held back for {seconds:.1f} s")
        self.seconds = seconds


class CircuitBreaker:
    """Opens after failures in a row, and after a pause lets a single call through to see.

    Counted on a monotonic clock, and never locked while a call runs: one that hangs holds up no other.
    """

    def __init__(
        self,
        failures: int = FAILURES_IN_A_ROW,
        pause: float = PAUSE_SECONDS,
        clock: Clock = time.monotonic,
    ) -> None:
        self._limit = failures
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._opened: float | None = None
        self._probe: float | None = None

    @property
    def state(self) -> BreakerState:
        """Whether calls pass now."""
        with self._lock:
            return self._state()

    @property
    def open_seconds(self) -> float:
        """For how long it has let nothing but probes through; 0 while closed."""
        with self._lock:
            return 0.0 if self._opened is None else self._clock() - self._opened

    @property
    def seconds_to_probe(self) -> float:
        """Until it lets a call through; 0 while closed or half-open."""
        with self._lock:
            if self._opened is None:
                return 0.0
            return max(0.0, self._opened + self._pause - self._clock())

    def admit(self) -> None:
        """Lets a call pass, or raises HeldBack. Whoever passed says how it went: `answered` or `failed`."""
        with self._lock:
            state = self._state()
            if state is BreakerState.CLOSED:
                return
            assert self._opened is not None
            now = self._clock()
            if state is BreakerState.OPEN:
                raise HeldBack(self._opened + self._pause - now)
            # A probe that never came back (its thread died) makes room after another pause.
            if self._probe is not None and now - self._probe < self._pause:
                raise HeldBack(self._probe + self._pause - now)
            self._probe = now

    def answered(self) -> None:
        """The system is alive, whatever it said."""
        with self._lock:
            # An answer to a call from before the pause says nothing about now.
            if self._state() is BreakerState.OPEN:
                return
            self._failed = 0
            self._opened = None
            self._probe = None

    def failed(self) -> bool:
        """The system did not answer, or with a fault of its own; true when that opens the breaker."""
        with self._lock:
            state = self._state()
            if state is BreakerState.OPEN:
                return False
            self._failed += 1
            if state is BreakerState.CLOSED and self._failed < self._limit:
                return False
            self._opened = self._clock()
            self._probe = None
            return True

    def forgive(self) -> None:
        """Somebody saw that it was the way there that failed, and that it is open again: calls pass."""
        with self._lock:
            self._failed = 0
            self._opened = None
            self._probe = None

    def _state(self) -> BreakerState:
        if self._opened is None:
            return BreakerState.CLOSED
        if self._clock() - self._opened < self._pause:
            return BreakerState.OPEN
        return BreakerState.HALF_OPEN
