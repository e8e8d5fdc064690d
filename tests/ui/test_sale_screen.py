# ruff: noqa: F811 - fixtures are imported by name
"""Selling on the real window and store: scans, search, tiles, and what stands on the ticket afterwards."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import delete, update

from pos_desktop.application.formats import Formats
from pos_desktop.application.ids import new_id
from pos_desktop.domain.discount import percent
from pos_desktop.domain.money import currency
from pos_desktop.storage import tables
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.dialogs.trouble import TroublePanel
from pos_desktop.ui.dialogs.unknown_code import UnknownCodePanel
from pos_desktop.ui.dialogs.variants import VariantsPanel
from pos_desktop.ui.screens.search_results import SHOWN
from pos_desktop.ui.widgets.line_actions import LineAction
from pos_desktop.ui.widgets.list_view import RESULTS
from pos_desktop.ui.widgets.words import width_of
from tests.ui.selling import (
    COFFEE,
    CTRL,
    MILK,
    NOBODYS,
    OAT,
    OIL,
    SPACE,
    Choice,
    misplaced,
    nameless,
    stock,
    text_boxes,
    tile_at,
    till,  # noqa: F401
    too_small,
    untranslated,
)

# -- scanning ------------------------------------------------------------------------------------------------


def test_a_scan_is_on_the_ticket_and_on_the_disk(till) -> None:
    till.scan(OAT)
    till.scan(OAT)
    till.scan(COFFEE)
    assert till.names() == ["2 × Oat drink", "1 × Ground coffee"]
    assert till.side.panel.view.selected_key() == str(till.ticket.lines[1].id)
    assert till.side.pay_button.accessibleName() == f"Pay 11,77{SPACE}€"
    assert till.side.pay_button.accessibleDescription() == "3 items · F12"


class Painted(QObject):
    """Notes at every paint event of the ticket's lines what the rest of the ticket says."""

    def __init__(self, till) -> None:
        super().__init__()
        self._panel, self.seen = till.side.panel, []
        self._pay = till.side.pay_button
        self._panel.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen.append((len(self._panel.view.lines), self._pay.accessibleDescription()))
        return False


def test_the_line_of_a_scan_is_painted_before_anything_else_is_touched(till) -> None:
    till.scan(OAT)
    painted = Painted(till)
    till.scan(COFFEE)
    first, *rest = painted.seen
    assert first == (2, "1 item · F12")
    assert set(rest) == {(2, "2 items · F12")}, "the line above loses its ground together with the sums"
    assert till.side.pay_button.accessibleDescription() == "2 items · F12"


def test_scanning_works_from_every_focus_and_leaves_nothing_behind(till) -> None:
    till.fill("Irish butter")
    till.sale.search.edit.setText("mi")
    till.settle()
    view = till.side.panel.view
    view.select(str(till.ticket.lines[0].id))
    places = [
        till.sale.search.edit,
        till.sale.results,
        till.sale.quick,
        till.sale.groups.chip("all"),
        till.side.pay_button,
        till.side._more,
        view,
        *view.findChildren(LineAction),
    ]
    for count, place in enumerate(places, start=1):
        place.setFocus()
        before = QApplication.focusWidget()
        till.scan(OAT)
        assert till.ticket.lines[-1].quantity_milli == count * 1000, place.accessibleName()
        assert (till.page, till.panel) == ("sale", None), place.accessibleName()
        assert till.sale.search.text() == "mi"
        assert QApplication.focusWidget() is not None
        if before.isVisible():
            assert QApplication.focusWidget() is before, "a scan takes the keyboard from nobody"
    till.same_on_disk()
    assert set(text_boxes(till.window)) == {"mi"}


def test_the_grid_keeps_the_keyboard_and_no_tile_is_pressed(till) -> None:
    till.sale.grid.setFocus(Qt.FocusReason.TabFocusReason)
    till.scan(COFFEE)
    assert till.names() == ["1 × Ground coffee"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda till: till.side.ask_quantity(till.ticket.lines[0].id),
        lambda till: till.side.ask_price(till.ticket.lines[0].id),
        lambda till: till.side.ask_discount(till.ticket.lines[0].id),
        lambda till: till.side.ask_note(till.ticket.lines[0].id),
        lambda till: till.side.ask_customer(),
        lambda till: till.side.ask_park(),
        lambda till: till.side.ask_parked(),
        lambda till: till.sale.ask_quick_item(),
        lambda till: till.window.show_keys(),
        lambda till: till.window.show_palette(),
    ],
    ids="quantity price discount note customer park parked quick-item keys palette".split(),
)
def test_a_scan_while_a_panel_asks_goes_on_the_ticket_and_not_into_the_panel(till, ask) -> None:
    till.fill("Irish butter")
    ask(till)
    till.settle()
    boxes = text_boxes(till.window)
    figure = till.panel.entry.value() if hasattr(till.panel, "entry") else None
    till.scan(COFFEE)
    assert till.names() == ["1 × Irish butter", "1 × Ground coffee"]
    assert text_boxes(till.window) == boxes or till.panel is None
    if figure is not None:
        assert till.panel.entry.value() == figure
    assert till.page == "sale"


def test_what_is_scanned_at_a_managers_question_is_no_sale(till) -> None:
    till.fill("Olive oil extra")
    till.side._finish(lambda a: till.services.tickets.override_price(till.ticket.lines[0].id, 1, "Match", a))
    assert isinstance(till.panel, ApprovalPanel)
    till.scan(COFFEE)
    till.qtbot.waitUntil(lambda: till.panel.message.text() == "This badge cannot approve")
    assert till.names() == ["1 × Olive oil extra"]


def test_a_scan_while_paying_is_refused_in_words(till) -> None:
    till.scan(OAT)
    till.key(Qt.Key.Key_F12)
    till.scan(COFFEE)
    assert till.page == "pay"
    assert till.toasts() == ["The ticket is being paid"]
    assert till.pay.entry.value() == 189
    assert [line.name for line in till.stored().lines] == ["Oat drink"]
    assert till.orders() == []


def test_a_scan_after_paying_begins_the_next_ticket(till) -> None:
    till.scan(OAT)
    till.key(Qt.Key.Key_F12)
    till.enter()
    assert till.page == "done"
    till.scan(COFFEE)
    assert till.page == "sale"
    assert till.names() == ["1 × Ground coffee"]
    assert till.ticket.number == 2
    assert till.orders() == [("1-000001", 189)]


def test_a_scan_at_the_orders_goes_on_the_ticket(till) -> None:
    till.scan(OAT)
    till.window.go("orders")
    till.settle()
    till.window.screen_in_sight.setFocus()
    till.scan(COFFEE)
    assert till.page == "sale"
    assert till.names() == ["1 × Oat drink", "1 × Ground coffee"]
    assert set(text_boxes(till.window)) == {""}


def test_ten_scans_in_a_row_are_ten_pieces(till) -> None:
    for code in (OAT, MILK, OAT, COFFEE, OAT, OAT, MILK, OIL, OAT, OAT):
        till.scan(code)
    assert till.names() == [
        "6 × Oat drink",
        "2 × Fresh organic milk",
        "1 × Ground coffee",
        "1 × Olive oil extra",
    ]


# -- a code that nobody knows ------------------------------------------------------------------------------------


def unknown(till) -> UnknownCodePanel:
    till.scan(NOBODYS)
    assert isinstance(till.panel, UnknownCodePanel)
    return till.panel


def test_an_unknown_code_adds_nothing_and_says_so(till) -> None:
    beeps: list[int] = []
    till.window.beep = lambda: beeps.append(1)
    panel = unknown(till)
    assert beeps == [1]
    assert panel.accessibleName() == "Unknown code"
    assert not panel.primary.isEnabled()
    assert till.names() == []
    assert QApplication.focusWidget() is panel.search.edit
    till.escape()
    assert till.panel is None
    assert QApplication.focusWidget() is till.sale.search.edit


def test_an_unknown_code_is_remembered_by_keyboard_alone(till) -> None:
    panel = unknown(till)
    till.type("but")
    assert [row.primary for row in panel.list.rows] == ["Butter croissants", "Irish butter"]
    till.key(Qt.Key.Key_Down)
    assert panel.list.selected_key() == panel.list.rows[1].key, (
        "arrows walk the results while the text is typed"
    )
    till.enter()
    assert till.panel is None
    assert till.names() == ["1 × Irish butter"]
    till.scan(NOBODYS)
    assert till.names() == ["2 × Irish butter"]
    assert till.journal().count("code_remembered") == 1


def test_enter_in_the_results_remembers_as_well(till) -> None:
    panel = unknown(till)
    till.type("but")
    panel.list.setFocus(Qt.FocusReason.TabFocusReason)
    till.key(Qt.Key.Key_Down)
    till.enter()
    assert till.names() == ["1 × Irish butter"]


def test_a_tap_on_a_result_chooses_it_and_remembers_nothing_yet(till) -> None:
    panel = unknown(till)
    till.type("but")
    till.tap(panel.list.viewport(), panel.list.row_box(1).center())
    assert till.panel is panel
    assert panel._hint.text() == "and sell Irish butter"
    till.tap(panel.primary)
    assert till.names() == ["1 × Irish butter"]


def test_an_unknown_code_becomes_a_quick_item(till) -> None:
    panel = unknown(till)
    till.tap(next(b for b in panel.findChildren(type(panel.primary)) if b.text() == "Sell a quick item"))
    assert isinstance(till.panel, FigurePanel)
    till.type("250")
    till.enter()
    assert till.names() == ["1 × Quick item"]
    assert till.ticket.lines[0].amount_minor == 250
    assert till.ticket.lines[0].taxes, "it is taxed as the store's default"


def test_the_next_scan_takes_the_question_about_the_one_before_away(till) -> None:
    unknown(till)
    till.scan("4099999999983")
    assert till.panel._code == "4099999999983"
    till.scan(COFFEE)
    assert till.panel is None
    assert till.names() == ["1 × Ground coffee"]


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


# -- tiles -------------------------------------------------------------------------------------------------------


def counts(till) -> dict[str, int]:
    return {tile.name: tile.count for tile in till.sale.grid._tiles.tiles if tile.count}


def test_a_tap_on_a_tile_sells_one_and_the_tile_counts(till) -> None:
    grid = till.sale.grid
    for name in ("Ground coffee", "Oat drink", "Ground coffee"):
        till.tap(grid.viewport(), tile_at(grid, name))
    assert till.names() == ["2 × Ground coffee", "1 × Oat drink"]
    assert counts(till) == {"Ground coffee": 2, "Oat drink": 1}
    till.side.remove(till.ticket.lines[0].id)
    assert counts(till) == {"Oat drink": 1}
    till.side.discard()
    till.settle()
    till.approve() if isinstance(till.panel, ApprovalPanel) else None
    assert counts(till) == {}
    assert till.names() == []


def test_tiles_by_keyboard(till) -> None:
    till.sale.grid.setFocus(Qt.FocusReason.TabFocusReason)
    till.key(Qt.Key.Key_Right)
    till.enter()
    assert till.names() == ["1 × Ground coffee"]


def test_weighed_and_priceless_tiles_ask(till) -> None:
    grid = till.sale.grid
    till.tap(grid.viewport(), tile_at(grid, "Apples"))
    assert isinstance(till.panel, FigurePanel)
    till.type("1000")
    till.enter()
    gift = till.services.catalogue.search("Gift card")[0].variant_row
    till.sale.take(gift)
    till.settle()
    till.type("0")
    till.enter()
    assert till.names() == ["Apples", "1 × Gift card"], "nothing is a price as well"


@pytest.fixture
def shelf(till):
    """Tiles with variants and without stock, and twelve hundred more products."""
    shirts = stock(
        till.services,
        "Shirt",
        Choice("S", 1500, "9000000000005", 0),
        Choice("M", 1700),
        Choice("L", None),
        place=-2,
    )
    gone = stock(till.services, "Lemonade", Choice("", 99, on_hand=0), place=-1)
    till.sale.shelf.reload()
    till.settle()
    return shirts, gone


def test_a_tile_with_variants_opens_them(till, shelf) -> None:
    grid = till.sale.grid
    till.tap(grid.viewport(), tile_at(grid, "Shirt"))
    panel = till.panel
    assert isinstance(panel, VariantsPanel)
    assert [(row.primary, row.secondary, row.amount) for row in panel.list.rows] == [
        ("S", "sold out", "15,00"),
        ("M", "50 in stock", "17,00"),
        ("L", "50 in stock", "ask price"),
    ]
    assert QApplication.focusWidget() is panel.list
    assert panel.primary.text() == f"Add for 15,00{SPACE}€"
    till.key(Qt.Key.Key_Down)
    assert panel.primary.text() == f"Add for 17,00{SPACE}€"
    till.enter()
    assert till.panel is None
    assert till.names() == ["1 × Shirt M"]
    assert counts(till) == {"Shirt": 1}
    till.tap(grid.viewport(), tile_at(grid, "Shirt"))
    till.tap(till.panel.list.viewport(), till.panel.list.row_box(2).center())
    assert isinstance(till.panel, FigurePanel)
    till.type("1999")
    till.enter()
    assert till.names() == ["1 × Shirt M", "1 × Shirt L"]
    assert counts(till) == {"Shirt": 2}


def test_labels_are_printed_from_a_products_details(till, shelf, labels) -> None:
    till.tap(till.sale.grid.viewport(), tile_at(till.sale.grid, "Shirt"))
    details = till.panel
    till.key(Qt.Key.Key_Down)
    till.tap(details.labels)
    assert till.panel.primary.text() == "Print 1 label"
    till.type("12")
    assert till.panel.primary.text() == "Print 12 labels"
    till.enter()
    assert labels == [("Shirt M", 12)]
    assert till.panel is details


def test_labels_are_printed_of_what_was_found_and_of_a_line(till, shelf, labels) -> None:
    till.sale.ask_labels()
    assert till.panel is None
    till.type("shirt s")
    till.settle()
    till.key(Qt.Key.Key_E, held=Qt.KeyboardModifier.ControlModifier)
    till.enter()
    till.sale.search.clear()
    till.fill("Lemonade")
    till.key(Qt.Key.Key_E, held=Qt.KeyboardModifier.ControlModifier)
    till.type("201")
    till.enter()
    assert labels == [("Shirt S", 1), ("Lemonade", 200)]


@pytest.fixture
def labels(till, monkeypatch) -> list[tuple[str, int]]:
    """What was asked for, by name and count."""
    asked: list[tuple[str, int]] = []
    name = till.services.catalogue.sellable
    monkeypatch.setattr(
        till.services.labels, "print", lambda row, count: asked.append((name(row).name, count))
    )
    return asked


def test_a_sold_out_tile_shows_its_stock_before_it_sells(till, shelf) -> None:
    grid = till.sale.grid
    till.tap(grid.viewport(), tile_at(grid, "Lemonade"))
    assert isinstance(till.panel, VariantsPanel)
    assert till.panel.list.rows[0].secondary == "sold out"
    till.tap(till.panel.primary)
    assert till.names() == ["1 × Lemonade"]


def test_categories_pages_and_favourites(till) -> None:
    sale = till.sale
    for number in range(60):
        stock(till.services, f"Sweet {number:02}", Choice("", 10 + number))
    sale.shelf.reload()
    till.settle()
    assert sale.groups.current() == "favourites"
    till.tap(sale.groups.chip("all"))
    assert sale.shelf._pages.text() == f"1 / {sale.grid.page_count}"
    assert sale.grid.page_count > 3
    assert not sale.shelf._previous.isEnabled()
    first = [tile.name for tile in sale.grid._tiles.tiles]
    till.tap(sale.shelf._next)
    assert sale.shelf._pages.text().startswith("2 / ")
    assert [tile.name for tile in sale.grid._tiles.tiles] != first
    till.key(Qt.Key.Key_PageDown)
    assert sale.shelf._pages.text().startswith("3 / ")
    till.key(Qt.Key.Key_PageUp, Qt.Key.Key_PageUp)
    assert [tile.name for tile in sale.grid._tiles.tiles] == first
    assert not sale.shelf._previous.isEnabled()
    food = next(group for group in sale.groups.keys() if group not in ("all", "favourites"))  # noqa: SIM118
    till.tap(sale.groups.chip(food))
    assert not any(tile.name.startswith("Sweet") for tile in sale.grid._tiles.tiles)
    assert sale.groups.chip(food).isChecked()


def empty_store(till, *, products: bool) -> None:
    with till.services.desk.store._database.write() as work:
        work.execute(update(tables.product).values(favourite_position=None))
        if not products:
            work.execute(update(tables.product).values(active=False))
    till.services.desk.store.catalogue_changed()
    till.sale.shelf.reload()
    till.settle()


def test_without_favourites_all_products_are_shown(till) -> None:
    empty_store(till, products=True)
    assert till.sale.groups.current() == "all"
    assert till.sale._places.currentWidget() is till.sale.grid


def test_an_empty_store_says_what_comes_first(till) -> None:
    empty_store(till, products=False)
    nothing = till.sale._nothing
    assert till.sale._places.currentWidget() is nothing
    assert nothing.title() == "No products here yet"
    till.sale.search.edit.setText("milk")
    assert nothing.title() == "Nothing found for “milk”"
    till.sale.search.edit.setText("")
    assert till.sale._places.currentWidget() is nothing
    assert nothing.title() == "No products here yet"
    nothing.pressed.emit()
    till.settle()
    till.type("500")
    till.enter()
    assert till.names() == ["1 × Quick item"]


# -- quick item --------------------------------------------------------------------------------------------------


def test_a_quick_item_with_a_name_by_keyboard(till) -> None:
    till.key(Qt.Key.Key_F2)
    panel = till.panel
    till.type("399")
    till.tab_to(panel.name_field.edit)
    till.type("gift wrap")
    till.enter()
    assert till.names() == ["1 × gift wrap"]
    assert till.ticket.lines[0].unit_price_minor == 399


# -- keys --------------------------------------------------------------------------------------------------------


def test_no_shift_refuses_the_payment_and_says_what_to_do(till) -> None:
    with till.services.desk.store._database.write() as work:
        work.execute(delete(tables.cash_move))
        work.execute(delete(tables.shift))
    till.scan(OAT)
    till.key(Qt.Key.Key_F12)
    assert till.page == "sale"
    panel = till.panel
    assert isinstance(panel, TroublePanel)
    assert "No shift is open" in panel.accessibleName()
    till.enter()
    assert till.panel is None
    assert till.names() == ["1 × Oat drink"]


def test_an_empty_ticket_is_not_paid(till) -> None:
    assert not till.side.pay_button.isEnabled()
    till.key(Qt.Key.Key_F12)
    assert till.page == "sale"
    assert isinstance(till.panel, TroublePanel)
    till.escape()
    assert till.panel is None


def test_every_key_of_the_sale_opens_what_it_says_and_escape_closes_it(till) -> None:
    till.fill("Irish butter", "Ground coffee")
    for key, held, name in (
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, "Quick item"),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier, "Parked tickets"),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier, "Park ticket"),
        (Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier, "Discount"),
        (Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier, "Note"),
        (Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier, "Price override"),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, "Quantity"),
        (Qt.Key.Key_D, CTRL, "Discount"),
        (Qt.Key.Key_U, CTRL, "Customer"),
    ):
        till.key(key, held=held)
        assert till.panel is not None, name
        assert till.panel.accessibleName() == name
        assert till.panel.isAncestorOf(QApplication.focusWidget()), name
        till.key(key, held=held)
        assert len(till.window.panels._open) == 1, "a key of the screen below does nothing here"
        till.escape()
        assert till.panel is None, name
        assert QApplication.focusWidget() is not None
        assert till.names() == ["1 × Irish butter", "1 × Ground coffee"], name


def test_escape_clears_the_search_then_the_selection_and_never_the_ticket(till) -> None:
    till.scan(OAT)
    till.type("mi")
    till.escape()
    assert till.sale.search.text() == ""
    assert till.side.panel.view.selected_key()
    till.escape()
    assert till.side.panel.view.selected_key() is None
    till.escape()
    till.escape()
    assert till.page == "sale"
    assert till.names() == ["1 × Oat drink"]


def test_the_ticket_is_there_after_locking(till) -> None:
    till.scan(OAT)
    till.side.ask_note(till.ticket.lines[0].id)
    till.key(Qt.Key.Key_L, held=CTRL)
    assert till.page == "login"
    from tests.ui.register import person_named

    till.services.session.sign_in(person_named(till.services, "Cashier 1"), "pin")
    till.settle()
    assert (till.page, till.panel) == ("sale", None)
    assert till.names() == ["1 × Oat drink"]
    till.scan(OAT)
    assert till.names() == ["2 × Oat drink"]


def test_a_full_sale_by_keyboard_alone(till) -> None:
    till.type("mus")
    till.enter()
    till.key(Qt.Key.Key_F9)
    till.type("3")
    till.enter()
    till.key(Qt.Key.Key_F6)
    till.type("10")
    till.enter()
    assert till.names() == ["3 × Crunchy muesli"]
    assert till.services.tickets.totals.total_minor == 1347 - 135
    till.key(Qt.Key.Key_F12)
    till.type("2000")
    till.enter()
    assert till.page == "done"
    assert till.done.figure.accessibleName() == "7,88 €"
    till.key(Qt.Key.Key_F12)
    assert till.page == "sale"
    assert till.names() == []
    assert till.orders() == [("1-000001", 1212)]


# -- looks -------------------------------------------------------------------------------------------------------


def full(till, many: int = 6) -> None:
    names = ("Oat drink", "Ground coffee", "Irish butter", "Crunchy muesli", "Olive oil extra", "Ten eggs")
    till.fill(*names[:many])
    till.services.tickets.discount_line(till.ticket.lines[1].id, percent(10, "Member"))
    till.services.tickets.set_note(till.ticket.lines[2].id, "Gift wrap")
    till.sale.refresh()
    till.side.panel.view.select(str(till.ticket.lines[0].id))
    till.settle()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768), (1920, 1080), (900, 1200)])
def test_everything_has_its_place(till, size) -> None:
    till.window.resize(*size)
    full(till)
    compact = size[0] < 1200
    assert (till.sale.quick.words() == "") == compact
    assert (till.sale.parked.words() == "") == compact
    assert misplaced(till.window) == []
    assert too_small(till.window) == []
    assert nameless(till.window) == []
    till.type("mil")
    assert misplaced(till.window) == []


@pytest.mark.parametrize("width", [1366, 1024])
def test_long_names_and_large_amounts_keep_their_room(till, width) -> None:
    till.window.resize(width, 768)
    till.settle()
    name = "Extra long name of an extraordinarily well described product that nobody ever shortened " * 2
    dear = stock(till.services, name, Choice("", 123_456_789), place=-1)
    till.sale.shelf.reload()
    till.sale.take(dear[0])
    till.sale.take(dear[0])
    till.services.tickets.discount_line(till.ticket.lines[0].id, percent(10, "Member"))
    till.sale.refresh()
    till.settle()
    view, button = till.side.panel.view, till.side.pay_button
    line = view.lines[0]
    assert (line.amount_text, line.discount_amount_text) == ("2.469.135,78", "−246.913,58")
    _, words, amount = view._columns(view.row_box(0), line)
    assert words.width() >= 60
    assert amount.left() >= words.right()
    room = button._inner().width() - button._words_width()
    assert width_of(button._amount_face(button.amount_style()), button._amount) <= room
    assert f"2.222.222,20{SPACE}€" in button.accessibleName()
    assert misplaced(till.window) == []
    till.type("extra")
    assert till.sale.results.rows[0].amount in ("1.234.567,89", "8,99")


def test_right_to_left_and_dark_while_a_ticket_is_filled(till) -> None:
    full(till)
    before = till.names()
    picture = till.window.grab().toImage()
    left = till.sale.quick.mapTo(till.window, till.sale.quick.rect().center()).x()
    till.services.desk.change_settings(language="ar")
    till.settle()
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    right = till.sale.quick.mapTo(till.window, till.sale.quick.rect().center()).x()
    assert right < till.window.width() // 2 < left
    assert till.sale.search.edit.placeholderText() != "Scan, or search products"
    assert [line.quantity_milli for line in till.stored().lines] == [1000] * 6
    assert misplaced(till.window) == []
    till.services.desk.change_settings(language="en", appearance="dark")
    till.settle()
    assert till.names() == before
    dark, at = till.window.grab().toImage(), till.sale.mapTo(till.window, QPoint(6, 300))
    assert dark.pixelColor(at).lightness() < 60 < 200 < picture.pixelColor(at).lightness()
    till.scan(OAT)
    assert till.names()[0] == "2 × Oat drink"


def test_every_word_follows_the_language(till) -> None:
    full(till)
    till.services.desk.change_settings(language="de")
    till.settle()
    frame = till.window.frame
    assert untranslated("de", till.sale, till.side.panel, frame.rail, frame.status_bar) == set()


def test_a_ticket_of_two_hundred_lines_stays_quick_and_shows_the_newest(till) -> None:
    rows = []
    with till.services.desk.store._database.write() as work:
        product = tables.product
        facts = work.execute(product.select().limit(1)).mappings().one()
        for number in range(200):
            made, variant = new_id(), new_id()
            work.execute(
                product.insert(), dict(facts) | {"id": made, "name": f"Part {number}", "handle": None}
            )
            row = {"id": variant, "product_id": made, "name": f"Part {number}", "price_minor": 100 + number}
            row |= {"track_stock": False, "position": 0, "active": True}
            rows.append(
                work.execute(tables.variant.insert().returning(tables.variant.c.row), row).scalar_one()
            )
    till.services.desk.store.catalogue_changed()
    for row in rows:
        till.services.tickets.add(row)
    till.sale.refresh()
    till.settle()
    view = till.side.panel.view
    slowest = 0.0
    for code in (OAT, COFFEE, MILK, OIL, OAT):
        began = time.process_time()
        till.sale.scanned(code)
        till.settle()
        slowest = max(slowest, time.process_time() - began)
    assert slowest < 0.25, f"a scan took {slowest * 1000:.0f} ms"
    till.same_on_disk()
    assert len(view.lines) == 204
    changed = next(row for row, line in enumerate(view.lines) if line.name == "Oat drink")
    box = view.row_box(changed)
    assert box.top() >= 0 and box.bottom() <= view.viewport().height(), "the line that grew is in sight"
    till.scan("4017100290008")
    box = view.row_box(204)
    assert box.top() >= 0 and box.bottom() <= view.viewport().height()


def test_yen_have_no_decimals(till) -> None:
    yen = Formats("ja-JP", currency("JPY"))
    assert yen.figure(1500) == "1,500"
    till.services.desk.change_settings(currency_code="JPY", locale="ja-JP")
    till.key(Qt.Key.Key_F2)
    till.type("1500")
    assert "1,500" in till.panel.primary.text()
    till.enter()
    assert till.ticket.lines[0].unit_price_minor == 1500
    assert till.side.panel.view.lines[0].amount_text == "1,500"
