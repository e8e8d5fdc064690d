"""Product tiles: the arithmetic of the grid, its pages, keys, presses and what it repaints."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from pos_desktop.ui.theme.tokens import Breakpoint, use
from pos_desktop.ui.widgets.lettering import ELLIPSIS, advance, two_lines, words
from pos_desktop.ui.widgets.tile_grid import TileData, TileGrid
from pos_desktop.ui.widgets.tile_painting import FOCUS_ROOM
from pos_desktop.ui.widgets.tile_shape import GAP, shape_for
from tests.ui.repaints import Repaints

TILES = [TileData(f"p{number}", f"Product {number}", f"{number},00") for number in range(40)]


@pytest.fixture
def grid(qtbot, dressed):
    widget = TileGrid()
    qtbot.addWidget(widget)
    widget.set_breakpoint("regular")
    widget.set_tiles(TILES)
    widget.resize(848 + 2 * FOCUS_ROOM, 576 + 2 * FOCUS_ROOM)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


@pytest.mark.parametrize(
    ("box", "least", "columns", "rows", "tile"),
    [
        ((584, 576), 136, 4, 3, (137, 184)),  # 1024 x 768
        ((848, 576), 136, 5, 3, (160, 184)),  # 1366 x 768
        ((1320, 888), 168, 7, 4, (178, 213)),  # 1920 x 1080
        ((672, 393), 136, 4, 2, (159, 190)),  # 768 x 1024, ticket below
    ],
)
def test_shape_is_that_of_the_named_window_sizes(box, least, columns, rows, tile):
    shape = shape_for(*box, least)
    assert (shape.columns, shape.rows) == (columns, rows)
    assert shape.cell(0)[2:] == tile


@pytest.mark.parametrize("width", range(150, 900, 37))
def test_cells_fill_the_box_to_the_last_pixel(width):
    shape = shape_for(width, 600, 136)
    boxes = [shape.cell(place) for place in range(shape.columns)]
    assert boxes[0][0] == 0
    assert boxes[-1][0] + boxes[-1][2] == width
    for left, right in zip(boxes, boxes[1:], strict=False):
        assert right[0] - (left[0] + left[2]) == GAP
    assert max(box[2] for box in boxes) - min(box[2] for box in boxes) <= 1


def test_pages_hold_whole_grids_and_never_scroll(grid, qtbot):
    assert (grid.page, grid.page_count) == (0, 3)
    with qtbot.waitSignal(grid.page_changed) as turned:
        grid.set_page(2)
    assert turned.args == [2, 3]
    assert grid.model().rowCount() == 10
    grid.set_page(99)
    assert grid.page == 2
    assert grid.verticalScrollBar().maximum() == 0


def test_a_press_chooses_the_tile_under_it(grid, qtbot):
    with qtbot.waitSignal(grid.chosen) as chosen:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.tile_box(7).center())
    assert chosen.args == ["p7"]


def test_the_gap_between_tiles_is_nobodys(grid, qtbot):
    with qtbot.assertNotEmitted(grid.chosen):
        qtbot.mouseClick(
            grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.tile_box(0).topRight() + QPoint(GAP // 2, 10)
        )


def test_a_long_press_opens_details_and_adds_nothing(grid, qtbot):
    at = grid.tile_box(1).center()
    with qtbot.waitSignal(grid.details_requested) as opened, qtbot.assertNotEmitted(grid.chosen):
        qtbot.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened.args == ["p1"]


def test_a_sold_out_product_opens_its_details_instead(grid, qtbot):
    grid.set_tiles([TileData("gone", "Gone", "1,00", sold_out=True)])
    with qtbot.waitSignal(grid.details_requested) as opened, qtbot.assertNotEmitted(grid.chosen):
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.tile_box(0).center())
    assert opened.args == ["gone"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([Qt.Key.Key_Right], "p1"),
        ([Qt.Key.Key_Down], "p5"),
        ([Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left], "p0"),
        ([Qt.Key.Key_End, Qt.Key.Key_Right], "p15"),  # past the page's end is the next page
    ],
)
def test_arrows_walk_and_enter_chooses(grid, qtbot, keys, expected):
    grid.setCurrentIndex(grid.model().index(0, 0))
    for key in keys:
        qtbot.keyClick(grid, key)
    with qtbot.waitSignal(grid.chosen) as chosen:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert chosen.args == [expected]


def test_right_to_left_starts_at_the_right_and_its_arrows_follow(grid, qtbot):
    grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert grid.tile_box(0).right() == grid.viewport().width() - 1 - FOCUS_ROOM
    grid.setCurrentIndex(grid.model().index(0, 0))
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert grid.currentIndex().row() == 1
    assert grid.indexAt(grid.tile_box(3).center()).row() == 3


def test_a_changed_count_repaints_its_tile_alone(grid, qtbot):
    QApplication.processEvents()
    with Repaints(grid.viewport()) as repaints:
        grid.set_counts({"p6": 2})
        QApplication.processEvents()
    assert repaints.bounding() == grid.tile_box(6)


def test_a_second_line_ends_in_an_ellipsis_when_words_are_left(dressed):
    face = words("body", "medium")
    lines = two_lines(face, "Mövenpick Kaffee Der Himmlische, ganze Bohnen", 134)
    assert lines == ("Mövenpick Kaffee", f"Der Himmlische,{ELLIPSIS}")
    assert all(advance(face, line) <= 134 for line in lines)
    assert two_lines(face, "Haferdrink", 134) == ("Haferdrink",)


def test_a_screen_reader_hears_name_price_and_state(grid):
    tile = TileData("a", "Milk", "1,69", "per l", count=2, low_stock_text="3 left")
    assert tile.spoken == "Milk, 1,69, per l, 3 left, 2 in the ticket"
    spoken = QAccessible.queryAccessibleInterface(grid).child(0).text(QAccessible.Text.Name)
    assert spoken == "Product 0, 0,00"


@pytest.mark.parametrize(("at", "columns"), [("compact", 5), ("wide", 4)])
def test_the_width_class_sets_the_least_tile(grid, at: Breakpoint, columns):
    grid.set_breakpoint(at)
    assert grid.shape.columns == columns


def test_light_and_dark_switch_at_run_time(grid):
    light = grid.grab().toImage().pixelColor(1, 1)
    use("dark")
    assert grid.grab().toImage().pixelColor(1, 1) != light


def test_a_million_products_fetch_one_page(grid):
    asked = []

    def fetch(offset: int, many: int) -> list[TileData]:
        asked.append((offset, many))
        return [TileData(str(offset + each), "Product", "1,00") for each in range(many)]

    grid.set_source(1_000_000, fetch)
    grid.set_page(5_000)
    assert asked == [(0, 15), (75_000, 15)]
    assert grid.page_count == 66_667
