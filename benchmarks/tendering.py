"""Our own time around a payment, around giving five tenders up, and around a start with many outcomes open."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle

from benchmarks.instant_terminal import ASKS_PER_SECOND, InstantTerminal, add_cards, plug_in
from benchmarks.register import open_register, sign_in
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.samples import Article, some_articles
from benchmarks.timing import Times
from pos_desktop import bootstrap
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.recovering import Recovery
from pos_desktop.bootstrap import Register
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import make_code
from pos_desktop.payments.accounts import Accounts
from pos_desktop.system import pace
from pos_desktop.system.folders import Folders

OVERHEAD, ROLLBACK = "tender_overhead", "rollback"
RECOVER, STEP, ASKED = "recover", "recover_step", "recover_asked"
OVERHEAD_TARGET, ROLLBACK_TARGET = Target(below=30), Target(below=100)
# The database's start and a scan, without a window: the whole start takes many times this floor.
RECOVER_TARGET = Target(below_times_floor=2)
# What a scan may have to wait for when it falls into the moment in which the last run is taken up.
STEP_TARGET = Target(below=25)
ASKED_TARGET = Target(below_times_floor=1.3, at_least_times_floor=0.9)
SALES, WARM_UP, ROLLBACKS, UNFINISHED, STARTS = 200, 20, 120, 100, 5
_MOST_SECONDS = 60.0


@contextmanager
def _at_work(folders: Folders, terminal: InstantTerminal) -> Iterator[tuple[Register, PaymentMethod]]:
    """A register with its payments' worker, no screen and no printer, at the pace of a register with a screen."""
    pace.starting()
    register = Register(bootstrap.open_database(folders, key_file=True))
    try:
        sign_in(register.services, "Manager")
        method = add_cards(register)
        plug_in(register, method, terminal)
        register.payments.start()
        if register.services.shifts.current() is None:
            register.services.shifts.open(10_000)
        pace.started()
        yield register, method
    finally:
        register.close()
        gc.unfreeze()


class Cashier:
    """Takes payments, and looks at what became of them whenever the worker has news."""

    def __init__(self, register: Register, method: PaymentMethod, articles: Iterator[Article]) -> None:
        self.services, self._method, self._articles = register.services, method, articles
        self._news = threading.Event()
        register.payments.on_change(self._news.set)

    def fill(self) -> None:
        """A few products on the ticket."""
        while len(self.services.tickets.ticket.lines) < 5:
            self.services.tickets.scan(next(self._articles).code)

    def card(self, amount: int | None = None) -> None:
        """A card payment, from its start until it is settled."""
        payment = self.services.tendering.start(self._method.id, amount)
        self.until(lambda: not self.services.tendering.payment(payment.id).state.open)
        self.services.settling.settle()

    def until(self, done: Callable[[], bool]) -> None:
        """Waits for the worker's news until something is so."""
        deadline = time.monotonic() + _MOST_SECONDS
        while not done():
            if not self._news.wait(max(0.0, deadline - time.monotonic())):
                raise RuntimeError("the payments' worker does not come to an end")
            self._news.clear()

    def five_tenders(self) -> None:
        """Gift card, cash and cards on one ticket that is not yet paid."""
        code = make_code(int.from_bytes(new_id().bytes, "big"))
        desk = self.services.desk
        with desk.store.write() as work:
            work.stored_values.issue(
                new_id(), TenderKind.GIFT_CARD, code, 20, desk.settings.currency_code, desk.clock.now()
            )
            methods = {method.kind: method.id for method in work.payment_methods.all()}
        self.services.tendering.take_code(methods[TenderKind.GIFT_CARD], code, 20)
        self.services.tendering.take_cash(desk.settings.currency.smallest_cash)
        for _ in range(3):
            self.card(10)


def _some(register: Register, seed: int) -> Iterator[Article]:
    return cycle(some_articles(register.data.database, 400, seed))


def measure(run: Run) -> list[Figure]:
    """All five figures."""
    return [*_measure_tenders(run), *_measure_recovery(run)]


def _measure_tenders(run: Run) -> list[Figure]:
    terminal, overhead, rollback = InstantTerminal(), Times(), Times()
    with _at_work(run.folders(), terminal) as (register, method):
        cashier = Cashier(register, method, _some(register, 21))
        for place in range(WARM_UP + SALES):
            cashier.fill()
            _ours(terminal, overhead if place >= WARM_UP else Times(), cashier.card)
            run.progress.count("card payments", place + 1, WARM_UP + SALES)
        for place in range(ROLLBACKS):
            cashier.fill()
            cashier.five_tenders()
            _ours(terminal, rollback, lambda: _give_up(cashier))
            cashier.services.tickets.discard()  # the next round finds five tenders, not those of all rounds before
            run.progress.count("rollbacks", place + 1, ROLLBACKS)
    return [
        Figure(OVERHEAD, overhead.p99, "ms", None, OVERHEAD_TARGET),
        Figure(ROLLBACK, rollback.p99, "ms", None, ROLLBACK_TARGET),
    ]


def _ours(terminal: InstantTerminal, times: Times, step: Callable[[], object]) -> None:
    """The time of a step less what the terminal took."""
    before, began = terminal.seconds, time.perf_counter()
    step()
    times.add(time.perf_counter() - began - (terminal.seconds - before))


def _give_up(cashier: Cashier) -> None:
    """Until the last refund is carried out."""
    services = cashier.services
    services.giving_up.give_up(services.tickets.ticket.id)
    cashier.until(lambda: not services.returns.open_promises())


def _measure_recovery(run: Run) -> list[Figure]:
    terminal, with_many, without = InstantTerminal(), Times(), Times()
    folders = run.folders()
    with open_register(folders) as (data, _):
        code = some_articles(data.database, 1, seed=23)[0].code
    for _ in range(STARTS):
        _start(folders, code, without)
    _leave_unfinished(folders, terminal, run)
    for place in range(STARTS):
        _start(folders, code, with_many)
        run.progress.count("starts", place + 1, STARTS)
    steps = _take_up(folders)
    terminal.asked.clear()
    with _at_work(folders, terminal) as (register, method):
        cashier = Cashier(register, method, _some(register, 22))
        cashier.until(lambda: len(terminal.asked) >= UNFINISHED)
        register.services.settling.settle()
    seconds = terminal.asked[UNFINISHED - 1] - terminal.asked[0]
    at_the_rate = (UNFINISHED - 1) / ASKS_PER_SECOND
    return [
        Figure(RECOVER, with_many.median, "ms", without.median, RECOVER_TARGET),
        Figure(STEP, max(steps.values), "ms", None, STEP_TARGET),
        Figure(ASKED, seconds, "s", at_the_rate, ASKED_TARGET),
    ]


def _start(folders: Folders, code: str, times: Times) -> None:
    """From the open of the database to the first scan on the ticket."""
    with times.one():
        register = Register(bootstrap.open_database(folders, key_file=True))
        sign_in(register.services, "Manager")
        register.services.tickets.scan(code)
    register.services.tickets.discard()
    register.close()


def _take_up(folders: Folders) -> Times:
    """The steps in which a worker takes up what was left, each with the writer's turn for itself."""
    times, more = Times(), True
    with open_register(folders) as (data, _):
        with data.store.read() as work:
            left = work.unfinished.left()
        recovery = Recovery(data.store, data.clock, Accounts(data.store, data.credentials.get), left)
        while more:
            with times.one():
                more = recovery.step()
    return times


def _leave_unfinished(folders: Folders, terminal: InstantTerminal, run: Run) -> None:
    """Tickets whose card payment got no answer, put aside."""
    terminal.away = True
    with _at_work(folders, terminal) as (register, method):
        cashier = Cashier(register, method, _some(register, 24))
        for place in range(UNFINISHED):
            cashier.services.tickets.scan(next(_some(register, 25 + place)).code)
            payment = cashier.services.tendering.start(method.id)
            cashier.until(lambda pid=payment.id: cashier.services.tendering.payment(pid).asks > 0)
            cashier.services.tendering.park_in_doubt()
            run.progress.count("unfinished payments", place + 1, UNFINISHED)
        register.services.desk.events.tell(Event.PARKED)
    terminal.away = False
