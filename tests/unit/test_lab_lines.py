"""Lines of the virtual devices: one peer, plug and unplug, and everything that can happen to a message."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_desktop.devices.fake.lab import Line, Mishap, VirtualScanner
from pos_desktop.devices.fake.lab.mishaps import GLITCH
from pos_desktop.devices.fake.lab.pty_line import PtyLine
from pos_desktop.devices.fake.lab.tcp_line import TcpLine
from tests.kept_port import kept_port
from tests.unit.lab_bench import wired

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are of POSIX systems")
LINES: dict[str, Callable[[], Line]] = {
    "serial": lambda: PtyLine("scanner"),
    "network": lambda: TcpLine(kept_port()),
}


@pytest.fixture(params=LINES)
def scanner(request: pytest.FixtureRequest) -> Iterator[VirtualScanner]:
    with VirtualScanner(LINES[request.param]()) as device:
        yield device


@pytest.mark.parametrize(
    ("mishap", "received"),
    [
        (Mishap.NOISE, GLITCH + b"4006381333931\r"),
        (Mishap.HALF, b"4006381"),
        (Mishap.PIECES, b"4006381333931\r"),
        (Mishap.WRONG_CHECK, b"4006381\xb333931\r"),
        (Mishap.TWICE, b"4006381333931\r" * 2),
        (Mishap.OTHER, b"12345670\r"),
        (Mishap.SILENT, b""),
    ],
)
def test_a_mishap_strikes_one_message(scanner: VirtualScanner, mishap: Mishap, received: bytes) -> None:
    with wired(scanner) as wire:
        scanner.scan("12345670")
        assert wire.read(9) == b"12345670\r"
        scanner.strike(mishap)
        scanner.scan("4006381333931")
        scanner.scan("2")
        if mishap is Mishap.PIECES:  # the next code comes between them, as nothing waits for the last piece
            assert len(wire.read(16)) == 16
            return
        assert wire.read(len(received) + 2) == received + b"2\r"


def test_the_plug_falls_out_in_the_middle(scanner: VirtualScanner) -> None:
    with wired(scanner) as wire:
        scanner.strike(Mishap.DROPPED)
        scanner.scan("4006381333931")
        assert wire.ended() or not wire.silent()
        assert scanner.wait_until(lambda: not scanner.plugged)
    scanner.plug()
    with wired(scanner) as wire:
        scanner.scan("7")
        assert wire.read(2) == b"7\r"


def test_what_nobody_hears_is_lost(scanner: VirtualScanner) -> None:
    assert not scanner.connected
    assert not scanner.scan("1")
    with wired(scanner) as wire:
        assert wire.silent(0.05)
        assert scanner.scan("2")
        assert wire.read(2) == b"2\r"
    assert scanner.wait_until(lambda: not scanner.connected)
    assert list(scanner.read) == ["2"]


def test_unplugged_the_register_sees_the_end_and_nothing_is_there(scanner: VirtualScanner) -> None:
    with wired(scanner) as wire:
        scanner.unplug()
        assert wire.ended()
    with pytest.raises(OSError), wired(scanner):
        pass
    scanner.plug()
    with wired(scanner):
        assert scanner.connected


def test_it_comes_back_elsewhere(scanner: VirtualScanner) -> None:
    before = scanner.address
    scanner.unplug()
    scanner.plug(elsewhere=True)
    assert scanner.address != before
    with wired(scanner) as wire:
        scanner.scan("3")
        assert wire.read(2) == b"3\r"


def test_muted_and_late(scanner: VirtualScanner) -> None:
    with wired(scanner) as wire:
        scanner.mute()
        scanner.scan("1")
        assert wire.silent(0.05)
        scanner.unmute()
        scanner.delay = 0.1
        began = time.monotonic()
        scanner.scan("2")
        assert wire.read(2) == b"2\r"
        assert time.monotonic() - began >= 0.1
        scanner.behave()
        assert scanner.delay == 0.0


def test_the_thread_ends_at_once(scanner: VirtualScanner) -> None:
    with wired(scanner) as wire:
        began = time.monotonic()
        scanner.stop()
        assert time.monotonic() - began < 25, "before anybody gives up waiting for it"
        assert wire.ended()
    assert not any(thread.name.startswith("virtual-") for thread in threading.enumerate())
    scanner.stop()


def test_a_port_that_stays_is_a_link(tmp_path: Path) -> None:
    with VirtualScanner(PtyLine("scanner", tmp_path)) as device:
        assert device.address == str(tmp_path / "scanner")
        first = os.readlink(device.address)
        with wired(device):
            device.unplug()
            assert not os.path.lexists(device.address)
            device.plug()
            assert os.readlink(device.address) != first  # the old one is still held open by the register
            device.unplug()
            device.plug(elsewhere=True)
            assert device.address == str(tmp_path / "scanner-2")
    assert list(tmp_path.iterdir()) == []


def test_a_serial_line_is_raw_however_it_was_left() -> None:
    with VirtualScanner(PtyLine("scanner")) as device:
        for _ in range(2):  # the last close takes the settings with it
            with wired(device) as wire:
                device.scan("a\x03b", aim="")
                assert wire.read(4) == b"a\x03b\r"
                wire.write(b"\x03\n")
                assert device.wait_until(lambda: bool(device.oddities))
                assert wire.silent(0.05)  # no echo
            assert device.oddities.pop() == repr(b"\x03\n").join(("told ", ""))
            assert device.wait_until(lambda: not device.connected)


def test_a_second_caller_is_hung_up_on() -> None:
    with VirtualScanner(TcpLine()) as device, wired(device) as wire:
        assert isinstance(device.line, TcpLine)
        with socket.create_connection((device.line.host, device.line.port), timeout=30) as second:
            assert second.recv(1) == b""
        device.scan("1")
        assert wire.read(2) == b"1\r"


def test_a_taken_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        device = VirtualScanner(TcpLine(taken.getsockname()[1]))
        with pytest.raises(OSError):
            device.start()
        device.stop()
