"""Places in right-to-left."""

from PySide6.QtCore import QRect, Qt


def visual_rect(direction: Qt.LayoutDirection, within: QRect, place: QRect) -> QRect:
    """Where a place within a box lies on the screen, given as it lies in left-to-right.

    The same as `QStyle.visualRect`, whose class brings a thousand names of style elements along.
    """
    if direction == Qt.LayoutDirection.LeftToRight:
        return QRect(place)
    return place.translated(within.left() + within.right() - place.left() - place.right(), 0)
