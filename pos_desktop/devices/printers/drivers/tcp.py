"""Printers on the network: ESC/POS over TCP, port 9100."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass

from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log, ReceiptPrinter
from pos_desktop.devices.printers.conversation import EscPosPrinter
from pos_desktop.devices.printers.settings import PrinterSettings, setting_fields
from pos_desktop.devices.settings import number, read_settings, text
from pos_desktop.system.wires.tcp import TcpChannel


@dataclass(frozen=True, kw_only=True)
class TcpSettings(PrinterSettings):
    """`host` is a name or an IPv4 address; `connect_ms` is below the two seconds a stop may take."""

    host: str = text()
    port: int = number(9100, 1, 65_535)
    connect_ms: int = number(1_500, 50, 10_000)


class TcpDriver:
    key = "tcp"

    @property
    def label(self) -> str:
        return tr("Network (ESC/POS)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return setting_fields(TcpSettings)

    def parse(self, raw: Mapping[str, object]) -> TcpSettings:
        return read_settings(TcpSettings, raw)

    def address(self, settings: TcpSettings) -> str:
        return settings.host if settings.port == 9100 else f"{settings.host}:{settings.port}"

    def create(self, settings: TcpSettings, log: Log) -> ReceiptPrinter:
        return EscPosPrinter(settings, lambda: connect(settings), log)


def connect(settings: TcpSettings) -> TcpChannel:
    """Through python-escpos's Network; raises `TryAgain`, or `FixSetting` for a name that does not exist."""
    from escpos.exceptions import DeviceNotFoundError
    from escpos.printer import Network

    class ClosingNetwork(Network):
        """python-escpos forgets a socket that could not connect without closing it."""

        def __setattr__(self, name: str, value: object) -> None:
            if name == "_device" and value is None and self.__dict__.get("_device"):
                self.__dict__["_device"].close()
            super().__setattr__(name, value)

    printer = ClosingNetwork(settings.host, settings.port, timeout=settings.connect_ms / 1000)
    try:
        printer.open()
    except DeviceNotFoundError as error:
        raise _not_reached(settings, error.__context__) from error
    connection: socket.socket | None = printer.device
    printer._device = False  # its destructor would shut our connection down
    assert connection is not None
    return TcpChannel(connection)


def _not_reached(settings: TcpSettings, cause: BaseException | None) -> TryAgain | FixSetting:
    if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
        return FixSetting(
            tr("The printer's address does not exist"),
            tr("No device is called {host}. Receipts wait.", host=settings.host),
            tr("Correct the address in Settings › Devices."),
        )
    return TryAgain(
        tr("The printer is not reached"),
        tr(
            "{host} does not answer on the network ({cause}). Receipts wait.", host=settings.host, cause=cause
        ),
        tr("Check that the printer is on and its network cable is plugged in."),
    )


PRINTER_DRIVER = TcpDriver()
