"""What the panels of virtual devices are made of: a heading, rows with a switch, buttons of one width."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.toggle import Toggle

Acts = Sequence[tuple[Button, Callable[[], object]]]


def heading(title: str, address: Label, state: StateTag) -> QHBoxLayout:
    """Its name, where it is reached, and how it stands."""
    row = QHBoxLayout()
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label(title, "title", "semibold"))
    words.addWidget(address)
    row.addLayout(words, 1)
    row.addWidget(state)
    return row


def address_label(address: str = "") -> Label:
    """Where a device is reached."""
    return Label(address, "caption", color="text-2")


def roomy(card: Card) -> Card:
    """Rows of buttons and switches with air between them."""
    card.body.setSpacing(theme().space(2))
    return card


def wire(button: Button, act: Callable[[], object]) -> None:
    """A press does it."""
    button.clicked.connect(lambda checked=False: act())


def switch(toggle: Toggle, on: Callable[[], object], off: Callable[[], object]) -> None:
    """Switching does the one or the other."""
    toggle.clicked.connect(lambda checked: on() if checked else off())


def switch_row(text: str, toggle: Toggle) -> QHBoxLayout:
    """Words and the switch at their end."""
    row = QHBoxLayout()
    row.addWidget(Label(text), 1)
    row.addWidget(toggle)
    return row


def button_grid(acts: Acts, *, columns: int) -> QGridLayout:
    """Buttons of one width in rows."""
    grid = QGridLayout()
    grid.setSpacing(theme().space(2))
    for place, (button, act) in enumerate(acts):
        wire(button, act)
        grid.addWidget(button, place // columns, place % columns)
    for column in range(columns):  # longer words make all columns wider
        grid.setColumnStretch(column, 1)
        grid.setColumnMinimumWidth(column, theme().px("ticket") * 2 // 5)
    return grid
