"""Printers on a serial port."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.printing import PrinterStatus
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log, ReceiptPrinter
from pos_desktop.devices.printers.conversation import EscPos, Language, TalkingPrinter
from pos_desktop.devices.printers.settings import PrinterSettings, setting_fields
from pos_desktop.devices.settings import choice, read_settings, text
from pos_desktop.devices.wired import port_where_it_is
from pos_desktop.domain.record import replace as with_changes
from pos_desktop.system.wires.serial_port import SerialChannel


@dataclass(frozen=True, kw_only=True)
class SerialSettings(PrinterSettings):
    """`port` is COM3 or /dev/ttyUSB0; `flow` is how the printer says that its buffer is full.

    `identity` is what its USB adapter is known by (see `system/wires`), so that it is found again on another port;
    empty where it has none.
    """

    port: str = text()
    identity: str = text("")
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
        return SerialPrinter(settings, log)


class SerialPrinter(TalkingPrinter):
    """Speaks ESC/POS. Looks, at each connection, on which port it is; its status says so when that is another than it was set to."""

    language: Language = EscPos()

    def __init__(self, settings: SerialSettings, log: Log) -> None:
        super().__init__(settings, lambda: self._found(settings), log)
        self._elsewhere = ""

    def status(self) -> PrinterStatus:
        status = super().status()
        return with_changes(status, address=self._elsewhere) if self._elsewhere else status

    def _found(self, settings: SerialSettings) -> SerialChannel:
        port = port_where_it_is(settings.port, settings.identity)
        now = settings if port == settings.port else replace(settings, port=port)
        channel = connect(now)
        self._elsewhere = "" if now is settings else PRINTER_DRIVER.address(now)
        return channel


def connect(settings: SerialSettings) -> SerialChannel:
    """For ourselves alone; raises `TryAgain` (another one has the port as well) or `FixSetting` (no permission)."""
    from escpos.exceptions import DeviceNotFoundError

    try:
        return SerialChannel(_opened(settings))
    except DeviceNotFoundError as error:
        raise _not_opened(settings, error.__context__) from error
    except Exception as error:
        # A port that goes while it is set up: termios.error is no OSError, and Windows has no termios.
        if not isinstance(error, OSError) and type(error).__module__ != "termios":
            raise
        raise _not_opened(settings, error) from error


def _opened(settings: SerialSettings) -> Any:
    """Through python-escpos's Serial, which does not keep others from the port."""
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
    printer.open()
    port: Any = printer.device
    printer._device = False  # its destructor would wait for the port to drain
    try:
        if os.name == "posix":  # elsewhere a port is never opened twice
            port.exclusive = True
    except BaseException:
        port.close()
        raise
    return port


def _not_opened(settings: SerialSettings, cause: BaseException | None) -> TryAgain | FixSetting:
    number = getattr(cause, "errno", None)
    if number in (errno.EBUSY, errno.EAGAIN):
        return TryAgain(
            tr("The printer's port is in use"),
            tr(
                "Another device of this register or another program has {port}. Receipts wait.",
                port=settings.port,
            ),
            tr("Give each device a port of its own in Settings › Devices, or close the other program."),
        )
    if number == errno.EACCES:
        return FixSetting(
            tr("The serial port may not be used"),
            tr("This user has no permission for {port}. Receipts wait.", port=settings.port),
            tr("Give the user access to serial ports (on Linux the group dialout), then log in again."),
        )
    return TryAgain(
        tr("The printer's port is not there"),
        tr("{port} cannot be opened ({cause}). Receipts wait.", port=settings.port, cause=cause),
        tr("Check the cable and the port in Settings › Devices."),
    )


PRINTER_DRIVER = SerialDriver()
