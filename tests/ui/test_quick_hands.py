# ruff: noqa: F811 - fixtures are imported by name
"""Hands that are quicker than the screens: presses that come twice, keys held down. Each counts once, for what it was
meant for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop.ui.theme.tokens import themes
from tests.ui.card_till import card_till, paying, till  # noqa: F401
from tests.ui.selling import COFFEE, OIL, Choice, no_while_passes, stock, tile_at

REPEATS = 6


def double_press(till, widget: QWidget, at: QPoint | None = None) -> None:
    """Two presses of a pointer at one place, as the system sends them: Qt makes a double click of them."""
    spot = widget.mapTo(till.window, at or widget.rect().center())
    with no_while_passes():
        QTest.mouseDClick(
            till.window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
        )
        till.settle()


def hold_enter(till) -> None:
    """Enter goes down and stays down: the keyboard repeats it."""
    for repeat in range(REPEATS):
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            event = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeat > 0)
            event.setAccepted(kind == QEvent.Type.KeyPress)
            QApplication.sendEvent(till.window.windowHandle(), event)
        till.settle()


# -- a key held down ---------------------------------------------------------------------------------------------


def test_enter_held_on_pay_opens_the_payment_and_takes_nothing(till) -> None:
    till.scan(COFFEE)
    till.tab_to(till.side.pay_button)
    hold_enter(till)
    assert (till.page, till.orders()) == ("pay", [])


def test_enter_held_takes_one_share_of_several(paying) -> None:
    paying.till.key(Qt.Key.Key_F8)
    paying.till.type("3")
    paying.till.enter()
    hold_enter(paying.till)
    assert [payment.amount_minor for payment in paying.services.tendering.view().taken] == [566]


def test_enter_held_gives_nothing_away_for_no_price(till) -> None:
    stock(till.services, "Handmade vase", Choice("", None, "9000000000005"))
    till.scan("9000000000005")
    assert till.panel is not None
    till.escape()
    till.type("vase")
    hold_enter(till)
    assert till.panel is not None
    assert list(till.ticket.lines) == []


# -- the second press of two ---------------------------------------------------------------------------------------


def test_take_pressed_twice_leaves_the_change_in_sight(till) -> None:
    till.scan(COFFEE)
    till.scan(OIL)
    till.key(Qt.Key.Key_F12)
    till.type("2000")
    double_press(till, till.pay.take_button)
    assert (till.page, till.orders()) == ("done", [("1-000001", 1698)])


def test_charge_pressed_twice_does_not_cancel_the_card(paying) -> None:
    paying.till.key(Qt.Key.Key_F2)
    double_press(paying.till, paying.till.pay.take_button)
    assert paying.till.page == "card"
    assert not paying.payment.stop


@pytest.mark.parametrize("by", ["enter", "pointer"])
def test_a_share_taken_by_two_quick_presses_is_one(paying, by) -> None:
    paying.till.key(Qt.Key.Key_F8)
    paying.till.type("3")
    paying.till.enter()
    if by == "enter":
        paying.till.quickly(Qt.Key.Key_Return, Qt.Key.Key_Return)
    else:
        double_press(paying.till, paying.till.pay.take_button)
    assert [payment.amount_minor for payment in paying.services.tendering.view().taken] == [566]
    paying.till.after_a_while()
    paying.till.enter()
    assert len(paying.services.tendering.view().taken) == 2


def test_next_customer_pressed_twice_sells_them_nothing(till) -> None:
    till.scan(COFFEE)
    till.key(Qt.Key.Key_F12)
    till.enter()
    assert till.page == "done"
    double_press(till, till.done.next_button)
    assert (till.page, list(till.ticket.lines)) == ("sale", [])


def test_undo_pressed_twice_gives_one_back(paying) -> None:
    for _ in range(2):
        paying.till.scan(paying.gift_card(300))
    rows = paying.till.pay.taken.rows
    assert len(rows) == 2
    double_press(paying.till, rows[0].undo)
    assert len(paying.services.tendering.view().taken) == 1


def test_two_quick_taps_on_a_tile_are_two(till) -> None:
    grid = till.sale.grid
    double_press(till, grid.viewport(), tile_at(grid, "Oat drink"))
    assert till.names() == ["2 × Oat drink"]


def test_two_quick_taps_on_the_plus_of_a_line_are_two(till) -> None:
    from pos_desktop.ui.widgets.line_actions import LineActions

    till.scan(COFFEE)
    (actions,) = till.window.findChildren(LineActions)
    double_press(till, actions.button("more"))
    assert till.names()[0].startswith("3 ×")


def test_two_quick_taps_on_a_digit_are_two(paying) -> None:
    from pos_desktop.ui.widgets.numpad import NumpadKey

    five = next(key for key in paying.till.pay.pad.findChildren(NumpadKey) if key.text() == "5")
    double_press(paying.till, five)
    assert paying.till.pay.entry.value() == 55


# -- the same key at the next screen -------------------------------------------------------------------------------


def test_the_key_of_the_large_button_pressed_twice_opens_the_payment_and_takes_nothing(till) -> None:
    till.scan(COFFEE)
    till.quickly(Qt.Key.Key_F12, Qt.Key.Key_F12)
    assert (till.page, till.orders()) == ("pay", [])
    till.after_a_while()
    till.quickly(Qt.Key.Key_F12, Qt.Key.Key_F12)
    assert (till.page, till.orders()) == ("done", [("1-000001", 799)]), "the change stays in sight"


# -- quicker than what slides in -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_panel_that_opens_while_another_one_slides_in_stands_in_its_place(till, mirrored: bool) -> None:
    till.window.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    )
    till.settle()
    overlay = till.window.frame.overlay
    till.scan("4099999999990")
    stands = overlay.geometry()
    till.escape()
    themes().reduce_motion = False
    till.window.on_scanned("4099999999990")
    assert overlay.geometry() != stands, "it is on its way"
    till.panel.new.click()
    assert (till.panel.accessibleName(), overlay.geometry()) == ("New product", stands)
    themes().reduce_motion = True
