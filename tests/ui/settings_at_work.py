"""The settings as a person opens them, for the tests of its pages."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from pos_desktop.application.services import Services
from pos_desktop.storage import tables
from pos_desktop.ui.screens.settings import SettingsScreen
from pos_desktop.ui.shell.window import RegisterWindow
from tests.ui.register import person_named


def settings_of(window: RegisterWindow, who: str = "Manager", section: str = "store") -> SettingsScreen:
    """Signs somebody in and opens a page of the settings."""
    services = window.services
    services.session.sign_in(person_named(services, who), "pin")
    window.go("settings", section=section)
    screen = window.screen_in_sight
    assert isinstance(screen, SettingsScreen)
    return screen


def journal_kinds(services: Services) -> list[str]:
    """What the journal holds, oldest first."""
    with services.desk.store._database.read() as work:
        return list(work.execute(select(tables.journal.c.kind).order_by(tables.journal.c.seq)).scalars())


def type_into(field, text: str) -> None:
    """Types a text into a field and leaves it."""
    field.set_text(text)
    if hasattr(field.edit, "editingFinished"):
        field.edit.editingFinished.emit()
    else:
        field.left.emit()


def double_click(window: RegisterWindow, button: QWidget) -> None:
    """As a hurried finger does it: the second press goes to whatever stands at that place by then."""
    QApplication.processEvents()
    at = button.mapTo(window, button.rect().center())
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QApplication.processEvents()
    under = window.childAt(at)
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        if under is not None and shiboken6.isValid(under):
            place, left = QPointF(under.mapFrom(window, at)), Qt.MouseButton.LeftButton
            held = left if kind is QEvent.Type.MouseButtonDblClick else Qt.MouseButton.NoButton
            glob = QPointF(window.mapToGlobal(at))
            event = QMouseEvent(kind, place, glob, left, held, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(under, event)
    QApplication.processEvents()


def rows_of(page) -> dict[str, tuple[str, str]]:
    """The rows of a page's list: first and second text by key."""
    return {row.key: (row.primary, row.secondary) for row in page.pane.list.rows}
