"""How each connection stands for the engine: what is under way for it, and until when it is left alone."""

from __future__ import annotations

import threading
import time
from uuid import UUID

AT_ONCE = 4
"""Deliveries of one connection under way at the same time: a slow platform must not take all threads."""
LOOK_SECONDS = 10.0
"""How long the head rests at most: another program may have changed the tables, and clocks jump."""
FIRST_HOLD_SECONDS = 1.0
LONGEST_HOLD_SECONDS = 60.0


class Standing:
    """One connection. Moments are monotonic seconds."""

    def __init__(self) -> None:
        self.under_way: set[UUID] = set()
        self.held_until = 0.0
        self.hold_seconds = FIRST_HOLD_SECONDS
        self.looking = False
        self.looks_at: dict[str, float] = {}  # stream to the moment of its next look
        self.mended_at = 0.0  # when a person last wanted it tried again


class Standings:
    """All connections; may be asked from any thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._all: dict[UUID, Standing] = {}

    def of(self, connection_id: UUID) -> Standing:
        """Made when it is first asked for."""
        with self._guard:
            return self._all.setdefault(connection_id, Standing())

    def free(self, connection_id: UUID, *, probing: bool = False) -> int:
        """How many more deliveries may be under way; only one that sees how the platform is, while `probing`."""
        return max(0, (1 if probing else AT_ONCE) - len(self.of(connection_id).under_way))

    def begin(self, connection_id: UUID, delivery_id: UUID) -> None:
        """A delivery is under way."""
        with self._guard:
            self._all.setdefault(connection_id, Standing()).under_way.add(delivery_id)

    def under_way(self, connection_id: UUID) -> frozenset[UUID]:
        """The deliveries that are being worked on."""
        with self._guard:
            return frozenset(self._all.setdefault(connection_id, Standing()).under_way)

    def end(self, connection_id: UUID, delivery_id: UUID) -> bool:
        """It is no more; whether there is room again for several."""
        with self._guard:
            standing = self._all.setdefault(connection_id, Standing())
            standing.under_way.discard(delivery_id)
            return len(standing.under_way) <= AT_ONCE // 2

    def hold(self, connection_id: UUID, seconds: float | None) -> float:
        """Leaves it alone: as long as it says, or longer each time. The seconds."""
        with self._guard:
            standing = self._all.setdefault(connection_id, Standing())
            if seconds is None:
                seconds = standing.hold_seconds
                standing.hold_seconds = min(standing.hold_seconds * 2, LONGEST_HOLD_SECONDS)
            standing.held_until = max(standing.held_until, time.monotonic() + seconds)
            return seconds

    def release(self, connection_id: UUID | None = None) -> None:
        """It answered, or a person wants it tried now; None: all."""
        with self._guard:
            for each_id, standing in self._all.items():
                if connection_id in (None, each_id):
                    standing.held_until = 0.0
                    standing.hold_seconds = FIRST_HOLD_SECONDS

    def mended(self, connection_id: UUID | None) -> None:
        """A person wants it tried now; None: all."""
        self.release(connection_id)
        with self._guard:
            for each_id, standing in self._all.items():
                if connection_id in (None, each_id):
                    standing.mended_at = time.monotonic()

    def held_for(self, connection_id: UUID) -> float:
        """Seconds until it may be asked again."""
        return max(0.0, self.of(connection_id).held_until - time.monotonic())

    def busy(self) -> int:
        """Deliveries under way, over all."""
        with self._guard:
            return sum(len(standing.under_way) for standing in self._all.values())
