"""How many digits of a PIN were entered, never which."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.application.wording import tr_n
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.shapes import box, disc
from pos_desktop.ui.widgets.words import mirrored


class PinDots(QWidget):
    """Dots of 16, or of 20 in a box of 64 (`large`). A longer PIN gets more dots than there were places."""

    def __init__(
        self, name: str, places: int = 4, *, large: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._places, self._large, self._filled, self._failed = places, large, 0, False
        self.setAccessibleName(name)
        across = QSizePolicy.Policy.Expanding if large else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def filled(self) -> int:
        return self._filled

    def set_filled(self, count: int) -> None:
        self._filled = max(count, 0)
        self._failed = False
        self.setAccessibleDescription(tr_n("{count} digit entered", "{count} digits entered", self._filled))
        self.updateGeometry()
        self.update()

    def set_failed(self, failed: bool) -> None:
        """Draw the dots in the colour of failure until the next digit."""
        self._failed = failed
        self.update()

    def _measures(self) -> tuple[int, int]:
        """Width of a dot and of the gap between two."""
        return theme().space(5 if self._large else 4), theme().space(6 if self._large else 4)

    def _dots_width(self) -> int:
        dot, gap = self._measures()
        count = max(self._places, self._filled)
        return count * dot + (count - 1) * gap

    def sizeHint(self) -> QSize:
        high = theme().space(16) if self._large else self._measures()[0]
        return QSize(self._dots_width() + (theme().space(8) if self._large else 0), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        if self._large:
            box(painter, self.rect(), "canvas", radius="card")
        dot, gap = self._measures()
        x, y = (self.width() - self._dots_width()) // 2, (self.height() - dot) // 2
        full, empty = ("danger-solid", "danger-solid") if self._failed else ("text", "border-strong")
        for number in range(max(self._places, self._filled)):
            place = mirrored(self, QRect(x + number * (dot + gap), y, dot, dot))
            if number < self._filled:
                disc(painter, place, full)
            else:
                disc(painter, place, None, empty, "selected")
