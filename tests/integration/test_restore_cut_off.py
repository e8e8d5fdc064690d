"""A restore that ends at any of its steps: nothing of it is lost, no number is given twice."""

from __future__ import annotations

import inspect
import os
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from pos_desktop.application.ids import new_id
from pos_desktop.storage import journal_audit, tables
from pos_desktop.storage import restore as restoring
from pos_desktop.storage.backup import Backups, Reason
from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.errors import DiskFull, disk_full
from pos_desktop.storage.journal_anchor import anchor_path, read_anchor
from pos_desktop.storage.key import ShopKeys, mark_path
from pos_desktop.storage.recovery import Choice, DamageReport, DatabaseFile
from pos_desktop.storage.unit_of_work import Database
from tests.migrations.record import JOURNAL_KEY, KEY, RECORDED
from tests.register_days import NOW, RegisterDays
from tests.storage_rows import Shop


class PowerCut(BaseException):
    """Nothing catches it, as nothing runs after a power cut."""


class Days(RegisterDays):
    """A register's data folder."""

    def open(self) -> Shop:
        shop = super().open()
        shop.furnish()
        return shop

    def sell(self, *numbers: int) -> None:
        shop = self.open()
        for number in numbers:
            shop.sell(number)
        self.on_disk.close(shop.database)


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path / "data")


def _cut_before_move(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    moved, replace = [], Path.replace

    def counted(path: Path, target: Any) -> Path:
        if len(moved) == number:
            raise PowerCut
        moved.append(path)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", counted)


def _cut_at(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    def cut(*_facts: object) -> None:
        raise PowerCut

    return lambda monkeypatch: monkeypatch.setattr(restoring, name, cut)


CUTS = [
    *[lambda monkeypatch, number=number: _cut_before_move(monkeypatch, number) for number in range(6)],
    _cut_at("salvage"),
    _cut_at("_noted_down"),
]


@pytest.mark.parametrize("readable", [True, False], ids=["readable", "ruined"])
@pytest.mark.parametrize("cut", range(len(CUTS)))
def test_what_was_sold_since_and_its_numbers_outlast_a_cut(
    days: Days, monkeypatch: pytest.MonkeyPatch, cut: int, readable: bool
) -> None:
    days.sell(1, 2, 3)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    days.sell(4, 5, 6, 7)
    if not readable:
        days.file.write_bytes(b"\0" * 8192)
    with monkeypatch.context() as patched:
        CUTS[cut](patched)
        with suppress(PowerCut):
            days.on_disk.restore(backup.path, NOW)

    opened = days.on_disk.open(NOW)
    if isinstance(opened, DamageReport):  # cut before anything was changed
        days.on_disk.restore(backup.path, NOW)
    else:
        days.on_disk.close(opened.database)
    shop = days.open()
    assert shop.sale_numbers() == ([1, 2, 3, 4, 5, 6, 7] if readable else [1, 2, 3])
    assert shop.next_receipt() >= 8
    with shop.database.read() as connection:
        anchor = read_anchor(anchor_path(days.file), days.keys.journal)
        assert journal_audit.verify(connection, days.keys.journal, anchor).ok
    days.on_disk.close(shop.database)
    assert not any((days.file.parent / f"shop.db.{left}").exists() for left in ("restoring", "restore-plan"))


def _next_shift(shop: Shop) -> None:
    """The open shift is closed, the next one opened."""
    with shop.database.write() as work:
        (register,) = work.execute(select(tables.register.c.id)).scalars()
        (person,) = work.execute(select(tables.person.c.id)).scalars()
        present, number = work.execute(
            select(tables.shift.c.id, tables.shift.c.number).where(tables.shift.c.closed_at.is_(None))
        ).one()
        closed = {"state": "closed", "closed_at": NOW, "z_report": {"kept": True}}
        work.execute(update(tables.shift).where(tables.shift.c.id == present).values(**closed))
        opened = {"id": new_id(), "register_id": register, "number": number + 1, "state": "open"}
        opened |= {"opened_by": person, "opened_at": NOW, "float_minor": 5000}
        work.execute(insert(tables.shift), opened)
        move = {"id": new_id(), "shift_id": opened["id"], "kind": "float", "amount_minor": 5000}
        work.execute(insert(tables.cash_move), {**move, "person_id": person, "moved_at": NOW})
        shop._ids["shift"] = opened["id"]


def test_sales_of_later_shifts_are_brought_over_with_them(days: Days) -> None:
    days.sell(1)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    shop = days.open()
    _next_shift(shop)
    shop.sell(2)
    _next_shift(shop)
    shop.sell(3)
    days.on_disk.close(shop.database)

    done = days.on_disk.restore(backup.path, NOW)

    assert done.salvaged.sales == 2
    shop = days.open()
    assert shop.sale_numbers() == [1, 2, 3]
    with shop.database.read() as connection:
        shifts = connection.execute(
            select(tables.shift.c.number, tables.shift.c.state, tables.shift.c.z_report).order_by("number")
        ).all()
        floats = connection.execute(select(tables.cash_move.c.amount_minor)).scalars().all()
    assert shifts == [(1, "closed", {"kept": True}), (2, "closed", {"kept": True}), (3, "open", None)]
    assert floats == [5000, 5000]
    days.on_disk.close(shop.database)


def test_gift_cards_are_brought_over_with_what_was_paid_with_them(days: Days) -> None:
    def card(code: bytes) -> dict[str, Any]:
        row = {"id": new_id(), "kind": "gift_card", "code_key": code, "last_four": "ABCD"}
        return {**row, "currency": "EUR", "blocked": False, "issued_at": NOW}

    def move(value: dict[str, Any], amount: int, reason: str) -> dict[str, Any]:
        row = {"id": new_id(), "value_id": value["id"], "amount_minor": amount}
        return {**row, "reason": reason, "moved_at": NOW}

    days.sell(1)
    early, late = card(b"early"), card(b"late")
    shop = days.open()
    with shop.database.write() as work:
        work.execute(insert(tables.stored_value), early)
        work.execute(insert(tables.stored_value_move), move(early, 5000, "issue"))
    days.on_disk.close(shop.database)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    shop = days.open()
    with shop.database.write() as work:
        work.execute(insert(tables.stored_value), late)
        moves = [move(early, -3000, "redeem"), move(late, 2500, "issue")]
        work.execute(insert(tables.stored_value_move), moves)
        lost = tables.stored_value.c.id == early["id"]
        work.execute(update(tables.stored_value).where(lost).values(blocked=True))
    days.on_disk.close(shop.database)

    days.on_disk.restore(backup.path, NOW)

    shop = days.open()
    with shop.database.read() as connection:
        cards = dict(
            connection.execute(select(tables.stored_value.c.code_key, tables.stored_value.c.blocked)).all()
        )
        moved = connection.execute(
            select(tables.stored_value_move.c.amount_minor).order_by(tables.stored_value_move.c.amount_minor)
        ).scalars()
        assert list(moved) == [-3000, 2500, 5000]
    assert cards == {b"early": True, b"late": False}
    days.on_disk.close(shop.database)


def test_a_sale_that_was_voided_since_does_not_come_back_to_life(days: Days) -> None:
    days.sell(1, 2)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    shop = days.open()
    order = tables.sale_order.c
    with shop.database.write() as work:
        (voided,) = work.execute(select(order.id).where(order.sequence == 2)).scalars()
        work.execute(update(tables.sale_order).where(order.id == voided).values(state="cancelled"))
        work.execute(update(tables.tender).where(tables.tender.c.order_id == voided).values(state="voided"))
        move = {"id": new_id(), "shift_id": shop._ids["shift"], "kind": "refund", "amount_minor": -2000}
        move |= {"order_id": voided, "person_id": shop._ids["person"], "moved_at": NOW}
        work.execute(insert(tables.cash_move), move)
    days.on_disk.close(shop.database)

    done = days.on_disk.restore(backup.path, NOW)

    assert done.salvaged.sales == 0
    shop = days.open()
    with shop.database.read() as connection:
        states = connection.execute(select(order.sequence, order.state).order_by(order.sequence)).all()
        tenders = set(connection.execute(select(tables.tender.c.state)).scalars())
        moves = connection.execute(select(tables.cash_move.c.amount_minor)).scalars().all()
    assert states == [(1, "paid"), (2, "cancelled")]
    assert tenders == {"taken", "voided"}
    assert moves == [-2000]
    days.on_disk.close(shop.database)


# -- which back-up, and whose file --------------------------------------------------------------------


def test_a_back_up_made_while_the_clock_was_wrong_does_not_hide_newer_ones(days: Days) -> None:
    days.sell(1)
    days.on_disk.backups.make(NOW + timedelta(days=9_000), Reason.DAILY)
    days.sell(2)
    good = days.on_disk.backups.make(NOW, Reason.DAILY)
    found = days.on_disk.backups.newest_good(NOW)
    assert found is not None
    assert found[0] == good


def test_what_a_killed_back_up_left_is_cleared_away(days: Days, tmp_path: Path) -> None:
    days.sell(1)
    backups = Backups(days.file, tmp_path / "kept", days.keys.database)
    backups.make(NOW)
    left = backups.folder / ".being made 999999"
    left.write_bytes(b"half")
    backups.make(NOW)
    assert left.exists(), "another program may be making it"
    os.utime(left, (0, 0))
    backups.make_daily(NOW)
    assert not left.exists()


def test_a_torn_note_of_the_key_does_not_make_damage_look_like_a_wrong_key(days: Days) -> None:
    days.sell(1, 2)
    days.on_disk.backups.make(NOW, Reason.DAILY)
    mark_path(days.file).write_bytes(b"")
    days.file.write_bytes(b"\0garbage" * 512 + days.file.read_bytes()[4096:])
    report = days.on_disk.open(NOW)
    assert isinstance(report, DamageReport)
    assert Choice.RESTORE in report.choices


def test_a_torn_note_of_the_key_is_written_anew(days: Days) -> None:
    days.sell(1)
    noted = mark_path(days.file).read_bytes()
    mark_path(days.file).write_bytes(b"")
    Database.open(days.file, days.keys.database, days.keys.journal).close()
    assert mark_path(days.file).read_bytes() == noted


@pytest.mark.parametrize("version", ["0001", "0003"])
def test_sales_made_since_an_upgrade_are_brought_over_to_the_back_up_from_before_it(
    days: Days, version: str
) -> None:
    days.keys = ShopKeys(KEY, JOURNAL_KEY, bytes(32))
    days.on_disk = DatabaseFile(days.file, days.keys, days.file.parent / "backups")
    days.file.parent.mkdir()
    shutil.copyfile(RECORDED / f"{version}.db", days.file)
    shop = days.open()
    before = shop.sale_numbers()
    later = [max(before) + 1, max(before) + 2]
    for number in later:
        shop.sell(number)
    days.on_disk.close(shop.database)
    (backup,) = days.on_disk.backups.all()
    assert (backup.reason, backup.schema) == (Reason.UPGRADE, version)

    done = days.on_disk.restore(backup.path, NOW)

    assert done.salvaged.sales == len(later)
    shop = days.open()
    assert shop.sale_numbers() == [*before, *later]
    with shop.database.read() as connection:
        assert journal_audit.verify(connection, days.keys.journal).ok
    days.on_disk.close(shop.database)


def test_a_shift_that_cannot_be_read_costs_its_own_sales_alone(days: Days) -> None:
    days.sell(1)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    shop = days.open()
    for number in (2, 3):
        _next_shift(shop)
        shop.sell(number)
    days.on_disk.close(shop.database)
    with closing(open_cipher(days.file, days.keys.database)) as spoilt:
        spoilt.execute("PRAGMA foreign_keys = OFF")
        spoilt.execute("DELETE FROM shift WHERE number = 2")

    done = days.on_disk.restore(backup.path, NOW)

    assert done.salvaged.sales == 1
    shop = days.open()
    assert shop.sale_numbers() == [1, 3]
    assert shop.next_receipt() > 3
    days.on_disk.close(shop.database)


def test_a_disk_that_fills_up_while_sales_are_brought_over_loses_none(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    days.sell(1)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    days.sell(2, 3)
    write = Database.write

    def full(database: Database, *facts: Any) -> Any:
        if any("_bring_sales" in frame.function for frame in inspect.stack(0)):
            raise disk_full()
        return write(database, *facts)

    with monkeypatch.context() as patched, pytest.raises(DiskFull):
        patched.setattr(Database, "write", full)
        days.on_disk.restore(backup.path, NOW)

    shop = days.open()
    assert shop.sale_numbers() == [1, 2, 3]
    days.on_disk.close(shop.database)


def test_a_sale_of_goods_that_the_back_up_does_not_know_is_brought_over(days: Days) -> None:
    days.sell(1)
    backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    days.sell(2)
    with closing(open_cipher(days.file, days.keys.database)) as later:
        later.execute("PRAGMA foreign_keys = OFF")
        later.execute(
            "INSERT INTO stock_move (id, variant_row, location_id, quantity_milli, reason, order_line_id, moved_at)"
            " SELECT line.id, 4711, register.location_id, -1000, 'sale', line.id, 0"
            " FROM order_line AS line JOIN sale_order ON sale_order.id = line.order_id, register"
            " WHERE sale_order.sequence = 2"
        )
    assert days.on_disk.restore(backup.path, NOW).salvaged.sales == 1
    shop = days.open()
    assert shop.sale_numbers() == [1, 2]
    days.on_disk.close(shop.database)
