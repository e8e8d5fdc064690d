"""Pages of a register's encrypted file overwritten, as a dying disk does, where a test wants them to be."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.errors import DatabaseDamaged
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.storage.sqlcipher import sqlcipher

PAGE = 4096


def ruin(file: Path, *pages: int) -> None:
    """Overwrites pages, counted from 1."""
    with file.open("r+b") as spoilt:
        for page in pages:
            spoilt.seek((page - 1) * PAGE)
            spoilt.write(b"\xff" * PAGE)


def root_of(file: Path, key: DatabaseKey, name: str) -> int:
    """The page at which a table or an index begins: a small one has no other."""
    with closing(open_cipher(file, key)) as cipher:
        found = cipher.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return int(found[0])


def pages_of(file: Path, key: DatabaseKey, table: str) -> list[int]:
    """The pages without which a table cannot be read from end to end, its first one left out."""
    with closing(open_cipher(file, key)) as cipher:
        cipher.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        first_ones = {row[0] for row in cipher.execute("SELECT rootpage FROM sqlite_master")}
    content = file.read_bytes()
    found = []
    for page in range(2, len(content) // PAGE + 1):
        if page in first_ones:
            continue
        ruin(file, page)
        if not _reads(file, key, table):
            found.append(page)
        with file.open("r+b") as mended:
            mended.seek((page - 1) * PAGE)
            mended.write(content[(page - 1) * PAGE : page * PAGE])
    return found


def _reads(file: Path, key: DatabaseKey, table: str) -> bool:
    try:
        with closing(open_cipher(file, key, read_only=True)) as cipher:
            cipher.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall()  # noqa: S608 - a test's own word
    except sqlcipher.Error:
        return False
    except DatabaseDamaged:  # a page of the schema: without it nothing at all is read
        return True
    return True
