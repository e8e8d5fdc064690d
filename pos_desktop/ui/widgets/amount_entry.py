"""The large figure that digits go into, with or without the focus."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import Style, line_height
from pos_desktop.ui.widgets.lettering import Align, Face
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write

Mode = Literal["minor", "decimal"]
DECIMAL_MARKS = (".", ",", "\N{ARABIC DECIMAL SEPARATOR}")
"""What keyboards send, whatever mark the place writes."""
MOST_DIGITS = 12
"""A telephone costs 1,500,000.000 Iraqi dinars, the shopping of a week 25,000,000.00 Lebanese pounds."""
_STEPS: tuple[Style, ...] = ("total", "figure", "title", "body")


class AmountEntry(QWidget):
    """Holds an amount in minor units; `show` turns it into the text shown, without the currency's sign.

    In "minor" mode every digit moves the amount up (5, 0, 0, 0 is 50,00); in "decimal" mode digits are whole
    units until `append(".")`. After `set_value` the next digit starts anew.
    """

    # Python numbers: a C int would end at 21 million in a currency of two decimals.
    changed = Signal(object)
    submitted = Signal(object)
    answered_changed = Signal()
    focus_radius = None

    def __init__(
        self,
        label: str,
        show: Callable[[int], str],
        *,
        mode: Mode = "minor",
        exponent: int = 2,
        most_digits: int = MOST_DIGITS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label, self._show, self._mode = label, show, mode
        self._exponent, self._most_digits = exponent, most_digits
        self._typed = ""
        self._value = 0
        self._replace = False
        self._answered = False
        self._active = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)
        self._tell()

    def value(self) -> int:
        """The amount in minor units."""
        return self._value

    def answered(self) -> bool:
        """Whether a digit was pressed since it was empty: a zero that somebody typed is an answer, an empty box is not."""
        return self._answered

    def set_label(self, label: str) -> None:
        self._label = label
        self.setAccessibleName(label)
        self.update()

    def set_show(self, show: Callable[[int], str]) -> None:
        """Another currency: how the amount is written from now on."""
        self._show = show
        self._tell()

    def set_value(self, minor: int) -> None:
        """Propose an amount; the next digit replaces it. Tells nobody."""
        self._typed, self._value, self._replace = "", minor, True
        self._answered = True
        self._tell()

    def set_active(self, active: bool) -> None:
        """Whether the number pad writes here, where there are several entries."""
        self._active = active
        self.update()

    def append(self, digits: str) -> None:
        """Add "0" to "9", "00" or the decimal point "."; what does not fit any more is left out."""
        typed = "" if self._replace else self._typed
        for digit in digits:
            if self._accepts(typed, digit):
                typed += digit
        self._take(typed, answered=True)

    def _accepts(self, typed: str, digit: str) -> bool:
        if digit == ".":
            return self._mode == "decimal" and "." not in typed and self._exponent > 0
        if "." in typed:
            return len(typed.partition(".")[2]) < self._exponent
        if digit == "0" and typed in ("", "0"):
            return self._mode == "decimal" and typed == ""
        return len(typed) < self._most_digits

    def back(self) -> None:
        """Take the last digit away."""
        self._take("" if self._replace else self._typed[:-1])

    def clear(self) -> None:
        self._take("")

    def _take(self, typed: str, *, answered: bool = False) -> None:
        before, self._typed, self._replace = self._value, typed, False
        was_answered, self._answered = self._answered, answered or bool(typed)
        self._value = self._minor(typed)
        self._tell()
        if self._value != before:
            self.changed.emit(self._value)
        if self._answered != was_answered:
            self.answered_changed.emit()

    def _minor(self, typed: str) -> int:
        if self._mode == "minor":
            return int(typed or "0")
        whole, _, part = typed.partition(".")
        scale: int = 10**self._exponent
        return int(whole or "0") * scale + int(part.ljust(self._exponent, "0") or "0")

    def shown(self) -> str:
        """The figure on the screen; in decimal mode only the decimals typed so far."""
        full = self._show(self._value)
        if self._mode == "minor" or self._replace or not self._exponent:
            return full
        whole, point, part = self._typed.partition(".")
        del whole
        if not point:
            return full[: -(self._exponent + 1)]
        return full[: len(full) - (self._exponent - len(part))]

    def _tell(self) -> None:
        self.setAccessibleDescription(self.shown())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit(self._value)
        elif event.key() == Qt.Key.Key_Backspace:
            self.back()
        elif event.key() == Qt.Key.Key_Delete:
            self.clear()
        elif event.text() in DECIMAL_MARKS:
            self.append(".")
        elif len(event.text()) == 1 and event.text().isdecimal():
            self.append(str(int(event.text())))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        del event
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def sizeHint(self) -> QSize:
        return QSize(theme().px("ticket", "compact"), theme().px("amount-entry"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(40), theme().px("amount-entry"))

    def figure_face(self) -> Face:
        """The largest type step in which the figure leaves the label its room."""
        room = self.width() - 2 * self._side() - self._caret_room() - theme().space(4)
        room -= width_of(face_of("body"), self._label)
        for style in _STEPS:
            of = face_of(style, "semibold", "proportional" if style == "total" else "tabular")
            if width_of(of, self.shown()) <= room:
                return of
        return face_of(_STEPS[-1], "semibold", "tabular")

    def _side(self) -> int:
        return theme().space(4) + theme().border("selected")

    def _caret_room(self) -> int:
        return theme().space(1) + theme().border("selected")

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        enabled, side = self.isEnabled(), self._side()
        if not enabled:
            box(painter, self.rect(), "sunken")
        elif self._active:
            box(painter, self.rect(), "surface", "accent", "selected")
        else:
            box(painter, self.rect(), "surface", "border-strong")
        inner = self.rect().adjusted(side, 0, -side, 0)
        write(painter, self, face_of("body"), self._label, inner, "text-2" if enabled else "text-disabled")
        self._paint_figure(painter, inner)

    def _paint_figure(self, painter: QPainter, inner: QRect) -> None:
        of, text = self.figure_face(), self.shown()
        width = width_of(of, text)
        right = inner.right() + 1 - self._caret_room()
        place = QRect(right - width, 0, width, self.height())
        if self.isRightToLeft():
            place = mirrored(self, QRect(right + self._caret_room() - width, 0, width, self.height()))
            place.translate(0, 0)
        if self._replace and self._active and self.isEnabled():
            high = line_height("total")
            mark = QRect(place.x(), (self.height() - high) // 2, width, high)
            box(painter, mark.adjusted(-2, 0, 2, 0), "accent-subtle", radius="tag")
        write(painter, self, of, text, place, "text" if self.isEnabled() else "text-disabled", Align.RIGHT)
        if self._active and self.isEnabled():
            self._paint_caret(painter, place.right() + 1 + theme().space(1))

    def _paint_caret(self, painter: QPainter, x: int) -> None:
        high = theme().space(9)
        caret = QRect(x, (self.height() - high) // 2, theme().border("selected"), high)
        painter.fillRect(caret, theme().color("accent"))
