"""Printers on USB, spoken to directly, without a driver of the operating system."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log, ReceiptPrinter
from pos_desktop.devices.printers.conversation import EscPosPrinter
from pos_desktop.devices.printers.settings import PrinterSettings, setting_fields
from pos_desktop.devices.settings import number, read_settings, text
from pos_desktop.system.wires.channel import ChannelLost

WRITE_BYTES = 2048
PACKET_BYTES = 64


@dataclass(frozen=True, kw_only=True)
class UsbSettings(PrinterSettings):
    """Vendor and product number; `serial` tells two printers of one model apart, empty takes the first.

    Endpoint 0 means: look it up in the printer's own description.
    """

    vendor: int = number(0, 0, 0xFFFF)
    product: int = number(0, 0, 0xFFFF)
    serial: str = text("")
    endpoint_in: int = number(0, 0, 0xFF)
    endpoint_out: int = number(0, 0, 0xFF)


class UsbDriver:
    key = "usb"

    @property
    def label(self) -> str:
        return tr("USB (ESC/POS)")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return setting_fields(UsbSettings)

    def parse(self, raw: Mapping[str, object]) -> UsbSettings:
        settings = read_settings(UsbSettings, raw)
        if not settings.vendor or not settings.product:
            raise FixSetting(
                tr("A printer setting is wrong"),
                tr("The USB vendor and product numbers are missing."),
                tr("Press Find in Settings › Devices, or enter the two numbers."),
            )
        return settings

    def address(self, settings: UsbSettings) -> str:
        return f"{settings.vendor:04x}:{settings.product:04x}"

    def create(self, settings: UsbSettings, log: Log) -> ReceiptPrinter:
        return EscPosPrinter(settings, lambda: connect(settings), log)


class UsbChannel:
    """A claimed printer. libusb takes 0 ms for 'wait for ever', so no time-out here is below 1."""

    def __init__(self, device: Any, endpoint_in: int, endpoint_out: int) -> None:
        self._device = device
        self._in = endpoint_in
        self._out = endpoint_out
        self.two_way = endpoint_in != 0

    def write_some(self, data: bytes, seconds: float) -> int:
        import usb.core

        try:
            return int(self._device.write(self._out, data[:WRITE_BYTES], _milliseconds(seconds)))
        except usb.core.USBTimeoutError:
            return 0
        except (usb.core.USBError, OSError) as error:
            raise ChannelLost(str(error)) from error

    def read_some(self, seconds: float) -> bytes:
        import usb.core

        try:
            return bytes(self._device.read(self._in, PACKET_BYTES, _milliseconds(seconds)))
        except usb.core.USBTimeoutError:
            return b""
        except (usb.core.USBError, OSError) as error:
            raise ChannelLost(str(error)) from error

    def close(self) -> None:
        import usb.core
        import usb.util

        with contextlib.suppress(usb.core.USBError, OSError):
            usb.util.dispose_resources(self._device)  # type: ignore[no-untyped-call]  # pyusb has no types


def connect(settings: UsbSettings, backend: Any = None) -> UsbChannel:
    """Through python-escpos's Usb; raises `TryAgain` or `FixSetting`. `backend` is pyusb's, None finds it."""
    import usb.core
    from escpos.exceptions import DeviceNotFoundError
    from escpos.printer import Usb

    looked_for: dict[str, Any] = {"backend": backend} if backend is not None else {}
    if settings.serial:
        looked_for["serial_number"] = settings.serial
    printer = Usb(settings.vendor, settings.product, usb_args=looked_for, timeout=1000)
    try:
        printer.open()
    except usb.core.NoBackendError as error:
        raise _no_library() from error
    except DeviceNotFoundError as error:
        raise _not_opened(error.__context__) from error
    device: Any = printer.device
    printer._device = False  # its destructor would release the printer under our hands
    try:
        return UsbChannel(device, *_endpoints(device, settings))
    except usb.core.USBError as error:
        raise _not_opened(error) from error


def _endpoints(device: Any, settings: UsbSettings) -> tuple[int, int]:
    """In and out, from the settings or the first bulk ones of the printer; in is 0 where there is none."""
    found = [settings.endpoint_in, settings.endpoint_out]
    for interface in device.get_active_configuration():
        for endpoint in interface:
            is_out = endpoint.bEndpointAddress & 0x80 == 0
            if endpoint.bmAttributes & 0x03 == 0x02 and not found[is_out]:
                found[is_out] = endpoint.bEndpointAddress
    return found[0], found[1] or 0x01


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _no_library() -> FixSetting:
    return FixSetting(
        tr("USB printers cannot be used on this computer"),
        tr("The library libusb is missing. Receipts wait."),
        tr("Install libusb, or connect the printer another way."),
    )


def _not_opened(cause: BaseException | None) -> TryAgain | FixSetting:
    if getattr(cause, "errno", None) == 13:
        return FixSetting(
            tr("The USB printer may not be used"),
            tr("This user has no permission for the printer. Receipts wait."),
            tr("Give the user access to the printer (on Linux by a udev rule), then plug it in again."),
        )
    return TryAgain(
        tr("The USB printer is not there"),
        tr("It is switched off or not plugged in ({cause}). Receipts wait.", cause=cause),
        tr("Check the printer's power and its USB cable."),
    )


PRINTER_DRIVER = UsbDriver()
