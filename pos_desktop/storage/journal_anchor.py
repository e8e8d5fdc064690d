"""Where the journal stood, noted outside the database: what shows that its newest entries were cut off.

The note is written a moment after the commits it covers, never within one, so that no sale waits for it.
"""

import hashlib
import hmac
import json
import logging
import os
from pathlib import Path
from typing import Any

from pos_desktop.domain.record import record
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.journal import Head, head
from pos_desktop.storage.key import JournalKey
from pos_desktop.storage.later.sql import select
from pos_desktop.storage.later.tables import register
from pos_desktop.storage.repositories.statement import Link, Statement
from pos_desktop.storage.values import canonical_json

log = logging.getLogger(__name__)


@record
class Anchor:
    """A place in the journal: how many entries, and the seal and time (microseconds) of the newest."""

    count: int
    mac: bytes
    at: int
    numbers: tuple[tuple[str, int, int, int], ...] = ()  # register, its next receipt, ticket and shift

    @classmethod
    def of(cls, newest: Head) -> "Anchor":
        return cls(newest.seq, newest.mac, newest.at)


_NUMBERS = Statement(
    select(register.c.id, register.c.next_receipt, register.c.next_ticket, register.c.next_shift)
)


def current_anchor(connection: Connection) -> Anchor:
    """Where the journal and the running numbers stand in this snapshot."""
    newest = head(connection)
    rows = _NUMBERS.all(Link(connection, may_write=False))
    numbers = tuple((row[0].hex, row[1], row[2], row[3]) for row in rows)
    return Anchor(newest.seq, newest.mac, newest.at, numbers)


def anchor_path(database: Path) -> Path:
    return database.with_name(database.name + ".anchor")


def unreadable_path(database: Path) -> Path:
    """Where a note is kept that could not be read, until a person removes it."""
    return database.with_name(anchor_path(database).name + ".unreadable")


def sealed(anchor: Anchor, key: JournalKey) -> dict[str, object]:
    """The anchor as JSON with a seal of its own, so that it cannot be set back by hand."""
    facts: dict[str, object] = {
        "count": anchor.count,
        "mac": anchor.mac.hex(),
        "at": anchor.at,
        "numbers": [list(one) for one in anchor.numbers],
    }
    return {**facts, "seal": hmac.digest(key.anchor(), canonical_json(facts).encode(), hashlib.sha256).hex()}


def unsealed(note: dict[str, Any], key: JournalKey) -> Anchor | None:
    """The anchor of a note, None when it was forged or written under another key."""
    try:
        numbers = tuple((str(one[0]), int(one[1]), int(one[2]), int(one[3])) for one in note["numbers"])
        anchor = Anchor(int(note["count"]), bytes.fromhex(note["mac"]), int(note["at"]), numbers)
    except (KeyError, ValueError, TypeError, IndexError):
        return None
    return anchor if hmac.compare_digest(str(sealed(anchor, key)["seal"]), str(note.get("seal"))) else None


def write_anchor(path: Path, anchor: Anchor, key: JournalKey) -> None:
    """Replaces the note in one step; a power cut leaves the old one or the new one."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="ascii") as file:
        file.write(json.dumps(sealed(anchor, key)))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read_anchor(path: Path, key: JournalKey) -> Anchor | None:
    """The note's anchor; None when there is none. ValueError when it is not this key's."""
    try:
        note = json.loads(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as trouble:
        raise ValueError("the note of where the journal stood is not readable") from trouble
    anchor = unsealed(note, key) if isinstance(note, dict) else None
    if anchor is None:
        raise ValueError("the note of where the journal stood was not written with this key")
    return anchor


def keep_unreadable(database: Path, key: JournalKey) -> None:
    """Puts a note that is spoilt, or was forged, where no new one takes its place; the first one counts. Without it
    nobody would learn that entries may be missing at the end of the journal."""
    note, kept = anchor_path(database), unreadable_path(database)
    try:
        read_anchor(note, key)
    except ValueError as trouble:
        log.error("%s; it is kept as %s", trouble, kept.name)
        if not kept.exists():
            note.replace(kept)


def noted_anchor(database: Path, key: JournalKey) -> Anchor | None:
    """Where the journal of a database stood, as far as its note can be read."""
    try:
        return read_anchor(anchor_path(database), key)
    except (ValueError, OSError) as trouble:
        log.warning("where the journal stood is not known: %s", trouble)
        return None
