"""Hands every event to the platforms that want to hear of it: one delivery for each, in one commit (decision 28).

What is routed in one commit is marked in the same one, so that a stop in between neither loses nor doubles anything.
Deliveries are numbered in the order of their events, which is the order of a lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from pos_desktop.application.stock_moves import TOPIC as STOCK_MOVED
from pos_desktop.application.sync_records import (
    CUSTOMER_MADE,
    SHIPPED,
    Connection,
    Delivery,
    DeliveryState,
    OutboxEvent,
)
from pos_desktop.domain.ticket import PIECE

if TYPE_CHECKING:
    from datetime import datetime

    from pos_desktop.application.ports import Clock, Store, Work

WANTED = frozenset({"order.paid", "order.cancelled", SHIPPED, STOCK_MOVED, CUSTOMER_MADE})
"""What platforms hear of. Goods that come back are told by the `order.paid` of the order that takes them."""
TOLD_PERHAPS = "told_perhaps"
"""The setting that names tickets of a restored back-up whose sale may have been told before: it is looked up first."""
AT_ONCE = 25  # a commit of some milliseconds: each event comes to several rows


def delivery_lane(connection_id: UUID, lane: str) -> str:
    """The lane of an event on its way to one platform."""
    return f"{connection_id.hex}:{lane}"


@dataclass(slots=True)
class _Batch:
    """What one commit writes."""

    deliveries: list[Delivery] = field(default_factory=list)
    event_ids: list[UUID] = field(default_factory=list)
    waiting: list[tuple[Delivery, UUID, list[tuple[int, int]]]] = field(default_factory=list)


def route_all(work: Work, now: datetime) -> None:
    """Routes whatever was written so far, within an open transaction: nothing of it is left out afterwards."""
    while _route(work, AT_ONCE, now):
        pass


class Router:
    """Used by one thread at a time; several on one server follow each other."""

    at_once = AT_ONCE

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def route(self, limit: int = AT_ONCE) -> int:
        """Routes the oldest events, `limit` at most; how many were taken. 0: there are none.

        Raises the errors of a commit; nothing is routed then.
        """
        with self._store.read() as work:
            if not work.outbox.unrouted(1):
                return 0
        with self._store.write() as work:
            return _route(work, limit, self._clock.now())


def _route(work: Work, limit: int, now: datetime) -> int:
    events = work.outbox.unrouted(limit)
    if events:
        batch = _batch(work, events, now)
        work.deliveries.insert(batch.deliveries, batch.event_ids)
        for delivery, location_id, moves in batch.waiting:
            work.levels.wait(delivery.id, delivery.connection_id, location_id, moves)
        work.outbox.routed([event.id for event in events])
    return len(events)


def _batch(work: Work, events: Sequence[OutboxEvent], now: datetime) -> _Batch:
    batch = _Batch()
    connections = [
        (connection, work.connections.hears_after(connection.id)) for connection in work.connections.all()
    ]
    if not connections:
        return batch
    told_perhaps = frozenset(work.settings.get(TOLD_PERHAPS) or ())
    for event in events:
        if event.topic not in WANTED:
            continue
        moves = _moves_in_pieces(work, event) if event.topic == STOCK_MOVED else []
        if event.topic == STOCK_MOVED and not moves:
            continue
        for connection, last_unheard in connections:
            if event.seq <= last_unheard or _is_from(connection, event):
                continue
            delivery = _delivery(connection, event, now, asked=str(event.subject_id) in told_perhaps)
            batch.deliveries.append(delivery)
            batch.event_ids.append(event.id)
            if moves:
                batch.waiting.append((delivery, UUID(event.body["location"]), moves))
    return batch


def _is_from(connection: Connection, event: OutboxEvent) -> bool:
    """Whether the platform told it: it must not hear of it again."""
    return event.topic == STOCK_MOVED and event.body.get("origin") == str(connection.id)


def _moves_in_pieces(work: Work, event: OutboxEvent) -> list[tuple[int, int]]:
    """The moves that a platform can hear of: it counts whole pieces."""
    moves: Sequence[tuple[int, int]] = [(int(row), int(quantity)) for row, quantity in event.body["moves"]]
    counted = work.stock.in_pieces(row for row, _ in moves)
    return [(row, quantity) for row, quantity in moves if row in counted and not quantity % PIECE]


def _delivery(connection: Connection, event: OutboxEvent, now: datetime, *, asked: bool) -> Delivery:
    """Due at once, even if the clock was ahead when the event was written."""
    return Delivery(
        # The same one whenever the event is handed over, after a restore too: the platform may know its key.
        id=uuid5(event.id, connection.id.hex),
        seq=0,  # given by the table
        connection_id=connection.id,
        lane=delivery_lane(connection.id, event.lane),
        topic=event.topic,
        subject_id=event.subject_id,
        body=event.body,
        state=DeliveryState.WAITING,
        created_at=event.created_at,
        not_before_at=min(event.created_at, now),
        asked=asked,
    )
