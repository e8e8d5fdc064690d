"""What the list of orders is narrowed to, and the rows that are found."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from uuid import UUID

from pos_desktop.application.online_orders_view import OnlineOrderView
from pos_desktop.application.orders_view import OrderRow
from pos_desktop.application.services import Services
from pos_desktop.application.sync_records import DeliveryState
from pos_desktop.application.wording import tr
from pos_desktop.domain.order import OrderState
from pos_desktop.ui.screens.order_list import ListPane
from pos_desktop.ui.viewmodels import online_orders as online_words
from pos_desktop.ui.viewmodels import orders as words
from pos_desktop.ui.viewmodels.order_sync import not_synced_tag
from pos_desktop.ui.widgets.list_view import RowData

PARKED_SHOWN = 200
PAGE = 50
ALL, PAID, REFUNDED, VOIDED, ONLINE = "all", "paid", "refunded", "voided", "online"
_STATES: dict[Hashable, tuple[OrderState, ...]] = {
    ALL: (),
    PAID: (OrderState.PAID, OrderState.PREPARING, OrderState.READY, OrderState.DONE),
    REFUNDED: (OrderState.REFUNDED,),
    VOIDED: (OrderState.CANCELLED,),
}
TODAY, YESTERDAY, WEEK, MONTH, EVER = "today", "yesterday", "7", "30", "ever"


class OrderSearch:
    """Which orders the pane lists, page by page."""

    def __init__(self, pane: ListPane, services: Services) -> None:
        self._pane = pane
        self._services = services
        self.days = TODAY
        self.held: list[OrderRow] = []
        self.online: dict[str, OnlineOrderView] = {}
        self._with_online = False
        self.fill_chips()

    def first_page(self) -> Sequence[RowData]:
        """The newest of what is wanted now."""
        self.held, self.online = [], {}
        return self.page()

    def choose_days(self, key: str) -> None:
        """Narrows the list to some days."""
        self.days = key
        self._pane.range.set_text(self.ranges()[key])

    def choose_all(self) -> None:
        """Orders of all days, in every state."""
        self._pane.states.select(ALL)
        self.choose_days(EVER)

    def retranslate(self) -> None:
        asked = tr("Receipt, card digits, customer")
        self._pane.search.edit.setPlaceholderText(asked)
        self._pane.search.edit.setAccessibleName(asked)
        self._pane.list.setAccessibleName(tr("Orders"))
        for key, text in self._state_words().items():
            self._pane.states.chip(key).set_text(text)
        self._pane.states.select(self._pane.states.current())
        self.choose_days(self.days)

    def page(self) -> Sequence[RowData]:
        """The rows after those that were asked for so far."""
        if self._pane.states.current() == ONLINE:
            return self._online_rows()
        since, until = self._span()
        last = self.held[-1] if self.held else None
        found = self._services.orders.find(
            self._pane.search.text(),
            states=_STATES[self._pane.states.current()],
            since=since,
            until=until,
            before=(last.paid_at, last.id) if last else None,
            limit=PAGE,
        )
        self.held += found
        formats, now = self._services.desk.formats, self._services.desk.clock.now()
        parked = self._parked_orders()
        return [
            words.order_row(row, formats, now, not_synced_tag() if row.id in parked else None)
            for row in found
        ]

    def _online_rows(self) -> Sequence[RowData]:
        """Orders that customers placed on the platforms."""
        found = self._services.online_orders.find(self._pane.search.text(), *self._span())
        self.online = {str(order.id): order for order in found}
        formats, now = self._services.desk.formats, self._services.desk.clock.now()
        return [online_words.row(order, formats, now) for order in found]

    def _parked_orders(self) -> set[UUID]:
        """Orders whose copies on a platform need a decision; there are few, or the sync's chip says so."""
        parked = self._services.sync.deliveries(None, (DeliveryState.PARKED,), PARKED_SHOWN)
        return {view.order_id for view in parked if view.order_id is not None}

    def _span(self) -> tuple[datetime | None, datetime | None]:
        formats, now = self._services.desk.formats, self._services.desk.clock.now()
        if self.days == EVER:
            return None, None
        if self.days == YESTERDAY:
            return formats.day_start(now, 1), formats.day_start(now)
        return formats.day_start(now, {TODAY: 0, WEEK: 6, MONTH: 29}[self.days]), None

    def tell_nothing(self) -> None:
        """Says in the place of the list why it is empty."""
        text = self._pane.search.text().strip()
        narrowed = self.days != EVER or self._pane.states.current() != ALL
        if text:
            title = tr("Nothing found for “{text}”", text=text)
            second = tr("Receipt numbers, card digits, customers, amounts and products are searched.")
        elif self._pane.states.current() == ONLINE:
            title = tr("No online orders here")
            second = tr("What customers order on the platforms is listed here, to be looked at.")
        elif narrowed:
            title = tr("No orders here")
            second = tr("There is none in the time and state that are chosen.")
        else:
            title, second = tr("No orders yet"), tr("Every sale will be listed here as soon as it is paid.")
        self._pane.empty.set_icon("magnifying-glass" if text else "receipt")
        self._pane.empty.set_words(title, second, tr("Look in all orders") if narrowed else "")

    def fill_chips(self, *, online: bool = False) -> None:
        """The states that can be chosen."""
        self._with_online = online
        self._pane.states.clear()
        for key, text in self._state_words().items():
            self._pane.states.add(key, text)
        self._pane.states.select(ALL)

    def offer_online(self) -> None:
        """The platforms' orders are among them where a platform is connected."""
        offered = self._services.online_orders.offered()
        if offered != self._with_online:
            self.fill_chips(online=offered)

    def _state_words(self) -> dict[str, str]:
        online = {ONLINE: tr("Online")} if self._with_online else {}
        ours = {REFUNDED: tr("Refunded"), VOIDED: tr("Voided")}
        return {ALL: tr("All"), PAID: tr("Paid"), **online, **ours}

    def ranges(self) -> dict[str, str]:
        """The days that can be chosen."""
        return {
            TODAY: tr("Today"),
            YESTERDAY: tr("Yesterday"),
            WEEK: tr("7 days"),
            MONTH: tr("30 days"),
            EVER: tr("All days"),
        }
