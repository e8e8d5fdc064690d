"""Events become deliveries: each once, in order, for every platform that wants to hear of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.ports import Work
from pos_desktop.application.routing import Router
from pos_desktop.application.stock_moves import StockMoved
from pos_desktop.application.sync_records import Connection, Delivery, DeliveryState
from tests.integration.shop import MORNING, Shop
from tests.integration.test_deliveries import connect


@pytest.fixture
def router(shop: Shop) -> Router:
    return Router(shop.store, shop.clock)


def paid(work: Work, order_id: UUID, lane: str | None = None, topic: str = "order.paid") -> None:
    work.outbox.add(new_id(), lane or f"order:{order_id}", topic, order_id, {"number": "1-1"}, MORNING)


def moved(
    shop: Shop, work: Work, *moves: tuple[int, int], order: UUID | None = None, origin: UUID | None = None
) -> None:
    event = StockMoved(shop.location, order)
    event.add("sale", moves)
    event.tell(work, f"order:{order}", MORNING, origin)


def deliveries(shop: Shop, connection: Connection) -> list[Delivery]:
    with shop.store.read() as work:
        return work.deliveries.listed(connection.id, [DeliveryState.WAITING], 999)


def test_every_platform_hears_of_an_event_once(shop: Shop, router: Router) -> None:
    first, second, order = connect(shop), connect(shop), new_id()
    with shop.store.write() as work:
        paid(work, order)
        assert work.outbox.waiting() == 1
    assert router.route() == 1
    assert router.route() == 0
    for connection in (first, second):
        (delivery,) = deliveries(shop, connection)
        assert (delivery.topic, delivery.subject_id, delivery.body) == (
            "order.paid",
            order,
            {"number": "1-1"},
        )
        assert delivery.lane.endswith(f":order:{order}") and delivery.created_at == MORNING
    assert deliveries(shop, first)[0].lane != deliveries(shop, second)[0].lane
    with shop.store.read() as work:
        assert work.outbox.waiting() == 2


def test_events_that_nobody_listens_to_wait_for_nobody(shop: Shop, router: Router) -> None:
    with shop.store.write() as work:
        paid(work, new_id())
    assert router.route() == 1
    connection = connect(shop)
    with shop.store.write() as work:
        paid(work, new_id(), topic="shift.closed")
        paid(work, new_id(), topic="order.refunded")
    assert router.route() == 2
    assert deliveries(shop, connection) == []
    with shop.store.read() as work:
        assert work.outbox.waiting() == 0


def test_a_platform_hears_of_nothing_before_it_was_connected(shop: Shop, router: Router) -> None:
    """By the events' numbers: the clock says nothing, it may have been set back."""
    before, after = new_id(), new_id()
    with shop.store.write() as work:
        paid(work, before)
    connection = connect(shop)
    shop.clock.moment -= timedelta(days=300)
    with shop.store.write() as work:
        event = new_id()
        work.outbox.add(event, "order:x", "order.paid", after, {}, shop.clock.moment)
    router.route()
    assert [delivery.subject_id for delivery in deliveries(shop, connection)] == [after]


def test_what_stands_still_collects_what_it_will_send(shop: Shop, router: Router) -> None:
    """Switched off, paused or in trouble: nothing is sent, and nothing is lost."""
    connection, other = connect(shop), connect(shop)
    with shop.store.write() as work:
        work.connections.save(replace(connection, active=False), MORNING)
        work.connections.save(replace(other, paused=True, trouble="no key"), MORNING)
        paid(work, new_id())
    router.route()
    assert len(deliveries(shop, connection)) == 1
    assert len(deliveries(shop, other)) == 1


def test_the_order_of_a_lane_is_the_order_of_its_events(shop: Shop, router: Router) -> None:
    connection, bread, order = connect(shop), shop.product("Bread"), new_id()
    with shop.store.write() as work:
        for topic in ("order.paid", "order.cancelled"):
            paid(work, order, topic=topic)
            moved(shop, work, (bread, -1000 if topic == "order.paid" else 1000), order=order)
    assert [router.route(1) for _ in range(5)] == [1, 1, 1, 1, 0]
    found = deliveries(shop, connection)
    assert [each.topic for each in found] == ["order.paid", "stock.moved", "order.cancelled", "stock.moved"]
    assert len({each.lane for each in found}) == 1


def test_moves_wait_from_the_moment_they_are_routed(shop: Shop, router: Router) -> None:
    connection, other = connect(shop), connect(shop)
    bread, milk, order = shop.product("Bread"), shop.product("Milk"), new_id()
    with shop.store.write() as work:
        moved(shop, work, (bread, -1000), (milk, -3000), (bread, -2000), order=order)
    router.route()
    (delivery,) = deliveries(shop, connection)
    with shop.store.read() as work:
        assert work.levels.waiting_of(delivery.id) == [
            (bread, shop.location, -3000),
            (milk, shop.location, -3000),
        ]
        assert work.levels.waiting(other.id, milk, shop.location) == -3000


def test_a_move_is_not_told_to_whom_it_came_from(shop: Shop, router: Router) -> None:
    connection, other, bread = connect(shop), connect(shop), shop.product("Bread")
    with shop.store.write() as work:
        moved(shop, work, (bread, -1000), origin=connection.id)
    router.route()
    assert deliveries(shop, connection) == []
    assert [each.topic for each in deliveries(shop, other)] == ["stock.moved"]
    with shop.store.read() as work:
        assert work.levels.waiting(connection.id, bread, shop.location) == 0


def test_weighed_goods_are_not_told(shop: Shop, router: Router) -> None:
    connection, bread = connect(shop), shop.product("Bread")
    apples = shop.product("Apples", weighed=True)
    with shop.store.write() as work:
        moved(shop, work, (apples, -342), order=new_id())
        moved(shop, work, (apples, -342), (bread, -1000), order=new_id())
    router.route()
    (delivery,) = deliveries(shop, connection)
    with shop.store.read() as work:
        assert work.levels.waiting_of(delivery.id) == [(bread, shop.location, -1000)]
        assert work.outbox.waiting() == 1


def test_nothing_moved_tells_nothing(shop: Shop) -> None:
    bread = shop.product("Bread")
    with shop.store.write() as work:
        moved(shop, work)
        moved(shop, work, (bread, 1000), (bread, -1000))
        assert work.outbox.waiting() == 0


class PlugPulled(Exception):
    """The program ends here."""


class StoppingStore:
    """A store whose transaction breaks off after a number of steps of one kind."""

    def __init__(self, shop: Shop, repository: str) -> None:
        self._shop = shop
        self._repository = repository
        self.read = shop.store.read
        self.settle = shop.store.settle

    @contextmanager
    def write(self) -> Iterator[Work]:
        with self._shop.store.write() as work:
            yield _Until(work, self._repository)  # type: ignore[misc]


class _Until:
    def __init__(self, work: Work, stop_at: str) -> None:
        self._work = work
        self._stop_at = stop_at

    def __getattr__(self, name: str) -> object:
        if name == self._stop_at:
            raise PlugPulled
        return getattr(self._work, name)


@pytest.mark.parametrize("step", ["connections", "deliveries", "levels", "stock"])
def test_a_stop_between_the_steps_neither_loses_nor_doubles(shop: Shop, router: Router, step: str) -> None:
    connection, bread, order = connect(shop), shop.product("Bread"), new_id()
    with shop.store.write() as work:
        paid(work, order)
        moved(shop, work, (bread, -1000), order=order)
    with pytest.raises(PlugPulled):
        Router(StoppingStore(shop, step), shop.clock).route()
    assert deliveries(shop, connection) == []
    with shop.store.read() as work:
        assert len(work.outbox.unrouted(9)) == 2
    assert router.route() == 2
    assert len(deliveries(shop, connection)) == 2
