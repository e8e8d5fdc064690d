"""Goods that come back in exchange for others."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.returns import Pick
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import TenderKind
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import STOCK_MILLI
from tests.integration.returned_goods import books_add_up, bring_back, exchange, line_of, shop, sold_by_card


def test_an_exchange_that_owes_the_customer(shop: CardShop) -> None:
    order = sold_by_card(shop, "Coffee")
    exchange(shop, order, "Coffee", "Bread")
    price = shop.till.services.returns.price_ticket()
    assert (price.owed_minor, [part.kind for part in price.split]) == (549, [TenderKind.CARD])
    done = shop.till.services.returns.finish_ticket()
    shop.work()
    assert shop.terminal.refunded(order.id) == 549
    assert done.sale.order.total_minor == -549
    assert not shop.till.services.tickets.ticket.lines
    assert "EXCHANGE" in str(shop.till.jobs("receipt")[-1].document)
    books_add_up(shop.till)


def test_an_exchange_that_the_customer_pays_for(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread")
    exchange(shop, order, "Bread", "Coffee")
    with pytest.raises(Refused, match="has to pay"):
        shop.till.services.returns.finish_ticket()
    sale = shop.tendering.take_cash(549)
    assert sale is not None and sale.order.total_minor == 549
    assert shop.till.services.orders.get(order.id).state is OrderState.REFUNDED
    assert (shop.till.on_hand("Bread"), shop.till.on_hand("Coffee")) == (STOCK_MILLI, STOCK_MILLI - 1000)
    books_add_up(shop.till)


def test_an_even_exchange_moves_no_money(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread")
    exchange(shop, order, "Bread", "Bread")
    done = shop.till.services.returns.finish_ticket()
    assert (done.refunds, done.sale.order.tenders, done.sale.order.total_minor) == ((), (), 0)
    assert shop.till.services.orders.get(order.id).state is OrderState.REFUNDED
    assert shop.till.drawer_holds() == 10_000
    books_add_up(shop.till)


def test_goods_of_an_exchange_can_come_back_too(shop: CardShop) -> None:
    """They were paid by what came back for them: the money goes to the first sale's card."""
    first = sold_by_card(shop, "Bread")
    exchange(shop, first, "Bread", "Coffee")
    sale = shop.tendering.take_cash(549)
    assert sale is not None
    second = shop.till.services.orders.get(sale.order.id)
    done = bring_back(shop, second, {"Coffee": 1})
    assert [(r.kind, r.amount_minor) for r in done.refunds] == [
        (TenderKind.CARD, 250),
        (TenderKind.CASH, 549),
    ]
    shop.work()
    assert (shop.terminal.refunded(first.id), shop.till.drawer_holds()) == (250, 10_000)
    books_add_up(shop.till)


def test_goods_of_an_even_exchange_go_back_to_the_first_sale(shop: CardShop) -> None:
    first = sold_by_card(shop, "Bread")
    exchange(shop, first, "Bread", "Bread")
    second = shop.till.services.returns.finish_ticket().sale.order
    done = bring_back(shop, second)
    shop.work()
    assert [r.kind for r in done.refunds] == [TenderKind.CARD]
    assert shop.terminal.refunded(first.id) == 250


def test_each_sales_part_goes_to_its_own_tenders(shop: CardShop) -> None:
    by_card, in_cash = sold_by_card(shop, "Coffee", "Bread"), shop.till.sell("Bread").order
    returns = shop.till.services.returns
    returns.add_to_ticket(returns.of(in_cash.id), {line_of(in_cash, "Bread"): Pick(1000)}, "")
    returns.add_to_ticket(returns.of(by_card.id), {line_of(by_card, "Coffee"): Pick(1000)}, "")
    done = returns.finish_ticket()
    assert sorted((r.kind.value, r.amount_minor) for r in done.refunds) == [("card", 799), ("cash", 250)]
    books_add_up(shop.till)


def test_what_comes_back_does_not_pay_for_a_gift_card(card_shop: CardShop) -> None:
    """It would be a refund that no limit of the cashier and no tender of the sale is asked for."""
    till, tickets = card_shop.till, card_shop.till.services.tickets
    order = sold_by_card(card_shop, *["Coffee"] * 4)
    found = till.services.returns.of(order.id)
    picks = {line_of(order, "Coffee"): Pick(4000)}

    def bring_to_the_ticket() -> None:
        add = till.services.returns.add_to_ticket
        card_shop.approved(lambda word: add(found, picks, "Wrong item", word))

    bring_to_the_ticket()
    with pytest.raises(Refused, match="does not pay for a gift card"):
        tickets.sell_gift_card(3196)
    tickets.remove(tickets.ticket.lines[0].id)
    card = tickets.sell_gift_card(3196).line
    with pytest.raises(Refused, match="does not pay for a gift card"):
        bring_to_the_ticket()
    tickets.remove(card.id)
    bring_to_the_ticket()
    with pytest.raises(Refused, match="does not pay for a gift card"):
        tickets.restore(card)
    parked = tickets.park()
    tickets.sell_gift_card(3196)
    with pytest.raises(Refused, match="does not pay for a gift card"):
        tickets.merge(parked.id)
    assert [line.issues for line in tickets.ticket.lines] == ["gift_card"]
