"""Counter devices for tests of what drives them: a plain language of lines, over real ptys and sockets."""

from __future__ import annotations

import contextlib
import os
import pty
import socket
import threading
import time
import tty
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pos_desktop.application.counter import LineText
from pos_desktop.application.device_states import DeviceFamily, DeviceState, DeviceStatus
from pos_desktop.application.printing import DrawerState
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.devices.base import Log
from pos_desktop.devices.registry import device_drivers
from pos_desktop.devices.settings import fields_of, read_settings
from pos_desktop.devices.wired import WireSettings, open_wire
from tests.kept_port import kept_port

PATIENCE = 60.0


def until(seen: Callable[[], object], patience: float = PATIENCE) -> float:
    """Waits until something is so; how many seconds it took."""
    begun = time.monotonic()
    while not seen():
        assert time.monotonic() - begun < patience, "waited in vain"
        time.sleep(0.01)
    return time.monotonic() - begun


class PlainDevice:
    """Reads whole lines. A scale is asked with 'W', a drawer opened with 'K', a display told its upper line."""

    def __init__(self, family: DeviceFamily, settings: WireSettings, log: Log, listener: Any = None) -> None:
        self._family, self._settings, self._log, self._listener = family, settings, log, listener
        self._channel: Any = None
        self._woken = threading.Event()
        self._wanted: list[bytes] = []
        self._order: WeighingOrder | None = None
        self._kicks = 0
        self._text: LineText | None = None
        self._state = DrawerState.UNKNOWN
        self._rest = b""

    def open(self) -> None:
        if self._channel is None:
            self._channel = open_wire(self._settings)
            self._log("note", "connected", "good")
            if self._text is not None:
                self._wanted.append(self._text.upper.encode())

    def attend(self, seconds: float) -> DeviceStatus:
        self._woken.clear()
        asked, self._wanted = self._wanted, []  # what is asked for from now on goes out in the next turn
        for wanted in [*asked, *([b"W"] if self._order else [])]:
            self._channel.write_some(wanted + b"\n", 0.2)
        end = time.monotonic() + seconds
        shown, answered = "", False
        while not answered and not self._woken.is_set() and time.monotonic() < end:
            for line in self._lines(self._channel.read_some(min(0.05, max(0.0, end - time.monotonic())))):
                shown, answered = self._take(line), True
        state = DeviceState.READY if answered or self._family != DeviceFamily.SCALE else DeviceState.UNKNOWN
        return DeviceStatus(state, shown)

    def _lines(self, data: bytes) -> list[str]:
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [line.decode("ascii", "replace") for line in whole]

    def _take(self, line: str) -> str:
        self._log("in", f"{len(line)} characters", "plain")
        if line == "crash":
            raise ZeroDivisionError("a fault of the program")
        if self._family == DeviceFamily.SCANNER:
            self._listener(line)
        elif self._family == DeviceFamily.SCALE:
            grams = int(line) if line.isdigit() else None
            state = ScaleState.ERROR if grams is None else ScaleState.STABLE
            self._listener(ScaleReading(state, grams))
        elif self._family == DeviceFamily.DRAWER:
            self._state = DrawerState(line) if line in ("open", "closed") else DrawerState.UNKNOWN
        return line

    def interrupt(self) -> None:
        self._woken.set()

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def order(self, order: WeighingOrder | None) -> None:
        self._order = order

    def zero(self) -> None:
        self._wanted.append(b"Z")

    def show(self, text: LineText) -> None:
        self._text = text
        self._wanted.append(text.upper.encode())

    def kick(self) -> None:
        self._wanted.append(b"K")

    def state(self) -> DrawerState:
        return self._state


class PlainDriver:
    """A driver of one family for `PlainDevice`."""

    def __init__(self, family: DeviceFamily) -> None:
        self.family = family
        self.key = f"plain_{family.value}"
        self.label = f"Plain {family.value}"
        self.made: list[PlainDevice] = []

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return fields_of(WireSettings)

    def parse(self, raw: Mapping[str, object]) -> WireSettings:
        return read_settings(WireSettings, raw)

    def create(self, settings: Any, log: Log, *listener: Any) -> PlainDevice:
        self.made.append(PlainDevice(self.family, settings, log, *listener))
        return self.made[-1]


@pytest.fixture
def plain_drivers(monkeypatch: pytest.MonkeyPatch) -> dict[DeviceFamily, PlainDriver]:
    """A plain driver of each family among those of the register."""
    made = {family: PlainDriver(family) for family in DeviceFamily if family != DeviceFamily.PRINTER}
    for driver in made.values():
        monkeypatch.setitem(device_drivers(), driver.key, driver)  # type: ignore[arg-type]  # a mapping that is a dict
    return made


class Bench:
    """The other end of the wire: keeps what arrives, and says what it is told to."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.answers: dict[str, str] = {}
        self._rest = b""
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def _watch(self, read: Callable[[], bytes | None]) -> None:
        self._end.clear()
        self._thread = threading.Thread(target=self._listen, args=(read,), name="bench", daemon=True)
        self._thread.start()

    def _listen(self, read: Callable[[], bytes | None]) -> None:
        while not self._end.is_set():
            data = read()
            if data is None:
                return
            *whole, self._rest = (self._rest + data).split(b"\n")
            for line in whole:
                self.heard.append(line.decode())
                if (answer := self.answers.get(line.decode())) is not None:
                    with contextlib.suppress(OSError):
                        self.say(answer)

    def say(self, line: str) -> None:
        raise NotImplementedError

    def _finish(self) -> None:
        self._end.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)


class PtyBench(Bench):
    """A serial port that can be pulled out and plugged in again, also under another name."""

    def __init__(self, folder: Path, name: str = "ttyA") -> None:
        super().__init__()
        self._folder = folder
        self.port = folder / name
        self.plug_in()

    def plug_in(self, name: str = "") -> None:
        if name:
            self.port = self._folder / name
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        self.port.symlink_to(os.ttyname(slave))
        self._slave = slave  # held open: without a reader a pty would be at its end at once
        os.set_blocking(self._master, False)
        self._watch(self._read)

    def _read(self) -> bytes | None:
        import select

        if not select.select([self._master], [], [], 0.05)[0]:
            return b""
        try:
            return os.read(self._master, 4096)
        except OSError:
            return None

    def say(self, line: str) -> None:
        os.write(self._master, line.encode() + b"\n")

    def pull_out(self) -> None:
        if self.port.is_symlink():
            self.port.unlink()
            self._finish()
            os.close(self._slave)
            os.close(self._master)

    settings = property(lambda self: {"wire": "serial", "port": str(self.port)})


class TcpBench(Bench):
    """A device behind an Ethernet-to-serial converter."""

    def __init__(self) -> None:
        super().__init__()
        self._connection: socket.socket | None = None
        self._server: socket.socket | None = None
        self.number = kept_port()
        self.plug_in()

    def plug_in(self) -> None:
        self._server = socket.create_server(("127.0.0.1", self.number))
        self._server.settimeout(0.05)
        self._watch(self._read)

    def _read(self) -> bytes | None:
        assert self._server is not None
        try:
            if self._connection is None:
                self._connection = self._server.accept()[0]
                self._connection.settimeout(0.05)
            data = self._connection.recv(4096)
        except TimeoutError:
            return b""
        except OSError:
            return None
        if not data:
            self._connection.close()
            self._connection = None
        return data

    def say(self, line: str) -> None:
        assert self._connection is not None
        self._connection.sendall(line.encode() + b"\n")

    @property
    def connected(self) -> bool:
        return self._connection is not None

    def pull_out(self) -> None:
        self._finish()
        for each in (self._connection, self._server):
            if each is not None:
                each.close()
        self._connection = self._server = None

    settings = property(lambda self: {"wire": "tcp", "host": "127.0.0.1", "tcp_port": self.number})
