"""The threads that ask providers: one for each payment method at work, so that one that hangs holds up no other."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from pos_desktop.application.errors import PersonError
from pos_desktop.system.faults import tell_fault

if TYPE_CHECKING:
    from pos_desktop.application.payment_records import Due, Payment
    from pos_desktop.application.payment_work import PaymentWork
    from pos_desktop.application.ports import Clock
    from pos_desktop.application.recovering import Recovered, Recovery

log = logging.getLogger(__name__)

Step = TypeVar("Step", "Due", "Payment")

LOOK_SECONDS = 30.0
"""How long it rests at most when nothing is due: a clock that jumps must not stop it."""
TROUBLE_SECONDS = 2.0
STOP_SECONDS = 2.0
AT_ONCE = 5
"""So many steps need no pause between them: a split payment that is given up. Of more, the provider's rate is kept."""


class PaymentsWorker:
    """Carries out what is due, and tells listeners (on its threads) after each step."""

    def __init__(
        self, work: PaymentWork, clock: Clock, recovery: Callable[[], Recovery | None] = lambda: None
    ) -> None:
        """`recovery` makes what is done first of all: it takes up what the last run left."""
        self._work = work
        self._recovery = recovery
        self._recovered: Recovered | None = None
        self._at_work = False
        self._clock = clock
        self._news: list[Callable[[], None]] = []
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._guard = threading.Lock()
        self._lanes: dict[
            UUID, threading.Thread | None
        ] = {}  # None: kept free for an attempt that is being written
        self._head: threading.Thread | None = None

    def on_change(self, listener: Callable[[], None]) -> None:
        """Calls the listener after each step, on a worker's thread."""
        self._news.append(listener)

    def start(self) -> None:
        """Begins, with what a crash left."""
        self._head = threading.Thread(target=self._run, name="payments", daemon=True)
        self._head.start()

    def sign(self, payment_id: UUID, accepted: bool) -> None:
        """The cashier's word about a signature; its payment's next step tells the provider."""
        self._work.sign(payment_id, accepted)

    def wake(self) -> None:
        """Something is due now."""
        self._wake.set()

    def stop(self) -> None:
        """Ends within two seconds; a call under way is left to be asked after at the next start."""
        self._ending.set()
        self._wake.set()
        until = time.monotonic() + STOP_SECONDS
        threads = [self._head] if self._head else []
        with self._guard:
            threads += [lane for lane in self._lanes.values() if lane is not None]
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def keep_free(self, method_id: UUID) -> bool:
        """Whether an attempt that is about to be written can go to disk as sent: nothing else of its way of paying
        is at work, nor begins before `begin` or `let_go`."""
        with self._guard:
            if not self._at_work or self._ending.is_set() or method_id in self._lanes:
                return False
            self._lanes[method_id] = None
            return True

    def begin(self, payment: Payment) -> None:
        """Carries out an attempt that is on disk as sent, in the place that was kept free for it."""
        self._start_lane(payment.method_id, payment.provider, payment)

    def let_go(self, method_id: UUID) -> None:
        """Nothing came to disk for the place that was kept free."""
        with self._guard:
            self._lanes.pop(method_id, None)
        self._wake.set()

    def take_recovered(self) -> Recovered | None:
        """What the start found unfinished and took up; once, None from then on."""
        recovered, self._recovered = self._recovered, None
        return recovered

    # -- inside ------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._recover()
        self._at_work = True
        while not self._ending.is_set():
            self._wake.clear()
            try:
                for method_id, items in self._work.due().items():
                    self._give(method_id, items[0].provider)
                rest = self._rest()
            except PersonError as trouble:
                log.warning("the payments wait for the disk: %s", trouble)
                rest = TROUBLE_SECONDS
            self._wake.wait(rest)

    def _recover(self) -> None:
        """Before anything is asked for: what was never sent before the stop is not to be sent now."""
        recovery = self._recovery()
        if recovery is None:
            return
        while not self._ending.is_set():
            try:
                if not recovery.step():
                    break
            except PersonError as trouble:
                log.warning("the payments wait for the disk: %s", trouble)
                self._ending.wait(TROUBLE_SECONDS)
        self._recovered = recovery.found()
        self._tell()

    def _rest(self) -> float:
        due = self._work.next_due()
        if due is None:
            return LOOK_SECONDS
        seconds = (due - self._clock.now()).total_seconds()
        with self._guard:
            busy = bool(self._lanes)
        # What is due and in a lane already is not looked at again before that lane ends and wakes this one.
        least = 0.25 if busy else 0.01
        return min(max(seconds, least), LOOK_SECONDS)

    def _give(self, method_id: UUID, provider: str) -> None:
        with self._guard:
            if method_id in self._lanes or self._ending.is_set():
                return
            self._lanes[method_id] = None
        self._start_lane(method_id, provider)

    def _start_lane(self, method_id: UUID, provider: str, first: Payment | None = None) -> None:
        name = f"payments {provider}"
        lane = threading.Thread(target=self._lane, args=(method_id, first), name=name, daemon=True)
        with self._guard:
            if self._ending.is_set():
                return  # it is on disk: the next start asks after it
            self._lanes.pop(method_id, None)
            lane.start()
            self._lanes[method_id] = lane  # the lane gives its place back with the same guard, at its end

    def _lane(self, method_id: UUID, first: Payment | None) -> None:
        """Looks anew before each step: a payment that is being made goes before what is only asked after."""
        steps = 0
        try:
            if first is not None:
                self._step(first, self._work.begin)
                steps += 1
            while not self._ending.is_set():
                items = self._work.due().get(method_id)
                if not items:
                    return
                began = time.monotonic()
                self._step(items[0], self._work.step)
                steps += 1
                if len(items) > 1 and steps >= AT_ONCE:
                    rest = began + self._work.seconds_between(method_id) - time.monotonic()
                    self._ending.wait(max(0.0, rest))
        except PersonError as trouble:
            log.warning("the payments wait for the disk: %s", trouble)
        finally:
            with self._guard:
                self._lanes.pop(method_id, None)
            self._wake.set()

    def _step(self, item: Step, carry_out: Callable[[Step], None]) -> None:
        try:
            carry_out(item)
        except PersonError as trouble:
            log.warning("a payment's step waits: %s", trouble)
            self._ending.wait(TROUBLE_SECONDS)
        except Exception as fault:
            tell_fault("a payment's step failed", fault)
            self._put_off(item)
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._news):
            listener()

    def _put_off(self, item: Due | Payment) -> None:
        """One that ends in a fault each time must not keep the others of its lane waiting."""
        try:
            self._work.put_off(item)
        except PersonError as trouble:
            log.warning("the payments wait for the disk: %s", trouble)
            self._ending.wait(TROUBLE_SECONDS)
