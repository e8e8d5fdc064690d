"""Exchanges, returns without a receipt and voids in the real windows, with a card terminal on a real port."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_desktop.domain.order import OrderState
from pos_desktop.ui.dialogs.return_goods import ReturnGoodsPanel
from pos_desktop.ui.dialogs.void import VoidPanel
from tests.ui.card_sales import Shop, shop, terminal, till
from tests.ui.selling import COFFEE, SPACE

__all__ = ["shop", "terminal", "till"]

EURO = f"{SPACE}€"


def test_an_exchange_goes_to_the_sale_and_gives_the_difference_back(shop: Shop) -> None:
    order = shop.sold("Ground coffee")
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(3)
    shop.till.type("x")
    assert shop.till.page == "sale"
    shop.till.fill("Oat drink")
    assert shop.till.side.pay_button.text() == "Refund"
    shop.till.key(Qt.Key.Key_F12)
    assert shop.till.page == "give_back"
    assert shop.sight.money.button.text() == f"Refund 6,10{EURO}"
    shop.till.enter()
    shop.until_page("refunded")
    shop.till.qtbot.waitUntil(lambda: shop.terminal.refunded(order.id) == 610, timeout=10_000)
    assert not shop.till.ticket.lines


def test_an_even_exchange_ends_without_money(shop: Shop) -> None:
    screen = shop.refund(shop.sold("Oat drink"))
    screen.table.take_all()
    screen.exchange()
    shop.till.settle()
    shop.till.fill("Oat drink")
    shop.till.tap(shop.till.side.pay_button)
    assert shop.till.page == "give_back"
    assert shop.sight.money.button.text() == "Finish exchange"
    assert shop.sight.money.targets == []
    shop.till.escape()
    assert shop.till.page == "sale"
    shop.till.quickly(Qt.Key.Key_F12, Qt.Key.Key_F12)
    assert shop.till.page == "give_back", "one press too many ends nothing"
    shop.till.after_a_while()
    shop.till.key(Qt.Key.Key_F12)
    shop.until_page("refunded")
    assert shop.sight.head.title() == "Exchange done"


def test_without_a_receipt_by_scan_with_a_manager_as_store_credit(shop: Shop) -> None:
    shop.till.window.go("sale")
    shop.till.key(Qt.Key.Key_F10)
    panel = shop.till.panel
    assert isinstance(panel, ReturnGoodsPanel)
    assert not panel.primary.isEnabled()
    shop.till.scan(COFFEE)
    shop.till.scan(COFFEE)
    assert panel.chosen is not None and panel.pieces.value() == 2
    shop.till.tap(panel.reasons.chip("Damaged"))
    assert panel.primary.text() == f"Put on the ticket: −15,98{EURO}"
    shop.till.tap(panel.restock)
    panel.primary.click()
    shop.till.approve()
    assert [(line.quantity_milli, line.back.restock) for line in shop.till.ticket.lines] == [(-2000, False)]
    shop.till.key(Qt.Key.Key_F12)
    assert [row.target.name for row in shop.sight.money.targets] == ["Store credit"]
    shop.till.enter()
    shop.until_page("refunded")
    assert shop.sight.rows[0].story.text() == "The slip with its code is printed."


def test_a_void_of_a_card_sale_names_what_goes_where(shop: Shop) -> None:
    order = shop.sold_split("Ground coffee")
    shop.till.window.go("orders", order=order.id)
    shop.till.settle()
    shop.till.type("v")
    panel = shop.till.panel
    assert isinstance(panel, VoidPanel)
    shop.till.tap(panel.reasons.chip("Wrong items"))
    assert panel.primary.text() == "Void order"
    assert f"5,99{EURO} to Visa 4242" in panel._hint.text()
    panel.primary.click()
    shop.till.approve()
    shop.till.qtbot.waitUntil(lambda: shop.terminal.refunded(order.id) == 599, timeout=10_000)
    assert shop.services.orders.get(order.id).state is OrderState.CANCELLED
