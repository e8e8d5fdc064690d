"""The shipped stand-in is a Stripe to Stripe's own SDK: keys, readers, errors."""

import threading
from collections.abc import Iterator

import pytest
import stripe

from pos_desktop.application.payment_provider import NoAnswer
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.stripe.fake.form import nested
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from pos_desktop.payments.stripe.fake.server import FakeStripe
from pos_desktop.payments.stripe.provider import StripeCardKind
from pos_desktop.system.outgoing import Pace
from tests.payment_harness.stripe import harness as card_harness
from tests.payment_harness.stripe_account import KEY, surroundings


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    with FakeStripe() as made:
        yield made


@pytest.fixture
def sdk(fake: FakeStripe) -> Iterator[stripe.StripeClient]:
    http = stripe.RequestsClient(timeout=60)
    yield stripe.StripeClient(
        KEY, base_addresses={"api": fake.address}, max_network_retries=0, http_client=http
    )
    http.close()


def create(sdk: stripe.StripeClient, key: str, amount: int = 500) -> stripe.PaymentIntent:
    return sdk.v1.payment_intents.create(
        {"amount": amount, "currency": "eur", "allowed_payment_method_types": ["card_present"]},
        {"idempotency_key": key},
    )


def test_a_key_answers_once_and_for_one_request_only(fake: FakeStripe, sdk: stripe.StripeClient) -> None:
    first, second = create(sdk, "a"), create(sdk, "a")
    assert first.id == second.id
    assert second.last_response.headers["idempotent-replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError):
        create(sdk, "a", amount=501)
    fake.keys.forget()
    assert create(sdk, "a").id != first.id


def test_what_was_not_begun_leaves_its_key_free(fake: FakeStripe, sdk: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        create(sdk, "a", amount=0)
    assert create(sdk, "a").amount == 500


def test_a_version_that_is_gone_is_refused_as_stripe_does(fake: FakeStripe, sdk: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        sdk.v1.payment_intents.create(
            {"amount": 1, "currency": "eur", "payment_method_types": ["card"]}  # type: ignore[typeddict-unknown-key]
        )
    assert caught.value.code == "payment_method_types_no_longer_supported"


def test_a_card_is_presented_by_stripes_own_test_helper(fake: FakeStripe, sdk: stripe.StripeClient) -> None:
    reader = fake.ledger.add_reader()
    present = sdk.v1.test_helpers.terminal.readers.present_payment_method
    for number, status in (("4000000000009995", "failed"), ("4242424242424242", "succeeded")):
        intent = create(sdk, number)
        sdk.v1.terminal.readers.process_payment_intent(reader, {"payment_intent": intent.id})
        told = present(reader, {"type": "card_present", "card_present": {"number": number}})
        assert told.action.status == status
        assert told.action.process_payment_intent.payment_intent == intent.id
    declined = sdk.v1.payment_intents.retrieve(create(sdk, "4000000000009995").id)
    assert declined.last_payment_error.decline_code == "insufficient_funds"
    assert "4000000000009995" not in repr(vars(fake.ledger))


def test_readers_that_cannot_are_told_apart(fake: FakeStripe, sdk: stripe.StripeClient) -> None:
    reader, intent = fake.ledger.add_reader(), create(sdk, "a")
    hand_over = sdk.v1.terminal.readers.process_payment_intent
    fake.ledger.set_online(reader, False)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        hand_over(reader, {"payment_intent": intent.id})
    assert caught.value.code == "terminal_reader_offline"
    fake.ledger.set_online(reader, True)
    hand_over(reader, {"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        hand_over(reader, {"payment_intent": create(sdk, "b").id})
    assert caught.value.code == "terminal_reader_busy"


def test_a_wrong_key_and_an_unknown_request(fake: FakeStripe, sdk: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        sdk.v1.customers.create({"name": "nobody"})
    with pytest.raises(stripe.AuthenticationError):
        sdk.v1.payment_intents.list(options={"api_key": "pk_" + "test_1"})


def test_a_key_whose_first_request_still_runs_is_in_doubt() -> None:
    """The register was killed in the middle and started again: the first request goes on at Stripe."""
    with card_harness() as shop:
        charge = shop.charge(token="pm_card_visa", reader="")
        charge_ref = shop.provider.ask(charge).provider_ref
        slow = threading.Event()
        confirm, plain = shop.stripe.ledger.confirm, shop.stripe.ledger.confirm

        def slowly(ref: str, params: dict[str, object]) -> dict[str, object]:
            shop.stripe.ledger.lock.release()
            try:
                slow.wait(100)
            finally:
                shop.stripe.ledger.lock.acquire()
            return plain(ref, params)

        shop.stripe.ledger.confirm = slowly  # type: ignore[method-assign]
        first = StripeCardKind(Pace(call_seconds=0.3, waits=())).create(surroundings(shop.stripe.address))
        with pytest.raises(NoAnswer):
            first.start(charge)
        first.close()
        with pytest.raises(NoAnswer):
            shop.provider.start(charge)
        slow.set()
        shop.stripe.ledger.confirm = confirm  # type: ignore[method-assign]
        for _ in range(3000):
            told = shop.provider.ask(charge)
            if told.state is PaymentState.TAKEN:
                break
            threading.Event().wait(0.02)
        assert told.state is PaymentState.TAKEN
        assert told.provider_ref == charge_ref
        assert shop.charged(charge.order_id) == charge.amount_minor


def test_it_comes_back_on_its_port_with_all_it_knew(fake: FakeStripe, sdk: stripe.StripeClient) -> None:
    intent, address = create(sdk, "a"), fake.address
    fake.stop()
    with pytest.raises(stripe.APIConnectionError):
        sdk.v1.payment_intents.retrieve(intent.id)
    fake.start()
    assert fake.address == address
    assert sdk.v1.payment_intents.retrieve(intent.id).id == intent.id


def test_hanging_requests_are_let_go_at_the_end() -> None:
    with FakeStripe() as fake:
        plan = fake.mischief.plan(Plan(Trick.HANG))
        assert fake.mischief.take("GET", "/") is plan
    assert plan.let_go.is_set()


@pytest.mark.parametrize(
    ("encoded", "tree"),
    [
        ("a=1&b[c]=2&b[d][e]=3", {"a": "1", "b": {"c": "2", "d": {"e": "3"}}}),
        ("x[0]=a&x[1]=b&x[10]=c", {"x": ["a", "b", "c"]}),
        ("x[]=a&x[]=b", {"x": ["a", "b"]}),
        ("l[0][p][u]=5&m=", {"l": [{"p": {"u": "5"}}], "m": ""}),
        ("", {}),
    ],
)
def test_form_fields_are_nested_as_stripe_does(encoded: str, tree: dict[str, object]) -> None:
    assert nested(encoded) == tree
