"""Cards by token against a Stripe that was written elsewhere, as a process of its own, over HTTP.

It has no readers, no idempotency keys, no pages and declines nothing; the shipped stand-in has.
"""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from pos_desktop.application.payment_provider import (
    Charge,
    Decline,
    GiveBack,
    NoAnswer,
    PaymentProvider,
    ProviderRefused,
    Report,
)
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.stripe.provider import StripeCardKind
from pos_desktop.system.outgoing import Pace
from tests.localstripe import LocalStripe, running_localstripe
from tests.payment_harness.stripe_account import KEY
from tests.stripe_description import stripe_description


@pytest.fixture(scope="module")
def local() -> Iterator[LocalStripe]:
    with running_localstripe() as made:
        yield made


@pytest.fixture
def provider(local: LocalStripe) -> Iterator[PaymentProvider]:
    around = Surroundings(
        secret=lambda name: KEY,
        settings={"address": local.address, "return_url": "https://shop.example/back"},
    )
    made = StripeCardKind(Pace(waits=())).create(around)
    yield made
    made.close()


def charge_of(amount: int = 1250, token: str = "pm_card_visa", **facts: object) -> Charge:
    payment = uuid4()
    return Charge(
        payment_id=payment,
        key=f"key-{payment}",
        order_id=uuid4(),
        order_words="Ticket 1-000123",
        amount_minor=amount,
        currency="EUR",
        token=token,
        **facts,  # type: ignore[arg-type]
    )


def known(charge: Charge, report: Report) -> Charge:
    return dataclasses.replace(charge, provider_ref=report.provider_ref)


def refund_of(charge: Charge, amount: int, whole: bool = False) -> GiveBack:
    return GiveBack(
        refund_id=uuid4(),
        key=f"back-{uuid4()}",
        payment_id=charge.payment_id,
        order_id=charge.order_id,
        amount_minor=amount,
        currency="EUR",
        reason="requested_by_customer",
        provider_ref=charge.provider_ref,
        whole=whole,
        paid_minor=charge.whole_minor,
    )


def test_a_card_is_charged_and_given_back_in_parts(provider: PaymentProvider) -> None:
    charge = charge_of()
    taken = provider.start(charge)
    assert (taken.state, taken.charged_minor) == (PaymentState.TAKEN, 1250)
    charge = known(charge, taken)
    assert provider.ask(charge).state is PaymentState.TAKEN
    assert provider.start(charge).charged_minor == 1250, "an attempt with its id goes on and charges nothing"
    back = refund_of(charge, 500)
    assert provider.give_back(back).state is RefundState.DONE
    assert provider.give_back(back).state is RefundState.DONE, "found in the list, though it knows no keys"
    assert provider.give_back(refund_of(charge, 750)).state is RefundState.DONE
    assert [item.amount_minor for item in provider.refunds_of(charge.provider_ref)].count(500) == 1
    with pytest.raises(ProviderRefused) as caught:
        provider.give_back(refund_of(charge, 1))
    assert caught.value.code == "more_than_paid"


def test_an_authorisation_is_captured_or_voided(provider: PaymentProvider) -> None:
    charge = charge_of(capture=False)
    held = provider.start(charge)
    assert held.state is PaymentState.AUTHORISED
    assert provider.capture(known(charge, held), 1250).state is PaymentState.TAKEN
    charge = charge_of(capture=False)
    charge = known(charge, provider.start(charge))
    back = refund_of(charge, 1250, whole=True)
    for told in (provider.give_back(back), provider.give_back(back)):
        assert (told.state, told.voided) == (RefundState.DONE, True)
    assert provider.ask(charge).state is PaymentState.CANCELLED


def test_a_part_is_captured(provider: PaymentProvider) -> None:
    charge = charge_of(capture=False)
    charge = known(charge, provider.start(charge))
    taken = provider.capture(charge, 1000)
    assert (taken.state, taken.charged_minor) == (PaymentState.TAKEN, 1000)


def test_an_authorisation_is_set_free(provider: PaymentProvider) -> None:
    charge = charge_of(capture=False)
    charge = known(charge, provider.start(charge))
    assert provider.cancel(charge).state is PaymentState.CANCELLED
    assert provider.cancel(charge).state is PaymentState.CANCELLED


@pytest.mark.parametrize("passed", [True, False])
def test_a_bank_that_wants_a_check(provider: PaymentProvider, local: LocalStripe, passed: bool) -> None:
    charge = charge_of(token=local.card("4000000000003220", KEY))
    told = provider.start(charge)
    assert told.state is PaymentState.ACTION_NEEDED
    charge = known(charge, told)
    assert provider.ask(charge).state is PaymentState.ACTION_NEEDED
    local.pass_check(told.provider_ref, KEY, passed)
    after = provider.ask(charge)
    assert after.state is (PaymentState.TAKEN if passed else PaymentState.DECLINED)
    assert after.decline is (None if passed else Decline.CHECK_FAILED)


def test_a_card_that_its_bank_refuses(provider: PaymentProvider, local: LocalStripe) -> None:
    charge = charge_of(token=local.card("4000000000000341", KEY))
    told = provider.start(charge)
    assert (told.state, told.decline) == (PaymentState.DECLINED, Decline.CARD_DECLINED)
    assert provider.ask(known(charge, told)).state is PaymentState.DECLINED


def test_somebody_elses_payment_is_no_answer(provider: PaymentProvider) -> None:
    theirs = provider.start(charge_of())
    with pytest.raises(NoAnswer):
        provider.ask(known(charge_of(), theirs))


def test_an_unknown_token_is_refused(provider: PaymentProvider) -> None:
    with pytest.raises(ProviderRefused):
        provider.start(charge_of(token="pm_nobody"))


def test_the_books_list_what_was_taken(provider: PaymentProvider) -> None:
    charge = charge_of(amount=777)
    provider.start(charge)
    now = datetime.now(UTC)
    found = provider.statement(now - timedelta(minutes=10), now + timedelta(minutes=10))
    (ours,) = [item for item in found if item.payment_id == charge.payment_id]
    assert (ours.amount_minor, ours.order_id, ours.state) == (777, charge.order_id, PaymentState.TAKEN)
    assert provider.health().ok


def test_what_was_sent_is_what_stripe_publishes(provider: PaymentProvider, local: LocalStripe) -> None:
    description = stripe_description()
    charge = known(charge := charge_of(), provider.start(charge))
    provider.give_back(refund_of(charge, 1))
    assert len(local.seen) >= 5
    assert [fault for seen in local.seen for fault in description.faults_of_request(seen)] == []
    sent = {name for seen in local.seen for name in seen.params}
    assert {"allowed_payment_method_types", "description", "reason"} <= sent
