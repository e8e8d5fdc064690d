"""Goods that come back: whole, in parts, who may take them, and ways of paying that take nothing back."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import FixSetting, Refused
from pos_desktop.application.returns import Pick
from pos_desktop.domain.discount import amount_off, percent
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import RefundState, TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.storage import tables
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import STOCK_MILLI
from tests.integration.returned_goods import (
    books_add_up,
    bring_back,
    exchange,
    line_of,
    shop,
    sold_by_card,
    sold_split,
    swiss,
)

# -- a full return ---------------------------------------------------------------------------------


def test_a_full_return_is_the_mirror_of_its_sale(shop: CardShop) -> None:
    code = shop.gift_card(400)
    shop.ring_up("Bread", "Coffee", "Milk")
    tickets = shop.till.services.tickets
    tickets.discount_line(tickets.ticket.lines[0].id, percent(10, "offer"))
    tickets.discount_ticket(amount_off(77, "friend"))
    shop.tendering.take_code(shop.methods[TenderKind.GIFT_CARD].id, code)
    sale = shop.tendering.take_cash(shop.tendering.view().left_minor)
    assert sale is not None
    order = shop.till.services.orders.get(sale.order.id)
    done = bring_back(shop, order)
    back = shop.till.services.orders.get(done.sale.order.id)
    assert back.total_minor == -order.total_minor
    assert back.tax_minor == -order.tax_minor
    assert back.discount_minor == -order.discount_minor
    for sold, returned in zip(order.lines, back.lines, strict=True):
        assert returned.returns_line_id == sold.id
        for field in (
            "amount_minor",
            "discount_minor",
            "net_minor",
            "tax_minor",
            "total_minor",
            "quantity_milli",
        ):
            assert getattr(returned, field) == -getattr(sold, field), field
    assert [(t.name, t.rate, -t.net_minor, -t.tax_minor) for t in back.taxes] == [
        (t.name, t.rate, t.net_minor, t.tax_minor) for t in order.taxes
    ]
    assert {(t.kind, -t.amount_minor) for t in back.tenders} == {
        (t.kind, t.amount_minor) for t in order.tenders
    }
    assert shop.till.services.orders.get(order.id).state is OrderState.REFUNDED
    assert {shop.till.on_hand(name) for name in ("Bread", "Coffee", "Milk")} == {STOCK_MILLI}
    assert (shop.till.drawer_holds(), shop.balance(code)) == (10_000, 400)
    books_add_up(shop.till)


def test_a_card_is_given_its_money_back_once(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread", "Coffee")
    done = bring_back(shop, order)
    assert done.open and [refund.state for refund in done.refunds] == [RefundState.PROMISED]
    shop.work()
    shop.work(seconds=3600)
    assert shop.terminal.refunded(order.id) == 1049
    (refund,) = shop.till.services.returns.refunds(done.sale.order.id)
    assert refund.state is RefundState.DONE
    (tender,) = shop.till.services.orders.get(done.sale.order.id).tenders
    assert (tender.state, tender.amount_minor, tender.label) == ("done", -1049, "Visa ···· 4242")
    assert shop.till.services.returns.open_promises() == []
    books_add_up(shop.till)


def test_split_tenders_are_given_back_each(shop: CardShop) -> None:
    code = shop.gift_card(400)
    order = sold_split(shop, code, "Bread", "Coffee")
    done = bring_back(shop, order)
    assert [(r.kind, r.amount_minor) for r in done.refunds] == [
        (TenderKind.GIFT_CARD, 400),
        (TenderKind.CARD, 500),
        (TenderKind.CASH, 149),
    ]
    shop.work()
    assert (shop.balance(code), shop.terminal.refunded(order.id), shop.till.drawer_holds()) == (
        400,
        500,
        10_000,
    )
    books_add_up(shop.till)


# -- partial returns -------------------------------------------------------------------------------


@pytest.mark.parametrize("sequence", [("Bread", "Coffee", "Milk"), ("Milk", "Bread", "Coffee")])
def test_partial_returns_in_any_order_add_up(shop: CardShop, sequence: tuple[str, ...]) -> None:
    shop.ring_up("Bread", "Bread", "Bread", "Coffee", "Milk")
    shop.till.services.tickets.discount_ticket(amount_off(100, "friend"))
    payment = shop.card()
    shop.terminal.present()
    shop.until_known(payment.id)
    shop.till.services.settling.settle()
    order = shop.till.services.orders.get(payment.ticket_id)
    given = 0
    for name in sequence:
        for _ in range(3 if name == "Bread" else 1):
            given += -bring_back(shop, order, {name: 1}).sale.order.total_minor
            shop.work()
            assert shop.terminal.refunded(order.id) == given
    assert given == order.total_minor
    assert shop.till.services.orders.get(order.id).state is OrderState.REFUNDED
    with pytest.raises(Refused):
        shop.till.services.returns.of(order.id)
    books_add_up(shop.till)


def test_a_line_comes_back_at_most_once(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread", "Bread", "Coffee")
    bring_back(shop, order, {"Bread": 1})
    before = shop.till.everything()
    with pytest.raises(Refused, match="Only 1 of Bread"):
        bring_back(shop, order, {"Bread": 2})
    assert shop.till.everything() == before


def test_two_screens_do_not_bring_the_same_line_back(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread", "Coffee")
    returns = shop.till.services.returns
    seen_earlier = returns.of(order.id)
    bring_back(shop, order, {"Bread": 1})
    before = shop.till.everything()
    with pytest.raises(Refused, match="is back already"):
        returns.carry_out(seen_earlier, {line_of(order, "Bread"): Pick(1000)}, "again")
    assert shop.till.everything() == before


def test_a_tender_gets_at_most_what_it_paid(shop: CardShop) -> None:
    code = shop.gift_card(400)
    order = sold_split(shop, code, "Bread", "Coffee")  # 400 gift card, 500 card, 149 cash
    by_kind = {tender.kind: tender.id for tender in order.tenders}
    returns = shop.till.services.returns
    picks = {line_of(order, "Coffee"): Pick(1000)}
    found = returns.of(order.id)
    for split in (
        {by_kind["card"]: 799},
        {by_kind["card"]: 500, by_kind["cash"]: 150, by_kind["gift_card"]: 149},
        {by_kind["card"]: 500, by_kind["gift_card"]: 298},
        {by_kind["card"]: 900, by_kind["gift_card"]: -101},
        {order.id: 799},
    ):
        with pytest.raises(Refused):
            returns.carry_out(found, picks, "", split=split)
    chosen = {by_kind["card"]: 450, by_kind["cash"]: 149, by_kind["gift_card"]: 200}
    returns.carry_out(found, picks, "", split=chosen)
    with pytest.raises(Refused, match="More than was paid"):
        returns.carry_out(found, {line_of(order, "Bread"): Pick(1000)}, "", split={by_kind["card"]: 250})
    bring_back(shop, order, {"Bread": 1})
    shop.work()
    assert (shop.balance(code), shop.terminal.refunded(order.id), shop.till.drawer_holds()) == (
        400,
        500,
        10_000,
    )
    books_add_up(shop.till)


def test_caps_hold_across_cash_rounding(swiss: CardShop) -> None:
    swiss.ring_up("Coffee", "Milk", "Sweet", "Sweet", "Sweet")  # 9.27, paid with 9.25
    sale = swiss.till.services.checkout.pay_cash(925)
    order = swiss.till.services.orders.get(sale.order.id)
    assert (order.total_minor, order.rounding_minor) == (927, -2)
    for name in ("Sweet", "Milk", "Sweet", "Coffee", "Sweet"):
        bring_back(swiss, order, {name: 1})
        assert 10_000 <= swiss.till.drawer_holds() <= 10_925
        books_add_up(swiss.till)
    assert swiss.till.drawer_holds() == 10_000
    assert swiss.till.services.orders.get(order.id).state is OrderState.REFUNDED
    report = swiss.till.services.shifts.x_report()
    assert (report.gross_minor, report.rounding_minor) == (0, 0)


@pytest.mark.parametrize("next_shift", [False, True], ids=["same shift", "next shift"])
def test_the_coins_of_a_refund_that_is_paid_out_otherwise_are_in_the_report(
    swiss: CardShop, next_shift: bool
) -> None:
    """1.19 do not go back to the card: 1.20 are paid out, and the hundredth is the rounding of that shift."""
    order = sold_by_card(swiss, "Milk")
    done = bring_back(swiss, order)
    swiss.terminal.fail_next(402)
    swiss.work()
    if next_shift:
        swiss.till.services.shifts.confirm_count({10_000: 1})
        swiss.till.services.shifts.close("", 10_000)
        swiss.till.open_shift()
    swiss.till.services.returns.pay_out_otherwise(done.refunds[0].id, TenderKind.CASH)
    assert swiss.till.drawer_holds() == 10_000 - 120
    assert swiss.till.services.shifts.x_report().rounding_minor == -1
    books_add_up(swiss.till)


@pytest.mark.parametrize("cents, paid", [(1059, 1003), (1060, 1004), (1061, 1005)])
def test_foreign_bills_between_what_is_due_and_what_coins_pay(swiss: CardShop, cents: int, paid: int) -> None:
    """10.03 are due, 10.05 in coins: bills worth 10.04 pay it, and what is over is the rounding."""
    swiss.ring_up("Coffee", "Bread")
    swiss.till.services.tickets.discount_ticket(amount_off(46))
    sale = swiss.tendering.take_foreign(swiss.methods[TenderKind.FOREIGN_CASH].id, cents)
    assert sale is not None
    (tender,) = sale.order.tenders
    assert (tender.amount_minor, tender.rounding_minor, tender.change_minor) == (paid, paid - 1003, 0)
    books_add_up(swiss.till)
    bring_back(swiss, swiss.till.services.orders.get(sale.order.id))
    books_add_up(swiss.till)


def test_every_line_says_whether_it_can_be_sold_again(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread", "Coffee")
    found = shop.till.services.returns.of(order.id)
    picks = {line_of(order, "Bread"): Pick(1000, True), line_of(order, "Coffee"): Pick(1000, False)}
    done = shop.till.services.returns.carry_out(found, picks, "Damaged")
    assert shop.till.on_hand("Bread") == STOCK_MILLI
    assert shop.till.on_hand("Coffee") == STOCK_MILLI - 1000
    assert [line.restocked for line in done.sale.order.lines] == [True, False]


# -- who may ---------------------------------------------------------------------------------------


def test_a_small_refund_needs_nobody_and_a_large_one_a_manager(card_shop: CardShop) -> None:
    order = sold_by_card(card_shop, "Coffee", "Coffee", "Coffee")
    bring_back(card_shop, order, {"Coffee": 1})
    order = sold_by_card(card_shop, "Coffee", "Coffee", "Coffee")
    price = card_shop.till.services.returns.price(
        card_shop.till.services.returns.of(order.id), {line_of(order, "Coffee"): Pick(3000)}
    )
    assert (price.owed_minor, price.asks_manager, price.above_limit_minor) == (2397, True, 2000)
    before = card_shop.till.everything()
    with pytest.raises(ApprovalNeeded) as needed:
        bring_back(card_shop, order)
    assert card_shop.till.everything() == before
    request = needed.value.request
    assert (request.permission, request.amount_minor) == (Permission.REFUND, -2397)
    facts = dict(request.facts)
    assert order.number in request.title and facts["Why"] == "Changed mind"
    assert "Cashier 1" in facts["Asked by"] and "23,97" in facts["To"] and "20,00" in facts["Limit"]
    done = bring_back(card_shop, order, approval=card_shop.till.word_for(request))
    assert done.refunds[0].approved_by == card_shop.till.person("Manager").id


def test_a_word_for_one_split_is_none_for_another(card_shop: CardShop) -> None:
    order = sold_by_card(card_shop, "Bread")
    with pytest.raises(ApprovalNeeded) as needed:
        bring_back(card_shop, order, other=TenderKind.STORE_CREDIT)
    word = card_shop.till.word_for(needed.value.request)
    with pytest.raises(ApprovalNeeded):
        bring_back(card_shop, order, other=TenderKind.CASH, approval=word)


def test_another_way_than_the_original_needs_a_manager(card_shop: CardShop) -> None:
    order = sold_by_card(card_shop, "Bread")
    done = card_shop.approved(lambda word: bring_back(card_shop, order, other=TenderKind.CASH, approval=word))
    assert [(r.kind, r.state, r.amount_minor) for r in done.refunds] == [
        (TenderKind.CASH, RefundState.DONE, 250)
    ]
    assert card_shop.till.drawer_holds() == 10_000 - 250
    assert card_shop.terminal.refunded(order.id) == 0
    books_add_up(card_shop.till)


def test_a_limit_holds_for_other_tenders_too(card_shop: CardShop) -> None:
    """Who may choose the tender but gives back little alone asks for much all the same."""
    till = card_shop.till
    role = till.desk.signed_in.role
    role = replace(role, permissions=role.permissions | {Permission.REFUND_OTHER_TENDER})
    till.desk.person = replace(till.desk.signed_in, role=role)
    order = sold_by_card(card_shop, "Coffee", "Coffee", "Coffee")
    bring_back(card_shop, order, {"Coffee": 1}, other=TenderKind.CASH)
    with pytest.raises(ApprovalNeeded):
        order = sold_by_card(card_shop, "Coffee", "Coffee", "Coffee")
        bring_back(card_shop, order, other=TenderKind.CASH)


def test_store_credit_is_a_code_of_its_own(shop: CardShop) -> None:
    order = sold_by_card(shop, "Coffee")
    done = bring_back(shop, order, other=TenderKind.STORE_CREDIT)
    value_id = UUID(done.refunds[0].refund_ref)
    (row,) = shop.till.rows_of(tables.stored_value, tables.stored_value.c.id == value_id)
    assert row.kind == "store_credit"
    assert any("Store credit" in str(job.document) for job in shop.till.jobs("receipt"))


# -- ways of paying that take nothing back ---------------------------------------------------------


def no_money_back(shop: CardShop, kind: TenderKind) -> None:
    rules = replace(shop.methods[kind].rules, refunds=False)
    shop.till.services.payment_methods.change(shop.methods[kind].id, rules=rules)


@pytest.mark.parametrize("to", ["store_credit", "any"])
def test_a_way_of_paying_that_takes_nothing_back_is_left_out(shop: CardShop, to: str) -> None:
    shop.till.desk.change_settings(receiptless_to=to)
    no_money_back(shop, TenderKind.GIFT_CARD)
    code = shop.gift_card(400)
    order = sold_split(shop, code, "Bread", "Coffee")  # 4.00 gift card, 5.00 card, 1.49 cash
    found = shop.till.services.returns.of(order.id)
    assert {view.tender.kind for view in found.takers} == {"card", "cash"}
    done = bring_back(shop, order)
    other = TenderKind.STORE_CREDIT if to == "store_credit" else TenderKind.CASH
    assert [(r.kind, r.amount_minor) for r in done.refunds] == [
        (TenderKind.CARD, 500),
        (TenderKind.CASH, 149),
        (other, 400),
    ]
    assert shop.balance(code) == 0
    shop.work()
    books_add_up(shop.till)


def test_where_no_cash_goes_back_it_is_store_credit(shop: CardShop) -> None:
    shop.till.desk.change_settings(receiptless_to="any")
    no_money_back(shop, TenderKind.CASH)
    sale = shop.till.sell("Coffee")
    done = bring_back(shop, shop.till.services.orders.get(sale.order.id))
    assert [(r.kind, r.amount_minor) for r in done.refunds] == [(TenderKind.STORE_CREDIT, 799)]
    assert shop.till.drawer_holds() == 10_000 + 799
    books_add_up(shop.till)


def test_an_exchange_leaves_it_out_too(shop: CardShop) -> None:
    no_money_back(shop, TenderKind.CARD)
    order = sold_by_card(shop, "Coffee")
    exchange(shop, order, "Coffee", "Bread")
    done = shop.till.services.returns.finish_ticket()
    assert [(r.kind, r.amount_minor) for r in done.refunds] == [(TenderKind.STORE_CREDIT, 549)]


def test_without_a_printer_no_store_credit_is_given(shop: CardShop) -> None:
    """Its code is on paper or nowhere: the customer would have neither goods nor money."""
    order = sold_by_card(shop, "Coffee")
    with shop.till.store.write() as work:
        for each in work.devices.all():
            work.devices.save(each.id, each.family, each.driver, each.name, each.settings, None, False)
    shop.till.services.printers.forget()
    before = shop.till.everything()
    with pytest.raises(FixSetting, match="printer"):
        bring_back(shop, order, other=TenderKind.STORE_CREDIT)
    assert shop.till.everything() == before
    bring_back(shop, order)
