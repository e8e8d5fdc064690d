"""Every registered payment provider: what it says of itself and its account, and what taking money must do."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import contextlib
import importlib
import importlib.util
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Decline, ProviderSetting, Report
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.payments.registry import provider_kind
from tests.contract.provider_asking import (
    COUNTED,
    EVERY,
    FOUR_KINDS,
    KINDS,
    NETWORKED,
    WAITING,
    ask,
    attempt,
    back,
    cancel,
    capture,
    done,
    give_back,
    offered,
    over,
    pay,
    side,
    start,
)
from tests.payment_harness import AMOUNT, Harness, NotOffered

# -- what is registered ----------------------------------------------------------------------------


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


@over([key for key in NETWORKED if KINDS[key].traits.kind is not TenderKind.SHOP_GIFT_CARD])
def test_a_card_is_its_brand_and_last_four(side: Harness) -> None:
    paid = pay(side, attempt(side))
    assert paid.card is not None
    assert paid.card.brand
    assert len(paid.card.last_four) == 4


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
