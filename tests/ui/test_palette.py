"""One field for everything: actions, products, orders."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.ui.dialogs.palette import PalettePanel


@pytest.fixture
def palette(window, cashier, qtbot):
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    panel = window.panels.top
    assert isinstance(panel, PalettePanel)
    assert panel.field.edit.hasFocus()
    return panel


def keys(panel: PalettePanel) -> list[str]:
    return [row.key.split("-")[0] for row in panel.list.rows]


def find(qtbot, panel: PalettePanel, text: str) -> None:
    qtbot.keyClicks(panel.field.edit, text)
    qtbot.waitUntil(lambda: not panel._pause.isActive())


def test_before_anything_is_typed_the_actions_are_shown(palette) -> None:
    words = [row.primary for row in palette.list.rows]
    assert "Lock the register" in words
    assert "Keys of this screen" in words
    assert set(keys(palette)) == {"action"}


def test_products_are_found_as_they_are_typed_and_enter_sells_the_first(
    palette, window, services, qtbot
) -> None:
    find(qtbot, palette, "irish but")
    assert [row.primary for row in palette.list.rows] == ["Irish butter"]
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert window.panels.top is None
    assert [line.name for line in services.tickets.ticket.lines] == ["Irish butter"]
    assert window.frame.page() == "sale"


def test_only_what_was_typed_is_bold_in_a_name(palette, services, qtbot) -> None:
    find(qtbot, palette, "milk")
    row = next(row for row in palette.list.rows if "milk" in row.primary)
    assert [row.primary[start : start + length] for start, length in row.matches] == ["milk"]


def test_arrows_move_the_highlight(palette, services, qtbot) -> None:
    find(qtbot, palette, "butter")
    names = [row.primary for row in palette.list.rows]
    assert len(names) == 2
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert [line.name for line in services.tickets.ticket.lines] == [names[1]]


def test_an_action_is_done_by_its_words(palette, window, services, qtbot) -> None:
    find(qtbot, palette, "lock reg")
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert services.desk.person is None
    assert window.frame.page() == "login"


def test_enter_right_after_the_last_letter_takes_what_was_typed(palette, services, qtbot) -> None:
    qtbot.keyClicks(palette.field.edit, "kombucha")
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert [line.name for line in services.tickets.ticket.lines] == ["Kombucha lime and ginger"]


def test_nothing_found_takes_nothing(palette, window, services, qtbot) -> None:
    find(qtbot, palette, "zzzzqq")
    assert list(palette.list.rows) == []
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert services.tickets.ticket.lines == ()
    assert window.panels.top is palette


def test_escape_closes_it(palette, window, qtbot) -> None:
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Escape)
    assert window.panels.top is None
