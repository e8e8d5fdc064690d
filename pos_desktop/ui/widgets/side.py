"""What stands beside a screen's list or table."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.theme.tokens import theme


class Side(QWidget):
    """On the colour of a surface, in whichever theme; on that of the screen where there is nothing to say."""

    def __init__(self, ground: str = "surface") -> None:
        super().__init__()
        self._ground = ground

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), theme().color(self._ground))
