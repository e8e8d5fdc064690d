"""The demo shop on the screen, with a virtual printer and drawer in a window of their own."""

import shutil
import tempfile
from pathlib import Path

from pos_desktop import bootstrap
from pos_desktop.bootstrap import Register
from pos_desktop.demo import shop
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.launch import show
from pos_desktop.system.crash_report import CrashReports
from pos_desktop.system.folders import Folders
from pos_desktop.system.logging_setup import start_logging, stop_logging

PRINTER_PORT = 9100


def started_printer() -> VirtualPrinter:
    """A virtual printer on the usual port, or on a free one when that is taken."""
    try:
        return VirtualPrinter(PRINTER_PORT).start()
    except OSError:
        return VirtualPrinter(0).start()


def open_demo(data: Path | None, *, language: str = "en", dark: bool = False) -> int:
    """Opens the register on a fresh demo shop, or on the one kept in a folder."""
    from PySide6.QtWidgets import QApplication

    from pos_desktop.ui.application import create
    from pos_desktop.ui.shell.window import RegisterWindow
    from pos_desktop.ui.virtual_devices.window import VirtualPrinterWindow

    folder = data or Path(tempfile.mkdtemp(prefix="pos-desktop-demo-"))
    folders = Folders.under(folder)
    folders.make()
    start_logging(folders.logs)
    crashes = CrashReports(folders.logs)
    present = QApplication.instance()
    application = present if isinstance(present, QApplication) else create()
    printer = started_printer()
    opened = bootstrap.open_database(folders, key_file=True)
    if not opened.set_up:
        shop.build(opened, language=language, printer_port=printer.port)
    register = Register(opened)
    shop.point_printer_at(register, printer.port)
    if dark:
        register.services.desk.change_settings(appearance="dark")
    devices = VirtualPrinterWindow(printer)

    def beside(window: RegisterWindow) -> None:
        devices.show()
        window.raise_()

    try:
        return show(application, register, crashes=crashes, before=beside)
    finally:
        devices.close()
        register.close()
        printer.stop()
        stop_logging()
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)
