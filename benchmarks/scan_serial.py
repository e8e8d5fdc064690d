"""From a serial scanner's last byte to the painted line, through the register's window."""

import time
from collections.abc import Callable
from itertools import cycle

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from benchmarks.counter import Bench, at_work
from benchmarks.register import Painted, Screen
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.samples import some_articles
from benchmarks.timing import Times

NAME = "scan_serial"
TARGET = Target(below=12)
SCANS, WARM_UP = 400, 40
LINES_OF_A_TICKET = 15
_MOST_SECONDS = 5.0


def measure(run: Run) -> list[Figure]:
    """The figure. RuntimeError when the window does not listen to the wire."""
    times = Times()
    with at_work(run.folders()) as bench:
        screen = Screen(bench.register.services)
        painted = Painted(screen.sale.ticket.panel.view)
        codes = cycle(each.code for each in some_articles(bench.register.data.database, 400, seed=33))
        for place in range(WARM_UP + SCANS):
            seconds = _scan(bench, screen, painted, next(codes))
            if place >= WARM_UP:
                times.add(seconds)
            if len(bench.register.services.tickets.ticket.lines) >= LINES_OF_A_TICKET:
                bench.pay()
                bench.printer.drawer_close()
                screen.sale.enter()
                screen.settle()
            run.progress.count("codes from the wire", place + 1, WARM_UP + SCANS)
        screen.close()
    run.progress.step(f"{NAME}: p50 {times.median:.2f} p99 {times.p99:.2f} ms")
    return [Figure(NAME, times.p99, "ms", None, TARGET)]


def _scan(bench: Bench, screen: Screen, painted: Painted, code: str) -> float:
    before = bench.register.services.tickets.ticket.items
    began = time.perf_counter()
    bench.devices.scanner.scan(code)
    _sleep_until(lambda: painted.since(began))
    if bench.register.services.tickets.ticket.items != before + 1:
        raise RuntimeError(f"the code {code} did not reach the ticket")
    seconds = painted.at - began
    screen.settle()
    return seconds


def _sleep_until(so: Callable[[], bool]) -> None:
    """Runs the event loop as a window does, asleep while nothing comes: a loop that spins would keep the devices'
    threads from running."""
    alarm = QTimer(interval=round(_MOST_SECONDS * 1000), singleShot=True)
    alarm.start()
    while not so():
        if not alarm.isActive():
            raise RuntimeError("no line was painted")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    alarm.stop()
