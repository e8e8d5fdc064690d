"""One terminal: its wire, one conversation at a time, and what it said of its last transaction."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pos_desktop.application.payment_provider import Phase
from pos_desktop.domain.record import record
from pos_desktop.payments.zvt import codes, commands, trouble
from pos_desktop.payments.zvt.apdu import Apdu, NotZvt
from pos_desktop.payments.zvt.commands import Paper
from pos_desktop.payments.zvt.conversation import Conversation, End, Outcome, held
from pos_desktop.payments.zvt.fields import STATUS_BYTE, TERMINAL_ID, read_fields
from pos_desktop.payments.zvt.link import Link, LinkLost, Until
from pos_desktop.payments.zvt.status import Status

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3.0
NEEDS_INITIALISATION, NEEDS_DIAGNOSIS = 0x01, 0x02


@record
class Logon:
    """How a terminal wants to be spoken to."""

    open: Callable[[float], Link]
    password: Callable[[], str]
    paper: Paper
    width: int


@record
class Registered:
    """What a terminal says of itself when the register logs on."""

    terminal_id: str = ""
    needs: int = 0


@record
class Last:
    """The terminal's last transaction; `none`: it says that it has none. Both missing: it does not tell."""

    status: Status | None = None
    none: bool = False


class Running:
    """A transaction at the terminal, on a thread of its own."""

    def __init__(self, key: str, talk: Conversation, until: Until) -> None:
        self.key = key
        self.talk = talk
        self.until = until
        self.phase = Phase.SENT_TO_READER
        self.outcome: Outcome | None = None
        self.ended = threading.Event()
        self.told_lost = False

    @property
    def lost(self) -> bool:
        """Whether it ended without its end being heard."""
        return self.outcome is not None and self.outcome.end is End.LOST

    def see(self, step: int) -> None:
        """The terminal is a step further."""
        self.phase = codes.phase_of(step) or self.phase


class Terminal:
    """Shared by all who speak with the same device; who has the turn speaks, the others are told that it is busy."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self.running: Running | None = None

    @property
    def busy(self) -> bool:
        """Whether a transaction is under way."""
        return self.running is not None and not self.running.ended.is_set()

    @contextmanager
    def turn(self, until: Until) -> Iterator[None]:
        """The right to speak. NotSent when somebody else does and goes on."""
        if self.busy or not self._turn.acquire(timeout=until.left):
            raise trouble.busy()
        try:
            if self.busy:
                raise trouble.busy()
            yield
        finally:
            self._turn.release()

    @contextmanager
    def connected(self, logon: Logon, currency: int, until: Until) -> Iterator[tuple[Link, Registered]]:
        """A wire on which the register is logged on, dropped at the end. What fails here changed nothing."""
        link = self.wire(logon, until)
        try:
            yield link, self.log_on(link, logon, currency, until)
        finally:
            link.close()

    def wire(self, logon: Logon, until: Until) -> Link:
        """A new wire. NotSent when nobody is there."""
        try:
            return logon.open(min(CONNECT_SECONDS, until.left))
        except (OSError, ValueError) as error:
            log.info("the terminal is not reached: %s", error)
            raise trouble.not_reached() from None

    def log_on(
        self, link: Link, logon: Logon, currency: int, until: Until, paper: Paper | None = None
    ) -> Registered:
        """Logs the register on. Raises NotSent, ProviderSetting or ProviderRefused; nothing happened then."""
        asks = commands.registration(logon.password(), currency, paper or logon.paper, logon.width)
        try:
            outcome = held(link, asks, until)
        except LinkLost as error:
            log.info("the terminal does not take the log-on: %s", error)
            raise trouble.not_reached() from None
        if outcome.end is not End.DONE:
            raise trouble.refusal(outcome.result)
        return _registered(outcome.data)

    def last(self, link: Link, logon: Logon, currency: int, until: Until) -> Last:
        """Its last transaction, told without any paper: terminals say it to a register that makes its receipts itself.

        Raises LinkLost; NotSent while the terminal is busy with something else.
        """
        self.log_on(link, logon, currency, until, Paper.NOBODY)
        outcome = held(link, commands.repeat_receipt(logon.password()), until)
        if outcome.doubt:
            raise LinkLost("what it says of its last transaction makes no sense")
        if outcome.end is End.DONE:
            return Last(outcome.status)
        if outcome.result == codes.PLEASE_WAIT:
            raise trouble.busy()
        return Last(none=outcome.end is End.ABORTED and outcome.result in codes.NOTHING_THERE)

    def begin(
        self, key: str, link: Link, command: Apdu, until: Until, heard: Callable[[Outcome], None], wait: float
    ) -> Outcome | None:
        """Asks for a transaction and leaves it to a thread; `heard` is told its end there. `wait`: seconds at most.

        A refusal is answered. Raises NotHandedOver or LinkLost. The link is closed at the end of it all.
        """
        running: list[Running] = []
        talk = Conversation(link, lambda step: running[0].see(step))
        try:
            refused = talk.begin(command, until)
        except BaseException:
            link.close()
            raise
        if refused is not None:
            link.close()
            return refused
        running.append(Running(key, talk, Until(wait)))
        self.running = running[0]
        thread = threading.Thread(
            target=self._listen, args=(running[0], link, heard), name="card terminal", daemon=True
        )
        thread.start()
        return None

    def _listen(self, running: Running, link: Link, heard: Callable[[Outcome], None]) -> None:
        outcome = Outcome(End.LOST)
        try:
            outcome = running.talk.listen(running.until)
        finally:
            link.close()
            running.outcome = outcome
            try:
                heard(outcome)
            finally:
                running.ended.set()


def _registered(data: bytes) -> Registered:
    try:
        found = read_fields(data)
    except NotZvt:
        return Registered()
    terminal = found.get(TERMINAL_ID, b"").hex()
    return Registered(terminal, found.get(STATUS_BYTE, b"\0")[0])


_terminals: dict[str, Terminal] = {}
_guard = threading.Lock()


def terminal_at(line: str) -> Terminal:
    """The one terminal of an address in this program: however many ways of paying name it, one speaks at a time."""
    with _guard:
        return _terminals.setdefault(line, Terminal())
