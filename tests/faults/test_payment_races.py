"""Moments in which two things happen to one payment: late answers, two presses, a worker that writes in between."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import threading
from collections.abc import Callable
from typing import Any

import pytest

from pos_desktop.application import recovering
from pos_desktop.application.errors import Refused
from pos_desktop.application.payment_provider import Report
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.worker import PaymentsWorker
from pos_desktop.storage import tables
from tests.faults import payment_checks
from tests.faults.payment_hands import Hands
from tests.faults.payment_races import all_adds_up, hands, in_doubt, template, unsure


def meanwhile(hands: Hands, deed: Callable[[], object]) -> None:
    """Does it once, just before the next commit."""
    plug, moment = hands.shop.plug, hands.shop.plug.moment

    def first(_name: str) -> None:
        plug.moment = moment  # type: ignore[method-assign]
        deed()

    plug.moment = first  # type: ignore[method-assign]


def refund_of(hands: Hands) -> Any:
    """A card sale of which something is promised back."""
    hands.shop.terminal.customer = VirtualTerminal.present
    hands.ring_up(2, 2)
    hands.network(TenderKind.CARD, 10, 0)
    hands.shop.work()
    hands.shop.work(2)
    hands.take_back(0, 0, True, None)
    (refund,) = hands.services.returns.open_promises()
    return refund


def test_a_stop_is_not_lost_when_the_worker_begins_at_that_moment(hands: Hands) -> None:
    hands.ring_up(2, 1)
    hands.network(TenderKind.CARD, 10, 0)
    payment = hands.services.tendering.view().under_way
    meanwhile(hands, lambda: hands.services.tendering.stop(payment.id))
    hands.shop.till.payment_work.step(payment)
    assert hands.services.tendering.payment(payment.id).state is PaymentState.CANCELLED
    assert hands.shop.terminal.books.payments == ()


def test_an_answer_between_looking_and_selling_is_given_back(hands: Hands) -> None:
    """Cash paid all while a card was in doubt; the card's answer comes just before the sale is written."""
    payment = in_doubt(hands)
    hands.cash(10, 0)
    hands.shop.till.later(seconds=2)
    meanwhile(hands, lambda: hands.shop.till.payment_work.step(payment))
    hands.services.settling.settle()
    all_adds_up(hands)
    assert hands.shop.terminal.refunded(payment.ticket_id) == 799


def test_cash_beside_an_open_outcome_needs_a_managers_word(hands: Hands) -> None:
    payment = in_doubt(hands)
    hands.cash(10, 0)
    hands.services.settling.settle()
    assert hands.refused == 0
    assert hands.ticket.id != payment.ticket_id, "the sale is over, the outcome is not"
    all_adds_up(hands)


def test_an_excess_goes_back_to_the_card_not_to_a_gift_card(hands: Hands) -> None:
    """The gift card was taken last, and knowing what was left."""
    hands.shop.till.sign_in("Manager")
    payment = in_doubt(hands)
    hands.shop.till.later(seconds=2)
    meanwhile(hands, lambda: hands.shop.till.payment_work.step(payment))
    hands.gift_card(1, 10)
    hands.services.settling.settle()
    all_adds_up(hands)
    assert hands.shop.terminal.refunded(payment.ticket_id) == 799


def test_an_excess_is_not_taken_from_what_went_back_already(hands: Hands) -> None:
    terminal = hands.shop.terminal
    hands.ring_up(2, 1)
    hands.network(TenderKind.PAY_LINK, 5, 0)
    hands.shop.work()
    terminal.pay_link()
    hands.shop.work(2)
    late = hands.services.tendering
    hands.network(TenderKind.CARD, 10, 0)
    payment = late.view().under_way
    terminal.lose_next_answer(after_effect=True)
    hands.shop.till.payment_work.step(payment)
    terminal.present()
    hands.cash(10, 0)
    hands.services.settling.settle()
    all_adds_up(hands)


def test_a_refund_in_doubt_stays_so_while_its_provider_is_away(hands: Hands) -> None:
    refund = refund_of(hands)
    hands.shop.terminal.lose_next_answer(after_effect=True, changes_only=True)
    hands.shop.till.payment_work.step(refund)
    hands.shop.terminal.cut_line()
    hands.shop.till.payment_work.step(refund)
    with hands.shop.till.store.read() as work:
        assert work.refunds.get(refund.id).state is RefundState.UNKNOWN
    all_adds_up(hands)
    assert hands.shop.terminal.refunded(refund.payment_id and _order(hands, refund)) == 799


def _order(hands: Hands, refund: Any) -> Any:
    with hands.shop.till.store.read() as work:
        return work.payments.get(refund.payment_id).ticket_id


def test_a_refund_that_was_sent_before_a_crash_is_asked_after_while_offline(hands: Hands) -> None:
    refund = refund_of(hands)
    hands.shop.dying(1, lambda: hands.shop.till.payment_work.step(refund))  # after the call
    with hands.shop.till.store.read() as work:
        assert work.refunds.get(refund.id).state is RefundState.SENT
    hands.shop.terminal.cut_line()
    hands.shop.work(5)
    with hands.shop.till.store.read() as work:
        assert work.refunds.get(refund.id).state is RefundState.UNKNOWN, "never a mere promise again"
    all_adds_up(hands)


def test_a_question_that_is_refused_is_no_refusal_of_the_refund(hands: Hands) -> None:
    refund = refund_of(hands)
    hands.shop.terminal.lose_next_answer(after_effect=True, changes_only=True)
    hands.shop.till.payment_work.step(refund)
    hands.shop.terminal.fail_next(400)
    hands.shop.till.payment_work.step(refund)
    with hands.shop.till.store.read() as work:
        assert work.refunds.get(refund.id).state is RefundState.UNKNOWN
    all_adds_up(hands)


def test_cash_goes_back_only_from_an_open_drawer(hands: Hands) -> None:
    hands.ring_up(2, 1)
    hands.cash(5, 0)
    held = hands.model.drawer
    hands.services.shifts.confirm_count({1: held})
    hands.undo(0)
    assert hands.refused == 1
    hands.services.shifts.close("", 0)
    hands.services.shifts.open(10_000)
    hands.model.drawer = 10_000
    hands.undo(0)
    all_adds_up(hands)


def test_a_clock_that_was_set_back_puts_nothing_off(hands: Hands) -> None:
    in_doubt(hands)
    hands.shop.till.later(hours=-30)
    hands.shop.work()
    hands.shop.work(2)
    assert payment_checks.Register(hands.shop.till.database).payments[0].state == "taken"
    refund = refund_of(hands)
    hands.shop.terminal.cut_line()
    hands.shop.work()
    hands.shop.terminal.mend_line()
    hands.shop.till.later(days=-2)
    hands.shop.work()
    with hands.shop.till.store.read() as work:
        assert work.refunds.get(refund.id).state is RefundState.DONE
    all_adds_up(hands)


def test_one_ticket_that_cannot_be_sold_holds_up_no_other(hands: Hands) -> None:
    """An exchange is being paid while its goods come back in another return."""
    hands.ring_up(0, 2)
    hands.cash(10, 0)
    hands.exchange(0, 3, True)
    hands.ring_up(2, 2)
    hands.network(TenderKind.CARD, 10, 0)
    stuck = hands.ticket.id
    hands.shop.work()
    hands.take_back(0, 3, True, None)
    hands.shop.terminal.present()
    hands.shop.work(2)
    (settled,) = hands.services.settling.settle()
    assert (settled.kind, settled.ticket.id) == ("refused", stuck)
    assert "no returns any more" in str(settled.trouble)
    assert hands.services.tickets.ticket.order_state is OrderState.PARTIALLY_PAID, "there is money on it"
    hands.shop.cut_power()  # and the register starts with it
    hands.give_up()
    all_adds_up(hands)
    assert hands.shop.terminal.refunded(stuck) == hands.shop.terminal.charged(stuck) > 0


@pytest.mark.parametrize("more", [0, 2])
def test_goods_of_a_sale_that_is_voided_meanwhile_give_no_money_back_again(hands: Hands, more: int) -> None:
    """They lie on the ticket as an exchange while a manager voids their sale."""
    hands.ring_up(2, 1)
    hands.ring_up(0, more)
    hands.cash(10, 0)
    hands.exchange(0, 0, True)
    hands.void(0)
    hands.finish_ticket(None)
    assert hands.refused == 1
    all_adds_up(hands)
    assert hands.shop.till.drawer_holds() == 10_000


@pytest.mark.parametrize("how", ["parked", "crash"])
def test_the_receipt_of_a_sale_that_nobody_looks_at_is_printed(hands: Hands, how: str) -> None:
    """Where the cashier is asked about receipts: of a ticket that was put aside, or that a start finished."""
    hands.services.desk.change_settings(print_receipt="ask")
    in_doubt(hands)
    if how == "parked":
        hands.park()
    hands.shop.till.later(seconds=2)
    for items in hands.shop.till.payment_work.due().values():
        hands.shop.till.payment_work.step(items[0])
    if how == "crash":
        hands.shop.cut_power()
    hands.services.settling.settle()
    (job,) = hands.shop.till.jobs("receipt")
    assert job.state == "queued"


def test_cash_for_all_of_a_ticket_that_is_paid_in_part_is_refused(hands: Hands) -> None:
    hands.ring_up(2, 1)
    hands.gift_card(0, 3)
    with pytest.raises(Refused, match="paid already"):
        hands.services.checkout.pay_cash(10_000)
    hands.cash(10, 0)
    all_adds_up(hands)


def test_a_decision_against_the_answer_is_told(hands: Hands) -> None:
    payment = in_doubt(hands)
    decide = hands.services.settling.decide
    hands.shop.till.later(seconds=2)
    meanwhile(hands, lambda: hands.ask(lambda w: decide(payment.id, taken=False, reason="gone", approval=w)))
    hands.shop.till.payment_work.step(payment)
    (found,) = hands.shop.till.rows_of(tables.difference)
    assert (found.kind, found.ours_minor, found.theirs_minor) == ("missing_here", 0, 799)


def test_less_than_was_asked_for_and_too_late_goes_back_as_it_was_charged(hands: Hands) -> None:
    payment = in_doubt(hands)
    hands.cash(10, 0)
    hands.services.settling.settle()
    stored = hands.services.tendering.payment(payment.id)
    report = Report(PaymentState.TAKEN, "ref", charged_minor=500, tip_minor=0)
    hands.shop.till.payment_work._write(stored, report)
    (refund,) = hands.services.returns.open_promises()
    assert refund.amount_minor == 500


def at_work(hands: Hands, **last_run: Any) -> PaymentsWorker:
    """The register's own worker, begun."""
    worker = PaymentsWorker(hands.shop.till.payment_work, hands.shop.till.clock, **last_run)
    hands.services.tendering._worker = worker
    ready = threading.Event()
    worker._rest = lambda: ready.set() or 30.0  # type: ignore[method-assign,func-returns-value]
    worker.start()
    assert ready.wait(60)
    return worker


def test_an_attempt_goes_to_disk_as_sent_where_the_worker_is_at_rest(hands: Hands) -> None:
    hands.shop.terminal.customer = VirtualTerminal.present
    worker, told = at_work(hands), threading.Event()
    worker.on_change(told.set)
    hands.ring_up(2, 1)
    method_id = hands.shop.methods[TenderKind.CARD]
    assert worker.keep_free(method_id)
    assert not worker.keep_free(method_id), "one place for each way of paying"
    worker.let_go(method_id)
    payment = hands.services.tendering.start(method_id)
    assert payment.state is PaymentState.SENT
    assert told.wait(60)
    worker.stop()
    assert hands.shop.terminal.books.payments != ()
    kinds = [event.kind for event in hands.services.tendering.history(payment.id)]
    assert kinds[:2] == ["created", "sent"]


def test_an_attempt_that_was_not_written_leaves_the_worker_free(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = at_work(hands)
    hands.ring_up(2, 1)
    method_id = hands.shop.methods[TenderKind.CARD]
    with unsure(hands, monkeypatch, stored=False, blind=False), pytest.raises(Refused):
        hands.services.tendering.start(method_id)
    assert worker.keep_free(method_id)
    worker.stop()
    assert hands.shop.terminal.books.payments == ()


def test_the_worker_takes_up_the_last_run_before_it_asks_for_anything(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovering, "AT_ONCE", 1)
    old = []
    for _ in range(2):
        hands.ring_up(2, 1)
        old.append(hands.services.tendering.start(hands.shop.methods[TenderKind.CARD]))
        hands.services.tendering.park_in_doubt()
    till = hands.shop.till
    with till.store.read() as work:
        left = work.unfinished.left()
    hands.ring_up(2, 1)
    fresh = hands.services.tendering.start(hands.shop.methods[TenderKind.CARD])
    recovery = recovering.Recovery(till.store, till.clock, till.accounts, left)
    assert recovery.step()
    hands.services.desk.change_settings(receipt_footer="the disk is free between two steps")
    worker = at_work(hands, recovery=lambda: recovery)
    worker.stop()
    assert worker.take_recovered() == recovering.Recovered(0, 2, 0)
    assert worker.take_recovered() is None, "told once"
    assert [hands.services.tendering.payment(each.id).state for each in old] == [PaymentState.CANCELLED] * 2
    assert hands.services.tendering.payment(fresh.id).state is not PaymentState.CANCELLED


def test_two_presses_are_one_attempt(hands: Hands) -> None:
    hands.ring_up(2, 1)
    for _ in range(2):
        hands.network(TenderKind.CARD, 10, 0)
    assert hands.refused == 1
    for _ in range(2):
        hands.stop()
    hands.shop.work()
    hands.cash(10, 0)
    for _ in range(2):
        hands.void(0)
    all_adds_up(hands)
