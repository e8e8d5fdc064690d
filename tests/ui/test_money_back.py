"""Goods and money back in the real windows, with a card terminal on a real port."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import RefundState, TenderKind
from pos_desktop.ui import appearance
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.entry import FigurePanel, NotePanel
from pos_desktop.ui.widgets.menu import Menu
from tests.ui.card_sales import Shop, shop, terminal, till
from tests.ui.register import person_named
from tests.ui.selling import (
    COFFEE,
    SPACE,
    manager,
    misplaced,
    nameless,
    too_small,
)

__all__ = ["shop", "terminal", "till"]

EURO = f"{SPACE}€"


# -- the refund ----------------------------------------------------------------------------------------------


def test_from_the_order_to_the_money_on_the_card(shop: Shop) -> None:
    order = shop.sold("Ground coffee", "Oat drink", "Oat drink")
    shop.till.window.go("orders")
    shop.till.settle()
    assert shop.sight.detail.return_button.isEnabled()
    shop.till.type("r")
    assert shop.till.page == "refund"
    screen = shop.sight
    assert screen.head.title() == f"Return from order {order.number}"
    assert screen.head.second().endswith("nothing returned yet")
    assert screen.money.button.accessibleDescription() == "Choose what comes back first."
    assert not screen.money.button.isEnabled()
    oat = next(row for row in screen.table.rows if row.goods.name == "Oat drink")
    assert oat.stepper.accessibleDescription() == "0 of 2"
    shop.till.tap(oat.check)
    assert (oat.stepper.value(), oat.amount.text()) == (2, "3,78")
    oat.stepper.step(-1)
    assert (screen.money.owed.text(), screen.money.button.accessibleDescription()) == (
        f"1,89{EURO}",
        "Choose a reason first.",
    )
    shop.till.key(Qt.Key.Key_2, held=Qt.KeyboardModifier.ControlModifier)
    assert screen.reason.reason == "Damaged"
    assert screen.money.button.text() == f"Refund 1,89{EURO}"
    assert screen.money.button.accessibleDescription() == f"1,89{EURO} to Visa 4242"
    oat.restock.click()
    shop.till.key(Qt.Key.Key_F12)
    shop.until_page("refunded")
    outcome = shop.sight
    shop.till.qtbot.waitUntil(lambda: outcome.head.title() == "Refund done", timeout=10_000)
    assert shop.terminal.refunded(order.id) == 189
    assert [row.tag.text() for row in outcome.rows] == ["Refunded"]
    state, paper = shop.last_paper()
    assert state != "held" and "RETURN" in paper and "refunded" in paper
    shop.till.enter()
    assert shop.till.page == "sale"
    shop.till.window.go("orders", order=order.id)
    shop.till.settle()
    told = [moment.title for moment in shop.sight.detail.timeline.moments]
    assert "Came back: 1 × Oat drink" in told and "Visa ···· 4242 approved" in told
    assert "1 already returned" in str(shop.sight.detail.lines._lines)
    assert shop.sight.detail.void_button.reason() == "Goods came back"


def test_what_is_back_already_cannot_come_back_again(shop: Shop) -> None:
    order = shop.sold("Oat drink", "Oat drink", "Sparkling water")
    screen = shop.refund(order)
    screen.table.rows[0].take(1)
    screen.reason.nth(0)
    screen.refund()
    shop.until_page("refunded")
    screen = shop.refund(order)
    first, second = screen.table.rows
    assert (first.goods.pieces, second.goods.pieces) == (1, 1)
    screen.table.take_all()
    screen.reason.nth(0)
    screen.refund()
    shop.until_page("refunded")
    shop.till.qtbot.waitUntil(lambda: shop.terminal.refunded(order.id) == order.total_minor, timeout=10_000)
    assert shop.services.orders.get(order.id).state is OrderState.REFUNDED
    shop.till.window.go("refund", order=order.id)
    assert shop.till.page == "refunded", "there is nothing left to return"
    shop.till.window.panels.dismiss_all()
    shop.till.window.go("orders", order=order.id)
    assert shop.sight.detail.return_button.reason() == "Nothing left to return"


def big_refund(shop: Shop):  # noqa: ANN201
    order = shop.sold("Ground coffee", "Ground coffee", "Ground coffee")
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(0)
    return order, screen


def test_above_the_limit_a_manager_confirms_by_pin(shop: Shop) -> None:
    order, screen = big_refund(shop)
    assert screen.money.banner.accessibleName() == f"Above your limit of 20,00{EURO}"
    shop.terminal.cut_line()  # the manager's word needs no network
    shop.till.enter()
    panel = shop.till.panel
    assert isinstance(panel, ApprovalPanel)
    assert panel.amount.text() == f"−23,97{EURO}"
    shop.till.escape()
    assert shop.till.page == "refund" and not shop.services.returns.open_promises()
    shop.till.enter()
    shop.till.approve()
    shop.until_page("refunded")
    (promise,) = shop.services.returns.open_promises()
    assert promise.approved_by == person_named(shop.services, "Manager").id
    assert shop.services.desk.signed_in.name == "Cashier 1"
    assert promise.amount_minor == order.total_minor


@pytest.mark.parametrize("code", ["B-4711", ";9900112233=0001?"], ids=["badge", "magnetic card"])
def test_a_manager_confirms_by_a_badge_or_card_that_a_reader_types(shop: Shop, code: str) -> None:
    with shop.services.desk.store.write() as work:
        key = shop.services.desk.vault.badge_key(code)
        work.people.set_badge(person_named(shop.services, "Manager").id, key)
    order, _ = big_refund(shop)
    shop.till.enter()
    assert isinstance(shop.till.panel, ApprovalPanel)
    shop.till.scan(code)
    shop.until_page("refunded")
    shop.till.qtbot.waitUntil(lambda: shop.terminal.refunded(order.id) == 2397, timeout=10_000)


def test_the_split_can_be_changed_and_always_adds_up(shop: Shop) -> None:
    order = shop.sold_split("Ground coffee")
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(0)
    gift, card = screen.money.targets
    assert [row.box.text() for row in (gift, card)] == ["2,00", "5,99"]
    assert screen.money.split_words.text() == f"Split adds up to 7,99{EURO}"
    screen.table.rows[0].leave()
    order = shop.sold_split("Ground coffee", "Sparkling water")
    screen = shop.refund(order)
    screen.table.rows[1].take()  # 0,79
    screen.reason.nth(0)
    shop.till.type("s")
    panel = shop.till.panel
    assert isinstance(panel, FigurePanel)
    shop.till.digits("30")
    shop.till.enter()
    assert {row.target.name.split(" ")[0]: row.box.text() for row in screen.money.targets} == {
        "Gift": "0,30",
        "Visa": "0,49",
    }
    screen.refund()
    shop.until_page("refunded")
    shop.till.qtbot.waitUntil(lambda: shop.terminal.refunded(order.id) == 49, timeout=10_000)


def test_another_way_needs_a_manager(shop: Shop) -> None:
    order = shop.sold("Oat drink")
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(0)
    screen.split._choose(TenderKind.CASH)
    assert [row.target.name for row in screen.money.targets] == ["Cash"]
    assert screen.money.banner.accessibleName() == "Not the way it was paid"
    screen.refund()
    shop.till.approve()
    shop.until_page("refunded")
    assert shop.sight.drawer.isVisible()
    assert shop.sight.rows[0].story.text() == "Hand it over from the drawer."
    assert shop.terminal.refunded(order.id) == 0


def test_a_reason_of_ones_own_is_typed(shop: Shop) -> None:
    screen = shop.refund(shop.sold("Oat drink"))
    screen.table.take_all()
    screen.reason.nth(4)
    assert screen.money.button.accessibleDescription() == "Type the reason into the note."
    screen.reason.note.set_text("Tastes of soap")
    assert screen.money.button.isEnabled()
    screen.refund()
    shop.until_page("refunded")
    assert "Tastes of soap" in shop.last_paper()[1]


def test_a_scan_picks_what_comes_back(shop: Shop) -> None:
    screen = shop.refund(shop.sold("Ground coffee", "Ground coffee", "Oat drink"))
    shop.till.scan(COFFEE)
    shop.till.scan(COFFEE)
    shop.till.scan(COFFEE)
    coffee = next(row for row in screen.table.rows if row.goods.name == "Ground coffee")
    assert coffee.quantity_milli == 2000
    assert screen.money.owed.text() == f"15,98{EURO}"


def test_a_terminal_beside_the_register_gives_back_first(shop: Shop) -> None:
    screen = shop.refund(shop.sold_beside("Oat drink", "4711"))
    screen.table.take_all()
    screen.reason.nth(0)
    screen.refund()
    panel = shop.till.panel
    assert isinstance(panel, NotePanel)
    shop.till.type("R-9")
    shop.till.enter()
    shop.until_page("refunded")
    assert shop.sight.rows[0].tag.text() == "Refunded"


# -- promises ------------------------------------------------------------------------------------------------


def test_without_the_network_it_is_a_promise_that_the_customer_reads(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = shop.sold("Oat drink")
    shop.terminal.cut_line()
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(0)
    screen.refund()
    shop.until_page("refunded")
    outcome = shop.sight
    assert outcome.head.title() == "The money is on its way"
    returns = shop.services.returns
    shop.till.qtbot.waitUntil(lambda: bool(returns.open_promises()[0].last_error), timeout=10_000)
    shop.till.qtbot.waitUntil(lambda: outcome.rows[0].story.text().startswith("No connection"), timeout=5000)
    shop.till.enter()  # the next customer does not wait for the provider
    state, paper = shop.last_paper()
    assert state != "held" and "on its way to your account" in paper
    shop.till.window.go("orders")
    shop.till.settle()
    assert shop.sight.pane.promises.isVisible() and shop.sight.pane.promises.badge() == "1"
    shop.till.type("m")
    assert shop.till.page == "promises"
    (row,) = shop.sight.list.rows
    assert row.tag.text == "On its way" and row.amount == "1,89"
    shop.terminal.mend_line()
    (promise,) = returns.open_promises()
    asked: list[object] = []
    ask = returns.try_now
    monkeypatch.setattr(returns, "try_now", lambda refund: (asked.append(refund), ask(refund)))
    assert QApplication.focusWidget() is shop.sight.list
    shop.till.type("t")
    assert asked == [promise.id]
    shop.till.qtbot.waitUntil(lambda: shop.terminal.refunded(order.id) == 189, timeout=10_000)
    shop.till.qtbot.waitUntil(lambda: not shop.sight.list.rows, timeout=5000)
    assert shop.sight.empty.title() == "All money is where it belongs"


def test_a_refused_refund_is_paid_out_in_cash(shop: Shop) -> None:
    order = shop.sold("Oat drink")
    shop.terminal.cut_line()
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(0)
    screen.refund()
    shop.until_page("refunded")
    returns = shop.services.returns
    shop.till.qtbot.waitUntil(lambda: bool(returns.open_promises()[0].last_error), timeout=10_000)
    shop.terminal.mend_line()
    shop.terminal.fail_next(402)
    returns.try_now(returns.open_promises()[0].id)
    shop.till.qtbot.waitUntil(lambda: returns.open_promises()[0].state is RefundState.REFUSED, timeout=10_000)
    shop.till.window.go("promises")
    shop.till.settle()
    assert shop.sight.panel.button.text() == f"Refund 1,89{EURO}"
    assert not shop.sight.panel.try_now.isVisible()
    shop.sight.pay_out_as(TenderKind.CASH)
    shop.till.approve()
    shop.till.qtbot.waitUntil(lambda: not returns.open_promises(), timeout=5000)
    assert shop.till.toasts()[-1] == f"1,89{EURO} paid out"


def test_store_credit_alone_is_offered_where_no_money_goes_back_in_cash(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cash = shop.method(TenderKind.CASH)
    with shop.services.desk.store.write() as work:
        work.payment_methods.save(replace(cash, rules=replace(cash.rules, refunds=False)))
    screen = shop.refund(shop.sold("Oat drink"))
    shop.terminal.fail_next(402)
    screen.table.take_all()
    screen.reason.nth(0)
    screen.refund()
    shop.until_page("refunded")
    returns = shop.services.returns
    shop.till.qtbot.waitUntil(lambda: returns.open_promises()[0].state is RefundState.REFUSED, timeout=20_000)
    shop.till.window.go("promises")
    shop.till.settle()
    assert shop.sight.panel.button.accessibleDescription() == "As store credit"
    offered: list[str] = []
    monkeypatch.setattr(
        Menu, "open_under", lambda menu, _button: offered.extend(entry.text() for entry in menu.actions())
    )
    shop.till.tap(shop.sight.panel.button)
    assert offered == ["Store credit"]


# -- finding -------------------------------------------------------------------------------------------------


def test_orders_are_found_by_card_digits_customer_and_receipt(shop: Shop) -> None:
    shop.services.tickets.set_customer("Member 20417")
    order, other = shop.sold("Oat drink"), shop.sold("Ground coffee")
    shop.till.window.go("orders")
    shop.till.settle()
    screen = shop.sight
    screen.search.set_text("···· 4242")
    assert [row.primary for row in screen.list.rows] == [other.number, order.number]
    screen.search.set_text("member")
    assert [row.primary for row in screen.list.rows] == [order.number]
    shop.till.scan(other.number)
    assert screen.shown.id == other.id
    shop.till.type("r")
    assert shop.till.page == "refund" and shop.sight._found.order.id == other.id


# -- looks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1366, 1024])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_cut_nameless_or_too_small(shop: Shop, width: int, language: str) -> None:
    order, returned = shop.sold_split("Ground coffee", "Oat drink", "Oat drink"), shop.sold("Oat drink")
    window = shop.till.window
    window.resize(width, 768)
    appearance.speak(language)
    window.retranslate()
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(0)
    shop.till.settle()
    for part in (screen, screen.side):
        assert (misplaced(part), too_small(part), nameless(part)) == ([], [], [])
    screen.exchange()
    shop.till.settle()
    window.go("give_back")
    shop.till.settle()
    for part in (shop.sight, shop.sight.side):
        assert (misplaced(part), too_small(part), nameless(part)) == ([], [], [])
    window.go("sale")
    shop.services.tickets.discard()
    shop.terminal.cut_line()
    screen = shop.refund(returned)
    screen.table.take_all()
    screen.reason.nth(0)
    screen.refund()
    shop.until_page("refunded")
    for part in (shop.sight, shop.sight.side):
        assert (misplaced(part), too_small(part), nameless(part)) == ([], [], [])
    window.go("promises")
    shop.till.settle()
    for part in (shop.sight, shop.sight.side.currentWidget()):
        assert (misplaced(part), too_small(part), nameless(part)) == ([], [], [])


def test_the_refunds_keys_are_told(shop: Shop) -> None:
    screen = shop.refund(shop.sold("Oat drink"))
    told = {key.keys: key.words for key in screen.keys()}  # noqa: SIM118  a screen, not a mapping
    assert told["F12"] == "Refund" and told["a"] == "All items" and told["x"].startswith("Exchange")
    shop.till.type("a")
    assert all(row.quantity_milli for row in screen.table.rows)
    assert QApplication.focusWidget() is not None


def test_who_may_everything_is_not_asked(shop: Shop) -> None:
    order = shop.sold("Ground coffee", "Ground coffee", "Ground coffee")
    manager(shop.till)
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(0)
    assert not screen.money.banner.isVisible()
    screen.refund()
    shop.until_page("refunded")
