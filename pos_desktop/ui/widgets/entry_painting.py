"""Entries of a list that opens."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, write


class Entry(QStyledItemDelegate):
    """An entry of the open list, as high as a finger."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), theme().px("touch"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        widget: QWidget = option.widget
        lit = bool(state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver))
        painter.save()
        if lit:
            box(painter, rect, "accent-subtle", radius="tag")
        inner = rect.adjusted(theme().space(3), 0, -theme().space(3), 0)
        write(painter, widget, face_of("body"), str(index.data()), inner, "text", elide=True)
        painter.restore()
