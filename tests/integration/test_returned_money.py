"""Money that goes back: promises, other tenders, voids, deposits, and what other systems hear of it."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.returns import Returned
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import RefundState, TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.storage import tables
from tests.integration.card_shop import CardShop
from tests.integration.returned_goods import (
    _change_to,
    books_add_up,
    bring_back,
    shop,
    sold_by_card,
    sold_split,
)

# -- promises --------------------------------------------------------------------------------------


def test_a_refund_without_the_network_is_a_promise_that_is_kept_once(shop: CardShop) -> None:
    order = sold_by_card(shop, "Coffee")
    shop.terminal.cut_line()
    done = bring_back(shop, order)
    shop.work()
    (promise,) = shop.till.services.returns.open_promises()
    assert promise.state.open and promise.next_at is not None and promise.last_error
    shop.till.services.returns.hand_out_receipt(done)
    paper = str(shop.till.jobs("receipt")[-1].document)
    assert "on its way to your account" in paper and "RETURN" in paper
    report = shop.till.services.shifts.x_report()
    assert report.promised_minor == 799
    shop.terminal.mend_line()
    shop.work(seconds=1000)
    shop.work(seconds=1000)
    assert shop.terminal.refunded(order.id) == 799
    assert shop.till.services.returns.open_promises() == []
    assert shop.till.services.shifts.x_report().promised_minor == 0
    books_add_up(shop.till)


def test_a_promise_can_be_tried_at_once(shop: CardShop) -> None:
    order = sold_by_card(shop, "Coffee")
    shop.terminal.cut_line()
    bring_back(shop, order)
    shop.work()
    shop.terminal.mend_line()
    shop.work()
    assert shop.terminal.refunded(order.id) == 0, "not due yet"
    (promise,) = shop.till.services.returns.open_promises()
    shop.till.services.returns.try_now(promise.id)
    shop.work()
    assert shop.terminal.refunded(order.id) == 799
    with pytest.raises(Refused):
        shop.till.services.returns.try_now(promise.id)


@pytest.mark.parametrize("after_effect", [True, False])
def test_a_lost_answer_of_a_refund_gives_back_once(shop: CardShop, after_effect: bool) -> None:
    order = sold_by_card(shop, "Coffee")
    bring_back(shop, order)
    shop.terminal.lose_next_answer(after_effect=after_effect, changes_only=True)
    shop.work()
    for _ in range(10):
        shop.work(seconds=1000)
    assert shop.terminal.refunded(order.id) == 799
    assert shop.till.services.returns.open_promises() == []


def test_a_power_cut_keeps_the_promise(shop: CardShop, tmp_path: Any) -> None:
    order = sold_by_card(shop, "Coffee")
    bring_back(shop, order)
    after = shop.till.after_power_cut(tmp_path / "after")
    try:
        assert after.recovered.refunds == 1
        for items in after.payment_work.due().values():
            for item in items:
                after.payment_work.step(item)
        assert shop.terminal.refunded(order.id) == 799
        with after.store.read() as work:
            assert work.refunds.open() == []
    finally:
        after.accounts.close()
        after.close()


def refused(shop: CardShop, order: OrderView) -> Returned:
    """The provider says no for good."""
    done = bring_back(shop, order)
    shop.terminal.fail_next(402)
    shop.work()
    (refund,) = shop.till.services.returns.open_promises()
    assert refund.state is RefundState.REFUSED, refund
    return done


def test_a_refused_refund_is_paid_out_otherwise_once(card_shop: CardShop) -> None:
    order = sold_by_card(card_shop, "Bread")
    done = refused(card_shop, order)
    (open_one,) = card_shop.till.services.returns.open_promises()
    pay_out = card_shop.till.services.returns.pay_out_otherwise
    new = card_shop.approved(lambda word: pay_out(open_one.id, TenderKind.CASH, word))
    assert (new.state, new.cause) == (RefundState.DONE, "replacement")
    assert card_shop.till.drawer_holds() == 10_000 - 250
    assert card_shop.till.services.returns.open_promises() == []
    tenders = card_shop.till.services.orders.get(done.sale.order.id).tenders
    assert sorted((t.kind, t.state) for t in tenders) == [("card", "replaced"), ("cash", "done")]
    books_add_up(card_shop.till)
    with pytest.raises((Refused, ApprovalNeeded)):
        pay_out(open_one.id, TenderKind.CASH)
    _change_to(card_shop, "Manager")
    with pytest.raises(Refused, match="not open any more"):
        pay_out(open_one.id, TenderKind.CASH)


def test_where_no_money_goes_back_in_cash_a_refused_refund_becomes_store_credit(card_shop: CardShop) -> None:
    order = sold_by_card(card_shop, "Bread")
    refused(card_shop, order)
    services = card_shop.till.services
    cash = card_shop.methods[TenderKind.CASH]
    with card_shop.till.store.write() as work:
        work.payment_methods.save(replace(cash, rules=replace(cash.rules, refunds=False)))
    (open_one,) = services.returns.open_promises()
    pay_out = services.returns.pay_out_otherwise
    with pytest.raises(Refused, match="No cash refunds here"):
        pay_out(open_one.id, TenderKind.CASH)
    assert services.returns.open_promises() == [open_one]
    new = card_shop.approved(lambda word: pay_out(open_one.id, TenderKind.STORE_CREDIT, word))
    assert (new.state, new.cause) == (RefundState.DONE, "replacement")
    assert card_shop.till.drawer_holds() == 10_000
    books_add_up(card_shop.till)


def test_a_refund_that_is_paid_out_in_the_next_shift_adds_up_in_both(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread")
    refused(shop, order)
    till = shop.till
    first = till.services.shifts.current()
    assert first is not None
    till.services.shifts.confirm_count({10_000: 1})
    till.services.shifts.close("", 10_000)
    z = till.services.shifts.z_report(first.id)
    assert z is not None and z.taken_minor == z.gross_minor == 0
    till.open_shift()
    (open_one,) = till.services.returns.open_promises()
    till.services.returns.pay_out_otherwise(open_one.id, TenderKind.CASH)
    report = till.services.shifts.x_report()
    assert {t.kind: t.amount_minor for t in report.tenders} == {"card": 250, "cash": -250}
    books_add_up(till)


# -- other tenders ---------------------------------------------------------------------------------


def test_a_terminal_beside_the_register_gives_back_with_its_reference(shop: CardShop) -> None:
    method = PaymentMethod(new_id(), TenderKind.EXTERNAL, "external", "")
    with shop.till.store.write() as work:
        work.payment_methods.save(method)
    shop.ring_up("Bread")
    sale = shop.tendering.take_external(method.id, 250, "4711")
    assert sale is not None
    order = shop.till.services.orders.get(sale.order.id)
    before = shop.till.everything()
    with pytest.raises(Refused, match="reference is missing"):
        bring_back(shop, order)
    assert shop.till.everything() == before
    done = bring_back(shop, order, references={order.tenders[0].id: "R-1"})
    assert (done.refunds[0].state, done.refunds[0].refund_ref) == (RefundState.DONE, "R-1")
    books_add_up(shop.till)


def test_foreign_cash_comes_back_in_the_stores_money(shop: CardShop) -> None:
    shop.ring_up("Coffee")
    sale = shop.tendering.take_foreign(shop.methods[TenderKind.FOREIGN_CASH].id, 1000)
    assert sale is not None
    assert "10,00" in str(shop.till.jobs("receipt")[-1].document)
    bring_back(shop, shop.till.services.orders.get(sale.order.id))
    assert shop.till.drawer_holds() == 10_000 - 101 - 799
    books_add_up(shop.till)


def test_a_tip_is_the_staffs_and_stays(shop: CardShop) -> None:
    shop.ring_up("Coffee")
    payment = shop.card()
    shop.terminal.choose_tip(80)
    shop.terminal.present()
    shop.until_known(payment.id)
    shop.till.services.settling.settle()
    order = shop.till.services.orders.get(payment.ticket_id)
    paper = str(shop.till.jobs("receipt")[-1].document)
    assert "of which tip" in paper and "Visa ···· 4242" in paper and "8,79" in paper
    books_add_up(shop.till)
    bring_back(shop, order)
    shop.work()
    assert shop.terminal.charged(order.id) - shop.terminal.refunded(order.id) == 80
    books_add_up(shop.till)


def test_a_receipt_tells_what_is_left_on_a_gift_card(shop: CardShop) -> None:
    code = shop.gift_card(1000)
    shop.ring_up("Bread")
    shop.tendering.take_code(shop.methods[TenderKind.GIFT_CARD].id, code, 250)
    shop.till.services.settling.settle()
    paper = str(shop.till.jobs("receipt")[-1].document)
    assert "Left on it" in paper and "7,50" in paper


# -- ways of paying that are gone --------------------------------------------------------------------


def remove_card(shop: CardShop) -> None:
    shop.till.services.payment_methods.remove(shop.methods[TenderKind.CARD].id)


def lose_settings(shop: CardShop) -> None:
    """Its provider cannot be made any more."""
    method = shop.methods[TenderKind.CARD]
    with shop.till.store.write() as work:
        work.payment_methods.save(replace(method, settings={"port": "none"}))
    shop.till.accounts.forget(method.id)


def test_what_a_removed_way_of_paying_took_goes_back_otherwise(shop: CardShop) -> None:
    order = sold_by_card(shop, "Coffee")
    remove_card(shop)
    done = bring_back(shop, order)
    assert [(refund.kind, refund.state) for refund in done.refunds] == [
        (TenderKind.STORE_CREDIT, RefundState.DONE)
    ]
    assert shop.till.services.returns.open_promises() == []
    books_add_up(shop.till)


def test_a_removed_drawer_or_ledger_of_the_store_gives_back_all_the_same(shop: CardShop) -> None:
    code = shop.gift_card(500)
    order = sold_split(shop, code, "Coffee", "Bread")
    methods = shop.till.services.payment_methods
    methods.remove(shop.methods[TenderKind.GIFT_CARD].id)
    methods.remove(shop.methods[TenderKind.CASH].id)
    bring_back(shop, order)
    shop.work()
    assert shop.balance(code) == 500
    assert shop.terminal.refunded(order.id) == 500
    assert shop.till.drawer_holds() == 10_000


@pytest.mark.parametrize("gone", [remove_card, lose_settings], ids=["removed", "without its settings"])
def test_a_promise_that_nobody_can_send_is_ended_and_paid_out(shop: CardShop, gone: Any) -> None:
    order = sold_by_card(shop, "Coffee")
    services = shop.till.services
    gone(shop)
    shop.terminal.cut_line()
    services.orders.void(order.id, "wrong")
    shop.work()
    (promise,) = services.returns.open_promises()
    assert promise.state is RefundState.PROMISED
    assert services.refund_decisions.look(promise).stranded
    ended = services.refund_decisions.decide(promise.id, went_back=False, reason="The reader is sold")
    assert (ended.state, ended.last_error) == (RefundState.REFUSED, "The reader is sold")
    assert shop.till.journal("refund_decided")[-1][1]["went_back"] is False
    services.returns.pay_out_otherwise(promise.id, TenderKind.CASH)
    assert services.returns.open_promises() == []
    assert shop.till.drawer_holds() == 10_000 - 799
    shop.terminal.mend_line()
    shop.work(seconds=5000)
    assert shop.terminal.refunded(order.id) == 0


def test_a_promise_whose_provider_is_only_away_waits_for_it(shop: CardShop) -> None:
    order = sold_by_card(shop, "Coffee")
    shop.terminal.cut_line()
    shop.till.services.orders.void(order.id, "wrong")
    shop.work()
    decisions = shop.till.services.refund_decisions
    (promise,) = shop.till.services.returns.open_promises()
    assert not decisions.look(promise).stranded
    with pytest.raises(Refused):
        decisions.decide(promise.id, went_back=False, reason="Impatient")


def test_a_promise_of_a_removed_way_is_not_ended_while_it_is_asked_for(shop: CardShop) -> None:
    order = sold_by_card(shop, "Coffee")
    remove_card(shop)
    shop.till.services.orders.void(order.id, "wrong")
    (promise,) = shop.till.services.returns.open_promises()
    assert not shop.till.services.refund_decisions.look(promise).stranded
    with pytest.raises(Refused, match="at this moment"):
        shop.till.services.refund_decisions.decide(promise.id, went_back=False, reason="Too early")
    shop.work()
    assert shop.terminal.refunded(order.id) == 799


# -- voids -----------------------------------------------------------------------------------------


def test_a_void_gives_every_tender_back(shop: CardShop) -> None:
    code = shop.gift_card(400)
    order = sold_split(shop, code, "Bread", "Coffee")
    voided = shop.till.services.orders.void(order.id, "wrong")
    assert voided.state is OrderState.CANCELLED
    shop.work()
    assert shop.terminal.charged(order.id) - shop.terminal.refunded(order.id) == 0
    assert (shop.balance(code), shop.till.drawer_holds()) == (400, 10_000)
    refunds = shop.till.services.returns.refunds(order.id)
    assert {refund.state for refund in refunds} == {RefundState.DONE}
    assert {refund.cause for refund in refunds} == {"void"}
    books_add_up(shop.till)
    with pytest.raises(Refused):
        shop.till.services.returns.of(order.id)


def test_a_sale_of_which_goods_came_back_is_not_voided(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread", "Coffee")
    done = bring_back(shop, order, {"Bread": 1})
    for order_id in (order.id, done.sale.order.id):
        assert not shop.till.services.orders.can_void(shop.till.services.orders.get(order_id))
        with pytest.raises(Refused, match="can no longer be voided"):
            shop.till.services.orders.void(order_id, "")


# -- what others hear ------------------------------------------------------------------------------


def test_a_return_goes_in_its_sales_lane(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread", "Coffee")
    done = bring_back(shop, order, {"Bread": 1}, note="box was open")
    shop.work()
    rows = shop.till.rows_of(tables.outbox)
    assert {row.lane for row in rows} == {f"order:{order.id}"}
    topics = ["payment.succeeded", "order.paid", "stock.moved", "order.paid", "stock.moved", "refund.issued"]
    assert [row.topic for row in rows] == topics
    assert (rows[4].body["reason"], rows[4].body["order"]) == ("return", str(done.sale.order.id))
    kinds = [event.kind for event in shop.till.services.orders.get(order.id).events]
    assert "goods_back" in kinds
    kinds = [event.kind for event in shop.till.services.orders.get(done.sale.order.id).events]
    assert {"return", "refund_promised", "refund_given"} <= set(kinds)
    ((_, body),) = shop.till.journal("return")
    assert (body["of"], body["note"]) == ([order.number], "box was open")


def test_a_return_receipt_says_of_what_and_why_and_where_the_money_goes(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread")
    done = bring_back(shop, order, note="box was open")
    shop.work()
    shop.till.services.returns.hand_out_receipt(done)
    job = shop.till.jobs("receipt")[-1]
    paper = str(job.document)
    for words in (
        "RETURN",
        f"Of receipt {order.number}",
        "Reason: Changed mind",
        "box was open",
        "Visa ···· 4242",
    ):
        assert words in paper, words
    assert "refunded" in paper and "on its way" not in paper
    assert job.state == "queued"


def test_the_return_windows_end_is_kept(shop: CardShop) -> None:
    shop.till.desk.change_settings(return_days=14)
    order = sold_by_card(shop, "Bread")
    shop.till.later(days=13)
    shop.till.services.returns.of(order.id)
    shop.till.later(days=2)
    with pytest.raises(Refused, match="time for returns is over"):
        shop.till.services.returns.of(order.id)


# -- deposits --------------------------------------------------------------------------------------


def test_a_deposit_is_taken_in_one_shift_and_used_in_the_next(shop: CardShop) -> None:
    till = shop.till
    till.desk.change_settings(deposits=True)
    shop.ring_up("Coffee")
    shop.tendering.take_cash(300)
    ticket = shop.tendering.leave_deposit("Coffee on order")
    books_add_up(till)
    first = till.services.shifts.current()
    assert first is not None
    till.services.shifts.confirm_count({10_000: 1, 100: 3})
    till.services.shifts.close("", 10_300)
    z = till.services.shifts.z_report(first.id)
    assert z is not None and (z.deposits_taken_minor, z.gross_minor, z.taken_minor) == (300, 0, 300)
    till.open_shift(10_300)
    till.services.tickets.resume(ticket.id)
    sale = shop.tendering.take_cash(499)
    assert sale is not None
    books_add_up(till)
    report = till.services.shifts.x_report()
    assert (report.deposits_used_minor, report.gross_minor, report.taken_minor) == (300, 799, 499)
    bring_back(shop, till.services.orders.get(sale.order.id))
    assert till.drawer_holds() == 10_300 - 300
    books_add_up(till)


@pytest.mark.parametrize("sold", [False, True], ids=["given up", "voided"])
def test_a_deposit_that_goes_back_in_the_next_shift_is_in_its_report(shop: CardShop, sold: bool) -> None:
    till = shop.till
    till.desk.change_settings(deposits=True)
    shop.ring_up("Coffee")
    shop.tendering.take_cash(300)
    ticket = shop.tendering.leave_deposit("Coffee on order")
    till.services.shifts.confirm_count({10_000: 1, 100: 3})
    assert till.services.shifts.close("", 10_300).deposits_taken_minor == 300
    till.open_shift(10_300)
    till.services.tickets.resume(ticket.id)
    if sold:
        sale = shop.tendering.take_cash(499)
        assert sale is not None
        till.services.orders.void(sale.order.id, "wrong")
    else:
        till.services.giving_up.give_up(ticket.id)
    books_add_up(till)
    report = till.services.shifts.x_report()
    assert till.drawer_holds() == 10_000
    assert (report.deposits_taken_minor, report.deposits_used_minor) == (-300, 0)
    assert (report.taken_minor, report.gross_minor) == (-300, 0), "300 less than before are in the till"


@pytest.mark.parametrize("minor, asked", [(2000, False), (2001, True)])
def test_a_deposit_of_an_earlier_shift_goes_back_within_the_refund_limit(
    card_shop: CardShop, minor: int, asked: bool
) -> None:
    """What a customer left days ago is no slip of the hand: a cashier does not empty it alone."""
    till = card_shop.till
    till.desk.change_settings(deposits=True)
    card_shop.ring_up(*["Coffee"] * 4)
    card_shop.tendering.take_cash(minor)
    ticket = card_shop.tendering.leave_deposit("Coffee on order")
    till.services.shifts.confirm_count({10_000: 1, 1: minor})
    till.services.shifts.close("", 10_000)
    till.open_shift(10_000)
    till.services.tickets.resume(ticket.id)
    if not asked:
        till.services.giving_up.give_up(ticket.id)
        return
    with pytest.raises(ApprovalNeeded) as needed:
        till.services.giving_up.give_up(ticket.id)
    request = needed.value.request
    assert (request.permission, request.refund_minor, request.amount_minor) == (
        Permission.REFUND,
        minor,
        -minor,
    )
    (refund,) = till.services.giving_up.give_up(ticket.id, approval=till.word_for(request))
    assert refund.approved_by == till.person("Manager").id


def test_what_was_taken_a_moment_ago_goes_back_without_a_word(card_shop: CardShop) -> None:
    card_shop.ring_up(*["Coffee"] * 4)
    card_shop.tendering.take_cash(3000)
    assert card_shop.till.services.giving_up.give_up(card_shop.till.services.tickets.ticket.id)
