"""Hashes of PINs and keys of badges: argon2id with a pepper from the keyring.

A four-digit PIN falls to an offline search of the database alone; the pepper is not in the database.
"""

import hashlib
import hmac
from functools import cached_property
from typing import TYPE_CHECKING

from pos_desktop.domain.value_codes import normal_code

if TYPE_CHECKING:
    from argon2 import PasswordHasher


def slow_hasher() -> "PasswordHasher":
    """64 MiB and three passes for each guess (RFC 9106, section 4). Imported at the first PIN: a register can be
    drawn before that."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


class PepperedVault:
    """Implements the application's PinVault. A check takes a sixth of a second: call it off the UI thread."""

    def __init__(self, pepper: bytes, hasher: "PasswordHasher | None" = None) -> None:
        self._pepper = pepper
        self._given = hasher

    @cached_property
    def _hasher(self) -> "PasswordHasher":
        return self._given or slow_hasher()

    def hash(self, pin: str) -> str:
        """The text to be stored for a PIN."""
        return self._hasher.hash(self._peppered(b"pin", pin))

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether a PIN is the one of a stored text; a damaged text matches nothing."""
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return self._hasher.verify(pin_hash, self._peppered(b"pin", pin))
        except (VerificationError, InvalidHashError):
            return False

    def badge_key(self, code: str) -> bytes:
        """The look-up key of a badge: the code itself is stored nowhere."""
        return self._peppered(b"badge", code.strip())

    def code_key(self, code: str) -> bytes:
        """The look-up key of a gift card's or voucher's code, however it was typed: the code is stored nowhere."""
        return self._peppered(b"stored value", normal_code(code))

    def _peppered(self, purpose: bytes, secret: str) -> bytes:
        return hmac.digest(self._pepper, purpose + b"\0" + secret.encode("utf-8"), hashlib.sha256)
