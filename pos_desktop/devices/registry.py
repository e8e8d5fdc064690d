"""Finds every driver by looking into the folders of its family; nothing is listed by hand."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import ModuleType

from pos_desktop.application.errors import FixSetting
from pos_desktop.application.wording import tr
from pos_desktop.devices import displays, drawers, fake, scales, scanners
from pos_desktop.devices.base import DeviceDriver, Log, PrinterDriver, ReceiptPrinter, no_log
from pos_desktop.devices.printers import drivers

_PRINTERS = (drivers, fake)
_WIRED = (drawers, scanners, scales, displays)


@cache
def printer_drivers() -> Mapping[str, PrinterDriver]:
    """All drivers by key: the modules that name one in `PRINTER_DRIVER` and work on this system (`works_here`)."""
    found: dict[str, PrinterDriver] = {}
    for module in _modules(_PRINTERS):
        driver: PrinterDriver | None = getattr(module, "PRINTER_DRIVER", None)
        if driver is None or not getattr(driver, "works_here", True):
            continue
        if driver.key in found:
            raise ValueError(f"two printer drivers are called '{driver.key}'")
        found[driver.key] = driver
    return found


@cache
def device_drivers() -> Mapping[str, DeviceDriver]:
    """Drivers of all devices on a wire of their own, by key: the modules that name one in `DEVICE_DRIVER`."""
    found: dict[str, DeviceDriver] = {}
    for module in _modules(_WIRED):
        driver: DeviceDriver | None = getattr(module, "DEVICE_DRIVER", None)
        if driver is None:
            continue
        if driver.key in found:
            raise ValueError(f"two device drivers are called '{driver.key}'")
        found[driver.key] = driver
    return found


def device_driver(key: str) -> DeviceDriver:
    """The driver of a stored device; raises `FixSetting` for an unknown one."""
    driver = device_drivers().get(key)
    if driver is None:
        raise FixSetting(
            tr("This kind of device is not known"),
            tr("'{kind}' is not a connection this version offers.", kind=key),
            tr("Choose another connection for the device in Settings, Devices."),
        )
    return driver


def create_printer(key: str, raw: Mapping[str, object], log: Log = no_log) -> ReceiptPrinter:
    """A printer from stored settings; raises `FixSetting` for an unknown driver or wrong settings."""
    driver = printer_drivers().get(key)
    if driver is None:
        raise FixSetting(
            tr("This kind of printer is not known"),
            tr("'{kind}' is not a connection this version offers.", kind=key),
            tr("Choose another connection for the printer in Settings, Devices."),
        )
    return driver.create(driver.parse(raw), log)


def _modules(packages: Iterable[ModuleType]) -> Iterator[ModuleType]:
    for package in packages:
        for info in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            if not info.ispkg:
                yield importlib.import_module(info.name)
