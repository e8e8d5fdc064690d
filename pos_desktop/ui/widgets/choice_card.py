"""A choice with a sentence: the receipt after a sale, a shop platform, where products come from."""

from typing import Literal

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import line_height
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.selectable import CardColors, Selectable
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write

CardHeight = Literal["large", "platform", "row"]
_LEAST_NOTE = 12
"""Of a note less than this is no help, in steps of the grid."""
_STEPS: dict[CardHeight, int] = {"large": 22, "platform": 18, "row": 16}


class ChoiceCard(Selectable):
    """Icon or initials, title, second line, and at the end a key or a note.

    "large" is 88 high, "platform" 72 with its initials in a square, "row" 64.
    """

    def __init__(
        self,
        title: str,
        second: str = "",
        *,
        icon: str = "",
        initials: str = "",
        note: str = "",
        height: CardHeight = "large",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self.setText(title)
        self.setAccessibleDescription(second or note)
        self._second, self._icon, self._initials, self._note = second, icon, initials, note
        self._height: CardHeight = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_second(self, second: str) -> None:
        self._second = second
        self.setAccessibleDescription(second)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().space(52), theme().space(_STEPS[self._height]))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(30), theme().space(_STEPS[self._height]))

    def _side(self) -> int:
        return theme().space(5 if self._height == "large" else 4) + theme().border("hair")

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        self.paint_ground(painter)
        colors = self.colors()
        start = self._side() + self._paint_lead(painter, colors)
        room, end = self.rooms(start)
        place = mirrored(self, QRect(self.width() - self._side() - end, 0, end, self.height()))
        write(painter, self, face_of("caption"), self._note, place, colors.second, Align.END, elide=True)
        self._paint_words(painter, colors, start, room)

    def rooms(self, start: int) -> tuple[int, int]:
        """How wide title and note may be: the note gets what the title leaves, and nothing where that says nothing."""
        whole = self.width() - start - self._side()
        if not self._note:
            return whole, 0
        gap = theme().space(2)
        title, note = (
            width_of(face_of("body", "semibold"), self.text()),
            width_of(face_of("caption"), self._note),
        )
        end = min(note, whole - title - gap)
        if end < min(note, theme().space(_LEAST_NOTE)):
            return whole, 0
        return whole - end - gap, end

    def _paint_words(self, painter: QPainter, colors: CardColors, start: int, room: int) -> None:
        title, second = line_height("body"), line_height("caption") if self._second else 0
        top = (self.height() - title - second) // 2
        row = mirrored(self, QRect(start, top, room, title))
        write(painter, self, face_of("body", "semibold"), self.text(), row, colors.title, elide=True)
        row = mirrored(self, QRect(start, top + title, room, second))
        write(painter, self, face_of("caption"), self._second, row, colors.second, elide=True)

    def _paint_lead(self, painter: QPainter, colors: CardColors) -> int:
        """Draw the icon or the initials; the answer is the width they take with their distance."""
        large = self._height == "large"
        gap = theme().space(4 if large else 3)
        if self._initials:
            size = theme().space(10)
            square = mirrored(self, QRect(self._side(), (self.height() - size) // 2, size, size))
            box(painter, square, "surface" if self.isChecked() else "sunken")
            letters = "text" if self.isEnabled() else "text-disabled"
            write(painter, self, face_of("body", "semibold"), self._initials, square, letters, Align.CENTER)
            return size + gap
        if not self._icon:
            return 0
        size = theme().px("icon-tender" if large else "icon-rail")
        place = mirrored(self, QRect(self._side(), (self.height() - size) // 2, size, size))
        paint_icon(painter, self.icon_name(self._icon), colors.icon, place)
        return size + gap
