"""The scripted day's online side: what is sold goes to the practice shop, whatever stands in its way, and what happens
there comes here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.sync_records import DeliveryState
from pos_desktop.application.sync_view import Health
from pos_desktop.application.wording import tr
from pos_desktop.demo.online_books import OnlineBooks
from pos_desktop.platforms.shopify.fake.faults import Fault, Plan

if TYPE_CHECKING:
    from pos_desktop.application.orders_view import OrderView
    from pos_desktop.application.sellable import Tile
    from pos_desktop.application.sync_view import DeliveryView, LaneView
    from pos_desktop.bootstrap import Register
    from pos_desktop.demo.card_day import CardDay
    from pos_desktop.demo.hand import Hand
    from pos_desktop.demo.online_shop import OnlineShop

BUSY_SECONDS = "0.5"
BACKLOG = 2
"""So many orders at least are paid while the network is away."""


@dataclass(slots=True)
class Inbound:
    """What was done in the shop, and is to be found here."""

    order: str = ""
    sold_sku: str = ""
    edited_sku: str = ""
    price_minor: int = 0


class OnlineDay:
    """Steps at the sync centre and in the shop. `sign_in`: somebody else comes to the register."""

    def __init__(
        self,
        register: Register,
        online: OnlineShop,
        hand: Hand,
        cards: CardDay,
        sign_in: Callable[[str], None],
        favourites: Callable[..., list[Tile]],
    ) -> None:
        self._register = register
        self._services = register.services
        self._online = online
        self._hand = hand
        self._cards = cards
        self._sign_in = sign_in
        self._favourites = favourites
        self._books = OnlineBooks(register, online)
        self._faults: list[Plan] = []
        self._retried: UUID | None = None
        self._inbound = Inbound()
        self._backlog = 0
        self._parked: dict[str, Any] = {}

    # -- the steps -----------------------------------------------------------------------------------

    def connected(self) -> None:
        """The shop is there; the first order is going to meet a busy shop, and an answer that gets lost."""
        self._hand.until(lambda: self._online.ready, "the online shop")
        self._happens_there()
        faults = self._online.shop.faults
        self._faults = [
            faults.plan(Fault.TOO_MANY, "orderCreate", retry_after=BUSY_SECONDS),
            faults.plan(Fault.LOSE_ANSWER, "orderCreate"),
        ]

    def _happens_there(self) -> None:
        """A customer buys online, and the merchant changes a price."""
        shop = self._online.shop
        sold, edited = (self._books.sku(tile.variant_row) for tile in self._favourites(10, 12))
        order = shop.sell_online([(sold, 2)])
        price = self._books.price_minor(edited) + 10
        shop.edit_variant(edited, price=self._books.major(price))
        self._inbound = Inbound(order["id"], sold, edited, price)

    def looked_up(self, order: OrderView) -> None:
        """The order whose answer was lost is found there, and not made again."""
        self._retried = order.id
        self._hand.until(lambda: self._books.is_synced(order.id), "the looked up order")
        self._hand.until(lambda: not self._unsent(), "the sync's rest")
        self._to_sync()
        self._until_shown(lambda lane: not lane.waiting)
        self._hand.picture("sync-healthy")

    def cut(self) -> None:
        """The network goes away; selling goes on."""
        self._online.cut()

    def backlog(self) -> None:
        """What was sold meanwhile waits."""
        self._hand.until(lambda: self._lane().health is Health.OFFLINE, "the missing network")
        self._hand.until(lambda: self._lane().waiting > BACKLOG, "the backlog")
        self._backlog = self._lane().waiting
        self._to_sync()
        self._until_shown(lambda lane: lane.health is Health.OFFLINE)
        self._hand.picture("sync-offline")

    def back(self) -> None:
        """The network is back, and everything goes out."""
        self._online.mend()
        self._hand.until(lambda: not self._unsent(), "the end of the backlog")
        self._until_shown(lambda lane: lane.health is Health.WORKING and not lane.waiting)
        self._hand.picture("sync-caught-up")

    def park(self) -> None:
        """Something is sold that the shop no longer has: its order is parked, the rest goes on."""
        milk, *others = self._favourites(3, 5, 7, 9)
        for gone in others:
            order = self._sell_what_is_gone(milk, gone)
            self._hand.until(partial(self._books.has_ended, order.id), "the shop's word")
            if self._parked_view() is not None:
                return
            # The register had just heard that it is gone, and sent the line by its name.
        raise AssertionError("the shop took all of it")

    def _sell_what_is_gone(self, milk: Tile, gone: Tile) -> OrderView:
        shop, sku = self._online.shop, self._books.sku(gone.variant_row)
        codes = [self._books.barcode(tile.name) for tile in (milk, gone)]
        return self._cards.cash_sale(codes, lambda: shop.delete_product(shop.product_of(sku)))

    def _parked_view(self) -> DeliveryView | None:
        found = self._services.sync.deliveries(None, (DeliveryState.PARKED,))
        return found[0] if found else None

    def settings(self) -> None:
        """A manager comes: the connection, as the settings show it."""
        self._sign_in("manager")
        self._hand.press(tr("Settings"))
        self._hand.press(tr("E-commerce"))
        self._hand.settle(0.3)
        self._hand.picture("settings-ecommerce")

    def mend(self) -> None:
        """The manager looks at what is parked and links the line to another product."""
        if self._hand.offers(tr("Look")):
            self._hand.press(tr("Look"))
        self._to_sync()
        view = self._parked_view()
        assert view is not None
        assert view.line is not None
        self._hand.picture("sync-parked")
        self._hand.press(tr("Link to another product"))
        self._hand.until(self._hand.overlay_is_open, "the products")
        self._hand.picture("sync-link")
        self._hand.enter()
        self._hand.until(lambda: self._books.is_synced(view.subject_id), "the mended order")
        self._hand.until(lambda: not self._unsent(), "the sync's rest")
        self._parked = {
            "order": str(view.subject_id),
            "number": view.order_number,
            "line": view.line.name,
            "reason": f"{view.title} {view.meaning}".strip(),
            "history": self._books.history(view.id),
        }
        self._until_shown(lambda lane: not lane.parked and not lane.waiting)
        self._hand.picture("sync-mended")

    def settled(self) -> None:
        """Nothing waits any more, here or there."""
        self._hand.until(lambda: not self._unsent(), "the sync's end")
        self._hand.until(lambda: self._books.has_come(self._inbound), "what happened in the shop", seconds=40)

    # -- what the steps are made of --------------------------------------------------------------------

    def _to_sync(self) -> None:
        self._hand.press(tr("Sync"))
        self._hand.until(lambda: self._hand.sees("sync"), "the sync centre")

    def _until_shown(self, fits: Callable[[LaneView], bool]) -> None:
        """The screen and the status bar look once a second."""
        from pos_desktop.ui.screens.sync import SyncScreen
        from pos_desktop.ui.viewmodels.sync import chip
        from pos_desktop.ui.widgets.status_bar import StatusChip

        (screen,) = self._hand.every(SyncScreen)

        def shown() -> bool:
            picture = self._services.sync.picture()
            chips = [each.item for each in self._hand.every(StatusChip)]
            there = screen.picture
            return there is not None and fits(there.lanes[0]) and chip(picture) in chips

        self._hand.until(shown, "the sync centre's look")

    def _lane(self) -> LaneView:
        return self._services.sync.picture().lanes[0]

    def _unsent(self) -> int:
        with self._register.data.store.read() as work:
            return work.outbox.waiting()

    # -- the summary -----------------------------------------------------------------------------------

    def facts(self, orders: Iterable[OrderView]) -> dict[str, Any]:
        """What is where at the end of the day; amounts in minor units, stock in pieces."""
        day = list(orders)
        return {
            "orders": [self._books.order(order) for order in day],
            "stock": self._books.stock(day, (self._inbound.sold_sku,)),
            "retried": [self._retried_facts()],
            "inbound": self._books.inbound(self._inbound),
            "offline": {"backlog": self._backlog},
            "parked": self._parked,
        }

    def _retried_facts(self) -> dict[str, Any]:
        assert self._retried is not None
        return {
            **self._books.order(self._services.orders.get(self._retried)),
            "met": [plan.fault.value for plan in self._faults if plan.times == 0],
            "copies": len(self._online.shop.orders(str(self._retried))),
        }
