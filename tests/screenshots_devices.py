"""The devices page of a full counter: each virtual device of the lab in a state of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.counter import LineText
from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import PrinterState
from pos_desktop.devices.fake.lab import VirtualDisplay, VirtualScale, VirtualScanner
from pos_desktop.devices.fake.lab.kit import settings_of
from pos_desktop.devices.fake.lab.tcp_line import TcpLine
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter

if TYPE_CHECKING:
    from pos_desktop.devices.fake.lab.device import VirtualDevice
    from tests.photographer import Photographer

PRINTERS = 9100
RECEIPTS, LABELS, KITCHEN, CONVERTER = "127.0.0.40", "127.0.0.41", "127.0.0.44", "127.0.0.50"
"""As on a shop's own network; nothing listens at the kitchen's."""


class FullCounter:
    """What stands on it, and how it is."""

    def __init__(self, p: Photographer) -> None:
        self.p, self.services = p, p.services
        self.printer = VirtualPrinter(PRINTERS, RECEIPTS)
        self.labels = VirtualPrinter(PRINTERS, LABELS, columns=32)
        self.scale = VirtualScale("mettler_8217", TcpLine(4001, CONVERTER))
        self.scanner = VirtualScanner(TcpLine(4002, CONVERTER), aim=True)
        self.display = VirtualDisplay("escpos_display", TcpLine(4003, CONVERTER))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Set up in the register, and ready but for what is to be seen."""
        with ExitStack() as ending:
            for printer in (self.printer, self.labels):
                ending.enter_context(printer)
            for device in (self.scale, self.scanner, self.display):
                ending.callback(device.stop)
                device.start()
            self._set_up()
            yield

    def _set_up(self) -> None:
        kitchen = new_id()
        category = self.services.catalogue.categories()[0].id
        with self.p.register.data.store.write() as work:
            front = next(row for row in work.devices.all() if row.family == DeviceFamily.PRINTER)
            place = {"host": RECEIPTS, "port": PRINTERS, "drawer_sensor": "high"}
            self._wired(work, "Scale", self.scale)
            self._wired(work, "Hand scanner", self.scanner)
            self._wired(work, "Customer display", self.display)
            rolls = {"host": LABELS, "port": PRINTERS, "labels": "yes", "columns": 26, "paper_end": "gap"}
            work.devices.save(new_id(), "printer", "tcp", "Label printer", rolls, None, True)
            made = {"host": KITCHEN, "port": PRINTERS, "order_tickets": str(category)}
            work.devices.save(kitchen, "printer", "tcp", "Kitchen printer", made, None, True)
            work.devices.save(front.id, front.family, "tcp", front.name, place, kitchen, True)
        self.services.printers.forget()
        self.services.devices.reload()

    @staticmethod
    def _wired(work, name: str, device: VirtualDevice) -> UUID:
        key = new_id()
        work.devices.save(key, device.family, device.driver, name, settings_of(device), None, True)
        return key

    def take(self) -> None:
        """A receipt comes out, then the paper is low; goods lie on the scale; the display shows them."""
        p = self.p
        self.scale.lay(342)
        self.services.counter.show(LineText("Tomatoes 0.342 kg", "Total", "1.20", "1.20"))
        p.window.go("settings", section="devices")
        p.hand.settle(0.3)
        page = p.sight.page
        p.hand.until(lambda: self._seen() or None, "every device to be known")
        page.refresh()
        page.take(str(self._view("Receipt printer").id))
        self.services.devices.test_print(self._view("Receipt printer").id)
        self.printer.wait_for_receipts(1)
        self.printer.paper_low()
        p.hand.until(
            lambda: self._view("Receipt printer").printer.state is PrinterState.PAPER_LOW or None, "low paper"
        )
        p.hand.settle(1.2)
        p.take("settings-devices")
        page.take(str(self._view("Label printer").id))
        p.hand.settle(0.6)
        p.take("settings-devices-labels")
        page.take(str(self._view("Scale").id))
        p.hand.settle(0.6)
        p.take("settings-devices-scale")

    def _view(self, name: str):
        return next(view for view in self.services.devices.devices() if view.name == name)

    def _seen(self) -> bool:
        """Nothing is still being looked for, and the kitchen's printer was looked for in vain."""
        states = {view.name: view.status.state.value for view in self.services.devices.devices()}
        away = states.pop("Kitchen printer") == PrinterState.UNREACHABLE.value
        return away and set(states.values()) == {"ready"}


def devices(p: Photographer) -> None:
    """The page in its pictures."""
    if p._only and p._only not in "settings-devices-labels-scale":
        return
    counter = FullCounter(p)
    with counter.at_work():
        counter.take()
