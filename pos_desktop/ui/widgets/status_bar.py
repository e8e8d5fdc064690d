"""The status bar: devices and connection in words, the keys of the screen, who is at the register, the clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.ui.theme.icons import pixmap
from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import Breakpoint, theme, themes
from pos_desktop.ui.widgets.lettering import Align, Face, advance, draw, face, words
from pos_desktop.ui.widgets.tips import give_tip

Tone = Literal["good", "attention", "danger", "neutral"]

SIDE = 20
PADDING = 12  # on both sides of a separator
GAP = 8
SEPARATOR = 20
KEYCAP = 23
KEYCAP_HEIGHT = 24
KEYS = "keys"
PERSON = "person"


@record
class StatusItem:
    """A chip. `compact` are the words for narrow windows, where the icon says which device it is."""

    key: str
    icon: str
    text: str
    compact: str = ""
    tone: Tone = "good"


class StatusChip(QAbstractButton):
    """A dot, an icon and words; the whole height of the bar is the target."""

    def __init__(self, item: StatusItem, parent: QWidget) -> None:
        super().__init__(parent)
        self._hovered = False
        self._words = ""
        themes().changed.connect(self.update)
        self.set_item(item)

    def set_item(self, item: StatusItem) -> None:
        self.item = item
        self.setText(item.text)
        self.setAccessibleName(item.text)
        self.show_words(item.text)

    def show_words(self, words: str) -> None:
        """Show these words; the accessible name and the tool tip keep the full ones."""
        self._words = words
        give_tip(self, "" if words == self.item.text else self.item.text)
        self.update()

    def needs_words(self) -> bool:
        """A colour alone is no message."""
        return self.item.tone in ("attention", "danger")

    def _face(self) -> Face:
        return words("caption", "semibold" if self.needs_words() else "regular")

    def _marks(self) -> list[tuple[str, int]]:
        """What stands before the words, with its width."""
        if self.item.key == KEYS:
            return [("cap", KEYCAP)]
        dot = [] if self.item.tone == "neutral" else [("dot", theme().px("dot"))]
        return [*dot, ("icon", theme().px("icon"))]

    def width_for(self, words: str) -> int:
        marks = self._marks()
        text = round(advance(self._face(), words)) + GAP if words else 0
        return sum(width for _, width in marks) + GAP * (len(marks) - 1) + text

    def sizeHint(self) -> QSize:
        return QSize(self.width_for(self._words) + 2 * PADDING, theme().px("status-bar") - 1)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "pressed" if self.isDown() else "hover" if self._hovered else "surface"
        painter.fillRect(self.rect(), theme().color(ground))
        left = PADDING
        for kind, width in self._marks():
            place = QRect(left, 0, width, self.height())
            self._paint_mark(painter, kind, visual_rect(self.layoutDirection(), self.rect(), place))
            left += width + GAP
        box = QRect(left, 0, self.width() - left, self.height() + 1)
        box = visual_rect(self.layoutDirection(), self.rect(), box)
        draw(
            painter,
            self._face(),
            self._words,
            box,
            theme().color(self._ink()),
            Align.START,
            self.layoutDirection(),
        )

    def _ink(self) -> str:
        return self.item.tone if self.needs_words() else "text-2"

    def _paint_mark(self, painter: QPainter, kind: str, box: QRect) -> None:
        if kind == "dot":
            size = theme().px("dot")
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(self.item.tone))
            painter.drawEllipse(QRectF(box.left(), (box.height() - size + 1) // 2, size, size))
        elif kind == "icon":
            size = theme().px("icon")
            mark = pixmap(self.item.icon, self._ink(), size, self.devicePixelRatioF())
            painter.drawPixmap(box.left(), (box.height() - size + 1) // 2, mark)
        else:
            _paint_keycap(
                painter, QRect(box.left(), (box.height() - KEYCAP_HEIGHT) // 2, KEYCAP, KEYCAP_HEIGHT)
            )


def _paint_keycap(painter: QPainter, box: QRect) -> None:
    painter.setPen(QPen(theme().color("border"), 1))
    painter.setBrush(theme().color("canvas"))
    radius = theme().radius("kbd")
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    draw(painter, words("caption", "medium"), tr("?"), box, theme().color("text-2"), Align.CENTER)


class StatusBar(QWidget):
    """Chips from the start, keys, person and clock at the end. `pressed` carries the chip's key, "keys" or
    "person"."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, StatusChip] = {}
        self._keys = self._made(StatusItem(KEYS, "", tr("Keys"), tone="neutral"))
        self._person = self._made(StatusItem(PERSON, "user-circle", "", tone="neutral"))
        self._clock = ""
        self._at: Breakpoint = "regular"
        self._separators: list[int] = []
        self.setFixedHeight(theme().px("status-bar"))
        themes().changed.connect(self.update)
        self.retranslate()

    def _made(self, item: StatusItem) -> StatusChip:
        chip = StatusChip(item, self)
        chip.clicked.connect(lambda: self.pressed.emit(chip.item.key))
        return chip

    def retranslate(self) -> None:
        self.setAccessibleName(tr("State of the register"))
        self._keys.set_item(StatusItem(KEYS, "", tr("Keys"), tone="neutral"))
        self._place()

    def set_items(self, items: Sequence[StatusItem]) -> None:
        """Show these chips; those that stay keep their focus and repaint only when they changed."""
        wanted = {item.key for item in items}
        for key in [key for key in self._chips if key not in wanted]:
            self._chips.pop(key).deleteLater()
        chips: dict[str, StatusChip] = {}
        for item in items:
            chip = self._chips.get(item.key) or self._made(item)
            if chip.item != item:
                chip.set_item(item)
            chip.show()
            chips[item.key] = chip
        self._chips = chips
        self._place()

    def set_person(self, text: str) -> None:
        """Who is signed in and at which register."""
        self._person.set_item(StatusItem(PERSON, "user-circle", text, tone="neutral"))
        self._place()

    def set_clock(self, text: str) -> None:
        if text != self._clock:
            self._clock = text
            self._place()
            self.update()

    def set_breakpoint(self, at: Breakpoint) -> None:
        self._at = at
        self._place()

    def chip(self, key: str) -> StatusChip:
        return {KEYS: self._keys, PERSON: self._person}.get(key) or self._chips[key]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()
        super().changeEvent(event)

    def _place(self) -> None:
        ends = [chip for chip in (self._keys, self._person) if chip.item.text]
        self._person.setVisible(bool(self._person.item.text))
        right = self.width() - SIDE - self._clock_width()
        self._separators = [right - PADDING - 1] if self._clock else []
        right = self._separators[0] if self._clock else right + PADDING
        for chip in reversed(ends):
            chip.show_words(chip.item.text)
            width = chip.sizeHint().width()
            self._put(chip, right - width, width)
            right -= width + 1
            self._separators.append(right)
        self._separators = self._separators[:-1]
        self._place_chips(right)
        self.update()

    def _place_chips(self, room: int) -> None:
        self._choose_words(room)
        left = SIDE - PADDING
        chips = list(self._chips.values())
        for chip in chips:
            width = chip.sizeHint().width()
            self._put(chip, left, width)
            left += width
            if chip is not chips[-1]:
                self._separators.append(left)
            left += 1

    def _choose_words(self, room: int) -> None:
        """Device and state, the state alone in compact windows, the icon alone where that
        does not fit and nothing is wrong."""
        chips = list(self._chips.values())
        full = [chip.item.text for chip in chips]
        short = [chip.item.compact or chip.item.text for chip in chips]
        least = [text if chip.needs_words() else "" for chip, text in zip(chips, short, strict=True)]
        choices = [short, least] if self._at == "compact" else [full, short, least]
        for texts in choices:
            needed = SIDE + sum(
                chip.width_for(word) + 2 * PADDING + 1 for chip, word in zip(chips, texts, strict=True)
            )
            if needed <= room or texts is choices[-1]:
                for chip, word in zip(chips, texts, strict=True):
                    chip.show_words(word)
                return

    def _put(self, chip: StatusChip, left: int, width: int) -> None:
        box = QRect(left, 1, width, self.height() - 1)
        chip.setGeometry(visual_rect(self.layoutDirection(), self.rect(), box))

    def _clock_width(self) -> int:
        return round(advance(face("caption", "semibold"), self._clock)) if self._clock else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        border = theme().color("border")
        painter.fillRect(self.rect(), theme().color("surface"))
        painter.fillRect(0, 0, self.width(), 1, border)
        for x in self._separators:
            self._paint_separator(painter, x, border)
        box = QRect(self.width() - SIDE - self._clock_width(), 1, self._clock_width(), self.height())
        box = visual_rect(self.layoutDirection(), self.rect(), box)
        draw(painter, face("caption", "semibold"), self._clock, box, theme().color("text"), Align.RIGHT)

    def _paint_separator(self, painter: QPainter, x: int, colour: QColor) -> None:
        line = QRect(x, 1 + (self.height() - 1 - SEPARATOR + 1) // 2, 1, SEPARATOR)
        painter.fillRect(visual_rect(self.layoutDirection(), self.rect(), line), colour)
