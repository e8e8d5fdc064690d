"""What people do is heard at every window of the program, before the widgets, and by nobody who has left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from pos_desktop.ui.event_watch import EventWatch, event_watch
from pos_desktop.ui.widgets.menu import Menu
from pos_desktop.ui.widgets.select import Select
from tests.ui.selling import Till, till

__all__ = ["till"]

KINDS = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress)


class Ear(QObject):
    """Notes what comes, and keeps it when it is told to."""

    def __init__(self, keeps: bool = False) -> None:
        super().__init__()
        self.heard: list[QEvent.Type] = []
        self.keeps = keeps

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.heard.append(event.type())
        return self.keeps


@pytest.fixture
def field(qtbot, dressed: QApplication) -> QLineEdit:
    return shown(qtbot, QLineEdit())


@pytest.fixture
def watch(dressed: QApplication) -> EventWatch:
    return event_watch(dressed)


@pytest.fixture
def ear(field: QLineEdit, watch: EventWatch) -> Iterator[Ear]:
    made = Ear()
    watch.ask(made, KINDS)
    yield made
    watch.leave(made)


def shown(qtbot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is widget)
    return widget


def test_a_window_that_is_there_is_heard(ear: Ear, field: QLineEdit) -> None:
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    QTest.mouseClick(field.windowHandle(), Qt.MouseButton.LeftButton)
    assert ear.heard == [*KINDS]


def test_a_dialog_that_comes_later_is_heard(ear: Ear, qtbot) -> None:
    dialog = shown(qtbot, QDialog())
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_A)
    assert ear.heard == [QEvent.Type.KeyPress]


# The platform without a display says what it cannot do for menus.
@pytest.mark.qt_log_ignore("propagateSizeHints", r"support raise\(\)", "grabbing the keyboard", extend=True)
def test_hands_at_a_menu_and_at_an_open_list_are_heard(ear: Ear, qtbot) -> None:
    place = shown(qtbot, QWidget())
    menu, select = Menu("More", place), Select("Choice", parent=place)
    menu.add("One", lambda: None)
    menu.open_under(place)
    QTest.mouseClick(menu.windowHandle(), Qt.MouseButton.LeftButton)
    assert ear.heard == [QEvent.Type.MouseButtonPress]
    menu.close()
    select.add("a", "One")
    select.combo.showPopup()
    opened = select.combo.view().window()
    QTest.mousePress(opened.windowHandle(), Qt.MouseButton.LeftButton)
    assert ear.heard == [QEvent.Type.MouseButtonPress] * 2
    select.combo.hidePopup()


def test_the_latest_is_asked_first_and_may_keep_it(ear: Ear, watch: EventWatch, field: QLineEdit) -> None:
    keeper = Ear(keeps=True)
    watch.ask(keeper, [QEvent.Type.KeyPress])
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert (keeper.heard, ear.heard, field.text()) == ([QEvent.Type.KeyPress], [], "")
    watch.leave(keeper)
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert (keeper.heard, ear.heard, field.text()) == ([QEvent.Type.KeyPress], [QEvent.Type.KeyPress], "a")


@pytest.mark.parametrize("with_keyboard", [True, False])
def test_a_till_notes_every_window_of_its_own(till: Till, qtbot, with_keyboard: bool) -> None:
    window = QWidget(windowTitle="Not wanted")
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not with_keyboard)
    qtbot.addWidget(window)
    window.show()
    if with_keyboard:
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
        window.hide()
    with pytest.raises(AssertionError, match="Not wanted"):
        till.settle()
    window.hide()
    till.windows.seen.clear()
