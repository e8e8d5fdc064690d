# ruff: noqa: F811 - fixtures are imported by name
"""Tiles of products on the real window and store: taps, variants, labels, categories, an empty store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from pos_desktop.storage import tables
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.dialogs.variants import VariantsPanel
from tests.ui.selling import (
    SPACE,
    Choice,
    stock,
    tile_at,
    till,  # noqa: F401
)

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


def test_a_price_that_nobody_typed_sells_nothing(till) -> None:
    till.sale.take(till.row("Gift card"))
    till.settle()
    asked = till.panel
    assert (asked.primary.isEnabled(), asked._hint.text()) == (False, "Type the price first.")
    till.enter()
    assert (till.names(), till.panel) == ([], asked)
    pad = asked.pad.geometry()
    till.type("5")
    assert (asked.primary.isEnabled(), asked._hint.isVisible()) == (True, False)
    assert asked.pad.geometry() == pad, "no key moves under the finger"
    till.key(Qt.Key.Key_Backspace)
    assert not asked.primary.isEnabled()


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
