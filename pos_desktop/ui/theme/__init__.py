"""The one place where colours, sizes, type, icons and pictures come from."""

from pos_desktop.ui.theme.art import art_pixmap
from pos_desktop.ui.theme.dressing import apply
from pos_desktop.ui.theme.icons import icon, pixmap
from pos_desktop.ui.theme.tokens import Theme, Tint, breakpoint, theme, themes, use
from pos_desktop.ui.theme.typography import font, line_height, load_fonts

__all__ = [
    "Theme",
    "Tint",
    "apply",
    "art_pixmap",
    "breakpoint",
    "font",
    "icon",
    "line_height",
    "load_fonts",
    "pixmap",
    "theme",
    "themes",
    "use",
]
