"""Goods taken for goods are held to the limit of money, and cash goes back only as the store decided."""

from dataclasses import replace
from uuid import UUID

import pytest

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import Refused
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.returns import Pick, Returnable
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import request_of
from tests.integration.returned_goods import books_add_up, bring_back, line_of, shop, sold_by_card

__all__ = ["shop"]

CASH, STORE_CREDIT = TenderKind.CASH, TenderKind.STORE_CREDIT

# -- exchanges ------------------------------------------------------------------------------------


def picked(
    card_shop: CardShop, order: OrderView, name: str, pieces: int
) -> tuple[Returnable, dict[UUID, Pick]]:
    return card_shop.till.services.returns.of(order.id), {line_of(order, name): Pick(pieces * 1000)}


def exchange_of(card_shop: CardShop, order: OrderView, name: str, pieces: int) -> ApprovalRequest:
    add = card_shop.till.services.returns.add_to_ticket
    return request_of(add, *picked(card_shop, order, name, pieces), "Wrong size")


def test_goods_above_the_limit_are_taken_for_others_with_a_managers_word(card_shop: CardShop) -> None:
    till, returns = card_shop.till, card_shop.till.services.returns
    order = sold_by_card(card_shop, *["Coffee"] * 3)
    before = till.everything()
    request = exchange_of(card_shop, order, "Coffee", 3)
    assert till.everything() == before
    assert (request.permission, request.amount_minor, request.refund_minor) == (
        Permission.REFUND,
        -2397,
        2397,
    )
    facts = dict(request.facts)
    assert request.title == f"Exchange {order.number}"
    assert (facts["Comes back"], facts["Why"]) == ("3 × Coffee", "Wrong size")
    assert "Cashier 1" in facts["Asked by"] and "20,00" in facts["Limit"]
    returns.add_to_ticket(*picked(card_shop, order, "Coffee", 3), "Wrong size", till.word_for(request))
    assert till.rows_of_journal("line_back")[-1].approver_id == till.person("Manager").id
    card_shop.ring_up("Coffee", "Coffee", "Coffee")
    assert returns.finish_ticket().refunds == (), "nobody is asked a second time"
    books_add_up(till)


def test_goods_within_the_limit_are_taken_for_others_alone(card_shop: CardShop) -> None:
    returns = card_shop.till.services.returns
    order = sold_by_card(card_shop, *["Coffee"] * 3)
    returns.add_to_ticket(*picked(card_shop, order, "Coffee", 2), "Wrong size")
    assert card_shop.till.rows_of_journal("line_back")[-1].approver_id is None
    card_shop.ring_up("Coffee", "Coffee")
    returns.finish_ticket()


def test_a_word_for_some_goods_is_none_for_others(card_shop: CardShop) -> None:
    till, returns = card_shop.till, card_shop.till.services.returns
    order, other = (sold_by_card(card_shop, *["Coffee"] * 4) for _ in range(2))
    word = till.word_for(exchange_of(card_shop, order, "Coffee", 3))
    for wrong, pieces in ((order, 4), (other, 3)):
        request_of(returns.add_to_ticket, *picked(card_shop, wrong, "Coffee", pieces), "Wrong size", word)
    returns.add_to_ticket(*picked(card_shop, order, "Coffee", 3), "Wrong size", word)


def test_who_may_not_give_money_back_asks_for_the_smallest_exchange(card_shop: CardShop) -> None:
    order = sold_by_card(card_shop, "Bread", "Milk")
    card_shop.till.services.session.sign_out()
    card_shop.till.sign_in("Trainee")
    request = exchange_of(card_shop, order, "Bread", 1)
    assert "Limit" not in dict(request.facts)
    add = card_shop.till.services.returns.add_to_ticket
    add(*picked(card_shop, order, "Bread", 1), "Wrong size", card_shop.till.word_for(request))


# -- cash in place of the original tenders --------------------------------------------------------


def no_money_back(shop: CardShop, kind: TenderKind) -> None:
    method = shop.methods[kind]
    shop.till.services.payment_methods.change(method.id, rules=replace(method.rules, refunds=False))


@pytest.fixture
def exchanged(shop: CardShop) -> OrderView:
    """Goods came without a receipt and others were taken for them: the customer has a receipt now."""
    returns = shop.till.services.returns
    returns.add_without_receipt(shop.till.rows["Coffee"], 1000, "", restock=True)
    shop.ring_up("Coffee")
    return shop.till.services.orders.get(returns.finish_ticket().sale.order.id)


def coffee_back(shop: CardShop, order: OrderView, other: TenderKind | None) -> list[TenderKind]:
    returns = shop.till.services.returns
    found = returns.of(order.id)
    line = next(sold for sold in found.lines if sold.left_milli)
    done = returns.carry_out(found, {line.line.id: Pick(1000)}, "Changed mind", other=other)
    return [refund.kind for refund in done.refunds]


def test_what_once_came_without_a_receipt_goes_back_as_store_credit(
    shop: CardShop, exchanged: OrderView
) -> None:
    before = shop.till.everything()
    with pytest.raises(Refused, match="store credit only"):
        coffee_back(shop, exchanged, CASH)
    assert shop.till.everything() == before
    assert coffee_back(shop, exchanged, STORE_CREDIT) == [STORE_CREDIT]
    assert shop.till.drawer_holds() == 10_000


def test_on_a_ticket_too(shop: CardShop, exchanged: OrderView) -> None:
    returns = shop.till.services.returns
    found = returns.of(exchanged.id)
    line = next(sold for sold in found.lines if sold.left_milli)
    returns.add_to_ticket(found, {line.line.id: Pick(1000)}, "Changed mind")
    with pytest.raises(Refused, match="store credit only"):
        returns.finish_ticket(other=CASH)
    assert [refund.kind for refund in returns.finish_ticket().refunds] == [STORE_CREDIT]


def test_where_the_store_allows_it_it_goes_back_in_cash(shop: CardShop, exchanged: OrderView) -> None:
    shop.till.desk.change_settings(receiptless_to="any")
    assert coffee_back(shop, exchanged, CASH) == [CASH]
    books_add_up(shop.till)


def test_what_its_own_tenders_can_take_goes_back_in_cash_all_the_same(shop: CardShop) -> None:
    """7.99 came without a receipt, 2.50 were paid by card: so much can be given back in cash."""
    returns = shop.till.services.returns
    returns.add_without_receipt(shop.till.rows["Coffee"], 1000, "", restock=True)
    order = sold_by_card(shop, "Coffee", "Bread")
    assert [refund.kind for refund in bring_back(shop, order, {"Bread": 1}, other=CASH).refunds] == [CASH]
    with pytest.raises(Refused, match="store credit only"):
        coffee_back(shop, order, CASH)


@pytest.mark.parametrize("to", ["store_credit", "any"])
def test_no_cash_goes_back_where_the_store_gives_none(shop: CardShop, to: str) -> None:
    shop.till.desk.change_settings(receiptless_to=to)
    no_money_back(shop, CASH)
    order = sold_by_card(shop, "Coffee", "Bread")
    before = shop.till.everything()
    with pytest.raises(Refused, match="No cash refunds here"):
        bring_back(shop, order, other=CASH)
    returns = shop.till.services.returns
    assert shop.till.everything() == before
    returns.add_to_ticket(*picked(shop, order, "Bread", 1), "")
    with pytest.raises(Refused, match="No cash refunds here"):
        returns.finish_ticket(other=CASH)
    assert [refund.kind for refund in returns.finish_ticket(other=STORE_CREDIT).refunds] == [STORE_CREDIT]
    assert shop.till.drawer_holds() == 10_000
