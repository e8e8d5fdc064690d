"""Work that hangs until a test lets it go, and a person who does not want to wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_desktop.ui.shell.window import RegisterWindow


class Slow:
    """Hangs until it is let go; from then on it answers at once."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self._work = work
        self._gone = threading.Event()
        self.asked = 0

    def __call__(self, *facts: Any) -> Any:
        self.asked += 1
        self._gone.wait(300)
        return self._work(*facts)

    def let_go(self) -> None:
        self._gone.set()


@pytest.fixture
def slow(window: RegisterWindow) -> Iterator[Callable[[Callable[..., Any]], Slow]]:
    """Makes slow work; all of it is let go before the window is closed."""
    made: list[Slow] = []

    def make(work: Callable[..., Any]) -> Slow:
        made.append(Slow(work))
        return made[-1]

    yield make
    for each in made:
        each.let_go()


def press_cancel(window: RegisterWindow, qtbot) -> None:  # type: ignore[no-untyped-def]
    """The button of the card that shows slow work, whatever panel is open."""
    card = window.runner.card
    qtbot.waitUntil(card.isVisible)
    spot = card._cancel.mapTo(window, card._cancel.rect().center())
    assert window.childAt(spot) is card._cancel, "nothing lies on it"
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    assert not card.isVisible()
