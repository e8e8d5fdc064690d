"""Compares a provider's books with the register's: what one of them has and the other has not.

Amounts are compared after all is done: what is still being paid or given back is left to the payments' worker.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pos_desktop.application.payment_provider import ProviderPayment
from pos_desktop.application.payment_records import Payment, Refund
from pos_desktop.domain.payment import PaymentState, RefundState

MADE_GOOD = "made_good"
"""The cause of a refund in place of one that the books here call done and that never arrived."""

MISSING_HERE, MISSING_THERE, AMOUNT, REFUND = "missing_here", "missing_there", "amount", "refund"


@dataclass(frozen=True, slots=True)
class OurSide:
    """A payment as the register has it, and what was given back of it."""

    payment: Payment
    refunds: Sequence[Refund] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing of it is under way any more."""
        return not self.payment.state.open and not any(refund.state.open for refund in self.refunds)

    @property
    def charged_minor(self) -> int:
        """What the customer was charged by the register's books; an authorisation that was voided never was.

        Of an attempt that was believed over, only what was found out later and given back.
        """
        voided = sum(refund.amount_minor for refund in self._done if refund.voided)
        if not self.payment.state.counts:
            return self.refunded_minor
        if self.payment.capture_minor and self.payment.state is PaymentState.TAKEN:
            return self.payment.capture_minor
        return max(0, self.payment.whole_minor - voided)

    @property
    def refunded_minor(self) -> int:
        """What went back of it; what was never charged is not among it."""
        return sum(refund.amount_minor for refund in self._done if not refund.voided)

    @property
    def _done(self) -> list[Refund]:
        """What was paid out in place of a refund went from the drawer, and is not in the provider's books. What was
        made good counts already, with the refund that was believed to be done."""
        return [
            refund
            for refund in self.refunds
            if refund.state is RefundState.DONE and refund.cause not in ("replacement", MADE_GOOD)
        ]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in which the two books differ; None: that side does not know of it."""

    kind: str
    theirs: ProviderPayment | None
    ours: Payment | None
    ours_minor: int | None
    theirs_minor: int | None


def compare(theirs: ProviderPayment, ours: OurSide | None) -> list[Finding]:
    """The differences about a payment that is in the provider's books."""
    charged = theirs.amount_minor if theirs.state is PaymentState.TAKEN else 0
    net = charged - theirs.refunded_minor
    if ours is None:
        return [Finding(MISSING_HERE, theirs, None, None, net)] if net > 0 else []
    if not ours.settled or theirs.state.open or _only_reserved(theirs, ours):
        return []
    payment, here = ours.payment, ours.charged_minor - ours.refunded_minor
    if here == net:
        return []
    if not payment.state.counts:
        return [Finding(MISSING_HERE, theirs, payment, here, net)]
    if not theirs.state.counts:
        return [Finding(MISSING_THERE, theirs, payment, here, net)]
    found = []
    if ours.charged_minor != charged:
        found.append(Finding(AMOUNT, theirs, payment, ours.charged_minor, charged))
    if ours.refunded_minor != theirs.refunded_minor:
        found.append(Finding(REFUND, theirs, payment, ours.refunded_minor, theirs.refunded_minor))
    return found


def _only_reserved(theirs: ProviderPayment, ours: OurSide) -> bool:
    """Both have an authorisation that is still to be captured: there is no amount to compare yet."""
    return theirs.state is PaymentState.AUTHORISED and ours.payment.state is PaymentState.AUTHORISED
