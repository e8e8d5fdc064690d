"""Giving back what was taken for a ticket that is not sold: one tender, or all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.payment_books import enter_refund, label_of, promise_of
from pos_desktop.application.sale_writing import open_shift
from pos_desktop.application.settling import counting, order_state_to
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import RefundState, TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.shift import CashMove, signed
from pos_desktop.domain.ticket import TicketState

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_provider import Providers
    from pos_desktop.application.payment_records import Payment, Refund
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.tickets import TicketDesk
    from pos_desktop.domain.tendering import Part
    from pos_desktop.domain.ticket import Ticket


class GivingUp:
    """Undoes what was begun to be paid."""

    def __init__(self, desk: Desk, tickets: TicketDesk, printers: Printers, providers: Providers) -> None:
        self._desk = desk
        self._tickets = tickets
        self._printers = printers
        self._providers = providers

    def undo(self, payment_id: UUID, *, reference: str = "", approval: Approval | None = None) -> Refund:
        """Gives one tender of the open ticket back. `reference` is what a terminal beside the register printed."""
        with self._desk.store.read() as work:
            payment = work.payments.get(payment_id)
            ticket, payments = work.tickets.get(payment.ticket_id), work.payments.of_ticket(payment.ticket_id)
            parts = counting(payments, work.refunds.of_ticket(payment.ticket_id))
        _check_undoable(ticket, payments, parts, [payment])
        (refund,) = self._give_up(ticket, [payment], {payment_id: reference}, approval)
        return refund

    def give_up(
        self,
        ticket_id: UUID,
        *,
        references: Mapping[UUID, str] | None = None,
        approval: Approval | None = None,
    ) -> list[Refund]:
        """Gives all tenders of a ticket back, the latest first; the ticket is open for changes again.

        Refused while the outcome of an attempt is open.
        """
        with self._desk.store.read() as work:
            ticket, payments = work.tickets.get(ticket_id), work.payments.of_ticket(ticket_id)
            parts = counting(payments, work.refunds.of_ticket(ticket_id))
        taken = [payment for payment in reversed(payments) if payment.id in parts]
        _check_undoable(ticket, payments, parts, taken)
        return self._give_up(ticket, taken, references or {}, approval)

    def _give_up(
        self,
        ticket: Ticket,
        taken: Sequence[Payment],
        references: Mapping[UUID, str],
        approval: Approval | None,
    ) -> list[Refund]:
        desk, ticket_id = self._desk, ticket.id
        permission, deposit = self._asked_for(taken)
        approver = desk.require(
            permission,
            approval,
            lambda: self._return_request(permission, ticket_id, taken),
            refund_minor=deposit,
        )
        with desk.store.write() as work:
            # Again where no worker can write between.
            payments = work.payments.of_ticket(ticket_id)
            parts = counting(payments, work.refunds.of_ticket(ticket_id))
            _check_undoable(ticket, payments, parts, taken)
            refunds = [
                self.return_payment(
                    work, payment, "rollback", place, approver, references.get(payment.id, "")
                )
                for place, payment in enumerate(taken)
            ]
            left = parts.keys() - {payment.id for payment in taken}
            order_state_to(work, ticket, OrderState.PARTIALLY_PAID if left else OrderState.DRAFT)
            if not left:
                work.reservations.release(ticket_id)
            if any(payment.kind.in_drawer for payment in taken):
                self._printers.kick_drawer(work, order_id=ticket_id)
        self._tickets.reload()
        for event in (Event.PAYMENT, Event.PRINT, Event.OUTBOX):
            desk.events.tell(event)
        return refunds

    def return_payment(
        self,
        work: Work,
        payment: Payment,
        cause: str,
        place: int,
        approver: UUID | None,
        reference: str = "",
        *,
        person_id: UUID | None = None,
    ) -> Refund:
        """Gives a whole payment back: local ones at once in this commit, others as a promise the worker keeps."""
        excess = sum(
            refund.amount_minor
            for refund in work.refunds.of_payment(payment.id)
            if refund.cause == "overpaid" and not refund.whole
        )
        refund = promise_of(
            payment,
            cause,
            payment.whole_minor - excess,
            self._desk.clock.now(),
            whole=not excess,
            person_id=person_id or self._desk.signed_in.id,
            approved_by=approver,
            position=place,
        )
        shift = work.shifts.current(self._desk.register.id)
        refund = replace(
            refund,
            reference=without_card_numbers(reference),
            shift_id=payment.shift_id if shift is None else shift.id,
        )
        if payment.kind is TenderKind.EXTERNAL and not reference.strip():
            raise Refused(
                tr("The terminal beside the register must refund it first"),
                tr("Nothing was changed."),
                tr("Reverse it on the terminal, then type what it printed."),
            )
        if payment.provider in self._local:
            refund = self._give_back_now(work, refund, payment)
        enter_refund(work, refund)
        return refund

    @cached_property
    def _local(self) -> frozenset[str]:
        """The providers that are ledgers of this database."""
        return frozenset(kind.key for kind in self._providers.kinds() if kind.traits.local)

    def _give_back_now(self, work: Work, refund: Refund, payment: Payment) -> Refund:
        if payment.kind.in_drawer:
            amount = signed(CashMove.REFUND, payment.whole_minor)
            if payment.kind is TenderKind.FOREIGN_CASH:
                amount = payment.change_minor  # the foreign bills go back, the change comes back
            work.shifts.add_move(
                open_shift(work, self._desk).id,  # of a drawer that was counted nothing is taken any more
                CashMove.REFUND,
                amount,
                refund.person_id,
                refund.created_at,
                order_id=payment.ticket_id,
            )
            return replace(refund, state=RefundState.DONE, next_at=None)
        provider = self._providers.of(payment.method_id)
        report = provider.give_back(refund.give_back(payment), work.stored_values)
        return replace(refund, state=report.state, refund_ref=report.refund_ref, next_at=None)

    def _asked_for(self, taken: Sequence[Payment]) -> tuple[Permission, int]:
        """What giving it back needs, and how much of it is a deposit of an earlier shift: that is no slip of the hand,
        and above what a person refunds alone it is a refund like any other."""
        desk = self._desk
        with desk.store.read() as work:
            shift = work.shifts.current(desk.register.id)
        if shift is None:
            # Without one it would be in no report.
            raise Refused(tr("No shift is open"), tr("Nothing was changed."), tr("Open a shift first."))
        deposit = sum(p.whole_minor for p in taken if p.shift_id != shift.id)
        alone = not deposit or desk.signed_in.role.allows(Permission.REFUND, refund_minor=deposit)
        return (Permission.RETURN_TENDER if alone else Permission.REFUND), deposit

    def _return_request(
        self, permission: Permission, ticket_id: UUID, taken: Sequence[Payment]
    ) -> ApprovalRequest:
        tenders = ", ".join(label_of(payment) for payment in taken)
        return ApprovalRequest(
            permission,
            tr("Undo a payment"),
            ((tr("To"), tenders), self._desk.asked_by()),
            -sum(payment.whole_minor for payment in taken),
            str(ticket_id),
        )


def _check_undoable(
    ticket: Ticket, payments: Sequence[Payment], parts: Mapping[UUID, Part], taken: Sequence[Payment]
) -> None:
    alive = ticket.state in (TicketState.OPEN, TicketState.PARKED)
    if not alive or any(payment.id not in parts for payment in taken):
        raise Refused(tr("This can no longer be undone"), tr("Nothing was changed."))
    if any(payment.state.open for payment in payments):
        raise Refused(
            tr("The outcome of a payment is still open"),
            tr("Nothing was changed."),
            tr("Wait for it, or park the ticket and go on."),
        )
