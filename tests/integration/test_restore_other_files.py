"""Files that lie about: a copy of a running register for a back-up, a log of another database, an older database."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from pos_desktop.storage import journal_audit, tables
from pos_desktop.storage.backup import Reason
from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.journal_anchor import anchor_path, read_anchor
from pos_desktop.storage.recovery import DamageReport, Opened
from pos_desktop.storage.restore import SET_BACK
from tests.register_days import NOW, RegisterDays
from tests.storage_rows import Shop


class Days(RegisterDays):
    """A register's data folder."""

    def furnished(self) -> Shop:
        shop = self.open()
        shop.furnish()
        return shop

    def sell(self, *numbers: int) -> None:
        shop = self.furnished()
        for number in numbers:
            shop.sell(number)
        self.on_disk.close(shop.database)

    def sales(self) -> list[int]:
        shop = self.furnished()
        numbers = shop.sale_numbers()
        self.on_disk.close(shop.database)
        return numbers


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path / "data")


def _copied_while_open(days: Days, target: Path, *numbers: int) -> Path:
    """Sells, and copies the file with its log while both are in use, as a file manager does."""
    target.mkdir()
    shop = days.furnished()
    for number in numbers:
        shop.sell(number)
    for end in ("", "-wal"):
        shutil.copyfile(days.file.with_name(days.file.name + end), target / (days.file.name + end))
    days.on_disk.close(shop.database)
    return target / days.file.name


def test_a_copy_of_a_running_register_is_put_in_place_with_its_log(days: Days, tmp_path: Path) -> None:
    days.sell(1)
    copy = _copied_while_open(days, tmp_path / "copied", 2, 3)
    days.file.write_bytes(b"\0" * 8192)

    days.on_disk.restore(copy, NOW)

    assert days.sales() == [1, 2, 3]


def test_a_log_of_another_database_does_not_come_into_a_restored_one(days: Days, tmp_path: Path) -> None:
    """The file was lost, its log was left: with the back-up it would make a third database out of both."""
    days.sell(1)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    copy = _copied_while_open(days, tmp_path / "copied", *range(2, 40))
    days.file.unlink()
    shutil.copyfile(copy.with_name("shop.db-wal"), days.file.with_name("shop.db-wal"))
    shutil.copyfile(backup.path, days.file.with_name("shop.db.restoring"))

    opened = days.on_disk.open(NOW)

    assert not isinstance(opened, DamageReport)
    days.on_disk.close(opened.database)
    assert days.sales() == [1]
    with closing(open_cipher(days.file, days.keys.database)) as cipher:
        assert cipher.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_an_older_copy_in_the_place_of_the_database_is_noticed(days: Days, tmp_path: Path) -> None:
    """Whoever sells for cash and puts the morning's file back at night leaves an entry, and no number is given twice."""
    days.sell(1, 2)
    morning = tmp_path / "morning.db"
    shutil.copyfile(days.file, morning)
    days.sell(3, 4, 5)
    shutil.copyfile(morning, days.file)

    opened = days.on_disk.open(NOW)

    assert isinstance(opened, Opened)
    assert opened.entries_missing == 3
    shop = Shop(opened.database)
    shop.furnish()
    assert shop.next_receipt() > 5
    with opened.database.read() as connection:
        *_, (kind, body) = connection.execute(
            select(tables.journal.c.kind, tables.journal.c.body).order_by(tables.journal.c.seq)
        ).all()
        anchor = read_anchor(anchor_path(days.file), days.keys.journal)
        assert journal_audit.verify(connection, days.keys.journal, anchor).ok
    assert kind == SET_BACK
    assert json.loads(body)["entries_missing"] == 3
    days.on_disk.close(opened.database)
    again = days.on_disk.open(NOW)
    assert isinstance(again, Opened)
    assert again.entries_missing == 0
    days.on_disk.close(again.database)


def test_a_power_cut_while_a_database_is_set_aside_gives_no_number_twice(
    days: Days, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The log is gone and the file is still there: that is an older database."""
    days.sell(1)
    copy = _copied_while_open(days, tmp_path / "copied", 2, 3)
    days.sell(4)
    anchor = anchor_path(days.file).read_bytes()
    for end in ("", "-wal"):
        shutil.copyfile(copy.with_name(copy.name + end), days.file.with_name(days.file.name + end))
    replace = Path.replace

    def cut(path: Path, target: Path) -> Path:
        if path == days.file:
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", cut)
        with pytest.raises(KeyboardInterrupt):
            days.on_disk.start_fresh(NOW)
    assert not days.file.with_name("shop.db-wal").exists()
    assert anchor_path(days.file).read_bytes() == anchor

    shop = days.furnished()
    assert shop.next_receipt() > 4
    days.on_disk.close(shop.database)
