"""Where the customer's screen may be shown, in words."""

from PySide6.QtGui import QGuiApplication

from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr

Option = tuple[str, str, str, str]
"""Key, title, second line and icon."""


def customer_screens(settings: StoreSettings) -> list[Option]:
    """Off, any second monitor, those that are there by name, and a window to practise with."""
    options = [
        ("none", tr("No customer display"), "", "prohibit"),
        ("second", tr("The second monitor"), tr("As soon as one is plugged in"), "monitor"),
    ]
    screens = QGuiApplication.screens()
    names = [screen.name() for screen in screens] if len(screens) > 1 else []
    chosen = settings.customer_screen
    if chosen not in ("none", "second", "window", *names):
        names.append(chosen)
    options += [(name, name, _size_words(name), "monitor") for name in names]
    options.append(("window", tr("A window"), tr("To practise on one monitor"), "app-window"))
    return options


def customer_screen_words(settings: StoreSettings) -> str:
    """The setting in a few words."""
    return next(title for key, title, _, _ in customer_screens(settings) if key == settings.customer_screen)


def _size_words(name: str) -> str:
    for screen in QGuiApplication.screens():
        if screen.name() == name:
            size = screen.geometry().size()
            return f"{size.width()} \u00d7 {size.height()}"
    return tr("Not plugged in now")
