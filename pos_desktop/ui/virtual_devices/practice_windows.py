"""The windows of the practice devices, beside the register's."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from pos_desktop.application.services import Services
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.lab_windows import OnDemand, window_of
from pos_desktop.ui.virtual_devices.practice_port import RunsPractice, ShownPractice
from pos_desktop.ui.virtual_devices.scanner_window import VirtualScannerWindow
from pos_desktop.ui.virtual_devices.window import VirtualPrinterWindow

Codes = Callable[[], dict[str, str]]
_OFFERED = 6


def offered_codes(services: Services) -> dict[str, str]:
    """Barcodes of some favourites, by name: what a virtual scanner offers to read."""
    catalogue = services.catalogue
    tiles, _ = catalogue.favourites(0, _OFFERED * 2)
    found = {tile.name: catalogue.search(tile.name, 1) for tile in tiles}
    codes = {name: hits[0].barcode for name, hits in found.items() if hits and hits[0].barcode}
    return dict(list(codes.items())[:_OFFERED])


class PracticeWindows:
    """Made when they are first shown. A window that a person closed is shown again by `show`."""

    def __init__(self, practice: RunsPractice, codes: Codes) -> None:
        self._practice, self._codes = practice, codes
        self._windows = OnDemand()
        self._known: set[str] = set()

    def show_all(self) -> None:
        """One a little below the other, so that each can be reached."""
        for each in self._practice.running():
            self.show(each.key)

    def show(self, key: str) -> None:
        """Shows one before the others; nothing where it does not run."""
        for place, each in enumerate(self._practice.running()):
            if each.key == key:
                if key not in self._known:
                    self._known.add(key)
                    self._windows.add(key, partial(self._made, each, place))
                self._windows.show(key)

    def close(self) -> None:
        """Closes all; those of devices that run anew are made anew."""
        self._windows.close()
        self._windows, self._known = OnDemand(), set()

    def _made(self, shown: ShownPractice, place: int) -> QWidget:
        window = self._window_of(shown)
        # They stand beside the register; they do not keep the program running when that is closed.
        window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        screen = QGuiApplication.primaryScreen()
        if screen is not None:
            area, step = screen.availableGeometry(), theme().px("touch") * (place + 1)
            window.move(max(area.left(), area.right() - window.width() - step), area.top() + step)
        return window

    def _window_of(self, shown: ShownPractice) -> QWidget:
        if shown.family == "printer":
            return VirtualPrinterWindow(shown.device)
        if shown.family == "scanner":
            return VirtualScannerWindow(shown.device, self._codes())
        return window_of(shown.family, shown.device)
