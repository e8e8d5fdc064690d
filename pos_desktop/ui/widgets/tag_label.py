"""A state tag that stands in a header."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.widgets.tag_painting import Tag, paint_tag, tag_width


class TagLabel(QWidget):
    """Shows one `Tag`; not tappable."""

    def __init__(self, tag: Tag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        themes().changed.connect(self.update)
        self.set_tag(tag)

    def set_tag(self, tag: Tag) -> None:
        self._tag = tag
        self.setAccessibleName(tag.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(tag_width(self._tag), theme().px("tag"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_tag(painter, self._tag, self.rect(), self.layoutDirection(), self.devicePixelRatioF())
