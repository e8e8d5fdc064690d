"""A database that was damaged, lost or not closed: what is offered, restored and kept."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pos_desktop.storage import journal_audit, tables
from pos_desktop.storage import restore as restoring
from pos_desktop.storage.backup import BackupFile, Reason
from pos_desktop.storage.errors import DatabaseDamaged
from pos_desktop.storage.journal_anchor import anchor_path, read_anchor
from pos_desktop.storage.numbers_ahead import NUMBERS_SKIPPED
from pos_desktop.storage.recovery import Choice, DamageReport, DatabaseFile, Opened
from pos_desktop.storage.restore import RESTORED, BackupUnusable, NumberGivenOut
from pos_desktop.storage.restored_words import fresh_words, restored_words
from pos_desktop.storage.unit_of_work import Database
from tests.register_days import NOW, RegisterDays
from tests.ruined_pages import root_of, ruin
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


# -- where nothing is left of the old data ----------------------------------------------------------------


def _all_gone(days: Days) -> None:
    """Another computer: the keys and the back-up are all there is."""
    for file in days.file.parent.glob("shop.db*"):
        file.unlink()


def _backed_up_before_more_sales(days: Days, sold: int, later: int) -> BackupFile:
    _with_sales(days, sold)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    shop = days.open()
    for number in range(sold + 1, sold + later + 1):
        shop.sell(number)
    days.close(shop)
    return backup


def _next_receipt(days: Days) -> int:
    shop = days.open()
    try:
        return shop.next_receipt()
    finally:
        days.close(shop)


def _restored_entry(days: Days) -> dict[str, Any]:
    shop = days.open()
    with shop.database.read() as connection:
        query = select(tables.journal.c.body).where(tables.journal.c.kind == RESTORED)
        body = connection.execute(query).scalars().all()[-1]
    days.close(shop)
    return dict(json.loads(body))


def test_on_another_computer_no_number_is_given_twice(days: Days) -> None:
    backup = _backed_up_before_more_sales(days, 3, 80)
    _all_gone(days)

    done = days.on_disk.restore(backup.path, NOW)

    assert done.numbers.estimated
    following = _next_receipt(days)
    assert following >= 84
    assert done.numbers.receipt == f"1-{following:06}"
    entry = _restored_entry(days)
    assert list(entry["receipts_skipped"].values()) == [[4, following]], "the journal explains the gap"
    assert entry["receipts_estimated"] is True


@pytest.mark.parametrize(
    ("later", "least", "most"), [(0, 301, 601), (10, 1801, 2101), (20_000, 10_000, 100_000)]
)
def test_the_busiest_day_tells_how_many_may_have_been_given_since(
    days: Days, later: int, least: int, most: int
) -> None:
    """A clock that is years ahead does not use them all up."""
    _with_sales(days, 150)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    _all_gone(days)
    days.on_disk.restore(backup.path, NOW + timedelta(days=later))
    assert least <= _next_receipt(days) <= most


def test_a_damaged_file_without_its_note_and_of_which_nothing_can_be_read_is_no_better(days: Days) -> None:
    backup = _backed_up_before_more_sales(days, 3, 80)
    days.file.write_bytes(b"\0" * 8192)
    anchor_path(days.file).unlink()

    done = days.on_disk.restore(backup.path, NOW)

    assert done.numbers.estimated
    assert _next_receipt(days) >= 84
    assert any("Not everything could be read" in words for words in restored_words(done))


@pytest.mark.parametrize("told", [None, 4, 9])
def test_no_sale_that_came_over_is_numbered_again_where_the_row_of_its_register_did_not(
    days: Days, told: int | None
) -> None:
    backup = _backed_up_before_more_sales(days, 3, 8)
    anchor_path(days.file).unlink()
    ruin(days.file, root_of(days.file, days.keys.database, "register"))

    done = days.on_disk.restore(backup.path, NOW, told)

    assert done.salvaged.sales == 8
    assert _next_receipt(days) == 12 if told else _next_receipt(days) > 12


def test_a_number_that_is_known_is_skipped_by_a_few_alone(days: Days) -> None:
    backup = _backed_up_before_more_sales(days, 3, 4)
    done = days.on_disk.restore(backup.path, NOW)
    assert not done.numbers.unknown
    assert _next_receipt(days) == 8 + NUMBERS_SKIPPED
    assert not any("next receipt" in words for words in restored_words(done))


def test_a_person_who_knows_the_next_number_is_believed(days: Days) -> None:
    backup = _backed_up_before_more_sales(days, 3, 80)
    _all_gone(days)
    done = days.on_disk.restore(backup.path, NOW, 84)
    assert (done.numbers.estimated, done.numbers.unknown) == (False, True)
    assert _next_receipt(days) == 84
    assert _restored_entry(days)["next_receipt_told"] == 84
    days.on_disk.restore(backup.path, NOW, 5000)
    assert _next_receipt(days) == 5000, "it was further than anybody thought"


def test_a_person_who_says_that_nothing_was_sold_since_gets_no_gap(days: Days) -> None:
    _with_sales(days, 3)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    _all_gone(days)
    done = days.on_disk.restore(backup.path, NOW, 4)
    assert not done.numbers.unknown
    assert _next_receipt(days) == 4


def test_a_number_that_the_back_up_itself_has_given_out_is_refused(days: Days) -> None:
    _with_sales(days, 3)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    _all_gone(days)
    with pytest.raises(NumberGivenOut) as refused:
        days.on_disk.restore(backup.path, NOW, 3)
    assert "4" in refused.value.meaning
    assert not days.file.exists()


def test_the_number_that_a_person_told_outlasts_a_power_cut(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = _backed_up_before_more_sales(days, 3, 80)
    _all_gone(days)

    def cut(*_facts: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "_noted_down", cut)
        with pytest.raises(KeyboardInterrupt):
            days.on_disk.restore(backup.path, NOW, 84)

    assert _next_receipt(days) == 84


# -- an empty register after a lost one -----------------------------------------------------------------


def test_an_empty_register_asks_the_damaged_file_where_the_note_is_gone(days: Days) -> None:
    _with_sales(days, 3)
    anchor_path(days.file).unlink()
    assert days.on_disk.start_fresh(NOW).next_receipt == 4 + NUMBERS_SKIPPED


def test_an_empty_register_goes_by_the_back_up_where_nothing_else_is_left(days: Days) -> None:
    _backed_up_before_more_sales(days, 3, 80)
    days.file.write_bytes(b"\0" * 8192)
    anchor_path(days.file).unlink()
    following = days.on_disk.start_fresh(NOW).next_receipt
    assert following is not None
    assert following >= 84
    assert days.on_disk.next_receipt_noted() == following


def test_an_empty_register_says_where_it_knows_nothing(days: Days) -> None:
    _with_sales(days, 3)
    days.file.unlink()
    anchor_path(days.file).unlink()
    fresh = days.on_disk.start_fresh(NOW)
    assert fresh.next_receipt is None
    assert "begin with 1 once again" in fresh_words(fresh)[0]
    assert not days.file.exists()
