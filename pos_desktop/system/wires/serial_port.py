"""A device on a serial port, or on USB that shows itself as one."""

from __future__ import annotations

import os
import select
import time
from typing import Any, Literal

from pos_desktop.domain.record import record, replace
from pos_desktop.system.wires.channel import ChannelLost

DRAIN_SECONDS = 0.5
OPEN_SECONDS = 0.1
MOST_BYTES = 64
LEAST_WRITE_SECONDS = 0.05
LOOK_SECONDS = 0.01
_PSEUDO_TERMINALS = "/dev/pts/"
"""They carry whole bytes and refuse to be set otherwise."""

Parity = Literal["none", "even", "odd"]
Flow = Literal["dsr", "rts", "xonxoff", "none"]


@record
class SerialLine:
    """How a port is set: speed in baud, bits, and how the other side says that it is full."""

    port: str  # COM3, /dev/ttyUSB0
    baud: int = 9_600
    data_bits: int = 8
    parity: Parity = "none"
    stop_bits: int = 1
    flow: Flow = "none"


class SerialChannel:
    """An open port, read and written at its descriptor where there is one.

    pyserial's own calls would not say how much of a timed-out write has left, and set the whole port up
    anew for each other time-out.
    """

    two_way = True

    def __init__(self, port: Any) -> None:
        self._port = port
        self._descriptor: int | None = port.fileno() if os.name == "posix" else None

    def write_some(self, data: bytes, seconds: float) -> int:
        from serial import SerialTimeoutException

        try:
            if self._descriptor is not None:
                ready = select.select([], [self._descriptor], [], seconds)[1]
                return os.write(self._descriptor, data) if ready else 0
            return self._write_whole(data[: self._leaving_in(seconds)], seconds)
        except BlockingIOError:
            return 0
        except SerialTimeoutException as error:
            raise ChannelLost("time-out while writing", maybe_sent=min(MOST_BYTES, len(data))) from error
        except (OSError, ValueError) as error:
            raise ChannelLost(str(error)) from error

    def _write_whole(self, data: bytes, seconds: float) -> int:
        """Where a write that does not end in time says nothing of what has left: nothing is begun while the other side
        is full."""
        if not self._may_send(seconds):
            return 0
        patience = max(seconds, LEAST_WRITE_SECONDS)
        if self._port.write_timeout != patience:
            self._port.write_timeout = patience
        return int(self._port.write(data))

    def _leaving_in(self, seconds: float) -> int:
        """Bytes that leave in half of the time; ten bits each, or a few more."""
        return max(1, min(MOST_BYTES, int(max(seconds, LEAST_WRITE_SECONDS) * self._port.baudrate / 24)))

    def _may_send(self, seconds: float) -> bool:
        """Whether the other side takes bytes by its control line, waiting for that."""
        held_by = "dsr" if self._port.dsrdtr else "cts" if self._port.rtscts else ""
        end = time.monotonic() + seconds
        while held_by and not getattr(self._port, held_by):
            if time.monotonic() >= end:
                return False
            time.sleep(LOOK_SECONDS)
        return True

    def read_some(self, seconds: float) -> bytes:
        try:
            if self._descriptor is not None:
                return self._read_descriptor(seconds)
            self._port.timeout = seconds
            first: bytes = self._port.read(1)
            return first + self._port.read(self._port.in_waiting) if first else b""
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise ChannelLost(str(error)) from error

    def asserted(self, line: Literal["cts", "dsr"]) -> bool:
        """Whether the other side holds this control line up. Raises `ChannelLost` where the port has none."""
        try:
            return bool(self._port.cts if line == "cts" else self._port.dsr)
        except OSError as error:
            raise ChannelLost(str(error)) from error

    def close(self) -> None:
        """What the port still holds gets half a second to leave, then it is thrown away.

        Closing would wait for a printer that holds its flow control, for ever on some systems.
        """
        try:
            deadline = time.monotonic() + DRAIN_SECONDS
            while self._port.out_waiting and time.monotonic() < deadline:
                time.sleep(0.01)
            self._port.reset_output_buffer()
        except (OSError, ValueError):
            pass
        self._port.close()

    def _read_descriptor(self, seconds: float) -> bytes:
        assert self._descriptor is not None
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return b""
        data = os.read(self._descriptor, 4096)
        if not data:
            raise ChannelLost("the port is gone")
        return data


def open_serial(line: SerialLine) -> SerialChannel:
    """Opens the port for ourselves alone; OSError (errno 13 without permission) when it cannot."""
    if os.path.realpath(line.port).startswith(_PSEUDO_TERMINALS):
        line = replace(line, data_bits=8, parity="none")
    try:
        return SerialChannel(_opened(line))
    except OSError:
        raise
    except Exception as error:  # termios.error is no OSError, and Windows has no termios
        if type(error).__module__ != "termios":
            raise
        raise OSError(*error.args) from error


def _opened(line: SerialLine) -> Any:
    import serial

    return serial.Serial(  # type: ignore[attr-defined, no-untyped-call]  # pyserial carries no types
        port=line.port,
        baudrate=line.baud,
        bytesize=line.data_bits,
        parity=line.parity[0].upper(),
        stopbits=line.stop_bits,
        xonxoff=line.flow == "xonxoff",
        rtscts=line.flow == "rts",
        dsrdtr=line.flow == "dsr",
        timeout=OPEN_SECONDS,
        exclusive=True if os.name == "posix" else None,
    )
