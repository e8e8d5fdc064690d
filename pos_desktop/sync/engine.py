"""The sync thread: claims what is due, hands each lane to its pool, watches the network, counts (design, rules 8, 9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.sync_view import BreakerView

if TYPE_CHECKING:
    from pos_desktop.application.sync_records import Connection, Minute


class SyncEngine:
    """Implements the application's SyncNews."""

    def __init__(self) -> None:
        self._news: list[Callable[[], None]] = []

    @property
    def running(self) -> bool:
        return False

    @property
    def online(self) -> bool:
        return True

    def on_change(self, listener: Callable[[], None]) -> None:
        self._news.append(listener)

    def wake(self) -> None:
        pass

    def away_until(self, connection_id: UUID) -> datetime | None:
        return None

    def breaker(self, connection: Connection) -> BreakerView:
        return BreakerView()

    def breakers(self) -> Mapping[str, BreakerView]:
        return {}

    def unstored_minutes(self) -> list[Minute]:
        return []
