"""A scripted peer for each driver of a device on a wire of its own."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pos_desktop.application.counter import LineText
from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.printing import DrawerState
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.devices.registry import device_driver
from tests import hid_descriptors as hid
from tests.counter_hardware import until
from tests.wire_peers import HidPeer, Peer, TcpPeer

ORDER = WeighingOrder(price_minor=500)

PATIENCE_SECONDS = 30.0  # of a busy computer; what comes sooner is not waited for
ANSWER_MS = 20_000
"""For a peer that always answers, on a computer that may be busy: more than a shop may set."""


class Harness:
    """A driver at work on a scripted peer."""

    key = ""
    quick: dict[str, object] = {}
    """For a peer that keeps silent or speaks nonsense."""
    always: dict[str, object] = {}
    on_a_line = True
    """Whether it has a serial port too."""

    @staticmethod
    def peer_of() -> Peer:
        return TcpPeer()

    def __init__(self, peer: Peer, **settings: object) -> None:
        self.peer = peer
        self.driver = device_driver(self.key)
        self.told: list[Any] = []
        self.log: list[str] = []
        listener = (
            () if self.driver.family in (DeviceFamily.DISPLAY, DeviceFamily.DRAWER) else (self.told.append,)
        )
        parsed = self.driver.parse(peer.settings() | self.always | settings)
        if "answer_ms" in self.quick and "answer_ms" not in settings:
            parsed = replace(parsed, answer_ms=ANSWER_MS)
        self.device: Any = self.driver.create(parsed, lambda _, words, __: self.log.append(words), *listener)
        self.honest()

    def hurry(self) -> None:
        """Nothing that comes is waited for long."""
        self.device._settings = replace(self.device._settings, **self.quick)

    def honest(self) -> None:
        """The peer answers as it should."""

    def works(self) -> None:
        """Asserts that the device does what it is for."""
        raise NotImplementedError

    def half(self) -> bytes:
        """Half of what the device would say."""
        return b""

    def attend(self, turns: int = 1, seconds: float = 0.1) -> Any:
        for _ in range(turns):
            status = self.device.attend(seconds)
        return status


class ScaleHarness(Harness):
    quick = {"answer_ms": 120}
    grams = 1234

    def reading(self, order: WeighingOrder | None = ORDER, seconds: float = PATIENCE_SECONDS) -> ScaleReading:
        """The next reading for the order."""
        self.device.order(order)
        known, end = len(self.told), time.monotonic() + seconds
        while len(self.told) == known and time.monotonic() < end:
            self.device.attend(0.3)
        return self.told[-1]

    def works(self) -> None:
        reading, end = self.reading(), time.monotonic() + PATIENCE_SECONDS
        while reading.state in (ScaleState.NO_ANSWER, ScaleState.MOTION) and time.monotonic() < end:
            reading = self.reading()  # the peer's thread had to wait for the computer
        assert (reading.state, reading.net_milli, reading.unit) == (ScaleState.STABLE, self.grams, "kg")
        assert reading.sellable


class Mettler(ScaleHarness):
    key = "mettler_8217"

    def honest(self) -> None:
        self.peer.script = lambda data: self.frame() if data == b"W" else b""

    def frame(self, grams: int = 1234) -> bytes:
        return b"\x02%02d.%03d\r" % divmod(grams, 1000)

    def half(self) -> bytes:
        return b"\x0201.2"


class Dialog(ScaleHarness):
    key = "dialog_06"

    def honest(self) -> None:
        self.peer.script = lambda data: {
            b"\x04\x05": self.frame(),
            b"\x04\x0208\x03": b"\x0209\x1b00\x03",
            b"\x04": b"",
        }.get(data, b"\x06")

    def frame(self, grams: int = 1234) -> bytes:
        return b"\x0202\x1b3\x1b%05d\x1b000500\x1b%06d\x03" % (grams, (grams * 500 + 500) // 1000)

    def half(self) -> bytes:
        return self.frame()[:11]


class Continuous(ScaleHarness):
    key = "toledo_continuous"

    def honest(self) -> None:
        self.peer.script = lambda data: b""
        self.stop = threading.Event()
        self.streamed: list[int] = []
        self._thread = threading.Thread(target=self._stream, daemon=True)
        self._thread.start()

    def silence(self) -> None:
        """The stream ends; its last frame has left."""
        self.stop.set()
        self._thread.join(PATIENCE_SECONDS)

    def until_streamed(self, grams: int, times: int = 1) -> None:
        """So many frames more with this weight have left."""
        wanted = self.streamed.count(grams) + times
        until(lambda: self.streamed.count(grams) >= wanted)

    def _stream(self) -> None:
        while not self.stop.wait(0.03):
            grams = self.grams
            self.peer.send(self.frame(grams))
            self.streamed.append(grams)

    def frame(self, grams: int | None = None) -> bytes:
        said = b"\x02\x2d\x30\x20%6d%6d\r" % (self.grams if grams is None else grams, 0)
        return said + bytes([-sum(said) & 0x7F])

    def half(self) -> bytes:
        return self.frame()[:9]


class HidScale(Continuous):
    key = "hid_scale"
    on_a_line = False

    @staticmethod
    def peer_of() -> Peer:
        return HidPeer(hid.SCALE)

    def frame(self, grams: int | None = None) -> bytes:
        return hid.weight(4, 3, -3, self.grams if grams is None else grams)

    def half(self) -> bytes:
        return self.frame()[:4]


class Scanner(Harness):
    key = "serial_scanner"
    always = {"pause_ms": 60}

    def works(self) -> None:
        self.peer.send(b"]E04006381333931\r\n")
        before = len(self.told)
        end = time.monotonic() + PATIENCE_SECONDS
        while len(self.told) == before and time.monotonic() < end:
            self.attend()
        assert self.told[before:] == ["]E04006381333931"]

    def half(self) -> bytes:
        return b"40063813"


class HidScanner(Scanner):
    key = "hid_scanner"
    on_a_line = False

    @staticmethod
    def peer_of() -> Peer:
        return HidPeer(hid.SCANNER)

    def works(self) -> None:
        before = len(self.told)
        self.peer.send(hid.code(b"4006381333931"))
        end = time.monotonic() + PATIENCE_SECONDS
        while len(self.told) == before and time.monotonic() < end:
            self.attend()
        assert self.told[before:] == ["]E04006381333931"]

    def half(self) -> bytes:
        return hid.code(b"40063813", more=True)


class Display(Harness):
    shows = b""

    def works(self) -> None:
        self.peer.received = b""
        self.device.show(LineText("Milk", "Total", "1.20", "12.34"))
        self.attend(2, 0.02)
        for line in (b"Milk            1.20", b"Total          12.34"):
            assert self.peer.wait_received(line)


class EscPosHarness(Display):
    key = "escpos_display"


class Cd5220Harness(Display):
    key = "cd5220"


class Drawer(Harness):
    key = "serial_drawer"
    quick = {"answer_ms": 100}
    always = {"opens": "1B 70 00", "sensor": "byte", "asks": "05"}
    open = False

    def honest(self) -> None:
        self.peer.script = self._answer

    def _answer(self, data: bytes) -> bytes:
        if b"\x1bp\x00" in data:
            self.open = True
        return (b"\x01" if self.open else b"\x00") if b"\x05" in data else b""

    def works(self) -> None:
        self.open = False
        self.until(DrawerState.CLOSED)
        before = self.peer.received.count(b"\x1bp\x00")
        self.device.kick()
        self.until(DrawerState.OPEN)
        assert self.peer.received.count(b"\x1bp\x00") == before + 1

    def until(self, state: DrawerState) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while self.device.state() is not state and time.monotonic() < end:
            self.attend(1, 0.4)
        assert self.device.state() is state


HARNESSES: dict[str, type[Harness]] = {
    kind.key: kind
    for kind in (
        *(Mettler, Dialog, Continuous, HidScale, Scanner, HidScanner),
        *(EscPosHarness, Cd5220Harness, Drawer),
    )
}


@pytest.fixture
def peer(request: pytest.FixtureRequest) -> Iterator[Peer]:
    """The end that the test's kind of device has its wire to."""
    chosen = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    kind = chosen.get("kind") or HARNESSES.get(chosen.get("harness", ""), Harness)
    made = kind.peer_of()
    yield made
    getattr(made, "end", made.vanish)()


def opened(kind: type[Any], peer: Peer, request: pytest.FixtureRequest, **settings: object) -> Any:
    made = kind(peer, **settings)
    request.addfinalizer(lambda: (made.device.close(), getattr(made, "stop", threading.Event()).set()))
    made.device.open()
    return made
