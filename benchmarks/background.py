"""Somebody else who writes to the same database all the while, as the sync and imports do."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from pos_desktop.application.ids import new_id
from pos_desktop.storage.unit_of_work import Database

_ROWS = 4
_PAUSE_SECONDS = 0.004  # about what waiting for the other side's next answer takes at the least


class BusyWriter:
    """Short transactions one after the other: levels that came in, their moves, something that was sent."""

    def __init__(self, database: Database, products: int) -> None:
        self._database = database
        self._products = products
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="benchmark writer", daemon=True)
        self.transactions = 0
        self.failed: BaseException | None = None

    def start(self) -> None:
        """Begins to write."""
        self._thread.start()

    def stop(self) -> None:
        """Ends; raises what went wrong on the way."""
        self._ending.set()
        self._thread.join(10)
        if self.failed is not None:
            raise RuntimeError("the background writer failed") from self.failed

    def _run(self) -> None:
        random = Random(3)
        try:
            location = self._location()
            while not self._ending.is_set():
                self._write(random, location)
                self.transactions += 1
                time.sleep(_PAUSE_SECONDS)
        except BaseException as failure:
            self.failed = failure

    def _location(self) -> bytes:
        with self._database.read() as connection:
            return bytes(connection.exec_driver_sql("SELECT id FROM location LIMIT 1").scalar_one())

    def _write(self, random: Random, location: bytes) -> None:
        at = time.time_ns() // 1000
        rows = sorted(random.sample(range(1, self._products + 1), _ROWS))
        levels = [(random.randrange(100_000), row, location) for row in rows]
        moves = [(new_id().bytes, row, location, 1000, at) for row in rows]
        with self._database.write() as work:
            driver: Any = work.connection.driver
            driver.executemany(
                "UPDATE stock_level SET on_hand_milli = ? WHERE variant_row = ? AND location_id = ?", levels
            )
            driver.executemany(
                "INSERT INTO stock_move (id, variant_row, location_id, quantity_milli, reason, moved_at)"
                " VALUES (?, ?, ?, ?, 'sync', ?)",
                moves,
            )


@contextmanager
def busy(database: Database, products: int) -> Iterator[BusyWriter]:
    """Somebody else writes while the block runs."""
    writer = BusyWriter(database, products)
    writer.start()
    try:
        yield writer
    finally:
        writer.stop()
