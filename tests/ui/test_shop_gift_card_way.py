"""A gift card of an online shop on the pay screen: asked for, shown, redeemed; away, in doubt, not offered."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import shiboken6

from pos_desktop.application.payment_records import Payment
from pos_desktop.application.services import Services
from pos_desktop.domain.payment import PaymentState
from pos_desktop.platforms.shopify.fake.bucket import BASIC
from pos_desktop.platforms.shopify.fake.faults import Fault, Plan
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from pos_desktop.platforms.shopify.fake.state import Record
from pos_desktop.ui.dialogs.value_code import CodePanel
from pos_desktop.ui.shell.window import RegisterWindow
from tests.ui.online_shop import PATIENCE_MS, OnlineShop, Watcher, online, services, shop_running, watch
from tests.ui.register import person_named
from tests.ui.selling import SPACE, nameless, too_small

COFFEE, CODE = "4012345678901", "oilOIL1234EFGH56"


@pytest.fixture
def card(shop_running: FakeShopify) -> Record:
    """Five euros; letters that look like digits are letters in a shop's codes."""
    return shop_running.add_gift_card(CODE, "5.00")


@pytest.fixture
def paying(
    window: RegisterWindow, services: Services, online: OnlineShop, card: Record, watch: Watcher
) -> RegisterWindow:
    """A coffee is to be paid."""
    online.connect("Kiosk online")
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.shifts.open(10_000)
    window.go("sale")
    services.tickets.scan(COFFEE)
    window.go("pay")
    return window


def panel_of(window: RegisterWindow) -> CodePanel:
    pay = window.screen_in_sight
    names = [way.name for way in pay._ways.values()]
    assert "Kiosk online" not in names, "one button for gift cards, whoever issued them"
    pay.grid.press(names.index("Gift card"))
    shown = window.panels.top
    assert isinstance(shown, CodePanel)
    return shown


def asked(window: RegisterWindow, watch: Watcher) -> CodePanel:
    """The card is found."""
    panel = panel_of(window)
    panel.field.edit.setText(CODE)
    panel.primary.click()
    watch.until(lambda: panel.balance.isVisible())
    return panel


def test_the_shop_is_asked_only_when_the_cashier_says_so(
    paying, shop_running: FakeShopify, watch: Watcher
) -> None:
    panel = panel_of(paying)
    assert "Kiosk online" in panel.hint.accessibleDescription() + panel.hint.accessibleName()
    before = len(shop_running.seen)
    panel.field.edit.setText(CODE)
    assert panel.field.error() == ""
    assert panel.primary.text() == "Ask the shop"
    assert len(shop_running.seen) == before
    panel.primary.click()
    watch.until(lambda: panel.balance.isVisible())
    assert panel.balance.text() == f"5,00{SPACE}€"
    assert not (nameless(panel) or too_small(panel))


def test_it_takes_all_that_it_holds_and_the_rest_is_asked_for(
    paying, services: Services, card: Record, watch: Watcher
) -> None:
    left = services.tendering.view().left_minor
    panel = asked(paying, watch)
    assert panel.primary.text() == f"Redeem 5,00{SPACE}€"
    panel.primary.click()
    watch.until(lambda: services.tendering.view().left_minor == left - 500)
    watch.until(lambda: paying.screen_in_sight.entry.value() == left - 500)
    (row,) = paying.screen_in_sight.taken.rows
    assert f"Redeemed · 0,00{SPACE}€ left" in row.accessibleName()
    assert float(card["balance"]) == 0


def test_what_pays_the_whole_ends_the_sale(
    paying, shop_running: FakeShopify, card: Record, watch: Watcher
) -> None:
    shop_running.edit_gift_card(card, balance="50.00")
    asked(paying, watch).primary.click()
    watch.until(lambda: paying.frame.page() == "done")


def test_a_scan_at_the_pay_screen_asks_at_once(paying, watch: Watcher) -> None:
    assert paying.screen_in_sight.scanned(CODE)
    panel = paying.panels.top
    assert isinstance(panel, CodePanel)
    watch.until(lambda: panel.balance.isVisible())


def test_goods_that_are_scanned_while_paying_are_not_asked_for(paying) -> None:
    assert paying.screen_in_sight.scanned(COFFEE)
    assert paying.panels.top is None


@pytest.mark.parametrize("why", ["away", "unknown", "plan"])
def test_what_cannot_be_asked_says_why_and_other_ways_stay(
    paying, services: Services, shop_running: FakeShopify, watch: Watcher, why: str
) -> None:
    code, words = CODE, "cannot be checked now"
    if why == "away":
        shop_running.faults.plan(Fault.STATUS, "giftCards", times=-1, status=503)
    elif why == "unknown":
        code, words = "ZZZZ9999ZZZZ9999", "No shop knows this code"
    else:
        shop_running.change_plan(BASIC)
        words = "Its plan has no gift cards"
    panel = panel_of(paying)
    panel.scanned(code)
    watch.until(lambda: words in panel.field.error())
    assert services.tendering.take_cash(services.tendering.view().left_cash_minor) is not None


def until_open(services: Services) -> Callable[..., Payment]:
    """Takes from a card, and comes back with the attempt only when the worker already knows that it is in doubt."""
    take = services.shop_gift_cards.take

    def late(*asked_for: object) -> Payment:
        begun = take(*asked_for)  # type: ignore[arg-type]  # handed on as it came
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while services.tendering.payment(begun.id).state is not PaymentState.UNKNOWN:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        return begun

    return late


@pytest.mark.usefixtures("long_waits")
@pytest.mark.parametrize("before_the_screen", [False, True], ids=["the-screen-waits", "before-the-screen"])
def test_an_unclear_answer_is_shown_as_open_and_resolved_by_asking_again(
    paying,
    shop_running: FakeShopify,
    services: Services,
    watch: Watcher,
    monkeypatch: pytest.MonkeyPatch,
    before_the_screen: bool,
) -> None:
    panel = asked(paying, watch)
    if before_the_screen:
        monkeypatch.setattr(services.shop_gift_cards, "take", until_open(services))
    away: list[Plan] = []

    def unclear(_answer: object) -> object:
        """The card is charged. What is asked right after it fails; then it is asked only after a while."""
        away.append(shop_running.faults.plan(Fault.STATUS, "giftCard", times=-1))
        return {"data": {}}

    shop_running.faults.plan(Fault.SHAPE, "giftCardDebit", change=unclear)
    left = services.tendering.view().left_minor
    panel.primary.click()
    watch.until(lambda: paying.frame.page() == "doubt")
    assert "gift card" in paying.screen_in_sight.banner.accessibleName()
    assert services.tendering.view().left_minor == left
    shop_running.faults.withdraw(away[0])
    paying.screen_in_sight.again.click()
    watch.until(lambda: services.tendering.view().left_minor == left - 500)
    watch.until(lambda: paying.frame.page() == "pay")


def test_escape_while_the_shop_is_asked_leaves_the_payment_as_it_was(
    paying, shop_running: FakeShopify, services: Services, watch: Watcher
) -> None:
    """The panel is gone when the answer comes; nobody hears of it."""
    hold = shop_running.faults.plan(Fault.HANG, "giftCards")
    panel = panel_of(paying)
    panel.scanned(CODE)
    paying.panels.dismiss()
    watch.until(lambda: not shiboken6.isValid(panel))
    hold.let_go.set()
    watch.until(lambda: not paying.runner.tasks._open)
    assert (paying.frame.page(), paying.panels.top) == ("pay", None)


def test_redeeming_while_the_card_is_asked_for_again_takes_it_once(
    paying, shop_running: FakeShopify, services: Services, watch: Watcher
) -> None:
    panel = asked(paying, watch)
    left = services.tendering.view().left_minor
    hold = shop_running.faults.plan(Fault.HANG, "giftCards")
    panel.scanned(CODE)
    panel.primary.click()
    watch.until(lambda: not shiboken6.isValid(panel))
    hold.let_go.set()
    watch.until(lambda: services.tendering.view().left_minor == left - 500)
    watch.until(lambda: not paying.runner.tasks._open)
    assert (paying.frame.page(), paying.panels.top) == ("pay", None)


def test_a_card_that_is_scanned_for_a_share_pays_no_more_than_that(
    paying, services: Services, card: Record, watch: Watcher
) -> None:
    pay = paying.screen_in_sight
    pay.extras.share_between(2)
    pay.extras.changed.emit()
    left = services.tendering.view().left_minor
    share = pay.entry.value()
    assert 0 < share < min(left, 500)
    assert pay.scanned(CODE)
    panel = paying.panels.top
    assert isinstance(panel, CodePanel)
    watch.until(lambda: panel.balance.isVisible())
    assert panel.takes_minor == share
    panel.primary.click()
    watch.until(lambda: services.tendering.view().left_minor == left - share)
    assert float(card["balance"]) == (500 - share) / 100


def test_a_card_that_is_scanned_before_its_part_is_typed_is_not_asked_for(paying) -> None:
    paying.screen_in_sight.extras.pay_a_part()
    assert paying.screen_in_sight.scanned(CODE)
    assert paying.panels.top is None
    assert [toast.data.title for toast in paying.frame.toasts.toasts] == ["Type an amount first"]
