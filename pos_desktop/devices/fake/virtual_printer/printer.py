"""The whole printer: network, buffer, mechanism, sensors, and a hand that opens the cover."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Self

from PIL import Image

from pos_desktop.devices.fake.virtual_printer.hands import Hands
from pos_desktop.devices.fake.virtual_printer.paper import DrawerPulse, Receipt, as_paper
from pos_desktop.devices.fake.virtual_printer.press import Press
from pos_desktop.devices.fake.virtual_printer.protocol import REALTIME_CODES, Command, Framer
from pos_desktop.devices.fake.virtual_printer.server import Server
from pos_desktop.devices.fake.virtual_printer.state import PrinterState, Trouble
from pos_desktop.system.virtual.listeners import Listeners, Stop
from pos_desktop.system.virtual.switched import Switched

log = logging.getLogger(__name__)

DOTS = {48: 576, 42: 512, 32: 384}
"""Columns of font A to dots across."""
_KEPT_RECEIPTS, _KEPT_NOTES = 500, 1000
_DOTS_A_LINE = 30
_READ_AT_ONCE = 65_536
_STOP_WITHIN = 30.0


class VirtualPrinter(Switched, Hands):
    """An 80 mm receipt printer on TCP.

    `port` 0 picks a free one at the first start and keeps it. `columns` is 48, 42 or 32 (58 mm paper).
    `line_delay` is seconds a line of 30 dots takes. Every method may be called from every thread;
    call-backs come on the printer's threads, or on the caller's for changes made by hand.
    """

    def __init__(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        columns: int = 48,
        *,
        drawer_pin: int = 2,
        drawer_open_is_high: bool = True,
        line_delay: float = 0.0,
        buffer_bytes: int = 4096,
        refuse_second: bool = False,
    ) -> None:
        self.columns = columns
        self.drawer_pin = drawer_pin
        self.line_delay = line_delay
        self._buffer_bytes = buffer_bytes
        self._state = PrinterState(drawer_open_is_high=drawer_open_is_high)
        self._changed = threading.Condition(threading.RLock())
        self._paper_lock = threading.RLock()
        self._receipts: deque[Receipt] = deque(maxlen=_KEPT_RECEIPTS)
        self._pulses: deque[DrawerPulse] = deque(maxlen=_KEPT_NOTES)
        self._problems: deque[str] = deque(maxlen=_KEPT_NOTES)
        self._listeners = Listeners()
        self._news: deque[Callable[[], None]] = deque()
        self._version = 0
        self._queue: deque[tuple[int, Command]] = deque()
        self._queued = 0
        self._busy = False
        self._running = False
        self._session = self._printing_session = 0
        self._watched = 0
        self._framer = Framer()
        self._press = Press(DOTS.get(columns, columns * 12), self)
        self._server = Server(host, port, self, refuse_second=refuse_second)
        self._thread: threading.Thread | None = None

    # Running ------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Switch on. Raises OSError when the port is taken."""
        if self._running:
            return self
        self._server.start()
        self._running = True
        self._thread = threading.Thread(target=self._print, name="virtual-printer-press", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Switch off: connections close, the buffer is lost, paper already printed stays."""
        with self._changed:
            self._running = False
            self._notify()
        self._server.stop()
        if self._thread is not None:
            self._thread.join(_STOP_WITHIN)
            self._thread = None
        with self._changed:
            self._drop_queue()
            self._framer.reset()
        with self._paper_lock:
            self._press.power_up()

    @property
    def host(self) -> str:
        """Where it listens."""
        return self._server.host

    @property
    def port(self) -> int:
        """The port it listens on; 0 until the first start when none was asked for."""
        return self._server.port

    @property
    def running(self) -> bool:
        """Whether it is switched on."""
        return self._running

    # What it has done ---------------------------------------------------------------------------

    @property
    def state(self) -> PrinterState:
        """Sensors and switches at this moment."""
        return self._state

    @property
    def receipts(self) -> list[Receipt]:
        """Pieces of paper that came off, oldest first (the last 500)."""
        with self._changed:
            return list(self._receipts)

    @property
    def pulses(self) -> list[DrawerPulse]:
        """Drawer pulses, oldest first."""
        with self._changed:
            return list(self._pulses)

    @property
    def problems(self) -> list[str]:
        """What a real printer would have ignored, refused or printed wrongly, oldest first."""
        with self._changed:
            return list(self._problems)

    @property
    def text(self) -> str:
        """Lines on the paper that has not been cut yet."""
        with self._paper_lock:
            return self._press.roll.text

    @property
    def uncut_dots(self) -> int:
        """Length of the paper that has not been cut yet; changes whenever something was printed."""
        return self._press.roll.height

    def paper_image(self) -> Image.Image:
        """The paper that has not been cut yet, as a picture, mode "L"."""
        with self._paper_lock:
            bitmap = self._press.roll.bitmap()
        return as_paper(bitmap, None)

    def pieces(self, count: int) -> list[tuple[int, int, bytes]]:
        """The last `count` receipts and below them the uncut paper: width, height, one grey byte a dot."""
        images = [receipt.image for receipt in self.receipts[-count:]]
        if self.uncut_dots:
            images.append(self.paper_image())
        return [(image.width, image.height, image.tobytes()) for image in images]

    def buffered_bytes(self) -> int:
        """Bytes received and not printed."""
        with self._changed:
            return self._queued + self._framer.pending

    def forget(self) -> None:
        """Empty the lists of receipts, pulses and problems."""
        with self._changed:
            self._receipts.clear()
            self._pulses.clear()
            self._problems.clear()
        self._listeners.tell("paper")

    # Waiting ------------------------------------------------------------------------------------

    def wait_until(self, condition: Callable[[], bool], timeout: float = 30.0) -> bool:
        """Wait until `condition` holds; it is looked at, without locks, whenever the printer changed."""
        until = time.monotonic() + timeout
        seen = self._version
        while not condition():
            if not self._wait_change(seen, until - time.monotonic()):
                return condition()
            seen = self._version
        return True

    def _wait_change(self, seen: int, seconds: float) -> bool:
        with self._changed:
            return seconds > 0 and self._changed.wait_for(lambda: self._version != seen, seconds)

    def wait_for_receipts(self, count: int, timeout: float = 30.0) -> list[Receipt]:
        """The receipts, once there are `count` of them. Raises TimeoutError that tells what there is."""
        if not self.wait_until(lambda: len(self._receipts) >= count, timeout):
            raise TimeoutError(
                f"{len(self.receipts)} of {count} receipts after {timeout} s; {self.buffered_bytes()} bytes "
                f"buffered, online {self.state.online}, uncut text {self.text!r}, problems {self.problems}"
            )
        return self.receipts

    def wait_for_pulses(self, count: int, timeout: float = 30.0) -> list[DrawerPulse]:
        """The drawer pulses, once there are `count` of them. Raises TimeoutError."""
        if not self.wait_until(lambda: len(self._pulses) >= count, timeout):
            raise TimeoutError(f"{len(self.pulses)} of {count} pulses after {timeout} s")
        return self.pulses

    def wait_idle(self, timeout: float = 30.0) -> bool:
        """Wait until everything received has been printed; False when it has not."""
        return self.wait_until(self._idle, timeout)

    def _idle(self) -> bool:
        with self._changed:
            return not self._queue and not self._busy

    def _notify(self) -> None:
        """Wake everybody who waits; to be called with the condition held."""
        self._version += 1
        self._changed.notify_all()

    # Being told ---------------------------------------------------------------------------------

    def on_receipt(self, call: Callable[[Receipt], None]) -> Stop:
        """Call with each piece of paper that comes off."""
        return self._listeners.add("receipt", call)

    def on_pulse(self, call: Callable[[DrawerPulse], None]) -> Stop:
        """Call with each drawer pulse."""
        return self._listeners.add("pulse", call)

    def on_state(self, call: Callable[[PrinterState], None]) -> Stop:
        """Call with each new state."""
        return self._listeners.add("state", call)

    def on_paper(self, call: Callable[[], None]) -> Stop:
        """Call whenever the paper moved."""
        return self._listeners.add("paper", call)

    # Mishaps and changes ------------------------------------------------------------------------

    def dies_after(self, count: int) -> None:
        """Reset the connection once `count` more bytes were read; the next connection is served again."""
        self._server.dies_after(count)

    def tear_off(self) -> None:
        """Tear the uncut paper off as a receipt."""
        with self._paper_lock:
            self._press.tear_off()
        self._spread_news()

    def _become(self, **changes: object) -> None:
        with self._changed:
            before = self._state
            self._state = replace(before, **changes)  # type: ignore[arg-type]  # names are the fields'
            after = self._state
            watched, session = self._watched, self._session
            self._notify()
        if after == before:
            return
        if after.differs_for(before, watched):
            self._send(after.automatic(), session)
        self._server.wake()
        self._listeners.tell("state", after)

    # Receiving (reader thread) ------------------------------------------------------------------

    def room(self) -> int:
        """Bytes the buffer takes now.

        A command that is longer than the buffer is printed as it streams in, so while the mechanism
        runs and nothing else is queued the unfinished command does not count.
        """
        with self._changed:
            if self._state.online and not self._queue:
                return _READ_AT_ONCE if self._framer.pending else self._buffer_bytes
            free = self._buffer_bytes - self._queued - self._framer.pending
            return max(0, free)

    def connected(self, session: int) -> None:
        """A new sender; automatic status is off until it asks for it."""
        with self._changed:
            self._session = session
            self._watched = 0

    def received(self, data: bytes) -> None:
        """Cut into commands; real-time ones are carried out here and now, the others queue up."""
        for command in self._framer.feed(data):
            if command.code in REALTIME_CODES:
                self._at_once(command)
            else:
                with self._changed:
                    self._queue.append((self._session, command))
                    self._queued += command.size
        with self._changed:
            self._notify()

    def disconnected(self) -> None:
        """The interface forgets half a command; a half line stays in the mechanism."""
        dropped = self._framer.reset()
        if dropped:
            self.problem(f"connection ended inside a command, {dropped} bytes dropped")
        with self._changed:
            self._watched = 0
            self._notify()

    def _at_once(self, command: Command) -> None:
        kind = command.args[0]
        if command.code == b"\x10\x04":
            answer = self._state.realtime(kind)
            if answer is None:
                self.problem(f"DLE EOT {kind}: no such status")
            else:
                self._send(answer, self._session)
        elif command.code == b"\x10\x05":
            self._recover(kind)
        elif kind == 1 and command.args[1] in (0, 1) and 1 <= command.args[2] <= 8:
            self._kick_at_once(command.args[1], command.args[2])
        elif kind == 8 and command.args[1:] == b"\x01\x03\x14\x01\x06\x02\x08":
            self._clear_buffers()

    def _recover(self, kind: int) -> None:
        """DLE ENQ 1 prints on, 2 drops what is buffered; both mend what can be mended from afar."""
        if self._state.trouble in (Trouble.CUTTER, Trouble.RECOVERABLE) and kind in (1, 2):
            if kind == 2:
                self._drop_queue()
            self.mend()

    def _kick_at_once(self, connector: int, hundred_ms: int) -> None:
        """DLE DC4 1 m t: refused while the mechanism has failed."""
        if self._state.trouble is not Trouble.NONE:
            return
        times = hundred_ms * 100
        self._pulsed(DrawerPulse(pin=5 if connector else 2, on_ms=times, off_ms=times, realtime=True))

    def _clear_buffers(self) -> None:
        self._drop_queue()
        with self._paper_lock:
            self._press.initialise()
        self._send(b"\x37\x25\x00", self._session)

    def _drop_queue(self) -> None:
        with self._changed:
            self._queue.clear()
            self._queued = 0
            self._notify()

    def _send(self, data: bytes, session: int) -> None:
        if not self._state.muted:
            self._server.answer(data, session)

    # Printing (press thread) --------------------------------------------------------------------

    def _print(self) -> None:
        while (command := self._next()) is not None:
            before = self._press.roll.height
            self._carry_out(command)
            moved = max(0, self._press.roll.height - before)
            self._spread_news()
            if moved:
                with self._changed:
                    self._notify()
                self._listeners.tell("paper")
                self._take_time(moved)
            self._finished()

    def _carry_out(self, command: Command) -> None:
        """A command that trips the press is a bug of ours; it must not take the printer down."""
        with self._paper_lock:
            try:
                self._press.execute(command)
            except Exception:
                log.exception("the virtual printer tripped over command %r", command.code)
                self.problem(f"command {command.code!r} could not be carried out")

    def _next(self) -> Command | None:
        """The next command to carry out, once there is one and the mechanism can run; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running or (self._queue and self._state.online))
            if not self._running:
                return None
            self._printing_session, command = self._queue.popleft()
            self._queued -= command.size
            self._busy = True
        return command

    def _finished(self) -> None:
        with self._changed:
            self._busy = False
            self._notify()
            empty = not self._queue
            half = self._queued < self._buffer_bytes // 2
        if empty or half:
            self._server.wake()

    def _take_time(self, dots: int) -> None:
        """Print speed; ends early when the printer is switched off."""
        if not self.line_delay:
            return
        until = time.monotonic() + self.line_delay * dots / _DOTS_A_LINE
        with self._changed:
            self._changed.wait_for(lambda: not self._running, max(0.0, until - time.monotonic()))

    # What the press asks of its surroundings ----------------------------------------------------

    def answer(self, data: bytes) -> None:
        """To whoever sent the command in hand; nobody when that connection has gone."""
        self._send(data, self._printing_session)

    def problem(self, text: str) -> None:
        """Note it, once in a row."""
        with self._changed:
            if not self._problems or self._problems[-1] != text:
                self._problems.append(text)
                self._notify()

    def receipt_done(self, receipt: Receipt) -> None:
        """Noted now, told when the press has let go of the paper."""
        self._news.append(lambda: self._take_receipt(receipt))

    def pulse(self, pulse: DrawerPulse) -> None:
        """Noted now, told when the press has let go of the paper."""
        self._news.append(lambda: self._pulsed(pulse))

    def _spread_news(self) -> None:
        while self._news:
            self._news.popleft()()

    def _take_receipt(self, receipt: Receipt) -> None:
        with self._changed:
            self._receipts.append(receipt)
            self._notify()
        self._listeners.tell("receipt", receipt)
        self._listeners.tell("paper")

    def _pulsed(self, pulse: DrawerPulse) -> None:
        """Open the drawer when it hangs on this pin and the pulse is long enough to pull its bolt."""
        if pulse.on_ms and pulse.pin == self.drawer_pin:
            self.drawer_open()
        with self._changed:
            self._pulses.append(pulse)
            self._notify()
        self._listeners.tell("pulse", pulse)

    def watch_changes(self, mask: int) -> None:
        """GS a: the present status goes out at once, later ones as they come."""
        with self._changed:
            if self._printing_session != self._session:
                return
            self._watched = mask
        if mask:
            self.answer(self._state.automatic())

    def sensors(self) -> tuple[bytes, bytes]:
        """Paper and drawer."""
        return self._state.paper_sensors(), self._state.drawer_sensor()
