"""The stock rule on what is stored: levels, answers, waiting moves and two platforms, on both databases."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.stock import LevelTold
from pos_desktop.application.ports import Work
from pos_desktop.application.routing import Router, route_all
from pos_desktop.application.stock_levels import StockLevels, Taken
from pos_desktop.application.stock_moves import StockMoved
from pos_desktop.application.sync_records import Connection, Delivery, DeliveryState, Link, LinkKind
from tests.integration.shop import MORNING, Shop
from tests.integration.test_deliveries import connect, seconds


@pytest.fixture
def rule(shop: Shop) -> StockLevels:
    return StockLevels(shop.clock)


@dataclass
class Stocked:
    """A shop with bread that platforms count as well."""

    shop: Shop
    bread: int
    connections: list[Connection] = field(default_factory=list)

    def link(self, name: str = "Web shop") -> Connection:
        connection = connect(self.shop, name)
        with self.shop.store.write() as work:
            variant_id = work.catalogue.sellable(self.bread).variant_id
            work.links.put(
                [
                    Link(connection.id, LinkKind.VARIANT, variant_id, "v1", {"item_ref": "i1"}),
                    Link(connection.id, LinkKind.LOCATION, self.shop.location, "l1"),
                ]
            )
        self.connections.append(connection)
        return connection

    def sell(self, work: Work, quantity: int = 1000) -> None:
        """As a sale does it: move and event in one commit."""
        order = new_id()
        work.stock.move([(self.bread, -quantity, None)], self.shop.location, "sale", MORNING)
        event = StockMoved(self.shop.location, order)
        event.add("sale", [(self.bread, -quantity)])
        event.tell(work, f"order:{order}", MORNING)

    def on_hand(self) -> int:
        with self.shop.store.read() as work:
            return work.stock.on_hand(self.bread, self.shop.location)

    def waiting(self, connection: Connection) -> list[Delivery]:
        Router(self.shop.store, self.shop.clock).route()
        with self.shop.store.read() as work:
            return work.deliveries.listed(connection.id, [DeliveryState.WAITING], 99)


@pytest.fixture
def stocked(shop: Shop) -> Stocked:
    return Stocked(shop, shop.product("Bread"))


def told(level: int, at: datetime = MORNING, item: str = "i1", place: str = "l1") -> LevelTold:
    return LevelTold(item, place, level, at)


def acknowledge(stocked: Stocked, rule: StockLevels, delivery: Delivery, *levels: LevelTold) -> None:
    with stocked.shop.store.write() as work:
        rule.acknowledged(work, delivery, levels)
        work.deliveries.save(_done(delivery))


def _done(delivery: Delivery) -> Delivery:
    return replace(delivery, state=DeliveryState.DONE, done_at=MORNING)


def test_a_level_is_taken_over_and_told_to_the_others_alone(stocked: Stocked, rule: StockLevels) -> None:
    first, second = stocked.link(), stocked.link("Market")
    with stocked.shop.store.write() as work:
        assert rule.tell(work, first, told(12_000)) is Taken.KEPT
        assert rule.tell(work, first, told(12_000)) is Taken.KEPT
    assert stocked.on_hand() == 12_000
    assert stocked.waiting(first) == []
    (delivery,) = stocked.waiting(second)
    assert delivery.body["moves"] == [[stocked.bread, 12_000]]
    assert (delivery.body["reason"], delivery.body["origin"]) == ("platform", str(first.id))
    with stocked.shop.store.read() as work:
        assert work.outbox.waiting() == 1


def test_a_sale_while_a_level_is_on_its_way_stays_sold(stocked: Stocked, rule: StockLevels) -> None:
    """Before it is routed, while it waits, and after the answer."""
    connection = stocked.link()
    with stocked.shop.store.write() as work:
        rule.tell(work, connection, told(10_000))
    with stocked.shop.store.write() as work:
        stocked.sell(work)
    with stocked.shop.store.write() as work:
        rule.tell(work, connection, told(8000, seconds(1)))  # two were sold there meanwhile
    assert stocked.on_hand() == 7000
    (delivery,) = stocked.waiting(connection)
    with stocked.shop.store.write() as work:
        rule.tell(work, connection, told(8000, seconds(2)))
    assert stocked.on_hand() == 7000
    acknowledge(stocked, rule, delivery, told(7000, seconds(3)))
    assert stocked.on_hand() == 7000 and stocked.waiting(connection) == []


def test_an_answer_that_was_overtaken_by_its_own_level(stocked: Stocked, rule: StockLevels) -> None:
    connection = stocked.link()
    with stocked.shop.store.write() as work:
        rule.tell(work, connection, told(10_000))
        stocked.sell(work)
    (delivery,) = stocked.waiting(connection)
    with stocked.shop.store.write() as work:  # the adjustment was done, its answer is still on its way
        rule.tell(work, connection, told(9000, seconds(5)))
    assert stocked.on_hand() == 8000  # low by what may be in the level already
    acknowledge(stocked, rule, delivery, told(9000, seconds(5)))
    assert stocked.on_hand() == 9000
    with stocked.shop.store.write() as work:
        assert rule.tell(work, connection, told(10_000, MORNING)) is Taken.LATE
    assert stocked.on_hand() == 9000


def test_an_answer_without_levels_carries_the_known_one_on(stocked: Stocked, rule: StockLevels) -> None:
    connection = stocked.link()
    with stocked.shop.store.write() as work:
        rule.tell(work, connection, told(10_000))
        stocked.sell(work)
    (delivery,) = stocked.waiting(connection)
    acknowledge(stocked, rule, delivery)
    assert stocked.on_hand() == 9000
    with stocked.shop.store.read() as work:
        level = work.levels.told(connection.id, stocked.bread, stocked.shop.location)
        assert level is not None and (level.level_milli, level.told_at) == (9000, MORNING)


def test_without_a_level_nothing_is_put_right(stocked: Stocked, rule: StockLevels) -> None:
    connection = stocked.link()
    with stocked.shop.store.write() as work:
        stocked.sell(work)
    (delivery,) = stocked.waiting(connection)
    acknowledge(stocked, rule, delivery)
    assert stocked.on_hand() == -1000
    with stocked.shop.store.read() as work:
        assert work.levels.waiting_of(delivery.id) == []


def test_an_edit_during_an_outage_and_then_our_moves_on_top(stocked: Stocked, rule: StockLevels) -> None:
    connection = stocked.link()
    with stocked.shop.store.write() as work:
        rule.tell(work, connection, told(10_000))
        stocked.sell(work, 3000)
        stocked.sell(work, 1000)
        rule.tell(work, connection, told(50_000, seconds(9)))  # a delivery was counted in there
    assert stocked.on_hand() == 46_000
    first, second = stocked.waiting(connection)
    acknowledge(stocked, rule, first, told(47_000, seconds(10)))
    acknowledge(stocked, rule, second, told(46_000, seconds(11)))
    assert stocked.on_hand() == 46_000


def test_what_is_not_ours_to_count_is_left_alone(stocked: Stocked, rule: StockLevels) -> None:
    connection, shop = stocked.link(), stocked.shop
    apples = shop.product("Apples", weighed=True)
    with shop.store.write() as work:
        variant_id = work.catalogue.sellable(apples).variant_id
        work.links.put([Link(connection.id, LinkKind.VARIANT, variant_id, "v2", {"item_ref": "i2"})])
        levels = [told(1000, item="i9"), told(1000, place="l9"), told(1000, item="i2"), told(5000)]
        assert rule.tell_all(work, connection.id, levels) == [
            Taken.UNLINKED,
            Taken.UNMAPPED,
            Taken.NOT_IN_PIECES,
            Taken.KEPT,
        ]
        assert work.stock.on_hand(apples, shop.location) == 0
    assert stocked.on_hand() == 5000


def test_an_item_that_is_no_longer_kept_there_leaves_on_hand_as_it_is(
    stocked: Stocked, rule: StockLevels
) -> None:
    connection = stocked.link()
    with stocked.shop.store.write() as work:
        rule.tell(work, connection, told(5000))
        assert rule.gone(work, connection.id, "i1", "l1") is Taken.KEPT
        assert rule.gone(work, connection.id, "i9", "l1") is Taken.UNLINKED
        stocked.sell(work)
    (delivery,) = stocked.waiting(connection)
    acknowledge(stocked, rule, delivery)
    assert stocked.on_hand() == 4000
    with stocked.shop.store.read() as work:
        assert work.levels.told(connection.id, stocked.bread, stocked.shop.location) is None


class Practice:
    """A platform that counts, answers a key once, and whose messages come in any order."""

    def __init__(self, level: int, skew: timedelta) -> None:
        self.level, self.skew, self.ticks = level, skew, 0
        self.messages: list[LevelTold] = []
        self.answers: dict[object, LevelTold] = {}

    def change(self, quantity: int) -> LevelTold:
        self.level += quantity
        self.ticks += 1
        self.messages.append(told(self.level, MORNING + self.skew + timedelta(milliseconds=self.ticks)))
        return self.messages[-1]

    def adjust(self, key: object, quantity: int) -> LevelTold:
        if key not in self.answers:
            self.answers[key] = self.change(quantity)
        return self.answers[key]


class Afternoon:
    """Everything happens within one transaction: what is tested is the rule, not the disk."""

    def __init__(self, stocked: Stocked, rule: StockLevels, work: Work, chance: random.Random) -> None:
        self.stocked, self.rule, self.work, self.chance = stocked, rule, work, chance
        self.platforms = {
            connection.id: Practice(
                chance.randrange(0, 50_000, 1000), timedelta(days=chance.randrange(-9, 9))
            )
            for connection in stocked.connections
        }

    def step(self) -> None:
        connection = self.chance.choice(self.stocked.connections)
        platform = self.platforms[connection.id]
        what = self.chance.randrange(6)
        if what == 0:
            self.stocked.sell(self.work, self.chance.randrange(1000, 5000, 1000))
        elif what == 1:
            platform.change(-1000)
        elif what == 2:
            platform.change(self.chance.randrange(-20_000, 20_000, 1000))
        elif what == 3 and platform.messages:
            message = self.chance.choice(platform.messages)
            if self.chance.random() < 0.8:
                platform.messages.remove(message)
            self.rule.tell(self.work, connection, message)
        else:
            self.send(connection, answered=what == 4)

    def send(self, connection: Connection, answered: bool) -> bool:
        route_all(self.work, MORNING)
        waiting = self.work.deliveries.listed(connection.id, [DeliveryState.WAITING], 99)
        if not waiting:
            return False
        delivery = self.chance.choice(waiting)
        ((_, _, quantity),) = self.work.levels.waiting_of(delivery.id)
        answer = self.platforms[connection.id].adjust(delivery.id, quantity)
        if answered:
            self.rule.acknowledged(self.work, delivery, [answer])
            self.work.deliveries.save(_done(delivery))
        return True

    def finish(self) -> None:
        busy = True
        while busy:
            busy = False
            for connection in self.stocked.connections:
                while self.send(connection, answered=True):
                    busy = True
                platform = self.platforms[connection.id]
                self.chance.shuffle(platform.messages)
                while platform.messages:
                    busy = True
                    self.rule.tell(self.work, connection, platform.messages.pop())


@pytest.mark.parametrize("seed", range(2))
def test_in_the_end_both_platforms_and_the_register_count_the_same(
    stocked: Stocked, rule: StockLevels, seed: int
) -> None:
    stocked.link(), stocked.link("Market")
    with stocked.shop.store.write() as work:
        afternoon = Afternoon(stocked, rule, work, random.Random(seed))
        for connection in stocked.connections:
            rule.tell(work, connection, afternoon.platforms[connection.id].change(0))
        for _ in range(80):
            afternoon.step()
        afternoon.finish()
        assert work.outbox.waiting() == 0
    levels = [platform.level for platform in afternoon.platforms.values()]
    assert levels == [stocked.on_hand()] * 2
    with stocked.shop.store.read() as work:
        for connection in stocked.connections:
            assert work.levels.waiting(connection.id, stocked.bread, stocked.shop.location) == 0
