"""Authorisations that are not charged yet, and those that cannot be: what a manager does about them.

The charging itself is the payments' worker's. Amounts are minor units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.capture_books import (
    UNCOLLECTED,
    end_missing,
    left_to_charge,
    waits_for_goods,
    want_charge,
    want_charges_of_goods,
    want_release,
)
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_books import enter_payment, label_of, tender_of
from pos_desktop.application.payment_records import Payment, Refund
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.sale_record import REVERSED, TenderRecord
from pos_desktop.application.sale_writing import open_shift
from pos_desktop.application.sure_write import SureWrite
from pos_desktop.application.sync_records import SHIPPED
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.cash import take_cash
from pos_desktop.domain.money import Money
from pos_desktop.domain.payment import (
    CAPTURES_UNDER_WAY,
    CaptureState,
    PaymentState,
    RefundState,
    TenderKind,
)
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.shift import CashMove, signed

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_records import PaymentMethod
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.shift_view import ShiftView


@dataclass(frozen=True, slots=True)
class HeldPayment:
    """A payment of an order that was authorised first, and what of it is, or was, to be charged."""

    payment: Payment
    left_minor: int
    number: str  # of its order's receipt; empty where it is not sold

    @property
    def missing(self) -> bool:
        """Whether it cannot be charged: somebody takes the money in another way."""
        return self.payment.capture_state is CaptureState.REFUSED

    @property
    def waits_for_goods(self) -> bool:
        """Whether it is charged when the goods leave, and they have not."""
        return waits_for_goods(self.payment)

    @property
    def under_way(self) -> bool:
        """Whether the worker is charging it, or letting it go."""
        return self.payment.held and self.payment.capture_state not in (None, CaptureState.REFUSED)


class Captures:
    """What may be done about authorisations; each with a manager's word."""

    def __init__(self, desk: Desk, printers: Printers) -> None:
        self._desk = desk
        self._printers = printers
        self._taking: SureWrite[Payment] = SureWrite(
            desk.store, lambda work, new: any(p.id == new.id for p in work.payments.of_ticket(new.ticket_id))
        )

    # -- looking ---------------------------------------------------------------------------------

    def of_order(self, order_id: UUID) -> list[HeldPayment]:
        """The payments of an order that were authorised first, in their order."""
        with self._desk.store.read() as work:
            payments = work.payments.of_ticket(order_id)
            return [self._view(work, payment) for payment in payments if not payment.capture]

    def waiting(self) -> list[HeldPayment]:
        """Those that wait for a person first, then those that the worker could not charge yet."""
        with self._desk.store.read() as work:
            found = [self._view(work, payment) for payment in work.payments.captures()]
        troubled = [view for view in found if view.missing or (view.payment.asks and view.payment.last_error)]
        return sorted(troubled, key=lambda view: not view.missing)

    def _view(self, work: Work, payment: Payment) -> HeldPayment:
        sold = work.orders.exists(payment.ticket_id)
        number = work.orders.get(payment.ticket_id).number if sold else ""
        return HeldPayment(payment, self._left(work, payment), number)

    # -- charging and letting go --------------------------------------------------------------------

    def goods_left(self, order_id: UUID) -> None:
        """The goods of an order are on their way: what waited for that is charged, and its shops hear of it. Who sells
        may say so. Refused where nothing waits for it."""
        desk, now = self._desk, self._desk.clock.now()
        with desk.store.write() as work:
            waiting = [each for each in work.payments.of_ticket(order_id) if waits_for_goods(each)]
            if not waiting:
                raise Refused(
                    tr("No card waits for these goods"),
                    tr("Nothing was changed."),
                    tr("Look at the order again."),
                )
            want_charges_of_goods(work, order_id, now)
            body = {"number": work.orders.get(order_id).number}
            work.journal.add("goods_left", body, subject_id=order_id, person_id=desk.signed_in.id)
            work.outbox.add(new_id(), f"order:{order_id}", SHIPPED, order_id, body, now)
        for event in (Event.PAYMENT, Event.OUTBOX):
            desk.events.tell(event)

    def charge_now(self, payment_id: UUID, approval: Approval | None = None) -> None:
        """Charges what waits for its goods, or tries again what was refused."""
        self._ask_for(payment_id, "charge", tr("Charge the card now"), approval)

    def release(self, payment_id: UUID, approval: Approval | None = None) -> None:
        """Lets an authorisation go without a charge; its order's money waits for somebody then."""
        self._ask_for(payment_id, "release", tr("Release the card without a charge"), approval)

    def try_now(self, payment_id: UUID) -> None:
        """Asks the provider at once in place of waiting for the next try."""
        with self._desk.store.write() as work:
            payment = work.payments.get(payment_id)
            if not payment.held or payment.capture_state in (None, CaptureState.REFUSED):
                raise Refused(tr("This charge is not open any more"), tr("Nothing was asked for."))
            work.payments.save(replace(payment, next_at=self._desk.clock.now()))
        self._desk.events.tell(Event.PAYMENT)

    def _ask_for(self, payment_id: UUID, what: str, title: str, approval: Approval | None) -> None:
        desk = self._desk
        with desk.store.read() as work:
            payment = work.payments.get(payment_id)
            left = self._left(work, payment)
        approver = self._word(payment, what, title, left, approval)
        with desk.store.write() as work:
            payment = work.payments.get(payment_id)
            if not payment.held or payment.capture_state in {*CAPTURES_UNDER_WAY, CaptureState.RELEASE}:
                raise Refused(
                    tr("This card is being charged or released already"),
                    tr("Nothing was changed."),
                    tr("Look at the order again."),
                )
            change = want_charge if what == "charge" else want_release
            change(work, payment, desk.clock.now())
            work.journal.add(
                f"capture_{what}",
                {"kind": payment.kind.value, "label": label_of(payment), "amount_minor": left},
                subject_id=payment.ticket_id,
                person_id=desk.signed_in.id,
                approver_id=approver,
            )
        desk.events.tell(Event.PAYMENT)

    # -- money that the card did not bring ------------------------------------------------------------

    def take_cash(self, payment_id: UUID, approval: Approval | None = None) -> Payment:
        """What could not be charged, paid in cash instead; the drawer opens."""
        return self._take(payment_id, TenderKind.CASH, "", approval)

    def take_external(self, payment_id: UUID, reference: str, approval: Approval | None = None) -> Payment:
        """What could not be charged, taken at the terminal beside the register: what it printed."""
        if not reference.strip():
            raise Refused(
                tr("The terminal's reference is missing"),
                tr("Nothing was taken."),
                tr("Type what the terminal printed: its receipt or authorisation number."),
            )
        return self._take(payment_id, TenderKind.EXTERNAL, without_card_numbers(reference.strip()), approval)

    def write_off(self, payment_id: UUID, reason: str, approval: Approval | None = None) -> None:
        """Nobody will pay it any more: it waits for nobody, and the journal says why."""
        desk, reason = self._desk, without_card_numbers(reason.strip())[:200]
        if not reason:
            raise Refused(tr("A note is missing"), tr("Nothing was changed."), tr("Say why nobody pays it."))
        with desk.store.read() as work:
            payment = work.payments.get(payment_id)
            left = self._left(work, payment)
        approver = self._word(
            payment, "write_off", tr("Write {amount} off", amount=self._money(left)), left, approval
        )
        with desk.store.write() as work:
            payment, left = self._missing(work, payment_id)
            self._note_uncollected(work, payment, left, open_shift(work, desk), approver, reason)
            end_missing(work, payment, desk.clock.now())
            work.journal.add(
                "payment_written_off",
                {"label": label_of(payment), "amount_minor": left, "reason": reason},
                subject_id=payment.ticket_id,
                person_id=desk.signed_in.id,
                approver_id=approver,
            )
        desk.events.tell(Event.PAYMENT)

    def _take(self, payment_id: UUID, kind: TenderKind, reference: str, approval: Approval | None) -> Payment:
        if (before := self._taking.earlier(payment_id)) is not None:
            return before
        desk = self._desk
        with desk.store.read() as work:
            missing, left = self._missing(work, payment_id)
        title = tr(
            "Take {amount} otherwise: {tender}", amount=self._money(left), tender=tender_name(kind.value)
        )
        approver = self._word(missing, kind.value, title, left, approval)

        def take(work: Work) -> Payment:
            missing, left = self._missing(work, payment_id)
            return self._taken_otherwise(work, missing, left, kind, reference, approver)

        new = self._taking.write(payment_id, take)
        for event in (Event.PAYMENT, Event.PRINT, Event.OUTBOX):
            desk.events.tell(event)
        return new

    def _taken_otherwise(
        self, work: Work, missing: Payment, left: int, kind: TenderKind, reference: str, approver: UUID | None
    ) -> Payment:
        desk, shift, now = self._desk, open_shift(work, self._desk), self._desk.clock.now()
        new = replace(self._new(work, missing, left, kind, shift), reference=reference, approved_by=approver)
        enter_payment(work, new)
        if kind is TenderKind.CASH:
            amount = signed(CashMove.SALE, new.whole_minor)
            work.shifts.add_move(shift.id, CashMove.SALE, amount, new.person_id, now, order_id=new.ticket_id)
            self._printers.kick_drawer(work, order_id=new.ticket_id)
        refund = self._note_uncollected(work, missing, left, shift, approver, tender_name(kind.value))
        order = missing.ticket_id
        work.orders.add_tender(order, _reversed(missing, refund), shift.id, now)
        work.orders.add_tender(order, tender_of(new), shift.id, now)
        end_missing(work, missing, now)
        body = {"label": label_of(missing), "kind": kind.value, "amount_minor": left}
        work.journal.add(
            "payment_taken_otherwise",
            body,
            subject_id=order,
            person_id=desk.signed_in.id,
            approver_id=approver,
        )
        return new

    def _new(self, work: Work, missing: Payment, left: int, kind: TenderKind, shift: ShiftView) -> Payment:
        desk, now, payment_id = self._desk, self._desk.clock.now(), new_id()
        tip = min(missing.tip_minor, left)
        amount, rounding = left - tip, 0
        if kind is TenderKind.CASH:
            due = Money(left, desk.settings.currency)
            cash = take_cash(due, due.rounded_for_cash())
            amount, rounding = cash.amount_minor - tip, cash.rounding_minor
        method = _method(work, kind)
        return Payment(
            id=payment_id,
            key=str(payment_id),
            ticket_id=missing.ticket_id,
            register_id=desk.register.id,
            shift_id=shift.id,
            method_id=method.id,
            kind=kind,
            provider=method.provider,
            state=PaymentState.TAKEN,
            amount_minor=amount,
            tip_minor=tip,
            rounding_minor=rounding,
            given_minor=amount,
            currency=missing.currency,
            order_words=missing.order_words,
            person_id=desk.signed_in.id,
            created_at=now,
            changed_at=now,
        )

    # -- within --------------------------------------------------------------------------------

    def _left(self, work: Work, payment: Payment) -> int:
        return max(0, left_to_charge(payment, work.refunds.of_payment(payment.id)))

    def _missing(self, work: Work, payment_id: UUID) -> tuple[Payment, int]:
        payment = work.payments.get(payment_id)
        left = self._left(work, payment)
        if payment.capture_state is not CaptureState.REFUSED or not left:
            raise Refused(tr("This money is not missing any more"), tr("Nothing was taken."))
        return payment, left

    def _note_uncollected(
        self, work: Work, payment: Payment, left: int, shift: ShiftView, approver: UUID | None, reason: str
    ) -> Refund:
        """The row that says that the card will not bring it: nothing moves with it."""
        now, refund_id = self._desk.clock.now(), new_id()
        refund = Refund(
            id=refund_id,
            key=str(refund_id),
            cause=UNCOLLECTED,
            ticket_id=payment.ticket_id,
            register_id=self._desk.register.id,
            shift_id=shift.id,
            kind=payment.kind,
            provider=payment.provider,
            state=RefundState.DONE,
            amount_minor=left,
            currency=payment.currency,
            person_id=self._desk.signed_in.id,
            created_at=now,
            changed_at=now,
            payment_id=payment.id,
            tender_id=payment.id,
            method_id=payment.method_id,
            reason=reason,
            label=label_of(payment),
            voided=True,
            approved_by=approver,
        )
        work.refunds.insert(refund)
        work.refunds.note(refund.id, UNCOLLECTED, {"amount_minor": left, "reason": reason}, now)
        return refund

    def _word(
        self, payment: Payment, what: str, title: str, left: int, approval: Approval | None
    ) -> UUID | None:
        request = ApprovalRequest(
            Permission.RECONCILE,
            title,
            (
                (tr("Payment"), label_of(payment)),
                (tr("Why"), payment.last_error or tr("Authorised, not charged yet")),
                self._desk.asked_by(),
            ),
            left,
            f"{payment.id}:{what}",
        )
        return self._desk.require(Permission.RECONCILE, approval, lambda: request)

    def _money(self, minor: int) -> str:
        return self._desk.formats.money(minor)


def _reversed(missing: Payment, refund: Refund) -> TenderRecord:
    """Takes the tender that brought nothing back in the shift in which the money came otherwise."""
    tip = min(missing.tip_minor, refund.amount_minor)
    amount = refund.amount_minor - tip
    return TenderRecord(
        id=new_id(),
        kind=missing.kind.value,
        state=REVERSED,
        amount_minor=-amount,
        given_minor=-amount,
        change_minor=0,
        rounding_minor=0,
        tip_minor=-tip,
        refund_id=refund.id,
        returns_tender_id=missing.id,
        label=label_of(missing),
        last_four=missing.last_four,
    )


def _method(work: Work, kind: TenderKind) -> PaymentMethod:
    for method in work.payment_methods.all():
        if method.kind is kind and method.active:
            return method
    raise Refused(
        tr("{tender} is switched off", tender=tender_name(kind.value)),
        tr("Nothing was taken."),
        tr("Choose another tender, or switch it on under Settings › Payments."),
    )
