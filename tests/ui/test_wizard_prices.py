# ruff: noqa: F401, F811 - fixtures are imported and are arguments
"""The first run on a folder that has products already: their prices are in a money, and stay what they are."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.application.first_prices import keep_for_prices
from pos_desktop.commands.products import take_over
from pos_desktop.setup import RegisterSetup
from pos_desktop.ui.screens.wizard import WizardWindow
from pos_desktop.ui.screens.wizard_steps.draft import Draft
from tests.ui.wizard_at_work import opened, setup, wizard


@pytest.fixture
def in_yen(opened, tmp_path):
    """Two products with prices in yen."""
    file = tmp_path / "goods.csv"
    file.write_text("EAN,Name,Preis\n4006381333931,Teapot,1250\n4012345678901,Cup,480\n", encoding="utf-8")
    assert take_over(opened, file, "", None, "JPY") == 0


def test_it_begins_with_the_money_of_the_products(in_yen, wizard):
    step = wizard.step
    assert (step.currency.current(), step.country.current()) == ("JPY", "JP")
    assert not step.currency.error()


def test_a_computer_that_stands_where_the_money_is_keeps_its_country(in_yen, opened, qtbot, dressed):
    made = WizardWindow(RegisterSetup(opened), Draft.of_computer("ja_JP", "en"))
    qtbot.addWidget(made)
    assert (made.draft.country, made.draft.currency_code) == ("JP", "JPY")


def test_a_money_with_other_decimals_is_refused_at_the_field(in_yen, wizard):
    step = wizard.step
    step.name.set_text("Teahouse")
    step._take_country("DE")
    assert step.currency.current() == "EUR"
    assert step.currency.error() == "The products here have prices in JPY. Choose one with as many decimals."
    wizard.go_on()
    assert wizard.present == 0
    assert QApplication.focusWidget() is step.currency.combo
    step._take_currency("KRW")
    assert not step.currency.error()
    wizard.go_on()
    assert wizard.present == 1


def test_another_language_keeps_what_is_wrong_in_sight(in_yen, wizard):
    wizard.step._take_currency("USD")
    wizard._speak()
    assert wizard.step.currency.error()


def test_without_products_any_money_can_be_chosen(opened, wizard):
    with opened.store.write() as work:
        keep_for_prices(work, "JPY")
    for code in ("EUR", "KWD", "JPY"):
        wizard.step._take_currency(code)
        assert not wizard.step.currency.error()
