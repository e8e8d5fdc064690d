"""What happened, what happens and what is to come, one under the other: an icon, words, and when it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.theme.typography import Weight, line_height
from pos_desktop.ui.widgets.words import face_of, mirrored, write

Standing = Literal["done", "on", "ahead", "open", "failed"]

_ICONS: dict[Standing, tuple[str, str]] = {
    "done": ("check-circle-fill", "good"),
    "on": ("spinner-bold", "accent"),
    "ahead": ("circle", "text-2"),
    "open": ("question-fill", "attention"),
    "failed": ("x-circle", "danger"),
}
_STRONG: dict[Standing, Weight] = {"on": "semibold", "open": "semibold", "failed": "semibold"}
LEAST_PITCH = 11
_FRAME_MS = 80
_DEGREES = 45  # the mark has eight rays: a step of one looks like turning


@dataclass(frozen=True, slots=True)
class Fact:
    """One row: where it stands, what it is, and a second line."""

    standing: Standing
    title: str
    second: str = ""


class FactList(QWidget):
    """Rows of `pitch` steps of the grid, 14 by itself, closer where there is less room.

    A screen reader hears them as one text.
    """

    def __init__(self, name: str, *, pitch: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pitch, self._angle = pitch, 0
        self._facts: tuple[Fact, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._turn)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The rows as they are shown."""
        return self._facts

    def set_facts(self, facts: Iterable[Fact]) -> None:
        """Shows these rows."""
        facts = tuple(facts)
        if facts == self._facts:
            return
        resized = len(facts) != len(self._facts)
        self._facts = facts
        said = (f"{fact.title} {fact.second}".strip() for fact in facts)
        self.setAccessibleDescription(", ".join(said))
        if resized:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().space(60), theme().space(self._pitch) * len(self._facts))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(40), theme().space(LEAST_PITCH) * len(self._facts))

    def showEvent(self, event: QEvent) -> None:
        if not themes().less_motion:
            self._timer.start()

    def hideEvent(self, event: QEvent) -> None:
        self._timer.stop()

    def _turn(self) -> None:
        if any(fact.standing == "on" for fact in self._facts):
            self._angle = (self._angle + _DEGREES) % 360
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        pitch = min(theme().space(self._pitch), self.height() // max(1, len(self._facts)))
        for number, fact in enumerate(self._facts):
            self._paint(painter, fact, number * pitch, pitch)

    def _paint(self, painter: QPainter, fact: Fact, top: int, pitch: int) -> None:
        size, start = theme().px("icon-rail"), theme().space(9)
        title = line_height("body")
        second = line_height("caption") if fact.second else 0
        first = top + (pitch - title - second) // 2
        self._paint_mark(painter, fact, mirrored(self, QRect(0, top + (pitch - size) // 2, size, size)))
        color = "text-2" if fact.standing == "ahead" else "text"
        face = face_of("body", _STRONG.get(fact.standing, "medium" if fact.standing == "done" else None))
        row = mirrored(self, QRect(start, first, self.width() - start, title))
        write(painter, self, face, fact.title, row, color, elide=True)
        row = mirrored(self, QRect(start, first + title, self.width() - start, second))
        write(painter, self, face_of("caption"), fact.second, row, "text-2", elide=True)

    def _paint_mark(self, painter: QPainter, fact: Fact, place: QRect) -> None:
        icon, color = _ICONS[fact.standing]
        painter.save()
        if fact.standing == "on":
            center = place.center()
            painter.translate(center)
            painter.rotate(self._angle)
            painter.translate(-center)
        paint_icon(painter, icon, color, place)
        painter.restore()
