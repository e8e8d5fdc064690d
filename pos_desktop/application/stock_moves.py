"""What a commit moved of the stock, told to other systems by one event of that commit (decision 29)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_desktop.application.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from pos_desktop.application.ports import Work

TOPIC = "stock.moved"


class StockMoved:
    """Moves at one place, summed by variant. Quantities are thousandths, negative for what went out."""

    __slots__ = ("_location_id", "_moves", "_order_id", "_reason")

    def __init__(self, location_id: UUID, order_id: UUID | None = None) -> None:
        """`order_id` is the order that moved them, where one did."""
        self._location_id = location_id
        self._order_id = order_id
        self._reason = ""
        self._moves: dict[int, int] = {}

    def add(self, reason: str, moves: Iterable[tuple[int, int]]) -> None:
        """Takes (variant row, quantity) moves in. Of several reasons the first is told."""
        self._reason = self._reason or reason
        for variant_row, quantity in moves:
            self._moves[variant_row] = self._moves.get(variant_row, 0) + quantity

    def tell(self, work: Work, lane: str, at: datetime, origin: UUID | None = None) -> None:
        """Writes the event; none where nothing moved. `origin` is the connection that it came from and that
        must not hear of it again."""
        moves = [[variant_row, quantity] for variant_row, quantity in self._moves.items() if quantity]
        if not moves:
            return
        event_id = new_id()
        body = {
            "location": str(self._location_id),
            "moves": moves,
            "reason": self._reason,
            "order": str(self._order_id) if self._order_id else None,
            "origin": str(origin) if origin else None,
        }
        work.outbox.add(event_id, lane, TOPIC, self._order_id or event_id, body, at)
