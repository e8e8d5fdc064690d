"""Shares of what was paid, where sales hang together and where something came back in between."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.returns import Pick
from pos_desktop.domain.discount import amount_off
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.fake import VirtualTerminal
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import GERMANY, make_till
from tests.integration.returned_goods import books_add_up, bring_back, line_of, shop, sold_by_card, swiss


def put_back(shop: CardShop, order: OrderView, name: str) -> None:
    """One piece of a sale on the ticket on the screen."""
    returns = shop.till.services.returns
    returns.add_to_ticket(returns.of(order.id), {line_of(order, name): Pick(1000)}, "Changed mind")


def three_for_two(shop: CardShop) -> OrderView:
    """Three loaves for 2.00: shares of 0.67, 0.66 and 0.67."""
    shop.ring_up("Bread", "Bread", "Bread", "Coffee")
    tickets = shop.till.services.tickets
    tickets.discount_line(tickets.ticket.lines[0].id, amount_off(550, "offer"))
    sale = shop.tendering.take_cash(shop.tendering.view().left_minor)
    assert sale is not None
    return shop.till.services.orders.get(sale.order.id)


def test_a_share_that_was_worked_out_before_another_return_is_not_given(shop: CardShop) -> None:
    order = three_for_two(shop)
    put_back(shop, order, "Bread")
    shop.till.services.tickets.park("later")
    bring_back(shop, order, {"Bread": 1})
    (parked,) = shop.till.services.tickets.parked()
    shop.till.services.tickets.resume(parked.id)
    before = shop.till.everything()
    with pytest.raises(Refused) as refused:
        shop.till.services.returns.finish_ticket()
    assert "anew" in refused.value.next_step
    assert shop.till.everything() == before
    tickets = shop.till.services.tickets
    tickets.remove(tickets.ticket.lines[0].id)
    given = 67 - bring_back(shop, order, {"Bread": 1}).sale.order.total_minor
    given -= bring_back(shop, order, {"Bread": 1}).sale.order.total_minor
    assert given == 200
    books_add_up(shop.till)


def test_a_return_screen_that_was_opened_before_another_return_gives_no_wrong_share(shop: CardShop) -> None:
    order = three_for_two(shop)
    seen_earlier = shop.till.services.returns.of(order.id)
    bring_back(shop, order, {"Bread": 1})
    before = shop.till.everything()
    with pytest.raises(Refused):
        shop.till.services.returns.carry_out(seen_earlier, {line_of(order, "Bread"): Pick(1000)}, "again")
    assert shop.till.everything() == before


def test_two_tickets_put_together_do_not_share_the_same_cent(shop: CardShop) -> None:
    order, tickets = three_for_two(shop), shop.till.services.tickets
    put_back(shop, order, "Bread")
    tickets.park("first")
    put_back(shop, order, "Bread")
    tickets.merge(tickets.parked()[0].id)
    with pytest.raises(Refused):
        shop.till.services.returns.finish_ticket()
    tickets.remove(tickets.ticket.lines[0].id)
    done = shop.till.services.returns.finish_ticket()
    assert done.sale.order.total_minor == -67


def test_a_tender_of_two_sales_that_hang_together_gets_no_more_than_it_paid(shop: CardShop) -> None:
    first = sold_by_card(shop, "Bread", "Coffee")  # 10.49
    put_back(shop, first, "Bread")
    shop.ring_up("Coffee")
    sale = shop.tendering.take_cash(549)
    assert sale is not None
    second = shop.till.services.orders.get(sale.order.id)
    put_back(shop, first, "Coffee")
    put_back(shop, second, "Coffee")
    done = shop.till.services.returns.finish_ticket()
    given = {TenderKind.CARD: 0, TenderKind.CASH: 0}
    for refund in done.refunds:
        given[refund.kind] += refund.amount_minor
    assert given == {TenderKind.CARD: 1049, TenderKind.CASH: 549}
    books_add_up(shop.till)


def test_what_came_back_of_an_exchange_leaves_the_first_sales_goods_returnable(shop: CardShop) -> None:
    first = sold_by_card(shop, "Bread", "Coffee")  # 10.49
    put_back(shop, first, "Bread")
    shop.ring_up("Coffee")
    sale = shop.tendering.take_cash(549)
    assert sale is not None
    bring_back(shop, shop.till.services.orders.get(sale.order.id))
    shop.work()
    assert (shop.terminal.refunded(first.id), shop.till.drawer_holds()) == (250, 10_000)
    bring_back(shop, first, {"Coffee": 1})
    shop.work()
    assert (shop.terminal.refunded(first.id), shop.till.drawer_holds()) == (1049, 10_000)
    books_add_up(shop.till)


# -- foreign bills where the smallest coin is five --------------------------------------------------


def test_change_for_foreign_bills_can_be_paid_in_coins(swiss: CardShop) -> None:
    swiss.ring_up("Coffee")  # 7.99, in coins 8.00
    sale = swiss.tendering.take_foreign(swiss.methods[TenderKind.FOREIGN_CASH].id, 1000)  # worth 9.47
    assert sale is not None
    (tender,) = sale.order.tenders
    assert tender.amount_minor == 800
    assert tender.change_minor == 145, "rounded down: the smallest coin is five"
    assert tender.given_minor - tender.change_minor == tender.amount_minor
    assert swiss.till.drawer_holds() == 10_000 - 145
    books_add_up(swiss.till)


def test_what_foreign_bills_paid_in_part_goes_back_in_coins(swiss: CardShop) -> None:
    swiss.ring_up("Coffee")
    assert swiss.tendering.take_foreign(swiss.methods[TenderKind.FOREIGN_CASH].id, 500) is None  # worth 4.73
    sale = swiss.tendering.take_cash(500)
    assert sale is not None
    holds = swiss.till.drawer_holds()
    done = bring_back(swiss, swiss.till.services.orders.get(sale.order.id))
    assert all(refund.amount_minor % 5 == 0 for refund in done.refunds)
    assert (holds - swiss.till.drawer_holds()) % 5 == 0
    books_add_up(swiss.till)


def test_what_was_rounded_down_to_no_coin_at_all_comes_back_for_none(swiss: CardShop) -> None:
    swiss.ring_up("Coffee")  # 7.99
    payment = swiss.card(797)
    swiss.terminal.present()
    swiss.until_known(payment.id)
    swiss.till.services.settling.settle()
    sale = swiss.tendering.take_cash(0)
    assert sale is not None
    bring_back(swiss, swiss.till.services.orders.get(sale.order.id))
    swiss.work()
    assert (swiss.terminal.refunded(sale.order.id), swiss.till.drawer_holds()) == (797, 10_000)
    report = swiss.till.services.shifts.x_report()
    assert (report.gross_minor, report.rounding_minor) == (0, 0)
    books_add_up(swiss.till)
