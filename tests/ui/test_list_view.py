"""Painted lists: choosing, fetching more, what a change repaints, found words, paper."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QCursor, QImage
from PySide6.QtWidgets import QApplication

from pos_desktop.ui.widgets import list_view
from pos_desktop.ui.widgets.list_view import RESULTS, ListView, RowData
from pos_desktop.ui.widgets.paper_view import PaperView
from pos_desktop.ui.widgets.totals_block import RULE, TotalRow, TotalsBlock
from tests.ui.mock_sale import PAID, TOTALS, order_rows
from tests.ui.repaints import Repaints


@pytest.fixture
def orders(qtbot, dressed):
    QCursor.setPos(5000, 5000)
    view = ListView(name="Orders")
    qtbot.addWidget(view)
    view.resize(559, 587)
    view.set_rows(order_rows())
    view.show()
    qtbot.waitExposed(view)
    QApplication.processEvents()
    return view


def test_a_press_chooses(orders, qtbot):
    with qtbot.waitSignal(orders.chosen) as chosen:
        qtbot.mouseClick(orders.viewport(), Qt.MouseButton.LeftButton, pos=orders.row_box(2).center())
    assert chosen.args == ["1-004182"]
    assert orders.selected_key() == "1-004182"


def test_arrows_walk_and_enter_chooses(orders, qtbot):
    qtbot.keyClick(orders, Qt.Key.Key_Down)
    with qtbot.waitSignal(orders.highlighted) as walked:
        qtbot.keyClick(orders, Qt.Key.Key_Down)
    assert walked.args == ["1-004183"]
    with qtbot.waitSignal(orders.chosen) as chosen:
        qtbot.keyClick(orders, Qt.Key.Key_Return)
    assert chosen.args == ["1-004183"]


def test_selecting_repaints_two_rows(orders):
    orders.select("1-004184")
    QApplication.processEvents()
    with Repaints(orders.viewport()) as repaints:
        orders.select("1-004183")
        QApplication.processEvents()
    assert repaints.bounding() == QRect(0, 0, 559, 128)


def test_columns_stand_as_drawn(orders):
    leading, first, middle, tag, amount = orders._places(orders.row_box(0), orders.rows[0])
    assert leading.width() == 0
    assert (first.left(), middle.left()) == (16, 132)
    assert tag.right() + 1 == 559 - 16 - 72 - 12
    assert (amount.left(), amount.right() + 1) == (471, 543)


def test_two_hundred_thousand_orders_come_as_they_are_scrolled_to(orders):
    total = 200_000

    def fetch(held: int) -> list[RowData]:
        return [RowData(str(number), f"1-{number}") for number in range(held, min(held + 200, total))]

    orders.set_rows(fetch(0), fetch)
    assert len(orders.rows) == 200
    orders.verticalScrollBar().setValue(orders.verticalScrollBar().maximum())
    assert len(orders.rows) == 400
    orders.verticalScrollBar().setValue(orders.verticalScrollBar().maximum())
    assert orders.rows[-1].key == "599"


def test_rows_may_come_later(orders):
    asked = []
    orders.set_rows([RowData("0", "first")], asked.append)
    assert asked == [1]
    orders.append_rows([RowData(str(number), "more") for number in range(1, 60)])
    assert len(orders.rows) == 60 and asked == [1]
    orders.verticalScrollBar().setValue(orders.verticalScrollBar().maximum())
    orders.append_rows([])
    orders.verticalScrollBar().setValue(0)
    orders.verticalScrollBar().setValue(orders.verticalScrollBar().maximum())
    assert asked == [1, 60]


def test_refreshing_keeps_the_selection(orders):
    orders.select("S-1931")
    orders.set_rows((RowData("new", "1-004185"), *order_rows()))
    assert orders.selected_key() == "S-1931"


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_found_words_are_painted_in_both_directions(qtbot, dressed, direction):
    def picture(matches: tuple[tuple[int, int], ...]) -> QImage:
        view = ListView(RESULTS)
        qtbot.addWidget(view)
        view.setLayoutDirection(direction)
        view.resize(400, 64)
        view.set_rows([RowData("a", "Oat milk", "4001234567890", amount="2,29", matches=matches)])
        return view.grab().toImage()

    assert picture(((0, 3),)) != picture(((4, 4),))


def test_totals_take_the_height_of_their_rows(qtbot, dressed):
    block = TotalsBlock()
    qtbot.addWidget(block)
    block.set_rows(TOTALS)
    assert block.sizeHint().height() == 85
    block.set_rows(PAID, last=True)
    assert block.sizeHint().height() == 720 - 522
    assert block.accessibleName().startswith("Subtotal 28,11, Discounts −0,90")
    block.set_rows((RULE, TotalRow("strong", "Change", "32,79 €")))
    assert block.accessibleName() == "Change 32,79 €"


def test_paper_is_scaled_to_its_width_and_scrolls(qtbot, dressed):
    view = PaperView()
    qtbot.addWidget(view)
    view.resize(360, 400)
    view.show()
    qtbot.waitExposed(view)
    paper = QImage(576, 2000, QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    view.set_picture(paper, "Receipt 1-000214")
    assert view.paper_box().width() == 328
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum() > 0
    with pytest.raises(ValueError):
        view.set_picture(b"no picture")


def test_a_found_product_is_painted_as_any_other_row(qtbot, dressed, monkeypatch):
    """What is left out for speed while somebody types changes no pixel."""
    view = ListView(RESULTS)
    qtbot.addWidget(view)
    view.resize(420, 6 * RESULTS.row)
    names = ("Milk chocolate", "Käse mit Nüssen", "حليب طازج", "Milk " * 20, "", "Milk")
    codes = ("4006381333931", "GS-1 · 4006381333931", "", "1" * 80, "77", "")
    pairs = enumerate(zip(names, codes, strict=True))
    view.set_rows(
        [RowData(str(at), name, code, amount=f"{at}234.50", matches=((0, 3),)) for at, (name, code) in pairs]
    )
    view.select("1")
    quick = view.grab().toImage()
    monkeypatch.setattr(list_view, "_found_plainly", lambda data: False)
    assert view.grab().toImage() == quick
