"""The ring itself, made when the keyboard is first used."""

from typing import ClassVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from pos_desktop.ui.theme.focus import radius_of
from pos_desktop.ui.theme.tokens import theme, themes


def _reach() -> int:
    """How far the ring reaches beyond the widget, in pixels."""
    return theme().border("focus") + theme().border("focusOffset")


class _RingStyle(QProxyStyle):
    """Gives the frame its distance and lets its corners reach over the widget's own."""

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric in (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin):
            return _reach()
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        answer: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        if hint == QStyle.StyleHint.SH_FocusFrame_Mask:
            return 0
        return super().styleHint(hint, option, widget, answer)


class FocusRing(QFocusFrame):
    """A ring of the accent colour following the widget's own radius.

    A widget takes part when it is a button or names its radius in an attribute `focus_radius`; with
    `focus_radius = None` it draws its focus itself, as inputs do.
    """

    _style: ClassVar[_RingStyle | None] = None

    def __init__(self) -> None:
        super().__init__()
        if FocusRing._style is None:
            FocusRing._style = _RingStyle("fusion")
            FocusRing._style.setParent(QApplication.instance())
        self.setStyle(FocusRing._style)
        themes().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        around = self.widget()
        if around is None:
            return
        width = theme().border("focus")
        radius = theme().radius(radius_of(around) or "control") + _reach() - width / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("accent"), width))
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(box, radius, radius)
