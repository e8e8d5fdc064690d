"""Writes a return: its order, its refunds, its cash moves, within the transaction it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import TenderLeftView
from pos_desktop.application.payment_books import enter_refund, move_refund
from pos_desktop.application.payment_provider import Providers
from pos_desktop.application.payment_records import Refund
from pos_desktop.application.ports import Work
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.sale_record import NOT_CHARGED, REVERSED, TenderRecord
from pos_desktop.application.sale_writing import Sale, SaleWriter, Seller, close_ticket, open_shift
from pos_desktop.application.shift_view import ShiftView
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.domain.pricing import Totals
from pos_desktop.domain.returns import TenderBack
from pos_desktop.domain.shift import CashMove, signed
from pos_desktop.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Returned:
    """A return that is on disk, and its promises."""

    sale: Sale
    refunds: tuple[Refund, ...]

    @property
    def open(self) -> bool:
        """Whether money is still on its way."""
        return any(refund.state.open for refund in self.refunds)


class ReturnWriter:
    """Turns priced returns into orders and refunds. Amounts are minor units; refunds are positive."""

    def __init__(self, desk: Desk, writer: SaleWriter, providers: Providers) -> None:
        self._desk = desk
        self._writer = writer
        self._providers = providers

    def write(
        self,
        work: Work,
        ticket: Ticket,
        totals: Totals,
        split: Sequence[TenderBack],
        tenders: Sequence[TenderLeftView],
        reason: str,
        approver: UUID | None,
        references: Mapping[UUID, str],
    ) -> Returned:
        """Everything of a return. Refused when a tender has less left by now."""
        desk, shift = self._desk, open_shift(work, self._desk)
        by_id = {view.tender.id: view for view in tenders}
        refunds, records = [], []
        for place, part in enumerate(split):
            view = by_id[part.tender_id] if part.tender_id else None
            if view is not None and not _still_left(part, view):
                raise Refused(
                    tr("More than was paid cannot be refunded"),
                    tr("Nothing was refunded."),
                    tr("Look at what was refunded already."),
                )
            refund = self._refund(ticket.id, part, view, reason, place, approver, shift)
            refund = replace(refund, whole=_is_whole(work, refund))
            if part.tender_id is not None:
                refund = replace(refund, reference=references.get(part.tender_id, "").strip())
            refund = self._now(work, refund, part, shift, ticket.id)
            refunds.append(refund)
            records.append(_tender(refund, part, view))
        sale = self._writer.write(
            work,
            ticket,
            totals,
            records,
            Seller(desk.signed_in.id, desk.signed_in.name),
            shift,
            kick=any(part.kind.in_drawer and part.amount_minor for part in split),
            hold_receipt=any(refund.state.open for refund in refunds),
            approver=approver,
        )
        for refund in refunds:
            enter_refund(work, refund)
        close_ticket(work, ticket, desk)
        return Returned(sale, tuple(refunds))

    def replace(self, work: Work, refused: Refund, part: TenderBack, approver: UUID | None) -> Refund:
        """Pays a refund that its provider refused for good out in another way."""
        if refused.state is not RefundState.REFUSED:
            raise Refused(tr("This refund is not open any more"), tr("Nothing was refunded."))
        shift = open_shift(work, self._desk)
        new = self._refund(refused.ticket_id, part, None, refused.reason, 0, approver, shift)
        new = replace(new, cause="replacement")
        new = self._now(work, new, part, shift, refused.ticket_id)
        # Known by its payment from here on, so that the sale's history tells it; no provider is asked again.
        new = replace(new, payment_id=refused.payment_id)
        enter_refund(work, new)
        move_refund(work, refused, RefundState.REPLACED, self._desk.clock.now())
        if refused.cause == "refund":
            self._swap_tender(work, refused, new, part, shift)
        return new

    # -- within --------------------------------------------------------------------------------

    def _refund(
        self,
        ticket_id: UUID,
        part: TenderBack,
        view: TenderLeftView | None,
        reason: str,
        place: int,
        approver: UUID | None,
        shift: ShiftView,
    ) -> Refund:
        desk, now, refund_id = self._desk, self._desk.clock.now(), new_id()
        label = tender_name(part.kind.value) if view is None else view.tender.label
        return Refund(
            id=refund_id,
            key=str(refund_id),
            cause="refund",
            ticket_id=ticket_id,
            register_id=desk.register.id,
            shift_id=shift.id,
            kind=part.kind,
            provider=view.provider if view is not None and view.provider else part.kind.value,
            state=RefundState.PROMISED,
            amount_minor=part.amount_minor,
            currency=desk.settings.currency_code,
            person_id=desk.signed_in.id,
            created_at=now,
            changed_at=now,
            payment_id=view.tender.payment_id if view else None,
            tender_id=part.tender_id,
            method_id=view.method_id if view else None,
            rounding_minor=part.rounding_minor,
            reason=reason,
            label=label or tender_name(part.kind.value),
            position=place,
            approved_by=approver,
            next_at=now,
        )

    def _now(self, work: Work, refund: Refund, part: TenderBack, shift: ShiftView, order_id: UUID) -> Refund:
        """What lies in the drawer or in the store's own ledger goes back at once; the rest stays a promise."""
        done = replace(refund, state=RefundState.DONE, next_at=None)
        if part.kind.in_drawer:
            amount, person = signed(CashMove.REFUND, part.amount_minor), refund.person_id
            work.shifts.add_move(
                shift.id,
                CashMove.REFUND,
                amount,
                person,
                refund.created_at,
                reason=refund.reason,
                order_id=order_id,
                approved_by=refund.approved_by,
            )
            return done
        if part.tender_id is not None and refund.payment_id is None:
            return self._by_hand(done)
        if refund.payment_id is None or refund.method_id is None:
            self._writer.need_paper(work)
            value_id = self._writer.issue(work, TenderKind.STORE_CREDIT, part.amount_minor, order_id=order_id)
            return replace(done, refund_ref=str(value_id))
        provider = self._providers.of(refund.method_id)
        if not provider.traits.local:
            return refund
        request = refund.give_back(work.payments.get(refund.payment_id))
        report = provider.give_back(request, work.stored_values)
        return replace(done, state=report.state, refund_ref=report.refund_ref)

    def _by_hand(self, done: Refund) -> Refund:
        """A tender that no provider of this register took: only a person can give it back where it was taken."""
        if not done.reference:
            raise Refused(
                tr("{tender} was not taken by this register's reader", tender=done.label),
                tr("Nothing was refunded."),
                tr("Refund it where it was taken and type the reference, or choose cash or store credit."),
            )
        return done

    def _swap_tender(
        self, work: Work, refused: Refund, new: Refund, part: TenderBack, shift: ShiftView
    ) -> None:
        """The return's tender is another one now. In a later shift the old one is taken back there, so that the
        report of the shift it was in stays true and both add up."""
        order, now = work.orders.get(refused.ticket_id), self._desk.clock.now()
        for tender in order.tenders:
            if tender.refund_id != refused.id:
                continue
            if refused.shift_id == shift.id:
                work.orders.set_tender_state(tender.id, RefundState.REPLACED.value)
            else:
                back = TenderBack(None, refused.kind, -refused.amount_minor, -refused.rounding_minor)
                undone = replace(_tender(refused, back), state=REVERSED)
                work.orders.add_tender(refused.ticket_id, undone, shift.id, now)
        work.orders.add_tender(refused.ticket_id, _tender(new, part), shift.id, now)


def _is_whole(work: Work, refund: Refund) -> bool:
    """Whether it is all that its payment charged, and nothing of that went back or is to. A tender may be less than its
    payment: what was charged too much went back before."""
    if refund.payment_id is None:
        return False
    charged = work.payments.get(refund.payment_id).charged_minor
    before = work.refunds.of_payment(refund.payment_id)
    return refund.amount_minor == charged and not any(each.state.holds for each in before)


def _still_left(part: TenderBack, view: TenderLeftView) -> bool:
    return part.exact_minor <= view.left.left_exact_minor and (
        part.amount_minor <= view.left.left_minor or not part.kind.in_drawer
    )


def _tender(refund: Refund, part: TenderBack, view: TenderLeftView | None = None) -> TenderRecord:
    # Of a card that is only reserved it is taken off before the charge.
    reserved = view is not None and view.tender.state == PaymentState.AUTHORISED and refund.state.open
    return TenderRecord(
        id=new_id(),
        kind=refund.kind.value,
        state=NOT_CHARGED if reserved else refund.state.value,
        amount_minor=-part.amount_minor,
        given_minor=-part.amount_minor,
        change_minor=0,
        rounding_minor=-part.rounding_minor,
        refund_id=refund.id,
        returns_tender_id=part.tender_id,
        label=refund.label,
        last_four=view.last_four if view else "",
    )
