"""Back-ups: made while the register sells, whole, named, kept by age."""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos_desktop.storage import schema
from pos_desktop.storage.backup import BackupFile, Backups, Reason, check, kept
from pos_desktop.storage.errors import DiskTrouble
from pos_desktop.storage.key import DatabaseKey, JournalKey
from pos_desktop.storage.schema_upgrade import bring_up_to_date
from pos_desktop.storage.unit_of_work import Database
from tests.storage_rows import Shop

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
KEY = DatabaseKey.fresh()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    database = Database.open(tmp_path / "shop.db", KEY, JournalKey.fresh())
    bring_up_to_date(database, lambda _version: None)
    furnished = Shop(database)
    furnished.furnish()
    yield furnished
    database.close()


@pytest.fixture
def backups(shop: Shop, tmp_path: Path) -> Backups:
    return Backups(tmp_path / "shop.db", tmp_path / "backups", KEY)


def test_a_back_up_holds_what_was_sold_and_is_encrypted(shop: Shop, backups: Backups) -> None:
    shop.sell(1)
    steps: list[tuple[int, int]] = []
    made = backups.make(NOW, progress=lambda done, total: steps.append((done, total)))
    assert made.path.name == f"shop 2026-03-15 120000 {schema.HEAD} hand.backup"
    assert steps[-1][0] == steps[-1][1] > 0
    assert b"Bread" not in made.path.read_bytes()
    found = check(made.path, KEY, thorough=True)
    assert (found.good, found.schema, found.journal_seq) == (True, schema.HEAD, 1)
    assert found.last_sale_at is not None
    assert [path.name for path in backups.folder.iterdir()] == [made.path.name]


def test_another_key_does_not_open_it(shop: Shop, backups: Backups) -> None:
    assert not check(backups.make(NOW).path, DatabaseKey.fresh()).good


def test_sales_go_on_while_it_is_made(shop: Shop, backups: Backups) -> None:
    for number in range(1, 40):
        shop.sell(number)
    sold, stop = [39], threading.Event()

    def sell_on() -> None:
        while not stop.is_set():
            sold[0] += 1
            shop.sell(sold[0])

    seller = threading.Thread(target=sell_on)
    seller.start()
    made = [backups.make(NOW + timedelta(seconds=n)) for n in range(3)]
    stop.set()
    seller.join()
    sales = [check(one.path, KEY).journal_seq for one in made]
    assert 39 <= sales[0] <= sales[1] <= sales[2] <= sold[0]
    assert len(shop.sale_numbers()) == sold[0]


def test_the_day_has_one_back_up(shop: Shop, backups: Backups) -> None:
    assert backups.make_daily(NOW) is not None
    assert backups.make_daily(NOW + timedelta(hours=3)) is None
    assert backups.make_daily(NOW + timedelta(days=1)) is not None
    assert len(backups.all()) == 2


def test_two_of_the_same_second_do_not_replace_each_other(shop: Shop, backups: Backups) -> None:
    assert backups.make(NOW).path != backups.make(NOW).path
    assert len(backups.all()) == 2


def test_a_copy_that_cannot_be_made_leaves_nothing_behind(shop: Shop, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def give_up(_done: int, _total: int) -> None:
        raise Stop

    backups = Backups(tmp_path / "shop.db", tmp_path / "backups", KEY)
    with pytest.raises(Stop):
        backups.make(NOW, progress=give_up)
    assert list(backups.folder.iterdir()) == []
    assert backups.make(NOW).size > 0


def test_the_newest_good_one_is_found_by_looking_into_each(shop: Shop, backups: Backups) -> None:
    good = backups.make(NOW)
    newer = backups.make(NOW + timedelta(hours=1))
    newer.path.write_bytes(newer.path.read_bytes()[:20480])
    (backups.folder / "shop 2026-03-15 140000 0001 daily.backup").write_bytes(b"")
    found = backups.newest_good(NOW)
    assert found is not None
    assert found[0] == good


def _file(reason: Reason, age: timedelta) -> BackupFile:
    return BackupFile(Path(f"{reason} {age}"), NOW - age, "0001", reason)


def test_retention_keeps_a_week_of_days_four_of_weeks_and_three_upgrades() -> None:
    days = [_file(Reason.DAILY, timedelta(days=n)) for n in range(60)]
    upgrades = [_file(Reason.UPGRADE, timedelta(days=30 * n, hours=1)) for n in range(5)]
    by_hand = [_file(Reason.HAND, timedelta(days=400))]
    keep = kept([*days, *upgrades, *by_hand], NOW)
    assert {one for one in keep if one.reason is Reason.UPGRADE} == set(upgrades[:3])
    assert by_hand[0] in keep
    kept_days = sorted((NOW - one.made_at).days for one in keep if one.reason is Reason.DAILY)
    assert kept_days[:8] == list(range(8))
    assert len(kept_days) in (11, 12, 13)
    assert kept_days[-1] <= 28


def test_the_last_ones_are_kept_however_old_they_are() -> None:
    old = [_file(Reason.DAILY, timedelta(days=200 + n)) for n in range(20)]
    assert kept(old, NOW) == set(old[:7])
    upgrade = [_file(Reason.UPGRADE, timedelta(days=400))]
    assert kept(upgrade, NOW) == set(upgrade)


def test_two_that_are_made_at_once_do_not_take_each_others_file(shop: Shop, backups: Backups) -> None:
    """The day's and one by hand, and those of another program whose number begins like this one's."""
    for number in range(1, 200):
        shop.sell(number)
    backups.folder.mkdir()
    others = backups.folder / f".being made {os.getpid()}7"
    others.write_bytes(b"half")
    second: list[BackupFile] = []

    def meanwhile(_done: int, _total: int) -> None:
        if not second:
            second.append(backups.make(NOW, Reason.DAILY))

    first = backups.make(NOW, progress=meanwhile)

    assert all(check(each.path, KEY).good for each in (first, *second))
    assert others.exists()


def test_a_folder_that_cannot_be_made_is_told_in_words(shop: Shop, backups: Backups) -> None:
    backups.folder.write_text("a file where the folder should be")
    with pytest.raises(DiskTrouble):
        backups.make(NOW)


def test_a_clock_that_runs_ahead_costs_no_back_ups(shop: Shop, backups: Backups) -> None:
    """After a flat battery: until somebody sets it right, the week before is all there is."""
    days = [backups.make_daily(NOW - timedelta(days=n)) for n in range(6, 0, -1)]

    backups.make_daily(NOW + timedelta(days=3_000))

    assert {one.path for one in backups.all()} >= {day.path for day in days if day is not None}
