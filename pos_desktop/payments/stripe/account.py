"""What cards and links of one account have in common: money back, the account's books, whether Stripe answers."""

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import (
    Charge,
    GiveBack,
    Health,
    ProviderPayment,
    ProviderRefund,
    Reader,
    RefundReport,
    Report,
    StoredValues,
)
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.stripe.amounts import from_stripe
from pos_desktop.payments.stripe.intents import Intents, report_of, state_of
from pos_desktop.payments.stripe.reading import moment, our_id, part, text, whole, word
from pos_desktop.payments.stripe.refunds import Refunds
from pos_desktop.payments.stripe.settings import StripeSettings
from pos_desktop.payments.stripe.trouble import refused
from pos_desktop.payments.stripe.wire import Json, Wire, in_time

if TYPE_CHECKING:
    from stripe.params import PaymentIntentListParams

_IN_THE_BOOKS = frozenset({PaymentState.TAKEN, PaymentState.AUTHORISED})


class StripeAccount(ABC):
    """The half of a provider that does not depend on how the customer pays."""

    def __init__(self, wire: Wire, settings: StripeSettings) -> None:
        self._wire = wire
        self._settings = settings
        self._intents = Intents(wire, settings.return_url)
        self._refunds = Refunds(wire)

    def intent_ref(self, provider_ref: str) -> str:
        """The intent behind a payment's id."""
        return provider_ref

    @abstractmethod
    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """What became of an attempt."""

    @in_time
    def capture(self, charge: Charge, amount_minor: int) -> Report:
        """Takes what was authorised, once: an intent is captured once, whatever the key."""
        report = self.ask(charge)
        if report.state is PaymentState.AUTHORISED:
            report = report_of(self._intents.capture(report.provider_ref, charge, amount_minor), charge)
        if report.state is not PaymentState.TAKEN:
            raise refused(report.facts.get("status", "not_authorised"))
        return report

    def accept_signature(self, charge: Charge, accepted: bool) -> Report:
        """Stripe's readers ask for none."""
        raise refused("no_signature")

    @in_time
    def give_back(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        """A payment that is not captured is cancelled; one that is, is refunded, after Stripe's list was added up."""
        return self._refunds.give(refund, self.intent_ref(refund.provider_ref))

    @in_time
    def ask_refund(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        """By Stripe's id, or by ours in the payment's list."""
        return self._refunds.ask(refund, self.intent_ref(refund.provider_ref))

    @in_time
    def refunds_of(self, provider_ref: str) -> Sequence[ProviderRefund]:
        """Stripe's own list."""
        return self._refunds.of(self.intent_ref(provider_ref))

    @in_time
    def methods(self) -> Sequence[str]:
        """What the account's active payment settings switch on, as Stripe names it."""
        found = self._wire.pages(
            lambda stripe, after: stripe.v1.payment_method_configurations.list({"limit": 100}), retry=False
        )
        active = [item for item in found if item.get("active")]
        return sorted({name for item in active for name in item if _switched_on(part(item, name))})

    def readers(self) -> Sequence[Reader]:
        """None, unless the kind has readers."""
        return ()

    def statement(self, since: datetime, until: datetime) -> Sequence[ProviderPayment]:
        """Every payment that was taken or authorised, by when its intent was made; those of other tills and shops of
        the account are among them, without our ids."""
        begin, end = int(since.timestamp()), int(until.timestamp())

        def page_after(after: str) -> "PaymentIntentListParams":
            params: PaymentIntentListParams = {
                "created": {"gte": begin, "lt": end},
                "limit": 100,
                "expand": ["data.latest_charge"],
            }
            if after:
                params["starting_after"] = after
            return params

        intents = self._wire.pages(lambda stripe, after: stripe.v1.payment_intents.list(page_after(after)))
        return [
            _in_the_books(intent)
            for intent in intents
            if begin <= whole(intent, "created") < end and state_of(intent) in _IN_THE_BOOKS
        ]

    @in_time
    def health(self) -> Health:
        """Whether Stripe answers, takes the key, and lets it read payments."""
        began = time.monotonic()
        try:
            self._wire.read(lambda stripe: stripe.v1.payment_intents.list({"limit": 1}), retry=False)
        except PersonError as error:
            return Health(False, str(error), time.monotonic() - began)
        return Health(True, seconds=time.monotonic() - began)

    def close(self) -> None:
        """Lets go of connections."""
        self._wire.close()


def _switched_on(method: Json) -> bool:
    return bool(method.get("available")) and word(part(method, "display_preference"), "value") == "on"


def _in_the_books(intent: Json) -> ProviderPayment:
    currency = text(intent, "currency").upper()
    back = part(intent, "latest_charge").get("amount_refunded")
    return ProviderPayment(
        ref=text(intent, "id"),
        amount_minor=from_stripe(whole(intent, "amount_received"), currency),
        refunded_minor=from_stripe(back if isinstance(back, int) else 0, currency),
        currency=currency,
        state=state_of(intent),
        at=moment(intent, "created"),
        payment_id=our_id(intent, "payment_id"),
        order_id=our_id(intent, "order_id"),
        register_id=our_id(intent, "register_id"),
    )
