"""What the reader's and the link's screens show side by side: a picture, and the facts of the attempt."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.large_amount import LargeAmount

PICTURE_STEPS, COMPACT_PICTURE_STEPS = 90, 60


class PaymentHalves(Card):
    """`picture` and `facts` are columns to be filled; the amount stands at the head of the facts."""

    def __init__(self, edge: int) -> None:
        super().__init__(padding=0)
        self._half = QWidget()
        self._half.setFixedWidth(theme().space(PICTURE_STEPS))
        self.picture = QVBoxLayout(self._half)
        self.picture.setContentsMargins(*(theme().space(edge),) * 4)
        self.amount_label = Label("", "body", color="text-2")
        self.amount = LargeAmount()
        self.facts = QVBoxLayout()
        side = theme().space(8)
        self.facts.setContentsMargins(side, theme().space(4), side, theme().space(4))
        self.facts.setSpacing(0)
        self.facts.addStretch(1)
        self.facts.addWidget(self.amount_label)
        self.facts.addWidget(self.amount)
        self.facts.addSpacing(theme().space(4))
        halves = QHBoxLayout()
        halves.setSpacing(0)
        halves.addWidget(self._half)
        halves.addWidget(Divider(upright=True))
        halves.addLayout(self.facts, 1)
        self.body.addLayout(halves)

    def follow(self, window: QWidget) -> None:
        """A narrow window leaves the words and figures their room."""
        compact = breakpoint(window.width()) == "compact"
        self._half.setFixedWidth(theme().space(COMPACT_PICTURE_STEPS if compact else PICTURE_STEPS))
