"""One thread a device: it notices a loss, comes back on any port, goes on after faults and stops in time."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pos_desktop.application.device_states import DeviceFamily, DeviceState, DeviceStatus
from pos_desktop.application.errors import PersonError
from pos_desktop.application.ids import new_id
from pos_desktop.devices import attendant
from pos_desktop.devices.attendant import Attendant, Duty, Pace, Post
from pos_desktop.devices.registry import device_driver
from pos_desktop.devices.wired import WireSettings
from pos_desktop.system.wires import identity
from pos_desktop.system.wires.identity import SerialPort, WrongDevice, where_is
from tests import hid_descriptors as hid
from tests.counter_hardware import PlainDevice, PtyBench, TcpBench, until
from tests.wire_peers import HidPeer, tell_hid

NOTICED = 3.0
TRIES = 5  # a busy computer may hold up one or another
QUICK = Pace(turn=0.3, first_pause=0.05, longest_pause=0.2)


class Ear:
    """Keeps what an attendant tells."""

    def __init__(self) -> None:
        self.told: list[DeviceStatus] = []
        self.errors: list[PersonError | None] = []
        self.faults: list[Exception] = []

    def on_attended(self, device_id: object, status: DeviceStatus, error: PersonError | None) -> None:
        self.told.append(status)
        self.errors.append(error)

    def on_error(self, device_id: object, error: Exception) -> None:
        self.faults.append(error)

    @property
    def state(self) -> DeviceState | None:
        return self.told[-1].state if self.told else None


class Hired:
    """An attendant for a plain scanner, and what came of it."""

    def __init__(self, settings: dict[str, object], pace: Pace = QUICK, duty: Duty | None = None) -> None:
        self.ear, self.codes, self.made = Ear(), [], []

        def make(where: WireSettings, log: Any) -> PlainDevice:
            self.made.append(PlainDevice(DeviceFamily.SCANNER, where, log, self.codes.append))
            return self.made[-1]

        post = Post(WireSettings(**settings), make)
        self.attendant = Attendant(new_id(), post, self.ear, lambda: datetime.now(UTC), duty, pace)
        self.attendant.start()

    def ready(self) -> None:
        until(lambda: self.ear.state is DeviceState.READY)

    def words(self) -> list[str]:
        return [line.words for _, line in self.attendant.log_lines()]


@pytest.fixture(autouse=True)
def _time_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread may be held up by the computer; whether it ends is what counts."""
    monkeypatch.setattr(attendant, "STOP_SECONDS", 60.0)


@pytest.fixture
def hired() -> Iterator[list[Hired]]:
    """Those who must have gone home at the end."""
    everybody: list[Hired] = []
    yield everybody
    for one in everybody:
        assert one.attendant.stop()


@pytest.fixture(params=["pty", "tcp"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PtyBench | TcpBench]:
    made = PtyBench(tmp_path) if request.param == "pty" else TcpBench()
    yield made
    made.pull_out()


def test_what_a_device_says_is_heard_and_its_log_kept(bench: Any, hired: list[Hired]) -> None:
    hired.append(one := Hired(bench.settings))
    one.ready()
    until(lambda: getattr(bench, "connected", True))
    bench.say("]E04006381333931")
    until(lambda: one.codes == ["]E04006381333931"])
    assert any(words.startswith("connected") for words in one.words())
    assert not any("4006381333931" in words for words in one.words())


def test_a_loss_is_noticed_within_three_seconds_and_the_device_taken_up_again(
    bench: Any, hired: list[Hired]
) -> None:
    hired.append(one := Hired(bench.settings))
    one.ready()
    until(lambda: getattr(bench, "connected", True))
    for _ in range(TRIES):
        bench.pull_out()
        took = until(lambda: one.ear.state is DeviceState.UNREACHABLE)
        assert one.ear.errors[-1] is not None and one.ear.errors[-1].next_step
        bench.plug_in()
        one.ready()
        until(lambda: getattr(bench, "connected", True))
        if took < NOTICED:
            break
    assert took < NOTICED
    bench.say("back")
    until(lambda: one.codes == ["back"])
    assert not one.ear.faults


def test_the_same_failure_is_logged_once_however_long_it_lasts(tmp_path: Path, hired: list[Hired]) -> None:
    hired.append(one := Hired({"port": str(tmp_path / "ttyNone")}))
    until(lambda: len(one.ear.told) >= 4)
    assert len([words for words in one.words() if words.startswith("not reached")]) == 1


def test_pauses_grow_while_a_device_is_away(tmp_path: Path, hired: list[Hired]) -> None:
    begun = time.monotonic()
    hired.append(one := Hired({"port": str(tmp_path / "ttyNone")}, Pace(0.3, 0.02, 600.0)))
    until(lambda: len(one.ear.told) >= 5)
    assert time.monotonic() - begun > (1 + 2 + 4 + 8) * 0.02


def test_who_presses_reconnect_does_not_wait_for_the_pause(tmp_path: Path, hired: list[Hired]) -> None:
    hired.append(one := Hired({"port": str(tmp_path / "ttyNone")}, Pace(0.3, 600.0, 600.0)))
    until(lambda: one.ear.told)
    one.attendant.reconnect()
    until(lambda: len(one.ear.told) > 1)


@pytest.mark.parametrize("number", ["A10K2", ""])
def test_a_usb_device_is_found_again_on_another_port(
    tmp_path: Path, hired: list[Hired], monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    bench, known = PtyBench(tmp_path), f"0403:6001:{number}"
    plugged = [SerialPort(str(bench.port), "Scanner", known)]
    monkeypatch.setattr(identity, "serial_ports", lambda: list(plugged))
    hired.append(one := Hired({"port": str(bench.port), "identity": known}))
    one.ready()
    assert one.ear.told[-1].address == ""
    bench.pull_out()
    plugged.clear()
    until(lambda: one.ear.state is DeviceState.UNREACHABLE)
    bench.plug_in("ttyB")
    plugged.append(SerialPort(str(bench.port), "Scanner", known))
    one.ready()
    assert one.ear.told[-1].address.startswith(str(bench.port))
    bench.say("moved")
    until(lambda: one.codes == ["moved"])
    bench.pull_out()


@pytest.mark.skipif(
    sys.platform != "linux", reason="USB devices of the class HID are spoken to on Linux alone"
)
def test_a_usb_scanner_comes_back_as_another_node_beside_a_keyboard_of_its_own() -> None:
    """Its number changes with every plug, and the keyboard that many scanners have beside it may take the old one."""
    peer, ear, codes = HidPeer(hid.SCANNER, "0c2e:0b61:S1"), Ear(), []
    driver = device_driver("hid_scanner")
    post = Post(driver.parse(peer.settings()), lambda where, log: driver.create(where, log, codes.append))
    attendant = Attendant(new_id(), post, ear, lambda: datetime.now(UTC), None, QUICK)
    attendant.start()
    try:
        until(lambda: ear.state is DeviceState.READY)
        peer.send(hid.code(b"4006381333931"))
        until(lambda: codes == ["]E04006381333931"])
        peer.vanish()
        until(lambda: ear.state is DeviceState.UNREACHABLE)
        tell_hid(peer.root, "hidraw0", hid.KEYBOARD, "0c2e:0b61:S1")
        peer.come_back("hidraw11")
        until(lambda: ear.state is DeviceState.READY)
        assert ear.told[-1].address.endswith("/dev/hidraw11")
        peer.send(hid.code(b"12345670", b"]E4"))
        until(lambda: codes[1:] == ["]E412345670"])
        assert not ear.faults
    finally:
        assert attendant.stop()
        peer.end()


def test_another_device_on_the_port_is_not_spoken_to(
    tmp_path: Path, hired: list[Hired], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = PtyBench(tmp_path)
    other = [SerialPort(str(bench.port), "Card terminal", "1234:0001:X")]
    monkeypatch.setattr(identity, "serial_ports", lambda: other)
    hired.append(one := Hired({"port": str(bench.port), "identity": "0403:6001:A10K2"}))
    until(lambda: one.ear.state is DeviceState.UNREACHABLE)
    assert one.ear.errors[-1] is not None and "Card terminal" in one.ear.errors[-1].meaning
    bench.pull_out()


def test_where_a_device_is() -> None:
    a, b = SerialPort("A", "", "1:2:x"), SerialPort("B", "", "1:2:y")
    assert where_is("A", "", [a]) == "A"
    assert where_is("A", "1:2:y", [a, b]) == "B"
    assert where_is("A", "1:2:z", [a, b]) == "A", "the same model in its place: a broken one was replaced"
    assert where_is("C", "1:2:z", [a, b]) == "C"
    twins = [SerialPort("A", "", "1:2:"), SerialPort("B", "", "1:2:")]
    assert where_is("C", "1:2:", twins) == "C", "two that cannot be told apart are not guessed at"
    with pytest.raises(WrongDevice):
        where_is("A", "9:9:q", [a, b])


def test_a_fault_of_the_program_is_reported_and_the_device_attended_further(
    bench: Any, hired: list[Hired]
) -> None:
    hired.append(one := Hired(bench.settings))
    one.ready()
    until(lambda: getattr(bench, "connected", True))
    bench.say("crash")
    until(lambda: one.ear.faults)
    assert isinstance(one.ear.faults[0], ZeroDivisionError)
    one.ready()
    until(lambda: getattr(bench, "connected", True))
    bench.say("on")
    until(lambda: one.codes == ["on"])


def test_a_fault_in_what_a_family_adds_is_reported_too(bench: Any, hired: list[Hired]) -> None:
    class Clumsy(Duty):
        def after(self, device: object) -> None:
            raise KeyError("clumsy")

        def end(self) -> None:
            raise KeyError("clumsy")

    hired.append(one := Hired(bench.settings, duty=Clumsy()))
    until(lambda: len(one.ear.faults) >= 2)


def test_rubbish_without_end_starves_nobody(bench: Any, hired: list[Hired]) -> None:
    hired.append(one := Hired(bench.settings))
    one.ready()
    until(lambda: getattr(bench, "connected", True))
    for _ in range(200):
        bench.say("\x00\x7f?" * 20)
    until(lambda: len(one.codes) == 200)
    assert not one.ear.faults


def test_a_silent_device_does_not_hold_up_the_end(hired: list[Hired]) -> None:
    """It took the connection and says nothing; the turn is long."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = {"wire": "tcp", "host": "127.0.0.1", "tcp_port": silent.getsockname()[1]}
        one = Hired(settings, Pace(turn=600.0))
        until(lambda: any(words.startswith("connected") for words in one.words()))
        assert one.attendant.stop()


def test_the_end_comes_at_once_while_a_device_is_away(tmp_path: Path) -> None:
    one = Hired({"port": str(tmp_path / "ttyNone")}, Pace(0.3, 600.0, 600.0))
    until(lambda: one.ear.told)
    assert one.attendant.stop()


def test_a_device_is_told_again_what_is_wanted_when_it_was_made_anew(
    tmp_path: Path, hired: list[Hired], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Asks(Duty):
        def renew(self, device: Any) -> None:
            renewed.append(device)

    renewed: list[PlainDevice] = []
    bench, known = PtyBench(tmp_path), "0403:6001:A10K2"
    monkeypatch.setattr(identity, "serial_ports", lambda: [SerialPort(str(bench.port), "Scanner", known)])
    hired.append(one := Hired({"port": str(bench.port), "identity": known}, duty=Asks()))
    one.ready()
    bench.pull_out()
    until(lambda: one.ear.state is DeviceState.UNREACHABLE)
    bench.plug_in("ttyB")
    one.ready()
    assert renewed == one.made and len(renewed) == 2
    bench.pull_out()


def test_an_attendant_that_never_began_ends_as_well() -> None:
    post = Post(WireSettings(port="none"), lambda where, log: PlainDevice(DeviceFamily.SCANNER, where, log))
    attendant = Attendant(new_id(), post, Ear(), lambda: datetime.now(UTC))
    assert attendant.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "device None"]
