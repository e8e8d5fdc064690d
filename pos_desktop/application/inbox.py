"""Messages of platforms: stored as they come, understood afterwards, each in one commit with its effect
(docs/decisions/0030)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application import level_questions
from pos_desktop.application.errors import FixSetting, PersonError, TryAgain
from pos_desktop.application.ids import new_id
from pos_desktop.application.kept_words import keep, keep_trouble, remembering
from pos_desktop.application.level_questions import LevelQuestion
from pos_desktop.application.message_replay import LOOK, LOOK_AGAIN, due_again
from pos_desktop.application.platform.changes import Change, ChangeKind, Message
from pos_desktop.application.platform.trouble import BadSignature, ShapeChanged
from pos_desktop.application.platform_changes import PlatformChanges
from pos_desktop.application.platform_import import IMPORTED
from pos_desktop.application.platform_products import is_gone
from pos_desktop.application.sync_records import InboxItem, InboxState, LinkKind
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.platform.catalogue import PlatformProduct
    from pos_desktop.application.platform.changes import Stream, Told
    from pos_desktop.application.platform.port import Platform, Platforms
    from pos_desktop.application.ports import Clock, Store
    from pos_desktop.application.stock_levels import StockLevels
    from pos_desktop.application.sync_records import Connection

Newcomer = Callable[[UUID, "Platform", "PlatformProduct"], object]

_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=15)
_STANDS_STILL = timedelta(seconds=60)
"""How long messages of a connection that is switched off, paused or in trouble rest before they are looked at again."""


class InboxWork:
    """Used by one thread at a time; several on one server do not take the same message."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        platforms: Platforms,
        levels: StockLevels,
        chance: Callable[[], float] = random.random,
        forged: Callable[[str], object] = lambda _system: None,
        newcomer: Newcomer = lambda _connection_id, _platform, _product: None,
    ) -> None:
        """`forged` counts messages of a connection, by its id, that were not signed as they must be. `newcomer` takes
        over what a shop has since its catalogue was imported."""
        self._store = store
        self._clock = clock
        self._platforms = platforms
        self._levels = levels
        self._chance = chance
        self._forged = forged
        self._newcomer = newcomer
        self._acted_on: set[ChangeKind] = set()
        self._changes = PlatformChanges(levels)

    # -- taking ------------------------------------------------------------------------------------

    def receive(self, connection_id: UUID, headers: Mapping[str, str], body: bytes) -> bool:
        """Takes a webhook that is signed with the shop's secret, as `take` does; BadSignature for any other, of which
        nothing is kept but that it came."""
        try:
            message = self._platforms.of(connection_id).verify(headers, body)
        except BadSignature:
            self._forged(str(connection_id))
            raise
        return self.take(connection_id, message, "webhook")

    def answer(self, connection_id: UUID, headers: Mapping[str, str], body: bytes) -> int:
        """As `receive`, for whoever serves HTTP: 200 once it is stored, also for one that was stored before, 401 for one
        that is not signed as it must be, 404 for a shop that is not connected, 503 while it cannot be stored."""
        try:
            with self._store.read() as work:
                if connection_id not in {each.id for each in work.connections.all()}:
                    return 404
            self.receive(connection_id, headers, body)
        except BadSignature:
            return 401
        except PersonError:
            return 503
        return 200

    def take(self, connection_id: UUID, message: Message, source: str) -> bool:
        """Stores a message, durable when this returns; False when it was stored before. `source`: webhook, look."""
        now = self._clock.now()
        with self._store.write() as work:
            return work.inbox.add(_item(connection_id, message, source, now))

    def take_page(self, connection_id: UUID, stream: Stream, told: Told) -> int:
        """Stores what a look found and where the next one begins, in one commit; how many were new."""
        now = self._clock.now()
        with self._store.write() as work:
            items = [_item(connection_id, message, LOOK, now) for message in told.messages]
            added = sum(work.inbox.add(item) for item in items)
            work.connections.set_cursor(connection_id, stream.value, told.cursor, now)
        return added

    # -- understanding -----------------------------------------------------------------------------

    def work(self, limit: int = 50) -> int:
        """Processes what is due, the oldest first; how many were looked at.

        Raises the errors of the store; the messages stay as they are. A fault of the program is raised after its
        message was put off: the others are not held up.
        """
        with self._store.read() as work:
            items = work.inbox.due(self._clock.now(), limit)
            connections = {connection.id: connection for connection in work.connections.all()}
        for item in items:
            with remembering():
                self._process(item, connections.get(item.connection_id))
        return len(items)

    def next_due(self) -> datetime | None:
        """When there is something to do."""
        with self._store.read() as work:
            return work.inbox.next_due()

    def wake(self) -> None:
        """Everything that waits is due now: the clock was set back since it was put off, or the program starts."""
        with self._store.write() as work:
            work.inbox.wake(self._clock.now())

    def acted_on(self) -> frozenset[ChangeKind]:
        """What has changed here since this was asked last, for whoever shows it."""
        found, self._acted_on = frozenset(self._acted_on), set()
        return found

    def replay(self, item_id: UUID) -> None:
        """Makes a message due again that was ignored, quarantined or put off; Refused for one that was done."""
        with self._store.write() as work:
            work.inbox.save(due_again(work.inbox.get(item_id), self._clock.now()))

    # -- within ------------------------------------------------------------------------------------

    def _process(self, item: InboxItem, connection: Connection | None) -> None:
        if connection is None:
            self._end(item, InboxState.IGNORED, keep(tr("The platform is no longer connected")))
            return
        if not connection.active or connection.paused:
            self._put_off(item, "", _STANDS_STILL, counted=False)
            return
        try:
            platform = self._platforms.of(connection.id)
            if item.topic == level_questions.TOPIC:
                self._settle_level(item, connection, platform)
                return
            if item.source == LOOK_AGAIN:
                item = self._asked_again(item, platform)
            changes = platform.read(_message(item))
            self._meet_newcomers(connection, platform, changes)
        except ShapeChanged as trouble:
            self._end(item, InboxState.QUARANTINED, keep_trouble(trouble), trouble.field_name)
        except FixSetting as trouble:
            self._put_off(item, keep_trouble(trouble), _STANDS_STILL, counted=False)
        except TryAgain as trouble:
            self._put_off(item, keep_trouble(trouble), self._pause(item))
        except PersonError as trouble:
            self._end(item, InboxState.QUARANTINED, keep_trouble(trouble))
        except Exception as fault:
            self._put_off(item, repr(fault), self._pause(item))
            raise
        else:
            self._act(item, connection, changes)

    def _asked_again(self, item: InboxItem, platform: Platform) -> InboxItem:
        """The thing that a look found, as it is told now; as it was told where it is not there any more."""
        message = platform.look_again(_message(item))
        if message is None:
            return item
        told = replace(item, body=message.body, happened_at=message.happened_at)
        with self._store.write() as work:
            if work.inbox.get(item.id).state is InboxState.WAITING:
                work.inbox.tell_anew(told)
        return told

    def _meet_newcomers(self, connection: Connection, platform: Platform, changes: Sequence[Change]) -> None:
        """In a commit of its own before the message's, and safe to be repeated."""
        for change in changes:
            if change.product is not None and self._is_new(connection, change.product):
                self._newcomer(connection.id, platform, change.product)

    def _is_new(self, connection: Connection, product: PlatformProduct) -> bool:
        """Whether it is sold in the shop and was not when the catalogue was taken over; without that, nothing is."""
        with self._store.read() as work:
            return (
                product.active
                and bool(work.connections.cursor(connection.id, IMPORTED))
                and not is_gone(work, connection, product)
                and any(
                    work.links.local(connection.id, LinkKind.VARIANT, variant.ref) is None
                    for variant in product.variants
                )
            )

    def _settle_level(self, item: InboxItem, connection: Connection, platform: Platform) -> None:
        """Asks which level holds. What came in meanwhile may be newer than the answer: then it is asked once more."""
        question = LevelQuestion.read(item.body)
        place = (question.item_ref, question.location_ref)
        with self._store.read() as work:
            before = self._levels.known(work, connection.id, *place)
        answer = [level for level in platform.levels([question.item_ref]) if level.location_ref == place[1]]
        now = self._clock.now()
        with self._store.write() as work:
            stored = work.inbox.get(item.id)
            if stored.state is not InboxState.WAITING or stored.body != item.body:
                return
            if self._levels.known(work, connection.id, *place) != before:
                work.inbox.save(replace(stored, not_before_at=now))
                return
            if answer:
                self._levels.answered(work, connection.id, answer)
            else:
                self._levels.gone(work, connection.id, *place)
            work.inbox.save(replace(stored, state=InboxState.DONE, last_error="", processed_at=now))
        self._acted_on.add(ChangeKind.LEVEL)

    def _act(self, item: InboxItem, connection: Connection, changes: Sequence[Change]) -> None:
        known = [change for change in changes if self._changes.acts_on(change)]
        if not known:
            self._end(item, InboxState.IGNORED, "")
            return
        try:
            self._write(item, connection, known)
        except PersonError:
            raise  # of the store: the disk is full, or another register is at work
        except Exception as fault:
            self._put_off(item, repr(fault), self._pause(item))
            raise
        self._acted_on.update(change.kind for change in known)

    def _write(self, item: InboxItem, connection: Connection, changes: Sequence[Change]) -> None:
        """The effect and its mark, in one commit."""
        now = self._clock.now()
        with self._store.write() as work:
            stored = work.inbox.get(item.id)
            if stored.state is not InboxState.WAITING:
                return
            words = [self._changes.act(work, connection, change, now) for change in changes]
            words = [word for word in words if word]
            said = "; ".join(words) if len(words) > 1 else keep("".join(words))
            work.inbox.save(replace(stored, state=InboxState.DONE, last_error=said, processed_at=now))

    def _end(self, item: InboxItem, state: InboxState, words: str, field_name: str = "") -> None:
        now = self._clock.now()
        ended = replace(item, state=state, last_error=words, field_name=field_name, processed_at=now)
        with self._store.write() as work:
            work.inbox.save(ended)

    def _put_off(self, item: InboxItem, words: str, pause: timedelta, *, counted: bool = True) -> None:
        attempts = item.attempts + counted
        later = replace(item, attempts=attempts, last_error=words, not_before_at=self._clock.now() + pause)
        with self._store.write() as work:
            work.inbox.save(later)

    def _pause(self, item: InboxItem) -> timedelta:
        """Twice as long each time, with full jitter."""
        longest = min(
            _LONGEST_WAIT.total_seconds(), _FIRST_WAIT.total_seconds() * 2.0 ** min(item.attempts, 20)
        )
        return timedelta(seconds=longest * self._chance())


def _item(connection_id: UUID, message: Message, source: str, now: datetime) -> InboxItem:
    return InboxItem(
        id=new_id(),
        connection_id=connection_id,
        delivery_ref=message.delivery_id,
        topic=message.topic,
        source=source,
        body=message.body,
        received_at=now,
        happened_at=message.happened_at,
        not_before_at=now,
    )


def _message(item: InboxItem) -> Message:
    return Message(item.delivery_ref, item.topic, item.body, item.happened_at)
