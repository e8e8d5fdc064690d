# ruff: noqa: F811 - fixtures are imported by name
"""The catalogue changes while somebody sells: the tiles say so, and stay where hands expect them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import delete, select, update

from pos_desktop.application.events import Event
from pos_desktop.storage import tables
from tests.ui.selling import Choice, Till, stock, till  # noqa: F401

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def third(till) -> Till:
    """The third page of all products."""
    for number in range(60):
        stock(till.services, f"Sweet {number:02}", Choice("", 100 + number))
    till.sale.shelf.reload()
    till.settle()
    till.tap(till.sale.groups.chip("all"))
    till.key(Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    assert page(till).startswith("3 / ")
    return till


def names(till: Till) -> list[str]:
    return [tile.name for tile in till.sale.grid._tiles.tiles]


def page(till: Till) -> str:
    return till.sale.shelf._pages.text()


def come(till: Till) -> None:
    """What the sync's watch says when something came."""
    till.services.desk.store.catalogue_changed()
    till.services.desk.events.tell(Event.CATALOGUE)
    till.settle()


def level(till: Till, name: str, milli: int) -> None:
    row = till.row(name)
    with till.services.desk.store._database.write() as work:
        there = tables.stock_level.c.variant_row == row
        work.execute(update(tables.stock_level).where(there).values(on_hand_milli=milli))
    come(till)


def leave(till: Till, *gone: str) -> None:
    with till.services.desk.store._database.write() as work:
        work.execute(update(tables.product).where(tables.product.c.name.in_(gone)).values(active=False))
    come(till)


def test_a_level_that_comes_leaves_every_tile_in_its_place(third) -> None:
    before, at, grid = names(third), page(third), third.sale.grid
    level(third, before[4], 0)
    assert (names(third), page(third)) == (before, at)
    assert grid._tiles.tiles[4].sold_out
    third.tap(grid.viewport(), grid.tile_box(7).center())
    assert third.names() == [f"1 × {before[7]}"]


def test_a_press_under_way_sells_what_it_was_begun_on(third) -> None:
    name, grid = names(third)[7], third.sale.grid
    at = grid.tile_box(7).center()
    third.qtbot.mousePress(grid.viewport(), LEFT, pos=at)
    level(third, names(third)[4], 0)
    leave(third, names(third)[10])
    third.qtbot.mouseRelease(grid.viewport(), LEFT, pos=at)
    third.settle()
    assert third.names() == [f"1 × {name}"]


def test_a_tile_that_moves_away_under_a_finger_sells_nothing(third) -> None:
    before, grid = names(third), third.sale.grid
    at = grid.tile_box(7).center()
    third.qtbot.mousePress(grid.viewport(), LEFT, pos=at)
    stock(third.services, "Almonds", Choice("", 300))
    come(third)
    assert names(third)[8] == before[7]
    third.qtbot.mouseRelease(grid.viewport(), LEFT, pos=at)
    third.settle()
    assert third.names() == []


def test_the_keyboard_stays_with_its_product(third) -> None:
    third.sale.grid.setFocus(Qt.FocusReason.TabFocusReason)
    third.key(Qt.Key.Key_Right)
    name = names(third)[1]
    stock(third.services, "Almonds", Choice("", 300))
    come(third)
    assert names(third)[2] == name
    third.enter()
    assert third.names() == [f"1 × {name}"]


def test_a_page_that_is_gone_gives_way_to_the_last_one(third) -> None:
    grid = third.sale.grid
    grid.set_page(99)
    pages = grid.page_count
    leave(third, *(f"Sweet {number:02}" for number in range(20, 60)))
    assert 0 < grid.page_count < pages
    assert page(third) == f"{grid.page_count} / {grid.page_count}"
    assert names(third)[-1] == "Tomato passata"


def test_the_groups_keep_the_keyboard(third) -> None:
    chip = third.sale.groups.chip("all")
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    level(third, names(third)[0], 1000)
    assert QApplication.focusWidget() is chip


def test_a_group_that_is_pressed_again_begins_at_its_first_page(third) -> None:
    third.tap(third.sale.groups.chip("all"))
    assert page(third).startswith("1 / ")


def test_a_group_with_another_name_says_it_on_its_page(till) -> None:
    food = till.sale.groups.keys()[-1]
    till.tap(till.sale.groups.chip(food))
    till.key(Qt.Key.Key_PageDown)
    with till.services.desk.store._database.write() as work:
        work.execute(update(tables.category).values(name="Groceries"))
    come(till)
    assert till.sale.groups.chip(food).text() == "Groceries"
    assert (till.sale.groups.current(), page(till)) == (food, "2 / 2")


def test_a_group_that_is_gone_leaves_all_products(till) -> None:
    till.tap(till.sale.groups.chip(till.sale.groups.keys()[-1]))
    with till.services.desk.store._database.write() as work:
        work.execute(update(tables.product).values(category_id=None))
        assert work.execute(select(tables.category.c.id)).first()
        work.execute(delete(tables.category))
    come(till)
    assert till.sale.groups.keys() == ("all", "favourites")
    assert till.sale.groups.current() == "all"
    assert till.sale._places.currentWidget() is till.sale.grid
