"""Asks a Star printer how it is, and whether it has printed what it got."""

from __future__ import annotations

import time

from pos_desktop.application.printing import DrawerState, PrinterState, PrinterStatus
from pos_desktop.devices.base import Log
from pos_desktop.devices.printers import star_status
from pos_desktop.devices.printers.inquiry import SETTLE_SECONDS, SLICE_SECONDS, Interrupted, Questions, silent
from pos_desktop.devices.printers.settings import PrinterSettings
from pos_desktop.devices.printers.star_status import StarStatus
from pos_desktop.system.wires.channel import Channel

ASK_EVERY = 0.15
"""Seconds between two questions while a job prints; many printers tell by themselves, not all."""


class StarInquiry(Questions):
    """Every block is the whole status, so that one which came by itself answers a question as well."""

    words = star_status.WORDS

    def __init__(
        self, channel: Channel, settings: PrinterSettings, log: Log, interrupted: Interrupted
    ) -> None:
        super().__init__(channel, settings, log, interrupted)
        self._sorter = star_status.StarSorter()
        self._told: StarStatus | None = None
        self._answered = False
        self._noise = 0
        self._asked_at = 0.0
        self._awaited: int | None = None

    def status(self) -> PrinterStatus:
        """The whole status. Silence and answers that make no sense are `unknown`. Raises `ChannelLost`."""
        started, self._noise = time.monotonic(), 0
        told = self._ask()
        if told is None:
            detail = "answers make no sense" if self._noise else "no answer"
            return silent(detail)
        answered_ms = round((time.monotonic() - started - SETTLE_SECONDS) * 1000)
        detail = told.faults if told.state is PrinterState.ERROR else ""
        return PrinterStatus(told.state, told.paper, self._drawer_of(told), max(0, answered_ms), detail)

    def drawer(self) -> DrawerState:
        """The drawer's switch. Raises `ChannelLost`."""
        told = self._ask()
        return DrawerState.UNKNOWN if told is None else self._drawer_of(told)

    def ask_printed_in_turn(self) -> bool:
        """Have the printer count from nought, to one or two: the number that its counter does not show already."""
        self._awaited = 2 if self._told is None or self._told.counted == 1 else 1
        self.owed += 1
        question = star_status.COUNT_TO_TWO if self._awaited == 2 else star_status.COUNT_TO_ONE
        return self._send(question)

    def tell_changes(self) -> bool:
        """Nothing to ask for: whether a Star printer tells by itself is set in the printer."""
        return True

    def listen(self, seconds: float) -> None:
        """Read for a while; while a job is to be confirmed the printer is asked now and then."""
        now = time.monotonic()
        if self.owed and now - self._asked_at >= ASK_EVERY:
            self._asked_at = now
            self._send(star_status.ASK)
        self._take(self._channel.read_some(min(seconds, SLICE_SECONDS)))

    def _ask(self) -> StarStatus | None:
        """The status as it is after the question: what was there before is taken first."""
        for _ in range(100):
            data = self._channel.read_some(0)
            if not data:
                break
            self._take(data)
        self._answered = False
        if not self._send(star_status.ASK):
            return None
        deadline = time.monotonic() + self._settings.answer_ms / 1000
        while not self._answered:
            left = deadline - time.monotonic()
            if left <= 0 or self._interrupted():
                return None
            self._take(self._channel.read_some(min(left, SLICE_SECONDS)))
        self._take(self._channel.read_some(SETTLE_SECONDS))
        self.news = False
        return self._told if self._answered else None

    def _take(self, data: bytes) -> None:
        if not data:
            return
        answers = self._sorter.feed(data, time.monotonic())
        if answers.rubbish:
            self._noise += answers.rubbish
            self._log("in", f"rubbish, {len(data)} bytes", "attention")
        for told in answers.blocks:
            self._hear(told)

    def _hear(self, told: StarStatus) -> None:
        before, self._told = self._told, told
        self.unasked = told
        self._answered = True
        self.drawer_opened |= self._drawer_of(told) is DrawerState.OPEN
        self.news = self.news or (before is not None and before.sensors != told.sensors)
        if before is None or before.block != told.block:
            self._log("in", told.words, "plain" if told.state.can_print else "attention")
        if self._awaited is not None and told.counted == self._awaited:
            self.printed_in_turn, self._awaited, self.owed = told.counted, None, 0
            self._log("in", "all printed", "plain")

    def _drawer_of(self, told: StarStatus) -> DrawerState:
        open_when = self._settings.drawer_sensor
        if open_when == "none":
            return DrawerState.UNKNOWN
        return DrawerState.OPEN if told.drawer_switch == (open_when == "high") else DrawerState.CLOSED
