"""What the parts of the terminal share: its books, its settings, and the moment it is in."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from pos_desktop.payments.zvt.fake.books import Books
from pos_desktop.payments.zvt.fake.cards import GIROCARD, TestCard
from pos_desktop.payments.zvt.fake.faults import Mishaps
from pos_desktop.payments.zvt.fake.records import Kind, Stage
from pos_desktop.payments.zvt.fake.times import Times

_PRINTS_PAYMENTS, _PRINTS_OFFICE, _WANTS_NOTICES, _BY_LINES = 0x02, 0x04, 0x08, 0x80


def now() -> str:
    """The terminal's own clock, ISO 8601 without an offset, which ZVT does not know."""
    return datetime.now(UTC).astimezone().replace(tzinfo=None).isoformat(timespec="seconds")


class Off(Exception):
    """The terminal was switched off or lost its power in the middle of something."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What the register asked for when it registered (06 00, config byte)."""

    config: int = 0
    blocks: bool = False  # it takes text blocks, 06 D3

    @property
    def notices(self) -> bool:
        return bool(self.config & _WANTS_NOTICES)

    def sends_lines(self, *, office: bool = False) -> bool:
        """Whether the register's printer prints what the terminal sends it."""
        return bool(self.config & _BY_LINES) and not self.prints_here(office=office)

    def prints_here(self, *, office: bool = False) -> bool:
        """Whether the terminal prints on its own paper."""
        return not self.config & (_PRINTS_OFFICE if office else _PRINTS_PAYMENTS)


@dataclass(frozen=True, slots=True)
class Act:
    """What the customer or the cashier did at the terminal."""

    card: TestCard | None = None
    result: int = 0  # what the bank will say; 0: it approves
    stopped: bool = False
    signed: bool = False


class Desk:
    """The moment, guarded by one condition; whoever changes it calls `changed` after letting go of it."""

    def __init__(self, books: Books, password: str, currency: int, times: Times) -> None:
        self.books, self.password, self.currency, self.times = books, password, currency, times
        self.mishaps = Mishaps()
        self.moment = threading.Condition(threading.RLock())
        self.changed: Callable[[], None] = lambda: None
        self.lose_power: Callable[[], None] = lambda: None
        self.automatic: int | None = None
        self.takes_back_unanswered = False
        self.registration: Registration | None = None
        self.paper = True
        self.off = True
        self.stage = Stage.IDLE
        self.kind: Kind | None = None
        self.amount_minor = 0
        self.ended, self.ended_result = "", 0
        self.aborted = False
        self.answers: deque[int] = deque()
        self._act: Act | None = None

    # By the exchange ----------------------------------------------------------------------------

    def show(self, stage: Stage, kind: Kind | None = None, amount_minor: int | None = None) -> None:
        """What the terminal does from now on."""
        with self.moment:
            self.stage, self._act = stage, None
            self.kind = kind if kind is not None else self.kind
            self.amount_minor = self.amount_minor if amount_minor is None else amount_minor
            self.moment.notify_all()
        self.changed()

    def end(self, how: str, result: int = 0) -> None:
        """How it ended stays on the display."""
        with self.moment:
            self.ended, self.ended_result = how, result

    def idle(self) -> None:
        with self.moment:
            self.stage, self.kind, self._act, self.aborted = Stage.IDLE, None, None, False
        self.changed()

    def pause(self, seconds: float) -> None:
        """Lets time pass; Off when the terminal is switched off meanwhile."""
        self.wait(lambda: False, seconds)

    def wait(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Waits until `ready`; False when time is up. Raises Off."""
        with self.moment:
            came = self.moment.wait_for(lambda: self.off or ready(), seconds)
            if self.off:
                raise Off
            return came

    def wait_for_act(self, otherwise: Act) -> Act:
        """What the customer did; `otherwise` in automatic mode; stopped when nothing was done in time."""
        until = time.monotonic() + self.times.card
        with self.moment:
            while True:
                by_itself, seconds = self.automatic, max(0.0, until - time.monotonic())
                if by_itself is not None:
                    seconds = min(seconds, by_itself / 1000)
                came = self.wait(partial(self._is_other, by_itself), seconds)
                if self.aborted or (not came and by_itself is None):
                    return Act(stopped=True)
                if self._act is not None:
                    return self._act
                if not came:
                    return otherwise

    def _is_other(self, automatic: int | None) -> bool:
        """Whether somebody did something, or nobody has to any more."""
        return bool(self._act or self.aborted or self.automatic != automatic)

    # By hands and lines -------------------------------------------------------------------------

    def do(self, act: Act, stage: Stage) -> bool:
        """The customer does something; whether the terminal took it."""
        with self.moment:
            if self.off or self.stage is not stage or self._act is not None:
                return False
            self._act = act
            self.moment.notify_all()
        self.changed()
        return True

    @property
    def may_abort(self) -> bool:
        """Whether the register can still end it: the customer has done nothing yet."""
        return self.stage is Stage.WAITING_FOR_CARD and self._act is None

    def abort(self) -> None:
        """The register wants it ended."""
        with self.moment:
            self.aborted = True
            self.moment.notify_all()

    def wake(self) -> None:
        """Whoever waits looks again."""
        with self.moment:
            self.moment.notify_all()


APPROVING = Act(card=GIROCARD)
SIGNING = Act(signed=True)
