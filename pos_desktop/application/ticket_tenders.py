"""The ticket on the screen as something that is paid: what is left of it, and an attempt to pay it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import Payment
from pos_desktop.application.tender_checks import TenderChecks
from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import Money
from pos_desktop.domain.payment import PaymentState
from pos_desktop.domain.tendering import remaining

if TYPE_CHECKING:
    from pos_desktop.application.checkout import Checkout
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_news import PaymentNews
    from pos_desktop.application.payment_provider import Providers
    from pos_desktop.application.payment_records import PaymentMethod
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.tickets import TicketDesk
    from pos_desktop.domain.ticket import Ticket


class TicketTenders:
    """What tenders of every kind begin with."""

    def __init__(
        self,
        desk: Desk,
        tickets: TicketDesk,
        checkout: Checkout,
        printers: Printers,
        providers: Providers,
        worker: PaymentNews,
    ) -> None:
        self._desk = desk
        self._tickets = tickets
        self._checkout = checkout
        self._printers = printers
        self._providers = providers
        self._worker = worker
        self._checks = TenderChecks(desk)

    def view(self) -> TenderingView:
        """The ticket on the screen."""
        with self._desk.store.read() as work:
            return self._view(work, self._tickets.ticket)

    def _looked(self, method_id: UUID) -> tuple[TenderingView, PaymentMethod]:
        """The ticket and a way of paying, in one look; Refused, in words, when the ticket cannot be paid now."""
        with self._desk.store.read() as work:
            self._checkout.check_payable_in(work)
            return self._view(work, self._tickets.ticket), work.payment_methods.get(method_id)

    def _view(self, work: Work, ticket: Ticket) -> TenderingView:
        from pos_desktop.application.payment_books import returned_ids

        payments = tuple(work.payments.of_ticket(ticket.id))
        returned = returned_ids(work.refunds.of_ticket(ticket.id)) if payments else frozenset()
        total = self._tickets.totals.total_minor
        counting = [p.part for p in payments if p.state.counts and p.id not in returned]
        left = remaining(total, counting)
        return TenderingView(
            ticket, total, left, self._money(left).rounded_for_cash().minor, payments, returned
        )

    def _money(self, minor: int) -> Money:
        return Money(minor, self._desk.settings.currency)

    def _payment(self, work: Work, method: PaymentMethod, view: TenderingView, amount: int) -> Payment:
        from pos_desktop.application.sale_writing import open_shift

        desk, now, payment_id = self._desk, self._desk.clock.now(), new_id()
        words = tr("Ticket {number}", number=view.ticket.number)
        return Payment(
            id=payment_id,
            key=str(payment_id),
            ticket_id=view.ticket.id,
            register_id=desk.register.id,
            shift_id=open_shift(work, desk).id,
            method_id=method.id,
            kind=method.kind,
            provider=method.provider,
            state=PaymentState.CREATED,
            amount_minor=amount,
            currency=desk.settings.currency_code,
            order_words=f"{words} · {desk.register.name}",
            person_id=desk.signed_in.id,
            created_at=now,
            changed_at=now,
        )


def is_there(work: Work, payment: Payment) -> bool:
    """Whether an attempt is stored."""
    return any(each.id == payment.id for each in work.payments.of_ticket(payment.ticket_id))
