"""What one step of a delivery is: what goes out, the call, and what it came to, written in one commit (decision 28).

Each step reads, makes its calls with no transaction open, and writes the end. That it was asked for is committed
before the call, so that a stop at any point leaves a row that says: look it up first.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.backoff import pause
from pos_desktop.application.customers import put_link
from pos_desktop.application.delivery_plan import plan
from pos_desktop.application.errands import StockErrand
from pos_desktop.application.errors import PersonError
from pos_desktop.application.kept_words import keep, keep_trouble, remembering, say
from pos_desktop.application.lost_moves import anew, as_asked, is_lapsed, is_looked_up, look_up
from pos_desktop.application.platform.trouble import (
    KEY_USED,
    NotOffered,
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
)
from pos_desktop.application.sync_records import CUSTOMER_MADE, REFUSALS, SHIPPED, DeliveryState, Link
from pos_desktop.application.sync_words import DIFFERS, difference_words
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.delivery_plan import Plan
    from pos_desktop.application.errands import Done, Errand
    from pos_desktop.application.platform.port import Platform, Platforms
    from pos_desktop.application.platform.stock import LevelTold
    from pos_desktop.application.ports import Clock, Store, Work
    from pos_desktop.application.sync_records import Connection, Delivery

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""Longer than the longest call with its retries (decision 20)."""
AFTER_FAULT = timedelta(seconds=60)
FOR_ANOTHER = timedelta(seconds=15)
"""How long a refund waits for the sale in another lane that it belongs to."""

Acknowledge = Callable[["Work", "Delivery", Sequence["LevelTold"]], None]
"""Takes a delivery's moves out of what waits, and the levels that the platform told with it."""


class End(StrEnum):
    """How a step ended."""

    DONE = "done"
    PARKED = "parked"
    AGAIN = "again"  # this delivery later, by its own backoff
    AWAY = "away"  # the whole connection later
    OFFLINE = "offline"
    SETTING = "setting"  # the connection stands still
    BRIEFLY = "briefly"  # nothing was written: the same step again after a moment
    GONE = "gone"  # somebody else has it, or it has ended


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step's end. `seconds`: for how long the connection is to be left alone, where the platform said so."""

    end: End
    seconds: float | None = None
    title: str = ""
    words: str = ""
    notify: bool = False  # a person should hear of it


class SyncWork:
    """Steps of deliveries, any thread, one at a time for a lane. `name` is whose leases they are."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        platforms: Platforms,
        acknowledge: Acknowledge,
        name: str,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._clock = clock
        self._platforms = platforms
        self._acknowledge = acknowledge
        self._name = name
        self._chance = chance

    # -- taking ------------------------------------------------------------------------------------

    def claim(self, connection_id: UUID, limit: int, held: Collection[UUID] = ()) -> list[Delivery]:
        """The heads of due lanes, leased; written down as asked for in the same commit.

        What comes back says whether each was asked for before. Those `held` are still being worked on: a lease of
        theirs that has ended, by a call that takes long or a clock that was set ahead, is made longer.
        """
        now = self._clock.now()
        with self._store.write() as work:
            taken = work.deliveries.claim(connection_id, self._name, now, now + LEASE, limit, held)
            for delivery in taken:
                if not delivery.asked:
                    asked = replace(delivery, asked=True, fixes=as_asked(work, delivery, now))
                    work.deliveries.save(asked)
        return taken

    def take_back(self) -> int:
        """At a start: what an earlier run of this register left under its own name. Its leases hold nobody up."""
        now, found = self._clock.now(), 0
        with self._store.write() as work:
            for connection in work.connections.all():
                for delivery in work.deliveries.listed(connection.id, (DeliveryState.CLAIMED,), 1000):
                    if delivery.claimed_by == self._name:
                        later = now + pause(1, unsure=True, chance=lambda: 0.0)
                        work.deliveries.save(_waiting(delivery, not_before_at=later))
                        found += 1
        return found

    def wake(self) -> None:
        """Everything that waits is due now: the clock was set back since it was put off, or the program starts."""
        with self._store.write() as work:
            for connection in work.connections.all():
                work.deliveries.wake(connection.id, self._clock.now())

    def put_off(self, delivery: Delivery) -> None:
        """After a fault of the program: it may have been sent, and is looked up when its turn comes again."""
        now = self._clock.now()
        with self._store.write() as work:
            stored = work.deliveries.get(delivery.id)
            if self._mine(stored):
                with remembering():
                    error = {"title": keep(tr("The program made a mistake")), "code": "fault"}
                later = _waiting(stored, not_before_at=now + AFTER_FAULT, attempts=stored.attempts + 1)
                work.deliveries.save(replace(later, error=error))
                work.deliveries.note(stored.id, "fault", "", now)

    def put_back(self, delivery: Delivery) -> None:
        """What became of it could not be written, the disk being full: it is looked up at once, now that there is
        space, and need not wait for the end of its lease."""
        with self._store.write() as work:
            stored = work.deliveries.get(delivery.id)
            if self._mine(stored):
                work.deliveries.save(_waiting(stored, not_before_at=self._clock.now()))

    def go_on(self, connection_id: UUID) -> None:
        """What held a connection up has been mended."""
        with self._store.write() as work:
            connection = work.connections.get(connection_id)
            work.connections.save(replace(connection, trouble="", sign_in=False), self._clock.now())

    # -- a step ------------------------------------------------------------------------------------

    def step(self, delivery: Delivery, patience: float = 0.0) -> Outcome:
        """One delivery, once. Raises only what the register's own disk raises.

        A platform that asks for no more than `patience` seconds is asked again by the caller, with nothing written.
        """
        with remembering():
            return self._step(delivery, patience)

    def _step(self, delivery: Delivery, patience: float) -> Outcome:
        planned = self._begin(delivery)
        if planned is None:
            return Outcome(End.GONE)
        if planned.waits:
            return self._later(delivery, FOR_ANOTHER, planned.words)
        if not planned.errands:
            return self._nothing(delivery, planned)
        try:
            done = self._ask(self._platforms.of(delivery.connection_id), delivery, planned)
        except (PlatformAway, PlatformUnsure, PlatformSetting, PlatformRefused) as trouble:
            return self._trouble(delivery, trouble, patience)
        if done is None:
            self._wait(delivery, "missing", {}, timedelta(0), asked=False, fixes=anew(delivery))
            return Outcome(End.AGAIN)
        return self._write_done(delivery, done)

    def _ask(self, platform: Platform, delivery: Delivery, planned: Plan) -> Done | None:
        """None: moves that were asked for before never arrived, and may be asked for anew."""
        if len(planned.errands) > 1:
            return self._ask_each(platform, delivery, planned.errands)
        (errand,) = planned.errands
        if not is_lapsed(delivery, platform.keys_kept, self._clock.now()):
            try:
                return errand.do(platform, asked=delivery.asked)
            except PlatformRefused as trouble:
                if trouble.code != KEY_USED:
                    raise
        assert isinstance(errand, StockErrand)
        return look_up(self._store, platform, delivery, errand)

    def _ask_each(self, platform: Platform, delivery: Delivery, errands: Sequence[Errand]) -> Done:
        """Several things of one ticket. What the platform refuses of them keeps none of the others from it: the first
        refusal is raised when all were asked for, and what was done is left out of the next plan."""
        refused: PlatformRefused | None = None
        for errand in errands:
            try:
                done = errand.do(platform, asked=delivery.asked)
            except PlatformRefused as trouble:
                refused = refused or trouble
                continue
            if refused is None and errand is errands[-1]:
                return done
            self._write_part(delivery, done)
        assert refused is not None
        raise refused

    def _begin(self, delivery: Delivery) -> Plan | None:
        with self._store.read() as work:
            stored = work.deliveries.get(delivery.id)
            if not self._mine(stored):
                return None
            connection = work.connections.get(delivery.connection_id)
            planned = plan(work, stored, connection)
        if planned.errands and not stored.asked:
            with self._store.write() as work:
                work.deliveries.save(replace(stored, asked=True))
        return planned

    def _mine(self, stored: Delivery) -> bool:
        return stored.state is DeliveryState.CLAIMED and stored.claimed_by == self._name

    # -- good ends ---------------------------------------------------------------------------------

    def _nothing(self, delivery: Delivery, planned: Plan) -> Outcome:
        now = self._clock.now()
        with self._store.write() as work:
            stored = work.deliveries.get(delivery.id)
            self._acknowledge(work, stored, ())
            work.deliveries.save(_ended(stored, now, planned.ref))
            work.deliveries.note(stored.id, "acknowledged", keep(planned.words), now)
        return Outcome(End.DONE, words=planned.words)

    def _write_part(self, delivery: Delivery, done: Done) -> None:
        """One of several calls: what it made is known from here on, whatever becomes of the others."""
        now, notice = self._clock.now(), _notice(done)
        said = [("found" if done.found else "sent", done.ref)]
        with self._store.write() as work:
            self._write_facts(work, delivery, done)
            if notice:
                said.append(("differs", keep(difference_words(work, notice))))
            _note(work, delivery, said, now)

    def _write_done(self, delivery: Delivery, done: Done) -> Outcome:
        """Written whoever holds the lease by now: it happened."""
        now = self._clock.now()
        notice, said_of_it = _notice(done), ""
        with self._store.write() as work:
            stored = work.deliveries.get(delivery.id)
            if stored.state is DeliveryState.DONE:
                return self._twice(work, stored, done)
            self._write_facts(work, stored, done)
            self._acknowledge(work, stored, done.levels)
            work.deliveries.save(replace(_ended(stored, now, done.ref), error=notice))
            said = [("acknowledged", str(done.extra.get("name") or done.ref))]
            if done.found:
                said.insert(0, ("found", done.ref))
            if notice:
                said_of_it = difference_words(work, notice)
                said.append(("differs", keep(said_of_it)))
            _note(work, stored, said, now)
        return Outcome(End.DONE, title=say(notice.get("title", "")), words=said_of_it, notify=bool(notice))

    def _write_facts(self, work: Work, delivery: Delivery, done: Done) -> None:
        connection_id = delivery.connection_id
        if done.link is not None and done.local_id is not None:
            work.links.put([Link(connection_id, done.link, done.local_id, done.ref, done.extra)])
        if done.customer is not None and done.local_id is not None:
            put_link(work, connection_id, done.local_id, done.customer)
        if done.journal:
            connection = work.connections.get(connection_id)
            body = {"platform": connection.platform, "shop": connection.name, "ref": done.ref, **done.facts}
            if done.differs:
                body["differs"] = {name: list(pair) for name, pair in done.differs.items()}
            work.journal.add(done.journal, body, subject_id=delivery.subject_id)

    def _twice(self, work: Work, stored: Delivery, done: Done) -> Outcome:
        """Another worker wrote its end meanwhile. Two refs would be two copies: a person must hear of that."""
        if not done.ref or not stored.platform_ref or done.ref == stored.platform_ref:
            return Outcome(End.DONE)
        refs = {"first": stored.platform_ref, "second": done.ref}
        work.journal.add("order_twice", refs, subject_id=stored.subject_id)
        words = tr("{first} and {second}: cancel one of them there.", **refs)
        work.deliveries.note(stored.id, "differs", keep(words), self._clock.now())
        title = tr("An order is on the platform twice")
        error = {"title": keep(title), "meaning": keep(words), "code": "twice"}
        work.deliveries.save(replace(stored, error=error))
        return Outcome(End.DONE, title=title, words=words, notify=True)

    # -- trouble -----------------------------------------------------------------------------------

    def _trouble(self, delivery: Delivery, trouble: PersonError, patience: float) -> Outcome:
        if isinstance(trouble, PlatformAway):
            if trouble.retry_after is not None and trouble.retry_after <= patience:
                return Outcome(End.BRIEFLY, seconds=trouble.retry_after)
            return self._away(delivery, trouble)
        if isinstance(trouble, PlatformUnsure):
            return self._unsure(delivery, trouble)
        if isinstance(trouble, PlatformSetting):
            return self._stand_still(delivery, trouble)
        assert isinstance(trouble, PlatformRefused)
        if isinstance(trouble, NotOffered) and delivery.topic in ("stock.moved", SHIPPED, CUSTOMER_MADE):
            return self._nothing(delivery, _not_offered(trouble))
        return self._park(delivery, trouble)

    def _later(self, delivery: Delivery, after: timedelta, words: str) -> Outcome:
        """Nothing was asked, and no attempt is counted."""
        self._wait(delivery, "waits", {"title": keep(words)}, after, asked=delivery.asked)
        return Outcome(End.AGAIN, words=words)

    def _away(self, delivery: Delivery, trouble: PlatformAway) -> Outcome:
        """Nothing happened there: no attempt is counted, and it was not asked for."""
        seconds = trouble.retry_after
        after = timedelta(seconds=seconds or 0.0)
        self._wait(delivery, "away", _error(trouble), after, asked=delivery.asked)
        return Outcome(End.OFFLINE if trouble.offline else End.AWAY, seconds, trouble.title, str(trouble))

    def _unsure(self, delivery: Delivery, trouble: PlatformUnsure) -> Outcome:
        attempts = delivery.attempts + 1
        after = pause(attempts, retry_after=trouble.retry_after, unsure=True, chance=self._chance)
        self._wait(delivery, "unsure", _error(trouble), after, asked=True, attempts=attempts)
        return Outcome(End.AGAIN, title=trouble.title, words=str(trouble))

    def _stand_still(self, delivery: Delivery, trouble: PlatformSetting) -> Outcome:
        """Looked up first once it is mended, though nothing should have happened: that costs little, and a refusal may
        be the answer to somebody else's call."""
        now = self._clock.now()
        self._wait(delivery, "setting", _error(trouble), timedelta(0), asked=is_looked_up(delivery))
        with self._store.write() as work:
            stand_still(work, delivery.connection_id, trouble, now)
        return Outcome(End.SETTING, title=trouble.title, words=str(trouble), notify=True)

    def _wait(
        self,
        delivery: Delivery,
        kind: str,
        error: Mapping[str, Any],
        after: timedelta,
        *,
        asked: bool,
        attempts: int | None = None,
        fixes: Mapping[str, Any] | None = None,
    ) -> None:
        now = self._clock.now()
        with self._store.write() as work:
            stored = work.deliveries.get(delivery.id)
            if not self._mine(stored):
                return
            if attempts is not None or stored.error.get("title") != error.get("title"):
                work.deliveries.note(stored.id, kind, str(error.get("title", "")), now)
            later = _waiting(
                stored,
                not_before_at=now + after,
                asked=asked,
                attempts=stored.attempts if attempts is None else attempts,
                fixes={**stored.fixes, **(fixes or {})},
            )
            work.deliveries.save(replace(later, error=error))

    def _park(self, delivery: Delivery, trouble: PlatformRefused) -> Outcome:
        """It is kept, with its reason; only its own lane waits. Looked up before it is tried again, as in `_stand_still`."""
        now = self._clock.now()
        error = _error(trouble) | _mend(trouble) | {"code": trouble.code}
        with self._store.write() as work:
            stored = work.deliveries.get(delivery.id)
            if not self._mine(stored):
                return Outcome(End.GONE)
            waiting = _waiting(stored, asked=is_looked_up(delivery))
            parked = replace(waiting, state=DeliveryState.PARKED, error=error)
            fixes = {**stored.fixes, REFUSALS: stored.fixes.get(REFUSALS, 0) + 1}
            work.deliveries.save(replace(parked, attempts=stored.attempts + 1, fixes=fixes))
            _note(work, stored, [("refused", keep(trouble.title)), ("parked", "")], now)
            body = {"topic": stored.topic, "reason": trouble.title, "code": trouble.code}
            work.journal.add("delivery_parked", body, subject_id=stored.subject_id)
        return Outcome(End.PARKED, title=trouble.title, words=str(trouble), notify=True)


def stand_still(work: Work, connection_id: UUID, trouble: PlatformSetting, now: datetime) -> None:
    """A connection waits with its trouble in words until a setting is mended."""
    connection: Connection = work.connections.get(connection_id)
    words = keep_trouble(trouble)
    if (connection.trouble, connection.sign_in) == (words, trouble.sign_in):
        return
    work.connections.save(replace(connection, trouble=words, sign_in=trouble.sign_in), now)
    body = {"connection": str(connection_id), "shop": connection.name, "reason": trouble.title}
    work.journal.add("connection_stopped", body)


def _note(work: Work, delivery: Delivery, said: Sequence[tuple[str, str]], now: datetime) -> None:
    """Lines of its history in their order, which their moments tell."""
    for place, (kind, words) in enumerate(said):
        work.deliveries.note(delivery.id, kind, words, now + timedelta(microseconds=place))


def _waiting(stored: Delivery, **changes: Any) -> Delivery:
    return replace(stored, state=DeliveryState.WAITING, claimed_by="", claimed_until_at=None, **changes)


def _ended(stored: Delivery, now: datetime, ref: str) -> Delivery:
    return replace(
        stored,
        state=DeliveryState.DONE,
        claimed_by="",
        claimed_until_at=None,
        platform_ref=ref,
        done_at=now,
        error={},
    )


def _error(trouble: PersonError) -> dict[str, Any]:
    """Kept so that whoever reads it later does in the language of then."""
    parts = {"title": trouble.title, "meaning": trouble.meaning, "next_step": trouble.next_step}
    return {name: keep(words) for name, words in parts.items()}


def _mend(trouble: PlatformRefused) -> dict[str, Any]:
    mend = trouble.mend
    if mend is None:
        return {}
    line = str(mend.line_id) if mend.line_id else ""
    return {"mend": {"kind": mend.kind.value, "line_id": line, "name": mend.name, "value": mend.value}}


def _not_offered(trouble: NotOffered) -> Plan:
    from pos_desktop.application.delivery_plan import Plan

    return Plan(words=trouble.title)


def _notice(done: Done) -> dict[str, Any]:
    """Where the platform came to other figures: both are kept, and a person hears of it in the money's own form."""
    if not done.differs:
        return {}
    return {
        "title": keep(tr("The platform came to another sum")),
        "next_step": keep(tr("Look at the order on the platform.")),
        "code": DIFFERS,
        "differs": {name: list(pair) for name, pair in done.differs.items()},
        "currency": done.currency,
    }
