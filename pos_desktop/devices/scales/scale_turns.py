"""The turns of a scale: when it is asked, how its answer is waited for, and what becomes of late ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pos_desktop.application.device_states import DeviceState, DeviceStatus
from pos_desktop.devices.scales.readings import status_of
from pos_desktop.devices.settings import choice, number
from pos_desktop.devices.wired import WireSettings
from pos_desktop.devices.wired_device import WiredDevice

if TYPE_CHECKING:
    from pos_desktop.application.printing import LogTone
    from pos_desktop.application.weighing import ScaleReading, WeighingOrder
    from pos_desktop.devices.base import Log

PACE_SECONDS = 0.15
"""From one question to the next while somebody weighs: several readings a second."""
REST_SECONDS = 2.0
"""From one question to the next while nobody does."""
SETTLE_SECONDS = 0.005
"""How long after a whole answer more is waited for, which would spoil it; on slow lines `SETTLE_CHARACTERS`, if longer.
A person waits for the weight meanwhile."""
SETTLE_CHARACTERS = 3
_CHARACTER_BITS = 10
LONGEST_ANSWER = 256

Told = Callable[["ScaleReading"], None]


@dataclass(frozen=True, kw_only=True)
class ScaleSettings(WireSettings):
    """Common to all scales. `zeroes`: whether the scale takes a command to zero itself. `answer_ms` is the most an
    answer may take; what comes later is thrown away."""

    baud: int = choice(9_600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200)
    data_bits: Literal[7, 8] = choice(7, 7, 8)
    parity: Literal["none", "even", "odd"] = choice("even", "none", "even", "odd")
    answer_ms: int = number(500, 50, 1_500)
    zeroes: Literal["yes", "no"] = choice("yes", "yes", "no")


class Interrupted(Exception):
    """The turn was interrupted while an answer was waited for: the answer is owed."""


class ScaleOnWire(WiredDevice):
    """A `Scale` but for `_weigh` and `_zero_it`."""

    _settings: ScaleSettings

    def __init__(self, settings: ScaleSettings, log: Log, told: Told) -> None:
        super().__init__(settings, log)
        self._told = told
        self._lock = threading.Lock()
        self._order: WeighingOrder | None = None
        self._zero_asked = False
        self._next = 0.0
        self._status = DeviceStatus(DeviceState.UNKNOWN)
        self._owed = False
        """An answer that did not come may still come; it is not one to the next question."""

    def order(self, order: WeighingOrder | None) -> None:
        with self._lock:
            self._order = order
            self._next = 0.0
        self.interrupt()

    def zero(self) -> None:
        if self._settings.zeroes == "yes":
            with self._lock:
                self._zero_asked = True
                self._next = 0.0
            self.interrupt()

    def _connected(self) -> None:
        self._status = DeviceStatus(DeviceState.UNKNOWN)
        self._owed = False
        self._next = 0.0

    def _turn(self, deadline: float) -> DeviceStatus:
        while time.monotonic() < min(deadline, self._next) and not self._called.is_set():
            self._hear(min(deadline, self._next))
        if time.monotonic() < self._next or self._called.is_set():
            return self._status
        order, zero = self._due()
        try:
            if zero:
                self._zero_it()
            reading = self._weigh(order)
        except Interrupted:
            self._owed = True
            return self._status
        self._note(reading)
        self._told(reading)
        return self._status

    def _due(self) -> tuple[WeighingOrder | None, bool]:
        """What is asked for now, and when it is due again."""
        with self._lock:
            order, zero, self._zero_asked = self._order, self._zero_asked, False
            self._next = time.monotonic() + (REST_SECONDS if order is None else PACE_SECONDS)
        return order, zero

    def _note(self, reading: ScaleReading) -> None:
        """The log shows what changed, not every weight."""
        before, self._status = self._status, status_of(reading)
        if (before.state, before.detail) != (self._status.state, self._status.detail):
            tone: LogTone = "plain" if self._status.state is DeviceState.READY else "attention"
            self._log("in", f"{reading.state.value} {reading.detail}".rstrip(), tone)

    # -- what a protocol fills in --------------------------------------------------------------

    def _weigh(self, order: WeighingOrder | None) -> ScaleReading:
        """One question and its answer. Raises `Interrupted` and `ChannelLost`, nothing else."""
        raise NotImplementedError

    def _zero_it(self) -> None:
        """Asks the scale to take what lies on it as nothing."""

    # -- questions and answers -----------------------------------------------------------------

    def _ask(self, question: bytes, whole: Callable[[bytes], bool]) -> bytes:
        """All that came in answer, whole or not; nothing for silence. What came before the question is dropped."""
        self._clear_line()
        self._say(question)
        answer = self._collect(whole)
        self._owed = not whole(answer)
        return answer

    def _clear_line(self) -> None:
        """Late answers and other people's are gone after this. After silence a late answer gets its time first."""
        if self._owed:
            self._hear_until_quiet()
        elif dropped := self._drop_waiting():
            self._log("in", f"{dropped} bytes unasked for, dropped", "attention")

    def _hear_until_quiet(self) -> None:
        quiet = self._settings.answer_ms / 1000
        end = time.monotonic() + 2 * quiet
        while time.monotonic() < end and self._hear_or_end(time.monotonic() + quiet):
            pass

    def _collect(self, whole: Callable[[bytes], bool]) -> bytes:
        data = b""
        deadline = time.monotonic() + self._settings.answer_ms / 1000
        while not whole(data) and len(data) < LONGEST_ANSWER:
            more = self._hear_or_end(deadline)
            if not more:
                return data
            data += more
        return data + self._hear(time.monotonic() + self._settle_seconds)

    @property
    def _settle_seconds(self) -> float:
        return max(SETTLE_SECONDS, SETTLE_CHARACTERS * _CHARACTER_BITS / self._settings.baud)

    def _hear_or_end(self, deadline: float) -> bytes:
        data = self._hear(deadline)
        if not data and self._called.is_set():
            raise Interrupted
        return data


def shown_bytes(data: bytes) -> str:
    """Bytes for the log, shortened: '02 3F 44 0D'."""
    return data[:24].hex(" ").upper() + (" ..." if len(data) > 24 else "")
