"""The demo shop on the screen: virtual devices for everything on the counter, and an online shop beside it."""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from pos_desktop import bootstrap
from pos_desktop.bootstrap import Register
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


def _at_screen(folders: Folders, instance: Instance, ending: ExitStack, *, language: str, dark: bool) -> int:
    """Shows the shop and its devices; everything that was started is stopped by `ending`."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from pos_desktop.ui.application import create
    from pos_desktop.ui.shell.window import RegisterWindow
    from pos_desktop.ui.virtual_devices.card_window import VirtualTerminalWindow
    from pos_desktop.ui.virtual_devices.display_window import VirtualDisplayWindow
    from pos_desktop.ui.virtual_devices.practice_windows import offered_codes
    from pos_desktop.ui.virtual_devices.scale_window import VirtualScaleWindow
    from pos_desktop.ui.virtual_devices.scanner_window import VirtualScannerWindow
    from pos_desktop.ui.virtual_devices.shop_window import VirtualShopWindow
    from pos_desktop.ui.virtual_devices.window import VirtualPrinterWindow

    present = QApplication.instance()
    application = present if isinstance(present, QApplication) else create()
    printer = started_printer()
    ending.callback(printer.stop)
    terminal = started_terminal(folders.data / "bank.jsonl")
    ending.callback(terminal.stop)
    counter = CounterDevices(folders.data / "devices")
    ending.callback(counter.stop)
    counter.start()
    opened = bootstrap.open_database(folders, key_file=True)
    if not opened.set_up:
        shop.build(
            opened,
            language=language,
            printer_port=printer.port,
            terminal_port=terminal.port,
            counter=counter,
        )
    register = Register(opened)
    online = OnlineShop(register, folders.data / "online-shop")
    ending.callback(online.close)
    ending.callback(register.close)
    ending.callback(online.halt)
    shop.point_printer_at(register, printer.port)
    tenders.point_terminal_at(register, terminal.port)
    counter_devices.point_at(register, counter)
    if dark:
        register.services.desk.change_settings(appearance="dark")
    codes = offered_codes(register.services)
    devices = (
        VirtualPrinterWindow(printer),
        VirtualTerminalWindow(terminal, register.services.desk.settings.locale),
        VirtualShopWindow(online, register.services.desk.settings.locale),
        VirtualScaleWindow(counter.scale),
        VirtualScannerWindow(counter.scanner, codes),
        VirtualDisplayWindow(counter.display),
    )
    for device in devices:
        # They stand beside the register; they do not keep the program running when that is closed.
        device.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        ending.callback(device.close)

    def beside(window: RegisterWindow) -> None:
        for device in devices:
            device.show()
        window.raise_()
        QTimer.singleShot(ONLINE_AFTER_MS, window, lambda: online.begin(sells=True))

    return show(application, register, instance, CrashReports(folders.logs), before=beside)
