"""A printer behind a USB-to-serial adapter is the same printer on whichever port it is plugged in."""

from __future__ import annotations

import os
import termios
from collections.abc import Iterator
from typing import NoReturn

import pytest

from pos_desktop.application.documents import Document, TextLine
from pos_desktop.application.errors import TryAgain
from pos_desktop.application.printing import FailureReason, PrinterState, PrintResult
from pos_desktop.devices.base import ReceiptPrinter, no_log
from pos_desktop.devices.printers.drivers.serial_port import PRINTER_DRIVER
from pos_desktop.devices.printers.drivers.star_serial import PRINTER_DRIVER as STAR_DRIVER
from pos_desktop.devices.probing import _guesses
from pos_desktop.system.wires import identity
from pos_desktop.system.wires.identity import SerialPort
from pos_desktop.system.wires.serial_port import SerialLine, open_serial
from tests.printer_wires import PATIENT, SerialWire, StarSerialWire

pytestmark = pytest.mark.skipif(os.name != "posix", reason="serial lines of tests are pseudo-terminals")
ADAPTER = "0403:6001:A10K2"


@pytest.fixture(params=[SerialWire, StarSerialWire])
def wire(request: pytest.FixtureRequest) -> Iterator[SerialWire]:
    made: SerialWire = request.param()
    yield made
    made.end()


@pytest.fixture
def printer(wire: SerialWire) -> Iterator[ReceiptPrinter]:
    driver = STAR_DRIVER if isinstance(wire, StarSerialWire) else PRINTER_DRIVER
    settings = driver.parse({"port": wire._name, "identity": ADAPTER, "flow": "none", **PATIENT})
    made = driver.create(settings, no_log)
    yield made
    made.close()


def test_it_is_found_again_on_another_port(
    wire: SerialWire, printer: ReceiptPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged = [SerialPort(wire._name, "USB Serial", ADAPTER)]
    monkeypatch.setattr(identity, "serial_ports", lambda: list(plugged))
    printer.open()
    status = printer.status()
    assert (status.state, status.address) == (PrinterState.READY, "")
    elsewhere = type(wire)()
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
    wire: SerialWire, printer: ReceiptPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = [SerialPort(wire._name, "Card terminal", "1234:0001:X")]
    monkeypatch.setattr(identity, "serial_ports", lambda: other)
    with pytest.raises(TryAgain, match="not plugged in") as refused:
        printer.open()
    assert "Card terminal" in refused.value.meaning
    assert printer.status().state is PrinterState.UNREACHABLE


def test_a_port_has_one_device_at_a_time(wire: SerialWire) -> None:
    """Two papers that are printed at once on one line come out as one, and neither can be read."""
    first, second = wire.make(), wire.make()
    first.open()
    with pytest.raises(TryAgain, match="in use"):
        second.open()
    with pytest.raises(OSError, match="lock"):
        open_serial(SerialLine(wire._name))
    outcome = second.print(Document("Receipt", (TextLine("Croissant"),)))
    assert (outcome.reason, outcome.bytes_sent) == (FailureReason.UNREACHABLE, 0)
    first.close()
    assert second.print(Document("Receipt", (TextLine("Croissant"),))).result is PrintResult.PRINTED


@pytest.mark.parametrize("gone", [termios.error(5, "Input/output error"), OSError(5, "Input/output error")])
def test_a_port_that_goes_while_it_is_opened_keeps_the_receipt_for_later(
    wire: SerialWire, monkeypatch: pytest.MonkeyPatch, gone: Exception
) -> None:
    def vanish(*_arguments: object) -> NoReturn:
        raise gone

    printer = wire.make()
    with monkeypatch.context() as pulled:
        pulled.setattr("serial.serialposix.termios.tcsetattr", vanish)
        with pytest.raises(TryAgain):
            printer.open()
        outcome = printer.print(Document("Receipt", (TextLine("Croissant"),)))
    assert (outcome.reason, outcome.bytes_sent) == (FailureReason.UNREACHABLE, 0)
    assert printer.print(Document("Receipt", (TextLine("Croissant"),))).result is PrintResult.PRINTED


def test_what_is_found_out_about_a_port_keeps_its_identity() -> None:
    guesses = list(_guesses("COM3", ADAPTER))
    assert {guess.settings["identity"] for guess in guesses} == {ADAPTER}
    assert PRINTER_DRIVER.parse(guesses[-1].settings).identity == ADAPTER
