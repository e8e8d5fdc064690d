"""Payments and refunds in the books: every move of theirs with its event, journal entry and outbox row, in one commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.order_words import lane_among
from pos_desktop.application.payment_provider import CardFacts
from pos_desktop.application.payment_records import Refund
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.sale_record import NOT_CHARGED, TenderRecord
from pos_desktop.domain.payment import (
    PaymentState,
    RefundState,
    advance_payment,
    advance_refund,
)
from pos_desktop.domain.ticket import TicketState

if TYPE_CHECKING:
    from pos_desktop.application.payment_provider import Report
    from pos_desktop.application.payment_records import Payment
    from pos_desktop.application.ports import Work

DOTS = "\u00b7\u00b7\u00b7\u00b7"

NO_SHIFT, INTO_SHIFT = "no_shift", "into_shift"
"""Events of a payment: it came to count while no shift was open; it is money of another shift than its attempt was."""

_OUTBOX = {
    PaymentState.TAKEN: "payment.succeeded",
    PaymentState.AUTHORISED: "payment.authorised",
    PaymentState.DECLINED: "payment.failed",
    PaymentState.CANCELLED: "payment.cancelled",
}
_JOURNALLED = {
    PaymentState.TAKEN: "payment_taken",
    PaymentState.AUTHORISED: "payment_authorised",
    PaymentState.DECLINED: "payment_declined",
    PaymentState.CANCELLED: "payment_cancelled",
    PaymentState.UNKNOWN: "payment_in_doubt",
}


_BRANDS = {"amex": "American Express", "jcb": "JCB", "unionpay": "UnionPay", "girocard": "girocard"}


def brand_name(brand: str) -> str:
    """A card brand as it is written on cards; providers spell it in small letters."""
    return _BRANDS.get(brand.lower(), brand.replace("_", " ").title())


def label_of(payment: Payment) -> str:
    """What people call a tender: Visa and its last four digits, or the kind's name."""
    name = brand_name(payment.brand) if payment.brand else tender_name(payment.kind.value)
    return f"{name} {DOTS} {payment.last_four}" if payment.last_four else name


def enter_payment(work: Work, payment: Payment) -> None:
    """A new attempt: on disk before anything is asked for."""
    work.payments.insert(payment)
    if payment.state is PaymentState.SENT:
        work.payments.note(payment.id, PaymentState.CREATED.value, {}, payment.created_at)
    work.payments.note(payment.id, payment.state.value, _facts(payment), payment.created_at)
    work.journal.add(
        "payment_started",
        _facts(payment),
        subject_id=payment.ticket_id,
        person_id=payment.person_id,
        approver_id=payment.approved_by,
    )
    if payment.state in _OUTBOX:
        _tell_payment(work, payment)


def move_payment(work: Work, payment: Payment, state: PaymentState, at: datetime, **changes: Any) -> Payment:
    """The payment in its next state, stored with its event; IllegalPaymentMove when it cannot go there."""
    if state is not payment.state:
        advance_payment(payment.state, state)
    moved = replace(payment, state=state, changed_at=at, **changes)
    if not state.open:  # what led the customer to the outcome may open doors, and is of no more use
        moved = replace(moved, token="", action_url="")
    work.payments.save(moved)
    if state is payment.state:
        return moved
    work.payments.note(moved.id, state.value, _facts(moved), at)
    if state.counts and not payment.state.counts:
        moved = _of_the_shift_now(work, moved, at)
    if state in _JOURNALLED:
        work.journal.add(
            _JOURNALLED[state],
            _facts(moved),
            subject_id=moved.ticket_id,
            person_id=moved.person_id,
            approver_id=moved.decided_by,
        )
    if state in _OUTBOX:
        _tell_payment(work, moved)
    return moved


def _of_the_shift_now(work: Work, payment: Payment, at: datetime) -> Payment:
    """Money is in the report of the shift in which it came: the one of its attempt may be closed by then."""
    shift = work.shifts.current(payment.register_id)
    if shift is None:
        work.payments.note(payment.id, NO_SHIFT, {}, at)
        return payment
    return payment if shift.id == payment.shift_id else _put_into(work, payment, shift.id, at)


def _put_into(work: Work, payment: Payment, shift_id: UUID, at: datetime) -> Payment:
    work.payments.into_shift(payment.id, shift_id)
    work.payments.note(payment.id, INTO_SHIFT, {"before": str(payment.shift_id), "now": str(shift_id)}, at)
    return replace(payment, shift_id=shift_id)


def take_into_shift(work: Work, register_id: UUID, shift_id: UUID, at: datetime) -> None:
    """A shift was opened: what came to count since the last one was closed, for tickets that wait, is money of it.

    What came too late for its ticket goes back whole, and is in no report.
    """
    for ticket_id in work.payments.open_tickets():
        for payment in work.payments.of_ticket(ticket_id):
            if payment.register_id == register_id and payment.state.counts and _waits(work, payment):
                _put_into(work, payment, shift_id, at)


def _waits(work: Work, payment: Payment) -> bool:
    """Whether it came to count while no shift was open, and none has taken it since."""
    kinds = [event.kind for event in work.payments.events(payment.id)]
    return NO_SHIFT in kinds and INTO_SHIFT not in kinds


def told(payment: Payment, report: Report) -> dict[str, Any]:
    """What a provider's report changes of a payment beside its state."""
    card = report.card or CardFacts()
    return {
        "provider_ref": report.provider_ref or payment.provider_ref,
        "tip_minor": payment.tip_minor if report.tip_minor is None else report.tip_minor,
        "brand": card.brand or payment.brand,
        "last_four": card.last_four or report.last_four or payment.last_four,
        "authorisation": card.authorisation or payment.authorisation,
        "entry": card.entry or payment.entry,
        "decline": report.decline.value if report.decline else payment.decline,
        "phase": report.phase.value if report.phase else payment.phase,
        "action_url": report.action_url or payment.action_url,
        "balance_minor": payment.balance_minor if report.balance_minor is None else report.balance_minor,
    }


def enter_refund(work: Work, refund: Refund) -> None:
    """A promise to give money back: it holds from this commit on."""
    work.refunds.insert(refund)
    work.refunds.note(refund.id, refund.state.value, _refund_facts(refund), refund.created_at)
    work.journal.add(
        "refund_promised" if refund.state.open else "refund_given",
        _refund_facts(refund),
        subject_id=refund.ticket_id,
        person_id=refund.person_id,
        approver_id=refund.approved_by,
    )
    if refund.state is RefundState.DONE:
        _tell_refund(work, refund, "refund.issued")


def move_refund(work: Work, refund: Refund, state: RefundState, at: datetime, **changes: Any) -> Refund:
    """The refund in its next state, stored with its event; IllegalPaymentMove when it cannot go there."""
    if state is not refund.state:
        advance_refund(refund.state, state)
    moved = replace(refund, state=state, changed_at=at, **changes)
    work.refunds.save(moved)
    if state is refund.state:
        return moved
    work.refunds.note(moved.id, state.value, _refund_facts(moved), at)
    kinds = {RefundState.DONE: "refund_given", RefundState.REFUSED: "refund_refused"}
    if state in kinds:
        body = _refund_facts(moved) | {"error": moved.last_error}
        work.journal.add(kinds[state], body, subject_id=moved.ticket_id, person_id=moved.person_id)
        _tell_refund(work, moved, "refund.issued" if state is RefundState.DONE else "refund.refused")
        if moved.cause == "refund":
            _tell_tenders(work, moved, NOT_CHARGED if moved.voided else state.value)
    return moved


def ask_anew(work: Work, refund: Refund, at: datetime) -> Refund:
    """A refund that did not go back, due once more and with a new key; IllegalPaymentMove when it is not over."""
    facts = {"key": str(new_id()), "next_at": at, "asks": 0, "last_error": ""}
    moved = move_refund(work, refund, RefundState.PROMISED, at, **facts)
    work.journal.add(
        "refund_promised", _refund_facts(moved), subject_id=moved.ticket_id, person_id=moved.person_id
    )
    if moved.cause == "refund":
        _tell_tenders(work, moved, moved.state.value)
    return moved


def _tell_tenders(work: Work, refund: Refund, told: str) -> None:
    for tender in work.orders.get(refund.ticket_id).tenders:
        if tender.refund_id == refund.id:
            work.orders.set_tender_state(tender.id, told)


def return_if_late(work: Work, payment: Payment, now: datetime) -> None:
    """The ticket was paid otherwise or given up before this answer came: the customer gets it back at once."""
    if work.tickets.state(payment.ticket_id) in (TicketState.OPEN, TicketState.PARKED):
        return
    enter_refund(work, promise_of(payment, "overpaid", payment.whole_minor, now, whole=True))


def promise_of(
    payment: Payment,
    cause: str,
    amount_minor: int,
    at: datetime,
    *,
    whole: bool = False,
    person_id: UUID | None = None,
    approved_by: UUID | None = None,
    position: int = 0,
) -> Refund:
    """Money of a payment that is to go back, due now; whoever enters it says in whose name, else it is the payer's."""
    refund_id = new_id()
    return Refund(
        id=refund_id,
        key=str(refund_id),
        cause=cause,
        ticket_id=payment.ticket_id,
        register_id=payment.register_id,
        shift_id=payment.shift_id,
        kind=payment.kind,
        provider=payment.provider,
        state=RefundState.PROMISED,
        amount_minor=amount_minor,
        currency=payment.currency,
        person_id=person_id or payment.person_id,
        created_at=at,
        changed_at=at,
        payment_id=payment.id,
        method_id=payment.method_id,
        whole=whole,
        reason="duplicate" if cause == "overpaid" else "requested_by_customer",
        label=label_of(payment),
        position=position,
        approved_by=approved_by,
        next_at=at,
    )


def tender_of(payment: Payment) -> TenderRecord:
    """A payment that was taken, as a tender of its order."""
    return TenderRecord(
        id=payment.id,  # in the order in which they were made, within one moment too
        kind=payment.kind.value,
        state=payment.state.value,
        amount_minor=payment.amount_minor,
        given_minor=payment.given_minor or payment.amount_minor,
        change_minor=payment.change_minor,
        rounding_minor=payment.rounding_minor,
        tip_minor=payment.tip_minor,
        payment_id=payment.id,
        label=label_of(payment),
        last_four=payment.last_four,
        foreign_currency=payment.foreign_currency,
        foreign_minor=payment.foreign_minor,
        balance_minor=payment.balance_minor,
        authorisation=payment.authorisation,
        shift_id=payment.shift_id,
        taken_at=payment.changed_at,
    )


def returned_ids(refunds: Sequence[Refund]) -> frozenset[UUID]:
    """The payments of a ticket that were taken back whole: they pay for nothing any more."""
    return frozenset(refund.payment_id for refund in refunds if refund.payment_id and _undoes(refund))


def _undoes(refund: Refund) -> bool:
    return refund.cause in ("rollback", "void") or (refund.cause == "overpaid" and refund.whole)


def _facts(payment: Payment) -> dict[str, Any]:
    charged = {} if payment.capture_minor is None else {"captured_minor": payment.capture_minor}
    return charged | {
        "kind": payment.kind.value,
        "provider": payment.provider,
        "state": payment.state.value,
        "amount_minor": payment.amount_minor,
        "tip_minor": payment.tip_minor,
        "currency": payment.currency,
        "key": payment.key,
        "provider_ref": payment.provider_ref,
        "brand": payment.brand,
        "last_four": payment.last_four,
        "authorisation": payment.authorisation,
        "decline": payment.decline,
        "error": payment.last_error,
    }


def _refund_facts(refund: Refund) -> dict[str, Any]:
    return {
        "cause": refund.cause,
        "kind": refund.kind.value,
        "provider": refund.provider,
        "state": refund.state.value,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "reason": refund.reason,
        "label": refund.label,
        "key": refund.key,
        "refund_ref": refund.refund_ref,
        "voided": refund.voided,
    }


def _tell_payment(work: Work, payment: Payment) -> None:
    """What happened to a payment, for whoever listens."""
    body = {
        "payment_id": str(payment.id),
        "order_id": str(payment.ticket_id),
        "amount_minor": payment.amount_minor,
        "tip_minor": payment.tip_minor,
        "currency": payment.currency,
        "provider": payment.provider,
        "provider_ref": payment.provider_ref,
        "code": payment.decline,
        "reason": payment.last_error,
        "at": payment.changed_at.isoformat(),
    }
    if payment.capture_minor is not None:
        body["captured_minor"] = payment.capture_minor
    lane = f"order:{payment.ticket_id}"
    work.outbox.add(new_id(), lane, _OUTBOX[payment.state], payment.id, body, payment.changed_at)


def _tell_refund(work: Work, refund: Refund, topic: str) -> None:
    body = {
        "refund_id": str(refund.id),
        "payment_id": str(refund.payment_id) if refund.payment_id else None,
        "order_id": str(refund.ticket_id),
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "cause": refund.cause,
        "provider": refund.provider,
        "refund_ref": refund.refund_ref,
        "reason": refund.last_error or refund.reason,
        "at": refund.changed_at.isoformat(),
    }
    backs = work.tickets.backs(refund.ticket_id)
    lane = lane_among(refund.ticket_id, backs, work.orders.taken_back_by)
    work.outbox.add(new_id(), lane, topic, refund.id, body, refund.changed_at)
