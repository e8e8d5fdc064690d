"""Connections to the register's encrypted file and to the hub's server.

Every connection to the file goes through `open_cipher`; opening the file by other means in the same process
would drop SQLite's locks when it is closed.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

from pos_desktop.storage import tables
from pos_desktop.storage.errors import DatabaseDamaged, LibraryTooOld, WrongKey, translated
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.storage.sqlcipher import sqlcipher

# The first release with the WAL-reset race mended (sqlite.org/wal.html, "The WAL-Reset Bug").
OLDEST_SQLITE = (3, 51, 3)

BUSY_SECONDS = 5.0

# A writer that meets more than 16 MB of WAL writes it back itself; `upkeep` normally does it long before.
_AUTOCHECKPOINT_PAGES = 4000
_WRITER_CACHE_KIB = 8192
_READER_CACHE_KIB = 4096
_READERS_KEPT = 3
_READERS_AT_MOST = 16
_CACHED_STATEMENTS = 512


def check_library(version: tuple[int, ...] = sqlcipher.sqlite_version_info) -> None:
    """Raises LibraryTooOld when the SQLite at hand may damage a file that two connections write."""
    if version < OLDEST_SQLITE:
        raise LibraryTooOld.of(version, OLDEST_SQLITE)


def open_cipher(path: Path | str, key: DatabaseKey, *, read_only: bool = False) -> Any:
    """Opens a connection usable from any thread, one at a time, with the key checked.

    Raises WrongKey, DatabaseDamaged, or the error of the disk. A missing file is made by the first write.
    """
    connection = sqlcipher.connect(
        str(path),
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_SECONDS,
        cached_statements=_CACHED_STATEMENTS,
    )
    try:
        _unlock(connection, key)
        _tune(connection, read_only)
    except BaseException as trouble:
        connection.close()
        raise _why_not_open(trouble, Path(path), key) from trouble
    return connection


def _unlock(connection: Any, key: DatabaseKey) -> None:
    # SQLCipher prints its errors on standard error unless told not to; they reach us as exceptions.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise LibraryTooOld.without_encryption()
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _tune(connection: Any, read_only: bool) -> None:
    statements = [
        "PRAGMA foreign_keys = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA mmap_size = 0",
        f"PRAGMA cache_size = -{_READER_CACHE_KIB if read_only else _WRITER_CACHE_KIB}",
    ]
    if read_only:
        statements.append("PRAGMA query_only = ON")
    else:
        statements += _durability()
    for statement in statements:
        connection.execute(statement).fetchall()


def _durability() -> list[str]:
    statements = [
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA secure_delete = OFF",
        f"PRAGMA wal_autocheckpoint = {_AUTOCHECKPOINT_PAGES}",
    ]
    if sys.platform == "darwin":  # there fsync alone leaves the data in the drive's own cache
        statements += ["PRAGMA fullfsync = ON", "PRAGMA checkpoint_fullfsync = ON"]
    return statements


def _why_not_open(trouble: BaseException, path: Path, key: DatabaseKey) -> BaseException:
    """SQLCipher says 'not a database' both for a wrong key and for a ruined first page; the key's mark tells."""
    if not isinstance(trouble, sqlcipher.Error):
        return trouble
    cause = translated(trouble)
    if isinstance(cause, DatabaseDamaged) and key.known_to_fit(path) is False:
        return WrongKey.of(path)
    return cause or trouble


def writer_engine(path: Path, key: DatabaseKey) -> Engine:
    """The engine of the one connection that writes. Its transactions take the write lock when they begin:
    a reader that turns writer would be refused at once, whatever the busy timeout."""
    check_library()
    engine = _cipher_engine(lambda: open_cipher(path, key), poolclass=StaticPool)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reader_engine(path: Path, key: DatabaseKey) -> Engine:
    """Connections that only read, each transaction on one snapshot."""
    check_library()
    engine = _cipher_engine(
        lambda: open_cipher(path, key, read_only=True),
        poolclass=QueuePool,
        pool_size=_READERS_KEPT,
        max_overflow=_READERS_AT_MOST - _READERS_KEPT,
        pool_timeout=BUSY_SECONDS,
    )
    event.listen(engine, "begin", _begin_deferred)
    return engine


def _cipher_engine(creator: Callable[[], Any], **pool: Any) -> Engine:
    # The plain SQLite dialect over SQLCipher's driver: the pysqlcipher dialect would set the key a second time.
    return create_engine(
        "sqlite://", module=sqlcipher, creator=creator, query_cache_size=1500, hide_parameters=True, **pool
    )


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def postgresql_engine(address: str) -> Engine:
    """The hub's server; `address` is a `postgresql://` URL. Broken connections are noticed at check-out."""
    tables.for_postgresql()
    url = address.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(
        url, pool_size=4, max_overflow=12, pool_timeout=BUSY_SECONDS, pool_pre_ping=True, hide_parameters=True
    )
