"""Messages of a platform: stored once, understood in one commit with their effect, kept for replay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from pos_desktop.application.changed_there import CHANGED_THERE
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.inbox import InboxWork
from pos_desktop.application.kept_words import say
from pos_desktop.application.platform.changes import Change, ChangeKind, Stream, Told
from pos_desktop.application.platform.online_orders import OnlineState
from pos_desktop.application.platform.stock import LevelTold
from pos_desktop.application.platform.trouble import (
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    ShapeChanged,
)
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.sync_records import (
    Connection,
    Delivery,
    DeliveryState,
    InboxItem,
    InboxState,
    LevelRow,
    Link,
    LinkKind,
    OnlineOrderRow,
)
from pos_desktop.domain.order import OrderState
from tests.integration.practice_platform import (
    PracticePlatforms,
    customer,
    level_change,
    message,
    order,
    order_change,
    product,
    product_change,
    seconds,
)
from tests.integration.shop import MORNING, Shop, line
from tests.integration.test_deliveries import connect


@dataclass
class Post:
    """A shop whose platform sends messages."""

    shop: Shop
    connection: Connection
    platforms: PracticePlatforms
    inbox: InboxWork
    sent: int = 0

    def send(self, *changes: Change, trouble: Exception | None = None) -> str:
        """Takes a message that says this; its delivery id."""
        self.sent += 1
        delivery_id = f"d{self.sent}"
        self.platforms.platform.says[delivery_id] = trouble or list(changes)
        assert self.inbox.take(self.connection.id, message(delivery_id), "webhook")
        return delivery_id

    def understand(self, *changes: Change, trouble: Exception | None = None) -> InboxItem:
        """Takes and processes a message; what became of it."""
        delivery_id = self.send(*changes, trouble=trouble)
        self.inbox.work()
        return self.item(delivery_id)

    def item(self, delivery_id: str) -> InboxItem:
        with self.shop.store.read() as work:
            items = work.inbox.listed(self.connection.id, tuple(InboxState), 99)
        return next(item for item in items if item.delivery_ref == delivery_id)

    def on_hand(self, row: int) -> int:
        with self.shop.store.read() as work:
            return work.stock.on_hand(row, self.shop.location)

    def told(self, row: int) -> LevelRow | None:
        with self.shop.store.read() as work:
            return work.levels.told(self.connection.id, row, self.shop.location)

    def pass_time(self, number: float) -> None:
        self.shop.clock.moment += timedelta(seconds=number)

    def order(self, ref: str = "o1") -> OnlineOrderRow | None:
        with self.shop.store.read() as work:
            return work.online_orders.by_ref(self.connection.id, ref)


@pytest.fixture
def post(shop: Shop) -> Post:
    platforms = PracticePlatforms()
    inbox = InboxWork(shop.store, shop.clock, platforms, StockLevels(shop.clock), chance=lambda: 1.0)  # type: ignore[arg-type]
    return Post(shop, connect(shop), platforms, inbox)


# -- taking and understanding --------------------------------------------------------------------------------


def test_a_message_is_taken_once_and_acted_on_once(post: Post) -> None:
    delivery_id = post.send(order_change(order()))
    assert not post.inbox.take(post.connection.id, message(delivery_id, body=b"forged later"), "look")
    assert post.inbox.next_due() == MORNING
    assert post.inbox.work() == 1
    assert post.inbox.work() == 0 and post.inbox.next_due() is None
    item = post.item(delivery_id)
    assert (item.state, item.body, item.processed_at) == (InboxState.DONE, b"{}", MORNING)
    assert post.inbox.acted_on() == {ChangeKind.ORDER} and post.inbox.acted_on() == frozenset()


def test_a_look_stores_its_page_and_where_it_ended_together(post: Post) -> None:
    told = Told((message("d1"), message("d2")), "2026-11-21T09:00:00Z", True)
    assert post.inbox.take_page(post.connection.id, Stream.ORDERS, told) == 2
    assert post.inbox.take_page(post.connection.id, Stream.ORDERS, told) == 0
    with post.shop.store.read() as work:
        assert work.connections.cursor(post.connection.id, "orders") == "2026-11-21T09:00:00Z"
        assert [item.source for item in work.inbox.due(MORNING, 9)] == ["look", "look"]


def test_a_changed_shape_is_quarantined_with_the_fields_name(post: Post) -> None:
    item = post.understand(trouble=ShapeChanged("orders/create.line_items[0].price", "nothing"))
    assert (item.state, item.field_name) == (InboxState.QUARANTINED, "orders/create.line_items[0].price")
    assert item.processed_at == MORNING and item.attempts == 0
    assert post.understand(order_change(order())).state is InboxState.DONE  # the stream goes on


def test_what_was_quarantined_is_replayed(post: Post) -> None:
    item = post.understand(trouble=ShapeChanged("total_price"))
    post.platforms.platform.says[item.delivery_ref] = [order_change(order())]
    post.inbox.replay(item.id)
    post.inbox.work()
    replayed = post.item(item.delivery_ref)
    assert (replayed.state, replayed.field_name, replayed.last_error) == (InboxState.DONE, "", "")
    assert post.order() is not None
    with pytest.raises(Refused):
        post.inbox.replay(item.id)


def test_an_unknown_topic_is_kept_and_replayable(post: Post) -> None:
    item = post.understand(Change(ChangeKind.UNKNOWN, "themes/publish"))
    assert item.state is InboxState.IGNORED
    post.inbox.replay(item.id)
    assert post.item(item.delivery_ref).state is InboxState.WAITING


def test_what_is_refused_for_good_is_quarantined_in_words(post: Post) -> None:
    item = post.understand(trouble=PlatformRefused("Not in this plan"))
    assert (item.state, item.last_error) == (InboxState.QUARANTINED, "Not in this plan.")


def test_a_message_waits_while_its_platform_is_away(post: Post) -> None:
    item = post.understand(trouble=PlatformAway("No network"))
    assert (item.state, item.attempts, item.not_before_at) == (InboxState.WAITING, 1, seconds(2))
    post.shop.clock.moment = seconds(2)
    post.inbox.work()
    assert post.item(item.delivery_ref).not_before_at == seconds(6)
    post.platforms.platform.says[item.delivery_ref] = [order_change(order())]
    post.shop.clock.moment = seconds(6)
    post.inbox.work()
    assert post.item(item.delivery_ref).state is InboxState.DONE


def test_messages_of_a_connection_that_stands_still_wait_for_it(post: Post) -> None:
    post.platforms.trouble = PlatformSetting("The key is wrong")
    item = post.understand(order_change(order()))
    assert (item.state, item.attempts, item.not_before_at) == (InboxState.WAITING, 0, seconds(60))
    post.platforms.trouble = None
    with post.shop.store.write() as work:
        work.connections.save(replace(post.connection, paused=True), MORNING)
    post.shop.clock.moment = seconds(60)
    post.inbox.work()
    assert post.item(item.delivery_ref).not_before_at == seconds(120) and post.order() is None
    with post.shop.store.write() as work:
        work.connections.remove(post.connection.id, MORNING)
    post.shop.clock.moment = seconds(120)
    post.inbox.work()
    assert post.item(item.delivery_ref).state is InboxState.IGNORED


def test_a_fault_holds_up_no_other_message(post: Post) -> None:
    bad = post.send(trouble=KeyError("a fault of the program"))
    good = post.send(order_change(order()))
    with pytest.raises(KeyError):
        post.inbox.work()
    assert (post.item(bad).state, post.item(bad).attempts) == (InboxState.WAITING, 1)
    post.inbox.work()
    assert post.item(good).state is InboxState.DONE


def test_effect_and_mark_are_one_commit(post: Post) -> None:
    """The second change of a message cannot be stored: the first is not there either."""
    broken = replace(customer("c9"), tax_exempt="maybe")  # type: ignore[arg-type]
    delivery_id = post.send(
        order_change(order()), Change(ChangeKind.CUSTOMER, "c9", MORNING, customer=broken)
    )
    with pytest.raises(Exception, match="(?i)truth|boolean|maybe"):
        post.inbox.work()
    assert post.order() is None
    assert post.item(delivery_id).state is InboxState.WAITING


def test_an_app_that_was_removed_stops_its_connection(post: Post) -> None:
    post.understand(Change(ChangeKind.APP_REMOVED, "shop"))
    with post.shop.store.read() as work:
        connection = work.connections.get(post.connection.id)
    assert connection.trouble and connection.sign_in


# -- online orders -------------------------------------------------------------------------------------------


def test_an_online_order_is_kept_with_lines_customer_and_address(post: Post) -> None:
    assert post.understand(order_change(order())).state is InboxState.DONE
    kept = post.order()
    assert kept is not None
    assert (kept.name, kept.state, kept.paid, kept.total_minor) == ("#1001", "open", False, 1200)
    assert kept.body["lines"][0]["sku"] == "SKU-1" and kept.body["ship_to"]["city"] == "Ulm"
    assert kept.body["unknown"] == {"tags": ["gift"]} and kept.body["note"] == "ring twice"
    with post.shop.store.read() as work:
        assert kept.customer_id is not None
        assert work.customers.get(kept.customer_id).email == "ada@example.com"


def test_an_update_changes_it_and_an_older_one_does_not(post: Post) -> None:
    post.understand(order_change(order()))
    first = post.order()
    post.understand(order_change(order(at=seconds(9), paid=True, fulfilled=True, refunded_minor=300)))
    post.understand(order_change(order(at=seconds(5), state=OnlineState.CANCELLED)))
    kept = post.order()
    assert kept is not None and first is not None and kept.id == first.id
    assert (kept.paid, kept.fulfilled, kept.refunded_minor, kept.state) == (True, True, 300, "open")
    post.understand(order_change(order(at=seconds(10), state=OnlineState.CANCELLED)))
    kept = post.order()
    assert kept is not None and kept.state == "cancelled"


def test_a_refund_counts_once_whichever_way_it_is_heard_of(post: Post) -> None:
    def refund(ref: str, amount: int) -> Change:
        return Change(ChangeKind.REFUND, ref, MORNING, order_ref="o1", amount_minor=amount)

    assert post.understand(refund("r0", 100)).last_error  # its order is not known
    post.understand(order_change(order()))
    for each in (refund("r1", 200), refund("r1", 200), refund("r2", 50)):
        post.understand(each)
    kept = post.order()
    assert kept is not None and kept.refunded_minor == 250
    post.understand(order_change(order(at=seconds(1), refunded_minor=250)))
    kept = post.order()
    assert kept is not None and kept.refunded_minor == 250 and kept.body["refunds"] == {"r1": 200, "r2": 50}


def test_a_copy_of_our_own_order_is_linked_and_not_kept_twice(post: Post) -> None:
    sale = post.shop.sell(line())
    told = order(our_id=str(sale.ticket.id))
    post.understand(order_change(told))
    assert post.order() is None
    with post.shop.store.write() as work:
        link = work.links.ref(post.connection.id, LinkKind.ORDER, sale.ticket.id)
        assert link is not None and (link.ref, link.extra) == ("o1", {"name": "#1001"})
        work.links.put([replace(link, extra={"lines": {"a": "b"}})])
    post.understand(order_change(replace(told, updated_at=seconds(1))))
    with post.shop.store.read() as work:
        link = work.links.ref(post.connection.id, LinkKind.ORDER, sale.ticket.id)
        assert link is not None and link.extra == {"lines": {"a": "b"}}  # what its delivery learnt stays
    post.understand(order_change(order("o2", our_id="no id of ours")))
    post.understand(order_change(order("o3", our_id=str(new_id()))))
    assert post.order("o2") is not None and post.order("o3") is not None


def test_what_was_done_to_an_order_of_ours_there_is_noted_once(post: Post) -> None:
    sale = post.shop.sell(line())

    def hear(at: float, **facts: object) -> str:
        told = order(our_id=str(sale.ticket.id), at=seconds(at), **facts)
        return say(post.understand(order_change(told)).last_error)

    assert hear(0) == ""
    assert hear(1, refunded_minor=100).startswith("1,00")
    assert hear(2, refunded_minor=100) == ""
    assert hear(3, state=OnlineState.CANCELLED, refunded_minor=250).startswith("2,50")
    assert hear(4, state=OnlineState.CANCELLED, refunded_minor=250) == ""
    assert hear(2, refunded_minor=100) == ""
    with post.shop.store.read() as work:
        events = work.orders.get(sale.ticket.id).events
    kinds = [(e.facts["amount_minor"], e.facts["cancelled"]) for e in events if e.kind == CHANGED_THERE]
    assert kinds == [(100, False), (250, True)]


def test_the_cancelled_copy_of_a_void_is_no_news(post: Post) -> None:
    sale = post.shop.sell(line())
    with post.shop.store.write() as work:
        work.orders.set_state(sale.ticket.id, OrderState.CANCELLED)
    there = order(our_id=str(sale.ticket.id), state=OnlineState.CANCELLED, refunded_minor=250)

    assert post.understand(order_change(there)).last_error == ""


def test_an_order_of_another_register_is_no_online_order(post: Post) -> None:
    """Whatever it was taken for before; an order of the shop with an id that only looks like ours is kept."""
    theirs = str(new_id())
    post.understand(order_change(order(our_id=theirs)))
    assert post.order() is not None
    assert not post.understand(order_change(order(our_id=theirs, from_register=True))).last_error
    assert post.order() is None
    post.understand(order_change(order(our_id=theirs, from_register=True, at=seconds(1))))
    assert post.order() is None


def test_an_order_under_way_is_left_to_its_delivery(post: Post) -> None:
    sale = post.shop.sell(line())
    order_id, event = sale.ticket.id, new_id()
    with post.shop.store.write() as work:
        work.outbox.add(event, f"order:{order_id}", "order.paid", order_id, {}, MORNING)
        waiting = Delivery(
            new_id(), 0, post.connection.id, "a", "order.paid", order_id, {}, DeliveryState.WAITING, MORNING
        )
        work.deliveries.insert([waiting], [event])
    post.understand(order_change(order(our_id=str(order_id))))
    with post.shop.store.read() as work:
        assert work.links.ref(post.connection.id, LinkKind.ORDER, order_id) is None
    assert post.order() is None


# -- customers -----------------------------------------------------------------------------------------------


def test_a_customer_is_made_changed_and_found_again(post: Post) -> None:
    def told(customer_: object, at: float = 0) -> Change:
        return Change(ChangeKind.CUSTOMER, "c1", seconds(at), customer=customer_)  # type: ignore[arg-type]

    post.understand(told(customer(unknown={"state": "enabled"})))
    with post.shop.store.read() as work:
        link = work.links.local(post.connection.id, LinkKind.CUSTOMER, "c1")
        assert link is not None
        made = work.customers.get(link.local_id)
    assert (made.first_name, made.extra) == ("Ada", {"fake": {"state": "enabled"}})
    post.understand(told(customer(at=seconds(9), first_name="Eve")))
    post.understand(told(customer(at=seconds(5), first_name="Old")))
    post.understand(order_change(order(customer=customer(at=seconds(99), first_name="Short"))))
    with post.shop.store.read() as work:
        assert work.customers.get(made.id).first_name == "Eve"


def test_customers_of_two_platforms_are_one_by_their_address(post: Post) -> None:
    post.understand(Change(ChangeKind.CUSTOMER, "c1", MORNING, customer=customer()))
    other = connect(post.shop, "Market")
    post.platforms.platform.says["m1"] = [
        Change(ChangeKind.CUSTOMER, "x7", MORNING, customer=customer("x7", email="ADA@example.com "))
    ]
    post.inbox.take(other.id, message("m1"), "webhook")
    post.inbox.work()
    with post.shop.store.read() as work:
        first = work.links.local(post.connection.id, LinkKind.CUSTOMER, "c1")
        second = work.links.local(other.id, LinkKind.CUSTOMER, "x7")
    assert first is not None and second is not None and first.local_id == second.local_id


# -- levels --------------------------------------------------------------------------------------------------


def _stocked(post: Post) -> int:
    """Bread that the platform knows."""
    bread = post.shop.product("Bread")
    with post.shop.store.write() as work:
        variant_id = work.catalogue.sellable(bread).variant_id
        work.links.put(
            [
                Link(post.connection.id, LinkKind.VARIANT, variant_id, "v1", {"item_ref": "i1"}),
                Link(post.connection.id, LinkKind.LOCATION, post.shop.location, "l1"),
            ]
        )
    return bread


def test_a_level_is_taken_over_and_not_echoed(post: Post) -> None:
    bread = _stocked(post)
    post.understand(level_change(7000))
    post.understand(level_change(9000, MORNING - timedelta(seconds=1)))
    with post.shop.store.read() as work:
        assert work.stock.on_hand(bread, post.shop.location) == 7000
        assert work.outbox.waiting() == 1  # not routed yet; nobody wants to hear of it
    assert post.understand(level_change(7000, item="i9")).last_error
    late = Change(ChangeKind.LEVEL_GONE, "i1 l1", MORNING - timedelta(seconds=1))
    gone = Change(ChangeKind.LEVEL_GONE, "i1 l1", seconds(1))
    for change, known in ((late, True), (gone, False)):
        post.understand(change)
        with post.shop.store.read() as work:
            told = work.levels.told(post.connection.id, bread, post.shop.location)
            assert (told is not None) is known


def test_of_two_levels_of_one_second_the_platform_is_asked(post: Post) -> None:
    bread = _stocked(post)
    post.understand(level_change(7000))
    post.platforms.platform.shelves[("i1", "l1")] = (8000, MORNING)
    post.understand(level_change(5000))
    assert post.on_hand(bread) == 7000, "neither is known to be the newer"
    assert post.platforms.platform.asked == [], "it may still be the same second"
    post.understand(level_change(6000))
    post.pass_time(2)
    post.inbox.work()
    assert post.platforms.platform.asked == ["i1"], "one question for all of them"
    assert post.on_hand(bread) == 8000
    post.pass_time(60)
    assert post.inbox.work() == 0
    post.understand(level_change(9000))
    post.platforms.platform.shelves.clear()
    post.pass_time(2)
    post.inbox.work()
    assert post.platforms.platform.asked == ["i1", "i1"], "what is told again is asked again"
    assert post.told(bread) is None and post.on_hand(bread) == 8000, "it keeps no stock of it any more"


def test_a_level_that_comes_while_it_is_asked_for_asks_once_more(post: Post) -> None:
    bread = _stocked(post)
    platform = post.platforms.platform
    post.understand(level_change(7000), level_change(5000))
    platform.shelves[("i1", "l1")] = (5000, MORNING)
    answer = platform.levels

    def meanwhile(item_refs: Sequence[str]) -> Sequence[LevelTold]:
        told = answer(item_refs)
        platform.levels = answer  # type: ignore[method-assign]
        with post.shop.store.write() as work:
            StockLevels(post.shop.clock).tell(work, post.connection, LevelTold("i1", "l1", 4000, seconds(1)))
        platform.shelves[("i1", "l1")] = (4000, seconds(1))
        return told

    platform.levels = meanwhile  # type: ignore[method-assign]
    post.pass_time(2)
    post.inbox.work()
    assert post.on_hand(bread) == 4000
    post.inbox.work()
    assert platform.asked == ["i1", "i1"] and post.on_hand(bread) == 4000


def test_a_disconnected_shelf_in_the_second_of_its_last_level_is_asked_for(post: Post) -> None:
    bread = _stocked(post)
    post.understand(level_change(7000))
    post.understand(Change(ChangeKind.LEVEL_GONE, "i1 l1", MORNING))
    assert post.told(bread) is not None
    post.pass_time(2)
    post.inbox.work()
    assert post.told(bread) is None


def test_a_look_in_another_shape_is_asked_for_again(post: Post) -> None:
    platform = post.platforms.platform
    platform.says["o1@1"] = ShapeChanged("orders[0].name", "nothing")
    post.inbox.take_page(post.connection.id, Stream.ORDERS, Told((message("o1@1"),), "7", more=False))
    post.inbox.work()
    assert post.item("o1@1").state is InboxState.QUARANTINED and not platform.asked
    platform.again["o1@1"] = message("o1@1", body=b'{"whole": 1}')
    platform.says["o1@1"] = [order_change(order("o1"))]
    post.inbox.replay(post.item("o1@1").id)
    post.inbox.work()
    item = post.item("o1@1")
    assert platform.asked == ["o1@1"]
    assert (item.state, item.body) == (InboxState.DONE, b'{"whole": 1}')
    assert post.order() is not None


def test_a_look_whose_thing_is_gone_is_read_as_it_was_told(post: Post) -> None:
    platform = post.platforms.platform
    platform.says["o1@1"] = ShapeChanged("orders[0].name", "nothing")
    post.inbox.take_page(post.connection.id, Stream.ORDERS, Told((message("o1@1"),), "7", more=False))
    post.inbox.work()
    post.inbox.replay(post.item("o1@1").id)
    post.inbox.work()
    item = post.item("o1@1")
    assert platform.asked == ["o1@1"]
    assert (item.state, item.field_name, item.body) == (InboxState.QUARANTINED, "orders[0].name", b"{}")


def test_two_who_take_the_same_message_act_once(post: Post) -> None:
    """The second finds it done: what it read before is not acted on again."""
    delivery_id = post.send(product_change(product()))
    calls: list[Callable[[], object]] = []
    read = post.platforms.platform.read

    def read_and_let_another_go_first(told: object) -> object:
        if not calls:
            calls.append(post.inbox.work)
            post.inbox.work()
        return read(told)  # type: ignore[arg-type]

    post.platforms.platform.read = read_and_let_another_go_first  # type: ignore[method-assign, assignment]
    post.inbox.work()
    assert len(calls) == 1 and post.item(delivery_id).state is InboxState.DONE
