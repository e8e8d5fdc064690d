"""Who wants to be told of what happens at the terminal."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

Stop = Callable[[], None]
"""Ends a subscription."""


class Listeners:
    """Call-backs; one that fails is logged and does not stop the terminal."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[Callable[[], None]] = []

    def add(self, call: Callable[[], None]) -> Stop:
        """Call `call` at every change until the answer is called."""
        with self._lock:
            self._calls.append(call)

        def stop() -> None:
            with self._lock:
                if call in self._calls:
                    self._calls.remove(call)

        return stop

    def tell(self) -> None:
        """Call them all, with no lock held."""
        with self._lock:
            calls = list(self._calls)
        for call in calls:
            try:
                call()
            except Exception:
                log.exception("a listener of the virtual card terminal failed")
