"""What the register's books and the practice shop's say of one another, for the summary of the scripted day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from pos_desktop.application.sync_records import Delivery, DeliveryState
from pos_desktop.demo.online_shop import PLATFORM

if TYPE_CHECKING:
    from pos_desktop.application.orders_view import OrderView
    from pos_desktop.application.ports import Work
    from pos_desktop.bootstrap import Register
    from pos_desktop.demo.online_shop import OnlineShop


class Told(Protocol):
    """What was done in the shop."""

    order: str
    sold_sku: str
    edited_sku: str
    price_minor: int


class OnlineBooks:
    """Reads both sides."""

    def __init__(self, register: Register, online: OnlineShop) -> None:
        self._services = register.services
        self._store = register.data.store
        self._online = online

    # -- goods -------------------------------------------------------------------------------------

    def sku(self, variant_row: int) -> str:
        """Of a variant."""
        with self._store.read() as work:
            return work.catalogue.sku(variant_row)

    def barcode(self, name: str) -> str:
        """The first one of what is called so."""
        return self._services.catalogue.search(name, 1)[0].barcode or ""

    def price_minor(self, sku: str) -> int:
        """Here."""
        with self._store.read() as work:
            article = work.catalogue.by_sku(sku)
        return article.price_minor or 0 if article else 0

    def major(self, minor: int) -> str:
        """An amount as the shop writes it."""
        return str(Decimal(minor).scaleb(-self._services.desk.settings.currency.exponent))

    # -- orders ------------------------------------------------------------------------------------

    def is_synced(self, order_id: UUID) -> bool:
        """Whether the shop has the order, and said so."""
        told = self._told(order_id)
        return told is not None and told.state is DeliveryState.DONE

    def has_ended(self, order_id: UUID) -> bool:
        """Whether the shop took it, or would not."""
        told = self._told(order_id)
        return told is not None and told.state in (DeliveryState.DONE, DeliveryState.PARKED)

    def history(self, delivery_id: UUID) -> list[str]:
        """What happened to a delivery, in the words of its kinds."""
        with self._store.read() as work:
            return [event.kind for event in work.deliveries.history(delivery_id)]

    def order(self, order: OrderView) -> dict[str, Any]:
        """Where an order of the day is in the shop; of a return, its refund."""
        (state,) = self._services.sync.order_states(order.id)
        told = self._told(order.id)
        assert told is not None
        return {
            "order": str(order.id),
            "number": order.number,
            "state": state.state.value,
            "platform": PLATFORM,
            "platform_id": state.platform_ref,
            "platform_name": state.platform_name,
            "attempts": told.attempts + 1,
            "history": self.history(told.id),
            "voided": order.state == "cancelled",
        }

    def _told(self, order_id: UUID) -> Delivery | None:
        """How the shop hears that it was paid; None before that is on its way."""
        with self._store.read() as work:
            told = (each for each in work.deliveries.of_subject(order_id) if each.topic == "order.paid")
            return next(told, None)

    # -- stock -------------------------------------------------------------------------------------

    def stock(self, orders: Sequence[OrderView], more: Iterable[str]) -> list[dict[str, Any]]:
        """Both sides' pieces of all that moved and that both sides count."""
        rows = {line.variant_row for order in orders for line in order.lines} - {None}
        with self._store.read() as work:
            sold = {work.catalogue.sku(row) for row in rows if row is not None}
            return [self._level(work, sku) for sku in sorted(sold | set(more)) if self._is_counted(work, sku)]

    def _is_counted(self, work: Work, sku: str) -> bool:
        article = work.catalogue.by_sku(sku)
        return (
            article is not None
            and bool(work.stock.in_pieces((article.variant_row,)))
            and self._online.shop.has(sku)
        )

    def _level(self, work: Work, sku: str) -> dict[str, Any]:
        article, place = work.catalogue.by_sku(sku), self._services.desk.register.location_id
        assert article is not None
        here = work.stock.on_hand(article.variant_row, place)
        return {"sku": sku, "here": here // 1000, "there": self._online.shop.level(sku)}

    # -- what came in --------------------------------------------------------------------------------

    def has_come(self, told: Told) -> bool:
        """Whether what was done in the shop is here."""
        found = self.inbound(told)
        return found["order"] is not None and found["product"]["price_minor"] == told.price_minor

    def inbound(self, told: Told) -> dict[str, Any]:
        """The online order and the changed product, as they are here."""
        connection = self._online.connection()
        assert connection is not None
        with self._store.read() as work:
            order = work.online_orders.by_ref(connection.id, told.order)
        return {
            "order": order
            and {
                "platform_id": order.ref,
                "platform_name": order.name,
                "total_minor": order.total_minor,
                "sku": told.sold_sku,
            },
            "product": {"sku": told.edited_sku, "price_minor": self.price_minor(told.edited_sku)},
        }
