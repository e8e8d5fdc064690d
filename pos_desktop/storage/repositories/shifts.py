"""Shifts of a register and the cash that moved in them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.shift_view import MoveView, ShiftReport, ShiftView
from pos_desktop.application.wording import tr
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.shift import CashMove, DrawerSums
from pos_desktop.storage.errors import breaks_a_rule
from pos_desktop.storage.later.sql import Integer, bindparam, func, select, update
from pos_desktop.storage.later.tables import cash_move, person, sale_order, shift
from pos_desktop.storage.repositories import shift_report
from pos_desktop.storage.repositories.statement import (
    Link,
    NoSuchRow,
    Row,
    Statement,
    insert_into,
    insert_only,
    or_blank,
)

OPEN, COUNTED, CLOSED = "open", "counted", "closed"

_VIEWS = select(
    shift.c.id,
    shift.c.number,
    shift.c.state,
    shift.c.opened_by,
    person.c.name,
    shift.c.opened_at,
    shift.c.float_minor,
    shift.c.counts,
    shift.c.counted_minor,
    shift.c.expected_minor,
    shift.c.counted_at,
    shift.c.closed_at,
    or_blank(shift.c.variance_reason),
    or_blank(shift.c.note),
).join(person, person.c.id == shift.c.opened_by)
CURRENT = Statement(
    _VIEWS.where(shift.c.register_id == bindparam("register_id"), shift.c.closed_at.is_(None))
)
_ONE = Statement(_VIEWS.where(shift.c.id == bindparam("shift_id")))
RECENT = Statement(
    _VIEWS.where(shift.c.register_id == bindparam("register_id"))
    .order_by(shift.c.number.desc())
    .limit(bindparam("rows", type_=Integer))
)
_Z_REPORT = Statement(select(shift.c.id, shift.c.z_report).where(shift.c.id == bindparam("shift_id")))

_approver = person.alias("approver")
MOVES = Statement(
    select(
        cash_move.c.id,
        cash_move.c.kind,
        cash_move.c.amount_minor,
        or_blank(cash_move.c.reason),
        person.c.name,
        or_blank(_approver.c.name),
        cash_move.c.moved_at,
    )
    .join(person, person.c.id == cash_move.c.person_id)
    .outerjoin(_approver, _approver.c.id == cash_move.c.approved_by)
    .where(cash_move.c.shift_id == bindparam("shift_id"), cash_move.c.order_id.is_(None))
    .order_by(cash_move.c.moved_at.desc(), cash_move.c.id.desc())
)
SALES = Statement(
    select(func.count())
    .select_from(sale_order)
    .where(
        sale_order.c.shift_id == bindparam("shift_id"),
        sale_order.c.state != OrderState.CANCELLED.value,
        sale_order.c.state != OrderState.REFUNDED.value,
    )
)

_AT_OPENING = ("id", "register_id", "number", "state", "opened_by", "opened_at", "float_minor")
_INSERT = Statement(insert_only(shift, *_AT_OPENING))
_INSERT_MOVE = Statement(insert_into(cash_move))


def _ending(*names: str) -> Statement:
    """Changes a shift that is not closed."""
    return Statement(
        update(shift)
        .where(shift.c.id == bindparam("shift_id"), shift.c.closed_at.is_(None))
        .values({name: bindparam(name) for name in names})
    )


_SET_COUNTED = _ending("state", "counts", "counted_minor", "expected_minor", "note", "counted_at")
_SET_CLOSED = _ending("state", "closed_by", "variance_reason", "float_left_minor", "z_report", "closed_at")


class SqlShifts:
    """Implements sale_ports.Shifts."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def current(self, register_id: UUID) -> ShiftView | None:
        """The shift that is not closed; the database lets a register have one."""
        row = CURRENT.first(self._link, register_id=register_id)
        return None if row is None else _view(row)

    def get(self, shift_id: UUID) -> ShiftView:
        row = _ONE.first(self._link, shift_id=shift_id)
        if row is None:
            raise NoSuchRow("shift", shift_id)
        return _view(row)

    def recent(self, register_id: UUID, limit: int) -> list[ShiftView]:
        """The latest first."""
        return [_view(row) for row in RECENT.all(self._link, register_id=register_id, rows=limit)]

    def insert(
        self, shift_id: UUID, register_id: UUID, number: int, person_id: UUID, at: datetime, float_minor: int
    ) -> None:
        """Opens a shift; Refused while the register has one that is not closed."""
        try:
            _INSERT.run(
                self._link,
                id=shift_id,
                register_id=register_id,
                number=number,
                state=OPEN,
                opened_by=person_id,
                opened_at=at,
                float_minor=float_minor,
            )
        except Exception as error:
            if not (breaks_a_rule(error) and _says_one_is_open(str(error.orig))):
                raise
            raise Refused(
                tr("A shift is open already"),
                tr("Nothing was changed."),
                tr("Close it before the next is opened."),
            ) from error

    def set_counted(
        self, shift_id: UUID, counts: Mapping[int, int], counted: int, expected: int, note: str, at: datetime
    ) -> None:
        self._end(
            _SET_COUNTED,
            shift_id,
            state=COUNTED,
            counts={str(denomination): pieces for denomination, pieces in counts.items()},
            counted_minor=counted,
            expected_minor=expected,
            note=note or None,
            counted_at=at,
        )

    def set_closed(
        self, shift_id: UUID, person_id: UUID, reason: str, float_left: int, report: ShiftReport, at: datetime
    ) -> None:
        self._end(
            _SET_CLOSED,
            shift_id,
            state=CLOSED,
            closed_by=person_id,
            variance_reason=reason or None,
            float_left_minor=float_left,
            z_report=report.to_json(),
            closed_at=at,
        )

    def z_report(self, shift_id: UUID) -> ShiftReport | None:
        row = _Z_REPORT.first(self._link, shift_id=shift_id)
        if row is None:
            raise NoSuchRow("shift", shift_id)
        return None if row[1] is None else ShiftReport.from_json(row[1])

    def add_move(
        self,
        shift_id: UUID,
        kind: CashMove,
        amount_minor: int,
        person_id: UUID,
        at: datetime,
        *,
        reason: str = "",
        order_id: UUID | None = None,
        approved_by: UUID | None = None,
    ) -> None:
        _INSERT_MOVE.run(
            self._link,
            id=new_id(),
            shift_id=shift_id,
            kind=kind.value,
            amount_minor=amount_minor,
            reason=reason or None,
            order_id=order_id,
            person_id=person_id,
            approved_by=approved_by,
            moved_at=at,
        )

    def moves(self, shift_id: UUID) -> list[MoveView]:
        """The latest first."""
        return [
            MoveView(move_id, CashMove(kind), *rest)
            for move_id, kind, *rest in MOVES.all(self._link, shift_id=shift_id)
        ]

    def sales(self, shift_id: UUID) -> int:
        return int(SALES.scalar(self._link, shift_id=shift_id))

    def drawer(self, shift_id: UUID) -> DrawerSums:
        return shift_report.drawer_sums(self._link, shift_id)

    def report(self, shift_id: UUID, until: datetime, *, final: bool) -> ShiftReport:
        return shift_report.report(self._link, shift_id, until, final=final)

    def _end(self, statement: Statement, shift_id: UUID, **values: Any) -> None:
        if not statement.run(self._link, shift_id=shift_id, **values):
            self.get(shift_id)
            raise Refused(tr("This shift is closed already"), tr("Nothing was changed."))


def _says_one_is_open(words: str) -> bool:
    """PostgreSQL names the index, SQLite the columns."""
    return "uq_shift_open" in words or words.endswith("shift.register_id")


def _view(row: Row) -> ShiftView:
    values = list(row)
    if values[7] is not None:
        values[7] = {int(denomination): pieces for denomination, pieces in values[7].items()}
    return ShiftView(*values)
