"""One user action, one transaction: the database as the rest of the program sees it."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pos_desktop.application.errors import PersonError
from pos_desktop.storage import schema
from pos_desktop.storage.connection import POSTGRESQL, SQLITE, Check, Connection
from pos_desktop.storage.errors import (
    CommitInDoubt,
    DatabaseDamaged,
    DiskTrouble,
    ServerAway,
    of_the_database,
    primary_code,
    translated,
)
from pos_desktop.storage.file_side import FileSide
from pos_desktop.storage.journal import Journal, JournalEntry
from pos_desktop.storage.journal_anchor import (
    Anchor,
    anchor_path,
    current_anchor,
    keep_unreadable,
    write_anchor,
)
from pos_desktop.storage.key import DatabaseKey, JournalKey
from pos_desktop.storage.side import Side
from pos_desktop.storage.sqlcipher import sqlcipher
from pos_desktop.storage.turn import Rank
from pos_desktop.storage.upkeep import BULK_COMMIT, Upkeep

if TYPE_CHECKING:
    from sqlalchemy import CursorResult, Executable

log = logging.getLogger(__name__)

T = TypeVar("T")

_QUIET_SECONDS = 5.0
"""Whoever sells waits for a turn more often than that."""


class Work:
    """An open write transaction. Holds until the `with` block ends; nothing of it is kept when that raises."""

    def __init__(self, connection: Connection, journal: Journal | None) -> None:
        self.connection = connection
        self._journal = journal
        self._entries: list[JournalEntry] = []
        self._then: list[Callable[[], object]] = []
        self._marker: Check | None = None

    def execute(self, statement: "Executable", parameters: Any = None) -> "CursorResult[Any]":
        """Runs a statement of SQLAlchemy; a list of parameter dictionaries runs it once for each, in one call."""
        return self.connection.execute(statement, parameters)

    def record(self, entry: JournalEntry) -> None:
        """Adds an entry to the journal, chained and written in this same commit."""
        self._entries.append(entry)

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


class Held:
    """A read-only snapshot that stays until it is let go: pages that were read for one question are at hand for the
    next. For questions that follow one another within a second or two, of one thread."""

    def __init__(self, database: "Database", reading: AbstractContextManager[Connection]) -> None:
        self._database = database
        self._open = ExitStack()
        self.connection = self._open.enter_context(reading)

    def ask(self, question: Callable[[], T]) -> T:
        """Asks on `connection`; where that fails, the snapshot is let go."""
        try:
            with self._database._in_words(reading=True):
                return question()
        except BaseException:
            self.let_go()
            raise

    def let_go(self) -> None:
        """Ends it; may be said twice."""
        self._database._held.discard(self)
        self._open.close()


class Database:
    """The register's encrypted file, or the hub's PostgreSQL; both are worked with in the same way."""

    def __init__(self, side: Side, journal_key: JournalKey | None, file: FileSide | None) -> None:
        self._side = side
        self._file_side = file
        self._upkeep: Upkeep | None = None
        self._journal_key = journal_key
        self._anchored: Anchor | None = None
        self.journal = Journal(journal_key) if journal_key else None
        self.seen_damaged = False
        self._held: set[Held] = set()

    @classmethod
    def open(cls, file: Path, key: DatabaseKey, journal_key: JournalKey | None = None) -> Self:
        """Opens the encrypted file, making it when it is missing. Raises WrongKey, DatabaseDamaged, DiskTrouble."""
        side = FileSide(file, key)
        database = cls(side, journal_key, side)
        try:
            with database.read():
                pass
            side.hold_writer()
        except BaseException:
            side.close()
            raise
        key.write_mark(file)
        database._upkeep = Upkeep(file, key, side.let_cashier_first, partial(side.turn, Rank.BULK))
        database._upkeep.also(database.note_anchor)
        return database

    @classmethod
    def connect(cls, address: str, journal_key: JournalKey | None = None) -> Self:
        """Connects to PostgreSQL at a `postgresql://` address. Raises ServerAway."""
        from pos_desktop.storage.server_side import ServerSide

        database = cls(ServerSide(address), journal_key, None)
        with database.read():
            return database

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return POSTGRESQL if self._file_side is None else SQLITE

    @property
    def file(self) -> Path | None:
        """The register's file; None on a server."""
        return None if self._file_side is None else self._file_side.file

    @property
    def is_wanted(self) -> bool:
        """Whether others write as well, as far as is known: bulk work then takes short steps."""
        if self._file_side is None:
            return True
        return time.monotonic() - self._file_side.waited_at < _QUIET_SECONDS

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only snapshot. Keep it short: the write-ahead log cannot be emptied past an open one."""
        with self._in_words(reading=True), self._side.reading() as connection:
            yield connection

    def hold(self) -> Held:
        """A snapshot for several questions; whoever asks for it lets it go soon. At the latest `close` does."""
        with self._in_words(reading=True):
            held = Held(self, self._side.reading())
        self._held.add(held)
        return held

    @contextmanager
    def write(self, rank: Rank | None = None) -> Iterator[Work]:
        """One transaction: durable when the block ends, undone when it raises.

        The main thread goes before workers; pass Rank.BULK for work in many steps, a few ms each.
        Raises StorageBusy, DiskFull, DiskTrouble (nothing is stored), CommitInDoubt (look it up before it is
        asked for again), IntegrityError of SQLAlchemy untouched.
        """
        with self._in_words(), self._side.turn(rank), self._side.writing() as connection:
            work = Work(connection, self.journal)
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

    def glance(self, look: Callable[[Connection], T]) -> T | None:
        """Reads on the connection that writes, so that the pages are at hand for a write that follows; None when
        somebody else has it at the moment."""
        with self._in_words(reading=True), self._side.glance() as connection:
            return None if connection is None else look(connection)

    def expect_cashier(self) -> None:
        """The cashier writes in a moment: workers begin nothing until she is served, for a quarter of a second at
        most."""
        self._side.expect_cashier()

    def cashier_served(self) -> None:
        """What she wrote is on the screen."""
        self._side.cashier_served()

    def settle(self, check: Check) -> bool:
        """Whether a transaction in doubt holds, for good: after the answer it can no longer change.

        `check` looks the transaction up by an id of its own. Raises CommitInDoubt while it cannot be known.
        """
        with self._side.turn(None):
            return self._settle(check)

    def note_anchor(self) -> None:
        """Notes outside the file where the journal and the running numbers stand; see `journal_anchor`."""
        if self.file is None or self._journal_key is None:
            return
        with self.read() as connection:
            if schema.version_of(connection) is None:
                return
            anchor = current_anchor(connection)
        if anchor != self._anchored:
            if self._anchored is None:
                keep_unreadable(self.file, self._journal_key)
            write_anchor(anchor_path(self.file), anchor, self._journal_key)
            self._anchored = anchor

    def set_foreign_keys(self, on: bool) -> None:
        """Turns the check of references on or off for the writer, between transactions; for schema upgrades."""
        if self._file_side is not None:
            with self._file_side.turn(None):
                self._file_side.set_foreign_keys(on)

    def close(self) -> None:
        """Stops the upkeep, folds the write-ahead log into the file and closes every connection."""
        for held in tuple(self._held):
            held.let_go()
        if self._upkeep:
            self._upkeep.stop()
            with suppress(PersonError, OSError):
                self.note_anchor()
        if self._file_side is not None:
            with suppress(PersonError), self._in_words(), self._file_side.turn(Rank.CASHIER):
                self._file_side.fold()  # on a full disk what was sold stays in the log, and is as safe there
        self._side.close()

    # -- inside ------------------------------------------------------------------------------------------

    def _commit(self, work: Work) -> None:
        backend = work.connection.backend
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

    def _settle(self, check: Check, backend: int | None = None) -> bool:
        try:
            return self._side.settle(check, backend)
        except Exception as trouble:
            if not of_the_database(trouble):
                raise
            raise CommitInDoubt.now() from trouble

    @contextmanager
    def _in_words(self, *, reading: bool = False) -> Iterator[None]:
        try:
            yield
        except Exception as trouble:
            cause = translated(trouble) if of_the_database(trouble) else None
            if cause is None or (reading and primary_code(trouble) == sqlcipher.SQLITE_READONLY):
                raise  # a bug: writing where only reading was asked for is one
            self.seen_damaged |= isinstance(cause, DatabaseDamaged)
            raise cause from trouble


def _roll_back(connection: Connection) -> None:
    try:
        connection.roll_back()
    except Exception as trouble:  # the first trouble is the one to tell of
        if not of_the_database(trouble):
            raise
