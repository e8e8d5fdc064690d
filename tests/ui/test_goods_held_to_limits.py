"""Goods taken for goods above the limit, and the other ways that money may go back, in the real windows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from pos_desktop.domain.payment import TenderKind
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from tests.ui.card_sales import Shop, shop, terminal, till
from tests.ui.selling import words_in_sight

__all__ = ["shop", "terminal", "till"]

without_window_manager = pytest.mark.qt_log_ignore("plugin does not support", extend=True)
"""Menus raise themselves, which the platform without a display cannot."""


def ways_offered(shop: Shop) -> list[str]:
    """What the menu of other ways says."""
    shop.till.type("o")
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu)
    offered = [action.text().split("\t")[0] for action in opened.actions() if action.text()]
    opened.close()
    shop.till.settle()
    return offered


def test_an_exchange_above_the_limit_asks_a_manager(shop: Shop) -> None:
    order = shop.sold(*["Ground coffee"] * 3)
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(3)
    shop.till.type("x")
    panel = shop.till.panel
    assert isinstance(panel, ApprovalPanel)
    said = words_in_sight(panel)
    assert f"Exchange {order.number}" in said and "3 × Ground coffee" in said
    shop.till.escape()
    assert (shop.till.page, shop.till.ticket.lines) == ("refund", ())
    assert screen.table.picks(), "what was picked is there still"
    shop.till.type("x")
    shop.till.approve()
    assert shop.till.page == "sale"
    assert [line.quantity_milli for line in shop.till.ticket.lines] == [-3000]
    assert shop.till.toasts() == ["On the ticket"]


@without_window_manager
@pytest.mark.parametrize("closed", [False, True])
def test_cash_is_offered_where_the_store_gives_it_back(shop: Shop, closed: bool) -> None:
    method = shop.method(TenderKind.CASH)
    with shop.services.desk.store.write() as work:
        work.payment_methods.save(replace(method, rules=replace(method.rules, refunds=not closed)))
    screen = shop.refund(shop.sold("Ground coffee"))
    screen.table.take_all()
    assert ways_offered(shop) == (["Store credit"] if closed else ["Cash", "Store credit"])


@without_window_manager
def test_goods_without_a_receipt_are_no_cash_whatever_was_chosen_before(shop: Shop) -> None:
    returns, coffee = shop.services.returns, shop.till.row("Ground coffee")
    allowed = returns._desk.require
    returns._desk.require = lambda *_a, **_k: None
    try:
        returns.add_without_receipt(coffee, 1000, "", restock=True)
    finally:
        returns._desk.require = allowed
    shop.services.tickets.add(coffee)
    shop.services.tickets.add(shop.till.row("Oat drink"))
    ticket = shop.services.tickets.ticket.id
    shop.by_card()
    screen = shop.refund(shop.services.orders.get(ticket))
    sold = {row.goods.name: row for row in screen.table.rows if not row.goods.why_not}
    sold["Oat drink"].take()
    assert ways_offered(shop) == ["Cash", "Store credit"]
    screen.split._choose(TenderKind.CASH)
    assert [row.target.name for row in screen.money.targets] == ["Cash"]
    sold["Ground coffee"].take()
    assert ways_offered(shop) == ["Store credit"]
    shop.till.settle()
    assert "Cash" not in [row.target.name for row in screen.money.targets]
    assert screen.split.other is None


@without_window_manager
def test_a_ticket_of_goods_without_a_receipt_offers_no_cash(shop: Shop) -> None:
    shop.till.window.go("sale")
    returns = shop.services.returns
    allowed = returns._desk.require
    returns._desk.require = lambda *_a, **_k: None
    try:
        returns.add_without_receipt(shop.till.row("Ground coffee"), 1000, "", restock=True)
    finally:
        returns._desk.require = allowed
    shop.till.settle()
    shop.till.key(Qt.Key.Key_F12)
    assert shop.till.page == "give_back"
    assert ways_offered(shop) == ["Store credit"]
