"""Devices are found where they are, and what stands behind a port is found out when somebody asks."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from pos_desktop.application.device_watch import FoundDevice
from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.devices import finding as looking
from pos_desktop.devices import probing
from pos_desktop.devices.fake.lab import VirtualScale, new_line, usb_line
from pos_desktop.devices.fake.lab.hid_reports import SCALE
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.devices.finding import Finder, spooled
from pos_desktop.devices.probing import what_is
from pos_desktop.devices.registry import device_drivers
from pos_desktop.devices.wired import WireSettings, open_wire
from pos_desktop.system.wires.identity import serial_ports
from tests import hid_descriptors as hid
from tests.counter_hardware import PtyBench
from tests.wire_peers import HidPeer, tell_hid


class Waits:
    """Somebody who waits for the search, and may have enough."""

    def __init__(self, patience: int = 10_000) -> None:
        self.heard: list[str] = []
        self._patience = patience
        self.threads: set[str] = set()

    @property
    def cancelled(self) -> bool:
        return len(self.heard) >= self._patience

    def tell(self, words: str, found: object) -> None:
        self.heard.append(words)
        self.threads.add(threading.current_thread().name)


def test_bits_and_parity_of_a_scale_are_no_matter_to_a_virtual_port(tmp_path: Path) -> None:
    """The second time nothing is left to be changed on such a port, which it takes for a refusal."""
    bench = PtyBench(tmp_path)
    for _ in range(3):
        open_wire(WireSettings(port=str(bench.port), data_bits=7, parity="even")).close()
    bench.pull_out()


@pytest.fixture(autouse=True)
def _time_to_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked answers on a thread, which the computer may hold up; who stays silent is asked as briefly as ever."""
    monkeypatch.setattr(probing, "SCALE_SECONDS", 3.0)


@pytest.fixture(params=["mettler_8217", "dialog_06", "toledo_continuous"])
def scale(request: pytest.FixtureRequest) -> Iterator[VirtualScale]:
    with VirtualScale(request.param, new_line("scale", network=False)) as made:
        yield made


def a_port(port: str) -> FoundDevice:
    return FoundDevice("", port, {"port": port, "identity": ""}, "", "USB Serial")


@pytest.mark.skipif(os.name != "posix", reason="serial lines of tests are pseudo-terminals")
def test_a_scale_is_known_by_its_answer(scale: VirtualScale) -> None:
    (found,) = what_is(a_port(scale.address), Waits())
    assert (found.family, found.driver) == ("scale", scale.driver)
    assert found.settings["port"] == scale.address
    device_drivers()[found.driver].parse(found.settings)


def test_a_silent_port_stays_unknown_and_a_search_can_be_stopped(tmp_path: Path) -> None:
    bench = PtyBench(tmp_path)
    waits = Waits(patience=1)
    assert what_is(a_port(str(bench.port)), waits) == ()
    assert len(waits.heard) == 1
    bench.pull_out()
    with pytest.raises(TryAgain):
        what_is(a_port(str(bench.port)), Waits())


def test_a_printer_is_known_by_what_it_says_of_itself() -> None:
    with VirtualPrinter() as printer:
        found = FoundDevice("tcp", "here", {"host": "127.0.0.1", "port": printer.port})
        assert what_is(found, Waits()) == (found,)
        assert not printer.receipts and not printer.pulses
    assert what_is(found, Waits()) == ()


def test_the_ports_of_this_computer_are_listed_by_name() -> None:
    ports = [port.port for port in serial_ports()]
    assert ports == sorted(ports)
    assert [view.port for view in looking.port_views() if not view.kind] == ports


def test_usb_scanners_and_scales_are_known_by_what_they_say_of_their_reports(tmp_path: Path) -> None:
    told = {"hidraw0": hid.KEYBOARD, "hidraw2": hid.SCANNER, "hidraw10": hid.SCALE, "hidraw3": b"\x05"}
    for place, (name, descriptor) in enumerate(told.items()):
        tell_hid(tmp_path, name, descriptor, f"0c2e:0b6{place}:S{place}", f"Maker {name}")
    (tmp_path / "sys/class/hidraw/hidraw4").mkdir()  # it went while it was looked at
    finder = Finder(hosts=lambda: (), ports=lambda: [], root=tmp_path)
    found = [each for each in finder.all(Waits()) if each.driver.startswith("hid_")]
    assert [(each.driver, each.family, each.title) for each in found] == [
        ("hid_scanner", "scanner", "Maker hidraw2"),
        ("hid_scale", "scale", "Maker hidraw10"),
    ]
    assert found[0].settings == {"port": str(tmp_path / "dev/hidraw2"), "identity": "0c2e:0b61:S1"}
    for each in found:
        device_drivers()[each.driver].parse(each.settings)
    assert looking.on_hid(tmp_path / "nowhere") == []


@pytest.mark.skipif(
    sys.platform != "linux", reason="USB devices of the class HID are spoken to on Linux alone"
)
def test_a_usb_scanner_is_tried_and_one_that_is_another_device_is_said() -> None:
    peer, other = HidPeer(hid.SCANNER), HidPeer(hid.KEYBOARD)
    try:
        (found,) = looking.on_hid(peer.root)
        assert what_is(found, Waits()) == (found,)
        keyboard = FoundDevice("hid_scanner", "", {"port": str(other.node)}, "scanner")
        with pytest.raises(FixSetting, match="another kind"):
            what_is(keyboard, Waits())
        peer.vanish()
        with pytest.raises(TryAgain):
            what_is(found, Waits())
    finally:
        peer.end()
        other.end()


@pytest.mark.skipif(
    sys.platform != "linux", reason="USB devices of the class HID are spoken to on Linux alone"
)
def test_a_usb_scale_is_tried() -> None:
    with VirtualScale("hid_scale", usb_line("scale", SCALE)) as scale:
        root = Path(scale.address).parent.parent
        (found,) = looking.on_hid(root)
        assert what_is(found, Waits()) == (found,)
        scale.mute()
        assert what_is(found, Waits()) == ()


def test_without_permission_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuses(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    node = tmp_path / "hidraw0"
    node.touch()
    monkeypatch.setattr("pos_desktop.system.wires.hidraw.WORKS_HERE", True)
    monkeypatch.setattr("pos_desktop.system.wires.hidraw.os.open", refuses)
    with pytest.raises(FixSetting, match="may not be used") as told:
        open_wire(device_drivers()["hid_scale"].parse({"port": str(node)}))
    assert "udev" in told.value.next_step


def test_where_the_system_has_no_such_devices_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_desktop.system.wires.hidraw.WORKS_HERE", False)
    with pytest.raises(FixSetting, match="does not exist here"):
        open_wire(device_drivers()["hid_scale"].parse({"port": "/dev/hidraw0"}))


def test_a_search_that_is_stopped_ends_with_what_it_has() -> None:
    asked: list[str] = []

    def answers(host: str, port: int) -> bool:
        asked.append(host)
        return True

    hosts = [f"192.0.2.{n}" for n in range(1, 200)]
    finder = Finder(hosts=lambda: hosts, answers=answers, ports=lambda: [])
    waits = Waits(patience=8)
    found = finder.all(waits)
    assert len(found) < len(hosts) * 3
    assert waits.threads == {threading.current_thread().name}


def test_a_spooler_of_windows_that_is_stopped_ends_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(flags: int) -> list[tuple[int, str, str, str]]:
        raise OSError(1722, "EnumPrinters", "The RPC server is unavailable.")

    monkeypatch.setattr(looking.sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "win32print", SimpleNamespace(EnumPrinters=stopped))
    assert looking._windows_queues() == []


def test_the_systems_printers_are_offered_where_a_driver_prints_through_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A program called lpstat that lists two queues."""
    program = tmp_path / "lpstat"
    program.write_text("#!/bin/sh\necho Receipts\necho Office\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert looking._QUEUES["cups"]() == ["Receipts", "Office"]
    monkeypatch.setattr(looking, "printer_drivers", dict)
    assert spooled() == []
