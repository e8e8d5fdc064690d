"""Charges authorisations, or lets them go: a part of what the payments' worker does.

What will be asked for is committed before it is asked for. Where the answer did not come, the provider is asked what
became of it before anything is asked for again, as long as that takes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.capture_books import (
    end_charged,
    end_released,
    journal_missing,
    keep_of_gone,
    left_to_charge,
    refund_waits,
)
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.payment_provider import NoAnswer
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import CAPTURES_UNDER_WAY, CaptureState, PaymentState

if TYPE_CHECKING:
    from pos_desktop.application.payment_provider import PaymentProvider, Report
    from pos_desktop.application.payment_records import Payment, Refund
    from pos_desktop.application.ports import Clock, Store

AGAIN = (2, 5, 15, 60, 300, 900)
"""Seconds between tries while the provider is away; the last one for ever."""

_OF_A_SALE = ("refund", "void")
"""Why money of a sale goes back. Of what a provider's books tell, the provider knows that it was charged."""
_OVER = (PaymentState.CANCELLED, PaymentState.DECLINED)


class CaptureWork:
    """One step of one authorisation at a time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def step(self, payment: Payment, provider: PaymentProvider) -> None:
        """Does what is next; never raises for anything the other side does."""
        if payment.capture_state in CAPTURES_UNDER_WAY and self._known_by_now(payment, provider):
            return
        asked = self._intend(payment.id, partial=provider.traits.partial_capture)
        if asked is None:
            return
        try:
            if asked.capture_minor:
                report = provider.capture(asked.charge(), asked.capture_minor)
            else:
                report = provider.cancel(asked.charge())
        except Refused as trouble:
            self._refused(asked, provider, trouble)
        except PersonError as trouble:
            self.later(asked, trouble, unknown=isinstance(trouble, NoAnswer))
        else:
            if not self._ended(asked, report):
                self.later(asked, None, unknown=True)

    def later(self, payment: Payment, trouble: PersonError | None, *, unknown: bool = False) -> None:
        """It is tried again, further and further apart."""
        with self._store.write() as work:
            stored = work.payments.get(payment.id)
            if not stored.held or stored.capture_state is None:
                return
            state = stored.capture_state
            if state in CAPTURES_UNDER_WAY:
                state = CaptureState.UNKNOWN if unknown else CaptureState.SENT
            wait = timedelta(seconds=AGAIN[min(stored.asks, len(AGAIN) - 1)])
            changed = replace(
                stored,
                capture_state=state,
                asks=stored.asks + 1,
                next_at=self._clock.now() + wait,
                last_error="" if trouble is None else str(trouble),
            )
            work.payments.save(changed)
            if state is CaptureState.UNKNOWN and stored.capture_state is not CaptureState.UNKNOWN:
                work.payments.note(stored.id, "capture_unknown", {}, self._clock.now())

    def wait_with(self, refund: Refund) -> bool:
        """Whether a promise is kept by charging less or nothing; it waits for that then. Of what was never charged
        at all nothing has to move."""
        assert refund.payment_id is not None
        now = self._clock.now()
        with self._store.write() as work:
            payment, stored = work.payments.get(refund.payment_id), work.refunds.get(refund.id)
            if not stored.state.open:
                return True
            if payment.held:
                refund_waits(work, stored, now)
                return True
            if payment.state in _OVER and refund.cause in _OF_A_SALE:
                keep_of_gone(work, stored, payment, now)
                return True
        return False

    # -- within --------------------------------------------------------------------------------

    def _known_by_now(self, payment: Payment, provider: PaymentProvider) -> bool:
        """Of one that was asked for before: whether its end is known, or cannot be known now."""
        try:
            report = provider.ask(payment.charge())
        except PersonError as trouble:
            self.later(payment, trouble, unknown=True)
            return True
        return self._ended(payment, report)

    def _intend(self, payment_id: UUID, *, partial: bool) -> Payment | None:
        """Writes down what is asked for next; None where there is nothing to ask for any more."""
        now = self._clock.now()
        with self._store.write() as work:
            # Read where nothing can come between: goods may have come back a moment ago.
            payment = work.payments.get(payment_id)
            if not payment.held or payment.capture_state in (None, CaptureState.REFUSED):
                if payment.held and payment.next_at is not None:
                    work.payments.save(replace(payment, next_at=None))
                return None
            left = max(0, left_to_charge(payment, work.refunds.of_payment(payment.id)))
            # Once it was asked to be let go, it is not charged any more.
            release = payment.capture_state is CaptureState.RELEASE or payment.capture_minor == 0
            amount = 0 if release or not left else left if partial else payment.whole_minor
            asked = replace(payment, capture_state=CaptureState.SENT, capture_minor=amount)
            work.payments.save(asked)
            work.payments.note(payment.id, "capture_sent", {"amount_minor": amount, "key": payment.key}, now)
        return asked

    def _refused(self, payment: Payment, provider: PaymentProvider, trouble: Refused) -> None:
        """A refusal says why, not what is: it may be charged already, or gone."""
        try:
            report = provider.ask(payment.charge())
        except PersonError as lost:
            self.later(payment, lost, unknown=True)
            return
        if self._ended(payment, report):
            return
        if not payment.capture_minor:
            self.later(payment, trouble, unknown=True)
            return
        with self._store.write() as work:
            stored = work.payments.get(payment.id)
            if not stored.held:
                return
            refused = replace(
                stored, capture_state=CaptureState.REFUSED, next_at=None, last_error=str(trouble)
            )
            work.payments.save(refused)
            work.payments.note(stored.id, "capture_refused", {"error": str(trouble)}, self._clock.now())
            journal_missing(work, refused, left_to_charge(stored, work.refunds.of_payment(stored.id)))

    def _ended(self, payment: Payment, report: Report) -> bool:
        """Writes the end of an authorisation, where the report is one."""
        if report.state is not PaymentState.TAKEN and report.state not in _OVER:
            return False
        now = self._clock.now()
        with self._store.write() as work:
            stored = work.payments.get(payment.id)
            if not stored.held:
                return True
            if report.provider_ref and not stored.provider_ref:
                stored = replace(stored, provider_ref=report.provider_ref)
            if report.state is PaymentState.TAKEN:
                charged = stored.whole_minor if report.charged_minor is None else report.charged_minor
                end_charged(work, stored, charged, now)
            else:
                end_released(work, stored, now, _why_gone(stored))
        return True


def _why_gone(payment: Payment) -> str:
    if payment.capture_minor == 0 or payment.capture_state is CaptureState.RELEASE:
        return tr("It was released without a charge.")
    return tr("The reservation on the card is gone: it expired, or the bank took it back.")
