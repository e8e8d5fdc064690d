"""A check box whose whole row can be pressed."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import line_height
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write


def paint_check(painter: QPainter, rect: QRect, *, checked: bool, enabled: bool = True) -> None:
    """The box of 24 alone, for rows that paint themselves."""
    if not checked:
        box(
            painter,
            rect,
            "surface" if enabled else "sunken",
            "border-strong" if enabled else "border",
            "selected",
            "tag",
        )
        return
    box(painter, rect, "accent" if enabled else "sunken", radius="tag")
    inset = theme().space(1)
    mark = rect.adjusted(inset, inset, -inset, -inset)
    paint_icon(painter, "check-bold", "on-accent" if enabled else "text-disabled", mark)


class CheckRow(Pressable):
    """The box, a title and perhaps a second line. Use `toggled` and `isChecked`.

    With `quiet_off` the title stands back while it is not checked.
    """

    def __init__(
        self,
        text: str,
        second: str = "",
        *,
        checked: bool = False,
        quiet_off: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setText(text)
        self._second, self._quiet_off = second, quiet_off
        self.setAccessibleDescription(second)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = max(
            width_of(face_of("body", "medium"), self.text()), width_of(face_of("caption"), self._second)
        )
        high = theme().px("row-ticket" if self._second else "touch")
        return QSize(theme().px("check") + theme().space(4) + words, high)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(24), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        state, size = self.state(), theme().px("check")
        if state in ("hover", "pressed"):
            box(painter, self.rect(), state)
        place = mirrored(self, QRect(0, (self.height() - size) // 2, size, size))
        paint_check(painter, place, checked=self.isChecked(), enabled=state != "disabled")
        start = size + theme().space(4)
        title, second = line_height("body"), line_height("caption") if self._second else 0
        top, room = (self.height() - title - second) // 2, self.width() - start
        color = "text-2" if self._quiet_off and not self.isChecked() else "text"
        color = "text-disabled" if state == "disabled" else color
        row = mirrored(self, QRect(start, top, room, title))
        write(painter, self, face_of("body", "medium"), self.text(), row, color, elide=True)
        row = mirrored(self, QRect(start, top + title, room, second))
        write(painter, self, face_of("caption"), self._second, row, "text-2", elide=True)
