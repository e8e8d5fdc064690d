"""Menus as large as a finger."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from pos_desktop.ui.event_watch import hear_popup
from pos_desktop.ui.theme.icons import icon as made_icon
from pos_desktop.ui.theme.sheets import menu_sheet
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import font


def dress(menu: QMenu) -> None:
    """Gives a menu the register's look; what lies behind shows at its round corners."""
    menu.setStyleSheet(menu_sheet())
    menu.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    menu.setWindowFlag(Qt.WindowType.FramelessWindowHint)


def open_edit_menu(menu: QMenu, event: QContextMenuEvent) -> None:
    """Opens what Qt offers for a text at its place: undo, cut, copy and so on."""
    dress(menu)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(event.globalPos())
    hear_popup(menu.windowHandle())


class Menu(QMenu):
    """The menu behind "…" or More; it opens under the button it belongs to."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        dress(self)
        self.setFont(font("body", "medium"))

    def add(
        self,
        text: str,
        on_chosen: Callable[[], object],
        icon: str = "",
        keys: str = "",
        *,
        dangerous: bool = False,
        enabled: bool = True,
    ) -> QAction:
        """One more entry; `keys` is shown at its end, the shortcut itself belongs to the screen."""
        shown = text.replace("&", "&&")
        entry = QAction(f"{shown}\t{keys}" if keys else shown, self)
        if icon:
            entry.setIcon(made_icon(icon, "danger" if dangerous else "text-2"))
        entry.setEnabled(enabled)
        entry.triggered.connect(lambda _checked=False: on_chosen())
        self.addAction(entry)
        return entry

    def open_under(self, button: QWidget) -> None:
        """Open under `button`, its end edge at the button's."""
        self.ensurePolished()
        left = 0 if self.isRightToLeft() else button.width() - self.sizeHint().width()
        self.popup(button.mapToGlobal(QPoint(left, button.height() + theme().space(1))))
        hear_popup(self.windowHandle())
