"""Events on their way to platforms: one row for each, claimed with a lease, in order within a lane."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pos_desktop.application.backoff import SETTLE_SECONDS
from pos_desktop.application.ids import new_id
from pos_desktop.application.sync_records import Delivery, DeliveryEvent, DeliveryState, QueueLength
from pos_desktop.storage.later.sql import (
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from pos_desktop.storage.later.tables import delivery, delivery_event, outbox, platform_connection
from pos_desktop.storage.repositories.statement import (
    Link,
    NoSuchRow,
    Row,
    Statement,
    insert_into,
    insert_once,
    one_of,
)

_FIELDS = tuple(field.name for field in fields(Delivery))
_MAPPINGS, _TEXTS = ("error", "fixes"), ("claimed_by", "platform_ref")
_CHANGE = (
    *("state", "attempts", "not_before_at", "asked", "claimed_by", "claimed_until_at"),
    *("error", "fixes", "platform_ref", "done_at"),
)
_MOMENT = delivery.c.not_before_at.type
_UNSENT = (DeliveryState.WAITING.value, DeliveryState.CLAIMED.value)

_ALL = select(*((outbox if name == "body" else delivery).c[name] for name in _FIELDS)).join(
    outbox, outbox.c.id == delivery.c.outbox_id
)
_of_connection = delivery.c.connection_id == bindparam("connection_id")
_now = bindparam("now", type_=_MOMENT)
_most = bindparam("most", type_=Integer)

_earlier = delivery.alias("earlier")
# The state is said the way ix_delivery_live says it, which then answers without a look at the table.
_blocked = exists(
    select(_earlier.c.seq).where(
        _earlier.c.lane == delivery.c.lane,
        _earlier.c.seq < delivery.c.seq,
        literal_column("earlier.state IN ('waiting', 'claimed', 'parked')"),
    )
)
_heads = (_of_connection, delivery.c.state == DeliveryState.WAITING.value, ~_blocked)
DUE = Statement(
    select(delivery.c.seq)
    .where(*_heads, delivery.c.not_before_at <= _now)
    .order_by(delivery.c.not_before_at, delivery.c.seq)
    .limit(_most)
    .with_for_update(skip_locked=True)
)
# A lease that ends later than one given now could: the clock was set back since. Whoever is still at work under
# its own name keeps what it holds.
_far = and_(
    delivery.c.claimed_until_at > bindparam("longest", type_=_MOMENT),
    delivery.c.claimed_by != bindparam("by"),
)
LOST = Statement(
    select(delivery.c.seq)
    .where(
        _of_connection,
        delivery.c.state == DeliveryState.CLAIMED.value,
        or_(delivery.c.claimed_until_at <= _now, _far),
    )
    .order_by(delivery.c.seq)
    .limit(_most)
    .with_for_update(skip_locked=True)
)
NEXT_DUE = Statement(
    select(delivery.c.not_before_at).where(*_heads).order_by(delivery.c.not_before_at).limit(1)
)
NEXT_LOST = Statement(
    select(func.min(delivery.c.claimed_until_at, type_=_MOMENT)).where(
        _of_connection, delivery.c.state == DeliveryState.CLAIMED.value
    )
)
_CLAIM = Statement(
    update(delivery)
    .where(delivery.c.seq == bindparam("number"))
    .values(
        state=DeliveryState.CLAIMED.value,
        claimed_by=bindparam("by"),
        claimed_until_at=bindparam("until", type_=_MOMENT),
    )
)
_INSERT = insert_once(delivery, ("outbox_id", "connection_id"), "seq")
_SAVE = Statement(
    update(delivery)
    .where(delivery.c.id == bindparam("delivery_id"))
    .values({name: bindparam(name) for name in _CHANGE})
)
_GET = Statement(_ALL.where(delivery.c.id == bindparam("delivery_id")))
_NUMBERED = Statement(_ALL.where(delivery.c.seq == bindparam("number")))
_OF_SUBJECT = Statement(_ALL.where(delivery.c.subject_id == bindparam("subject_id")).order_by(delivery.c.seq))

_in_state = (_of_connection, delivery.c.state == bindparam("state"))
OLDEST = Statement(select(delivery.c.seq).where(*_in_state).order_by(delivery.c.seq).limit(_most))
NEWEST = Statement(select(delivery.c.seq).where(*_in_state).order_by(delivery.c.seq.desc()).limit(_most))
NEWEST_DONE = Statement(
    select(delivery.c.seq)
    .where(*_in_state, delivery.c.done_at.is_not(None))
    .order_by(delivery.c.done_at.desc(), delivery.c.seq.desc())
    .limit(_most)
)
_CONNECTIONS = Statement(select(platform_connection.c.id))
# Counts and the oldest in one look through the index: with ten thousand orders waiting that is most of a picture's cost.
COUNTS = Statement(
    select(delivery.c.state, func.count(), func.min(delivery.c.seq))
    .where(_of_connection, one_of(delivery.c.state, (*_UNSENT, DeliveryState.PARKED.value)))
    .group_by(delivery.c.state)
)
_done = delivery.c.state == DeliveryState.DONE.value
_since = delivery.c.done_at >= bindparam("since", type_=_MOMENT)
# What ended is counted by the index alone; the few that were dropped are taken off.
ENDED_SINCE = Statement(select(func.count()).where(_of_connection, _since))
DROPPED_SINCE = Statement(
    select(func.count(case((_since, 1)))).where(
        _of_connection, delivery.c.state == DeliveryState.DROPPED.value
    )
)
LAST_DONE = Statement(
    select(delivery.c.done_at)
    .where(_of_connection, delivery.c.done_at.is_not(None), _done)
    .order_by(delivery.c.done_at.desc())
    .limit(1)
)
CREATED = Statement(select(delivery.c.created_at).where(delivery.c.seq == bindparam("number")))
_waits = delivery.c.state == DeliveryState.WAITING.value
_WAKE = Statement(
    update(delivery)
    .where(_of_connection, _waits, delivery.c.asked.is_(False), delivery.c.not_before_at > _now)
    .values(not_before_at=_now)
)
_settled = bindparam("settled", type_=_MOMENT)
# The other side may still be at what was asked for: looked up at once it is not found, and made again.
_WAKE_ASKED = Statement(
    update(delivery)
    .where(_of_connection, _waits, delivery.c.asked.is_(True), delivery.c.not_before_at > _settled)
    .values(not_before_at=_settled)
)
_INSERT_EVENT = Statement(insert_into(delivery_event))
_HISTORY = Statement(
    select(delivery_event.c.at, delivery_event.c.kind, delivery_event.c.words)
    .where(delivery_event.c.delivery_id == bindparam("delivery_id"))
    .order_by(delivery_event.c.at, delivery_event.c.id)
)


class SqlDeliveries:
    """Implements sync_ports.Deliveries."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def insert(self, deliveries: Sequence[Delivery], outbox_ids: Sequence[UUID]) -> None:
        _INSERT.run_many(
            self._link,
            (
                _inserted(delivery) | {"outbox_id": outbox_id}
                for delivery, outbox_id in zip(deliveries, outbox_ids, strict=True)
            ),
        )

    def claim(
        self,
        connection_id: UUID,
        by: str,
        now: datetime,
        until: datetime,
        limit: int,
        held: Collection[UUID] = (),
    ) -> list[Delivery]:
        """What comes back has its new lease on it; `asked` tells whether something may have happened before.

        A lease that ends more than twice as late as the one that is asked for is taken over too: the clock was set
        back since it was given. Of those `held` the lease is only made longer.
        """
        whose = {"connection_id": connection_id, "now": now}
        lost = LOST.all(self._link, **whose, longest=until + (until - now), by=by, most=limit)
        numbers = [number for (number,) in lost]
        kept = {number for number in numbers if self._numbered(number).id in held}
        if len(numbers) < limit:
            numbers += [number for (number,) in DUE.all(self._link, **whose, most=limit - len(numbers))]
        _CLAIM.run_many(self._link, ({"number": number, "by": by, "until": until} for number in numbers))
        return [self._numbered(number) for number in numbers if number not in kept]

    def next_due(self, connection_id: UUID) -> datetime | None:
        """The head of a lane whose turn comes first, or the lease that ends first."""
        found = [
            NEXT_DUE.scalar(self._link, connection_id=connection_id),
            NEXT_LOST.scalar(self._link, connection_id=connection_id),
        ]
        return min((moment for moment in found if moment is not None), default=None)

    def save(self, delivery: Delivery) -> None:
        values = _values(delivery)
        changes = {name: values[name] for name in _CHANGE}
        if not _SAVE.run(self._link, delivery_id=delivery.id, **changes):
            raise NoSuchRow("delivery", delivery.id)

    def get(self, delivery_id: UUID) -> Delivery:
        row = _GET.first(self._link, delivery_id=delivery_id)
        if row is None:
            raise NoSuchRow("delivery", delivery_id)
        return _delivery(row)

    def of_subject(self, subject_id: UUID) -> list[Delivery]:
        return [_delivery(row) for row in _OF_SUBJECT.all(self._link, subject_id=subject_id)]

    def listed(
        self, connection_id: UUID | None, states: Sequence[DeliveryState], limit: int
    ) -> list[Delivery]:
        connections = [connection_id] if connection_id else [each for (each,) in _CONNECTIONS.all(self._link)]
        numbers = [
            number
            for each in connections
            for state in states
            for (number,) in _order_of(state).all(
                self._link, connection_id=each, state=state.value, most=limit
            )
        ]
        found = [self._numbered(number) for number in numbers]
        return sorted(found, key=_place)[:limit]

    def counts(self, connection_id: UUID) -> Mapping[DeliveryState, int]:
        found = COUNTS.all(self._link, connection_id=connection_id)
        return {DeliveryState(state): int(count) for state, count, _ in found}

    def queue(self, connection_id: UUID) -> QueueLength:
        found = COUNTS.all(self._link, connection_id=connection_id)
        counts = {str(state): int(count) for state, count, _ in found}
        oldest = min((seq for state, _, seq in found if state in _UNSENT), default=None)
        return QueueLength(
            waiting=sum(counts.get(state, 0) for state in _UNSENT),
            parked=counts.get(DeliveryState.PARKED.value, 0),
            oldest=None if oldest is None else CREATED.scalar(self._link, number=oldest),
        )

    def done_since(self, connection_id: UUID, since: datetime) -> int:
        ended = ENDED_SINCE.scalar(self._link, connection_id=connection_id, since=since)
        return int(ended) - int(DROPPED_SINCE.scalar(self._link, connection_id=connection_id, since=since))

    def last_done(self, connection_id: UUID) -> datetime | None:
        found: datetime | None = LAST_DONE.scalar(self._link, connection_id=connection_id)
        return found

    def wake(self, connection_id: UUID, now: datetime) -> int:
        settled = now + timedelta(seconds=SETTLE_SECONDS)
        asked = _WAKE_ASKED.run(self._link, connection_id=connection_id, settled=settled)
        return asked + _WAKE.run(self._link, connection_id=connection_id, now=now)

    def note(self, delivery_id: UUID, kind: str, words: str, at: datetime) -> None:
        _INSERT_EVENT.run(self._link, id=new_id(), delivery_id=delivery_id, at=at, kind=kind, words=words)

    def history(self, delivery_id: UUID) -> list[DeliveryEvent]:
        return [DeliveryEvent(*row) for row in _HISTORY.all(self._link, delivery_id=delivery_id)]

    def _numbered(self, number: int) -> Delivery:
        (row,) = _NUMBERED.all(self._link, number=number)
        return _delivery(row)


def _order_of(state: DeliveryState) -> Statement:
    if state.value in _UNSENT:
        return OLDEST
    return NEWEST_DONE if state is DeliveryState.DONE else NEWEST


def _place(delivery: Delivery) -> tuple[float, int]:
    """Waiting ones the oldest first, then ended ones the newest first."""
    if delivery.state.value in _UNSENT:
        return float("-inf"), delivery.seq
    return -(delivery.done_at or delivery.created_at).timestamp(), -delivery.seq


def _values(delivery: Delivery) -> dict[str, Any]:
    values = {name: getattr(delivery, name) for name in _FIELDS}
    for name in _TEXTS:
        values[name] = values[name] or None
    for name in _MAPPINGS:
        values[name] = dict(values[name]) or None
    values["state"] = delivery.state.value
    values["not_before_at"] = delivery.not_before_at or delivery.created_at
    return values


def _inserted(delivery: Delivery) -> dict[str, Any]:
    values = _values(delivery)
    del values["seq"], values["body"]  # the one is given, the other is its event's
    return values


def _delivery(row: Row) -> Delivery:
    values = dict(zip(_FIELDS, row, strict=True))
    for name in _TEXTS:
        values[name] = values[name] or ""
    for name in _MAPPINGS:
        values[name] = values[name] or {}
    return Delivery(**values | {"state": DeliveryState(values["state"])})
