"""One of each: the devices of a counter, and of every protocol one."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pos_desktop.devices.fake.lab.device import VirtualDevice
from pos_desktop.devices.fake.lab.display import VirtualDisplay
from pos_desktop.devices.fake.lab.drawer import VirtualDrawer
from pos_desktop.devices.fake.lab.hid_reports import SCALE, SCANNER
from pos_desktop.devices.fake.lab.lines import Line, new_line, usb_line
from pos_desktop.devices.fake.lab.scale import VirtualScale
from pos_desktop.devices.fake.lab.scanner import VirtualHidScanner, VirtualScanner
from pos_desktop.devices.fake.lab.tcp_line import TcpLine

SCALES = {
    "scale-mettler-8217": "mettler_8217",
    "scale-dialog-06": "dialog_06",
    "scale-toledo": "toledo_continuous",
}
DISPLAYS = {"display-escpos": "escpos_display", "display-cd5220": "cd5220"}
SETTLE_SECONDS = 0.6
"""What a checkout scale takes to come to rest."""


def kit(*, network: bool | None = None, folder: Path | None = None) -> dict[str, VirtualDevice]:
    """By name, not yet started. `network`: over the network even where there are serial lines.

    Serial ports are called like the devices, in one folder where one is given.
    """

    def line(name: str) -> Line:
        return new_line(name, network=network, folder=folder)

    devices: dict[str, VirtualDevice] = {}
    for name, protocol in SCALES.items():
        devices[name] = VirtualScale(protocol, line(name), settle_seconds=SETTLE_SECONDS)
    devices["scanner"] = VirtualScanner(line("scanner"))
    if sys.platform == "linux" and not network:
        devices |= _on_usb(folder)
    for name, protocol in DISPLAYS.items():
        devices[name] = VirtualDisplay(protocol, line(name))
    devices["drawer"] = VirtualDrawer(line("drawer"))
    return devices


def _on_usb(folder: Path | None) -> dict[str, VirtualDevice]:
    scale, scanner = (
        usb_line(name, what, folder) for name, what in (("scale-usb", SCALE), ("scanner-usb", SCANNER))
    )
    return {
        "scale-usb": VirtualScale("hid_scale", scale, settle_seconds=SETTLE_SECONDS),
        "scanner-usb": VirtualHidScanner(scanner),
    }


def settings_of(device: VirtualDevice) -> dict[str, object]:
    """What a driver's settings say of the line."""
    if isinstance(device.line, TcpLine):
        return {"wire": "tcp", "host": device.line.host, "tcp_port": device.line.port}
    return {"wire": "hid" if device.line.kind == "usb" else "serial", "port": device.address}


@contextmanager
def at_work(devices: dict[str, VirtualDevice]) -> Iterator[None]:
    """Started, and stopped at the end. Raises OSError when a line cannot be had."""
    with ExitStack() as ending:
        for device in devices.values():
            ending.callback(device.stop)
            device.start()
        yield
