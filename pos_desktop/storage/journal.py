"""The journal of what was done at the register: append-only, gapless, each entry sealed over the one before.

An entry's seal is HMAC-SHA256, keyed with a secret that the database does not hold, over the canonical JSON of
every field, amounts included, and the previous seal. Removing the newest entries leaves a chain that is whole
but short, so the head is also noted outside the database (`journal_anchor`) and in every export.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.domain.record import field, record
from pos_desktop.storage.connection import POSTGRESQL, Connection
from pos_desktop.storage.key import JournalKey
from pos_desktop.storage.later.sql import Integer, bindparam, select
from pos_desktop.storage.later.tables import journal as table
from pos_desktop.storage.repositories.statement import Link, Row, Statement, insert_into
from pos_desktop.storage.values import canonical_json, from_micros, to_micros

FIRST_PREVIOUS = bytes(32)
CLOCK_SET_BACK = "clock.set_back"

# Clocks are corrected by fractions of a second all day long; that is not worth an entry.
_CLOCK_SLACK_MICROS = 2_000_000
_ROWS_AT_ONCE = 2_000
_LOCK_OF_CHAIN = 0x706F736A  # 'posj': PostgreSQL's advisory lock for appending


@record
class JournalEntry:
    """One thing that was done. `body` holds its facts in JSON: amounts in minor units, never secrets."""

    kind: str
    at: datetime
    offset_minutes: int
    body: Mapping[str, Any] = field(default_factory=dict)
    register_id: UUID | None = None
    person_id: UUID | None = None
    approver_id: UUID | None = None
    subject_id: UUID | None = None


@record
class Head:
    """The newest entry: its number, its seal and its time."""

    seq: int
    mac: bytes
    at: int  # microseconds since 1970


NO_ENTRY = Head(0, FIRST_PREVIOUS, 0)

# The fields of an entry in the order in which they are sealed and exported.
FIELDS = (
    "seq",
    "at",
    "offset_minutes",
    "kind",
    "register_id",
    "person_id",
    "approver_id",
    "subject_id",
    "body",
)


def seal(chain_key: bytes, facts: Sequence[Any], previous: bytes) -> bytes:
    """The seal over an entry's FIELDS, ids given as text and the time in microseconds."""
    return hmac.digest(chain_key, canonical_json([*facts, previous.hex()]).encode(), hashlib.sha256)


class Journal:
    """Appends to the chain and checks it with the journal's key."""

    def __init__(self, key: JournalKey) -> None:
        self._chain_key = key.chain()

    def append(self, connection: Connection, entries: Iterable[JournalEntry]) -> bytes:
        """Writes entries after the newest one, in the transaction that is open, and returns the last seal.

        An entry older than the one before it is preceded by one that says the clock was set back.
        """
        _lock_chain(connection)
        newest = head(connection)
        written: list[dict[str, Any]] = []
        for entry in entries:
            if newest.at - to_micros(entry.at) > _CLOCK_SLACK_MICROS:
                newest = self._chained(_clock_entry(entry, newest), newest, written)
            newest = self._chained(entry, newest, written)
        if written:
            _INSERT.run_many(Link(connection, may_write=True), written)
        return newest.mac

    def holds(self, connection: Connection, mac: bytes) -> bool:
        """Whether an entry with this seal is stored; looks among the newest, where an answer is wanted."""
        return any(found == mac for (found,) in _RECENT.all(Link(connection, may_write=False)))

    def checks(self, row: Mapping[str, Any]) -> bool:
        """Whether an entry's seal is right for its fields and the previous seal it names."""
        facts = [row[name] for name in FIELDS]
        return hmac.compare_digest(seal(self._chain_key, facts, row["previous_mac"]), row["mac"])

    def _chained(self, entry: JournalEntry, newest: Head, written: list[dict[str, Any]]) -> Head:
        facts = _facts(newest.seq + 1, entry)
        mac = seal(self._chain_key, facts, newest.mac)
        written.append(
            {
                "seq": newest.seq + 1,
                "at": entry.at,
                "offset_minutes": entry.offset_minutes,
                "kind": entry.kind,
                "register_id": entry.register_id,
                "person_id": entry.person_id,
                "approver_id": entry.approver_id,
                "subject_id": entry.subject_id,
                "body": facts[-1],
                "previous_mac": newest.mac,
                "mac": mac,
            }
        )
        return Head(newest.seq + 1, mac, facts[1])


_INSERT = Statement(insert_into(table))
_RECENT = Statement(select(table.c.mac).order_by(table.c.seq.desc()).limit(1000))
_HEAD = Statement(select(table.c.seq, table.c.mac, table.c.at).order_by(table.c.seq.desc()).limit(1))
_WHOLE = select(*(table.c[name] for name in (*FIELDS, "previous_mac", "mac")))
_AFTER = Statement(
    _WHOLE.where(table.c.seq > bindparam("after"))
    .order_by(table.c.seq)
    .limit(bindparam("rows", type_=Integer))
)


def head(connection: Connection) -> Head:
    """The newest entry, or NO_ENTRY."""
    row = _HEAD.first(Link(connection, may_write=False))
    return NO_ENTRY if row is None else Head(row[0], bytes(row[1]), to_micros(row[2]))


def stream(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every entry in order, as the FIELDS that are sealed plus `previous_mac` and `mac`; a bounded number in memory."""
    link, after = Link(connection, may_write=False), 0
    while batch := _AFTER.all(link, after=after, rows=_ROWS_AT_ONCE):
        for row in batch:
            yield _sealed_form(row)
        after = batch[-1][0]


def _facts(seq: int, entry: JournalEntry) -> list[Any]:
    return [
        seq,
        to_micros(entry.at),
        entry.offset_minutes,
        entry.kind,
        _text(entry.register_id),
        _text(entry.person_id),
        _text(entry.approver_id),
        _text(entry.subject_id),
        canonical_json(entry.body),
    ]


def _text(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _sealed_form(row: Row) -> dict[str, Any]:
    form = dict(zip((*FIELDS, "previous_mac", "mac"), row, strict=True))
    form["at"] = to_micros(form["at"])
    for name in ("register_id", "person_id", "approver_id", "subject_id"):
        form[name] = _text(form[name])
    for name in ("previous_mac", "mac"):
        form[name] = bytes(form[name])
    return form


def _clock_entry(entry: JournalEntry, newest: Head) -> JournalEntry:
    body = {"from": from_micros(newest.at).isoformat(), "to": entry.at.isoformat()}
    return JournalEntry(
        CLOCK_SET_BACK, entry.at, entry.offset_minutes, body, entry.register_id, entry.person_id
    )


def _lock_chain(connection: Connection) -> None:
    """SQLite has one writer anyway; PostgreSQL's writers queue here for the rest of their transactions."""
    if connection.dialect_name == POSTGRESQL:
        connection.ask("SELECT 1 WHERE pg_advisory_xact_lock(%s) IS NOT NULL", (_LOCK_OF_CHAIN,))
