"""The threads of the sync for APScheduler: a few, named, and none that keeps the program from ending.

Those of Python's own pool are waited for at the interpreter's end, however long a call of theirs lasts.
"""

from __future__ import annotations

import queue
import threading
import time
from typing import Any

from apscheduler.executors.base import BaseExecutor, run_job


class LaneThreads(BaseExecutor):
    """Runs jobs on daemon threads, made when they are first needed."""

    def __init__(self, most: int, name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library carries no types
        self._most = most
        self._name = name
        self._jobs: queue.SimpleQueue[tuple[Any, Any] | None] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._queued = 0  # jobs that no thread was free for

    def join(self, seconds: float) -> None:
        """Waits for the threads that still work, after `shutdown`; so long at most."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def shutdown(self, wait: bool = True) -> None:
        """Lets the threads end with what they have in hand."""
        for _ in self._threads:
            self._jobs.put(None)

    def _do_submit_job(self, job: Any, run_times: Any) -> None:
        with self._guard:
            if self._idle:
                self._idle -= 1
            elif len(self._threads) < self._most:
                self._begin_thread()
            else:
                self._queued += 1
        self._jobs.put((job, run_times))

    def _begin_thread(self) -> None:
        name = f"{self._name} {len(self._threads) + 1}"
        thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self) -> None:
        while (given := self._jobs.get()) is not None:
            job, run_times = given
            try:
                events = run_job(job, job._jobstore_alias, run_times, self._logger.name)
                self._run_job_success(job.id, events)  # type: ignore[no-untyped-call]  # as above
            finally:
                self._is_free()

    def _is_free(self) -> None:
        with self._guard:
            if self._queued:
                self._queued -= 1
            else:
                self._idle += 1
