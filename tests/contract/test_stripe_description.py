"""Every request that goes to Stripe is one that it publishes, and the stand-in answers in Stripe's shapes."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from pos_desktop.application.payment_provider import Charge, GiveBack, Report
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.stripe.fake.keys import Result
from pos_desktop.payments.stripe.fake.server import Seen
from tests.payment_harness import stripe as cards
from tests.payment_harness import stripe_link as links
from tests.stripe_description import NEWER, Description, Newer, stripe_description


class Held:
    """A harness whose traffic is held against the description."""

    def __init__(self, harness: cards.CardHarness | links.LinkHarness) -> None:
        self.harness = harness
        self.answers: list[tuple[str, str, Result]] = []
        harness.stripe.answered = lambda method, path, result: self.answers.append((method, path, result))

    def faults(self, description: Description) -> list[str]:
        asked = [fault for seen in self.harness.stripe.seen for fault in description.faults_of_request(seen)]
        told = [
            fault
            for method, path, result in self.answers
            if result.status == 200
            for fault in description.faults_of_answer(method, path, result.body)
        ]
        return asked + told


@pytest.fixture(scope="module")
def description() -> Description:
    return stripe_description()


@pytest.fixture
def card(description: Description) -> Iterator[cards.CardHarness]:
    with cards.harness() as harness:
        held = Held(harness)
        yield harness
        assert held.answers
        assert held.faults(description) == []


@pytest.fixture
def link(description: Description) -> Iterator[links.LinkHarness]:
    with links.harness() as harness:
        held = Held(harness)
        yield harness
        assert held.answers
        assert held.faults(description) == []


def refund_of(charge: Charge, report: Report, amount: int, whole: bool = False) -> GiveBack:
    return GiveBack(
        refund_id=uuid4(),
        key=f"back-{uuid4()}",
        payment_id=charge.payment_id,
        order_id=charge.order_id,
        amount_minor=amount,
        currency=charge.currency,
        reason="requested_by_customer",
        provider_ref=report.provider_ref,
        whole=whole,
        paid_minor=charge.whole_minor,
    )


def test_a_card_at_the_reader_with_a_tip_and_money_back(card: cards.CardHarness) -> None:
    charge = card.charge(ask_tip=True)
    card.provider.start(charge)
    card.customer_pays(tip=150)
    taken = card.provider.ask(charge)
    assert taken.state is PaymentState.TAKEN
    back = refund_of(charge, taken, 300)
    assert card.provider.give_back(back).state is RefundState.DONE
    assert card.provider.ask_refund(back).state is RefundState.DONE
    assert len(card.provider.refunds_of(taken.provider_ref)) == 1


def test_a_declined_card(card: cards.CardHarness) -> None:
    charge = card.charge(currency="CAD")
    card.provider.start(charge)
    card.customer_declines()
    assert card.provider.ask(charge).state is PaymentState.DECLINED
    card.provider.cancel(charge)


def test_a_reader_that_is_stopped(card: cards.CardHarness) -> None:
    charge = card.charge()
    card.provider.start(charge)
    assert card.provider.cancel(charge).state is PaymentState.CANCELLED


def test_an_authorisation_in_part_captured(card: cards.CardHarness) -> None:
    charge = card.charge(capture=False, token="pm_card_visa", reader="")
    held = card.provider.start(charge)
    card.provider.capture(card.charge(**facts(charge, provider_ref=held.provider_ref)), 1000)
    assert card.charged(charge.order_id) == 1000


def test_a_bank_that_wants_a_check(card: cards.CardHarness) -> None:
    charge = card.charge(token="pm_card_threeDSecure2Required", reader="")
    assert card.provider.start(charge).action_url


def test_a_void(card: cards.CardHarness) -> None:
    charge = card.charge(capture=False)
    card.provider.start(charge)
    card.customer_pays()
    back = refund_of(charge, card.provider.ask(charge), charge.whole_minor, whole=True)
    assert card.provider.give_back(back).voided


def test_a_lost_attempt_is_looked_for(card: cards.CardHarness) -> None:
    assert card.provider.ask(card.charge()).state is PaymentState.CANCELLED


def test_what_settings_and_reconciliation_ask(card: cards.CardHarness) -> None:
    card.provider.start(card.charge())
    card.customer_pays()
    now = datetime.now(UTC)
    assert card.provider.statement(now - timedelta(hours=1), now + timedelta(hours=1))
    assert card.provider.methods() and card.provider.readers() and card.provider.health().ok


def test_a_link_that_is_paid(link: links.LinkHarness) -> None:
    charge = link.charge()
    link.provider.start(charge)
    link.customer_pays()
    taken = link.provider.ask(charge)
    link.provider.give_back(refund_of(charge, taken, 1))


def test_a_link_that_is_closed(link: links.LinkHarness) -> None:
    charge = link.charge(capture=False)
    link.provider.start(charge)
    assert link.provider.cancel(charge).state is PaymentState.CANCELLED


def facts(charge: Charge, **changes: object) -> dict[str, object]:
    return {name: getattr(charge, name) for name in charge.__slots__} | changes


@pytest.mark.parametrize("newer", NEWER, ids=lambda newer: f"{newer.request} {newer.parameter}")
def test_what_is_newer_than_the_description_is_typed_by_the_sdk(
    description: Description, newer: Newer
) -> None:
    assert not description.described(newer.request, newer.parameter)
    if newer.parameter:
        assert newer.parameter.split(".")[-1] in newer.typed_by.__annotations__


@pytest.mark.parametrize(
    "spoil",
    [
        lambda params: params | {"amount": "12.50"},
        lambda params: params | {"colour": "red"},
        lambda params: params | {"capture_method": "later"},
        lambda params: {name: value for name, value in params.items() if name != "currency"},
        lambda params: params | {"metadata": "none"},
    ],
)
def test_a_wrong_request_is_noticed(
    description: Description, spoil: Callable[[dict[str, object]], dict[str, object]]
) -> None:
    good: dict[str, object] = {"amount": "1250", "currency": "eur", "capture_method": "manual"}
    assert description.faults_of_request(Seen("POST", "/v1/payment_intents", good, "", "k")) == []
    assert description.faults_of_request(Seen("POST", "/v1/payment_intents", spoil(good), "", "k"))


def test_a_wrong_answer_is_noticed(description: Description) -> None:
    assert description.faults_of_answer(
        "GET", "/v1/payment_intents/pi_1", '{"object": "payment_intent", "x": 1}'
    )
