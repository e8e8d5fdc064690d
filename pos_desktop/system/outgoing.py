"""What every call to an outside system goes through: time limits, retries, a breaker, figures.

All hangs on one difference. `NotReached`: nothing happened on the other side. `AnswerLost`: it was asked, and what
became of it is not known.
"""

import io
import logging
import random
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import IO

import httpx
import tenacity

from pos_desktop.system.call_figures import CallCounter, CallFigures
from pos_desktop.system.circuit_breaker import BreakerState, CircuitBreaker, Clock, HeldBack
from pos_desktop.system.retry_after import retry_after_seconds

_log = logging.getLogger(__name__)
# The HTTP libraries write a line with the whole address for each call, and at level debug the headers.
for _library in ("httpx", "httpcore"):
    logging.getLogger(_library).setLevel(logging.WARNING)

ANSWER_BYTES_MAX = 32_000_000
FILE_BYTES_MAX = 4_000_000_000
_SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "PUT", "DELETE"})


class Trouble(StrEnum):
    """Why a call brought no usable answer."""

    CONNECTION = "connection"  # refused, no such name, no route, no trust
    BREAKER = "breaker"
    LET_GO = "let_go"  # this side closed its connections
    BUSY = "busy"  # 429
    CONFLICT = "conflict"  # the system says that it did nothing because of another call
    TIME_OUT = "time_out"
    BROKEN_OFF = "broken_off"
    SERVER_FAULT = "server_fault"
    FAULT_FOR_GOOD = "fault_for_good"  # a server's fault that it will answer with again
    RUBBISH = "rubbish"


class OutgoingTrouble(Exception):
    """A call to an outside system brought no answer. Holds no address, header or body."""

    def __init__(
        self, system: str, why: Trouble, *, retry_after: float | None = None, again: bool = True
    ) -> None:
        super().__init__(f"{system}: {why}")
        self.system = system
        self.why = why
        self.retry_after = retry_after
        self.again = again  # whether another try within this call may bring more


class NotReached(OutgoingTrouble):
    """Nothing happened on the other side; asking again is safe."""


class AnswerLost(OutgoingTrouble):
    """It was asked and may have acted."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request."""

    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    into: IO[bytes] | None = None  # where a long answer goes, instead of into memory; begun anew at each try

    @property
    def repeatable(self) -> bool:
        """Whether a second one does no more than the first: by its method, or by an idempotency key."""
        return self.method.upper() in _SAFE_TO_REPEAT or any(
            name.lower() == "idempotency-key" for name in self.headers
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: httpx.Headers
    body: bytes


class Verdict(Enum):
    """What an answer says about the call."""

    ANSWER = "answer"  # for the caller, be it yes or no
    BUSY = "busy"  # nothing happened, later
    CONFLICT = "conflict"  # nothing happened because of another call, later
    FAULT = "fault"  # may have happened; ask again with the same key
    FAULT_FOR_NOW = "fault_for_now"  # may have happened; asking again at once is of no use
    FAULT_FOR_GOOD = "fault_for_good"  # may have happened; this is what is told whenever it is asked again
    RUBBISH = "rubbish"  # not from the system that was asked; may have happened


Judge = Callable[[Answer], Verdict]


def plain_verdict(answer: Answer) -> Verdict:
    """By the status alone."""
    if answer.status == 429:
        return Verdict.BUSY
    if answer.status >= 500 or answer.status == 408:
        return Verdict.FAULT
    return Verdict.ANSWER


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits of a call, and the clocks by which they are kept."""

    call_seconds: float = 10.0
    connect_seconds: float = 4.0
    waits: tuple[float, ...] = (2.0, 4.0, 8.0)  # before the second, third and fourth try
    longest_wait: float = 20.0  # who asks for more is asked again by whoever queued the call
    jitter: Callable[[], float] = random.random  # 0 to 1: up to a quarter is added to a wait
    sleep: Callable[[float], None] = time.sleep
    clock: Clock = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class Line:
    """A system at an address, as all who call it share it: its breaker and its figures."""

    def __init__(self, system: str, clock: Clock = time.monotonic, address: str = "") -> None:
        self.system = system
        self.address = address
        self.breaker = CircuitBreaker(clock=clock)
        self.counter = CallCounter()

    @property
    def figures(self) -> CallFigures:
        """How its calls went."""
        return self.counter.figures()

    @property
    def state(self) -> BreakerState:
        """Whether calls pass."""
        return self.breaker.state


@cache
def _trust() -> ssl.SSLContext:
    """Whose word is taken for who a system is; read from the disk once, which takes longer than a call."""
    return httpx.create_ssl_context()


_lines: dict[tuple[str, str], Line] = {}
_lines_lock = threading.Lock()


def line_to(system: str, address: str, clock: Clock = time.monotonic) -> Line:
    """The one line of this process to a system at an address."""
    with _lines_lock:
        return _lines.setdefault((system, address), Line(system, clock, address))


def lines() -> tuple[Line, ...]:
    """All lines so far, for monitoring."""
    with _lines_lock:
        return tuple(_lines.values())


class Outgoing:
    """Calls one system. May be used from several threads.

    Each call has a connection of its own unless `reuse_connections` says otherwise: a connection that died unnoticed
    would make a doubtful call of one that never left, and what a system sends after its answer would be taken for the
    next one's.
    """

    def __init__(
        self,
        line: Line,
        *,
        pace: Pace | None = None,
        judge: Judge = plain_verdict,
        reuse_connections: bool = False,
    ) -> None:
        self._line = line
        self._pace = pace or Pace()
        self._judge = judge
        limits = httpx.Timeout(self._pace.call_seconds, connect=self._pace.connect_seconds)
        kept = httpx.Limits(max_keepalive_connections=None if reuse_connections else 0)
        said = {} if reuse_connections else {"connection": "close"}
        self._client = httpx.Client(
            verify=_trust(), timeout=limits, limits=kept, headers=said, follow_redirects=False
        )

    def send(self, call: Call, *, retry: bool = True, within: float | None = None) -> Answer:
        """The answer, after up to three retries with the same headers and so the same idempotency key.

        With `within` all of it, pauses included, ends in so many seconds; the retries that do not fit are left to
        whoever queued the call. Raises NotReached or AnswerLost; the latter also when a first try is in doubt and the
        retries were not reached. A call that is not repeatable is tried again only while nothing happened.
        """
        until = None if within is None else self._pace.clock() + within
        tries = _Tries(self, call, until)

        most = len(self._pace.waits) + 1 if retry else 1

        def over(state: tenacity.RetryCallState) -> bool:
            late = until is not None and self._pace.clock() + state.upcoming_sleep >= until
            return late or state.attempt_number >= most

        retrying = tenacity.Retrying(
            stop=over,
            retry=tenacity.retry_if_exception(tries.worth_another),
            wait=self._wait,
            sleep=self._pace.sleep,
            before_sleep=self._note_retry,
            reraise=True,
        )
        try:
            return retrying(tries.one)
        except NotReached as last:
            if not tries.in_doubt:
                raise
            trouble = last
        raise AnswerLost(self._line.system, trouble.why, retry_after=trouble.retry_after)

    def close(self) -> None:
        """Lets go of open connections."""
        self._client.close()

    def try_once(self, call: Call, until: float | None = None) -> Answer:
        """One try, counted and told to the breaker; over at a moment of the pace's clock, if one is given."""
        seconds = self._pace.call_seconds
        if until is not None:
            seconds = min(seconds, until - self._pace.clock())
            if seconds <= 0:  # before the breaker is asked: it would take this for a probe
                raise NotReached(self._line.system, Trouble.TIME_OUT, again=False)
        if self._client.is_closed:
            raise self._let_go()
        try:
            self._line.breaker.admit()
        except HeldBack as held:
            self._line.counter.count("held_back")
            raise NotReached(
                self._line.system, Trouble.BREAKER, retry_after=held.seconds, again=False
            ) from None
        began = self._pace.clock()
        try:
            answer = self._exchange(call, began, seconds)
            trouble = self._trouble_in(answer)
        except OutgoingTrouble as error:
            answer, trouble = None, error
        finally:
            self._line.counter.tried(self._pace.clock() - began)
        self._settle(trouble)
        if trouble is not None:
            raise trouble
        assert answer is not None
        return answer

    def longer_than_we_wait(self, trouble: OutgoingTrouble) -> bool:
        """Whether the system asks to be left alone for longer than a call lasts."""
        return (trouble.retry_after or 0.0) > self._pace.longest_wait

    def _exchange(self, call: Call, began: float, seconds: float) -> Answer:
        system = self._line.system
        limits = httpx.Timeout(seconds, connect=min(seconds, self._pace.connect_seconds))
        try:
            with self._client.stream(
                call.method, call.address, headers=dict(call.headers), content=call.body, timeout=limits
            ) as response:
                into = call.into if response.status_code == 200 else None
                body = self._read(response, began, seconds, into)
                if self._client.is_closed:  # which a connection that was being made then did not notice
                    response.extensions["network_stream"].close()
                return Answer(response.status_code, response.headers, body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol):
            trouble: OutgoingTrouble = NotReached(system, Trouble.CONNECTION)
        except httpx.ProxyError:
            trouble = NotReached(system, Trouble.CONNECTION)
        except httpx.TimeoutException:
            trouble = AnswerLost(system, Trouble.TIME_OUT)
        except httpx.DecodingError:
            trouble = AnswerLost(system, Trouble.RUBBISH)
        except httpx.TransportError:
            trouble = AnswerLost(system, Trouble.BROKEN_OFF)
        except RuntimeError:
            if not self._client.is_closed:
                raise
            trouble = self._let_go()
        raise trouble

    def _let_go(self) -> NotReached:
        """Somebody closed it: its settings changed, or the program ends. Nothing was sent."""
        return NotReached(self._line.system, Trouble.LET_GO, again=False)

    def _read(self, response: httpx.Response, began: float, seconds: float, into: IO[bytes] | None) -> bytes:
        """The body; a time-out of the whole call, since an answer may also trickle."""
        body = io.BytesIO() if into is None else into
        body.seek(0)
        body.truncate()
        size, most = 0, ANSWER_BYTES_MAX if into is None else FILE_BYTES_MAX
        for piece in response.iter_bytes():
            size += body.write(piece)
            if self._pace.clock() - began > seconds:
                raise AnswerLost(self._line.system, Trouble.TIME_OUT)
            if size > most:
                raise AnswerLost(self._line.system, Trouble.RUBBISH)
        return body.getvalue() if isinstance(body, io.BytesIO) else b""

    def _trouble_in(self, answer: Answer) -> OutgoingTrouble | None:
        verdict = self._judge(answer)
        if verdict is Verdict.ANSWER:
            return None
        after = retry_after_seconds(answer.headers, self._pace.now())
        if verdict in (Verdict.BUSY, Verdict.CONFLICT):
            return NotReached(self._line.system, Trouble(verdict.value), retry_after=after)
        if verdict is Verdict.RUBBISH:
            return AnswerLost(self._line.system, Trouble.RUBBISH)
        if verdict is Verdict.FAULT_FOR_GOOD:
            return AnswerLost(self._line.system, Trouble.FAULT_FOR_GOOD, again=False)
        again = verdict is not Verdict.FAULT_FOR_NOW
        return AnswerLost(self._line.system, Trouble.SERVER_FAULT, retry_after=after, again=again)

    def _settle(self, trouble: OutgoingTrouble | None) -> None:
        counter, breaker = self._line.counter, self._line.breaker
        if trouble is not None and trouble.why is Trouble.LET_GO:
            return
        if trouble is None:
            counter.count("answered")
            breaker.answered()
        elif trouble.why in (Trouble.BUSY, Trouble.CONFLICT):
            counter.count("refused_for_now")
            breaker.answered()
        else:
            counter.count("failures", *(("time_outs",) if trouble.why is Trouble.TIME_OUT else ()))
            if breaker.failed():
                counter.count("trips")

    def _wait(self, state: tenacity.RetryCallState) -> float:
        turn = state.attempt_number - 1
        if turn >= len(self._pace.waits):
            return 0.0  # the last try; the library asks all the same
        usual = self._pace.waits[turn]
        trouble = state.outcome.exception() if state.outcome else None
        told = trouble.retry_after if isinstance(trouble, OutgoingTrouble) else None
        wait = usual if told is None else told
        return wait * (1 + self._pace.jitter() / 4)

    def _note_retry(self, state: tenacity.RetryCallState) -> None:
        self._line.counter.count("retries")
        _log.warning(
            "%s; try %d follows", state.outcome and state.outcome.exception(), state.attempt_number + 1
        )


class _Tries:
    """The tries of one call, and whether one of them may have had an effect."""

    def __init__(self, outgoing: Outgoing, call: Call, until: float | None = None) -> None:
        self._outgoing = outgoing
        self._call = call
        self._until = until
        self.in_doubt = False

    def one(self) -> Answer:
        try:
            return self._outgoing.try_once(self._call, self._until)
        except AnswerLost:
            self.in_doubt = True
            raise

    def worth_another(self, error: BaseException) -> bool:
        if not isinstance(error, OutgoingTrouble) or not error.again:
            return False
        if self._outgoing.longer_than_we_wait(error):
            return False
        return isinstance(error, NotReached) or self._call.repeatable
