"""Shifts: float, money in and out, no-sale, blind count, X and Z."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from pos_desktop.application.approvals import Approval, ApprovalRequest
from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.ports import Work
from pos_desktop.application.printers import Printers
from pos_desktop.application.receipts import cash_slip
from pos_desktop.application.shift_view import MoveView, ShiftReport, ShiftView
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.shift import CashMove, count_up, signed, variance

_PERMISSIONS = {
    CashMove.PAY_IN: Permission.CASH_IN,
    CashMove.PAY_OUT: Permission.CASH_OUT,
    CashMove.DROP: Permission.CASH_OUT,
    CashMove.NO_SALE: Permission.NO_SALE,
}


class Shifts:
    """The shift of this register."""

    def __init__(self, desk: Desk, printers: Printers) -> None:
        self._desk = desk
        self._printers = printers

    def current(self) -> ShiftView | None:
        """The shift that is open or counted, if any."""
        with self._desk.store.read() as work:
            return work.shifts.current(self._desk.register.id)

    def recent(self, limit: int = 30) -> list[ShiftView]:
        """Shifts, the latest first."""
        with self._desk.store.read() as work:
            return work.shifts.recent(self._desk.register.id, limit)

    def moves(self, shift_id: UUID) -> list[MoveView]:
        """What was moved by hand in a shift, the latest first; says nothing of what the drawer should hold."""
        with self._desk.store.read() as work:
            return work.shifts.moves(shift_id)

    def sales(self, shift_id: UUID) -> int:
        """How many sales a shift has."""
        with self._desk.store.read() as work:
            return work.shifts.sales(shift_id)

    def open(self, float_minor: int) -> ShiftView:
        """Opens a shift with the float that lies in the drawer."""
        from pos_desktop.application.payment_books import take_into_shift

        desk, now = self._desk, self._desk.clock.now()
        if float_minor < 0:
            raise Refused(tr("A float cannot be negative"))
        if not desk.signed_in.role.allows(Permission.OPEN_SHIFT):
            raise Refused(tr("You may not open a shift"), "", tr("Ask a manager."))
        shift_id = new_id()
        with desk.store.write() as work:
            if work.shifts.current(desk.register.id) is not None:
                raise Refused(tr("A shift is open already"), tr("Nothing was changed."))
            number = work.registers.take_shift(desk.register.id)
            work.shifts.insert(shift_id, desk.register.id, number, desk.signed_in.id, now, float_minor)
            amount = signed(CashMove.FLOAT, float_minor)
            work.shifts.add_move(shift_id, CashMove.FLOAT, amount, desk.signed_in.id, now)
            take_into_shift(work, desk.register.id, shift_id, now)
            self._journal(work, "shift_opened", shift_id, {"shift": number, "float_minor": float_minor}, None)
        desk.events.tell(Event.SHIFT)
        found = self.current()
        assert found is not None
        return found

    def move_cash(
        self, kind: CashMove, amount_minor: int, reason: str, approval: Approval | None = None
    ) -> UUID | None:
        """Money in, money out, a drop to the safe; opens the drawer and prints a slip. The kick's job id."""
        reason = without_card_numbers(reason)
        if amount_minor <= 0:
            raise Refused(tr("Type an amount first"), tr("Nothing was booked."))
        title = cash_move_name(kind)
        request = ApprovalRequest(
            _PERMISSIONS[kind],
            title,
            ((tr("Why"), reason or tr("No reason given")), self._desk.asked_by()),
            signed(kind, amount_minor),
            kind.value,
        )
        return self._move(kind, amount_minor, reason, request, approval)

    def no_sale(self, reason: str, approval: Approval | None = None) -> UUID | None:
        """Opens the drawer without a sale. The kick's job id."""
        reason = without_card_numbers(reason)
        request = ApprovalRequest(
            Permission.NO_SALE,
            tr("No sale"),
            ((tr("Why"), reason or tr("No reason given")), self._desk.asked_by()),
            None,
            CashMove.NO_SALE.value,
        )
        return self._move(CashMove.NO_SALE, 0, reason, request, approval)

    def x_report(self) -> ShiftReport:
        """The shift until now."""
        shift = self._need_shift()
        if not self._desk.signed_in.role.allows(Permission.SEE_REPORTS) and shift.state == "open":
            raise Refused(
                tr("You may not see this report"),
                tr("It shows what the drawer should hold."),
                tr("Ask a manager."),
            )
        with self._desk.store.read() as work:
            return work.shifts.report(shift.id, self._desk.clock.now(), final=False)

    def confirm_count(self, counts: Mapping[int, int], note: str = "") -> ShiftView:
        """Stores the blind count for good; only then is the expected sum known to anybody."""
        desk, now = self._desk, self._desk.clock.now()
        self._may_close()
        try:
            counted = count_up(counts)
        except ValueError as error:
            raise Refused(
                tr("A number of bills or coins cannot be negative"), tr("Nothing was changed.")
            ) from error
        with desk.store.write() as work:
            shift = work.shifts.current(desk.register.id)
            if shift is None or shift.state != "open":
                raise Refused(tr("There is no open shift to count"))
            expected = work.shifts.drawer(shift.id).expected_minor
            work.shifts.set_counted(
                shift.id, counts, counted, expected, without_card_numbers(note.strip())[:200], now
            )
            body = {
                "shift": shift.number,
                "counted_minor": counted,
                "expected_minor": expected,
                "counts": {str(key): value for key, value in counts.items()},
            }
            self._journal(work, "shift_counted", shift.id, body, None)
        desk.events.tell(Event.SHIFT)
        return self._need_shift()

    def preview(self) -> ShiftReport:
        """The Z report as it will be when the counted shift is closed; Refused before the count: it is blind."""
        shift = self._need_shift()
        if shift.state != "counted":
            raise Refused(tr("Count the drawer first"), tr("The shift stays open."))
        with self._desk.store.read() as work:
            return self._report(work, shift, shift.variance_reason, None)

    def close(self, reason: str, float_left_minor: int) -> ShiftReport:
        """Closes the counted shift in one transaction and prints the Z report; needs no server."""
        desk, now, reason = self._desk, self._desk.clock.now(), without_card_numbers(reason)
        self._may_close()
        with desk.store.write() as work:
            shift = work.shifts.current(desk.register.id)
            if shift is None or shift.state != "counted" or shift.counted_minor is None:
                raise Refused(tr("Count the drawer first"), tr("The shift stays open."))
            if not 0 <= float_left_minor <= shift.counted_minor:
                raise Refused(tr("The float cannot be more than was counted"), tr("The shift stays open."))
            report = self._report(work, shift, reason, float_left_minor)
            work.shifts.set_closed(shift.id, desk.signed_in.id, reason, float_left_minor, report, now)
            body = {
                "shift": shift.number,
                "sales": report.sales,
                "gross_minor": report.gross_minor,
                "tax_minor": report.tax_minor,
                "counted_minor": shift.counted_minor,
                "variance_minor": variance(shift.counted_minor, shift.expected_minor or 0),
                "reason": reason,
            }
            self._journal(work, "shift_closed", shift.id, body, None)
            work.outbox.add(new_id(), f"shift:{shift.id}", "shift.closed", shift.id, report.to_json(), now)
            self._printers.print(work, "report", desk.papers.report(work, report))
        for event in (Event.SHIFT, Event.PRINT):
            desk.events.tell(event)
        return report

    def print_report(self, report: ShiftReport) -> None:
        """Prints an X report, or a Z report once more."""
        with self._desk.store.write() as work:
            self._printers.need_printer(work)
            document = self._desk.papers.report(work, report)
            self._printers.print(work, "report", document)
        self._desk.events.tell(Event.PRINT)

    def z_report(self, shift_id: UUID) -> ShiftReport | None:
        """The stored Z report of a closed shift."""
        with self._desk.store.read() as work:
            return work.shifts.z_report(shift_id)

    # -- within --------------------------------------------------------------------------------

    def _report(self, work: Work, shift: ShiftView, reason: str, float_left: int | None) -> ShiftReport:
        report = work.shifts.report(shift.id, self._desk.clock.now(), final=True)
        return replace(
            report,
            counted_minor=shift.counted_minor,
            variance_reason=reason,
            float_left_minor=float_left,
            note=shift.note,
        )

    def _move(
        self,
        kind: CashMove,
        amount_minor: int,
        reason: str,
        request: ApprovalRequest,
        approval: Approval | None,
    ) -> UUID | None:
        desk, now = self._desk, self._desk.clock.now()
        approver = desk.require(_PERMISSIONS[kind], approval, lambda: request)
        with desk.store.write() as work:
            shift = work.shifts.current(desk.register.id)
            if shift is None or shift.state != "open":
                raise Refused(tr("No shift is open"), tr("Nothing was booked."), tr("Open a shift first."))
            amount = signed(kind, amount_minor)
            work.shifts.add_move(
                shift.id, kind, amount, desk.signed_in.id, now, reason=reason, approved_by=approver
            )
            body = {"shift": shift.number, "amount_minor": amount, "reason": reason}
            self._journal(work, kind.value, shift.id, body, approver)
            job = self._printers.kick_drawer(work)
            if kind is not CashMove.NO_SALE:
                slip = cash_slip(
                    cash_move_name(kind),
                    amount_minor,
                    reason,
                    desk.signed_in.name,
                    desk.formats.moment(now),
                    desk.settings,
                    desk.formats,
                )
                self._printers.print(work, "report", slip)
        for event in (Event.SHIFT, Event.PRINT):
            desk.events.tell(event)
        return job

    def _may_close(self) -> None:
        if not self._desk.signed_in.role.allows(Permission.CLOSE_SHIFT):
            raise Refused(tr("You may not close the shift"), "", tr("Ask a manager."))

    def _need_shift(self) -> ShiftView:
        shift = self.current()
        if shift is None:
            raise Refused(tr("No shift is open"), "", tr("Open a shift first."))
        return shift

    def _journal(
        self, work: Work, kind: str, subject: UUID, body: dict[str, object], approver: UUID | None
    ) -> None:
        work.journal.add(
            kind, body, subject_id=subject, person_id=self._desk.signed_in.id, approver_id=approver
        )


def cash_move_name(kind: CashMove) -> str:
    """A move's name for people."""
    return {
        CashMove.FLOAT: tr("Opening float"),
        CashMove.SALE: tr("Cash sale"),
        CashMove.REFUND: tr("Cash refund"),
        CashMove.PAY_IN: tr("Pay in"),
        CashMove.PAY_OUT: tr("Pay out"),
        CashMove.DROP: tr("Cash drop"),
        CashMove.NO_SALE: tr("No sale"),
    }[kind]
