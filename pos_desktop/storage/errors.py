"""What can go wrong with the database, in words; faults of the program itself pass through untouched."""

import errno
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeGuard

from pos_desktop.application.errors import FixSetting, PersonError, TryAgain
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.application.wording import tr
from pos_desktop.storage.sqlcipher import sqlcipher

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError


class StorageBusy(TryAgain):
    """Another transaction did not end in time."""


class DiskFull(FixSetting):
    """No room left for the database; what was asked for is not stored."""


class DiskTrouble(FixSetting):
    """The disk, its folder or its rights refuse; what was asked for is not stored."""


class ServerAway(TryAgain):
    """The shared database's server does not answer."""


class DatabaseDamaged(FixSetting):
    """The file is not readable as the database it was."""


class WrongKey(FixSetting):
    """The file was encrypted with another key than the one at hand."""

    @classmethod
    def of(cls, path: Path) -> Self:
        return cls(
            tr("This is not the key of the store's database"),
            tr(
                "The database {name} was locked with another key than the one in this computer's keyring.",
                name=path.name,
            ),
            tr(
                "Sign in as the user who set up the register, or put the key back with: pos-desktop key restore"
            ),
        )


class LibraryTooOld(FixSetting):
    """The SQLite at hand must not be used for a shop's data."""

    @classmethod
    def of(cls, version: tuple[int, ...], needed: tuple[int, ...]) -> Self:
        return cls(
            tr("The database library is too old"),
            tr("SQLite {version} can damage a database that is in use.", version=".".join(map(str, version))),
            tr("Install the register again: it brings SQLite {version}.", version=".".join(map(str, needed))),
        )

    @classmethod
    def without_encryption(cls) -> Self:
        return cls(
            tr("The database library cannot encrypt"),
            tr("The store's data must not be stored in the clear."),
            tr("Install the register again: it brings a library that encrypts."),
        )


class CommitInDoubt(CommitUnsure):
    """The disk failed while a transaction was being made final: whether it holds is not known yet."""

    @classmethod
    def now(cls) -> Self:
        return cls(
            tr("It is not sure that this was stored"),
            tr("The disk failed at the last step. Do not ring it up a second time."),
            tr("Check the disk, then start the register again: it looks up what became of it."),
        )


def busy() -> StorageBusy:
    return StorageBusy(
        tr("The register is busy"),
        tr("Nothing was stored. Other work on the database took too long."),
        tr("Try it once more."),
    )


def disk_full() -> DiskFull:
    return DiskFull(
        tr("The disk is full"),
        tr("Nothing was stored. What was stored before is safe."),
        tr("Free some space on the disk, then try it once more."),
    )


def disk_trouble() -> DiskTrouble:
    return DiskTrouble(
        tr("The disk cannot be used"),
        tr("Nothing was stored. The disk does not read or write, or the register may not use its folder."),
        tr("Check the disk and the rights of the data folder, then try it once more."),
    )


def damaged() -> DatabaseDamaged:
    return DatabaseDamaged(
        tr("The store's database is damaged"),
        tr("A part of the file cannot be read. Nothing more is written to it."),
        tr("Start the register again: it offers the newest good back-up."),
    )


def server_away() -> ServerAway:
    return ServerAway(
        tr("The shop's server does not answer"),
        tr("Nothing was stored on it."),
        tr("Check the network and the server, then try it once more."),
    )


# Primary result codes, https://sqlite.org/rescode.html
_BUSY = {sqlcipher.SQLITE_BUSY, sqlcipher.SQLITE_LOCKED}
_DISK = {sqlcipher.SQLITE_IOERR, sqlcipher.SQLITE_CANTOPEN, sqlcipher.SQLITE_READONLY, sqlcipher.SQLITE_PERM}
_DAMAGED = {sqlcipher.SQLITE_CORRUPT, sqlcipher.SQLITE_NOTADB}

NOT_A_DATABASE = "file is not a database"
"""SQLite's words for a file that is none, and for one that was encrypted with another key."""

_CODES_BY_WORDS = {
    "database or disk is full": sqlcipher.SQLITE_FULL,
    "disk I/O error": sqlcipher.SQLITE_IOERR,
    "unable to open database file": sqlcipher.SQLITE_CANTOPEN,
    "attempt to write a readonly database": sqlcipher.SQLITE_READONLY,
    "database is locked": sqlcipher.SQLITE_BUSY,
    "database disk image is malformed": sqlcipher.SQLITE_CORRUPT,
    NOT_A_DATABASE: sqlcipher.SQLITE_NOTADB,
}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

# PostgreSQL, appendix A: classes 40 (rolled back), 55P03 (lock), 57014 (time-out), 53100 (disk full), 08 and 57P (gone).
_PG_AGAIN = ("40", "55P03", "57014")
_PG_AWAY = ("08", "57P")


def _libraries() -> Any:
    """SQLAlchemy's errors where it was loaded; where it was not, it raised nothing."""
    return sys.modules.get("sqlalchemy.exc")


def of_the_library(trouble: BaseException) -> "TypeGuard[SQLAlchemyError]":
    """Whether SQLAlchemy raised it, or something raised for it."""
    known = _libraries()
    return known is not None and isinstance(trouble, known.SQLAlchemyError)


def of_a_driver(trouble: BaseException) -> "TypeGuard[DBAPIError]":
    """Whether it is a driver's error in SQLAlchemy's wrapping."""
    known = _libraries()
    return known is not None and isinstance(trouble, known.DBAPIError)


def breaks_a_rule(trouble: BaseException) -> "TypeGuard[IntegrityError]":
    """Whether a rule of the schema was broken: something twice, or something that is not there."""
    known = _libraries()
    return known is not None and isinstance(trouble, known.IntegrityError)


def of_the_database(trouble: BaseException) -> bool:
    """Whether a database, or what reaches it, raised it."""
    return isinstance(trouble, sqlcipher.Error) or of_the_library(trouble)


def primary_code(trouble: BaseException) -> int | None:
    """SQLite's primary result code of an error, SQLAlchemy's wrapping taken off."""
    driver = trouble.orig if of_a_driver(trouble) else trouble
    code = getattr(driver, "sqlite_errorcode", None)
    if code is None and isinstance(driver, sqlcipher.Error):
        return _CODES_BY_WORDS.get(str(driver))  # the back-up call gives the words alone
    return None if code is None else code & 0xFF


def technical(trouble: BaseException) -> str:
    """The driver's own words under whatever was wrapped around them."""
    cause = trouble.__cause__ if isinstance(trouble, PersonError) and trouble.__cause__ else trouble
    return str(cause.orig if of_a_driver(cause) else cause)


def translated(trouble: BaseException) -> PersonError | None:
    """The error in words when the environment is at fault, None when the program is."""
    if isinstance(trouble, OSError):
        return disk_full() if trouble.errno in _NO_ROOM else disk_trouble()
    code = primary_code(trouble)
    if code is not None:
        return _of_sqlite(code)
    if of_a_driver(trouble):
        return _of_postgresql(trouble)
    return busy() if of_the_library(trouble) and isinstance(trouble, _libraries().TimeoutError) else None


def _of_sqlite(code: int) -> PersonError | None:
    if code in _BUSY:
        return busy()
    if code == sqlcipher.SQLITE_FULL:
        return disk_full()
    if code in _DISK:
        return disk_trouble()
    return damaged() if code in _DAMAGED else None


def _of_postgresql(trouble: "DBAPIError") -> PersonError | None:
    state = getattr(trouble.orig, "sqlstate", None)
    if trouble.connection_invalidated or (state or "").startswith(_PG_AWAY):
        return server_away()
    if state is None:
        return server_away() if type(trouble.orig).__name__ == "OperationalError" else None
    if state == "53100":
        return disk_full()
    return busy() if state.startswith(_PG_AGAIN) else None
