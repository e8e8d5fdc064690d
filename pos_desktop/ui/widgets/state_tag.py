"""A small tag that says in which state something is: colour, icon and word together."""

from typing import Literal

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, mirrored, room_of, write

Tone = Literal["good", "attention", "danger", "accent", "neutral"]

# Ground, then words and icon.
_COLORS: dict[Tone, tuple[str, str]] = {
    "good": ("good-subtle", "good"),
    "attention": ("attention-subtle", "attention"),
    "danger": ("danger-subtle", "danger"),
    "accent": ("accent-subtle", "accent-text"),
    "neutral": ("sunken", "text-2"),
}
_ICONS: dict[Tone, str] = {
    "good": "check-circle-fill",
    "attention": "warning-fill",
    "danger": "warning-circle-fill",
    "accent": "clock-fill",
    "neutral": "",
}


def tone_colors(tone: Tone) -> tuple[str, str]:
    """Ground and text tokens of a meaning."""
    return _COLORS[tone]


def tone_icon(tone: Tone) -> str:
    """The icon a meaning has when none is named; the neutral one has none."""
    return _ICONS[tone]


class StateTag(QWidget):
    """24 high, not to be pressed."""

    def __init__(
        self, text: str, tone: Tone = "neutral", *, icon: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(text, tone, icon=icon)

    def set_state(self, text: str, tone: Tone = "neutral", *, icon: str | None = None) -> None:
        """Say something else; without `icon` the meaning brings its own."""
        self._text, self._tone = text, tone
        self._icon = _ICONS[tone] if icon is None else icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def tone(self) -> Tone:
        return self._tone

    def _lead(self) -> int:
        return theme().px("icon-small") + theme().space(1) if self._icon else 0

    def sizeHint(self) -> QSize:
        words = room_of(face_of("caption", "semibold"), self._text)
        return QSize(2 * theme().space(2) + self._lead() + words, theme().px("tag"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        ground, color = _COLORS[self._tone]
        box(painter, self.rect(), ground, radius="tag")
        side, size = theme().space(2), theme().px("icon-small")
        if self._icon:
            place = mirrored(self, QRect(side, (self.height() - size) // 2, size, size))
            paint_icon(painter, self._icon, color, place)
        start = side + self._lead()
        words = mirrored(self, QRect(start, 0, self.width() - start - side, self.height()))
        write(painter, self, face_of("caption", "semibold"), self._text, words, color)
