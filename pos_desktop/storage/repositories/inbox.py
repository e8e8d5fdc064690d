"""Messages of platforms: kept whole, each delivery id once for a connection."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.sync_records import InboxItem, InboxState
from pos_desktop.storage.later.sql import Integer, bindparam, func, select, update
from pos_desktop.storage.later.tables import inbox
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Row, Statement, insert_once

_FIELDS = tuple(field.name for field in fields(InboxItem))
_CHANGE = ("state", "source", "attempts", "not_before_at", "last_error", "field_name", "processed_at")
_MOMENT = inbox.c.not_before_at.type
_ALL = select(*(inbox.c[name] for name in _FIELDS))
_most = bindparam("most", type_=Integer)
_waiting = inbox.c.state == InboxState.WAITING.value

_INSERT = insert_once(inbox, ("connection_id", "delivery_ref"), "seq")
_SAVE = Statement(
    update(inbox)
    .where(inbox.c.id == bindparam("item_id"))
    .values({name: bindparam(name) for name in _CHANGE})
)
_ANEW = (*_CHANGE, "body", "received_at", "happened_at")
_TELL_ANEW = Statement(
    update(inbox)
    .where(inbox.c.connection_id == bindparam("of_connection"), inbox.c.delivery_ref == bindparam("of_ref"))
    .values({name: bindparam(name) for name in _ANEW})
)
_ONE = _ALL.where(inbox.c.id == bindparam("item_id"))
_GET = Statement(_ONE)
_TO_CHANGE = Statement(_ONE.with_for_update())
DUE = Statement(
    _ALL.where(_waiting, inbox.c.not_before_at <= bindparam("now", type_=_MOMENT))
    .order_by(inbox.c.not_before_at, inbox.c.seq)
    .limit(_most)
)
NEXT_DUE = Statement(select(func.min(inbox.c.not_before_at, type_=_MOMENT)).where(_waiting))
_WAKE = Statement(
    update(inbox)
    .where(_waiting, inbox.c.not_before_at > bindparam("now", type_=_MOMENT))
    .values(not_before_at=bindparam("now", type_=_MOMENT))
)
_OLDEST_WAITING = Statement(select(func.min(inbox.c.received_at, type_=_MOMENT)).where(_waiting))
_NEWEST = Statement(_ALL.where(inbox.c.state == bindparam("state")).order_by(inbox.c.seq.desc()).limit(_most))
_NEWEST_OF = Statement(
    _ALL.where(inbox.c.state == bindparam("state"), inbox.c.connection_id == bindparam("connection_id"))
    .order_by(inbox.c.seq.desc())
    .limit(_most)
)


class SqlInbox:
    """Implements sync_ports.Inbox."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, item: InboxItem) -> bool:
        return bool(_INSERT.run(self._link, **_values(item)))

    def tell_anew(self, item: InboxItem) -> None:
        values = _values(item)
        told = {name: values[name] for name in _ANEW}
        whose = {"of_connection": item.connection_id, "of_ref": item.delivery_ref}
        if not _TELL_ANEW.run(self._link, **whose, **told):
            raise NoSuchRow("message", item.delivery_ref)

    def due(self, now: datetime, limit: int) -> list[InboxItem]:
        return [_item(row) for row in DUE.all(self._link, now=now, most=limit)]

    def next_due(self) -> datetime | None:
        found: datetime | None = NEXT_DUE.scalar(self._link)
        return found

    def wake(self, now: datetime) -> int:
        return _WAKE.run(self._link, now=now)

    def save(self, item: InboxItem) -> None:
        values = _values(item)
        if not _SAVE.run(self._link, item_id=item.id, **{name: values[name] for name in _CHANGE}):
            raise NoSuchRow("message", item.id)

    def get(self, item_id: UUID) -> InboxItem:
        """Nobody else changes it before a transaction ends that writes."""
        statement = _TO_CHANGE if self._link.may_write else _GET
        row = statement.first(self._link, item_id=item_id)
        if row is None:
            raise NoSuchRow("message", item_id)
        return _item(row)

    def listed(self, connection_id: UUID | None, states: Sequence[InboxState], limit: int) -> list[InboxItem]:
        """The newest first."""
        found: list[InboxItem] = []
        for state in states:
            values = {"state": state.value, "most": limit}
            rows = (
                _NEWEST.all(self._link, **values)
                if connection_id is None
                else _NEWEST_OF.all(self._link, **values, connection_id=connection_id)
            )
            found += [_item(row) for row in rows]
        return sorted(found, key=lambda item: (item.received_at, item.id), reverse=True)[:limit]

    def oldest_waiting(self) -> datetime | None:
        found: datetime | None = _OLDEST_WAITING.scalar(self._link)
        return found


def _values(item: InboxItem) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in _FIELDS}
    values["state"] = item.state.value
    values["not_before_at"] = item.not_before_at or item.received_at
    return values


def _item(row: Row) -> InboxItem:
    values = dict(zip(_FIELDS, row, strict=True))
    return InboxItem(**values | {"state": InboxState(values["state"]), "body": bytes(values["body"])})
