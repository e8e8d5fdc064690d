"""The charging of authorisations in the books: what of one is to be charged, and what its end changes.

What goes back of an authorisation stays a promise until its end is known: charging less keeps it, letting the
authorisation go keeps it, and where more was charged after all it is given back like any other. Amounts are minor
units. Everything here happens within the transaction it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_books import move_payment, move_refund
from pos_desktop.application.payment_records import Difference
from pos_desktop.domain.payment import (
    CAPTURES_UNDER_WAY,
    CaptureState,
    ChargeWhen,
    PaymentState,
    RefundState,
)

if TYPE_CHECKING:
    from pos_desktop.application.payment_records import Payment, Refund
    from pos_desktop.application.ports import Work

UNCOLLECTED = "uncollected"
"""The cause of the row that says that what was never charged was taken in another way, or given up."""


def left_to_charge(payment: Payment, refunds: Iterable[Refund]) -> int:
    """What of an authorisation is to be charged: what was promised back is not, whatever became of it."""
    return payment.whole_minor - sum(refund.amount_minor for refund in refunds if refund.state.holds)


def want_charge(work: Work, payment: Payment, at: datetime) -> None:
    """An authorisation is to be charged now; the payments' worker does it. Nothing where that is under way."""
    if payment.held and payment.capture_state in (None, CaptureState.REFUSED):
        _due(work, payment, CaptureState.WANTED, at)


def want_release(work: Work, payment: Payment, at: datetime) -> None:
    """An authorisation is to be let go without a charge. One that is being charged is not: that ends first."""
    if payment.held and payment.capture_state not in CAPTURES_UNDER_WAY:
        _due(work, payment, CaptureState.RELEASE, at)


def _due(work: Work, payment: Payment, state: CaptureState, at: datetime) -> None:
    work.payments.save(replace(payment, capture_state=state, next_at=at, asks=0, last_error=""))
    work.payments.note(payment.id, f"capture_{state.value}", {}, at)


def want_charges_of_sale(work: Work, payment_ids: Iterable[UUID], at: datetime) -> None:
    """The order is on disk: what waited for that is charged."""
    for payment_id in payment_ids:
        payment = work.payments.get(payment_id)
        if payment.charge_on is ChargeWhen.SALE:
            want_charge(work, payment, at)


def waits_for_goods(payment: Payment) -> bool:
    """Whether it is charged when the goods leave, and they have not."""
    return payment.held and payment.capture_state is None and payment.charge_on is ChargeWhen.SHIPMENT


def want_charges_of_goods(work: Work, order_id: UUID, at: datetime) -> None:
    """The goods of an order are on their way: what waited for that is charged."""
    for payment in work.payments.of_ticket(order_id):
        if waits_for_goods(payment):
            want_charge(work, payment, at)


def refund_waits(work: Work, refund: Refund, at: datetime) -> None:
    """A promise against an authorisation waits for its end; where nothing is left to charge, that is now."""
    assert refund.payment_id is not None
    payment = work.payments.get(refund.payment_id)
    work.refunds.save(replace(refund, next_at=None))
    if left_to_charge(payment, work.refunds.of_payment(payment.id)) <= 0:
        want_release(work, payment, at)


def end_charged(work: Work, payment: Payment, charged: int, at: datetime) -> None:
    """An authorisation was charged. Promises that the charge left out are kept with it, the others go back."""
    moved = move_payment(
        work,
        payment,
        PaymentState.TAKEN,
        at,
        capture_state=None,
        capture_minor=charged,
        next_at=None,
        last_error="",
    )
    _tell_order(work, moved)
    gap = moved.whole_minor - charged
    for refund in _open(work, moved):
        if refund.amount_minor <= gap:
            gap -= refund.amount_minor
            _keep_without_a_move(work, refund, at)
        else:
            work.refunds.save(replace(refund, voided=False, next_at=at))
    if gap:
        _list_difference(work, moved, moved.whole_minor, charged, at)


def end_released(work: Work, payment: Payment, at: datetime, error: str = "") -> None:
    """An authorisation is gone without a charge. What is still owed for a sold order waits for a person."""
    refunds = work.refunds.of_payment(payment.id)
    owed = left_to_charge(payment, refunds)
    missing = owed > 0 and work.orders.exists(payment.ticket_id)
    moved = move_payment(
        work,
        payment,
        PaymentState.CANCELLED,
        at,
        capture_state=CaptureState.REFUSED if missing else None,
        capture_minor=None,
        next_at=None,
        last_error=error if missing else "",
    )
    _tell_order(work, moved)
    for refund in _open(work, moved):
        _keep_without_a_move(work, refund, at)
    if missing:
        journal_missing(work, moved, owed)


def keep_of_gone(work: Work, refund: Refund, payment: Payment, at: datetime) -> None:
    """Goods came back that were never charged for: nothing moves, and less is missing."""
    _keep_without_a_move(work, refund, at)
    if payment.capture_state and left_to_charge(payment, work.refunds.of_payment(payment.id)) <= 0:
        work.payments.save(replace(payment, capture_state=None, last_error=""))


def end_missing(work: Work, payment: Payment, at: datetime) -> None:
    """What was missing came in another way: nothing of this payment waits for anybody."""
    if payment.held:
        want_release(work, payment, at)
    else:
        work.payments.save(replace(payment, capture_state=None, last_error=""))


def journal_missing(work: Work, payment: Payment, owed: int) -> None:
    """That money of a sold order was not charged, with the reason."""
    body = {
        "kind": payment.kind.value,
        "brand": payment.brand,
        "last_four": payment.last_four,
        "amount_minor": owed,
        "error": payment.last_error,
        "provider_ref": payment.provider_ref,
    }
    work.journal.add("payment_not_charged", body, subject_id=payment.ticket_id, person_id=payment.person_id)


def _open(work: Work, payment: Payment) -> Sequence[Refund]:
    return [refund for refund in work.refunds.of_payment(payment.id) if refund.state.open]


def _keep_without_a_move(work: Work, refund: Refund, at: datetime) -> None:
    move_refund(work, refund, RefundState.DONE, at, voided=True, next_at=None, last_error="")


def _tell_order(work: Work, payment: Payment) -> None:
    """The order's tender says what became of it, unless the order says something else of it by now."""
    if not work.orders.exists(payment.ticket_id):
        return
    for tender in work.orders.get(payment.ticket_id).tenders:
        if tender.id == payment.id and tender.state == PaymentState.AUTHORISED.value:
            work.orders.set_tender_state(tender.id, payment.state.value)


def _list_difference(work: Work, payment: Payment, ours: int, theirs: int, at: datetime) -> None:
    work.differences.add(
        Difference(
            id=new_id(),
            method_id=payment.method_id,
            kind="amount",
            provider_ref=payment.provider_ref,
            payment_id=payment.id,
            ours_minor=ours,
            theirs_minor=theirs,
            currency=payment.currency,
            happened_at=at,
            found_at=at,
        )
    )
