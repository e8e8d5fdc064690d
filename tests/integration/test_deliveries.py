"""Deliveries, connections, links, levels, messages and figures on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from pos_desktop.application.backoff import SETTLE_SECONDS
from pos_desktop.application.ids import new_id
from pos_desktop.application.ports import Work
from pos_desktop.application.sync_records import (
    Connection,
    Customer,
    Delivery,
    DeliveryState,
    InboxItem,
    InboxState,
    LevelRow,
    Link,
    LinkKind,
    Minute,
    OnlineOrderRow,
    QueueLength,
)
from pos_desktop.storage.repositories import deliveries as statements
from pos_desktop.storage.repositories import outbox as events
from pos_desktop.storage.repositories.statement import Statement
from tests.integration.shop import MORNING, Shop

WAITING, CLAIMED, DONE, PARKED, DROPPED = DeliveryState
LEASE = timedelta(minutes=2)


def seconds(number: float) -> datetime:
    return MORNING + timedelta(seconds=number)


def connect(shop: Shop, name: str = "Web shop") -> Connection:
    connection = Connection(new_id(), "fake", name, settings={"address": "web.example"})
    with shop.store.write() as work:
        work.connections.save(connection, MORNING)
        return work.connections.get(connection.id)


def queue(work: Work, connection: Connection, *lanes: str, at: datetime = MORNING) -> list[Delivery]:
    """Events with one delivery each, in this order."""
    events = [new_id() for _ in lanes]
    for event_id, lane in zip(events, lanes, strict=True):
        work.outbox.add(event_id, lane, "order.paid", event_id, {"lane": lane}, at)
    made = [
        Delivery(
            new_id(), 0, connection.id, f"{connection.id}:{lane}", "order.paid", event_id, {}, WAITING, at
        )
        for event_id, lane in zip(events, lanes, strict=True)
    ]
    work.deliveries.insert(made, events)
    work.outbox.routed(events)
    return [work.deliveries.get(each.id) for each in made]


def claim(work: Work, connection: Connection, now: datetime = MORNING, by: str = "one", limit: int = 9):
    return work.deliveries.claim(connection.id, by, now, now + LEASE, limit)


# -- connections -----------------------------------------------------------------------------------------


def test_a_connection_is_kept_changed_and_removed(shop: Shop) -> None:
    first, second = connect(shop), connect(shop, "Market")
    assert first.connected_at == MORNING and first.settings == {"address": "web.example"}
    with shop.store.write() as work:
        changed = replace(
            second, paused=True, trouble="The key was refused", sign_in=True, shop={"plan": "x"}
        )
        work.connections.save(replace(changed, connected_at=seconds(9)), seconds(9))
        assert [each.name for each in work.connections.all()] == ["Web shop", "Market"]
        assert work.connections.get(second.id) == changed
        work.connections.remove(first.id, seconds(10))
        assert work.connections.all() == [changed]
        assert not work.connections.get(first.id).active
        for attempt in (
            lambda: work.connections.remove(first.id, MORNING),
            lambda: work.connections.get(new_id()),
        ):
            with pytest.raises(LookupError):
                attempt()


def test_a_stream_is_read_on_where_it_was_left(shop: Shop) -> None:
    connection = connect(shop)
    with shop.store.write() as work:
        assert work.connections.cursor(connection.id, "orders") == ""
        work.connections.set_cursor(connection.id, "orders", "2026-11-21T08:00:00Z", MORNING)
        work.connections.set_cursor(connection.id, "orders", "2026-11-21T09:00:00Z", MORNING)
        assert work.connections.cursor(connection.id, "orders") == "2026-11-21T09:00:00Z"
        assert work.connections.cursor(connection.id, "products") == ""


# -- deliveries ------------------------------------------------------------------------------------------


def test_only_the_first_of_a_lane_is_claimed(shop: Shop) -> None:
    connection = connect(shop)
    with shop.store.write() as work:
        a, a2, b = queue(work, connection, "a", "a", "b")
        assert a.seq < a2.seq < b.seq and a.body == {"lane": "a"}
        assert [each.id for each in claim(work, connection)] == [a.id, b.id]
        assert claim(work, connection) == []
        held = work.deliveries.get(a.id)
        assert (held.state, held.claimed_by, held.claimed_until_at) == (CLAIMED, "one", MORNING + LEASE)
        work.deliveries.save(replace(held, state=DONE, platform_ref="#1", done_at=seconds(1)))
        assert [each.id for each in claim(work, connection)] == [a2.id]


def test_a_parked_one_holds_up_its_own_lane_and_no_other(shop: Shop) -> None:
    connection = connect(shop)
    with shop.store.write() as work:
        a, a2, b = queue(work, connection, "a", "a", "b")
        work.deliveries.save(replace(a, state=PARKED, error={"title": "Refused", "code": "x"}))
        assert [each.id for each in claim(work, connection)] == [b.id]
        assert work.deliveries.get(a.id).error == {"title": "Refused", "code": "x"}
        assert work.outbox.waiting() == 3
        work.deliveries.save(replace(a, state=DROPPED))
        assert [each.id for each in claim(work, connection)] == [a2.id]
        assert work.outbox.waiting() == 2


def test_a_lane_waits_for_its_first_and_its_time(shop: Shop) -> None:
    connection, other = connect(shop), connect(shop)
    with shop.store.write() as work:
        (a, _), (b,) = queue(work, connection, "a", "a"), queue(work, other, "a")
        work.deliveries.save(replace(a, not_before_at=seconds(30), attempts=3, asked=True))
        assert claim(work, connection) == []
        assert work.deliveries.next_due(connection.id) == seconds(30)
        assert [each.id for each in claim(work, other)] == [b.id]
        (found,) = claim(work, connection, seconds(30))
        assert (found.id, found.attempts, found.asked) == (a.id, 3, True)
        assert work.deliveries.next_due(connection.id) == seconds(30) + LEASE
        assert work.deliveries.next_due(new_id()) is None


def test_what_a_lost_lease_left_is_taken_over(shop: Shop) -> None:
    connection = connect(shop)
    with shop.store.write() as work:
        a, _ = queue(work, connection, "a", "b")
        assert [each.id for each in claim(work, connection, limit=1)] == [a.id]
        work.deliveries.save(replace(work.deliveries.get(a.id), asked=True))
        almost = MORNING + LEASE - timedelta(microseconds=1)
        assert a.id not in [each.id for each in claim(work, connection, almost, "two", 1)]
        (found,) = [each for each in claim(work, connection, MORNING + LEASE, "three") if each.id == a.id]
        assert (found.claimed_by, found.asked) == ("three", True)


def test_a_lease_of_a_clock_that_was_set_back_holds_nobody_up(shop: Shop) -> None:
    connection = connect(shop)
    with shop.store.write() as work:
        (a,) = queue(work, connection, "a")
        claim(work, connection, MORNING + timedelta(days=400), "before")
        assert claim(work, connection, MORNING, "before") == []
        assert [each.id for each in claim(work, connection, MORNING, "after")] == [a.id]


def test_no_delivery_is_made_twice_for_an_event(shop: Shop) -> None:
    connection = connect(shop)
    event = new_id()
    with shop.store.write() as work:
        work.outbox.add(event, "a", "order.paid", event, {}, MORNING)
        one = Delivery(new_id(), 0, connection.id, "a", "order.paid", event, {}, WAITING, MORNING)
        work.deliveries.insert([one], [event])
        work.deliveries.insert([replace(one, id=new_id())], [event])
        assert [each.id for each in work.deliveries.of_subject(event)] == [one.id]


def test_what_waits_was_done_and_is_parked_is_counted_and_listed(shop: Shop) -> None:
    connection, other = connect(shop), connect(shop)
    with shop.store.write() as work:
        a, b, c, d, e = queue(work, connection, "a", "b", "c", "d", "e")
        (f,) = queue(work, other, "f", at=seconds(5))
        for place, each in enumerate((b, a)):
            work.deliveries.save(replace(each, state=DONE, done_at=seconds(10 + place)))
        work.deliveries.save(replace(c, state=PARKED))
        work.deliveries.save(replace(e, state=DROPPED, done_at=seconds(12)))
        counts = work.deliveries.counts(connection.id)
        assert counts == {WAITING: 1, PARKED: 1}
        assert work.deliveries.done_since(connection.id, seconds(10)) == 2
        assert work.deliveries.done_since(connection.id, seconds(11)) == 1
        assert work.deliveries.last_done(connection.id) == seconds(11)
        assert work.deliveries.last_done(other.id) is None
        assert work.deliveries.queue(connection.id) == QueueLength(1, 1, MORNING)
        assert work.deliveries.queue(new_id()) == QueueLength(0, 0, None)

        def listed(connection_id: UUID | None, *states: DeliveryState, limit: int = 9) -> list[UUID]:
            return [each.id for each in work.deliveries.listed(connection_id, states, limit)]

        assert listed(connection.id, DONE) == [a.id, b.id]
        assert listed(connection.id, DONE, limit=1) == [a.id]
        assert listed(None, WAITING) == [d.id, f.id]
        assert listed(connection.id, WAITING, CLAIMED, PARKED) == [d.id, c.id]
        assert work.outbox.waiting() == 3  # two wait, one is parked


def test_everything_that_waits_for_its_next_attempt_is_woken(shop: Shop) -> None:
    connection, other = connect(shop), connect(shop)
    with shop.store.write() as work:
        a, b = queue(work, connection, "a", "b")
        (c,) = queue(work, other, "c")
        for each in (a, b, c):
            work.deliveries.save(replace(each, not_before_at=seconds(900)))
        assert work.deliveries.wake(connection.id, seconds(1)) == 2
        assert len(claim(work, connection, seconds(1))) == 2 and claim(work, other, seconds(1)) == []


def test_what_may_have_been_asked_for_settles_before_it_is_looked_up(shop: Shop) -> None:
    connection = connect(shop)
    with shop.store.write() as work:
        soon, far, never = queue(work, connection, "soon", "far", "never")
        work.deliveries.save(replace(soon, asked=True, not_before_at=seconds(2)))
        work.deliveries.save(replace(far, asked=True, not_before_at=seconds(900)))
        work.deliveries.save(replace(never, not_before_at=seconds(900)))

        assert work.deliveries.wake(connection.id, seconds(1)) == 2

        due = {each: work.deliveries.get(each).not_before_at for each in (soon.id, far.id, never.id)}
        assert due == {
            soon.id: seconds(2),
            far.id: seconds(1 + SETTLE_SECONDS),
            never.id: seconds(1),
        }


def test_a_delivery_keeps_its_history_and_what_a_person_mended(shop: Shop) -> None:
    connection = connect(shop)
    with shop.store.write() as work:
        (a,) = queue(work, connection, "a")
        work.deliveries.note(a.id, "refused", "Unknown product", seconds(1))
        work.deliveries.note(a.id, "mended", "", seconds(2))
        work.deliveries.save(replace(a, fixes={"line": "custom"}))
        assert [(each.kind, each.words) for each in work.deliveries.history(a.id)] == [
            ("refused", "Unknown product"),
            ("mended", ""),
        ]
        assert work.deliveries.get(a.id).fixes == {"line": "custom"}
        for attempt in (
            lambda: work.deliveries.get(new_id()),
            lambda: work.deliveries.save(replace(a, id=new_id())),
        ):
            with pytest.raises(LookupError):
                attempt()


_PATHS = {
    "due": (statements.DUE, "INDEX ix_delivery_due", "COVERING INDEX ix_delivery_live"),
    "next": (statements.NEXT_DUE, "INDEX ix_delivery_due", "COVERING INDEX ix_delivery_live"),
    "lost": (statements.LOST, "ix_delivery_due", ""),
    "counts": (statements.COUNTS, "COVERING INDEX ix_delivery_due", ""),
    "oldest": (statements.OLDEST, "COVERING INDEX ix_delivery_due", ""),
    "newest": (statements.NEWEST, "COVERING INDEX ix_delivery_due", ""),
    "newest done": (statements.NEWEST_DONE, "ix_delivery_done", ""),
    "ended since": (statements.ENDED_SINCE, "COVERING INDEX ix_delivery_done", ""),
    "dropped since": (statements.DROPPED_SINCE, "ix_delivery_due", ""),
    "last done": (statements.LAST_DONE, "ix_delivery_done", ""),
}


@pytest.mark.parametrize("path", _PATHS)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_question_walks_the_deliveries(shop: Shop, path: str) -> None:
    statement, *indexes = _PATHS[path]
    plan = _plan(shop, statement)
    assert not [step for step in plan if step.startswith("SCAN")], plan
    for index in indexes:
        assert any(index in step for step in plan), plan


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_first_of_a_backlog_is_found_without_sorting_it(shop: Shop) -> None:
    for statement in (events.UNROUTED, events.TO_ROUTE):
        assert _plan(shop, statement) == ["SCAN outbox USING INDEX ix_outbox_waiting"]
    assert _plan(shop, events.UNROUTED_COUNT) == ["SCAN outbox USING COVERING INDEX ix_outbox_waiting"]


def _plan(shop: Shop, statement: Statement) -> list[str]:
    with shop.database.read() as connection:
        sql = statement.sql(connection.dialect)
        nulls = (None,) * sql.count("?")
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", nulls)]


# -- links -----------------------------------------------------------------------------------------------


def test_a_link_is_found_from_both_sides(shop: Shop) -> None:
    connection, other = connect(shop), connect(shop)
    order, order2 = new_id(), new_id()
    with shop.store.write() as work:
        one = Link(connection.id, LinkKind.ORDER, order, "gid://1", {"lines": {"a": "b"}})
        work.links.put([one, replace(one, local_id=order2, ref="gid://2")])
        assert work.links.ref(connection.id, LinkKind.ORDER, order) == one
        assert work.links.local(connection.id, LinkKind.ORDER, "gid://1") == one
        assert work.links.ref(other.id, LinkKind.ORDER, order) is None
        assert work.links.local(connection.id, LinkKind.REFUND, "gid://1") is None
        assert set(work.links.refs(connection.id, LinkKind.ORDER, [order, order2, new_id()])) == {
            order,
            order2,
        }
        assert set(work.links.locals(connection.id, LinkKind.ORDER, ["gid://2", "gid://3"])) == {"gid://2"}
        assert len(work.links.all(connection.id, LinkKind.ORDER)) == 2
        work.links.remove(connection.id, LinkKind.ORDER, order)
        assert work.links.local(connection.id, LinkKind.ORDER, "gid://1") is None


def test_a_thing_of_the_platform_is_one_thing_of_ours(shop: Shop) -> None:
    connection, old, new = connect(shop), new_id(), new_id()
    with shop.store.write() as work:
        work.links.put([Link(connection.id, LinkKind.VARIANT, old, "v1", {"item_ref": "i1"})])
        work.links.put([Link(connection.id, LinkKind.VARIANT, new, "v1", {"item_ref": "i1"})])
        work.links.put([Link(connection.id, LinkKind.VARIANT, new, "v2", {"item_ref": "i2"})])
        assert work.links.ref(connection.id, LinkKind.VARIANT, old) is None
        assert [link.ref for link in work.links.all(connection.id, LinkKind.VARIANT)] == ["v2"]
        found = work.links.locals(connection.id, LinkKind.VARIANT, ["v1", "v2"])
        assert {ref: link.local_id for ref, link in found.items()} == {"v2": new}
        work.links.remove(connection.id, LinkKind.VARIANT, new)
        assert work.links.locals(connection.id, LinkKind.VARIANT, ["v2"]) == {}


def test_a_variant_is_linked_by_the_row_that_moves_name(shop: Shop) -> None:
    connection, bread, milk = connect(shop), shop.product("Bread"), shop.product("Milk")
    with shop.store.write() as work:
        variant_id = work.catalogue.sellable(bread).variant_id
        work.links.put([Link(connection.id, LinkKind.VARIANT, variant_id, "v1", {"item_ref": "i1"})])
        found = work.links.by_row(connection.id, [bread, milk, bread])
        assert {row: (link.ref, link.extra) for row, link in found.items()} == {
            bread: ("v1", {"item_ref": "i1"})
        }


# -- levels ----------------------------------------------------------------------------------------------


def test_moves_wait_until_they_are_acknowledged(shop: Shop) -> None:
    connection, bread, milk = connect(shop), shop.product("Bread"), shop.product("Milk")
    with shop.store.write() as work:
        a, b = queue(work, connection, "a", "b")
        work.levels.wait(a.id, connection.id, shop.location, [(bread, -2000), (milk, -1000)])
        work.levels.wait(b.id, connection.id, shop.location, [(bread, 500)])
        assert work.levels.waiting(connection.id, bread, shop.location) == -1500
        assert work.levels.waiting(new_id(), bread, shop.location) == 0
        assert work.levels.waiting_at(connection.id, shop.location, [milk, bread]) == {
            bread: -1500,
            milk: -1000,
        }
        assert work.levels.waiting_at(new_id(), shop.location, [bread]) == {}
        assert work.levels.waiting_of(a.id) == [(bread, shop.location, -2000), (milk, shop.location, -1000)]
        work.levels.acknowledged(a.id)
        assert work.levels.waiting_of(a.id) == []
        assert work.levels.waiting(connection.id, bread, shop.location) == 500


def test_the_last_level_that_was_told_is_kept_of_many_at_once(shop: Shop) -> None:
    connection, bread, milk = connect(shop), shop.product("Bread"), shop.product("Milk")
    with shop.store.write() as work:
        level = LevelRow(connection.id, bread, shop.location, 9000, seconds(5))
        other = replace(level, variant_row=milk, level_milli=1000)
        assert work.levels.told(connection.id, bread, shop.location) is None
        work.levels.keep([level, other])
        assert work.levels.told(connection.id, bread, shop.location) == level
        assert work.levels.told_at(connection.id, shop.location, [bread, milk, 999]) == {
            bread: level,
            milk: other,
        }
        assert work.levels.told_at(new_id(), shop.location, [bread]) == {}
        newer = replace(level, level_milli=7000, told_at=seconds(6))
        work.levels.keep([newer])
        work.levels.forget(connection.id, milk, shop.location)
        assert work.levels.told_at(connection.id, shop.location, [bread, milk]) == {bread: newer}


def test_pieces_are_counted_and_weighed_goods_are_not(shop: Shop) -> None:
    bread, apples = shop.product("Bread"), shop.product("Apples", weighed=True)
    delivery = shop.product("Delivery", track_stock=False)
    with shop.store.read() as work:
        assert work.stock.in_pieces([bread, apples, delivery, 99_999]) == {bread}


# -- messages, customers, orders, figures ------------------------------------------------------------------


def test_a_message_is_taken_once_and_kept_whole(shop: Shop) -> None:
    connection, other = connect(shop), connect(shop)
    item = InboxItem(new_id(), connection.id, "d-1", "orders/create", "webhook", b"\x00{}", MORNING)
    with shop.store.write() as work:
        assert work.inbox.add(item)
        assert not work.inbox.add(replace(item, id=new_id(), body=b"other"))
        assert work.inbox.add(replace(item, id=new_id(), connection_id=other.id))
        (first, _) = work.inbox.due(MORNING, 9)
        assert first == replace(item, not_before_at=MORNING)
        later = replace(first, attempts=1, not_before_at=seconds(60), last_error="busy")
        work.inbox.save(later)
        assert work.inbox.get(item.id) == later
        assert len(work.inbox.due(seconds(59), 9)) == 1 and len(work.inbox.due(seconds(60), 9)) == 2
        assert work.inbox.next_due() == MORNING and work.inbox.oldest_waiting() == MORNING
        done = replace(later, state=InboxState.QUARANTINED, field_name="line_items", processed_at=seconds(61))
        work.inbox.save(done)
        assert work.inbox.listed(connection.id, (InboxState.QUARANTINED,), 9) == [done]
        assert work.inbox.listed(other.id, (InboxState.QUARANTINED, InboxState.DONE), 9) == []
        assert len(work.inbox.listed(None, tuple(InboxState), 9)) == 2
        with pytest.raises(LookupError):
            work.inbox.get(new_id())


def test_a_customer_is_kept(shop: Shop) -> None:
    customer = Customer(
        new_id(),
        "Ada",
        "Example",
        "ada@example.com",
        "+49 1",
        addresses=({"city": "Ulm"},),
        extra={"tags": "vip"},
    )
    with shop.store.write() as work:
        work.customers.save(customer, MORNING)
        assert work.customers.get(customer.id) == replace(customer, updated_at=MORNING)
        work.customers.save(replace(customer, first_name="Eve", updated_at=seconds(3)), seconds(4))
        found = work.customers.by_email("ada@example.com")
        assert found is not None and (found.first_name, found.updated_at) == ("Eve", seconds(3))
        assert work.customers.by_email("") is None and work.customers.by_email("x@example.com") is None
        with pytest.raises(LookupError):
            work.customers.get(new_id())


def test_an_online_order_is_kept_once(shop: Shop) -> None:
    connection = connect(shop)
    order = OnlineOrderRow(
        new_id(), connection.id, "gid://1", "#1001", "open", False, False, "EUR", 1200, 0, MORNING, MORNING,
        body={"note": "ring"},
    )  # fmt: skip
    with shop.store.write() as work:
        work.online_orders.save(order)
        work.online_orders.save(replace(order, id=new_id(), paid=True, updated_at=seconds(1)))
        assert work.online_orders.by_ref(connection.id, "gid://1") == replace(
            order, paid=True, updated_at=seconds(1)
        )
        work.online_orders.save(replace(order, id=new_id(), ref="gid://2", placed_at=seconds(1)))
        assert [each.ref for each in work.online_orders.newest(None, 9)] == ["gid://2", "gid://1"]
        assert [each.ref for each in work.online_orders.newest(connection.id, 1)] == ["gid://2"]
        assert work.online_orders.newest(new_id(), 9) == []


def test_figures_add_up_minute_by_minute(shop: Shop) -> None:
    with shop.store.write() as work:
        work.figures.add([Minute("shopify", MORNING, sent=2, failed=1, milliseconds=80, slowness={"100": 2})])
        work.figures.add(
            [
                Minute("shopify", MORNING, sent=1, trips=1, milliseconds=300, slowness={"100": 1, "500": 1}),
                Minute("stripe", MORNING, sent=5),
                Minute("shopify", seconds(60), time_outs=1),
            ]
        )
        first, second = work.figures.since(MORNING, "shopify")
        assert (first.sent, first.failed, first.trips, first.milliseconds) == (3, 1, 1, 380)
        assert first.slowness == {"100": 3, "500": 1} and second.time_outs == 1
        assert len(work.figures.since(MORNING)) == 3 and len(work.figures.since(seconds(1))) == 1
        work.figures.forget_before(seconds(60))
        assert len(work.figures.since(MORNING)) == 1
