"""Every registered payment provider: what giving money back must do."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import time

import pytest

from pos_desktop.application.payment_provider import (
    GiveBack,
    NoAnswer,
    NotSent,
    ProviderRefused,
    RefundReport,
)
from pos_desktop.domain.payment import RefundState
from tests.contract.provider_asking import (
    COUNTED,
    EVERY,
    FOUR_KINDS,
    KINDS,
    NETWORKED,
    ask,
    attempt,
    back,
    give_back,
    offered,
    over,
    pay,
    side,
    start,
)
from tests.payment_harness import AMOUNT, Harness

REFUNDING = [key for key in COUNTED if KINDS[key].traits.refunds]
REFUNDING_NETWORKED = [key for key in REFUNDING if key in NETWORKED]
PATIENCE_SECONDS = 60.0


def told_of_refund(side: Harness, refund: GiveBack) -> RefundReport:
    """What became of it, once the other side can say: a terminal that still finishes does not know yet."""
    until = time.monotonic() + PATIENCE_SECONDS
    report = side.provider.ask_refund(refund, side.books)
    while report.state is RefundState.SENT and time.monotonic() < until:
        time.sleep(0.02)
        report = side.provider.ask_refund(refund, side.books)
    return report


@over([key for key in EVERY if KINDS[key].traits.refunds])
def test_gives_all_back(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    report = give_back(side, back(charge, paid, AMOUNT, whole=True))
    assert report.state in (RefundState.DONE, RefundState.SENT)


@over(REFUNDING)
def test_gives_back_in_parts_and_never_more_than_was_paid(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    for amount in (700, 1000):
        assert give_back(side, back(charge, paid, amount)).state is RefundState.DONE
    with pytest.raises(ProviderRefused):
        give_back(side, back(charge, paid, 22))
    assert side.refunded(charge.order_id) == 1700
    assert give_back(side, back(charge, paid, 21)).state is RefundState.DONE
    assert side.refunded(charge.order_id) == AMOUNT == side.charged(charge.order_id)


@over(REFUNDING)
def test_more_than_was_paid_is_refused_at_once(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    with pytest.raises(ProviderRefused):
        give_back(side, back(charge, paid, AMOUNT + 1))
    assert side.refunded(charge.order_id) == 0


@over(REFUNDING)
def test_the_other_side_refuses_what_the_register_got_wrong(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    give_back(side, back(charge, paid, 1000, paid_minor=9999))
    with pytest.raises(ProviderRefused):
        give_back(side, back(charge, paid, 800, paid_minor=9999))
    assert side.refunded(charge.order_id) == 1000


@over(REFUNDING_NETWORKED)
def test_its_own_list_is_added_up_before_it_is_asked(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    give_back(side, back(charge, paid, 700))
    with pytest.raises(ProviderRefused):
        give_back(side, back(charge, paid, 301, paid_minor=1000))
    assert side.refunded(charge.order_id) == 700
    assert give_back(side, back(charge, paid, 300, paid_minor=1000)).state is RefundState.DONE


@over(REFUNDING)
def test_a_refund_of_one_key_happens_once(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    refund = back(charge, paid, 1000)
    reports = [give_back(side, refund) for _ in range(3)]
    assert {report.refund_ref for report in reports} == {reports[0].refund_ref}
    assert side.refunded(charge.order_id) == 1000
    assert side.provider.ask_refund(refund, side.books).state is RefundState.DONE


@over(REFUNDING_NETWORKED)
def test_lists_its_refunds(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    assert side.provider.refunds_of(paid.provider_ref) == side.provider.refunds_of(paid.provider_ref)
    made = [give_back(side, back(charge, paid, amount)).refund_ref for amount in (300, 400)]
    listed = {one.ref: one.amount_minor for one in side.provider.refunds_of(paid.provider_ref)}
    assert listed == dict(zip(made, (300, 400), strict=True))


@over([key for key in EVERY if KINDS[key].traits.refunds])
def test_a_refund_never_heard_of_is_a_promise(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    refund = back(charge, paid, 500)
    assert side.provider.ask_refund(refund, side.books).state is RefundState.PROMISED


@over(REFUNDING_NETWORKED)
def test_a_lost_answer_to_a_refund_pays_back_once(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    refund = back(charge, paid, 1000)
    offered(side, "lose_next_answer", after_effect=True)
    with pytest.raises(NoAnswer):
        give_back(side, refund)
    assert told_of_refund(side, refund).state is RefundState.DONE
    assert give_back(side, refund).state is RefundState.DONE
    assert side.refunded(charge.order_id) == 1000


@over(REFUNDING_NETWORKED)
def test_a_refund_that_was_lost_before_it_happened_is_paid_back_once(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    refund = back(charge, paid, AMOUNT, whole=True)
    offered(side, "lose_next_answer", after_effect=False)
    with pytest.raises((NoAnswer, NotSent)):
        give_back(side, refund)
    assert side.provider.ask_refund(refund, side.books).state is RefundState.PROMISED
    assert give_back(side, refund).state is RefundState.DONE
    assert side.refunded(charge.order_id) == AMOUNT


@over(REFUNDING_NETWORKED)
def test_a_refund_may_be_refused_for_good(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    offered(side, "refuse_next_refund")
    refund = back(charge, paid, 1000)
    report = give_back(side, refund)
    assert report.state is RefundState.REFUSED
    assert report.words
    assert side.refunded(charge.order_id) == 0
    assert give_back(side, back(charge, paid, AMOUNT, whole=True)).state is RefundState.DONE


@over(REFUNDING_NETWORKED)
def test_a_refund_of_what_was_never_paid_is_refused(side: Harness) -> None:
    charge = attempt(side)
    if not start(side, charge).state.open:
        pytest.skip("it is taken at once: nothing is unpaid")
    begun = ask(side, charge)
    with pytest.raises(FOUR_KINDS):
        give_back(side, back(charge, begun, 500))
    assert side.refunded(charge.order_id) == 0
