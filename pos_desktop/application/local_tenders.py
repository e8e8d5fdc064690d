"""Cash, foreign bills, stored values and a terminal beside the register: each one commit, the last one with the sale."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.events import Event
from pos_desktop.application.payment_provider import Report
from pos_desktop.application.payment_words import decline_words
from pos_desktop.application.sure_write import SureWrite
from pos_desktop.application.ticket_tenders import TicketTenders, is_there
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.cash import CashTaken, take_cash
from pos_desktop.domain.money import currency
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.domain.shift import CashMove, signed
from pos_desktop.domain.tendering import ForeignCash

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.payment_provider import PaymentProvider
    from pos_desktop.application.payment_records import Payment, PaymentMethod
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sale_writing import Sale, SaleWriter
    from pos_desktop.application.tendering_view import TenderingView
    from pos_desktop.domain.ticket import Ticket

_NO_CASH = CashTaken(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A local tender, and the sale that it ended."""

    payment: Payment
    sale: Sale | None = None
    following: Ticket | None = None


class LocalTenders(TicketTenders):
    """The tenders that this database keeps itself."""

    def take_cash(self, given_minor: int, approval: Approval | None = None) -> Sale | None:
        """Cash: all that is left with change, or a part of it. The sale when that pays it, else None.

        While the outcome of another attempt is open, a manager's word (`tender_in_doubt`) is needed, here as for
        every tender below; it is one for the tender's size too, as a word is used once.
        """
        if (before := self._before()) is not None:
            return self._after(before)
        if (sale := self._checkout.paid_before()) is not None:
            return sale
        view = self.view()
        if not view.total_minor:
            return self._checkout.pay_cash(given_minor)  # nothing is taken: no rule applies
        with self._desk.store.read() as work:
            method = self._method_of(work, TenderKind.CASH)
        if not view.taken and view.under_way is None and given_minor >= view.left_cash_minor:
            self._checks.rules(method, view, view.left_minor, change_minor=given_minor - view.left_cash_minor)
            return self._checkout.pay_cash(given_minor, self._checks.size(method, view.left_minor, approval))
        self._checkout.check_payable()
        approver = self._checks.beside_open(view, approval)
        if given_minor >= view.left_cash_minor:
            cash = take_cash(self._money(view.left_minor), self._money(given_minor))
        else:
            self._checks.coins(given_minor)
            cash = CashTaken(given_minor, given_minor, 0, 0)
        exact = cash.amount_minor - cash.rounding_minor
        self._checks.rules(method, view, exact, change_minor=cash.change_minor)
        approver = approver or self._checks.size(method, exact, approval)
        return self._take(method, view, Report(PaymentState.TAKEN), cash=cash, approver=approver)

    def take_foreign(
        self, method_id: UUID, given_minor: int, approval: Approval | None = None
    ) -> Sale | None:
        """Foreign bills, in their own minor units; change is given in the store's money."""
        if (before := self._before()) is not None:
            return self._after(before)
        view, method = self._looked(method_id)
        approver = self._checks.beside_open(view, approval)
        foreign = ForeignCash.by(method.settings, given_minor)
        worth = foreign.worth_minor(
            self._desk.settings.currency.exponent, currency(foreign.currency).exponent
        )
        if worth >= view.left_cash_minor:
            # What of the change no coin can pay is the shop's, as is what of their worth no minor unit is.
            worth -= (worth - view.left_cash_minor) % self._desk.settings.currency.smallest_cash
            cash = take_cash(self._money(view.left_minor), self._money(worth))
        else:
            # Worth more than is due and less than coins would pay: enough, and nothing can be given out.
            cash = CashTaken(worth, worth, 0, max(0, worth - view.left_minor))
        exact = cash.amount_minor - cash.rounding_minor
        self._checks.rules(method, view, exact, change_minor=cash.change_minor)
        approver = approver or self._checks.size(method, exact, approval)
        return self._take(
            method, view, Report(PaymentState.TAKEN), cash=cash, foreign=foreign, approver=approver
        )

    def take_code(
        self, method_id: UUID, code: str, amount_minor: int | None = None, approval: Approval | None = None
    ) -> Sale | None:
        """A gift card, store credit or voucher: the amount, or as much as it holds and is due.

        Raises Refused, in words, for a code that is not known, blocked, past its time or holds too little.
        """
        if (before := self._before()) is not None:
            return self._after(before)
        view, method = self._looked(method_id)
        with self._desk.store.read() as work:
            found = work.stored_values.find(code)
        approver = self._checks.beside_open(view, approval)
        if amount_minor is None:
            amount_minor = view.left_minor if found is None else min(view.left_minor, found.balance_minor)
        self._checks.rules(method, view, max(1, amount_minor))
        approver = approver or self._checks.size(method, amount_minor, approval)
        return self._take_locally(method, view, max(1, amount_minor), code=code, approver=approver)

    def take_external(
        self, method_id: UUID, amount_minor: int, reference: str, approval: Approval | None = None
    ) -> Sale | None:
        """A terminal beside the register took it: the amount keyed by hand and what the terminal printed."""
        if (before := self._before()) is not None:
            return self._after(before)
        view, method = self._looked(method_id)
        approver = self._checks.beside_open(view, approval)
        if not reference.strip():
            raise Refused(
                tr("The terminal's reference is missing"),
                tr("Nothing was taken."),
                tr("Type what the terminal printed: its receipt or authorisation number."),
            )
        self._checks.rules(method, view, amount_minor)
        approver = approver or self._checks.size(method, amount_minor, approval)
        return self._take_locally(
            method, view, amount_minor, reference=without_card_numbers(reference.strip()), approver=approver
        )

    # -- within --------------------------------------------------------------------------------

    @cached_property
    def _writer(self) -> SaleWriter:
        from pos_desktop.application.sale_writing import SaleWriter

        return SaleWriter(self._desk, self._printers)

    @cached_property
    def _taking(self) -> SureWrite[_Taken]:
        return SureWrite(self._desk.store, lambda work, taken: is_there(work, taken.payment))

    def _method_of(self, work: Work, kind: TenderKind) -> PaymentMethod:
        from pos_desktop.application.receipt_tenders import tender_name

        for method in work.payment_methods.all():
            if method.kind is kind and method.active:
                return method
        raise Refused(
            tr("{tender} is switched off", tender=tender_name(kind.value)),
            tr("Nothing was taken."),
            tr("Choose another tender, or switch it on under Settings › Payments."),
        )

    def _take_locally(
        self,
        method: PaymentMethod,
        view: TenderingView,
        amount: int,
        *,
        code: str = "",
        reference: str = "",
        approver: UUID | None = None,
    ) -> Sale | None:
        provider = self._providers.of(method.id)
        return self._take(
            method, view, provider, amount=amount, code=code, reference=reference, approver=approver
        )

    def _take(
        self,
        method: PaymentMethod,
        view: TenderingView,
        by: PaymentProvider | Report,
        *,
        amount: int = 0,
        code: str = "",
        reference: str = "",
        cash: CashTaken = _NO_CASH,
        foreign: ForeignCash | None = None,
        approver: UUID | None = None,
    ) -> Sale | None:
        """A local tender in one commit, the whole sale included when it is the last one."""
        from pos_desktop.application.payment_books import told

        def take(work: Work) -> _Taken:
            payment = replace(
                self._payment(work, method, view, amount or cash.amount_minor),
                reference=reference,
                approved_by=approver,
                given_minor=cash.given_minor,
                change_minor=cash.change_minor,
                rounding_minor=cash.rounding_minor,
                foreign_currency=foreign.currency if foreign else "",
                foreign_minor=foreign.given_minor if foreign else None,
            )
            report = by if isinstance(by, Report) else by.start(payment.charge(code), work.stored_values)
            if report.state is not PaymentState.TAKEN:
                raise decline_words(report.decline, self._desk.formats, report.balance_minor)
            payment = replace(payment, state=PaymentState.TAKEN, **told(payment, report))
            return self._book(work, view, payment, cash, kick=method.kind.in_drawer)

        try:
            taken = self._taking.write(view.ticket.id, take)
        except CommitUnsure:
            with suppress(PersonError):
                self._tickets.reload()
            raise
        return self._after(taken)

    def _book(
        self, work: Work, view: TenderingView, payment: Payment, cash: CashTaken, *, kick: bool
    ) -> _Taken:
        from pos_desktop.application.payment_books import enter_payment
        from pos_desktop.application.settling import order_state_to

        enter_payment(work, payment)
        self._move_cash(work, payment)
        if view.left_minor == payment.part.exact_minor and view.under_way is None:
            return _Taken(payment, *self._finish(work, view, payment, cash, kick=kick))
        # With an outcome still open `Settling` ends the sale: it looks where the worker cannot write between.
        order_state_to(work, view.ticket, OrderState.PARTIALLY_PAID)
        if kick:
            self._printers.kick_drawer(work, order_id=view.ticket.id)
        return _Taken(payment)

    def _before(self) -> _Taken | None:
        """The tender of this ticket whose commit was not told, when it stands: its button was pressed again."""

        ticket = self._tickets.ticket
        return self._taking.earlier(ticket.id if ticket.lines else None)  # an empty one follows a sale

    def _finish(
        self, work: Work, view: TenderingView, last: Payment, cash: CashTaken, *, kick: bool
    ) -> tuple[Sale, Ticket]:
        from pos_desktop.application.payment_books import tender_of
        from pos_desktop.application.sale_writing import Seller, close_ticket, open_shift

        desk = self._desk
        payments: Sequence[Payment] = (*view.taken, last)
        sale = self._writer.write(
            work,
            view.ticket,
            self._tickets.totals,
            [tender_of(payment) for payment in payments],
            Seller(desk.signed_in.id, desk.signed_in.name),
            open_shift(work, desk),
            cash=cash,
            kick=kick,
        )
        close_ticket(work, view.ticket, desk)
        return sale, self._tickets.open_next(work)

    def _move_cash(self, work: Work, payment: Payment) -> None:
        """Cash adds what it pays; foreign bills only take the change out of the store's own money."""
        if payment.kind is TenderKind.CASH:
            amount = signed(CashMove.SALE, payment.amount_minor)
        elif payment.kind is TenderKind.FOREIGN_CASH and payment.change_minor:
            amount = -payment.change_minor
        else:
            return
        work.shifts.add_move(
            payment.shift_id,
            CashMove.SALE,
            amount,
            payment.person_id,
            payment.created_at,
            order_id=payment.ticket_id,
        )

    def _after(self, taken: _Taken) -> Sale | None:
        if taken.following is not None:
            self._tickets.show(taken.following)
            # A card that was authorised for it is charged now.
            told_events: tuple[Event, ...] = (Event.SOLD, Event.PRINT, Event.OUTBOX, Event.PAYMENT)
        else:
            self._tickets.reload()
            told_events = (Event.PRINT, Event.OUTBOX)
        for event in told_events:
            self._desk.events.tell(event)
        return taken.sale
