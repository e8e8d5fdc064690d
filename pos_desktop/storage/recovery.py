"""Opening the shop's database at the start of the day, whatever happened to it at night.

A file beside the database says that it is in use. It is written before the database is opened and removed
after it was closed in order, so whatever ends the program otherwise leaves it, and the next start looks first.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pos_desktop.application.errors import PersonError
from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.storage.errors import DatabaseDamaged, technical, translated
from pos_desktop.storage.journal import head
from pos_desktop.storage.journal_anchor import noted_anchor
from pos_desktop.storage.key import mark_path
from pos_desktop.storage.schema_upgrade import bring_up_to_date, refuse_older, version_in
from pos_desktop.storage.slow_work import at_once
from pos_desktop.storage.unit_of_work import Database
from pos_desktop.storage.values import from_micros

if TYPE_CHECKING:
    from pos_desktop.storage.backup import BackupCheck, BackupFile, Backups
    from pos_desktop.storage.journal_anchor import Anchor
    from pos_desktop.storage.key import ShopKeys
    from pos_desktop.storage.restore import Restored
    from pos_desktop.storage.slow_work import Slowly

log = logging.getLogger(__name__)


class Choice(StrEnum):
    """What a person can do about a damaged database."""

    RESTORE = "restore"
    START_FRESH = "start_fresh"
    LEAVE = "leave"  # change nothing, for somebody who wants to look into it


@record
class DamageReport:
    """A database that cannot be used, in words for the owner of a shop. Nothing was changed yet."""

    title: str
    what_happened: str
    what_is_safe: str
    what_will_be_missing: str
    choices: tuple[Choice, ...]
    fault: str  # the technical reason, for the log and the person who helps
    backup: BackupFile | None = None


@record
class Opened:
    """The database, open and of the newest schema, and what to tell of the last stop."""

    database: Database
    stopped_cleanly: bool
    entries_missing: int = (
        0  # journal entries that the shop had: an older copy lies in the place of its database
    )


@record
class SetAside:
    """Where the old database lies, and the first receipt number that no customer of it can hold, if known."""

    folder: Path | None
    next_receipt: int | None


class DatabaseFile:
    """The register's database as a file: opened, closed, restored and begun anew."""

    def __init__(self, file: Path, keys: ShopKeys, backups: Path, slowly: Slowly = at_once) -> None:
        """`slowly` does what takes long where the shop has sold for years."""
        self.file = file
        self._slowly = slowly
        self._keys = keys
        self._folder = backups

    @cached_property
    def backups(self) -> Backups:
        """The folder of its back-ups."""
        from pos_desktop.storage.backup import Backups

        return Backups(self.file, self._folder, self._keys.database)

    def open(self, now: datetime, *, look_only: bool = False) -> Opened | DamageReport:
        """Opens the database, checked when the last stop was not clean, made new when there never was one.

        `look_only` leaves one of an older schema as it is and raises DatabaseOlder.
        Raises WrongKey, DatabaseNewer, DiskFull, DiskTrouble; a damaged file is not raised but reported.
        """
        self.file.parent.mkdir(parents=True, exist_ok=True)
        stuck = self._finish_restore(now)
        if stuck is not None:
            return stuck
        clean = not _in_use_mark(self.file).exists()
        fault = self._fault(clean)
        if fault:
            return self._report(fault, now)
        try:
            if look_only:
                refuse_older(self.version())
            _set_in_use_mark(self.file)
            return self._opened(now, clean)
        except DatabaseDamaged as damage:
            return self._report(technical(damage), now)
        except PersonError:
            if clean:  # it was not opened: the next start need not think of a power cut
                with suppress(OSError):
                    _in_use_mark(self.file).unlink(missing_ok=True)
            raise

    def version(self) -> str | None:
        """That of the database's schema; None when it holds no tables yet. Changes nothing.

        Raises WrongKey, DatabaseDamaged, DiskTrouble.
        """
        if not self.file.exists():
            return None
        try:
            return version_in(self.file, self._keys.database)
        except Exception as trouble:
            raise translated(trouble) or trouble from trouble

    def close(self, database: Database, *, look_again: bool = False) -> None:
        """Closes in order. A file that showed damage while in use is looked at again at the next start, and so is any
        when it is asked for."""
        database.close()
        if not (database.seen_damaged or look_again):
            _in_use_mark(self.file).unlink(missing_ok=True)

    def restore(self, backup: Path, now: datetime, next_receipt: int | None = None) -> Restored:
        """Puts a back-up in the database's place; see `restore.restore`. The database must be closed.

        It takes over from one that was begun and cannot be gone through with. Raises CommandAtWork.
        """
        from pos_desktop.system import commands_at_work

        with commands_at_work.alone(self.file.parent):
            self._finish_restore(now)
            done = self._slowly(
                tr("The back-up is put in place, with what was sold since where it can be read."),
                lambda: self._restored(backup, now, next_receipt),
            )
            _in_use_mark(self.file).unlink(missing_ok=True)
            return done

    def start_fresh(self, now: datetime) -> SetAside:
        """Sets the database aside, so that the next `open` makes a new one; its keys stay the same.

        Raises CommandAtWork.
        """
        from pos_desktop.storage import restore as restoring
        from pos_desktop.system import commands_at_work
        from pos_desktop.system.durable import write_durably

        with commands_at_work.alone(self.file.parent):
            following = self._free_receipt(now)
            if following is not None:
                write_durably(_next_receipt_path(self.file), str(following))
            aside = restoring.set_aside(self.file, now)
            plan_path(self.file).unlink(missing_ok=True)
            _in_use_mark(self.file).unlink(missing_ok=True)
            mark_path(self.file).unlink(missing_ok=True)
            return SetAside(aside, self.next_receipt_noted())

    def next_receipt_noted(self) -> int | None:
        """The first number that no customer of a database can hold that was set aside, until it is forgotten."""
        try:
            return int(_next_receipt_path(self.file).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def forget_next_receipt(self) -> None:
        """The new database knows it by now."""
        _next_receipt_path(self.file).unlink(missing_ok=True)

    # -- inside ------------------------------------------------------------------------------------------

    def _free_receipt(self, now: datetime) -> int | None:
        """The first receipt number that no customer can hold, by whatever is left that tells; None when nothing does."""
        from pos_desktop.storage import numbers_ahead
        from pos_desktop.storage import restore as restoring

        file = restoring.abandoned(self.file) or self.file
        noted = noted_anchor(file, self._keys.journal)
        given = max((one[1] for one in (noted.numbers if noted else ())), default=None)
        if given is None:
            given = numbers_ahead.next_receipt_in(file, self._keys.database)
        if given is not None:
            return given + numbers_ahead.NUMBERS_SKIPPED
        newest = self._newest_good(now)
        if newest is None:
            return None
        return numbers_ahead.receipt_estimated_by(newest[0].path, self._keys.database, now)

    def _opened(self, now: datetime, clean: bool) -> Opened:
        noted = noted_anchor(self.file, self._keys.journal)
        database = Database.open(self.file, self._keys.database, self._keys.journal)
        try:
            bring_up_to_date(database, lambda _version: self._back_up_before_upgrade(now), self._slowly)
            missing = self._go_on_from_older(database, noted, now)
        except BaseException:
            database.close()
            raise
        return Opened(database, clean, missing)

    def _go_on_from_older(self, database: Database, noted: Anchor | None, now: datetime) -> int:
        """How many journal entries the database lacks that were noted beside it: none, unless somebody put an older
        copy in its place, or the disk lost what it had said was written."""
        if noted is None:
            return 0
        with database.read() as connection:
            missing = noted.count - head(connection).seq
        if missing <= 0:
            return 0
        from pos_desktop.storage import restore as restoring

        log.error("the database is older than it was: %s entries of its journal are missing", missing)
        restoring.go_on_from_older(database, noted, now)
        return missing

    def _back_up_before_upgrade(self, now: datetime) -> None:
        from pos_desktop.storage.backup import Reason

        words = tr("The store's data is backed up before it is made ready for this version of the register.")
        self._slowly(words, lambda: self.backups.make(now, Reason.UPGRADE))

    def _fault(self, clean: bool) -> str:
        """Why the database cannot be used, empty when it can; only a stop that was not clean costs a full look."""
        known = mark_path(self.file).exists()
        if not self.file.exists():
            return tr("The file is missing.") if known else ""
        if self.file.stat().st_size == 0:
            return tr("The file is empty.") if known else ""
        if clean or self._keys.database.known_to_fit(self.file) is False:
            return ""
        from pos_desktop.storage.backup import check

        log.warning("the register did not stop in order last time: checking the database")
        found = self._slowly(
            tr("The register did not stop in order last time, so the store's data is looked over."),
            lambda: check(self.file, self._keys.database),
        )
        began_only = found.empty and noted_anchor(self.file, self._keys.journal) is None
        return "" if found.good or began_only or not known else found.fault

    def _restored(self, backup: Path, now: datetime, next_receipt: int | None) -> Restored:
        from pos_desktop.storage import restore as restoring

        try:
            return restoring.restore(self.file, backup, self._keys, now, next_receipt)
        except PersonError:
            raise
        except Exception:
            if not plan_path(self.file).exists():
                raise
            # The back-up is in place by now, without its numbers: nobody shall sell on it as it is.
            log.exception("a restore ended half-way")
            done = self._gone_through(now)
            assert done is not None
            return done

    def _finish_restore(self, now: datetime) -> DamageReport | None:
        """A power cut while a back-up was put in place: what was begun is gone through with. Where that cannot be, it
        is reported, and the plan stays: the bare back-up would give numbers out once more."""
        fresh = restoring_path(self.file)
        if not (fresh.exists() or plan_path(self.file).exists()):
            return None
        from pos_desktop.storage import restore as restoring
        from pos_desktop.storage.backup import check

        try:
            words = tr("A restore that was interrupted is gone through with.")
            if self._slowly(words, lambda: self._gone_through(now)) is not None:
                return None
        except Exception as trouble:
            if _of_the_surroundings(trouble):
                raise  # a full disk, say: it is gone through with once there is room
            log.exception("a restore cannot be gone through with")
            return self._stuck(technical(trouble), now)
        if not fresh.exists():
            return None
        if not self.file.exists() and check(fresh, self._keys.database).good:
            restoring.set_aside(self.file, now)  # the log of a file that is gone would be read into this one
            restoring.put_in_place(self.file)
        else:
            fresh.unlink()
        return None

    def _gone_through(self, now: datetime) -> Restored | None:
        """With what can be brought over, or without it where a fault of the program or of the file ends that."""
        from pos_desktop.storage import restore as restoring

        try:
            return restoring.go_on(self.file, self._keys, now)
        except Exception as trouble:
            if _of_the_surroundings(trouble):
                raise
            log.exception("what was sold since a back-up cannot be brought over")
        return restoring.go_on(self.file, self._keys, now, bring_over=False)

    def _stuck(self, fault: str, now: datetime) -> DamageReport:
        from dataclasses import replace

        from pos_desktop.storage.restore import abandoned

        report, old = self._report(fault, now), abandoned(self.file)
        safe = (
            tr("What was there before lies in {folder}.", folder=old.parent) if old else report.what_is_safe
        )
        return replace(
            report,
            what_is_safe=safe,
            title=tr("A restore could not be finished"),
            what_happened=tr(
                "A back-up was put in place of the store's data, but its numbers and what was sold since could not be settled. Nothing can be sold until they are. ({fault})",
                fault=fault,
            ),
        )

    def _report(self, fault: str, now: datetime) -> DamageReport:
        log.error("the database cannot be used: %s", fault)
        newest = self._newest_good(now)
        choices = (Choice.RESTORE,) if newest else ()
        return DamageReport(
            title=tr("The store's database is damaged"),
            what_happened=tr(
                "It cannot be read any more, perhaps after a power cut or a fault of the disk. ({fault})",
                fault=fault,
            ),
            what_is_safe=_what_is_safe(newest),
            what_will_be_missing=_what_will_be_missing(newest),
            choices=(*choices, Choice.START_FRESH, Choice.LEAVE),
            fault=fault,
            backup=newest[0] if newest else None,
        )

    def _newest_good(self, now: datetime) -> tuple[BackupFile, BackupCheck] | None:
        return self._slowly(
            tr("The store's data is damaged. The newest back-up that is whole is looked for."),
            lambda: self.backups.newest_good(now),
        )


def _of_the_surroundings(trouble: Exception) -> bool:
    """Whether it passes by itself or with a hand: another try is worth it then."""
    return isinstance(trouble, PersonError) and not isinstance(trouble, DatabaseDamaged)


def _what_is_safe(newest: tuple[BackupFile, BackupCheck] | None) -> str:
    kept = tr("The damaged database is kept in the folder 'set-aside'; nothing is thrown away.")
    if newest is None:
        return kept
    made = _local(newest[0].made_at)
    return tr("There is a good back-up of {moment}.", moment=made) + " " + kept


def _what_will_be_missing(newest: tuple[BackupFile, BackupCheck] | None) -> str:
    if newest is None:
        return tr("There is no good back-up. A new, empty database can be started; sales go on at once.")
    last_sale = newest[1].last_sale_at
    if last_sale is None:
        return tr("The back-up holds no sales. Sales still readable in the damaged file are brought over.")
    return tr(
        "Its last sale is of {moment}. Later sales are brought over as far as the damaged file can still be read.",
        moment=_local(from_micros(last_sale)),
    )


def _local(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def restoring_path(database: Path) -> Path:
    """Where a back-up lies until it takes the database's place."""
    return database.with_name(database.name + ".restoring")


def _next_receipt_path(database: Path) -> Path:
    return database.with_name(database.name + ".next-receipt")


def plan_path(database: Path) -> Path:
    """What says that a restore was begun and is to be gone through with."""
    return database.with_name(database.name + ".restore-plan")


def _in_use_mark(file: Path) -> Path:
    return file.with_name(file.name + ".in-use")


def _set_in_use_mark(file: Path) -> None:
    mark = _in_use_mark(file)
    if mark.exists():
        return
    try:
        with mark.open("w", encoding="ascii") as written:
            written.write(f"{os.getpid()}\n")
            written.flush()
            os.fsync(written.fileno())
    except OSError as trouble:
        with suppress(OSError):
            mark.unlink(missing_ok=True)
        raise translated(trouble) or trouble from trouble
