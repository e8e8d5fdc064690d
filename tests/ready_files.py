"""Registers' files that were made once and are copied for every test that writes to one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from pos_desktop.storage import schema
from pos_desktop.storage.key import DatabaseKey, JournalKey
from pos_desktop.storage.unit_of_work import Database

Facts = TypeVar("Facts")


class ReadyFolders(Generic[Facts]):
    """Folders with the files of closed registers, by what they were made of."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[dict[str, bytes], Facts]] = {}

    def copy(self, key: Hashable, folder: Path, make: Callable[[Path], Facts]) -> Facts:
        """Puts the files into `folder`; what `make` gave back when it made the first ones."""
        if key not in self._made:
            place = Path(tempfile.mkdtemp(prefix="ready-"))
            try:
                facts = make(place)
                files = {file.name: file.read_bytes() for file in place.iterdir() if file.is_file()}
            finally:
                shutil.rmtree(place)
            self._made[key] = files, facts
        files, facts = self._made[key]
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return facts


@cache
def _empty() -> tuple[DatabaseKey, bytes]:
    key = DatabaseKey.fresh()
    with tempfile.TemporaryDirectory(prefix="ready-") as folder:
        file = Path(folder) / "empty.db"
        database = Database.open(file, key)
        with database.write() as work:
            schema.create(work.connection)
        database.close()
        return key, file.read_bytes()


def open_empty(file: Path, journal_key: JournalKey | None = None) -> Database:
    """A database of the newest schema without a row in it, in a file of its own."""
    key, content = _empty()
    file.write_bytes(content)
    return Database.open(file, key, journal_key or JournalKey.fresh())
