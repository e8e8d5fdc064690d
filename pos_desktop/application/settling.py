"""From payments whose outcome is known to a finished sale.

Runs on the main thread: after a worker's news, and once at the start for what a crash left.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import FixSetting, PersonError, Refused, TryAgain
from pos_desktop.application.events import Event
from pos_desktop.application.payment_books import (
    enter_refund,
    label_of,
    move_payment,
    promise_of,
    return_if_late,
    returned_ids,
    tender_of,
)
from pos_desktop.application.payment_records import Refund
from pos_desktop.application.recovering import Recovered, Recovery
from pos_desktop.application.sale_writing import SaleWriter, Seller, close_ticket
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.order import OrderState, advance
from pos_desktop.domain.payment import PaymentState
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.tendering import Part, remaining
from pos_desktop.domain.ticket import TicketState

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_provider import Providers
    from pos_desktop.application.payment_records import Payment
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.sale_record import TenderRecord
    from pos_desktop.application.sale_writing import Sale
    from pos_desktop.application.tickets import TicketDesk
    from pos_desktop.domain.pricing import Totals
    from pos_desktop.domain.ticket import Ticket

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a ticket whose payment was open, to be told to the cashier."""

    kind: str  # sold, part_paid, open, waits_for_shift, refused
    ticket: Ticket
    sale: Sale | None = None
    left_minor: int = 0
    trouble: PersonError | None = None  # why it cannot become a sale: what was paid has to be given back


def order_state_to(work: Work, ticket: Ticket, wanted: OrderState) -> OrderState:
    """Moves a ticket's order, step by legal step, each one an event."""
    present = ticket.order_state
    for state in _steps(present, wanted):
        advance(present, state)
        work.tickets.set_order_state(ticket.id, state)
        body = {"ticket": ticket.number, "from": present.value, "to": state.value}
        work.journal.add("order_state", body, subject_id=ticket.id)
        present = state
    return present


def _steps(present: OrderState, wanted: OrderState) -> Sequence[OrderState]:
    if present is wanted:
        return ()
    if present is OrderState.DRAFT and wanted is OrderState.PARTIALLY_PAID:
        return (OrderState.VALIDATED, wanted)
    if present is OrderState.PARTIALLY_PAID and wanted is OrderState.DRAFT:
        return (OrderState.VALIDATED, wanted)
    return (wanted,)


def counting(payments: Sequence[Payment], refunds: Sequence[Refund]) -> dict[UUID, Part]:
    """What each payment pays of its order now: what was taken back whole counts nothing, an excess is taken off."""
    returned = returned_ids(refunds)
    parts: dict[UUID, Part] = {}
    for payment in payments:
        if payment.state.counts and payment.id not in returned:
            excess = sum(
                r.amount_minor for r in refunds if r.payment_id == payment.id and r.cause == "overpaid"
            )
            parts[payment.id] = Part(payment.amount_minor - excess, payment.rounding_minor)
    return parts


@dataclass(frozen=True, slots=True)
class _Found:
    """A ticket with what was paid of it."""

    ticket: Ticket
    payments: Sequence[Payment]
    totals: Totals
    parts: Mapping[UUID, Part]
    left: int

    @property
    def paid(self) -> bool:
        return self.left <= 0 and bool(self.parts)

    @property
    def wanted(self) -> OrderState:
        """Where its order stands by what is paid."""
        if self.parts:
            return OrderState.PARTIALLY_PAID
        under_way = any(payment.state.open for payment in self.payments)
        return OrderState.VALIDATED if under_way else OrderState.DRAFT


def _tender_of_part(payment: Payment, part: Part) -> TenderRecord:
    """A payment as a tender; of one that gave an excess back, only what it pays of the order."""
    tender = tender_of(payment)
    if part.amount_minor == tender.amount_minor:
        return tender
    return replace(tender, amount_minor=part.amount_minor, given_minor=part.amount_minor)


class Settling:
    """Finishes what was begun to be paid."""

    def __init__(self, desk: Desk, tickets: TicketDesk, printers: Printers, providers: Providers) -> None:
        self._desk = desk
        self._tickets = tickets
        self._writer = SaleWriter(desk, printers)
        self._providers = providers

    # -- forward ---------------------------------------------------------------------------------

    def settle(self) -> list[Settled]:
        """Brings every ticket with payments to where these have brought it. Idempotent; call it after any news.

        Raises what stood in the way of one of them once the others are settled.
        """
        with self._desk.store.read() as work:
            looked = [self._look(work, ticket_id) for ticket_id in work.payments.to_settle()]
        found: list[Settled] = []
        moved, trouble = False, None
        for ticket in looked:
            try:
                settled = self._settle(ticket)
            except Exception as error:  # what others paid must not wait for this one
                log.warning("ticket %s could not be settled: %s", ticket.ticket.number, error)
                trouble = trouble or error
                if isinstance(error, TryAgain):  # each of them would wait as long
                    break
                continue
            if settled is not None:
                found.append(settled)
                # What waits for a person is found again each time.
                moved = moved or settled.sale is not None or ticket.ticket.order_state is not ticket.wanted
        if trouble is not None and not moved:  # else it comes again with the news of what moved
            raise trouble
        if moved:  # told of what waits, whoever listens would ask again without end
            self._tickets.reload()
            for event in (Event.SOLD, Event.PRINT, Event.OUTBOX, Event.PARKED, Event.PAYMENT):
                self._desk.events.tell(event)
        return found

    def _settle(self, found: _Found) -> Settled | None:
        ticket_id = found.ticket.id
        if found.paid:
            settled = self._finished_or_refused(found)
            if settled is not None and settled.sale is None:
                self._note_state(ticket_id)
            return settled
        if found.ticket.order_state is found.wanted:
            return None
        found = self._note_state(ticket_id)
        return Settled("part_paid" if found.parts else "open", found.ticket, left_minor=found.left)

    def _finished_or_refused(self, found: _Found) -> Settled | None:
        try:
            return self._finish(found)
        except (Refused, FixSetting) as trouble:
            # Its goods came back elsewhere, or its gift card has no printer: one ticket must not hold up the others.
            return Settled("refused", found.ticket, left_minor=found.left, trouble=trouble)

    def _note_state(self, ticket_id: UUID) -> _Found:
        """Puts a ticket's order where its payments have brought it: with money on it, it is paid in part."""
        with self._desk.store.write() as work:
            found = self._look(work, ticket_id)
            if found.ticket.state in (TicketState.OPEN, TicketState.PARKED):
                order_state_to(work, found.ticket, found.wanted)
                if found.wanted is OrderState.DRAFT:
                    work.reservations.release(ticket_id)
        return found

    def _look(self, work: Work, ticket_id: UUID) -> _Found:
        ticket = work.tickets.get(ticket_id)
        payments, refunds = work.payments.of_ticket(ticket_id), work.refunds.of_ticket(ticket_id)
        totals = price_ticket(ticket)
        parts = counting(payments, refunds)
        return _Found(ticket, payments, totals, parts, remaining(totals.total_minor, parts.values()))

    def _finish(self, found: _Found) -> Settled | None:
        settled: Settled | None = None
        try:
            with self._desk.store.write() as work:
                settled = self._finished(work, self._look_again(work, found))
        except CommitUnsure:
            # It stands, or it is tried again at the next news; nothing of it is in between.
            if not self._desk.store.settle(lambda work: work.orders.exists(found.ticket.id)):
                return None
        return settled

    def _look_again(self, work: Work, found: _Found) -> _Found:
        """Where no worker can write between: a payment in doubt may have been taken just now. The ticket itself is
        changed by this thread alone."""
        payments = work.payments.of_ticket(found.ticket.id)
        parts = counting(payments, work.refunds.of_ticket(found.ticket.id))
        left = remaining(found.totals.total_minor, parts.values())
        return replace(found, payments=payments, parts=parts, left=left)

    def _finished(self, work: Work, found: _Found) -> Settled | None:
        desk, ticket = self._desk, found.ticket
        shift = work.shifts.current(desk.register.id)
        if not found.paid or ticket.state not in (TicketState.OPEN, TicketState.PARKED):
            return None
        if shift is None or shift.state != "open":
            return Settled("waits_for_shift", ticket)
        if found.left < 0:
            self._return_excess(work, found, shift.id)
            found = self._look_again(work, found)
        counted = [p for p in found.payments if p.id in found.parts and found.parts[p.id].exact_minor]
        seller_id, seller = (counted or found.payments)[-1].person_id, desk.person
        if seller is None or seller.id != seller_id:
            seller = work.people.get(seller_id)
        sale = self._writer.write(
            work,
            ticket,
            found.totals,
            [_tender_of_part(payment, found.parts[payment.id]) for payment in counted],
            Seller(seller.id, seller.name),
            shift,
        )
        close_ticket(work, ticket, desk)
        if ticket.state is TicketState.OPEN and desk.person is not None:
            self._tickets.open_next(work)
            return Settled("sold", ticket, sale)
        return Settled("sold", ticket, self._with_receipt_out(work, sale))

    def _with_receipt_out(self, work: Work, sale: Sale) -> Sale:
        """Nobody stands at the screen of this sale who could be asked whether they want it printed."""
        if sale.receipt_job is None or not sale.receipt_held:
            return sale
        work.print_jobs.release(sale.receipt_job, self._desk.clock.now())
        return replace(sale, receipt_held=False)

    def _return_excess(self, work: Work, found: _Found, shift_id: UUID) -> None:
        """More came in than is due: a payment in doubt was charged after all. The latest of them gives it back.

        Only what is behind a network can be late; what lies here was taken knowing what was left.
        """
        excess = -found.left
        late = [p for p in found.payments if p.id in found.parts and p.provider not in self._local]
        for payment in sorted(late, key=lambda each: each.changed_at, reverse=True):
            part = found.parts[payment.id].amount_minor
            amount = min(excess, part)
            if not amount:
                return
            whole = amount == payment.amount_minor
            sum_back = payment.whole_minor if whole else amount
            refund = promise_of(payment, "overpaid", sum_back, self._desk.clock.now(), whole=whole)
            enter_refund(work, replace(refund, shift_id=shift_id))
            excess -= amount

    @cached_property
    def _local(self) -> frozenset[str]:
        """The providers that are ledgers of this database."""
        return frozenset(kind.key for kind in self._providers.kinds() if kind.traits.local)

    # -- a person's word ---------------------------------------------------------------------------

    def decide(
        self, payment_id: UUID, *, taken: bool, reason: str, approval: Approval | None = None
    ) -> Payment:
        """A manager's recorded word for a payment whose provider is gone for good; the end of its being asked after.

        Reconciliation tells later when the provider says otherwise.
        """
        desk, reason = self._desk, without_card_numbers(reason)
        with desk.store.read() as work:
            payment = work.payments.get(payment_id)
        request = ApprovalRequest(
            Permission.TENDER_IN_DOUBT,
            tr("Decide: it was charged") if taken else tr("Decide: it was not charged"),
            (
                (tr("Payment"), label_of(payment)),
                (tr("Why"), reason or tr("No reason given")),
                desk.asked_by(),
            ),
            payment.whole_minor,
            f"{payment_id}:{taken}",
        )
        approver = desk.require(Permission.TENDER_IN_DOUBT, approval, lambda: request)
        with desk.store.write() as work:
            payment = work.payments.get(payment_id)
            if payment.state is not PaymentState.UNKNOWN:
                raise Refused(tr("Its outcome is known by now"), tr("Nothing was changed."))
            # What was only reserved is charged like any other: with the sale, or when its goods leave.
            counts = PaymentState.TAKEN if payment.capture else PaymentState.AUTHORISED
            state = counts if taken else PaymentState.CANCELLED
            self._say_to_provider(payment, taken)
            payment = move_payment(
                work,
                payment,
                state,
                desk.clock.now(),
                decided_by=approver or desk.signed_in.id,
                next_at=None,
                last_error=reason,
            )
            if taken:
                return_if_late(work, payment, desk.clock.now())
        desk.events.tell(Event.PAYMENT)
        return payment

    def _say_to_provider(self, payment: Payment, taken: bool) -> None:
        """Before the commit: should that fail, the same word comes back as the provider's own when it is asked."""
        from pos_desktop.application.payment_provider import HearsDecisions

        try:
            provider = self._providers.of(payment.method_id)
        except PersonError:
            return  # it cannot be made any more, and blocks nothing
        if isinstance(provider, HearsDecisions):
            provider.decided(payment.charge(), taken)

    # -- after a start -------------------------------------------------------------------------------

    def recover(self) -> Recovered:
        """What a start does about the last run, up to the tickets; where there is a window, the worker does it."""
        desk = self._desk
        with desk.store.read() as work:
            left = work.unfinished.left()
        recovery = Recovery(desk.store, desk.clock, self._providers, left)
        while recovery.step():
            pass
        return replace(recovery.found(), settled=tuple(self.settle()))
