"""The connections that read the register's file, kept open between questions."""

import threading
from collections.abc import Callable

from pos_desktop.storage import engine
from pos_desktop.storage.connection import FileConnection
from pos_desktop.storage.errors import busy

_KEPT = 3
_AT_MOST = 16


class Readers:
    """Hands out connections that nobody else has, the latest used first: it still has its pages at hand."""

    def __init__(self, open_one: Callable[[], FileConnection]) -> None:
        self._open_one = open_one
        self._free: list[FileConnection] = []
        self._room = threading.BoundedSemaphore(_AT_MOST)
        self._guard = threading.Lock()
        self._generation = 0

    def take(self) -> tuple[FileConnection, int]:
        """A connection and what `give` wants to know of it. Raises StorageBusy when too many are out."""
        if not self._room.acquire(timeout=engine.BUSY_SECONDS):
            raise busy()
        try:
            with self._guard:
                generation = self._generation
                if self._free:
                    return self._free.pop(), generation
            return self._open_one(), generation
        except BaseException:
            self._room.release()
            raise

    def give(self, connection: FileConnection, generation: int, *, spoilt: bool) -> None:
        """Takes it back; one that is spoilt, too many or from before `close` is closed."""
        try:
            with self._guard:
                if not spoilt and generation == self._generation and len(self._free) < _KEPT:
                    self._free.append(connection)
                    return
            connection.close()
        finally:
            self._room.release()

    def close(self) -> None:
        """Closes those at rest now, and those in use when they come back."""
        with self._guard:
            self._generation += 1
            resting, self._free = self._free, []
        for connection in resting:
            connection.close()
