"""Printers on a serial port."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log, ReceiptPrinter
from pos_desktop.devices.printers.channel import ChannelLost
from pos_desktop.devices.printers.conversation import EscPosPrinter
from pos_desktop.devices.printers.settings import PrinterSettings, choice, read_settings, setting_fields, text

DRAIN_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class SerialSettings(PrinterSettings):
    """`port` is COM3 or /dev/ttyUSB0; `flow` is how the printer says that its buffer is full."""

    port: str = text()
    baud: int = choice(38_400, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200)
    parity: Literal["none", "even", "odd"] = choice("none", "none", "even", "odd")
    data_bits: Literal[7, 8] = choice(8, 7, 8)
    stop_bits: Literal[1, 2] = choice(1, 1, 2)
    flow: Literal["dsr", "xonxoff", "none"] = choice("dsr", "dsr", "xonxoff", "none")


class SerialDriver:
    key = "serial"

    @property
    def label(self) -> str:
        return tr("Serial port (ESC/POS)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return setting_fields(SerialSettings)

    def parse(self, raw: Mapping[str, object]) -> SerialSettings:
        return read_settings(SerialSettings, raw)

    def address(self, settings: SerialSettings) -> str:
        return f"{settings.port} {settings.baud}"

    def create(self, settings: SerialSettings, log: Log) -> ReceiptPrinter:
        return EscPosPrinter(settings, lambda: connect(settings), log)


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
            self._port.write_timeout = max(seconds, 0.05)
            return int(self._port.write(data[:64]))
        except BlockingIOError:
            return 0
        except SerialTimeoutException as error:
            raise ChannelLost("time-out while writing", maybe_sent=min(64, len(data))) from error
        except (OSError, ValueError) as error:
            raise ChannelLost(str(error)) from error

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


def connect(settings: SerialSettings) -> SerialChannel:
    """Through python-escpos's Serial; raises `TryAgain` or `FixSetting` (no such port, no permission)."""
    from escpos.exceptions import DeviceNotFoundError
    from escpos.printer import Serial

    printer = Serial(
        devfile=settings.port,
        baudrate=settings.baud,
        bytesize=settings.data_bits,
        timeout=0.1,
        parity=settings.parity[0].upper(),
        stopbits=settings.stop_bits,
        xonxoff=settings.flow == "xonxoff",
        dsrdtr=settings.flow == "dsr",
    )
    try:
        printer.open()
    except DeviceNotFoundError as error:
        raise _not_opened(settings, error.__context__) from error
    port = printer.device
    printer._device = False  # its destructor would wait for the port to drain
    return SerialChannel(port)


def _not_opened(settings: SerialSettings, cause: BaseException | None) -> TryAgain | FixSetting:
    if getattr(cause, "errno", None) == 13:
        return FixSetting(
            tr("The serial port may not be used"),
            tr("This user has no permission for {port}. Receipts wait.", port=settings.port),
            tr("Give the user access to serial ports (on Linux the group dialout), then log in again."),
        )
    return TryAgain(
        tr("The printer's port is not there"),
        tr("{port} cannot be opened ({cause}). Receipts wait.", port=settings.port, cause=cause),
        tr("Check the cable and the port in Settings, Devices."),
    )


PRINTER_DRIVER = SerialDriver()
