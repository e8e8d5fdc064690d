"""The one QApplication: fonts, theme, language and direction, before the first window."""

import sys
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.ui.appearance import mode_of, speak
from pos_desktop.ui.theme.dressing import apply


def create(arguments: Sequence[str] | None = None, settings: StoreSettings | None = None) -> QApplication:
    """Makes the application dressed for the store; settings that are not known yet are the standard ones.

    Raises FileNotFoundError when the shipped fonts or themes are missing.
    """
    store = settings or StoreSettings()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # Named here and not set later: Qt would hand the style over, and with it all the names of its elements.
    application = QApplication([*(sys.argv if arguments is None else arguments), "-style", "fusion"])
    application.setApplicationName("POS Desktop")
    application.setDesktopFileName("pos-desktop")
    apply(application, mode_of(store), starting=True)
    speak(store.language)
    return application
