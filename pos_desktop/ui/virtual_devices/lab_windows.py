"""The window of each kind of virtual device, made when it is asked for."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.virtual_devices.display_window import VirtualDisplayWindow
from pos_desktop.ui.virtual_devices.drawer_window import VirtualDrawerWindow
from pos_desktop.ui.virtual_devices.lab_port import Listed
from pos_desktop.ui.virtual_devices.scale_window import VirtualScaleWindow
from pos_desktop.ui.virtual_devices.scanner_window import VirtualScannerWindow

ICONS = {
    "printer": "printer",
    "card_terminal": "credit-card",
    "scale": "scales",
    "scanner": "barcode",
    "display": "monitor",
    "drawer": "archive",
}
_WINDOWS: dict[str, Callable[[Any], QWidget]] = {
    "scale": VirtualScaleWindow,
    "scanner": VirtualScannerWindow,
    "display": VirtualDisplayWindow,
    "drawer": VirtualDrawerWindow,
}


def window_of(family: str, device: Any) -> QWidget:
    """The window of a device on a line."""
    return _WINDOWS[family](device)


def name_of(key: str) -> str:
    """What people call a device of the kit."""
    names = {
        "printer": tr("Receipt printer"),
        "card-terminal": tr("Card terminal"),
        "card-terminal-zvt": tr("Card terminal, {protocol}", protocol="ZVT"),
        "scale": tr("Scale"),
        "scale-mettler-8217": tr("Scale, {protocol}", protocol="Mettler 8217"),
        "scale-dialog-06": tr("Scale, {protocol}", protocol="Dialog 06"),
        "scale-toledo": tr("Scale, {protocol}", protocol="Toledo"),
        "scale-usb": tr("Scale, {protocol}", protocol="USB HID"),
        "scanner": tr("Scanner"),
        "scanner-usb": tr("Scanner, {protocol}", protocol="USB HID"),
        "display": tr("Line display"),
        "display-escpos": tr("Line display, {protocol}", protocol="ESC/POS"),
        "display-cd5220": tr("Line display, {protocol}", protocol="CD5220"),
        "drawer": tr("Cash drawer"),
    }
    return names.get(key, key)


class OnDemand:
    """Windows by key, each made at its first `show`; `close` closes those that were made."""

    def __init__(self) -> None:
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._made: dict[str, QWidget] = {}

    def add(self, key: str, make: Callable[[], QWidget]) -> None:
        """How to make one."""
        self._makers[key] = make

    def show(self, key: str) -> QWidget:
        """Shows it, before the others."""
        if key not in self._made:
            self._made[key] = self._makers[key]()
        window = self._made[key]
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def close(self) -> None:
        """Closes all."""
        for window in self._made.values():
            window.close()


def listed(
    key: str, family: str, address: Callable[[], str], standing: Callable[[], str], windows: OnDemand
) -> Listed:
    """A row of the list that leads to the device's window."""
    return Listed(key, name_of(key), ICONS[family], address, standing, lambda: windows.show(key))
