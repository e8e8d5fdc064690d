"""Back-ups of the register's file: made while it sells, checked before they count, kept by age.

A back-up is encrypted with the same key as the database. Its name says when it was made and what for:
`shop 2026-03-01 141502 0007 daily.backup`, in UTC, with the version of the schema.
"""

import logging
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.wording import tr
from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.errors import technical, translated
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.storage.sqlcipher import sqlcipher
from pos_desktop.system.durable import sync_folder

log = logging.getLogger(__name__)

Progress = Callable[[int, int], object]

SUFFIX = ".backup"
_UNFINISHED = ".being made "
_NAME = re.compile(r"shop (\d{4}-\d\d-\d\d \d{6}) (\w+) (daily|upgrade|hand)( \d+)?\.backup")
_STAMP = "%Y-%m-%d %H%M%S"
_PAGES_A_STEP = 512  # two megabytes: a commit made meanwhile waits for one step at most

DAILY_KEPT = timedelta(days=7)
DAILY_AT_LEAST = 7
WEEKLY_KEPT = timedelta(weeks=4)
UPGRADES_KEPT = 3
_UNFINISHED_SECONDS = 86_400


class Reason(StrEnum):
    """Why a back-up was made; decides how long it is kept."""

    DAILY = "daily"
    UPGRADE = "upgrade"  # before the schema changed
    HAND = "hand"  # asked for by a person: never removed by the program


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A back-up in the folder, as its name tells it."""

    path: Path
    made_at: datetime
    schema: str
    reason: Reason

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size


@dataclass(frozen=True, slots=True)
class BackupCheck:
    """What opening a back-up showed: whether it is whole, and where its journal stands."""

    good: bool
    fault: str = ""
    schema: str | None = None
    journal_seq: int = 0
    journal_mac: bytes = b""
    last_sale_at: int | None = None  # microseconds since 1970
    empty: bool = False  # a sound file in which no table was made yet


class Backups:
    """The folder of back-ups of one database."""

    def __init__(self, database: Path, folder: Path, key: DatabaseKey) -> None:
        self._database = database
        self._folder = folder
        self._key = key

    @property
    def folder(self) -> Path:
        return self._folder

    def all(self) -> list[BackupFile]:
        """The back-ups, newest first."""
        if not self._folder.is_dir():
            return []
        found = (_from_name(path) for path in self._folder.glob(f"*{SUFFIX}"))
        return sorted(
            (one for one in found if one), key=lambda one: (one.made_at, one.path.name), reverse=True
        )

    def make(
        self, now: datetime, reason: Reason = Reason.HAND, progress: Progress | None = None
    ) -> BackupFile:
        """Backs the database up while others read and write, and checks the result.

        `progress` hears of pages done and pages in all. Raises DiskFull, DiskTrouble or BackupFailed; then no
        file is left that could be taken for a back-up.
        """
        self._clear_left()
        fresh = self._folder / f"{_UNFINISHED}{os.getpid()} {secrets.token_hex(4)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _copy(self._database, fresh, self._key, progress)
            checked = check(fresh, self._key)
            if not checked.good:
                raise _failed(checked.fault)
            _sync(fresh)
            final = _free_name(self._folder, now, checked.schema or "0000", reason)
            fresh.replace(final)
            sync_folder(self._folder)
        except (sqlcipher.Error, OSError) as trouble:
            raise translated(trouble) or _failed(str(trouble)) from trouble
        finally:
            for left in self._folder.glob(fresh.name + "*"):
                _remove(left)
        log.info("back-up made: %s", final.name)
        return _named(final)

    def make_daily(self, now: datetime, progress: Progress | None = None) -> BackupFile | None:
        """The day's back-up, unless it is there, and removes what is too old. None when there was nothing to do."""
        today = now.astimezone(UTC).date()
        if any(one.reason is Reason.DAILY and one.made_at.date() == today for one in self.all()):
            return None
        self.tidy(now)  # first as well: on a full disk there may be no room for the new one until then
        made = self.make(now, Reason.DAILY, progress)
        self.tidy(now)
        return made

    def tidy(self, now: datetime) -> list[Path]:
        """Removes back-ups past their time (see `kept`), and what a killed one left. Returns what was removed."""
        keep = kept(self.all(), now)
        gone = [one.path for one in self.all() if one not in keep]
        return [path for path in gone if _remove(path)] + self._clear_left()

    def _clear_left(self) -> list[Path]:
        """Removes what a killed one left, as large as the database; never what another process may be at."""
        left = [path for path in self._folder.glob(f"{_UNFINISHED}*") if _is_old(path)]
        return [path for path in left if _remove(path)]

    def newest_good(self, now: datetime) -> tuple[BackupFile, BackupCheck] | None:
        """The newest back-up that opens and is whole; each is looked into, never trusted by its name.

        One that says it was made after `now` comes last: the clock was wrong then, and it may be old.
        """
        for one in sorted(self.all(), key=lambda each: each.made_at > now):
            found = check(one.path, self._key)
            if found.good:
                return one, found
            log.warning("back-up %s is not usable: %s", one.path.name, found.fault)
        return None


def kept(backups: Iterable[BackupFile], now: datetime) -> set[BackupFile]:
    """What retention keeps: a week of days, four weeks of one each, the last three before upgrades, all by hand.

    The newest of all is kept whatever its age, and so are the last seven days on which one was made: a clock that
    runs ahead must not make all of them old at once.
    """
    newest_first = sorted(backups, key=lambda one: one.made_at, reverse=True)
    keep = set(newest_first[:1]) | {one for one in newest_first if one.reason is Reason.HAND}
    daily = [one for one in newest_first if one.reason is Reason.DAILY]
    keep |= {one for one in daily if now - one.made_at <= DAILY_KEPT} | set(daily[:DAILY_AT_LEAST])
    weeks = {one.made_at.isocalendar()[:2]: one for one in daily if now - one.made_at <= WEEKLY_KEPT}
    keep |= set(weeks.values())  # the oldest of a week wins, so that it stays the same one until it goes
    return keep | set([one for one in newest_first if one.reason is Reason.UPGRADE][:UPGRADES_KEPT])


def check(path: Path, key: DatabaseKey, *, thorough: bool = False) -> BackupCheck:
    """Opens a database that nothing else has open and looks whether it is whole; never raises for what is in it."""
    if not path.is_file() or path.stat().st_size == 0:
        return BackupCheck(False, tr("The file is empty or missing."))
    try:
        with closing(open_cipher(path, key, read_only=True)) as connection:
            return _looked_into(connection, thorough)
    except (sqlcipher.Error, PersonError) as trouble:
        return BackupCheck(False, technical(trouble))


def _looked_into(connection: Any, thorough: bool) -> BackupCheck:
    answer = connection.execute(
        "PRAGMA integrity_check(1)" if thorough else "PRAGMA quick_check(1)"
    ).fetchone()[0]
    if answer != "ok":
        return BackupCheck(False, str(answer).splitlines()[-1])
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return BackupCheck(False, tr("The file holds nothing yet."), empty=True)
    if not {"alembic_version", "journal", "sale_order"} <= tables:
        return BackupCheck(False, tr("The file is not a register's database."))
    schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    newest = connection.execute("SELECT seq, mac FROM journal ORDER BY seq DESC LIMIT 1").fetchone() or (
        0,
        b"",
    )
    last_sale = connection.execute("SELECT max(paid_at) FROM sale_order").fetchone()[0]
    return BackupCheck(True, "", schema[0] if schema else None, newest[0], newest[1], last_sale)


def _copy(source: Path, target: Path, key: DatabaseKey, progress: Progress | None) -> None:
    """SQLite's own back-up, of one moment: the open read keeps sales made meanwhile from starting it over."""

    def step(_status: int, remaining: int, total: int) -> None:
        if progress:
            progress(total - remaining, total)

    with closing(open_cipher(source, key, read_only=True)) as from_, closing(_blank(target, key)) as to:
        from_.execute("BEGIN")
        from_.execute("SELECT count(*) FROM sqlite_master").fetchone()
        from_.backup(to, pages=_PAGES_A_STEP, progress=step, sleep=0.001)
        from_.execute("ROLLBACK")
        to.execute(
            "PRAGMA journal_mode = DELETE"
        ).fetchall()  # a back-up is one file, without a log beside it


def _blank(target: Path, key: DatabaseKey) -> Any:
    target.unlink(missing_ok=True)
    connection = sqlcipher.connect(str(target), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def _from_name(path: Path) -> BackupFile | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    made_at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
    return BackupFile(path, made_at, match[2], Reason(match[3]))


def _named(path: Path) -> BackupFile:
    found = _from_name(path)
    assert found is not None
    return found


def _free_name(folder: Path, now: datetime, schema: str, reason: Reason) -> Path:
    stem = f"shop {now.astimezone(UTC).strftime(_STAMP)} {schema} {reason}"
    path, number = folder / f"{stem}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem} {number}{SUFFIX}"
    return path


class BackupFailed(Refused):
    """The copy could not be read back; it was thrown away."""


def _failed(fault: str) -> BackupFailed:
    return BackupFailed(
        tr("The back-up did not succeed"),
        tr("The copy could not be read back: {fault}", fault=fault),
        tr("Look the disk and the database over with: pos-desktop doctor"),
    )


def _is_old(unfinished: Path) -> bool:
    """Nobody can be at it any more."""
    try:
        return time.time() - unfinished.stat().st_mtime > _UNFINISHED_SECONDS
    except OSError:
        return False


def _remove(path: Path) -> bool:
    """Whether it is gone: one that somebody reads, or that the disk does not let go, is removed another day."""
    try:
        path.unlink(missing_ok=True)
    except OSError as trouble:
        log.warning("%s cannot be removed: %s", path.name, trouble)
        return False
    return True


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
