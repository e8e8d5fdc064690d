"""A bill or a coin of the change, and how many of it."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write

TIMES = "\N{MULTIPLICATION SIGN}"
_LEFTWARD = "\N{RIGHT-TO-LEFT MARK}"


class Denomination(QWidget):
    """Bills are squared, coins round; 56 × 32 and wider where the words need it."""

    def __init__(self, text: str, count: int, *, coin: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._times, self._coin = text, f"{TIMES} {count}", coin
        self.setAccessibleName(f"{count} {TIMES} {text}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _pill_width(self) -> int:
        return max(
            theme().space(14),
            width_of(face_of("caption", "semibold", "tabular"), self._text) + theme().space(5),
        )

    def sizeHint(self) -> QSize:
        times = width_of(face_of("body"), self._times)
        return QSize(self._pill_width() + theme().space(2) + times, theme().space(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        pill = mirrored(self, QRect(0, 0, self._pill_width(), self.height()))
        box(painter, pill, "surface", "border-strong", radius=pill.height() / 2 if self._coin else "tag")
        write(
            painter, self, face_of("caption", "semibold", "tabular"), self._text, pill, "text", Align.CENTER
        )
        start = self._pill_width() + theme().space(2)
        times = mirrored(self, QRect(start, 0, self.width() - start, self.height()))
        # In reading order the sign comes first, after the piece, whichever way the line runs.
        words = f"{_LEFTWARD}{self._times}" if self.isRightToLeft() else self._times
        write(painter, self, face_of("body"), words, times, "text-2")
