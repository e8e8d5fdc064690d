"""What the payments' worker does, step by step: asks providers, writes what they say. It decides nothing about a sale.

Each step reads a row, makes one call with no transaction open, and writes the outcome in one commit. A crash at
any point leaves a row that says what was asked for, and `Settling.recover` goes on from there.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.capture_work import CaptureWork
from pos_desktop.application.card_slips import note_slips
from pos_desktop.application.errors import FixSetting, PersonError, Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_books import move_payment, move_refund, return_if_late, told
from pos_desktop.application.payment_provider import NoAnswer, NotSent, RefundReport, Report
from pos_desktop.application.payment_records import ASKS_PERSON, Difference, Due, Refund
from pos_desktop.application.refund_words import note_ask, note_unmade, word_of
from pos_desktop.application.statement_check import REFUND, OurSide
from pos_desktop.domain.payment import PaymentState, RefundState

if TYPE_CHECKING:
    from pos_desktop.application.payment_provider import PaymentProvider, Providers
    from pos_desktop.application.payment_records import Payment
    from pos_desktop.application.ports import Clock, Store, Work

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=1)
"""How often a reader at work is looked at."""

ASK_AGAIN = (1, 2, 4, 8, 15, 30, 60)
"""Seconds between questions after an outcome that is not known; the last one for ever."""

REFUND_AGAIN = (5, 15, 60, 300, 900)
"""Seconds between tries of a promised refund while its provider is away."""

AFTER_FAULT = timedelta(seconds=60)
"""How long a step waits that ended in a fault of the program."""

LONGEST_WAIT = timedelta(seconds=REFUND_AGAIN[-1] + 1)
"""Nothing is put off for longer: what is said to be due after that was written before the clock was set back."""


def _is_refund(item: Due | Payment | Refund) -> bool:
    return item.refund if isinstance(item, Due) else isinstance(item, Refund)


class PaymentWork:
    """One step at a time; any thread, one per payment method."""

    def __init__(self, store: Store, clock: Clock, providers: Providers) -> None:
        self._store = store
        self._clock = clock
        self._providers = providers
        self._signatures: dict[UUID, bool] = {}
        self._captures = CaptureWork(store, clock)
        # When the call of a refund began whose answer is not on disk yet. Of runs before this one `Recovery` knows.
        self._called: dict[UUID, datetime] = {}

    def sign(self, payment_id: UUID, accepted: bool) -> None:
        """The cashier's word about a signature, told with the payment's next step.

        Not stored: after a crash the reader still asks, and so does the screen.
        """
        self._signatures[payment_id] = accepted

    def due(self, limit: int = 200) -> dict[UUID, list[Due]]:
        """What is to be done now, by payment method: payments being made, then those in doubt and
        those that are charged now, then refunds."""
        now = self._clock.now()
        with self._store.read() as work:
            payments = work.payments.due(now, now + LONGEST_WAIT, limit)
            refunds = work.refunds.due(now, now + LONGEST_WAIT, limit)
        found: dict[UUID, list[Due]] = {}
        for each in (*sorted(payments, key=lambda due: due.asked_after), *refunds):
            found.setdefault(each.method_id, []).append(each)
        return found

    def next_due(self) -> datetime | None:
        """When there is something to do again."""
        with self._store.read() as work:
            moments = [moment for moment in (work.payments.next_due(), work.refunds.next_due()) if moment]
        return min(moments, default=None)

    def seconds_between(self, method_id: UUID) -> float:
        """How far apart a provider's questions must be, so that its rate is kept when many are asked."""
        try:
            return 1.0 / self._providers.of(method_id).traits.asks_per_second
        except PersonError:
            return 1.0

    def step(self, item: Due | Payment | Refund) -> None:
        """Does what is next for a payment or refund; never raises for anything the other side does."""
        if _is_refund(item):
            self._step_refund(item.id)
        else:
            self._step_payment(item.id)

    def begin(self, payment: Payment) -> None:
        """Asks for an attempt that went to disk as sent a moment ago, and that nobody else has in hand."""
        try:
            provider = self._providers.of(payment.method_id)
        except PersonError as trouble:
            self._write(payment, Report(PaymentState.DECLINED), error=trouble)
        else:
            self._ask_for(payment, provider)

    def put_off(self, item: Due | Payment | Refund) -> None:
        """After a fault of the program: it is tried again later, and meanwhile others have their turn."""
        next_at = self._clock.now() + AFTER_FAULT
        with self._store.write() as work:
            if not _is_refund(item):
                payment = work.payments.get(item.id)
                if payment.state.open or payment.held:
                    work.payments.save(replace(payment, next_at=next_at))
            else:
                refund = work.refunds.get(item.id)
                if refund.state.open:
                    work.refunds.save(replace(refund, next_at=next_at))

    # -- payments --------------------------------------------------------------------------------

    def _step_payment(self, payment_id: UUID) -> None:
        with self._store.read() as work:
            payment = work.payments.get(payment_id)
        if not payment.state.open and not payment.held:
            return
        try:
            provider = self._providers.of(payment.method_id)
        except PersonError as trouble:
            self._not_possible(payment, trouble)
            return
        if payment.held:
            self._captures.step(payment, provider)
        elif payment.state is PaymentState.CREATED:
            self._begin(payment, provider)
        elif payment.state is PaymentState.UNKNOWN or payment.stop or self._waited_enough(payment):
            self._resolve(payment, provider)
        else:
            self._look(payment, provider)

    def _begin(self, payment: Payment, provider: PaymentProvider) -> None:
        with self._store.write() as work:
            # Read where nothing can come between: it may have been asked to be stopped a moment ago.
            payment = work.payments.get(payment.id)
            if payment.state is not PaymentState.CREATED:
                return
            if not payment.stop:
                payment = move_payment(work, payment, PaymentState.SENT, self._clock.now())
        if payment.stop:
            self._write(payment, Report(PaymentState.CANCELLED))
        else:
            self._ask_for(payment, provider)

    def _ask_for(self, payment: Payment, provider: PaymentProvider) -> None:
        """The one call that may charge the customer; that it is made is on disk."""
        try:
            report = provider.start(payment.charge())
        except NotSent as trouble:
            self._write(payment, Report(PaymentState.CANCELLED), error=trouble)
        except NoAnswer as trouble:
            self._write(payment, Report(PaymentState.UNKNOWN), error=trouble)
        except (Refused, FixSetting) as trouble:
            self._write(payment, Report(PaymentState.DECLINED), error=trouble)
        else:
            self._write(payment, report)

    def _look(self, payment: Payment, provider: PaymentProvider) -> None:
        """While the customer is at the reader: trouble with looking says nothing about the payment."""
        accepted = self._signatures.pop(payment.id, None)
        try:
            if accepted is None:
                report = provider.ask(payment.charge())
            else:
                report = provider.accept_signature(payment.charge(), accepted)
        except PersonError as trouble:
            self._again(payment, LOOK_EVERY, trouble)
        else:
            self._write(payment, report)

    def _resolve(self, payment: Payment, provider: PaymentProvider) -> None:
        """Asks, then stops it, then believes the answer: only after that may it be tried anew."""
        try:
            report = provider.ask(payment.charge())
            if report.provider_ref and not payment.provider_ref:
                payment = replace(payment, provider_ref=report.provider_ref)
            if report.state.open or report.state is PaymentState.CANCELLED:
                report = provider.cancel(payment.charge())
        except PersonError as trouble:
            self._write(payment, Report(PaymentState.UNKNOWN), error=trouble)
            return
        if report.state.open:
            report = replace(report, state=PaymentState.UNKNOWN)
        self._write(payment, report)

    def _waited_enough(self, payment: Payment) -> bool:
        until = payment.waits_until_at
        if until is None:
            return False
        now = self._clock.now()
        # Made later than now: the clock was set back since, and the wait cannot be told any more.
        return now >= until or payment.created_at > now + timedelta(seconds=2)

    def _not_possible(self, payment: Payment, trouble: PersonError) -> None:
        """The provider cannot be made at all: a new attempt is over, an old one waits for its setting."""
        if payment.held:
            self._captures.later(payment, trouble)
        elif payment.state is PaymentState.CREATED:
            self._write(payment, Report(PaymentState.DECLINED), error=trouble)
        else:
            self._write(payment, Report(PaymentState.UNKNOWN), error=trouble)

    def _write(self, payment: Payment, report: Report, *, error: PersonError | None = None) -> None:
        now = self._clock.now()
        with self._store.write() as work:
            stored = work.payments.get(payment.id)
            if not stored.state.open:
                self._check_decision(work, stored, report, now)
                return
            asks = stored.asks + 1 if report.state is PaymentState.UNKNOWN else stored.asks
            changes = told(stored, report) | {
                "asks": asks,
                "next_at": self._next(report.state, asks, now),
                "last_error": "" if error is None else str(error),
            }
            if report.state is PaymentState.CREATED:
                report = replace(report, state=PaymentState.SENT)
            moved = move_payment(work, stored, report.state, now, **changes)
            if report.phase is not None and report.phase.value != stored.phase:
                work.payments.note(stored.id, report.phase.value, {}, now)
            if isinstance(error, NoAnswer) and error.next_step:
                self._note_ask(work, moved, error, now)
            if moved.state.counts:
                note_slips(work, moved.id, report.facts, now)
                return_if_late(work, self._check_amount(work, moved, report, now), now)

    def _note_ask(self, work: Work, payment: Payment, error: NoAnswer, now: datetime) -> None:
        """A provider that cannot tell for certain says what a person may look at; the screen shows it from then on."""
        if all(event.kind != ASKS_PERSON for event in work.payments.events(payment.id)):
            work.payments.note(
                payment.id, ASKS_PERSON, {"title": error.title, "next_step": error.next_step}, now
            )

    def _check_decision(self, work: Work, stored: Payment, report: Report, now: datetime) -> None:
        """A person decided while the answer was on its way: where it says otherwise, a person is told."""
        if stored.decided_by is None or report.state.open or report.state.counts == stored.state.counts:
            return
        work.payments.note(stored.id, "decided_otherwise", {"provider": report.state.value}, now)
        theirs = stored.whole_minor if report.charged_minor is None else report.charged_minor
        ours = stored.whole_minor if stored.state.counts else 0
        theirs = theirs if report.state.counts else 0
        stored = replace(stored, provider_ref=stored.provider_ref or report.provider_ref)
        work.payments.save(stored)
        kind = "missing_here" if theirs else "missing_there"
        self._list_difference(work, stored, kind, ours, theirs, now)

    def _next(self, state: PaymentState, asks: int, now: datetime) -> datetime | None:
        if not state.open:
            return None
        if state is PaymentState.UNKNOWN:
            return now + timedelta(seconds=ASK_AGAIN[min(asks, len(ASK_AGAIN)) - 1])
        return now + LOOK_EVERY

    def _again(self, payment: Payment, after: timedelta, trouble: PersonError) -> None:
        with self._store.write() as work:
            stored = work.payments.get(payment.id)
            if stored.state.open:
                next_at = self._clock.now() + after
                work.payments.save(replace(stored, next_at=next_at, last_error=str(trouble)))

    def _check_amount(self, work: Work, payment: Payment, report: Report, now: datetime) -> Payment:
        """Another sum than was asked for is never passed over: less pays less, more is listed for a person."""
        charged = report.charged_minor
        if charged is None or charged == payment.whole_minor:
            return payment
        work.payments.note(payment.id, "amount_differs", {"charged_minor": charged}, now)
        if charged > payment.whole_minor:
            self._list_difference(work, payment, "amount", payment.whole_minor, charged, now)
            return payment
        less = replace(payment, amount_minor=max(0, charged - payment.tip_minor))
        less = replace(less, tip_minor=charged - less.amount_minor)
        work.payments.save(less)
        return less

    def _list_difference(
        self, work: Work, payment: Payment, kind: str, ours: int, theirs: int, now: datetime
    ) -> None:
        work.differences.add(
            Difference(
                id=new_id(),
                method_id=payment.method_id,
                kind=kind,
                provider_ref=payment.provider_ref,
                payment_id=payment.id,
                ours_minor=ours,
                theirs_minor=theirs,
                currency=payment.currency,
                happened_at=now,
                found_at=now,
            )
        )

    # -- refunds ---------------------------------------------------------------------------------

    def _step_refund(self, refund_id: UUID) -> None:
        with self._store.read() as work:
            refund = work.refunds.get(refund_id)
            payment = work.payments.get(refund.payment_id) if refund.payment_id else None
        if not refund.state.open or refund.method_id is None:
            return
        if payment is not None and not payment.capture and self._captures.wait_with(refund):
            return
        provider: PaymentProvider | None = None
        try:
            provider = self._providers.of(refund.method_id)
            if not self._known_by_now(refund, payment, provider) and self._is_mine(refund):
                self._give_back(refund, payment, provider)
        except PersonError as trouble:
            # One that was sent stays so until its provider says what became of it: nothing else is its word.
            state = RefundState.UNKNOWN if self._was_sent(refund) else RefundState.PROMISED
            self._write_refund(refund, state, error=trouble, unmade=provider is None)

    def _was_sent(self, refund: Refund) -> bool:
        return refund.state is not RefundState.PROMISED or refund.id in self._called

    def _known_by_now(self, refund: Refund, payment: Payment | None, provider: PaymentProvider) -> bool:
        """Of one that was sent before: whether its provider knows it, which is written then."""
        if not self._was_sent(refund):
            return False
        report = provider.ask_refund(refund.give_back(payment))
        if report.state is RefundState.PROMISED:
            return False
        self._write_refund_report(refund, report)
        return True

    def _is_mine(self, refund: Refund) -> bool:
        """Of one that is sent once more: that nobody decided about it meanwhile. From here on nobody may."""
        if refund.state is RefundState.PROMISED:
            return True
        with self._store.write() as work:
            stored = work.refunds.get(refund.id)
            if not stored.state.open or stored.key != refund.key:
                self._check_refund_decision(work, stored, refund, RefundState.PROMISED)
                return False
            work.refunds.save(replace(stored, state=RefundState.SENT))
        return True

    def _give_back(self, refund: Refund, payment: Payment | None, provider: PaymentProvider) -> None:
        """The promise on disk, with its key, is the intent: after a stop here `Recovery` has it asked after."""
        self._called[refund.id] = self._clock.now()
        try:
            report = provider.give_back(refund.give_back(payment))
        except NoAnswer as trouble:
            self._write_refund(refund, RefundState.UNKNOWN, error=trouble)
        except Refused as trouble:
            self._write_refund(refund, RefundState.REFUSED, error=trouble)
        except PersonError:
            del self._called[refund.id]  # nothing happened: asking again is safe
            raise
        else:
            self._write_refund_report(refund, report)

    def _write_refund_report(self, refund: Refund, report: RefundReport) -> None:
        self._write_refund(
            refund, report.state, refund_ref=report.refund_ref, voided=report.voided, words=report.words
        )

    def _write_refund(
        self,
        refund: Refund,
        state: RefundState,
        *,
        refund_ref: str = "",
        voided: bool = False,
        words: str = "",
        error: PersonError | None = None,
        unmade: bool = False,
    ) -> None:
        now = self._clock.now()
        with self._store.write() as work:
            stored = work.refunds.get(refund.id)
            if not stored.state.open or stored.key != refund.key:
                self._called.pop(refund.id, None)
                self._check_refund_decision(work, stored, refund, state)
                return
            if isinstance(error, NoAnswer) and error.next_step:
                note_ask(work, stored, error, now)
            if unmade:
                note_unmade(work, stored, now)
            if (called := self._called.get(refund.id)) is not None:
                work.refunds.note(refund.id, RefundState.SENT.value, {}, called)
            asks = stored.asks + 1
            wait = timedelta(seconds=REFUND_AGAIN[min(asks, len(REFUND_AGAIN)) - 1])
            move_refund(
                work,
                stored,
                state,
                now,
                refund_ref=refund_ref or stored.refund_ref,
                voided=voided or stored.voided,
                asks=asks,
                next_at=now + wait if state.open else None,
                last_error=words or ("" if error is None else str(error)),
            )
        self._called.pop(refund.id, None)

    def _check_refund_decision(self, work: Work, stored: Refund, asked: Refund, state: RefundState) -> None:
        """A person decided while the answer was on its way: where it says otherwise, a person is told."""
        word = word_of(work.refunds.events(stored.id), asked.key)
        if word is None or state in (RefundState.SENT, RefundState.UNKNOWN) or stored.payment_id is None:
            return
        came_back = state is RefundState.DONE
        if came_back is word:
            return
        now, payment = self._clock.now(), work.payments.get(stored.payment_id)
        work.refunds.note(stored.id, "decided_otherwise", {"provider": state.value, "key": asked.key}, now)
        ours = OurSide(payment, work.refunds.of_payment(payment.id)).refunded_minor
        theirs = ours + (asked.amount_minor if came_back else -asked.amount_minor)
        self._list_difference(work, payment, REFUND, ours, max(0, theirs), now)
