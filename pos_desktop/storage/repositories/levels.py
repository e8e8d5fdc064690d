# ruff: noqa: S608 - table and column names are constants of this module; values are always parameters
"""What platforms told of stock, and our moves that they have not acknowledged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from uuid import UUID

from pos_desktop.application.sync_records import LevelRow
from pos_desktop.storage.later.sql import bindparam, delete, func, select
from pos_desktop.storage.later.tables import platform_level, stock_waiting
from pos_desktop.storage.repositories.statement import Link, Row, Statement, insert_into, upsert
from pos_desktop.storage.search_sql import each_of, id_parameter, list_parameter, placeholder
from pos_desktop.storage.values import from_micros

_FIELDS = tuple(field.name for field in fields(LevelRow))

_INSERT = Statement(insert_into(stock_waiting))
_ACKNOWLEDGED = Statement(
    delete(stock_waiting).where(stock_waiting.c.delivery_id == bindparam("delivery_id"))
)
_OF_DELIVERY = Statement(
    select(stock_waiting.c.variant_row, stock_waiting.c.location_id, stock_waiting.c.quantity_milli)
    .where(stock_waiting.c.delivery_id == bindparam("delivery_id"))
    .order_by(stock_waiting.c.variant_row, stock_waiting.c.location_id)
)
WAITING = Statement(
    select(func.coalesce(func.sum(stock_waiting.c.quantity_milli), 0)).where(
        stock_waiting.c.variant_row == bindparam("variant_row"),
        stock_waiting.c.location_id == bindparam("location_id"),
        stock_waiting.c.connection_id == bindparam("connection_id"),
    )
)
_TOLD = Statement(
    select(platform_level.c.level_milli, platform_level.c.told_at).where(
        platform_level.c.connection_id == bindparam("connection_id"),
        platform_level.c.variant_row == bindparam("variant_row"),
        platform_level.c.location_id == bindparam("location_id"),
    )
)
_TELL = upsert(
    platform_level,
    ("connection_id", "variant_row", "location_id"),
    lambda new: {"level_milli": new.level_milli, "told_at": new.told_at},
)
_FORGET = Statement(
    delete(platform_level).where(
        platform_level.c.connection_id == bindparam("connection_id"),
        platform_level.c.variant_row == bindparam("variant_row"),
        platform_level.c.location_id == bindparam("location_id"),
    )
)
_FORGET_PLACE = Statement(
    delete(platform_level).where(
        platform_level.c.connection_id == bindparam("connection_id"),
        platform_level.c.location_id == bindparam("location_id"),
    )
)


class SqlLevels:
    """Implements sync_ports.Levels."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def wait(
        self, delivery_id: UUID, connection_id: UUID, location_id: UUID, moves: Iterable[tuple[int, int]]
    ) -> None:
        whose = {"delivery_id": delivery_id, "connection_id": connection_id, "location_id": location_id}
        _INSERT.run_many(
            self._link,
            (
                {**whose, "variant_row": variant_row, "quantity_milli": quantity}
                for variant_row, quantity in moves
            ),
        )

    def acknowledged(self, delivery_id: UUID) -> None:
        _ACKNOWLEDGED.run(self._link, delivery_id=delivery_id)

    def waiting_of(self, delivery_id: UUID) -> list[tuple[int, UUID, int]]:
        rows = _OF_DELIVERY.all(self._link, delivery_id=delivery_id)
        return [(variant_row, location_id, quantity) for variant_row, location_id, quantity in rows]

    def waiting(self, connection_id: UUID, variant_row: int, location_id: UUID) -> int:
        where = {"variant_row": variant_row, "location_id": location_id}
        return int(WAITING.scalar(self._link, connection_id=connection_id, **where))

    def told(self, connection_id: UUID, variant_row: int, location_id: UUID) -> LevelRow | None:
        where = {"variant_row": variant_row, "location_id": location_id}
        row = _TOLD.first(self._link, connection_id=connection_id, **where)
        return None if row is None else LevelRow(connection_id, variant_row, location_id, *row)

    def waiting_at(
        self, connection_id: UUID, location_id: UUID, variant_rows: Sequence[int]
    ) -> Mapping[int, int]:
        found = self._at(
            "stock_waiting",
            "t.variant_row, sum(t.quantity_milli)",
            " GROUP BY t.variant_row",
            (connection_id, location_id, variant_rows),
        )
        return {row: int(quantity) for row, quantity in found}

    def told_at(
        self, connection_id: UUID, location_id: UUID, variant_rows: Sequence[int]
    ) -> Mapping[int, LevelRow]:
        whose = (connection_id, location_id, variant_rows)
        found = self._at("platform_level", "t.variant_row, t.level_milli, t.told_at", "", whose)
        return {
            row: LevelRow(connection_id, row, location_id, level, from_micros(at)) for row, level, at in found
        }

    def keep(self, levels: Sequence[LevelRow]) -> None:
        _TELL.run_many(self._link, ({name: getattr(level, name) for name in _FIELDS} for level in levels))

    def _at(self, table: str, columns: str, close: str, whose: tuple[UUID, UUID, Sequence[int]]) -> list[Row]:
        """Of many variants at a place, by one question."""
        connection_id, location_id, variant_rows = whose
        connection = self._link.connection
        mark = placeholder(connection)
        return connection.ask(
            f"SELECT {columns} FROM {each_of(connection, 'bigint')} CROSS JOIN {table} t"
            f" WHERE t.connection_id = {mark} AND t.location_id = {mark} AND t.variant_row = asked.value{close}",
            (
                list_parameter(connection, variant_rows),
                id_parameter(connection, connection_id),
                id_parameter(connection, location_id),
            ),
        )

    def forget(self, connection_id: UUID, variant_row: int, location_id: UUID) -> None:
        where = {"variant_row": variant_row, "location_id": location_id}
        _FORGET.run(self._link, connection_id=connection_id, **where)

    def forget_place(self, connection_id: UUID, location_id: UUID) -> None:
        _FORGET_PLACE.run(self._link, connection_id=connection_id, location_id=location_id)
