"""The demo shop on the screen: virtual devices for everything on the counter, and an online shop beside it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pos_desktop import bootstrap
from pos_desktop.application.errors import Refused
from pos_desktop.application.wording import tr
from pos_desktop.bootstrap import OpenDatabase, Register
from pos_desktop.demo import counter_devices, shop, tenders
from pos_desktop.demo.counter_devices import CounterDevices
from pos_desktop.demo.online_shop import OnlineShop
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.launch import second_start, show
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.system.crash_report import CrashReports
from pos_desktop.system.folders import Folders
from pos_desktop.system.logging_setup import start_logging, stop_logging
from pos_desktop.system.single_instance import AlreadyRunning, Instance, acquire

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from pos_desktop.ui.shell.window import RegisterWindow

PRINTER_PORT = 9100
TERMINAL_PORT = 20008
ONLINE_AFTER_MS = 1000
"""The window is there and the cashier signs in while the online shop is filled and connected."""


def started_printer() -> VirtualPrinter:
    """A virtual printer on the usual port, or on a free one when that is taken."""
    try:
        return VirtualPrinter(PRINTER_PORT).start()
    except OSError:
        return VirtualPrinter(0).start()


def started_terminal(books: Path | None = None, *, bank_seconds: float = 1.2) -> VirtualTerminal:
    """A virtual card terminal on the usual port, or on a free one when that is taken; `books` outlive the program."""
    try:
        return VirtualTerminal(TERMINAL_PORT, file=books, bank_seconds=bank_seconds).start()
    except OSError:
        return VirtualTerminal(0, file=books, bank_seconds=bank_seconds).start()


def open_demo(data: Path | None, *, language: str = "en", dark: bool = False) -> int:
    """Opens the register on a fresh demo shop, or on the one kept in a folder."""
    folder = data or Path(tempfile.mkdtemp(prefix="pos-desktop-demo-"))
    folders = Folders.under(folder)
    folders.make()
    instance = acquire(folders.data)
    if isinstance(instance, AlreadyRunning):
        return second_start(instance)
    with ExitStack() as ending:
        if data is None:
            ending.callback(shutil.rmtree, folder, ignore_errors=True)
        ending.callback(instance.release)
        start_logging(folders.logs)
        ending.callback(stop_logging)
        return _at_screen(folders, instance, ending, language=language, dark=dark)


class _Devices(NamedTuple):
    """What stands on the counter."""

    printer: VirtualPrinter
    terminal: VirtualTerminal
    counter: CounterDevices


def _at_screen(folders: Folders, instance: Instance, ending: ExitStack, *, language: str, dark: bool) -> int:
    """Shows the shop and its devices; everything that was started is stopped by `ending`."""
    from PySide6.QtCore import QTimer

    application = _application()
    devices = _started_devices(folders, ending)
    register = Register(_opened_shop(folders, devices, language))
    online = OnlineShop(register, folders.data / "online-shop")
    ending.callback(online.close)
    ending.callback(register.close)
    ending.callback(online.halt)
    _point_at(register, devices)
    if dark:
        register.services.desk.change_settings(appearance="dark")
    windows = _windows(register, devices, online, ending)

    def beside(window: RegisterWindow) -> None:
        for each in windows:
            each.show()
        window.raise_()
        QTimer.singleShot(ONLINE_AFTER_MS, window, lambda: online.begin(sells=True))

    return show(application, register, instance, CrashReports(folders.logs), before=beside)


def _application() -> QApplication:
    from PySide6.QtWidgets import QApplication

    from pos_desktop.ui.application import create

    present = QApplication.instance()
    return present if isinstance(present, QApplication) else create()


def _started_devices(folders: Folders, ending: ExitStack) -> _Devices:
    printer = started_printer()
    ending.callback(printer.stop)
    terminal = started_terminal(folders.data / "bank.jsonl")
    ending.callback(terminal.stop)
    counter = CounterDevices(folders.data / "devices")
    ending.callback(counter.stop)
    counter.start()
    return _Devices(printer, terminal, counter)


def _opened_shop(folders: Folders, devices: _Devices, language: str) -> OpenDatabase:
    """The shop of the folder; it is built where there is none. Refused where a shop's own register is: its devices would
    be pointed at virtual ones, and it would be connected to a practice shop."""
    opened = bootstrap.open_database(folders, key_file=True)
    if opened.set_up and not _is_demo(opened):
        opened.close()
        raise Refused(
            tr("There is a store's own register in {folder}", folder=folders.data),
            tr("Nothing was changed."),
            tr("Name another folder for the demo, or none."),
        )
    if not opened.set_up:
        shop.build(
            opened,
            language=language,
            printer_port=devices.printer.port,
            terminal_port=devices.terminal.port,
            counter=devices.counter,
        )
    return opened


def _is_demo(opened: OpenDatabase) -> bool:
    with opened.store.read() as work:
        return work.settings.store().demo


def _point_at(register: Register, devices: _Devices) -> None:
    """A kept shop finds its devices where they are this time."""
    shop.point_printer_at(register, devices.printer.port)
    tenders.point_terminal_at(register, devices.terminal.port)
    counter_devices.point_at(register, devices.counter)


def _windows(
    register: Register, devices: _Devices, online: OnlineShop, ending: ExitStack
) -> Sequence[QWidget]:
    """Windows of the devices. They stand beside the register and do not keep the program running after it."""
    from PySide6.QtCore import Qt

    from pos_desktop.ui.virtual_devices.card_window import VirtualTerminalWindow
    from pos_desktop.ui.virtual_devices.display_window import VirtualDisplayWindow
    from pos_desktop.ui.virtual_devices.practice_windows import offered_codes
    from pos_desktop.ui.virtual_devices.scale_window import VirtualScaleWindow
    from pos_desktop.ui.virtual_devices.scanner_window import VirtualScannerWindow
    from pos_desktop.ui.virtual_devices.shop_window import VirtualShopWindow
    from pos_desktop.ui.virtual_devices.window import VirtualPrinterWindow

    locale = register.services.desk.settings.locale
    windows = (
        VirtualPrinterWindow(devices.printer),
        VirtualTerminalWindow(devices.terminal, locale),
        VirtualShopWindow(online, locale),
        VirtualScaleWindow(devices.counter.scale),
        VirtualScannerWindow(devices.counter.scanner, offered_codes(register.services)),
        VirtualDisplayWindow(devices.counter.display),
    )
    for window in windows:
        window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        ending.callback(window.close)
    return windows
