"""Gift cards, store credits and vouchers as a manager keeps them: found, looked at, blocked, corrected, issued.

Nobody ever sees a code again: it stands on the slip that was printed, and the ledger knows a keyed hash of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pos_desktop.application.approvals import Approval, ApprovalRequest
from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_books import DOTS
from pos_desktop.application.payment_records import StoredValueView, ValueMove
from pos_desktop.application.ports import Work
from pos_desktop.application.printers import Printers
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.sale_writing import SaleWriter
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.ticket import MOST_MINOR
from pos_desktop.domain.value_codes import is_code, normal_code

KINDS = (TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT, TenderKind.VOUCHER)
SHOWN = 200
DIGITS = 4


@dataclass(frozen=True, slots=True)
class ValueHistory:
    """A stored value and its moves, the oldest first; a move of an order with the order's number."""

    value: StoredValueView
    moves: Sequence[tuple[ValueMove, str]]


class StoredValueDesk:
    """Each change is one commit with its journal entry, by a person who may or with a manager's word."""

    def __init__(self, desk: Desk, printers: Printers) -> None:
        self._desk = desk
        self._printers = printers
        self._writer = SaleWriter(desk, printers)

    def find(self, text: str = "") -> list[StoredValueView]:
        """By a whole code, by the last four characters of one, or the newest of all kinds."""
        wanted = normal_code(text)
        with self._desk.store.read() as work:
            if is_code(wanted):
                found = work.stored_values.find(wanted)
                return [] if found is None else [found]
            if wanted and len(wanted) != DIGITS:
                return []
            views = [view for kind in KINDS for view in work.stored_values.newest(kind, SHOWN, wanted)]
        return sorted(views, key=lambda view: (view.issued_at, view.id), reverse=True)[:SHOWN]

    def history(self, value_id: UUID) -> ValueHistory:
        """What happened to one."""
        with self._desk.store.read() as work:
            moves = [(move, _number(work, move)) for move in work.stored_values.moves(value_id)]
            return ValueHistory(work.stored_values.get(value_id), moves)

    def issue(
        self, kind: TenderKind, amount_minor: int, customer: str = "", approval: Approval | None = None
    ) -> UUID:
        """Issues one without a sale and prints its slip, the only place of its code; its id.

        Refused without a printer: a code that stands nowhere is worth nothing.
        """
        _check_amount(amount_minor)
        name = customer.strip()[:100]
        request = self._request(
            tr("Issue: {kind}", kind=tender_name(kind.value)),
            ((tr("For"), name or tr("Walk-in customer")),),
            amount_minor,
            f"issue:{kind.value}:{name}",
        )
        approver = self._desk.require(Permission.STORED_VALUE, approval, lambda: request)
        with self._desk.store.write() as work:
            self._printers.need_printer(work)
            value_id = self._writer.issue(work, kind, amount_minor, customer=name)
            if approver is not None:
                self._journal(
                    work, "stored_value_approved", value_id, {"amount_minor": amount_minor}, approver
                )
        self._tell()
        return value_id

    def set_blocked(
        self, value_id: UUID, blocked: bool, reason: str = "", approval: Approval | None = None
    ) -> None:
        """Blocks one that was lost, or frees it again."""
        with self._desk.store.read() as work:
            value = work.stored_values.get(value_id)
        title = tr("Block") if blocked else tr("Unblock")
        why = reason.strip()[:200]
        request = self._request(
            f"{title}: {label(value)}",
            ((tr("Why"), why or tr("No reason given")),),
            value.balance_minor,
            f"{value_id}:{blocked}",
        )
        approver = self._desk.require(Permission.STORED_VALUE, approval, lambda: request)
        with self._desk.store.write() as work:
            work.stored_values.set_blocked(value_id, blocked)
            kind = "stored_value_blocked" if blocked else "stored_value_unblocked"
            self._journal(work, kind, value_id, {"last_four": value.last_four, "reason": why}, approver)
        self._tell()

    def adjust(
        self, value_id: UUID, amount_minor: int, reason: str, approval: Approval | None = None
    ) -> StoredValueView:
        """Adds to a balance, or takes off it, for a reason; never below nothing."""
        why = reason.strip()[:200]
        if not why:
            raise Refused(tr("A reason is missing"), tr("Nothing was changed."))
        if not amount_minor:
            raise Refused(tr("There is no amount to adjust by"), tr("Nothing was changed."))
        _check_amount(abs(amount_minor))
        with self._desk.store.read() as work:
            value = work.stored_values.get(value_id)
        request = self._request(
            tr("Adjust: {name}", name=label(value)), ((tr("Why"), why),), amount_minor, f"{value_id}:{why}"
        )
        approver = self._desk.require(Permission.STORED_VALUE, approval, lambda: request)
        with self._desk.store.write() as work:
            try:
                now = self._desk.clock.now()
                work.stored_values.adjust(value_id, amount_minor, why, new_id(), now)
            except ValueError as below:
                raise Refused(
                    tr("It does not hold that much"),
                    tr("It holds {amount}.", amount=self._desk.formats.money(value.balance_minor)),
                ) from below
            body = {"last_four": value.last_four, "amount_minor": amount_minor, "reason": why}
            self._journal(work, "stored_value_adjusted", value_id, body, approver)
            changed = work.stored_values.get(value_id)
        self._tell()
        return changed

    # -- within --------------------------------------------------------------------------------

    def _request(
        self, title: str, facts: tuple[tuple[str, str], ...], amount_minor: int, subject: str
    ) -> ApprovalRequest:
        return ApprovalRequest(
            Permission.STORED_VALUE, title, (*facts, self._desk.asked_by()), amount_minor, subject
        )

    def _journal(
        self, work: Work, kind: str, value_id: UUID, body: dict[str, Any], approver: UUID | None
    ) -> None:
        work.journal.add(
            kind, body, subject_id=value_id, person_id=self._desk.signed_in.id, approver_id=approver
        )

    def _tell(self) -> None:
        for event in (Event.PRINT, Event.OUTBOX):
            self._desk.events.tell(event)


def label(value: StoredValueView) -> str:
    """What people call one: its kind and the last four characters of its code."""
    return f"{tender_name(value.kind.value)} {DOTS} {value.last_four}"


def _check_amount(amount_minor: int) -> None:
    if not 0 < amount_minor <= MOST_MINOR:
        raise Refused(tr("This amount is not possible"), tr("Nothing was changed."))


def _number(work: Work, move: ValueMove) -> str:
    """The receipt of the sale it moved for; empty while that is not paid."""
    if move.order_id is None:
        return ""
    try:
        return work.orders.get(move.order_id).number
    except LookupError:
        return ""
