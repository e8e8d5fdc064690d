"""What other systems must hear of, written with the fact it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.storage.later.sql import func, select
from pos_desktop.storage.later.tables import outbox
from pos_desktop.storage.repositories.statement import Link, Statement, insert_into

WAITING = "waiting"

_INSERT = Statement(insert_into(outbox, "seq", "claimed_by", "claimed_until_at", "last_error"))
_WAITING = Statement(select(func.count()).select_from(outbox).where(outbox.c.state == WAITING))


class SqlOutbox:
    """Implements ports.Outbox."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(
        self, event_id: UUID, lane: str, topic: str, subject_id: UUID, body: Mapping[str, Any], at: datetime
    ) -> None:
        """`event_id` is the idempotency key that the other side sees."""
        _INSERT.run(
            self._link,
            id=event_id,
            lane=lane,
            topic=topic,
            subject_id=subject_id,
            body=dict(body),
            state=WAITING,
            attempts=0,
            not_before_at=at,
            created_at=at,
        )

    def waiting(self) -> int:
        return int(_WAITING.scalar(self._link))
