"""Looks a register over: what it finds, in words for people and as JSON for programs."""

import json
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from importlib import metadata
from typing import Any

from pos_desktop import bootstrap
from pos_desktop.application.errors import PersonError
from pos_desktop.application.printing import PrinterState
from pos_desktop.application.printing_words import printer_words
from pos_desktop.application.wording import tr
from pos_desktop.bootstrap import OpenDatabase
from pos_desktop.commands import journal
from pos_desktop.storage.errors import of_the_database, translated
from pos_desktop.system.clock import ClockWatch, SystemClock
from pos_desktop.system.folders import Folders
from pos_desktop.system.keyring_access import KeyringMissing, system_keyring
from pos_desktop.system.single_instance import AlreadyRunning, acquire

Look = Callable[[OpenDatabase], "Finding"]

LEAST_FREE_BYTES = 1_000_000_000
LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "alembic", "sqlcipher3", "python-escpos", "keyring", "babel")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    words: str
    facts: dict[str, Any] = field(default_factory=dict)


def examine(folders: Folders, *, key_file: bool) -> list[Finding]:
    """Everything, in the order a person would ask. Never raises for what is wrong: it is a finding."""
    findings = [_versions(), _keyring(key_file=key_file)]
    try:
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


def _keyring(*, key_file: bool) -> Finding:
    if key_file:
        return Finding(
            "keyring", False, tr("The keys of the shop's data are in a file, not in this computer's keyring.")
        )
    try:
        place = system_keyring()
    except KeyringMissing as error:
        return Finding("keyring", False, str(error))
    return Finding("keyring", True, tr("The keyring can be used."), {"kind": place.kind})


def _disk(folders: Folders) -> Finding:
    usage = shutil.disk_usage(next(each for each in (folders.data, *folders.data.parents) if each.exists()))
    enough = usage.free >= LEAST_FREE_BYTES
    words = tr("{free} GB free.", free=f"{usage.free / 1e9:.1f}")
    if not enough:
        words += " " + tr("Free some space: back-ups need it.")
    return Finding("disk", enough, words, {"free_bytes": usage.free, "folder": str(folders.data)})


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
    if not folders.database.exists():
        yield Finding("database", False, tr("There is no register in {folder}", folder=folders.data))
        return
    instance = acquire(folders.data, command=True)
    if isinstance(instance, AlreadyRunning):  # its devices are its own
        yield from _opened(bootstrap.open_beside, (_database, _journal, _backups), folders, key_file=key_file)
        return
    try:
        looks = (_database, _journal, _backups, _devices)
        yield from _opened(bootstrap.open_database, looks, folders, key_file=key_file)
    finally:
        instance.release()


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
    if opened.entries_missing:
        facts["entries_missing"] = opened.entries_missing
        return Finding("database", False, tr("The shop's data is older than it was"), facts)
    return Finding("database", True, tr("The database is whole."), facts)


def _journal(opened: OpenDatabase) -> Finding:
    report = journal.verify(opened)
    return Finding("journal", report.ok, journal.words(report), {"entries": report.count})


def _backups(opened: OpenDatabase) -> Finding:
    # One that says it was made after now tells of a clock that was wrong, and nothing of how old it is.
    found = [backup for backup in opened.file.backups.all() if backup.made_at <= opened.clock.now()]
    if not found:
        return Finding("backups", False, tr("There are no back-ups yet."), {"count": 0})
    facts: dict[str, Any] = {"count": len(found), "newest": found[0].made_at.isoformat()}
    now = opened.clock.now()
    newest = opened.file.backups.newest_good(now)
    if newest is None:
        return Finding("backups", False, tr("None of the back-ups can be used."), facts)
    age = now - newest[0].made_at
    facts["newest_usable"] = newest[0].made_at.isoformat()
    if age < timedelta(0):
        words = tr("The newest back-up says that it was made in the future: check date and time.")
        return Finding("backups", False, words, facts)
    words = tr("The newest back-up is {days} days old.", days=age.days)
    return Finding("backups", age.days <= 7, words, facts)


def _devices(opened: OpenDatabase) -> Finding:
    from pos_desktop.devices.registry import create_printer

    facts: dict[str, Any] = {}
    with opened.store.read() as work:
        rows = [row for row in work.devices.all() if row.active and row.family == "printer"]
    for row in rows:
        try:
            printer = create_printer(row.driver, row.settings)
            try:
                printer.open()
                status = printer.status()
            finally:
                printer.close()
            facts[row.name] = {"state": status.state.value, "words": printer_words(status.state).title}
        except PersonError as error:
            facts[row.name] = {"state": PrinterState.ERROR.value, "words": str(error)}
    ready = all(PrinterState(fact["state"]).can_print for fact in facts.values())
    if not rows:
        return Finding("devices", False, tr("No printer is set up"), facts)
    words = "; ".join(f"{name}: {fact['words']}" for name, fact in facts.items())
    return Finding("devices", ready, words, facts)


def to_json(findings: list[Finding]) -> str:
    """For programs: an object by name."""
    body = {finding.name: asdict(finding) for finding in findings}
    return json.dumps({"ok": all(f.ok for f in findings), "findings": body}, indent=2)


def as_text(findings: list[Finding]) -> str:
    """For people: a line for each."""
    return "\n".join(f"{'ok  ' if f.ok else 'CARE'}  {f.name:10} {f.words}" for f in findings)
