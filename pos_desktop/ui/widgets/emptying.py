"""Layouts that are filled anew."""

from PySide6.QtWidgets import QLayout, QWidget


def empty(layout: QLayout) -> None:
    """Takes every widget out, for good."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            drop(widget)


def drop(widget: QWidget) -> None:
    """It is not seen, found or needed any more."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
