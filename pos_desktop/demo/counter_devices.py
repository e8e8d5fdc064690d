"""The devices on lines that stand beside the demo shop's register: scale, scanner, line display."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pos_desktop.application.ids import new_id
from pos_desktop.application.ports import Store
from pos_desktop.bootstrap import Register
from pos_desktop.demo.shop_data import ShopData
from pos_desktop.devices.fake.lab import VirtualDisplay, VirtualScale, VirtualScanner, new_line
from pos_desktop.devices.fake.lab.device import VirtualDevice
from pos_desktop.devices.fake.lab.kit import SETTLE_SECONDS, settings_of
from pos_desktop.devices.fake.lab.tcp_line import TcpLine

NAMES = {
    "scale": {"en": "Scale", "de": "Waage", "ar": "الميزان"},
    "scanner": {"en": "Scanner", "de": "Scanner", "ar": "قارئ الرموز"},
    "display": {"en": "Customer display", "de": "Kundenanzeige", "ar": "شاشة العميل"},
}


class CounterDevices:
    """Started by `start`; `folder` holds their ports, under names that stay from one start to the next."""

    def __init__(self, folder: Path, *, settle_seconds: float = SETTLE_SECONDS) -> None:
        def line(name: str) -> Any:
            return new_line(name, folder=folder)

        self.scale = VirtualScale("mettler_8217", line("scale"), settle_seconds=settle_seconds)
        self.scanner = VirtualScanner(line("scanner"), aim=True)
        self.display = VirtualDisplay("escpos_display", line("display"))

    def all(self) -> dict[str, VirtualDevice]:
        """By the names of their ports."""
        return {"scale": self.scale, "scanner": self.scanner, "display": self.display}

    def facts(self) -> list[dict[str, object]]:
        """Each device as a list tells it to programs."""
        return [device.facts(name) for name, device in self.all().items()]

    def start(self) -> None:
        """Raises OSError when a line cannot be had."""
        for device in self.all().values():
            device.start()

    def stop(self) -> None:
        """Also of those that were not started."""
        for device in self.all().values():
            device.stop()


def add(store: Store, shop: ShopData, devices: CounterDevices) -> None:
    """Puts them into the settings, each with the driver of its kind."""
    with store.write() as work:
        for key, device in devices.all().items():
            name, settings = shop.word(NAMES[key]), settings_of(device)
            work.devices.save(new_id(), device.family, device.driver, name, settings, None, True)


def point_at(register: Register, devices: CounterDevices) -> None:
    """Where they are now; network ports are others at each start."""
    mine = {(device.family, device.driver): device for device in devices.all().values()}
    with register.data.store.write() as work:
        for row in work.devices.all():
            device = mine.get((row.family, row.driver))
            if device is not None and _is_virtual(row.settings, device):
                settings = {**row.settings, **settings_of(device)}
                work.devices.save(
                    row.id, row.family, row.driver, row.name, settings, row.fallback_id, row.active
                )


def _is_virtual(settings: Mapping[str, Any], device: VirtualDevice) -> bool:
    """Whether a stored device is this one: a real one on another port is left alone."""
    if isinstance(device.line, TcpLine):
        return settings.get("wire") == "tcp" and settings.get("host") == device.line.host
    return Path(str(settings.get("port", ""))).name == Path(device.address).name
