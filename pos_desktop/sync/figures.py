"""How the integrations do, minute by minute: counted here, stored every minute and at a stop.

A connection's deliveries are counted under its id, a printer's papers under the device's; the calls of every system that
is asked over a line, payment providers among them, under the system's name.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pos_desktop.application.alarms import duration_class
from pos_desktop.application.sync_records import Minute
from pos_desktop.system.call_figures import CallFigures
from pos_desktop.system.outgoing import Line, lines

if TYPE_CHECKING:
    from pos_desktop.application.ports import Clock, Store

KEPT = timedelta(days=35)
FORGET_EVERY = timedelta(hours=6)


@dataclass
class _Count:
    sent: int = 0
    failed: int = 0
    time_outs: int = 0
    trips: int = 0
    fallbacks: int = 0
    bad_signatures: int = 0
    milliseconds: int = 0
    slowness: dict[str, int] = field(default_factory=dict)

    def lasted(self, seconds: float) -> None:
        milliseconds = seconds * 1000
        self.milliseconds += round(milliseconds)
        name = duration_class(milliseconds)
        self.slowness[name] = self.slowness.get(name, 0) + 1


class FigureBook:
    """Counts; may be told from any thread."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        all_lines: Callable[[], Sequence[Line]] = lines,
        devices: Callable[[], Mapping[str, CallFigures]] = dict,
    ) -> None:
        """`devices`: what devices counted, by their ids."""
        self._store = store
        self._clock = clock
        self._lines = all_lines
        self._devices = devices
        self._guard = threading.Lock()
        self._counts: dict[tuple[str, datetime], _Count] = {}
        self._seen: dict[int | str, CallFigures] = {}
        self._forgot_at: datetime | None = None

    def stepped(self, system: str, seconds: float, *, ok: bool, timed_out: bool = False) -> None:
        """A step of a connection's delivery ended."""
        with self._guard:
            count = self._of(system)
            count.sent += ok
            count.failed += not ok
            count.time_outs += timed_out
            count.lasted(seconds)

    def bad_signature(self, system: str) -> None:
        """A message was not signed as it must be; nothing else of it is kept."""
        with self._guard:
            self._of(system).bad_signatures += 1

    def unstored(self) -> list[Minute]:
        """What was counted since the last time it was stored."""
        with self._guard:
            self._read_counters()
            return self._minutes()

    def keep(self) -> None:
        """Stores what was counted. What cannot be stored now is kept for the next time."""
        with self._guard:
            self._read_counters()
            minutes, counts = self._minutes(), self._counts
            self._counts = {}
        if not minutes and not self._time_to_forget():
            return
        try:
            with self._store.write() as work:
                work.figures.add(minutes)
                if self._time_to_forget():
                    self._forgot_at = self._clock.now()
                    work.figures.forget_before(self._forgot_at - KEPT)
        except BaseException:
            self._put_back(counts)
            raise

    def _put_back(self, counts: dict[tuple[str, datetime], _Count]) -> None:
        with self._guard:
            for key, count in counts.items():
                known = self._counts.setdefault(key, _Count())
                for name in (
                    "sent",
                    "failed",
                    "time_outs",
                    "trips",
                    "fallbacks",
                    "bad_signatures",
                    "milliseconds",
                ):
                    setattr(known, name, getattr(known, name) + getattr(count, name))
                for name, number in count.slowness.items():
                    known.slowness[name] = known.slowness.get(name, 0) + number

    def _time_to_forget(self) -> bool:
        return self._forgot_at is None or abs(self._clock.now() - self._forgot_at) >= FORGET_EVERY

    def _of(self, system: str) -> _Count:
        minute = self._clock.now().replace(second=0, microsecond=0)
        return self._counts.setdefault((system, minute), _Count())

    def _minutes(self) -> list[Minute]:
        return [
            Minute(system, at, **{**vars(count), "slowness": dict(count.slowness)})
            for (system, at), count in self._counts.items()
        ]

    def _read_counters(self) -> None:
        """What each line and device counted since it was last read."""
        for line in self._lines():
            self._read(line.system, id(line), line.figures)
        for device, figures in self._devices().items():
            self._read(device, device, figures)

    def _read(self, system: str, counter: int | str, now: CallFigures) -> None:
        before = self._seen.get(counter, CallFigures())
        self._seen[counter] = now
        tries = now.tries - before.tries
        if not tries and (now.trips, now.fallbacks) == (before.trips, before.fallbacks):
            return
        count = self._of(system)
        failed = now.failures - before.failures
        count.failed += failed
        count.sent += max(0, tries - failed)
        count.time_outs += now.time_outs - before.time_outs
        count.trips += now.trips - before.trips
        count.fallbacks += now.fallbacks - before.fallbacks
        for seconds in now.recent_seconds[-tries:] if tries else ():
            count.lasted(seconds)
