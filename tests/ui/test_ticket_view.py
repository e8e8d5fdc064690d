"""The ticket's lines: what a change repaints and costs, heights, selection, actions, right-to-left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QCursor, QImage
from PySide6.QtWidgets import QApplication

from pos_desktop.ui.theme.tokens import use
from pos_desktop.ui.widgets.ticket_model import LineData
from pos_desktop.ui.widgets.ticket_view import TicketView
from tests.ui.repaints import Repaints

ROW = 56


def line(number: int, amount: str = "1,69") -> LineData:
    return LineData(f"k{number}", "1 ×", f"Frische Bio Vollmilch {number}", amount, detail="1,69 each")


@pytest.fixture
def view(qtbot, dressed):
    QCursor.setPos(5000, 5000)  # away from the rows: scrolling looks for the one under the pointer
    widget = TicketView()
    qtbot.addWidget(widget)
    widget.resize(397, 447)
    widget.set_lines([line(number) for number in range(5)])
    widget.show()
    qtbot.waitExposed(widget)
    QApplication.processEvents()
    return widget


def test_a_changed_line_repaints_its_row_alone(view):
    lines = list(view.lines)
    lines[2] = replace(lines[2], quantity_text="2 ×", amount_text="3,38")
    with Repaints(view.viewport()) as repaints:
        view.set_lines(lines)
        QApplication.processEvents()
    assert repaints.bounding() == QRect(0, 2 * ROW, 397, ROW)


def test_a_new_line_repaints_its_row_alone(view):
    with Repaints(view.viewport()) as repaints:
        view.set_lines([*view.lines, line(5)])
        QApplication.processEvents()
    assert repaints.bounding() == QRect(0, 5 * ROW, 397, ROW)


def test_a_new_line_below_the_edge_scrolls_what_is_painted(view):
    view.set_lines([line(number) for number in range(20)])
    QApplication.processEvents()
    with Repaints(view.viewport()) as repaints:
        view.set_lines([*view.lines, line(20)])
        QApplication.processEvents()
    assert view.row_box(20).bottom() == view.viewport().height() - 1
    texts = repaints.region.intersected(QRect(0, 0, 380, 447)).boundingRect()
    assert texts.height() <= ROW


def test_the_newest_line_stays_in_sight(view):
    view.set_lines([line(number) for number in range(40)])
    assert view.row_box(39).bottom() < view.viewport().height()
    view.set_lines([replace(view.lines[0], quantity_text="2 ×"), *view.lines[1:]])
    assert view.row_box(0).top() == 0


def test_seven_lines_with_one_of_them_open_need_no_scrolling(view):
    view.set_lines([line(number) for number in range(7)])
    view.select("k2")
    assert view.content_height() == view.viewport().height() + 2
    assert view.verticalScrollBar().maximum() == 0
    view.set_lines([line(number) for number in range(8)])
    assert view.verticalScrollBar().maximum() == ROW + 2


def on_screen(view: TicketView) -> QImage:
    """What the window shows, as it was painted bit by bit."""
    return view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)


def painted_anew(view: TicketView) -> QImage:
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


@contextmanager
def painted_rows(view: TicketView, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The rows whose texts are drawn meanwhile."""
    rows, draw = [], view.paint_row
    with monkeypatch.context() as patched:
        patched.setattr(view, "paint_row", lambda p, box, row: (rows.append(row), draw(p, box, row)))
        yield rows


def test_a_line_that_is_brought_is_painted_before_anything_else(view):
    view.select("k4")
    QApplication.processEvents()
    with Repaints(view.viewport()) as repaints:
        view.bring(line(5))
        assert repaints.bounding() == view.row_box(5)
        shown = on_screen(view).copy(view.row_box(5))
        QApplication.processEvents()
    assert shown == painted_anew(view).copy(view.row_box(5))
    assert view.selected_key() == "k5"
    assert repaints.region.boundingRect() == QRect(0, 4 * ROW, 397, 2 * ROW + 57)


@pytest.mark.parametrize("seed", range(6))
def test_lines_that_are_brought_leave_the_screen_as_if_painted_anew(view, seed):
    random, number = Random(seed), 5
    view.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if seed % 3 == 0 else Qt.LayoutDirection.LeftToRight
    )
    for _ in range(40):
        step = random.random()
        if step < 0.6 or not view.lines:
            view.bring(line(number))
            number += 1
        elif step < 0.85:
            old = random.choice(view.lines)
            wordy = random.random() < 0.3
            view.bring(replace(old, quantity_text="3 ×", discount_text="−10 %" if wordy else ""))
        else:
            view.select(random.choice([None, *(each.key for each in view.lines)]))
        QApplication.processEvents()
        assert on_screen(view) == painted_anew(view), f"after {view.selected_key()}"
    selected = view.selected_key()
    assert (selected is None) == (view.currentIndex().row() < 0)


def test_a_line_that_grew_far_above_is_the_only_one_painted_at_once(view):
    view.select("k4")
    QApplication.processEvents()
    with Repaints(view.viewport()) as repaints:
        view.bring(replace(view.lines[1], quantity_text="2 ×"))
        heights = sum(box.height() for box in repaints.region)
    assert heights <= view.row_box(1).height() + 57  # and what the buttons stood on
    assert view.selected_key() == "k1"


def test_a_line_that_is_brought_while_the_ticket_is_locked_stays_closed(view):
    view.set_locked(True)
    view.bring(line(5))
    QApplication.processEvents()
    assert view.selected_key() is None
    assert on_screen(view) == painted_anew(view)


def test_whoever_listens_hears_of_a_line_that_is_brought(view, qtbot):
    with qtbot.waitSignal(view.selected) as heard:
        view.bring(line(5))
    assert heard.args == ["k5"]
    assert view.currentIndex().row() == 5


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_line_that_was_painted_aside_looks_as_if_painted_in_its_place(view, direction, monkeypatch):
    view.setLayoutDirection(direction)
    view.set_amount_width(60)  # wide enough for what comes: a column that grows is painted anew
    view.select("k4")
    QApplication.processEvents()
    for come in (line(5), replace(view.lines[1], quantity_text="2 ×", discount_text="−10 %")):
        before = on_screen(view)
        view.prepare(come)
        QApplication.processEvents()
        assert on_screen(view) == before
        with painted_rows(view, monkeypatch) as painted:
            view.bring(come)
        assert view.currentIndex().row() not in painted
        shown = on_screen(view).copy(view.row_box(view.currentIndex().row()))
        QApplication.processEvents()
        assert shown == painted_anew(view).copy(view.row_box(view.currentIndex().row()))
        assert on_screen(view) == painted_anew(view)


def test_a_line_that_was_painted_aside_is_painted_anew_for_what_came_instead(view):
    view.prepare(line(5))
    view.bring(replace(line(5), quantity_text="7 ×"))
    QApplication.processEvents()
    assert on_screen(view) == painted_anew(view)
    view.prepare(line(6))
    use("dark")
    view.bring(line(6))
    QApplication.processEvents()
    assert on_screen(view) == painted_anew(view)


def test_removing_a_line_keeps_the_others_in_order(view):
    view.set_lines([view.lines[0], *view.lines[2:]])
    assert [each.key for each in view.lines] == ["k0", "k2", "k3", "k4"]
    assert view.content_height() == 4 * ROW


def test_heights_follow_what_a_line_says(view):
    view.set_lines(
        [
            LineData("a", "1 ×", "Plain", "1,00"),
            LineData("b", "1 ×", "Discounted", "1,00", discount_text="−10 %", discount_amount_text="−0,10"),
            LineData("c", "2 ×", "Both", "2,00", detail="1,00 each", discount_text="−10 %"),
        ]
    )
    assert [view.row_box(row).height() for row in range(3)] == [56, 56, 76]
    view.select("a")
    assert view.row_box(0).height() == 113
    assert view.row_box(1).top() == 113


@pytest.mark.parametrize("action", ["less", "more", "discount", "note", "remove"])
def test_actions_of_the_selected_line_carry_its_key(view, qtbot, action):
    view.select("k1")
    with qtbot.waitSignal(getattr(view, action)) as pressed:
        qtbot.mouseClick(view._actions.button(action), Qt.MouseButton.LeftButton)
    assert pressed.args == ["k1"]


def test_actions_are_48_high_and_stand_under_their_line(view):
    view.resize(397, 447)
    view.select("k1")
    less, discount, remove = (view._actions.button(name) for name in ("less", "discount", "remove"))
    tops = {button.mapTo(view.viewport(), QPoint(0, 0)).y() for button in (less, discount, remove)}
    assert tops == {2 * ROW}
    assert (less.size().toTuple(), remove.width()) == ((48, 48), 48)
    assert discount.width() == 95


@pytest.mark.parametrize(
    ("key", "signal"),
    [(Qt.Key.Key_Minus, "less"), (Qt.Key.Key_Plus, "more"), (Qt.Key.Key_Delete, "remove")],
)
def test_keys_act_on_the_selected_line(view, qtbot, key, signal):
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(getattr(view, signal)) as pressed:
        qtbot.keyClick(view, key)
    assert pressed.args == ["k0"]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected_key() is None


def test_enter_goes_into_the_actions_and_arrows_walk_them(view, qtbot):
    view.select("k0")
    view.activateWindow()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is view._actions.button("less")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert QApplication.focusWidget() is view._actions.button("more")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is view


def test_a_press_selects_and_a_second_press_closes(view, qtbot):
    at = view.row_box(3).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.selected_key() == "k3"
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, view.row_box(3).top() + 10))
    assert view.selected_key() is None


def test_a_locked_ticket_is_shown_and_not_touched(view, qtbot):
    view.select("k1")
    view.set_locked(True)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.row_box(2).center())
    assert view.selected_key() is None
    assert view.row_box(1).height() == ROW


def test_selection_stays_with_its_line_when_another_goes(view):
    view.select("k3")
    view.set_lines([each for each in view.lines if each.key != "k1"])
    assert view.selected_key() == "k3"
    assert view.row_box(2).height() == 113


def test_the_amount_takes_its_room_before_the_name(view):
    short = view._columns(view.row_box(0), line(0))[1]
    wide = view._columns(view.row_box(0), line(0, "123.456.789,00"))
    assert wide[1].width() < short.width()
    assert wide[2].right() == 397 - 16 - 1


def test_right_to_left_keeps_decimals_under_each_other(view):
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    view.set_lines([LineData("a", "2 ×", "حليب", "13.00"), LineData("b", "1 ×", "ماء", "9.00")])
    widths = {view._columns(view.row_box(row), view.lines[row])[2].width() for row in range(2)}
    assert widths == {48}
    view.set_lines([*view.lines, LineData("c", "1 ×", "حليب", "123456.00")])
    widths = {view._columns(view.row_box(row), view.lines[row])[2].width() for row in range(3)}
    assert len(widths) == 1 and widths.pop() > 48


def test_a_screen_reader_hears_the_line(view):
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.text(QAccessible.Text.Name) == "Ticket lines"
    assert interface.child(0).text(QAccessible.Text.Name) == "1 ×, Frische Bio Vollmilch 0, 1,69 each, 1,69"
