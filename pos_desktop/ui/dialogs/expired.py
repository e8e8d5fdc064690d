"""Goods whose date is past: not sold by accident, sold by a press."""

from typing import Protocol

from pos_desktop.application.scanning import Expired, PriceAsked, WeightAsked
from pos_desktop.application.tickets import Added
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label


class Seller(Protocol):
    """What the panel asks of the sale screen."""

    def took(self, answer: Added | PriceAsked | WeightAsked) -> None: ...


class ExpiredPanel(Panel):
    """Nothing was added yet; the ticket is as it was."""

    def __init__(self, window: Window, expired: Expired, seller: Seller) -> None:
        super().__init__(window, tr("Past its date"), expired.sellable.name, icon="warning")
        self._expired, self._seller = expired, seller
        day = window.services.desk.formats.day(expired.date)
        to_be_used = expired.date == expired.scan.expiry
        words = tr("Use by {day}", day=day) if to_be_used else tr("Best before {day}", day=day)
        self.body.addWidget(Banner(words, tr("Nothing was added."), "attention", icon="warning-fill"))
        if expired.scan.lot:
            self.body.addWidget(Label(tr("Lot {lot}", lot=expired.scan.lot), "body", color="text-2"))
        self.body.addWidget(Label(tr("Look at the pack: the date on it counts."), "body", wrap=True))
        self.body.addStretch(1)
        self.sell = Button(tr("Sell it all the same"), height="button-large")
        self.sell.clicked.connect(self._sell)
        self.add_foot(self.sell)
        self.set_primary(tr("Leave it out"), self.dismiss)

    def scanned(self, code: str) -> bool:
        """The next item: this one is left out."""
        del code
        self.dismiss()
        return False

    def _sell(self) -> None:
        window = self.window_

        def done(answer: Added | PriceAsked | WeightAsked) -> None:
            window.close_overlay()
            self._seller.took(answer)

        window.act(lambda _approval: window.services.tickets.sell_expired(self._expired), done)
