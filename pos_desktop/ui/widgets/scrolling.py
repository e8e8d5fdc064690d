"""What scrolls: the bar in the register's look, and the area that shows whatever ground lies behind it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QScroller, QWidget

from pos_desktop.ui.theme.sheets import scroll_bar_sheet
from pos_desktop.ui.theme.tokens import themes


class ScrollBar(QScrollBar):
    """A thin mark without arrows."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._dress()
        themes().changed.connect(self._dress)

    def _dress(self) -> None:
        self.setStyleSheet(scroll_bar_sheet())


class ScrollArea(QScrollArea):
    """Scrolls its content up and down, also by touch; the content is as wide as the area and paints no ground."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ScrollBar())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def setWidget(self, widget: QWidget) -> None:
        super().setWidget(widget)
        widget.setAutoFillBackground(False)  # the area has switched it on
