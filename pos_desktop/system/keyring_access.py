"""The register's secrets, in the operating system's keyring or, when asked for, in a file of the data folder.

The backend is chosen by name: left to itself the keyring library would also take one that keeps passwords in
clear text or asks for them on a terminal that nobody sees.
"""

import hashlib
import json
import logging
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from pos_desktop.application.errors import FixSetting
from pos_desktop.application.wording import tr
from pos_desktop.system.durable import write_durably
from pos_desktop.system.key_file import FilePlace, KeysMissing

__all__ = [
    "NAMES",
    "REMEMBERED_SECONDS",
    "SECRET_BYTES",
    "FilePlace",
    "KeyringMissing",
    "KeyringPlace",
    "KeysMissing",
    "RegisterSecrets",
    "SecretPlace",
    "system_keyring",
]

log = logging.getLogger(__name__)

SERVICE = "POS Desktop"
NAMES = ("database", "journal", "pepper")
SECRET_BYTES = 32
REMEMBERED_SECONDS = 15 * 60

_POINTER = "keys-are-in.json"

# Module and class of every keyring that encrypts, in the order they are tried.
_BACKENDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "linux": (("keyring.backends.SecretService", "Keyring"), ("keyring.backends.kwallet", "DBusKeyring")),
}


class KeyringMissing(FixSetting):
    """This computer offers no keyring, or it is locked."""


class SecretPlace(Protocol):
    """Somewhere a text can be kept."""

    kind: str

    def get(self, name: str) -> str | None: ...
    def put(self, name: str, text: str) -> None: ...
    def remove(self, name: str) -> None: ...


class KeyringPlace:
    """The operating system's keyring."""

    kind = "keyring"

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def get(self, name: str) -> str | None:
        return self._asked(lambda: self._backend.get_password(SERVICE, name))

    def put(self, name: str, text: str) -> None:
        self._asked(lambda: self._backend.set_password(SERVICE, name, text))

    def remove(self, name: str) -> None:
        if self.get(name) is not None:
            self._asked(lambda: self._backend.delete_password(SERVICE, name))

    def _asked(self, call: Callable[[], str | None]) -> str | None:
        """A keyring speaks to another process: whatever goes wrong there is the computer's trouble, in words."""
        try:
            return call()
        except Exception as trouble:
            raise _keyring_missing(str(trouble)) from trouble


class _WithTheKeys:
    """The keyring that holds this register's own keys. Where it fails, no start with a key file helps, which would
    hold none: saved keys do."""

    kind = KeyringPlace.kind

    def __init__(self, keyring: Callable[[], SecretPlace]) -> None:
        with _saved_keys_help():
            self._place = keyring()

    def get(self, name: str) -> str | None:
        with _saved_keys_help():
            return self._place.get(name)

    def put(self, name: str, text: str) -> None:
        with _saved_keys_help():
            self._place.put(name, text)

    def remove(self, name: str) -> None:
        with _saved_keys_help():
            self._place.remove(name)


def system_keyring() -> KeyringPlace:
    """The keyring of this computer. Raises KeyringMissing with what is missing and what to do."""
    faults = []
    for module, name in _BACKENDS.get(sys.platform, ()):
        try:
            backend = getattr(import_module(module), name)
            if backend.priority > 0:
                return KeyringPlace(backend())
        except Exception as trouble:  # each keyring refuses in its own way
            faults.append(str(trouble))
    raise _keyring_missing("; ".join(faults) or f"no keyring is known for {sys.platform}")


class RegisterSecrets:
    """The secrets of one data folder, made at the first start; remembered for fifteen minutes."""

    def __init__(
        self,
        folder: Path,
        *,
        key_file: bool = False,
        keyring: Callable[[], SecretPlace] = system_keyring,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._key_file = key_file
        self._keyring = keyring
        self._monotonic = monotonic
        self._remembered: tuple[float, dict[str, bytes]] | None = None

    @property
    def warning(self) -> str:
        """What the person must know about where the keys are; empty when they are in a keyring."""
        if self._kind() != FilePlace.kind:
            return ""
        return tr("The keys of the store's data are in a file, not in this computer's keyring.")

    @property
    def kept_in(self) -> str | None:
        """The kind of place that the data folder says its keys are in; None where none were made yet."""
        return self._pointer().get("kind")

    def load_or_make(self, *, database_exists: bool) -> dict[str, bytes]:
        """The secrets by NAMES. New ones are made only when there is nothing yet that they could open.

        Raises KeyringMissing, and KeysMissing when there is a database without its keys.
        """
        if self._remembered and self._monotonic() - self._remembered[0] < REMEMBERED_SECONDS:
            return self._remembered[1]
        found = self._load()
        if found is None:
            if database_exists:
                raise _keys_missing()
            found = {name: secrets.token_bytes(SECRET_BYTES) for name in NAMES}
            self.put_back(found)
        if self.warning:
            log.warning("the keys of the shop's data are in a file, not in the keyring")
        self._remembered = (self._monotonic(), found)
        return found

    def place(self) -> SecretPlace:
        """Where this data folder's secrets are kept: the keyring, or the file when somebody said so."""
        return self._place(self._kind())

    def forget(self) -> None:
        """Reads the secrets anew when they are next wanted."""
        self._remembered = None

    def put_back(self, values: Mapping[str, bytes]) -> None:
        """Stores secrets, new ones or those a person kept on paper; read back before they count.

        Into a file when that was asked for, wherever the keys were before: their keyring may be gone for good. The
        data folder remembers it, so that a start without the option finds them.
        """
        if set(values) != set(NAMES) or any(len(value) != SECRET_BYTES for value in values.values()):
            raise ValueError(f"expected {', '.join(NAMES)}, {SECRET_BYTES} bytes each")
        self._folder.mkdir(parents=True, exist_ok=True)
        kind = FilePlace.kind if self._key_file else self._kind()
        name, text = self._name_for(values), _packed(values)
        place = self._place(kind)
        if isinstance(place, FilePlace):
            place.set_unreadable_aside()
        place.put(name, text)
        if place.get(name) != text:
            raise _keyring_missing(tr("what was stored cannot be read back"))
        self._write_pointer(kind, name)
        self.forget()

    # -- inside ------------------------------------------------------------------------------------------

    def _load(self) -> dict[str, bytes] | None:
        name = self._pointer().get("name")
        if name is None:
            return None
        text = self._place(self._kind()).get(name)
        if text is None:
            raise _keys_missing()
        return _unpacked(text)

    def _kind(self) -> str:
        wanted = FilePlace.kind if self._key_file else KeyringPlace.kind
        return self._pointer().get("kind", wanted)

    def _place(self, kind: str) -> SecretPlace:
        if kind == FilePlace.kind:
            return FilePlace(self._folder)
        return _WithTheKeys(self._keyring) if self.kept_in == KeyringPlace.kind else self._keyring()

    def _name_for(self, values: Mapping[str, bytes]) -> str:
        """Different for each set of keys, so that two data folders of one user never share an entry."""
        return "register " + hashlib.sha256(b"name of keys" + values["database"]).hexdigest()[:16]

    def _pointer(self) -> dict[str, str]:
        try:
            noted = json.loads((self._folder / _POINTER).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}

    def _write_pointer(self, kind: str, name: str) -> None:
        write_durably(self._folder / _POINTER, json.dumps({"kind": kind, "name": name}))


def _packed(values: Mapping[str, bytes]) -> str:
    return json.dumps({name: values[name].hex() for name in NAMES})


def _unpacked(text: str) -> dict[str, bytes]:
    try:
        kept = json.loads(text)
        values = {name: bytes.fromhex(kept[name]) for name in NAMES}
    except (ValueError, KeyError, TypeError) as trouble:
        raise _keys_missing() from trouble
    if any(len(value) != SECRET_BYTES for value in values.values()):
        raise _keys_missing()
    return values


@contextmanager
def _saved_keys_help() -> Iterator[None]:
    try:
        yield
    except KeyringMissing as missing:
        saved = tr(
            "If that is not possible, put the saved keys into a file of the data folder with: "
            "pos-desktop key restore FILE --key-file"
        )
        step = f"{_back_to_the_keyring()} {saved}"
        raise KeyringMissing(missing.title, missing.meaning, step) from missing


def _keyring_missing(fault: str) -> KeyringMissing:
    step = _back_to_the_keyring()
    if sys.platform not in ("darwin", "win32"):  # these always have one
        step = f"{step} {tr('Or start with --key-file to keep the key in a file.')}"
    return KeyringMissing(
        tr("This computer's keyring cannot be used"),
        tr("The store's data is encrypted and its key belongs in the keyring. ({fault})", fault=fault),
        step,
    )


def _back_to_the_keyring() -> str:
    """How a person gets at this system's keyring again."""
    steps = {
        "linux": tr("Sign in to a desktop with GNOME Keyring or KWallet and unlock it."),
        "darwin": tr("Unlock the login keychain in Keychain Access, then start again."),
        "win32": tr("Sign in as the user who set up the register; its keys are in the Credential Manager."),
    }
    return steps.get(sys.platform, tr("Make this computer's keyring ready."))


def _keys_missing() -> KeysMissing:
    return KeysMissing(
        tr("The key of the store's database is missing"),
        tr("Nothing was changed. Without its key neither the database nor its back-ups can be opened."),
        tr("Sign in as the user who set up the register, or put the key back with: pos-desktop key restore"),
    )
