"""Orders of platforms, as they are there."""

from dataclasses import fields
from uuid import UUID

from pos_desktop.application.sync_records import OnlineOrderRow
from pos_desktop.storage.later.sql import Integer, bindparam, delete, select
from pos_desktop.storage.later.tables import online_order
from pos_desktop.storage.repositories.statement import Link, Row, Statement, upsert

_FIELDS = tuple(field.name for field in fields(OnlineOrderRow))
_CHANGE = tuple(name for name in _FIELDS if name not in ("id", "connection_id", "ref", "placed_at"))
_ALL = select(*(online_order.c[name] for name in _FIELDS))
_of_connection = online_order.c.connection_id == bindparam("connection_id")
_NEWEST_FIRST = (online_order.c.placed_at.desc(), online_order.c.id.desc())
_most = bindparam("most", type_=Integer)

_SAVE = upsert(online_order, ("connection_id", "ref"), lambda new: {name: new[name] for name in _CHANGE})
_REMOVE = Statement(delete(online_order).where(online_order.c.id == bindparam("row_id")))
BY_REF = Statement(_ALL.where(_of_connection, online_order.c.ref == bindparam("ref")))
NEWEST = Statement(_ALL.order_by(*_NEWEST_FIRST).limit(_most))
NEWEST_OF = Statement(_ALL.where(_of_connection).order_by(*_NEWEST_FIRST).limit(_most))


class SqlOnlineOrders:
    """Implements sync_ports.OnlineOrders."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def save(self, order: OnlineOrderRow) -> None:
        """One that is there under the connection and the platform's id is changed and keeps its own id."""
        values = {name: getattr(order, name) for name in _FIELDS}
        _SAVE.run(self._link, **values | {"body": dict(order.body)})

    def remove(self, row_id: UUID) -> None:
        _REMOVE.run(self._link, row_id=row_id)

    def by_ref(self, connection_id: UUID, ref: str) -> OnlineOrderRow | None:
        row = BY_REF.first(self._link, connection_id=connection_id, ref=ref)
        return None if row is None else _order(row)

    def newest(self, connection_id: UUID | None, limit: int) -> list[OnlineOrderRow]:
        if connection_id is None:
            return [_order(row) for row in NEWEST.all(self._link, most=limit)]
        return [_order(row) for row in NEWEST_OF.all(self._link, connection_id=connection_id, most=limit)]


def _order(row: Row) -> OnlineOrderRow:
    return OnlineOrderRow(**dict(zip(_FIELDS, row, strict=True)))
