"""Menus in the register's looks: rows to touch, icons from the tokens' font, dangerous items in their colour."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pos_desktop.ui.theme.icons import icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import font

LEAST_WIDTH = 220


def _looks() -> str:
    """The menu's style sheet from the theme in force; made each time a menu opens."""
    color, px = theme().color, theme().px
    row = px("touch") - 8
    return f"""
        QMenu {{ background: {color("surface").name()}; color: {color("text").name()};
                 border: 1px solid {color("border").name()}; border-radius: {theme().radius("card")}px;
                 padding: 4px; min-width: {LEAST_WIDTH}px; }}
        QMenu::item {{ min-height: {row}px; padding: 4px 16px 4px 16px; border-radius: 4px; }}
        QMenu::icon {{ padding-left: 12px; }}
        QMenu::item:selected {{ background: {color("accent-subtle").name()}; color: {color("accent-text").name()}; }}
        QMenu::item:disabled {{ color: {color("text-disabled").name()}; background: transparent; }}
        QMenu::separator {{ height: 1px; margin: 4px 8px; background: {color("border").name()}; }}
    """


class PopoverMenu(QMenu):
    """A context menu or the menu behind "…". Items are added with their icon, key and what they do."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFont(font("body", weight="medium"))
        self.aboutToShow.connect(lambda: self.setStyleSheet(_looks()))

    def add(
        self,
        text: str,
        on_chosen: Callable[[], object],
        icon_name: str = "",
        keys: str = "",
        *,
        dangerous: bool = False,
        enabled: bool = True,
    ) -> QAction:
        """Add an item; `keys` is shown at its end, the shortcut itself belongs to the screen."""
        ampersands = text.replace("&", "&&")
        action = self.addAction(f"{ampersands}\t{keys}" if keys else ampersands)
        if icon_name:
            action.setIcon(icon(icon_name, "danger" if dangerous else "text-2"))
        action.setEnabled(enabled)
        action.triggered.connect(lambda: on_chosen())
        return action

    def open_at(self, button: QWidget) -> None:
        """Open under a button, its end edge at the button's."""
        self.ensurePolished()
        self.setStyleSheet(_looks())
        width = self.sizeHint().width()
        left = 0 if self.isRightToLeft() else button.width() - width
        self.popup(button.mapToGlobal(QPoint(left, button.height() + 4)))
