"""Deliveries that go well: what goes out, its good end, and what follows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from pos_desktop.application import wording
from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.trouble import NotOffered, PlatformRefused
from pos_desktop.application.sync_records import DeliveryState, LinkKind
from pos_desktop.application.sync_view import OrderSync
from pos_desktop.application.sync_words import topic_words
from tests.integration.sync_till import PLACE, SyncTill, sold
from tests.pretend_shop import lost, unknown_line

# -- what goes out ---------------------------------------------------------------------------------


def test_a_paid_order_reaches_the_shop_with_its_lines_tenders_and_totals(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Bread", "Milk")

    assert syncing.run() == ["done", "done"]

    (push,) = syncing.shop.orders.values()
    assert (push.order_id, push.total_minor, push.currency) == (order_id, 369, "EUR")
    assert [line.variant_ref for line in push.lines] == ["gid://variant/Bread", "gid://variant/Milk"]
    assert sum(line.total_minor for line in push.lines) == 369
    assert push.tax_minor == sum(tax.tax_minor for line in push.lines for tax in line.taxes)
    assert [(tender.gateway, tender.amount_minor) for tender in push.tenders] == [("cash", 369)]
    assert push.location_ref == PLACE
    assert push.seller == "Cashier 1"


def test_its_stock_moves_follow_in_the_same_lane(syncing: SyncTill) -> None:
    sold(syncing, "Bread", "Bread")

    syncing.run()

    assert syncing.shop.levels == {("gid://item/Bread", PLACE): -2000}
    assert syncing.shop.calls == ["create_order", "adjust_stock"]


def test_weighed_goods_and_those_without_stock_move_nothing_there(syncing: SyncTill) -> None:
    sold(syncing, "Delivery")

    assert syncing.run() == ["done"]
    assert not syncing.shop.levels


def test_names_of_tenders_and_taxes_come_from_the_mapping(syncing: SyncTill) -> None:
    syncing.change(mapping={"tenders": {"cash": "Cash at the till"}, "taxes": {"VAT": "USt"}})
    sold(syncing, "Bread")

    syncing.run()

    (push,) = syncing.shop.orders.values()
    assert push.tenders[0].gateway == "Cash at the till"
    assert {tax.name for line in push.lines for tax in line.taxes} == {"USt"}


def test_a_product_that_is_not_linked_goes_out_as_a_custom_line(syncing: SyncTill) -> None:
    with syncing.till.store.write() as work:
        variant = work.catalogue.sellable(syncing.till.rows["Bread"])
        work.links.remove(syncing.connection, LinkKind.VARIANT, variant.variant_id)
    sold(syncing, "Bread")

    syncing.run()

    (push,) = syncing.shop.orders.values()
    assert [(line.variant_ref, line.name) for line in push.lines] == [("", "Bread")]


# -- the good end ----------------------------------------------------------------------------------


def test_the_end_is_written_with_link_journal_history_and_state(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Bread")
    syncing.run()
    delivery = syncing.of_order(order_id)

    assert delivery.state is DeliveryState.DONE
    assert delivery.platform_ref == "gid://order/1001"
    assert syncing.history(delivery) == ["acknowledged"]
    with syncing.till.store.read() as work:
        link = work.links.ref(syncing.connection, LinkKind.ORDER, order_id)
    assert link is not None
    assert link.extra["name"] == "#1001"
    ((_, body),) = syncing.till.journal("order_synced")
    assert (body["ref"], body["name"], body["shop"]) == ("gid://order/1001", "#1001", "Shop one")
    (state,) = syncing.desk.order_states(order_id)
    assert (state.state, state.platform_name) == (OrderSync.SYNCED, "#1001")


def test_an_order_that_is_linked_is_never_sent_again(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Delivery")
    delivery = syncing.one()
    syncing.work.step(delivery)
    with syncing.till.store.write() as work:
        work.deliveries.save(delivery)  # as if its end had been written by nobody

    again = syncing.work.step(delivery)

    assert again.end.value == "done"
    assert len(syncing.shop.copies(order_id)) == 1
    assert syncing.shop.calls == ["create_order"]


def test_other_totals_of_the_shop_are_noted_with_both_figures(syncing: SyncTill) -> None:
    syncing.shop.other_total = 7
    sold(syncing, "Delivery")

    delivery = syncing.one()
    outcome = syncing.work.step(delivery)

    assert outcome.end.value == "done"
    assert outcome.notify
    stored = syncing.stored(delivery)
    assert stored.state is DeliveryState.DONE
    assert stored.error["differs"] == {"total": [500, 507]}
    ((_, body),) = syncing.till.journal("order_synced")
    assert body["differs"] == {"total": [500, 507]}
    assert "differs" in syncing.history(delivery)


def test_figures_that_differ_are_told_as_money(syncing: SyncTill) -> None:
    syncing.shop.other_total = 7
    sold(syncing, "Delivery")
    delivery = syncing.one()
    outcome = syncing.work.step(delivery)
    view = syncing.desk.delivery(delivery.id)
    assert view.meaning == outcome.words == "Total: 5,00 € here, 5,07 € there".replace(" €", "\u00a0€")
    with syncing.till.store.write() as work:
        stored = work.deliveries.get(delivery.id)
        old = {"title": "Another sum", "meaning": "total 500 / 507", "code": "other"}
        work.deliveries.save(replace(stored, error=old))
    assert syncing.desk.delivery(delivery.id).meaning == "total 500 / 507"


def test_why_it_is_parked_is_read_in_the_language_of_then(syncing: SyncTill) -> None:
    wording.use(wording.Wording("xx", {"The shop {name} says no": "Der Laden {name} will nicht"}))
    try:
        sold(syncing, "Delivery")
        delivery = syncing.one()
        create = syncing.shop.create_order

        def refuse(_order: object) -> object:
            raise PlatformRefused(wording.tr("The shop {name} says no", name="One"), "own words")

        syncing.shop.create_order = refuse  # type: ignore[method-assign, assignment]
        assert syncing.work.step(delivery).end.value == "parked"
        assert syncing.desk.delivery(delivery.id).title == "Der Laden One will nicht"
        wording.use(wording.Wording())
        view = syncing.desk.delivery(delivery.id)
        assert (view.title, view.meaning) == ("The shop One says no", "own words")
        assert any("The shop One says no" in step.words for step in view.history)
        syncing.shop.create_order = create  # type: ignore[method-assign]
    finally:
        wording.use(wording.Wording())


def test_that_it_was_asked_for_is_committed_before_the_call(syncing: SyncTill) -> None:
    sold(syncing, "Delivery")
    seen = []

    def look(call: str) -> None:
        with syncing.till.store.read() as work:
            (row,) = work.deliveries.listed(None, (DeliveryState.CLAIMED,), 10)
        seen.append((call, row.asked))

    syncing.shop.before = look
    syncing.work.step(syncing.one())

    assert seen == [("create_order", True)]


# -- voids, returns, exchanges ---------------------------------------------------------------------


def test_a_void_cancels_the_copy_and_puts_the_goods_back(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Bread")
    syncing.run()
    syncing.till.sign_in("Manager")

    syncing.till.services.orders.void(order_id, "wrong customer")

    assert syncing.run() == ["done", "done"]
    assert syncing.shop.cancelled == {"gid://order/1001"}
    assert syncing.shop.levels == {("gid://item/Bread", PLACE): 0}


def test_a_void_of_a_sale_that_was_never_sent_tells_nothing(syncing: SyncTill) -> None:
    order = syncing.till.sell("Bread").order
    syncing.shop.fail("create_order", unknown_line(order.lines[0].id))
    syncing.run()
    syncing.till.sign_in("Manager")
    syncing.desk.drop(syncing.of_order(order.id).id, "test")
    syncing.till.services.orders.void(order.id, "wrong customer")

    assert set(syncing.run()) == {"done"}

    assert not syncing.shop.cancelled
    assert not syncing.shop.orders


def tell_shipped(syncing: SyncTill, order_id: UUID) -> None:
    with syncing.till.store.write() as work:
        body = {"number": "1"}
        work.outbox.add(
            new_id(), f"order:{order_id}", "order.shipped", order_id, body, syncing.till.clock.now()
        )


def test_goods_that_left_are_told_after_their_order(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Bread")
    tell_shipped(syncing, order_id)
    syncing.shop.fail("fulfil", lost())
    syncing.run()
    assert syncing.shop.shipped == []
    syncing.till.clock.moment += timedelta(seconds=60)
    syncing.run()
    (ref,) = syncing.shop.orders
    assert syncing.shop.shipped == [ref]
    done = syncing.of_order(order_id, "order.shipped")
    assert (done.state, done.platform_ref) == (DeliveryState.DONE, f"{ref}/fulfilment")
    assert topic_words(done) == "Shipment"


def test_where_goods_are_not_shipped_nobody_is_asked_to_mend_it(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Bread")
    tell_shipped(syncing, order_id)
    syncing.shop.fail("fulfil", NotOffered("It ships nothing"))
    syncing.run()
    assert syncing.of_order(order_id, "order.shipped").state is DeliveryState.DONE


def test_what_the_shop_does_not_offer_is_parked_and_stock_is_let_go(syncing: SyncTill) -> None:
    sold(syncing, "Bread")
    syncing.run()
    syncing.shop.fail_always(NotOffered("This shop keeps no stock"), "adjust_stock")
    syncing.shop.fail_always(NotOffered("This shop takes no voids"), "cancel_order")
    order_id = sold(syncing, "Milk")
    syncing.run()
    syncing.till.sign_in("Manager")
    syncing.till.services.orders.void(order_id, "test")

    ends = syncing.run()

    assert ends == ["parked"]
    assert syncing.of_order(order_id, "order.cancelled").error["title"] == "This shop takes no voids"
    assert syncing.of_order(order_id, "stock.moved").state is DeliveryState.DONE
