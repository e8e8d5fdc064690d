# ruff: noqa: F811 - fixtures are imported by name
"""Search as the cashier types it, and what it leads to on the real window and store."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.screens.search_results import SHOWN
from pos_desktop.ui.widgets.list_view import RESULTS
from tests.ui.selling import (
    CTRL,
    NOBODYS,
    OAT,
    SPACE,
    Choice,
    stock,
    till,  # noqa: F401
)

# -- searching ---------------------------------------------------------------------------------------------------


def test_search_as_you_type_by_keyboard_alone(till) -> None:
    till.type("but")
    results = till.sale.results
    assert [row.primary for row in results.rows] == ["Butter croissants", "Irish butter"]
    till.key(Qt.Key.Key_Down)
    till.key(Qt.Key.Key_Down)
    assert results.selected_key() == results.rows[1].key
    till.enter()
    assert till.names() == ["1 × Irish butter"]
    assert till.sale.search.text() == ""
    assert till.sale._places.currentWidget() is till.sale.grid
    assert QApplication.focusWidget() is till.sale.search.edit


def test_no_group_and_no_page_is_in_sight_while_results_are(till) -> None:
    shelf = till.sale.shelf
    group, chip = shelf.groups.current(), shelf.groups.chip(shelf.groups.keys()[0])
    pager, place = (shelf._previous, shelf._pages, shelf._next), chip.geometry()
    for typed in ("but", "xyzzy"):
        till.sale.search.edit.setText(typed)
        till.settle()
        assert shelf.groups.current() is None
        assert not any(widget.isVisible() for widget in pager)
        assert chip.geometry() == place
    assert till.sale._nothing.accessibleDescription() == "Check the spelling or search for fewer letters."
    till.sale.search.clear()
    till.settle()
    assert shelf.groups.current() == group and group is not None
    assert all(widget.isVisible() for widget in pager)
    till.sale.search.edit.setText("but")
    till.tap(chip)
    assert (shelf.groups.current(), till.sale.search.text()) == (shelf.groups.keys()[0], "")
    assert till.sale._places.currentWidget() is till.sale.grid


def test_the_results_out_of_sight_come_when_the_typing_rests(till) -> None:
    for number in range(40):
        stock(till.services, f"Candle {number:02}", Choice("", 100, f"20000000{number:02}"))
    till.type("cand")
    results = till.sale.results
    at_once = len(results.rows)
    assert results.viewport().height() // RESULTS.row < at_once < SHOWN
    till.qtbot.waitUntil(lambda: len(results.rows) == SHOWN)
    assert all(row.secondary for row in results.rows)
    assert results.selected_key() == results.rows[0].key


def test_answers_of_wider_questions_come_below_when_the_typing_rests(till) -> None:
    for name in ("Nuts", "Nuts with honey", "Doughnuts"):
        stock(till.services, name, Choice("", 100))
    till.type("nuts")
    results = till.sale.results
    assert [row.primary for row in results.rows] == ["Nuts", "Nuts with honey"]
    till.qtbot.waitUntil(lambda: len(results.rows) == 3)
    assert [row.primary for row in results.rows] == ["Nuts", "Nuts with honey", "Doughnuts"]
    assert results.selected_key() == results.rows[0].key


def test_a_better_answer_that_comes_when_the_typing_rests_is_chosen(till) -> None:
    """Five names have the letters within a word: these were meant, not the one that is spelt nearly so."""
    stock(till.services, "Affine", Choice("", 100))
    for number in range(5):
        stock(till.services, f"Waffles {number}", Choice("", 100))
    till.type("affl")
    results = till.sale.results
    assert [row.primary for row in results.rows] == ["Affine"]
    till.qtbot.waitUntil(lambda: len(results.rows) == 5)
    assert results.rows[0].primary == "Waffles 0"
    assert results.selected_key() == results.rows[0].key


def test_walking_down_needs_no_rest(till) -> None:
    for number in range(40):
        stock(till.services, f"Candle {number:02}", Choice("", 100))
    till.type("cand")
    for _ in range(SHOWN - 1):
        till.key(Qt.Key.Key_Down)
    assert till.sale.results.selected_key() == till.sale.results.rows[SHOWN - 1].key


def test_a_tap_on_a_result_sells_it(till) -> None:
    till.type("but")
    till.tap(till.sale.results.viewport(), till.sale.results.row_box(1).center())
    assert till.names() == ["1 × Irish butter"]


def test_nothing_found_offers_a_quick_item_and_escape_goes_back(till) -> None:
    till.type("xyz")
    nothing = till.sale._nothing
    assert till.sale._places.currentWidget() is nothing
    assert nothing.title() == "Nothing found for “xyz”"
    till.enter()
    assert till.names() == []
    till.escape()
    assert till.sale.search.text() == ""
    assert till.sale._places.currentWidget() is till.sale.grid


def test_a_typed_barcode_and_enter_sell_it(till) -> None:
    till.type(OAT)
    till.enter()
    assert till.names() == ["1 × Oat drink"]
    assert till.sale.search.text() == ""


def test_a_typed_code_that_nobody_knows_stays_to_be_corrected(till) -> None:
    till.sale.search.edit.setText(NOBODYS)
    till.enter()
    assert till.panel is None
    assert till.sale.search.text() == NOBODYS
    assert till.names() == []


def test_a_product_without_a_price_asks_for_it(till) -> None:
    till.scan("4000000000006")
    panel = till.panel
    assert isinstance(panel, FigurePanel)
    assert QApplication.focusWidget() is panel.entry
    till.type("2500")
    assert panel.primary.text() == f"Add for 25,00{SPACE}€"
    till.enter()
    assert till.names() == ["1 × Gift card"]
    assert till.ticket.lines[0].unit_price_minor == 2500


def test_weighed_goods_ask_for_the_weight(till) -> None:
    till.type("apples")
    till.enter()
    panel = till.panel
    assert isinstance(panel, FigurePanel)
    assert not panel.primary.isEnabled()
    till.enter()
    assert till.panel is panel, "no weight, no sale"
    till.type("342")
    assert panel.primary.text() == "Add 0,342 kg"
    till.enter()
    assert till.names() == ["Apples"]
    assert (till.ticket.lines[0].quantity_milli, till.ticket.lines[0].amount_minor) == (342, 119)
    assert QApplication.focusWidget() is till.sale.search.edit


def test_escape_from_a_question_adds_nothing(till) -> None:
    till.fill("Irish butter")
    for ask in ("apples", "gift"):
        till.type(ask)
        till.enter()
        till.type("342")
        till.escape()
        assert till.panel is None
        assert till.names() == ["1 × Irish butter"]
        assert till.sale.search.text() == ""


def found_by_palette(till, text: str) -> None:
    till.key(Qt.Key.Key_K, held=CTRL)
    till.type(text)
    till.qtbot.waitUntil(lambda: not till.panel._pause.isActive())
    till.enter()


def test_what_the_palette_finds_asks_for_price_and_weight_as_well(till) -> None:
    till.window.go("orders")
    till.settle()
    found_by_palette(till, "gift card")
    assert till.page == "sale"
    assert isinstance(till.panel, FigurePanel)
    till.type("1000")
    till.enter()
    found_by_palette(till, "apples")
    assert isinstance(till.panel, FigurePanel), "a kilogram is not sold unasked"
    till.type("250")
    till.enter()
    assert till.names() == ["1 × Gift card", "Apples"]
    till.window.go("orders")
    till.settle()
    till.escape()
    assert (till.page, till.panel) == ("sale", None), "what was asked once is not asked again on the way back"
    assert till.names() == ["1 × Gift card", "Apples"]


def test_letters_are_looked_for_whatever_was_tapped_before(till) -> None:
    till.fill("Irish butter")
    view, grid = till.side.panel.view, till.sale.grid
    taps = (
        lambda: till.tap(view.viewport(), view.row_box(0).center()),
        lambda: till.tap(till.sale.groups.chip("all")),
        lambda: grid.setFocus(Qt.FocusReason.TabFocusReason),
        lambda: till.tap(till.sale.quick) or till.escape(),
    )
    for tap in taps:
        tap()
        till.type("mil")
        assert till.sale.search.text() == "mil"
        assert till.sale.results.rows[0].primary == "Fresh organic milk"
        till.escape()
    assert till.names() == ["1 × Irish butter"]
