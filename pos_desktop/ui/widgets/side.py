"""What stands beside a screen's list or table."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.theme.tokens import theme


class Side(QWidget):
    """On the colour of a surface, in whichever theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), theme().color("surface"))
