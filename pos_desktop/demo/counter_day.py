"""The part of the scripted day at the counter's devices: codes from the wire, a weight, the customer's two lines."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_desktop.application.counter import LineText
from pos_desktop.application.device_states import DeviceState
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.bootstrap import Register
from pos_desktop.demo.counter_devices import CounterDevices

if TYPE_CHECKING:
    from pos_desktop.demo.hand import Hand


class CounterDay:
    """Steps at scanner, scale and line display, through the register's own drivers."""

    def __init__(self, register: Register, devices: CounterDevices, hand: "Hand", out: Path) -> None:
        self._services = register.services
        self._devices = devices
        self._hand = hand
        self._out = out
        self._readings: list[ScaleReading] = []
        self._shown = 0
        self.pictures: list[str] = []

    def ready(self) -> None:
        """All devices of the settings are there."""
        mine = {device.family for device in self._devices.all().values()}

        def there() -> bool:
            states = {view.family: view.status.state for view in self._services.devices.devices()}
            return all(states.get(family) is DeviceState.READY for family in mine)

        self._hand.until(there, "the counter's devices")

    def scan(self, code: str) -> None:
        """The scanner on its wire reads a code; the register puts it on the ticket."""
        before = self._services.tickets.ticket.items
        assert self._devices.scanner.scan(code)
        self._hand.until(lambda: self._services.tickets.ticket.items > before, "the code from the wire")

    def weigh(self, grams: int) -> int:
        """Goods are laid on the scale; the stable weight that the register got, in grams."""
        readings = self._readings
        readings.clear()
        stop = self._services.counter.weigh(WeighingOrder(), readings.append)
        try:
            self._devices.scale.lay(grams)
            self._hand.until(lambda: readings and readings[-1].state is ScaleState.STABLE, "the weight")
            weight = readings[-1].net_milli
        finally:
            stop()
            self._devices.scale.take_off()
        assert weight is not None
        return weight

    def show(self, name: str, text: LineText, wanted: Callable[[tuple[str, str]], bool]) -> None:
        """The customer's display shows something; a picture of it."""
        self._services.counter.show(text)
        self._hand.until(lambda: wanted(self._devices.display.lines), f"{name} on the display")
        self._picture(name)

    def facts(self) -> list[dict[str, Any]]:
        """What went over each line; without addresses, which are of this day alone."""
        return [
            {key: value for key, value in each.items() if key != "address"} for each in self._devices.facts()
        ]

    def _picture(self, name: str) -> None:
        from pos_desktop.ui.virtual_devices.display_window import VirtualDisplayWindow

        self._shown += 1
        window = VirtualDisplayWindow(self._devices.display)
        file = f"display-{self._shown:02d}-{name}.png"
        window.glass.grab().save(str(self._out / file))
        self.pictures.append(file)
        window.deleteLater()
