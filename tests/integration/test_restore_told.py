# ruff: noqa: F811 - fixtures are imported by name
"""What the command line says of a restore: what came over, and that something did not."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from pos_desktop import cli
from pos_desktop.commands import backups
from pos_desktop.storage.recovery import SetAside
from pos_desktop.storage.restored_words import fresh_words
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


def _on_another_computer(folder: Path) -> Folders:
    """The keys and the back-up are all there is."""
    for file in folder.glob("shop.db*"):
        file.unlink()
    return Folders.under(folder)


def test_on_another_computer_it_says_that_sales_are_missing_and_which_receipt_is_next(
    shop_folder: Path,
) -> None:
    """Nothing there can tell what was sold since, so nobody is told that nothing was."""
    backup = _backed_up(shop_folder)
    said = backups.restore(_on_another_computer(shop_folder), backup, key_file=True)
    assert "Sales made since the back-up are missing" in said
    (number,) = re.findall(r"The next receipt is 1-(\d{6}), past all", said)
    with at_work(shop_folder) as register:
        register.services.tickets.add(1)
        sale = register.services.checkout.pay_cash(50_000)
    assert sale.order.number == f"1-{number}"
    assert int(number) > 1, "the first receipt is with its customer"


def test_a_person_may_say_which_receipt_is_next(shop_folder: Path) -> None:
    backup = _backed_up(shop_folder)
    said = backups.restore(_on_another_computer(shop_folder), backup, key_file=True, next_receipt=2)
    assert "Sales made since the back-up are missing" in said
    assert said.endswith("The next receipt is 1-000002.")


def test_a_shop_that_moves_to_another_computer_misses_nothing(shop_folder: Path) -> None:
    """Its last receipt is in the back-up, as a person says."""
    _backed_up(shop_folder)
    with at_work(shop_folder) as register:
        backup = Path(register.backups.make().path)
    said = backups.restore(_on_another_computer(shop_folder), backup, key_file=True, next_receipt=2)
    assert said == "The back-up is in place. The next receipt is 1-000002."


def test_the_command_takes_the_number(shop_folder: Path) -> None:
    backup = _backed_up(shop_folder)
    _on_another_computer(shop_folder)
    options = ["--data", str(shop_folder), "--key-file", "--next-receipt", "77"]
    answer = CliRunner().invoke(cli.app, ["backup", "restore", str(backup), *options])
    assert answer.exit_code == 0
    assert "The next receipt is 1-000077." in answer.output


def test_a_register_that_begins_anew_says_which_receipt_is_next(tmp_path: Path) -> None:
    assert fresh_words(SetAside(tmp_path, 77)) == [
        "Receipt numbers go on with 77.",
        f"What was there before lies in {tmp_path}.",
    ]
    (words,) = fresh_words(SetAside(None, None))
    assert "begin with 1 once again" in words
