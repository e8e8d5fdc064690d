"""Keeps on hand what a platform told plus what it has not heard of (design, rule 7; docs/decisions/0029).

Everything here happens within the transaction that it is given. Before on hand is compared, events that no platform
was handed yet are routed: a sale that is not among the waiting moves would be taken for a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.routing import route_all
from pos_desktop.application.stock_moves import StockMoved
from pos_desktop.application.sync_records import LevelRow, LinkKind
from pos_desktop.domain.stock import after_silent_answer, correction, counts

if TYPE_CHECKING:
    from pos_desktop.application.platform import LevelTold
    from pos_desktop.application.ports import Clock, Work
    from pos_desktop.application.sync_records import Connection, Delivery

REASON = "platform"


class Taken(StrEnum):
    """What became of a level."""

    KEPT = "kept"
    LATE = "late"  # a newer one is known
    UNLINKED = "unlinked"  # no variant of ours
    UNMAPPED = "unmapped"  # no location of ours
    NOT_IN_PIECES = "not_in_pieces"  # weighed, or not counted here


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A variant at a place."""

    variant_row: int
    location_id: UUID


class StockLevels:
    """The stock rule. Holds nothing: one is enough for the whole program."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def tell(self, work: Work, connection: Connection, level: LevelTold) -> Taken:
        """Takes a level of a platform over."""
        return self.tell_all(work, connection.id, (level,))[0]

    def tell_all(self, work: Work, connection_id: UUID, levels: Sequence[LevelTold]) -> list[Taken]:
        """Takes several over, as a look or a first import brings them; what became of each."""
        shelves = _Shelves(work, connection_id)
        each = [self._keep(work, connection_id, shelves, level) for level in levels]
        kept = {
            shelf: level.level_milli
            for level, (taken, shelf) in zip(levels, each, strict=True)
            if shelf is not None and taken is Taken.KEPT
        }
        self._put_right(work, connection_id, kept)
        return [taken for taken, _ in each]

    def acknowledged(self, work: Work, delivery: Delivery, levels: Sequence[LevelTold]) -> None:
        """The platform has taken a delivery's moves; `levels` is what its answer says that they came to."""
        connection_id = delivery.connection_id
        shelves = _Shelves(work, connection_id)
        moved = {_Shelf(row, place): quantity for row, place, quantity in work.levels.waiting_of(delivery.id)}
        work.levels.acknowledged(delivery.id)
        kept = [self._keep(work, connection_id, shelves, level) for level in levels]
        told = {shelf for _, shelf in kept if shelf is not None}
        for shelf, quantity in moved.items():
            if shelf not in told:
                _shift(work, connection_id, shelf, quantity)
        known = {
            shelf: level.level_milli
            for level, (taken, shelf) in zip(levels, kept, strict=True)
            if shelf is not None and taken is Taken.KEPT
        }
        for each in {*moved, *told} - set(known):
            level = work.levels.told(connection_id, each.variant_row, each.location_id)
            if level is not None:  # else this platform never told of it: nothing to compare with
                known[each] = level.level_milli
        self._put_right(work, connection_id, known)

    def gone(
        self, work: Work, connection_id: UUID, item_ref: str, location_ref: str, at: datetime | None = None
    ) -> Taken:
        """The platform keeps no stock of an item at a place any more since `at`; on hand stays as it is."""
        taken, shelf = _Shelves(work, connection_id).of(item_ref, location_ref)
        if shelf is None:
            return taken
        known = work.levels.told(connection_id, shelf.variant_row, shelf.location_id)
        if at is not None and known is not None and not counts(at, known.told_at):
            return Taken.LATE
        work.levels.forget(connection_id, shelf.variant_row, shelf.location_id)
        return taken

    # -- within ------------------------------------------------------------------------------------

    def _keep(
        self, work: Work, connection_id: UUID, shelves: _Shelves, level: LevelTold
    ) -> tuple[Taken, _Shelf | None]:
        taken, shelf = shelves.of(level.item_ref, level.location_ref)
        if shelf is None:
            return taken, None
        row = LevelRow(connection_id, shelf.variant_row, shelf.location_id, level.level_milli, level.at)
        return (Taken.KEPT if work.levels.tell(row) else Taken.LATE), shelf

    def _put_right(self, work: Work, connection_id: UUID, levels: Mapping[_Shelf, int]) -> None:
        """Moves what on hand differs by. The moves are told to the other platforms, never back."""
        # In one order of variants everywhere, so that two on one server cannot wait for each other.
        chosen = sorted(levels, key=lambda shelf: shelf.variant_row)
        on_hand = [work.stock.hold(shelf.variant_row, shelf.location_id) for shelf in chosen]
        if on_hand:
            route_all(work, self._clock.now())
        moves: dict[UUID, list[tuple[int, int]]] = {}
        for shelf, known in zip(chosen, on_hand, strict=True):
            waiting = work.levels.waiting(connection_id, shelf.variant_row, shelf.location_id)
            missing = correction(known, levels[shelf], waiting)
            if missing:
                moves.setdefault(shelf.location_id, []).append((shelf.variant_row, missing))
        for location_id, rows in moves.items():
            self._move(work, connection_id, location_id, rows)

    def _move(
        self, work: Work, connection_id: UUID, location_id: UUID, moves: Sequence[tuple[int, int]]
    ) -> None:
        now = self._clock.now()
        work.stock.move([(row, quantity, None) for row, quantity in moves], location_id, REASON, now)
        moved = StockMoved(location_id)
        moved.add(REASON, moves)
        # A lane of its own: sums commute, and one that is parked holds up no other.
        moved.tell(work, f"stock:{new_id()}", now, origin=connection_id)


def _shift(work: Work, connection_id: UUID, shelf: _Shelf, quantity: int) -> None:
    """Moves were acknowledged, and no level was told: the known one is carried on."""
    told = work.levels.told(connection_id, shelf.variant_row, shelf.location_id)
    if told is not None:
        level = after_silent_answer(told.level_milli, quantity)
        work.levels.tell(replace(told, level_milli=level))


class _Shelves:
    """Finds what a platform calls an item at a location; each location is looked up once."""

    def __init__(self, work: Work, connection_id: UUID) -> None:
        self._work = work
        self._connection_id = connection_id
        self._places: dict[str, UUID | None] = {}

    def of(self, item_ref: str, location_ref: str) -> tuple[Taken, _Shelf | None]:
        """The shelf, or why there is none."""
        place = self._place(location_ref)
        if place is None:
            return Taken.UNMAPPED, None
        found = self._work.links.item_row(self._connection_id, item_ref)
        if found is None:
            return Taken.UNLINKED, None
        row, in_pieces = found
        return (Taken.KEPT, _Shelf(row, place)) if in_pieces else (Taken.NOT_IN_PIECES, None)

    def _place(self, location_ref: str) -> UUID | None:
        if location_ref not in self._places:
            link = self._work.links.local(self._connection_id, LinkKind.LOCATION, location_ref)
            self._places[location_ref] = None if link is None else link.local_id
        return self._places[location_ref]
