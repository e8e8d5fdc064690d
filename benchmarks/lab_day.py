"""Two thousand sales through all virtual devices, with a fault every fifty: nothing lost, and no memory kept.

Each fault is told with what it cost. No paper may fail for good, and a kick only while its printer cannot hear it: the
register has to say so, and the drawer opens when the cashier asks again.
"""

import gc
import resource
from collections import Counter
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
Fault = tuple[str, Act, Act]
"""What it is called, what breaks, what mends it."""

LOST, KEPT, CODES, SHUT = "lab_day_lost", "lab_day_memory", "lab_day_codes", "lab_day_shut"
SALES, FAULT_EVERY, WEIGHED_EVERY, SETTLED_AFTER = 2_000, 50, 10, 500
MOST_WAITING = 4
"""Jobs: a kick that waits too long is none any more."""
CUT_OFF = "printer cut off"
"""The one fault under which a kick may fail: its bytes are lost on the way, and nobody knows how many."""
LOST_TARGET, KEPT_TARGET = Target(below=1), Target(below=16)


class Faults:
    """One after the other: what breaks, and what mends it, before the sale's codes or after its payment."""

    def __init__(self, bench: Bench) -> None:
        printer, devices = bench.printer, bench.devices
        scale, scanner, display = devices.scale, devices.scanner, devices.display
        self._bench = bench
        self._over_the_sale: Iterator[Fault] = cycle(
            (
                ("paper out", printer.paper_out, printer.paper_ok),
                ("display unplugged", display.unplug, display.plug),
                ("cover open", printer.cover_open, printer.cover_close),
                ("display off", display.switch_off, display.switch_on),
                (CUT_OFF, partial(printer.dies_after, 60), scale.behave),
                ("printer offline", printer.offline, printer.online),
            )
        )
        self._at_once: Iterator[Fault] = cycle(
            (
                ("scanner unplugged", scanner.unplug, scanner.plug),
                ("a code in pieces", partial(scanner.strike, Mishap.PIECES), display.behave),
                ("half a weight", partial(scale.strike, Mishap.HALF), display.behave),
                ("scale unplugged", scale.unplug, scale.plug),
                ("another's answer", partial(scale.strike, Mishap.OTHER), display.behave),
                ("silent scale", partial(scale.strike, Mishap.SILENT), display.behave),
            )
        )
        self._mend: Act | None = None
        self.last = "no fault yet"
        """Its name."""

    def strike(self, place: int) -> None:
        """The fault of this place: every other one lasts over a whole sale."""
        if place % 2:
            self.last, hurt, self._mend = next(self._over_the_sale)
            hurt()
        else:
            self.last, hurt, mend = next(self._at_once)
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


class Drawer:
    """The cashier's eye on the drawer: it opens with each sale, or the register says that it did not."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.shut: Counter[str] = Counter()
        """Sales by the fault that kept the drawer shut and the reason that the register gave."""
        self.unsaid = 0
        """Drawers that stayed shut without a word, or with one that has nothing to do with the fault."""

    def begin(self) -> None:
        """The day's first look into the drawer: a kick that an earlier day left behind says no more that it is shut."""
        self._bench.register.services.shifts.no_sale("the day begins")
        self._bench.until(lambda: self._bench.printer.state.drawer_open, "the drawer's first opening")
        self._bench.until(self._bench.quiet, "the first kick's end")
        self._bench.printer.drawer_close()

    def watch(self, fault: str) -> None:
        """After a payment: waits for the drawer, asks once more where the register says why it is shut, shuts it."""
        devices, printer = self._bench.register.services.devices, self._bench.printer
        self._bench.until(
            lambda: printer.state.drawer_open or devices.drawer_trouble() is not None, "the drawer"
        )
        if not printer.state.drawer_open:
            self.shut[f"{fault}: {devices.drawer_trouble()}"] += 1
            self.unsaid += fault != CUT_OFF
            self._bench.register.services.shifts.no_sale("the drawer stayed shut")
            self._bench.until(lambda: printer.state.drawer_open, "the drawer that was asked for again")
        printer.drawer_close()


def measure(run: Run) -> list[Figure]:
    """Receipts that are missing, codes that were lost, drawers that stayed shut without cause, memory kept."""
    with at_work(run.folders()) as bench:
        articles = cycle(some_articles(bench.register.data.database, 400, seed=32))
        faults, drawer, seen = Faults(bench), Drawer(bench), set[str]()
        bench.printer.on_receipt(lambda receipt: seen.update(receipt.text.split()))
        drawer.begin()
        numbers: list[str] = []
        missed = before = 0
        for sale in range(1, SALES + 1):
            if sale % FAULT_EVERY == 0:
                faults.strike(sale // FAULT_EVERY)
            missed += _scan(bench, next(articles)) + _scan(bench, next(articles))
            if sale % WEIGHED_EVERY == 0:
                _weigh(bench, 100 + sale % 900 // 5 * 5)
            numbers.append(_pay(bench, drawer, faults.last))
            faults.mend()
            if sale % FAULT_EVERY == FAULT_EVERY - 1:
                bench.printer.forget()  # its paper is thrown away now and then
            if sale == SETTLED_AFTER:
                before = _kibibytes()
            run.progress.count("sales", sale, SALES)
        bench.until(bench.quiet, "the last receipt")
        bench.until(lambda: all_there(bench.register), "all devices")
        failed = sum(view.counts.failed for view in bench.register.services.devices.devices())
        missing = sum(not any(number in word for word in seen) for number in numbers)
        kept = (_kibibytes() - before) / 1024
    for why, count in sorted(drawer.shut.items()):
        run.progress.step(f"{count} drawers opened when asked again, {why}")
    run.progress.step(f"{missing} receipts are not there, {failed} jobs failed for good")
    return [
        Figure(LOST, float(missing + failed), "receipts", None, LOST_TARGET),
        Figure(CODES, float(missed), "codes", None, LOST_TARGET),
        Figure(SHUT, float(drawer.unsaid), "drawers", None, LOST_TARGET),
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


def _pay(bench: Bench, drawer: Drawer, fault: str) -> str:
    total = bench.register.services.tickets.totals.total_minor
    bench.register.counter.show(LineText("Total", lower_end=str(total)))
    sale = bench.pay()
    drawer.watch(fault)
    bench.print(sale)
    bench.until(
        lambda: bench.waiting() < MOST_WAITING or not bench.printer.state.online, "the printer's turn"
    )
    return sale.order.number


def _kibibytes() -> int:
    """The memory held now; the most held so far where the system does not tell that."""
    gc.collect()
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * resource.getpagesize() // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
