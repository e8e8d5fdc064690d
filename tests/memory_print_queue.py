"""The print queue in memory, for tests of what works on it; same rules as the port describes."""

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from pos_desktop.application.documents import Document
from pos_desktop.application.printing import (
    FailureReason,
    JobKind,
    JobState,
    PrintJob,
    PrintOutcome,
    PrintResult,
    QueueCounts,
)

WAITING = (JobState.QUEUED, JobState.UNSURE)


@dataclass
class Row:
    job: PrintJob
    not_before: datetime
    reason: FailureReason | None = None


class MemoryPrintQueue:
    """Implements `PrintQueue`."""

    def __init__(self) -> None:
        self.rows: dict[UUID, Row] = {}
        self._lock = threading.RLock()

    def add(
        self,
        kind: JobKind,
        device_id: UUID,
        document: Document | None = None,
        created_at: datetime | None = None,
    ) -> UUID:
        created_at = created_at or datetime.now(UTC)
        job = PrintJob(uuid4(), kind, document, device_id, None, 0, created_at, JobState.QUEUED)
        with self._lock:
            self.rows[job.id] = Row(job, created_at)
        return job.id

    def state(self, job_id: UUID) -> JobState:
        with self._lock:
            return self.rows[job_id].job.state

    def reason(self, job_id: UUID) -> FailureReason | None:
        with self._lock:
            return self.rows[job_id].reason

    def claim(self, device_id: UUID, now: datetime, only: JobKind | None = None) -> PrintJob | None:
        with self._lock:
            due = [
                row
                for row in self._waiting(device_id)
                if row.not_before <= now and only in (None, row.job.kind)
            ]
            if not due:
                return None
            row = min(due, key=lambda row: (row.job.kind != "drawer", row.job.created_at))
            claimed = replace(row.job, state=JobState.PRINTING, attempts=row.job.attempts + 1)
            claimed = replace(claimed, unsure=row.job.state is JobState.UNSURE)
            row.job = claimed
            return claimed

    def sent(self, job_id: UUID, outcome: PrintOutcome, now: datetime) -> None:
        state = JobState.PRINTED if outcome.result is PrintResult.PRINTED else JobState.SENT
        self._finish(job_id, state, None, now)

    def failed(
        self, job_id: UUID, outcome: PrintOutcome, now: datetime, not_before: datetime | None, unsure: bool
    ) -> None:
        waits = JobState.UNSURE if unsure else JobState.QUEUED
        self._finish(
            job_id, JobState.FAILED if not_before is None else waits, outcome.reason, not_before or now
        )

    def requeue_on(self, job_id: UUID, device_id: UUID, now: datetime) -> None:
        with self._lock:
            row = self.rows[job_id]
            assert row.job.state in WAITING
            row.job = replace(row.job, device_id=device_id)
            row.not_before = now

    def recover(self, device_id: UUID, now: datetime) -> int:
        with self._lock:
            left = [row for row in self._of(device_id) if row.job.state is JobState.PRINTING]
            for row in left:
                if row.job.kind == "drawer":
                    self._finish(row.job.id, JobState.FAILED, FailureReason.NOT_OPENED, now)
                else:
                    self._finish(row.job.id, JobState.UNSURE, None, now)
            return len(left)

    def counts(self, device_id: UUID) -> QueueCounts:
        with self._lock:
            states = [row.job.state for row in self._of(device_id)]
        waiting = sum(state in WAITING for state in states)
        return QueueCounts(waiting, states.count(JobState.PRINTING), states.count(JobState.FAILED))

    def _of(self, device_id: UUID) -> list[Row]:
        return [row for row in self.rows.values() if row.job.device_id == device_id]

    def _waiting(self, device_id: UUID) -> list[Row]:
        return [row for row in self._of(device_id) if row.job.state in WAITING]

    def _finish(
        self, job_id: UUID, state: JobState, reason: FailureReason | None, not_before: datetime
    ) -> None:
        with self._lock:
            row = self.rows[job_id]
            assert row.job.state is JobState.PRINTING, f"{state} of a job that is {row.job.state}"
            row.job = replace(row.job, state=state)
            row.reason, row.not_before = reason, not_before
