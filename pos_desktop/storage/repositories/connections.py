"""Shops on platforms that the store connected, and how far each of their streams was read."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.sync_records import Connection
from pos_desktop.storage.later.sql import bindparam, func, select, update
from pos_desktop.storage.later.tables import outbox, platform_connection, platform_cursor
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Row, Statement, insert_into, upsert

_OUTBOX = "outbox"  # the stream whose cursor is the last event that a connection does not hear of

_FIELDS = tuple(field.name for field in fields(Connection))
_NEVER_CHANGE = frozenset({"id", "platform", "connected_at"})
_CHANGE = tuple(name for name in _FIELDS if name not in _NEVER_CHANGE)

_ALL = select(*(platform_connection.c[name] for name in _FIELDS))
_EVERY = Statement(
    _ALL.where(platform_connection.c.removed_at.is_(None)).order_by(
        platform_connection.c.connected_at, platform_connection.c.id
    )
)
_REMOVED = Statement(
    _ALL.where(
        platform_connection.c.platform == bindparam("platform"), platform_connection.c.removed_at.is_not(None)
    ).order_by(platform_connection.c.removed_at.desc(), platform_connection.c.id.desc())
)
_GET = Statement(_ALL.where(platform_connection.c.id == bindparam("connection_id")))
_INSERT = Statement(insert_into(platform_connection, "removed_at"))
_SAVE = Statement(
    update(platform_connection)
    .where(platform_connection.c.id == bindparam("connection_id"))
    .values({name: bindparam(name) for name in _CHANGE})
)
_REMOVE = Statement(
    update(platform_connection)
    .where(platform_connection.c.id == bindparam("connection_id"), platform_connection.c.removed_at.is_(None))
    .values(active=False, removed_at=bindparam("at", type_=platform_connection.c.removed_at.type))
)
_CURSOR = Statement(
    select(platform_cursor.c.value).where(
        platform_cursor.c.connection_id == bindparam("connection_id"),
        platform_cursor.c.stream == bindparam("stream"),
    )
)
_SET_CURSOR = upsert(
    platform_cursor,
    ("connection_id", "stream"),
    lambda new: {"value": new.value, "looked_at": new.looked_at},
)
_LAST_EVENT = Statement(select(func.max(outbox.c.seq)))


class SqlConnections:
    """Implements sync_ports.Connections."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def all(self) -> list[Connection]:
        return [_connection(row) for row in _EVERY.all(self._link)]

    def get(self, connection_id: UUID) -> Connection:
        """A removed one too: past deliveries name it."""
        row = _GET.first(self._link, connection_id=connection_id)
        if row is None:
            raise NoSuchRow("connection", connection_id)
        return _connection(row)

    def removed(self, platform: str) -> list[Connection]:
        return [_connection(row) for row in _REMOVED.all(self._link, platform=platform)]

    def save(self, connection: Connection, at: datetime) -> None:
        """The moment that it was connected and its platform stay as they were at first."""
        values = _values(connection)
        changes = {name: values[name] for name in _CHANGE}
        if not _SAVE.run(self._link, connection_id=connection.id, **changes):
            values["connected_at"] = values["connected_at"] or at
            _INSERT.run(self._link, **values)
            self.set_cursor(connection.id, _OUTBOX, str(_LAST_EVENT.scalar(self._link) or 0), at)

    def hears_after(self, connection_id: UUID) -> int:
        return int(self.cursor(connection_id, _OUTBOX) or 0)

    def remove(self, connection_id: UUID, at: datetime) -> None:
        if not _REMOVE.run(self._link, connection_id=connection_id, at=at):
            raise NoSuchRow("connection", connection_id)

    def cursor(self, connection_id: UUID, stream: str) -> str:
        """Empty before the first look."""
        return _CURSOR.scalar(self._link, connection_id=connection_id, stream=stream) or ""

    def set_cursor(self, connection_id: UUID, stream: str, value: str, at: datetime) -> None:
        _SET_CURSOR.run(self._link, connection_id=connection_id, stream=stream, value=value, looked_at=at)


def _values(connection: Connection) -> dict[str, Any]:
    values = {name: getattr(connection, name) for name in _FIELDS}
    for name in ("settings", "mapping", "shop"):
        values[name] = dict(values[name])
    return values


def _connection(row: Row) -> Connection:
    return Connection(**dict(zip(_FIELDS, row, strict=True)))
