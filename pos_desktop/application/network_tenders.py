"""Cards and links: the intent is on disk before anything is asked for, the worker asks, `Settling` ends the sale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.events import Event
from pos_desktop.application.sure_write import SureWrite
from pos_desktop.application.ticket_tenders import TicketTenders, is_there
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import ChargeWhen, PaymentState

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.payment_provider import Traits
    from pos_desktop.application.payment_records import Payment, PaymentMethod
    from pos_desktop.application.ports import Work
    from pos_desktop.domain.ticket import Ticket

RESERVED_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a card that was looked at before it is paid with."""

    ref: str  # the provider's own
    last_four: str


class NetworkTenders(TicketTenders):
    """The tenders whose outcome another system knows."""

    def start(
        self,
        method_id: UUID,
        amount_minor: int | None = None,
        *,
        tip_minor: int = 0,
        token: str = "",
        known: Known | None = None,
        approval: Approval | None = None,
    ) -> Payment:
        """Begins a card or link payment: the intent is on disk when this returns, the worker goes on with it.

        `known` is what is known of the card before it is asked for. While the outcome of another attempt is open, a manager's word (`tender_in_doubt`) is needed.
        """
        view, method = self._looked(method_id)
        approver = self._checks.beside_open(view, approval)
        amount = view.left_minor if amount_minor is None else amount_minor
        self._checks.rules(method, view, amount, tip_minor=tip_minor)
        approver = approver or self._checks.size(method, amount, approval)
        traits = self._providers.of(method.id).traits
        at_once = self._worker.keep_free(method.id)

        def begin(work: Work) -> Payment:
            payment = replace(
                self._payment(work, method, view, amount),
                state=PaymentState.SENT if at_once else PaymentState.CREATED,
                tip_minor=tip_minor,
                token=token,
                approved_by=approver,
            )
            if known is not None:
                payment = replace(payment, provider_ref=known.ref, last_four=known.last_four)
            return self._begun(work, method, traits, view.ticket, payment)

        try:
            payment = self._starts.write(view.ticket.id, begin)
        except BaseException:
            if at_once:
                self._worker.let_go(method.id)
            self._tickets.reload()
            raise
        if at_once:
            self._worker.begin(payment)
        self._tickets.reload()
        self._desk.events.tell(Event.PAYMENT)
        return payment

    def stop(self, payment_id: UUID) -> None:
        """Asks for an attempt to be cancelled; what became of it is told as its outcome."""
        self._poke(payment_id, stop=True)

    def ask_now(self, payment_id: UUID) -> None:
        """Asks for the outcome at once instead of at the next time."""
        self._poke(payment_id)

    # -- within --------------------------------------------------------------------------------

    def _poke(self, payment_id: UUID, *, stop: bool = False) -> None:
        with self._desk.store.write() as work:
            payment = work.payments.get(payment_id)
            if payment.state.open:
                changed = replace(payment, next_at=self._desk.clock.now(), stop=payment.stop or stop)
                work.payments.save(changed)
                if stop and not payment.stop:
                    work.payments.note(payment_id, "stop_asked", {}, self._desk.clock.now())
        self._desk.events.tell(Event.PAYMENT)

    def _begun(
        self, work: Work, method: PaymentMethod, traits: Traits, ticket: Ticket, payment: Payment
    ) -> Payment:
        """The attempt in the books, its goods kept for it, its ticket being paid."""
        from pos_desktop.application.charge_when import charge_when
        from pos_desktop.application.payment_books import enter_payment
        from pos_desktop.application.settling import order_state_to

        now, charge_on = payment.created_at, charge_when(method.settings, traits)
        payment = replace(
            payment,
            ask_tip=traits.tips and method.rules.tips and not payment.tip_minor,
            reader=method.settings.get("reader", ""),
            capture=charge_on is ChargeWhen.NOW,
            charge_on=charge_on,
            waits_until_at=now + timedelta(seconds=traits.wait_seconds),
            next_at=now,
        )
        self._reserve(work, ticket)
        enter_payment(work, payment)
        if ticket.order_state is OrderState.DRAFT:
            order_state_to(work, ticket, OrderState.VALIDATED)
        return payment

    @cached_property
    def _starts(self) -> SureWrite[Payment]:
        return SureWrite(self._desk.store, is_there)

    def _reserve(self, work: Work, ticket: Ticket) -> None:
        desk = self._desk
        lines = [
            (line.variant_row, line.quantity_milli)
            for line in ticket.lines
            if line.variant_row is not None and line.track_stock and line.quantity_milli > 0
        ]
        until = desk.clock.now() + RESERVED_FOR
        work.reservations.hold(ticket.id, lines, desk.register.location_id, until)
