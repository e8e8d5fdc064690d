"""Star printers on a serial port, in line mode."""

from __future__ import annotations

from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log, ReceiptPrinter
from pos_desktop.devices.printers.drivers.serial_port import (
    SerialDriver,
    SerialPrinter,
    SerialSettings,
)
from pos_desktop.devices.printers.star_line import StarLine


class StarSerialPrinter(SerialPrinter):
    """The same in Star's language."""

    language = StarLine()


class StarSerialDriver(SerialDriver):
    key = "star_serial"

    @property
    def label(self) -> str:
        return tr("Serial port (Star line mode)")

    def create(self, settings: SerialSettings, log: Log) -> ReceiptPrinter:
        return StarSerialPrinter(settings, log)


PRINTER_DRIVER = StarSerialDriver()
