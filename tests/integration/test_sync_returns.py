"""What comes back at the register, as the shop hears of it: refunds of its own orders, and orders of what was bought."""

from __future__ import annotations

from uuid import UUID

import pytest

from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.returns import Pick
from pos_desktop.application.sync_records import Connection, DeliveryState, LinkKind
from pos_desktop.application.sync_view import OrderSync
from tests.integration.sync_till import PLACE, SyncTill
from tests.pretend_shop import After, PretendShop, lost, unknown_line


@pytest.fixture
def shop(syncing: SyncTill) -> SyncTill:
    """A manager at the register, whom nothing needs to be approved for."""
    syncing.till.services.session.sign_out()
    syncing.till.sign_in("Manager")
    return syncing


def sell(shop: SyncTill, *names: str) -> OrderView:
    return shop.till.services.orders.get(shop.till.sell(*names).order.id)


def bring_back(shop: SyncTill, order: OrderView, *names: str, restock: bool = True) -> UUID:
    """Pieces by name, or everything; the return's id."""
    returns = shop.till.services.returns
    found = returns.of(order.id)
    chosen = {
        sold.line.id: Pick(sold.left_milli, restock)
        for sold in found.lines
        if not names or sold.line.name in names
    }
    return returns.carry_out(found, chosen, "Changed mind").sale.order.id


def exchange(shop: SyncTill, order: OrderView, back: str, *instead: str) -> None:
    returns = shop.till.services.returns
    found = returns.of(order.id)
    chosen = {sold.line.id: Pick(1000, True) for sold in found.lines if sold.line.name == back}
    returns.add_to_ticket(found, chosen, "Wrong size")
    for name in instead:
        shop.till.add(name)


def test_a_full_return_refunds_every_line_of_the_copy(shop: SyncTill) -> None:
    order = sell(shop, "Bread", "Milk")
    shop.run()
    bring_back(shop, order)

    assert shop.run() == ["done", "done"]

    ((push, _),) = shop.shop.refunds.values()
    assert push.order_ref == "gid://order/1001"
    assert push.amount_minor == 369
    assert [(line.line_ref, line.amount_minor) for line in push.lines] == [
        ("gid://order/1001/line/0", 250),
        ("gid://order/1001/line/1", 119),
    ]
    assert [(tender.gateway, tender.amount_minor) for tender in push.tenders] == [("cash", 369)]
    assert shop.shop.levels == {("gid://item/Bread", PLACE): 0, ("gid://item/Milk", PLACE): 0}
    assert len(shop.shop.orders) == 1


def test_a_partial_return_refunds_its_part(shop: SyncTill) -> None:
    order = sell(shop, "Bread", "Milk")
    shop.run()
    back = bring_back(shop, order, "Milk", restock=False)

    assert shop.run() == ["done"]  # the milk is spoilt: no goods move

    ((push, key),) = shop.shop.refunds.values()
    assert (push.amount_minor, push.lines[0].quantity_milli, push.lines[0].restock) == (119, 1000, False)
    assert push.refund_id == back
    assert key == str(shop.of_order(back).id)
    (state,) = shop.desk.order_states(back)
    assert (state.state, state.platform_ref) == (OrderSync.SYNCED, "gid://refund/1")


def test_two_partial_returns_are_two_refunds(shop: SyncTill) -> None:
    order = sell(shop, "Bread", "Milk")
    shop.run()
    bring_back(shop, order, "Milk")
    bring_back(shop, order, "Bread")

    shop.run()

    assert sorted(push.amount_minor for push, _ in shop.shop.refunds.values()) == [119, 250]


def test_a_refund_never_overtakes_its_sale(shop: SyncTill) -> None:
    order = sell(shop, "Bread")
    shop.shop.fail("create_order", unknown_line(order.lines[0].id))
    shop.run()
    bring_back(shop, order)
    assert shop.run() == []

    shop.desk.retry(shop.of_order(order.id).id)

    assert set(shop.run()) == {"done"}
    assert len(shop.shop.refunds) == 1


def test_a_return_of_a_sale_from_before_the_connection_tells_nothing_but_its_goods(syncing: SyncTill) -> None:
    till = syncing.till
    with till.store.write() as work:
        work.connections.remove(syncing.connection, till.clock.now())
    syncing.run()
    till.sign_in("Manager")
    order = sell(syncing, "Bread")
    syncing.run()
    later = syncing.connect("Shop two")
    syncing.connection, syncing.shop = later, syncing.shops.shops[later]

    back = bring_back(syncing, order)

    assert syncing.run() == ["done", "done"]
    assert not syncing.shop.refunds
    assert syncing.shop.levels == {("gid://item/Bread", PLACE): 1000}
    (state,) = [each for each in syncing.desk.order_states(back) if each.connection_id == later]
    assert "never had" in state.words


def test_a_lost_answer_to_a_refund_is_looked_up(shop: SyncTill) -> None:
    order = sell(shop, "Delivery")
    shop.run()
    bring_back(shop, order)
    shop.shop.fail("refund", After(lost()))
    assert shop.run() == ["again"]

    shop.till.later(seconds=10)

    assert shop.run() == ["done"]
    assert len(shop.shop.refunds) == 1
    assert shop.shop.calls.count("refund") == 1
    assert "find_refund" in shop.shop.calls


def test_an_exchange_that_the_customer_pays_for_is_a_refund_and_an_order(shop: SyncTill) -> None:
    order = sell(shop, "Bread")
    shop.run()
    exchange(shop, order, "Bread", "Coffee")
    sale = shop.till.services.checkout.pay_cash(549)

    assert set(shop.run()) == {"done"}

    ((refund, _),) = shop.shop.refunds.values()
    assert [(tender.gateway, tender.amount_minor) for tender in refund.tenders] == [("exchange", 250)]
    (ref,) = shop.shop.copies(sale.order.id)
    push = shop.shop.orders[ref]
    assert push.total_minor == 799
    assert [(tender.gateway, tender.amount_minor) for tender in push.tenders] == [
        ("cash", 549),
        ("exchange", 250),
    ]
    assert shop.shop.levels == {("gid://item/Bread", PLACE): 0, ("gid://item/Coffee", PLACE): -1000}


def test_an_exchange_that_owes_the_customer(shop: SyncTill) -> None:
    order = sell(shop, "Coffee")
    shop.run()
    exchange(shop, order, "Coffee", "Bread")
    done = shop.till.services.returns.finish_ticket()

    shop.run()

    ((refund, _),) = shop.shop.refunds.values()
    assert [(tender.gateway, tender.amount_minor) for tender in refund.tenders] == [
        ("cash", 549),
        ("exchange", 250),
    ]
    (ref,) = shop.shop.copies(done.sale.order.id)
    assert [(t.gateway, t.amount_minor) for t in shop.shop.orders[ref].tenders] == [("exchange", 250)]


def test_an_exchange_that_breaks_off_in_the_middle_does_each_part_once(shop: SyncTill) -> None:
    order = sell(shop, "Bread")
    shop.run()
    exchange(shop, order, "Bread", "Coffee")
    sale = shop.till.services.checkout.pay_cash(549)
    shop.shop.fail("create_order", After(lost()))
    assert shop.run() == ["again"]
    with shop.till.store.read() as work:
        assert work.links.ref(shop.connection, LinkKind.REFUND, sale.order.id) is not None

    shop.till.later(seconds=10)
    shop.run()

    assert len(shop.shop.refunds) == 1
    assert len(shop.shop.copies(sale.order.id)) == 1
    assert shop.shop.calls.count("refund") == 1


def test_a_ticket_that_takes_goods_back_from_two_sales_refunds_both(shop: SyncTill) -> None:
    first, second = sell(shop, "Bread"), sell(shop, "Milk")
    shop.run()
    exchange(shop, first, "Bread")
    exchange(shop, second, "Milk")
    shop.till.services.returns.finish_ticket()

    shop.run()

    refunds = [push for push, _ in shop.shop.refunds.values()]
    assert sorted((push.order_ref, push.amount_minor) for push in refunds) == [
        ("gid://order/1001", 250),
        ("gid://order/1002", 119),
    ]
    assert len({push.refund_id for push in refunds}) == 2
    assert len({key for _, key in shop.shop.refunds.values()}) == 2


def test_a_return_waits_for_a_second_sale_that_is_still_to_be_sent(shop: SyncTill) -> None:
    first, second = sell(shop, "Bread"), sell(shop, "Milk")

    shop.route()
    for delivery in shop.claim():
        if delivery.subject_id == second.id:
            shop.shop.fail("create_order", lost(60))
        shop.work.step(delivery)
    exchange(shop, first, "Bread")
    exchange(shop, second, "Milk")
    back = shop.till.services.returns.finish_ticket().sale.order.id
    shop.run()
    waiting = shop.of_order(back)
    assert (waiting.state, waiting.attempts) == (DeliveryState.WAITING, 0)
    assert not shop.shop.refunds

    shop.till.later(minutes=2)
    shop.run()
    shop.till.later(minutes=2)
    shop.run()

    assert len(shop.shop.refunds) == 2


def test_another_shop_hears_of_everything_in_its_own_lanes(shop: SyncTill) -> None:
    other = shop.connect("Shop two")
    order = sell(shop, "Bread")
    shop.run()
    bring_back(shop, order)
    shop.run()

    two: PretendShop = shop.shops.shops[other]
    assert len(two.orders) == len(two.refunds) == 1
    with shop.till.store.read() as work:
        connections: list[Connection] = work.connections.all()
    assert {each.id for each in connections} == {shop.connection, other}
