"""Payment links by Stripe, on pages of the shipped stand-in."""

from collections.abc import Iterator
from contextlib import contextmanager

from pos_desktop.application.payment_provider import Decline
from pos_desktop.payments.stripe.provider import StripeLinkKind
from tests.payment_harness import NotOffered
from tests.payment_harness.stripe_account import ONE_TRY, StripeHarness, account


class LinkHarness(StripeHarness):
    """A customer with the page open on their own device."""

    def customer_pays(self) -> None:
        for ref, page in list(self.stripe.ledger.sessions.items()):
            if page["status"] == "open":
                assert self.stripe.ledger.pay_on_page(ref)

    def customer_declines(self, reason: Decline = Decline.CARD_DECLINED) -> None:
        raise NotOffered("a declined card leaves the page open, and the customer takes another")

    def customer_walks_away(self) -> None:
        raise NotOffered("a page that nobody pays on stays open for a day")


@contextmanager
def harness() -> Iterator[LinkHarness]:
    with account(StripeLinkKind(ONE_TRY)) as made:
        yield LinkHarness(made.provider, made.stripe)
