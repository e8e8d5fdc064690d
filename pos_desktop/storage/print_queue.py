"""The worker's side of the print jobs: claimed one by one, each step a transaction of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.printing import (
    CLOCK_SLACK_SECONDS,
    FailureReason,
    JobState,
    PrintJob,
    PrintResult,
    QueueCounts,
)
from pos_desktop.storage.later.sql import (
    Text,
    and_,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
    type_coerce,
    update,
)
from pos_desktop.storage.later.tables import print_job
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Statement, one_of

if TYPE_CHECKING:
    from pos_desktop.application.documents import Document
    from pos_desktop.application.printing import (
        JobKind,
        PrintOutcome,
    )
    from pos_desktop.storage.later.sql import (
        Select,
    )
    from pos_desktop.storage.repositories.statement import Row
    from pos_desktop.storage.unit_of_work import Database

_DRAWER = "drawer"
_VALUE_SLIP = "value_slip"
_MOMENT = print_job.c.created_at.type

_now = bindparam("now", type_=_MOMENT)
# Made later than now: the clock was set back since. Its paper is due at once.
_CLOCK_SLACK = timedelta(seconds=CLOCK_SLACK_SECONDS)
_made_later = print_job.c.created_at > bindparam("soon", type_=_MOMENT)
_due = or_(print_job.c.not_before_at <= _now, _made_later)
_past = or_(print_job.c.expires_at <= _now, and_(print_job.c.expires_at.is_not(None), _made_later))
_of_device = print_job.c.device_id == bindparam("for_device")
_waiting = one_of(print_job.c.state, (JobState.QUEUED.value, JobState.UNSURE.value))
_of_kind = print_job.c.kind == bindparam("only")


def _next(*narrowed: object) -> Select[tuple[object, ...]]:
    query = select(
        print_job.c.seq,
        print_job.c.id,
        print_job.c.kind,
        type_coerce(print_job.c.document, Text),
        print_job.c.order_id,
        print_job.c.attempts,
        print_job.c.created_at,
        print_job.c.state,
    ).where(_of_device, _waiting, _due, *narrowed)  # type: ignore[arg-type]  # conditions written down
    drawers_first = case((print_job.c.kind == _DRAWER, 0), else_=1)
    query = query.order_by(drawers_first, print_job.c.created_at, print_job.c.seq).limit(1)
    return query.with_for_update(skip_locked=True)


NEXT = Statement(_next())
NEXT_OF_KIND = Statement(_next(_of_kind))
ANY_DUE = Statement(select(print_job.c.seq).where(_of_device, _waiting, _due).limit(1))
# Kicks are left to who claims them, so that somebody tells that the drawer stayed shut.
_EXPIRE = Statement(
    update(print_job)
    .where(_of_device, _waiting, _past, print_job.c.kind != _DRAWER)
    .values(state=JobState.FAILED.value, last_error=FailureReason.STOPPED.value, finished_at=_now)
)
_CLAIM = Statement(
    update(print_job)
    .where(print_job.c.seq == bindparam("job"))
    .values(state=JobState.PRINTING.value, attempts=print_job.c.attempts + 1)
)
_FINISH = Statement(
    update(print_job)
    .where(print_job.c.id == bindparam("job_id"))
    .values(state=bindparam("state"), last_error=bindparam("last_error"), finished_at=_now)
)
# The code on such a slip is worth money and must stand nowhere once it is in the customer's hands.
_FORGET_CODE = Statement(
    update(print_job)
    .where(print_job.c.id == bindparam("job_id"), print_job.c.kind == _VALUE_SLIP)
    .values(document=null())
)
_PUT_BACK = Statement(
    update(print_job)
    .where(print_job.c.id == bindparam("job_id"))
    .values(
        state=bindparam("state"), last_error=bindparam("last_error"), not_before_at=bindparam("not_before_at")
    )
)
_MOVE = Statement(
    update(print_job)
    .where(print_job.c.id == bindparam("job_id"), _waiting)
    .values(device_id=bindparam("device_id"), not_before_at=_now)
)
_THERE = Statement(select(print_job.c.seq).where(print_job.c.id == bindparam("job_id")))
_left_printing = (_of_device, print_job.c.state == JobState.PRINTING.value)
_RECOVER_DRAWERS = Statement(
    update(print_job)
    .where(*_left_printing, print_job.c.kind == _DRAWER)
    .values(state=JobState.FAILED.value, last_error=FailureReason.NOT_OPENED.value, finished_at=_now)
)
_RECOVER_PAPERS = Statement(
    update(print_job)
    .where(*_left_printing, print_job.c.kind != _DRAWER)
    .values(state=JobState.UNSURE.value, not_before_at=_now)
)
# A kick that did not open is told when it happens; only a paper that is missing stays to be dealt with.
_not_a_lost_kick = or_(print_job.c.kind != _DRAWER, print_job.c.state != JobState.FAILED.value)
COUNTS = Statement(
    select(print_job.c.state, func.count()).where(_of_device, _not_a_lost_kick).group_by(print_job.c.state)
)


class SqlPrintQueue:
    """Implements printing.PrintQueue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, device_id: UUID, now: datetime, only: JobKind | None = None) -> PrintJob | None:
        """See the port. Papers past their time and those that cannot be read end as failed here."""
        from pos_desktop.application.documents import DocumentError

        if not self._anything_due(device_id, now):
            return None
        with self._database.write() as work:
            link = Link(work.connection, may_write=True)
            _EXPIRE.run(link, for_device=device_id, now=now, soon=now + _CLOCK_SLACK)
            while row := _next_row(link, device_id, now, only):
                _CLAIM.run(link, job=row[0])
                try:
                    return _job(row, device_id)
                except DocumentError:
                    _finish(link, row[1], JobState.FAILED, FailureReason.BAD_DOCUMENT, now)
        return None

    def sent(self, job_id: UUID, outcome: PrintOutcome, now: datetime) -> None:
        state = JobState.PRINTED if outcome.result is PrintResult.PRINTED else JobState.SENT
        with self._database.write() as work:
            link = Link(work.connection, may_write=True)
            _finish(link, job_id, state, None, now)
            _FORGET_CODE.run(link, job_id=job_id)

    def failed(
        self, job_id: UUID, outcome: PrintOutcome, now: datetime, not_before: datetime | None, unsure: bool
    ) -> None:
        with self._database.write() as work:
            link = Link(work.connection, may_write=True)
            if not_before is None:
                _finish(link, job_id, JobState.FAILED, outcome.reason, now)
                return
            state = JobState.UNSURE if unsure else JobState.QUEUED
            values = {"state": state.value, "last_error": _words(outcome.reason), "not_before_at": not_before}
            if not _PUT_BACK.run(link, job_id=job_id, **values):
                raise NoSuchRow("print job", job_id)

    def requeue_on(self, job_id: UUID, device_id: UUID, now: datetime) -> None:
        """A job that is not waiting any more is left as it is."""
        with self._database.write() as work:
            link = Link(work.connection, may_write=True)
            moved = _MOVE.run(link, job_id=job_id, device_id=device_id, now=now)
            if not moved and _THERE.first(link, job_id=job_id) is None:
                raise NoSuchRow("print job", job_id)

    def recover(self, device_id: UUID, now: datetime) -> int:
        with self._database.write() as work:
            link = Link(work.connection, may_write=True)
            drawers = _RECOVER_DRAWERS.run(link, for_device=device_id, now=now)
            return drawers + _RECOVER_PAPERS.run(link, for_device=device_id, now=now)

    def counts(self, device_id: UUID) -> QueueCounts:
        with self._database.read() as connection:
            found: dict[str, int] = dict(COUNTS.all(Link(connection, may_write=False), for_device=device_id))
        return QueueCounts(
            waiting=found.get(JobState.QUEUED, 0) + found.get(JobState.UNSURE, 0),
            printing=found.get(JobState.PRINTING, 0),
            failed=found.get(JobState.FAILED, 0),
        )

    def _anything_due(self, device_id: UUID, now: datetime) -> bool:
        """Asked without taking the writer's turn: an idle worker must not stand in the cashier's way."""
        moments = {"now": now, "soon": now + _CLOCK_SLACK}
        with self._database.read() as connection:
            return (
                ANY_DUE.first(Link(connection, may_write=False), for_device=device_id, **moments) is not None
            )


def _next_row(link: Link, device_id: UUID, now: datetime, only: JobKind | None) -> Row | None:
    moments = {"now": now, "soon": now + _CLOCK_SLACK}
    if only is None:
        return NEXT.first(link, for_device=device_id, **moments)
    return NEXT_OF_KIND.first(link, for_device=device_id, **moments, only=only)


def _finish(link: Link, job_id: UUID, state: JobState, reason: FailureReason | None, now: datetime) -> None:
    if not _FINISH.run(link, job_id=job_id, state=state.value, last_error=_words(reason), now=now):
        raise NoSuchRow("print job", job_id)


def _words(reason: FailureReason | None) -> str | None:
    return None if reason is None else reason.value


def _job(row: Row, device_id: UUID) -> PrintJob:
    _, job_id, kind, document, order_id, attempts, created_at, state = row
    return PrintJob(
        id=job_id,
        kind=kind,
        document=_document(document),
        device_id=device_id,
        order_id=order_id,
        attempts=attempts + 1,
        created_at=created_at,
        state=JobState.PRINTING,
        unsure=state == JobState.UNSURE,
    )


def _document(text: str | None) -> Document | None:
    from pos_desktop.application.documents import from_json

    return None if text is None else from_json(text)
