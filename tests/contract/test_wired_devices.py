"""One suite over every registered driver of a device on a wire of its own: scales, scanners, displays, drawers."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from pos_desktop.application.counter import LineText
from pos_desktop.application.device_states import DeviceFamily, DeviceState
from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.printing import DrawerState
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.devices.base import no_log
from pos_desktop.devices.registry import device_driver, device_drivers
from pos_desktop.system.wires.channel import ChannelLost
from tests import hid_descriptors as hid
from tests.counter_hardware import until
from tests.wire_peers import HidPeer, Peer, PtyPeer, TcpPeer

NOISE = b"\x00\xff\x7f\x02\x1b\x80?" * 9
ORDER = WeighingOrder(price_minor=500)
PATIENCE_SECONDS = 12.0  # of a busy computer; what comes sooner is not waited for


class Harness:
    """A driver at work on a scripted peer."""

    key = ""
    quick: dict[str, object] = {}
    patient: dict[str, object] = {}
    """For a peer that always answers, on a computer that may be busy."""
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
        parsed = self.driver.parse(peer.settings() | self.quick | settings)
        self.device: Any = self.driver.create(parsed, lambda _, words, __: self.log.append(words), *listener)
        self.honest()

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
    patient = {"answer_ms": 1000}
    grams = 1234

    def reading(self, order: WeighingOrder | None = ORDER, seconds: float = 3.0) -> ScaleReading:
        """The next reading for the order."""
        self.device.order(order)
        known, end = len(self.told), time.monotonic() + seconds
        while len(self.told) == known and time.monotonic() < end:
            self.device.attend(0.3)
        return self.told[-1]

    def works(self) -> None:
        reading, end = self.reading(), time.monotonic() + PATIENCE_SECONDS
        while reading.state is ScaleState.NO_ANSWER and time.monotonic() < end:
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
        self._thread.join(2)

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
    quick = {"pause_ms": 60}

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
    quick = {"opens": "1B 70 00", "sensor": "byte", "asks": "05", "answer_ms": 100}
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
SCALES = [Mettler, Dialog, Continuous, HidScale]
ASKED = [Mettler, Dialog]


@pytest.fixture
def peer(request: pytest.FixtureRequest) -> Iterator[Peer]:
    """The end that the test's kind of device has its wire to."""
    chosen = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    kind = chosen.get("kind") or HARNESSES.get(chosen.get("harness", ""), Harness)
    made = kind.peer_of()
    yield made
    getattr(made, "end", made.vanish)()


@pytest.fixture(params=sorted(HARNESSES))
def harness(request: pytest.FixtureRequest, peer: Peer) -> Iterator[Harness]:
    made = HARNESSES[request.param](peer)
    yield made
    made.device.close()
    getattr(made, "stop", threading.Event()).set()


def opened(kind: type[Any], peer: Peer, request: pytest.FixtureRequest, **settings: object) -> Any:
    made = kind(peer, **kind.patient | settings)
    request.addfinalizer(lambda: (made.device.close(), getattr(made, "stop", threading.Event()).set()))
    made.device.open()
    return made


def test_every_registered_driver_has_a_harness() -> None:
    assert set(device_drivers()) == set(HARNESSES)


@pytest.mark.parametrize("key", sorted(HARNESSES))
def test_settings_are_asked_for_in_words_and_read_strictly(key: str) -> None:
    driver = device_driver(key)
    assert driver.label
    assert all(field.label != field.key for field in driver.fields), "a setting has no word"
    with pytest.raises(FixSetting):
        driver.parse({"nonsense": 1})


def test_opens_and_does_what_it_is_for(harness: Harness) -> None:
    harness.device.open()
    harness.device.open()
    harness.works()
    assert harness.attend().state is DeviceState.READY


@pytest.mark.parametrize("key", sorted(key for key, kind in HARNESSES.items() if kind.on_a_line))
def test_the_same_on_a_serial_port(key: str) -> None:
    peer = PtyPeer()
    harness = HARNESSES[key](peer)
    try:
        harness.device.open()
        harness.works()
        peer.vanish()
        with pytest.raises(ChannelLost):
            harness.attend(40, 0.3)
    finally:
        getattr(harness, "stop", threading.Event()).set()
        harness.device.close()
        peer.vanish()


def test_nobody_there_is_to_be_tried_again(harness: Harness) -> None:
    harness.peer.vanish()
    with pytest.raises(TryAgain):
        harness.device.open()


def test_not_open_is_lost(harness: Harness) -> None:
    with pytest.raises(ChannelLost):
        harness.attend()


def test_an_interrupted_turn_ends_at_once(harness: Harness) -> None:
    harness.device.open()
    harness.attend(2, 0.02)
    threading.Timer(0.1, harness.device.interrupt).start()
    started = time.monotonic()
    for _ in range(3):  # a turn may end of itself when something came
        harness.attend(1, 5)
        if time.monotonic() - started > 0.1:
            break
    assert time.monotonic() - started < 2.5


def test_a_wire_that_is_gone_is_noticed_within_three_seconds_of_rest(harness: Harness) -> None:
    harness.device.open()
    harness.attend(2, 0.02)
    harness.peer.vanish()
    started = time.monotonic()
    with pytest.raises(ChannelLost):
        harness.attend(30, 1)
    assert time.monotonic() - started < 3


def test_works_again_after_it_was_away(harness: Harness) -> None:
    harness.device.open()
    harness.works()
    harness.peer.vanish()
    with pytest.raises(ChannelLost):
        harness.attend(30, 1)
    harness.device.close()
    harness.device.close()
    harness.peer.come_back()  # type: ignore[attr-defined]  # the fixture's peer is on TCP
    harness.device.open()
    harness.works()


def test_noise_and_half_answers_are_nothing(harness: Harness) -> None:
    getattr(harness, "stop", threading.Event()).set()
    harness.device.open()
    if isinstance(harness, ScaleHarness):
        harness.device.order(ORDER)
    for said in (NOISE, harness.half(), bytes(range(256)), harness.half() + NOISE):
        harness.peer.script = lambda _, said=said: said
        harness.peer.send(said)
        harness.attend(2, 0.06)
    assert [reading for reading in harness.told if getattr(reading, "net_milli", 0) is not None] == []
    if isinstance(harness, Drawer):
        assert harness.device.state() is DrawerState.UNKNOWN


def test_a_slow_device_works(harness: Harness) -> None:
    harness.peer.byte_seconds = 0.002
    harness.device.open()
    harness.works()


@pytest.mark.parametrize("kind", SCALES)
def test_a_silent_scale_is_unknown_and_has_no_weight(
    kind: type[ScaleHarness], peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(kind, peer, request, **kind.quick)
    scale.peer.script = lambda _: b""
    if isinstance(scale, Continuous):
        scale.silence()
    scale.reading()
    assert scale.reading().state is ScaleState.NO_ANSWER
    assert scale.attend().state is DeviceState.UNKNOWN


@pytest.mark.parametrize("kind", ASKED)
def test_what_came_before_the_question_is_not_its_answer(
    kind: type[Any], peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(kind, peer, request)
    peer.send(scale.frame(9000))
    scale.works()
    peer.send(scale.frame(9000))
    scale.works()
    assert {reading.net_milli for reading in scale.told} == {1234}


@pytest.mark.parametrize("kind", ASKED)
def test_two_different_answers_are_no_answer_and_the_same_twice_is_no_other(
    kind: type[Any], peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(kind, peer, request)
    honest = peer.script
    peer.script = lambda data: honest(data) + (scale.frame(9000) if honest(data)[:1] == b"\x02" else b"")
    for _ in range(3):
        assert scale.reading().net_milli is None


def test_a_late_answer_is_none_to_the_next_question(peer: TcpPeer, request: pytest.FixtureRequest) -> None:
    scale = opened(Mettler, peer, request, answer_ms=200)
    asked = 0

    def late(data: bytes) -> bytes:
        nonlocal asked
        asked += 1
        if asked == 1:
            threading.Timer(0.3, lambda: peer.send(scale.frame(9000))).start()
            return b""
        return scale.frame()

    peer.script = late
    assert scale.reading().state is ScaleState.NO_ANSWER
    for _ in range(4):
        assert scale.reading().net_milli in (1234, None)
    scale.works()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (0x41, ScaleState.MOTION),
        (0x49, ScaleState.MOTION),
        (0x42, ScaleState.OVERLOAD),
        (0x44, ScaleState.UNDER_ZERO),
        (0x48, ScaleState.NEEDS_ZERO),
        (0x46, ScaleState.ERROR),
        (0x40, ScaleState.ERROR),
        (0x50, ScaleState.ERROR),
    ],
)
def test_a_status_of_the_8217_says_why_there_is_no_weight(
    status: int, state: ScaleState, peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Mettler, peer, request)
    peer.script = lambda _: b"\x02?%c\r" % status
    reading = scale.reading()
    assert (reading.state, reading.net_milli) == (state, None)


def test_a_scale_that_tells_no_weight_at_rest_is_ready(peer: TcpPeer, request: pytest.FixtureRequest) -> None:
    scale = opened(Dialog, peer, request)
    assert not scale.reading(None).sellable
    status = scale.device.attend(0.05)
    assert (status.state, status.shown) == (DeviceState.READY, "")


def test_the_8217_zeroes_weighs_in_pounds_and_takes_tare_off(
    peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Mettler, peer, request, unit="lb")
    peer.script = lambda data: b"\x0202.50\r" if data == b"W" else b"\x02?P\r"
    scale.device.zero()
    reading = scale.reading(WeighingOrder(unit="lb", tare_milli=500))
    assert (reading.net_milli, reading.tare_milli, reading.unit) == (2000, 500, "lb")
    assert b"Z" in peer.received
    less = scale.reading(WeighingOrder(unit="lb", tare_milli=3_000))
    assert (less.state, less.tare_milli, less.net_milli) == (ScaleState.UNDER_ZERO, 3_000, None)
    assert scale.reading(WeighingOrder()).state is ScaleState.OTHER_UNIT
    peer.script = lambda data: b"\x0202.500\r"
    assert scale.reading(WeighingOrder(unit="lb")).state is ScaleState.ERROR


def dialog(codes: dict[bytes, bytes]) -> Any:
    return lambda data: {b"\x04": b""}.get(data, codes.get(data, b"\x06"))


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (b"20", ScaleState.MOTION),
        (b"22", ScaleState.MOTION),
        (b"21", ScaleState.MOTION),
        (b"30", ScaleState.ZERO),
        (b"31", ScaleState.UNDER_ZERO),
        (b"32", ScaleState.OVERLOAD),
        (b"01", ScaleState.ERROR),
        (b"11", ScaleState.ERROR),
    ],
)
def test_a_record_09_says_why_there_is_no_result(
    code: bytes, state: ScaleState, peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Dialog, peer, request)
    peer.script = dialog({b"\x04\x05": b"\x15", b"\x04\x0208\x03": b"\x0209\x1b" + code + b"\x03"})
    reading = scale.reading(WeighingOrder(price_minor=500, tare_milli=20))
    assert (reading.state, reading.sellable) == (state, False)
    after_tare = state in (ScaleState.ZERO, ScaleState.UNDER_ZERO)
    assert reading.tare_milli == (20 if after_tare else 0)


def test_the_dialogue_tells_the_price_once_until_there_is_a_result(
    peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Dialog, peer, request)
    order = WeighingOrder(price_minor=500, tare_milli=20)
    peer.script = dialog({b"\x04\x05": b"\x15", b"\x04\x0208\x03": b"\x0209\x1b20\x03"})
    scale.reading(order)
    scale.reading(order)
    scale.honest()
    reading = scale.reading(order)
    assert (reading.net_milli, reading.tare_milli, reading.amount_minor) == (1234, 20, 617)
    assert peer.received.count(b"\x04\x0203\x1b000500\x1b0020\x03") == 1
    assert peer.wait_received(b"\x04\x05\x04")
    peer.script = dialog({b"\x04\x05": b"\x15", b"\x04\x0208\x03": b"\x0209\x1b21\x03"})
    assert scale.reading(order).net_milli == 1234  # nothing has moved since: it still lies there
    assert scale.reading(ORDER).state is ScaleState.MOTION  # for another order it was not weighed


@pytest.mark.parametrize("wrong", [b"000501\x1b000617", b"000500\x1b000618"])
def test_another_price_or_amount_than_ours_is_no_weight(
    wrong: bytes, peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Dialog, peer, request)
    peer.script = dialog({b"\x04\x05": b"\x0202\x1b3\x1b01234\x1b" + wrong + b"\x03"})
    assert scale.reading().state is ScaleState.ERROR


def test_checksums_are_sent_when_asked_for(peer: TcpPeer, request: pytest.FixtureRequest) -> None:
    scale = opened(Dialog, peer, request, polynomial="1021", pairs=2)
    honest, step = peer.script, iter((b"\x0211\x1b247\x03", b"\x06", b"\x0211\x1b1\x03"))
    peer.script = lambda data: next(step, None) or honest(data)
    scale.works()
    sent = peer.received[peer.received.index(b"\x04\x0210\x1b") + 5 :]
    values = [int(sent[n : n + 4], 16) for n in range(0, 16, 4)]
    assert sent[16:17] == b"\x03"
    for cs, kw in zip(values[::2], values[1::2], strict=True):
        plain = (cs >> 4 | cs << 12) & 0xFFFF
        rest = (kw << 7 | kw >> 9) & 0xFFFF
        assert (
            divided(plain << 16 | rest, 0x11021) == 0
        )  # a number with its remainder behind it divides evenly


def divided(number: int, by: int) -> int:
    while number.bit_length() >= by.bit_length():
        number ^= by << (number.bit_length() - by.bit_length())
    return number


def test_without_the_polynomial_a_scale_that_asks_for_checksums_tells_no_weight(
    peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Dialog, peer, request)
    peer.script = lambda _: b"\x0211\x1b247\x03"
    reading = scale.reading()
    assert (reading.state, "polynomial" in reading.detail) == (ScaleState.ERROR, True)


def test_a_continuous_weight_is_always_a_fresh_one(peer: TcpPeer, request: pytest.FixtureRequest) -> None:
    scale = opened(Continuous, peer, request)
    scale.works()
    scale.until_streamed(scale.grams, 5)  # they wait in the wire
    scale.grams = 2000
    scale.until_streamed(2000)
    assert scale.reading().net_milli == 2000


def test_two_codes_in_one_read_are_two_and_half_a_code_is_none(
    peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scanner = opened(Scanner, peer, request)
    peer.send(b"11111\r\x0222222\r\n]d201\x1d10ABC\t333")
    scanner.attend(5, 0.07)
    peer.send(b"44444\r")
    scanner.attend(3, 0.05)
    assert scanner.told == ["11111", "22222", "]d201\x1d10ABC", "44444"]
    assert any("half a code" in line for line in scanner.log)
    assert not any("111" in line for line in scanner.log)


def test_a_pause_can_end_a_code(peer: TcpPeer, request: pytest.FixtureRequest) -> None:
    scanner = opened(Scanner, peer, request, suffix="pause")
    peer.send(b"4006381333931")
    scanner.attend(3, 0.1)
    assert scanner.told == ["4006381333931"]


def test_a_drawer_is_not_opened_late_nor_twice(
    peer: TcpPeer, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer = opened(Drawer, peer, request, sensor="none")
    monkeypatch.setattr("pos_desktop.devices.drawers.serial_drawer.KICK_SECONDS", 0.0)  # late at once
    drawer.device.kick()
    drawer.attend(2, 0.1)
    assert peer.received == b""
    monkeypatch.undo()
    drawer.device.kick()
    drawer.attend(3, 0.1)
    assert peer.received == b"\x1bp\x00"


def test_a_drawer_asked_while_it_is_away_opens_when_it_is_back_in_time(
    peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    drawer = Drawer(peer, sensor="none")
    request.addfinalizer(drawer.device.close)
    drawer.device.kick()
    with pytest.raises(ChannelLost):
        drawer.attend()
    drawer.device.open()
    drawer.attend(2, 0.1)
    assert peer.received in (b"", b"\x1bp\x00")


class Lines:
    """A port's control lines without a port."""

    two_way = True
    held = True

    def asserted(self, line: str) -> bool:
        return self.held if line == "dsr" else False

    def read_some(self, seconds: float) -> bytes:
        threading.Event().wait(seconds)
        return b""

    def write_some(self, data: bytes, seconds: float) -> int:
        return len(data)

    def close(self) -> None:
        """Nothing to close."""


def test_a_control_line_tells_the_drawer(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = Lines()
    monkeypatch.setattr("pos_desktop.devices.wired_device.open_wire", lambda _: lines)
    driver = device_driver("serial_drawer")
    drawer: Any = driver.create(driver.parse({"sensor": "dsr", "sensor_open": "low"}), no_log)
    drawer.open()
    assert drawer.attend(0.1).state is DeviceState.READY
    assert drawer.state() is DrawerState.CLOSED
    lines.held = False
    drawer.attend(1)
    assert drawer.state() is DrawerState.OPEN
