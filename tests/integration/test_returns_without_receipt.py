"""Goods that come back without a receipt: who may take them, and how the money goes back."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.returns import Pick
from pos_desktop.domain.payment import TenderKind
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import STOCK_MILLI
from tests.integration.returned_goods import books_add_up, line_of, shop, sold_by_card


def test_without_a_receipt_only_with_a_manager_and_as_store_credit(card_shop: CardShop) -> None:
    till, returns = card_shop.till, card_shop.till.services.returns
    card_shop.approved(
        lambda word: returns.add_without_receipt(
            till.rows["Coffee"], 1000, "No receipt", restock=True, approval=word
        )
    )
    assert till.services.tickets.ticket.lines[0].quantity_milli == -1000
    with pytest.raises(Refused, match="only store credit"):
        returns.finish_ticket(other=TenderKind.CASH)
    done = returns.finish_ticket()
    assert [(r.kind, r.amount_minor) for r in done.refunds] == [(TenderKind.STORE_CREDIT, 799)]
    assert till.on_hand("Coffee") == STOCK_MILLI + 1000
    assert "Without a receipt" in str(till.jobs("receipt")[-1].document)
    books_add_up(till)


def test_without_a_receipt_in_cash_where_the_store_allows_it(shop: CardShop) -> None:
    shop.till.desk.change_settings(receiptless_to="any")
    returns = shop.till.services.returns
    returns.add_without_receipt(shop.till.rows["Bread"], 1000, "", restock=False)
    returns.finish_ticket()
    assert shop.till.drawer_holds() == 10_000 - 250
    assert shop.till.on_hand("Bread") == STOCK_MILLI


def test_a_receipt_for_one_thing_opens_no_tender_for_another(shop: CardShop) -> None:
    """What comes without a receipt is not paid out to the card of a sale that lies beside it."""
    order = sold_by_card(shop, "Sweet", "Coffee")
    returns = shop.till.services.returns
    returns.add_to_ticket(returns.of(order.id), {line_of(order, "Sweet"): Pick(1000)}, "")
    returns.add_without_receipt(shop.till.rows["Bread"], 1000, "", restock=True)
    done = returns.finish_ticket()
    assert [(r.kind, r.amount_minor) for r in done.refunds] == [
        (TenderKind.CARD, 3),
        (TenderKind.STORE_CREDIT, 250),
    ]


def test_a_store_that_never_does_says_so(shop: CardShop) -> None:
    shop.till.desk.change_settings(receiptless_returns="never")
    with pytest.raises(Refused, match="No returns without a receipt"):
        shop.till.services.returns.add_without_receipt(shop.till.rows["Bread"], 1000, "", restock=True)
    assert not shop.till.services.tickets.ticket.lines
