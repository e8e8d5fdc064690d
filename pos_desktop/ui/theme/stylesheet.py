"""The application's palette and its one style sheet, both made from the tokens."""

from functools import partial
from string import Template

from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from pos_desktop.ui.first_paint import after_first_paint
from pos_desktop.ui.theme.focus import FocusRingKeeper, kept_ring
from pos_desktop.ui.theme.tokens import Mode, theme, themes, use
from pos_desktop.ui.theme.typography import font, load_fonts

# Widgets that paint themselves are not here: these are the ones of Qt that stay as they are.
_SHEET = Template("""
QMainWindow, QDialog { background: $canvas; }
QToolTip { background: $surface; color: $text; border: ${hair}px solid $border; padding: ${s2}px ${s3}px; }
QMenu { background: $surface; color: $text; border: ${hair}px solid $border; border-radius: ${control}px;
        padding: ${s1}px; }
QMenu::item { min-height: ${touch}px; padding: 0 ${s6}px 0 ${s3}px; border-radius: ${tag}px; }
QMenu::item:selected { background: $hover; }
QMenu::item:pressed { background: $pressed; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: ${s3}px; }
QMenu::separator { height: ${hair}px; background: $border; margin: ${s1}px 0; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: ${s3}px; }
QScrollBar:horizontal { height: ${s3}px; }
QScrollBar::handle { background: $border; border-radius: ${dot}px; margin: ${gutter}px; }
QScrollBar::handle:vertical { min-height: ${touch}px; }
QScrollBar::handle:horizontal { min-width: ${touch}px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QAbstractScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; }
QLineEdit, QPlainTextEdit, QTextEdit { background: $surface; color: $text; border: ${hair}px solid $strong;
        border-radius: ${control}px; padding: 0 ${s3}px; selection-background-color: $accent;
        selection-color: $on_accent; }
QLineEdit { min-height: ${inner}px; placeholder-text-color: $text2; }
QPlainTextEdit, QTextEdit { padding: ${s2}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: ${selected}px solid $accent;
        padding: 0 ${focused}px; }
QPlainTextEdit:disabled, QTextEdit:disabled { color: $disabled; }
QLineEdit:disabled { background: $sunken; color: $disabled; border-color: $sunken;
        placeholder-text-color: $disabled; }
QLineEdit[bare="true"] { background: transparent; border: none; padding: 0; min-height: 0; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: $surface; color: $text2; border: none;
        border-bottom: ${hair}px solid $border; padding: 0 ${s2}px; }
QTableView, QListView, QTreeView { gridline-color: $border; outline: none;
        selection-background-color: $accent_subtle; selection-color: $text; }
QSplitter::handle { background: $border; }
""")


def sheet() -> str:
    """The style sheet of the theme in force."""
    now = theme()
    hair = now.border("hair")
    return _SHEET.substitute(
        {name.replace("-", "_"): now.color(name).name() for name in ("canvas", "surface", "sunken", "hover")},
        pressed=now.color("pressed").name(),
        text=now.color("text").name(),
        text2=now.color("text-2").name(),
        disabled=now.color("text-disabled").name(),
        border=now.color("border").name(),
        strong=now.color("border-strong").name(),
        accent=now.color("accent").name(),
        on_accent=now.color("on-accent").name(),
        accent_subtle=now.color("accent-subtle").name(),
        hair=hair,
        selected=now.border("selected"),
        s1=now.space(1),
        s2=now.space(2),
        s3=now.space(3),
        s6=now.space(6),
        gutter=now.space(0.5),
        focused=now.space(3) - hair,
        touch=now.px("touch"),
        inner=now.px("input") - 2 * now.border("selected"),
        control=now.radius("control"),
        tag=now.radius("tag"),
        dot=now.radius("dot"),
    )


def palette() -> QPalette:
    """Colours for what Qt paints without asking the style sheet."""
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
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme().color("text-disabled"))
    return made


def _dress() -> None:
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setPalette(palette())
        application.setStyleSheet(sheet())


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
