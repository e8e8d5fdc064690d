"""One suite over every registered driver of a device on a wire of its own: scales, scanners, displays, drawers."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from pos_desktop.application.device_states import DeviceState
from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.printing import DrawerState
from pos_desktop.devices.base import no_log
from pos_desktop.devices.registry import device_driver, device_drivers
from pos_desktop.system.wires.channel import ChannelLost
from tests.wire_peers import Peer, PtyPeer, TcpPeer
from tests.wired_harness import HARNESSES, ORDER, Drawer, Harness, ScaleHarness, Scanner, opened, peer

NOISE = b"\x00\xff\x7f\x02\x1b\x80?" * 9


@pytest.fixture(params=sorted(HARNESSES))
def harness(request: pytest.FixtureRequest, peer: Peer) -> Iterator[Harness]:
    made = HARNESSES[request.param](peer)
    yield made
    made.device.close()
    getattr(made, "stop", threading.Event()).set()


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
    called = threading.Event()

    def interrupt() -> None:
        called.set()
        harness.device.interrupt()

    threading.Timer(0.1, interrupt).start()
    started = time.monotonic()
    while not called.is_set():  # a turn may end of itself when something came
        harness.attend(1, 100)
    assert time.monotonic() - started < 50


def test_a_wire_that_is_gone_is_noticed_within_three_seconds_of_rest(harness: Harness) -> None:
    harness.device.open()
    harness.attend(2, 0.02)
    harness.peer.vanish()
    with pytest.raises(ChannelLost):
        harness.attend(3, 1)


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
    harness.hurry()
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
    assert peer.wait_received(b"\x1bp\x00")
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
