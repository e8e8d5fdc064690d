"""Print jobs as they are asked for, in the transaction of what they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.storage.later.sql import Text, bindparam, case, func, select, update
from pos_desktop.storage.later.tables import print_job
from pos_desktop.storage.repositories.statement import NoSuchRow, Statement, insert_into, one_of

if TYPE_CHECKING:
    from pos_desktop.application.documents import Document
    from pos_desktop.storage.repositories.statement import Link

HELD = "held"
QUEUED = "queued"
CANCELLED = "cancelled"
FAILED = "failed"
STOPPABLE = (HELD, QUEUED, "unsure")

_INSERT = Statement(insert_into(print_job, "seq", "last_error", "finished_at", document=Text()))
_THERE = Statement(select(print_job.c.seq).where(print_job.c.id == bindparam("job_id")))
_RELEASE = Statement(
    update(print_job)
    .where(print_job.c.id == bindparam("job_id"), print_job.c.state == HELD)
    .values(state=QUEUED, not_before_at=bindparam("at", type_=print_job.c.not_before_at.type))
)
_CANCEL = Statement(
    update(print_job)
    .where(print_job.c.id == bindparam("job_id"), one_of(print_job.c.state, STOPPABLE))
    .values(state=CANCELLED, finished_at=bindparam("at", type_=print_job.c.finished_at.type))
)
_failed_papers = (
    print_job.c.device_id == bindparam("for_device"),
    print_job.c.state == FAILED,
    print_job.c.kind != "drawer",
)
_ASK_AGAIN = Statement(
    update(print_job)
    .where(*_failed_papers)
    .values(
        state=QUEUED,
        last_error=None,
        finished_at=None,
        not_before_at=bindparam("at", type_=print_job.c.not_before_at.type),
    )
)
_DROP_FAILED = Statement(
    update(print_job)
    .where(*_failed_papers)
    .values(state=CANCELLED, finished_at=bindparam("at", type_=print_job.c.finished_at.type))
)
_unprinted_slips = (
    print_job.c.device_id == bindparam("for_device"),
    print_job.c.kind == "value_slip",
    one_of(print_job.c.state, (*STOPPABLE, "printing", FAILED)),
)
_SLIPS_LEFT = Statement(select(func.count()).select_from(print_job).where(*_unprinted_slips))
_HAND_OVER_SLIPS = Statement(
    update(print_job)
    .where(*_unprinted_slips)
    .values(
        device_id=bindparam("to_device"),
        state=case((print_job.c.state == FAILED, QUEUED), else_=print_job.c.state),
        last_error=None,
        finished_at=None,
        not_before_at=bindparam("at", type_=print_job.c.not_before_at.type),
    )
)
_REWRITE = Statement(
    update(print_job)
    .where(print_job.c.id == bindparam("job_id"), print_job.c.state == HELD)
    .values(document=bindparam("document", type_=Text))
)
_HELD = Statement(select(print_job.c.id).where(print_job.c.state == HELD).order_by(print_job.c.seq))


class SqlPrintJobs:
    """Implements ports.PrintJobs."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(
        self,
        job_id: UUID,
        kind: str,
        device_id: UUID,
        document: Document | None,
        at: datetime,
        *,
        order_id: UUID | None = None,
        held: bool = False,
        expires_at: datetime | None = None,
    ) -> None:
        _INSERT.run(
            self._link,
            id=job_id,
            kind=kind,
            device_id=device_id,
            order_id=order_id,
            document=None if document is None else _text(document),
            state=HELD if held else QUEUED,
            attempts=0,
            not_before_at=at,
            expires_at=expires_at,
            created_at=at,
        )

    def release(self, job_id: UUID, at: datetime) -> None:
        """Lets a held job print; one that is not held any more is left as it is."""
        if not _RELEASE.run(self._link, job_id=job_id, at=at):
            self._need(job_id)

    def cancel(self, job_id: UUID, at: datetime) -> None:
        """Drops a job that is not printing yet; one that is, or has, is left as it is."""
        if not _CANCEL.run(self._link, job_id=job_id, at=at):
            self._need(job_id)

    def rewrite(self, job_id: UUID, document: Document) -> bool:
        return bool(_REWRITE.run(self._link, job_id=job_id, document=_text(document)))

    def ask_again(self, device_id: UUID, at: datetime) -> int:
        return int(_ASK_AGAIN.run(self._link, for_device=device_id, at=at))

    def drop_failed(self, device_id: UUID, at: datetime) -> int:
        return int(_DROP_FAILED.run(self._link, for_device=device_id, at=at))

    def slips_left(self, device_id: UUID) -> int:
        return int(_SLIPS_LEFT.scalar(self._link, for_device=device_id))

    def hand_over_slips(self, device_id: UUID, to: UUID, at: datetime) -> int:
        return int(_HAND_OVER_SLIPS.run(self._link, for_device=device_id, to_device=to, at=at))

    def held(self) -> list[UUID]:
        return [row[0] for row in _HELD.all(self._link)]

    def _need(self, job_id: UUID) -> None:
        if _THERE.first(self._link, job_id=job_id) is None:
            raise NoSuchRow("print job", job_id)


def _text(document: Document) -> str:
    from pos_desktop.application.documents import to_json

    return to_json(document)
