"""The application's palette, made from the tokens. What needs a style sheet wears its own (`sheets.py`)."""

from functools import partial

from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from pos_desktop.ui.first_paint import after_first_paint
from pos_desktop.ui.theme.focus import FocusRingKeeper, kept_ring
from pos_desktop.ui.theme.tokens import Mode, theme, themes, use
from pos_desktop.ui.theme.typography import font, load_fonts


def palette() -> QPalette:
    """Colours for what Qt paints by itself."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "canvas"),
        (roles.WindowText, "text"),
        (roles.Base, "surface"),
        (roles.AlternateBase, "hover"),
        (roles.Text, "text"),
        (roles.Button, "surface"),
        (roles.ButtonText, "text"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "on-accent"),
        (roles.PlaceholderText, "text-2"),
        (roles.ToolTipBase, "surface"),
        (roles.ToolTipText, "text"),
        (roles.Link, "accent-text"),
        (roles.Accent, "accent"),
    ):
        made.setColor(role, theme().color(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.PlaceholderText):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme().color("text-disabled"))
    return made


def _dress() -> None:
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setPalette(palette())


def apply(app: QApplication, mode: Mode, *, starting: bool = False) -> FocusRingKeeper:
    """Dress the application; from then on `use(mode)` alone changes everything on the screen.

    At the start of the program the style was named already, and the focus ring waits for the first paint.
    Answers the keeper of that ring. Calling it again only changes the mode.
    """
    use(mode)
    keeper = kept_ring()
    if keeper is None:
        load_fonts()
        keeper = FocusRingKeeper(app)
        if starting:
            after_first_paint(keeper, partial(keeper.install, app))
        else:
            app.setStyle("Fusion")
            keeper.install(app)
        # For good: the first-run steps and the register after them are two turns of one program.
        themes().changed.connect(_dress)
    app.setFont(font("body"))
    _dress()
    return keeper


def system_mode() -> Mode:
    """What the operating system is set to."""
    from PySide6.QtCore import Qt

    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"
