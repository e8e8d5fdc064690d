"""The one QApplication: fonts, theme, language and direction, before the first window."""

import ctypes
import sys
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from pos_desktop.application.services import Services
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.ui.appearance import mode_of, speak
from pos_desktop.ui.shell.faults import Report, log_fault
from pos_desktop.ui.theme.stylesheet import apply


def outlast() -> None:
    """Keeps Python's constants alive through a long day.

    PySide6 6.12.0 gives back None, True and False without taking a reference. Python 3.12 made them immortal;
    Python 3.11 aborts with "deallocating None" after some thousand calls of Qt.
    """
    if sys.version_info < (3, 12):
        for constant in (None, True, False):
            ctypes.c_ssize_t.from_address(id(constant)).value += 1 << 40


def create(arguments: Sequence[str] | None = None, settings: StoreSettings | None = None) -> QApplication:
    """Makes the application dressed for the store; settings that are not known yet are the standard ones.

    Raises FileNotFoundError when the shipped fonts or themes are missing.
    """
    outlast()
    store = settings or StoreSettings()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(list(arguments if arguments is not None else sys.argv))
    application.setApplicationName("POS Desktop")
    application.setDesktopFileName("pos-desktop")
    apply(application, mode_of(store))
    speak(store.language)
    return application


def run_register(services: Services, report: Report = log_fault) -> int:
    """Opens the register's window and stays until it is closed; the program's exit code."""
    from pos_desktop.ui.shell.faults import FaultWatch
    from pos_desktop.ui.shell.window import RegisterWindow

    application = create(settings=services.desk.settings)
    window = RegisterWindow(services, report=report)
    faults = FaultWatch(window.fault)
    faults.install()
    window.showMaximized()
    window.start()
    try:
        return application.exec()
    finally:
        faults.remove()
