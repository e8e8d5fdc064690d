"""Text on the screen, by type style and colour token, with the line heights of the tokens."""

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import Figures, Style, Weight, line_height
from pos_desktop.ui.widgets.ink import NONE, Overhang, overhang
from pos_desktop.ui.widgets.lettering import Align, Face, elided
from pos_desktop.ui.widgets.tips import give_tip
from pos_desktop.ui.widgets.words import face_of, width_of, write


class Label(QLabel):
    """A line or a paragraph of plain text.

    A line that gets too little room is cut at its end and says its whole text as tool tip (`elide`, the
    default); figures are never cut: give `elide=False`. `wrap` makes a paragraph.

    A layout gives it the height of its lines. Where letters reach beyond them it paints outside that place, as far
    as the ink goes, so that lines keep their distance and no letter is cut.
    """

    def __init__(
        self,
        text: str = "",
        style: Style = "body",
        weight: Weight | None = None,
        color: str = "text",
        *,
        align: Align = Align.START,
        wrap: bool = False,
        elide: bool = True,
        figures: Figures = "proportional",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._style, self._weight, self._figures, self._color = style, weight, figures, color
        self._align, self._elide = align, elide and not wrap
        self._tells = False  # its whole text under the pointer
        self._over = NONE
        self._place = self._spread = QRect()  # where its lines stand in the parent, and where it paints
        self.setWordWrap(wrap)
        across = QSizePolicy.Policy.Preferred if wrap or elide else QSizePolicy.Policy.Minimum
        policy = QSizePolicy(across, QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)

    def setVisible(self, visible: bool) -> None:
        """A label that stands nowhere yet is not shown as a window of its own; it comes with its parent."""
        if not visible or self.parentWidget() is not None:
            super().setVisible(visible)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._give_room()

    def set_color(self, color: str) -> None:
        self._color = color
        self.update()

    def set_style(self, style: Style) -> None:
        """Larger or smaller type from now on."""
        self._style = style
        self._give_room()
        self.updateGeometry()
        self.update()

    def color(self) -> str:
        return self._color

    def face(self) -> Face:
        return face_of(self._style, self._weight, self._figures)

    def sizeHint(self) -> QSize:
        width = max((width_of(self.face(), line) for line in self.text().split("\n")), default=0)
        if self.wordWrap():
            room = min(width, theme().px("ticket"))
            return QSize(room, self.heightForWidth(room))
        return QSize(width, line_height(self._style))

    def minimumSizeHint(self) -> QSize:
        if self.wordWrap():
            return QSize(theme().space(12), line_height(self._style))
        width = theme().space(6) if self._elide else self.sizeHint().width()
        return QSize(min(width, self.sizeHint().width()), line_height(self._style))

    def hasHeightForWidth(self) -> bool:
        return self.wordWrap()

    def heightForWidth(self, width: int) -> int:
        if not self.wordWrap():
            return line_height(self._style)
        return max(1, len(self._lines(width))) * line_height(self._style)

    def _lines(self, width: int) -> list[str]:
        return [line for part in self.text().split("\n") for line in broken(self.face(), part, width)]

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        color = self._color if self.isEnabled() else "text-disabled"
        if not self.wordWrap():
            place = self.rect().adjusted(0, self._over.above, 0, -self._over.below)
            write(painter, self, self.face(), self.text(), place, color, self._align, elide=self._elide)
            return
        high = line_height(self._style)
        lines = self._lines(self.width())
        for number, line in enumerate(lines):
            row = QRect(0, self._over.above + number * high, self.width(), high)
            write(painter, self, self.face(), line, row, color, self._align)

    def place(self) -> QRect:
        """Where its lines stand in its parent: what a layout gave it, without the ink around them."""
        return self.geometry().adjusted(0, self._over.above, 0, -self._over.below)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._placed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._placed()

    def _placed(self) -> None:
        """A layout gave it a place, or it has just spread from there, which is no new place."""
        if self.geometry() != self._spread:
            self._place, self._spread, self._over = self.geometry(), QRect(), NONE
            self._give_room()

    def _give_room(self) -> None:
        over = self._overhang()
        spread = self._place.adjusted(0, -over.above, 0, over.below)
        if (
            over == self._over
            or self._place.isEmpty()
            or self.isWindow()
            or spread.height() > self.maximumHeight()
        ):
            return
        self._over, self._spread = over, spread
        self.setGeometry(spread)

    def _overhang(self) -> Overhang:
        face, place = self.face(), self._place
        if not self.wordWrap():
            return overhang(face, self.text(), place.height())
        if overhang(face, self.text(), line_height(self._style)) == NONE:
            return NONE
        lines = self._lines(place.width())
        first, last = (overhang(face, line, line_height(self._style)) for line in (lines[0], lines[-1]))
        return Overhang(first.above, last.below)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The tool tip is there while the pointer is."""
        super().enterEvent(event)
        if self._elide and (self._tells or not self.toolTip()):
            self._tells = elided(self.face(), self.text(), self.width()) != self.text()
            give_tip(self, self.text() if self._tells else "")

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._tells:
            self._tells = False
            give_tip(self, "")


def broken(of: Face, text: str, width: int) -> list[str]:
    """The text broken between words into lines of at most `width` pixels."""
    layout = QTextLayout(text, of.font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        line.setPosition(QPointF(0, 0))
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].rstrip())
    layout.endLayout()
    return lines
