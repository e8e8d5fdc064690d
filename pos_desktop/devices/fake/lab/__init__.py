"""A counter full of virtual devices: each on a real line, speaking the real protocol, with its faults."""

from pos_desktop.devices.fake.lab.display import VirtualDisplay
from pos_desktop.devices.fake.lab.drawer import VirtualDrawer
from pos_desktop.devices.fake.lab.lines import Line, new_line, usb_line
from pos_desktop.devices.fake.lab.mishaps import Mishap
from pos_desktop.devices.fake.lab.scale import VirtualScale
from pos_desktop.devices.fake.lab.scanner import VirtualHidScanner, VirtualScanner

__all__ = [
    "Line",
    "Mishap",
    "VirtualDisplay",
    "VirtualDrawer",
    "VirtualHidScanner",
    "VirtualScale",
    "VirtualScanner",
    "new_line",
    "usb_line",
]
