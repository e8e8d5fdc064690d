"""After a start: what the last run left open is taken up, a few rows in each transaction.

Runs on the payments' worker before it does anything else, so that no first scan waits for it. Of tickets nothing is
decided here; `Settling.settle` does that as after any news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.payment_books import move_payment
from pos_desktop.domain.payment import PaymentState, RefundState

if TYPE_CHECKING:
    from pos_desktop.application.payment_provider import Providers
    from pos_desktop.application.payment_records import Payment, Refund
    from pos_desktop.application.ports import Clock, LeftOpen, Store, Work
    from pos_desktop.application.settling import Settled

AT_ONCE = 20
"""Rows of one transaction: the cashier may want to write between two."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a start found unfinished and what it does about it."""

    payments: int  # asked after now
    never_sent: int  # were not asked for before the stop: nothing happened
    refunds: int  # promises that are kept now
    settled: tuple[Settled, ...] = ()


class Recovery:
    """What was never asked for is cancelled, what may have happened is asked after."""

    def __init__(self, store: Store, clock: Clock, providers: Providers, left: LeftOpen) -> None:
        """`left` was listed before this run began anything of its own."""
        self._store = store
        self._clock = clock
        self._providers = providers
        self._payments, self._refunds = list(left[0]), list(left[1])
        self._asked = self._never_sent = self._promised = 0

    def step(self) -> bool:
        """One short transaction; False when nothing was left to do. Raises the errors of the disk: try it again."""
        payments, refunds = self._payments[:AT_ONCE], self._refunds[:AT_ONCE]
        if not payments and not refunds:
            return False
        now = self._clock.now()
        with self._store.write() as work:
            asked, never_sent = self._take_up_payments(work, payments, now)
            promised = _take_up_refunds(work, refunds, now)
            work.reservations.expire(now)
        del self._payments[:AT_ONCE], self._refunds[:AT_ONCE]
        self._asked += asked
        self._never_sent += never_sent
        self._promised += promised
        return True

    def found(self) -> Recovered:
        """What it was, once that was all."""
        return Recovered(self._asked, self._never_sent, self._promised)

    def _take_up_payments(self, work: Work, ids: Sequence[UUID], now: datetime) -> tuple[int, int]:
        found = [payment for payment in map(work.payments.get, ids) if payment.state.open]
        never_sent = [payment for payment in found if payment.state is PaymentState.CREATED]
        for payment in never_sent:
            move_payment(work, payment, PaymentState.CANCELLED, now, next_at=None)
        asked = [payment for payment in found if payment.state is not PaymentState.CREATED]
        work.payments.ask_after([(payment.id, self._stops(payment)) for payment in asked], now)
        return len(asked), len(never_sent)

    def _stops(self, payment: Payment) -> bool:
        """At a reader nobody stands any more as they did: it is stopped unless it is paid. A link goes on waiting."""
        return payment.stop or self._readers.get(payment.provider, True)

    @cached_property
    def _readers(self) -> dict[str, bool]:
        """Of each provider whether it has a reader; this version of the program may have one no more."""
        return {kind.key: kind.traits.reader for kind in self._providers.kinds()}


def _take_up_refunds(work: Work, ids: Sequence[UUID], now: datetime) -> int:
    """A promise may have been sent just before the stop: its provider is asked before it is sent again."""
    found = [refund for refund in map(work.refunds.get, ids) if refund.state.open]
    work.refunds.ask_after([(refund.id, _asked(refund), _turn(refund, now)) for refund in found])
    return len(found)


def _asked(refund: Refund) -> RefundState:
    return RefundState.SENT if refund.state is RefundState.PROMISED else refund.state


def _turn(refund: Refund, now: datetime) -> datetime:
    return now + timedelta(seconds=refund.position / 10)
