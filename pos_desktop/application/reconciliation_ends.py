"""How a difference with a provider's books ends: the payment is booked, given back, or accepted as it is."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_books import enter_payment, enter_refund, promise_of
from pos_desktop.application.payment_records import Difference, Payment, PaymentMethod
from pos_desktop.application.ports import Work
from pos_desktop.application.sale_writing import open_shift
from pos_desktop.application.settling import order_state_to
from pos_desktop.application.statement_check import AMOUNT, MADE_GOOD, MISSING_HERE, REFUND
from pos_desktop.application.wording import tr
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import PaymentState
from pos_desktop.domain.ticket import Ticket, TicketState

ASSIGN, GIVE_BACK, ACCEPT = "assign", "give_back", "accept"
_FOUND = "found-"


def choices_of(difference: Difference, *, waits: bool) -> list[tuple[str, int | None]]:
    """What can be done about a difference, with the amount that moves; `waits`: its order is still to be paid."""
    ours, theirs = difference.ours_minor or 0, difference.theirs_minor or 0
    found: list[tuple[str, int | None]] = []
    if difference.kind == MISSING_HERE:
        if waits:
            found.append((ASSIGN, theirs))
        found.append((GIVE_BACK, theirs))
    elif difference.kind == AMOUNT and theirs > ours:
        found.append((GIVE_BACK, theirs - ours))
    elif difference.kind == REFUND and ours > theirs:
        found.append((GIVE_BACK, ours - theirs))
    found.append((ACCEPT, None))
    return found


def assign(
    work: Work,
    desk: Desk,
    difference: Difference,
    method: PaymentMethod,
    ours: Payment | None,
    approver: UUID | None,
) -> None:
    """Books what the provider took as a payment of the order that its books name."""
    order_id = ours.ticket_id if ours is not None else difference.order_id
    assert order_id is not None
    ticket = work.tickets.get(order_id)
    if ticket.state not in (TicketState.OPEN, TicketState.PARKED):
        raise Refused(
            tr("This order is not waiting for money"), tr("Nothing was changed."), tr("Refund it instead.")
        )
    _book(work, desk, difference, method, ours, ticket, approver)
    order_state_to(work, ticket, OrderState.PARTIALLY_PAID)


def give_back(
    work: Work,
    desk: Desk,
    difference: Difference,
    method: PaymentMethod,
    ours: Payment | None,
    approver: UUID | None,
) -> None:
    """Promises what the provider took too much, or did not give back yet; the payments' worker keeps the promise."""
    now, cause = desk.clock.now(), "overpaid"
    theirs, here = difference.theirs_minor or 0, difference.ours_minor or 0
    if difference.kind == MISSING_HERE:
        if ours is None:
            payment = _book(work, desk, difference, method, None, _carrier(work, desk, difference), approver)
        else:
            payment = _as_theirs(work, ours, difference, now)
        amount, whole = theirs, True
    elif difference.kind == AMOUNT:
        assert ours is not None
        payment, amount, whole = _as_theirs(work, ours, difference, now), theirs - here, False
    else:
        assert ours is not None
        payment, amount, whole, cause = ours, here - theirs, False, MADE_GOOD
    person = desk.signed_in.id
    enter_refund(
        work,
        promise_of(payment, cause, amount, now, whole=whole, person_id=person, approved_by=approver),
    )


def _as_theirs(work: Work, payment: Payment, difference: Difference, now: datetime) -> Payment:
    """The payment with the provider's reference and sum, so that no more than that can ever go back."""
    theirs = difference.theirs_minor or 0
    tip = min(payment.tip_minor, theirs)
    known = replace(
        payment,
        provider_ref=difference.provider_ref or payment.provider_ref,
        amount_minor=theirs - tip,
        tip_minor=tip,
    )
    work.payments.save(known)
    work.payments.note(payment.id, "as_in_the_providers_books", {"charged_minor": theirs}, now)
    return known


def _book(
    work: Work,
    desk: Desk,
    difference: Difference,
    method: PaymentMethod,
    ours: Payment | None,
    ticket: Ticket,
    approver: UUID | None,
) -> Payment:
    """A payment that only the provider knew, entered as taken. An attempt that was believed over stays as it is."""
    now, payment_id = desk.clock.now(), difference.payment_id
    if payment_id is None or ours is not None:
        payment_id = new_id()
    payment = Payment(
        id=payment_id,
        key=f"{_FOUND}{difference.id}",
        ticket_id=ticket.id,
        register_id=desk.register.id,
        shift_id=open_shift(work, desk).id,
        method_id=method.id,
        kind=method.kind,
        provider=method.provider,
        state=PaymentState.TAKEN,
        amount_minor=difference.theirs_minor or 0,
        currency=difference.currency,
        order_words=tr("Ticket {number}", number=ticket.number),
        person_id=desk.signed_in.id,
        created_at=now,
        changed_at=now,
        provider_ref=difference.provider_ref,
        brand=ours.brand if ours is not None else "",
        last_four=ours.last_four if ours is not None else "",
        decided_by=approver or desk.signed_in.id,
    )
    enter_payment(work, payment)
    return payment


def was_found(payment: Payment) -> bool:
    """Whether it was booked from the provider's books. They know it by the id and key of an attempt before, if at all,
    and cannot be asked for it by its own."""
    return payment.key.startswith(_FOUND)


def _carrier(work: Work, desk: Desk, difference: Difference) -> Ticket:
    """The ticket that the provider names; where there is none, one that nobody sold anything on, for the record."""
    if difference.order_id is not None:
        try:
            return work.tickets.get(difference.order_id)
        except LookupError:
            pass
    now = desk.clock.now()
    number = work.registers.take_ticket(desk.register.id)
    ticket = Ticket(
        new_id(),
        number,
        desk.signed_in.id,
        now,
        desk.settings.prices_include_tax,
        state=TicketState.DISCARDED,
        note=tr("Payment found in the provider's books"),
    )
    work.tickets.insert(desk.register.id, ticket, now)
    return ticket
