"""What other systems must hear of, written with the fact it tells of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.sync_records import OutboxEvent
from pos_desktop.storage.later.sql import Integer, bindparam, func, literal_column, select, update
from pos_desktop.storage.later.tables import delivery, outbox
from pos_desktop.storage.repositories.statement import Link, Statement, insert_into

WAITING, ROUTED = "waiting", "routed"

_INSERT = Statement(insert_into(outbox, "seq"))
# Said the way ix_outbox_waiting says it, which is what lets SQLite use that index.
_WAITS: Any = literal_column("outbox.state = 'waiting'")
UNROUTED_COUNT = Statement(select(func.count()).select_from(outbox).where(_WAITS))
# Said the way ix_delivery_live says it, which is what lets SQLite use that index.
LIVE_COUNT = Statement(
    select(func.count())
    .select_from(delivery)
    .where(literal_column("delivery.state IN ('waiting', 'claimed', 'parked')"))
)
_FIELDS = ("id", "seq", "lane", "topic", "subject_id", "body", "created_at")
_UNROUTED = (
    select(*(outbox.c[name] for name in _FIELDS))
    .where(_WAITS)
    .order_by(outbox.c.seq)
    .limit(bindparam("most", type_=Integer))
)
UNROUTED = Statement(_UNROUTED)
# Two that route on one server hand the events of a lane over one after the other.
TO_ROUTE = Statement(_UNROUTED.with_for_update())
_ROUTED = Statement(update(outbox).where(outbox.c.id == bindparam("event_id")).values(state=ROUTED))


class SqlOutbox:
    """Implements sync_ports.Outbox."""

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
            created_at=at,
        )

    def waiting(self) -> int:
        return int(UNROUTED_COUNT.scalar(self._link)) + int(LIVE_COUNT.scalar(self._link))

    def untaken(self) -> int:
        return int(UNROUTED_COUNT.scalar(self._link))

    def unrouted(self, limit: int) -> list[OutboxEvent]:
        statement = TO_ROUTE if self._link.may_write else UNROUTED
        return [OutboxEvent(*row) for row in statement.all(self._link, most=limit)]

    def routed(self, event_ids: Sequence[UUID]) -> None:
        _ROUTED.run_many(self._link, ({"event_id": event_id} for event_id in event_ids))
