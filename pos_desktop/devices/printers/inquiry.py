"""Asks a printer how it is, and sorts what it says.

python-escpos is not asked: its `paper_status` reads silence as enough paper, and it waits a second
for each serial answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from pos_desktop.application.printing import (
    DrawerState,
    PaperState,
    PrinterState,
    PrinterStatus,
    Silence,
)
from pos_desktop.devices.base import Log
from pos_desktop.devices.printers import escpos_status as bytes_of
from pos_desktop.devices.printers.settings import PrinterSettings
from pos_desktop.system.wires.channel import Channel

SETTLE_SECONDS = 0.02
"""How long after the last answer a surplus one is waited for, which would mean that they are out of step."""
FRESH_SECONDS = 5.0
"""How old a whole status may be for a printer that tells by itself what changes; its worker asks more often."""
SLICE_SECONDS = 0.1
"""The longest single wait, so that an interrupted call ends soon."""

Interrupted = Callable[[], bool]


def silent(
    detail: str,
    paper: PaperState = PaperState.UNKNOWN,
    drawer: DrawerState = DrawerState.UNKNOWN,
    answered_ms: int | None = None,
) -> PrinterStatus:
    """Of a printer that was asked and did not say, or not wholly, how it is."""
    return PrinterStatus(PrinterState.UNKNOWN, paper, drawer, answered_ms, detail, silence=Silence.NO_ANSWER)


class _Muddled(Exception):
    """Answers that cannot be told apart: rubbish, or two different ones to one question."""


class Told(Protocol):
    """What a printer told by itself."""

    @property
    def state(self) -> PrinterState: ...

    @property
    def words(self) -> str: ...


class Questions:
    """What is asked over one open channel, in any language."""

    words: Mapping[bytes, str]
    """Of each question, for the log."""

    def __init__(
        self, channel: Channel, settings: PrinterSettings, log: Log, interrupted: Interrupted
    ) -> None:
        self._channel = channel
        self._settings = settings
        self._log = log
        self._interrupted = interrupted
        self.printed_in_turn: int | None = None
        """The last answer to GS r, whenever it came; the caller resets it."""
        self.owed = 0
        """GS r sent and not answered yet: a printer out of paper answers when it has a new roll."""
        self.news = False
        """The printer told something by itself that was not asked after yet."""
        self.unasked: Told | None = None
        """What it told last; None until it told something."""
        self.drawer_opened = False
        """The drawer was open in something that it told, asked or not; the caller resets it."""

    def glance(self) -> PrinterStatus | None:
        """The status by one question, for a printer that has told the rest by itself; None where all is to be asked.

        Raises `ChannelLost`.
        """
        return None

    def _send(self, question: bytes) -> bool:
        self._log("out", self.words[question], "plain")
        deadline = time.monotonic() + self._settings.answer_ms / 1000
        left = question
        while left:
            written = self._channel.write_some(left, SLICE_SECONDS)
            left = left[written:]
            if self._interrupted() or (left and time.monotonic() > deadline):
                return False
        return True


class Inquiry(Questions):
    """Questions in ESC/POS."""

    words = bytes_of.WORDS

    def __init__(
        self, channel: Channel, settings: PrinterSettings, log: Log, interrupted: Interrupted
    ) -> None:
        super().__init__(channel, settings, log, interrupted)
        self._sorter = bytes_of.AnswerSorter()
        self._told: bytes_of.Unasked | None = None
        self._whole_at: float | None = None
        """When the whole status was known last."""

    def glance(self) -> PrinterStatus | None:
        self._drain(0)
        told = self._told
        if told is None or not told.state.can_print or not self._is_fresh():
            return None
        started = time.monotonic()
        try:
            printer = self._ask(bytes_of.ASK_PRINTER)
        except _Muddled as muddle:
            self._log("in", str(muddle), "attention")
            return None
        if printer is None:
            return silent("no answer")
        if bytes_of.is_offline(printer):
            return None
        answered_ms = round((time.monotonic() - started) * 1000)
        return PrinterStatus(told.state, told.paper, self._drawer_of(printer), answered_ms)

    def _is_fresh(self) -> bool:
        return self._whole_at is not None and time.monotonic() - self._whole_at < FRESH_SECONDS

    def status(self) -> PrinterStatus:
        """The whole status. Silence and answers that make no sense are `unknown`. Raises `ChannelLost`."""
        for _ in range(2):
            try:
                return self._status_once()
            except _Muddled as muddle:
                self._log("in", str(muddle), "attention")
                self._drain(SLICE_SECONDS)
        return silent("answers make no sense")

    def ask_printed_in_turn(self) -> bool:
        """Send GS r 1; false when the printer takes no bytes. The answer is seen by later reads."""
        self.owed += 1
        return self._send(bytes_of.ASK_PAPER_IN_TURN)

    def listen(self, seconds: float) -> None:
        """Read for a while, noting an answer to GS r. Raises `ChannelLost`."""
        try:
            self._sort(self._channel.read_some(min(seconds, SLICE_SECONDS)))
        except _Muddled as muddle:
            self._log("in", str(muddle), "attention")

    def tell_changes(self) -> bool:
        """Have the printer tell changes by itself from now on; false when it takes no bytes."""
        return self._send(bytes_of.TELL_CHANGES)

    def drawer(self) -> DrawerState:
        """The drawer's sensor alone. Raises `ChannelLost`."""
        try:
            self._drain(0)
            answer = self._ask(bytes_of.ASK_PRINTER)
        except _Muddled:
            return DrawerState.UNKNOWN
        return DrawerState.UNKNOWN if answer is None else self._drawer_of(answer)

    def _status_once(self) -> PrinterStatus:
        self._drain(0)
        self.news = False
        started = time.monotonic()
        printer = self._ask(bytes_of.ASK_PRINTER)
        answered_ms = round((time.monotonic() - started) * 1000)
        if printer is None:
            return silent("no answer")
        drawer = self._drawer_of(printer)
        cause = self._ask(bytes_of.ASK_OFFLINE_CAUSE)
        roll = self._ask(bytes_of.ASK_PAPER)
        paper = PaperState.UNKNOWN if roll is None else bytes_of.paper_of(roll)
        if cause is None or roll is None:
            return silent("answered in part", paper, drawer, answered_ms)
        state = bytes_of.state_of(printer, cause, paper)
        detail = self._error_cause() if state is PrinterState.ERROR else ""
        if self._told is None or not self._told.bears_out(printer, state):
            self._no_more_answers()
        self._whole_at = time.monotonic()
        return PrinterStatus(state, paper, drawer, answered_ms, detail)

    def _error_cause(self) -> str:
        answer = self._ask(bytes_of.ASK_ERROR_CAUSE)
        return "" if answer is None else bytes_of.error_words(answer)

    def _drawer_of(self, answer: int) -> DrawerState:
        return bytes_of.drawer_of(answer, self._settings.drawer_sensor)

    def _ask(self, question: bytes) -> int | None:
        """The one answer, or None for silence; the same answer twice counts once.

        It is whole with its one byte, so nothing more is waited for: what comes later shows at the next question, at
        last in `_no_more_answers`.
        """
        if not self._send(question):
            return None
        deadline = time.monotonic() + self._settings.answer_ms / 1000
        found: set[int] = set()
        while not found and not self._interrupted():
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            found |= self._sort(self._channel.read_some(min(left, SLICE_SECONDS)))
        if len(found) > 1:
            raise _Muddled("two different answers to one question")
        for answer in found:
            paper_trouble = question == bytes_of.ASK_PAPER and bytes_of.paper_of(answer) is not PaperState.OK
            self._log(
                "in", bytes_of.answer_words(question, answer), "attention" if paper_trouble else "plain"
            )
            return answer
        return None

    def _no_more_answers(self) -> None:
        """A surplus answer means one question has eaten the answer to another."""
        if self._sort(self._channel.read_some(SETTLE_SECONDS)):
            raise _Muddled("more answers than questions")

    def _sort(self, data: bytes) -> set[int]:
        if not data:
            return set()
        answers = self._sorter.feed(data, time.monotonic())
        for unasked in answers.unasked:
            self._hear(unasked)
        if answers.rubbish:
            raise _Muddled(f"rubbish, {len(data)} bytes")
        if answers.in_turn:
            self.printed_in_turn = answers.in_turn[-1]
            self.owed = max(0, self.owed - len(answers.in_turn))
            self._log("in", f"0x{self.printed_in_turn:02X} all printed", "plain")
        return set(answers.realtime)

    def _hear(self, unasked: bytes_of.Unasked) -> None:
        able = unasked.state.can_print
        # The first one answers the command itself, right after the status was asked.
        if unasked.block[:3] != self._told.block[:3] if self._told else not able:
            self.news = True
        self._log("in", unasked.words, "plain" if able else "attention")
        self.unasked = self._told = unasked
        self.drawer_opened |= self._drawer_of(unasked.block[0]) is DrawerState.OPEN

    def _drain(self, seconds: float) -> None:
        """Throw away late answers, except that to GS r."""
        for _ in range(100):
            data = self._channel.read_some(seconds)
            if not data:
                return
            try:
                self._sort(data)
            except _Muddled:
                continue
