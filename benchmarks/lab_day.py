"""Two thousand sales through all virtual devices, with a fault every fifty: nothing lost, and no memory kept."""

import gc
import resource
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path

from benchmarks.counter import Bench, all_there, at_work
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.samples import Article, some_articles
from pos_desktop.application.counter import LineText
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.devices.fake.lab import Mishap

Act = Callable[[], object]

LOST, KEPT, CODES = "lab_day_lost", "lab_day_memory", "lab_day_codes"
SALES, FAULT_EVERY, WEIGHED_EVERY, SETTLED_AFTER = 2_000, 50, 10, 500
MOST_WAITING = 4
"""Jobs: a kick that waits too long is none any more."""
LOST_TARGET, KEPT_TARGET = Target(below=1), Target(below=16)


class Faults:
    """One after the other: what breaks, and what mends it, before the sale's codes or after its payment."""

    def __init__(self, bench: Bench) -> None:
        printer, devices = bench.printer, bench.devices
        scale, scanner, display = devices.scale, devices.scanner, devices.display
        self._bench = bench
        self._over_the_sale: Iterator[tuple[Act, Act]] = cycle(
            (
                (printer.paper_out, printer.paper_ok),
                (display.unplug, display.plug),
                (printer.cover_open, printer.cover_close),
                (display.switch_off, display.switch_on),
                (partial(printer.dies_after, 60), scale.behave),
                (printer.offline, printer.online),
            )
        )
        self._at_once: Iterator[tuple[Act, Act]] = cycle(
            (
                (scanner.unplug, scanner.plug),
                (partial(scanner.strike, Mishap.PIECES), display.behave),
                (partial(scale.strike, Mishap.HALF), display.behave),
                (scale.unplug, scale.plug),
                (partial(scale.strike, Mishap.OTHER), display.behave),
                (partial(scale.strike, Mishap.SILENT), display.behave),
            )
        )
        self._mend: Act | None = None

    def strike(self, place: int) -> None:
        """The fault of this place: every other one lasts over a whole sale."""
        if place % 2:
            hurt, self._mend = next(self._over_the_sale)
            hurt()
        else:
            hurt, mend = next(self._at_once)
            hurt()
            mend()
            self._all_back()

    def mend(self) -> None:
        """Ends what lasted over the sale."""
        if self._mend is not None:
            self._mend()
            self._mend = None
            self._all_back()

    def _all_back(self) -> None:
        """The register has found its devices again."""
        devices = self._bench.devices.all().values()
        self._bench.until(lambda: all(device.connected for device in devices), "a device")


def measure(run: Run) -> list[Figure]:
    """Receipts that are missing without a word, codes that were lost, memory kept."""
    with at_work(run.folders()) as bench:
        articles = cycle(some_articles(bench.register.data.database, 400, seed=32))
        faults, seen = Faults(bench), set[str]()
        bench.printer.on_receipt(lambda receipt: seen.update(receipt.text.split()))
        numbers: list[str] = []
        missed = before = 0
        for sale in range(1, SALES + 1):
            if sale % FAULT_EVERY == 0:
                faults.strike(sale // FAULT_EVERY)
            missed += _scan(bench, next(articles)) + _scan(bench, next(articles))
            if sale % WEIGHED_EVERY == 0:
                _weigh(bench, 100 + sale % 900 // 5 * 5)
            numbers.append(_pay(bench))
            faults.mend()
            if sale % FAULT_EVERY == FAULT_EVERY - 1:
                bench.printer.forget()  # its paper is thrown away now and then
            if sale == SETTLED_AFTER:
                before = _kibibytes()
            run.progress.count("sales", sale, SALES)
        bench.until(bench.quiet, "the last receipt")
        bench.until(lambda: all_there(bench.register), "all devices")
        unsure = _told_unsure(bench)
        missing = [number for number in numbers if not any(number in word for word in seen)]
        kept = (_kibibytes() - before) / 1024
    run.progress.step(f"{len(missing)} receipts are not there, of {unsure} the register says so")
    return [
        Figure(LOST, float(max(0, len(missing) - unsure)), "receipts", None, LOST_TARGET),
        Figure(CODES, float(missed), "codes", None, LOST_TARGET),
        Figure(KEPT, max(0.0, kept), "MiB", None, KEPT_TARGET),
    ]


def _scan(bench: Bench, article: Article) -> int:
    """A code onto the ticket; 1 when the register heard another one than was read, 0 when it is as it should be."""
    tickets, count = bench.register.services.tickets, len(bench.codes)
    while not bench.devices.scanner.scan(article.code):
        bench.until(lambda: bench.devices.scanner.connected, "the scanner")
    bench.until(lambda: len(bench.codes) > count, "the code")
    heard = bench.codes.pop()
    bench.codes.clear()
    tickets.scan(article.code)
    return int(article.code not in heard)


def _weigh(bench: Bench, grams: int) -> None:
    """The weight that lies there, and no other, is told."""
    readings: list[ScaleReading] = []
    stop = bench.register.counter.weigh(WeighingOrder(), readings.append)
    bench.devices.scale.lay(grams)
    bench.until(lambda: any(each.net_milli == grams for each in readings), f"{grams} g")
    stop()
    bench.devices.scale.take_off()
    for reading in readings:
        if reading.state is ScaleState.STABLE and reading.net_milli != grams:
            raise RuntimeError(f"{reading.net_milli} g were told, and {grams} g lay there")


def _pay(bench: Bench) -> str:
    total = bench.register.services.tickets.totals.total_minor
    bench.register.counter.show(LineText("Total", lower_end=str(total)))
    sale = bench.pay()
    bench.until(lambda: bench.printer.state.drawer_open, "the drawer")
    bench.print(sale)
    bench.until(
        lambda: bench.waiting() < MOST_WAITING or not bench.printer.state.online, "the printer's turn"
    )
    bench.printer.drawer_close()
    return sale.order.number


def _told_unsure(bench: Bench) -> int:
    """Receipts of which the register says itself that they need somebody."""
    return sum(view.counts.failed for view in bench.register.services.devices.devices())


def _kibibytes() -> int:
    """The memory held now; the most held so far where the system does not tell that."""
    gc.collect()
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * resource.getpagesize() // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
