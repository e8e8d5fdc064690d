"""From a stored device to the worker that drives it, whatever its family; and what its drivers ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.device_watch import DriverView
from pos_desktop.application.errors import FixSetting, PersonError
from pos_desktop.application.wording import tr
from pos_desktop.devices.registry import create_printer, device_driver, device_drivers, printer_drivers

if TYPE_CHECKING:
    from uuid import UUID

    from pos_desktop.application.ports import DeviceRow
    from pos_desktop.application.printing import PrintQueue
    from pos_desktop.devices.attendant import Attendant, AttendantListener, Duty
    from pos_desktop.devices.base import AttendedDevice, Log, ReceiptPrinter
    from pos_desktop.devices.counter import RegisterCounter
    from pos_desktop.devices.printers.worker import PrinterListener, PrinterWorker
    from pos_desktop.devices.wired import WireSettings

Now = Callable[[], datetime]

FAMILIES = tuple(DeviceFamily)
"""In the order in which people are offered them."""


def worker_for(
    row: DeviceRow,
    queue: PrintQueue,
    crew: Any,
    now: Now,
    counter: RegisterCounter,
    stand_in: UUID | None = None,
) -> PrinterWorker | Attendant:
    """A worker that is not started yet; PersonError when the settings cannot be used. `stand_in` gets the papers of a
    printer that fails."""
    if row.family == DeviceFamily.PRINTER:
        return _printer(row, queue, crew, now, stand_in)
    return _attendant(row, queue, crew, now, counter)


def _printer(
    row: DeviceRow, queue: PrintQueue, crew: PrinterListener, now: Now, stand_in: UUID | None
) -> PrinterWorker:
    from pos_desktop.devices.printers.worker import PrinterWorker, WorkerSettings

    def make(told: Log) -> ReceiptPrinter:
        return create_printer(row.driver, row.settings, told)

    return PrinterWorker(row.id, make, queue, crew, now, WorkerSettings(fallback=stand_in))


def _attendant(
    row: DeviceRow, queue: PrintQueue, crew: AttendantListener, now: Now, counter: RegisterCounter
) -> Attendant:
    from pos_desktop.devices.attendant import Attendant, Pace, Post

    check_settings(row.family, row.driver, row.settings)
    driver = device_driver(row.driver)
    listeners: dict[str, tuple[Any, ...]] = {
        DeviceFamily.SCANNER: (lambda text: counter.scanned(row.id, text),),
        DeviceFamily.SCALE: (lambda reading: counter.read(row.id, reading),),
    }

    def make(settings: WireSettings, told: Log) -> AttendedDevice:
        return driver.create(settings, told, *listeners.get(row.family, ()))

    post = Post(driver.parse(row.settings), make)
    return Attendant(row.id, post, crew, now, _duty(row, queue, crew, now, counter), Pace())


def _duty(row: DeviceRow, queue: PrintQueue, crew: Any, now: Now, counter: RegisterCounter) -> Duty:
    from pos_desktop.devices.attendant import Duty

    class ScaleDuty(Duty):
        def renew(self, device: Any) -> None:
            device.order(counter.order_for(row.id))

    class DisplayDuty(Duty):
        def renew(self, device: Any) -> None:
            if counter.text is not None:
                device.show(counter.text)

    if row.family == DeviceFamily.DRAWER:
        from pos_desktop.devices.drawers.duty import DrawerDuty

        return DrawerDuty(row.id, queue, now, crew)
    return {DeviceFamily.SCALE: ScaleDuty, DeviceFamily.DISPLAY: DisplayDuty}.get(
        DeviceFamily(row.family), Duty
    )()


def driver_views() -> list[DriverView]:
    """Every registered kind of device that works on this system, printers first, in the language in use."""
    printers = [
        DriverView(driver.key, driver.label, driver.fields, DeviceFamily.PRINTER.value)
        for driver in printer_drivers().values()
    ]
    others = [
        DriverView(driver.key, driver.label, driver.fields, driver.family.value)
        for driver in device_drivers().values()
        if getattr(driver, "works_here", True)
    ]
    order = [family.value for family in FAMILIES]
    # What is on a line first: it is what a port that was found has behind it.
    return printers + sorted(
        others, key=lambda view: (order.index(view.family), view.driver.startswith("hid_"))
    )


def check_settings(family: str, driver: str, settings: Mapping[str, Any]) -> None:
    """FixSetting that names what is wrong with a driver's settings; connects nothing."""
    if family == DeviceFamily.PRINTER:
        create_printer(driver, settings)
        return
    kind = device_driver(driver)
    if kind.family != family:
        raise FixSetting(
            tr("This kind of device is not known"),
            tr("'{kind}' is not a connection this version offers.", kind=driver),
            tr("Choose another connection for the device in Settings › Devices."),
        )
    parsed: WireSettings = kind.parse(settings)
    missing = tr("Address") if parsed.wire == "tcp" else tr("Port")
    if not (parsed.host if parsed.wire == "tcp" else parsed.port).strip():
        raise FixSetting(
            tr("A device setting is wrong"),
            tr("{label}: {problem}.", label=missing, problem=tr("it is missing")),
            tr("Correct it in Settings › Devices."),
        )


def address_of(family: str, driver: str, settings: Mapping[str, Any]) -> str:
    """Where a device is, by its settings; empty when they cannot be used."""
    try:
        if family == DeviceFamily.PRINTER:
            kind = printer_drivers()[driver]
            return kind.address(kind.parse(settings))
        parsed: WireSettings = device_drivers()[driver].parse(settings)
        return parsed.address
    except (KeyError, PersonError):
        return ""
