"""Hashes of PINs and keys of badges: argon2id with a pepper from the keyring.

A four-digit PIN falls to an offline search of the database alone; the pepper is not in the database.
"""

import hashlib
import hmac

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class PepperedVault:
    """Implements the application's PinVault. A check takes a sixth of a second: call it off the UI thread."""

    def __init__(self, pepper: bytes, hasher: PasswordHasher | None = None) -> None:
        self._pepper = pepper
        self._hasher = hasher or PasswordHasher()

    def hash(self, pin: str) -> str:
        """The text to be stored for a PIN."""
        return self._hasher.hash(self._peppered(b"pin", pin))

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether a PIN is the one of a stored text; a damaged text matches nothing."""
        try:
            return self._hasher.verify(pin_hash, self._peppered(b"pin", pin))
        except (VerificationError, InvalidHashError):
            return False

    def badge_key(self, code: str) -> bytes:
        """The look-up key of a badge: the code itself is stored nowhere."""
        return self._peppered(b"badge", code.strip())

    def _peppered(self, purpose: bytes, secret: str) -> bytes:
        return hmac.digest(self._pepper, purpose + b"\0" + secret.encode("utf-8"), hashlib.sha256)
