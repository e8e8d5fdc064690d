"""An on and off switch whose word changes with it."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.shapes import box, disc
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write


class Toggle(Pressable):
    """52 × 32 in a target of 48 in height. Use `toggled` and `isChecked`; `name` is for screen readers."""

    focus_radius = "control"

    def __init__(
        self,
        name: str,
        on_word: str = "",
        off_word: str = "",
        *,
        checked: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._words = (off_word, on_word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCheckable(True)
        self.setChecked(checked)
        self.toggled.connect(self._tell)
        self._tell(checked)

    def _tell(self, checked: bool) -> None:
        self.setAccessibleDescription(self._words[checked])

    def _word_width(self) -> int:
        widest = max(width_of(face_of("caption"), word) for word in self._words)
        return widest + theme().space(2) if widest else 0

    def sizeHint(self) -> QSize:
        return QSize(theme().px("toggle", "width") + self._word_width(), theme().px("touch"))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        width, high = theme().px("toggle", "width"), theme().px("toggle", "height")
        track = QRect(0, (self.height() - high) // 2, width, high)
        on, state = self.isChecked(), self.state()
        self._paint_track(painter, mirrored(self, track), on, state)
        knob, edge = theme().px("check"), theme().space(1)
        x = width - edge - knob if on else edge
        place = mirrored(self, QRect(x, track.y() + edge, knob, knob))
        resting = "on-accent" if on else "border-strong"
        disc(painter, place, "text-disabled" if state == "disabled" else resting)
        word = mirrored(self, QRect(width + theme().space(2), 0, self.width() - width, self.height()))
        write(painter, self, face_of("caption"), self._words[on], word, "text-2")

    def _paint_track(self, painter: QPainter, track: QRect, on: bool, state: str) -> None:
        radius = track.height() / 2
        if state == "disabled":
            box(painter, track, "sunken", radius=radius)
        elif on:
            ground = {"hover": "accent-hover", "pressed": "accent-pressed"}.get(state, "accent")
            box(painter, track, ground, radius=radius)
        else:
            box(painter, track, state if state != "default" else "surface", "border-strong", radius=radius)
