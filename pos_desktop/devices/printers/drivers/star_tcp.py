"""Star printers on the network: line mode over TCP, port 9100."""

from __future__ import annotations

from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log, ReceiptPrinter
from pos_desktop.devices.printers.drivers.tcp import TcpDriver, TcpSettings, connect
from pos_desktop.devices.printers.star_line import StarPrinter


class StarTcpDriver(TcpDriver):
    key = "star_tcp"

    @property
    def label(self) -> str:
        return tr("Network (Star line mode)")

    def create(self, settings: TcpSettings, log: Log) -> ReceiptPrinter:
        return StarPrinter(settings, lambda: connect(settings), log)


PRINTER_DRIVER = StarTcpDriver()
