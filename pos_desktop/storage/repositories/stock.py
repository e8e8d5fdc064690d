# ruff: noqa: S608 - table and column names are constants of this module; values are always parameters
"""The ledger of stock: every move is a row, and the level of a place is the sum of its rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.storage.later.sql import bindparam, func, select
from pos_desktop.storage.later.tables import product, stock_level, stock_move, variant
from pos_desktop.storage.repositories.statement import Link, Statement, insert_into, upsert
from pos_desktop.storage.search_sql import each_of, id_parameter, list_parameter, on_sqlite, placeholder

Move = tuple[int, int, UUID | None]
"""A variant's row, thousandths that came (negative: went), the order line they belong to."""

_INSERT_MOVE = Statement(insert_into(stock_move))
_CHANGE_LEVEL = upsert(
    stock_level,
    ("variant_row", "location_id"),
    lambda new: {"on_hand_milli": stock_level.c.on_hand_milli + new.on_hand_milli},
)
_LEVEL = select(stock_level.c.on_hand_milli).where(
    stock_level.c.variant_row == bindparam("variant_row"),
    stock_level.c.location_id == bindparam("location_id"),
)
_ON_HAND = Statement(_LEVEL)
_HOLD = Statement(_LEVEL.with_for_update())
_LEFT_OF_LINE = Statement(
    select(stock_move.c.location_id, stock_move.c.variant_row, func.sum(stock_move.c.quantity_milli))
    .where(stock_move.c.order_line_id == bindparam("line_id"))
    .group_by(stock_move.c.location_id, stock_move.c.variant_row)
)
_FEW = 8  # as many questions cost less than one for many
_IN_PIECES = Statement(
    select(variant.c.row)
    .join(product, product.c.id == variant.c.product_id)
    .where(variant.c.row == bindparam("variant_row"), variant.c.track_stock, ~product.c.weighed)
)


class SqlStock:
    """Implements catalogue_ports.Stock."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def move(self, moves: Iterable[Move], location_id: UUID, reason: str, at: datetime) -> None:
        # In one order of variants everywhere, so that two registers on one server cannot wait for each other.
        rows = sorted(moves, key=lambda move: move[0])
        _INSERT_MOVE.run_many(
            self._link,
            (
                {
                    "id": new_id(),
                    "variant_row": variant_row,
                    "location_id": location_id,
                    "quantity_milli": quantity,
                    "reason": reason,
                    "order_line_id": line_id,
                    "moved_at": at,
                }
                for variant_row, quantity, line_id in rows
            ),
        )
        _CHANGE_LEVEL.run_many(
            self._link,
            (
                {"variant_row": variant_row, "location_id": location_id, "on_hand_milli": quantity}
                for variant_row, quantity, _ in rows
            ),
        )

    def reverse(
        self, order_line_ids: Sequence[UUID], reason: str, at: datetime
    ) -> Mapping[UUID, Sequence[tuple[int, int]]]:
        """What is still out, so that reversing twice moves nothing the second time."""
        back: dict[UUID, list[Move]] = {}
        for line_id in order_line_ids:
            for location_id, variant_row, moved in _LEFT_OF_LINE.all(self._link, line_id=line_id):
                if moved:
                    back.setdefault(location_id, []).append((variant_row, -int(moved), line_id))
        for location_id, moves in back.items():
            self.move(moves, location_id, reason, at)
        return {place: [(row, quantity) for row, quantity, _ in moves] for place, moves in back.items()}

    def on_hand(self, variant_row: int, location_id: UUID) -> int:
        """In thousandths; 0 where nothing ever moved."""
        return _ON_HAND.scalar(self._link, variant_row=variant_row, location_id=location_id) or 0

    def hold(self, variant_row: int, location_id: UUID) -> int:
        return _HOLD.scalar(self._link, variant_row=variant_row, location_id=location_id) or 0

    def hold_at(self, location_id: UUID, variant_rows: Sequence[int]) -> Mapping[int, int]:
        connection = self._link.connection
        last = "" if on_sqlite(connection) else " FOR UPDATE OF s"
        found = connection.ask(
            f"SELECT s.variant_row, s.on_hand_milli FROM {each_of(connection, 'bigint')} CROSS JOIN stock_level s"
            f" WHERE s.variant_row = asked.value AND s.location_id = {placeholder(connection)}"
            f" ORDER BY s.variant_row{last}",
            (list_parameter(connection, variant_rows), id_parameter(connection, location_id)),
        )
        return dict(found)

    def in_pieces(self, variant_rows: Iterable[int]) -> set[int]:
        asked = list(dict.fromkeys(variant_rows))
        if len(asked) <= _FEW:
            return {row for row in asked if _IN_PIECES.first(self._link, variant_row=row) is not None}
        connection = self._link.connection
        found = connection.ask(
            f'SELECT v."row" FROM {each_of(connection, "bigint")} CROSS JOIN variant v'
            ' JOIN product p ON p.id = v.product_id WHERE v."row" = asked.value AND v.track_stock AND NOT p.weighed',
            (list_parameter(connection, asked),),
        )
        return {row for (row,) in found}
