"""Credentials of outside systems: in the operating system's keyring, remembered for fifteen minutes.

Where the register's own keys are in a file of the data folder, because there is no keyring, these are as well; the
register says so at its start.
"""

import threading
import time
from collections.abc import Callable
from uuid import UUID

from pos_desktop.system.keyring_access import REMEMBERED_SECONDS, RegisterSecrets, SecretPlace

_FIELDS = "fields"


class Credentials:
    """The secrets of payment methods, or of what else `owner` names. Safe to be used by several threads."""

    def __init__(
        self,
        secrets: RegisterSecrets,
        monotonic: Callable[[], float] = time.monotonic,
        owner: str = "payment method",
    ) -> None:
        self._secrets = secrets
        self._owner = owner
        self._monotonic = monotonic
        self._remembered: dict[str, tuple[float, str | None]] = {}
        self._guard = threading.Lock()

    def get(self, method_id: UUID, field: str) -> str | None:
        """The secret, or None when it is not there. Raises KeyringMissing while the keyring is locked."""
        name = self._name(method_id, field)
        with self._guard:
            kept = self._remembered.get(name)
            if kept is None or self._monotonic() - kept[0] >= REMEMBERED_SECONDS:
                kept = (self._monotonic(), self._place().get(name))
                self._remembered[name] = kept
        return kept[1]

    def put(self, method_id: UUID, field: str, secret: str) -> None:
        """Stores a secret; used from the next call on."""
        name, listing = self._name(method_id, field), self._name(method_id, _FIELDS)
        with self._guard:
            place = self._place()
            place.put(name, secret)
            fields = set(filter(None, (place.get(listing) or "").split(",")))
            if field not in fields:
                place.put(listing, ",".join(sorted(fields | {field})))
            self._remembered.clear()

    def has(self, method_id: UUID, field: str) -> bool:
        """Whether it is there."""
        return self.get(method_id, field) is not None

    def forget(self, method_id: UUID) -> None:
        """Takes all secrets of a method away."""
        listing = self._name(method_id, _FIELDS)
        with self._guard:
            place = self._place()
            for field in filter(None, (place.get(listing) or "").split(",")):
                place.remove(self._name(method_id, field))
            place.remove(listing)
            self._remembered.clear()

    def _place(self) -> SecretPlace:
        return self._secrets.place()

    def _name(self, method_id: UUID, field: str) -> str:
        return f"{self._owner} {method_id} {field}"
