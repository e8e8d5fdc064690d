"""Writes the log back into the file beside the sale, so that no sale's commit has to."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.key import DatabaseKey

log = logging.getLogger(__name__)

_QUIET_SECONDS = 1.0
_LONGEST_SECONDS = 5.0
"""How long commits that keep coming put a round off."""
# A commit that falls into a round waits for its sync. So rounds are few and come when nobody sells, if they can; what
# a burst of this many small commits writes (3 pages a scan, some 20 a worker's) still stays well below the size at
# which a writer writes the log back itself, in the middle of a commit and for ten milliseconds and more.
_COMMITS_AT_MOST = 512
BULK_COMMIT = 170
"""How many small commits a step of bulk work counts for."""
_LONG_LOG_PAGES = 2_000  # 8 MB


class Upkeep:
    """A thread with a connection of its own that checkpoints after a burst of commits or a quiet second."""

    def __init__(
        self,
        file: Path,
        key: DatabaseKey,
        wait: Callable[[], object] = lambda: None,
        alone: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """`wait` returns when a round may begin; within `alone` nobody writes."""
        self._file = file
        self._wait = wait
        self._alone = alone
        self._key = key
        self._commits = 0
        self._changed = threading.Event()
        self._urgent = threading.Event()
        self._stopping = False
        self._also: list[Callable[[], object]] = []
        self._thread = threading.Thread(target=self._run, name="storage upkeep", daemon=True)
        self._thread.start()

    def note_commit(self, weight: int = 1) -> None:
        """A transaction was written, as large as `weight` small ones; costs nothing worth measuring."""
        self._commits += weight
        if not self._changed.is_set():
            self._changed.set()
        if self._commits >= _COMMITS_AT_MOST:
            self._urgent.set()

    def also(self, call: Callable[[], object]) -> None:
        """Calls `call` on the upkeep's thread each time after commits were written back."""
        self._also.append(call)

    def stop(self) -> None:
        """Ends the thread; what it did not come to is done when the database is closed or opened next."""
        self._stopping = True
        self._changed.set()
        self._urgent.set()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=2.0)

    def _run(self) -> None:
        connection: Any = None
        while True:
            self._changed.wait()
            self._wait_for_quiet()
            if self._stopping:
                break
            self._wait()
            self._changed.clear()
            self._urgent.clear()
            self._commits = 0
            connection = self._round(connection)
        if connection is not None:
            connection.close()

    def _wait_for_quiet(self) -> None:
        """Until no commit came for a while, or there are many, or some are old."""
        latest = time.monotonic() + _LONGEST_SECONDS
        seen = -1
        while seen != self._commits and time.monotonic() < latest:
            seen = self._commits
            if self._urgent.wait(_QUIET_SECONDS):
                return

    def _round(self, connection: Any) -> Any:
        """One pass; trouble is left to the next commit, which meets it and tells the person."""
        try:
            if connection is None:
                connection = open_cipher(self._file, self._key)
            self._write_back(connection)
            for call in self._also:
                self._wait()  # writing back may have lasted until the next scan
                call()
        except Exception as trouble:  # the thread must outlive a full disk
            log.info("upkeep put off: %s", trouble)
            if connection is not None:
                connection.close()
            return None
        return connection

    def _write_back(self, connection: Any) -> None:
        """The log begins anew once all of it is in the file. Commits that came meanwhile keep it from that, and it
        would grow until a writer wrote it back, with everybody waiting for half a second: so what is left, which is
        little, is written back while nobody else writes."""
        _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if pages < _LONG_LOG_PAGES:
            return
        self._wait()
        with self._alone():
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
