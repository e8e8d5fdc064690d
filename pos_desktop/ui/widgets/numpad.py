"""The number pad: keys that fill their space, in the order of amounts or of card readers."""

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.amount_entry import DECIMAL_MARKS
from pos_desktop.ui.widgets.buttons import look_of
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, write

Order = Literal["amount", "pin"]
Corner = Literal["00", "clear", "decimal"]

_ROWS: dict[Order, tuple[str, str, str]] = {"amount": ("789", "456", "123"), "pin": ("123", "456", "789")}


class NumpadKey(Pressable):
    """One key; those that are no digit are sunken. Also stands alone on the components page."""

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        name: str = "",
        sunken: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name or text, parent)
        self.setText(text)
        self._icon, self._sunken = icon, sunken
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(theme().px("button-main"), theme().px("numpad-key-min"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px("touch"), theme().px("numpad-key-min"))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        look = look_of("secondary", self.state())
        resting = self._sunken and self.state() == "default"
        box(painter, self.rect(), "sunken" if resting else look.ground, None if resting else look.border)
        if self._icon:
            size = theme().px("icon-tender")
            center = self.rect().center()
            square = QRect(center.x() - size // 2 + 1, center.y() - size // 2 + 1, size, size)
            paint_icon(painter, self._icon, look.text, square)
            return
        of = (
            face_of("title", "semibold", "tabular")
            if self._sunken
            else face_of("figure", "medium", "tabular")
        )
        write(painter, self, of, self.text(), self.rect(), look.text, Align.CENTER)


class Numpad(QWidget):
    """Twelve keys. What is pressed leaves as `digit` ("0" to "9", "00" or "."), `cleared` or `erased`.

    The pad takes no focus: screens hand it the keys of the keyboard through `take_key` or `listen_on`.
    """

    digit = Signal(str)
    cleared = Signal()
    erased = Signal()

    def __init__(
        self,
        order: Order = "amount",
        corner: Corner = "clear",
        separator: str = ".",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        # Digits stand the same way round in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Number pad"))
        self._separator = separator
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme().space(2))
        for row, digits in enumerate(_ROWS[order]):
            for column, digit in enumerate(digits):
                self._add(NumpadKey(digit), row, column).clicked.connect(
                    lambda _=False, d=digit: self.digit.emit(d)
                )
        self._add(NumpadKey("0"), 3, 1).clicked.connect(lambda: self.digit.emit("0"))
        self._add_corner(corner)
        back = self._add(NumpadKey(icon="backspace", name=tr("Delete the last digit"), sunken=True), 3, 2)
        back.setAutoRepeat(True)
        back.clicked.connect(self.erased)

    def _add(self, key: NumpadKey, row: int, column: int) -> NumpadKey:
        key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._grid.addWidget(key, row, column)
        self._grid.setRowStretch(row, 1)
        self._grid.setColumnStretch(column, 1)
        return key

    def _add_corner(self, corner: Corner) -> None:
        if corner == "clear":
            self._add(NumpadKey(tr("Clear"), sunken=True), 3, 0).clicked.connect(self.cleared)
            return
        shown, sent = ("00", "00") if corner == "00" else (self._separator, ".")
        self._add(NumpadKey(shown, sunken=True), 3, 0).clicked.connect(lambda: self.digit.emit(sent))

    def minimumSizeHint(self) -> QSize:
        key, gap = theme().px("numpad-key-min"), theme().space(2)
        return QSize(3 * theme().px("touch") + 2 * gap, 4 * key + 3 * gap)

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a digit, a decimal key, Backspace or Delete of the keyboard; False for every other key."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier:
            return False
        text = event.text()
        if event.key() == Qt.Key.Key_Backspace:
            self.erased.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.cleared.emit()
        elif text in DECIMAL_MARKS:
            self.digit.emit(".")
        elif len(text) == 1 and text.isdecimal():
            # Arabic and Persian keyboards send digits of their own.
            self.digit.emit(str(int(text)))
        else:
            return False
        return True

    def listen_on(self, widget: QWidget) -> None:
        """Take the digits typed while `widget` has the focus."""
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.isVisible():
            return self.take_key(event)
        return super().eventFilter(watched, event)
