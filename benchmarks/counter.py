"""The devices of the counter, on their wires: the first byte of a receipt, the drawer, a code, a weight.

The devices are the virtual ones that ship with the program, on real sockets and pseudo-terminals, so what the
hardware itself takes (a scanner's 9600 baud, a printer's motor) is no part of it.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle

from benchmarks.register import sign_in
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.samples import Article, some_articles
from benchmarks.timing import Times
from pos_desktop import bootstrap
from pos_desktop.application.counter import ScannedCode
from pos_desktop.application.device_states import DeviceState
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import PrinterState
from pos_desktop.application.sale_writing import Sale
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.bootstrap import Register
from pos_desktop.demo.counter_devices import CounterDevices
from pos_desktop.devices.fake.lab.kit import settings_of
from pos_desktop.devices.fake.lab.scale import VirtualScale
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.system import pace
from pos_desktop.system.folders import Folders

RECEIPT, DRAWER, SCAN, WEIGH = "receipt_first_byte", "drawer", "scan_heard", "weigh"
RECEIPT_TARGET, DRAWER_TARGET = Target(below=50), Target(below=60)
SCAN_TARGET, WEIGH_TARGET = Target(below=12), Target(below=20)
SALES, SCANS, WEIGHTS, WARM_UP = 200, 400, 200, 20
_MOST_SECONDS = 60.0
_ENQUIRIES = re.compile(rb"\x10\x04[\x01-\x04]|\x1dr[\x01\x02]|\x1da.", re.DOTALL)
"""What a printer is asked before anything is printed."""


class TimedPrinter(VirtualPrinter):
    """Notes when the first byte came that is no question."""

    def __init__(self) -> None:
        super().__init__(0)
        self.first_at: float | None = None
        self.first = threading.Event()

    def expect(self) -> None:
        """The next such byte is a first one."""
        self.first.clear()
        self.first_at = None

    def received(self, data: bytes) -> None:
        if self.first_at is None and _ENQUIRIES.sub(b"", data):
            self.first_at = time.perf_counter()
            self.first.set()
        super().received(data)


class TimedScale(VirtualScale):
    """Notes when it last gave a weight away."""

    told_at = 0.0

    def heard(self, data: bytes) -> None:
        super().heard(data)
        self.told_at = time.perf_counter()


@dataclass
class Bench:
    """A register at work with all its virtual devices."""

    register: Register
    printer: TimedPrinter
    devices: CounterDevices
    codes: list[str] = field(default_factory=list)
    heard: threading.Event = field(default_factory=threading.Event)

    def take(self, code: ScannedCode) -> None:
        """The register heard a code; on the scanner's thread."""
        self.codes.append(code.text)
        self.heard.set()

    def until(self, so: Callable[[], bool], what: str) -> None:
        """Waits for something; RuntimeError when it does not come."""
        deadline = time.monotonic() + _MOST_SECONDS
        while not so():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{what} did not come")
            time.sleep(0.001)

    def pay(self) -> Sale:
        """Pays the ticket in cash; the drawer is kicked, the receipt waits for the cashier's choice."""
        checkout = self.register.services.checkout
        return checkout.pay_cash(checkout.due().minor + 500)

    def print(self, sale: Sale) -> None:
        """The cashier goes on to the next customer."""
        self.register.services.checkout.release_receipt(sale)

    def waiting(self) -> int:
        """Jobs that are not printed yet."""
        views = self.register.services.devices.devices()
        return sum(view.counts.waiting + view.counts.printing for view in views)

    def quiet(self) -> bool:
        """Whether everything that was asked for is printed."""
        return self.waiting() == 0


@contextmanager
def at_work(folders: Folders) -> Iterator[Bench]:
    """A register without a window, its devices in the settings and at work, at the pace of one with a window."""
    pace.starting()
    with ExitStack() as ending:
        printer = TimedPrinter()
        ending.callback(printer.stop)
        printer.start()
        devices = CounterDevices(folders.data / "devices", settle_seconds=0.0)
        devices.scale = TimedScale("mettler_8217", devices.scale.line)
        devices.scanner.aim = False
        ending.callback(devices.stop)
        devices.start()
        register = Register(bootstrap.open_database(folders, key_file=True))
        ending.callback(register.close)
        sign_in(register.services, "Manager")
        connect(register, printer, devices)
        bench = Bench(register, printer, devices)
        ending.callback(register.counter.on_scan(bench.take))
        register.crew.start()
        if register.services.shifts.current() is None:
            register.services.shifts.open(10_000)
        bench.until(lambda: all_there(register), "the devices")
        bench.until(bench.quiet, "the end of what was to be printed")
        pace.started()
        yield bench


def connect(register: Register, printer: VirtualPrinter, devices: CounterDevices) -> None:
    """These devices in the settings, in the place of those from before."""
    with register.data.store.write() as work:
        before = work.devices.all()
        for row in before:
            if row.family == "printer":
                settings = {"host": printer.host, "port": printer.port, "drawer_sensor": "high"}
                work.devices.save(row.id, row.family, "tcp", row.name, settings, None, True)
            else:
                work.devices.remove(row.id)
        for name, device in devices.all().items():
            work.devices.save(new_id(), device.family, device.driver, name, settings_of(device), None, True)


def all_there(register: Register) -> bool:
    """Whether every device of the settings answers."""
    states = [view.status.state for view in register.services.devices.devices()]
    return all(state in (DeviceState.READY, PrinterState.READY) for state in states)


def fill(bench: Bench, articles: Iterator[Article], lines: int = 5) -> None:
    """Products on the ticket, at once."""
    tickets = bench.register.services.tickets
    while len(tickets.ticket.lines) < lines:
        tickets.scan(next(articles).code)


def measure(run: Run) -> list[Figure]:
    """All four figures."""
    receipts, drawer, scans, weights = Times(), Times(), Times(), Times()
    with at_work(run.folders()) as bench:
        articles = cycle(some_articles(bench.register.data.database, 400, seed=31))
        committed: list[float] = []
        bench.register.services.desk.events.on(Event.PRINT, lambda: committed.append(time.perf_counter()))
        for place in range(WARM_UP + SALES):
            fill(bench, articles)
            committed.clear()
            _time_sale(bench, committed, receipts, drawer, count=place >= WARM_UP)
            run.progress.count("receipts", place + 1, WARM_UP + SALES)
        for place in range(WARM_UP + SCANS):
            _time_scan(bench, next(articles), scans, count=place >= WARM_UP)
        for place in range(WEIGHTS):
            _time_weight(bench, 200 + 5 * place, weights)
    run.progress.step(f"receipt p50 {receipts.median:.2f}, drawer p50 {drawer.median:.2f} ms")
    run.progress.step(f"scan p50 {scans.median:.2f}, weigh p50 {weights.median:.2f} ms")
    return [
        Figure(RECEIPT, receipts.p99, "ms", None, RECEIPT_TARGET),
        Figure(DRAWER, drawer.p99, "ms", None, DRAWER_TARGET),
        Figure(SCAN, scans.p99, "ms", None, SCAN_TARGET),
        Figure(WEIGH, weights.p99, "ms", None, WEIGH_TARGET),
    ]


def _time_sale(bench: Bench, committed: list[float], receipts: Times, drawer: Times, *, count: bool) -> None:
    """From the commit of a payment to the pulse at the drawer, and from the receipt's to its first byte."""
    printer = bench.printer
    pulsed, opened = threading.Event(), list[float]()

    def pulse(_: object) -> None:
        opened.append(time.perf_counter())
        pulsed.set()

    stop = printer.on_pulse(pulse)
    sale = bench.pay()
    if not pulsed.wait(_MOST_SECONDS):
        raise RuntimeError("the drawer was not kicked")
    stop()
    if count:
        drawer.add(opened[0] - committed[0])
    bench.until(bench.quiet, "the end of the kick")
    printer.drawer_close()
    committed.clear()
    printer.expect()
    bench.print(sale)
    if not printer.first.wait(_MOST_SECONDS):
        raise RuntimeError("the printer got nothing")
    assert printer.first_at is not None
    if count:
        receipts.add(printer.first_at - committed[0])
    bench.until(bench.quiet, "the receipt")


def _time_scan(bench: Bench, article: Article, times: Times, *, count: bool) -> None:
    """From the scanner's last byte to the register's listener."""
    bench.heard.clear()
    began = time.perf_counter()
    bench.devices.scanner.scan(article.code)
    if not bench.heard.wait(_MOST_SECONDS):
        raise RuntimeError(f"the code {article.code} was not heard")
    if count:
        times.add(time.perf_counter() - began)
    if bench.codes[-1] != article.code:
        raise RuntimeError(f"{bench.codes[-1]} was heard, not {article.code}")


def _time_weight(bench: Bench, grams: int, times: Times) -> None:
    """From the scale's answer to the register's listener."""
    scale, told, stable = bench.devices.scale, list[float](), threading.Event()
    assert isinstance(scale, TimedScale)
    timed = scale

    def read(reading: ScaleReading) -> None:
        if reading.state is ScaleState.STABLE and reading.net_milli == grams and not told:
            told.append(time.perf_counter() - timed.told_at)
            stable.set()

    scale.lay(grams)
    stop = bench.register.counter.weigh(WeighingOrder(), read)
    if not stable.wait(_MOST_SECONDS):
        raise RuntimeError(f"{grams} g were not told")
    stop()
    times.add(max(0.0, told[0]))
