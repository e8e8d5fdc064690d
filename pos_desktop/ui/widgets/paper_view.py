"""A receipt as it lies on paper: its picture on sunken ground, scaled to fit the width, to be scrolled."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScroller, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme, themes

MARGIN = 16
LINE_STEP = 40


class PaperView(QAbstractScrollArea):
    """Shows one picture; wider paper is scaled down, narrow paper stays at its own size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._scaled = QPixmap()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        themes().changed.connect(self.viewport().update)
        self.setAccessibleName(tr("Receipt"))

    def set_picture(self, picture: QImage | bytes, spoken: str = "") -> None:
        """Show a picture, or the encoded bytes of one; `spoken` is its text for screen readers.

        Raises ValueError for bytes that are no picture.
        """
        image = QImage.fromData(picture) if isinstance(picture, bytes) else picture
        if isinstance(picture, bytes) and image.isNull():
            raise ValueError("the bytes are no picture that can be shown")
        self._image = image
        self.setAccessibleDescription(spoken)
        self.verticalScrollBar().setValue(0)
        self._fit()

    def bring_up(self, y: int) -> None:
        """Scrolls so that what is so many pixels down the picture stands in the upper part of the view."""
        if not self._image.isNull():
            scale = self.paper_box().height() / self._image.height()
            self.verticalScrollBar().setValue(round(y * scale) - self.viewport().height() // 4)

    def paper_box(self) -> QRect:
        """Where the paper lies in the viewport now."""
        size = self._scaled.deviceIndependentSize().toSize()
        left = (self.viewport().width() - size.width()) // 2
        return QRect(left, MARGIN - self.verticalScrollBar().value(), size.width(), size.height())

    def _fit(self) -> None:
        room = max(1, self.viewport().width() - 2 * MARGIN)
        dpr = self.devicePixelRatioF()
        if self._image.isNull():
            self._scaled = QPixmap()
        else:
            width = round(min(room, self._image.width()) * dpr)
            smooth = Qt.TransformationMode.SmoothTransformation
            self._scaled = QPixmap.fromImage(self._image.scaledToWidth(width, smooth))
            self._scaled.setDevicePixelRatio(dpr)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self.paper_box().height() + 2 * MARGIN - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(LINE_STEP)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the ends; arrows and pages are the scroll area's own."""
        bar = self.verticalScrollBar()
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: bar.maximum()}
        if event.key() in ends:
            bar.setValue(ends[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme().px("ticket"), 480)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme().color("sunken"))
        if self._scaled.isNull():
            return
        box = self.paper_box()
        painter.fillRect(box.adjusted(-1, -1, 1, 1), theme().color("border"))
        painter.drawPixmap(box.topLeft(), self._scaled)
