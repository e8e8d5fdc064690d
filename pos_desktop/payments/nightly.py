"""The thread that compares the books with the providers' every night, and at the start after a night that was missed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from pos_desktop.application.errors import PersonError
from pos_desktop.system.faults import tell_fault

if TYPE_CHECKING:
    from pos_desktop.application.reconciliation import Reconciliation

log = logging.getLogger(__name__)

FIRST_LOOK_SECONDS = 120.0
"""After the start: nobody's first scan waits for it."""
LOOK_SECONDS = 60.0
STOP_SECONDS = 2.0


class NightlyReconciliation:
    """Looks once a minute whether it is time. What compares is made when it is first needed."""

    def __init__(
        self, reconciliation: Callable[[], Reconciliation], first_look_seconds: float = FIRST_LOOK_SECONDS
    ) -> None:
        self._reconciliation = reconciliation
        self._first_look = first_look_seconds
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to look."""
        self._thread = threading.Thread(target=self._run, name="reconciliation", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends within two seconds; a comparison under way is left and made anew another time."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        rest = self._first_look
        while not self._ending.wait(rest):
            self._look()
            rest = LOOK_SECONDS

    def _look(self) -> None:
        try:
            if self._reconciliation().due():
                self._reconciliation().run()
        except PersonError as trouble:
            log.warning("reconciliation waits: %s", trouble)
        except Exception as fault:
            if not self._ending.is_set():  # at the end the database closes under it
                tell_fault("reconciliation failed", fault)
