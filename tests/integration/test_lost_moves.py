"""Moves of stock whose answer was lost, and a network that comes back after the shop has forgotten their key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pos_desktop.application.connections import ConnectionDesk
from pos_desktop.application.inbox import InboxWork
from pos_desktop.application.routing import Router
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.sync_desk import SyncDesk
from pos_desktop.application.sync_records import Delivery, DeliveryState, LinkKind
from pos_desktop.application.sync_work import SyncWork
from pos_desktop.platforms.accounts import Shops
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.clock import ManualClock
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_TOKEN, FakeShopify
from tests.integration.desk_fixtures import MORNING, Till
from tests.memory_credentials import MemoryCredentials

BREAD, MILK = "BRD-1", "MLK-1"
MOVES = "inventoryAdjustQuantities"


class Far:
    """A register and its shop, each with a clock that stands still between the steps."""

    def __init__(self, till: Till, shop: FakeShopify) -> None:
        self.till, self.shop = till, shop
        credentials = MemoryCredentials()
        self.platforms = Shops(till.store, credentials)
        desk = self.connections = ConnectionDesk(till.desk, self.platforms, credentials)
        settings, secrets = {"shop": shop.address}, {"access_token": PRACTICE_TOKEN}
        trial = desk.trial("shopify", settings, secrets)
        (place,) = desk.places()
        refs = {place.location_id: trial.locations[0].ref}
        self.connection = desk.connect("shopify", "Shop", settings, secrets, trial, refs).id
        desk.first_import(self.connection)
        levels = StockLevels(till.clock)
        self.work = SyncWork(
            till.store, till.clock, self.platforms, levels.acknowledged, "register", chance=lambda: 1.0
        )
        self.desk = SyncDesk(till.desk, till.sync)
        self.later(hours=1)

    def later(self, **time: float) -> None:
        self.till.later(**time)
        assert isinstance(self.shop.clock, ManualClock)
        self.shop.clock.advance(timedelta(**time).total_seconds())

    def run(self) -> list[str]:
        """Steps until nothing is due; how each of stock ended."""
        while Router(self.till.store, self.till.clock).route():
            pass
        ends: list[tuple[str, str]] = []
        while "setting" not in dict(ends).values() and (taken := self.work.claim(self.connection, 9)):
            ends += [(each.topic, self.work.step(each).end.value) for each in taken]
        return [end for topic, end in ends if topic == "stock.moved"]

    def sell_and_lose(self, fault: Fault, *names: str) -> None:
        """A sale whose moves are asked for, and no answer comes."""
        self.till.sell(*names)
        self.shop.faults.plan(fault, MOVES)
        assert self.run() == ["again"]

    def read(self) -> None:
        """What the shop told, and what it is asked for."""
        clock = self.till.clock
        InboxWork(self.till.store, clock, self.platforms, StockLevels(clock)).work()

    def parked(self) -> list[Delivery]:
        with self.till.store.read() as work:
            return work.deliveries.listed(self.connection, (DeliveryState.PARKED,), 9)

    def agree(self) -> bool:
        return self.till.on_hand("Bread") == self.shop.level(BREAD) * 1000


@pytest.fixture
def far(till: Till) -> Iterator[Far]:
    with FakeShopify(clock=ManualClock(MORNING)) as shop:
        shop.fill(
            [
                ProductSpec("Bread", variants=(VariantSpec(BREAD, "2.50", "4006381333931"),)),
                ProductSpec("Milk", variants=(VariantSpec(MILK, "1.19", "2001000010004"),)),
            ]
        )
        for sku in (BREAD, MILK):
            shop.set_level(sku, 20)
        till.sign_in("Manager")
        made = Far(till, shop)
        yield made
        made.platforms.close()


@pytest.mark.parametrize("fault", [Fault.LOSE_ANSWER, Fault.LOSE_REQUEST])
@pytest.mark.parametrize("outage", [{"seconds": 30}, {"hours": 13}, {"days": 5}], ids=str)
def test_a_move_is_told_once_however_long_its_outcome_was_unknown(
    far: Far, fault: Fault, outage: dict[str, float]
) -> None:
    far.sell_and_lose(fault, "Bread", "Bread", "Milk")
    far.later(**outage)

    assert far.run()[-1] == "done"

    assert (far.shop.level(BREAD), far.shop.level(MILK)) == (18, 19)
    assert far.agree()
    assert not far.parked()


@pytest.mark.parametrize("fault", [Fault.LOSE_ANSWER, Fault.LOSE_REQUEST])
@pytest.mark.parametrize("others", [0, 1])
def test_a_product_that_is_deleted_there_meanwhile_leaves_the_other_moves_told_once(
    far: Far, fault: Fault, others: int
) -> None:
    """What is asked for then is not what was asked for with that key."""
    far.sell_and_lose(fault, "Bread", "Milk")
    with far.till.store.write() as work:
        milk = work.catalogue.sellable(far.till.rows["Milk"])
        work.links.remove(far.connection, LinkKind.VARIANT, milk.variant_id)
    for _ in range(others):
        far.shop.sell_online([(BREAD, 1)])
    far.later(seconds=30)

    parked = fault is Fault.LOSE_ANSWER and others
    assert far.run() == ["parked" if parked else "done"]

    assert far.shop.level(BREAD) == 19 - others
    if parked:
        far.desk.retry(far.parked()[0].id)
        assert far.run() == ["done"], "a person may decide all the same"


def test_what_was_sold_meanwhile_on_both_sides_leaves_it_to_a_person(far: Far) -> None:
    far.sell_and_lose(Fault.LOSE_ANSWER, "Bread")
    far.later(days=5)
    far.shop.sell_online([(BREAD, 1)])
    far.till.sell("Milk")

    assert far.run() == ["parked", "done"]

    (doubt,) = far.parked()
    view = far.desk.delivery(doubt.id)
    assert view.title == "It is not known whether the stock moved there"
    assert far.desk.retry_all() == 0, "one that may have arrived is not sent again with all others"
    far.desk.drop(doubt.id, "it is there")
    assert far.run() == []
    assert far.shop.level(BREAD) == 18
    far.later(seconds=3)
    far.read()
    assert far.agree()


def test_a_person_who_found_it_missing_has_it_sent_once_more(far: Far) -> None:
    far.sell_and_lose(Fault.LOSE_REQUEST, "Bread")
    far.later(days=5)
    far.shop.sell_online([(BREAD, 1)])
    assert far.run() == ["parked"]
    (doubt,) = far.parked()

    far.desk.retry(doubt.id)
    assert far.run() == ["done"]

    assert far.shop.level(BREAD) == 18
    assert far.agree()


def test_moves_that_a_wrong_key_held_back_for_days_are_in_no_doubt(far: Far) -> None:
    far.till.sell("Bread")
    far.shop.faults.plan(Fault.EXPIRED, MOVES)
    assert far.run() == ["setting"]
    far.later(days=3)
    far.shop.sell_online([(BREAD, 1)])
    far.shop.gate.install("shpat_new")
    far.connections.save(far.connection, secrets={"access_token": "shpat_new"})

    assert far.run() == ["done"]

    assert far.shop.level(BREAD) == 18


def test_moves_that_were_refused_days_ago_are_in_no_doubt(far: Far) -> None:
    refused = {
        "inventoryAdjustmentGroup": None,
        "userErrors": [{"code": "INVALID_REASON", "field": None, "message": "no"}],
    }
    far.shop.faults.plan(
        Fault.SHAPE, MOVES, change=lambda body: {**body, "data": {MOVES: refused}}
    )  # although it was done: the key tells it again
    far.till.sell("Bread")
    assert far.run() == ["parked"]
    far.later(hours=20)
    far.shop.sell_online([(BREAD, 1)])

    far.desk.retry(far.parked()[0].id)
    assert far.run() == ["done"]

    assert far.shop.level(BREAD) == 18


def test_a_level_does_not_say_whose_of_two_lost_moves_it_holds(far: Far) -> None:
    far.sell_and_lose(Fault.LOSE_ANSWER, "Bread")
    far.sell_and_lose(Fault.LOSE_REQUEST, "Bread")
    far.later(days=5)

    assert far.run() == ["parked", "parked"]

    assert far.shop.level(BREAD) == 19


def test_a_second_loss_after_the_look_is_no_reason_to_ask_a_person(far: Far) -> None:
    far.sell_and_lose(Fault.LOSE_REQUEST, "Bread")
    far.later(days=5)
    far.shop.faults.plan(Fault.LOSE_ANSWER, MOVES)
    assert far.run() == ["again", "again"]
    far.later(seconds=30)

    assert far.run() == ["done"]

    assert far.shop.level(BREAD) == 19
    assert far.agree()
