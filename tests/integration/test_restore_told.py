# ruff: noqa: F811 - fixtures are imported by name
"""What the command line says of a restore: what came over, and that something did not."""

from __future__ import annotations

from pathlib import Path

from pos_desktop.commands import backups
from pos_desktop.system.folders import Folders
from tests.faults.shop_folder import at_work, shop_folder, shop_template  # noqa: F401


def _backed_up(folder: Path) -> Path:
    with at_work(folder) as register:
        register.services.shifts.open(10_000)
        backup = register.backups.make()
        register.services.tickets.add(1)
        register.services.checkout.pay_cash(50_000)
    return Path(backup.path)


def test_it_says_how_many_sales_came_over(shop_folder: Path) -> None:
    backup = _backed_up(shop_folder)
    said = backups.restore(Folders.under(shop_folder), backup, key_file=True)
    assert "1 later sale was brought over." in said
    assert "Not everything" not in said


def test_it_says_that_sales_are_missing(shop_folder: Path) -> None:
    backup = _backed_up(shop_folder)
    Folders.under(shop_folder).database.write_bytes(b"\0" * 8192)
    said = backups.restore(Folders.under(shop_folder), backup, key_file=True)
    assert "Not everything could be read" in said
    assert "set-aside" in said


def test_where_nothing_was_before_nothing_is_missing(shop_folder: Path) -> None:
    backup = _backed_up(shop_folder)
    for file in shop_folder.glob("shop.db*"):
        file.unlink()
    assert backups.restore(Folders.under(shop_folder), backup, key_file=True) == "The back-up is in place."
