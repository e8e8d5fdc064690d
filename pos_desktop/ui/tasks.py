"""Slow work off the UI thread, its results back on it.

Workers are daemon threads of our own: a call that hangs in a driver or on a dead disk must not keep the program
from ending. Results cross over through one queued signal.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

WORKERS = 3
STOP_SECONDS = 1.5


class Task:
    """One piece of slow work: its words, and a cancel that the work may ask for."""

    def __init__(self, slow: Callable[[], Any], words: str = "") -> None:
        self.slow = slow
        self.words = words
        self._cancelled = threading.Event()
        self._told: list[Callable[[], object]] = []

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for the result any more; long work looks here between two steps."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """The result will not be delivered; work that has not begun never will."""
        if not self.cancelled:
            self._cancelled.set()
            for call in self._told:
                call()

    def when_cancelled(self, call: Callable[[], object]) -> None:
        """`call` hears of it, on the thread that cancels."""
        self._told.append(call)


class Tasks(QObject):
    """A small pool. `done` and `failed` are called on the thread that made this object."""

    _finished = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._open: dict[Task, tuple[Callable[[Any], object], Callable[[Exception], object]]] = {}
        self._stopped = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        slow: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
        words: str = "",
    ) -> Task:
        """Starts `slow` on a worker. Exactly one of `done` and `failed` is called, unless it is cancelled."""
        task = Task(slow, words)
        self._open[task] = (done, failed)
        if self._stopped:
            task.cancel()
            return task
        if len(self._threads) < WORKERS and len(self._open) > len(self._threads):
            self._start_worker()
        self._waiting.put(task)
        return task

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """What is waiting or at work, cancelled work that has not ended left out."""
        return tuple(task for task in self._open if not task.cancelled)

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Cancels everything and waits for the workers; False when one still hangs after `seconds`."""
        self._stopped = True
        for task in self._open:
            task.cancel()
        for _ in self._threads:
            self._waiting.put(None)
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._open.clear()
        return not any(thread.is_alive() for thread in self._threads)

    def _start_worker(self) -> None:
        thread = threading.Thread(target=self._work, name=f"task-{len(self._threads) + 1}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (task := self._waiting.get()) is not None:
            result, trouble = None, None
            if not task.cancelled:
                try:
                    result = task.slow()
                except Exception as error:  # delivered to the UI thread, which tells it or reports it
                    trouble = error
            if not self._stopped:
                self._finished.emit(task, result, trouble)

    def _deliver(self, task: Task, result: object, trouble: Exception | None) -> None:
        done, failed = self._open.pop(task, (None, None))
        if task.cancelled or done is None or failed is None:
            return
        if trouble is not None:
            failed(trouble)
        else:
            done(result)
