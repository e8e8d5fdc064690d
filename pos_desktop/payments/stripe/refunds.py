"""Money back: what was not captured yet is cancelled, all else is refunded, never more than was paid."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pos_desktop.application.payment_provider import (
    GiveBack,
    NoAnswer,
    ProviderRefund,
    ProviderRefused,
    RefundReport,
)
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import RefundState
from pos_desktop.payments.stripe.amounts import from_stripe, to_stripe
from pos_desktop.payments.stripe.reading import id_of, our_id, text, whole, word
from pos_desktop.payments.stripe.trouble import no_answer, refused
from pos_desktop.payments.stripe.wire import Json, Wire

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams, RefundListParams

_STATES: Mapping[str, RefundState] = {
    "succeeded": RefundState.DONE,
    "pending": RefundState.SENT,
    "requires_action": RefundState.SENT,
    "failed": RefundState.REFUSED,
    "canceled": RefundState.REFUSED,
}
_REASONS = frozenset({"requested_by_customer", "duplicate", "fraudulent"})


class Refunds:
    """The refunds of an account."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def give(self, refund: GiveBack, intent_ref: str) -> RefundReport:
        """Voids or refunds, once per key and per refund id: what is in Stripe's list already is not done again."""
        intent = self._intent(refund, intent_ref, retry=True)
        status = text(intent, "status")
        if status in ("requires_capture", "canceled"):
            return self._void(refund, intent)
        if status != "succeeded":
            raise refused(status)
        made = self._list(intent_ref, retry=True)
        ours = next((item for item in made if our_id(item, "refund_id") == refund.refund_id), None)
        if ours is not None:
            return _report(ours, refund)
        self._expect_enough_left(refund, intent, made)
        return self._create(refund, intent_ref)

    def ask(self, refund: GiveBack, intent_ref: str) -> RefundReport:
        """What became of a refund: by its id, or found in the payment's list by ours."""
        if refund.refund_ref.startswith("re_"):
            ref = refund.refund_ref
            found = self._wire.read(lambda stripe: stripe.v1.refunds.retrieve(ref), retry=False)
            return _report(_checked(found, refund, intent_ref), refund)
        for item in self._list(intent_ref, retry=False):
            if our_id(item, "refund_id") == refund.refund_id:
                return _report(item, refund)
        intent = self._intent(refund, intent_ref, retry=False)
        if refund.whole and text(intent, "status") == "canceled":
            return _voided(intent)
        return RefundReport(RefundState.PROMISED)

    def of(self, intent_ref: str) -> Sequence[ProviderRefund]:
        """Stripe's own list."""
        return [
            ProviderRefund(
                ref=text(item, "id"),
                amount_minor=from_stripe(whole(item, "amount"), text(item, "currency").upper()),
                state=_state(item),
                key=str(our_id(item, "refund_id") or ""),
            )
            for item in self._list(intent_ref, retry=True)
        ]

    def _intent(self, refund: GiveBack, ref: str, *, retry: bool) -> Json:
        intent = self._wire.read(lambda stripe: stripe.v1.payment_intents.retrieve(ref), retry=retry)
        same = word(intent, "object") == "payment_intent" and text(intent, "id") == ref
        same = same and text(intent, "currency").upper() == refund.currency
        if not same or (refund.payment_id and not _of_its_payment(intent, refund)):
            raise no_answer()
        return intent

    def _void(self, refund: GiveBack, intent: Json) -> RefundReport:
        if not refund.whole:
            raise refused("not_captured")
        if text(intent, "status") == "canceled":
            return _voided(intent)
        ref = text(intent, "id")
        try:
            cancelled = self._wire.read(
                lambda stripe: stripe.v1.payment_intents.cancel(
                    ref, None, {"idempotency_key": f"{refund.key}-void"}
                )
            )
        except ProviderRefused:
            # Captured in the meantime: the next call refunds it.
            raise no_answer() from None
        if text(cancelled, "status") != "canceled" or text(cancelled, "id") != ref:
            raise no_answer()
        return _voided(cancelled)

    def _expect_enough_left(self, refund: GiveBack, intent: Json, made: Sequence[Json]) -> None:
        received = whole(intent, "amount_received")
        if refund.paid_minor:
            received = min(received, to_stripe(refund.paid_minor, refund.currency))
        back = sum(whole(item, "amount") for item in made if _state(item) is not RefundState.REFUSED)
        if back + to_stripe(refund.amount_minor, refund.currency) > received:
            raise ProviderRefused(
                tr("That is more than was paid"),
                tr("Together with what Stripe refunded before, it would be more than the payment."),
                tr("Refund what is left of it, or use another way."),
                code="more_than_paid",
            )

    def _create(self, refund: GiveBack, intent_ref: str) -> RefundReport:
        params: RefundCreateParams = {
            "payment_intent": intent_ref,
            "amount": to_stripe(refund.amount_minor, refund.currency),
            "reason": refund.reason if refund.reason in _REASONS else "requested_by_customer",
            "metadata": {
                "refund_id": str(refund.refund_id),
                "order_id": str(refund.order_id),
                "payment_id": str(refund.payment_id or ""),
                "reason": refund.reason,
            },
        }
        made = self._wire.read(
            lambda stripe: stripe.v1.refunds.create(params, {"idempotency_key": f"{refund.key}-refund"})
        )
        return _report(_checked(made, refund, intent_ref), refund)

    def _list(self, intent_ref: str, *, retry: bool) -> list[Json]:
        def page_after(after: str) -> "RefundListParams":
            params: RefundListParams = {"payment_intent": intent_ref, "limit": 100}
            if after:
                params["starting_after"] = after
            return params

        found = self._wire.pages(lambda stripe, after: stripe.v1.refunds.list(page_after(after)), retry=retry)
        if any(id_of(item, "payment_intent") != intent_ref for item in found):
            raise no_answer()
        return found


def _of_its_payment(intent: Json, refund: GiveBack) -> bool:
    """By the payment's id, or by the order: what was booked from Stripe's books carries the id of an attempt before."""
    if our_id(intent, "payment_id") == refund.payment_id:
        return True
    return our_id(intent, "order_id") == refund.order_id


def _checked(found: Json, refund: GiveBack, intent_ref: str) -> Json:
    ours = (
        word(found, "object") == "refund"
        and our_id(found, "refund_id") == refund.refund_id
        and id_of(found, "payment_intent") == intent_ref
        and whole(found, "amount") == to_stripe(refund.amount_minor, refund.currency)
        and text(found, "currency").upper() == refund.currency
    )
    if not ours:
        raise no_answer()
    return found


def _report(found: Json, refund: GiveBack) -> RefundReport:
    if whole(found, "amount") != to_stripe(refund.amount_minor, refund.currency):
        raise no_answer()
    return RefundReport(_state(found), refund_ref=text(found, "id"), words=word(found, "failure_reason"))


def _voided(intent: Json) -> RefundReport:
    return RefundReport(RefundState.DONE, refund_ref=text(intent, "id"), voided=True)


def _state(found: Json) -> RefundState:
    state = _STATES.get(text(found, "status"))
    if state is None:
        raise NoAnswer(tr("Stripe did not answer"))
    return state
