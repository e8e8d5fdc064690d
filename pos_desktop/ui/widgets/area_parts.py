"""The parts that a scroll area brings along, made here instead of by Qt."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QWidget


def give_parts(area: QAbstractScrollArea) -> None:
    """Gives an area a viewport and a scroll bar that Python knows.

    For a widget that Qt made by itself the binding looks through every class there is, and makes them all, the first
    time one comes along: a tenth of a start, for classes that no screen uses.
    """
    area.setViewport(QWidget())
    area.setVerticalScrollBar(QScrollBar(Qt.Orientation.Vertical))
