"""A restore on a disk that has no room: before it begins nothing is changed; once it has begun it says so, and is
finished when there is room."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from pos_desktop.storage import restore as restoring
from pos_desktop.storage.errors import DiskFull, DiskTrouble, disk_full, disk_trouble
from pos_desktop.storage.recovery import plan_path
from tests.register_days import NOW, BackedUpDays


@pytest.fixture
def days(tmp_path: Path) -> BackedUpDays:
    return BackedUpDays(tmp_path / "data", (1,), (2, 3))


@pytest.mark.parametrize(
    ("trouble", "step"), [(disk_full, "Free some space"), (disk_trouble, "rights of the data folder")]
)
def test_it_says_that_it_has_begun_and_where_the_data_lies(
    days: BackedUpDays, monkeypatch: pytest.MonkeyPatch, trouble, step: str
) -> None:
    def gives_out(*_facts: object) -> None:
        raise trouble()

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "salvage", gives_out)
        for work in (lambda: days.on_disk.restore(days.backup.path, NOW), lambda: days.on_disk.open(NOW)):
            with pytest.raises((DiskFull, DiskTrouble)) as raised:
                work()
            said = raised.value
            assert "Nothing was stored" not in said.meaning
            assert "The restore has begun" in said.meaning
            (aside,) = (days.file.parent / "set-aside").iterdir()
            assert str(aside) in said.meaning and (aside / "shop.db").exists()
            assert step in said.next_step and "it finishes the restore" in said.next_step
    shop = days.open()
    shop.furnish()
    assert shop.sale_numbers() == [1, 2, 3]
    days.on_disk.close(shop.database)


def test_too_little_room_is_found_before_anything_is_changed(
    days: BackedUpDays, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = days.file.read_bytes()
    usage = SimpleNamespace(
        total=10**9, used=10**9, free=days.backup.size
    )  # for the copy, and nothing beside
    with monkeypatch.context() as patched, pytest.raises(DiskFull) as raised:
        patched.setattr(shutil, "disk_usage", lambda _path: usage)
        days.on_disk.restore(days.backup.path, NOW)
    assert "Nothing was changed." in raised.value.meaning and " MB" in raised.value.meaning
    assert days.file.read_bytes() == before
    assert not plan_path(days.file).exists()
    assert not (days.file.parent / "set-aside").exists()
    assert not (days.file.parent / "shop.db.restoring").exists()
    assert days.on_disk.restore(days.backup.path, NOW).salvaged.sales == 2
