"""Records which part of a widget is painted, for tests of what a change repaints."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget


class Repaints(QObject):
    """The union of the paint events that a widget gets inside the `with` block."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._widget = widget
        self.region = QRegion()

    def __enter__(self) -> Repaints:
        self._widget.installEventFilter(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._widget.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False

    def bounding(self) -> QRect:
        return self.region.boundingRect()
