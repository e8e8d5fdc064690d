"""Several tenders on one order, at a real terminal on a real socket and in a real encrypted file."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import Refused
from pos_desktop.application.payment_provider import Decline
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.storage import tables
from tests.integration.card_shop import CardShop


def test_a_card_pays_the_whole_ticket(card_shop: CardShop) -> None:
    card_shop.ring_up("Bread", "Coffee")
    payment = card_shop.card()
    assert payment.state is PaymentState.SENT
    card_shop.terminal.present()
    paid = card_shop.until_known(payment.id)
    assert (paid.state, paid.brand, paid.last_four) == (PaymentState.TAKEN, "visa", "4242")
    (settled,) = card_shop.till.services.settling.settle()
    assert settled.kind == "sold"
    assert settled.sale is not None
    order = card_shop.till.services.orders.get(settled.sale.order.id)
    (tender,) = order.tenders
    assert (tender.kind, tender.amount_minor, tender.label) == ("card", 1049, "Visa ···· 4242")
    assert card_shop.terminal.charged(order.id) == 1049
    assert not card_shop.till.services.tickets.ticket.lines


def test_gift_card_card_and_cash_on_one_order(card_shop: CardShop) -> None:
    code = card_shop.gift_card(400)
    card_shop.ring_up("Bread", "Coffee")
    assert card_shop.tendering.take_code(card_shop.methods[TenderKind.GIFT_CARD].id, code) is None
    assert card_shop.tendering.view().left_minor == 649
    payment = card_shop.card(500)
    card_shop.terminal.present()
    card_shop.until_known(payment.id)
    assert card_shop.till.services.settling.settle() == []
    assert card_shop.tendering.view().left_minor == 149
    sale = card_shop.tendering.take_cash(200)
    assert sale is not None
    assert sale.cash.change_minor == 51
    order = card_shop.till.services.orders.get(sale.order.id)
    assert [(t.kind, t.amount_minor) for t in order.tenders] == [
        ("gift_card", 400),
        ("card", 500),
        ("cash", 149),
    ]
    assert card_shop.balance(code) == 0
    assert card_shop.till.drawer_holds() == 10_000 + 149


def test_a_declined_card_leaves_the_choice_and_then_cash_pays(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    payment = card_shop.card()
    card_shop.terminal.decline(Decline.INSUFFICIENT_FUNDS)
    assert card_shop.until_known(payment.id).decline == Decline.INSUFFICIENT_FUNDS.value
    card_shop.till.services.settling.settle()
    assert card_shop.till.services.tickets.ticket.order_state is OrderState.DRAFT
    sale = card_shop.tendering.take_cash(1000)
    assert sale is not None
    assert card_shop.terminal.charged(sale.order.id) == 0


def test_a_lost_answer_is_in_doubt_and_found_out(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    card_shop.terminal.lose_next_answer(after_effect=True)
    payment = card_shop.card()
    assert payment.state is PaymentState.UNKNOWN
    card_shop.terminal.present()
    paid = card_shop.until_known(payment.id)
    assert paid.state is PaymentState.TAKEN
    (settled,) = card_shop.till.services.settling.settle()
    assert settled.sale is not None
    assert card_shop.terminal.charged(settled.sale.order.id) == 799


def test_what_never_arrived_is_cancelled_and_can_be_tried_again(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    card_shop.terminal.lose_next_answer(after_effect=False)
    payment = card_shop.card()
    known = card_shop.until_known(payment.id)
    assert known.state is PaymentState.CANCELLED
    card_shop.till.services.settling.settle()
    again = card_shop.card()
    card_shop.terminal.present()
    assert card_shop.until_known(again.id).state is PaymentState.TAKEN
    assert card_shop.terminal.charged(again.ticket_id) == 799


def test_while_the_outcome_is_open_another_tender_needs_a_manager(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    card_shop.terminal.lose_next_answer(after_effect=True)
    first = card_shop.card()
    card_shop.terminal.cut_line()
    card_shop.terminal.present()  # the reader has its own line to the bank: it is charged
    with pytest.raises(ApprovalNeeded):
        card_shop.card()
    card_shop.approved(
        lambda word: card_shop.tendering.start(card_shop.methods[TenderKind.PAY_LINK].id, approval=word)
    )
    card_shop.terminal.mend_line()
    second = card_shop.tendering.view().payments[-1]
    card_shop.work(seconds=1)
    card_shop.terminal.pay_link()
    card_shop.until_known(second.id)
    card_shop.until_known(first.id)
    card_shop.till.services.settling.settle()
    card_shop.work(seconds=30)
    order = first.ticket_id
    assert card_shop.terminal.charged(order) - card_shop.terminal.refunded(order) == 799


def test_a_parked_ticket_closes_by_itself_when_the_answer_comes(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    card_shop.terminal.lose_next_answer(after_effect=True)
    payment = card_shop.card()
    card_shop.terminal.present()
    parked = card_shop.tendering.park_in_doubt()
    card_shop.ring_up("Bread")
    card_shop.until_known(payment.id)
    (settled,) = card_shop.till.services.settling.settle()
    assert settled.sale is not None
    assert settled.sale.order.id == parked.id
    assert [line.name for line in card_shop.till.services.tickets.ticket.lines] == ["Bread"]


def test_a_ticket_that_is_being_paid_does_not_change(card_shop: CardShop) -> None:
    code = card_shop.gift_card(100)
    card_shop.ring_up("Coffee")
    card_shop.tendering.take_code(card_shop.methods[TenderKind.GIFT_CARD].id, code)
    for change in (
        lambda: card_shop.till.add("Bread"),
        lambda: card_shop.till.services.tickets.discard(),
        lambda: card_shop.till.services.tickets.remove(card_shop.till.services.tickets.ticket.lines[0].id),
    ):
        with pytest.raises(Refused, match="being paid"):
            change()


def test_giving_the_sale_up_gives_everything_back_the_latest_first(card_shop: CardShop) -> None:
    code = card_shop.gift_card(100)
    card_shop.ring_up("Coffee", "Bread")
    card_shop.tendering.take_code(card_shop.methods[TenderKind.GIFT_CARD].id, code)
    payment = card_shop.card(300)
    card_shop.terminal.present()
    card_shop.until_known(payment.id)
    card_shop.till.services.settling.settle()
    card_shop.tendering.take_cash(200)
    ticket = card_shop.till.services.tickets.ticket
    refunds = card_shop.till.services.giving_up.give_up(ticket.id)
    assert [refund.kind for refund in refunds] == [TenderKind.CASH, TenderKind.CARD, TenderKind.GIFT_CARD]
    assert [refund.state for refund in refunds] == [RefundState.DONE, RefundState.PROMISED, RefundState.DONE]
    card_shop.work()
    assert card_shop.terminal.charged(ticket.id) - card_shop.terminal.refunded(ticket.id) == 0
    assert (card_shop.balance(code), card_shop.till.drawer_holds()) == (100, 10_000)
    assert card_shop.till.services.tickets.ticket.order_state is OrderState.DRAFT
    card_shop.till.services.tickets.remove(card_shop.till.services.tickets.ticket.lines[0].id)


def test_foreign_cash_gives_change_in_the_stores_money(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    sale = card_shop.tendering.take_foreign(card_shop.methods[TenderKind.FOREIGN_CASH].id, 1000)
    assert sale is not None
    (tender,) = sale.order.tenders
    assert (tender.amount_minor, tender.given_minor, tender.change_minor) == (799, 900, 101)
    assert (tender.foreign_currency, tender.foreign_minor) == ("USD", 1000)
    assert card_shop.till.drawer_holds() == 10_000 - 101


def test_a_tip_from_the_reader_is_charged_and_apart(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    payment = card_shop.card()
    card_shop.terminal.choose_tip(80)
    card_shop.terminal.present()
    assert card_shop.until_known(payment.id).tip_minor == 80
    (settled,) = card_shop.till.services.settling.settle()
    assert settled.sale is not None
    assert (settled.sale.order.total_minor, settled.sale.order.tips_minor) == (799, 80)
    assert card_shop.terminal.charged(settled.sale.order.id) == 879


def test_a_crash_between_charge_and_order_is_finished_at_the_next_start(
    card_shop: CardShop, tmp_path: Path
) -> None:
    card_shop.ring_up("Coffee")
    payment = card_shop.card()
    card_shop.terminal.present()
    card_shop.until_known(payment.id)
    after = card_shop.till.after_power_cut(tmp_path / "after")
    try:
        (settled,) = after.recovered.settled
        assert (settled.kind, settled.ticket.id) == ("sold", payment.ticket_id)
        with after.store.read() as work:
            assert work.orders.exists(payment.ticket_id)
    finally:
        after.accounts.close()
        after.close()


def test_what_was_never_sent_is_cancelled_at_the_next_start(card_shop: CardShop, tmp_path: Path) -> None:
    card_shop.ring_up("Coffee")
    card_shop.tendering.start(card_shop.methods[TenderKind.CARD].id)
    after = card_shop.till.after_power_cut(tmp_path / "after")
    try:
        assert after.recovered.never_sent == 1
        assert [row.state for row in after.rows_of(tables.payment)] == ["cancelled"]
        with after.store.read() as work:
            assert work.payments.open_tickets() == []
    finally:
        after.accounts.close()
        after.close()


def test_every_move_is_told_and_journalled(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    payment = card_shop.card()
    card_shop.terminal.present()
    card_shop.until_known(payment.id)
    card_shop.till.services.settling.settle()
    topics = [row.topic for row in card_shop.till.rows_of(tables.outbox)]
    assert topics == ["payment.succeeded", "order.paid", "stock.moved"]
    kinds = [kind for kind, _ in card_shop.till.journal()]
    assert kinds[-4:] == ["payment_started", "order_state", "payment_taken", "sale"]
    with card_shop.till.store.read() as work:
        assert [event.kind for event in work.payments.events(payment.id)][:2] == ["created", "sent"]


def test_a_ticket_with_money_on_it_is_not_simply_parked(card_shop: CardShop) -> None:
    """It is put aside as a deposit, which the store and the cashier's role have to allow."""
    card_shop.ring_up("Coffee")
    assert card_shop.tendering.take_cash(300) is None
    before = card_shop.till.everything()
    with pytest.raises(Refused, match="Money lies on this ticket"):
        card_shop.till.services.tickets.park("later")
    assert card_shop.till.everything() == before
    assert card_shop.tendering.view().paid_minor == 300


# -- sizes that need a word ------------------------------------------------------------------------


def asks_above(shop: CardShop, kind: TenderKind, minor: int) -> UUID:
    method = shop.methods[kind]
    with shop.till.store.write() as work:
        rules = replace(method.rules, approval_above_minor=minor)
        work.payment_methods.save(replace(method, rules=rules))
    return method.id


def test_a_large_sum_in_cash_needs_a_word_where_the_store_says_so(card_shop: CardShop) -> None:
    asks_above(card_shop, TenderKind.CASH, 500)
    card_shop.ring_up("Coffee")
    before = card_shop.till.everything()
    with pytest.raises(ApprovalNeeded) as needed:
        card_shop.tendering.take_cash(1000)
    assert card_shop.till.everything() == before
    request = needed.value.request
    assert (request.permission, request.amount_minor) == (Permission.LARGE_TENDER, 799)
    sale = card_shop.tendering.take_cash(1000, card_shop.till.word_for(request))
    assert sale is not None and sale.cash.change_minor == 201
    card_shop.ring_up("Bread")
    assert card_shop.tendering.take_cash(250) is not None


def test_a_large_part_in_cash_needs_a_word_too(card_shop: CardShop) -> None:
    asks_above(card_shop, TenderKind.CASH, 500)
    card_shop.ring_up("Coffee", "Coffee")
    assert card_shop.tendering.take_cash(500) is None
    with pytest.raises(ApprovalNeeded):
        card_shop.tendering.take_cash(1100)
    assert card_shop.approved(lambda word: card_shop.tendering.take_cash(1100, word)) is not None
    (last,) = card_shop.till.rows_of(tables.payment, tables.payment.c.amount_minor == 1098)
    assert last.approved_by == card_shop.till.person("Manager").id


def test_large_sums_in_other_ways_need_a_word_too(card_shop: CardShop) -> None:
    dollars = asks_above(card_shop, TenderKind.FOREIGN_CASH, 500)
    gift_cards = asks_above(card_shop, TenderKind.GIFT_CARD, 500)
    code = card_shop.gift_card(1000)
    card_shop.ring_up("Coffee")
    with pytest.raises(ApprovalNeeded):
        card_shop.tendering.take_foreign(dollars, 1000)
    with pytest.raises(ApprovalNeeded):
        card_shop.tendering.take_code(gift_cards, code)
    assert card_shop.balance(code) == 1000
    sale = card_shop.approved(lambda word: card_shop.tendering.take_code(gift_cards, code, approval=word))
    assert sale is not None and card_shop.balance(code) == 201
