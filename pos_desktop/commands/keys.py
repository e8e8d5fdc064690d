"""The keys of a register's data: saved for the safe, put back into a keyring."""

import json
import os
import sys
from pathlib import Path

from pos_desktop.application.errors import Refused
from pos_desktop.application.wording import tr
from pos_desktop.storage.errors import translated
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.system.durable import sync_folder
from pos_desktop.system.folders import Folders
from pos_desktop.system.keyring_access import (
    NAMES,
    SECRET_BYTES,
    KeyringMissing,
    RegisterSecrets,
    system_keyring,
)


def must_be_in_a_file() -> bool:
    """Whether this is a machine without desktop and keyring."""
    if sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return False
    try:
        system_keyring()
    except KeyringMissing:
        return True
    return False


def save(folders: Folders, file: Path, *, key_file: bool) -> str:
    """Writes the keys to a file that only its owner may read; Refused when it is there already.

    Raises KeysMissing where there are none: new ones, locked away in good faith, would open nothing.
    """
    values = RegisterSecrets(folders.data, key_file=key_file).load_or_make(database_exists=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused(
            tr("{file} is there already", file=file), tr("Nothing was written."), tr("Name another file.")
        ) from error
    try:
        with os.fdopen(handle, "w", encoding="ascii") as written:
            json.dump({name: values[name].hex() for name in NAMES}, written)
            written.flush()
            os.fsync(written.fileno())  # on a stick that is pulled out a moment later, say
        sync_folder(file.absolute().parent)
    except OSError as trouble:
        file.unlink(missing_ok=True)  # half of the keys opens nothing
        raise translated(trouble) or trouble from trouble
    return tr(
        "The keys are in {file}. Whoever has them and the data can read everything: lock them away.",
        file=file,
    )


def restore(folders: Folders, file: Path, *, key_file: bool) -> str:
    """Puts saved keys back; Refused when the file is none of ours, or another register's."""
    try:
        kept = json.loads(file.read_text(encoding="ascii"))
        values = {name: bytes.fromhex(kept[name]) for name in NAMES}
        if any(len(value) != SECRET_BYTES for value in values.values()):
            raise ValueError("a key of the wrong length")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(
            tr("{file} holds no keys", file=file),
            tr("Nothing was changed."),
            tr("Name a file written by: pos-desktop key save"),
        ) from error
    if DatabaseKey(values["database"]).known_to_fit(folders.database) is False and folders.database.exists():
        raise Refused(
            tr("{file} holds the keys of another register", file=file),
            tr("Nothing was changed: they do not open the data in {folder}.", folder=folders.data),
            tr("Name this register's keys, or move its folder away to make room for the other one's."),
        )
    secrets = RegisterSecrets(folders.data, key_file=key_file)
    secrets.put_back(values)
    return " ".join(filter(None, (tr("The keys are back in place."), secrets.warning)))
