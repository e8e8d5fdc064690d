# ruff: noqa: F811 - fixtures are imported by name
"""Somebody sets the computer's clock back: noticed, journalled, and nothing waits for the time to come again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from pos_desktop.bootstrap import Register
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.domain.shift import CashMove
from pos_desktop.storage import journal_audit, tables
from tests.faults import torture_checks as checks
from tests.faults.shop_folder import at_work, build_shop, shop_folder, shop_template  # noqa: F401

NOON = datetime(2031, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as made:
        yield made


def _sell(register: Register) -> str:
    register.services.tickets.add(1)
    return register.services.checkout.pay_cash(5000).order.number


def _journal(register: Register, kind: str) -> list[dict[str, object]]:
    query = select(tables.journal.c.body).where(tables.journal.c.kind == kind).order_by(tables.journal.c.seq)
    with register.data.database.read() as connection:
        return [json.loads(body) for body in connection.execute(query).scalars()]


def test_set_back_over_night_is_told_and_journalled_once(shop_folder: Path) -> None:
    with time_machine.travel(NOON), at_work(shop_folder) as register:
        opening = checks.levels(register)
        register.services.shifts.open(10_000)
        _sell(register)
        assert register.data.clock_set_back is None
    with time_machine.travel(NOON - timedelta(days=400)):
        with at_work(shop_folder) as register:
            noticed = register.data.clock_set_back
            assert noticed is not None
            assert timedelta(days=399) < noticed.by < timedelta(days=401)
            [entry] = _journal(register, "clock_set_back")
            assert entry == {"by_seconds": int(noticed.by.total_seconds())}
            assert [_sell(register), _sell(register)] == ["1-000002", "1-000003"]
            assert checks.faults(register, opening) == []
        with at_work(shop_folder) as register:
            assert register.data.clock_set_back is None
            assert len(_journal(register, "clock_set_back")) == 1


def test_set_back_in_the_middle_of_a_shift(shop_folder: Path) -> None:
    """The journal notes it before the next entry; the shift can be counted and closed as ever."""
    with time_machine.travel(NOON) as traveller, at_work(shop_folder) as register:
        opening = checks.levels(register)
        register.services.shifts.open(10_000)
        _sell(register)
        parked = register.services.tickets
        parked.add(3)
        parked.park("later")
        traveller.move_to(NOON - timedelta(hours=3))
        parked.add(5)
        parked.park("earlier")
        assert [_sell(register) for _ in range(3)] == ["1-000002", "1-000003", "1-000004"]
        register.services.shifts.move_cash(CashMove.DROP, 500, "safe")
        numbers = [row.number for row in register.services.orders.find()]
        assert sorted(numbers) == [f"1-00000{n}" for n in range(1, 5)]
        assert {ticket.name for ticket in parked.parked()} == {"later", "earlier"}
        expected = register.services.shifts.x_report().drawer.expected_minor
        register.services.shifts.confirm_count({1: expected})
        report = register.services.shifts.close("", 0)
        assert (report.sales, report.drawer.expected_minor) == (4, expected)
        assert (report.first_receipt, report.last_receipt) == ("1-000001", "1-000004")
        assert checks.faults(register, opening) == []
        assert len(_journal(register, "clock.set_back")) == 1
        with register.data.database.read() as connection:
            assert len(journal_audit.verify(connection, register.data.keys.journal).clock_set_back) == 1


def test_receipts_that_wait_do_not_wait_for_the_old_time_to_come_again(
    tmp_path: Path, printer: VirtualPrinter
) -> None:
    folder = build_shop(tmp_path / "shop", printer.port)
    with time_machine.travel(NOON) as traveller, at_work(folder) as register:
        register.services.shifts.open(10_000)
        register.services.desk.change_settings(print_receipt="always")
        number = _sell(register)
        traveller.move_to(NOON - timedelta(hours=3))
        register.start()
        assert printer.wait_until(lambda: len(printer.receipts) == 1, 60)
        assert f"Receipt {number}" in printer.receipts[0].text


def test_a_kick_from_before_never_opens_the_drawer_when_its_time_comes_again(
    tmp_path: Path, printer: VirtualPrinter
) -> None:
    folder = build_shop(tmp_path / "shop", printer.port)
    with time_machine.travel(NOON) as traveller, at_work(folder) as register:
        register.services.shifts.open(10_000)
        register.services.desk.change_settings(print_receipt="always")
        _sell(register)
        traveller.move_to(NOON - timedelta(hours=3))
        register.start()
        assert printer.wait_until(lambda: len(printer.receipts) == 1, 60)
        traveller.move_to(NOON + timedelta(seconds=1))
        register.crew.wake()
        _sell(register)
        assert printer.wait_until(lambda: len(printer.receipts) == 2, 60)
        assert printer.wait_idle()
        assert len(printer.pulses) == 1, "the first kick came three hours late"


def test_a_lock_out_ends_after_its_minutes(shop_folder: Path) -> None:
    """Five minutes stay five minutes, also when the clock is set back by a day meanwhile."""
    with time_machine.travel(NOON) as traveller, at_work(shop_folder) as register:
        session = register.services.session
        cashier = next(one for one in session.people() if one.name == "Cashier 1")
        with register.data.store.write() as work:
            work.people.set_attempts(cashier.id, 0, NOON + timedelta(minutes=5))
        with pytest.raises(Exception, match="locked until"):
            session.check_pin(cashier.id, "1111")
        traveller.move_to(NOON - timedelta(days=1))
        assert session.check_pin(cashier.id, "1111").name == "Cashier 1"


def test_back_ups_of_the_later_time_are_kept(shop_folder: Path) -> None:
    with time_machine.travel(NOON) as traveller, at_work(shop_folder) as register:
        register.backups.make_daily()
        [first] = register.backups.list()
        traveller.move_to(NOON - timedelta(days=60))
        register.backups.make_daily()
        kept = register.backups.list()
        assert first in kept
        assert len(kept) == 2
