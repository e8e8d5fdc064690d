"""Cancel on the card of slow work: whoever waited stands where they were and can go on or try again."""
# ruff: noqa: F811 - fixtures are imported by name

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.application.coupons import Coupon
from pos_desktop.application.customer_desk import CustomerDesk, ShopsAnswer
from pos_desktop.application.ids import new_id
from pos_desktop.application.shop_gift_cards import ShopGiftCard
from pos_desktop.domain.discount import percent
from pos_desktop.domain.payment import TenderKind
from pos_desktop.ui.dialogs.coupon import CouponPanel
from pos_desktop.ui.dialogs.customer import CustomerPanel
from pos_desktop.ui.dialogs.value_code import CodePanel
from tests.ui.register import PINS
from tests.ui.slow_work import press_cancel, slow  # noqa: F401

NOBODY = "Nobody is known by this yet."


def type_pin(qtbot, pin: str) -> None:
    for digit in pin:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key(ord(digit)))


@pytest.mark.parametrize("how", ["pin", "badge"])
def test_signing_in_begins_anew(window, services, qtbot, slow, monkeypatch, how: str) -> None:
    login, session = window.screen_in_sight, services.session
    check = slow(getattr(session, f"check_{how}"))
    monkeypatch.setattr(session, f"check_{how}", check)
    if how == "pin":
        type_pin(qtbot, PINS["Cashier 1"])
    else:
        window.on_scanned("BADGE-42")
    qtbot.waitUntil(lambda: check.asked == 1)
    press_cancel(window, qtbot)
    assert login.side_.entry.digits == "", "nothing of a PIN stays behind"
    check.let_go()
    qtbot.waitUntil(lambda: not window.runner.tasks._open)
    assert services.desk.person is None, "what was cancelled signs nobody in"
    type_pin(qtbot, PINS["Cashier 1"])
    qtbot.waitUntil(lambda: services.desk.person is not None)


def test_a_discount_code_can_be_checked_again(window, cashier, services, qtbot, slow, monkeypatch) -> None:
    found = Coupon("SUMMER10", "Summer", "Online shop", percent(10, "Code SUMMER10"))
    check = slow(lambda _code: found)
    monkeypatch.setattr(services.coupons, "check", check)
    panel = CouponPanel(window, "Ticket 1", 1000, lambda _coupon: None)
    window.show_overlay(panel)
    panel.field.edit.setText("SUMMER10")
    panel.primary.click()
    assert not panel.primary.isEnabled()
    press_cancel(window, qtbot)
    assert panel.primary.isEnabled()
    check.let_go()
    qtbot.waitUntil(lambda: not window.runner.tasks._open)
    assert not panel.off.isVisible(), "what was cancelled answers nobody"
    panel.primary.click()
    qtbot.waitUntil(panel.off.isVisible)
    assert check.asked == 2


def test_a_shop_can_be_asked_for_a_gift_card_again(
    window, cashier, services, qtbot, slow, monkeypatch
) -> None:
    find = slow(lambda _code: ShopGiftCard(new_id(), "Kiosk", "ref", "GH56", 500))
    monkeypatch.setattr(services.shop_gift_cards, "shops", lambda: ["Kiosk"])
    monkeypatch.setattr(services.shop_gift_cards, "find", find)
    panel = CodePanel(window, "Gift card", TenderKind.GIFT_CARD, 1000, None, lambda *_: None, lambda *_: None)
    window.show_overlay(panel)
    panel.field.edit.setText("oilOIL1234EFGH56")
    panel.primary.click()
    assert not panel.primary.isEnabled()
    press_cancel(window, qtbot)
    assert (panel.primary.text(), panel.primary.isEnabled()) == ("Ask the shop", True)
    find.let_go()
    panel.primary.click()
    qtbot.waitUntil(lambda: panel.held is not None)
    assert find.asked == 2


@pytest.fixture
def search(window, cashier, monkeypatch) -> CustomerPanel:
    """The search for a customer, with one shop that can be asked."""
    monkeypatch.setattr(CustomerDesk, "shops", property(lambda _desk: [SimpleNamespace(name="Kiosk")]))
    panel = CustomerPanel(window, lambda _action: None)
    window.show_overlay(panel)
    return panel


def test_a_shop_is_asked_for_the_next_customer_that_is_typed(
    search, window, services, qtbot, slow, monkeypatch
) -> None:
    find = slow(lambda _text: ShopsAnswer())
    monkeypatch.setattr(services.customers, "find_in_shops", find)
    search.field.edit.setText("webb")
    qtbot.waitUntil(lambda: find.asked == 1)
    assert search.told.text() == "Asking the shop"
    press_cancel(window, qtbot)
    assert search.told.text() == NOBODY
    find.let_go()
    search.field.edit.setText("webber")
    qtbot.waitUntil(lambda: find.asked == 2)
    qtbot.waitUntil(lambda: search.told.text() == NOBODY)


def test_nobody_waits_for_the_registers_own_customers(
    search, window, services, qtbot, slow, monkeypatch
) -> None:
    monkeypatch.setattr(services.customers, "find_in_shops", lambda _text: ShopsAnswer())
    find = slow(lambda _text: [])
    monkeypatch.setattr(services.customers, "find", find)
    search.field.edit.setText("webb")
    qtbot.waitUntil(lambda: find.asked == 1)
    press_cancel(window, qtbot)
    qtbot.waitUntil(lambda: search.told.text() == NOBODY)
    assert search.primary.text() == "Only put the name on the ticket"
