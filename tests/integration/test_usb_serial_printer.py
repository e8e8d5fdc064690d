"""A printer behind a USB-to-serial adapter is the same printer on whichever port it is plugged in."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from pos_desktop.application.errors import TryAgain
from pos_desktop.application.printing import PrinterState
from pos_desktop.devices.base import no_log
from pos_desktop.devices.printers.drivers.serial_port import PRINTER_DRIVER, SerialPrinter
from pos_desktop.devices.probing import _guesses
from pos_desktop.system.wires import identity
from pos_desktop.system.wires.identity import SerialPort
from tests.printer_wires import QUICK, SerialWire

pytestmark = pytest.mark.skipif(os.name != "posix", reason="serial lines of tests are pseudo-terminals")
ADAPTER = "0403:6001:A10K2"


@pytest.fixture
def wire() -> Iterator[SerialWire]:
    made = SerialWire()
    yield made
    made.end()


@pytest.fixture
def printer(wire: SerialWire) -> Iterator[SerialPrinter]:
    settings = PRINTER_DRIVER.parse({"port": wire._name, "identity": ADAPTER, "flow": "none", **QUICK})
    made = SerialPrinter(settings, no_log)
    yield made
    made.close()


def test_it_is_found_again_on_another_port(
    wire: SerialWire, printer: SerialPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged = [SerialPort(wire._name, "USB Serial", ADAPTER)]
    monkeypatch.setattr(identity, "serial_ports", lambda: list(plugged))
    printer.open()
    status = printer.status()
    assert (status.state, status.address) == (PrinterState.READY, "")
    elsewhere = SerialWire()
    try:
        wire.off()
        assert printer.status().state is PrinterState.UNREACHABLE
        plugged[:] = [SerialPort(elsewhere._name, "USB Serial", ADAPTER)]
        printer.open()
        status = printer.status()
        assert (status.state, status.address) == (PrinterState.READY, f"{elsewhere._name} 38400")
    finally:
        printer.close()
        elsewhere.end()


def test_another_device_on_its_port_is_sent_nothing(
    wire: SerialWire, printer: SerialPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = [SerialPort(wire._name, "Card terminal", "1234:0001:X")]
    monkeypatch.setattr(identity, "serial_ports", lambda: other)
    with pytest.raises(TryAgain, match="not plugged in") as refused:
        printer.open()
    assert "Card terminal" in refused.value.meaning
    assert printer.status().state is PrinterState.UNREACHABLE


def test_what_is_found_out_about_a_port_keeps_its_identity() -> None:
    guesses = list(_guesses("COM3", ADAPTER))
    assert {guess.settings["identity"] for guess in guesses} == {ADAPTER}
    assert PRINTER_DRIVER.parse(guesses[-1].settings).identity == ADAPTER
