"""Leaving a refund that is not done: the same person finds what was picked, anybody else an empty screen."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from pos_desktop.application import wording
from pos_desktop.application.errors import Refused
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.returns import Pick, Returnable, ReturnPrice
from pos_desktop.application.wording import tr
from pos_desktop.storage import tables
from pos_desktop.ui.dialogs.entry import NotePanel
from tests.ui.card_sales import Shop, shop, terminal, till
from tests.ui.register import person_named
from tests.ui.selling import CTRL, SPACE, manager

__all__ = ["shop", "terminal", "till"]

EURO = f"{SPACE}€"


@pytest.fixture
def order(shop: Shop) -> OrderView:
    """A coffee and three oat drinks."""
    return shop.sold("Ground coffee", "Oat drink", "Oat drink", "Oat drink")


def pick(shop: Shop, order: OrderView) -> None:
    """Two of the oat drinks, damaged and not for the shelf."""
    screen = shop.refund(order)
    screen.table.rows[1].take(2)
    screen.table.rows[1].restock.click()
    screen.reason.nth(1)
    screen.reason.note.set_text("Leaks")
    shop.till.settle()


def picked(shop: Shop) -> list[Pick]:
    return [row.pick for row in shop.sight.table.rows]


NOTHING = [Pick(0), Pick(0)]
SOME = [Pick(0), Pick(2000, restock=False)]


def is_kept(shop: Shop) -> bool:
    screen = shop.sight
    return (picked(shop), screen.reason.reason, screen.reason.note.text()) == (SOME, tr("Damaged"), "Leaks")


def is_empty(shop: Shop) -> bool:
    screen = shop.sight
    return (picked(shop), screen.reason.reason, screen.reason.note.text()) == (NOTHING, "", "")


def test_escape_and_back_again_loses_nothing(shop: Shop, order: OrderView) -> None:
    shop.till.window.go("orders", order=order.id)
    shop.till.settle()
    shop.till.type("r")
    pick(shop, order)
    shop.till.escape()
    assert shop.till.page == "orders"
    shop.till.type("r")
    assert shop.till.page == "refund"
    assert is_kept(shop)
    assert shop.sight.money.button.text() == f"Refund 3,78{EURO}"
    assert shop.sight.table.rows[1].amount.text() == "3,78"
    shop.till.enter()
    shop.until_page("refunded")
    shop.till.qtbot.waitUntil(lambda: shop.terminal.refunded(order.id) == 378)


def test_the_slip_of_a_terminal_that_gave_back_already_is_kept(shop: Shop) -> None:
    order = shop.sold_beside("Oat drink", "4711")
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(0)
    screen.split.references = {part.tender_id: "R-9" for part in screen.split.parts}
    shop.till.escape()
    screen = shop.refund(order)
    screen.refund()
    assert not isinstance(shop.till.panel, NotePanel), "its number is not asked for once more"
    shop.until_page("refunded")


def speaks_german(shop: Shop) -> None:
    with shop.services.desk.store._database.write() as work:
        work.execute(update(tables.person).where(tables.person.c.name == "Cashier 1").values(language="de"))
    shop.services.session.sign_out("locked")
    shop.services.session.sign_in(person_named(shop.services, "Cashier 1"), "pin")
    shop.till.settle()


def test_locking_for_somebody_who_speaks_another_language_loses_nothing(shop: Shop, order: OrderView) -> None:
    speaks_german(shop)
    pick(shop, order)
    shop.till.key(Qt.Key.Key_L, held=CTRL)
    assert wording.language() == "en"
    shop.services.session.sign_in(person_named(shop.services, "Cashier 1"), "pin")
    shop.till.settle()
    assert (shop.till.page, wording.language()) == ("refund", "de")
    assert is_kept(shop)
    assert shop.sight.reason.reason != "Damaged", "the reason is told in the language in use"
    assert shop.sight.reason.chips.chip(tr("Damaged")).isChecked()
    assert shop.sight.money.button.isEnabled()


def test_a_reason_of_ones_own_is_kept_in_every_language(shop: Shop, order: OrderView) -> None:
    screen = shop.refund(order)
    screen.table.take_all()
    screen.reason.nth(4)
    screen.reason.note.set_text("Tastes of soap")
    shop.services.desk.change_settings(language="de")
    shop.till.settle()
    assert (screen.reason.reason, all(pick.quantity_milli for pick in picked(shop))) == (
        "Tastes of soap",
        True,
    )


def test_another_order_begins_empty_and_so_does_the_first_one_then(shop: Shop, order: OrderView) -> None:
    other = shop.sold("Ground coffee", "Oat drink")
    pick(shop, order)
    shop.refund(other)
    assert is_empty(shop)
    shop.refund(order)
    assert is_empty(shop)


def test_somebody_else_begins_empty(shop: Shop, order: OrderView) -> None:
    pick(shop, order)
    manager(shop.till)
    shop.refund(order)
    assert is_empty(shop)


def test_what_is_done_begins_empty(shop: Shop, order: OrderView) -> None:
    pick(shop, order)
    shop.sight.refund()
    shop.until_page("refunded")
    shop.refund(order)
    assert is_empty(shop)
    assert shop.sight.table.rows[1].goods.pieces == 1


def test_what_is_on_the_ticket_begins_empty(shop: Shop, order: OrderView) -> None:
    pick(shop, order)
    shop.till.type("x")
    assert shop.till.page == "sale"
    shop.refund(order)
    assert is_empty(shop)


def test_what_came_back_meanwhile_is_not_picked_again(shop: Shop, order: OrderView) -> None:
    pick(shop, order)
    shop.sight.split.chosen = {order.tenders[0].id: 378}
    shop.till.escape()
    returns = shop.services.returns
    oat = returns.of(order.id).lines[1].line.id
    returns.carry_out(returns.of(order.id), {oat: Pick(2000)}, "Wrong item")
    screen = shop.refund(order)
    assert picked(shop) == [Pick(0), Pick(1000, restock=False)]
    assert screen.money.button.text() == f"Refund 1,89{EURO}"
    assert screen.split.chosen is None, "a split of another sum"
    returns.carry_out(returns.of(order.id), {oat: Pick(1000)}, "Wrong item")
    shop.refund(order)
    assert not any(pick.quantity_milli for pick in picked(shop))
    assert not screen.money.button.isEnabled()


def test_what_is_worth_more_than_may_still_go_back_is_not_picked_again(
    shop: Shop, order: OrderView, monkeypatch: pytest.MonkeyPatch
) -> None:
    pick(shop, order)
    shop.till.escape()
    returns = shop.services.returns
    price = returns.price

    def nothing_left(found: Returnable, picks: Mapping[UUID, Pick], *more: object) -> ReturnPrice:
        if picks:
            raise Refused("More than was paid cannot be refunded")
        return price(found, picks, *more)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(returns, "price", nothing_left)
    shop.refund(order)
    assert shop.till.page == "refund"
    assert is_empty(shop)
