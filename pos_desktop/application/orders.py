"""Past orders: find, look at, print again, void."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from pos_desktop.application.approvals import Approval, ApprovalRequest
from pos_desktop.application.capture_books import left_to_charge
from pos_desktop.application.card_slips import slips_of
from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.giving_up import GivingUp
from pos_desktop.application.ids import new_id
from pos_desktop.application.order_words import number_in, sale_code
from pos_desktop.application.orders_view import OrderRow, OrderView
from pos_desktop.application.ports import Work
from pos_desktop.application.printers import ORDER_TICKET, Printers
from pos_desktop.application.stock_moves import StockMoved
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.order import OrderState, advance
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.shift import CashMove, signed

if TYPE_CHECKING:
    from pos_desktop.application.documents import Document

WithoutPaper = Literal["pdf", "text", "mail"]
"""How a customer gets a receipt that is not printed: as a file, copied for another program, by the mail program."""


class Orders:
    """The orders of this register."""

    def __init__(self, desk: Desk, printers: Printers, giving_up: GivingUp) -> None:
        self._desk = desk
        self._printers = printers
        self._giving_up = giving_up

    def find(
        self,
        text: str = "",
        *,
        states: Sequence[OrderState] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        before: tuple[datetime, UUID] | None = None,
        limit: int = 50,
    ) -> list[OrderRow]:
        """Orders, the newest first, by number, card digits, customer, amount or words of what was sold."""
        with self._desk.store.read() as work:
            return work.orders.find(text, states=states, since=since, until=until, before=before, limit=limit)

    def get(self, order_id: UUID) -> OrderView:
        """One order with its lines and its history."""
        with self._desk.store.read() as work:
            return work.orders.get(order_id)

    def known(self, order_id: UUID) -> UUID | None:
        """The order of this ticket, or None where it did not become one."""
        with self._desk.store.read() as work:
            return order_id if work.orders.exists(order_id) else None

    def by_receipt_code(self, code: str) -> UUID | None:
        """The order whose receipt's bars or QR code were scanned.

        A code with the facts of its sale leads to that sale alone: two registers may have given one number.
        """
        number, *facts = code.strip().split(";")
        with self._desk.store.read() as work:
            found = work.orders.by_number(number.strip())
            if found is None or not facts:
                return found
            return found if sale_code(work.orders.get(found)) == code.strip() else None

    def of_another_register(self, code: str) -> str:
        """The number of a receipt whose sale is not in these books; empty where a code is no receipt's, or is ours."""
        number = number_in(code)
        return number if number and self.by_receipt_code(code) is None else ""

    def reprint(self, order_id: UUID, *, gift: bool = False, language: str = "") -> None:
        """Prints a copy, marked as one, or a gift receipt; journalled. In another language for who asks for it."""
        self._may_reprint()
        with self._desk.store.write() as work:
            self._printers.need_printer(work)
            order = work.orders.get(order_id)
            slips = () if gift else slips_of(work, order)
            document = self._desk.papers.receipt(
                work, order, copy=not gift, gift=gift, language=language, slips=slips
            )
            self._printers.print(work, "reprint", document, order_id=order_id)
            work.journal.add(
                "gift_receipt" if gift else "reprinted",
                {"number": order.number} | ({"language": language} if language else {}),
                subject_id=order_id,
                person_id=self._desk.signed_in.id,
            )
        self._desk.events.tell(Event.PRINT)

    def without_paper(self, order_id: UUID, *, copy: bool = True) -> "Document":
        """The receipt to be saved, copied or mailed instead of printed; once it was, `given` is told.

        A copy is marked as one; the receipt of a sale that was paid a moment ago and not printed yet is none.
        """
        if copy:
            self._may_reprint()
        with self._desk.store.read() as work:
            order = work.orders.get(order_id)
            return self._desk.papers.receipt(work, order, copy=copy, slips=slips_of(work, order))

    def given(self, order_id: UUID, way: WithoutPaper) -> None:
        """The customer has the receipt by this way: journalled."""
        with self._desk.store.write() as work:
            body = {"number": work.orders.get(order_id).number, "way": way}
            person = self._desk.signed_in.id
            work.journal.add("receipt_given", body, subject_id=order_id, person_id=person)

    def _may_reprint(self) -> None:
        if not self._desk.signed_in.role.allows(Permission.REPRINT):
            raise Refused(tr("You may not reprint receipts"), "", tr("Ask a manager."))

    def has_order_tickets(self, order: OrderView) -> bool:
        """Whether a kitchen printed, or is to print, what to make of it."""
        return any(event.facts.get("kind") == ORDER_TICKET for event in order.events)

    def reprint_order_tickets(self, order_id: UUID) -> int:
        """Prints its order tickets again, marked as copies; how many. Journalled; a voided order's say so."""
        self._may_reprint()
        with self._desk.store.write() as work:
            order = work.orders.get(order_id)
            count = self._order_tickets(work, order, copy=True)
            if not count:
                raise Refused(
                    tr("No printer makes this order"),
                    tr("Nothing was printed."),
                    tr("Choose categories for a printer in Settings › Devices."),
                )
            body = {"number": order.number}
            person = self._desk.signed_in.id
            work.journal.add("order_tickets_reprinted", body, subject_id=order_id, person_id=person)
        self._desk.events.tell(Event.PRINT)
        return count

    def _order_tickets(self, work: Work, order: OrderView, *, copy: bool = False) -> int:
        if not self._printers.order_printers(work):
            return 0
        from pos_desktop.application.order_tickets import print_order_tickets

        cancelled = order.state is OrderState.CANCELLED
        formats = self._desk.formats
        return print_order_tickets(work, self._printers, order, formats, cancelled=cancelled, copy=copy)

    def can_void(self, order: OrderView) -> bool:
        """Whether a void is possible: paid, and its shift still open."""
        if order.issues:
            return False
        with self._desk.store.read() as work:
            return self._voidable_in(work, order) is not None

    def _voidable_in(self, work: Work, order: OrderView) -> UUID | None:
        """The open shift that sold it, where nothing of it came back yet."""
        if order.state is not OrderState.PAID or order.returned_minor:
            return None
        if any(sold.returned_milli for sold in work.orders.returnable(order.id)):
            return None
        shift = work.shifts.current(self._desk.register.id)
        of_it = shift is not None and shift.id == order.shift_id and shift.state == "open"
        return order.shift_id if of_it else None

    def void(
        self,
        order_id: UUID,
        reason: str,
        approval: Approval | None = None,
        *,
        references: Mapping[UUID, str] | None = None,
    ) -> OrderView:
        """Undoes a sale of the open shift: order cancelled, goods and money back, in one commit.

        What is behind a network is promised in it and carried out by the worker: a charge that was not captured yet
        is voided, another one refunded. `references` names what a terminal beside the register printed.
        """
        desk = self._desk
        order, reason = self.get(order_id), without_card_numbers(reason)
        _need_nothing_issued(order)
        approver = desk.require(
            Permission.VOID_PAID,
            approval,
            lambda: self._void_request(order, reason),
            refund_minor=order.total_minor,
        )
        with desk.store.write() as work:
            order = work.orders.get(order_id)
            shift_id = self._voidable_in(work, order)
            if shift_id is None:
                raise Refused(
                    tr("This order can no longer be voided"),
                    tr("Nothing was changed."),
                    tr("Refund it instead, or ask a manager."),
                )
            work.orders.set_state(order_id, advance(order.state, OrderState.CANCELLED))
            work.orders.set_tenders_state(order_id, "voided")
            self._give_back(work, order, shift_id, reason, approver, references or {})
            self._tell_void(work, order, reason, approver)
            self._print_void(work, order)
        for event in (Event.SOLD, Event.PRINT, Event.OUTBOX, Event.PAYMENT):
            desk.events.tell(event)
        return self.get(order_id)

    def _tell_void(self, work: Work, order: OrderView, reason: str, approver: UUID | None) -> None:
        """Takes the goods back, and says so to the journal and to other systems."""
        now, person_id = self._desk.clock.now(), self._desk.signed_in.id
        goods = work.stock.reverse([line.id for line in order.lines], "void", now)
        body = {"number": order.number, "total_minor": order.total_minor, "reason": reason}
        work.journal.add("void", body, subject_id=order.id, person_id=person_id, approver_id=approver)
        lane = f"order:{order.id}"
        work.outbox.add(new_id(), lane, "order.cancelled", order.id, body, now)
        for place, moves in goods.items():
            moved = StockMoved(place, order.id)
            moved.add("void", moves)
            moved.tell(work, lane, now)

    def _print_void(self, work: Work, order: OrderView) -> None:
        """Its receipt, its order tickets, and the drawer where money lies in it."""
        voided = replace(order, state=OrderState.CANCELLED)
        slip = self._desk.papers.receipt(work, voided)
        self._printers.print(work, "receipt", slip, order_id=order.id)
        self._order_tickets(work, voided)
        if any(TenderKind(tender.kind).in_drawer for tender in order.tenders):
            self._printers.kick_drawer(work, order_id=order.id)

    def _give_back(
        self,
        work: Work,
        order: OrderView,
        shift_id: UUID,
        reason: str,
        approver: UUID | None,
        references: Mapping[UUID, str],
    ) -> None:
        desk, now = self._desk, self._desk.clock.now()
        cash = sum(t.amount_minor for t in order.tenders if t.kind == "cash" and t.payment_id is None)
        if cash or not order.tenders:
            work.shifts.add_move(
                shift_id,
                CashMove.REFUND,
                signed(CashMove.REFUND, cash),
                desk.signed_in.id,
                now,
                reason=reason,
                order_id=order.id,
                approved_by=approver,
            )
        paid = [tender for tender in reversed(order.tenders) if tender.payment_id is not None]
        for place, tender in enumerate(paid):
            assert tender.payment_id is not None
            payment = work.payments.get(tender.payment_id)
            if not payment.capture and left_to_charge(payment, work.refunds.of_payment(payment.id)) <= 0:
                continue  # the card brought nothing: what came in its place goes back
            reference = references.get(tender.id, "")
            self._giving_up.return_payment(work, payment, "void", place, approver, reference)

    def _void_request(self, order: OrderView, reason: str) -> ApprovalRequest:
        sold = f"{order.person_name} · {self._desk.formats.time(order.paid_at)}"
        return ApprovalRequest(
            Permission.VOID_PAID,
            tr("Void order {number}", number=order.number),
            (
                (tr("Sold by"), sold),
                (tr("Why"), reason or tr("No reason given")),
                self._desk.asked_by(),
            ),
            -order.total_minor,
            str(order.id),
        )


def _need_nothing_issued(order: OrderView) -> None:
    if order.issues:
        raise Refused(
            tr("A gift card does not come back"),
            tr("Nothing was changed."),
            tr("Block the card under Settings › Gift cards, and refund its amount."),
        )
