# ruff: noqa: F811 - fixtures are imported by name
"""The back-up that the register makes by itself once a day, beside the sale."""

from __future__ import annotations

import errno
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos_desktop import launch
from pos_desktop.application.errors import PersonError, TryAgain
from pos_desktop.bootstrap import Register, open_database
from pos_desktop.launch import DailyBackup
from pos_desktop.system.folders import Folders
from tests.faults.shop_folder import shop_folder, shop_template  # noqa: F401


class Shelf:
    """Counts what is asked of it; may fail."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.asked = threading.Event()
        self.fault = fault
        self.told: list[PersonError] = []

    def make(self) -> None:
        self.asked.set()
        if self.fault is not None:
            raise self.fault


def test_the_back_up_is_made_beside_the_sale() -> None:
    shelf = Shelf()
    daily = DailyBackup(shelf.make, shelf.told.append)
    daily.start()
    assert shelf.asked.wait(60)
    daily.stop()
    assert not daily._thread.is_alive()


def test_a_back_up_that_fails_is_logged_and_tried_again(caplog) -> None:
    shelf = Shelf(TryAgain("The stick is full", "", ""))
    daily = DailyBackup(shelf.make, shelf.told.append)
    daily.start()
    assert shelf.asked.wait(60)
    daily._thread.join(0.05)
    assert daily._thread.is_alive(), "it looks again in an hour"
    daily.stop()
    assert not daily._thread.is_alive()
    assert "no back-up was made" in caplog.text


@pytest.mark.parametrize(
    "fault", [TryAgain("The stick is full", "", ""), PermissionError(errno.EACCES, "no"), OSError("odd")]
)
def test_a_back_up_that_fails_every_hour_is_told_once_a_day(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "DAILY_LOOK_SECONDS", 0.001)
    tries: list[int] = []
    tried_often = threading.Event()

    def make() -> None:
        tries.append(1)
        if len(tries) > 3:
            tried_often.set()
        raise fault

    told: list[PersonError] = []
    daily = DailyBackup(make, told.append)
    daily.start()
    assert tried_often.wait(60), "one fault ended it for the whole run"
    daily.stop()
    assert [type(each).__name__ for each in told] == [
        "TryAgain" if isinstance(fault, TryAgain) else "DiskTrouble"
    ]


def test_a_back_up_that_finds_damage_has_the_next_start_look(shop_folder: Path) -> None:
    folders = Folders.under(shop_folder)
    register = Register(open_database(folders, key_file=True))
    register.data.database.close()
    size = folders.database.stat().st_size
    with folders.database.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(os.urandom(4096 * 4))
    with pytest.raises(PersonError):
        register.backups.make_daily()
    register.close()
    assert (shop_folder / "shop.db.in-use").exists()


def test_what_cannot_be_removed_costs_no_back_up(shop_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register = Register(open_database(Folders.under(shop_folder), key_file=True))
    backups = register.data.file.backups
    backups.folder.mkdir(exist_ok=True)
    for day in range(1, 12):
        (backups.folder / f"shop 2020-01-{day:02} 120000 0007 daily.backup").write_bytes(b"old")
    stuck = backups.folder / "shop 2020-01-01 120000 0007 daily.backup"
    unlink = Path.unlink

    def refused(path: Path, missing_ok: bool = False) -> None:
        if path == stuck:
            raise PermissionError(errno.EACCES, "somebody reads it")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    made = backups.make_daily(datetime.now(UTC))
    assert made is not None and made.path.exists()
    left = {path.name for path in backups.folder.iterdir()}
    assert stuck.name in left and "shop 2020-01-02 120000 0007 daily.backup" not in left
    register.close()


def test_one_that_never_started_stops_at_once() -> None:
    shelf = Shelf()
    daily = DailyBackup(shelf.make, shelf.told.append)
    daily.stop()
    assert not daily._thread.is_alive()
    assert not shelf.asked.is_set()


def test_one_back_up_a_day(shop_folder: Path) -> None:
    register = Register(open_database(Folders.under(shop_folder), key_file=True))
    before = len(register.backups.list())
    register.backups.make_daily()
    register.backups.make_daily()
    assert len(register.backups.list()) == before + 1
    register.close()
