"""A register that is connected to a shop in memory: its products linked, its place mapped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos_desktop.application import wording
from pos_desktop.application.ids import new_id
from pos_desktop.application.routing import Router
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.sync_desk import SyncDesk
from pos_desktop.application.sync_records import Connection, Delivery, DeliveryState, Link, LinkKind
from pos_desktop.application.sync_work import SyncWork
from tests.integration.desk_fixtures import Till, make_till
from tests.pretend_shop import PretendShop, PretendShops

PLACE = "gid://place/1"


class SyncTill:
    """The till, its shop, and the steps of the sync, one by one."""

    def __init__(self, till: Till, name: str = "register") -> None:
        self.till = till
        self.shops = PretendShops()
        self.router = Router(till.store, till.clock)
        self.work = self.worker(name)
        self.connection = self.connect("Shop one")
        self.shop = self.shops.shops[self.connection]
        self.desk = SyncDesk(till.desk, till.sync)

    def worker(self, name: str, chance: float = 1.0) -> SyncWork:
        return SyncWork(
            self.till.store,
            self.till.clock,
            self.shops,
            StockLevels(self.till.clock).acknowledged,
            name,
            chance=lambda: chance,
        )

    def connect(self, name: str) -> UUID:
        connection = Connection(new_id(), "pretend", name, connected_at=self.till.clock.now())
        self.shops.shops[connection.id] = PretendShop()
        with self.till.store.write() as work:
            work.connections.save(connection, self.till.clock.now())
            variants = [work.catalogue.sellable(row) for row in self.till.rows.values()]
            links = [
                Link(
                    connection.id,
                    LinkKind.VARIANT,
                    variant.variant_id,
                    f"gid://variant/{variant.name}",
                    {"item_ref": f"gid://item/{variant.name}"},
                )
                for variant in variants
            ]
            place = self.till.desk.register.location_id
            work.links.put([*links, Link(connection.id, LinkKind.LOCATION, place, PLACE)])
        return connection.id

    # -- doing -------------------------------------------------------------------------------------

    def route(self) -> None:
        while self.router.route():
            pass

    def claim(self, limit: int = 10, work: SyncWork | None = None) -> list[Delivery]:
        return (work or self.work).claim(self.connection, limit)

    def run(self, rounds: int = 20) -> list[str]:
        """Steps until nothing is due; how each ended."""
        self.route()
        ends = []
        for _ in range(rounds):
            taken = [each for shop in self.shops.shops for each in self.work.claim(shop, 10)]
            if not taken:
                return ends
            ends += [self.work.step(delivery).end.value for delivery in taken]
        return ends

    def one(self) -> Delivery:
        """The one delivery that is due, claimed."""
        self.route()
        (delivery,) = self.claim()
        return delivery

    def one_of_order(self, order_id: UUID) -> Delivery:
        """The order's own delivery, claimed."""
        self.route()
        return next(each for each in self.claim() if each.subject_id == order_id)

    # -- looking -----------------------------------------------------------------------------------

    def stored(self, delivery: Delivery | UUID) -> Delivery:
        with self.till.store.read() as work:
            return work.deliveries.get(delivery if isinstance(delivery, UUID) else delivery.id)

    def history(self, delivery: Delivery) -> list[str]:
        with self.till.store.read() as work:
            return [event.kind for event in work.deliveries.history(delivery.id)]

    def of_order(self, order_id: UUID, topic: str = "order.paid") -> Delivery:
        with self.till.store.read() as work:
            return next(
                each
                for each in work.deliveries.of_subject(order_id)
                if each.topic == topic and each.connection_id == self.connection
            )

    def count(self, state: DeliveryState) -> int:
        with self.till.store.read() as work:
            return len(work.deliveries.listed(None, (state,), 1000))

    def change(self, **facts: Any) -> None:
        with self.till.store.write() as work:
            connection = work.connections.get(self.connection)
            work.connections.save(replace(connection, **facts), self.till.clock.now())

    def now_connection(self) -> Connection:
        with self.till.store.read() as work:
            return work.connections.get(self.connection)


def sold(sync: SyncTill, *names: str) -> UUID:
    """A sale that is to be told; its order."""
    return sync.till.sell(*names).order.id


@pytest.fixture
def syncing(tmp_path: Path) -> Iterator[SyncTill]:
    """Cashier 1 at a register in Germany whose shift is open, connected to one shop."""
    till = make_till(tmp_path / "till")
    till.sign_in()
    till.open_shift()
    yield SyncTill(till)
    till.close()
    wording.use(wording.Wording())
