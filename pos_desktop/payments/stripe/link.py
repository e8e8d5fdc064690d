"""Links to pay by: a page of Stripe that the customer opens on their own device."""

from typing import TYPE_CHECKING
from uuid import uuid4

from pos_desktop.application.payment_provider import (
    Charge,
    ProviderRefused,
    Report,
    StoredValues,
)
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.stripe.account import StripeAccount
from pos_desktop.payments.stripe.amounts import to_stripe
from pos_desktop.payments.stripe.intents import MARK, NOT_BEGUN, begun, checked, metadata_of, report_of
from pos_desktop.payments.stripe.reading import id_of, our_id, part, text, whole, word
from pos_desktop.payments.stripe.traits import LINK_TRAITS
from pos_desktop.payments.stripe.trouble import StoredFault, no_answer
from pos_desktop.payments.stripe.wire import Json, Reply, in_time

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams

_WITH_CARD = ["payment_intent.latest_charge"]


class StripeLinks(StripeAccount):
    """Takes payments by link. Until it is paid its id is the page's, afterwards the intent's."""

    traits = LINK_TRAITS

    def intent_ref(self, provider_ref: str) -> str:
        """The intent behind a page."""
        if not provider_ref.startswith("cs_"):
            return provider_ref
        session = self._wire.read(lambda stripe: stripe.v1.checkout.sessions.retrieve(provider_ref))
        return id_of(session, "payment_intent") or provider_ref

    @in_time
    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """Makes the page; `action_url` is its address."""
        if charge.provider_ref:
            return self.ask(charge)
        reply = self._create(charge)
        page = self._read(text(reply.body, "id")) if reply.replayed else reply.body
        if not begun(page):
            page = self._note(page, charge, "")
        return self._report(page, charge)

    @in_time
    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """How the page stands; when its id was lost it is found as an intent is (see `Intents.find`).

        A paid page's intent carries our ids and is searched for; then the page's creation is repeated with the same
        key, and a page that this makes anew, whose address nobody has, is marked as not begun.
        """
        return self._ask(charge, retry=False)

    @in_time
    def cancel(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """Closes the page; what was paid meanwhile is told."""
        report = self._ask(charge, retry=True)
        if report.state is PaymentState.AUTHORISED:
            intent = self._intents.read(report.provider_ref, charge)
            return report_of(self._intents.cancel(intent, charge), charge)
        if not report.provider_ref.startswith("cs_") or report.facts["status"] != "open":
            return report
        return self._report(self._expire(report.provider_ref, charge), charge)

    def _ask(self, charge: Charge, *, retry: bool) -> Report:
        if charge.provider_ref.startswith("pi_"):
            return report_of(self._intents.read(charge.provider_ref, charge, retry=retry), charge)
        if charge.provider_ref:
            return self._report(self._read(charge.provider_ref, retry=retry), charge)
        paid = self._intents.search(charge, retry=retry)
        if paid:
            return report_of(self._intents.read(paid, charge, retry=retry), charge)
        try:
            reply = self._create(charge, retry=retry)
        except StoredFault:
            return Report(PaymentState.CANCELLED)  # no page ever became known
        if reply.replayed:
            return self._report(self._read(text(reply.body, "id"), retry=retry), charge)
        return self._report(self._note(reply.body, charge, NOT_BEGUN), charge)

    def _create(self, charge: Charge, *, retry: bool = True) -> Reply:
        params = self._params(charge)
        return self._wire.call(
            lambda stripe: stripe.v1.checkout.sessions.create(
                params, {"idempotency_key": f"{charge.key}-page"}
            ),
            retry=retry,
        )

    def _params(self, charge: Charge) -> "SessionCreateParams":
        return {
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": charge.currency.lower(),
                        "unit_amount": to_stripe(charge.whole_minor, charge.currency),
                        "product_data": {"name": charge.order_words},
                    },
                }
            ],
            "success_url": self._settings.return_url,
            "client_reference_id": str(charge.payment_id),
            "metadata": metadata_of(charge),
            "payment_intent_data": {
                "metadata": metadata_of(charge),
                "description": charge.order_words,
                "capture_method": "automatic" if charge.capture else "manual",
            },
        }

    def _read(self, ref: str, *, retry: bool = True) -> Json:
        return self._wire.read(
            lambda stripe: stripe.v1.checkout.sessions.retrieve(ref, {"expand": _WITH_CARD}), retry=retry
        )

    def _note(self, page: Json, charge: Charge, mark: str) -> Json:
        ref = text(page, "id")
        return self._wire.read(
            lambda stripe: stripe.v1.checkout.sessions.update(
                ref, {"metadata": {MARK: mark}}, {"idempotency_key": f"{charge.key}-mark-{uuid4()}"}
            )
        )

    def _expire(self, ref: str, charge: Charge) -> Json:
        try:
            return self._wire.read(
                lambda stripe: stripe.v1.checkout.sessions.expire(
                    ref, None, {"idempotency_key": f"{charge.key}-close"}
                )
            )
        except ProviderRefused:
            return self._read(ref)  # paid or closed in the meantime

    def _report(self, session: Json, charge: Charge) -> Report:
        self._expect_ours(session, charge)
        status = text(session, "status")
        intent = part(session, "payment_intent")
        if status == "complete" and intent:
            return report_of(checked(intent, charge, text(intent, "id")), charge)
        states = {
            "open": PaymentState.ACTION_NEEDED,
            "complete": PaymentState.SENT,
            "expired": PaymentState.CANCELLED,
        }
        if status not in states:
            raise no_answer()
        state = states[status]
        return Report(
            PaymentState.CANCELLED if state is PaymentState.ACTION_NEEDED and not begun(session) else state,
            provider_ref=text(session, "id"),
            action_url=word(session, "url") if status == "open" and begun(session) else "",
            facts={"status": status},
        )

    def _expect_ours(self, session: Json, charge: Charge) -> None:
        ours = (
            word(session, "object") == "checkout.session"
            and our_id(session, "payment_id") == charge.payment_id
            and our_id(session, "order_id") == charge.order_id
            and text(session, "currency").upper() == charge.currency
            and whole(session, "amount_total") == to_stripe(charge.whole_minor, charge.currency)
        )
        if not ours:
            raise no_answer()
