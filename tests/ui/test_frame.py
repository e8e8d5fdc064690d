"""The frame: where its parts stand in each class of windows, pages, overlay, toasts, rail and status bar."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import themes
from pos_desktop.ui.widgets.frame import AppFrame, regions_for
from pos_desktop.ui.widgets.rail import RailItem
from pos_desktop.ui.widgets.status_bar import StatusItem
from pos_desktop.ui.widgets.toast import ToastData
from tests.ui.mock_sale import RAIL, STATUS, sale_frame


@pytest.fixture
def frame(qtbot, dressed):
    made = sale_frame()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize(
    ("size", "rail", "main", "side"),
    [
        ((1024, 768), (0, 0, 72, 720), (72, 0, 608, 720), (680, 0, 344, 720)),
        ((1366, 768), (0, 0, 88, 720), (88, 0, 880, 720), (968, 0, 398, 720)),
        ((1920, 1080), (0, 0, 88, 1032), (88, 0, 1352, 1032), (1440, 0, 480, 1032)),
        ((768, 1024), (0, 0, 72, 976), (72, 0, 696, 537), (72, 537, 696, 439)),
    ],
)
def test_regions_of_the_named_window_sizes(size, rail, main, side):
    regions = regions_for(QSize(*size), rail[2])
    assert (regions.rail, regions.main, regions.side) == (QRect(*rail), QRect(*main), QRect(*side))
    assert regions.status == QRect(0, size[1] - 48, size[0], 48)
    assert regions.overlay == regions.side


@pytest.mark.parametrize(
    ("size", "columns", "rows"),
    [((1024, 768), 4, 3), ((1366, 768), 5, 3), ((1920, 1080), 7, 4), ((768, 1024), 4, 2)],
)
def test_tiles_of_the_named_window_sizes(frame, size, columns, rows):
    frame.sale.layout().setContentsMargins(8 if size[0] < 1200 else 12, 12, 8 if size[0] < 1200 else 12, 8)
    frame.resize(*size)
    QApplication.processEvents()
    assert (frame.sale.grid.shape.columns, frame.sale.grid.shape.rows) == (columns, rows)


def test_ticket_parts_stand_at_their_measures(frame):
    def box(widget: QWidget) -> tuple[int, int, int, int]:
        at = widget.mapTo(frame, widget.rect().topLeft())
        return at.x(), at.y(), widget.width(), widget.height()

    panel = frame.panel
    assert box(panel.header) == (969, 0, 397, 72)
    assert box(panel.view) == (969, 72, 397, 447)
    assert box(panel.totals) == (969, 519, 397, 85)
    assert box(panel._main) == (985, 616, 365, 88)


def test_a_page_without_side_gives_its_room_to_the_main_part(frame):
    frame.add_page("settings", QWidget())
    frame.show_page("settings")
    assert frame.main.geometry() == QRect(88, 0, 1278, 720)
    assert not frame.side.isVisible()
    frame.show_page("sale")
    assert frame.side.isVisible()


def test_sign_in_has_no_rail_and_no_status_bar(frame):
    frame.add_page("login", QWidget(), chrome=False)
    frame.show_page("login")
    assert frame.main.geometry() == frame.rect()
    assert not frame.rail.isVisible()


def test_right_to_left_mirrors_every_part(frame):
    frame.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert frame.rail.geometry() == QRect(1278, 0, 88, 720)
    assert frame.side.geometry() == QRect(0, 0, 397, 720)
    assert frame.main.geometry() == QRect(398, 0, 880, 720)


def _question() -> tuple[QWidget, QPushButton, QLineEdit]:
    content = QWidget()
    column = QVBoxLayout(content)
    button, field = QPushButton("Decline"), QLineEdit()
    column.addWidget(button)
    column.addWidget(field)
    return content, button, field


def test_overlay_covers_exactly_the_ticket_and_keeps_the_focus(frame, qtbot):
    frame.activateWindow()
    frame.sale.grid.setFocus()
    content, button, field = _question()
    frame.show_overlay(content)
    assert frame.overlay.geometry() == QRect(968, 0, 398, 720)
    assert QApplication.focusWidget() is button
    qtbot.keyClick(button, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is field
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is button
    frame.sale.grid.setFocus()
    assert QApplication.focusWidget() is button


def test_escape_declines_and_the_focus_comes_back(frame, qtbot):
    frame.activateWindow()
    frame.sale.grid.setFocus()
    frame.show_overlay(_question()[0])
    with qtbot.waitSignal(frame.overlay_declined):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    frame.close_overlay()
    assert not frame.overlay_is_open()
    assert QApplication.focusWidget() is frame.sale.grid


def test_the_scrim_takes_presses_and_leaves_the_status_bar(frame, qtbot):
    frame.show_overlay(_question()[0])
    assert frame.childAt(500, 200) is frame._scrim
    assert frame.status_bar.isAncestorOf(frame.childAt(100, 745))


def test_overlay_slides_within_the_tokens_time(frame, qtbot):
    themes().reduce_motion = False
    frame.show_overlay(_question()[0])
    assert frame.overlay.x() == 1366
    qtbot.waitUntil(lambda: frame.overlay.x() == 968, timeout=2000)


def test_three_toasts_at_most_at_the_bottom_end_of_main(frame, qtbot):
    for number in range(4):
        frame.toasts.show(ToastData(f"Toast {number}"))
    assert [toast.data.title for toast in frame.toasts.toasts] == ["Toast 1", "Toast 2", "Toast 3"]
    assert frame.toasts.toasts[-1].geometry() == QRect(632, 640, 320, 64)
    assert frame.toasts.toasts[0].geometry().bottom() < frame.toasts.toasts[1].geometry().top()


def test_a_toasts_action_acts_once_and_closes_it(frame, qtbot):
    undone = []
    toast = frame.toasts.show(ToastData("Removed", action="Undo"), lambda: undone.append(1))
    qtbot.mouseClick(toast._action, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert frame.toasts.toasts == ()


def test_rail_cells_choose_and_carry_badges(frame, qtbot):
    with qtbot.waitSignal(frame.rail.chosen) as chosen:
        qtbot.mouseClick(frame.rail.cell("orders"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["orders"]
    assert frame.rail.active() == "sale"
    frame.rail.set_badge("sync", 3)
    assert frame.rail.cell("sync").accessibleName() == "Sync, 3"
    assert frame.rail.cell("sale").geometry() == QRect(8, 76, 71, 64)
    assert frame.rail.cell("lock").geometry() == QRect(8, 652, 71, 64)


def test_compact_rail_names_its_icons_in_tool_tips(frame):
    frame.resize(1024, 768)
    assert frame.rail.cell("stock").toolTip() == "Stock"
    assert frame.rail.cell("stock").accessibleName() == "Stock"


def test_a_long_label_widens_the_rail_of_a_wide_window(frame):
    frame.rail.set_items((*RAIL[:-1], RailItem("settings", "Konfiguration", "gear-six")))
    assert frame.rail.width_at("wide") == 104
    assert frame.rail.width_at("regular") == 88


def test_status_chips_press_and_shorten(frame, qtbot):
    bar = frame.status_bar
    with qtbot.waitSignal(bar.pressed) as pressed:
        qtbot.mouseClick(bar.chip("printer"), Qt.MouseButton.LeftButton)
    assert pressed.args == ["printer"]
    assert bar.chip("sync").geometry() == QRect(8, 1, 174, 47)
    frame.resize(1024, 768)
    assert bar.chip("sync")._words == "0 waiting"
    assert bar.chip("sync").accessibleName() == "Online · 0 waiting"
    bar.set_items(
        (StatusItem("printer", "printer", "Paper is nearly out", "Paper low", "attention"), *STATUS[2:])
    )
    assert bar.chip("printer").accessibleName() == "Paper is nearly out"


def test_an_empty_frame_shows_itself(qtbot, dressed):
    made = AppFrame()
    qtbot.addWidget(made)
    made.resize(800, 600)
    assert not made.grab().isNull()
