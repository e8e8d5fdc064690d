"""A shop that is disconnected and connected again: what it was told before is not forgotten."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from pos_desktop.application.returns import Pick
from pos_desktop.application.routing import Router
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.sync_records import Connection, Link, LinkKind
from pos_desktop.application.sync_work import SyncWork
from tests.integration.test_connections import Store, shop, store


def send(store: Store, connection: Connection) -> list[str]:
    """Everything that is on its way; how each ended."""
    till = store.till
    acknowledge = StockLevels(till.clock).acknowledged
    work = SyncWork(till.store, till.clock, store.platforms, acknowledge, "register", chance=lambda: 0.0)
    router, ends = Router(till.store, till.clock), []
    while router.route():
        pass
    while taken := work.claim(connection.id, 10):
        ends += [work.step(each).end.value for each in taken]
    return ends


def copy_of(store: Store, order_id: UUID) -> dict[str, object]:
    (found,) = store.shop.orders(str(order_id))
    return found


def test_what_was_sold_before_is_refunded_and_voided_there(store: Store) -> None:
    till = store.till
    before = store.connect()
    returned, voided = till.sell("Delivery").order.id, till.sell("Coffee").order.id
    assert set(send(store, before)) == {"done"}
    store.desk.disconnect(before.id)
    again = store.connect()

    found = till.services.returns.of(returned)
    picks = {sold.line.id: Pick(sold.left_milli, False) for sold in found.lines}
    till.services.returns.carry_out(found, picks, "Changed mind")
    till.services.orders.void(voided, "wrong customer")
    assert set(send(store, again)) == {"done"}

    assert len(store.shop.refunds(copy_of(store, returned))) == 1
    assert copy_of(store, voided)["cancelledAt"]
    with till.store.read() as work:
        assert work.links.ref(before.id, LinkKind.ORDER, returned) is not None, "its history stays"


def test_another_shop_takes_nothing_over(store: Store) -> None:
    before = store.connect()
    with store.till.store.write() as work:
        elsewhere = {**before.shop, "address": "elsewhere.example"}
        work.connections.save(replace(before, shop=elsewhere), store.till.clock.now())
        work.links.put([Link(before.id, LinkKind.CUSTOMER, before.id, "gid://shopify/Customer/1")])
    store.desk.disconnect(before.id)
    again = store.connect()
    with store.till.store.read() as work:
        assert work.links.all(again.id, LinkKind.CUSTOMER) == []


def test_what_several_earlier_connections_know_is_taken_over_from_the_last(store: Store) -> None:
    person, other = store.till.desk.register.id, store.till.desk.register.location_id
    for ref in ("1", "2"):
        made = store.connect()
        with store.till.store.write() as work:
            work.links.put([Link(made.id, LinkKind.CUSTOMER, person, ref)])
            if ref == "1":
                work.links.put([Link(made.id, LinkKind.CUSTOMER, other, "3")])
        store.desk.disconnect(made.id)
    again = store.connect()
    with store.till.store.read() as work:
        found = {link.local_id: link.ref for link in work.links.all(again.id, LinkKind.CUSTOMER)}
    assert found == {person: "2", other: "3"}
