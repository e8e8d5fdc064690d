"""The register's secrets in a file of the data folder, for whoever asked for that.

Several processes write it at the same time: the register its tokens, a command beside it a shop's. A secret that gets
lost on the way may be the key of the database, so reading and writing are one step that nobody else is in.
"""

import json
import logging
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.wording import tr
from pos_desktop.system.durable import sync_folder
from pos_desktop.system.file_lock import locked

log = logging.getLogger(__name__)

_KEY_FILE = "keys.json"
_TURN_SECONDS = 10.0  # a turn takes milliseconds, on a slow disk a second


class KeysMissing(FixSetting):
    """There is a database, but its keys are not where they were put."""


class KeyFileBusy(TryAgain):
    """Another process has the key file for longer than a turn takes."""


class FilePlace:
    """A file in the data folder: for demos and machines without a desktop. It protects from nobody who can
    read the folder, so its use is warned of."""

    kind = "file"

    def __init__(self, folder: Path) -> None:
        self._file = folder / _KEY_FILE

    def get(self, name: str) -> str | None:
        """The text, or None when it was never put. Raises KeysMissing for a file that cannot be read."""
        if not self._file.exists():  # looking makes nothing
            return None
        with self._turn():
            return self._kept().get(name)

    def put(self, name: str, text: str) -> None:
        """Keeps a text; durable when it returns. Raises KeysMissing for a file that cannot be read."""
        with self._turn():
            self._write(self._kept() | {name: text})

    def remove(self, name: str) -> None:
        """Forgets a text. Raises KeysMissing for a file that cannot be read."""
        with self._turn():
            kept = self._kept()
            if kept.pop(name, None) is not None:
                self._write(kept)

    def set_unreadable_aside(self) -> None:
        """Makes room for saved keys where the file cannot be read; what is left of it is kept beside it."""
        with self._turn():
            try:
                self._kept()
            except KeysMissing:
                aside = self._file.with_name(f"{_KEY_FILE}.unreadable-{secrets.token_hex(4)}")
                self._file.replace(aside)
                log.warning("the key file cannot be read; it is set aside as %s", aside.name)

    # -- inside, in a turn ---------------------------------------------------------------------------------

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with ExitStack() as turn:
            try:
                turn.enter_context(locked(self._file.with_name(_KEY_FILE + ".lock"), _TURN_SECONDS))
            except TimeoutError as trouble:
                raise _busy() from trouble
            yield

    def _kept(self) -> dict[str, str]:
        """Only a file that was never there is an empty one: whatever cannot be read may hold the database's key."""
        try:
            kept = json.loads(self._file.read_text(encoding="ascii"))
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError) as trouble:
            raise _unreadable(self._file) from trouble
        if not isinstance(kept, dict) or not all(isinstance(text, str) for text in kept.values()):
            raise _unreadable(self._file)
        if os.name != "nt" and self._file.stat().st_mode & 0o077:
            log.warning("the key file was readable by others; its rights were narrowed")
            self._file.chmod(0o600)
        return kept

    def _write(self, kept: Mapping[str, str]) -> None:
        for left in self._file.parent.glob(f"{_KEY_FILE}.*.new"):
            left.unlink()  # of a process that was killed in its turn: keys lie about nowhere else
        fresh = self._file.with_name(f"{_KEY_FILE}.{os.getpid()}-{secrets.token_hex(4)}.new")
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                json.dump(dict(kept), file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._file)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        sync_folder(self._file.parent)  # a database that outlives its keys cannot be opened


def _unreadable(file: Path) -> KeysMissing:
    return KeysMissing(
        tr("The file with the register's keys cannot be read"),
        tr("{file} is damaged. It was left as it is, and the store's data is untouched.", file=file),
        tr("Put the saved keys back with: pos-desktop key restore FILE --key-file"),
    )


def _busy() -> KeyFileBusy:
    return KeyFileBusy(
        tr("The file with the register's keys is in use"),
        tr("Another program of the register has it for longer than usual. Nothing was changed."),
        tr("Try again in a moment; end a program of the register that hangs."),
    )
