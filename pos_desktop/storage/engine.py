"""Opens connections to the register's encrypted file.

Every connection to the file goes through `open_cipher`; opening the file by other means in the same process
would drop SQLite's locks when it is closed.
"""

import sys
from pathlib import Path
from typing import Any

from pos_desktop.storage.errors import DatabaseDamaged, LibraryTooOld, WrongKey, translated
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.storage.sqlcipher import sqlcipher

# The first release with the WAL-reset race mended (sqlite.org/wal.html, "The WAL-Reset Bug").
OLDEST_SQLITE = (3, 51, 3)

BUSY_SECONDS = 5.0

# A writer that meets more than 64 MB of WAL writes it back itself; `upkeep` normally does it long before.
_AUTOCHECKPOINT_PAGES = 16_000
_WRITER_CACHE_KIB = 8192
_READER_CACHE_KIB = 4096
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
