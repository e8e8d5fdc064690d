"""Goods that come back and money that goes back: from a past order, in the ticket as an exchange, or without a receipt.

A return is an order with lines below zero. It is written in one commit with every promise to give money back; what
lies in the drawer or in the store's own ledger goes back in that commit, the rest is carried out by the worker, once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from pos_desktop.application.approvals import Approval, ApprovalRequest
from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import OrderView, ReturnableLine, TenderLeftView
from pos_desktop.application.payment_books import enter_refund, move_refund
from pos_desktop.application.payment_provider import Providers
from pos_desktop.application.payment_records import Refund
from pos_desktop.application.ports import Work
from pos_desktop.application.printers import Printers
from pos_desktop.application.receipts import receipt, tender_name
from pos_desktop.application.sale_record import TenderRecord
from pos_desktop.application.sale_writing import Sale, SaleWriter, Seller, close_ticket, open_shift
from pos_desktop.application.shift_view import ShiftView
from pos_desktop.application.sure_write import SureWrite
from pos_desktop.application.tickets import TicketDesk
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import RefundState, TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.pricing import Totals, price_ticket
from pos_desktop.domain.returns import LineBack, TenderBack, TooMuchBack, back_to, share_back, split_back
from pos_desktop.domain.rounding import round_to_step
from pos_desktop.domain.shift import CashMove, signed
from pos_desktop.domain.ticket import Ticket, TicketLine

RETURNABLE = (OrderState.PAID, OrderState.PREPARING, OrderState.READY, OrderState.DONE)


@dataclass(frozen=True, slots=True)
class Pick:
    """So much of a sold line comes back, in thousandths; `restock` puts it on the shelf again."""

    quantity_milli: int
    restock: bool = True


@dataclass(frozen=True, slots=True)
class Returnable:
    """A past order with what may still come back and go back."""

    order: OrderView
    lines: tuple[ReturnableLine, ...]
    tenders: tuple[TenderLeftView, ...]


@dataclass(frozen=True, slots=True)
class ReturnPrice:
    """What goes back for what was picked; amounts in minor units, positive."""

    ticket: Ticket
    totals: Totals
    owed_minor: int
    split: tuple[TenderBack, ...]
    above_limit_minor: int | None  # the limit of the person at the register, when a manager is needed


@dataclass(frozen=True, slots=True)
class Returned:
    """A return that is on disk, and its promises."""

    sale: Sale
    refunds: tuple[Refund, ...]

    @property
    def open(self) -> bool:
        """Whether money is still on its way."""
        return any(refund.state.open for refund in self.refunds)


class Returns:
    """Takes goods back. Amounts are minor units; refunds are positive."""

    def __init__(self, desk: Desk, tickets: TicketDesk, printers: Printers, providers: Providers) -> None:
        self._desk = desk
        self._tickets = tickets
        self._printers = printers
        self._writer = SaleWriter(desk, printers)
        self._providers = providers
        store = desk.store
        self._returning: SureWrite[Returned] = SureWrite(store, _is_written)
        self._exchanges: SureWrite[tuple[Returned, Ticket]] = SureWrite(
            store, lambda work, ended: _is_written(work, ended[0])
        )
        self._paying_out: SureWrite[Refund] = SureWrite(
            store, lambda work, new: any(r.id == new.id for r in work.refunds.of_ticket(new.ticket_id))
        )

    # -- from a past order -------------------------------------------------------------------------

    def of(self, order_id: UUID) -> Returnable:
        """What of an order may come back. Refused, in words, for one that is cancelled, refunded or too old."""
        with self._desk.store.read() as work:
            order = work.orders.get(order_id)
            found = Returnable(
                order, tuple(work.orders.returnable(order_id)), tuple(work.orders.tenders_left(order_id))
            )
        self._check_returnable(found)
        return found

    def price(
        self,
        found: Returnable,
        picks: Mapping[UUID, Pick],
        reason: str = "",
        split: Mapping[UUID, int] | None = None,
    ) -> ReturnPrice:
        """What goes back for the picked lines. `split` says how much of it to which tender of the order (exact sums).

        Raises Refused for more than was sold, or for a split that does not add up or exceeds a tender.
        """
        ticket = self._ticket_of(found, picks, reason)
        totals = price_ticket(ticket)
        owed = -totals.total_minor
        limit = self._desk.signed_in.role.most_refund_minor
        above = limit if limit is not None and owed > limit else None
        return ReturnPrice(ticket, totals, owed, self._split(found, owed, split), above)

    def carry_out(
        self,
        found: Returnable,
        picks: Mapping[UUID, Pick],
        reason: str,
        *,
        note: str = "",
        split: Mapping[UUID, int] | None = None,
        other: TenderKind | None = None,
        references: Mapping[UUID, str] | None = None,
        approval: Approval | None = None,
    ) -> Returned:
        """Takes the picked goods back and gives the money back: to the original tenders, or as `other`
        (cash or store credit), which needs a manager's word of its own.
        """
        price = self.price(found, picks, reason, split)
        if not price.ticket.lines:
            raise Refused(tr("Nothing is chosen"), "", tr("Choose what comes back first."))
        split_now = price.split if other is None else (self._in_other(other, price.owed_minor),)
        approver = self._approved(found.order.number, price, split_now, reason, other, approval)
        ticket = replace(price.ticket, note=without_card_numbers(note.strip())[:200])

        def take_back(work: Work) -> Returned:
            # Looked at again where nothing can come between: two screens may have picked the same line.
            tenders = work.orders.tenders_left(found.order.id)
            numbered = replace(ticket, number=work.registers.take_ticket(self._desk.register.id))
            work.tickets.insert(self._desk.register.id, numbered, self._desk.clock.now())
            return self._write(
                work, numbered, price.totals, split_now, tenders, reason, approver, references or {}
            )

        done = self._returning.write(ticket.id, take_back)
        self._tell()
        return done

    # -- in the ticket -----------------------------------------------------------------------------

    def add_to_ticket(self, found: Returnable, picks: Mapping[UUID, Pick], reason: str) -> None:
        """Puts what comes back on the ticket on the screen, for an exchange. What is owed is settled there."""
        self._tickets.add_back(self._ticket_of(found, picks, reason).lines)

    def add_without_receipt(
        self,
        variant_row: int,
        quantity_milli: int,
        reason: str,
        *,
        restock: bool,
        approval: Approval | None = None,
    ) -> None:
        """Puts goods without a receipt on the ticket, at today's price; only as the store allows."""
        desk = self._desk
        if desk.settings.receiptless_returns == "never":
            raise Refused(
                tr("Without a receipt nothing is taken back here"),
                tr("The ticket is unchanged."),
                tr("Find the sale by card, customer or date under Orders."),
            )
        with desk.store.read() as work:
            sellable = work.catalogue.sellable(variant_row)
        if sellable.price_minor is None:
            raise Refused(tr("This product has no price"), tr("The ticket is unchanged."))
        line = TicketLine(
            new_id(),
            sellable.name,
            -quantity_milli,
            sellable.price_minor,
            sellable.taxes,
            variant_row=sellable.variant_row,
            variant_id=sellable.variant_id,
            unit=sellable.unit,
            weighed=sellable.weighed,
            list_price_minor=sellable.price_minor,
            tax_class_id=sellable.tax_class_id,
            track_stock=sellable.track_stock,
            back=LineBack(without_card_numbers(reason), restock),
        )
        request = ApprovalRequest(
            Permission.REFUND_WITHOUT_RECEIPT,
            tr("Return without a receipt"),
            ((tr("On"), line.name), (tr("Why"), reason), desk.asked_by()),
            line.amount_minor,
            str(variant_row),
        )
        approver = desk.require(Permission.REFUND_WITHOUT_RECEIPT, approval, lambda: request)
        self._tickets.add_back((line,), approver=approver)

    def price_ticket(self, split: Mapping[UUID, int] | None = None) -> tuple[int, tuple[TenderBack, ...]]:
        """What the ticket on the screen owes the customer, and where it goes: (minor units, split)."""
        owed = -self._tickets.totals.total_minor
        with self._desk.store.read() as work:
            tenders = self._tenders_of_ticket(work)
        if owed <= 0:
            return max(0, owed), ()
        if not tenders:
            return owed, (self._in_other(self._receiptless_kind(), owed),)
        left = sum(view.left.left_exact_minor for view in tenders)
        if split is None:
            found = split_back(min(owed, left), [view.left for view in tenders], self._coin)
            rest = owed - min(owed, left)
            return owed, found if not rest else (*found, self._in_other(self._receiptless_kind(), rest))
        return owed, self._chosen(tenders, owed, split)

    def finish_ticket(
        self,
        *,
        split: Mapping[UUID, int] | None = None,
        other: TenderKind | None = None,
        references: Mapping[UUID, str] | None = None,
        approval: Approval | None = None,
    ) -> Returned:
        """Ends a ticket of which nothing is to be paid: an even exchange, or one that owes the customer money."""
        desk, ticket, totals = self._desk, self._tickets.ticket, self._tickets.totals
        if (before := self._exchanges.earlier(ticket.id if ticket.lines else None)) is not None:
            return self._ended(before)
        if totals.total_minor > 0 or not ticket.lines:
            raise Refused(tr("The customer has to pay"), tr("Nothing was given back."))
        owed, parts = self.price_ticket(split)
        if other is not None and owed:
            parts = (self._in_other(other, owed),)
        reason = next((line.back.reason for line in ticket.lines if line.back), "")
        limit = desk.signed_in.role.most_refund_minor
        above = limit if limit is not None and owed > limit else None
        price = ReturnPrice(ticket, totals, owed, parts, above)
        words = tr("Ticket {number}", number=ticket.number)
        approver = self._approved(words, price, parts, reason, other, approval) if owed else None

        def end(work: Work) -> tuple[Returned, Ticket]:
            tenders = self._tenders_of_ticket(work)
            done = self._write(work, ticket, totals, parts, tenders, reason, approver, references or {})
            return done, self._tickets.open_next(work)

        return self._ended(self._exchanges.write(ticket.id, end))

    def _ended(self, ended: tuple[Returned, Ticket]) -> Returned:
        done, following = ended
        self._tickets.show(following)
        self._tell()
        return done

    # -- afterwards --------------------------------------------------------------------------------

    def refunds(self, order_id: UUID) -> list[Refund]:
        """The promises of a return, as they stand now."""
        with self._desk.store.read() as work:
            return work.refunds.of_ticket(order_id)

    def open_promises(self) -> list[Refund]:
        """Every refund that is still on its way or was refused: the register's debts."""
        with self._desk.store.read() as work:
            return [*work.refunds.refused(), *work.refunds.open()]

    def hand_out_receipt(self, returned: Returned) -> None:
        """Prints the held receipt of a return: with the outcome where it is known by now, as a promise otherwise."""
        job = returned.sale.receipt_job
        if job is None or not returned.sale.receipt_held:
            return
        with self._desk.store.write() as work:
            order = work.orders.get(returned.sale.order.id)
            work.print_jobs.rewrite(job, receipt(order, self._desk.settings, self._desk.formats))
            work.print_jobs.release(job, self._desk.clock.now())
        self._desk.events.tell(Event.PRINT)

    def pay_out_otherwise(
        self, refund_id: UUID, kind: TenderKind, approval: Approval | None = None
    ) -> Refund:
        """A refund that the provider refused for good, paid out in cash or as store credit instead."""
        desk = self._desk
        if (before := self._paying_out.earlier(refund_id)) is not None:
            return before
        with desk.store.read() as work:
            refused = work.refunds.get(refund_id)
        money = desk.formats.money(refused.amount_minor)
        request = ApprovalRequest(
            Permission.REFUND_OTHER_TENDER,
            tr("Pay a refund out as {tender}", tender=tender_name(kind.value)),
            (
                (tr("In place of"), f"{refused.label} {money}"),
                (tr("Why"), refused.last_error or refused.reason),
                desk.asked_by(),
            ),
            -refused.amount_minor,
            f"{refund_id}:{kind.value}",
        )
        approver = desk.require(Permission.REFUND_OTHER_TENDER, approval, lambda: request)
        new = self._paying_out.write(refund_id, lambda work: self._replace(work, refund_id, kind, approver))
        self._tell()
        return new

    def _replace(self, work: Work, refund_id: UUID, kind: TenderKind, approver: UUID | None) -> Refund:
        desk, refused = self._desk, work.refunds.get(refund_id)
        if refused.state is not RefundState.REFUSED:
            raise Refused(tr("This refund is not open any more"), tr("Nothing was paid out."))
        shift = open_shift(work, desk)
        part = self._in_other(kind, refused.amount_minor)
        new = self._refund(refused.ticket_id, part, None, refused.reason, 0, approver, shift)
        new = replace(new, cause="replacement", payment_id=refused.payment_id)
        new = self._now(work, new, part, shift, refused.ticket_id)
        enter_refund(work, new)
        move_refund(work, refused, RefundState.REPLACED, desk.clock.now())
        if refused.cause == "refund":
            self._swap_tender(work, refused, new, part, shift)
        if kind is TenderKind.CASH:
            self._printers.kick_drawer(work, order_id=refused.ticket_id)
        return new

    # -- within --------------------------------------------------------------------------------

    @property
    def _coin(self) -> int:
        return self._desk.settings.currency.smallest_cash

    def _check_returnable(self, found: Returnable) -> None:
        order, days = found.order, self._desk.settings.return_days
        if order.state not in RETURNABLE:
            raise Refused(
                tr("Nothing of this order can come back"),
                tr("It is cancelled or refunded."),
                tr("Look at its history."),
            )
        if days and order.paid_at + timedelta(days=days) < self._desk.clock.now():
            raise Refused(
                tr("The time for returns is over"),
                tr("This store takes goods back for {days} days.", days=days),
                tr("Ask a manager."),
            )

    def _ticket_of(self, found: Returnable, picks: Mapping[UUID, Pick], reason: str) -> Ticket:
        desk, order = self._desk, found.order
        lines = tuple(
            self._line_back(sold, picks[sold.line.id], order, reason)
            for sold in found.lines
            if sold.line.id in picks and picks[sold.line.id].quantity_milli
        )
        return Ticket(
            new_id(),
            0,
            desk.signed_in.id,
            desk.clock.now(),
            order.prices_include_tax,
            lines,
            customer=order.customer,
        )

    def _line_back(self, sold: ReturnableLine, pick: Pick, order: OrderView, reason: str) -> TicketLine:
        line = sold.line
        if line.issues:
            raise Refused(
                tr("A gift card does not come back"), tr("Nothing was changed."), tr("It keeps its balance.")
            )
        try:
            sums = share_back(
                sold.sums,
                line.quantity_milli,
                sold.returned_milli,
                pick.quantity_milli,
                inclusive=order.prices_include_tax,
            )
        except TooMuchBack as much:
            left = self._desk.formats.quantity(sold.left_milli, line.weighed)
            raise Refused(
                tr("Only {left} of {name} can come back", left=left, name=line.name),
                tr("Nothing was changed."),
            ) from much
        return TicketLine(
            new_id(),
            line.name,
            -pick.quantity_milli,
            line.unit_price_minor,
            sold.rates,
            variant_row=line.variant_row,
            variant_id=sold.variant_id,
            unit=line.unit,
            weighed=line.weighed,
            list_price_minor=line.list_price_minor,
            track_stock=sold.tracks_stock,
            back=LineBack(without_card_numbers(reason), pick.restock, order.id, line.id, order.number, sums),
        )

    def _split(
        self, found: Returnable, owed: int, split: Mapping[UUID, int] | None
    ) -> tuple[TenderBack, ...]:
        if split is not None:
            return self._chosen(found.tenders, owed, split)
        try:
            return split_back(owed, [view.left for view in found.tenders], self._coin)
        except TooMuchBack as much:
            raise self._too_much() from much

    def _chosen(
        self, tenders: Sequence[TenderLeftView], owed: int, split: Mapping[UUID, int]
    ) -> tuple[TenderBack, ...]:
        if sum(split.values()) != owed or any(part < 0 for part in split.values()):
            raise Refused(
                tr("The split does not add up to {amount}", amount=self._desk.formats.money(owed)),
                tr("Nothing was given back."),
                tr("Change the amounts."),
            )
        try:
            return tuple(
                back_to(view.left, split[view.tender.id], self._coin)
                for view in tenders
                if split.get(view.tender.id)
            )
        except TooMuchBack as much:
            raise self._too_much() from much

    def _too_much(self) -> Refused:
        return Refused(
            tr("More than was paid cannot go back"),
            tr("Nothing was given back."),
            tr("Look at what went back already."),
        )

    def _in_other(self, kind: TenderKind, owed: int) -> TenderBack:
        """To no original tender: cash in coins, or a new store credit."""
        if kind not in (TenderKind.CASH, TenderKind.STORE_CREDIT):
            raise Refused(tr("Money goes back in cash or as store credit"), tr("Nothing was given back."))
        amount = round_to_step(owed, self._coin) if kind is TenderKind.CASH else owed
        return TenderBack(None, kind, amount, amount - owed)

    def _receiptless_kind(self) -> TenderKind:
        to_cash = self._desk.settings.receiptless_to == "any"
        return TenderKind.CASH if to_cash else TenderKind.STORE_CREDIT

    def _tenders_of_ticket(self, work: Work) -> list[TenderLeftView]:
        orders = {
            line.back.order_id for line in self._tickets.ticket.lines if line.back and line.back.order_id
        }
        return [view for order_id in sorted(orders, key=str) for view in work.orders.tenders_left(order_id)]

    def _approved(
        self,
        of: str,
        price: ReturnPrice,
        split: Sequence[TenderBack],
        reason: str,
        other: TenderKind | None,
        approval: Approval | None,
    ) -> UUID | None:
        """A manager's word above the person's limit, and for money that does not go back to where it came from."""
        desk = self._desk
        permission = Permission.REFUND if other is None else Permission.REFUND_OTHER_TENDER
        facts: tuple[tuple[str, str], ...] = (
            (tr("Of"), of),
            (tr("Why"), reason or tr("No reason given")),
            (tr("To"), ", ".join(self._words(part) for part in split)),
            desk.asked_by(),
        )
        if price.above_limit_minor is not None:
            limit = desk.formats.money(price.above_limit_minor)
            facts = (*facts, (tr("Limit"), tr("Cashiers may give back up to {amount}", amount=limit)))
        request = ApprovalRequest(permission, tr("Refund {number}", number=of), facts, -price.owed_minor, of)
        return desk.require(permission, approval, lambda: request, refund_minor=price.owed_minor)

    def _words(self, part: TenderBack) -> str:
        return f"{tender_name(part.kind.value)} {self._desk.formats.money(part.amount_minor)}"

    def _write(
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
        desk, shift = self._desk, open_shift(work, self._desk)
        by_id = {view.tender.id: view for view in tenders}
        refunds, records = [], []
        for place, part in enumerate(split):
            view = by_id[part.tender_id] if part.tender_id else None
            if view is not None and (
                part.exact_minor > view.left.left_exact_minor or part.amount_minor > view.left.left_minor
            ):
                raise self._too_much()
            refund = self._refund(ticket.id, part, view, reason, place, approver, shift)
            if part.tender_id is not None:
                refund = replace(refund, reference=without_card_numbers(references.get(part.tender_id, "")))
            refund = self._now(work, refund, part, shift, ticket.id)
            refunds.append(refund)
            records.append(_tender(refund, part))
        sale = self._writer.write(
            work,
            ticket,
            totals,
            records,
            Seller(desk.signed_in.id, desk.signed_in.name),
            shift,
            kick=any(part.kind.in_drawer for part in split),
            hold_receipt=any(refund.state.open for refund in refunds),
            approver=approver,
        )
        for refund in refunds:
            enter_refund(work, refund)
        close_ticket(work, ticket, desk)
        return Returned(sale, tuple(refunds))

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
            whole=view is not None and part.amount_minor == view.tender.amount_minor + view.tender.tip_minor,
            reason=without_card_numbers(reason),
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
        if not done.reference.strip():
            raise Refused(
                tr("{tender} was not taken by this register's reader", tender=done.label),
                tr("Nothing was given back."),
                tr("Give it back where it was taken and type the reference, or choose cash or store credit."),
            )
        return done

    def _swap_tender(
        self, work: Work, refused: Refund, new: Refund, part: TenderBack, shift: ShiftView
    ) -> None:
        order = work.orders.get(refused.ticket_id)
        for tender in order.tenders:
            if tender.refund_id == refused.id:
                work.orders.set_tender_state(tender.id, RefundState.REPLACED.value)
        work.orders.add_tender(refused.ticket_id, _tender(new, part), shift.id, self._desk.clock.now())

    def _tell(self) -> None:
        for event in (Event.SOLD, Event.PRINT, Event.OUTBOX, Event.PAYMENT):
            self._desk.events.tell(event)


def _is_written(work: Work, returned: Returned) -> bool:
    return work.orders.exists(returned.sale.order.id)


def _tender(refund: Refund, part: TenderBack) -> TenderRecord:
    return TenderRecord(
        id=new_id(),
        kind=refund.kind.value,
        state=refund.state.value,
        amount_minor=-part.amount_minor,
        given_minor=-part.amount_minor,
        change_minor=0,
        rounding_minor=-part.rounding_minor,
        refund_id=refund.id,
        returns_tender_id=part.tender_id,
        label=refund.label,
    )
