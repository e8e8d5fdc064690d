"""A database that was damaged, lost or not closed: what is offered, restored and kept."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pos_desktop.storage import journal_audit, tables
from pos_desktop.storage.backup import Reason
from pos_desktop.storage.errors import DatabaseDamaged
from pos_desktop.storage.journal_anchor import anchor_path, read_anchor
from pos_desktop.storage.recovery import Choice, DamageReport, DatabaseFile, Opened
from pos_desktop.storage.restore import RESTORED, BackupUnusable
from pos_desktop.storage.unit_of_work import Database
from tests.register_days import NOW, RegisterDays
from tests.storage_rows import Shop


class Days(RegisterDays):
    """A register's data folder, opened and closed as a program would."""

    def close(self, shop: Shop) -> None:
        self.on_disk.close(shop.database)

    def damaged(self) -> DamageReport:
        report = self.on_disk.open(NOW)
        assert isinstance(report, DamageReport)
        return report


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path / "data")


def _with_sales(days: Days, count: int) -> None:
    shop = days.open()
    shop.furnish()
    for number in range(1, count + 1):
        shop.sell(number)
    days.close(shop)


def test_a_clean_stop_reads_as_clean_and_anything_else_does_not(days: Days) -> None:
    days.close(days.open())
    again = days.on_disk.open(NOW)
    assert isinstance(again, Opened)
    assert again.stopped_cleanly
    again.database.close()  # the program ends without its shut-down having been completed
    third = days.on_disk.open(NOW)
    assert isinstance(third, Opened)
    assert not third.stopped_cleanly
    days.on_disk.close(third.database)


def test_a_very_first_start_that_was_cut_off_is_simply_begun_again(days: Days) -> None:
    days.file.parent.mkdir()
    Database.open(days.file, days.keys.database, days.keys.journal).close()
    (days.file.parent / "shop.db.in-use").touch()
    shop = days.open()
    shop.furnish()
    shop.sell(1)
    days.close(shop)
    again = days.on_disk.open(NOW)
    assert isinstance(again, Opened)
    assert again.stopped_cleanly
    days.on_disk.close(again.database)


def _ruin_header(content: bytes) -> bytes:
    return b"\0garbage" * 512 + content[4096:]


def _ruin_middle(content: bytes) -> bytes:
    middle = len(content) // 8192 * 4096
    return content[:middle] + b"\xff" * 4096 + content[middle + 4096 :]


def _cut_in_half(content: bytes) -> bytes:
    return content[: len(content) // 8192 * 4096]


def _empty(_content: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("ruin", [_ruin_header, _ruin_middle, _cut_in_half, _empty])
def test_damage_is_reported_and_the_newest_good_back_up_restored(days: Days, ruin) -> None:
    _with_sales(days, 3)
    good = days.on_disk.backups.make(NOW - timedelta(hours=2), Reason.DAILY)
    spoilt = days.on_disk.backups.make(NOW - timedelta(hours=1), Reason.DAILY)
    spoilt.path.write_bytes(_ruin_middle(spoilt.path.read_bytes()))
    content = ruin(days.file.read_bytes())
    days.file.write_bytes(content)
    (days.file.parent / "shop.db.in-use").touch()

    report = days.damaged()

    assert report.backup == good
    assert report.choices == (Choice.RESTORE, Choice.START_FRESH, Choice.LEAVE)
    assert all((report.title, report.what_happened, report.what_is_safe, report.what_will_be_missing))
    assert days.file.read_bytes() == content, "nothing is touched before somebody chose"

    done = days.on_disk.restore(good.path, NOW)

    assert done.set_aside is not None
    assert (done.set_aside / "shop.db").read_bytes() == content
    shop = days.open()
    assert shop.sale_numbers() == [1, 2, 3]
    with shop.database.read() as connection:
        kinds = list(connection.execute(select(tables.journal.c.kind)).scalars())
        report_of_journal = journal_audit.verify(connection, days.keys.journal)
    assert kinds[-1] == RESTORED
    assert report_of_journal.ok
    days.close(shop)


def test_later_sales_are_brought_over_from_what_can_be_read(days: Days) -> None:
    _with_sales(days, 3)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    shop = days.open()
    for number in range(4, 8):
        shop.sell(number)
    days.close(shop)

    done = days.on_disk.restore(backup.path, NOW)

    assert done.salvaged.sales == 4
    assert done.entries_missing == 0
    shop = days.open()
    assert shop.sale_numbers() == [1, 2, 3, 4, 5, 6, 7]
    assert shop.lines_per_sale() == {2}
    with shop.database.read() as connection:
        assert journal_audit.verify(connection, days.keys.journal).ok
    days.close(shop)


def test_numbers_that_customers_may_hold_are_not_given_again(days: Days) -> None:
    _with_sales(days, 3)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    shop = days.open()
    for number in range(4, 30):
        shop.sell(number)
    days.close(shop)
    days.file.write_bytes(b"\0" * 8192)

    done = days.on_disk.restore(backup.path, NOW)

    assert done.salvaged.sales == 0
    assert done.entries_missing > 0
    shop = days.open()
    assert shop.next_receipt() >= 30
    days.close(shop)


def test_without_any_back_up_a_new_database_is_offered_and_the_old_one_kept(days: Days) -> None:
    _with_sales(days, 1)
    days.file.write_bytes(b"\0" * 8192)
    report = days.damaged()
    assert report.backup is None
    assert report.choices == (Choice.START_FRESH, Choice.LEAVE)
    aside = days.on_disk.start_fresh(NOW)
    assert aside.folder is not None
    assert (aside.folder / "shop.db").read_bytes() == b"\0" * 8192
    assert aside.next_receipt is not None
    assert aside.next_receipt > 1
    shop = days.open()
    assert shop.sale_numbers() == []
    days.close(shop)


def test_a_lost_file_is_not_taken_for_a_new_shop(days: Days) -> None:
    _with_sales(days, 1)
    days.file.unlink()
    assert Choice.START_FRESH in days.damaged().choices


def test_a_restore_that_was_cut_off_is_finished_at_the_next_start(days: Days) -> None:
    _with_sales(days, 2)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    days.file.replace(days.file.with_name("elsewhere"))
    backup.path.rename(days.file.with_name("shop.db.restoring"))
    shop = days.open()
    assert shop.sale_numbers() == [1, 2]
    days.close(shop)


def test_a_back_up_that_is_not_whole_changes_nothing(days: Days) -> None:
    _with_sales(days, 2)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    backup.path.write_bytes(_ruin_middle(backup.path.read_bytes()))
    before = days.file.read_bytes()
    with pytest.raises(BackupUnusable):
        days.on_disk.restore(backup.path, NOW)
    assert days.file.read_bytes() == before


def test_the_note_of_the_journal_follows_the_restored_database(days: Days) -> None:
    _with_sales(days, 2)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    days.on_disk.restore(backup.path, NOW)
    anchor = read_anchor(anchor_path(days.file), days.keys.journal)
    shop = days.open()
    with shop.database.read() as connection:
        assert anchor is not None
        assert journal_audit.verify(connection, days.keys.journal, anchor).ok
    days.close(shop)


def test_damage_that_shows_while_selling_is_looked_into_at_the_next_start(days: Days) -> None:
    _with_sales(days, 200)
    content = days.file.read_bytes()
    shop = days.open()
    days.file.write_bytes(content[:40960] + b"\xff" * (len(content) - 40960))
    with pytest.raises(DatabaseDamaged) as damage:
        shop.lines_per_sale()
    assert damage.value.next_step
    days.close(shop)
    assert days.damaged().fault


def test_what_takes_long_is_told(days: Days) -> None:
    """The look after a stop that was not clean, and a restore; a usual start tells nothing."""
    told: list[str] = []

    def slowly(words: str, work: Callable[[], Any]) -> Any:
        told.append(words)
        return work()

    _with_sales(days, 2)
    file = DatabaseFile(days.file, days.keys, days.file.parent / "backups", slowly)
    opened = file.open(NOW)
    assert isinstance(opened, Opened) and told == []
    backup = file.backups.make(NOW)
    opened.database.close()
    opened = file.open(NOW)
    assert isinstance(opened, Opened) and not opened.stopped_cleanly
    assert len(told) == 1 and "did not stop in order" in told[0]
    file.close(opened.database)
    file.restore(backup.path, NOW)
    assert len(told) == 2 and "back-up is put in place" in told[1]
