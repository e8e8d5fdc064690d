"""The register's encrypted file: one connection that writes, in turns, and a few that read."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pos_desktop.storage import engine
from pos_desktop.storage.connection import SQLITE, Check, FileConnection
from pos_desktop.storage.errors import busy
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.storage.readers import Readers
from pos_desktop.storage.sqlcipher import sqlcipher
from pos_desktop.storage.turn import Rank, WriterTurn, rank_of_this_thread


class FileSide:
    """Implements side.Side."""

    dialect = SQLITE

    def __init__(self, file: Path, key: DatabaseKey) -> None:
        engine.check_library()
        self.file = file
        self._key = key
        self._turn = WriterTurn()
        self._readers = Readers(lambda: self._opened("BEGIN", read_only=True))
        self._writer: FileConnection | None = None

    def _opened(self, begin: str, *, read_only: bool) -> FileConnection:
        return FileConnection(engine.open_cipher(self.file, self._key, read_only=read_only), begin)

    @contextmanager
    def reading(self) -> Iterator[FileConnection]:
        """See the protocol."""
        connection, generation = self._readers.take()
        try:
            connection.begin()
            yield connection
        finally:
            self._readers.give(connection, generation, spoilt=not _ended(connection))

    @property
    def waited_at(self) -> float:
        """When somebody last waited for a turn who is not at bulk work; monotonic seconds."""
        return self._turn.waited_at

    @contextmanager
    def turn(self, rank: Rank | None) -> Iterator[None]:
        """See the protocol."""
        if not self._turn.take(rank_of_this_thread() if rank is None else rank, engine.BUSY_SECONDS):
            raise busy()
        try:
            yield
        finally:
            self._turn.give()

    def expect_cashier(self) -> None:
        """See the protocol."""
        self._turn.expect_cashier()

    def cashier_served(self) -> None:
        """See the protocol."""
        self._turn.cashier_served()

    def let_cashier_first(self) -> None:
        """Waits while the cashier is expected to write."""
        self._turn.let_cashier_first()

    @contextmanager
    def glance(self) -> Iterator[FileConnection | None]:
        """See the protocol."""
        if not self._turn.take_if_free():
            yield None
            return
        try:
            yield self.hold_writer()
        finally:
            self._turn.give()

    @contextmanager
    def writing(self) -> Iterator[FileConnection]:
        """See the protocol. It takes the write lock when it begins: a reader that turns writer would be refused
        at once, whatever the busy timeout."""
        connection = self.hold_writer()
        connection.begin()
        yield connection

    def hold_writer(self) -> FileConnection:
        """The one connection that writes, kept open so that its prepared statements stay prepared."""
        # One still in a transaction could not be undone by a failing disk: closing undoes it.
        if self._writer is not None and self._writer.in_transaction:
            self._drop_writer()
        if self._writer is None:
            self._writer = self._opened("BEGIN IMMEDIATE", read_only=False)
        return self._writer

    def settle(self, check: Check, backend: int | None) -> bool:
        """A commit whose sync failed may lie in the log, unseen, and come back when the log is next recovered.

        One more transaction either stands after it (then it holds) or overwrites its frames (then it is gone);
        emptying the log afterwards brings what holds onto the disk anew, since pages of a failed sync are
        not written again by themselves.
        """
        self.close()
        with self.writing() as connection:
            try:
                held = check(connection)
                ((version,),) = connection.ask("PRAGMA user_version")
                connection.tell(f"PRAGMA user_version = {(version + 1) % 1_000_000}")
                connection.commit()
            except BaseException:
                _ended(connection)
                raise
        self.fold()
        return held

    def fold(self) -> None:
        """Writes the log back into the file and empties it; within a turn."""
        self.hold_writer().ask("PRAGMA wal_checkpoint(TRUNCATE)")

    def set_foreign_keys(self, on: bool) -> None:
        """Turns the check of references on or off for the writer; within a turn, between transactions."""
        self.hold_writer().tell(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")

    def close(self) -> None:
        """See the protocol."""
        self._drop_writer()
        self._readers.close()

    def _drop_writer(self) -> None:
        if self._writer is not None:
            with suppress(sqlcipher.Error):
                self._writer.close()
            self._writer = None


def _ended(connection: FileConnection) -> bool:
    """Undoes what is open; False when that did not succeed."""
    with suppress(sqlcipher.Error):
        connection.roll_back()
    return not connection.in_transaction
