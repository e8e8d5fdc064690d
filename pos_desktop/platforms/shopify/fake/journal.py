"""The shop on disk: a snapshot, and the changes since, a line each, so that a killed process loses nothing it answered."""

import contextlib
import json
import os
from pathlib import Path
from typing import TextIO

from pos_desktop.platforms.shopify.fake.state import Record, State

_SNAPSHOT = "shop.json"
_CHANGES = "changes.jsonl"
KEPT_FILES = (_SNAPSHOT, _CHANGES)
_CHANGES_MAX = 50_000  # lines until a snapshot is worth its while


class Journal:
    """Keeps a state in a folder. One process at a time."""

    def __init__(self, state: State, folder: Path) -> None:
        self._state = state
        self._folder = folder
        self._file: TextIO | None = None
        self._lines = 0
        folder.mkdir(parents=True, exist_ok=True)

    def load(self) -> bool:
        """Reads what is there; whether a shop was."""
        snapshot = self._folder / _SNAPSHOT
        if not snapshot.exists():
            return False
        for record in json.loads(snapshot.read_text(encoding="utf-8")):
            self._take(record)
        changes = self._folder / _CHANGES
        if changes.exists():
            with changes.open(encoding="utf-8") as lines, contextlib.suppress(json.JSONDecodeError):
                for line in lines:  # the last one may have broken off
                    self._take(json.loads(line))
        self._state.changed.clear()
        return True

    def _take(self, record: Record) -> None:
        if "_gone" in record:
            found = self._state.get(record["_gone"])
            if found is not None:
                self._state.remove(found)
        else:
            self._state.put(record)

    def note(self) -> None:
        """Writes what changed; call with the state's lock held."""
        if not self._state.changed:
            return
        if self._file is None:
            self._file = (self._folder / _CHANGES).open("a", encoding="utf-8", newline="\n")
        for gid in self._state.changed:
            record = self._state.get(gid)
            self._file.write(json.dumps(record if record is not None else {"_gone": gid}) + "\n")
        self._lines += len(self._state.changed)
        self._state.changed.clear()
        self._file.flush()
        if self._lines > _CHANGES_MAX:
            self.snapshot()

    def snapshot(self) -> None:
        """The whole shop in one file, put in its place at once; the changes begin anew."""
        records = [record for shelf in self._state.shelves.values() for record in shelf.records.values()]
        part = self._folder / f"{_SNAPSHOT}.part"
        part.write_text(json.dumps(records), encoding="utf-8")
        os.replace(part, self._folder / _SNAPSHOT)
        self.close()
        (self._folder / _CHANGES).unlink(missing_ok=True)
        self._state.changed.clear()
        self._lines = 0

    def close(self) -> None:
        """Lets go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
