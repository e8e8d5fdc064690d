"""Room for a restore: looked at before anything is moved, and what is said where it, or the disk, gives out on the
way."""

import shutil
from pathlib import Path

from pos_desktop.application.wording import tr
from pos_desktop.storage.errors import DiskFull, DiskTrouble

_MEGABYTE = 1_000_000
_MARGIN = 1 * _MEGABYTE  # the entry in the journal, the numbers, what is doubted


def check_room(database: Path, backup: Path, *, older: bool) -> None:
    """Raises DiskFull where the disk has less room than a restore of this back-up takes, before anything was changed;
    OSError. `older`: it is made ready for this version of the program as well."""
    free = shutil.disk_usage(database.parent).free
    needed = _needed(database, backup, older)
    if free < needed:
        raise DiskFull(
            tr("The disk is full"),
            tr(
                "A restore needs {needed} MB, {free} MB are free. Nothing was changed.",
                needed=-(-needed // _MEGABYTE),
                free=free // _MEGABYTE,
            ),
            tr("Free some space on the disk, then try it once more."),
        )


def _needed(database: Path, backup: Path, older: bool) -> int:
    """The copy, and twice what may be brought over: it goes through the log. A schema that is upgraded does as well."""
    copy = backup.stat().st_size
    log = database.with_name(database.name + "-wal")
    before = sum(path.stat().st_size for path in (database, log) if path.exists())
    return copy + 2 * max(0, before - copy) + (2 * copy if older else 0) + _MARGIN


def not_finished(trouble: DiskFull | DiskTrouble, old: Path | None) -> DiskFull | DiskTrouble:
    """Of a restore that has begun and waits for the disk; `old` is the folder of what was there before, once it is
    there."""
    meaning = tr("The restore has begun and is not finished yet. Nothing is lost.")
    if old is not None:
        meaning += " " + tr("What was there before lies in {folder}.", folder=old)
    if isinstance(trouble, DiskFull):
        step = tr("Free some space on the disk, then start the register: it finishes the restore.")
        return DiskFull(trouble.title, meaning, step)
    step = tr(
        "Check the disk and the rights of the data folder, then start the register: it finishes the restore."
    )
    return DiskTrouble(trouble.title, meaning, step)
