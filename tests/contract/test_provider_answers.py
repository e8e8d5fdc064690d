"""Every registered payment provider: answers that do not come, stopping, and what is authorised first."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import contextlib

import pytest

from pos_desktop.application.payment_provider import (
    Charge,
    NoAnswer,
    NotSent,
    ProviderRefused,
    ProviderSetting,
)
from pos_desktop.domain.payment import PaymentState, RefundState
from tests.contract.provider_asking import (
    COUNTED,
    EVERY,
    KINDS,
    NETWORKED,
    WAITING,
    ask,
    attempt,
    back,
    cancel,
    capture,
    give_back,
    offered,
    over,
    pay,
    side,
    start,
)
from tests.payment_harness import AMOUNT, Harness

CAPTURING = [key for key in EVERY if KINDS[key].traits.manual_capture]
# -- answers that do not come ----------------------------------------------------------------------


@over(NETWORKED)
def test_a_lost_answer_that_had_its_effect_is_charged_once(side: Harness) -> None:
    charge = attempt(side)
    offered(side, "lose_next_answer", after_effect=True)
    with pytest.raises(NoAnswer):
        start(side, charge)
    report = ask(side, charge)
    assert report.state in (PaymentState.SENT, PaymentState.ACTION_NEEDED, PaymentState.TAKEN)
    assert pay(side, charge).state is PaymentState.TAKEN
    assert side.charged(charge.order_id) == AMOUNT


@over(NETWORKED)
def test_a_lost_answer_without_effect_charges_nothing(side: Harness) -> None:
    charge = attempt(side)
    offered(side, "lose_next_answer", after_effect=False)
    with pytest.raises((NoAnswer, NotSent)):
        start(side, charge)
    assert not ask(side, charge).state.counts
    # As the register does it: stopped for good, and then another attempt at the same order.
    assert cancel(side, charge).state is PaymentState.CANCELLED
    assert side.charged(charge.order_id) == 0
    assert pay(side, attempt(side, order_id=charge.order_id)).state is PaymentState.TAKEN
    assert side.charged(charge.order_id) == AMOUNT


@over(NETWORKED)
def test_a_lost_answer_after_the_customer_paid_is_asked_for_again(side: Harness) -> None:
    charge = attempt(side)
    pay(side, charge)
    offered(side, "lose_next_answer", after_effect=False)
    with pytest.raises((NoAnswer, NotSent)):
        ask(side, charge)
    assert ask(side, charge).state is PaymentState.TAKEN
    assert side.charged(charge.order_id) == AMOUNT


@over(NETWORKED)
@pytest.mark.parametrize("trouble", ["answer_rubbish", "answer_for_other_order"])
def test_an_answer_that_is_not_ours_is_no_answer(side: Harness, trouble: str) -> None:
    charge = attempt(side)
    start(side, charge)
    offered(side, trouble)
    with pytest.raises(NoAnswer):
        ask(side, charge)
    assert ask(side, charge).state is not PaymentState.CANCELLED


@over(NETWORKED)
def test_an_answer_to_the_start_that_is_not_ours_is_no_answer(side: Harness) -> None:
    charge = attempt(side)
    offered(side, "answer_rubbish")
    with pytest.raises(NoAnswer):
        start(side, charge)
    pay(side, charge)
    assert side.charged(charge.order_id) == AMOUNT


@over(NETWORKED)
def test_a_second_identical_answer_is_passed_over(side: Harness) -> None:
    charge = attempt(side)
    offered(side, "answer_twice")
    assert pay(side, charge).state is PaymentState.TAKEN
    assert side.provider.health().ok
    assert ask(side, charge).state is PaymentState.TAKEN
    assert side.charged(charge.order_id) == AMOUNT


@over(NETWORKED)
def test_too_many_requests_did_nothing(side: Harness) -> None:
    charge = attempt(side)
    offered(side, "fail_next", 429)
    with pytest.raises(NotSent):
        start(side, charge)
    assert side.charged(charge.order_id) == 0
    assert pay(side, charge).state is PaymentState.TAKEN
    assert side.charged(charge.order_id) == AMOUNT


@over(NETWORKED)
@pytest.mark.parametrize(("status", "error"), [(400, ProviderRefused), (401, ProviderSetting)])
def test_a_refusal_is_told_from_a_wrong_setting(side: Harness, status: int, error: type[Exception]) -> None:
    charge = attempt(side)
    offered(side, "fail_next", status)
    with pytest.raises(error):
        start(side, charge)
    assert side.charged(charge.order_id) == 0


@over(NETWORKED)
@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failure_over_there_does_not_say_what_happened(side: Harness, status: int) -> None:
    charge = attempt(side)
    offered(side, "fail_next", status)
    with pytest.raises(NoAnswer):
        start(side, charge)
    pay(side, charge)
    assert side.charged(charge.order_id) == AMOUNT


# -- stopping --------------------------------------------------------------------------------------


@over(WAITING)
def test_what_nobody_paid_yet_is_cancelled(side: Harness) -> None:
    charge = attempt(side)
    start(side, charge)
    assert cancel(side, charge).state is PaymentState.CANCELLED
    assert ask(side, charge).state is PaymentState.CANCELLED
    assert side.charged(charge.order_id) == 0


@over(COUNTED)
def test_what_is_paid_is_not_cancelled(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    report = cancel(side, charge)
    assert (report.state, report.provider_ref) == (PaymentState.TAKEN, paid.provider_ref)
    assert side.charged(charge.order_id) == AMOUNT


@over(EVERY)
def test_what_was_never_heard_of_is_cancelled(side: Harness) -> None:
    assert cancel(side, attempt(side)).state is PaymentState.CANCELLED


@over(NETWORKED)
def test_a_lost_answer_to_a_cancellation_tells_the_truth_later(side: Harness) -> None:
    charge = attempt(side)
    if not start(side, charge).state.open:
        pytest.skip("it is taken at once: nothing is left to cancel")
    offered(side, "lose_next_answer", after_effect=True)
    with pytest.raises(NoAnswer):
        cancel(side, charge)
    # A terminal that was just let go of may not be reached in the same moment: the register asks again.
    told_later = (ask(side, charge) for _ in range(100))
    assert next(report for report in told_later if not report.state.open).state is PaymentState.CANCELLED
    assert side.charged(charge.order_id) == 0


# -- authorise, then capture -----------------------------------------------------------------------


def authorised(side: Harness) -> Charge:
    charge = attempt(side, capture=False)
    assert pay(side, charge).state is PaymentState.AUTHORISED
    assert side.charged(charge.order_id) == 0
    return charge


@over(CAPTURING)
def test_an_authorisation_is_captured_whole_and_once(side: Harness) -> None:
    charge = authorised(side)
    for _ in range(2):
        report = capture(side, charge, AMOUNT)
        assert (report.state, report.charged_minor) == (PaymentState.TAKEN, AMOUNT)
    assert side.charged(charge.order_id) == AMOUNT


@over([key for key in CAPTURING if KINDS[key].traits.partial_capture])
def test_a_part_is_captured_and_the_rest_set_free(side: Harness) -> None:
    charge = authorised(side)
    report = capture(side, charge, 1000)
    assert (report.state, report.charged_minor) == (PaymentState.TAKEN, 1000)
    assert ask(side, charge).charged_minor == 1000
    assert side.charged(charge.order_id) == 1000


@over(CAPTURING)
def test_more_than_was_authorised_is_not_captured(side: Harness) -> None:
    charge = authorised(side)
    with pytest.raises(ProviderRefused):
        capture(side, charge, AMOUNT + 1)
    assert ask(side, charge).state is PaymentState.AUTHORISED
    assert side.charged(charge.order_id) == 0


@over(CAPTURING)
def test_a_lost_answer_to_a_capture_is_captured_once(side: Harness) -> None:
    charge = authorised(side)
    offered(side, "lose_next_answer", after_effect=True)
    with pytest.raises(NoAnswer):
        capture(side, charge, AMOUNT)
    assert ask(side, charge).state is PaymentState.TAKEN
    assert capture(side, charge, AMOUNT).state is PaymentState.TAKEN
    assert side.charged(charge.order_id) == AMOUNT


@over(CAPTURING)
def test_an_authorisation_that_is_cancelled_cannot_be_captured(side: Harness) -> None:
    charge = authorised(side)
    assert cancel(side, charge).state is PaymentState.CANCELLED
    with contextlib.suppress(ProviderRefused):
        assert capture(side, charge, AMOUNT).state is PaymentState.CANCELLED
    assert ask(side, charge).state is PaymentState.CANCELLED
    assert side.charged(charge.order_id) == 0


@over(CAPTURING)
def test_what_is_not_captured_is_voided(side: Harness) -> None:
    charge = authorised(side)
    report = give_back(side, back(charge, ask(side, charge), AMOUNT, whole=True))
    assert (report.state, report.voided) == (RefundState.DONE, True)
    assert side.charged(charge.order_id) == 0
    assert side.refunded(charge.order_id) == 0
    assert ask(side, charge).state is PaymentState.CANCELLED


@over([key for key in EVERY if key not in CAPTURING])
def test_what_has_no_authorisations_refuses_to_capture(side: Harness) -> None:
    charge = attempt(side)
    pay(side, charge)
    with pytest.raises(ProviderRefused):
        capture(side, charge, AMOUNT - 1)
