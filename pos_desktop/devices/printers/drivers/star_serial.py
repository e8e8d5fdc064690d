"""Star printers on a serial port, in line mode."""

from __future__ import annotations

from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log, ReceiptPrinter
from pos_desktop.devices.printers.drivers.serial_port import SerialDriver, SerialSettings, connect
from pos_desktop.devices.printers.star_line import StarPrinter


class StarSerialDriver(SerialDriver):
    key = "star_serial"

    @property
    def label(self) -> str:
        return tr("Serial port (Star line mode)")

    def create(self, settings: SerialSettings, log: Log) -> ReceiptPrinter:
        return StarPrinter(settings, lambda: connect(settings), log)


PRINTER_DRIVER = StarSerialDriver()
