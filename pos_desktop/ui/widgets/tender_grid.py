"""The ways to pay side by side: six at a time in the store's order, each with its key."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.tender_button import TenderButton

CELLS = 6


@dataclass(frozen=True, slots=True)
class TenderChoice:
    """One way to pay; `reason` says why it is not offered now."""

    key: Hashable
    name: str
    icon: str
    reason: str = ""


class TenderGrid(QWidget):
    """Where there are more than six the sixth cell leads to the next ones. `chosen` carries the key."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._choices: tuple[TenderChoice, ...] = ()
        self._page = 0
        self._current: Hashable | None = None
        self._compact = False
        self._buttons: dict[Hashable, TenderButton] = {}
        self._group = QButtonGroup(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme().space(2))

    def set_choices(self, choices: Sequence[TenderChoice]) -> None:
        """Shows these ways; the chosen one stays chosen."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self._page = min(self._page, self._pages() - 1)
            self._fill()

    def set_compact(self, compact: bool) -> None:
        """Two low columns where the screen is narrow."""
        if compact != self._compact:
            self._compact = compact
            self._fill()

    def current(self) -> Hashable | None:
        """The key of the chosen way."""
        return self._current

    def choose(self, key: Hashable) -> None:
        """Marks a way as the chosen one, and shows its page; tells nobody."""
        self._current = key
        place = next((at for at, choice in enumerate(self._choices) if choice.key == key), None)
        if place is not None and self._pages() > 1 and place // (CELLS - 1) != self._page:
            self._page = place // (CELLS - 1)
            self._fill()
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def button(self, key: Hashable) -> TenderButton | None:
        """The button of a way, when its page is shown."""
        return self._buttons.get(key)

    def press(self, place: int) -> None:
        """The key of a cell, from 0: chooses it when it is offered."""
        shown = self._shown()
        if place < len(shown):
            choice = shown[place]
            if not choice.reason:
                self._press(choice.key)
        elif place == CELLS - 1 and self._pages() > 1:
            self.turn()

    def turn(self) -> None:
        """The next ways."""
        self._page = (self._page + 1) % self._pages()
        self._fill()

    # -- within --------------------------------------------------------------------------------

    def _pages(self) -> int:
        many = len(self._choices)
        return 1 if many <= CELLS else -(-many // (CELLS - 1))

    def _shown(self) -> tuple[TenderChoice, ...]:
        if self._pages() == 1:
            return self._choices
        first = self._page * (CELLS - 1)
        return self._choices[first : first + CELLS - 1]

    def _press(self, key: Hashable) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def _fill(self) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        for place, choice in enumerate(self._shown()):
            button = self._place(choice.name, choice.icon, place)
            button.clicked.connect(partial(self._press, choice.key))
            button.refuse(choice.reason)
            self._buttons[choice.key] = button
            button.setChecked(choice.key == self._current)
        if self._pages() > 1:
            more = self._place(tr("More"), "dots-three-outline", CELLS - 1)
            more.setCheckable(False)
            more.clicked.connect(self.turn)
        columns = 2 if self._compact else 3
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()

    def _place(self, name: str, icon: str, place: int) -> TenderButton:
        button = TenderButton(name, icon, f"F{place + 1}", parent=self)
        button.set_compact(self._compact)
        self._group.addButton(button)
        columns = 2 if self._compact else 3
        self._grid.addWidget(button, place // columns, place % columns)
        button.show()
        return button
