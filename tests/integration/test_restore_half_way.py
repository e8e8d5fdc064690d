"""A restore that a fault of the program ends half-way: its numbers are settled all the same, or nothing is opened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pos_desktop.storage import restore as restoring
from pos_desktop.storage import start_notices, tables
from pos_desktop.storage.recovery import Choice, DamageReport, plan_path
from pos_desktop.storage.restore import RESTORED
from tests.register_days import NOW, BackedUpDays
from tests.storage_rows import Shop


@pytest.fixture
def days(tmp_path: Path) -> BackedUpDays:
    return BackedUpDays(tmp_path / "data", (1, 2, 3), (4, 5, 6, 7))


class PowerCut(BaseException):
    """Nothing catches it, as nothing runs after a power cut."""


def _cut(*_facts: object) -> None:
    raise PowerCut


def _faulty(*_facts: object, **_more: object) -> None:
    raise AttributeError("'NoneType' object has no attribute 'hex'")


def _restored_entry(shop: Shop) -> dict[str, Any]:
    with shop.database.read() as connection:
        bodies = connection.execute(select(tables.journal.c.body).where(tables.journal.c.kind == RESTORED))
        (body,) = bodies.scalars()
    return dict(json.loads(body))


def _settled(days: BackedUpDays, shop: Shop) -> None:
    """What is in customers' hands is not numbered again, and somebody is told."""
    shop.furnish()
    assert shop.next_receipt() > 7
    entry = _restored_entry(shop)
    assert entry["not_whole"] == {"all": 1}
    assert entry["entries_missing"] > 0
    with shop.database.read() as connection:
        assert start_notices.untold(connection).not_brought_over
    days.on_disk.close(shop.database)
    assert not plan_path(days.file).exists()


def test_what_cannot_be_brought_over_does_not_cost_the_numbers(
    days: BackedUpDays, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(restoring, "salvage", _faulty)
        done = days.on_disk.restore(days.backup.path, NOW)
        assert done.salvaged.not_whole == {"all": 1}
    _settled(days, days.open())


def test_the_next_start_settles_the_numbers_as_well(
    days: BackedUpDays, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        patched.setattr(restoring, "salvage", _cut)
        days.on_disk.restore(days.backup.path, NOW)
    with monkeypatch.context() as patched:
        patched.setattr(restoring, "salvage", _faulty)
        shop = days.open()
    _settled(days, shop)


def _stuck(days: BackedUpDays, monkeypatch: pytest.MonkeyPatch) -> DamageReport:
    with monkeypatch.context() as patched:
        patched.setattr(restoring, "look_up_first", _faulty)
        with pytest.raises(AttributeError):
            days.on_disk.restore(days.backup.path, NOW)
        report = days.on_disk.open(NOW)
    assert isinstance(report, DamageReport), "it would give numbers out once more"
    assert "could not be finished" in report.title
    (aside,) = (days.file.parent / "set-aside").iterdir()
    assert str(aside) in report.what_is_safe and (aside / "shop.db").exists()
    assert plan_path(days.file).exists()
    return report


def test_what_cannot_be_settled_opens_nothing_until_it_can(
    days: BackedUpDays, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stuck(days, monkeypatch)
    shop = days.open()  # of a program that was mended
    shop.furnish()
    assert shop.sale_numbers() == [1, 2, 3, 4, 5, 6, 7]
    days.on_disk.close(shop.database)


def test_another_back_up_takes_over_with_all_that_was_sold(
    days: BackedUpDays, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = _stuck(days, monkeypatch)
    assert report.backup is not None
    with monkeypatch.context() as patched:
        patched.setattr(days.on_disk, "_finish_restore", lambda now: report)
        done = days.on_disk.restore(report.backup.path, NOW)
    assert done.salvaged.sales == 4
    assert done.set_aside is not None and (done.set_aside / "shop.db").exists()
    shop = days.open()
    shop.furnish()
    assert shop.sale_numbers() == [1, 2, 3, 4, 5, 6, 7]
    days.on_disk.close(shop.database)


def test_a_power_cut_before_another_takes_over_costs_nothing_of_what_was_set_aside(
    days: BackedUpDays, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = _stuck(days, monkeypatch)
    (aside,) = (days.file.parent / "set-aside").iterdir()
    before = (aside / "shop.db").read_bytes()
    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        patched.setattr(days.on_disk, "_finish_restore", lambda now: report)
        patched.setattr(restoring, "_write_plan", _cut)  # the copy is there by now
        days.on_disk.restore(days.backup.path, NOW)
    shop = days.open()
    shop.furnish()
    assert shop.sale_numbers() == [1, 2, 3, 4, 5, 6, 7]
    days.on_disk.close(shop.database)
    assert (aside / "shop.db").read_bytes() == before
    assert not (days.file.parent / "shop.db.restoring").exists()


def test_an_empty_register_goes_on_after_the_numbers_of_the_data_that_was_set_aside(
    days: BackedUpDays, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Choice.START_FRESH in _stuck(days, monkeypatch).choices
    fresh = days.on_disk.start_fresh(NOW)
    assert fresh.next_receipt is not None and fresh.next_receipt > 7
    assert not plan_path(days.file).exists()
    shop = days.open()
    with shop.database.read() as connection:
        assert not connection.execute(select(tables.register.c.id)).all()
    days.on_disk.close(shop.database)
