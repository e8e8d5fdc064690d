"""Two figures a minute as bars: what was sent, and on top of it what failed and is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.widgets.lettering import Align, draw, face
from pos_desktop.ui.widgets.shapes import hair
from pos_desktop.ui.widgets.tips import show_tip
from pos_desktop.ui.widgets.words import mirrored

_AXIS = 30  # room for the figures beside the lines
_FOOT = 28
_HEAD = 8
_ROUND = 2
_LINES = 2
_MARKS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A minute; `when` is its time of day in words."""

    when: str
    sent: int
    failed: int
    words: str = ""  # all of it, for the tool tip


def top_of(bars: Sequence[Bar]) -> int:
    """The figure at the upper line: the smallest of 1, 2, 4, 5 or 10 times a power of ten, and even, that holds all."""
    most = max((bar.sent + bar.failed for bar in bars), default=0)
    power = 1
    while True:
        for step in (2, 4, 10):
            if most <= step * power:
                return step * power
        power *= 10


class MinuteBars(QWidget):
    """As wide as it may be; the time runs in the reading direction."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: Sequence[Bar] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme().space(24))
        themes().changed.connect(self.update)

    def set_bars(self, bars: Sequence[Bar], spoken: str) -> None:
        """Shows these minutes, the oldest first; `spoken` is what a screen reader says of them."""
        self.setAccessibleName(spoken)
        if bars != self.bars:
            self.bars = bars
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().space(120), theme().space(48))

    def _field(self) -> QRect:
        return self.rect().adjusted(_AXIS, _HEAD, 0, -_FOOT)

    def _bar_box(self, place: int) -> QRectF:
        """The column that a minute may fill, not mirrored yet."""
        field = self._field()
        step = field.width() / max(1, len(self.bars))
        gap = max(1.0, step * 0.26)
        left = round(field.left() + place * step)
        return QRectF(left, field.top(), max(1, round(step - gap)), field.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        top = top_of(self.bars)
        self._paint_lines(painter, top)
        for place, bar in enumerate(self.bars):
            self._paint_bar(painter, bar, self._bar_box(place), top)
        self._paint_times(painter)

    def _paint_lines(self, painter: QPainter, top: int) -> None:
        field = self._field()
        for line in range(_LINES + 1):
            y = field.bottom() + 1 - round(field.height() * line / _LINES)
            ends = mirrored(self, QRect(field.left(), y, field.width(), 1))
            color = "border-strong" if line == 0 else "border"
            hair(painter, QPointF(ends.left(), y), QPointF(ends.right() + 1, y), color)
            box = mirrored(self, QRect(0, y - 9, _AXIS - 8, 18))
            draw(
                painter,
                face("caption"),
                str(top * line // _LINES),
                box,
                theme().color("text-2"),
                Align.END,
                self.layoutDirection(),
            )

    def _paint_bar(self, painter: QPainter, bar: Bar, column: QRectF, top: int) -> None:
        if self.isRightToLeft():
            column = QRectF(self.width() - column.right(), column.top(), column.width(), column.height())
        sent = round(column.height() * bar.sent / top)
        failed = round(column.height() * bar.failed / top)
        bottom = column.bottom()
        if sent:
            self._fill(painter, QRectF(column.left(), bottom - sent, column.width(), sent), "accent")
            bottom -= sent + 1
        if failed:
            place = QRectF(column.left(), bottom - failed, column.width(), failed)
            self._fill(painter, place, "attention-solid")

    def _fill(self, painter: QPainter, box: QRectF, color: str) -> None:
        """Round at its upper corners."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = min(_ROUND, box.width() / 2, box.height())
        path = QPainterPath(box.bottomLeft())
        path.lineTo(box.left(), box.top() + radius)
        path.quadTo(box.left(), box.top(), box.left() + radius, box.top())
        path.lineTo(box.right() - radius, box.top())
        path.quadTo(box.right(), box.top(), box.right(), box.top() + radius)
        path.lineTo(box.bottomRight())
        painter.fillPath(path, theme().color(color))

    def _paint_times(self, painter: QPainter) -> None:
        """At the beginning, at each quarter, and at the end."""
        if not self.bars:
            return
        field = self._field()
        top = field.bottom() + 8
        quarter = len(self.bars) // _MARKS
        marks = [(place * quarter, Align.CENTER) for place in range(1, _MARKS)] if quarter else []
        for place, align in [(0, Align.START), *marks, (len(self.bars) - 1, Align.END)]:
            column = self._bar_box(place)
            left = {
                Align.START: field.left(),
                Align.CENTER: round(column.center().x()) - 50,
                Align.END: field.right() + 1 - 100,
            }[align]
            box = mirrored(self, QRect(left, top, 100, 18))
            draw(
                painter,
                face("caption"),
                self.bars[place].when,
                box,
                theme().color("text-2"),
                align,
                self.layoutDirection(),
            )

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            x = event.pos().x()
            if self.isRightToLeft():
                x = self.width() - x
            found = (bar.words for place, bar in enumerate(self.bars) if self._hits(place, x))
            show_tip(self, event.globalPos(), next(found, ""))
            return True
        return super().event(event)

    def _hits(self, place: int, x: int) -> bool:
        column = self._bar_box(place)
        return column.left() <= x <= column.right()


class ChartKey(QWidget):
    """A coloured square and what it stands for."""

    def __init__(self, color: str, text: str = "") -> None:
        super().__init__()
        self._color, self._text = color, text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = round(face("caption").metrics.horizontalAdvance(self._text))
        return QSize(12 + theme().space(2) + width + 1, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(self._color))
        painter.drawRoundedRect(QRectF(mirrored(self, QRect(0, 3, 12, 12))), 3, 3)
        start = 12 + theme().space(2)
        box = mirrored(self, QRect(start, 0, self.width() - start, self.height()))
        draw(
            painter,
            face("caption"),
            self._text,
            box,
            theme().color("text-2"),
            Align.START,
            self.layoutDirection(),
        )
