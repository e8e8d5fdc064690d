"""Looks at what changed on a platform since the last time, stream by stream (decision 30): a register behind a router
has no address that a platform could call."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.errors import PersonError
from pos_desktop.application.kept_words import remembering
from pos_desktop.application.platform.changes import Stream
from pos_desktop.application.platform.trouble import (
    NotOffered,
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
)
from pos_desktop.application.sync_work import End, Outcome, stand_still

if TYPE_CHECKING:
    from pos_desktop.application.platform.changes import Told
    from pos_desktop.application.platform.port import Platform, Platforms
    from pos_desktop.application.platform.shop import Budget
    from pos_desktop.application.ports import Clock, Store
    from pos_desktop.application.sync_records import Connection

log = logging.getLogger(__name__)

EVERY_SECONDS = {Stream.LEVELS: 15.0, Stream.ORDERS: 20.0, Stream.PRODUCTS: 30.0, Stream.CUSTOMERS: 60.0}
BUSY_SECONDS = 60.0
"""While something is sent: what goes out has the platform's limit first."""
LEAST_BUDGET = 0.3
"""While something is sent and less than this part of the limit is left, nobody looks."""
AFTER_TROUBLE_SECONDS = 60.0
AFTER_REFUSAL_SECONDS = 15 * 60.0
PAGES_AT_ONCE = 20


Keep = Callable[[UUID, Stream, "Told"], object]
"""Stores a page of messages with the cursor that says so, in one commit."""


class SyncLooks:
    """One look at a time for a connection, any thread."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        platforms: Platforms,
        keep: Keep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._clock = clock
        self._platforms = platforms
        self._keep = keep
        self._monotonic = monotonic
        self._asked: set[UUID] = set()
        self._refused: set[tuple[UUID, str]] = set()

    def due(
        self, connection: Connection, looks_at: MutableMapping[str, float], *, busy: bool
    ) -> tuple[tuple[str, ...], float]:
        """The streams whose turn it is, and the seconds until the next one's."""
        now = self._monotonic()
        due, rest = [], math.inf
        for stream in Stream:
            at = looks_at.get(stream.value, 0.0)
            if busy and at:
                at = max(at, at - EVERY_SECONDS[stream] + BUSY_SECONDS)
            if at <= now:
                due.append(stream.value)
            else:
                rest = min(rest, at - now)
        if due and busy and self._is_short(connection):
            return (), LEAST_BUDGET
        return tuple(due), rest

    def look(self, connection: Connection, stream: str, looks_at: MutableMapping[str, float]) -> Outcome:
        """Stores what changed with the cursor that says so, page by page. Raises only what the disk raises."""
        looks_at[stream] = self._monotonic() + EVERY_SECONDS[Stream(stream)]
        with remembering():
            return self._look(connection, stream, looks_at)

    def _look(self, connection: Connection, stream: str, looks_at: MutableMapping[str, float]) -> Outcome:
        try:
            platform = self._platforms.of(connection.id)
            self._asked.add(connection.id)
            for _ in range(PAGES_AT_ONCE):
                if not self._page(connection.id, platform, Stream(stream)):
                    self._refused.discard((connection.id, stream))
                    return Outcome(End.DONE)
            looks_at[stream] = self._monotonic()
            return Outcome(End.DONE)
        except PlatformAway as trouble:
            looks_at[stream] = self._monotonic()  # as soon as it may be asked again
            end = End.OFFLINE if trouble.offline else End.AWAY
            return Outcome(end, trouble.retry_after, trouble.title, str(trouble))
        except PlatformUnsure as trouble:
            looks_at[stream] = self._monotonic() + (trouble.retry_after or AFTER_TROUBLE_SECONDS)
            return Outcome(End.AGAIN, title=trouble.title, words=str(trouble))
        except PlatformSetting as trouble:
            with self._store.write() as work:
                stand_still(work, connection.id, trouble, self._clock.now())
            return Outcome(End.SETTING, title=trouble.title, words=str(trouble), notify=True)
        except NotOffered:
            looks_at[stream] = math.inf
            return Outcome(End.DONE)
        except PlatformRefused as trouble:
            return self._is_refused(connection, stream, trouble, looks_at)

    def budget(self, connection_id: UUID) -> Budget | None:
        """What its limit leaves; None before it was looked at."""
        if connection_id not in self._asked:
            return None
        try:
            return self._platforms.of(connection_id).budget()
        except PersonError:
            return None

    def _page(self, connection_id: UUID, platform: Platform, stream: Stream) -> bool:
        """Whether there is more."""
        with self._store.read() as work:
            cursor = work.connections.cursor(connection_id, stream.value)
        told = platform.changes(stream, cursor)
        if told.messages or told.cursor != cursor:
            self._keep(connection_id, stream, told)
        return told.more

    def _is_refused(
        self,
        connection: Connection,
        stream: str,
        trouble: PlatformRefused,
        looks_at: MutableMapping[str, float],
    ) -> Outcome:
        """A changed shape, as an example: the other streams go on, and a person hears of it once."""
        looks_at[stream] = self._monotonic() + AFTER_REFUSAL_SECONDS
        known = (connection.id, stream) in self._refused
        self._refused.add((connection.id, stream))
        log.warning("%s cannot be looked at: %s", stream, trouble)
        return Outcome(End.DONE, title=trouble.title, words=str(trouble), notify=not known)

    def _is_short(self, connection: Connection) -> bool:
        budget = self.budget(connection.id)
        return budget is not None and budget.available < budget.maximum * LEAST_BUDGET
