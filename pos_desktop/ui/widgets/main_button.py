"""The one large button of a screen that sells or moves money."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import Style, line_height
from pos_desktop.ui.widgets.buttons import Kind, Look, look_of
from pos_desktop.ui.widgets.keycap import keycap_size, paint_keycap
from pos_desktop.ui.widgets.labels import broken
from pos_desktop.ui.widgets.lettering import Align, Face
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write

# The figure's type styles from the largest; it takes the first that leaves the words their room.
_STEPS: tuple[Style, ...] = ("total", "figure", "title", "body")


class MainButton(Pressable):
    """Words at the start, at the end an amount, a caption over an amount, an icon, or a note with a key."""

    def __init__(
        self, title: str, second: str = "", kind: Kind = "primary", *, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        self._kind, self._second = kind, second
        self._largest: Style = "total"
        self._caption = self._amount = self._icon = self._note = self._key = ""
        self.setText(title)
        self._tell()

    def set_kind(self, kind: Kind) -> None:
        """Primary, or destructive where the press gives money away."""
        self._kind = kind
        self.update()

    def set_words(self, title: str, second: str = "") -> None:
        """The title, 24 px, and the line of 13 px under it."""
        self.setText(title)
        self._second = second
        self._tell()

    def set_amount(self, amount: str, caption: str = "", *, largest: Style = "total") -> None:
        """The figure at the end, no larger than `largest`; with a caption it is smaller and stands under it."""
        self._clear_end()
        self._amount, self._caption, self._largest = amount, caption, largest
        self._tell()

    def set_icon(self, icon: str) -> None:
        self._clear_end()
        self._icon = icon
        self._tell()

    def set_note(self, note: str, key: str = "") -> None:
        """What happens besides, and the key that presses it."""
        self._clear_end()
        self._note, self._key = note, key
        self._tell()

    def _clear_end(self) -> None:
        self._caption = self._amount = self._icon = self._note = self._key = ""

    def _tell(self) -> None:
        told = (self.text(), self._caption, self._amount)
        self.setAccessibleName(" ".join(part for part in told if part))
        self.setAccessibleDescription(self._second or self._note)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(
            theme().px("ticket", "compact") - 2 * theme().padding("panel"), theme().px("button-main")
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px("button-main"), theme().px("button-main"))

    def amount_style(self) -> Style:
        """The type style the figure is drawn in: it drops a step where it does not fit."""
        room = self._inner().width() - self._words_width() - theme().space(4)
        steps = _STEPS[1:] if self._caption else _STEPS[_STEPS.index(self._largest) :]
        for style in steps:
            if width_of(self._amount_face(style), self._amount) <= room:
                return style
        return steps[-1]

    def _amount_face(self, style: Style) -> Face:
        """Only the largest step reads as one word; below it figures are tabular."""
        return face_of(style, "semibold", "proportional" if style == "total" else "tabular")

    def _words_width(self) -> int:
        title = width_of(face_of("figure", "semibold"), self.text())
        return max(title, width_of(face_of("caption"), self._second))

    def _inner(self) -> QRect:
        side = theme().space(5)
        return self.rect().adjusted(side, 0, -side, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        look = look_of(self._kind, self.state())
        box(painter, self.rect(), look.ground, look.border)
        taken = self._paint_end(painter, look)
        self._paint_words(painter, look, self._inner().width() - taken)

    def _paint_words(self, painter: QPainter, look: Look, room: int) -> None:
        inner, title, second = self._inner(), line_height("figure"), line_height("caption")
        style = self.title_style(room)
        lines = self.second_lines(room)
        top = (self.height() - title - len(lines) * second) // 2
        row = mirrored(self, QRect(inner.x(), top, room, title))
        write(painter, self, face_of(style, "semibold"), self.text(), row, look.text, elide=True)
        for number, line in enumerate(lines):
            row = mirrored(self, QRect(inner.x(), top + title + number * second, room, second))
            write(painter, self, face_of("caption"), line, row, look.text, elide=True)

    def title_style(self, room: int) -> Style:
        """What the press does is never cut where a smaller step says it whole."""
        fitting = (style for style in _STEPS[1:] if width_of(face_of(style, "semibold"), self.text()) <= room)
        return next(fitting, _STEPS[-1])

    def second_lines(self, room: int) -> list[str]:
        """The words under the title: on two lines where one is too narrow for them."""
        if not self._second:
            return []
        first, *rest = broken(face_of("caption"), self._second, room)
        return [first, " ".join(rest)] if rest else [first]

    def _paint_end(self, painter: QPainter, look: Look) -> int:
        """Draw what stands at the end; the answer is the width it takes with its distance."""
        if self._caption:
            return self._paint_captioned(painter, look)
        if self._amount:
            of = self._amount_face(self.amount_style())
            write(
                painter,
                self,
                of,
                self._amount,
                self._end_rect(width_of(of, self._amount)),
                look.text,
                Align.END,
            )
            return width_of(of, self._amount) + theme().space(4)
        if self._icon:
            size = theme().px("icon-tender")
            place = self._end_rect(size)
            paint_icon(painter, self._icon, look.text, place)
            return size + theme().space(4)
        return self._paint_note(painter, look)

    def _paint_captioned(self, painter: QPainter, look: Look) -> int:
        of, small = self._amount_face(self.amount_style()), face_of("caption")
        width = max(width_of(of, self._amount), width_of(small, self._caption))
        place = self._end_rect(width)
        caption, figure = line_height("caption"), line_height("figure")
        top = (self.height() - caption - figure) // 2
        upper = QRect(place.x(), top, width, caption)
        lower = QRect(place.x(), top + caption, width, figure)
        write(painter, self, small, self._caption, upper, look.text, Align.END)
        write(painter, self, of, self._amount, lower, look.text, Align.END)
        return width + theme().space(4)

    def _paint_note(self, painter: QPainter, look: Look) -> int:
        taken = 0
        if self._key:
            size = keycap_size(self._key, on_solid=True)
            place = self._end_rect(size.width())
            cap = QRect(place.x(), (self.height() - size.height()) // 2, size.width(), size.height())
            paint_keycap(painter, self, cap, self._key, on_solid=self.isEnabled())
            taken = size.width() + theme().space(3)
        if self._note:
            of = face_of("body")
            width = width_of(of, self._note)
            write(painter, self, of, self._note, self._end_rect(width, taken), look.text, Align.END)
            taken += width + theme().space(4)
        return taken

    def _end_rect(self, width: int, from_end: int = 0) -> QRect:
        left = self._inner().right() + 1 - from_end - width
        return mirrored(self, QRect(left, 0, width, self.height()))
