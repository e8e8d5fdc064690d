"""Cards by Stripe, at a reader of the shipped stand-in."""

from collections.abc import Iterator
from contextlib import contextmanager

from pos_desktop.application.payment_provider import Decline
from pos_desktop.payments.stripe.fake.cards import TestCard
from pos_desktop.payments.stripe.provider import StripeCardKind
from tests.payment_harness import NotOffered
from tests.payment_harness.stripe_account import ONE_TRY, StripeHarness, account

DECLINES = {
    Decline.CARD_DECLINED: "generic_decline",
    Decline.INSUFFICIENT_FUNDS: "insufficient_funds",
    Decline.EXPIRED_CARD: "expired_card",
    Decline.WRONG_PIN: "incorrect_pin",
    Decline.LOST_OR_STOLEN: "lost_card",
    Decline.CARD_NOT_SUPPORTED: "card_not_supported",
    Decline.LIMIT_EXCEEDED: "withdrawal_count_limit_exceeded",
    Decline.CHECK_FAILED: "authentication_required",
    Decline.PROVIDER_ERROR: "processing_error",
}


class CardHarness(StripeHarness):
    """A customer with a card at the reader."""

    def customer_pays(self, tip: int = 0) -> None:
        self.stripe.ledger.tap(self.reader, tip=tip)

    def customer_declines(self, reason: Decline = Decline.CARD_DECLINED) -> None:
        if reason not in DECLINES:
            raise NotOffered(f"Stripe's cards are not declined with {reason}")
        self.stripe.ledger.tap(self.reader, TestCard(decline=DECLINES[reason]))

    def customer_walks_away(self) -> None:
        self.stripe.ledger.walk_away(self.reader)


@contextmanager
def harness() -> Iterator[CardHarness]:
    with account(StripeCardKind(ONE_TRY)) as made:
        yield CardHarness(made.provider, made.stripe, made.reader)
