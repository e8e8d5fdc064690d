# ruff: noqa: F401, F811 - fixtures are imported and are arguments
"""Which money the prices of a file are in, when products come in before the register is set up."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from pos_desktop import bootstrap
from pos_desktop.application.errors import Refused
from pos_desktop.application.first_run import set_up
from pos_desktop.domain.money import Currency
from pos_desktop.setup import RegisterSetup
from pos_desktop.storage import tables
from pos_desktop.system.folders import Folders
from pos_desktop.ui.screens.wizard_steps.draft import Draft, PersonDraft
from tests.e2e.test_command_line import Console, closed_register, commands, console, sold

GOODS = "EAN,Name,Preis\n4006381333931,Teapot,1250\n4012345678901,Cup,480\n"
CENTS = "EAN,Name,Preis\n4006381333931,Teapot,12.50\n"


@pytest.fixture
def goods(tmp_path: Path) -> Path:
    file = tmp_path / "goods.csv"
    file.write_text(GOODS, encoding="utf-8")
    return file


def stored(console: Console) -> tuple[str, list[int]]:
    """The money that is stored, and the prices that were read."""
    opened = bootstrap.open_database(Folders.under(console.data), key_file=True)
    try:
        with opened.store.read() as work:
            code = work.settings.store().currency_code
        with opened.database.read() as connection:
            price = tables.variant.c.price_minor
            return code, sorted(connection.execute(select(price)).scalars())
    finally:
        opened.close()


def test_without_a_word_prices_are_read_in_euros_and_that_is_said(console: Console, goods: Path) -> None:
    first = console.run("import", "products", goods)
    assert first.code == 0
    assert "Prices are read in EUR." in first.out and "--currency" in first.out
    assert stored(console) == ("EUR", [480_00, 1250_00])


@pytest.mark.parametrize(
    ("named", "code", "prices"),
    [("JPY", "JPY", [480, 1250]), ("jpy", "JPY", [480, 1250]), ("KWD", "KWD", [480_000, 1_250_000])],
)
def test_prices_are_read_in_the_currency_that_is_named(
    console: Console, goods: Path, named: str, code: str, prices: list[int]
) -> None:
    answer = console.run("import", "products", goods, "--currency", named)
    assert answer.code == 0 and f"Prices are read in {code}." in answer.out
    assert "empty data folder" not in answer.out, "who named it needs no hint"
    assert stored(console) == (code, prices)
    again = console.run("import", "products", goods)
    assert f"Prices are read in {code}." in again.out and "0 created, 0 updated, 2 unchanged" in again.said
    assert stored(console) == (code, prices)


def test_prices_of_two_moneys_never_stand_beside_each_other(console: Console, goods: Path) -> None:
    assert console.run("import", "products", goods, "--currency", "JPY").code == 0
    before = stored(console)
    answer = console.run("import", "products", goods, "--currency", "EUR")
    assert answer.code == 1
    assert "The products here have prices in JPY." in answer.err
    assert "Nothing was imported." in answer.err and "empty data folder" in answer.err
    assert stored(console) == before


@pytest.mark.parametrize("code", ["XXX", "EURO", "€", "BGN", "12"])
def test_what_is_no_currency_is_told(console: Console, goods: Path, code: str) -> None:
    answer = console.run("import", "products", goods, "--currency", code)
    assert answer.code == 2
    assert f"no currency '{code}'" in answer.said and "EUR or JPY" in answer.said


def test_a_file_that_cannot_be_read_chooses_no_currency(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text(GOODS, encoding="utf-8")
    answer = console.run("import", "products", file, "--currency", "JPY", "--map", "name=Title")
    assert answer.code == 1 and "no column Title" in answer.err
    assert stored(console) == ("EUR", [])


def test_prices_that_the_currency_cannot_have_are_refused_line_by_line(
    console: Console, tmp_path: Path
) -> None:
    file = tmp_path / "goods.csv"
    file.write_text(CENTS, encoding="utf-8")
    answer = console.run("import", "products", file, "--currency", "JPY")
    assert "0 created" in answer.said and "1 lines refused" in answer.said
    assert console.run("import", "products", file, "--currency", "USD").code == 0, "nothing was read in yen"
    assert stored(console) == ("USD", [1250])


def test_a_register_that_is_set_up_reads_its_own_money_and_says_so(sold: Console, goods: Path) -> None:
    answer = sold.run("import", "products", goods, "--currency", "JPY")
    assert answer.code == 1
    assert "This register sells in EUR" in answer.err and "Leave --currency out" in answer.err
    assert stored(sold) == ("EUR", [])
    for words in ([], ["--currency", "EUR"]):
        answer = sold.run("import", "products", goods, *words)
        assert answer.code == 0 and "Prices are read in" not in answer.out
    assert stored(sold) == ("EUR", [480_00, 1250_00])


def test_the_wizard_goes_on_with_the_money_of_the_products(console: Console, goods: Path) -> None:
    assert console.run("import", "products", goods, "--currency", "JPY").code == 0
    opened = bootstrap.open_database(Folders.under(console.data), key_file=True)
    try:
        money = RegisterSetup(opened).priced_in()
        assert isinstance(money, Currency) and money.code == "JPY"
        draft = Draft.of_computer("de_DE", "en")
        draft.keep_prices(money)
        draft.name, draft.manager = "Teahouse", PersonDraft("Manager", "824613", "824613")
        assert (draft.country, draft.currency_code, draft.money_fits) == ("JP", "JPY", True)
        draft.currency_code = "EUR"
        with pytest.raises(Refused, match="This currency cannot be chosen"):
            set_up(opened.store, opened.vault, draft.plan())
        draft.currency_code = "JPY"
        set_up(opened.store, opened.vault, draft.plan())
    finally:
        opened.close()
    assert stored(console) == ("JPY", [480, 1250])
