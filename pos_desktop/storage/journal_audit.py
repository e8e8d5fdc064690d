"""Checks the journal, in the database or in an export alone, and writes the export."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos_desktop.application.wording import tr
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.journal import CLOCK_SET_BACK, FIELDS, FIRST_PREVIOUS, Journal, stream
from pos_desktop.storage.journal_anchor import Anchor, sealed, unsealed
from pos_desktop.storage.key import JournalKey

EXPORT_FORMAT = "pos-desktop-journal/1"
_SET_BACK_LISTED = 100


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a check found. `first_bad_seq` is where the journal stops being trustworthy, None where its entries hold and
    something else is wrong; in words in `reason`."""

    ok: bool
    count: int
    first_bad_seq: int | None = None
    reason: str = ""
    clock_set_back: tuple[int, ...] = ()  # entries at which the clock went backwards, the first hundred


def verify(connection: Connection, key: JournalKey, anchor: Anchor | None = None) -> VerifyReport:
    """Checks every entry's seal and number, and that the journal still holds what the anchor saw."""
    return _check(stream(connection), Journal(key), anchor)


def _check(entries: Iterable[dict[str, Any]], journal: Journal, anchor: Anchor | None) -> VerifyReport:
    count, previous = 0, FIRST_PREVIOUS
    set_back: list[int] = []
    for entry in entries:
        fault = _fault(entry, count + 1, previous, journal, anchor)
        if fault:
            return VerifyReport(False, count, count + 1, fault, tuple(set_back))
        count, previous = entry["seq"], entry["mac"]
        if entry["kind"] == CLOCK_SET_BACK and len(set_back) < _SET_BACK_LISTED:
            set_back.append(count)
    if anchor is not None and count < anchor.count:
        return VerifyReport(False, count, count + 1, _cut_off(count, anchor.count), tuple(set_back))
    return VerifyReport(True, count, clock_set_back=tuple(set_back))


def _fault(entry: dict[str, Any], seq: int, previous: bytes, journal: Journal, anchor: Anchor | None) -> str:
    if entry["seq"] != seq:
        return tr("Entry {seq} is missing.", seq=seq)
    if entry["previous_mac"] != previous:
        return tr("Entry {seq} does not follow the one before it.", seq=seq)
    if not journal.checks(entry):
        return tr("Entry {seq} was changed, or the key is not the one it was sealed with.", seq=seq)
    if anchor is not None and seq == anchor.count and entry["mac"] != anchor.mac:
        return tr("Entry {seq} is not the one that was noted outside the database.", seq=seq)
    return ""


def _cut_off(count: int, expected: int) -> str:
    return tr("The journal ends after entry {count}; it once had {expected}.", count=count, expected=expected)


def export(connection: Connection, key: JournalKey, path: Path) -> VerifyReport:
    """Writes the journal as JSON Lines: one entry a line, then the head under a seal. Checks it on the way.

    The connection's transaction is one snapshot, so sales may go on meanwhile. A journal that does not
    verify is exported too, so that it can be looked into.
    """
    count, mac, at = 0, FIRST_PREVIOUS, 0
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_line({"format": EXPORT_FORMAT}))
            for entry in stream(connection):
                count, mac, at = entry["seq"], entry["mac"], entry["at"]
                file.write(_line({**entry, "previous_mac": entry["previous_mac"].hex(), "mac": mac.hex()}))
            file.write(_line({"head": sealed(Anchor(count, mac, at), key)}))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return verify_export(path, key)


def verify_export(path: Path, key: JournalKey, anchor: Anchor | None = None) -> VerifyReport:
    """Checks an export without the database; a file without its last line is one that was cut off."""
    reading = _Reading(path, key)
    try:
        report = _check(reading.entries(), Journal(key), anchor)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return VerifyReport(
            False, reading.count, reading.count + 1, tr("The file is not an export of a journal.")
        )
    if not report.ok:
        return report
    if reading.end is None:
        return VerifyReport(False, report.count, report.count + 1, tr("The end of the export is missing."))
    if reading.end.count != report.count or reading.end.mac != reading.mac:
        return VerifyReport(False, report.count, report.count + 1, _cut_off(report.count, reading.end.count))
    return report


class _Reading:
    """An export read line by line; knows its sealed end once the entries are through."""

    def __init__(self, path: Path, key: JournalKey) -> None:
        self._path = path
        self._key = key
        self.count = 0
        self.mac = FIRST_PREVIOUS
        self.end: Anchor | None = None

    def entries(self) -> Iterator[dict[str, Any]]:
        with self._path.open(encoding="utf-8") as file:
            if json.loads(file.readline()).get("format") != EXPORT_FORMAT:
                raise ValueError("not an export")
            for line in file:
                record = json.loads(line)
                if "head" in record:
                    self.end = unsealed(record["head"], self._key)
                    if file.read(1):
                        raise ValueError("something was added behind the end")
                    return
                entry = {name: record[name] for name in FIELDS}
                entry["previous_mac"] = bytes.fromhex(record["previous_mac"])
                entry["mac"] = self.mac = bytes.fromhex(record["mac"])
                self.count = entry["seq"]
                yield entry


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
