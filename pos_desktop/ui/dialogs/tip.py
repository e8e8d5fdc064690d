"""A tip on top of what is due: an amount, or a share of it."""

from collections.abc import Callable
from decimal import Decimal

from pos_desktop.application.wording import signs_kept, tr
from pos_desktop.domain.rounding import round_ratio
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.chips import ChipGroup

SHARES = (5, 10, 15, 20)


class TipPanel(FigurePanel):
    """`then` gets the tip in minor units; 0 takes it away."""

    def __init__(self, window: Window, due_minor: int, tip_minor: int, then: Callable[[int], None]) -> None:
        formats = window.services.desk.formats
        super().__init__(
            window,
            tr("Add tip"),
            tr("On top of {amount}", amount=formats.money(due_minor)),
            tr("Tip"),
            formats.figure,
            lambda tip: tr("Add {amount} tip", amount=formats.money(tip)) if tip else tr("No tip"),
            then,
            start=tip_minor,
            exponent=formats.currency.exponent,
            least=0,
            icon="plus",
        )
        self.shares = ChipGroup(tr("Share of the amount"), "share")
        for share in SHARES:
            self.shares.add(share, signs_kept(formats.percent(Decimal(share))))
        self.shares.chosen.connect(lambda share: self._take_share(due_minor, share))
        self.body.insertWidget(self.body.indexOf(self.pad), self.shares)

    def _take_share(self, due_minor: int, share: object) -> None:
        if isinstance(share, int):
            self.entry.set_value(round_ratio(due_minor * share, 100))
            self._tell()
            self.entry.setFocus()
