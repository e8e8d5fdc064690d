"""Answers of Stripe in which any field is missing or something else: nothing but the four errors comes of them."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pos_desktop.application.payment_provider import (
    GiveBack,
    NoAnswer,
    NotSent,
    ProviderRefused,
    ProviderSetting,
)
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from tests.payment_harness import AMOUNT
from tests.payment_harness.stripe import CardHarness
from tests.payment_harness.stripe import harness as card_harness
from tests.payment_harness.stripe_link import LinkHarness
from tests.payment_harness.stripe_link import harness as link_harness

FOUR = (NotSent, NoAnswer, ProviderRefused, ProviderSetting)
JUNK = some.sampled_from([None, 7, -1, 1.5, True, "", "junk", [], [None], {}, {"id": 7}, {"object": 7}])


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
    def change(body: Any) -> Any:
        way = data.draw(some.sampled_from(list(places(body))), label="field")
        return changed(body, way, data.draw(JUNK, label="instead"))

    return change


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_cards(shop: CardHarness, data: some.DataObject) -> None:
    charge = shop.charge(token="pm_card_visa", reader="", capture=data.draw(some.booleans()))
    report = shop.provider.start(charge)
    back = GiveBack(
        refund_id=uuid4(),
        key=str(uuid4()),
        payment_id=charge.payment_id,
        order_id=charge.order_id,
        amount_minor=100,
        currency="EUR",
        reason="duplicate",
        provider_ref=report.provider_ref,
        whole=False,
        paid_minor=AMOUNT,
    )
    now = datetime.now(UTC)
    provider = shop.provider
    calls = [
        lambda: provider.start(shop.charge()),
        lambda: provider.start(shop.charge(token="pm_card_visa", reader="")),
        lambda: provider.start(shop.charge(token="pm_card_chargeDeclined", reader="")),
        lambda: provider.start(charge),
        lambda: provider.ask(charge),
        lambda: provider.cancel(charge),
        lambda: provider.capture(charge, 100),
        lambda: provider.give_back(back),
        lambda: provider.ask_refund(back),
        lambda: provider.refunds_of(report.provider_ref),
        provider.methods,
        provider.readers,
        lambda: provider.statement(now - timedelta(minutes=1), now + timedelta(minutes=1)),
    ]
    skip = data.draw(some.integers(0, 2), label="good answers first")
    for _ in range(skip):
        shop.stripe.mischief.plan(Plan(Trick.RUBBISH, change=lambda body: body))
    shop.stripe.mischief.plan(Plan(Trick.RUBBISH, change=spoil(data)))
    try:
        with contextlib.suppress(*FOUR):
            data.draw(some.sampled_from(calls))()
    finally:
        shop.stripe.mischief.clear()
        shop.stripe.ledger.stop_reader(shop.reader)
        shop.stripe.ledger.intents.clear()
    provider.health()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_links(links: LinkHarness, data: some.DataObject) -> None:
    charge = links.charge()
    provider = links.provider
    provider.start(charge)
    if data.draw(some.booleans(), label="paid"):
        links.customer_pays()
    calls = [
        lambda: provider.start(links.charge()),
        lambda: provider.start(charge),
        lambda: provider.ask(charge),
        lambda: provider.cancel(charge),
    ]
    for _ in range(data.draw(some.integers(0, 2), label="good answers first")):
        links.stripe.mischief.plan(Plan(Trick.RUBBISH, change=lambda body: body))
    links.stripe.mischief.plan(Plan(Trick.RUBBISH, change=spoil(data)))
    try:
        with contextlib.suppress(*FOUR):
            data.draw(some.sampled_from(calls))()
    finally:
        links.stripe.mischief.clear()
    provider.health()
