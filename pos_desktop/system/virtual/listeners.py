"""Who wants to be told of what a virtual device does."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

Stop = Callable[[], None]
"""Ends a subscription."""


class Listeners:
    """Call-backs by kind of event; one that fails is logged and does not stop the device."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: dict[str, list[Callable[..., None]]] = {}

    def add(self, kind: str, call: Callable[..., None]) -> Stop:
        """Call `call` at every event of this kind until the answer is called."""
        with self._lock:
            self._calls.setdefault(kind, []).append(call)

        def stop() -> None:
            with self._lock:
                if call in self._calls[kind]:
                    self._calls[kind].remove(call)

        return stop

    def tell(self, kind: str, *what: object) -> None:
        """Call them all, with no lock held."""
        with self._lock:
            calls = list(self._calls.get(kind, ()))
        for call in calls:
            try:
                call(*what)
            except Exception:
                log.exception("a listener for %s of a virtual device failed", kind)
