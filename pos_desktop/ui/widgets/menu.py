"""Menus as large as a finger: the style sheet gives their look, this their behaviour."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pos_desktop.ui.theme.icons import icon as made_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import font


class Menu(QMenu):
    """A menu that opens under the button it belongs to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font("body", "medium"))
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)

    def add(self, text: str, action: Callable[[], object], *, icon: str = "", color: str = "text") -> QAction:
        """One more entry; `action` runs when it is chosen."""
        entry = QAction(text, self)
        if icon:
            entry.setIcon(made_icon(icon, color))
        entry.triggered.connect(lambda: action())
        self.addAction(entry)
        return entry

    def open_under(self, widget: QWidget) -> None:
        """Open at the lower start of `widget`, above it where there is no room below."""
        at = widget.mapToGlobal(QPoint(0, widget.height() + theme().space(1)))
        if widget.isRightToLeft():
            at.setX(at.x() + widget.width() - self.sizeHint().width())
        self.popup(at)
