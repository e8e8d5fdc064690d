"""A commit of a payment whose outcome nobody knows: booked once, given back once, whatever it was."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.payment_provider import NotSent, ProviderRefused
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.worker import PaymentsWorker
from tests.faults import payment_checks
from tests.faults.payment_hands import Hands
from tests.faults.payment_races import all_adds_up, hands, in_doubt, template, unsure


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
    with pytest.raises(Refused, match="refunded already") if stored else _nothing():
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
    assert done.wait(60)
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
