"""Money back through Stripe: once, never more than was paid, and its outcome asked for."""

import dataclasses
from collections.abc import Iterator
from uuid import uuid4

import pytest

from pos_desktop.application.payment_provider import (
    GiveBack,
    NoAnswer,
    NotSent,
    ProviderRefused,
)
from pos_desktop.domain.payment import RefundState
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from tests.payment_harness.stripe import CardHarness
from tests.payment_harness.stripe import harness as card_harness

REFUNDS = "/v1/refunds"


@pytest.fixture
def shop() -> Iterator[CardHarness]:
    with card_harness() as made:
        yield made


def paid(shop: CardHarness, amount: int = 1000, capture: bool = True) -> GiveBack:
    """A whole refund of a payment that was taken."""
    charge = shop.charge(amount_minor=amount, token="pm_card_visa", reader="", capture=capture)
    report = shop.provider.start(charge)
    return GiveBack(
        refund_id=uuid4(),
        key=f"refund-{uuid4()}",
        payment_id=charge.payment_id,
        order_id=charge.order_id,
        amount_minor=amount,
        currency="EUR",
        reason="requested_by_customer",
        provider_ref=report.provider_ref,
        whole=True,
        paid_minor=amount,
    )


def part_of(whole: GiveBack, amount: int, **changes: object) -> GiveBack:
    fresh = {"refund_id": uuid4(), "key": f"refund-{uuid4()}", "amount_minor": amount, "whole": False}
    return dataclasses.replace(whole, **{**fresh, **changes})  # type: ignore[arg-type]


def test_a_refund_is_given_once_with_our_ids_and_its_reason(shop: CardHarness) -> None:
    back = paid(shop)
    done = shop.provider.give_back(back)
    assert (done.state, done.voided) == (RefundState.DONE, False)
    assert shop.provider.give_back(back) == done
    (kept,) = shop.stripe.ledger.refunds.values()
    assert kept["reason"] == "requested_by_customer"
    assert kept["metadata"] == {
        "refund_id": str(back.refund_id),
        "order_id": str(back.order_id),
        "payment_id": str(back.payment_id),
        "reason": "requested_by_customer",
    }
    assert shop.refunded(back.order_id) == 1000


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("duplicate", "duplicate"),
        ("fraudulent", "fraudulent"),
        ("requested_by_customer", "requested_by_customer"),
        ("goods damaged", "requested_by_customer"),
    ],
)
def test_reasons_are_mapped_and_ours_is_kept(shop: CardHarness, reason: str, told: str) -> None:
    shop.provider.give_back(part_of(paid(shop), 1, reason=reason))
    (kept,) = shop.stripe.ledger.refunds.values()
    assert (kept["reason"], kept["metadata"]["reason"]) == (told, reason)


def test_parts_add_up_to_what_was_paid_and_no_further(shop: CardHarness) -> None:
    back = paid(shop)
    for amount in (300, 300, 400):
        assert shop.provider.give_back(part_of(back, amount)).state is RefundState.DONE
    with pytest.raises(ProviderRefused) as caught:
        shop.provider.give_back(part_of(back, 1))
    assert caught.value.code == "more_than_paid"
    listed = shop.provider.refunds_of(back.provider_ref)
    assert [item.amount_minor for item in listed] == [400, 300, 300]
    assert shop.refunded(back.order_id) == 1000


def test_what_somebody_gave_back_in_the_dashboard_counts(shop: CardHarness) -> None:
    back = paid(shop)
    shop.stripe.ledger.create_refund({"payment_intent": back.provider_ref, "amount": "700"})
    with pytest.raises(ProviderRefused):
        shop.provider.give_back(part_of(back, 301))
    assert shop.provider.give_back(part_of(back, 300)).state is RefundState.DONE


def test_a_refund_that_failed_does_not_count(shop: CardHarness) -> None:
    back = paid(shop)
    ref = shop.provider.give_back(back).refund_ref
    shop.stripe.ledger.refunds[ref]["status"] = "failed"
    shop.stripe.ledger.refunds[ref]["failure_reason"] = "expired_or_canceled_card"
    told = shop.provider.ask_refund(dataclasses.replace(back, refund_ref=ref))
    assert (told.state, told.words) == (RefundState.REFUSED, "expired_or_canceled_card")
    charge = shop.stripe.ledger.charges[shop.stripe.ledger.intents[back.provider_ref]["latest_charge"]]
    charge["amount_refunded"] = 0
    assert shop.provider.give_back(part_of(back, 1000)).state is RefundState.DONE


def test_a_refund_on_its_way_to_the_bank_is_asked_after(shop: CardHarness) -> None:
    back = paid(shop)
    ref = shop.provider.give_back(back).refund_ref
    shop.stripe.ledger.refunds[ref]["status"] = "pending"
    assert shop.provider.ask_refund(back).state is RefundState.SENT
    shop.stripe.ledger.refunds[ref]["status"] = "succeeded"
    assert shop.provider.ask_refund(back).state is RefundState.DONE


def test_what_was_not_captured_is_voided(shop: CardHarness) -> None:
    back = paid(shop, capture=False)
    for told in (
        shop.provider.give_back(back),
        shop.provider.give_back(back),
        shop.provider.ask_refund(back),
    ):
        assert (told.state, told.voided) == (RefundState.DONE, True)
    assert shop.stripe.ledger.intents[back.provider_ref]["status"] == "canceled"
    assert shop.stripe.ledger.refunds == {}


def test_a_part_of_what_was_not_captured_is_refused(shop: CardHarness) -> None:
    with pytest.raises(ProviderRefused) as caught:
        shop.provider.give_back(part_of(paid(shop, capture=False), 1))
    assert caught.value.code == "not_captured"


def test_a_void_of_what_was_captured_meanwhile_becomes_a_refund(shop: CardHarness) -> None:
    back = paid(shop, capture=False)
    shop.stripe.ledger.capture(back.provider_ref, {})
    told = shop.provider.give_back(back)
    assert (told.state, told.voided) == (RefundState.DONE, False)
    assert shop.refunded(back.order_id) == 1000


def test_what_was_never_paid_cannot_be_given_back(shop: CardHarness) -> None:
    charge = shop.charge()
    report = shop.provider.start(charge)
    back = dataclasses.replace(
        paid(shop), provider_ref=report.provider_ref, payment_id=charge.payment_id, order_id=charge.order_id
    )
    with pytest.raises(ProviderRefused):
        shop.provider.give_back(back)


@pytest.mark.parametrize(
    "plan",
    [
        Plan(Trick.LOSE_REQUEST),
        Plan(Trick.LOSE_ANSWER),
        Plan(Trick.RUBBISH),
        Plan(Trick.OTHERS),
        Plan(Trick.STATUS, status=500),
        Plan(Trick.STORED_FAULT, status=500),
    ],
    ids=lambda plan: plan.trick.value,
)
def test_a_refund_in_doubt_is_looked_up_and_given_once(shop: CardHarness, plan: Plan) -> None:
    back = paid(shop)
    shop.stripe.mischief.plan(Plan(plan.trick, plan.status, path=REFUNDS, method="POST"))
    with pytest.raises(NoAnswer):
        shop.provider.give_back(back)
    told = shop.provider.ask_refund(back)
    happened = shop.refunded(back.order_id) == 1000
    assert told.state is (RefundState.DONE if happened else RefundState.PROMISED)
    assert shop.provider.give_back(back).state is RefundState.DONE
    assert shop.refunded(back.order_id) == 1000


def test_a_refund_of_the_day_before_yesterday_is_not_given_again(shop: CardHarness) -> None:
    back = paid(shop)
    shop.provider.give_back(part_of(back, 400, refund_id=back.refund_id, key=back.key))
    shop.stripe.keys.forget()
    again = part_of(back, 400, refund_id=back.refund_id, key=back.key)
    assert shop.provider.give_back(again).state is RefundState.DONE
    assert shop.refunded(back.order_id) == 400


def test_offline_it_stays_a_promise(shop: CardHarness) -> None:
    back = paid(shop)
    shop.stripe.stop()
    with pytest.raises(NotSent):
        shop.provider.give_back(back)
    shop.stripe.start()
    assert shop.provider.ask_refund(back).state is RefundState.PROMISED
    assert shop.provider.give_back(back).state is RefundState.DONE


def test_another_payments_list_is_no_answer(shop: CardHarness) -> None:
    back, other = paid(shop), paid(shop)
    with pytest.raises(NoAnswer):
        shop.provider.give_back(dataclasses.replace(back, provider_ref=other.provider_ref))
    with pytest.raises(NoAnswer):
        shop.provider.give_back(dataclasses.replace(back, currency="USD"))
    assert shop.stripe.ledger.refunds == {}


def test_what_was_booked_from_stripes_books_goes_back_by_its_order(shop: CardHarness) -> None:
    """It has an id of its own; the intent carries that of the attempt which was believed over."""
    back = part_of(paid(shop), 400, payment_id=uuid4())
    assert shop.provider.ask_refund(back).state is RefundState.PROMISED
    assert shop.provider.give_back(back).state is RefundState.DONE
    assert shop.provider.ask_refund(back).state is RefundState.DONE
    assert shop.refunded(back.order_id) == 400


def test_a_list_of_many_pages_is_added_up_whole(shop: CardHarness) -> None:
    back = paid(shop, amount=250)
    for _ in range(210):
        shop.stripe.ledger.create_refund({"payment_intent": back.provider_ref, "amount": "1"})
    assert len(shop.provider.refunds_of(back.provider_ref)) == 210
    with pytest.raises(ProviderRefused):
        shop.provider.give_back(part_of(back, 41))
    assert shop.provider.give_back(part_of(back, 40)).state is RefundState.DONE
