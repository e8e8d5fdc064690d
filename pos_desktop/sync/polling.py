"""Looks at platforms and reads what came, between the deliveries: what goes out goes first."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from pos_desktop.application.errors import PersonError
from pos_desktop.sync.lanes import LOOK_SECONDS
from pos_desktop.system.faults import tell_fault

if TYPE_CHECKING:
    from pos_desktop.application.platform.changes import ChangeKind
    from pos_desktop.application.ports import Clock
    from pos_desktop.application.sync_looks import SyncLooks
    from pos_desktop.application.sync_records import Connection
    from pos_desktop.application.sync_work import Outcome
    from pos_desktop.sync.lanes import Standings

log = logging.getLogger(__name__)

TROUBLE_SECONDS = 2.0


class Inbox(Protocol):
    """Understands messages of platforms."""

    def work(self, limit: int = 50) -> int:
        """Takes what is due; how many."""
        ...

    def next_due(self) -> datetime | None: ...
    def wake(self) -> None:
        """Makes everything due that waits."""
        ...

    def acted_on(self) -> frozenset[ChangeKind]: ...


class Polling:
    """Asked by the head, works on the lanes' threads: one look for a connection at a time, one reader of messages."""

    def __init__(
        self,
        looks: SyncLooks,
        inbox: Inbox,
        standings: Standings,
        clock: Clock,
        submit: Callable[..., None],
        hear: Callable[[UUID, Outcome, float], None],
        moved: Callable[[], None],
        ending: threading.Event,
    ) -> None:
        self._looks = looks
        self._inbox = inbox
        self._standings = standings
        self._clock = clock
        self._submit = submit
        self._hear = hear
        self._moved = moved
        self._ending = ending
        self._reading = False

    def look(self, connection: Connection) -> float:
        """Begins what is due; seconds until there is more."""
        standing = self._standings.of(connection.id)
        if standing.looking:
            return LOOK_SECONDS
        busy = bool(standing.under_way)
        due, rest = self._looks.due(connection, standing.looks_at, busy=busy)
        if due:
            standing.looking = True
            self._submit(f"look {connection.id}", self._look_at, connection, due)
        return rest

    def read(self) -> float:
        """Begins to read messages when some are due; seconds until there is more."""
        if self._reading:
            return LOOK_SECONDS
        due = self._inbox.next_due()
        if due is None:
            return LOOK_SECONDS
        seconds = (due - self._clock.now()).total_seconds()
        if seconds > 0:
            return seconds
        self._reading = True
        self._submit("inbox", self._read_all)
        return LOOK_SECONDS

    # -- on a lane's thread ------------------------------------------------------------------------

    def _look_at(self, connection: Connection, streams: tuple[str, ...]) -> None:
        standing = self._standings.of(connection.id)
        try:
            for stream in streams:
                if self._ending.is_set():
                    return
                began = time.monotonic()
                outcome = self._looks.look(connection, stream, standing.looks_at)
                self._hear(connection.id, outcome, time.monotonic() - began)
                if outcome.end.value in ("offline", "away", "setting"):
                    return
        except PersonError as trouble:
            log.warning("a look at a platform waits for the disk: %s", trouble)
        except Exception as fault:
            if not self._ending.is_set():
                tell_fault("a look at a platform failed", fault)
        finally:
            standing.looking = False
            self._moved()

    def _read_all(self) -> None:
        try:
            while not self._ending.is_set() and self._inbox.work():
                self._moved()
        except PersonError as trouble:
            log.warning("the inbox waits for the disk: %s", trouble)
            self._ending.wait(TROUBLE_SECONDS)
        except Exception as fault:
            if not self._ending.is_set():
                tell_fault("the inbox failed", fault)
                self._ending.wait(TROUBLE_SECONDS)
        finally:
            self._reading = False
            self._moved()
