"""Tool tips in the register's look."""

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint
from PySide6.QtWidgets import QToolTip, QWidget

from pos_desktop.ui.theme.sheets import tip_sheet


class _Wardrobe(QObject):
    """Dresses a widget's tip just before Qt shows it: few widgets ever show theirs."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(watched, QWidget) and watched.toolTip():
            _dress(watched)
        return False


_kept: list[_Wardrobe] = []


def give_tip(widget: QWidget, text: str) -> None:
    """What a widget tells a pointer that rests on it; nothing for an empty text."""
    if not _kept or not shiboken6.isValid(_kept[0]):
        _kept[:] = [_Wardrobe(QCoreApplication.instance())]
    widget.setToolTip(text)
    if text:
        widget.installEventFilter(_kept[0])


def show_tip(widget: QWidget, place: QPoint, text: str) -> None:
    """Shows a tip of a part of a widget at a place of the screen; an empty text takes away the one that is there."""
    if text:
        _dress(widget)
    QToolTip.showText(place, text, widget)


def _dress(widget: QWidget) -> None:
    sheet = tip_sheet()
    if widget.styleSheet() != sheet:
        widget.setStyleSheet(sheet)
