"""Moments in which two things happen to one payment: late answers, two presses, a worker that writes in between."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pos_desktop.application import recovering
from pos_desktop.application.errors import Refused
from pos_desktop.application.payment_provider import NotSent, ProviderRefused, Report
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.worker import PaymentsWorker
from pos_desktop.storage import tables
from tests.faults import payment_checks
from tests.faults.payment_hands import Hands
from tests.faults.payment_shop import PaymentShop, Template


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template.build(tmp_path_factory.mktemp("races"), answer_ms=2000)


@pytest.fixture
def hands(template: Template, tmp_path: Path) -> Iterator[Hands]:
    """A cashier who needs a manager's word."""
    shop = PaymentShop(template, tmp_path, "Cashier 1")
    yield Hands(shop)
    shop.end()


def all_adds_up(hands: Hands) -> None:
    hands.settle_all()
    found = payment_checks.faults(hands.shop.till, hands.shop.terminal.books, hands.model)
    assert not found, payment_checks.worded(found)


def in_doubt(hands: Hands, share: int = 10) -> Any:
    """A card is charged, and the register does not know it."""
    hands.ring_up(2, 1)
    hands.network(TenderKind.CARD, share, 0)
    payment = hands.services.tendering.view().under_way
    hands.shop.terminal.lose_next_answer(after_effect=True)
    hands.shop.till.payment_work.step(payment)
    hands.shop.terminal.present()
    assert hands.services.tendering.payment(payment.id).state is PaymentState.UNKNOWN
    return payment


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
    assert "nothing back any more" in str(settled.trouble)
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


@contextmanager
def unsure(hands: Hands, monkeypatch: pytest.MonkeyPatch, *, stored: bool, blind: bool) -> Iterator[None]:
    """The next commit does not tell its outcome; `blind`: nor does the disk when it is looked up."""
    store, plug = hands.shop.till.store, hands.shop.plug
    inner = store._store  # type: ignore[attr-defined]
    struck: list[bool] = []

    def moment(name: str) -> None:
        if name == ("after a commit" if stored else "in a commit") and not struck:
            struck.append(True)
            raise CommitUnsure("not sure")

    write = type(store).write

    @contextmanager
    def failing(self: Any) -> Iterator[Any]:
        with write(self) as work:
            yield work
            plug.moment("in a commit")

    def settle(_check: object) -> bool:
        raise CommitUnsure("still not sure")

    with monkeypatch.context() as patch:
        patch.setattr(plug, "moment", moment)
        patch.setattr(type(store), "write", failing)
        if blind:
            patch.setattr(inner, "settle", settle)
        yield


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("blind", [True, False])
@pytest.mark.parametrize("what", ["part", "rest", "all", "gift card", "external", "foreign"])
def test_a_tender_whose_commit_is_in_doubt_is_booked_once(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, stored: bool, blind: bool, what: str
) -> None:
    """The button is pressed again after the trouble, as people do."""
    hands.ring_up(2, 1)
    if what != "all":
        hands.gift_card(0, 1)
    tendering, methods = hands.services.tendering, hands.shop.methods
    left = tendering.view().left_minor
    presses: dict[str, Callable[[], object]] = {
        "part": lambda: tendering.take_cash(100),
        "rest": lambda: tendering.take_cash(left),
        "all": lambda: tendering.take_cash(left),
        "gift card": lambda: tendering.take_code(methods[TenderKind.GIFT_CARD], hands.shop.codes[1], 100),
        "external": lambda: tendering.take_external(methods[TenderKind.EXTERNAL], 100, "slip"),
        "foreign": lambda: tendering.take_foreign(methods[TenderKind.FOREIGN_CASH], 100),
    }
    booked = len(payment_checks.Register(hands.shop.till.database).payments)
    with unsure(hands, monkeypatch, stored=stored, blind=blind):
        if blind:
            with pytest.raises(CommitUnsure):
                presses[what]()
        elif stored:
            presses[what]()
        else:
            with pytest.raises(Refused, match="not stored"):
                presses[what]()
    if blind or not stored:
        presses[what]()
    hands.services.settling.settle()
    register = payment_checks.Register(hands.shop.till.database)
    assert len(register.payments) == booked + (what != "all")
    assert len(register.orders) == (what in ("all", "rest"))
    in_drawer = sum(move.amount_minor for move in register.cash) - 10_000
    assert in_drawer == {"part": 100, "rest": left, "all": left}.get(what, 0)


@pytest.mark.parametrize("stored", [True, False])
def test_a_start_whose_commit_is_in_doubt_is_one_attempt(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    hands.ring_up(2, 1)
    method = hands.shop.methods[TenderKind.CARD]
    with unsure(hands, monkeypatch, stored=stored, blind=False):
        if stored:
            assert hands.services.tendering.start(method).state is PaymentState.CREATED
        else:
            with pytest.raises(Refused, match="not stored"):
                hands.services.tendering.start(method)
    assert len(payment_checks.Register(hands.shop.till.database).payments) == int(stored)


@pytest.mark.parametrize("stored", [True, False])
def test_a_return_whose_commit_is_in_doubt_gives_back_once(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    hands.ring_up(2, 1)
    hands.cash(10, 0)
    found, picks = hands._picked(0, 3, True)
    word: Any = None
    carry_out = hands.services.returns.carry_out
    with unsure(hands, monkeypatch, stored=stored, blind=False):
        if stored:
            carry_out(found, picks, "broken", approval=word)
        else:
            with pytest.raises(Refused, match="not stored"):
                carry_out(found, picks, "broken", approval=word)
    with pytest.raises(Refused, match="back already") if stored else _nothing():
        carry_out(found, picks, "broken", approval=word)
    assert hands.shop.till.drawer_holds() == 10_000


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def test_a_sale_in_doubt_at_settling_stands_or_is_tried_again(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    for stored in (True, False):
        hands.ring_up(2, 1)
        hands.network(TenderKind.CARD, 10, 0)
        payment = hands.services.tendering.view().under_way
        hands.shop.till.payment_work.step(payment)
        hands.shop.terminal.present()
        hands.shop.till.later(seconds=2)
        hands.shop.till.payment_work.step(payment)
        with unsure(hands, monkeypatch, stored=stored, blind=False):
            hands.services.settling.settle()
        hands.services.settling.settle()
        assert hands.ticket.id != payment.ticket_id
    all_adds_up(hands)


def test_a_fault_of_a_step_reaches_the_crash_report_and_holds_up_no_other(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.shop.terminal.customer = VirtualTerminal.present
    hands.ring_up(2, 1)
    hands.network(TenderKind.CARD, 10, 0)
    bad = hands.services.tendering.view().under_way
    hands.services.tendering.park_in_doubt()
    hands.ring_up(2, 1)
    hands.network(TenderKind.CARD, 10, 0)
    good = hands.services.tendering.view().under_way
    work, reported = hands.shop.till.payment_work, []
    step = work.step

    def failing(item: Any) -> None:
        if item.id == bad.id:
            raise RuntimeError("a fault of the program")
        step(item)

    monkeypatch.setattr(work, "step", failing)
    monkeypatch.setattr(threading, "excepthook", reported.append)
    worker = PaymentsWorker(work, hands.shop.till.clock)
    done = threading.Event()
    worker.on_change(lambda: done.set() if _known(hands, good.id) else hands.shop.till.later(seconds=1))
    worker.start()
    assert done.wait(20)
    worker.stop()
    assert [str(one.exc_value) for one in reported] == ["a fault of the program"]


def _known(hands: Hands, payment_id: Any) -> bool:
    return not hands.services.tendering.payment(payment_id).state.open


def test_a_method_that_is_switched_off_while_open_is_still_asked_after(hands: Hands) -> None:
    payment = in_doubt(hands)
    with hands.shop.till.store.write() as work:
        work.payment_methods.save(replace(work.payment_methods.get(payment.method_id), active=False))
    all_adds_up(hands)
    assert hands.services.tendering.payment(payment.id).state is PaymentState.TAKEN


@pytest.mark.parametrize("trouble", [NotSent("x"), ProviderRefused("x")])
def test_a_provider_that_cannot_be_asked_leaves_it_in_doubt(hands: Hands, trouble: Exception) -> None:
    payment = in_doubt(hands)
    provider = hands.shop.till.accounts.of(payment.method_id)

    def ask(*_: object) -> None:
        raise trouble

    provider.ask = ask  # type: ignore[method-assign]
    hands.shop.till.later(seconds=2)
    hands.shop.till.payment_work.step(payment)
    assert hands.services.tendering.payment(payment.id).state is PaymentState.UNKNOWN
    del provider.ask
    all_adds_up(hands)


def at_work(hands: Hands, **last_run: Any) -> PaymentsWorker:
    """The register's own worker, begun."""
    worker = PaymentsWorker(hands.shop.till.payment_work, hands.shop.till.clock, **last_run)
    hands.services.tendering._worker = worker
    ready = threading.Event()
    worker._rest = lambda: ready.set() or 30.0  # type: ignore[method-assign,func-returns-value]
    worker.start()
    assert ready.wait(20)
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
    assert told.wait(20)
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
