"""What paper looks like, whatever the theme of the screen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

WHITE = QColor(Qt.GlobalColor.white)
