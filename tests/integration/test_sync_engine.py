"""The sync thread at work: wakes, waits, holds back, comes back, stops; with real threads, files and sockets."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from pos_desktop.application import wording
from pos_desktop.application.errands import Done
from pos_desktop.application.errors import PersonError
from pos_desktop.application.events import Event
from pos_desktop.application.inbox import InboxWork
from pos_desktop.application.platform.changes import Message, Stream
from pos_desktop.application.platform.trouble import PlatformAway
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.sync_looks import SyncLooks
from pos_desktop.application.sync_records import Delivery, DeliveryState, InboxState
from pos_desktop.application.sync_view import Health
from pos_desktop.application.sync_work import End, Outcome
from pos_desktop.storage.errors import DiskFull
from pos_desktop.sync import network
from pos_desktop.sync.engine import Parts, SyncEngine
from pos_desktop.sync.figures import FigureBook
from pos_desktop.system.clock import SystemClock
from tests.integration.desk_fixtures import make_till
from tests.integration.sync_till import SyncTill
from tests.pretend_shop import After, away, lost, offline, unknown_line, wrong_key

SOON = 60.0


class Engine:
    """A sync thread on a till whose clock runs."""

    def __init__(self, sync: SyncTill) -> None:
        self.sync = sync
        self.told = threading.Event()
        self.engine = self._made()

    def _made(self) -> SyncEngine:
        till = self.sync.till
        engine = SyncEngine(till.store, till.clock, self._parts)
        till.desk.events.on(Event.OUTBOX, engine.wake)
        till.desk.events.on(Event.CONNECTIONS, engine.wake)
        self.sync.desk._news = engine
        engine.on_change(self.told.set)
        return engine

    def _parts(self) -> Parts:
        till = self.sync.till
        levels = StockLevels(till.clock)
        inbox = InboxWork(till.store, till.clock, self.sync.shops, levels)
        self.looks = SyncLooks(till.store, till.clock, self.sync.shops, inbox.take_page)
        self.figures = FigureBook(till.store, till.clock, lambda: ())
        return Parts(self.sync.work, self.sync.router, self.looks, self.figures, inbox)

    def restart(self) -> None:
        self.engine.stop()
        self.engine = self._made()
        self.engine.start()

    def until(self, holds: Callable[[], bool], seconds: float = SOON) -> None:
        """Waits until something is so; it is looked at after each step of the sync and some times a second."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "it did not come"
            self.told.clear()
            self.told.wait(0.02)

    def sent_calls(self) -> int:
        """Calls to the shop but for looks at what changed there, which may be under way at any moment."""
        return sum(call != "changes" for call in self.sync.shop.calls)

    def all_sent(self) -> bool:
        with self.sync.till.store.read() as work:
            return not work.outbox.waiting()


class SetClock(SystemClock):
    """The computer's, set ahead by a person or a time server."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.ahead


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[Engine]:
    till = make_till(tmp_path / "till", clock=SetClock())
    till.sign_in("Manager")
    till.open_shift()
    engine = Engine(SyncTill(till))
    engine.engine.start()
    yield engine
    engine.engine.stop()
    till.close()
    wording.use(wording.Wording())


def sell(at_work: Engine, *names: str) -> None:
    till = at_work.sync.till
    for name in names:
        till.add(name)
    till.services.checkout.pay_cash(till.services.checkout.due().minor)


# -- going out -------------------------------------------------------------------------------------


def test_a_sale_is_sent_at_once(at_work: Engine) -> None:
    sell(at_work, "Bread")

    at_work.until(at_work.all_sent)

    assert len(at_work.sync.shop.orders) == 1
    (lane,) = at_work.sync.desk.picture().lanes
    assert (lane.health, lane.sent_today, lane.waiting) == (Health.WORKING, 2, 0)


def test_what_a_full_disk_did_not_take_is_looked_up_as_soon_as_there_is_space(at_work: Engine) -> None:
    """The shop has it; its end could not be written. Its lease of two minutes is not waited for."""
    step, full = at_work.sync.work._write_done, threading.Event()
    full.set()

    def unwritten(delivery: Delivery, done: Done) -> Outcome:
        if full.is_set():
            failed.append(delivery.id)
            raise DiskFull("full")
        return step(delivery, done)

    failed: list[UUID] = []
    at_work.sync.work._write_done = unwritten  # type: ignore[method-assign]
    sell(at_work, "Delivery")
    at_work.until(lambda: bool(failed))
    full.clear()
    at_work.until(at_work.all_sent)
    assert len(at_work.sync.shop.orders) == 1, "found, not made again"


def test_what_is_under_way_is_not_begun_again_when_the_clock_is_set_ahead(at_work: Engine) -> None:
    """Its lease has ended by the clock, and the call goes on: the shop must not be asked a second time meanwhile."""
    clock, shop = at_work.sync.till.clock, at_work.sync.shop
    assert isinstance(clock, SetClock)
    shop.hold = threading.Event()
    sell(at_work, "Delivery")
    at_work.until(lambda: at_work.engine._standings.busy() == 1)
    clock.ahead = timedelta(hours=1)
    sell(at_work, "Delivery")
    at_work.until(lambda: at_work.engine._standings.busy() == 2)
    at_work.engine.wake()
    at_work.until(lambda: at_work.sync.count(DeliveryState.CLAIMED) == 2)

    shop.hold.set()
    at_work.until(at_work.all_sent)

    assert shop.calls.count("create_order") == 2
    assert len(shop.orders) == 2


def test_threads_are_named_and_few(at_work: Engine) -> None:
    at_work.sync.shop.hold = threading.Event()
    for _ in range(8):
        sell(at_work, "Delivery")
    at_work.until(lambda: at_work.engine._standings.busy() == 4)

    names = [thread.name for thread in threading.enumerate() if thread.name.startswith("sync")]

    at_work.sync.shop.hold.set()
    assert "sync" in names
    assert len([name for name in names if name.startswith("sync lane")]) <= 8
    at_work.until(at_work.all_sent)
    assert len(at_work.sync.shop.orders) == 8


def test_a_slow_shop_holds_up_no_other(at_work: Engine) -> None:
    quick = at_work.sync.connect("Shop two")
    at_work.sync.shop.hold = threading.Event()
    for _ in range(6):
        sell(at_work, "Delivery")

    at_work.until(lambda: len(at_work.sync.shops.shops[quick].orders) == 6)

    assert not at_work.sync.shop.orders
    at_work.sync.shop.hold.set()
    at_work.until(at_work.all_sent)


def test_a_shop_that_is_busy_is_left_alone_as_long_as_it_says(at_work: Engine) -> None:
    at_work.sync.shop.fail("create_order", away(60))
    sell(at_work, "Delivery")
    at_work.until(lambda: at_work.engine.away_until(at_work.sync.connection) is not None)
    sell(at_work, "Delivery")
    sell(at_work, "Delivery")

    picture = at_work.sync.desk.picture()
    assert (picture.lanes[0].health, picture.waiting) == (Health.WAITING, 3)
    assert at_work.sync.shop.calls.count("create_order") == 1

    at_work.sync.desk.send_now()
    at_work.until(at_work.all_sent)
    assert len(at_work.sync.shop.orders) == 3


def test_a_short_wait_is_waited_with_the_delivery_in_hand(at_work: Engine) -> None:
    at_work.sync.shop.fail("create_order", away(0.1), away(0.1))
    sell(at_work, "Delivery")

    at_work.until(at_work.all_sent)

    (delivery,) = at_work.sync.desk.deliveries(None, (DeliveryState.DONE,))
    assert [step.kind for step in at_work.sync.desk.delivery(delivery.id).history] == ["acknowledged"]


def test_a_refusal_is_told_and_the_rest_goes_on(at_work: Engine) -> None:
    till = at_work.sync.till
    line = till.add("Bread")
    at_work.sync.shop.fail("create_order", unknown_line(line.id))
    till.services.checkout.pay_cash(till.services.checkout.due().minor)
    at_work.until(lambda: at_work.sync.desk.picture().parked == 1)
    sell(at_work, "Delivery")
    at_work.until(lambda: len(at_work.sync.shop.orders) == 1)

    notices: list[PersonError] = []
    at_work.until(lambda: bool(notices.extend(at_work.engine.take_notices()) or notices))
    (notice,) = notices
    assert "does not know" in notice.title
    assert not at_work.engine.take_notices()

    def shown() -> tuple[Health, str]:
        (lane,) = at_work.sync.desk.picture().lanes
        return lane.health, lane.words

    at_work.until(lambda: shown() == (Health.PARKED, "1 parked"))


# -- standing still --------------------------------------------------------------------------------


def test_pause_holds_everything_until_it_is_over(at_work: Engine) -> None:
    at_work.sync.desk.pause(None, True)
    sell(at_work, "Delivery")
    at_work.until(
        lambda: at_work.sync.desk.picture().waiting == 1 and bool(at_work.sync.count(DeliveryState.WAITING))
    )

    assert at_work.sync.desk.picture().all_paused
    assert "create_order" not in at_work.sync.shop.calls

    at_work.sync.desk.pause(None, False)
    at_work.until(at_work.all_sent)


def test_a_wrong_key_stops_one_connection_until_it_is_tried_again(at_work: Engine) -> None:
    at_work.sync.shop.fail_always(wrong_key(), "create_order", "changes")
    sell(at_work, "Delivery")
    at_work.until(lambda: at_work.sync.desk.picture().lanes[0].health is Health.SIGN_IN)
    at_work.sync.shop.fail_always(None, "create_order", "changes")

    at_work.sync.desk.send_now()

    at_work.until(at_work.all_sent)
    at_work.until(lambda: at_work.sync.desk.picture().lanes[0].health is Health.WORKING)


def test_a_fault_of_ours_reaches_the_crash_report_and_the_thread_goes_on(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[BaseException | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda caught: reported.append(caught.exc_value))
    at_work.sync.shop.fail("create_order", After(ZeroDivisionError()))
    sell(at_work, "Delivery")
    at_work.until(lambda: bool(reported))
    sell(at_work, "Milk")

    at_work.until(lambda: len(at_work.sync.shop.orders) == 2)

    assert isinstance(reported[0], ZeroDivisionError)


# -- the network -----------------------------------------------------------------------------------


@pytest.fixture
def door(at_work: Engine) -> Iterator[socket.socket]:
    """Where the shop's host would answer; closed at first."""
    place = socket.socket()
    place.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{place.getsockname()[1]}"
    at_work.sync.change(shop={"address": address})
    yield place
    place.close()


def test_without_a_network_nothing_is_spent_and_its_return_is_noticed(
    at_work: Engine, door: socket.socket
) -> None:
    at_work.sync.shop.fail_always(offline())
    for _ in range(3):
        sell(at_work, "Delivery")
    at_work.until(lambda: not at_work.engine.online)
    at_work.until(lambda: at_work.sync.count(DeliveryState.WAITING) == 3)
    calls = at_work.sent_calls()
    (lane,) = at_work.sync.desk.picture().lanes
    assert (lane.health, lane.waiting) == (Health.OFFLINE, 3)
    sell(at_work, "Delivery")
    at_work.until(lambda: at_work.sync.count(DeliveryState.WAITING) == 4)
    assert at_work.sent_calls() == calls

    at_work.sync.shop.fail_always(None)
    began = time.monotonic()
    door.listen()  # the network is back
    at_work.until(lambda: bool(at_work.sync.shop.orders))

    # A second on a machine that does nothing else; one that is not noticed is tried after half a minute.
    assert time.monotonic() - began < 25.0
    at_work.until(at_work.all_sent)
    with at_work.sync.till.store.read() as work:
        done = work.deliveries.listed(None, (DeliveryState.DONE,), 10)
    assert [delivery.attempts for delivery in done] == [0, 0, 0, 0]
    assert at_work.engine.online


def test_what_waited_for_its_next_attempt_goes_out_when_the_network_is_back(
    at_work: Engine, door: socket.socket
) -> None:
    at_work.sync.shop.fail("create_order", lost(600))
    sell(at_work, "Delivery")
    at_work.until(
        lambda: at_work.sync.count(DeliveryState.WAITING) == 1 and at_work.engine._standings.busy() == 0
    )
    at_work.sync.shop.fail("create_order", offline())
    sell(at_work, "Delivery")
    at_work.until(lambda: not at_work.engine.online)

    door.listen()

    at_work.until(at_work.all_sent)
    assert len(at_work.sync.shop.orders) == 2


def test_a_host_that_answers_and_cannot_be_called_is_tried_less_and_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A certificate that is not trusted, as where a portal or a wrong clock is in the way: connecting shows nothing."""
    monkeypatch.setattr(network, "FIRST_PAUSE_SECONDS", 0.05)
    shop, backs = uuid4(), threading.Semaphore(0)
    watch = network.Network(lambda _: backs.release(), look=lambda at, seconds: True)

    def until_it_is_back() -> float:
        began = time.monotonic()
        watch.lost(shop, ("portal.invalid", 443))
        assert backs.acquire(timeout=SOON)
        return time.monotonic() - began

    waits = [until_it_is_back() for _ in range(5)]
    assert waits[4] >= 0.8, "twice as long each time"

    def at_once() -> bool:
        watch.reached(shop)
        return until_it_is_back() < 0.7

    assert any(at_once() for _ in range(6)), (
        "a call went through: it is noticed at once again"
    )  # unless held up
    watch.stop()


def test_a_breaker_that_holds_a_call_back_does_not_tell_of_a_network(
    at_work: Engine, door: socket.socket
) -> None:
    at_work.sync.shop.fail_always(offline())
    sell(at_work, "Delivery")
    at_work.until(lambda: not at_work.engine.online)

    at_work.engine._hear(at_work.sync.connection, Outcome(End.AWAY, 30.0), 0.0)

    assert not at_work.engine.online


def test_a_host_behind_a_proxy_is_tried_by_a_delivery_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "TRY_ANYWAY_SECONDS", 0.0)
    back: list[object] = []
    watch = network.Network(back.append, look=lambda at, seconds: False)
    shop = uuid4()
    watch.lost(shop, ("nowhere.invalid", 443))

    assert not watch.online
    assert watch.may_try(shop)
    watch.reached(shop)
    watch.stop()

    assert watch.online
    assert back == [shop]


# -- looking at the shop ---------------------------------------------------------------------------


def test_changes_are_kept_with_the_cursor_that_says_so(at_work: Engine) -> None:
    shop = at_work.sync.shop
    shop.messages[Stream.ORDERS] = [Message(f"m{each}", "orders/updated", b"{}") for each in range(5)]
    at_work.restart()

    def kept() -> int:
        with at_work.sync.till.store.read() as work:
            return len(work.inbox.listed(None, (InboxState.IGNORED,), 50))

    at_work.until(lambda: kept() == 5)
    with at_work.sync.till.store.read() as work:
        assert work.connections.cursor(at_work.sync.connection, "orders") == "5"
    at_work.restart()
    at_work.until(lambda: shop.calls.count("changes") >= 10)
    assert kept() == 5


# -- starting and stopping -------------------------------------------------------------------------


def test_a_stop_takes_no_longer_than_two_seconds_whatever_hangs(at_work: Engine) -> None:
    at_work.sync.shop.hold = threading.Event()
    sell(at_work, "Delivery")
    at_work.until(lambda: at_work.engine._standings.busy() == 1)

    began = time.monotonic()
    at_work.engine.stop()

    assert time.monotonic() - began < 60.0, "the shop hangs for five minutes"
    assert not at_work.engine.running
    at_work.sync.shop.hold.set()


def test_a_restart_goes_on_where_it_was(at_work: Engine) -> None:
    at_work.sync.shop.fail_always(PlatformAway("busy", retry_after=60))
    for _ in range(5):
        sell(at_work, "Delivery")
    at_work.until(lambda: at_work.engine.away_until(at_work.sync.connection) is not None)
    at_work.engine.stop()
    at_work.sync.shop.fail_always(None)

    at_work.restart()

    at_work.until(at_work.all_sent)
    assert len(at_work.sync.shop.orders) == 5


def test_figures_are_kept_at_a_stop(at_work: Engine) -> None:
    sell(at_work, "Delivery")
    at_work.until(at_work.all_sent)
    at_work.until(lambda: bool(at_work.engine.unstored_minutes()))

    at_work.engine.stop()

    at_work.until(lambda: sum(bar.sent for bar in at_work.sync.desk.minutes(last_minutes=3)) == 1)
    assert len(at_work.sync.desk.minutes(last_minutes=3)) == 3


def test_a_failed_attempt_counts_as_failed(at_work: Engine) -> None:
    at_work.sync.shop.fail("create_order", lost(600))
    sell(at_work, "Delivery")

    at_work.until(lambda: sum(bar.failed for bar in at_work.sync.desk.minutes(last_minutes=2)) == 1)


def test_nothing_to_do_costs_next_to_nothing(at_work: Engine) -> None:
    sell(at_work, "Delivery")
    at_work.until(at_work.all_sent)

    def share() -> float:
        """Of the time of one processor; something of the sale may be done yet when it is looked at first."""
        began, spent = time.monotonic(), time.process_time()
        at_work.told.clear()
        at_work.told.wait(1.5)
        return (time.process_time() - spent) / (time.monotonic() - began)

    assert any(share() < 0.15 for _ in range(4))
