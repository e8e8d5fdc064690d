"""An icon that stands by itself and follows the theme."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme


class IconView(QWidget):
    """An icon of a size token; decoration, so it has no name of its own unless one is given."""

    def __init__(
        self,
        icon: str,
        color: str = "text",
        size: str = "icon",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._color, self._size = icon, color, size
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, color: str | None = None) -> None:
        self._icon, self._color = icon, color or self._color
        self.update()

    def icon_name(self) -> str:
        return self._icon

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._size), theme().px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        color = self._color if self.isEnabled() else "text-disabled"
        paint_icon(QPainter(self), self._icon, color, self.rect())
