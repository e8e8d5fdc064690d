"""Taking money for the ticket on the screen, by as many tenders as the customer wants.

What is local (cash, stored values, a terminal beside the register) is one commit. What is behind a network begins
with a commit that says what will be asked for; the worker asks, and `settle` finishes the sale when all is paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Need, Report
from pos_desktop.application.payment_records import Payment
from pos_desktop.application.payment_words import decline_words, rule_words
from pos_desktop.application.sure_write import SureWrite
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.cash import CashTaken, take_cash
from pos_desktop.domain.money import Money, currency
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import ChargeWhen, PaymentState, TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.shift import CashMove, signed
from pos_desktop.domain.tendering import ForeignCash, RuleBroken, check_tender, remaining

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.checkout import Checkout
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_provider import PaymentProvider, Providers, Traits
    from pos_desktop.application.payment_records import PaymentEvent, PaymentMethod, StoredValueView
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.sale_writing import Sale, SaleWriter
    from pos_desktop.application.tickets import TicketDesk
    from pos_desktop.domain.ticket import Ticket

RESERVED_FOR = timedelta(minutes=15)
_NO_CASH = CashTaken(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class MethodView:
    """A way of paying as the pay screen offers it; `reason` says in words why it is not offered now."""

    method: PaymentMethod
    name: str
    traits: Traits
    reason: str = ""

    @property
    def offered(self) -> bool:
        """Whether it can be chosen now."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class TenderingView:
    """Where the payment of a ticket stands; amounts in minor units."""

    ticket: Ticket
    total_minor: int
    left_minor: int  # exact
    left_cash_minor: int  # as coins can pay it
    payments: tuple[Payment, ...]  # in their order; declined and cancelled ones too
    returned: frozenset[UUID]  # of them, those that were taken back

    @property
    def paid_minor(self) -> int:
        """What is paid so far, exact."""
        return self.total_minor - self.left_minor

    @property
    def taken(self) -> tuple[Payment, ...]:
        """The payments that count."""
        return tuple(p for p in self.payments if p.state.counts and p.id not in self.returned)

    @property
    def under_way(self) -> Payment | None:
        """The attempt whose outcome is still to come; the latest where there are several."""
        return next((p for p in reversed(self.payments) if p.state.open), None)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A local tender, and the sale that it ended."""

    payment: Payment
    sale: Sale | None = None
    following: Ticket | None = None


def _is_there(work: Work, payment: Payment) -> bool:
    return any(each.id == payment.id for each in work.payments.of_ticket(payment.ticket_id))


class Tendering:
    """The tenders of the ticket on the screen."""

    def __init__(
        self, desk: Desk, tickets: TicketDesk, checkout: Checkout, printers: Printers, providers: Providers
    ) -> None:
        self._desk = desk
        self._tickets = tickets
        self._checkout = checkout
        self._printers = printers
        self._providers = providers
        self._taking: SureWrite[_Taken] = SureWrite(
            desk.store, lambda work, taken: _is_there(work, taken.payment)
        )
        self._starts: SureWrite[Payment] = SureWrite(desk.store, _is_there)

    # -- looking ---------------------------------------------------------------------------------

    @cached_property
    def _writer(self) -> SaleWriter:
        from pos_desktop.application.sale_writing import SaleWriter

        return SaleWriter(self._desk, self._printers)

    def methods(self) -> list[MethodView]:
        """The ways of paying that are switched on, in the store's order."""
        from pos_desktop.application.receipt_tenders import tender_name

        left = self.view().left_minor
        with self._desk.store.read() as work:
            methods = [method for method in work.payment_methods.all() if method.active]
        kinds = {kind.key: kind for kind in self._providers.kinds()}
        views = []
        for method in methods:
            kind = kinds.get(method.provider)
            if kind is not None:
                name = method.name or tender_name(method.kind.value)
                views.append(MethodView(method, name, kind.traits, self._not_now(method, left)))
        return views

    def view(self) -> TenderingView:
        """The ticket on the screen."""
        with self._desk.store.read() as work:
            return self._view(work, self._tickets.ticket)

    def payment(self, payment_id: UUID) -> Payment:
        """One attempt as it is now."""
        with self._desk.store.read() as work:
            return work.payments.get(payment_id)

    def history(self, payment_id: UUID) -> list[PaymentEvent]:
        """What happened to an attempt so far, the first event first."""
        with self._desk.store.read() as work:
            return work.payments.events(payment_id)

    def stored_value(self, code: str) -> StoredValueView | None:
        """The gift card, store credit or voucher of a code, with its balance; None when it is not known."""
        with self._desk.store.read() as work:
            return work.stored_values.find(code)

    def latest_of(self, method_id: UUID) -> Payment | None:
        """The last attempt of the past hour in one way of paying: what its reader said last."""
        now = self._desk.clock.now()
        with self._desk.store.read() as work:
            found = work.payments.between(method_id, now - timedelta(hours=1), now + timedelta(seconds=1))
        return found[-1] if found else None

    def waiting_outcomes(self) -> list[Payment]:
        """Every attempt whose outcome is still to come, whatever its ticket, the oldest first."""
        with self._desk.store.read() as work:
            return work.payments.open()

    def paid_on(self, ticket_id: UUID) -> int:
        """What lies on a ticket that is not paid yet, exact, in minor units."""
        from pos_desktop.application.payment_books import returned_ids

        with self._desk.store.read() as work:
            payments = work.payments.of_ticket(ticket_id)
            returned = returned_ids(work.refunds.of_ticket(ticket_id))
        return sum(p.part.exact_minor for p in payments if p.state.counts and p.id not in returned)

    # -- local tenders ------------------------------------------------------------------------------

    def take_cash(self, given_minor: int, approval: Approval | None = None) -> Sale | None:
        """Cash: all that is left with change, or a part of it. The sale when that pays it, else None.

        While the outcome of another attempt is open, a manager's word (`tender_in_doubt`) is needed, here as for
        every tender below.
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
            self._check_rules(method, view, view.left_minor, change_minor=given_minor - view.left_cash_minor)
            return self._checkout.pay_cash(given_minor)
        approver = self._check_can_take(view, approval)
        if given_minor >= view.left_cash_minor:
            cash = take_cash(self._money(view.left_minor), self._money(given_minor))
        else:
            self._check_coins(given_minor)
            cash = CashTaken(given_minor, given_minor, 0, 0)
        exact = cash.amount_minor - cash.rounding_minor
        self._check_rules(method, view, exact, change_minor=cash.change_minor)
        return self._take(method, view, Report(PaymentState.TAKEN), cash=cash, approver=approver)

    def take_foreign(
        self, method_id: UUID, given_minor: int, approval: Approval | None = None
    ) -> Sale | None:
        """Foreign bills, in their own minor units; change is given in the store's money."""
        if (before := self._before()) is not None:
            return self._after(before)
        with self._desk.store.read() as work:
            view = self._view(work, self._tickets.ticket)
            method = work.payment_methods.get(method_id)
        approver = self._check_can_take(view, approval)
        foreign = ForeignCash(method.settings["currency"], given_minor, Decimal(method.settings["rate"]))
        worth = foreign.worth_minor(
            self._desk.settings.currency.exponent, currency(foreign.currency).exponent
        )
        if worth >= view.left_cash_minor:
            cash = take_cash(self._money(view.left_minor), self._money(worth))
        else:
            cash = CashTaken(worth, worth, 0, 0)
        exact = cash.amount_minor - cash.rounding_minor
        self._check_rules(method, view, exact, change_minor=cash.change_minor)
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
        with self._desk.store.read() as work:
            view = self._view(work, self._tickets.ticket)
            method = work.payment_methods.get(method_id)
            found = work.stored_values.find(code)
        approver = self._check_can_take(view, approval)
        if amount_minor is None:
            amount_minor = view.left_minor if found is None else min(view.left_minor, found.balance_minor)
        self._check_rules(method, view, max(1, amount_minor))
        return self._take_locally(method, view, max(1, amount_minor), code=code, approver=approver)

    def take_external(
        self, method_id: UUID, amount_minor: int, reference: str, approval: Approval | None = None
    ) -> Sale | None:
        """A terminal beside the register took it: the amount keyed by hand and what the terminal printed."""
        if (before := self._before()) is not None:
            return self._after(before)
        with self._desk.store.read() as work:
            view = self._view(work, self._tickets.ticket)
            method = work.payment_methods.get(method_id)
        approver = self._check_can_take(view, approval)
        if not reference.strip():
            raise Refused(
                tr("The terminal's reference is missing"),
                tr("Nothing was taken."),
                tr("Type what the terminal printed: its receipt or authorisation number."),
            )
        self._check_rules(method, view, amount_minor)
        # A word for a tender beside an open one is one for its size too: a word is used once.
        approver = approver or self._approved_size(method, amount_minor, approval)
        return self._take_locally(
            method, view, amount_minor, reference=without_card_numbers(reference.strip()), approver=approver
        )

    # -- tenders behind a network ------------------------------------------------------------------

    def start(
        self,
        method_id: UUID,
        amount_minor: int | None = None,
        *,
        tip_minor: int = 0,
        token: str = "",
        approval: Approval | None = None,
    ) -> Payment:
        """Begins a card or link payment: the intent is on disk when this returns, the worker goes on with it.

        While the outcome of another attempt is open, a manager's word (`tender_in_doubt`) is needed.
        """
        from pos_desktop.application.charge_when import charge_when
        from pos_desktop.application.payment_books import enter_payment
        from pos_desktop.application.settling import order_state_to

        with self._desk.store.read() as work:
            view = self._view(work, self._tickets.ticket)
            method = work.payment_methods.get(method_id)
        approver = self._check_can_take(view, approval)
        amount = view.left_minor if amount_minor is None else amount_minor
        self._check_rules(method, view, amount, tip_minor=tip_minor)
        approver = approver or self._approved_size(method, amount, approval)
        traits = self._traits(method)
        charge_on = charge_when(method.settings, traits)
        now = self._desk.clock.now()

        def begin(work: Work) -> Payment:
            payment = replace(
                self._payment(work, method, view, amount),
                tip_minor=tip_minor,
                token=token,
                ask_tip=traits.tips and method.rules.tips and not tip_minor,
                reader=method.settings.get("reader", ""),
                capture=charge_on is ChargeWhen.NOW,
                charge_on=charge_on,
                approved_by=approver,
                waits_until_at=now + timedelta(seconds=traits.wait_seconds),
                next_at=now,
            )
            self._reserve(work, view.ticket)
            enter_payment(work, payment)
            if view.ticket.order_state is OrderState.DRAFT:
                order_state_to(work, view.ticket, OrderState.VALIDATED)
            return payment

        try:
            payment = self._starts.write(view.ticket.id, begin)
        finally:
            self._tickets.reload()
        self._desk.events.tell(Event.PAYMENT)
        return payment

    def stop(self, payment_id: UUID) -> None:
        """Asks for an attempt to be cancelled; what became of it is told as its outcome."""

        self._poke(payment_id, stop=True)

    def ask_now(self, payment_id: UUID) -> None:
        """Asks for the outcome at once instead of at the next time."""
        self._poke(payment_id)

    def _poke(self, payment_id: UUID, *, stop: bool = False) -> None:
        with self._desk.store.write() as work:
            payment = work.payments.get(payment_id)
            if payment.state.open:
                changed = replace(payment, next_at=self._desk.clock.now(), stop=payment.stop or stop)
                work.payments.save(changed)
                if stop and not payment.stop:
                    work.payments.note(payment_id, "stop_asked", {}, self._desk.clock.now())
        self._desk.events.tell(Event.PAYMENT)

    def park_in_doubt(self) -> Ticket:
        """Puts a ticket aside whose payment is still open: it closes by itself when the answer comes."""
        return self._tickets.park_paying(self._tickets.ticket.name)

    def leave_deposit(self, name: str, approval: Approval | None = None) -> Ticket:
        """Parks a partly paid ticket for a customer who pays the rest later, where the store allows deposits."""
        desk, view = self._desk, self.view()
        if not desk.settings.deposits:
            raise Refused(
                tr("This store takes no deposits"),
                tr("The ticket stays here."),
                tr("Take the rest, or undo."),
            )
        if not view.taken or view.under_way is not None:
            raise Refused(tr("Nothing is paid of this ticket yet"), tr("The ticket stays here."))
        request = ApprovalRequest(
            Permission.DEPOSIT, tr("Deposit"), (desk.asked_by(),), view.paid_minor, str(view.ticket.id)
        )
        desk.require(Permission.DEPOSIT, approval, lambda: request)
        return self._tickets.park_paying(name, deposit=(view.paid_minor, view.left_minor))

    # -- within --------------------------------------------------------------------------------

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

    def _not_now(self, method: PaymentMethod, left_minor: int) -> str:
        """Why a way of paying is not offered for what is left; empty when it is."""
        least, most = method.rules.least_minor, method.rules.most_minor
        if least is not None and 0 < left_minor < least:
            return tr("From {amount}", amount=self._desk.formats.money(least))
        if most is not None and left_minor > most and not method.rules.split:
            return tr("Up to {amount}", amount=self._desk.formats.money(most))
        return ""

    def _money(self, minor: int) -> Money:
        return Money(minor, self._desk.settings.currency)

    def _method_of(self, work: Work, kind: TenderKind) -> PaymentMethod:
        from pos_desktop.application.receipt_tenders import tender_name

        for method in work.payment_methods.all():
            if method.kind is kind and method.active:
                return method
        raise Refused(
            tr("{tender} is switched off", tender=tender_name(kind.value)),
            tr("Nothing was taken."),
            tr("Choose another way of paying, or switch it on under Settings, Payments."),
        )

    def _traits(self, method: PaymentMethod) -> Traits:
        return self._providers.of(method.id).traits

    def _check_can_take(self, view: TenderingView, approval: Approval | None) -> UUID | None:
        """Whether money can be taken now; the id of the manager who let another tender pass an open one."""
        self._checkout.check_payable()
        under_way = view.under_way
        if under_way is None:
            return None
        if under_way.state is not PaymentState.UNKNOWN:
            raise Refused(
                tr("A payment is under way"), tr("Nothing more was taken."), tr("Wait for it, or cancel it.")
            )
        return self._desk.require(
            Permission.TENDER_IN_DOUBT, approval, lambda: self._in_doubt_request(view, under_way)
        )

    def _in_doubt_request(self, view: TenderingView, under_way: Payment) -> ApprovalRequest:
        from pos_desktop.application.receipt_tenders import tender_name

        money = self._desk.formats.money
        return ApprovalRequest(
            Permission.TENDER_IN_DOUBT,
            tr("Another tender while an outcome is open"),
            (
                (tr("Open"), f"{tender_name(under_way.kind.value)} {money(under_way.whole_minor)}"),
                (tr("Meaning"), tr("If it was charged, it is given back by itself.")),
                self._desk.asked_by(),
            ),
            view.left_minor,
            str(view.ticket.id),
        )

    def _check_rules(
        self,
        method: PaymentMethod,
        view: TenderingView,
        amount_minor: int,
        *,
        tip_minor: int = 0,
        change_minor: int = 0,
    ) -> None:
        try:
            check_tender(
                method.rules, amount_minor, view.left_minor, tip_minor=tip_minor, change_minor=change_minor
            )
        except RuleBroken as broken:
            raise rule_words(broken, self._desk.formats) from broken

    def _check_coins(self, given_minor: int) -> None:
        if given_minor <= 0 or given_minor % self._desk.settings.currency.smallest_cash:
            coin = self._desk.formats.denomination(self._desk.settings.currency.smallest_cash)
            raise Refused(
                tr("Coins cannot pay this amount"),
                tr("Nothing was taken."),
                tr("The smallest coin is {coin}.", coin=coin),
            )

    def _approved_size(self, method: PaymentMethod, amount: int, approval: Approval | None) -> UUID | None:
        from pos_desktop.application.receipt_tenders import tender_name

        most = method.rules.approval_above_minor
        if most is None or amount <= most:
            return None
        request = ApprovalRequest(
            Permission.LARGE_TENDER,
            tr("{tender} above the limit", tender=method.name or tender_name(method.kind.value)),
            ((tr("Limit"), self._desk.formats.money(most)), self._desk.asked_by()),
            amount,
            str(method.id),
        )
        return self._desk.require(Permission.LARGE_TENDER, approval, lambda: request)

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

    def _reserve(self, work: Work, ticket: Ticket) -> None:
        desk = self._desk
        lines = [
            (line.variant_row, line.quantity_milli)
            for line in ticket.lines
            if line.variant_row is not None and line.track_stock and line.quantity_milli > 0
        ]
        until = desk.clock.now() + RESERVED_FOR
        work.reservations.hold(ticket.id, lines, desk.register.location_id, until)

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


__all__ = ["MethodView", "Need", "Tendering", "TenderingView"]
