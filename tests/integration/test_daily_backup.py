# ruff: noqa: F811 - fixtures are imported by name
"""The back-up that the register makes by itself once a day, beside the sale."""

from __future__ import annotations

import threading
from pathlib import Path

from pos_desktop.application.errors import TryAgain
from pos_desktop.bootstrap import Register, open_database
from pos_desktop.launch import DailyBackup
from pos_desktop.system.folders import Folders
from tests.faults.shop_folder import shop_folder, shop_template  # noqa: F401


class Shelf:
    """Counts what is asked of it; may fail."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.asked = threading.Event()
        self.fault = fault

    def make(self) -> None:
        self.asked.set()
        if self.fault is not None:
            raise self.fault


def test_the_back_up_is_made_beside_the_sale() -> None:
    shelf = Shelf()
    daily = DailyBackup(shelf.make)
    daily.start()
    assert shelf.asked.wait(5)
    daily.stop()
    assert not daily._thread.is_alive()


def test_a_back_up_that_fails_is_logged_and_tried_again(caplog) -> None:
    shelf = Shelf(TryAgain("The stick is full", "", ""))
    daily = DailyBackup(shelf.make)
    daily.start()
    assert shelf.asked.wait(5)
    daily._thread.join(0.05)
    assert daily._thread.is_alive(), "it looks again in an hour"
    daily.stop()
    assert not daily._thread.is_alive()
    assert "no back-up was made" in caplog.text


def test_one_that_never_started_stops_at_once() -> None:
    shelf = Shelf()
    daily = DailyBackup(shelf.make)
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
