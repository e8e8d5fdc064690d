"""Keeps on hand what a platform told plus what it has not heard of (design, rule 7; docs/decisions/0029).

Everything here happens within the transaction that it is given. Before on hand is compared, events that no platform
was handed yet are routed: a sale that is not among the waiting moves would be taken for a mistake. Of two levels of
one moment nobody can say which is the newer: the platform is asked (`level_questions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from pos_desktop.application import level_questions
from pos_desktop.application.ids import new_id
from pos_desktop.application.routing import route_all
from pos_desktop.application.stock_moves import StockMoved
from pos_desktop.application.sync_records import LevelRow, LinkKind
from pos_desktop.domain.stock import after_silent_answer, correction, counts

if TYPE_CHECKING:
    from pos_desktop.application.platform.stock import LevelTold
    from pos_desktop.application.ports import Clock, Work
    from pos_desktop.application.sync_records import Connection, Delivery

REASON = "platform"


class Taken(StrEnum):
    """What became of a level."""

    KEPT = "kept"
    LATE = "late"  # a newer one is known
    ASKED = "asked"  # another one of the same moment is known: the platform is asked which holds
    UNLINKED = "unlinked"  # no variant of ours
    UNMAPPED = "unmapped"  # no location of ours
    NOT_IN_PIECES = "not_in_pieces"  # weighed, or not counted here


class Shelf(NamedTuple):
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
        telling = _Telling(work, connection_id, levels)
        each = [telling.take(level) for level in levels]
        self._ask(
            work,
            connection_id,
            [level for level, taken in zip(levels, each, strict=True) if taken is Taken.ASKED],
        )
        self._put_right(work, connection_id, telling.end())
        return each

    def answered(self, work: Work, connection_id: UUID, levels: Sequence[LevelTold]) -> list[Taken]:
        """Takes over what the platform was just asked for: of levels of one moment the answer holds."""
        telling = _Telling(work, connection_id, levels)
        each = [telling.take(level, settles=True) for level in levels]
        self._put_right(work, connection_id, telling.end())
        return each

    def known(self, work: Work, connection_id: UUID, item_ref: str, location_ref: str) -> LevelRow | None:
        """What it told last of an item at a place."""
        shelf = _Shelves(work, connection_id, (item_ref,)).of(item_ref, location_ref)[1]
        return None if shelf is None else work.levels.told(connection_id, *shelf)

    def acknowledged(self, work: Work, delivery: Delivery, levels: Sequence[LevelTold]) -> None:
        """The platform has taken a delivery's moves; `levels` is what its answer says that they came to."""
        connection_id = delivery.connection_id
        moved = {Shelf(row, place): quantity for row, place, quantity in work.levels.waiting_of(delivery.id)}
        work.levels.acknowledged(delivery.id)
        telling = _Telling(work, connection_id, levels)
        # Until the platform has said which of two of one moment holds, it is the answer's: these moves are in it.
        self._ask(work, connection_id, [level for level in levels if telling.is_of_one_moment(level)])
        for level in levels:
            telling.take(level, settles=True)
        known, told = telling.end(), telling.met
        for shelf, quantity in moved.items():
            if shelf not in told:
                _shift(work, connection_id, shelf, quantity)
        for each in {*moved, *told} - set(known):
            stored = work.levels.told(connection_id, each.variant_row, each.location_id)
            if stored is not None:  # else this platform never told of it: nothing to compare with
                known[each] = stored.level_milli
        self._put_right(work, connection_id, known)

    def gone(
        self, work: Work, connection_id: UUID, item_ref: str, location_ref: str, at: datetime | None = None
    ) -> Taken:
        """The platform keeps no stock of an item at a place any more since `at`; on hand stays as it is."""
        taken, shelf = _Shelves(work, connection_id, (item_ref,)).of(item_ref, location_ref)
        if shelf is None:
            return taken
        known = work.levels.told(connection_id, *shelf)
        if at is not None and known is not None and not counts(at, known.told_at):
            if at == known.told_at:
                level_questions.ask(work, connection_id, item_ref, location_ref, self._clock.now())
                return Taken.ASKED
            return Taken.LATE
        work.levels.forget(connection_id, *shelf)
        return taken

    # -- within ------------------------------------------------------------------------------------

    def _ask(self, work: Work, connection_id: UUID, levels: Sequence[LevelTold]) -> None:
        now = self._clock.now()
        for level in levels:
            level_questions.ask(work, connection_id, level.item_ref, level.location_ref, now)

    def _put_right(self, work: Work, connection_id: UUID, levels: Mapping[Shelf, int]) -> None:
        """Moves what on hand differs by. The moves are told to the other platforms, never back."""
        if levels:
            route_all(work, self._clock.now())
        places: dict[UUID, list[int]] = {}
        # In one order of variants everywhere, so that two on one server cannot wait for each other.
        for row, place in sorted(levels, key=lambda shelf: shelf.variant_row):
            places.setdefault(place, []).append(row)
        for place, rows in places.items():
            on_hand = work.stock.hold_at(place, rows)
            waiting = work.levels.waiting_at(connection_id, place, rows)
            moves = [
                (row, missing)
                for row in rows
                if (
                    missing := correction(on_hand.get(row, 0), levels[Shelf(row, place)], waiting.get(row, 0))
                )
            ]
            if moves:
                self._move(work, connection_id, place, moves)

    def _move(
        self, work: Work, connection_id: UUID, location_id: UUID, moves: Sequence[tuple[int, int]]
    ) -> None:
        now = self._clock.now()
        work.stock.move([(row, quantity, None) for row, quantity in moves], location_id, REASON, now)
        moved = StockMoved(location_id)
        moved.add(REASON, moves)
        # A lane of its own: sums commute, and one that is parked holds up no other.
        moved.tell(work, f"stock:{new_id()}", now, origin=connection_id)


def _shift(work: Work, connection_id: UUID, shelf: Shelf, quantity: int) -> None:
    """Moves were acknowledged, and no level was told: the known one is carried on."""
    told = work.levels.told(connection_id, *shelf)
    if told is not None:
        level = after_silent_answer(told.level_milli, quantity)
        work.levels.keep((replace(told, level_milli=level),))


class _Telling:
    """Levels being taken over: what is known of them is read at once, and what is new is kept at once."""

    def __init__(self, work: Work, connection_id: UUID, levels: Sequence[LevelTold]) -> None:
        self._work = work
        self._connection_id = connection_id
        self._shelves = _Shelves(work, connection_id, [level.item_ref for level in levels])
        self._kept: dict[Shelf, LevelRow] = {}
        self.met: set[Shelf] = set()
        """The shelves of all of them, kept or not."""
        for level in levels:
            shelf = self._shelves.of(level.item_ref, level.location_ref)[1]
            if shelf is not None:
                self.met.add(shelf)
        self._known = self._read()

    def _read(self) -> dict[Shelf, LevelRow]:
        places: dict[UUID, list[int]] = {}
        for row, place in self.met:
            places.setdefault(place, []).append(row)
        return {
            Shelf(row, place): told
            for place, rows in places.items()
            for row, told in self._work.levels.told_at(self._connection_id, place, rows).items()
        }

    def is_of_one_moment(self, level: LevelTold) -> bool:
        """Whether another level of the same moment is known."""
        shelf = self._shelves.of(level.item_ref, level.location_ref)[1]
        known = None if shelf is None else self._known.get(shelf)
        return known is not None and known.told_at == level.at and known.level_milli != level.level_milli

    def take(self, level: LevelTold, *, settles: bool = False) -> Taken:
        """What becomes of it. Of one moment the one that `settles` holds; else the known one, until it is asked."""
        taken, shelf = self._shelves.of(level.item_ref, level.location_ref)
        if shelf is None:
            return taken
        known = self._known.get(shelf)
        if not counts(level.at, None if known is None else known.told_at):
            if known is None or known.told_at != level.at:
                return Taken.LATE
            if known.level_milli != level.level_milli and not settles:
                return Taken.ASKED
        row = LevelRow(self._connection_id, *shelf, level.level_milli, level.at)
        self._known[shelf] = self._kept[shelf] = row
        return Taken.KEPT

    def end(self) -> dict[Shelf, int]:
        """Keeps what was taken; the level of each shelf, in thousandths."""
        self._work.levels.keep(list(self._kept.values()))
        return {shelf: row.level_milli for shelf, row in self._kept.items()}


class _Shelves:
    """Finds what a platform calls items at locations: the items by one question, each location once."""

    def __init__(self, work: Work, connection_id: UUID, item_refs: Sequence[str]) -> None:
        self._work = work
        self._connection_id = connection_id
        self._rows = work.links.item_rows(connection_id, list(dict.fromkeys(item_refs)))
        self._places: dict[str, UUID | None] = {}

    def of(self, item_ref: str, location_ref: str) -> tuple[Taken, Shelf | None]:
        """The shelf, or why there is none."""
        place = self._place(location_ref)
        if place is None:
            return Taken.UNMAPPED, None
        found = self._rows.get(item_ref)
        if found is None:
            return Taken.UNLINKED, None
        row, in_pieces = found
        return (Taken.KEPT, Shelf(row, place)) if in_pieces else (Taken.NOT_IN_PIECES, None)

    def _place(self, location_ref: str) -> UUID | None:
        if location_ref not in self._places:
            link = self._work.links.local(self._connection_id, LinkKind.LOCATION, location_ref)
            self._places[location_ref] = None if link is None else link.local_id
        return self._places[location_ref]
