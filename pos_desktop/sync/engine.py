"""The sync thread: routes events, claims what is due and hands each lane to its pool (design, rules 8 and 9).

One head thread decides; APScheduler runs one job for each lane on a few threads of its own. Nothing is kept in memory
that the tables do not know: a stop at any point loses nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from pos_desktop.application.errors import PersonError
from pos_desktop.application.sync_view import BreakerView, Notice
from pos_desktop.domain.record import record
from pos_desktop.sync.lanes import LOOK_SECONDS, Standings
from pos_desktop.sync.network import Network, address_of
from pos_desktop.sync.polling import Inbox, Polling
from pos_desktop.system.faults import tell_fault

if TYPE_CHECKING:
    from pos_desktop.application.platform.changes import ChangeKind
    from pos_desktop.application.platform.shop import Budget
    from pos_desktop.application.ports import Clock, Store
    from pos_desktop.application.sync_looks import SyncLooks
    from pos_desktop.application.sync_records import Connection, Delivery, Minute
    from pos_desktop.application.sync_work import Outcome, SyncWork
    from pos_desktop.sync.figures import FigureBook
    from pos_desktop.sync.lane_threads import LaneThreads

log = logging.getLogger(__name__)

TROUBLE_SECONDS = 2.0
STOP_SECONDS = 2.0
TELL_SECONDS = 0.5
"""How often listeners hear of steps at most."""
FIGURES_SECONDS = 60.0
ROUTE_IDLY_SECONDS = 60.0
"""How often events are put aside that no platform is there for."""
THREADS = 14
PATIENCE_SECONDS = 10.0
"""A platform that asks for no more is waited for with the delivery in hand."""
CLOCK_JUMP_SECONDS = 5.0
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Jobs are due at once, whatever the clock is set to meanwhile."""


class Routes(Protocol):
    """Hands events to connections."""

    at_once: int

    def route(self, limit: int = ...) -> int: ...


@record
class Parts:
    """What the engine works with; loaded on its own thread, a moment after the first paint."""

    work: SyncWork
    router: Routes
    looks: SyncLooks
    figures: FigureBook
    inbox: Inbox


class SyncEngine:
    """Implements the application's SyncNews."""

    def __init__(self, store: Store, clock: Clock, make_parts: Callable[[], Parts]) -> None:
        self._store = store
        self._clock = clock
        self._make_parts = make_parts
        self._news: list[Callable[[], None]] = []
        self._notices: list[Notice] = []
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._head: threading.Thread | None = None
        self._standings = Standings()
        self._network = Network(self._back)
        self._settings: dict[UUID, Mapping[str, str]] = {}
        self._parts: Parts | None = None
        self._scheduler: Any = None
        self._pool: LaneThreads | None = None
        self._dirty = False
        self._told_at = 0.0
        self._counted_at = time.monotonic()
        self._routed_idly_at = -ROUTE_IDLY_SECONDS
        self._polling: Polling | None = None
        self._clocks = (0.0, 0.0)
        self._unwritten: deque[Delivery] = deque()

    # -- from outside, any thread ------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self._head is not None and self._head.is_alive() and not self._ending.is_set()

    @property
    def online(self) -> bool:
        return self._network.online

    def on_change(self, listener: Callable[[], None]) -> None:
        self._news.append(listener)

    def start(self) -> None:
        """Begins; what a crash left is looked up first."""
        self._head = threading.Thread(target=self._run, name="sync", daemon=True)
        self._head.start()

    def wake(self) -> None:
        self._wake.set()

    def send_now(self, connection_id: UUID | None = None) -> None:
        self._standings.mended(connection_id)
        self._wake.set()

    def stop(self) -> None:
        """Ends within two seconds. A call under way is left; what became of it is looked up at the next start."""
        until = time.monotonic() + STOP_SECONDS
        self._ending.set()
        self._wake.set()
        self._network.stop()
        if self._head is not None:
            self._head.join(STOP_SECONDS / 2)
        if self._pool is not None:
            self._pool.join(max(0.0, until - time.monotonic()))
        if self._parts is not None:
            self._quietly(self._parts.figures.keep)

    def take_changes(self) -> frozenset[ChangeKind]:
        return self._parts.inbox.acted_on() if self._parts is not None else frozenset()

    def budget(self, connection_id: UUID) -> Budget | None:
        return self._parts.looks.budget(connection_id) if self._parts is not None else None

    def away_until(self, connection_id: UUID) -> datetime | None:
        seconds = self._standings.held_for(connection_id)
        return self._clock.now() + timedelta(seconds=seconds) if seconds else None

    def is_offline(self, connection_id: UUID) -> bool:
        return self._network.is_lost(connection_id)

    def breaker(self, connection: Connection) -> BreakerView:
        from pos_desktop.sync.breakers import breaker_of

        return breaker_of(connection)

    def breakers(self) -> Mapping[str, BreakerView]:
        from pos_desktop.sync.breakers import breakers

        return breakers()

    def unstored_minutes(self) -> list[Minute]:
        return self._parts.figures.unstored() if self._parts is not None else []

    def take_notices(self) -> list[Notice]:
        taken, self._notices = self._notices, []
        return taken

    # -- the head ----------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._parts = self._make_parts()
            self._begin_pool()
            self._polling = Polling(
                self._parts.looks,
                self._parts.inbox,
                self._standings,
                self._clock,
                self._submit,
                self._hear,
                self._moved,
                self._ending,
            )
        except Exception as fault:
            tell_fault("the sync could not start", fault)
            return
        ready = False
        while not self._ending.is_set():
            self._wake.clear()
            rest = TROUBLE_SECONDS
            try:
                ready = ready or self._take_back()
                rest = self._turn(self._parts)
            except PersonError as trouble:
                log.warning("the sync waits for the disk: %s", trouble)
            except Exception as fault:
                if not self._ending.is_set():  # at the end the database closes under it
                    tell_fault("the sync's head failed", fault)
            self._wake.wait(rest)
        self._end_pool()

    def _begin_pool(self) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler

        from pos_desktop.sync.lane_threads import LaneThreads

        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._pool = LaneThreads(THREADS, "sync lane")
        self._scheduler = BackgroundScheduler(
            executors={"default": self._pool}, job_defaults={"misfire_grace_time": None}, timezone=UTC
        )
        self._scheduler.start()

    def _end_pool(self) -> None:
        """Once every job was handed to a thread, where it ends at once: the scheduler's own end stumbles over one that
        is on its way."""
        until = time.monotonic() + STOP_SECONDS / 4
        while self._scheduler.get_jobs() and time.monotonic() < until:
            time.sleep(0.01)
        self._scheduler.shutdown(wait=False)

    def _take_back(self) -> bool:
        assert self._parts is not None
        self._parts.work.take_back()
        self._all_due(self._parts)
        return True

    def _all_due(self, parts: Parts) -> None:
        parts.work.wake()
        parts.inbox.wake()

    def _turn(self, parts: Parts) -> float:
        """Everything that is to be done now; how long there is nothing to do after that."""
        assert self._polling is not None
        self._watch_clock(parts)
        self._put_back(parts)
        with self._store.read() as work:
            connections = work.connections.all()
        rest = self._route(parts, connections)
        if not rest:
            return 0.0
        for connection in connections:
            rest = min(rest, self._turn_of(parts, connection))
        rest = min(rest, self._polling.read(), self._count(parts), self._tell())
        return max(0.0, rest)

    def _put_back(self, parts: Parts) -> None:
        """Deliveries whose end the disk did not take; where it still does not, all wait for it."""
        while self._unwritten:
            parts.work.put_back(self._unwritten[0])
            self._unwritten.popleft()

    def _route(self, parts: Parts, connections: list[Connection]) -> float:
        """So many at once that a commit is short; 0 while there are more. Nothing is begun before all are routed: a
        level is put right in one commit with whatever is not, which would keep the cashier waiting for thousands."""
        now = time.monotonic()
        if not any(connection.active for connection in connections):
            if now - self._routed_idly_at < ROUTE_IDLY_SECONDS:
                return LOOK_SECONDS
            self._routed_idly_at = now
        taken = parts.router.route()
        if taken:
            self._dirty = True
        return 0.0 if taken >= parts.router.at_once else LOOK_SECONDS

    def _turn_of(self, parts: Parts, connection: Connection) -> float:
        if not connection.active or connection.paused or connection.trouble:
            self._network.forget(connection.id)
            return LOOK_SECONDS
        if self._settings.get(connection.id) != connection.settings:
            # At another address: that the old one could not be reached says nothing of it.
            self._settings[connection.id] = connection.settings
            self._network.forget(connection.id)
        held = self._standings.held_for(connection.id)
        if held:
            return held
        if not self._network.may_try(connection.id):
            return LOOK_SECONDS
        assert self._polling is not None
        return min(self._claim(parts, connection), self._polling.look(connection))

    def _claim(self, parts: Parts, connection: Connection) -> float:
        free = self._standings.free(connection.id, probing=self.breaker(connection).state != "closed")
        if not free:
            return LOOK_SECONDS
        with self._store.read() as work:
            due = work.deliveries.next_due(connection.id)
        if due is None:
            return LOOK_SECONDS
        seconds = (due - self._clock.now()).total_seconds()
        if seconds > 0:
            return seconds
        taken = parts.work.claim(connection.id, free, self._standings.under_way(connection.id))
        for delivery in taken:
            self._standings.begin(connection.id, delivery.id)
            self._submit(delivery.lane, self._lane, delivery)
        # Nothing could be claimed although something is due: another program has just taken it.
        return LOOK_SECONDS if taken else 1.0

    def _submit(self, name: str, job: Callable[..., None], *facts: object) -> None:
        from apscheduler.triggers.date import DateTrigger

        # Each with an id of its own: the scheduler still holds a job that has just ended, and would take the next
        # one of the lane away with it.
        self._scheduler.add_job(job, DateTrigger(_LONG_AGO, UTC), args=facts, name=name)

    # -- a lane's job ------------------------------------------------------------------------------

    def _lane(self, delivery: Delivery) -> None:
        began, waited = time.monotonic(), 0.0
        try:
            if self._ending.is_set():
                return
            outcome = self._step(delivery, PATIENCE_SECONDS)
            while outcome is not None and outcome.end.value == "briefly":
                seconds = outcome.seconds or 0.1
                if self._ending.wait(seconds):
                    return
                waited += seconds
                outcome = self._step(delivery, PATIENCE_SECONDS - waited)
            if outcome is not None:
                self._ended(delivery, outcome, time.monotonic() - began - waited)
        finally:
            self._dirty = True
            if self._standings.end(delivery.connection_id, delivery.id):
                self._wake.set()

    def _step(self, delivery: Delivery, patience: float) -> Outcome | None:
        assert self._parts is not None
        try:
            return self._parts.work.step(delivery, patience)
        except PersonError as trouble:
            # It is looked up once there is space; at the latest when its lease has ended.
            log.warning("a delivery waits for the disk: %s", trouble)
            self._unwritten.append(delivery)
            self._standings.hold(delivery.connection_id, TROUBLE_SECONDS)
        except Exception as fault:
            if not self._ending.is_set():
                tell_fault("a delivery's step failed", fault)
                self._quietly(self._parts.work.put_off, delivery)
        return None

    def _ended(self, delivery: Delivery, outcome: Outcome, seconds: float) -> None:
        assert self._parts is not None
        end = outcome.end.value
        if end in ("done", "parked", "again", "setting"):
            self._parts.figures.stepped(str(delivery.connection_id), seconds, ok=end == "done")
        if end in ("done", "parked"):
            self._standings.release(delivery.connection_id)
        self._hear(delivery.connection_id, outcome, seconds, delivery.id)

    def _hear(
        self, connection_id: UUID, outcome: Outcome, seconds: float, delivery_id: UUID | None = None
    ) -> None:
        """What a delivery or a look says about the whole connection."""
        end = outcome.end.value
        if end == "offline":
            self._network.lost(connection_id, self._address_of(connection_id))
        elif end not in ("gone", "away"):  # a breaker that holds a call back says nothing of the network
            self._network.reached(connection_id)
        if end == "away":
            self._standings.hold(connection_id, outcome.seconds)
        if outcome.notify and not self._is_past(connection_id, outcome, seconds):
            self._notices.append(Notice(outcome.title, outcome.words, connection_id, delivery_id))

    def _is_past(self, connection_id: UUID, outcome: Outcome, seconds: float) -> bool:
        """Whether a wrong setting was mended while the call that tells of it was under way."""
        began = time.monotonic() - seconds
        if outcome.end.value != "setting" or self._standings.of(connection_id).mended_at < began:
            return False
        assert self._parts is not None
        self._quietly(self._parts.work.go_on, connection_id)
        return True

    def _moved(self) -> None:
        self._dirty = True
        self._wake.set()

    # -- beside ------------------------------------------------------------------------------------

    def _back(self, connection_id: UUID) -> None:
        """The network is back: everything that waited for its next attempt is due now, the breaker's pause over."""

        def wake() -> None:
            with self._store.write() as work:
                connection = work.connections.get(connection_id)
                work.deliveries.wake(connection_id, self._clock.now())
            line = line_of(connection)
            if line is not None:
                line.breaker.forgive()

        from pos_desktop.sync.breakers import line_of

        self._standings.release(connection_id)
        self._quietly(wake)
        self._dirty = True
        self._wake.set()

    def _address_of(self, connection_id: UUID) -> Any:
        from pos_desktop.sync.breakers import line_of

        with self._store.read() as work:
            connection = work.connections.get(connection_id)
        line = line_of(connection)
        told = line.address if line is not None else str(connection.shop.get("address", ""))
        # Where the store says where it is, that holds: a line may still lead to where it was before.
        url = next((each for each in connection.settings.values() if "://" in each), told)
        return address_of(url) if url else None

    def _watch_clock(self, parts: Parts) -> None:
        """A clock that was set back would put everything off by as much."""
        wall, steady = self._clock.now().timestamp(), self._clock.monotonic()
        before, self._clocks = self._clocks, (wall, steady)
        if before[0] and (wall - before[0]) - (steady - before[1]) < -CLOCK_JUMP_SECONDS:
            log.warning("the clock was set back: what waits is due now")
            self._all_due(parts)

    def _count(self, parts: Parts) -> float:
        rest = self._counted_at + FIGURES_SECONDS - time.monotonic()
        if rest > 0:
            return rest
        self._counted_at = time.monotonic()
        parts.figures.keep()
        return FIGURES_SECONDS

    def _tell(self) -> float:
        if not self._dirty:
            return LOOK_SECONDS
        rest = self._told_at + TELL_SECONDS - time.monotonic()
        if rest > 0:
            return rest
        self._dirty, self._told_at = False, time.monotonic()
        for listener in tuple(self._news):
            listener()
        return LOOK_SECONDS

    def _quietly(self, act: Callable[..., object], *facts: object) -> None:
        """What is of no harm when it fails: it is made good at the next start or by the next look."""
        try:
            act(*facts)
        except PersonError as trouble:
            log.warning("the sync waits for the disk: %s", trouble)
        except Exception as fault:
            if not self._ending.is_set():
                tell_fault("the sync could not tidy up", fault)
