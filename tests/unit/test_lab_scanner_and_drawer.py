"""The virtual scanner and the virtual drawer on their lines."""

import pytest

from pos_desktop.devices.fake.lab import Mishap, VirtualDrawer, VirtualScanner, new_line
from tests.unit.lab_bench import wired

CODE = "4006381333931"


@pytest.mark.parametrize(
    ("how", "aim", "sent"),
    [
        ({}, "]E0", "34 30 30 36 33 38 31 33 33 33 39 33 31 0D"),
        ({"aim": True}, "]E0", "5D 45 30 34 30 30 36 33 38 31 33 33 33 39 33 31 0D"),
        ({"aim": True, "suffix": b"\r\n"}, "]C1", "5D 43 31 34 30 30 36 33 38 31 33 33 33 39 33 31 0D 0A"),
        ({"prefix": b"\x02", "suffix": b"\x03"}, "]E0", "02 34 30 30 36 33 38 31 33 33 33 39 33 31 03"),
        ({"suffix": b"\t"}, "]E0", "34 30 30 36 33 38 31 33 33 33 39 33 31 09"),
    ],
)
def test_a_code_with_what_goes_around_it(how: dict[str, bytes], aim: str, sent: str) -> None:
    with VirtualScanner(new_line("scanner"), **how) as device, wired(device) as wire:  # type: ignore[arg-type]
        assert device.scan(CODE, aim)
        assert wire.read(len(bytes.fromhex(sent))) == bytes.fromhex(sent)
        assert device.state.last == CODE
        assert device.state.arrived
        assert device.exchanged == 1


def test_half_a_code() -> None:
    with VirtualScanner(new_line("scanner")) as device, wired(device) as wire:
        device.scan_half(CODE)
        assert wire.read(7) == b"4006381"
        assert wire.silent(0.05)
        device.scan(CODE)
        assert wire.read(14) == b"4006381333931\r"


def test_the_drawer_opens_and_tells() -> None:
    with VirtualDrawer(new_line("drawer")) as drawer, wired(drawer) as wire:
        assert wire.ask(b"\x06", 1) == b"\x00"
        wire.write(b"\x07")
        assert drawer.wait_until(lambda: drawer.state.is_open)
        assert wire.ask(b"\x06", 1) == b"\x40"
        drawer.close()
        assert wire.ask(b"\x06", 1) == b"\x00"
        wire.write(b"\x1b\x06")  # tell changes from now on
        drawer.wait_until(lambda: drawer._tells)
        drawer.open_with_key()
        assert wire.read(1) == b"\x40"
        assert drawer.exchanged == 1
        assert len(drawer.opened_at) == 1
        wire.write(b"x")
        assert drawer.wait_until(lambda: len(drawer.oddities) == 1)


def test_a_stuck_drawer_hears_and_stays_shut() -> None:
    with VirtualDrawer(new_line("drawer")) as drawer, wired(drawer) as wire:
        drawer.stick()
        wire.write(b"\x07")
        assert drawer.wait_until(lambda: drawer.state.kicks == 1)
        assert wire.ask(b"\x06", 1) == b"\x00"
        drawer.unstick()
        wire.write(b"\x07")
        assert drawer.wait_until(lambda: drawer.state.is_open)
        drawer.strike(Mishap.WRONG_CHECK)
        assert wire.ask(b"\x06", 1) == b"\xcf"


def test_other_drawers() -> None:
    with VirtualDrawer(new_line("drawer"), any_byte=True, sensor=False) as drawer, wired(drawer) as wire:
        wire.write(b"A")
        assert drawer.wait_until(lambda: drawer.state.is_open)
        wire.write(b"\x06")
        assert wire.silent(0.05)
    with VirtualDrawer(new_line("drawer"), opening=b"\x1bp0") as drawer, wired(drawer) as wire:
        wire.write(b"\x1b")
        wire.write(b"p0")
        assert drawer.wait_until(lambda: drawer.state.is_open)
