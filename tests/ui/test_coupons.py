"""Discount codes of an online shop at the register: found, refused, not asked for, taken off the ticket."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import pytest

from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.ui.dialogs.coupon import CouponPanel
from tests.ui.online_shop import OnlineShop, Watcher, online, services, shop_running, watch
from tests.ui.register import person_named
from tests.ui.selling import nameless, too_small
from tests.ui.settings_at_work import journal_kinds

COFFEE = "4012345678901"


@pytest.fixture
def selling(window, services, online: OnlineShop, shop_running):
    """Somebody sells; the shop has codes."""
    online.connect("Online shop")
    services._platforms = online.platforms
    shop_running.add_discount("SUMMER10", percent=10, title="Summer")
    shop_running.add_discount("FIVER", amount="5.00")
    shop_running.add_discount("OVER", percent=10, ends_at="2020-01-01T00:00:00Z")
    services.session.sign_in(person_named(services, "Cashier 1"), "pin")
    window.go("sale")
    services.tickets.scan(COFFEE)
    return window


def panel_of(window) -> CouponPanel:
    window.screen_in_sight.ticket.ask_coupon()
    shown = window.panels.top
    assert isinstance(shown, CouponPanel)
    return shown


def test_a_code_is_shown_before_it_is_taken_off(selling, services, watch: Watcher) -> None:
    whole = services.tickets.totals.total_minor
    panel = panel_of(selling)
    assert panel.primary is not None and not panel.primary.isEnabled()
    panel.field.edit.setText(" SUMMER10 ")
    panel.primary.click()
    watch.until(lambda: panel.off.isVisible())
    assert not (nameless(panel) or too_small(panel))
    panel.primary.click()
    discount = services.tickets.ticket.discount
    assert (discount.kind, discount.value, discount.reason) == ("percent", 10, "Code SUMMER10")
    assert services.tickets.totals.total_minor == whole - discount.of(whole)
    assert "discount" in journal_kinds(services)


def test_a_scanned_code_is_asked_for_at_once_and_takes_an_amount_off(
    selling, services, watch: Watcher
) -> None:
    whole = services.tickets.totals.total_minor
    panel = panel_of(selling)
    panel.scanned("FIVER")
    watch.until(lambda: panel.off.isVisible())
    panel.primary.click()
    assert services.tickets.totals.total_minor == whole - 500


@pytest.mark.parametrize(
    ("code", "words"), [("OVER", "This discount is over"), ("NONE", "No shop knows the code NONE")]
)
def test_a_code_that_does_not_hold_says_why(selling, services, watch: Watcher, code: str, words: str) -> None:
    panel = panel_of(selling)
    panel.scanned(code)
    watch.until(lambda: words in panel.field.error())
    assert services.tickets.ticket.discount is None


def test_a_shop_that_is_away_is_no_answer(selling, services, shop_running, watch: Watcher) -> None:
    shop_running.faults.plan(Fault.STATUS, "codeDiscountNodeByCode", times=-1, status=503)
    panel = panel_of(selling)
    panel.scanned("SUMMER10")
    watch.until(lambda: "cannot be checked now" in panel.field.error())
    assert services.tickets.ticket.discount is None
