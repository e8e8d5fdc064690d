"""The register's own book of what it asked terminals for: written before it is asked, ended when it is known.

A terminal has no keys and no list: it cannot be asked what became of this or that attempt, only what its last
transaction was. So the book holds, for each attempt, which one that was before. One line of JSON for each fact, on the
disk before anything is sent; read whole at the start, and written anew without what is old.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from pos_desktop.domain.record import as_dict, record
from pos_desktop.payments.zvt.status import Mark
from pos_desktop.system.durable import sync_folder

log = logging.getLogger(__name__)

KEPT = timedelta(days=60)
DECIDED = "decided by a person"
"""The words of an attempt whose end no terminal told."""


class What(StrEnum):
    """What a terminal was asked for."""

    PAYMENT = "payment"
    REVERSAL = "reversal"
    REFUND = "refund"


class Became(StrEnum):
    """What became of it."""

    OPEN = "open"  # asked for, and its end is not known
    DONE = "done"
    DECLINED = "declined"
    NOTHING = "nothing"  # it never happened, for certain: given up at the terminal, or told so by it later
    UNASKED = "unasked"  # the terminal never had it, or would not begin: the same may be asked for again


@record
class Entry:
    """One attempt. `before` is the terminal's last transaction when it was asked, None when that is not known;
    `fresh` says that the terminal told it a moment before."""

    key: str
    what: What
    line: str  # which terminal: its address
    amount_minor: int
    currency: str
    asked_at: datetime
    before: Mark | None = None
    before_none: bool = False  # the terminal said that it has no transaction at all
    fresh: bool = False
    seen: Mark | None = None  # what it told of this attempt before the wire broke
    of_ref: str = ""  # of a refund: its payment's
    payment_id: str = ""
    order_id: str = ""
    register_id: str = ""
    unsure: bool = False  # the terminal was asked, and its last transaction does not tell
    became: Became = Became.OPEN
    ended_at: datetime | None = None
    mark: Mark | None = None
    charged_minor: int | None = None
    brand: str = ""
    last_four: str = ""
    authorisation: str = ""
    decline: str = ""
    words: str = ""

    @property
    def ref(self) -> str:
        """The terminal's id of it; while it is open, what to look for."""
        if self.mark is not None:
            return self.mark.ref
        return f"after {self.before.ref}" if self.before is not None else ""


class Book:
    """All attempts of a register at its terminals. Safe for several threads."""

    def __init__(self, path: Path) -> None:
        """Reads it; OSError when the disk does not let it."""
        self._path = path
        self._guard = threading.RLock()
        self._entries: dict[str, Entry] = {}
        self._stopped: set[str] = set()
        self.begun_at = datetime.now(UTC)
        self._read()

    def get(self, key: str) -> Entry | None:
        """The attempt of a key."""
        with self._guard:
            return self._entries.get(key)

    def by_ref(self, ref: str) -> Entry | None:
        """The newest attempt with this id of the terminal's."""
        with self._guard:
            found = [each for each in self._entries.values() if each.mark is not None and each.ref == ref]
            return found[-1] if found else None

    def refunds_of(self, ref: str) -> list[Entry]:
        """What was asked to go back of a payment."""
        with self._guard:
            return [each for each in self._entries.values() if each.of_ref == ref and ref]

    def with_receipt(self, line: str, receipt: int | None) -> list[Mark]:
        """The transactions at a terminal that have this receipt number: they begin anew after the last one, and at some
        terminals every day."""
        with self._guard:
            marks = [each.mark for each in self._entries.values() if each.line == line]
            return [mark for mark in marks if mark is not None and mark.receipt == receipt]

    def open_at(self, line: str) -> list[Entry]:
        """The attempts at a terminal whose end is not known, oldest first."""
        with self._guard:
            return [
                each for each in self._entries.values() if each.line == line and each.became is Became.OPEN
            ]

    def last_mark(self, line: str) -> Mark | None:
        """The terminal's newest transaction that the register heard of."""
        with self._guard:
            heard = [each for each in self._entries.values() if each.line == line and each.mark is not None]
            newest = max(heard, key=lambda each: each.ended_at or each.asked_at, default=None)
            return newest.mark if newest is not None else None

    def between(self, since: datetime, until: datetime) -> list[Entry]:
        """Payments that were taken in a time."""
        with self._guard:
            return [
                each
                for each in self._entries.values()
                if each.what is What.PAYMENT
                and each.became is Became.DONE
                and since <= (each.ended_at or each.asked_at) <= until
            ]

    def put(self, entry: Entry) -> None:
        """Writes an attempt as it is now, on the disk when this returns. Raises OSError."""
        with self._guard:
            try:
                self._append({"entry": _plain(entry)})
            finally:
                if entry.became is not Became.OPEN or entry.key in self._entries:
                    self._entries[entry.key] = entry  # an end counts in this run, even when the disk is full
            self._entries[entry.key] = entry

    def put_if_open(self, entry: Entry) -> Entry:
        """The same unless its end came to be known meanwhile; the attempt as it is then. Raises OSError."""
        with self._guard:
            present = self._entries.get(entry.key, entry)
            if present.became is Became.OPEN:
                self.put(entry)
                return entry
            return present

    def never(self, key: str) -> None:
        """A key that is not to be asked for any more, though nothing was. Raises OSError."""
        with self._guard:
            if key not in self._stopped:
                self._append({"never": key, "at": datetime.now(UTC).isoformat()})
                self._stopped.add(key)

    def is_stopped(self, key: str) -> bool:
        """Whether this key was given up before it was asked for."""
        with self._guard:
            return key in self._stopped

    # -- the file ----------------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            lines = [line for line in self._path.read_text("utf-8", "replace").splitlines() if line]
        except FileNotFoundError:
            self._write_anew()
            return
        for line in lines:
            self._take(line)
        if len(lines) > 2 * (len(self._entries) + len(self._stopped)) + 64 or self._has_old():
            self._write_anew()

    def _take(self, line: str) -> None:
        """One fact; a line that broke off says nothing, and nothing was asked for after it."""
        try:
            fact = json.loads(line)
            if "begun" in fact:
                self.begun_at = datetime.fromisoformat(fact["begun"])
            elif "never" in fact:
                self._stopped.add(str(fact["never"]))
            else:
                entry = _entry(fact["entry"])
                self._entries[entry.key] = entry
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("a line of the terminals' book cannot be read: %s", type(error).__name__)

    def _has_old(self) -> bool:
        return any(_old(each) for each in self._entries.values())

    def _write_anew(self) -> None:
        kept = [each for each in self._entries.values() if not _old(each)]
        self._entries = {each.key: each for each in kept}
        facts: list[Mapping[str, Any]] = [{"begun": self.begun_at.isoformat()}]
        facts += [{"never": key} for key in sorted(self._stopped)[-1000:]]
        facts += [{"entry": _plain(each)} for each in kept]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        _write(beside, "".join(_line(fact) for fact in facts), os.O_TRUNC)
        beside.replace(self._path)
        sync_folder(self._path.parent)

    def _append(self, fact: Mapping[str, Any]) -> None:
        # Begins on a line of its own: the last one may have broken off.
        _write(self._path, "\n" + _line(fact), os.O_APPEND)


def _old(entry: Entry) -> bool:
    return entry.became is not Became.OPEN and entry.asked_at < datetime.now(UTC) - KEPT


def _line(fact: Mapping[str, Any]) -> str:
    return json.dumps(fact, separators=(",", ":")) + "\n"


def _write(path: Path, text: str, how: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", closefd=False) as file:
            file.write(text)
        os.fsync(handle)
    finally:
        os.close(handle)


def _plain(entry: Entry) -> dict[str, Any]:
    plain = {name: _plain_value(value) for name, value in as_dict(entry).items()}
    return {name: value for name, value in plain.items() if value not in (None, "", False)}


def _plain_value(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mark):
        return as_dict(value)
    return value.value if isinstance(value, StrEnum) else value


def _entry(plain: Mapping[str, Any]) -> Entry:
    values = dict(plain)
    for name in ("asked_at", "ended_at"):
        if name in values:
            values[name] = datetime.fromisoformat(values[name])
    for name in ("before", "seen", "mark"):
        if name in values:
            values[name] = Mark(**values[name])
    values["what"] = What(values["what"])
    values["became"] = Became(values.get("became", Became.OPEN))
    return Entry(**values)


_books: dict[Path, Book] = {}
_books_guard = threading.Lock()


def book_at(path: Path) -> Book:
    """The one book of a file in this program. Raises OSError."""
    with _books_guard:
        book = _books.get(path)
        if book is None:
            book = _books[path] = Book(path)
        return book


def sum_of(entries: Iterable[Entry]) -> int:
    """What went back or may have, in minor units."""
    return sum(each.amount_minor for each in entries if each.became in (Became.OPEN, Became.DONE))
