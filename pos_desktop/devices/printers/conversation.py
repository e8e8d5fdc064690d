"""A conversation with a printer over any channel, in its language: what all two-way drivers share.

The data of a job ends with a question that the printer answers when it has worked off all before it (GS r 1 in
ESC/POS): that answer, and nothing less where the printer knows it, makes a job `printed`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from pos_desktop.application.documents import Document
from pos_desktop.application.errors import PersonError
from pos_desktop.application.printing import (
    DrawerPulse,
    DrawerState,
    FailureReason,
    PrinterState,
    PrinterStatus,
    PrintOutcome,
    PrintResult,
)
from pos_desktop.devices.base import Log
from pos_desktop.devices.printers import escpos_status
from pos_desktop.devices.printers.commands import Part, drawer_kick, realtime_drawer_kick
from pos_desktop.devices.printers.inquiry import SLICE_SECONDS, Inquiry, Told
from pos_desktop.devices.printers.profiles import Profile, ending, profile_named
from pos_desktop.devices.printers.settings import PrinterSettings
from pos_desktop.system.wires.channel import Channel, ChannelLost

Connect = Callable[[], Channel]

CHUNK_BYTES: Final = 4096
ASK_AGAIN_SECONDS: Final = 0.5
DOTS_PER_SECOND: Final = 400
"""The slowest printer worth assuming: 50 mm/s at 8 dots a mm."""
SENSOR_SECONDS: Final = 1.5
"""How long a drawer may take to spring open far enough for its sensor."""

REASONS: Final = {
    PrinterState.PAPER_OUT: FailureReason.PAPER_OUT,
    PrinterState.COVER_OPEN: FailureReason.COVER_OPEN,
    PrinterState.OFFLINE: FailureReason.OFFLINE,
    PrinterState.UNREACHABLE: FailureReason.UNREACHABLE,
    PrinterState.UNKNOWN: FailureReason.NO_ANSWER,
    PrinterState.ERROR: FailureReason.PRINTER_ERROR,
}

PAST_ITS_BUFFER: Final = (
    FailureReason.PAPER_OUT,
    FailureReason.COVER_OPEN,
    FailureReason.OFFLINE,
    FailureReason.PRINTER_ERROR,
)
"""A printer that does not print for one of these still opens a drawer in real time."""


class _Failed(Exception):
    """The attempt is over; `reason` becomes the outcome's."""

    def __init__(self, reason: FailureReason, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Asking(Protocol):
    """Questions over one open channel, in the language of the printer."""

    printed_in_turn: int | None
    owed: int
    news: bool
    drawer_opened: bool

    @property
    def unasked(self) -> Told | None: ...
    def status(self) -> PrinterStatus: ...
    def glance(self) -> PrinterStatus | None: ...
    def drawer(self) -> DrawerState: ...
    def ask_printed_in_turn(self) -> bool: ...
    def tell_changes(self) -> bool: ...
    def listen(self, seconds: float) -> None: ...


class Language(Protocol):
    """What printers of one make understand."""

    tells_changes: Part | None
    """The command that has the printer tell its status by itself; None where it needs none."""

    def inquiry(
        self, channel: Channel, settings: PrinterSettings, log: Log, interrupted: Callable[[], bool]
    ) -> Asking:
        """Questions over an open channel."""
        ...

    def profile(self, settings: PrinterSettings) -> Profile:
        """KeyError for a model that nobody knows."""
        ...

    def encode(self, document: Document, profile: Profile, pulse: DrawerPulse) -> list[Part]:
        """A whole job; what resets the printer is its first part."""
        ...

    def kick(self, pulse: DrawerPulse) -> Part:
        """Opens the drawer when what was sent before is printed."""
        ...

    def kick_now(self, pulse: DrawerPulse) -> Part:
        """Opens the drawer also without paper or with an open cover."""
        ...


class EscPos:
    """Epson's language, which most printers speak."""

    tells_changes: Part | None = Part(
        escpos_status.TELL_CHANGES, escpos_status.WORDS[escpos_status.TELL_CHANGES]
    )
    inquiry = Inquiry
    kick = staticmethod(drawer_kick)
    kick_now = staticmethod(realtime_drawer_kick)

    def profile(self, settings: PrinterSettings) -> Profile:
        return ending(profile_named(settings.profile, settings.columns), settings.paper_end)

    def encode(self, document: Document, profile: Profile, pulse: DrawerPulse) -> list[Part]:
        from pos_desktop.devices.printers.escpos_encoder import encode  # brings Pillow, not needed at start

        return encode(document, profile, pulse)


class TalkingPrinter:
    """Implements `ReceiptPrinter`; a driver gives it settings and a way to connect."""

    language: Language

    def __init__(self, settings: PrinterSettings, connect: Connect, log: Log) -> None:
        self._settings = settings
        self._connect = connect
        self._log = log
        self._profile: Profile | None = None
        self._channel: Channel | None = None
        self._inquiry: Asking | None = None
        self._stop = threading.Event()
        self._has_answered = False
        self._told_to_tell = False
        self._knows_gs_r: bool | None = None
        self._sent = 0

    def open(self) -> None:
        if self._channel is not None:
            return
        self._channel = self._connect()
        self._inquiry = self.language.inquiry(self._channel, self._settings, self._log, self._stop.is_set)
        self._told_to_tell = False
        self._log("note", "connected", "good")

    def close(self) -> None:
        channel, self._channel, self._inquiry = self._channel, None, None
        if channel is not None:
            channel.close()
            self._log("note", "disconnected", "plain")

    def interrupt(self) -> None:
        self._stop.set()

    def status(self) -> PrinterStatus:
        return self._asked(lambda inquiry: inquiry.status())

    def _asked(self, ask: Callable[[Asking], PrinterStatus]) -> PrinterStatus:
        if self._inquiry is None:
            return PrinterStatus(PrinterState.UNREACHABLE, detail="not connected")
        if not self._can_ask:
            return PrinterStatus(PrinterState.UNKNOWN, detail="this printer cannot be asked")
        try:
            status = ask(self._inquiry)
        except ChannelLost as lost:
            self._drop(lost)
            return PrinterStatus(PrinterState.UNREACHABLE, detail=str(lost))
        return self._learn_from(status)

    def news(self) -> bool:
        """Without waiting: whether the printer told something by itself, or is gone, since it was asked last."""
        inquiry = self._inquiry
        if inquiry is None or not self._can_ask:
            return False
        try:
            inquiry.listen(0)
        except ChannelLost as lost:
            self._drop(lost)
            return True
        return inquiry.news

    def drawer_state(self) -> DrawerState:
        if self._inquiry is None or not self._can_ask or self._settings.drawer_sensor == "none":
            return DrawerState.UNKNOWN
        try:
            return self._inquiry.drawer()
        except ChannelLost as lost:
            self._drop(lost)
            return DrawerState.UNKNOWN

    def print(self, document: Document) -> PrintOutcome:
        return self._attempt(lambda: self._print(document))

    def kick_drawer(self, pulse: DrawerPulse | None = None) -> PrintOutcome:
        return self._attempt(lambda: self._kick(pulse or self._settings.pulse))

    @property
    def _can_ask(self) -> bool:
        return self._settings.answers != "never" and self._channel is not None and self._channel.two_way

    def _learn_from(self, status: PrinterStatus) -> PrinterStatus:
        if status.answered_ms is not None:
            self._has_answered = True
            self._have_changes_told()
        elif self._has_answered and not self._stop.is_set():
            # A printer that was switched off and on again never answers on the old connection.
            self._drop(ChannelLost("stopped answering"))
        return status

    def _have_changes_told(self) -> None:
        """Asked of printers only that have answered: others might print the command."""
        if self._told_to_tell or self._inquiry is None or self._settings.tells_changes == "never":
            return
        try:
            self._told_to_tell = self._inquiry.tell_changes()
        except ChannelLost as lost:
            self._drop(lost)

    def _with_changes_told(self, parts: Sequence[Part]) -> list[Part]:
        """The reset at the start of a job ends the telling, so it is asked for again right after it."""
        command = self.language.tells_changes
        if command is None or not self._told_to_tell:
            return list(parts)
        return [*parts[:1], command, *parts[1:]]

    def _drop(self, lost: ChannelLost) -> None:
        self._log("note", f"connection lost: {lost}", "danger")
        self.close()

    def _attempt(self, work: Callable[[], PrintResult]) -> PrintOutcome:
        """Runs the work and turns every way it can end into an outcome."""
        started = time.monotonic()
        self._sent = 0
        reason: FailureReason | None = None
        detail = ""
        result = PrintResult.FAILED
        try:
            result = work()
        except _Failed as failed:
            reason, detail = failed.reason, failed.detail
        except ChannelLost as lost:
            self._sent += lost.maybe_sent
            reason, detail = FailureReason.CONNECTION_LOST, str(lost)
            self._drop(lost)
        took_ms = round((time.monotonic() - started) * 1000)
        words = f"{result} in {took_ms} ms" + (f": {reason} {detail}".rstrip() if reason else "")
        self._log("note", words, "danger" if reason else "good")
        return PrintOutcome(result, self._sent, reason, took_ms, detail)

    def _print(self, document: Document) -> PrintResult:
        parts = self.language.encode(document, self._known_profile(), self._settings.pulse)
        self._require_ready(self._fresh_status())
        self._let_earlier_job_end()
        self._send(self._with_changes_told(parts))
        printing_seconds = sum(part.dots for part in parts) / DOTS_PER_SECOND
        return self._confirm(self._settings.confirm_ms / 1000, printing_seconds)

    def _let_earlier_job_end(self) -> None:
        """A printer that got new paper first works off what it still holds; its answer is not for us."""
        inquiry = self._inquiry
        if inquiry is None or self._knows_gs_r is False:
            return
        deadline = time.monotonic() + self._settings.confirm_ms / 1000
        while inquiry.owed and time.monotonic() < deadline and not self._stop.is_set():
            inquiry.listen(SLICE_SECONDS)
        inquiry.owed = 0

    def _known_profile(self) -> Profile:
        if self._profile is None:
            try:
                self._profile = self.language.profile(self._settings)
            except KeyError as error:
                raise _Failed(FailureReason.BAD_SETTING, f"no profile {error}") from error
        return self._profile

    def _fresh_status(self) -> PrinterStatus:
        """The status over a connection known to live; a stale one is replaced once. No longer than it must take: it
        stands before every job."""
        for _ in range(2):
            self._open_or_fail()
            status = self._asked(lambda inquiry: inquiry.glance() or inquiry.status())
            if self._channel is not None:
                break
        return status

    def _open_or_fail(self) -> None:
        if self._stop.is_set():
            raise _Failed(FailureReason.STOPPED)
        try:
            self.open()
        except PersonError as error:
            raise _Failed(FailureReason.UNREACHABLE, error.title) from error

    def _require_ready(self, status: PrinterStatus) -> None:
        """Nothing is sent to a printer that says it cannot print, or has fallen silent."""
        if status.state.can_print:
            return
        may_be_silent = self._settings.answers != "always" and not self._has_answered
        if status.state is PrinterState.UNKNOWN and (may_be_silent or not self._can_ask):
            return
        reason = FailureReason.STOPPED if self._stop.is_set() else REASONS[status.state]
        raise _Failed(reason, status.detail)

    def _send(self, parts: Sequence[Part]) -> None:
        for part in parts:
            self._log("out" if part.data else "note", part.words, "plain")
            for start in range(0, len(part.data), CHUNK_BYTES):
                self._send_chunk(part.data[start : start + CHUNK_BYTES])

    def _send_chunk(self, chunk: bytes) -> None:
        channel = self._channel
        if channel is None:
            raise _Failed(FailureReason.CONNECTION_LOST)
        moved = time.monotonic()
        while chunk:
            if self._stop.is_set():
                raise _Failed(FailureReason.STOPPED)
            written = channel.write_some(chunk, SLICE_SECONDS)
            self._sent += written
            chunk = chunk[written:]
            if written:
                moved = time.monotonic()
                continue
            self._hear_why_not()
            if time.monotonic() - moved > self._settings.stall_ms / 1000:
                raise _Failed(FailureReason.STALLED, f"took nothing for {self._settings.stall_ms} ms")

    def _hear_why_not(self) -> None:
        """A printer that takes nothing and has told why by itself ends the attempt at once."""
        inquiry = self._inquiry
        if inquiry is None or not self._told_to_tell:
            return
        inquiry.listen(0)
        told = inquiry.unasked
        if inquiry.news and told is not None and not told.state.can_print:
            raise _Failed(REASONS[told.state], told.words)

    def _confirm(self, seconds: float, printing_seconds: float = 0.0) -> PrintResult:
        """`printed` on the printer's word after the data, `sent` where it never gives one.

        `seconds` of grace come on top of the time that printing may take.
        """
        inquiry = self._inquiry
        if inquiry is None or not self._can_ask:
            return PrintResult.SENT
        inquiry.printed_in_turn = None
        if not inquiry.ask_printed_in_turn():
            raise _Failed(FailureReason.STOPPED if self._stop.is_set() else FailureReason.STALLED)
        deadline = time.monotonic() + seconds + printing_seconds
        patience = time.monotonic() + min(seconds, self._grace()) + printing_seconds
        ask_at = time.monotonic() + ASK_AGAIN_SECONDS
        status = PrinterStatus(PrinterState.UNKNOWN)
        while time.monotonic() < deadline:
            if self._heard_in_turn(inquiry, min(patience, ask_at)):
                return PrintResult.PRINTED
            status = self._still_able(inquiry)
            if self._heard_in_turn(inquiry, time.monotonic()):
                return PrintResult.PRINTED
            if not self._knows_gs_r and time.monotonic() >= patience and status.answered_ms is not None:
                self._knows_gs_r = False
                inquiry.owed = 0
                return PrintResult.PRINTED
            if status.answered_ms is None and not self._has_answered:
                return PrintResult.SENT
            ask_at = time.monotonic() + ASK_AGAIN_SECONDS
            patience = max(patience, ask_at) if self._knows_gs_r else patience
        raise _Failed(FailureReason.NOT_CONFIRMED, status.detail)

    def _grace(self) -> float:
        """Seconds after which a printer that may not know GS r counts as done on its status alone."""
        return 0.3 if self._knows_gs_r is False else 1.5

    def _heard_in_turn(self, inquiry: Asking, until: float) -> bool:
        while True:
            if inquiry.printed_in_turn is not None:
                self._knows_gs_r = self._has_answered = True
                return True
            if self._stop.is_set():
                raise _Failed(FailureReason.STOPPED)
            left = until - time.monotonic()
            if left <= 0 or inquiry.news:
                return False
            inquiry.listen(left)

    def _still_able(self, inquiry: Asking) -> PrinterStatus:
        """The status while the job prints; a printer that stopped ends the attempt."""
        status = inquiry.status()
        if status.answered_ms is not None:
            self._has_answered = True
        if status.state is not PrinterState.UNKNOWN and not status.state.can_print:
            raise _Failed(REASONS[status.state], status.detail)
        return status

    def _kick(self, pulse: DrawerPulse) -> PrintResult:
        """With the printer's paper out or its cover open the pulse goes past its buffer, in real time."""
        status = self._fresh_status()
        if self._inquiry is not None:
            self._inquiry.drawer_opened = False
        if status.answered_ms is not None and not status.state.can_print:
            self._send([self.language.kick_now(pulse)])
            confirmed = PrintResult.SENT
        else:
            self._require_ready(status)
            self._send([self.language.kick(pulse)])
            confirmed = self._confirm_kick(pulse)
        return self._drawer_opened() or confirmed

    def _confirm_kick(self, pulse: DrawerPulse) -> PrintResult:
        """A printer that stops between the question and the pulse, out of paper perhaps, opens it in real time."""
        try:
            return self._confirm(min(2.0, self._settings.confirm_ms / 1000))
        except _Failed as failed:
            if failed.reason not in PAST_ITS_BUFFER:
                raise
        if self._inquiry is not None and not self._inquiry.drawer_opened:
            self._send([self.language.kick_now(pulse)])
        return PrintResult.SENT

    def _drawer_opened(self) -> PrintResult | None:
        """By the sensor: open is `printed`, closed a failure, no sensor or no answer None.

        One that was pushed shut again before it was looked at did open, when the printer told so meanwhile.
        """
        deadline = time.monotonic() + SENSOR_SECONDS
        while (state := self.drawer_state()) is DrawerState.CLOSED:
            if self._inquiry is not None and self._inquiry.drawer_opened:
                return PrintResult.PRINTED
            if time.monotonic() > deadline or self._stop.wait(0.05):
                raise _Failed(FailureReason.DRAWER_STAYED_CLOSED)
        return PrintResult.PRINTED if state is DrawerState.OPEN else None


class EscPosPrinter(TalkingPrinter):
    """A printer that speaks ESC/POS."""

    language = EscPos()
