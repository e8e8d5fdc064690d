"""Puts a back-up in the place of the database, which is set aside whole and never thrown away."""

import json
import logging
import os
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pos_desktop.application.errors import Refused
from pos_desktop.application.wording import tr
from pos_desktop.storage import schema, start_notices
from pos_desktop.storage.backup import BackupCheck, check
from pos_desktop.storage.errors import NOT_A_DATABASE, DiskFull, DiskTrouble, damaged, translated
from pos_desktop.storage.journal import JournalEntry
from pos_desktop.storage.journal_anchor import (
    Anchor,
    anchor_path,
    current_anchor,
    noted_anchor,
    unreadable_path,
)
from pos_desktop.storage.key import DatabaseKey, ShopKeys
from pos_desktop.storage.numbers_ahead import GoesOn, next_receipt_in, skip_numbers
from pos_desktop.storage.recovery import plan_path, restoring_path
from pos_desktop.storage.restore_room import check_room, not_finished
from pos_desktop.storage.salvage import Salvaged, salvage
from pos_desktop.storage.salvage_deliveries import look_up_first
from pos_desktop.storage.salvage_papers import doubt_what_waited
from pos_desktop.storage.salvage_payments import doubt_what_was_begun
from pos_desktop.storage.schema_upgrade import bring_up_to_date
from pos_desktop.storage.tickets_anew import tickets_anew
from pos_desktop.storage.unit_of_work import Database
from pos_desktop.system.durable import sync_folder, write_durably

log = logging.getLogger(__name__)

RESTORED = "backup.restored"
SET_BACK = "database.set_back"
ALL = "all"
"""In `not_whole`: nothing was brought over, whatever there was."""


class BackupUnusable(Refused):
    """The back-up is not whole, not this shop's, or of a newer program. Nothing was changed."""


class NumberGivenOut(Refused):
    """The back-up itself has a receipt of the number that is to be the next. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: where the old database lies, and what could be brought over from it."""

    set_aside: Path | None
    backup: Path
    salvaged: Salvaged
    entries_missing: int = 0  # journal entries that the shop had and the restored database does not
    numbers: GoesOn = field(default_factory=GoesOn)


def check_usable(backup: Path, key: DatabaseKey) -> BackupCheck:
    """Opens and checks a back-up. Raises BackupUnusable with the reason in words."""
    found = check(backup, key)
    if found.fault == NOT_A_DATABASE:
        raise _unreadable(backup)
    if not found.good:
        raise _unusable(backup, found.fault)
    if (found.schema or "") > schema.HEAD:
        raise _unusable(backup, tr("It was made by a newer version of the register."))
    return found


def restore(
    database: Path, backup: Path, keys: ShopKeys, now: datetime, next_receipt: int | None = None
) -> Restored:
    """Restores a back-up; the database must be closed. A power cut on the way is gone through with at the next start.

    Brings over from the old file what can still be read of the sales made since, and journals it all.
    `next_receipt` is for where nothing is left of the old data: the first receipt number that was not given out.
    Raises BackupUnusable and NumberGivenOut before anything is changed, DiskFull or DiskTrouble; these say whether it
    has begun.
    """
    found = check_usable(backup, keys.database)
    if next_receipt is not None:
        _check_free(backup, keys.database, next_receipt)
    before = _read_plan(database)
    try:
        check_room(database, backup, older=(found.schema or "") < schema.HEAD)
        _copy_beside(backup, restoring_path(database))
        _write_plan(database, backup, now, next_receipt, before)
    except OSError as trouble:
        raise translated(trouble) or trouble from trouble
    done = go_on(database, keys, now)
    assert done is not None
    return done


def go_on(database: Path, keys: ShopKeys, now: datetime, *, bring_over: bool = True) -> Restored | None:
    """Goes through with the restore that was begun, from whatever step it came to; None when there is none.

    Without `bring_over` nothing is read of the old file but its note: for where a fault of the program ends that. The
    numbers are skipped and all is journalled in the same way, with `not_whole` for what stays in the old file.
    Raises DiskFull and DiskTrouble: it goes on once the disk allows.
    """
    plan = _read_plan(database)
    if plan is None:
        return None
    try:
        return _carried_out(plan, database, keys, now, bring_over)
    except (DiskFull, DiskTrouble) as trouble:
        old = abandoned(database)
        raise not_finished(trouble, old.parent if old else None) from trouble


def _carried_out(plan: "_Plan", database: Path, keys: ShopKeys, now: datetime, bring_over: bool) -> Restored:
    try:
        if _is_of_another(database, plan.aside):
            restoring_path(database).unlink(missing_ok=True)
        if restoring_path(database).exists():
            _move_aside(database, plan.aside)
            put_in_place(database)
    except OSError as trouble:
        raise translated(trouble) or trouble from trouble
    if not database.exists():  # an empty one would be made in its place
        raise damaged()
    # Of what was sold since, and of its numbers, only the old file and its note know.
    old = plan.old / database.name if plan.old else None
    before = noted_anchor(old, keys.journal) if old else None
    opened = Database.open(database, keys.database, keys.journal)
    try:
        # What was sold since has the columns of this program: a back-up from before an upgrade gets them first.
        bring_up_to_date(opened, lambda _version: None)
        doubt_what_was_begun(opened)
        doubt_what_waited(opened)
        salvaged = Salvaged(not_whole={} if bring_over else {ALL: 1})
        if old and bring_over:
            salvaged = salvage(old, opened, keys)
        look_up_first(opened, now)
        done = _noted_down(opened, Restored(plan.old, plan.backup, salvaged), before, now, plan.next_receipt)
    finally:
        opened.close()
    plan_path(database).unlink()
    return done


def _is_of_another(database: Path, aside: Path | None) -> bool:
    """Whether this restore has put its back-up in place before: a copy that waits was made for one that was to take over
    and was cut off. Going on with it would put the bare back-up over the data that was set aside."""
    if aside is None:
        return any(path.exists() for path in _parts(database))
    return any(path.exists() and (aside / path.name).exists() for path in _parts(database))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is written down of a restore before anything is moved."""

    backup: Path
    aside: Path | None  # where the file goes that lies in the database's place
    old: (
        Path | None
    )  # where what was sold since lies: `aside`, but for a restore that takes over from another
    next_receipt: int | None  # that a person said it goes on with


def abandoned(database: Path) -> Path | None:
    """Where the shop's data lies when a restore was begun that cannot be gone through with: what lies in its place is
    the bare back-up. None when nothing was begun, or nothing moved yet."""
    plan = _read_plan(database)
    if plan is None or plan.old is None:
        return None
    old = plan.old / database.name
    return old if old.exists() or anchor_path(old).exists() else None


def _write_plan(
    database: Path, backup: Path, now: datetime, next_receipt: int | None, before: _Plan | None
) -> None:
    """`before` is a restore that could not be gone through with: what was sold since lies where it put it."""
    old = abandoned(database)
    there = any(path.exists() for path in _parts(database))
    aside = _free_folder(database.parent / "set-aside", now).name if there else ""
    if next_receipt is None and before is not None:
        next_receipt = before.next_receipt
    plan = {"backup": str(backup), "aside": aside, "next_receipt": next_receipt}
    plan["old"] = old.parent.name if old else aside
    write_durably(plan_path(database), json.dumps(plan))


def _read_plan(database: Path) -> _Plan | None:
    try:
        plan = json.loads(plan_path(database).read_text(encoding="utf-8"))
        backup, aside = Path(plan["backup"]), str(plan["aside"])
        old, told = str(plan.get("old", aside)), plan.get("next_receipt")
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as trouble:
        log.warning("the plan of a restore is not readable: %s", trouble)
        return None
    folder = database.parent / "set-aside"
    return _Plan(backup, folder / aside if aside else None, folder / old if old else None, told)


def _copy_beside(backup: Path, fresh: Path) -> None:
    try:
        shutil.copyfile(backup, fresh)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def put_in_place(database: Path) -> None:
    """The last step: from here on the restored file is the database."""
    restoring_path(database).replace(database)
    sync_folder(database.parent)


def set_aside(database: Path, now: datetime) -> Path | None:
    """Moves the database with its log and its note into a dated folder, in an order in which a power cut on the way
    leaves a database that is seen to be missing or older, not one that looks new."""
    if not any(path.exists() for path in _parts(database)):
        return None
    folder = _free_folder(database.parent / "set-aside", now)
    _move_aside(database, folder)
    return folder


def _move_aside(database: Path, folder: Path | None) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for path in _parts(database):
        if path.exists():
            path.replace(folder / path.name)
    sync_folder(folder)
    sync_folder(database.parent)
    log.warning("the database was set aside in %s", folder)


def _parts(database: Path) -> list[Path]:
    """The log goes before the file: a file without its log is an older database, never a half one. The note of where
    its journal stood goes last: it tells that the database is older. The shared memory file is only a cache of the
    log."""
    names = [database.name + end for end in ("-shm", "-wal", "", ".anchor")]
    return [*(database.with_name(name) for name in names), unreadable_path(database)]


def _free_folder(parent: Path, now: datetime) -> Path:
    stem, number = now.astimezone(UTC).strftime("%Y-%m-%d %H%M%S"), 1
    folder = parent / stem
    while folder.exists():
        number += 1
        folder = parent / f"{stem} {number}"
    folder.mkdir(parents=True)
    return folder


def go_on_from_older(opened: Database, before: Anchor, now: datetime) -> None:
    """An older copy lies in the place of the database, without a restore: journals what it lacks, skips the numbers
    that may be in customers' hands, and doubts what was to be charged and told."""
    doubt_what_was_begun(opened)
    doubt_what_waited(opened)
    look_up_first(opened, now)
    with opened.write() as work:
        missing = before.count - current_anchor(work.connection).count
        skipped = skip_numbers(work.connection, before, {}, now).receipts
        facts = {"journal_before": _place(before), "entries_missing": missing, "receipts_skipped": skipped}
        facts["tickets_anew"] = tickets_anew(work.connection, ())
        work.record(JournalEntry(SET_BACK, now, _offset_minutes(now), facts))
        start_notices.note_missing(work.connection, missing)
    opened.note_anchor()


def _noted_down(
    opened: Database, done: Restored, before: Anchor | None, now: datetime, next_receipt: int | None
) -> Restored:
    """Journals the restore with what it cost, skips the numbers that may be in customers' hands."""
    with opened.write() as work:
        found = current_anchor(work.connection)
        missing = max(0, (before.count if before else 0) - found.count)
        numbers = skip_numbers(work.connection, before, done.salvaged.numbers, now, next_receipt)
        done = replace(done, entries_missing=missing, numbers=numbers)
        facts = _facts(done, before) | {"tickets_anew": tickets_anew(work.connection, done.salvaged.tickets)}
        work.record(JournalEntry(RESTORED, now, _offset_minutes(now), facts))
        if ALL in done.salvaged.not_whole:
            start_notices.note_not_brought_over(work.connection)
    opened.note_anchor()
    return done


def _offset_minutes(moment: datetime) -> int:
    return int((moment.astimezone().utcoffset() or timedelta()).total_seconds() // 60)


def _facts(done: Restored, before: Anchor | None) -> dict[str, Any]:
    return {
        "backup": done.backup.name,
        "set_aside": done.set_aside.name if done.set_aside else None,
        "journal_before": _place(before) if before else None,
        "entries_missing": done.entries_missing,
        "receipts_skipped": done.numbers.receipts,
        "receipts_estimated": done.numbers.estimated,
        "next_receipt_told": done.numbers.told,
        "brought_over": done.salvaged.rows,
        "not_whole": done.salvaged.not_whole,
    }


def _place(before: Anchor) -> dict[str, Any]:
    return {"count": before.count, "mac": before.mac.hex()}


def _check_free(backup: Path, key: DatabaseKey, next_receipt: int) -> None:
    following = next_receipt_in(backup, key) or 1
    if next_receipt < following:
        raise NumberGivenOut(
            tr("This receipt number was given out before"),
            tr("The back-up goes on with {number}. Nothing was changed.", number=following),
            tr("Take that number, or a higher one if later receipts were given out."),
        )


def _unreadable(backup: Path) -> BackupUnusable:
    return BackupUnusable(
        tr("This back-up cannot be used"),
        tr("{name} is no back-up, or it was locked with other keys. Nothing was changed.", name=backup.name),
        tr("Choose another back-up, or put its keys back first with: pos-desktop key restore"),
    )


def _unusable(backup: Path, fault: str) -> BackupUnusable:
    return BackupUnusable(
        tr("This back-up cannot be used"),
        tr("{name}: {fault} Nothing was changed.", name=backup.name, fault=fault),
        tr("Choose another back-up."),
    )
