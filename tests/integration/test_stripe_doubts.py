"""Cards by Stripe whose answers are lost, late or wrong: what becomes of the money whatever happens on the way."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import dataclasses
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from pos_desktop.application.payment_provider import Charge, NoAnswer, NotSent, Report
from pos_desktop.domain.ids import uuid7
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from pos_desktop.payments.stripe.provider import StripeCardKind
from pos_desktop.system.outgoing import Pace
from tests.integration.stripe_card import PROCESS, known, shop
from tests.payment_harness import AMOUNT
from tests.payment_harness.stripe import CardHarness
from tests.payment_harness.stripe_account import surroundings

# -- Lost, late, wrong and no answers --------------------------------------------------------------


SPOILT = [
    Plan(Trick.LOSE_REQUEST),
    Plan(Trick.LOSE_ANSWER),
    Plan(Trick.RUBBISH),
    Plan(Trick.OTHERS),
    Plan(Trick.STATUS, status=500),
    Plan(Trick.STATUS, status=503),
    Plan(Trick.STORED_FAULT, status=500),
]


def spoil(shop: CardHarness, plan: Plan, path: str, method: str = "POST") -> None:
    shop.stripe.mischief.plan(Plan(plan.trick, status=plan.status, path=path, method=method))


@pytest.mark.parametrize("plan", SPOILT, ids=lambda plan: f"{plan.trick.value}-{plan.status}")
@pytest.mark.parametrize("path", ["/v1/payment_intents", PROCESS])
def test_whatever_happens_to_a_request_the_customer_pays_once(
    shop: CardHarness, plan: Plan, path: str
) -> None:
    charge = shop.charge()
    spoil(shop, plan, path)
    with pytest.raises(NoAnswer):
        shop.provider.start(charge)
    told = _in_doubt(shop, charge)
    if told.state is PaymentState.CANCELLED:
        assert shop.charged(charge.order_id) == 0
        return
    shop.customer_pays()
    assert shop.provider.ask(charge).state is PaymentState.TAKEN
    assert shop.charged(charge.order_id) == AMOUNT
    assert sum(intent["status"] == "succeeded" for intent in shop.stripe.ledger.intents.values()) == 1


def _in_doubt(shop: CardHarness, charge: Charge) -> Report:
    """As the register goes on: it asks, and goes on with the attempt while that is open."""
    told = shop.provider.ask(charge)
    if told.state is PaymentState.SENT:
        return shop.provider.start(charge)
    assert told.state is PaymentState.CANCELLED
    return told


def test_a_kept_fault_ends_the_doubt(shop: CardHarness) -> None:
    """Stripe made an intent, failed, and keeps the failure for the key: nobody can ever pay by it."""
    charge = shop.charge()
    shop.stripe.mischief.plan(Plan(Trick.STORED_FAULT, path="/v1/payment_intents", method="POST"))
    with pytest.raises(NoAnswer):
        shop.provider.start(charge)
    with pytest.raises(NoAnswer):
        shop.provider.start(charge)
    assert shop.provider.ask(charge).state is PaymentState.CANCELLED
    assert shop.provider.cancel(charge).state is PaymentState.CANCELLED


@pytest.mark.parametrize("plan", SPOILT, ids=lambda plan: f"{plan.trick.value}-{plan.status}")
def test_whatever_happens_to_a_confirmation_the_token_is_charged_once(shop: CardHarness, plan: Plan) -> None:
    charge = shop.charge(token="pm_card_visa", reader="")
    spoil(shop, plan, "/confirm")
    with pytest.raises(NoAnswer):
        shop.provider.start(charge)
    told = shop.provider.ask(charge)
    happened = shop.charged(charge.order_id) == AMOUNT
    assert (told.state is PaymentState.TAKEN) == happened
    if not happened:
        assert shop.provider.start(charge).state is PaymentState.TAKEN
    assert shop.charged(charge.order_id) == AMOUNT


@pytest.mark.parametrize("plan", SPOILT, ids=lambda plan: f"{plan.trick.value}-{plan.status}")
def test_whatever_happens_to_a_question_it_changes_nothing(shop: CardHarness, plan: Plan) -> None:
    charge = shop.charge()
    charge = known(charge, shop.provider.start(charge))
    shop.customer_pays()
    spoil(shop, plan, "/v1/payment_intents/", "GET")
    with pytest.raises(NoAnswer):
        shop.provider.ask(charge)
    assert shop.provider.ask(charge).state is PaymentState.TAKEN
    assert shop.charged(charge.order_id) == AMOUNT


@pytest.mark.parametrize("path", ["/cancel", "/cancel_action"])
@pytest.mark.parametrize("plan", SPOILT[:3], ids=lambda plan: plan.trick.value)
def test_a_cancellation_in_doubt_is_asked_after(shop: CardHarness, plan: Plan, path: str) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    spoil(shop, plan, path)
    try:
        assert shop.provider.cancel(charge).state is PaymentState.CANCELLED
    except NoAnswer:
        assert shop.provider.cancel(charge).state is PaymentState.CANCELLED
    assert shop.charged(charge.order_id) == 0


def test_busy_means_that_nothing_happened(shop: CardHarness) -> None:
    charge = shop.charge()
    for path in ("/v1/payment_intents", PROCESS):
        shop.stripe.mischief.plan(Plan(Trick.STATUS, status=429, path=path, retry_after="60"))
        with pytest.raises(NotSent) as caught:
            shop.provider.start(charge)
        assert caught.value.retry_after == 60
    assert shop.provider.start(charge).state is PaymentState.SENT


def test_a_second_identical_answer_is_nobodys(shop: CardHarness) -> None:
    charge = shop.charge()
    for path in ("/v1/payment_intents", PROCESS):
        shop.stripe.mischief.plan(Plan(Trick.TWICE, path=path))
    assert shop.provider.start(charge).state is PaymentState.SENT
    shop.customer_pays()
    assert shop.provider.ask(charge).state is PaymentState.TAKEN


def test_without_a_network_nothing_was_sent_and_it_goes_on_afterwards(shop: CardHarness) -> None:
    charge = shop.charge()
    shop.stripe.stop()
    with pytest.raises(NotSent):
        shop.provider.start(charge)
    assert not shop.provider.health().ok
    shop.stripe.start()
    assert shop.provider.start(charge).state is PaymentState.SENT


def test_a_hanging_stripe_is_given_up_and_asked_later(shop: CardHarness) -> None:
    provider = StripeCardKind(Pace(call_seconds=0.3, waits=())).create(surroundings(shop.stripe.address))
    charge = shop.charge(token="pm_card_visa", reader="")
    shop.stripe.mischief.plan(Plan(Trick.HANG, path="/confirm"))
    with pytest.raises(NoAnswer):
        provider.start(charge)
    provider.close()
    assert shop.provider.ask(charge).state is PaymentState.TAKEN
    assert shop.charged(charge.order_id) == AMOUNT


def test_retries_carry_the_same_key_and_charge_once(shop: CardHarness) -> None:
    waited: list[float] = []
    provider = StripeCardKind(Pace(sleep=waited.append, jitter=lambda: 0.0)).create(
        surroundings(shop.stripe.address)
    )
    charge = shop.charge(token="pm_card_visa", reader="")
    shop.stripe.mischief.plan(Plan(Trick.LOSE_ANSWER, path="/confirm", times=2))
    assert provider.start(charge).state is PaymentState.TAKEN
    provider.close()
    keys = {seen.key for seen in shop.stripe.seen if seen.path.endswith("/confirm")}
    assert len(keys) == 1
    assert len(waited) == 2
    assert shop.charged(charge.order_id) == AMOUNT


def test_a_call_of_several_requests_ends_in_time(shop: CardHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may hang by itself; all of them share the time of one call."""
    monkeypatch.setattr("pos_desktop.payments.stripe.wire.CALL_SECONDS", 0.4)
    provider = StripeCardKind(Pace()).create(surroundings(shop.stripe.address))
    shop.stripe.mischief.plan(Plan(Trick.HANG, path="/confirm"))
    charge = shop.charge(token="pm_card_visa", reader="")
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        provider.start(charge)
    assert time.monotonic() - began < 5.0
    shop.stripe.mischief.clear()
    provider.close()
    assert shop.provider.ask(charge).state is PaymentState.TAKEN
    assert shop.charged(charge.order_id) == AMOUNT


# -- Lost for long ---------------------------------------------------------------------------------


def test_an_attempt_of_the_day_before_yesterday_is_found_by_our_id_and_not_begun_anew(
    shop: CardHarness,
) -> None:
    old = uuid7(int((datetime.now(UTC) - timedelta(days=2)).timestamp() * 1000), 1)
    charge = shop.charge(payment_id=old, token="pm_card_visa", reader="")
    shop.provider.start(charge)
    shop.stripe.keys.forget()
    shop.stripe.ledger.catch_up()
    assert shop.provider.ask(charge).state is PaymentState.TAKEN
    assert shop.provider.start(charge).state is PaymentState.TAKEN
    assert shop.charged(charge.order_id) == AMOUNT


def test_what_stripe_never_heard_of_can_still_begin(shop: CardHarness) -> None:
    charge = shop.charge()
    for _ in range(3):
        assert shop.provider.ask(charge).state is PaymentState.CANCELLED
    shop.stripe.ledger.catch_up()
    assert shop.provider.ask(charge).state is PaymentState.CANCELLED
    assert len(shop.stripe.ledger.intents) == 1
    assert shop.provider.start(charge).state is PaymentState.SENT
    assert shop.provider.ask(charge).state is PaymentState.SENT
    shop.customer_pays()
    assert shop.provider.ask(charge).state is PaymentState.TAKEN
    assert shop.charged(charge.order_id) == AMOUNT


@pytest.mark.parametrize("token", ["", "pm_card_visa"])
def test_what_is_known_not_to_have_begun_is_handed_to_nobody_before_that_is_undone(
    shop: CardHarness, token: str
) -> None:
    charge = shop.charge(token=token)
    shop.provider.ask(charge)
    (intent,) = shop.stripe.ledger.intents
    shop.stripe.mischief.plan(Plan(Trick.LOSE_REQUEST, path=f"/v1/payment_intents/{intent}", method="POST"))
    with pytest.raises(NoAnswer):
        shop.provider.start(charge)
    assert shop.provider.ask(charge).state is PaymentState.CANCELLED
    assert shop.provider.readers()[0].busy is False
    assert shop.charged(charge.order_id) == 0
    assert shop.provider.start(charge).state is (PaymentState.TAKEN if token else PaymentState.SENT)


def test_what_was_cancelled_never_begins(shop: CardHarness) -> None:
    charge = shop.charge(token="pm_card_visa", reader="")
    assert shop.provider.cancel(charge).state is PaymentState.CANCELLED
    assert shop.provider.start(charge).state is PaymentState.CANCELLED
    assert shop.charged(charge.order_id) == 0


def test_somebody_elses_intent_is_no_answer(shop: CardHarness) -> None:
    mine, other = shop.charge(), shop.charge()
    theirs = shop.provider.start(other)
    with pytest.raises(NoAnswer):
        shop.provider.ask(known(mine, theirs))
    for changed in ({"amount_minor": 1}, {"currency": "USD"}, {"order_id": UUID(int=1)}):
        with pytest.raises(NoAnswer):
            shop.provider.ask(dataclasses.replace(known(other, theirs), **changed))
