"""Finds every driver by looking into the folders of its family; nothing is listed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pos_desktop.application.errors import FixSetting
from pos_desktop.application.wording import tr
from pos_desktop.devices import displays, drawers, fake, scales, scanners
from pos_desktop.devices.base import DeviceDriver, Log, PrinterDriver, ReceiptPrinter, no_log
from pos_desktop.devices.printers import drivers
from pos_desktop.system.families import by_key, modules_of


@cache
def printer_drivers() -> Mapping[str, PrinterDriver]:
    """All drivers by key: the modules that name one in `PRINTER_DRIVER` and work on this system (`works_here`)."""
    named = (getattr(module, "PRINTER_DRIVER", None) for module in modules_of(drivers, fake))
    return by_key((each for each in named if each and getattr(each, "works_here", True)), "printer drivers")


@cache
def device_drivers() -> Mapping[str, DeviceDriver]:
    """Drivers of all devices on a wire of their own, by key: the modules that name one in `DEVICE_DRIVER`."""
    wired = modules_of(drawers, scanners, scales, displays)
    named = (getattr(module, "DEVICE_DRIVER", None) for module in wired)
    return by_key((each for each in named if each), "device drivers")


def device_driver(key: str) -> DeviceDriver:
    """The driver of a stored device; raises `FixSetting` for an unknown one."""
    driver = device_drivers().get(key)
    if driver is None:
        raise FixSetting(
            tr("This kind of device is not known"),
            tr("'{kind}' is not a connection this version offers.", kind=key),
            tr("Choose another connection for the device in Settings › Devices."),
        )
    return driver


def create_printer(key: str, raw: Mapping[str, object], log: Log = no_log) -> ReceiptPrinter:
    """A printer from stored settings; raises `FixSetting` for an unknown driver or wrong settings."""
    driver = printer_drivers().get(key)
    if driver is None:
        raise FixSetting(
            tr("This kind of printer is not known"),
            tr("'{kind}' is not a connection this version offers.", kind=key),
            tr("Choose another connection for the printer in Settings › Devices."),
        )
    return driver.create(driver.parse(raw), log)
