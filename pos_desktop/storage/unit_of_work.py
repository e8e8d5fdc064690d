"""One user action, one transaction: the database as the rest of the program sees it."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, CursorResult, Engine, Executable, text
from sqlalchemy.exc import SQLAlchemyError

from pos_desktop.application.errors import PersonError
from pos_desktop.storage import engine as engines
from pos_desktop.storage import schema
from pos_desktop.storage.errors import (
    CommitInDoubt,
    DatabaseDamaged,
    DiskTrouble,
    ServerAway,
    busy,
    primary_code,
    translated,
)
from pos_desktop.storage.journal import Journal, JournalEntry
from pos_desktop.storage.journal_anchor import Anchor, anchor_path, current_anchor, write_anchor
from pos_desktop.storage.key import DatabaseKey, JournalKey
from pos_desktop.storage.sqlcipher import sqlcipher
from pos_desktop.storage.turn import Rank, WriterTurn, rank_of_this_thread
from pos_desktop.storage.upkeep import BULK_COMMIT, Upkeep

log = logging.getLogger(__name__)

Check = Callable[[Connection], bool]

_BACKEND_GONE_SECONDS = 10.0


class Work:
    """An open write transaction. Holds until the `with` block ends; nothing of it is kept when that raises."""

    def __init__(self, connection: Connection, journal: Journal | None) -> None:
        self.connection = connection
        self._journal = journal
        self._entries: list[JournalEntry] = []
        self._then: list[Callable[[], object]] = []
        self._marker: Check | None = None

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Runs a statement; a list of parameter dictionaries runs it once for each, in one call."""
        return self.connection.execute(statement, parameters)

    def record(self, entry: JournalEntry) -> None:
        """Adds an entry to the journal, chained and written in this same commit."""
        self._entries.append(entry)

    def marker(self, check: Check) -> None:
        """Tells how to find out later whether this transaction holds, for one that journals nothing."""
        self._marker = check

    def after_commit(self, call: Callable[[], object]) -> None:
        """Calls on this thread once the transaction is durable; for telling others, never for storing."""
        self._then.append(call)

    def _write_journal(self) -> None:
        if not self._entries:
            return
        if self._journal is None:
            raise RuntimeError("this database was opened without a journal key")
        last_mac = self._journal.append(self.connection, self._entries)
        journal = self._journal
        self._marker = lambda connection: journal.holds(connection, last_mac)

    def _tell(self) -> None:
        for call in self._then:
            call()


class Database:
    """The register's encrypted file, or the hub's PostgreSQL; both are worked with in the same way."""

    def __init__(
        self, writer: Engine, reader: Engine, journal_key: JournalKey | None, file: Path | None
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._file = file
        self._turn = WriterTurn()
        self._held: Connection | None = None
        self._upkeep: Upkeep | None = None
        self._journal_key = journal_key
        self._anchored: Anchor | None = None
        self.journal = Journal(journal_key) if journal_key else None
        self.seen_damaged = False

    @classmethod
    def open(cls, file: Path, key: DatabaseKey, journal_key: JournalKey | None = None) -> Self:
        """Opens the encrypted file, making it when it is missing. Raises WrongKey, DatabaseDamaged, DiskTrouble."""
        database = cls(engines.writer_engine(file, key), engines.reader_engine(file, key), journal_key, file)
        try:
            with database.read():
                pass
            database._hold_writer()
        except BaseException:
            database._drop_connections()
            raise
        key.write_mark(file)
        database._upkeep = Upkeep(file, key)
        database._upkeep.also(database.note_anchor)
        return database

    @classmethod
    def connect(cls, address: str, journal_key: JournalKey | None = None) -> Self:
        """Connects to PostgreSQL at a `postgresql://` address. Raises ServerAway."""
        engine = engines.postgresql_engine(address)
        reader = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
        database = cls(engine, reader, journal_key, None)
        with database.read():
            return database

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._writer.dialect.name

    @property
    def file(self) -> Path | None:
        """The register's file; None on a server."""
        return self._file

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only snapshot. Keep it short: the write-ahead log cannot be emptied past an open one."""
        with self._in_words(reading=True), self._reader.connect() as connection:
            connection.begin()
            yield connection

    @contextmanager
    def write(self, rank: Rank | None = None) -> Iterator[Work]:
        """One transaction: durable when the block ends, undone when it raises.

        The main thread goes before workers; pass Rank.BULK for work in many steps, a few ms each.
        Raises StorageBusy, DiskFull, DiskTrouble (nothing is stored), CommitInDoubt (look it up before it is
        asked for again), IntegrityError of SQLAlchemy untouched.
        """
        with self._in_words(), self._connection_to_write(rank) as connection:
            work = self._begin(connection)
            try:
                yield work
                work._write_journal()
            except BaseException:
                _roll_back(connection)
                raise
            self._commit(work)
        if self._upkeep:
            self._upkeep.note_commit(BULK_COMMIT if rank is Rank.BULK else 1)
        work._tell()

    def settle(self, check: Check) -> bool:
        """Whether a transaction in doubt holds, for good: after the answer it can no longer change.

        `check` looks the transaction up by an id of its own. Raises CommitInDoubt while it cannot be known.
        """
        if self._file is None:
            return self._settle(check)
        with self._turn_to_write(None):
            return self._settle(check)

    def note_anchor(self) -> None:
        """Notes outside the file where the journal and the running numbers stand; see `journal_anchor`."""
        if self._file is None or self._journal_key is None:
            return
        with self.read() as connection:
            if schema.version_of(connection) is None:
                return
            anchor = current_anchor(connection)
        if anchor != self._anchored:
            write_anchor(anchor_path(self._file), anchor, self._journal_key)
            self._anchored = anchor

    def set_foreign_keys(self, on: bool) -> None:
        """Turns the check of references on or off for the writer, between transactions; for schema upgrades."""
        with self._turn_to_write(None):
            connection = self._hold_writer()
            driver: Any = connection.connection.driver_connection
            driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")
            connection.rollback()

    def close(self) -> None:
        """Stops the upkeep, folds the write-ahead log into the file and closes every connection."""
        if self._upkeep:
            self._upkeep.stop()
            with suppress(PersonError, OSError):
                self.note_anchor()
        if self._file is not None:
            with suppress(PersonError), self._in_words(), self._turn_to_write(Rank.CASHIER):
                self._fold()  # on a full disk what was sold stays in the log, and is as safe there
        self._drop_connections()

    # -- inside ------------------------------------------------------------------------------------------

    @contextmanager
    def _connection_to_write(self, rank: Rank | None) -> Iterator[Connection]:
        if self._file is None:
            with self._writer.connect() as connection:
                yield connection
            return
        with self._turn_to_write(rank):
            yield self._hold_writer()

    @contextmanager
    def _turn_to_write(self, rank: Rank | None) -> Iterator[None]:
        if not self._turn.take(rank_of_this_thread() if rank is None else rank, engines.BUSY_SECONDS):
            raise busy()
        try:
            yield
        finally:
            self._turn.give()

    def _hold_writer(self) -> Connection:
        """The one connection that writes, kept open so that its prepared statements stay prepared."""
        if self._held is not None and _is_spoilt(self._held):
            self._drop_writer()
        if self._held is None:
            self._held = self._writer.connect()
        return self._held

    def _begin(self, connection: Connection) -> Work:
        connection.begin()
        return Work(connection, self.journal)

    def _commit(self, work: Work) -> None:
        backend = self._backend_of(work.connection)
        try:
            work.connection.commit()
        except Exception as trouble:
            cause = translated(trouble)
            _roll_back(work.connection)
            if not isinstance(cause, DiskTrouble | ServerAway):
                raise
            log.warning("a commit failed half-way: %s", trouble)
            self._find_out(work, backend, cause, trouble)

    def _find_out(self, work: Work, backend: int | None, cause: Exception, trouble: Exception) -> None:
        """Ends quietly when the transaction holds; raises the cause when it does not, CommitInDoubt otherwise."""
        if work._marker is None:
            raise CommitInDoubt.now() from trouble
        try:
            held = self._settle(work._marker, backend)
        except Exception as second:
            raise CommitInDoubt.now() from second
        if not held:
            raise cause from trouble

    def _backend_of(self, connection: Connection) -> int | None:
        if self._file is not None:
            return None
        driver: Any = connection.connection.driver_connection
        return int(driver.info.backend_pid)

    def _settle(self, check: Check, backend: int | None = None) -> bool:
        try:
            if self._file is None:
                return self._settle_on_server(check, backend)
            return self._settle_in_file(check)
        except (SQLAlchemyError, sqlcipher.Error) as trouble:
            raise CommitInDoubt.now() from trouble

    def _settle_in_file(self, check: Check) -> bool:
        """A commit whose sync failed may lie in the log, unseen, and come back when the log is next recovered.

        One more transaction either stands after it (then it holds) or overwrites its frames (then it is gone);
        emptying the log afterwards brings what holds onto the disk anew, since pages of a failed sync are
        not written again by themselves.
        """
        self._drop_connections()
        connection = self._hold_writer()
        connection.begin()
        try:
            held = check(connection)
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version = {(version + 1) % 1_000_000}")
            connection.commit()
        except BaseException:
            _roll_back(connection)
            raise
        self._fold()
        return held

    def _settle_on_server(self, check: Check, backend: int | None) -> bool:
        self._writer.dispose()
        with self._writer.connect() as connection:
            if backend is not None:
                _wait_until_gone(connection, backend)
            return check(connection)

    def _drop_connections(self) -> None:
        self._drop_writer()
        self._reader.dispose()

    def _drop_writer(self) -> None:
        if self._held is not None:
            with suppress(SQLAlchemyError, sqlcipher.Error):
                self._held.close()
            self._held = None
        self._writer.dispose()

    def _fold(self) -> None:
        connection = self._hold_writer()
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.rollback()

    @contextmanager
    def _in_words(self, *, reading: bool = False) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlcipher.Error) as trouble:
            cause = translated(trouble)
            if cause is None or (reading and primary_code(trouble) == sqlcipher.SQLITE_READONLY):
                raise  # a bug: writing where only reading was asked for is one
            self.seen_damaged |= isinstance(cause, DatabaseDamaged)
            raise cause from trouble


def _wait_until_gone(connection: Connection, backend: int) -> None:
    """The server may still be making the lost connection's commit final; its process tells when it is done."""
    deadline = time.monotonic() + _BACKEND_GONE_SECONDS
    query = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
    while connection.execute(query, {"pid": backend}).scalar_one():
        connection.rollback()
        if time.monotonic() > deadline:
            raise CommitInDoubt.now()
        time.sleep(0.02)
    connection.rollback()


def _is_spoilt(connection: Connection) -> bool:
    """Closed, or still inside a transaction that a failing disk did not let be undone: closing undoes it."""
    return connection.closed or bool(
        getattr(connection.connection.driver_connection, "in_transaction", False)
    )


def _roll_back(connection: Connection) -> None:
    with suppress(SQLAlchemyError, sqlcipher.Error):
        connection.rollback()
