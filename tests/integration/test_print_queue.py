"""The stored print queue keeps the port's rules, over a crash too."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from pos_desktop.application.documents import Document, TextLine
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import (
    FailureReason,
    JobState,
    PrintOutcome,
    PrintResult,
    QueueCounts,
    kick_in_time,
)
from pos_desktop.storage import tables
from pos_desktop.storage.print_queue import SqlPrintQueue
from tests.integration.shop import MORNING, Shop

PAPER = Document("Receipt", (TextLine("Thank you", bold=True),))
PRINTED = PrintOutcome(PrintResult.PRINTED, 40)
PAPER_OUT = PrintOutcome(PrintResult.FAILED, 0, FailureReason.PAPER_OUT)
LATER = MORNING + timedelta(seconds=30)


class Desk:
    """A shop with two printers and the queue under test."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.queue = SqlPrintQueue(shop.database)
        self.printer, self.other = new_id(), new_id()
        with shop.store.write() as work:
            for device in (self.printer, self.other):
                work.devices.save(device, "printer", "fake", "Printer", {}, None, True)

    def ask(self, kind: str = "receipt", after: float = 0, **facts: object) -> UUID:
        job, at = new_id(), MORNING + timedelta(seconds=after)
        with self.shop.store.write() as work:
            paper = None if kind == "drawer" else PAPER
            work.print_jobs.add(job, kind, self.printer, paper, at, **facts)
        return job

    def state(self, job: UUID) -> tuple[str, str | None]:
        with self.shop.database.read() as connection:
            row = connection.execute(select(tables.print_job).where(tables.print_job.c.id == job)).one()
        return row.state, row.last_error


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


def test_jobs_come_one_by_one_drawers_first_then_the_oldest(desk: Desk) -> None:
    second, first, drawer = desk.ask(after=2), desk.ask(after=1), desk.ask("drawer", after=3)
    desk.ask(held=True)
    claimed = [desk.queue.claim(desk.printer, LATER) for _ in range(4)]
    assert [job and job.id for job in claimed] == [drawer, first, second, None]
    assert claimed[0] is not None and claimed[0].document is None
    assert claimed[1] is not None and claimed[1].document == PAPER
    assert (claimed[1].attempts, claimed[1].state, claimed[1].unsure) == (1, JobState.PRINTING, False)
    assert desk.queue.counts(desk.printer) == QueueCounts(0, 3, 0)
    assert desk.queue.counts(desk.other) == QueueCounts(0, 0, 0)


def test_only_one_kind_may_be_asked_for(desk: Desk) -> None:
    desk.ask()
    assert desk.queue.claim(desk.printer, LATER, "drawer") is None
    drawer = desk.ask("drawer")
    found = desk.queue.claim(desk.printer, LATER, "drawer")
    assert found is not None and found.id == drawer


def test_a_job_is_not_due_before_its_time(desk: Desk) -> None:
    job = desk.ask()
    desk.queue.claim(desk.printer, LATER)
    desk.queue.failed(job, PAPER_OUT, LATER, LATER + timedelta(minutes=1), False)
    assert desk.state(job) == ("queued", "paper_out")
    assert desk.queue.claim(desk.printer, LATER) is None
    again = desk.queue.claim(desk.printer, LATER + timedelta(minutes=1))
    assert again is not None and (again.attempts, again.unsure) == (2, False)


def test_an_attempt_ends_printed_sent_or_failed(desk: Desk) -> None:
    printed, sent, failed = desk.ask(), desk.ask(after=1), desk.ask(after=2)
    for _ in range(3):
        desk.queue.claim(desk.printer, LATER)
    desk.queue.sent(printed, PRINTED, LATER)
    desk.queue.sent(sent, PrintOutcome(PrintResult.SENT, 40), LATER)
    desk.queue.failed(failed, PAPER_OUT, LATER, None, False)
    states = [desk.state(job) for job in (printed, sent, failed)]
    assert states == [("printed", None), ("sent", None), ("failed", "paper_out")]
    assert desk.queue.counts(desk.printer) == QueueCounts(0, 0, 1)
    for attempt in (
        lambda: desk.queue.sent(new_id(), PRINTED, LATER),
        lambda: desk.queue.failed(new_id(), PAPER_OUT, LATER, LATER, False),
        lambda: desk.queue.requeue_on(new_id(), desk.other, LATER),
    ):
        with pytest.raises(LookupError):
            attempt()


def test_a_kick_that_failed_is_no_paper_that_is_missing(desk: Desk) -> None:
    drawer = desk.ask("drawer")
    desk.queue.claim(desk.printer, LATER)
    desk.queue.failed(drawer, PAPER_OUT, LATER, None, False)
    assert desk.state(drawer) == ("failed", "paper_out")
    assert desk.queue.counts(desk.printer) == QueueCounts(0, 0, 0)


def test_papers_that_failed_are_asked_for_again_or_dropped(desk: Desk) -> None:
    drawer, paper, dropped = desk.ask("drawer"), desk.ask(), desk.ask(after=1)
    for job in (drawer, paper):
        desk.queue.claim(desk.printer, LATER)
        desk.queue.failed(job, PAPER_OUT, LATER, None, False)
    with desk.shop.store.write() as work:
        assert work.print_jobs.ask_again(desk.other, LATER) == 0
        assert work.print_jobs.ask_again(desk.printer, LATER) == 1
    assert [desk.state(job) for job in (drawer, paper)] == [("failed", "paper_out"), ("queued", None)]
    found = desk.queue.claim(desk.printer, LATER)
    assert found is not None and (found.id, found.attempts) == (paper, 2)
    desk.queue.sent(paper, PRINTED, LATER)
    desk.queue.claim(desk.printer, LATER)
    desk.queue.failed(dropped, PAPER_OUT, LATER, None, False)
    with desk.shop.store.write() as work:
        assert work.print_jobs.drop_failed(desk.printer, LATER) == 1
    assert desk.state(dropped)[0] == "cancelled"
    assert desk.queue.counts(desk.printer) == QueueCounts(0, 0, 0)


def test_what_may_be_on_the_paper_is_remembered(desk: Desk) -> None:
    job = desk.ask()
    desk.queue.claim(desk.printer, LATER)
    desk.queue.failed(job, PrintOutcome(PrintResult.FAILED, 12, FailureReason.STALLED), LATER, LATER, True)
    assert desk.state(job) == ("unsure", "stalled")
    again = desk.queue.claim(desk.printer, LATER)
    assert again is not None and (again.unsure, again.attempts) == (True, 2)


def test_a_waiting_job_moves_to_another_printer(desk: Desk) -> None:
    job, printing = desk.ask(), desk.ask(after=1)
    desk.queue.claim(desk.printer, LATER)
    desk.queue.failed(job, PAPER_OUT, LATER, LATER + timedelta(hours=1), False)
    desk.queue.requeue_on(job, desk.other, LATER)
    found = desk.queue.claim(desk.other, LATER)
    assert found is not None and (found.id, found.device_id) == (job, desk.other)
    desk.queue.claim(desk.printer, LATER)
    desk.queue.requeue_on(printing, desk.other, LATER)
    assert desk.queue.claim(desk.other, LATER) is None


def test_after_a_crash_papers_are_unsure_and_drawers_stay_closed(desk: Desk) -> None:
    drawer, paper, waiting = desk.ask("drawer"), desk.ask(), desk.ask(after=1)
    for _ in range(2):
        desk.queue.claim(desk.printer, LATER)
    restarted = SqlPrintQueue(desk.shop.database)
    assert restarted.recover(desk.printer, LATER) == 2
    assert restarted.recover(desk.printer, LATER) == 0
    assert [desk.state(job) for job in (drawer, paper, waiting)] == [
        ("failed", "not_opened"),
        ("unsure", None),
        ("queued", None),
    ]
    assert restarted.counts(desk.printer) == QueueCounts(2, 0, 0)


def test_a_drawer_does_not_open_after_its_time(desk: Desk) -> None:
    kick = desk.ask("drawer", expires_at=MORNING + timedelta(seconds=5))
    receipt = desk.ask()
    found = desk.queue.claim(desk.printer, LATER)
    assert found is not None and found.id == kick
    assert not kick_in_time(found, LATER), "it is claimed to be told, not to be opened"
    assert kick_in_time(found, MORNING + timedelta(seconds=4))
    assert not kick_in_time(found, MORNING - timedelta(hours=1)), "the clock was set back"
    desk.queue.failed(kick, PrintOutcome(PrintResult.FAILED, 0, FailureReason.NOT_OPENED), LATER, None, False)
    found = desk.queue.claim(desk.printer, LATER)
    assert found is not None and found.id == receipt
    assert desk.state(kick) == ("failed", "not_opened")


def test_a_paper_past_its_time_ends_without_being_claimed(desk: Desk) -> None:
    paper = desk.ask(expires_at=MORNING + timedelta(seconds=5))
    assert desk.queue.claim(desk.printer, LATER) is None
    assert desk.state(paper) == ("failed", "stopped")


def test_a_paper_that_cannot_be_read_does_not_stop_the_next(desk: Desk) -> None:
    broken, whole = desk.ask(), desk.ask(after=1)
    jobs = tables.print_job
    with desk.shop.database.write() as work:
        work.execute(update(jobs).where(jobs.c.id == broken).values(document={"version": 99}))
    found = desk.queue.claim(desk.printer, LATER)
    assert found is not None and found.id == whole
    assert desk.state(broken) == ("failed", "bad_document")


def test_the_paper_of_a_value_slip_is_forgotten_once_it_came_out(shop: Shop) -> None:
    """Its code is worth money."""
    queue = SqlPrintQueue(shop.database)
    slip, receipt = new_id(), new_id()
    with shop.store.write() as work:
        device = new_id()
        work.devices.save(device, "printer", "file", "Printer", {}, None, True)
        for job, kind in ((slip, "value_slip"), (receipt, "receipt")):
            work.print_jobs.add(job, kind, device, Document("Paper", (TextLine("7K3M-0000"),)), MORNING)
    for _ in range(2):
        job = queue.claim(device, MORNING)
        assert job is not None
        queue.sent(job.id, PrintOutcome(PrintResult.PRINTED), MORNING)
    with shop.database.read() as connection:
        kept = dict(connection.execute(select(tables.print_job.c.kind, tables.print_job.c.document)).all())
    assert kept["value_slip"] is None
    assert "7K3M-0000" in str(kept["receipt"])
