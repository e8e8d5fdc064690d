"""One command and all that comes of it, until the terminal says that it is over.

The register asks, the terminal accepts or refuses; from then on the terminal speaks and each of its messages is
acknowledged, until a completion or an abort gives the word back (PA00P015, 1.6).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import Enum

from pos_desktop.domain.record import field, record
from pos_desktop.payments.zvt import commands
from pos_desktop.payments.zvt.apdu import Apdu, Kind, NotZvt
from pos_desktop.payments.zvt.link import Link, LinkLost, Until
from pos_desktop.payments.zvt.slips import Slip, SlipTray
from pos_desktop.payments.zvt.status import Status, read_result, read_status

log = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
"""T3 of PA00P016: a message is acknowledged within it."""
SILENCE_SECONDS = 180.0
"""T4 of PA00P016: the longest silence of a terminal that is at work."""


class End(Enum):
    """How a conversation ended."""

    DONE = "done"
    REFUSED = "refused"  # not begun: nothing happened
    ABORTED = "aborted"
    LOST = "lost"  # broke off: what became of it is not known


@record
class Outcome:
    """What a conversation came to."""

    end: End
    status: Status | None = None
    result: int | None = None  # of a refusal or an abort
    slips: tuple[Slip, ...] = ()
    data: bytes = field(default=b"", repr=False)  # of the completion
    doubt: bool = False  # something that was said made no sense, or was said twice and differently


class Conversation:
    """Says a command and listens to the end of it. One thread converses; others may look and ask it to give up."""

    def __init__(self, link: Link, seen: Callable[[int], None] = lambda step: None) -> None:
        """`seen` hears each intermediate status, on the conversing thread."""
        self._link = link
        self._seen = seen
        self._tray = SlipTray()
        self._status: Status | None = None
        self._doubt = False
        self._give_up = threading.Event()
        self._asked_to_give_up = False
        self._open = True

    def give_up(self) -> None:
        """Have the terminal asked to abort; what becomes of it is what the conversation comes to."""
        self._give_up.set()

    def drop(self) -> None:
        """Nobody listens any more: the conversation is lost."""
        self._open = False

    def begin(self, command: Apdu, until: Until) -> Outcome | None:
        """Says the command; None when the terminal is at it now, else the refusal. Raises NotHandedOver or LinkLost."""
        self._link.send(command, until)
        answer = self._link.receive(until.at_most(ANSWER_SECONDS), self._listens)
        if answer is None:
            raise LinkLost("no answer")
        if answer.accepted:
            return None
        if answer.refusal is not None:
            return Outcome(End.REFUSED, result=answer.refusal)
        raise LinkLost("an answer to something else")

    def listen(self, until: Until) -> Outcome:
        """Acknowledges all that the terminal says until it has ended. Never raises."""
        try:
            return self._listen(until)
        except LinkLost as error:
            log.info("a terminal's conversation broke off: %s", error)
            return self._outcome(End.LOST)

    def _listen(self, until: Until) -> Outcome:
        silence = Until(SILENCE_SECONDS)
        while not until.over and not silence.over and self._open:
            if self._give_up.is_set() and not self._asked_to_give_up:
                self._asked_to_give_up = True
                self._link.send(commands.abort(), until.at_most(ANSWER_SECONDS))
                silence = Until(ANSWER_SECONDS)
            message = self._link.receive(until.at_most(silence.left), self._undisturbed)
            if message is None:
                continue
            silence = Until(SILENCE_SECONDS)
            ended = self._hear(message, until)
            if ended is not None:
                return ended
        return self._outcome(End.LOST)

    def _listens(self) -> bool:
        return self._open

    def _undisturbed(self) -> bool:
        return self._open and (self._asked_to_give_up or not self._give_up.is_set())

    def _hear(self, message: Apdu, until: Until) -> Outcome | None:
        if message.accepted or message.refusal is not None:
            return None  # to our wish to give up, or a second copy of an acknowledgement: the end follows
        try:
            ended = self._take(message)
        except NotZvt as error:
            log.warning("a terminal said something that makes no sense: %s", error)
            self._doubt = self._doubt or message.control not in (Kind.PRINT_LINE, Kind.PRINT_BLOCK)
            ended = None
        try:
            self._link.send(commands.done(), until.at_most(ANSWER_SECONDS))
        except LinkLost:
            if ended is None:
                raise
        return ended

    def _take(self, message: Apdu) -> Outcome | None:
        if message.control == Kind.COMPLETION:
            return self._outcome(End.DONE, data=message.data)
        if message.control == Kind.ABORTED:
            return self._outcome(End.ABORTED, result=read_result(message.data))
        if message.control == Kind.STATUS:
            self._take_status(read_status(message.data))
        elif message.control == Kind.INTERMEDIATE:
            if message.data:
                self._seen(message.data[0])
        elif message.control == Kind.PRINT_LINE:
            self._tray.line(message.data)
        elif message.control == Kind.PRINT_BLOCK:
            self._tray.block(message.data)
        elif message.control != Kind.SET_TIME:
            raise NotZvt("a message that the register was not registered for")
        return None

    def _take_status(self, status: Status) -> None:
        """The same once more is passed over; another one is not believed, nor the first one any more."""
        if self._status is not None and status != self._status:
            self._doubt = True
        self._status = self._status or status

    def _outcome(self, end: End, *, result: int | None = None, data: bytes = b"") -> Outcome:
        return Outcome(end, self._status, result, self._tray.take(), data, self._doubt)


def held(link: Link, command: Apdu, until: Until) -> Outcome:
    """A whole conversation within a time, a command that changes nothing. Raises NotHandedOver or LinkLost."""
    talk = Conversation(link)
    refused = talk.begin(command, until)
    if refused is not None:
        return refused
    outcome = talk.listen(until)
    if outcome.end is End.LOST:
        raise LinkLost("it broke off")
    return outcome
