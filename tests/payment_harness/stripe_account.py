"""What the harnesses of Stripe's kinds share: the shipped stand-in, a provider on it, and attempts."""

from collections.abc import Iterator
from contextlib import contextmanager

from pos_desktop.application.payment_provider import Charge, PaymentProvider
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from pos_desktop.payments.stripe.fake.server import FakeStripe
from pos_desktop.payments.stripe.provider import StripeCardKind, StripeLinkKind
from pos_desktop.system.outgoing import Pace
from tests.payment_harness import Harness

KEY = "sk_" + "test_harness"
ONE_TRY = Pace(waits=())
WITHOUT_EFFECT = ("POST /v1/payment_intents", "/cancel_action")
"""What changes nothing about money by itself: an intent is made, a reader goes back to its idle screen."""


class StripeHarness(Harness):
    """A provider and the account behind it."""

    def __init__(self, provider: PaymentProvider, stripe: FakeStripe, reader: str = "") -> None:
        self.provider = provider
        self.stripe = stripe
        self.reader = reader

    def charge(self, **facts: object) -> Charge:
        return super().charge(**{"reader": self.reader, **facts})

    def lose_next_answer(self, after_effect: bool) -> None:
        if after_effect:
            plan = Plan(Trick.LOSE_ANSWER, method="POST", spares=WITHOUT_EFFECT, spares_replays=True)
            self.stripe.mischief.plan(plan)
        else:
            self.stripe.mischief.plan(Plan(Trick.LOSE_REQUEST))

    def answer_rubbish(self) -> None:
        self.stripe.mischief.plan(Plan(Trick.RUBBISH))

    def answer_for_other_order(self) -> None:
        # A search that finds nothing says nothing about anybody.
        self.stripe.mischief.plan(Plan(Trick.OTHERS, spares=("/search",)))

    def answer_twice(self) -> None:
        self.stripe.mischief.plan(Plan(Trick.TWICE))

    def refuse_next_refund(self) -> None:
        self.stripe.ledger.refuse_next_refund = "expired_or_canceled_card"

    def fail_next(self, status: int) -> None:
        self.stripe.mischief.plan(Plan(Trick.STATUS, status=status))

    def charged(self, order_id: object) -> int:
        return self.stripe.ledger.charged("order_id", str(order_id))

    def refunded(self, order_id: object) -> int:
        return self.stripe.ledger.refunded("order_id", str(order_id))


def surroundings(stripe_address: str, **settings: str) -> Surroundings:
    """The provider's surroundings, with a planted key in place of a keyring."""
    return Surroundings(
        secret=lambda name: KEY,
        settings={"address": stripe_address, "return_url": "https://shop.example/paid", **settings},
    )


@contextmanager
def account(kind: StripeCardKind | StripeLinkKind, **settings: str) -> Iterator[StripeHarness]:
    """A provider of a kind on a stand-in of its own."""
    with FakeStripe() as stripe:
        reader = stripe.ledger.add_reader()
        provider = kind.create(surroundings(stripe.address, **settings))
        try:
            yield StripeHarness(provider, stripe, reader)
        finally:
            provider.close()
