"""The steps of the wizard: which are done, which is on, which are to come."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import line_height
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.shapes import disc
from pos_desktop.ui.widgets.words import face_of, mirrored, write

Progress = Literal["done", "on", "ahead"]


@dataclass(frozen=True)
class Step:
    """A step's name and what is in it."""

    title: str
    second: str = ""


class StepList(QWidget):
    """Rows of 72 with a disc of 32 each, joined by a line."""

    def __init__(self, steps: tuple[Step, ...], current: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps, self._current = steps, current
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_steps(self, steps: tuple[Step, ...]) -> None:
        self._steps = steps
        self._tell()

    def set_current(self, current: int) -> None:
        """The number of the step that is on, from 0; those before it are done."""
        self._current = current
        self._tell()

    def _tell(self) -> None:
        number, count = min(self._current + 1, len(self._steps)), len(self._steps)
        self.setAccessibleName(tr("Step {number} of {count}", number=number, count=count))
        self.setAccessibleDescription(", ".join(step.title for step in self._steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        last = theme().space(10)
        return QSize(theme().space(50), theme().space(18) * (len(self._steps) - 1) + last)

    def progress(self, number: int) -> Progress:
        if number < self._current:
            return "done"
        return "on" if number == self._current else "ahead"

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        pitch, size = theme().space(18), theme().space(8)
        top = (theme().space(10) - size) // 2
        for number in range(len(self._steps)):
            round_place = mirrored(self, QRect(0, number * pitch + top, size, size))
            if number + 1 < len(self._steps):
                line = QRect(
                    round_place.center().x(), round_place.bottom() + 1, theme().border("hair"), pitch - size
                )
                painter.fillRect(line, theme().color("border"))
            self._paint_disc(painter, round_place, number)
            self._paint_words(painter, number, number * pitch)

    def _paint_disc(self, painter: QPainter, rect: QRect, number: int) -> None:
        progress = self.progress(number)
        if progress == "done":
            disc(painter, rect, "good-solid")
            inset = theme().space(1.5)
            paint_icon(painter, "check-bold", "on-solid", rect.adjusted(inset, inset, -inset, -inset))
            return
        if progress == "on":
            disc(painter, rect, "accent")
        else:
            disc(painter, rect, "surface", "border-strong")
        color = "on-accent" if progress == "on" else "text-2"
        write(painter, self, face_of("body", "semibold"), str(number + 1), rect, color, Align.CENTER)

    def _paint_words(self, painter: QPainter, number: int, top: int) -> None:
        step, progress = self._steps[number], self.progress(number)
        start = theme().space(12)
        title, second = line_height("body"), line_height("caption")
        first = top + (theme().space(10) - title - second) // 2
        row = mirrored(self, QRect(start, first, self.width() - start, title))
        weight = face_of("body", "semibold" if progress == "on" else "medium")
        write(painter, self, weight, step.title, row, "text-2" if progress == "ahead" else "text", elide=True)
        row = mirrored(self, QRect(start, first + title, self.width() - start, second))
        write(painter, self, face_of("caption"), step.second, row, "text-2", elide=True)
