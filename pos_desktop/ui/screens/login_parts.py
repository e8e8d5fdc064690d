"""What the log-in screen is made of: sign, people, the word about badges, the side with the PIN pad."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.shell.pin_entry import PersonsDots, PinEntry
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.sign_in import CardData
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.person_card import PersonCard
from pos_desktop.ui.widgets.shapes import box

COLUMNS = 3


class Brand(QWidget):
    """The sign of the register, 56 square."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(theme().space(14), theme().space(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box(painter, self.rect(), "accent")
        size = theme().px("icon-tender")
        at = (self.width() - size) // 2
        paint_icon(painter, "storefront-fill", "on-accent", QRect(at, at, size, size))


class BadgeHint(QWidget):
    """Says that a badge signs in, too."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme().px("button-large"))
        row = QHBoxLayout(self)
        side = theme().space(5) + theme().border("hair")
        row.setContentsMargins(side, 0, side, 0)
        row.setSpacing(0)
        row.addWidget(IconView("identification-badge", "text-2", "icon-tender"))
        row.addSpacing(theme().space(3))
        self._strong = Label("", "body", "semibold", elide=False)
        self._rest = Label("", "body", color="text-2")
        self._kinds = Label("", "caption", color="text-2", align=Align.END)
        row.addWidget(self._strong)
        row.addSpacing(theme().space(1))
        row.addWidget(self._rest, 1)
        row.addWidget(self._kinds)

    def retranslate(self) -> None:
        """Takes the words of the language in use."""
        self._strong.setText(tr("Scan your badge"))
        self._rest.setText(tr("to sign in without a PIN"))
        self._kinds.setText(tr("Barcode, stripe or RFID"))

    def paintEvent(self, event: QPaintEvent) -> None:
        box(QPainter(self), self.rect(), "surface", "border", radius="card")


class PinSide(QWidget):
    """The side with the PIN: whose, dots, pad, and what happens after wrong ones."""

    def __init__(self) -> None:
        super().__init__()
        self.name = Label("", "figure")
        self.second = Label("", "body", color="text-2")
        self.dots = PersonsDots(tr("PIN"), large=True)
        self.pad = Numpad("pin", "clear")
        self.entry = PinEntry(self.dots, self.pad)
        self.note = Label("", "caption", color="text-2", align=Align.CENTER)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.name)
        self._column.addWidget(self.second)
        self._column.addSpacing(theme().space(6.5))
        self._column.addWidget(self.dots)
        self._column.addSpacing(theme().space(6))
        self._column.addWidget(self.pad, 1)
        self._column.addSpacing(theme().space(5))
        self._column.addWidget(self.note)
        self.fit(wide=True, tall=True)

    def fit(self, *, wide: bool, tall: bool) -> None:
        """Room around the pad: less of it in narrow and in low windows."""
        side = theme().space(12 if wide else 6)
        top, bottom = (
            (theme().space(10.5), theme().space(8)) if tall else (theme().space(4), theme().space(3))
        )
        self._column.setContentsMargins(side + theme().border("hair"), top, side, bottom)

    def set_place(self, *, below: bool) -> None:
        """Where its hair line is: at its start, or above it in portrait."""
        self._below = below
        self.update()

    _below = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface"))
        line = theme().border("hair")
        if self._below:
            painter.fillRect(0, 0, self.width(), line, theme().color("border"))
        else:
            x = self.width() - line if self.isRightToLeft() else 0
            painter.fillRect(x, 0, line, self.height(), theme().color("border"))


class PeopleGrid(QWidget):
    """Cards of a page of people, three in a row."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme().gap("columns"))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._group = QButtonGroup(self)
        self.cards: dict[UUID, PersonCard] = {}

    def show_people(self, people: Sequence[CardData], chosen: UUID | None) -> None:
        """A page of cards; `chosen` is the one that is lit."""
        for card in self.cards.values():
            self._group.removeButton(card)
            card.hide()
            card.deleteLater()
        self.cards = {}
        for place, data in enumerate(people):
            card = PersonCard(data.name, data.second, icon=data.icon, tint=data.tint)
            card.setMinimumWidth(theme().space(30))
            card.clicked.connect(lambda _checked=False, key=data.person_id: self.chosen.emit(key))
            self._group.addButton(card)
            self._grid.addWidget(card, place // COLUMNS, place % COLUMNS)
            self.cards[data.person_id] = card
            card.setChecked(data.person_id == chosen)
