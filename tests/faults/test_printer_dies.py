"""What becomes of print jobs when printers, the queue or the program fail: none lost, none doubled unsaid."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from pos_desktop.application.documents import Cut, Document, KickDrawer, TextLine
from pos_desktop.application.printing import (
    DrawerState,
    FailureReason,
    JobState,
    PaperState,
    PrinterState,
    PrinterStatus,
    PrintJob,
    PrintOutcome,
)
from pos_desktop.devices.base import no_log
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.devices.printers.conversation import EscPosPrinter
from pos_desktop.devices.printers.drivers import tcp
from pos_desktop.devices.printers.worker import MOST_BROKEN_OFF, PrinterWorker, WorkerSettings
from tests.counter_hardware import until
from tests.memory_print_queue import MemoryPrintQueue
from tests.printer_wires import MemoryWire, SerialWire, StarTcpWire, TcpWire, Wire

KICK_SECONDS = 100  # a kick on a busy computer may wait a while
COPY = "COPY - earlier print may be incomplete"


def receipt(number: int, lines: int = 1) -> Document:
    words = [TextLine(f"Receipt {number} line {line}") for line in range(lines)]
    return Document(f"Receipt {number}", (*words, Cut()))


@dataclass
class Listener:
    """Notes everything and wakes whoever waits for it."""

    statuses: list[PrinterStatus] = field(default_factory=list)
    jobs: list[tuple[PrintJob, PrintOutcome]] = field(default_factory=list)
    moved: list[PrintJob] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def on_status(self, device_id: UUID, status: PrinterStatus, drawer: DrawerState) -> None:
        self._note(self.statuses, status)

    def on_job(self, job: PrintJob, outcome: PrintOutcome) -> None:
        self._note(self.jobs, (job, outcome))

    def on_moved(self, job: PrintJob) -> None:
        self._note(self.moved, job)

    def on_error(self, device_id: UUID, error: Exception) -> None:
        self._note(self.errors, error)

    def _note(self, into: list[Any], what: Any) -> None:
        with self.changed:
            into.append(what)
            self.changed.notify_all()

    def wait_for(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, seconds), "waited in vain"


class Counter:
    """A worker on a wire with a queue, as on a counter."""

    def __init__(self, wire: Wire, **settings: Any) -> None:
        self.wire = wire
        self.queue = MemoryPrintQueue()
        self.device_id = uuid4()
        self.listener = Listener()
        self.printer_settings: dict[str, Any] = {}
        self.settings = WorkerSettings(**{"poll": 0.2} | settings)
        self.worker: PrinterWorker | None = None

    def start(self) -> PrinterWorker:
        self.worker = PrinterWorker(
            self.device_id,
            lambda log: self.wire.make(log, **self.printer_settings),
            self.queue,
            self.listener,
            lambda: datetime.now(UTC),
            self.settings,
        )
        self.worker.start()
        return self.worker

    def add(self, kind: Any, document: Document | None = None, seconds_ago: float = 0) -> UUID:
        made = datetime.now(UTC) - timedelta(seconds=seconds_ago)
        job_id = self.queue.add(kind, self.device_id, document, made)
        if self.worker is not None:
            self.worker.wake()
        return job_id

    def wait_for_state(self, job_id: UUID, state: JobState) -> None:
        self.listener.wait_for(lambda: self.queue.state(job_id) is state)

    def wait_for_status(self, state: PrinterState) -> None:
        self.listener.wait_for(
            lambda: bool(self.listener.statuses) and self.listener.statuses[-1].state is state
        )

    def end(self) -> None:
        if self.worker is not None:
            assert self.worker.stop()
        self.wire.end()


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread may be held up by the computer; what it does then is what counts."""
    monkeypatch.setattr("pos_desktop.application.printing.KICK_SECONDS", KICK_SECONDS)
    for name in ("worker.KICK", "worker.STOP", "conversation.SENSOR"):
        monkeypatch.setattr(f"pos_desktop.devices.printers.{name}_SECONDS", KICK_SECONDS)


@pytest.fixture(params=[MemoryWire, TcpWire])
def counter(request: pytest.FixtureRequest) -> Iterator[Counter]:
    made = Counter(request.param())
    yield made
    made.end()


@pytest.fixture
def memory_counter() -> Iterator[Counter]:
    made = Counter(MemoryWire())
    yield made
    made.end()


@pytest.mark.parametrize("wire", [MemoryWire, TcpWire, SerialWire, StarTcpWire])
def test_what_the_printer_tells_is_seen_without_asking(wire: type[Wire]) -> None:
    """Between two questions that are a minute apart."""
    counter = Counter(wire(), poll=60)
    counter.printer_settings = {"drawer_sensor": "high"}
    try:
        counter.start()
        counter.wait_for_status(PrinterState.READY)
        until(lambda: counter.wire.inside.is_telling)
        counter.wire.inside.cover_open = True
        counter.wait_for_status(PrinterState.COVER_OPEN)
        job = counter.add("receipt", receipt(1))
        counter.wire.inside.cover_open = False
        counter.wait_for_state(job, JobState.PRINTED)
        counter.wire.inside.drawer_open = True
        counter.listener.wait_for(lambda: counter.listener.statuses[-1].drawer is DrawerState.OPEN)
        counter.wire.off()
        counter.wait_for_status(PrinterState.UNREACHABLE)
    finally:
        counter.end()


def test_prints_what_is_there_and_what_comes(counter: Counter) -> None:
    first = counter.add("receipt", receipt(1))
    counter.start()
    counter.wait_for_state(first, JobState.PRINTED)
    second = counter.add("receipt", receipt(2))
    counter.wait_for_state(second, JobState.PRINTED)
    assert counter.wire.inside.lines == ["Receipt 1 line 0", "Receipt 2 line 0"]


def test_a_job_is_claimed_before_its_first_byte(memory_counter: Counter) -> None:
    counter = memory_counter
    seen: list[tuple[JobState, int]] = []
    take = counter.wire.inside.take

    def watching(data: bytes) -> bytes:
        if b"Receipt" in data:
            row = counter.queue.rows[job]
            seen.append((row.job.state, row.job.attempts))
        return take(data)

    counter.wire.inside.take = watching  # type: ignore[method-assign]
    job = counter.add("receipt", receipt(1))
    counter.start()
    counter.wait_for_state(job, JobState.PRINTED)
    assert seen == [(JobState.PRINTING, 1)]


def test_waits_for_a_printer_that_is_off_and_prints_in_order(counter: Counter) -> None:
    counter.wire.off()
    counter.start()
    jobs = [counter.add("receipt", receipt(n)) for n in range(4)]
    counter.wait_for_status(PrinterState.UNREACHABLE)
    counter.listener.wait_for(lambda: bool(counter.listener.jobs))
    assert {counter.queue.state(job) for job in jobs} <= {JobState.QUEUED, JobState.PRINTING}
    counter.wire.on()
    for job in jobs:
        counter.wait_for_state(job, JobState.PRINTED)
    assert counter.wire.inside.lines == [f"Receipt {n} line 0" for n in range(4)]


def test_paper_out_waits_and_prints_by_itself(counter: Counter) -> None:
    counter.wire.inside.paper = PaperState.OUT
    counter.start()
    job = counter.add("receipt", receipt(1))
    counter.listener.wait_for(lambda: counter.queue.reason(job) is FailureReason.PAPER_OUT)
    counter.wire.inside.paper = PaperState.OK
    counter.wait_for_state(job, JobState.PRINTED)
    assert counter.wire.inside.lines == ["Receipt 1 line 0"]


def test_death_in_the_middle_is_printed_again_whole_as_a_copy(counter: Counter) -> None:
    counter.start()
    counter.wait_for_status(PrinterState.READY)
    counter.wire.inside.dies_after = 2000
    job = counter.add("receipt", receipt(7, lines=300))
    counter.wait_for_state(job, JobState.PRINTED)
    lines = counter.wire.inside.lines
    copy = next(place for place, line in enumerate(lines) if COPY in line)
    assert lines[copy + 1 :] == [f"Receipt 7 line {n}" for n in range(300)]
    assert [outcome.unsure for _, outcome in counter.listener.jobs] == [True, False]


def test_paper_that_ends_in_the_middle_gives_a_copy(counter: Counter) -> None:
    counter.wire.inside.paper_lasts = 5
    counter.start()
    job = counter.add("receipt", receipt(7, lines=20))
    counter.wait_for_state(job, JobState.UNSURE)
    counter.wire.inside.paper = PaperState.OK
    counter.wait_for_state(job, JobState.PRINTED)
    assert sum(COPY in line for line in counter.wire.inside.lines) == 1
    assert counter.wire.inside.lines[-1] == "Receipt 7 line 19"


def test_a_late_answer_to_an_earlier_job_does_not_confirm_the_next() -> None:
    """With its cover closed the printer first ends the old job and says so, while it is ready already."""
    with VirtualPrinter(line_delay=0.05) as paper:
        settings = tcp.TcpSettings(host="127.0.0.1", port=paper.port, answer_ms=5_000, confirm_ms=30_000)
        printer = EscPosPrinter(settings, lambda: tcp.connect(settings), no_log)
        _open_cover_when(paper, "Receipt 1 line 3")
        assert printer.print(receipt(1, lines=25)).reason is FailureReason.COVER_OPEN
        paper.cover_close()
        _open_cover_when(paper, "Receipt 2 line 3")
        outcome = printer.print(receipt(2, lines=25))
        printer.close()
        assert "Receipt 1 line 24" in paper.receipts[0].text
        assert outcome.reason is FailureReason.COVER_OPEN


def test_a_copy_that_is_never_confirmed_is_not_printed_for_ever(memory_counter: Counter) -> None:
    counter = memory_counter
    counter.printer_settings = {"confirm_ms": 2_000}
    counter.start()
    first = counter.add("receipt", receipt(1))
    counter.wait_for_state(first, JobState.PRINTED)
    counter.wire.inside.knows_gs_r = False
    job = counter.add("receipt", receipt(2))
    counter.wait_for_state(job, JobState.SENT)
    assert counter.wire.inside.lines.count("Receipt 2 line 0") == 2


@pytest.mark.parametrize("stand_in", [None, uuid4()])
def test_a_printer_that_dies_in_every_paper_does_not_print_copies_for_ever(
    memory_counter: Counter, stand_in: UUID | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its power fails at each cut, say: it is back and ready a moment later, and the next copy is due."""
    monkeypatch.setattr("pos_desktop.devices.printers.worker.FIRST_PAUSE", 0.01)
    counter, inside = memory_counter, memory_counter.wire.inside
    counter.settings = WorkerSettings(poll=0.05, fallback=stand_in)
    counter.start()
    counter.wait_for_status(PrinterState.READY)

    def dies_again() -> None:
        inside.dies_after = 600

    dies_again()
    monkeypatch.setattr(inside, "restart", dies_again)  # with each connection
    job = counter.add("receipt", receipt(1, lines=100))
    given_up = (JobState.FAILED,) if stand_in is None else (JobState.QUEUED, JobState.UNSURE)

    def is_given_up() -> bool:
        moved = stand_in is None or bool(counter.listener.moved)
        told = len(counter.listener.jobs)
        return (moved and counter.queue.state(job) in given_up and told >= MOST_BROKEN_OFF) or told >= 20

    counter.listener.wait_for(is_given_up)
    assert len(counter.listener.jobs) == MOST_BROKEN_OFF
    assert counter.queue.rows[job].job.device_id == (stand_in or counter.device_id)
    assert counter.queue.reason(job) is FailureReason.CONNECTION_LOST
    monkeypatch.undo()
    inside.dies_after = None
    other = counter.add("receipt", receipt(2))
    counter.wait_for_state(other, JobState.PRINTED)


def test_a_copy_does_not_open_the_drawer(memory_counter: Counter) -> None:
    (counter := memory_counter).settings = WorkerSettings(
        poll=600
    )  # questions are bytes as well, and it is to die in the paper
    counter.start()
    counter.wait_for_status(PrinterState.READY)
    until(lambda: counter.wire.inside.is_telling)
    counter.wire.inside.dies_after = 40
    job = counter.add(
        "receipt", Document("x", (TextLine("a line of the receipt"), TextLine("more"), KickDrawer()))
    )
    counter.wait_for_state(job, JobState.PRINTED)
    assert COPY in "".join(counter.wire.inside.lines)
    assert counter.wire.inside.kicks == 0


def test_kick_opens_at_once_and_reports(counter: Counter) -> None:
    counter.start()
    job = counter.add("drawer")
    counter.wait_for_state(job, JobState.PRINTED)
    assert counter.wire.inside.kicks == 1


def test_kick_of_a_printer_that_is_off_fails_at_once_and_never_opens_later(counter: Counter) -> None:
    counter.wire.off()
    counter.start()
    counter.wait_for_status(PrinterState.UNREACHABLE)
    waiting = counter.add("receipt", receipt(1))
    job = counter.add("drawer")
    counter.wait_for_state(job, JobState.FAILED)
    counter.wire.on()
    counter.wait_for_state(waiting, JobState.PRINTED)
    assert counter.wire.inside.kicks == 0


def test_old_kick_expires(counter: Counter) -> None:
    job = counter.add("drawer", seconds_ago=KICK_SECONDS + 1)
    counter.start()
    counter.wait_for_state(job, JobState.FAILED)
    assert counter.queue.reason(job) is FailureReason.NOT_OPENED
    assert counter.wire.inside.kicks == 0


def test_receipt_printed_late_does_not_open_the_drawer(memory_counter: Counter) -> None:
    counter = memory_counter
    job = counter.add(
        "receipt", Document("x", (TextLine("late"), KickDrawer())), seconds_ago=KICK_SECONDS + 1
    )
    counter.start()
    counter.wait_for_state(job, JobState.PRINTED)
    assert (counter.wire.inside.lines, counter.wire.inside.kicks) == (["late"], 0)


def test_moves_to_the_other_printer_when_this_one_stays_away(memory_counter: Counter) -> None:
    counter = memory_counter
    other = uuid4()
    counter.settings = WorkerSettings(poll=0.2, fallback=other, fallback_after=0.5)
    counter.wire.off()
    counter.start()
    jobs = [counter.add("receipt", receipt(n)) for n in range(3)]
    counter.listener.wait_for(lambda: len(counter.listener.moved) == 3)
    assert (counter.queue.counts(other).waiting, counter.queue.counts(counter.device_id).waiting) == (3, 0)
    counter.device_id, counter.worker, counter.wire = other, None, MemoryWire()
    counter.start()
    for job in jobs:
        counter.wait_for_state(job, JobState.PRINTED)
    assert counter.wire.inside.lines == [f"Receipt {n} line 0" for n in range(3)]


def test_after_a_crash_the_job_is_printed_as_a_copy_and_the_kick_is_not(memory_counter: Counter) -> None:
    counter = memory_counter
    job, kick = counter.add("receipt", receipt(1)), counter.add("drawer")
    now = datetime.now(UTC)
    assert counter.queue.claim(counter.device_id, now) is not None
    assert counter.queue.claim(counter.device_id, now) is not None
    counter.start()
    counter.wait_for_state(job, JobState.PRINTED)
    assert COPY in counter.wire.inside.lines[0]
    assert counter.queue.state(kick) is JobState.FAILED
    assert counter.wire.inside.kicks == 0


def test_stop_in_the_middle_is_quick_and_loses_nothing(counter: Counter) -> None:
    at_work = counter.start()
    counter.wait_for_status(PrinterState.READY)
    counter.wire.inside.takes_nothing = True
    jobs = [counter.add("receipt", receipt(n, lines=400)) for n in range(3)]
    until(lambda: counter.queue.state(jobs[0]) is JobState.PRINTING)
    started = time.monotonic()
    assert at_work.stop()
    assert time.monotonic() - started < 25, "thirty seconds are what it may take no data"
    assert counter.queue.counts(counter.device_id).waiting == 3
    counter.wire.inside.takes_nothing = False


def test_stop_while_idle_and_before_start(memory_counter: Counter) -> None:
    worker = memory_counter.start()
    memory_counter.wait_for_status(PrinterState.READY)
    assert worker.stop() and worker.stop()


def test_status_changes_are_told(counter: Counter) -> None:
    counter.start()
    counter.wait_for_status(PrinterState.READY)
    counter.wire.inside.cover_open = True
    counter.wait_for_status(PrinterState.COVER_OPEN)
    counter.wire.inside.cover_open = False
    counter.wait_for_status(PrinterState.READY)
    counter.wire.off()
    counter.wait_for_status(PrinterState.UNREACHABLE)
    counter.wire.on()
    counter.wait_for_status(PrinterState.READY)


def test_reconnect_makes_a_new_connection(memory_counter: Counter) -> None:
    counter = memory_counter
    worker = counter.start()
    counter.wait_for_status(PrinterState.READY)
    worker.reconnect()
    until(lambda: [line.words for _, line in worker.log_lines()].count("connected") == 2)


def test_a_fault_of_the_program_is_reported_and_the_thread_goes_on(memory_counter: Counter) -> None:
    counter = memory_counter
    counter.wire.inside.take = _failing_once(counter.wire.inside.take, b"bad")  # type: ignore[method-assign]
    bad = counter.add("receipt", Document("bad", (TextLine("bad"),)))
    counter.start()
    counter.wait_for_state(bad, JobState.FAILED)
    assert [type(error) for error in counter.listener.errors] == [ZeroDivisionError]
    good = counter.add("receipt", receipt(2))
    counter.wait_for_state(good, JobState.PRINTED)


def test_a_result_that_cannot_be_written_is_written_later_and_not_printed_twice(
    memory_counter: Counter,
) -> None:
    counter = memory_counter
    counter.queue.sent = _failing_once(counter.queue.sent)  # type: ignore[method-assign]
    job = counter.add("receipt", receipt(1))
    counter.start()
    counter.wait_for_state(job, JobState.PRINTED)
    assert counter.wire.inside.lines == ["Receipt 1 line 0"]
    assert len(counter.listener.errors) == 1


def test_a_result_that_could_not_be_written_is_written_at_the_stop(memory_counter: Counter) -> None:
    counter = memory_counter
    counter.queue.sent = _failing_once(counter.queue.sent)  # type: ignore[method-assign]
    job = counter.add("receipt", receipt(1))
    worker = counter.start()
    counter.listener.wait_for(lambda: bool(counter.listener.errors))
    assert worker.stop()
    assert counter.queue.state(job) is JobState.PRINTED


def test_log_is_a_ring_of_numbered_lines(memory_counter: Counter) -> None:
    counter = memory_counter
    worker = counter.start()
    job = counter.add("receipt", receipt(1, lines=600))
    counter.wait_for_state(job, JobState.PRINTED)
    lines = worker.log_lines()
    assert len(lines) == 500
    assert (last := lines[-1][0]) > 600
    assert all(number > last for number, _ in worker.log_lines(after=last))


def test_many_deaths_lose_nothing(memory_counter: Counter) -> None:
    """Twenty receipts over a printer that dies again and again: each is whole on paper once at least."""
    counter = memory_counter
    counter.start()
    jobs = []
    for number in range(20):
        counter.wire.inside.dies_after = 37 * (number + 1) if number % 2 else None
        jobs.append(counter.add("receipt", receipt(number, lines=3)))
        counter.wait_for_state(jobs[-1], JobState.PRINTED)
    lines = counter.wire.inside.lines
    for number in range(20):
        whole = [f"Receipt {number} line {line}" for line in range(3)]
        places = [place for place in range(len(lines)) if lines[place : place + 3] == whole]
        assert places
        plain = [place for place in places if place == 0 or COPY not in lines[place - 1]]
        assert len(plain) <= 1, "printed twice without saying so"


def _open_cover_when(paper: VirtualPrinter, words: str) -> None:
    """Once, in the very moment in which the words are on the paper."""

    def look() -> None:
        if words in paper.text:
            stop()
            paper.cover_open()

    stop = paper.on_paper(look)


def _failing_once(call: Callable[..., Any], when: bytes = b"") -> Callable[..., Any]:
    left = [ZeroDivisionError("scripted")]

    def once(*arguments: Any) -> Any:
        if left and (not when or when in arguments[0]):
            raise left.pop()
        return call(*arguments)

    return once
