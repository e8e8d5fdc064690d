"""Tool tips wear the register's look, in the theme in force, and only where one is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.ui.theme.dressing import apply
from pos_desktop.ui.theme.sheets import tip_sheet
from pos_desktop.ui.theme.tokens import theme, use
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.tips import give_tip, show_tip


@pytest.fixture
def button(qtbot: QtBot, qapp: QApplication) -> Iterator[Button]:
    apply(qapp, "light")
    window = QWidget()
    column = QVBoxLayout(window)
    made = Button(icon="gear", name="Settings")
    column.addWidget(made)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield made
    QToolTip.hideText()
    use("light")


def rest_on(widget: QWidget) -> None:
    """What Qt tells a widget on which the pointer has rested."""
    middle = widget.rect().center()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, middle, widget.mapToGlobal(middle)))


def shown_tip() -> QWidget:
    return next(
        each
        for each in QApplication.topLevelWidgets()
        if each.metaObject().className() == "QTipLabel" and each.isVisible()
    )


def test_a_tip_is_dressed_when_it_is_shown(button: Button, qtbot: QtBot) -> None:
    assert button.styleSheet() == ""
    rest_on(button)
    qtbot.waitUntil(QToolTip.isVisible)
    assert QToolTip.text() == "Settings"
    picture = shown_tip().grab().toImage()
    assert picture.pixelColor(3, 3) == theme().color("surface")
    assert picture.pixelColor(0, picture.height() // 2) == theme().color("border")


def test_a_tip_follows_the_theme(button: Button, qtbot: QtBot) -> None:
    rest_on(button)
    QToolTip.hideText()
    use("dark")
    rest_on(button)
    qtbot.waitUntil(QToolTip.isVisible)
    assert button.styleSheet() == tip_sheet()
    assert shown_tip().grab().toImage().pixelColor(3, 3) == theme().color("surface")


def test_nothing_is_dressed_for_an_empty_tip(button: Button, qtbot: QtBot) -> None:
    give_tip(button, "")
    rest_on(button)
    show_tip(button, QPoint(5, 5), "")
    assert not QToolTip.isVisible()
    assert button.styleSheet() == ""
