"""One suite over every registered payment provider: what taking money and giving it back must do, whoever does it."""

import contextlib
import importlib
import importlib.util
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import (
    Charge,
    Decline,
    GiveBack,
    NoAnswer,
    NotSent,
    ProviderRefused,
    ProviderSetting,
    RefundReport,
    Report,
)
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.payments.registry import provider_kind, provider_kinds
from tests.payment_harness import AMOUNT, Harness, NotOffered

KINDS = provider_kinds()
EVERY = sorted(KINDS)
NETWORKED = [key for key in EVERY if not KINDS[key].traits.local]
CAPTURING = [key for key in EVERY if KINDS[key].traits.manual_capture]
COUNTED = [key for key in EVERY if not KINDS[key].traits.local or KINDS[key].traits.kind.stored_value]
"""Those with books of their own: a network's or a ledger's."""
REFUNDING = [key for key in COUNTED if KINDS[key].traits.refunds]
REFUNDING_NETWORKED = [key for key in REFUNDING if key in NETWORKED]
WAITING = [key for key in EVERY if KINDS[key].traits.waits]
_TOLD: dict[UUID, str] = {}
PATIENCE_SECONDS = 5.0
FOUR_KINDS = (NotSent, NoAnswer, ProviderRefused, ProviderSetting)


def over(keys: list[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("side", keys, indirect=True)


@pytest.fixture
def side(request: pytest.FixtureRequest) -> Iterator[Harness]:
    """The provider and the other side of it."""
    module = importlib.import_module(f"tests.payment_harness.{request.param}")
    try:
        with module.harness() as harness:
            yield harness
    except NotOffered as missing:
        pytest.skip(f"{request.param}: {missing}")


def offered(side: Harness, act: str, *given: object, **named: object) -> None:
    """Has the other side do something, or skips the test with the reason why it cannot."""
    try:
        done(side, act, *given, **named)
    except NotOffered as missing:
        pytest.skip(f"{act}: {missing}")


def done(side: Harness, act: str, *given: object, **named: object) -> None:
    """Has the other side do something; NotOffered when it cannot."""
    hand = getattr(side, act, None)
    if hand is None:
        raise NotOffered("its harness has no such hand")
    hand(*given, **named)


def attempt(side: Harness, **facts: object) -> Charge:
    """A fresh attempt of 17.21."""
    return side.charge(**{"amount_minor": AMOUNT, **facts})


def known(charge: Charge) -> Charge:
    """The attempt as the register holds it: with the provider's id, once it was told."""
    return replace(charge, provider_ref=_TOLD.get(charge.payment_id, ""))


def told(charge: Charge, report: Report) -> Report:
    """The register writes down the provider's id."""
    if report.provider_ref:
        _TOLD[charge.payment_id] = report.provider_ref
    return report


def start(side: Harness, charge: Charge) -> Report:
    return told(charge, side.provider.start(known(charge), side.books))


def ask(side: Harness, charge: Charge) -> Report:
    return told(charge, side.provider.ask(known(charge), side.books))


def cancel(side: Harness, charge: Charge) -> Report:
    return told(charge, side.provider.cancel(known(charge), side.books))


def capture(side: Harness, charge: Charge, amount_minor: int) -> Report:
    return told(charge, side.provider.capture(known(charge), amount_minor))


def pay(side: Harness, charge: Charge) -> Report:
    """Begins, has the customer do their part, and asks what became of it."""
    report = start(side, charge)
    if report.state.open:
        side.customer_pays()
        report = ask(side, charge)
    return report


def back(charge: Charge, paid: Report, amount: int, **facts: object) -> GiveBack:
    refund_id = new_id()
    values: dict[str, object] = {
        "refund_id": refund_id,
        "key": f"refund-{refund_id}",
        "payment_id": charge.payment_id,
        "order_id": charge.order_id,
        "amount_minor": amount,
        "currency": charge.currency,
        "reason": "requested_by_customer",
        "provider_ref": paid.provider_ref,
        "whole": False,
        "paid_minor": paid.charged_minor or charge.whole_minor,
        "code": "TA-4712" if charge.reference else "",
    }
    return GiveBack(**{**values, **facts})


def give_back(side: Harness, refund: GiveBack) -> RefundReport:
    return side.provider.give_back(refund, side.books)


# -- what is registered ----------------------------------------------------------------------------


def told_of_refund(side: Harness, refund: GiveBack) -> RefundReport:
    """What became of it, once the other side can say: a terminal that still finishes does not know yet."""
    until = time.monotonic() + PATIENCE_SECONDS
    report = side.provider.ask_refund(refund, side.books)
    while report.state is RefundState.SENT and time.monotonic() < until:
        time.sleep(0.02)
        report = side.provider.ask_refund(refund, side.books)
    return report


@pytest.mark.parametrize("key", EVERY)
def test_every_registered_provider_has_a_harness(key: str) -> None:
    assert importlib.util.find_spec(f"tests.payment_harness.{key}") is not None


def test_the_shop_can_take_every_kind_of_tender() -> None:
    assert {kind.traits.kind for kind in KINDS.values()} == set(TenderKind)


@pytest.mark.parametrize("key", EVERY)
def test_a_kind_has_a_name_and_refuses_settings_it_does_not_know(key: str) -> None:
    kind = provider_kind(key)
    assert kind.key == key
    assert kind.label
    with pytest.raises(ProviderSetting) as wrong:
        kind.parse({"no_such_setting": "1"})
    assert wrong.value.meaning
    assert wrong.value.next_step
    for entry in (*kind.fields, *kind.secrets):
        assert entry.label


@over(EVERY)
def test_traits_do_not_contradict_themselves(side: Harness, request: pytest.FixtureRequest) -> None:
    traits = side.provider.traits
    assert traits == KINDS[request.node.callspec.params["side"]].traits
    assert traits.manual_capture or not traits.partial_capture
    assert traits.reader or not traits.tips
    assert traits.waits or not traits.reader
    assert not (traits.local and traits.waits)
    assert traits.gives_change == traits.kind.in_drawer
    assert traits.kind.stored_value == (traits.need == "code")
    assert traits.wait_seconds > 0
    assert traits.asks_per_second > 0


@over(EVERY)
def test_says_what_it_takes_and_which_readers_it_has(side: Harness) -> None:
    assert side.provider.methods()
    readers = side.provider.readers()
    assert bool(readers) == side.provider.traits.reader
    assert all(reader.ref and reader.name for reader in readers)


# -- taking ----------------------------------------------------------------------------------------


@over(EVERY)
def test_takes_what_is_asked_for(side: Harness) -> None:
    paid = pay(side, attempt(side))
    assert paid.state is PaymentState.TAKEN
    assert paid.charged_minor in (None, AMOUNT)
    assert paid.decline is None


@over(COUNTED)
def test_takes_once_per_key_however_often_started(side: Harness) -> None:
    charge = attempt(side)
    first = start(side, charge)
    assert start(side, charge).provider_ref == first.provider_ref
    paid = pay(side, charge)
    again = [start(side, charge) for _ in range(3)]
    assert {report.provider_ref for report in again} == {paid.provider_ref}
    assert {report.state for report in again} == {PaymentState.TAKEN}
    assert side.charged(charge.order_id) == AMOUNT


@over(COUNTED)
def test_a_tip_from_the_register_is_charged_on_top(side: Harness) -> None:
    charge = attempt(side, tip_minor=200)
    assert pay(side, charge).charged_minor in (None, AMOUNT + 200)
    assert side.charged(charge.order_id) == AMOUNT + 200


@over(NETWORKED)
def test_two_attempts_of_one_order_are_two_payments(side: Harness) -> None:
    first = attempt(side)
    second = attempt(side, order_id=first.order_id, amount_minor=500)
    assert pay(side, first).provider_ref != pay(side, second).provider_ref
    assert side.charged(first.order_id) == AMOUNT + 500


@over(COUNTED)
def test_a_key_with_another_amount_takes_no_other_amount(side: Harness) -> None:
    charge = attempt(side)
    pay(side, charge)
    other = attempt(
        side, payment_id=charge.payment_id, key=charge.key, order_id=charge.order_id, amount_minor=99
    )
    try:
        answer = start(side, other)
    except FOUR_KINDS:
        pass
    else:
        assert answer.charged_minor == AMOUNT
    assert side.charged(charge.order_id) == AMOUNT


@over(WAITING)
def test_starting_does_not_wait_for_the_customer(side: Harness) -> None:
    charge = attempt(side)
    report = start(side, charge)
    assert report.state in (PaymentState.SENT, PaymentState.ACTION_NEEDED)
    assert (report.phase is not None) if side.provider.traits.reader else report.action_url
    assert side.charged(charge.order_id) == 0


@over(EVERY)
def test_asking_changes_nothing(side: Harness) -> None:
    charge = attempt(side)
    before = [ask(side, charge).state for _ in range(3)]
    assert before == [PaymentState.CANCELLED] * 3
    begun = start(side, charge)
    assert start(side, charge).state is begun.state
    if not side.provider.traits.local:
        assert {ask(side, charge).state for _ in range(4)} == {begun.state}
        assert side.charged(charge.order_id) == (AMOUNT if begun.state is PaymentState.TAKEN else 0)


@over(COUNTED)
def test_what_was_taken_is_found_again(side: Harness) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    found = ask(side, charge)
    assert (found.state, found.provider_ref) == (PaymentState.TAKEN, paid.provider_ref)


@over(COUNTED)
def test_a_decline_is_an_answer_with_its_reason(side: Harness) -> None:
    seen = []
    for reason in Decline:
        try:
            seen.append((reason, _declined(side, reason)))
        except NotOffered:
            continue
    if not seen:
        pytest.skip("the other side tells of no declines")
    for reason, report in seen:
        assert (report.state, report.decline) == (PaymentState.DECLINED, reason)


def _declined(side: Harness, reason: Decline) -> Report:
    if not side.provider.traits.waits:
        side.customer_declines(reason)
        charge = attempt(side)
        report = start(side, charge)
    else:
        charge = attempt(side)
        start(side, charge)
        try:
            side.customer_declines(reason)
        except NotOffered:
            cancel(side, charge)
            raise
        report = ask(side, charge)
    assert side.charged(charge.order_id) == 0
    return report


@over(NETWORKED)
def test_a_card_is_its_brand_and_last_four(side: Harness) -> None:
    paid = pay(side, attempt(side))
    assert paid.card is not None
    assert paid.card.brand
    assert len(paid.card.last_four) == 4


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
    assert ask(side, charge).state is PaymentState.CANCELLED
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


# -- giving back -----------------------------------------------------------------------------------


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


# -- the account -----------------------------------------------------------------------------------


@over(NETWORKED)
def test_the_statement_lists_our_payments_by_our_ids(side: Harness) -> None:
    charge = attempt(side, register_id=new_id())
    paid = pay(side, charge)
    give_back(side, back(charge, paid, 500))
    now = datetime.now(UTC)
    listed = side.provider.statement(now - timedelta(hours=1), now + timedelta(hours=1))
    (ours,) = [one for one in listed if one.order_id == charge.order_id]
    assert (ours.ref, ours.payment_id) == (paid.provider_ref, charge.payment_id)
    assert ours.register_id == charge.register_id
    assert (ours.amount_minor, ours.refunded_minor, ours.currency) == (AMOUNT, 500, "EUR")
    assert ours.state is PaymentState.TAKEN
    assert ours.at.tzinfo is not None
    earlier = side.provider.statement(now - timedelta(hours=9), now - timedelta(hours=8))
    assert not [one for one in earlier if one.order_id == charge.order_id]


@over(WAITING)
def test_the_statement_has_nothing_that_came_to_nothing(side: Harness) -> None:
    charge = attempt(side)
    start(side, charge)
    cancel(side, charge)
    now = datetime.now(UTC)
    listed = side.provider.statement(now - timedelta(hours=1), now + timedelta(hours=1))
    assert not [one for one in listed if one.order_id == charge.order_id]


@over([key for key in EVERY if key not in NETWORKED])
def test_a_way_of_paying_without_another_side_has_no_statement(side: Harness) -> None:
    pay(side, attempt(side))
    now = datetime.now(UTC)
    assert list(side.provider.statement(now - timedelta(hours=1), now + timedelta(hours=1))) == []


@over(EVERY)
def test_health_says_how_it_is(side: Harness) -> None:
    health = side.provider.health()
    assert health.ok
    assert health.seconds >= 0


@over(NETWORKED)
def test_health_never_raises(side: Harness) -> None:
    for trouble in TROUBLES.values():
        try:
            done(side, *trouble)
        except NotOffered:
            continue
        health = side.provider.health()
        assert health.ok or health.words
    side.provider.health()


@over(EVERY)
def test_it_may_be_closed_twice(side: Harness) -> None:
    pay(side, attempt(side))
    side.provider.close()
    side.provider.close()


TROUBLES: dict[str, tuple[object, ...]] = {
    "lost before": ("lose_next_answer", False),
    "lost after": ("lose_next_answer", True),
    "rubbish": ("answer_rubbish",),
    "other order": ("answer_for_other_order",),
    "twice": ("answer_twice",),
    **{str(status): ("fail_next", status) for status in (400, 401, 403, 404, 409, 429, 500, 503)},
}


@over(NETWORKED)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_only_errors_of_the_four_kinds_leave_it(side: Harness, trouble: str) -> None:
    charge = attempt(side)
    paid = pay(side, charge)
    refund = back(charge, paid, 100)
    provider, now = side.provider, datetime.now(UTC)
    calls: tuple[Callable[[], object], ...] = (
        lambda: ask(side, charge),
        lambda: provider.ask(charge),
        lambda: provider.start(charge),
        lambda: provider.start(attempt(side)),
        lambda: cancel(side, charge),
        lambda: capture(side, charge, AMOUNT),
        lambda: provider.accept_signature(charge, True),
        lambda: provider.give_back(refund),
        lambda: provider.ask_refund(refund),
        lambda: provider.refunds_of(paid.provider_ref),
        provider.methods,
        provider.readers,
        lambda: provider.statement(now - timedelta(hours=1), now),
        lambda: provider.ask(attempt(side)),
    )
    for call in calls:
        offered(side, *TROUBLES[trouble])
        with contextlib.suppress(*FOUR_KINDS):
            call()
    assert side.charged(charge.order_id) == AMOUNT
    assert side.refunded(charge.order_id) in (0, 100)
