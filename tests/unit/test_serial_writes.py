"""Writing to a serial port where a write that ends too late says nothing of what has left (Windows)."""

from __future__ import annotations

import time

import pytest
from serial import SerialTimeoutException

from pos_desktop.system.wires.serial_port import SerialChannel


class Line:
    """A port as pyserial shows it on Windows: a write takes as long as its bits, and fails whole when that is too long
    or the other side holds its line."""

    def __init__(self, baudrate: int, *, dsrdtr: bool = False, rtscts: bool = False) -> None:
        self.baudrate, self.dsrdtr, self.rtscts = baudrate, dsrdtr, rtscts
        self.write_timeout: float | None = None
        self.ready_at = 0.0
        self.arrived = b""

    @property
    def dsr(self) -> bool:
        return time.monotonic() >= self.ready_at

    cts = dsr

    def fileno(self) -> int:
        return -1

    def write(self, data: bytes) -> int:
        held = (self.dsrdtr or self.rtscts) and not self.dsr
        if held or len(data) * 12 / self.baudrate > (self.write_timeout or 0.0):
            raise SerialTimeoutException("Write timeout")
        self.arrived += data
        return len(data)


def channel(line: Line) -> SerialChannel:
    made = SerialChannel(line)
    made._descriptor = None
    return made


@pytest.mark.parametrize("baud", [1_200, 2_400, 4_800, 9_600, 115_200])
@pytest.mark.parametrize("seconds", [0.05, 0.1])
def test_a_slow_line_takes_what_it_can_in_the_time(baud: int, seconds: float) -> None:
    line, data = Line(baud), bytes(range(200))
    wire, left = channel(line), data
    while left:
        left = left[wire.write_some(left, seconds) :]
    assert line.arrived == data


@pytest.mark.parametrize("flow", ["dsrdtr", "rtscts"])
def test_a_printer_that_is_full_is_waited_for_and_not_lost(flow: str) -> None:
    line = Line(38_400, **{flow: True})
    wire = channel(line)
    line.ready_at = time.monotonic() + 60
    assert wire.write_some(b"receipt", 0.03) == 0
    line.ready_at = time.monotonic() + 0.02
    assert wire.write_some(b"receipt", 60) == 7
    assert line.arrived == b"receipt"
