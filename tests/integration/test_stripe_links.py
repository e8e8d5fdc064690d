"""Payment links by Stripe: the page, its end, and what is found when its address was lost."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from pos_desktop.application.payment_provider import GiveBack, NoAnswer, NotSent, ProviderSetting
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.stripe.fake.cards import TestCard
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from pos_desktop.payments.stripe.provider import StripeLinkKind
from tests.payment_harness import AMOUNT
from tests.payment_harness.stripe_link import LinkHarness
from tests.payment_harness.stripe_link import harness as link_harness

PAGES = "/v1/checkout/sessions"


@pytest.fixture
def shop() -> Iterator[LinkHarness]:
    with link_harness() as made:
        yield made


def test_a_page_is_paid_once(shop: LinkHarness) -> None:
    charge = shop.charge()
    page = shop.provider.start(charge)
    assert page.state is PaymentState.ACTION_NEEDED
    assert page.action_url.startswith(shop.stripe.address)
    assert shop.provider.start(charge).action_url == page.action_url
    shop.customer_pays()
    told = shop.provider.ask(dataclasses.replace(charge, provider_ref=page.provider_ref))
    assert (told.state, told.charged_minor) == (PaymentState.TAKEN, AMOUNT)
    assert told.card is not None
    assert told.card.last_four == "4242"
    assert told.provider_ref.startswith("pi_")
    assert shop.provider.ask(dataclasses.replace(charge, provider_ref=told.provider_ref)) == told
    assert shop.charged(charge.order_id) == AMOUNT


def test_a_declined_card_leaves_the_page_open(shop: LinkHarness) -> None:
    charge = shop.charge()
    page = shop.provider.start(charge)
    assert not shop.stripe.ledger.pay_on_page(page.provider_ref, TestCard(decline="generic_decline"))
    assert shop.provider.ask(charge).state is PaymentState.ACTION_NEEDED
    shop.customer_pays()
    assert shop.provider.ask(charge).state is PaymentState.TAKEN


def test_a_closed_page_takes_no_money(shop: LinkHarness) -> None:
    charge = shop.charge()
    page = shop.provider.start(charge)
    assert shop.provider.cancel(charge).state is PaymentState.CANCELLED
    assert not shop.stripe.ledger.pay_on_page(page.provider_ref)
    assert shop.provider.cancel(charge).state is PaymentState.CANCELLED
    assert shop.charged(charge.order_id) == 0


def test_closing_too_late_says_that_it_is_paid(shop: LinkHarness) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    shop.customer_pays()
    assert shop.provider.cancel(charge).state is PaymentState.TAKEN


def test_paid_while_being_closed(shop: LinkHarness) -> None:
    charge = shop.charge()
    page = shop.provider.start(charge)
    shop.stripe.mischief.plan(Plan(Trick.STATUS, status=500, path="/expire"))
    with pytest.raises(NoAnswer):
        shop.provider.cancel(charge)
    shop.stripe.ledger.pay_on_page(page.provider_ref)
    assert shop.provider.cancel(charge).state is PaymentState.TAKEN


def test_an_authorisation_by_link_is_captured_or_set_free(shop: LinkHarness) -> None:
    for free in (False, True):
        charge = shop.charge(capture=False)
        page = shop.provider.start(charge)
        shop.customer_pays()
        charge = dataclasses.replace(charge, provider_ref=page.provider_ref)
        assert shop.provider.ask(charge).state is PaymentState.AUTHORISED
        if free:
            assert shop.provider.cancel(charge).state is PaymentState.CANCELLED
        else:
            assert shop.provider.capture(charge, AMOUNT).state is PaymentState.TAKEN
        assert shop.charged(charge.order_id) == (0 if free else AMOUNT)


@pytest.mark.parametrize("ref_of_page", [True, False])
def test_money_back(shop: LinkHarness, ref_of_page: bool) -> None:
    charge = shop.charge()
    page = shop.provider.start(charge)
    shop.customer_pays()
    taken = shop.provider.ask(charge)
    back = GiveBack(
        refund_id=uuid4(),
        key="back",
        payment_id=charge.payment_id,
        order_id=charge.order_id,
        amount_minor=250,
        currency="EUR",
        reason="duplicate",
        provider_ref=page.provider_ref if ref_of_page else taken.provider_ref,
        whole=False,
        paid_minor=AMOUNT,
    )
    assert shop.provider.give_back(back).state is RefundState.DONE
    assert shop.provider.ask_refund(back).state is RefundState.DONE
    assert len(shop.provider.refunds_of(back.provider_ref)) == 1
    assert shop.refunded(charge.order_id) == 250


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
def test_a_page_whose_address_was_lost_is_found_or_never_was(shop: LinkHarness, plan: Plan) -> None:
    charge = shop.charge()
    shop.stripe.mischief.plan(Plan(plan.trick, plan.status, path=PAGES))
    with pytest.raises(NoAnswer):
        shop.provider.start(charge)
    told = shop.provider.ask(charge)
    assert told.state in (PaymentState.ACTION_NEEDED, PaymentState.CANCELLED)
    if told.state is PaymentState.ACTION_NEEDED:
        assert shop.provider.start(charge).action_url == told.action_url
        shop.customer_pays()
        assert shop.provider.ask(charge).state is PaymentState.TAKEN
        assert shop.charged(charge.order_id) == AMOUNT
    else:
        assert shop.charged(charge.order_id) == 0


def test_a_lost_page_that_was_paid_days_ago_is_found_by_our_id(shop: LinkHarness) -> None:
    charge = shop.charge()
    shop.stripe.mischief.plan(Plan(Trick.LOSE_ANSWER, path=PAGES))
    with pytest.raises(NoAnswer):
        shop.provider.start(charge)
    shop.customer_pays()
    shop.stripe.keys.forget()
    shop.stripe.ledger.catch_up()
    assert shop.provider.ask(charge).state is PaymentState.TAKEN
    assert shop.charged(charge.order_id) == AMOUNT


def test_somebody_elses_page_is_no_answer(shop: LinkHarness) -> None:
    mine, other = shop.charge(), shop.charge()
    theirs = shop.provider.start(other)
    with pytest.raises(NoAnswer):
        shop.provider.ask(dataclasses.replace(mine, provider_ref=theirs.provider_ref))


def test_offline_nothing_was_sent(shop: LinkHarness) -> None:
    shop.stripe.stop()
    with pytest.raises(NotSent):
        shop.provider.start(shop.charge())


def test_a_page_needs_a_place_to_go_on_to() -> None:
    with pytest.raises(ProviderSetting):
        StripeLinkKind().parse({})
    assert StripeLinkKind().parse({"return_url": "https://shop.example/thanks"}).return_url


def test_links_are_in_the_books_and_have_no_readers(shop: LinkHarness) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    shop.customer_pays()
    now = datetime.now(UTC)
    (found,) = shop.provider.statement(now - timedelta(hours=1), now + timedelta(hours=1))
    assert (found.payment_id, found.order_id) == (charge.payment_id, charge.order_id)
    assert shop.provider.readers() == ()
