"""Goods that come back and money that goes back: from a past order, in the ticket as an exchange, or without a receipt.

A return is an order with lines below zero. It is written in one commit with every promise to give money back; what
lies in the drawer or in the store's own ledger goes back in that commit, the rest is carried out by the worker, once.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from pos_desktop.application.approvals import Approval, ApprovalRequest
from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Providers
from pos_desktop.application.payment_records import Refund
from pos_desktop.application.ports import Work
from pos_desktop.application.printers import Printers
from pos_desktop.application.receipt_tenders import tender_label, tender_name
from pos_desktop.application.return_pricing import (
    Pick,
    Returnable,
    ReturnPrice,
    ReturnPricing,
    past_order,
)
from pos_desktop.application.return_writing import Returned, ReturnWriter
from pos_desktop.application.sale_writing import SaleWriter
from pos_desktop.application.sure_write import SureWrite
from pos_desktop.application.tickets import TicketDesk
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.returns import LineBack, TenderBack
from pos_desktop.domain.ticket import Ticket, TicketLine

__all__ = ["Pick", "ReturnPrice", "Returnable", "Returned", "Returns"]

RETURNABLE = (OrderState.PAID, OrderState.PREPARING, OrderState.READY, OrderState.DONE)


class Returns:
    """Takes goods back. Amounts are minor units; refunds are positive."""

    def __init__(self, desk: Desk, tickets: TicketDesk, printers: Printers, providers: Providers) -> None:
        self._desk = desk
        self._tickets = tickets
        self._printers = printers
        self._pricing = ReturnPricing(desk)
        self._writer = ReturnWriter(desk, SaleWriter(desk, printers), providers)
        store = desk.store
        self._returning: SureWrite[Returned] = SureWrite(store, _is_written)
        self._exchanges: SureWrite[tuple[Returned, Ticket]] = SureWrite(
            store, lambda work, ended: _is_written(work, ended[0])
        )
        self._paying_out: SureWrite[Refund] = SureWrite(
            store, lambda work, new: any(r.id == new.id for r in work.refunds.of_ticket(new.ticket_id))
        )

    # -- from a past order -------------------------------------------------------------------------

    def past(self, order_id: UUID) -> Returnable:
        """An order with what came and went back of it, whether more may or not."""
        with self._desk.store.read() as work:
            return past_order(work, order_id)

    def of(self, order_id: UUID) -> Returnable:
        """What of an order may come back. Refused, in words, for one that is cancelled, refunded or too old."""
        found = self.past(order_id)
        why_not = self.why_not(found)
        if why_not is not None:
            raise why_not
        return found

    def why_not(self, found: Returnable) -> Refused | None:
        """Why nothing of an order can come back; None when something can."""
        order, days = found.order, self._desk.settings.return_days
        if order.state not in RETURNABLE:
            return Refused(
                tr("Nothing of this order can come back"),
                tr("It is cancelled or refunded."),
                tr("Look at its history."),
            )
        if days and order.paid_at + timedelta(days=days) < self._desk.clock.now():
            return Refused(
                tr("The time for returns is over"),
                tr_n(
                    "This store takes returns for {count} day.",
                    "This store takes returns for {count} days.",
                    days,
                ),
                tr("A manager can change that in the settings."),
            )
        if not found.anything_left:
            return Refused(
                tr("Nothing of this order can come back"),
                tr("Everything that was sold with it is back already."),
                tr("Look at its history."),
            )
        return None

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
        return self._pricing.of_order(found, picks, reason, split)

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
        reason = without_card_numbers(reason)
        price = self.price(found, picks, reason, split)
        if not price.ticket.lines:
            raise Refused(tr("Nothing is chosen"), "", tr("Choose what comes back first."))
        if other is not None:
            price = self._given_as(other, price)
        approver = self._approved(found.order.number, price, reason, other, approval)
        ticket = replace(price.ticket, note=without_card_numbers(note.strip())[:200])

        def take_back(work: Work) -> Returned:
            # Looked at again where nothing can come between: two screens may have picked the same line.
            tenders = past_order(work, found.order.id).tenders
            numbered = replace(ticket, number=work.registers.take_ticket(self._desk.register.id))
            work.tickets.insert(self._desk.register.id, numbered, self._desk.clock.now())
            return self._writer.write(
                work, numbered, price.totals, price.split, tenders, reason, approver, _written(references)
            )

        done = self._returning.write(ticket.id, take_back)
        self._tell()
        return done

    # -- in the ticket -----------------------------------------------------------------------------

    def add_to_ticket(
        self, found: Returnable, picks: Mapping[UUID, Pick], reason: str, approval: Approval | None = None
    ) -> None:
        """Puts what comes back on the ticket on the screen, for an exchange. What is owed is settled there; other goods
        are taken for it as money would be, and need a manager's word above the same limit.
        """
        reason = without_card_numbers(reason)
        back = self._pricing.ticket_of(found, picks, reason)
        approver = self._exchange_approved(found, back, reason, approval)
        self._tickets.add_back(back.lines, approver=approver)

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
        desk, reason = self._desk, without_card_numbers(reason)
        if desk.settings.receiptless_returns == "never":
            raise Refused(
                tr("No returns without a receipt here"),
                tr("The ticket is unchanged."),
                tr("Find the order by card, customer or date under Orders."),
            )
        line = self._line_without_receipt(variant_row, quantity_milli, LineBack(reason, restock))
        request = ApprovalRequest(
            Permission.REFUND_WITHOUT_RECEIPT,
            tr("Return without a receipt"),
            (
                (tr("On"), f"{desk.formats.quantity(quantity_milli, line.weighed)} × {line.name}"),
                (tr("Why"), reason or tr("No reason given")),
                desk.asked_by(),
            ),
            line.amount_minor,
            f"{variant_row}:{restock}",
        )
        approver = desk.require(
            Permission.REFUND_WITHOUT_RECEIPT, approval, lambda: request, refund_minor=-line.amount_minor
        )
        self._tickets.add_back((line,), approver=approver)

    def _line_without_receipt(self, variant_row: int, quantity_milli: int, back: LineBack) -> TicketLine:
        with self._desk.store.read() as work:
            sellable = work.catalogue.sellable(variant_row)
        if sellable.price_minor is None:
            raise Refused(tr("This product has no price"), tr("The ticket is unchanged."))
        return TicketLine(
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
            back=back,
        )

    def price_ticket(self, split: Mapping[UUID, int] | None = None) -> ReturnPrice:
        """What the ticket on the screen owes the customer, and where it goes."""
        with self._desk.store.read() as work:
            pasts = self._pasts_of_ticket(work)
        return self._pricing.of_ticket(self._tickets.ticket, self._tickets.totals, pasts, split)

    def finish_ticket(
        self,
        *,
        split: Mapping[UUID, int] | None = None,
        other: TenderKind | None = None,
        references: Mapping[UUID, str] | None = None,
        approval: Approval | None = None,
    ) -> Returned:
        """Ends a ticket of which nothing is to be paid: an even exchange, or one that owes the customer money."""
        ticket, totals = self._tickets.ticket, self._tickets.totals
        if (before := self._exchanges.earlier(ticket.id if ticket.lines else None)) is not None:
            return self._ended(before)
        if totals.total_minor > 0 or not ticket.lines:
            raise Refused(tr("The customer has to pay"), tr("Nothing was refunded."))
        price = self.price_ticket(split)
        if other is not None and price.owed_minor:
            price = self._given_as(other, price)
        reason = next((line.back.reason for line in ticket.lines if line.back), "")
        words = tr("Ticket {number}", number=ticket.number)
        approver = self._approved(words, price, reason, other, approval) if price.owed_minor else None

        def end(work: Work) -> tuple[Returned, Ticket]:
            tenders = [view for past in self._pasts_of_ticket(work) for view in past.tenders]
            done = self._writer.write(
                work, ticket, totals, price.split, tenders, reason, approver, _written(references)
            )
            return done, self._tickets.open_next(work)

        return self._ended(self._exchanges.write(ticket.id, end))

    def _ended(self, ended: tuple[Returned, Ticket]) -> Returned:
        done, following = ended
        self._tickets.show(following)
        self._tell()
        return done

    def _given_as(self, other: TenderKind, price: ReturnPrice) -> ReturnPrice:
        """All of it in place of the original tenders; Refused where the store does not want it so."""
        why_not = self.why_not_as(other, price)
        if why_not is not None:
            raise why_not
        return replace(price, split=(self._pricing.in_other(other, price.owed_minor),))

    def why_not_as(self, other: TenderKind, price: ReturnPrice) -> Refused | None:
        """Why money cannot go back in this way in place of the original tenders, whoever approves; None when it can."""
        if other is not TenderKind.CASH:
            return None
        if (why_not := self.why_not_paid_out(other)) is not None:
            return why_not
        if self._desk.settings.receiptless_to == "any":
            return None
        if any(line.back and line.back.order_id is None for line in price.ticket.lines):
            return Refused(
                tr("Without a receipt only store credit is given"),
                tr("Nothing was refunded."),
                tr("Choose store credit."),
            )
        if price.without_tender_minor:
            return Refused(
                tr("A part of this goes back as store credit only"),
                tr("It was paid with goods without a receipt, or in a way that takes no refund."),
                tr("Choose store credit."),
            )
        return None

    def why_not_paid_out(self, kind: TenderKind) -> Refused | None:
        """Why a refused refund is not paid out in this way, whoever approves; None when it can be."""
        if kind is not TenderKind.CASH or self._pricing.cash_goes_back():
            return None
        return Refused(tr("No cash refunds here"), tr("Nothing was refunded."), tr("Choose store credit."))

    def otherwise(self, kind: TenderKind, owed_minor: int) -> TenderBack:
        """What goes back in place of the original tenders: cash in coins, or a store credit."""
        return self._pricing.in_other(kind, owed_minor)

    # -- afterwards --------------------------------------------------------------------------------

    def refunds(self, order_id: UUID) -> list[Refund]:
        """The promises of a return, as they stand now."""
        with self._desk.store.read() as work:
            return work.refunds.of_ticket(order_id)

    def open_promises(self) -> list[Refund]:
        """Every refund that is still on its way or was refused: the register's debts, the refused ones first."""
        with self._desk.store.read() as work:
            # One that is kept by charging a card less has no turn: it is not among them.
            return [*work.refunds.refused(), *work.refunds.open()]

    def try_now(self, refund_id: UUID) -> None:
        """Asks the provider at once in place of waiting for the next try."""
        with self._desk.store.write() as work:
            refund = work.refunds.get(refund_id)
            if not refund.state.open:
                raise Refused(tr("This refund is not open any more"), tr("Nothing was asked for."))
            work.refunds.save(replace(refund, next_at=self._desk.clock.now()))
        self._desk.events.tell(Event.PAYMENT)

    def hand_out_receipt(self, returned: Returned) -> None:
        """Prints the held receipt of a return: with the outcome where it is known by now, as a promise otherwise."""
        job = returned.sale.receipt_job
        if job is None or not returned.sale.receipt_held:
            return
        with self._desk.store.write() as work:
            order = work.orders.get(returned.sale.order.id)
            work.print_jobs.rewrite(job, self._desk.papers.receipt(work, order))
            work.print_jobs.release(job, self._desk.clock.now())
        self._desk.events.tell(Event.PRINT)

    def pay_out_otherwise(
        self, refund_id: UUID, kind: TenderKind, approval: Approval | None = None
    ) -> Refund:
        """A refund that the provider refused for good, paid out in cash or as store credit instead."""
        desk = self._desk
        if (before := self._paying_out.earlier(refund_id)) is not None:
            return before
        if (why_not := self.why_not_paid_out(kind)) is not None:
            raise why_not
        with desk.store.read() as work:
            refused = work.refunds.get(refund_id)
        part = self._pricing.in_other(kind, refused.amount_minor)
        request = self._replacement_request(refused, kind)
        approver = desk.require(
            Permission.REFUND_OTHER_TENDER, approval, lambda: request, refund_minor=refused.amount_minor
        )

        def pay_out(work: Work) -> Refund:
            new = self._writer.replace(work, work.refunds.get(refund_id), part, approver)
            if kind is TenderKind.CASH:
                self._printers.kick_drawer(work, order_id=refused.ticket_id)
            return new

        new = self._paying_out.write(refund_id, pay_out)
        self._tell()
        return new

    # -- within --------------------------------------------------------------------------------

    def _replacement_request(self, refused: Refund, kind: TenderKind) -> ApprovalRequest:
        money = self._desk.formats.money(refused.amount_minor)
        return ApprovalRequest(
            Permission.REFUND_OTHER_TENDER,
            tr("Refund as {tender}", tender=tender_name(kind.value)),
            (
                (tr("In place of"), f"{refused.label} {money}"),
                (tr("Why"), refused.last_error or refused.reason),
                self._desk.asked_by(),
            ),
            -refused.amount_minor,
            f"{refused.id}:{kind.value}",
        )

    def _pasts_of_ticket(self, work: Work) -> list[Returnable]:
        """The sales of which goods come back on the ticket, in the order of its lines."""
        backs = [line.back for line in self._tickets.ticket.lines if line.back is not None]
        orders = dict.fromkeys(back.order_id for back in backs if back.order_id is not None)
        return [past_order(work, order_id) for order_id in orders]

    def _approved(
        self,
        of: str,
        price: ReturnPrice,
        reason: str,
        other: TenderKind | None,
        approval: Approval | None,
    ) -> UUID | None:
        """A manager's word above the person's limit, and for money that does not go back to where it came from."""
        desk, role = self._desk, self._desk.signed_in.role
        permission = Permission.REFUND
        if other is not None and not role.allows(Permission.REFUND_OTHER_TENDER):
            permission = Permission.REFUND_OTHER_TENDER
        facts: tuple[tuple[str, str], ...] = (
            (tr("Why"), reason or tr("No reason given")),
            (tr("To"), self._targets(price)),
            desk.asked_by(),
            *self._limit_facts(price.owed_minor),
        )
        targets = ":".join(f"{part.tender_id or part.kind.value}={part.amount_minor}" for part in price.split)
        request = ApprovalRequest(
            permission, tr("Refund {number}", number=of), facts, -price.owed_minor, f"{of}:{targets}"
        )
        return desk.require(permission, approval, lambda: request, refund_minor=price.owed_minor)

    def _exchange_approved(
        self, found: Returnable, back: Ticket, reason: str, approval: Approval | None
    ) -> UUID | None:
        """A manager's word for goods that are worth more than the person may give back."""
        desk, order = self._desk, found.order
        worth = -price_ticket(back).total_minor
        facts = (
            (tr("Comes back"), self._goods(back)),
            (tr("Why"), reason or tr("No reason given")),
            desk.asked_by(),
            *self._limit_facts(worth),
        )
        pieces = ":".join(
            f"{line.back.order_line_id}={-line.quantity_milli}" for line in back.lines if line.back
        )
        request = ApprovalRequest(
            Permission.REFUND,
            tr("Exchange {number}", number=order.number),
            facts,
            -worth,
            f"exchange:{order.id}:{pieces}",
        )
        return desk.require(Permission.REFUND, approval, lambda: request, refund_minor=worth)

    def _goods(self, back: Ticket) -> str:
        """Short enough for one line: 2 × Coffee, or how many items."""
        if len(back.lines) > 1:
            return tr_n("{count} item", "{count} items", back.items)
        formats = self._desk.formats
        return ", ".join(
            f"{formats.quantity(-line.quantity_milli, line.weighed)} × {line.name}" for line in back.lines
        )

    def _limit_facts(self, minor: int) -> tuple[tuple[str, str], ...]:
        """The limit that a sum is above."""
        above = self._pricing.above_limit(minor)
        if above is None:
            return ()
        limit = self._desk.formats.money(above)
        return ((tr("Limit"), tr("Cashiers may refund up to {amount}", amount=limit)),)

    def _targets(self, price: ReturnPrice) -> str:
        """Short enough for one line: Gift card 10,00 · Visa 4242 10,04."""
        labels = {view.tender.id: tender_label(view.tender) for view in price.tenders}
        told = []
        for part in price.split:
            named = part.tender_id is not None and not part.kind.has_balance
            label = labels.get(part.tender_id, "") if named and part.tender_id else ""
            label = " ".join(label.replace("\u00b7", " ").split()) or tender_name(part.kind.value)
            told.append(f"{label} {self._desk.formats.figure(part.amount_minor)}")
        return " · ".join(told)

    def _tell(self) -> None:
        for event in (Event.SOLD, Event.PRINT, Event.OUTBOX, Event.PAYMENT):
            self._desk.events.tell(event)


def _is_written(work: Work, returned: Returned) -> bool:
    return work.orders.exists(returned.sale.order.id)


def _written(references: Mapping[UUID, str] | None) -> Mapping[UUID, str]:
    """What people typed of a terminal's paper, without what may not be kept."""
    return {key: without_card_numbers(text) for key, text in (references or {}).items()}
