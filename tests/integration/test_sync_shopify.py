"""The sync thread, Shopify's client and the practice shop over HTTP: what is sold here is there once, whatever happens
on the way; stock is the same on both sides."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos_desktop.application import backoff, wording
from pos_desktop.application.connections import ConnectionDesk
from pos_desktop.application.customer_desk import TypedCustomer
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.inbox import InboxWork
from pos_desktop.application.platform.trouble import BadSignature, PlatformSetting
from pos_desktop.application.returns import Pick
from pos_desktop.application.routing import Router
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.sync_desk import SyncDesk
from pos_desktop.application.sync_looks import SyncLooks
from pos_desktop.application.sync_records import DeliveryState, Link, LinkKind
from pos_desktop.application.sync_view import AlarmKind, Health, OrderSync
from pos_desktop.application.sync_work import SyncWork
from pos_desktop.platforms.accounts import Shops
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, PRACTICE_TOKEN, FakeShopify
from pos_desktop.storage.errors import DiskFull
from pos_desktop.sync.engine import Parts, SyncEngine
from pos_desktop.sync.figures import FigureBook
from pos_desktop.system.clock import SystemClock
from pos_desktop.ui.viewmodels import refunds
from tests.integration.desk_fixtures import make_till
from tests.memory_credentials import MemoryCredentials

STOCK = 50
GOODS = (
    ProductSpec("Bread", variants=(VariantSpec("BRD-1", "2.50", "4006381333931"),)),
    ProductSpec("Milk", variants=(VariantSpec("MLK-1", "1.19", "2001000010004"),)),
    ProductSpec("Coffee", variants=(VariantSpec("COF-1", "7.99", "4012345678901"),)),
)
SKUS = {"Bread": "BRD-1", "Milk": "MLK-1", "Coffee": "COF-1"}
SOON = 60.0


class Pair:
    """A register and a practice shop, connected."""

    def __init__(self, folder: Path, shop: FakeShopify) -> None:
        self.shop = shop
        self.till = make_till(folder, clock=SystemClock())
        self.till.sign_in("Manager")
        self.till.open_shift()
        self.credentials = MemoryCredentials()
        self.platforms = Shops(self.till.store, self.credentials)
        self.connections = ConnectionDesk(self.till.desk, self.platforms, self.credentials)
        self.connection = self._connect()
        self.engine = self._engine()
        self.desk = SyncDesk(self.till.desk, self.engine)

    def _connect(self) -> UUID:
        settings = {"shop": self.shop.address}
        secrets = {"access_token": PRACTICE_TOKEN, "client_secret": PRACTICE_SECRET}
        trial = self.connections.trial("shopify", settings, secrets)
        (place,) = self.connections.places()
        places = {place.location_id: trial.locations[0].ref}
        made = self.connections.connect("shopify", "Online shop", settings, secrets, trial, places)
        platform = self.platforms.of(made.id)
        with self.till.store.write() as work:
            for name, sku in SKUS.items():
                (variant,) = platform.find_variants(sku=sku)
                ours = work.catalogue.sellable(self.till.rows[name])
                extra = {"item_ref": variant.item_ref}
                work.links.put([Link(made.id, LinkKind.VARIANT, ours.variant_id, variant.ref, extra)])
        return made.id

    def _engine(self) -> SyncEngine:
        engine = SyncEngine(self.till.store, self.till.clock, self._parts)
        for event in (Event.OUTBOX, Event.CONNECTIONS):
            self.till.desk.events.on(event, engine.wake)
        return engine

    def _parts(self) -> Parts:
        store, clock = self.till.store, self.till.clock
        levels = StockLevels(clock)
        figures = FigureBook(store, clock)
        self.inbox = InboxWork(store, clock, self.platforms, levels, forged=figures.bad_signature)
        return Parts(
            SyncWork(store, clock, self.platforms, levels.acknowledged, "register", chance=lambda: 0.1),
            Router(store, clock),
            SyncLooks(store, clock, self.platforms, self.inbox.take_page),
            figures,
            self.inbox,
        )

    def restart(self) -> None:
        self.engine.stop()
        self.engine = self._engine()
        self.desk = SyncDesk(self.till.desk, self.engine)
        self.engine.start()

    def sell(self, *names: str) -> UUID:
        for name in names:
            self.till.add(name)
        checkout = self.till.services.checkout
        return checkout.pay_cash(checkout.due().minor).order.id

    def settle(self, seconds: float = SOON) -> None:
        """Until nothing waits any more."""
        end = time.monotonic() + seconds
        while True:
            with self.till.store.read() as work:
                if not work.outbox.waiting():
                    return
            assert time.monotonic() < end, [(each.state, each.topic, each.error) for each in self.waiting()]
            time.sleep(0.02)

    def waiting(self) -> list[object]:
        with self.till.store.read() as work:
            states = (DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.PARKED)
            return list(work.deliveries.listed(None, states, 20))

    def copies(self, order_id: UUID) -> int:
        return sum(order.get("sourceIdentifier") == str(order_id) for order in self.shop.state.all("Order"))

    def cursor(self, stream: str) -> str:
        with self.till.store.read() as work:
            return work.connections.cursor(self.connection, stream)

    def until(self, holds: Callable[[], bool], seconds: float = SOON) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "it did not come"
            time.sleep(0.02)

    def same_stock(self) -> bool:
        """A level that was looked at in the second of an adjustment is put right by the next look."""
        return all(self.till.on_hand(name) == self.shop.level(sku) * 1000 for name, sku in SKUS.items())

    def close(self) -> None:
        self.engine.stop()
        self.platforms.close()
        self.till.close()


@pytest.fixture(scope="module")
def shop_running() -> Iterator[FakeShopify]:
    with FakeShopify(taxes_included=True) as shop:
        shop.fill(GOODS)
        yield shop


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, shop_running: FakeShopify) -> Iterator[Pair]:
    for sku in SKUS.values():
        shop_running.set_level(sku, STOCK)
    patch = pytest.MonkeyPatch()
    patch.setattr(backoff, "SETTLE_SECONDS", 0.2)  # the practice shop is quick to know
    pair = Pair(tmp_path_factory.mktemp("till") / "till", shop_running)
    pair.engine.start()
    yield pair
    pair.close()
    patch.undo()
    wording.use(wording.Wording())


@pytest.fixture
def pair(both: Pair) -> Iterator[Pair]:
    """The two, as the test before left them: everything told, nothing planned to fail. Their line is the test's own."""
    both.platforms.forget(both.connection)
    yield both
    both.shop.faults.clear()
    both.desk.send_now()
    both.settle()


def test_orders_and_stock_reach_the_shop_and_both_sides_agree(pair: Pair) -> None:
    before = pair.till.on_hand("Milk")
    ids = [pair.sell("Bread"), pair.sell("Milk", "Coffee", "Milk")]

    pair.settle()

    assert [pair.copies(each) for each in ids] == [1, 1]
    pair.until(pair.same_stock)
    assert pair.till.on_hand("Milk") == before - 2000
    states = [state for each in ids for state in pair.desk.order_states(each)]
    assert all(state.state is OrderSync.SYNCED and state.platform_name.startswith("#") for state in states)
    with pair.till.store.read() as work:
        done = work.deliveries.listed(pair.connection, (DeliveryState.DONE,), 10)
    assert not [each.error for each in done if each.error]  # both sides have the same totals


@pytest.mark.parametrize(
    "fault",
    [
        Fault.LOSE_ANSWER,
        Fault.LOSE_REQUEST,
        Fault.HALF_ANSWER,
        Fault.STATUS,
        Fault.STATUS_AFTER,
        Fault.RUBBISH,
        Fault.TOO_MANY,
        Fault.THROTTLED,
        Fault.INTERNAL,
    ],
)
def test_whatever_happens_on_the_way_the_order_is_there_once(pair: Pair, fault: Fault) -> None:
    pair.shop.faults.plan(fault, "orderCreate", retry_after="0.2")
    order_id = pair.sell("Bread")

    pair.settle()

    assert pair.copies(order_id) == 1
    pair.until(pair.same_stock)


@pytest.mark.parametrize(
    "fault", [None, Fault.LOSE_ANSWER, Fault.HALF_ANSWER, Fault.STATUS_AFTER, Fault.THROTTLED]
)
@pytest.mark.parametrize("reached", [True, False])
def test_whatever_happens_on_the_way_the_customer_is_there_once_with_the_order(
    pair: Pair, fault: Fault | None, reached: bool
) -> None:
    """Also one without address and number, while the shop's search does not know them yet."""
    if fault is not None:
        pair.shop.faults.plan(fault, "customerCreate", retry_after="0.2")
    name = new_id().hex
    pair.shop.state.search_lag = 60.0
    try:
        kim = pair.till.services.customers.make(
            TypedCustomer("Kim", name, f"{name}@example.com" if reached else "")
        )
        order_id = pair.sell("Bread")

        def told() -> bool:
            pair.desk.send_now()  # the order waits some seconds for its customer otherwise
            return pair.copies(order_id) == 1

        pair.until(told)
        pair.settle()
    finally:
        pair.shop.state.search_lag = 0.0
    with pair.shop.state.lock:
        (there,) = [each for each in pair.shop.state.all("Customer") if each["lastName"] == name]
    (copy,) = pair.shop.orders(str(order_id))
    with pair.till.store.read() as work:
        link = work.links.ref(pair.connection, LinkKind.CUSTOMER, kim.id)
    assert link is not None and link.ref == copy["customerId"] == there["id"]
    assert there["orderIds"] == [copy["id"]]


def test_moves_of_stock_are_told_once_whatever_happens_to_the_answer(pair: Pair) -> None:
    before = pair.shop.level("BRD-1")
    pair.shop.faults.plan(Fault.LOSE_ANSWER, "inventoryAdjustQuantities", times=2)
    pair.sell("Bread", "Bread")

    pair.settle()

    assert pair.shop.level("BRD-1") == before - 2
    pair.until(pair.same_stock)


def test_refunds_and_voids_follow(pair: Pair) -> None:
    returned, voided = pair.sell("Bread", "Milk"), pair.sell("Coffee")
    returns = pair.till.services.returns
    found = returns.of(returned)
    picks = {sold.line.id: Pick(sold.left_milli, True) for sold in found.lines if sold.line.name == "Bread"}
    pair.shop.faults.plan(Fault.LOSE_ANSWER, "refundCreate")
    returns.carry_out(found, picks, "Changed mind")
    pair.till.services.orders.void(voided, "wrong customer")

    pair.settle()

    pair.until(pair.same_stock)
    by_id = {order.get("sourceIdentifier"): order for order in pair.shop.state.all("Order")}
    assert by_id[str(voided)]["cancelledAt"]
    refunds = [
        each for each in pair.shop.state.all("Refund") if each["orderId"] == by_id[str(returned)]["id"]
    ]
    assert len(refunds) == 1


def test_what_the_shop_gives_back_for_a_sale_is_known_where_its_goods_come_back(pair: Pair) -> None:
    """Else the customer is paid twice. What the register gave back itself is no news."""
    ours, theirs = pair.sell("Bread", "Milk"), pair.sell("Coffee")
    returns = pair.till.services.returns
    found = returns.of(ours)
    picks = {sold.line.id: Pick(1000, True) for sold in found.lines if sold.line.name == "Bread"}
    returns.carry_out(found, picks, "Changed mind")
    pair.settle()

    def noted(order_id: UUID) -> list[tuple[object, object]]:
        events = pair.till.services.orders.get(order_id).events
        kind = "changed_there"
        return [(e.facts["amount_minor"], e.facts["cancelled"]) for e in events if e.kind == kind]

    (copy,) = pair.shop.orders(str(theirs))
    pair.shop.refund_online(copy, "2.00")
    pair.until(lambda: noted(theirs) == [(200, False)])
    pair.shop.refund_online(copy, "5.99")
    pair.until(lambda: noted(theirs) == [(200, False), (799, False)])

    assert noted(ours) == []
    told = refunds.head(returns.of(theirs), pair.till.desk.formats, pair.till.clock.now())
    assert "refunded on Online shop" in told and "7.99" in told.replace(",", ".")
    assert [each.words for each in pair.desk.remarks() if "was refunded in the shop" in each.words]


def test_an_expired_token_stops_the_connection_until_it_is_renewed(pair: Pair) -> None:
    pair.shop.gate.expire()
    order_id = pair.sell("Bread")
    pair.until(lambda: pair.desk.picture().lanes[0].health is Health.SIGN_IN)
    assert pair.desk.picture().waiting == 2

    pair.shop.gate.install("shpat_new")
    pair.connections.save(pair.connection, secrets={"access_token": "shpat_new"})

    pair.settle()
    assert pair.copies(order_id) == 1
    fields = [body.get("field") for _, body in pair.till.journal("credential_changed")]
    assert fields.count("access_token") == 2
    assert "shpat_new" not in str(pair.till.journal())


def test_a_shop_that_is_gone_for_a_while_gets_everything_once_it_is_back(pair: Pair) -> None:
    pair.shop.close()
    ids = [pair.sell("Bread") for _ in range(5)]
    pair.until(lambda: not pair.engine.online)
    assert pair.desk.picture().lanes[0].health is Health.OFFLINE

    pair.shop.start()

    pair.settle()
    assert [pair.copies(each) for each in ids] == [1] * 5
    pair.until(pair.same_stock)


def test_what_the_merchant_changes_comes_here_and_does_not_go_back(pair: Pair) -> None:
    pair.restart()  # a start looks at once
    pair.until(lambda: bool(pair.cursor("levels")))
    pair.shop.set_level("MLK-1", 7)

    pair.restart()

    pair.until(lambda: pair.till.on_hand("Milk") == 7000)
    pair.settle()
    assert pair.shop.level("MLK-1") == 7


def test_a_forged_message_and_a_stand_in_ring_in_the_monitor(pair: Pair) -> None:
    """Both are counted where they happen, survive a restart, and end as alarms with the shop's name."""
    pair.shop.sell_online([("BRD-1", 1)])
    told = pair.shop.courier.told[-1]
    assert pair.inbox.receive(pair.connection, told.headers, told.body)
    assert not pair.inbox.receive(pair.connection, told.headers, told.body), "each delivery id once"
    with pytest.raises(BadSignature):
        pair.inbox.receive(pair.connection, told.headers, told.body + b" ")
    for _ in range(2):
        pair.shop.faults.plan(Fault.STATUS, "bulkOperationRunQuery", times=-1)
        list(pair.platforms.of(pair.connection).all_products())
    pair.shop.faults.clear()
    pair.restart()
    rings = {(ring.kind, ring.system): ring for ring in pair.desk.monitor().alarms}
    assert (AlarmKind.BAD_SIGNATURES, str(pair.connection)) in rings
    (system,) = [each for each in pair.desk.monitor().systems if each.system == "shopify"]
    assert system.fallbacks >= 2
    assert "Online shop" in rings[(AlarmKind.BAD_SIGNATURES, str(pair.connection))].title


def test_whoever_serves_webhooks_answers_with_a_status(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.shop.sell_online([("BRD-1", 1)])
    told = pair.shop.courier.told[-1]
    unsigned = {name: text for name, text in told.headers.items() if "hmac" not in name.lower()}

    def full(*_: object) -> None:
        raise DiskFull("The disk is full")

    assert pair.inbox.answer(new_id(), told.headers, told.body) == 404
    assert pair.inbox.answer(pair.connection, unsigned, told.body) == 401
    assert pair.inbox.answer(pair.connection, told.headers, told.body + b" ") == 401
    with monkeypatch.context() as broken:
        broken.setattr(pair.till.store, "write", full)
        assert pair.inbox.answer(pair.connection, told.headers, told.body) == 503, "it comes again"
    assert pair.inbox.answer(pair.connection, told.headers, told.body) == 200
    assert pair.inbox.answer(pair.connection, told.headers, told.body) == 200, "known already"


def test_an_engine_that_is_restarted_again_and_again_sends_each_order_once(pair: Pair) -> None:
    pair.shop.faults.plan(Fault.SLOW, "orderCreate", times=-1, seconds=0.15)
    ids = []
    for _ in range(6):
        ids += [pair.sell("Bread"), pair.sell("Milk")]
        pair.restart()
    pair.shop.faults.clear()

    pair.settle()

    assert [pair.copies(each) for each in ids] == [1] * 12
    pair.until(pair.same_stock)


def test_what_was_typed_is_tested_before_it_is_kept(pair: Pair) -> None:
    with pytest.raises(PlatformSetting):
        pair.connections.trial("shopify", {"shop": pair.shop.address}, {"access_token": "shpat_wrong"})
    assert len(pair.connections.all()) == 1


def test_moves_at_a_place_that_was_closed_go_to_the_one_that_is_mapped_then(pair: Pair) -> None:
    (place,), (closed,) = pair.connections.places(), pair.shop.locations()
    other = pair.shop.add_location("Branch")["id"]
    pair.shop.start_keeping("BRD-1", other, 10)
    pair.shop.start_keeping("MLK-1", other, 3)
    pair.shop.set_level("MLK-1", STOCK)
    pair.sell("Milk")
    pair.settle()
    pair.until(lambda: pair.till.on_hand("Milk") == (STOCK - 1) * 1000)
    with pair.shop.acting() as state:
        state.put({**closed, "isActive": False})
    pair.sell("Bread")
    pair.until(lambda: pair.desk.picture().lanes[0].health is Health.SETTING)

    pair.connections.map_places(pair.connection, {place.location_id: other})
    pair.settle()

    assert pair.shop.level("BRD-1", other) == 9
    pair.until(lambda: pair.till.on_hand("Bread") == 9000)
    assert pair.till.on_hand("Milk") == (STOCK - 1) * 1000, "nobody told of it yet"
    pair.connections.first_import(pair.connection)
    assert pair.till.on_hand("Milk") == 3000, (
        "counted before the last sale elsewhere, and it holds all the same"
    )
    with pair.shop.acting() as state:
        state.put({**closed, "isActive": True})
    pair.connections.map_places(pair.connection, {place.location_id: closed["id"]})


def test_a_refund_that_was_refused_is_told_once_what_stood_in_its_way_is_gone(pair: Pair) -> None:
    """The key of an attempt that failed stays of no use there."""
    sold = pair.sell("Bread")
    pair.settle()

    def order() -> dict[str, Any]:
        (found,) = (
            each for each in pair.shop.state.all("Order") if each.get("sourceIdentifier") == str(sold)
        )
        return found

    def given_back(amount: str) -> None:
        with pair.shop.acting() as state:
            state.put({**order(), "amounts": {**order()["amounts"], "refunded": amount}})

    given_back("2.50")
    returns = pair.till.services.returns
    found = returns.of(sold)
    returns.carry_out(found, {each.line.id: Pick(1000, True) for each in found.lines}, "Changed mind")
    pair.until(lambda: pair.desk.picture().parked == 1)
    given_back("0.00")  # a mistake there, taken back

    pair.desk.retry_all()
    pair.settle()

    assert len([each for each in pair.shop.state.all("Refund") if each["orderId"] == order()["id"]]) == 1
