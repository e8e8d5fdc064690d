"""What of a printer's jobs a person has to see to: for whoever looks a register over, also beside it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.printing import FailureReason, JobState
from pos_desktop.domain.record import record
from pos_desktop.storage.later.sql import and_, bindparam, func, or_, select
from pos_desktop.storage.later.tables import print_job
from pos_desktop.storage.repositories.statement import Link, Statement, one_of

if TYPE_CHECKING:
    from pos_desktop.storage.connection import Connection

_MOMENT = print_job.c.created_at.type
_DRAWER = "drawer"

_of_device = print_job.c.device_id == bindparam("for_device")
_before = bindparam("before", type_=_MOMENT)
# A receipt may be held with its ticket for hours; it waits from the moment that it may be printed.
_waits_since_then = and_(
    print_job.c.created_at <= _before, or_(print_job.c.attempts > 0, print_job.c.not_before_at <= _before)
)
_WAITING = Statement(
    select(func.count(), func.min(print_job.c.created_at, type_=_MOMENT)).where(
        _of_device,
        one_of(print_job.c.state, (JobState.QUEUED.value, JobState.UNSURE.value)),
        _waits_since_then,
    )
)
_FAILED = Statement(
    select(func.count()).where(
        _of_device, print_job.c.state == JobState.FAILED.value, print_job.c.kind != _DRAWER
    )
)
_LAST = Statement(
    select(print_job.c.state, print_job.c.last_error)
    .where(
        _of_device,
        one_of(print_job.c.state, (JobState.PRINTED.value, JobState.SENT.value, JobState.FAILED.value)),
    )
    .order_by(print_job.c.seq.desc())
    .limit(1)
)


@record
class Backlog:
    """A printer's jobs that did not come out. `last_failed` says why its last job failed, drawer kicks included; None
    when that one came out."""

    waiting: int = 0
    waiting_since: datetime | None = None
    failed: int = 0
    last_failed: FailureReason | None = None

    @property
    def is_empty(self) -> bool:
        return not self.waiting and not self.failed and self.last_failed is None


def backlog(connection: Connection, device_id: UUID, before: datetime) -> Backlog:
    """What was asked of a printer `before` that moment and waits, and what failed for good."""
    link = Link(connection, may_write=False)
    waiting, since = _WAITING.first(link, for_device=device_id, before=before) or (0, None)
    failed = _FAILED.scalar(link, for_device=device_id)
    last = _LAST.first(link, for_device=device_id)
    reason = None
    if last is not None and last[0] == JobState.FAILED:
        known = set(FailureReason)
        reason = FailureReason(last[1]) if last[1] in known else FailureReason.PROGRAM_ERROR
    return Backlog(waiting, since, failed, reason)
