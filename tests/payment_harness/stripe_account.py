"""What the harnesses of Stripe's kinds share: the shipped stand-in, a provider on it, and attempts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from pos_desktop.application.payment_provider import Charge, PaymentProvider
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from pos_desktop.payments.stripe.fake.server import FakeStripe
from pos_desktop.payments.stripe.provider import StripeCardKind, StripeLinkKind
from pos_desktop.system.outgoing import Pace

KEY = "sk_" + "test_harness"
ONE_TRY = Pace(waits=())


@dataclass
class StripeHarness:
    """A provider and the account behind it."""

    provider: PaymentProvider
    stripe: FakeStripe
    reader: str = ""
    books: None = None
    last: Charge | None = field(default=None)

    def charge(self, **facts: object) -> Charge:
        """An attempt; `facts` are fields of Charge."""
        payment = facts.pop("payment_id", uuid4())
        usual: dict[str, object] = {
            "payment_id": payment,
            "key": f"key-{payment}",
            "order_id": uuid4(),
            "order_words": "Ticket 1-000123",
            "amount_minor": 1250,
            "currency": "EUR",
            "reader": self.reader,
        }
        self.last = Charge(**{**usual, **facts})  # type: ignore[arg-type]
        return self.last

    def lose_next_answer(self, after_effect: bool) -> None:
        """The answer to the next request that has an effect of its own; making an intent has none."""
        trick = Trick.LOSE_ANSWER if after_effect else Trick.LOSE_REQUEST
        self.stripe.mischief.plan(Plan(trick, not_path="POST /v1/payment_intents"))

    def answer_rubbish(self) -> None:
        self.stripe.mischief.plan(Plan(Trick.RUBBISH))

    def answer_for_another_order(self) -> None:
        self.stripe.mischief.plan(Plan(Trick.OTHERS))

    def fail_next(self, status: int) -> None:
        self.stripe.mischief.plan(Plan(Trick.STATUS, status=status))

    def charged(self, order_id: UUID) -> int:
        return self.stripe.ledger.charged("order_id", str(order_id))

    def refunded(self, order_id: UUID) -> int:
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
