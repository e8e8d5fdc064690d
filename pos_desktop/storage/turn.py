"""Who may write next: one transaction at a time, the cashier's before any worker's."""

import heapq
import itertools
import math
import threading
import time
from enum import IntEnum


class Rank(IntEnum):
    """The lower, the sooner."""

    CASHIER = 0
    WORKER = 1
    BULK = 2


def rank_of_this_thread() -> Rank:
    """The main thread is the cashier's."""
    return Rank.CASHIER if threading.current_thread() is threading.main_thread() else Rank.WORKER


_EXPECTED_SECONDS = 0.25
"""How long workers keep back for a cashier who is about to write, when nobody says that she was served: some times as
long as a scan lasts."""
_HELD_BACK_SECONDS = 1.0
"""How long a worker waits for that at most, however many scans follow one another."""


class WriterTurn:
    """A lock that is handed to the waiting thread of the best rank, first come first served within a rank.

    SQLite lets one transaction write at a time and makes the others poll; polling would let a worker with
    many short transactions keep the cashier waiting for several of them.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: list[tuple[int, int, threading.Lock]] = []
        self._arrival = itertools.count()
        self._holder: int | None = None
        self._expected_until = 0.0
        self._served = threading.Event()
        self.waited_at = -math.inf
        """When somebody last had to wait who is not at bulk work; monotonic seconds."""

    def expect_cashier(self) -> None:
        """The cashier writes in a moment: the transaction under way ends, and no worker's begins for now."""
        self._served.clear()
        self._expected_until = time.monotonic() + _EXPECTED_SECONDS

    def cashier_served(self) -> None:
        """She has what she waited for: workers go on."""
        self._expected_until = 0.0
        self._served.set()

    def take(self, rank: Rank, timeout: float) -> bool:
        """Waits at most `timeout` seconds; False when the turn did not come. Not re-entrant: raises RuntimeError."""
        if rank is not Rank.CASHIER:
            self.let_cashier_first()
        return self._take(rank, timeout)

    def take_if_free(self) -> bool:
        """Takes the turn without waiting; False when somebody has it or waits for it."""
        with self._guard:
            if self._holder is not None or self._waiting:
                return False
            self._holder = threading.get_ident()
            return True

    def let_cashier_first(self) -> None:
        """Waits while she is expected; for what needs no turn but keeps the disk busy."""
        patience = time.monotonic() + _HELD_BACK_SECONDS
        while (now := time.monotonic()) < min(self._expected_until, patience):
            if self._served.wait(min(self._expected_until, patience) - now):
                return

    def _take(self, rank: Rank, timeout: float) -> bool:
        me = threading.get_ident()
        with self._guard:
            if self._holder == me:
                raise RuntimeError("a transaction inside a transaction: hand the open one over instead")
            if self._holder is None:
                self._holder = me
                return True
            if rank is not Rank.BULK:
                self.waited_at = time.monotonic()
            gate = threading.Lock()
            gate.acquire()
            place = (int(rank), next(self._arrival), gate)
            heapq.heappush(self._waiting, place)
        return self._wait(place, timeout)

    def _wait(self, place: tuple[int, int, threading.Lock], timeout: float) -> bool:
        came = place[2].acquire(timeout=timeout)
        with self._guard:
            if not came and place in self._waiting:
                self._waiting.remove(place)
                heapq.heapify(self._waiting)
                return False
            self._holder = threading.get_ident()
            return True

    def give(self) -> None:
        """Ends the holder's turn and wakes the next in line."""
        with self._guard:
            if not self._waiting:
                self._holder = None
                return
            self._holder = -1  # promised: nobody may slip in before the woken thread runs
            heapq.heappop(self._waiting)[2].release()
