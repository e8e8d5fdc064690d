"""A shift at work on the real window: its keys, sums and the manager's word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.ui.register import person_named

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture
def manager(window, services):
    person = person_named(services, "Manager")
    services.session.sign_in(person, "pin")
    QApplication.processEvents()
    return person


def go(window, name: str, kind: type, **facts: object):
    window.go(name, **facts)
    QApplication.processEvents()
    assert isinstance(window.screen_in_sight, kind)
    return window.screen_in_sight


def key(qtbot, *keys: Qt.Key) -> None:
    for each in keys:
        qtbot.keyClick(QApplication.focusWidget(), each)


def texts(root: QWidget) -> Iterator[str]:
    """Everything that a widget says to eyes, ears and pointers, in sight or not."""
    for widget in (root, *root.findChildren(QWidget)):
        yield from (
            widget.toolTip(),
            widget.accessibleName(),
            widget.accessibleDescription(),
            widget.whatsThis(),
        )
        text = getattr(widget, "text", None)
        if callable(text):
            yield str(text())
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        for row in (
            getattr(widget, "rows", ()) if isinstance(getattr(widget, "rows", ()), (list, tuple)) else ()
        ):
            yield getattr(row, "spoken", "")
