"""What happened to an order: the journal's entries about it and the papers printed for it."""

import json
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from pos_desktop.application.orders_view import OrderEvent
from pos_desktop.storage.later.sql import bindparam, func, select
from pos_desktop.storage.later.tables import journal, person, print_job
from pos_desktop.storage.repositories.statement import Link, Statement

PRINT = "print_job"

_ENTRIES = Statement(
    select(journal.c.at, journal.c.kind, person.c.name, journal.c.body)
    .outerjoin(person, person.c.id == journal.c.person_id)
    .where(journal.c.subject_id == bindparam("order_id"))
    .order_by(journal.c.seq)
)
_JOBS = Statement(
    select(
        func.coalesce(print_job.c.finished_at, print_job.c.created_at, type_=print_job.c.created_at.type),
        print_job.c.kind,
        print_job.c.state,
        print_job.c.attempts,
        print_job.c.last_error,
    )
    .where(print_job.c.order_id == bindparam("order_id"))
    .order_by(print_job.c.seq)
)


def events_of(link: Link, order_id: UUID) -> tuple[OrderEvent, ...]:
    """The oldest first. A job's event has the kind `print_job` and its kind, state, attempts and error as facts."""
    return tuple(sorted([*_journalled(link, order_id), *_printed(link, order_id)], key=_moment))


def _moment(event: OrderEvent) -> datetime:
    return event.at


def _journalled(link: Link, order_id: UUID) -> Iterator[OrderEvent]:
    for at, kind, name, body in _ENTRIES.all(link, order_id=order_id):
        yield OrderEvent(at, kind, name or "", json.loads(body))


def _printed(link: Link, order_id: UUID) -> Iterator[OrderEvent]:
    for at, kind, state, attempts, error in _JOBS.all(link, order_id=order_id):
        facts: dict[str, object] = {"kind": kind, "state": state, "attempts": attempts, "reason": error or ""}
        yield OrderEvent(at, PRINT, "", facts)
