"""Looks a register over: what it finds, in words for people and as JSON for programs."""

import json
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

from pos_desktop import bootstrap
from pos_desktop.application.errors import PersonError
from pos_desktop.application.wording import tr
from pos_desktop.bootstrap import OpenDatabase
from pos_desktop.commands import journal
from pos_desktop.commands.finding import Finding
from pos_desktop.commands.printer_findings import devices, printing
from pos_desktop.storage import schema
from pos_desktop.storage.backup import Backups, check
from pos_desktop.storage.errors import of_the_database, translated
from pos_desktop.storage.journal import head
from pos_desktop.storage.key import DatabaseKey, ShopKeys, mark_path
from pos_desktop.storage.recovery import plan_path, restoring_path
from pos_desktop.storage.schema_upgrade import version_in
from pos_desktop.system.clock import ClockWatch, SystemClock
from pos_desktop.system.folders import Folders
from pos_desktop.system.keyring_access import RegisterSecrets
from pos_desktop.system.single_instance import AlreadyRunning, acquire

Look = Callable[[OpenDatabase], Finding]

LEAST_FREE_BYTES = 1_000_000_000
COPIES_THAT_FIT = 2
"""Of the database: a back-up, and the copy that a restore or an upgrade works on."""
BACKUP_DUE = timedelta(days=2)
"""One is made each day; a day on which the register is not started is no reason to worry."""
LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "alembic", "sqlcipher3", "python-escpos", "keyring", "babel")


def examine(folders: Folders, *, key_file: bool) -> list[Finding]:
    """Everything, in the order a person would ask. Never raises for what is wrong: it is a finding."""
    findings = [_versions()]
    try:
        findings.append(_keyring(folders, key_file=key_file))
        if folders.data.exists():  # a folder that was mistyped is not made
            folders.make()
        findings += [_disk(folders), _clock(folders)]
        findings.extend(_data(folders, key_file=key_file))
    except OSError as trouble:
        facts = {"file": trouble.filename, "reason": trouble.strerror}
        findings.append(Finding("folder", False, str(translated(trouble)), facts))
    return findings


def _versions() -> Finding:
    facts = {name: _version(name) for name in ("pos-desktop", *LIBRARIES)}
    facts["python"] = platform.python_version()
    facts["system"] = platform.platform()
    return Finding("versions", True, f"POS Desktop {facts['pos-desktop']}", facts)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "shipped"


def _keyring(folders: Folders, *, key_file: bool) -> Finding:
    """Where the keys of this data folder are, whatever this command was told, and whether they are there."""
    secrets = RegisterSecrets(folders.data, key_file=key_file)
    kind = secrets.kept_in
    try:
        if kind is None and not (folders.database.exists() or mark_path(folders.database).exists()):
            return _without_keys(secrets)
        secrets.load_or_make(database_exists=True)
    except PersonError as error:
        return Finding("keyring", False, str(error), {"kind": kind})
    where = secrets.warning or tr("The keys of the store's data are in this computer's keyring.")
    return Finding("keyring", not secrets.warning, where, {"kind": kind})


def _without_keys(secrets: RegisterSecrets) -> Finding:
    """Where a first start would keep them. Raises KeyringMissing."""
    kind = secrets.place().kind
    return Finding(
        "keyring", not secrets.warning, secrets.warning or tr("The keyring can be used."), {"kind": kind}
    )


def _disk(folders: Folders) -> Finding:
    usage = shutil.disk_usage(next(each for each in (folders.data, *folders.data.parents) if each.exists()))
    size = folders.database.stat().st_size if folders.database.exists() else 0
    needed = max(LEAST_FREE_BYTES, COPIES_THAT_FIT * size)
    enough = usage.free >= needed
    words = tr("{free} GB free.", free=f"{usage.free / 1e9:.1f}")
    if not enough:
        words += " " + tr("Free some space: back-ups need {needed} GB.", needed=f"{needed / 1e9:.1f}")
    facts = {"free_bytes": usage.free, "needed_bytes": needed, "folder": str(folders.data)}
    return Finding("disk", enough, words, facts)


def _clock(folders: Folders) -> Finding:
    clock = SystemClock()
    back = ClockWatch(folders.data / "clock.json").set_back(clock.now())
    facts = {"now": clock.now().isoformat(), "offset_minutes": clock.offset_minutes()}
    if back is None:
        return Finding("clock", True, tr("The clock goes forward."), facts)
    before, now = (f"{moment.astimezone():%Y-%m-%d %H:%M}" for moment in (back.latest, back.now))
    words = tr("The clock was set back from {before} to {now}: check date and time.", before=before, now=now)
    return Finding("clock", False, words, facts)


def _data(folders: Folders, *, key_file: bool) -> Iterator[Finding]:
    restoring = _restoring(folders)
    if not restoring and not folders.database.exists():
        yield Finding("database", False, tr("There is no register in {folder}", folder=folders.data))
        return
    instance = acquire(folders.data, command=True)
    if isinstance(instance, AlreadyRunning):  # its devices are its own
        looks: tuple[Look, ...] = (_database, _journal, _backups, printing)
        yield from _looked_at(bootstrap.open_beside, looks, folders, key_file=key_file)
        return
    try:
        if restoring:
            words = tr("A restore was interrupted. The next start of the register puts the data in order.")
            yield Finding("database", False, words, {"restore_waits": True})
            return
        looks = (_database, _journal, _backups, devices, printing)
        yield from _looked_at(bootstrap.open_database, looks, folders, key_file=key_file)
    finally:
        instance.release()


def _restoring(folders: Folders) -> bool:
    return any(path(folders.database).exists() for path in (plan_path, restoring_path))


def _looked_at(
    opening: Callable[..., OpenDatabase], looks: Iterable[Look], folders: Folders, *, key_file: bool
) -> Iterator[Finding]:
    """Data of an older version are not opened: that would upgrade them."""
    keys = _keys(folders, key_file=key_file)
    # While a back-up is put in place nothing may lie where the database will be; who opens it knows that.
    if keys is None or _restoring(folders) or not _is_older(folders.database, keys.database):
        yield from _opened(opening, looks, folders, key_file=key_file)
    else:
        yield from _older(folders, keys)


def _keys(folders: Folders, *, key_file: bool) -> ShopKeys | None:
    try:
        secrets = RegisterSecrets(folders.data, key_file=key_file)
        return ShopKeys.of(secrets.load_or_make(database_exists=True))
    except PersonError:
        return None  # said where the data are opened


def _is_older(database: Path, key: DatabaseKey) -> bool:
    try:
        version = version_in(database, key)
    except Exception as error:
        if not isinstance(error, PersonError) and not of_the_database(error):
            raise
        return False  # said where the data are opened
    return version is not None and version < schema.HEAD


def _older(folders: Folders, keys: ShopKeys) -> Iterator[Finding]:
    """What can be told of data of an older version, which a register backs up and makes ready and nobody else does."""
    found = check(folders.database, keys.database)
    facts = {"schema": found.schema, "bytes": folders.database.stat().st_size, "upgrade_waits": True}
    if not found.good:
        yield Finding("database", False, tr("The database is damaged: {fault}", fault=found.fault), facts)
        return
    words = tr(
        "The database is of an older version. It will be made ready at the next start of the register."
    )
    yield Finding("database", True, words, facts)
    backups = Backups(folders.database, folders.backups, keys.database)
    yield _of_backups(backups, found.journal_seq, SystemClock().now())


def _opened(
    opening: Callable[..., OpenDatabase], looks: Iterable[Look], folders: Folders, *, key_file: bool
) -> Iterator[Finding]:
    try:
        opened = opening(folders, key_file=key_file)
    except bootstrap.Damaged as damaged:
        yield Finding("database", False, f"{damaged.report.title} {damaged.report.what_happened}")
        return
    except PersonError as error:
        yield Finding("database", False, str(error))
        return
    try:
        with suppress(PersonError):  # what keeps it from being written is found below
            opened.note_opening()
        for look in looks:
            yield _guarded(look, opened)
    finally:
        opened.close()


def _guarded(look: Look, opened: OpenDatabase) -> Finding:
    try:
        return look(opened)
    except Exception as error:
        if not isinstance(error, PersonError | ValueError) and not of_the_database(error):
            raise
        return Finding(look.__name__.strip("_"), False, str(error))


def _database(opened: OpenDatabase) -> Finding:
    with opened.database.read() as connection:
        ask = connection.exec_driver_sql
        facts = {
            "sqlite": ask("SELECT sqlite_version()").scalar_one(),
            "cipher": ask("PRAGMA cipher_version").scalar_one(),
            "schema": ask("SELECT version_num FROM alembic_version").scalar_one(),
            "bytes": opened.folders.database.stat().st_size,
            "stopped_cleanly": opened.stopped_cleanly,
        }
        check = str(
            ask("PRAGMA quick_check(1)").scalars().first()
        )  # a row for each fault: the first is enough
    if check != "ok":
        opened.database.seen_damaged = True  # the next start looks as well, and offers a back-up
        return Finding("database", False, tr("The database is damaged: {fault}", fault=check), facts)
    if not opened.set_up:
        return Finding("database", False, tr("The register is not set up yet."), facts)
    if missing := opened.start_notices().entries_missing:
        facts["entries_missing"] = missing
        return Finding("database", False, tr("The store's data is older than it was"), facts)
    return Finding("database", True, tr("The database is whole."), facts)


def _journal(opened: OpenDatabase) -> Finding:
    report = journal.verify(opened)
    return Finding("journal", report.ok, journal.words(report), {"entries": report.count})


def _backups(opened: OpenDatabase) -> Finding:
    with opened.database.read() as connection:
        entries = head(connection).seq
    return _of_backups(opened.file.backups, entries, opened.clock.now())


def _of_backups(backups: Backups, entries: int, now: datetime) -> Finding:
    """`entries` is how far the journal has come: whether anything was written that no back-up holds."""
    # One that says it was made after now tells of a clock that was wrong, and nothing of how old it is.
    found = [backup for backup in backups.all() if backup.made_at <= now]
    if not found:
        return Finding("backups", False, tr("There are no back-ups yet."), {"count": 0})
    facts: dict[str, Any] = {"count": len(found), "newest": found[0].made_at.isoformat()}
    newest = backups.newest_good(now)
    if newest is None:
        return Finding("backups", False, tr("None of the back-ups can be used."), facts)
    backup, checked = newest
    age, since = now - backup.made_at, max(0, entries - checked.journal_seq)
    facts |= {"newest_usable": backup.made_at.isoformat(), "entries_since": since}
    if age < timedelta(0):
        words = tr("The newest back-up says that it was made in the future: check date and time.")
        return Finding("backups", False, words, facts)
    words = tr("The newest back-up is {days} days old.", days=age.days)
    lacking = since > 0 and age >= BACKUP_DUE
    if lacking:
        words += " " + tr("What was done since is in none: make one with pos-desktop backup make.")
    return Finding("backups", not lacking and age.days <= 7, words, facts)


def to_json(findings: list[Finding]) -> str:
    """For programs: an object by name."""
    body = {finding.name: asdict(finding) for finding in findings}
    return json.dumps({"ok": all(f.ok for f in findings), "findings": body}, indent=2)


def as_text(findings: list[Finding]) -> str:
    """For people: a line for each."""
    return "\n".join(f"{'ok  ' if f.ok else 'CARE'}  {f.name:10} {f.words}" for f in findings)
