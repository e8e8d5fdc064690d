"""Devices are found where they are, and what stands behind a port is found out when somebody asks."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_desktop.application.errors import TryAgain
from pos_desktop.application.services import FoundDevice
from pos_desktop.devices import finding as looking
from pos_desktop.devices.fake.lab import VirtualScale, new_line
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.devices.finding import Finder, spooled
from pos_desktop.devices.probing import what_is
from pos_desktop.devices.registry import device_drivers
from pos_desktop.devices.wired import WireSettings, open_wire
from pos_desktop.system.wires.identity import serial_ports
from tests.counter_hardware import PtyBench


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
    assert [view.port for view in looking.port_views()] == ports


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
