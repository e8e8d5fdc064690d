"""The sync beside the cashier: how fast a backlog goes out and at what cost, a first import, the network's return."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from random import Random
from unittest import mock

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from benchmarks.connected import Connected, connected, sync_cpu_seconds
from benchmarks.names import generated_names
from benchmarks.register import Painted, Screen, open_register
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.samples import Article, scans, some_articles
from benchmarks.timing import Pairs, percentile
from pos_desktop.application.services import Services
from pos_desktop.domain.gtin import check_digit
from pos_desktop.storage.repositories.outbox import SqlOutbox

PLAN = "STANDARD"
"""The plan of most shops: 2,000 points, 100 a second."""
BACKLOG = 10_000
WINDOW_SECONDS = 60.0
SETTLE_SECONDS = 4.0
ORDER_TARGET = Target(at_least_times_floor=0.95)
CPU_TARGET = Target(below=15)

BLOCKS, BLOCK, WARM_UP = 30, 40, 60
LINES_OF_A_TICKET = 15
UI_TARGET = Target(below_times_floor=1.2)

PAYMENTS, LINES, ARTICLES = 1200, 10, 6000
OUTBOX_TARGET = Target(below=0.1)

PRODUCTS, SIZES, UNITS = 50_000, 2, 12
IMPORT_TARGET = Target(below=60)
_NUMBERS = 2_800_000_000_00  # behind what other benchmarks give out

WAKES = 5
WAKE_TARGET = Target(below=1000)


# -- a backlog ---------------------------------------------------------------------------------------


def measure_drain(run: Run) -> list[Figure]:
    """Orders a second against what the shop's limit allows, and what that costs here. The backlog is 10,000 orders all
    the while; at the limit's rate it would last for half an hour, so a window of it is measured."""
    with connected(run, PLAN) as pair:
        run.progress.step(f"drain: {BACKLOG:,} orders wait")
        pair.backlog(BACKLOG)
        pair.begin()
        pair.until(lambda: pair.shop.ask("figures")["orders"] > 0)
        pair.shop.ask("empty_bucket")  # it filled while the backlog was split up into deliveries
        time.sleep(SETTLE_SECONDS)
        before, cpu, began = pair.shop.ask("figures"), sync_cpu_seconds(), time.monotonic()
        time.sleep(WINDOW_SECONDS)
        after, cpu, seconds = pair.shop.ask("figures"), sync_cpu_seconds() - cpu, time.monotonic() - began
        orders = after["orders"] - before["orders"]
        spent = after["spent"] - before["spent"]
        allowed = after["per_second"] + before["left"] / seconds
        run.progress.step(
            f"drain: a window of {seconds:.0f} s with {pair.waiting():,} still waiting; {orders} orders, "
            f"{spent / seconds:.0f} of {allowed:.0f} points a second, {cpu / max(1, orders) * 1000:.1f} ms each"
        )
    return [
        Figure("drain", spent / seconds, "points/s", allowed, ORDER_TARGET),
        Figure("drain_cpu", cpu / seconds * 100, "% of a core", None, CPU_TARGET),
    ]


# -- the cashier meanwhile -----------------------------------------------------------------------------


class Scanner:
    """Scans through the window, and pays when the ticket is long."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._screen = Screen(services)
        self._view = self._screen.sale.ticket.panel.view
        self._painted = Painted(self._view)

    def scan(self, article: Article) -> float:
        """Seconds from the scan's Enter key to the painted line."""
        self._screen.scan(article.code)
        started = time.perf_counter()
        self._screen.press(Qt.Key.Key_Return, "\r")
        self._screen.until(lambda: self._painted.since(started))
        seconds = self._painted.at - started
        self._screen.release(Qt.Key.Key_Return, "\r")
        self._screen.settle()
        if len(self._view.lines) >= LINES_OF_A_TICKET:
            self._services.checkout.pay_cash(self._services.checkout.due().minor)
            self._screen.sale.enter()
            self._screen.settle()
        return seconds

    def close(self) -> None:
        """Closes the window."""
        QApplication.closeAllWindows()
        self._screen.settle()


def measure_scans(run: Run) -> list[Figure]:
    """Scans while a backlog goes out, and while it is paused, block by block."""
    pairs = Pairs()
    with connected(run, PLAN) as pair:
        pair.backlog(BACKLOG)
        articles = scans(some_articles(pair.register.data.database, 1500, seed=15), seed=16)
        pair.pause(True)
        pair.begin()
        scanner = Scanner(pair.register.services)
        try:
            for article in islice(articles, WARM_UP):
                scanner.scan(article)
            for block in range(2 * BLOCKS):
                draining = block % 2 == 1
                pair.pause(not draining)
                if draining:
                    _until_it_flows(pair)
                times = pairs.ours if draining else pairs.floor
                for article in islice(articles, BLOCK):
                    times.add(scanner.scan(article))
                run.progress.count("blocks of scans", block + 1, 2 * BLOCKS)
        finally:
            scanner.close()
    run.progress.step(f"ui_while_draining: {pairs.words()}")
    return [Figure("ui_while_draining", pairs.ours.p99, "ms", pairs.floor.p99, UI_TARGET)]


def _until_it_flows(pair: Connected) -> None:
    sent = pair.shop.ask("figures")["spent"]
    pair.until(lambda: pair.shop.ask("figures")["spent"] > sent)


# -- what a payment pays for it ------------------------------------------------------------------------


@contextmanager
def _without_events() -> Iterator[None]:
    with mock.patch.object(SqlOutbox, "add", return_value=None):
        yield


def measure_events(run: Run) -> list[Figure]:
    """Payments with and without the rows that tell the sync of them, by turns."""
    pairs = Pairs()
    random = Random(8)
    with open_register(run.folders()) as (data, services):
        articles = cycle(some_articles(data.database, ARTICLES, seed=17))
        for place in range(PAYMENTS + 10):
            if place == 10:
                pairs = Pairs()
            # Whoever comes second finds more in the caches: the order is drawn.
            for told in random.sample((True, False), 2):
                _fill(services, articles)
                if told:
                    with pairs.ours.one():
                        _pay(services)
                else:
                    with _without_events(), pairs.floor.one():
                        _pay(services)
            run.progress.count("payments", place + 1, PAYMENTS + 10)
    run.progress.step(f"outbox_add: {pairs.words()}")
    return [Figure("outbox_add", pairs.shift, "ms", None, OUTBOX_TARGET)]


def _fill(services: Services, articles: Iterator[Article]) -> None:
    while len(services.tickets.ticket.lines) < LINES:
        services.tickets.scan(next(articles).code)


def _pay(services: Services) -> None:
    services.checkout.pay_cash(services.checkout.due().minor + 500)


# -- a first import ------------------------------------------------------------------------------------


def measure_import(run: Run) -> list[Figure]:
    """A shop's catalogue into a register that has one; the shop's own time to write its file is in it."""
    with connected(run, PLAN) as pair:
        pair.shop.ask("fill", products=_products(), units=UNITS)
        began = time.monotonic()
        done = pair.connections.first_import(pair.connection)
        seconds = time.monotonic() - began
    variants = PRODUCTS * SIZES
    if done.variants != variants:
        raise RuntimeError(f"{done.variants} of {variants} variants were imported")
    run.progress.step(f"first_import: {variants:,} variants in {seconds:.1f} s, told for 100,000")
    return [Figure("first_import", seconds * 100_000 / variants, "s", None, IMPORT_TARGET)]


def _products() -> list[tuple[str, list[tuple[str, str, str]]]]:
    names = generated_names(PRODUCTS, seed=23)
    bodies = iter(str(_NUMBERS + place * 7) for place in range(PRODUCTS * SIZES))
    return [
        (name, [(f"S{body}", "9.90", body + check_digit(body)) for body in islice(bodies, SIZES)])
        for name in names
    ]


# -- the network is back -------------------------------------------------------------------------------


def measure_wake(run: Run) -> list[Figure]:
    """From the moment the shop can be reached again to the first request that it gets, at worst."""
    times: list[float] = []
    with connected(run, PLAN) as pair:
        pair.backlog(WAKES * 20)
        pair.begin()
        random = Random(9)
        for place in range(WAKES):
            _until_it_flows(pair)
            pair.shop.ask("close")
            pair.until(lambda: not pair.register.sync.online)
            time.sleep(random.uniform(1.0, 2.5))  # the watch's pauses have grown to their longest
            pair.shop.ask("listen_anew")
            began = pair.shop.ask("start")["at"]
            pair.until(lambda: pair.shop.ask("first_asked") > 0)
            times.append((pair.shop.ask("first_asked") - began) * 1000)
            run.progress.count("returns of the network", place + 1, WAKES)
    return [Figure("wake", percentile(times, 100), "ms", None, WAKE_TARGET)]
