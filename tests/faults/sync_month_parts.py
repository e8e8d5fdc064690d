"""What the simulated month is made of: one time for everybody, a register that is stopped at any commit, its shops."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from pos_desktop.application.connections import ConnectionDesk
from pos_desktop.application.delivery_plan import plan
from pos_desktop.application.errands import StockErrand
from pos_desktop.application.inbox import InboxWork
from pos_desktop.application.lost_moves import DOUBTFUL, key_number
from pos_desktop.application.platform.changes import Stream
from pos_desktop.application.platform.port import Platform
from pos_desktop.application.ports import Work
from pos_desktop.application.routing import Router
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.sync_desk import SyncDesk
from pos_desktop.application.sync_looks import SyncLooks
from pos_desktop.application.sync_records import (
    Connection,
    Delivery,
    DeliveryState,
    InboxState,
    Link,
    LinkKind,
)
from pos_desktop.application.sync_work import SyncWork
from pos_desktop.platforms.accounts import Shops, _KeyringShelf
from pos_desktop.platforms.base import Surroundings
from pos_desktop.platforms.guarded import GuardedPlatform
from pos_desktop.platforms.shopify.fake.clock import ManualClock
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, FakeShopify
from pos_desktop.platforms.shopify.platform import ShopifyKind
from pos_desktop.platforms.tokens import MemoryShelf
from pos_desktop.storage.key import ShopKeys
from pos_desktop.system.outgoing import Pace
from tests.integration.desk_fixtures import EURO_RATES, GERMANY, Till, make_till
from tests.memory_credentials import MemoryCredentials

SKUS = {"Bread": "BRD-1", "Milk": "MLK-1", "Coffee": "COF-1"}
CALL_SECONDS = 1.0
SET_UP_SECONDS = 30.0
STEPS_AT_ONCE = 6
_CHILD_STEPS = 400
_MOMENT_SECONDS = 0.003  # less than a call takes


class Stopped(BaseException):
    """The program ends here, as by a power cut."""


class RegisterClock:
    """A register's clock: it may be wrong, and be set."""

    def __init__(self, true: ManualClock) -> None:
        self._true = true
        self.wrong_by = timedelta(0)

    def now(self) -> datetime:
        return self._true.now() + self.wrong_by

    def monotonic(self) -> float:
        return self._true.seconds()

    def offset_minutes(self) -> int:
        return 60


@dataclass
class StoppingStore:
    """A register's store whose commits are counted: at a given one the program stops, before it or right after it."""

    store: Any
    left: int | None = None
    after: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextmanager
    def write(self) -> Iterator[Any]:
        """The store's own, and perhaps the end."""
        due = self.left == 0
        if self.left is not None:
            self.left -= 1
        with self.store.write() as work:
            yield work
            if due and not self.after:
                raise Stopped
        if due:
            raise Stopped


class MonthShops(Shops):
    """The register's shops, by the month's own time."""

    clock: ManualClock
    now: Any
    patience = CALL_SECONDS

    def _make(self, connection_id: UUID) -> Platform:
        with self._store.read() as work:
            connection = work.connections.get(connection_id)
        shelf = self._shelves.setdefault(connection_id, _KeyringShelf(self._secrets, connection_id))
        return self._made_of(
            Surroundings(
                lambda field: self._secrets.get(connection_id, field), shelf, dict(connection.settings)
            )
        )

    def trial(self, platform: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Platform:
        return self._made_of(Surroundings(secrets.get, MemoryShelf(), dict(settings)))

    def _made_of(self, surroundings: Surroundings) -> Platform:
        pace = Pace(
            call_seconds=self.patience,
            connect_seconds=self.patience,
            jitter=lambda: 0.0,
            sleep=self.clock.advance,
            clock=self.clock.seconds,
        )
        return GuardedPlatform(ShopifyKind(pace=pace, now=self.now).create(surroundings))


class MonthRegister:
    """A register of its own database, connected to the month's shop; its sync goes step by step."""

    def __init__(self, folder: Path, name: str, shop: FakeShopify, true: ManualClock, token: str) -> None:
        self.name = name
        self.shop = shop
        self.clock = RegisterClock(true)
        self._true = true
        self.till = make_till(folder, clock=self.clock)
        self.till.sign_in("Manager")
        self.till.open_shift()
        self.credentials = MemoryCredentials()
        self._take_up()
        self.shops.patience = SET_UP_SECONDS  # nothing may fail yet
        self.connection = self._connect(token)
        self._link()
        self.shops.forget(self.connection)
        self.shops.patience = CALL_SECONDS

    def _take_up(self) -> None:
        """The program has started: everything anew but what is stored."""
        self.shops = MonthShops(self.till.store, self.credentials)
        self.shops.clock, self.shops.now = self._true, self.clock.now
        self.connections = ConnectionDesk(self.till.desk, self.shops, self.credentials)
        self.desk = SyncDesk(self.till.desk, self.till.sync)
        self._begin()

    def _begin(self) -> None:
        store: Any = StoppingStore(self.till.store)
        self.store = store
        levels = StockLevels(self.clock)
        self.inbox = InboxWork(store, self.clock, self.shops, levels, chance=lambda: 0.2)
        self.work = SyncWork(
            store, self.clock, self.shops, levels.acknowledged, self.name, chance=lambda: 0.2
        )
        self.looks = SyncLooks(
            store, self.clock, self.shops, self.inbox.take_page, monotonic=self.clock.monotonic
        )
        self.router = Router(store, self.clock)

    def _connect(self, token: str) -> UUID:
        settings = {"shop": self.shop.address}
        secrets = {"access_token": token, "client_secret": PRACTICE_SECRET}
        trial = self.connections.trial("shopify", settings, secrets)
        (place,) = self.connections.places()
        places = {place.location_id: trial.locations[0].ref}
        return self.connections.connect("shopify", "Online shop", settings, secrets, trial, places).id

    def _link(self) -> None:
        platform = self.shops.of(self.connection)
        with self.till.store.write() as work:
            for name, sku in SKUS.items():
                (variant,) = platform.find_variants(sku=sku)
                ours = work.catalogue.sellable(self.till.rows[name])
                extra = {"item_ref": variant.item_ref}
                link = Link(self.connection, LinkKind.VARIANT, ours.variant_id, variant.ref, extra)
                work.links.put([link])
        for stream in Stream:
            self._look(stream)

    # -- the sync's work -----------------------------------------------------------------------------

    def sync(self, rounds: int = STEPS_AT_ONCE) -> int:
        """Some of what is due; how many steps that were."""
        steps = 0
        with self.till.store.read() as work:
            connection = work.connections.get(self.connection)
        while self.router.route():
            pass
        if connection.trouble:
            return 0
        for _ in range(rounds):
            taken = self.work.claim(self.connection, 2)
            for delivery in taken:
                if self.work.step(delivery).end.value == "setting":
                    return steps
                steps += 1
            if not taken:
                break
        return steps

    def look(self) -> None:
        """What changed in the shop, understood as far as it is due."""
        with self.till.store.read() as work:
            trouble = work.connections.get(self.connection).trouble
        for stream in Stream if not trouble else ():
            self._look(stream)
        while self.inbox.work():
            pass

    def _look(self, stream: Stream) -> None:
        with self.till.store.read() as work:
            connection = work.connections.get(self.connection)
        self.looks.look(connection, stream.value, {})

    def stopping_at(self, commit: int, after: bool) -> None:
        """The program will stop at the given commit of its sync."""
        self.store.left, self.store.after = commit, after

    def start_again(self) -> None:
        """The sync begins anew, as after a crash or an engine's restart."""
        self._begin()
        self.work.take_back()
        self.all_due()

    def all_due(self) -> None:
        """As the sync does at a start, when the network is back and when the clock was set back."""
        self.work.wake()
        self.inbox.wake()

    def killed_at_random(self, seconds: float) -> None:
        """A process of its own goes on with the sync and is killed."""
        self.shops.close()
        self.till.close()
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        whose = (self.name, self.connection, self.credentials.kept, self.till.keys, self.clock.now())
        child = context.Process(target=_live, args=(str(self.till.folder), whose, there), daemon=True)
        child.start()
        there.close()
        try:
            here.recv()
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                self._true.advance(1.0)
                time.sleep(_MOMENT_SECONDS)
        except EOFError:
            raise AssertionError("the register's process did not start") from None
        finally:
            child.kill()
            child.join()
            here.close()
        self.till._open_file()
        self.till._begin()
        self.till.sign_in("Manager")
        self._take_up()
        self.work.take_back()
        self.all_due()

    # -- a person ------------------------------------------------------------------------------------

    def mend(self, token: str) -> None:
        """Enters the token that is good now, and has everything tried again that was parked. Of moves in doubt the
        history of the shop's stock tells whether they are there: each names what it was made for."""
        with self.till.store.read() as work:
            trouble = work.connections.get(self.connection).trouble
        if trouble or self.credentials.get(self.connection, "access_token") != token:
            self.connections.save(self.connection, secrets={"access_token": token})
            self.shops.forget(self.connection)
        self.desk.retry_all(self.connection)
        for delivery_id, keys in self._doubts():
            there = [
                str(each["referenceDocumentUri"]) for each in self.shop.state.all("InventoryAdjustmentGroup")
            ]
            if any(key in uri for key in keys for uri in there):
                self.desk.drop(delivery_id, "it is there")
            else:
                self.desk.retry(delivery_id)
        for item in self.desk.inbox(self.connection, (InboxState.QUARANTINED,)):
            self.desk.replay(item.id)

    def _doubts(self) -> list[tuple[UUID, list[str]]]:
        """What is parked because nobody can tell whether it arrived, with all keys that it was asked for with."""
        with self.till.store.read() as work:
            connection = work.connections.get(self.connection)
            parked = work.deliveries.listed(self.connection, (DeliveryState.PARKED,), 500)
            doubts = [each for each in parked if each.error.get("code") == DOUBTFUL]
            return [(each.id, list(_keys(work, each, connection))) for each in doubts]

    # -- looking -------------------------------------------------------------------------------------

    def unsent(self) -> list[str]:
        """What waits, in words."""
        states = (DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.PARKED)
        with self.till.store.read() as work:
            found = work.deliveries.listed(None, states, 500)
            left = work.outbox.waiting()
        words = [f"{each.topic} {each.state} {each.attempts} {dict(each.error)}" for each in found]
        return words or ["something that no list shows"] * bool(left)

    def close(self) -> None:
        """Ends."""
        self.shops.close()
        self.till.close()


def _keys(work: Work, delivery: Delivery, connection: Connection) -> Iterator[str]:
    for number in range(key_number(delivery) + 1):
        earlier = replace(delivery, fixes={**delivery.fixes, "anew": number})
        for errand in plan(work, earlier, connection).errands:
            assert isinstance(errand, StockErrand)
            yield errand.key


class _FixedClock(RegisterClock):
    def __init__(self, at: datetime) -> None:
        super().__init__(ManualClock(at))

    def monotonic(self) -> float:
        return time.monotonic()


def _live(folder: str, whose: tuple[str, UUID, dict[Any, str], ShopKeys, datetime], there: Any) -> None:
    """The process that is killed: a register's sync, as fast as it goes."""
    name, connection, secrets, keys, at = whose
    clock: Any = _FixedClock(at)
    till = Till(Path(folder), GERMANY, EURO_RATES, keys=keys, clock=clock).opened()
    credentials = MemoryCredentials()
    credentials.kept.update(secrets)
    shops = Shops(till.store, credentials)
    work = SyncWork(till.store, clock, shops, StockLevels(clock).acknowledged, name)
    router = Router(till.store, clock)
    there.send("begun")
    work.take_back()
    for _ in range(_CHILD_STEPS):
        router.route()
        for delivery in work.claim(connection, 2):
            work.step(delivery)
    time.sleep(60)


def some_seconds(chance: random.Random) -> float:
    """When the process is killed: anywhere from its first statement to several deliveries on."""
    return chance.uniform(0, 0.35)
