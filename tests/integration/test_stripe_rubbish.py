"""Answers of Stripe in which any field is missing or something else: nothing but the four errors comes of them."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pos_desktop.application.payment_provider import (
    Charge,
    GiveBack,
    NoAnswer,
    NotSent,
    PaymentProvider,
    ProviderRefused,
    ProviderSetting,
    Report,
)
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from tests.payment_harness import AMOUNT
from tests.payment_harness.stripe import CardHarness
from tests.payment_harness.stripe import harness as card_harness
from tests.payment_harness.stripe_account import StripeHarness
from tests.payment_harness.stripe_link import LinkHarness
from tests.payment_harness.stripe_link import harness as link_harness

FOUR = (NotSent, NoAnswer, ProviderRefused, ProviderSetting)
JUNK = [None, 7, -1, 1.5, True, "", "junk", [], [None], {}, {"id": 7}, {"object": 7}]


@pytest.fixture(scope="module")
def shop() -> Iterator[CardHarness]:
    with card_harness() as made:
        yield made


@pytest.fixture(scope="module")
def links() -> Iterator[LinkHarness]:
    with link_harness() as made:
        yield made


def places(body: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every field of an answer, itself included."""
    yield way
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, item in inside:
        yield from places(item, (*way, name))


def changed(body: Any, way: tuple[Any, ...], junk: Any) -> Any:
    if not way:
        return junk
    first, *rest = way
    if isinstance(body, list):
        return [changed(item, tuple(rest), junk) if at == first else item for at, item in enumerate(body)]
    if junk == "junk" and not rest:
        return {name: item for name, item in body.items() if name != first}
    return {name: changed(item, tuple(rest), junk) if name == first else item for name, item in body.items()}


def spoil(data: some.DataObject) -> Any:
    # The change happens on the server's thread, where nothing can be drawn.
    chance = Random(data.draw(some.integers(0, 2**32), label="seed"))

    def change(body: Any) -> Any:
        return changed(body, chance.choice(list(places(body))), chance.choice(JUNK))

    return change


def call_on_rubbish(shop: StripeHarness, charge: Charge, data: some.DataObject) -> None:
    """One call whose first, second or third answer is spoilt; what it says of money is what happened."""
    for _ in range(data.draw(some.integers(0, 2), label="good answers first")):
        shop.stripe.mischief.plan(Plan(Trick.RUBBISH, change=lambda body: body))
    shop.stripe.mischief.plan(Plan(Trick.RUBBISH, change=spoil(data)))
    try:
        told = data.draw(some.sampled_from(CALLS))(shop.provider, charge)
    except FOUR:
        return
    finally:
        shop.stripe.mischief.clear()
    charged = shop.charged(charge.order_id)
    if isinstance(told, Report):
        assert told.state is not PaymentState.TAKEN or told.charged_minor == charged
        assert told.state not in (PaymentState.DECLINED, PaymentState.CANCELLED) or charged == 0


def back_of(charge: Charge) -> GiveBack:
    return GiveBack(
        refund_id=uuid4(),
        key=str(uuid4()),
        payment_id=charge.payment_id,
        order_id=charge.order_id,
        amount_minor=100,
        currency="EUR",
        reason="duplicate",
        provider_ref=charge.provider_ref,
        whole=False,
        paid_minor=AMOUNT,
    )


def books(provider: PaymentProvider, charge: Charge) -> object:
    now = datetime.now(UTC)
    return provider.statement(now - timedelta(minutes=1), now + timedelta(minutes=1))


CALLS = [
    lambda provider, charge: provider.start(charge),
    lambda provider, charge: provider.ask(charge),
    lambda provider, charge: provider.cancel(charge),
    lambda provider, charge: provider.capture(charge, AMOUNT),
    lambda provider, charge: provider.give_back(back_of(charge)),
    lambda provider, charge: provider.ask_refund(back_of(charge)),
    lambda provider, charge: provider.refunds_of(charge.provider_ref),
    lambda provider, charge: provider.methods(),
    lambda provider, charge: provider.readers(),
    books,
]
TOKENS = ["", "pm_card_visa", "pm_card_chargeDeclined", "pm_card_threeDSecure2Required"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_cards(shop: CardHarness, data: some.DataObject) -> None:
    charge = shop.charge(token=data.draw(some.sampled_from(TOKENS)), capture=data.draw(some.booleans()))
    if data.draw(some.booleans(), label="begun"):
        ref = shop.provider.start(charge).provider_ref
        if not charge.token and data.draw(some.booleans(), label="paid"):
            shop.customer_pays()
        if data.draw(some.booleans(), label="its id is known"):
            charge = dataclasses.replace(charge, provider_ref=ref)
    try:
        call_on_rubbish(shop, charge, data)
    finally:
        shop.stripe.ledger.stop_reader(shop.reader)
        shop.stripe.ledger.intents.clear()
    assert shop.provider.health().ok


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_links(links: LinkHarness, data: some.DataObject) -> None:
    charge = links.charge(capture=data.draw(some.booleans()))
    if data.draw(some.booleans(), label="begun"):
        ref = links.provider.start(charge).provider_ref
        if data.draw(some.booleans(), label="paid"):
            links.customer_pays()
        if data.draw(some.booleans(), label="its id is known"):
            charge = dataclasses.replace(charge, provider_ref=ref)
    call_on_rubbish(links, charge, data)
    assert links.provider.health().ok
