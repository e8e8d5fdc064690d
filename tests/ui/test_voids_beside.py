"""Voiding what terminals beside the register took: each of them gives its part back first."""

from __future__ import annotations

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import TenderKind
from pos_desktop.ui.dialogs.void import VoidPanel
from tests.ui.card_sales import Shop, shop, terminal, till
from tests.ui.selling import SPACE, misplaced, nameless, too_small

__all__ = ["shop", "terminal", "till"]


def sold_beside(shop: Shop, *amounts: int) -> OrderView:
    """A coffee that a terminal beside the register took in parts."""
    method = PaymentMethod(new_id(), TenderKind.EXTERNAL, "external", "")
    with shop.services.desk.store.write() as work:
        work.payment_methods.save(method)
    shop.services.tickets.add(shop.till.row("Ground coffee"))
    for amount in amounts:
        sale = shop.services.tendering.take_external(method.id, amount, f"T-{amount}")
    assert sale is not None
    return shop.services.orders.get(sale.order.id)


def asked(shop: Shop, order: OrderView) -> VoidPanel:
    shop.till.window.go("orders", order=order.id)
    shop.till.settle()
    shop.till.type("v")
    shop.till.settle()
    panel = shop.till.panel
    assert isinstance(panel, VoidPanel)
    return panel


def proofs(shop: Shop, order: OrderView) -> dict[int, str]:
    with shop.services.desk.store.read() as work:
        return {refund.amount_minor: refund.refund_ref for refund in work.refunds.of_ticket(order.id)}


def test_each_part_has_its_own_slip(shop: Shop) -> None:
    order = sold_beside(shop, 500, 299)
    panel = asked(shop, order)
    fields = {field.edit.accessibleName(): field for field in panel.references.values()}
    assert set(fields) == {
        f"Number on the slip for {amount}{SPACE}€ to Card terminal" for amount in ("5,00", "2,99")
    }
    shop.till.tap(panel.reasons.chip("Wrong items"))
    for name, field in fields.items():
        assert not panel.primary.isEnabled()
        assert panel._hint.text() == "Reverse it on the terminal, then type what it printed."
        field.set_text("R-500" if "5,00" in name else " R-299 ")
    panel.primary.click()
    shop.till.approve()
    shop.till.qtbot.waitUntil(lambda: shop.services.orders.get(order.id).state is OrderState.CANCELLED)
    assert proofs(shop, order) == {500: "R-500", 299: "R-299"}


def test_one_part_is_asked_for_once(shop: Shop) -> None:
    order = sold_beside(shop, 799)
    panel = asked(shop, order)
    (field,) = panel.references.values()
    assert field.edit.accessibleName() == "Number on the slip of the other terminal's refund"
    shop.till.tap(panel.reasons.chip("Wrong items"))
    field.set_text("R-799")
    panel.primary.click()
    shop.till.approve()
    shop.till.qtbot.waitUntil(lambda: shop.services.orders.get(order.id).state is OrderState.CANCELLED)
    assert proofs(shop, order) == {799: "R-799"}


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_many_parts_have_their_places_in_a_low_window(shop: Shop, language: str) -> None:
    shop.services.desk.change_settings(language=language)
    shop.till.window.resize(1024, 768)
    panel = asked(shop, sold_beside(shop, 100, 200, 150, 349))
    assert len(panel.references) == 4
    assert (misplaced(panel), too_small(panel), nameless(panel)) == ([], [], [])
