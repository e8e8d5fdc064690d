"""What the lock leaves behind: who signs in again is never kept at it, and what was asked for there comes after it."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.register import person_named


def sign_in(services, name: str = "Cashier 1") -> None:
    services.session.sign_in(person_named(services, name), "pin")
    QApplication.processEvents()


def lock(window) -> None:
    window.lock()
    QApplication.processEvents()
    assert window.frame.page() == "login"


@pytest.fixture
def look(window, services, cashier) -> None:
    """Something is told with a way to the orders, just before the register is locked."""
    window.toast("Look at this", action="Look", then=partial(window.go, "orders"))
    lock(window)


def press_toast(window) -> None:
    (toast,) = window.frame.toasts.toasts
    toast._action.click()
    QApplication.processEvents()


def test_who_closed_the_shift_begins_the_next_day_at_the_sale(window, services, cashier) -> None:
    services.shifts.open(10_000)
    lock(window)
    sign_in(services)
    services.shifts.confirm_count({10_000: 1})
    window.go("close")
    window.screen_in_sight.close_side.button.click()
    QApplication.processEvents()
    assert window.frame.page() == "login"
    sign_in(services)
    assert window.frame.page() == "sale"
    assert window.frame.rail.isVisible()


def test_what_is_pressed_at_the_lock_comes_after_signing_in(window, services, look) -> None:
    press_toast(window)
    assert window.frame.page() == "login"
    sign_in(services)
    assert window.frame.page() == "orders"
    lock(window)
    sign_in(services)
    assert window.frame.page() == "orders", "it is a place as any other from then on"
    window.back()
    assert window.frame.page() == "sale"


def test_what_is_pressed_at_the_lock_is_for_whoever_signs_in(window, services, look) -> None:
    press_toast(window)
    sign_in(services, "Manager")
    assert window.frame.page() == "orders"
    lock(window)
    sign_in(services)
    assert window.frame.page() == "sale", "it came once"


def test_what_is_pressed_at_the_lock_leaves_the_digits_of_a_pin(window, qtbot, look) -> None:
    entry = window.screen_in_sight.side_.entry
    qtbot.keyClicks(QApplication.focusWidget(), "12")
    assert len(entry.digits) == 2
    press_toast(window)
    assert len(entry.digits) == 2


def test_a_chip_of_the_status_bar_does_not_keep_anybody_out(window, services, cashier) -> None:
    lock(window)
    window.frame.status_bar.pressed.emit("outbox")
    sign_in(services)
    assert window.frame.page() == "sync"
    window.back()
    assert window.frame.page() == "sale"


def test_who_comes_back_after_somebody_else_begins_with_the_sale(window, services, cashier) -> None:
    window.go("orders")
    lock(window)
    sign_in(services, "Manager")
    window.go("reports")
    services.session.sign_out("locked")
    QApplication.processEvents()
    sign_in(services)
    assert window.frame.page() == "sale", "the lock of an earlier hour says nothing of what is in sight now"
