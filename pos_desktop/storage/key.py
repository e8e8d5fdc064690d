"""Keys of the database and of the journal, and how one is told from another without trying the file."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from pos_desktop.domain.record import field, record

KEY_BYTES = 32


def derived(secret: bytes, purpose: str) -> bytes:
    """HKDF-Expand (RFC 5869) to 32 bytes: a key of its own for each purpose from one uniform secret."""
    return hmac.digest(secret, purpose.encode() + b"\x01", hashlib.sha256)


@record
class _Secret:
    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")

    @classmethod
    def fresh(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    def hex(self) -> str:
        return self.raw.hex()


def mark_path(database: Path) -> Path:
    """The small file that says which key a database was made with, without giving the key away."""
    return database.with_name(database.name + ".keymark")


@record
class DatabaseKey(_Secret):
    """Encrypts the register's file: 256 random bits, given to SQLCipher as they are."""

    def mark(self) -> str:
        """Sixteen hex digits that only this key gives; nothing of the key can be worked out from them."""
        return derived(self.raw, "pos-desktop database key mark")[:8].hex()

    def known_to_fit(self, database: Path) -> bool | None:
        """Whether the database was made with this key; None when nothing was written down, or cut off by a power cut."""
        try:
            noted = mark_path(database).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return noted == self.mark() if len(noted) == len(self.mark()) else None

    def write_mark(self, database: Path) -> None:
        """Writes down which key the database was made with, unless that is known already.

        On a full disk the next start does it.
        """
        if self.known_to_fit(database) is None:
            with suppress(OSError):
                mark_path(database).write_text(self.mark() + "\n", encoding="ascii")


@record
class JournalKey(_Secret):
    """Chains the journal; whoever has the database alone cannot forge an entry."""

    def chain(self) -> bytes:
        return derived(self.raw, "pos-desktop journal chain")

    def anchor(self) -> bytes:
        return derived(self.raw, "pos-desktop journal anchor")


@record
class ShopKeys:
    """The three secrets of a register, made at its first start and kept in the keyring."""

    database: DatabaseKey
    journal: JournalKey
    pepper: bytes = field(repr=False)  # mixed into every PIN before it is hashed

    @classmethod
    def of(cls, secrets_by_name: Mapping[str, bytes]) -> Self:
        """The keys from what `system.keyring_access` keeps under `database`, `journal` and `pepper`."""
        database, journal = DatabaseKey(secrets_by_name["database"]), JournalKey(secrets_by_name["journal"])
        return cls(database, journal, secrets_by_name["pepper"])

    @classmethod
    def fresh(cls) -> Self:
        return cls(DatabaseKey.fresh(), JournalKey.fresh(), secrets.token_bytes(KEY_BYTES))
