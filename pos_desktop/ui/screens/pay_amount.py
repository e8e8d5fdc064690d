"""The amount on the pay screen: typed, picked or added up from bills, and the button that takes it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.formats import Formats
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.pay_parts import fits
from pos_desktop.ui.screens.pay_ways import Offer
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.amount_entry import AmountEntry
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.numpad import Numpad

WIDTH, COMPACT_WIDTH = 360, 272


class AmountPad(QWidget):
    """The figure, likely amounts under it, the keys, and the large button. Amounts are minor units."""

    typed = Signal()
    """Digits were typed or taken back: what bills had added up begins anew."""
    picked = Signal()
    """A likely amount was picked, or a bill laid down."""
    taken = Signal()

    def __init__(self, figure: Callable[[int], str]) -> None:
        super().__init__()
        self._laid = 0
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        self.entry = AmountEntry(tr("Cash given"), figure)
        column.addWidget(self.entry)
        self.quick = ChipGroup(tr("Quick amounts"), "share")
        self.quick.chosen.connect(self._pick)
        column.addWidget(self.quick)
        self.pad = Numpad("amount", "00")
        self.pad.digit.connect(self.entry.append)
        self.pad.erased.connect(self.entry.back)
        self.pad.cleared.connect(self.entry.clear)
        column.addWidget(self.pad, 1)
        self.take_button = MainButton(tr("Take"))
        self.take_button.clicked.connect(self.taken)
        column.addWidget(self.take_button)
        self.entry.submitted.connect(lambda _minor: self.taken.emit())
        self.entry.changed.connect(self._typed)

    def set_compact(self, compact: bool) -> bool:
        """A narrow window leaves less room; whether that changed anything."""
        width = COMPACT_WIDTH if compact else WIDTH
        changed = width != self.width()
        self.setFixedWidth(width)
        return changed

    def propose(self, minor: int) -> None:
        """An amount that the next digit or bill replaces."""
        self._laid = 0
        self.entry.set_value(minor)

    def add_bill(self, minor: int) -> None:
        """The first bill replaces the proposal, the next ones add to it."""
        self._laid += minor
        self.entry.set_value(self._laid)
        self.picked.emit()

    def pick(self, minor: int) -> None:
        """A likely amount replaces what is there."""
        self.propose(minor)
        self.picked.emit()

    def _pick(self, minor: object) -> None:
        if isinstance(minor, int):
            self.pick(minor)

    def _typed(self, _minor: object) -> None:
        self._laid = 0
        self.typed.emit()

    def offer_quick(self, amounts: Sequence[int], formats: Formats) -> None:
        """As many likely amounts as stand beside each other uncut, the smallest first."""
        self.quick.setVisible(bool(amounts))
        self.quick.clear()
        for many in range(len(amounts), 0, -1):
            self.quick.clear()
            for minor in amounts[:many]:
                self.quick.add(minor, formats.round_amount(minor), strong=True)
            if self.quick.width_of_all() <= self.width():
                return

    def tell(self, offer: Offer, formats: Formats, *, asking: bool) -> None:
        """What the button would do with the amount; `asking`: nothing while the shop computes the tax."""
        given = self.entry.value()
        self.quick.select(given if given in self.quick.keys() else None)  # noqa: SIM118  keys() of a widget, not of a mapping
        self.take_button.setEnabled(offer.enabled and not asking)
        words, second = offer.words, tr("Asking the shop for the tax") if asking else offer.second
        if not fits(words, offer.amount, self.width()):
            words = tr("Take")
            if self.take_button.isEnabled():
                shown = formats.money(given)
                second = shown if fits(shown, offer.amount, self.width(), "caption") else ""
        self.take_button.set_words(words, second)
        if offer.icon:
            self.take_button.set_icon(offer.icon)
        else:
            self.take_button.set_amount(offer.amount, offer.caption)
