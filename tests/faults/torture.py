"""Kills a register at random points of a day, again and again, and checks each time what is left.

python -m tests.faults.torture --times 1000 [--seed 7]

A child process sells, parks, voids and counts through the real services, prints to a virtual printer that
outlives it, and says what it is about to do and what was done. It is killed at a random moment, at a random SQL
statement, or at a random call to the disk - there also as a power cut, which takes unsynced writes away. The
register is then started again, as it would be in the shop, and everything that was told must be there.

After that two registers and an online shop live through a month that is as long (see sync_month.py).
"""

import argparse
import logging
import random
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pos_desktop import bootstrap
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.demo import shop
from pos_desktop.devices.fake.virtual_printer import Receipt, VirtualPrinter
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.record import replace
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.storage.store import SqlStore
from pos_desktop.system.clock import SystemClock
from pos_desktop.system.folders import Folders
from tests.faults import payment_checks
from tests.faults import torture_checks as checks
from tests.faults.sync_month import live_through
from tests.faults.torture_life import Lost, Nursery, Run, build_shim
from tests.faults.torture_model import Day, Slip, outcomes
from tests.kept_port import kept_port

ACTIONS = 90
MOST_KILLS_A_DAY = 5
_STATEMENTS, _SYNCS, _SECONDS = 900, 60, 0.45
_DISK_CALLS = (40, 400, 1100)  # the start, the sales, and the log being written back after some fifty commits
_BY_DISK = ("disk", "kill at a sync", "power cut", "power cut", "power cut at a sync", "power cut at a sync")
_DRAIN_SECONDS = 90.0
_MONTH = 2  # acts of people in the month of the sync, for each end of a register
_KILLS_EVERY = 50


class LaterClock(SystemClock):
    """The computer's clock, some seconds on: what was asked for before is old."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self._ahead


@contextmanager
def restarted(folder: Path, seconds_later: float = 0.0) -> Iterator[bootstrap.Register]:
    """The register started again, its printers not yet at work; closed in order at the end."""
    data = bootstrap.open_database(Folders.under(folder), key_file=True)
    clock = LaterClock(seconds_later)
    data = replace(data, clock=clock, store=SqlStore(data.database, clock))
    register = bootstrap.Register(data)
    try:
        people = register.services.session.people()
        register.services.session.sign_in(next(one for one in people if one.name == "Manager"), "pin")
        yield register
    finally:
        register.close()


@dataclass
class Summary:
    """How it went."""

    kills: Counter[str] = field(default_factory=Counter)
    days: int = 0
    actions: int = 0
    sales: int = 0
    cards: int = 0
    cut_off: Counter[str] = field(default_factory=Counter)
    happened: int = 0
    pieces: int = 0
    seconds: float = 0.0

    def add(self, other: "Summary") -> None:
        """Takes another's figures in; the time is the longer one."""
        self.kills += other.kills
        self.cut_off += other.cut_off
        self.days += other.days
        self.actions += other.actions
        self.sales += other.sales
        self.cards += other.cards
        self.happened += other.happened
        self.pieces += other.pieces
        self.seconds = max(self.seconds, other.seconds)

    def __str__(self) -> str:
        times = sum(self.kills.values())
        how = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        cut = sum(self.cut_off.values())
        return (
            f"{times} ends ({how}) on {self.days} days: {self.actions} actions, {self.sales} sales, "
            f"{self.cards} card payments, "
            f"{self.pieces} papers; {cut} actions cut off, of which {self.happened} had happened; "
            f"{self.seconds:.1f} s, {self.seconds / max(1, times):.2f} s each"
        )


class Torture:
    """Days of one shop, each killed several times."""

    def __init__(self, folder: Path, seed: int, shim: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._seed = seed
        self.summary = Summary()
        self._paper = checks.Paper()
        self._printer = VirtualPrinter().start()
        self._printer.on_receipt(self._take)
        self._printer.on_pulse(lambda _pulse: setattr(self._paper, "pulses", self._paper.pulses + 1))
        self._template = folder / "template"
        self._customers = random.Random(seed)
        self._terminal = VirtualTerminal(kept_port()).start()
        self._terminal.customer = self._customer
        self._opening = self._build()
        self._shim = build_shim(folder) if shim else None
        warm = folder / "warm"
        shutil.copytree(self._template, warm)
        self._nursery = Nursery(warm, self._shim)
        self._printer.wait_idle(60)

    def _build(self) -> checks.Levels:
        data = bootstrap.open_database(Folders.under(self._template), key_file=True)
        shop.build(data, printer_port=self._printer.port, with_past=False)
        register = bootstrap.Register(data)
        found = checks.levels(register)
        assert register.services.session.people()
        at = {"port": str(self._terminal.port), "answer_ms": "10000"}
        with data.store.write() as work:
            work.payment_methods.save(PaymentMethod(new_id(), TenderKind.CARD, "fake", "", at, position=9))
        register.close()
        return found

    def _take(self, receipt: Receipt) -> None:
        codes = tuple(code.data for code in receipt.codes if ";" in code.data)
        self._paper.pieces.append(checks.Piece(receipt.text, codes))

    def end(self) -> None:
        """Lets the printer and the nursery go."""
        self._nursery.end()
        self._printer.stop()
        self._terminal.stop()

    def run(self, times: int, go_on: Callable[[], bool] = lambda: True) -> Summary:
        """Ends registers so many times. Raises Lost at the first thing that is not as it was told."""
        started = time.monotonic()
        day = 0
        while sum(self.summary.kills.values()) < times and go_on():
            left = times - sum(self.summary.kills.values())
            self.one_day(f"{self._seed}/{day}", left)
            day += 1
            self.summary.seconds = time.monotonic() - started
        return self.summary

    def one_day(self, seed: str, most: int) -> None:
        """One shop from its opening on, ended a few times."""
        chance = random.Random(seed)
        folder = self._folder / f"day {seed.replace('/', ' ')}"
        shutil.copytree(self._template, folder)
        self._begin_paper()
        day = Day(Slip(1))  # the first ticket is opened by whoever looks first
        for number in range(min(most, chance.randrange(1, MOST_KILLS_A_DAY + 1))):
            day = self._one_life(folder, chance, day, f"{seed} life {number}")
        self._print_all(folder, day, seed)
        self.summary.days += 1
        self.summary.sales += len(day.sales)
        shutil.rmtree(folder)

    def _switch_terminal_on(self, folder: Path) -> None:
        """Anew for each life; what its bank wrote down outlives it as it outlives the register."""
        self._terminal.stop()
        self._terminal = VirtualTerminal(self._terminal.port, file=folder.parent / f"{folder.name}.bank")
        self._terminal.customer = self._customer
        self._terminal.start()

    def _customer(self, terminal: VirtualTerminal) -> None:
        """Most pay at once, some cannot, some go away."""
        deed = self._customers.randrange(10)
        if deed == 0:
            terminal.walk_away()
        elif deed == 1:
            terminal.decline()
        else:
            terminal.present()

    def _begin_paper(self) -> None:
        self._printer.tear_off()
        self._printer.drawer_close()
        self._paper.pieces.clear()
        self._paper.pulses = 0

    def _one_life(self, folder: Path, chance: random.Random, day: Day, where: str) -> Day:
        self._switch_terminal_on(folder)
        stop, kill_after = self._some_end(chance)
        job = {"folder": str(folder), "seed": where, "actions": ACTIONS, "stop": stop}
        run = self._nursery.run(job, kill_after)
        if run.fault:
            raise Lost(f"seed {where}, {stop}: {run.fault}")
        self._let_printer_read_all()
        for act in run.done:
            [day] = outcomes(day, act)
        self.summary.kills["closed in order" if run.closed else stop["name"]] += 1
        self.summary.actions += len(run.done)
        return self._look(folder, day, run, f"seed {where}, {stop}")

    def _let_printer_read_all(self) -> None:
        """What a register sent before its end is printed, however late the printer reads it: connections are served one
        after the other, and what it answers on the last one comes behind all that came before."""
        with socket.create_connection((self._printer.host, self._printer.port), timeout=60) as line:
            line.sendall(b"\x10\x04\x01")
            line.recv(1)
        self._printer.wait_idle(60)

    def _some_end(self, chance: random.Random) -> tuple[dict[str, Any], float | None]:
        """How this life ends; how many seconds until it is killed from outside."""
        name = chance.choice(("moment", "statement", "statement", "close", *(_BY_DISK if self._shim else ())))
        if name in ("moment", "close"):
            return {"name": name, "how": name}, chance.uniform(0, _SECONDS) if name == "moment" else None
        if name == "statement":
            return {"name": name, "how": name, "after": chance.randrange(_STATEMENTS)}, None
        syncs = int("sync" in name)
        return {
            "name": name,
            "how": "disk",
            "after": chance.randrange(_SYNCS if syncs else chance.choice(_DISK_CALLS)),
            "moment": chance.randrange(1, 4),
            "unsynced": chance.randrange(1, 2**31) if "power" in name else 0,
            "syncs": syncs,
        }, None

    def _look(self, folder: Path, day: Day, run: Run, where: str) -> Day:
        """Starts a copy of what is left; the original goes on as it is, unclean."""
        copy = self._folder / "looked at"
        shutil.copytree(folder, copy)
        with restarted(copy) as register:
            self._check_mark(register, run, where)
            found = checks.observed(register)
            self._compare(found, day, run, where)
            wrong = checks.faults(register, self._opening)
            wrong += checks.paper_faults(register, self._paper, self._printer.text)
        shutil.rmtree(copy)
        if wrong:
            raise Lost(f"{where}:\n  " + "\n  ".join(wrong))
        return found

    @staticmethod
    def _check_mark(register: bootstrap.Register, run: Run, where: str) -> None:
        if run.done and register.data.stopped_cleanly != run.closed:
            raise Lost(f"{where}: stopped cleanly is said to be {register.data.stopped_cleanly}")

    def _compare(self, found: Day, day: Day, run: Run, where: str) -> None:
        """As it was told, or one action further: the one that was about to be done."""
        possible = [day]
        if run.cut_off:
            self.summary.cut_off[run.cut_off["do"]] += 1
            possible += outcomes(day, run.cut_off)
        if found not in possible:
            told = "\n  or ".join(map(str, possible))
            raise Lost(f"{where}:\nfound {found}\nbut told {told}\nlast {run.done[-3:]}, about {run.cut_off}")
        if run.cut_off and run.cut_off["do"] != "nothing":
            self.summary.happened += found != day

    def _print_all(self, folder: Path, day: Day, seed: str) -> None:
        """The last start of the day: everything that waits is printed, and no old kick opens the drawer."""
        pulses = self._paper.pulses
        with restarted(folder, seconds_later=6.0) as register:
            before = checks.observed(register)
            register.start()
            self._know_all_payments(register, seed)
            self._drain(register, seed)
            self._printer.wait_idle(60)
            wrong = [*checks.faults(register, self._opening), *checks.unprinted(register, self._paper)]
            wrong += checks.paper_faults(register, self._paper, self._printer.text)
            payments = payment_checks.Register(register.data.database)
            wrong += payment_checks.pending(payments)
            wrong += payment_checks.the_terminal_agrees(payments, self._terminal.books)
            wrong += payment_checks.told_once(payments)
            self.summary.cards += len(self._terminal.books.payments)
        if before != day:
            wrong.append(f"the last start shows {before}, the one before {day}")
        if self._paper.pulses != pulses:
            wrong.append("a kick older than five seconds opened the drawer")
        self.summary.pieces += len(self._paper.pieces)
        if wrong:
            raise Lost(f"end of day {seed}:\n  " + "\n  ".join(wrong))

    def _drain(self, register: bootstrap.Register, seed: str) -> None:
        changed = threading.Event()
        register.crew.on_change(changed.set)
        deadline = time.monotonic() + _DRAIN_SECONDS
        while any(view.counts.waiting or view.counts.printing for view in register.crew.devices()):
            if not changed.wait(max(0.0, deadline - time.monotonic())):
                raise Lost(f"end of day {seed}: jobs are still waiting")
            changed.clear()

    @staticmethod
    def _know_all_payments(register: bootstrap.Register, seed: str) -> None:
        """Until no outcome and no refund is open; nobody helps."""
        news = threading.Event()
        register.payments.on_change(news.set)
        deadline = time.monotonic() + _DRAIN_SECONDS
        # Looked at twice: what became known after the first settling has its ticket settled as well.
        while not all(_settled_and_known(register) for _ in range(2)):
            if not news.wait(max(0.0, deadline - time.monotonic())):
                raise Lost(f"end of day {seed}: a payment or refund is still open")
            news.clear()
        register.services.checkout.release_left_over()  # what the cashier would be asked about
        register.crew.wake()


def _settled_and_known(register: bootstrap.Register) -> bool:
    """Settles what can be; whether nothing is open afterwards."""
    register.services.settling.settle()
    with register.data.store.read() as work:
        return not (work.payments.open() or work.refunds.open())


def run_side_by_side(times: int, seed: int, jobs: int, progress: Callable[[str], None]) -> Summary:
    """Several shops at once: each spends most of its time waiting for its printer. Raises Lost."""
    with tempfile.TemporaryDirectory(prefix="torture") as folder, ThreadPoolExecutor(jobs) as pool:
        shops = [Torture(Path(folder) / str(number), seed + number) for number in range(jobs)]
        try:
            running: list[Future[Summary]] = []
            for one in shops:
                running.append(pool.submit(one.run, -(-times // jobs), lambda: not _any_lost(running)))
            while wait(running, timeout=1.0).not_done:
                progress(str(_summed(shops)))
            for ended in running:
                ended.result()
            return _summed(shops)
        finally:
            for one in shops:
                one.end()


def _any_lost(running: list[Future[Summary]]) -> bool:
    return any(one.done() and one.exception() is not None for one in tuple(running))


def _summed(shops: list[Torture]) -> Summary:
    summary = Summary()
    for one in shops:
        summary.add(one.summary)
    return summary


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=1000, help="how often a register is ended")
    parser.add_argument("--seed", type=int, default=None, help="the days of an earlier run again")
    parser.add_argument("--day", type=int, default=None, help="only this day of the seed")
    parser.add_argument("--jobs", type=int, default=3, help="shops side by side")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    logging.disable(logging.CRITICAL)
    print(f"seed {seed}", flush=True)
    try:
        if options.day is not None:
            summary = _only(seed, options.day)
        else:
            summary = run_side_by_side(options.times, seed, options.jobs, _show)
            print(f"\nnothing lost: {summary}\na month of {_MONTH * options.times} acts", flush=True)
            happened = live_through(seed, _MONTH * options.times, max(1, options.times // _KILLS_EVERY))
            print(", ".join(f"{name} {count}" for name, count in sorted(happened.items())))
            return 0
    except AssertionError as lost:
        print(f"\nLOST: {lost}", flush=True)
        return 1
    print(f"\nnothing lost: {summary}")
    return 0


def _only(seed: int, day: int) -> Summary:
    with tempfile.TemporaryDirectory(prefix="torture") as folder:
        torture = Torture(Path(folder), seed)
        try:
            torture.one_day(f"{seed}/{day}", MOST_KILLS_A_DAY)
        finally:
            torture.end()
    return torture.summary


def _show(words: str) -> None:
    print(f"\r{words}" if sys.stdout.isatty() else words, end="" if sys.stdout.isatty() else "\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
