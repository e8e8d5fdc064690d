"""One thread a device on a wire: opens it, attends it turn by turn, and takes it up again after a loss.

The device may vanish at any moment and come back, also on another port. Nothing here knows what a device is for; what
a family adds is its `Duty`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol
from uuid import UUID

from pos_desktop.application.device_states import DeviceState, DeviceStatus
from pos_desktop.application.errors import FixSetting, PersonError, TryAgain
from pos_desktop.application.wording import tr
from pos_desktop.devices.printers.conversation_log import ConversationLog
from pos_desktop.domain.record import replace
from pos_desktop.system.wires.channel import ChannelLost

if TYPE_CHECKING:
    from pos_desktop.application.printing import LogLine
    from pos_desktop.devices.base import AttendedDevice, Log
    from pos_desktop.devices.wired import WireSettings

STOP_SECONDS: Final = 2.0
SHORTEST_TURN: Final = 0.005
"""A device that ends every turn at once does not keep a processor busy."""

_logger = logging.getLogger(__name__)


class AttendantListener(Protocol):
    """Called on the attendant's thread; must return soon and not raise."""

    def on_attended(self, device_id: UUID, status: DeviceStatus, error: PersonError | None) -> None:
        """After every turn and every failed opening; the error says why it is not reached."""
        ...

    def on_error(self, device_id: UUID, error: Exception) -> None:
        """A fault of the program on this thread, which goes on; for the crash report."""
        ...


class Duty:
    """What a family adds to the turns. Every call is made on the attendant's thread."""

    def renew(self, device: AttendedDevice) -> None:
        """A device was made anew and has yet to be told what is wanted of it."""

    def before(self, device: AttendedDevice) -> None:
        """It is open and a turn begins."""

    def after(self, device: AttendedDevice) -> None:
        """A turn has ended well."""

    def away(self, lost: bool) -> None:
        """It could not be opened, or (`lost`) its wire broke in a turn."""

    def end(self) -> None:
        """The thread ends."""


@dataclass(frozen=True)
class Pace:
    """Seconds: of a turn, and of the pauses between two attempts to open, which double from first to longest."""

    turn: float = 0.5
    first_pause: float = 0.25
    longest_pause: float = 5.0


@dataclass(frozen=True)
class Post:
    """How a device is made, and where it is looked for."""

    settings: WireSettings
    make: Callable[[WireSettings, Log], AttendedDevice]
    """Makes it without connecting."""

    def settings_now(self) -> WireSettings:
        """With the port on which the device is now. Raises `TryAgain`."""
        from pos_desktop.devices.wired import settings_where_it_is

        return settings_where_it_is(self.settings)


class Attendant:
    """`start`, then `ask` or `wake` whenever something is wanted; `stop` ends it within two seconds."""

    def __init__(
        self,
        device_id: UUID,
        post: Post,
        listener: AttendantListener,
        now: Callable[[], datetime],
        duty: Duty | None = None,
        pace: Pace | None = None,
    ) -> None:
        """`now` is the clock's UTC time."""
        self._device_id = device_id
        self._post = post
        self._listener = listener
        self._duty = duty or Duty()
        self._pace = pace or Pace()
        self._log = ConversationLog(now)
        self._settings = post.settings
        self._device = post.make(post.settings, self._log)
        self._renewed = False
        self._open = False
        self._told_away = ""
        self._pause = self._pace.first_pause
        self._due = 0.0
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._again = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"device {device_id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, call: Callable[[AttendedDevice], None]) -> None:
        """From any thread: `call` tells the device what is wanted of it, and the turn under way ends."""
        with self._lock:
            device = self._device
        call(device)
        device.interrupt()

    def wake(self) -> None:
        """From any thread: something is to be done now, also when the device rests after a failure."""
        self._woken.set()
        self._device.interrupt()

    def reconnect(self) -> None:
        """From any thread: drop the connection and make a new one at once."""
        self._again.set()
        self.wake()

    def begin_stop(self) -> None:
        """Ask the thread to end, without waiting for it."""
        self._stopping.set()
        self.wake()

    def stop(self) -> bool:
        """End the thread; False if it did not end in two seconds."""
        self.begin_stop()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
        return not self._thread.is_alive()

    def log_lines(self, after: int = 0) -> list[tuple[int, LogLine]]:
        """Numbered lines of the conversation after line `after`; the last 500 are kept."""
        return self._log.lines(after)

    # -- the thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._round()
            except PersonError as error:
                self._could_not(error)
            except ChannelLost as loss:
                self._lost(loss)
            except Exception as error:
                self._fault(error)
        for last in (self._duty.end, self._device.close):
            try:
                last()
            except Exception as error:
                self._report(error)

    def _round(self) -> None:
        """Waits while the device rests, else opens it where it is not open, and attends it for one turn."""
        woken = self._woken.is_set()
        self._woken.clear()
        if self._again.is_set():
            self._again.clear()
            self._close()
        if not self._open:
            if not woken and (left := self._due - time.monotonic()) > 0:
                self._woken.wait(left)
                return
            self._take_up()
        self._duty.before(self._device)
        begun = time.monotonic()
        status = self._device.attend(self._pace.turn)
        self._duty.after(self._device)
        self._pause = self._pace.first_pause
        self._tell(status)
        if time.monotonic() - begun < SHORTEST_TURN:
            self._stopping.wait(SHORTEST_TURN)

    def _take_up(self) -> None:
        settings = self._post.settings_now()
        if settings != self._settings:
            made = self._post.make(settings, self._log)
            with self._lock:
                self._device, self._settings, self._renewed = made, settings, False
        if not self._renewed:
            self._duty.renew(self._device)
            self._renewed = True
        self._device.open()
        self._open = True
        self._told_away = ""

    def _could_not(self, error: PersonError) -> None:
        """Said once in the log, however often it fails the same way."""
        if str(error) != self._told_away:
            self._told_away = str(error)
            self._log("note", f"not reached: {error.__cause__ or type(error).__name__}", "danger")
        state = DeviceState.ERROR if isinstance(error, FixSetting) else DeviceState.UNREACHABLE
        self._leave(lost=False)
        self._tell(DeviceStatus(state, detail=str(error)), error)

    def _lost(self, loss: ChannelLost) -> None:
        self._log("note", f"connection lost: {loss}", "danger")
        self._leave(lost=True)
        broken = TryAgain(
            tr("The device is not reached"),
            tr("The connection broke off."),
            tr("Check that it is on and its cable is plugged in."),
        )
        self._tell(DeviceStatus(DeviceState.UNREACHABLE, detail=str(loss)), broken)

    def _fault(self, error: Exception) -> None:
        self._report(error)
        self._leave(lost=True)
        self._tell(DeviceStatus(DeviceState.ERROR, detail=type(error).__name__))

    def _leave(self, *, lost: bool) -> None:
        """Closed until a pause is over, which grows for as long as it lasts."""
        self._close()
        self._due = time.monotonic() + self._pause
        self._pause = min(self._pace.longest_pause, self._pause * 2)
        try:
            self._duty.away(lost)
        except Exception as error:
            self._report(error)

    def _close(self) -> None:
        self._open = False
        try:
            self._device.close()
        except Exception as error:
            self._report(error)

    def _tell(self, status: DeviceStatus, error: PersonError | None = None) -> None:
        if self._settings != self._post.settings:
            status = replace(status, address=self._settings.address)
        try:
            self._listener.on_attended(self._device_id, status, error)
        except Exception:
            _logger.exception("the listener of device %s failed", self._device_id)

    def _report(self, error: Exception) -> None:
        self._log("note", f"fault of the program: {type(error).__name__}", "danger")
        try:
            self._listener.on_error(self._device_id, error)
        except Exception:
            _logger.exception("the listener of device %s failed", self._device_id)
