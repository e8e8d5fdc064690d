"""What a back-up that was killed left lies on a disk that is full: the next one clears it away before it needs the
room."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pos_desktop.storage import backup
from pos_desktop.storage.backup import BackupFile, Backups, Reason
from pos_desktop.storage.errors import DiskFull
from tests.register_days import NOW, RegisterDays

_MAKINGS: list[Callable[[Backups], BackupFile | None]] = [
    lambda backups: backups.make(NOW),
    lambda backups: backups.make(NOW, Reason.UPGRADE),
    lambda backups: backups.make_daily(NOW),
]


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    days = RegisterDays(tmp_path / "data")
    shop = days.open()
    shop.furnish()
    shop.sell(1)
    days.on_disk.close(shop.database)
    return days.on_disk.backups


def _full_while_there(gone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk has room for one more once `gone` is."""
    copy = backup._copy

    def full(*facts: object) -> None:
        if gone.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        copy(*facts)  # type: ignore[arg-type]

    monkeypatch.setattr(backup, "_copy", full)


def _left(backups: Backups, name: str = ".being made 99 aabb") -> Path:
    backups.folder.mkdir(parents=True, exist_ok=True)
    left = backups.folder / name
    left.write_bytes(bytes(100))
    return left


@pytest.mark.parametrize("making", range(3), ids=["by hand", "before an upgrade", "of the day"])
def test_what_a_killed_one_left_makes_room(
    backups: Backups, monkeypatch: pytest.MonkeyPatch, making: int
) -> None:
    left = _left(backups)
    os.utime(left, (0, 0))
    _full_while_there(left, monkeypatch)
    assert _MAKINGS[making](backups) is not None
    assert not left.exists()


def test_what_another_is_making_right_now_stays(backups: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    left = _left(backups)
    _full_while_there(left, monkeypatch)
    for make in _MAKINGS:
        with pytest.raises(DiskFull):
            make(backups)
    assert left.exists()


def test_back_ups_past_their_time_make_room_for_that_of_the_day(
    backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [backups.make(NOW - timedelta(days=n), Reason.DAILY) for n in (1, 2, 3, 4, 5, 6, 7, 200)]
    _full_while_there(days[-1].path, monkeypatch)
    made = backups.make_daily(NOW)
    assert made is not None
    assert {one.path for one in backups.all()} == {made.path, *(day.path for day in days[:-1])}


def test_a_failed_one_costs_none_that_is_needed(backups: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [backups.make(NOW - timedelta(days=n), Reason.DAILY) for n in (30, 31)]
    by_hand = backups.make(NOW - timedelta(days=400))
    _full_while_there(backups.folder, monkeypatch)
    for _ in range(3):
        with pytest.raises(DiskFull):
            backups.make_daily(NOW)
    assert {one.path for one in backups.all()} == {by_hand.path, *(day.path for day in days)}
