# ruff: noqa: F811 - fixtures are imported by name
"""Enter presses the one main button of the close, as on every screen that moves money; a hurried one closes nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos_desktop.ui.screens import close
from tests.ui.register import person_named
from tests.ui.selling import manager, till  # noqa: F401


class Moment:
    """The close's timer: the moment is over where a test looked at the screen, however fast or slow the computer is."""

    def __init__(self) -> None:
        self._runs = self.over = False

    def start(self) -> None:
        self._runs, self.over = True, False

    def invalidate(self) -> None:
        self._runs = self.over = False

    def isValid(self) -> bool:
        return self._runs

    def hasExpired(self, _milliseconds: int) -> bool:
        return self.over


@pytest.fixture(autouse=True)
def _moments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(close, "QElapsedTimer", Moment)


@pytest.fixture
def counted(till):
    till.services.shifts.confirm_count({1: 10_000})
    till.window.go("close")
    till.settle()
    assert till.page == "close"
    return till


def look_at_it(till) -> None:
    screen = till.window.screen_in_sight
    till.qtbot.waitUntil(screen._come.isValid)
    screen._come.over = True
    assert not screen.just_come


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F12])
def test_a_key_closes_the_shift_that_was_looked_at(counted, key) -> None:
    look_at_it(counted)
    counted.key(key)
    assert counted.services.shifts.current() is None
    assert counted.page == "login"


def test_presses_in_a_hurry_close_nothing_however_many(counted) -> None:
    moment = counted.window.screen_in_sight
    counted.key(*[Qt.Key.Key_Return] * 5)
    assert moment.just_come
    assert counted.services.shifts.current().state == "counted"


def test_a_code_that_is_typed_by_a_slow_scanner_closes_nothing(counted) -> None:
    look_at_it(counted)
    counted.key(Qt.Key.Key_4, Qt.Key.Key_0, Qt.Key.Key_Return)
    assert counted.services.shifts.current().state == "counted"


def test_an_enter_behind_the_pin_closes_nothing(counted) -> None:
    look_at_it(counted)
    counted.window.lock("idle")
    counted.settle()
    counted.services.session.sign_in(person_named(counted.services, "Cashier 1"), "pin")
    counted.settle()
    assert counted.page == "close"
    counted.enter()
    assert counted.services.shifts.current().state == "counted"


def test_an_enter_too_many_on_the_float_closes_nothing(counted) -> None:
    look_at_it(counted)
    counted.key(Qt.Key.Key_F)
    counted.type("5000")
    counted.key(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert counted.panel is None
    assert counted.services.shifts.current().state == "counted"
    assert counted.window.screen_in_sight.close_side.float_left == 5000


def test_enter_on_the_x_report_goes_on_to_the_count(till) -> None:
    manager(till)
    till.window.go("close", view="x")
    till.settle()
    till.enter()
    assert till.page == "count"


def test_enter_does_what_the_view_in_sight_says(counted) -> None:
    """The keys follow the view: on the X report nothing closes, from there Enter leads to the close, no further."""
    manager(counted)
    counted.window.go("close")
    counted.settle()
    screen = counted.window.screen_in_sight
    screen.views._press("x")
    look_at_it(counted)
    counted.window.screen_in_sight.setFocus()
    counted.enter()
    assert screen.side.currentWidget() is screen.close_side
    counted.enter()
    assert counted.services.shifts.current().state == "counted"
    look_at_it(counted)
    counted.enter()
    assert counted.services.shifts.current() is None
