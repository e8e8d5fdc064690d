"""The conversation with a device as it happens; left to right in every language, as it is technical."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QScroller, QSizePolicy, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme, themes, tokens
from pos_desktop.ui.theme.typography import mono
from pos_desktop.ui.viewmodels.devices import LogRow
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.shapes import box, disc

_COLORS = {"plain": "text", "good": "good", "attention": "attention", "danger": "danger"}
_GAP = 4.5


class LogLines(QAbstractScrollArea):
    """Lines of 24, of which none is cut; stays at the newest unless somebody scrolled up."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[LogRow] = []
        self._font = mono()
        self._font.setFixedPitch(True)
        self._metrics = QFontMetricsF(self._font)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Live log"))
        self.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        themes().changed.connect(self.viewport().update)

    @property
    def rows(self) -> Sequence[LogRow]:
        return self._rows

    def set_rows(self, rows: Sequence[LogRow]) -> None:
        """Shows these lines."""
        if list(rows) == self._rows:
            return
        bar = self.verticalScrollBar()
        at_end = bar.value() == bar.maximum()
        self._rows = list(rows)
        self._fit()
        if at_end:
            bar.setValue(bar.maximum())
        self.setAccessibleDescription(self._rows[-1].text if self._rows else "")
        self.viewport().update()

    def _line(self) -> int:
        return int(tokens()["type"]["log"]["line"])

    def _edge(self) -> int:
        return theme().space(2)

    def _fit(self) -> None:
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._rows) - self._whole_rows()) * self._line())
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self._line())

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar = self.verticalScrollBar()
        at_end = bar.value() == bar.maximum()
        self._fit()
        if at_end:
            bar.setValue(bar.maximum())

    def sizeHint(self) -> QSize:
        return QSize(theme().space(80), 9 * self._line() + 2 * self._edge())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(40), 4 * self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self._font)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        line, first = self._line(), self.first_in_sight()
        for place in range(first, first + self._whole_rows()):
            y = self._edge() + (place - first) * line
            if place < len(self._rows) and y <= event.rect().bottom() and y + line > event.rect().top():
                self._paint_line(painter, self._rows[place], y, line)

    def first_in_sight(self) -> int:
        """The place of the line at the top: a finger moves by pixels, the lines one by one."""
        return round(self.verticalScrollBar().value() / self._line())

    def rows_in_sight(self) -> Sequence[LogRow]:
        """The lines that are shown, each of them whole."""
        first = self.first_in_sight()
        return self._rows[first : first + self._whole_rows()]

    def _whole_rows(self) -> int:
        return max(0, self.viewport().height() - self._edge()) // self._line()

    def _paint_line(self, painter: QPainter, row: LogRow, y: int, high: int) -> None:
        x = float(theme().space(4))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        tone = _COLORS[row.tone]
        gaps = self._metrics.horizontalAdvance("00:00:00.000") + theme().space(_GAP), float(theme().space(6))
        for text, color, width in (
            (row.time, "text-2", gaps[0]),
            (row.arrow, tone if row.tone != "plain" else "text-2", gaps[1]),
            (row.words, tone, self.viewport().width() - 2 * x - sum(gaps)),
        ):
            painter.setPen(theme().color(color))
            cut = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(width, 1.0))
            painter.drawText(QRectF(x, y, max(width, 1), high), flags, cut)
            x += width


class _Dot(QWidget):
    """Green while lines come in, hollow while it is paused."""

    def __init__(self) -> None:
        super().__init__()
        self.live = True
        self.setFixedSize(theme().px("dot"), theme().px("dot"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        disc(QPainter(self), self.rect(), "good" if self.live else None, None if self.live else "text-2")


class LiveLog(Card):
    """The card around the lines, with Pause and Copy."""

    def __init__(self) -> None:
        super().__init__(tr("Live log"), padding=0)
        self.paused = False
        self.dot, self.state = _Dot(), Label(tr("Receiving"), "caption", color="text-2", elide=False)
        self.pause = Button(tr("Pause"), "quiet", icon="pause", height="touch-min")
        self.pause.clicked.connect(self.toggle)
        self.copy = Button(tr("Copy"), "quiet", icon="copy", height="touch-min")
        self.copy.clicked.connect(self.copy_lines)
        self.lines = LogLines()
        self.head.setContentsMargins(0, 0, 0, 0)
        self.head.setSpacing(0)
        self.head.insertSpacing(0, theme().space(4))
        self.add_to_head(self.dot)
        self.head.addSpacing(theme().space(2))
        self.add_to_head(self.state)
        self.head.addSpacing(theme().space(1.5))
        for button in (self.pause, self.copy):
            self.add_to_head(button)
        self.body.addWidget(self.lines, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_rows(self, rows: Sequence[LogRow]) -> None:
        """New lines came in; paused, they wait."""
        if not self.paused:
            self.lines.set_rows(rows)

    def toggle(self) -> None:
        """Stops the lines, or lets them run on."""
        self.paused = not self.paused
        self.dot.live = not self.paused
        self.dot.update()
        self.state.setText(tr("Paused") if self.paused else tr("Receiving"))
        self.pause.set_text(tr("Go on") if self.paused else tr("Pause"))
        self.pause.set_icon("play" if self.paused else "pause")

    def copy_lines(self) -> None:
        """Puts all lines on the clipboard, for whoever helps."""
        QApplication.clipboard().setText("\n".join(row.text for row in self.lines.rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        edge = theme().border("hair")
        ground = self.lines.geometry()
        ground.moveTopLeft(self.lines.mapTo(self, QPoint(0, 0)))
        painter = QPainter(self)
        painter.setClipRect(ground)
        box(
            painter,
            ground.adjusted(0, -2 * theme().radius("card"), 0, 0),
            "canvas",
            radius=theme().radius("card") - edge,
        )
