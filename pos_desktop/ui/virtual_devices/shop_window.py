"""The practice shop: its newest orders, its customers, and a hand on the network that leads to it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.formats import Formats
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.money import currency
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.panel_parts import address_label, heading, switch_row
from pos_desktop.ui.virtual_devices.shop_port import ShownOrder, ShownShop
from pos_desktop.ui.virtual_devices.shown_window import LookingWindow
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.key_value_rows import KeyValueRow, KeyValueRows
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.toggle import Toggle

LOOK_MS = 500
ORDERS_SHOWN = 8


class VirtualShopWindow(LookingWindow):
    """`locale` writes the amounts."""

    def __init__(self, shop: ShownShop, locale: str = "en-US", parent: QWidget | None = None) -> None:
        super().__init__(tr("Practice shop"), LOOK_MS, parent)
        self._shop = shop
        self._locale = locale
        self._shown: object = None
        self._build()
        self.refresh()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        edge = theme().space(4)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme().space(3))
        self.address, self.state_tag = address_label(), StateTag("")
        column.addLayout(heading(self.windowTitle(), self.address, self.state_tag))
        self.orders = Card(tr("Newest orders"))
        self.orders.setMinimumWidth(theme().px("ticket"))
        self._rows: KeyValueRows | None = None
        self.count = StateTag("")
        self.orders.add_to_head(self.count)
        column.addWidget(self.orders)
        column.addWidget(self._customers())
        column.addWidget(self._mishaps())
        column.addStretch(1)

    def _customers(self) -> Card:
        card = Card(tr("Customers"))
        self.order = Button(tr("Somebody orders"), icon="shopping-cart")
        self.order.clicked.connect(self._sell)
        self.sells = Toggle(tr("Orders now and then"))
        self.sells.clicked.connect(self._let_sell)
        card.body.addWidget(self.order)
        card.body.addLayout(switch_row(tr("Orders now and then"), self.sells))
        return card

    def _mishaps(self) -> Card:
        card = Card(tr("Mishaps"))
        self.lose = Button(tr("Lose the next answer"))
        self.lose.clicked.connect(lambda: self._shop.lose_next_answer())
        self.cut = Toggle(tr("Network cut"))
        self.cut.clicked.connect(self._cut_or_mend)
        card.body.addWidget(self.lose)
        card.body.addLayout(switch_row(tr("Network cut"), self.cut))
        return card

    # -- what is pressed ---------------------------------------------------------------------------

    def _sell(self) -> None:
        self._shop.sell()
        self.refresh()

    def _let_sell(self, checked: bool) -> None:
        self._shop.sells = checked

    def _cut_or_mend(self, checked: bool) -> None:
        (self._shop.cut if checked else self._shop.mend)()
        self.refresh()

    # -- following it ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """How the shop is now."""
        ready, there = self._shop.ready, self._shop.there
        if not ready:
            self.state_tag.set_state(tr("Opens"), "accent")
        elif not there:
            self.state_tag.set_state(tr("Network cut"), "danger")
        else:
            self.state_tag.set_state(tr("Ready"), "good")
        for widget in (self.order, self.sells, self.lose, self.cut):
            widget.setEnabled(ready)
        self.sells.setChecked(self._shop.sells)
        self.cut.setChecked(ready and not there)
        if ready:
            self.address.setText(tr("network {address}", address=self._shop.address.partition("://")[2]))
            self._show_orders()

    def _show_orders(self) -> None:
        newest = self._shop.newest(ORDERS_SHOWN)
        if newest == self._shown:
            return
        self._shown = newest
        count = self._shop.orders_count()
        self.count.set_state(tr_n("{count} order", "{count} orders", count), "neutral")
        if self._rows is not None:
            self._rows.setParent(None)
            self._rows.deleteLater()
        self._rows = KeyValueRows("facts")
        for order in newest:
            self._rows.add(order.name, f"{order.name} · {_where(order)}", self._money(order))
        self.orders.body.addWidget(self._rows)

    def said(self) -> list[str]:
        """The rows of the list."""
        rows = self._rows.findChildren(KeyValueRow) if self._rows is not None else ()
        return [row.accessibleName().replace("\u00a0", " ") for row in rows]

    def _money(self, order: ShownOrder) -> str:
        return Formats(self._locale, currency(order.currency)).money(order.total_minor)


def _where(order: ShownOrder) -> str:
    """Where it was sold, and what became of it."""
    where = tr("at the register") if order.ours else tr("online")
    if order.cancelled:
        return f"{where}, {tr('cancelled')}"
    return f"{where}, {tr('refunded')}" if order.refunded_minor else where
