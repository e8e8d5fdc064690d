"""Chips: filters and reasons, one of a group chosen at a time."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import Figures
from pos_desktop.ui.widgets.buttons import Button, Look
from pos_desktop.ui.widgets.flow_layout import FlowLayout
from pos_desktop.ui.widgets.lettering import Face
from pos_desktop.ui.widgets.pressable import State
from pos_desktop.ui.widgets.words import face_of

Overflow = Literal["wrap", "more", "share"]

_SELECTED: dict[State, Look] = {
    "default": Look("accent-subtle", "accent-border", "accent-text"),
    "hover": Look("accent-subtle", "accent-border", "accent-text"),
    "pressed": Look("accent-border", "accent-border", "text"),
    "disabled": Look("sunken", None, "text-disabled"),
}


class Chip(Button):
    """A chip that can be chosen; `strong` is for amounts: 600 always, tabular figures."""

    def __init__(
        self,
        text: str,
        *,
        icon: str | None = None,
        end_icon: str | None = None,
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, icon=icon, end_icon=end_icon, parent=parent)
        self._strong = strong
        self.setCheckable(True)

    def nextCheckState(self) -> None:
        """The group decides what is chosen; a chip alone toggles through `setChecked`."""

    def face(self) -> Face:
        figures: Figures = "tabular" if self._strong else "proportional"
        return face_of("body", "semibold" if self._strong or self.isChecked() else "medium", figures)

    def look(self) -> Look:
        return _SELECTED[self.state()] if self.isChecked() else super().look()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(max(hint.width(), theme().px("chip")), theme().px("chip"))


class ChipGroup(QWidget):
    """Chips of which one is chosen; `chosen` carries its key.

    What does not fit goes to the next line ("wrap"), under More ("more"), or all share the width ("share").
    """

    chosen = Signal(object)

    def __init__(
        self, name: str, overflow: Overflow = "wrap", *, optional: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._overflow, self._optional = overflow, optional
        self._chips: dict[Hashable, Chip] = {}
        self._current: Hashable | None = None
        self._filling = False
        gap = theme().gap("chips")
        self._more: Chip | None = None
        if overflow == "share":
            row = QHBoxLayout(self)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(gap)
        elif overflow == "wrap":
            FlowLayout(gap, self)
        else:
            self._more = Chip(tr("More"), end_icon="caret-down", parent=self)
            self._more.clicked.connect(self._open_more)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(overflow == "wrap")
        self.setSizePolicy(policy)

    def add(self, key: Hashable, text: str, *, icon: str | None = None, strong: bool = False) -> Chip:
        """One more chip at the end."""
        chip = Chip(text, icon=icon, strong=strong, parent=self)
        chip.clicked.connect(lambda: self._press(key))
        self._chips[key] = chip
        layout = self.layout()
        if layout is not None:
            layout.addWidget(chip)
            chip.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        else:
            self._arrange()
        return chip

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Many chips: they are put in their places once, when the next one is chosen or the row is laid out."""
        self._filling = True
        try:
            yield
        finally:
            self._filling = False

    def clear(self) -> None:
        for chip in self._chips.values():
            chip.hide()
            chip.setParent(None)
            chip.deleteLater()
        self._chips.clear()
        self._current = None

    def keys(self) -> tuple[Hashable, ...]:
        return tuple(self._chips)

    def chip(self, key: Hashable) -> Chip:
        return self._chips[key]

    def current(self) -> Hashable | None:
        return self._current

    def select(self, key: Hashable | None) -> None:
        """Choose without telling; None chooses nothing."""
        self._current = key
        for each, chip in self._chips.items():
            chip.setChecked(each == key)
            chip.updateGeometry()
        self._arrange()

    def _press(self, key: Hashable) -> None:
        self.select(None if self._optional and key == self._current else key)
        self.chosen.emit(self._current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        steps: dict[int, int] = {Qt.Key.Key_Right: -1, Qt.Key.Key_Left: -1}
        steps[forward] = 1
        step = steps.get(event.key())
        row = [chip for chip in self._chips.values() if chip.isVisible() and chip.isEnabled()]
        here = next((place for place, chip in enumerate(row) if chip.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        row[(here + step) % len(row)].setFocus(Qt.FocusReason.TabFocusReason)

    def width_of_all(self) -> int:
        """What all chips need beside one another. A layout does not count those that were added just now."""
        chips = self._chips.values()
        return sum(chip.sizeHint().width() for chip in chips) + theme().gap("chips") * max(len(chips) - 1, 0)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        if layout is not None:
            return layout.sizeHint()
        return QSize(self.width_of_all(), theme().px("chip"))

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize() if layout is not None else QSize(theme().px("chip"), theme().px("chip"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def fitting(self) -> int:
        """How many chips stand in the row beside More."""
        widths = [chip.sizeHint().width() for chip in self._chips.values()]
        gap = theme().gap("chips")
        if sum(widths) + gap * max(len(widths) - 1, 0) <= self.width() or self._more is None:
            return len(widths)
        room = self.width() - self._more.sizeHint().width()
        count = 0
        while count < len(widths) and sum(widths[: count + 1]) + gap * (count + 1) <= room:
            count += 1
        return count

    def _arrange(self) -> None:
        """Set the row with More; the other ways to overflow have a layout for it."""
        if self._more is None or self._filling:
            return
        hidden = tuple(self._chips)[self.fitting() :]
        self._more.set_text(self._chips[self._current].text() if self._current in hidden else tr("More"))
        self._more.setChecked(self._current in hidden)
        # The name of a chosen chip is longer than More, so what fits is asked again.
        fitting = self.fitting()
        x = 0
        for number, chip in enumerate(self._chips.values()):
            chip.setVisible(number < fitting)
            if number < fitting:
                x = self._place(chip, x)
        self._more.setVisible(fitting < len(self._chips))
        if fitting < len(self._chips):
            self._place(self._more, x)

    def _place(self, chip: Chip, x: int) -> int:
        size = chip.sizeHint()
        left = self.width() - x - size.width() if self.isRightToLeft() else x
        chip.setGeometry(left, 0, size.width(), size.height())
        return x + size.width() + theme().gap("chips")

    def _open_more(self) -> None:
        assert self._more is not None
        from pos_desktop.ui.widgets.menu import Menu

        menu = Menu(tr("More"), self)
        for key in tuple(self._chips)[self.fitting() :]:
            menu.add(self._chips[key].text(), partial(self._press, key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.open_under(self._more)
