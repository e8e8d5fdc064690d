"""What may wait at the start waits for the first paint; at any other time nothing does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle
from pytestqt.qtbot import QtBot

from pos_desktop.ui import first_paint
from pos_desktop.ui.first_paint import after_first_paint
from pos_desktop.ui.shell.scanner import Scanner
from pos_desktop.ui.theme.mirroring import visual_rect


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(first_paint, "AFTER_MS", 20)
    first_paint.start()
    yield
    first_paint.over()


def test_at_any_other_time_it_is_done_at_once(qapp: QApplication) -> None:
    done: list[str] = []
    after_first_paint(qapp, lambda: done.append("now"))
    assert done == ["now"]


def test_at_the_start_it_waits_and_is_done_once(qtbot: QtBot, qapp: QApplication, start: None) -> None:
    done: list[str] = []
    after_first_paint(qapp, lambda: done.append("later"))
    assert done == []
    qtbot.waitUntil(lambda: bool(done))
    qtbot.wait(50)
    assert done == ["later"]


def test_it_is_not_done_for_an_owner_that_is_gone(qtbot: QtBot, start: None) -> None:
    done: list[str] = []
    owner = QObject()
    after_first_paint(owner, lambda: done.append("late"))
    owner.deleteLater()
    del owner
    qtbot.wait(80)
    assert done == []


@pytest.mark.parametrize("installed", [False, True], ids=["at the start", "after it"])
def test_a_scan_is_read_once_at_the_start_and_after_it(
    qtbot: QtBot, qapp: QApplication, installed: bool
) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    with qtbot.waitExposed(field):
        field.show()
    scanner, codes = Scanner(), []
    scanner.scanned.connect(codes.append)
    scanner.begin_at(field.windowHandle())
    if installed:
        scanner.install(qapp)
    for place, sign in enumerate("4006381333931\r", start=1):
        key = Qt.Key.Key_Return if sign == "\r" else Qt.Key(ord(sign))
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
            event.setTimestamp(place * 10)
            QCoreApplication.sendEvent(field.windowHandle(), event)
    scanner.remove(qapp)
    assert (codes, field.text()) == (["4006381333931"], "")


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
@pytest.mark.parametrize("place", [QRect(3, 4, 10, 20), QRect(90, 0, 50, 5), QRect(-5, 1, 1, 1), QRect()])
def test_places_are_mirrored_as_qt_mirrors_them(direction: Qt.LayoutDirection, place: QRect) -> None:
    within = QRect(10, 5, 121, 60)
    assert visual_rect(direction, within, place) == QStyle.visualRect(direction, within, place)
