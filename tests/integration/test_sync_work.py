"""Steps of deliveries: what goes out, what comes of it, and what every kind of trouble leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from pos_desktop.application import wording
from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.trouble import MendKind, NotOffered, PlatformRefused
from pos_desktop.application.sync_records import DeliveryState, LinkKind
from pos_desktop.application.sync_view import OrderSync
from pos_desktop.application.sync_words import topic_words
from tests.integration.sync_till import PLACE, SyncTill
from tests.pretend_shop import (
    After,
    away,
    changed_shape,
    lost,
    offline,
    unknown_line,
    wrong_key,
)


def sold(sync: SyncTill, *names: str) -> UUID:
    return sync.till.sell(*names).order.id


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


# -- trouble ---------------------------------------------------------------------------------------


def test_a_lost_answer_is_looked_up_and_the_order_is_there_once(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Delivery")
    syncing.shop.fail("create_order", After(lost()))
    delivery = syncing.one()

    assert syncing.work.step(delivery).end.value == "again"
    waiting = syncing.stored(delivery)
    assert (waiting.state, waiting.asked, waiting.attempts) == (DeliveryState.WAITING, True, 1)
    assert waiting.not_before_at == syncing.till.clock.now() + timedelta(seconds=3)  # time for it to settle

    syncing.till.later(seconds=3)
    assert syncing.run() == ["done"]
    assert len(syncing.shop.copies(order_id)) == 1
    assert syncing.shop.calls == ["create_order", "find_order"]
    assert syncing.history(delivery) == ["unsure", "found", "acknowledged"]


def test_a_call_that_was_lost_on_its_way_is_made_again_after_looking(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Delivery")
    syncing.shop.fail("create_order", lost())
    syncing.work.step(syncing.one())

    syncing.till.later(seconds=3)

    assert syncing.run() == ["done"]
    assert len(syncing.shop.copies(order_id)) == 1
    assert syncing.shop.calls == ["create_order", "find_order", "create_order"]


def test_attempts_wait_longer_each_time_for_ever(syncing: SyncTill) -> None:
    sold(syncing, "Delivery")
    syncing.shop.fail_always(lost(), "create_order")
    waits = []
    delivery = syncing.one()
    for _ in range(12):
        syncing.work.step(delivery)
        stored = syncing.stored(delivery)
        assert stored.not_before_at is not None
        waits.append((stored.not_before_at - syncing.till.clock.now()).total_seconds())
        syncing.till.clock.moment = stored.not_before_at
        (delivery,) = syncing.claim()

    assert waits == [3, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


@pytest.mark.parametrize("trouble", [away(30), away(), offline()])
def test_a_shop_that_is_away_costs_no_attempt(syncing: SyncTill, trouble: Exception) -> None:
    sold(syncing, "Delivery")
    syncing.shop.fail("create_order", trouble)
    delivery = syncing.one()

    outcome = syncing.work.step(delivery)

    stored = syncing.stored(delivery)
    assert outcome.end.value == ("offline" if trouble.offline else "away")  # type: ignore[attr-defined]
    assert (stored.state, stored.attempts, stored.asked) == (DeliveryState.WAITING, 0, False)
    assert stored.not_before_at == syncing.till.clock.now() + timedelta(seconds=outcome.seconds or 0)


def test_what_the_shop_says_wins_over_our_own_pause(syncing: SyncTill) -> None:
    sold(syncing, "Delivery")
    syncing.shop.fail("create_order", lost(77))
    delivery = syncing.one()

    syncing.work.step(delivery)

    assert syncing.stored(delivery).not_before_at == syncing.till.clock.now() + timedelta(seconds=77)


def test_a_short_wait_is_left_to_whoever_has_it_in_hand(syncing: SyncTill) -> None:
    sold(syncing, "Delivery")
    syncing.shop.fail("create_order", away(2))
    delivery = syncing.one()

    outcome = syncing.work.step(delivery, patience=5)

    assert (outcome.end.value, outcome.seconds) == ("briefly", 2)
    assert syncing.stored(delivery).state is DeliveryState.CLAIMED
    assert syncing.work.step(delivery, patience=3).end.value == "done"
    assert syncing.shop.calls == ["create_order", "create_order"]


def test_a_wrong_key_stops_the_connection_and_keeps_everything(syncing: SyncTill) -> None:
    sold(syncing, "Delivery")
    syncing.shop.fail("create_order", wrong_key())
    delivery = syncing.one()

    outcome = syncing.work.step(delivery)

    assert (outcome.end.value, outcome.notify) == ("setting", True)
    connection = syncing.now_connection()
    assert connection.sign_in
    assert "key" in connection.trouble
    assert syncing.stored(delivery).state is DeliveryState.WAITING
    assert syncing.stored(delivery).attempts == 0
    ((_, body),) = syncing.till.journal("connection_stopped")
    assert body["shop"] == "Shop one"


def test_a_refusal_parks_the_order_with_what_can_be_mended(syncing: SyncTill) -> None:
    order = syncing.till.sell("Bread").order
    line = order.lines[0]
    syncing.shop.fail("create_order", unknown_line(line.id))
    delivery = syncing.one_of_order(order.id)

    assert syncing.work.step(delivery).end.value == "parked"

    stored = syncing.stored(delivery)
    assert (stored.state, stored.asked) == (DeliveryState.PARKED, True), "looked up before it is tried again"
    view = syncing.desk.delivery(delivery.id)
    assert view.mend is MendKind.UNKNOWN_VARIANT
    assert view.line is not None
    assert (view.line.name, view.line.sku) == ("Bread", "BRD-1")
    assert view.can_link
    assert view.tenders == "Paid: Cash"
    (state,) = syncing.desk.order_states(order.id)
    assert state.state is OrderSync.FAILED


@pytest.mark.parametrize("answer", [wrong_key(), unknown_line(new_id())])
def test_a_refusal_that_answered_somebody_else_makes_no_second_order(
    syncing: SyncTill, answer: Exception
) -> None:
    order_id = sold(syncing, "Bread")
    syncing.shop.fail("create_order", After(answer))
    syncing.run()
    syncing.till.sign_in("Manager")
    syncing.desk.send_now()
    syncing.desk.retry_all()
    syncing.run()
    assert len(syncing.shop.copies(order_id)) == 1
    assert syncing.of_order(order_id).state is DeliveryState.DONE


def test_a_parked_lane_holds_up_itself_alone(syncing: SyncTill) -> None:
    first = syncing.till.sell("Bread").order
    syncing.shop.fail("create_order", unknown_line(first.lines[0].id))
    assert syncing.run() == ["parked"]
    second = syncing.till.sell("Milk").order

    assert syncing.run() == ["done", "done"]

    assert not syncing.shop.copies(first.id)
    assert len(syncing.shop.copies(second.id)) == 1
    assert syncing.shop.levels == {("gid://item/Milk", PLACE): -1000}  # the bread waits behind its order


def test_after_a_changed_shape_the_order_is_looked_up_before_it_is_sent_again(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Delivery")
    syncing.shop.fail("create_order", After(changed_shape()))
    delivery = syncing.one()
    syncing.work.step(delivery)

    syncing.desk.retry(delivery.id)

    assert syncing.run() == ["done"]
    assert len(syncing.shop.copies(order_id)) == 1


def test_a_fault_of_ours_puts_it_off_and_looks_first(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Delivery")
    syncing.shop.fail("create_order", After(ZeroDivisionError()))
    delivery = syncing.one()
    with pytest.raises(ZeroDivisionError):
        syncing.work.step(delivery)

    syncing.work.put_off(delivery)

    assert syncing.run() == []
    syncing.till.later(seconds=60)
    assert syncing.run() == ["done"]
    assert len(syncing.shop.copies(order_id)) == 1


# -- leases ----------------------------------------------------------------------------------------


def test_two_workers_never_have_the_same_lane(syncing: SyncTill) -> None:
    sold(syncing, "Bread")
    syncing.route()
    other = syncing.worker("other register")

    first, second = syncing.claim(), syncing.claim(work=other)

    assert (len(first), len(second)) == (1, 0)  # the stock moves wait behind their order
    assert other.step(first[0]).end.value == "gone"
    assert not syncing.shop.calls


def test_a_lease_that_was_lost_is_taken_over_and_looked_up(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Delivery")
    syncing.shop.fail("create_order", After(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        syncing.work.step(syncing.one())  # and is never heard of again
    other = syncing.worker("other register")
    assert not syncing.claim(work=other)

    syncing.till.later(minutes=2, seconds=1)
    (delivery,) = syncing.claim(work=other)

    assert delivery.asked
    assert other.step(delivery).end.value == "done"
    assert len(syncing.shop.copies(order_id)) == 1


def test_a_late_good_answer_counts_although_the_lease_is_another_ones(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Delivery")
    other = syncing.worker("other register")
    taken = []

    def meanwhile(call: str) -> None:
        if call == "create_order" and not taken:
            syncing.till.later(minutes=3)
            taken.extend(syncing.claim(work=other))

    syncing.shop.before = meanwhile
    assert syncing.work.step(syncing.one()).end.value == "done"

    assert other.step(taken[0]).end.value == "gone"
    assert len(syncing.shop.copies(order_id)) == 1


def test_a_late_bad_answer_does_not(syncing: SyncTill) -> None:
    sold(syncing, "Delivery")
    other = syncing.worker("other register")
    taken = []

    def meanwhile(call: str) -> None:
        if call == "create_order" and not taken:
            syncing.till.later(minutes=3)
            taken.extend(syncing.claim(work=other))

    syncing.shop.before = meanwhile
    syncing.shop.fail("create_order", lost())
    delivery = syncing.one()
    syncing.work.step(delivery)

    assert syncing.stored(delivery).claimed_by == "other register"


def test_after_a_kill_between_asking_and_hearing_it_is_there_once(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Delivery")
    syncing.shop.fail("create_order", After(KeyboardInterrupt()))  # type: ignore[arg-type]  # the plug
    with pytest.raises(KeyboardInterrupt):
        syncing.work.step(syncing.one())

    again = syncing.worker("register")  # the next start of the same register
    assert again.take_back() == 1
    again.wake()
    assert syncing.claim(work=again) == [], "the shop may still be at it"
    syncing.till.later(seconds=4)

    assert syncing.run() == ["done"]
    assert len(syncing.shop.copies(order_id)) == 1
    assert syncing.shop.calls == ["create_order", "find_order"]


def test_a_clock_that_was_set_back_holds_up_nothing_for_long(syncing: SyncTill) -> None:
    sold(syncing, "Delivery")
    syncing.till.later(hours=5)
    other = syncing.worker("other register")
    (delivery,) = [syncing.one()]
    syncing.till.later(hours=-5)

    (taken,) = syncing.claim(work=other)  # a lease that ends in five hours is none

    assert taken.id == delivery.id


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


# -- by a person -----------------------------------------------------------------------------------


def parked_bread(syncing: SyncTill) -> tuple[UUID, UUID, UUID]:
    order = syncing.till.sell("Bread").order
    syncing.shop.fail("create_order", unknown_line(order.lines[0].id))
    syncing.run()
    syncing.till.sign_in("Manager")
    syncing.till.later(seconds=1)
    return order.id, syncing.of_order(order.id).id, order.lines[0].id


def test_a_refused_line_is_linked_to_another_product(syncing: SyncTill) -> None:
    order_id, delivery_id, line_id = parked_bread(syncing)

    syncing.desk.link_line(delivery_id, line_id, syncing.till.rows["Coffee"])

    assert syncing.run() == ["done", "done"]
    (ref,) = syncing.shop.copies(order_id)
    assert syncing.shop.orders[ref].lines[0].variant_ref == "gid://variant/Coffee"
    assert syncing.till.journal("delivery_mended")


def test_a_refused_line_is_sent_by_its_name(syncing: SyncTill) -> None:
    order_id, delivery_id, line_id = parked_bread(syncing)

    syncing.desk.send_as_custom(delivery_id, line_id)

    syncing.run()
    (ref,) = syncing.shop.copies(order_id)
    assert syncing.shop.orders[ref].lines[0].variant_ref == ""
    assert [step.kind for step in syncing.desk.delivery(delivery_id).history] == [
        "refused",
        "parked",
        "mended",
        "acknowledged",
    ]


def test_products_like_the_refused_line_are_offered(syncing: SyncTill) -> None:
    _, delivery_id, _ = parked_bread(syncing)

    names = [each.name for each in syncing.desk.find(delivery_id, "Coff")]

    assert names == ["Coffee"]
    assert all(each.name != "Bread" for each in syncing.desk.suggestions(delivery_id))


def renamed(syncing: SyncTill, **names: str) -> None:
    with syncing.till.store.write() as work:
        for known, name in names.items():
            variant = work.catalogue.sellable(syncing.till.rows[known])
            record = work.catalogue_edits.variant(variant.variant_id)
            work.catalogue_edits.save_variant(replace(record, name=name))


def test_only_what_is_really_like_the_refused_line_is_suggested(syncing: SyncTill) -> None:
    renamed(syncing, Bread="Extra Large Eggs", Coffee="Extra Virgin Olive Oil", Milk="Large Black Olives")
    _, delivery_id, _ = parked_bread(syncing)

    assert syncing.desk.suggestions(delivery_id) == []

    renamed(syncing, Milk="Large Eggs")
    assert [each.name for each in syncing.desk.suggestions(delivery_id)] == ["Large Eggs"]


def test_the_same_item_number_is_suggested_whatever_its_name(syncing: SyncTill) -> None:
    with syncing.till.store.write() as work:
        variant = work.catalogue.sellable(syncing.till.rows["Coffee"])
        record = work.catalogue_edits.variant(variant.variant_id)
        work.catalogue_edits.save_variant(replace(record, sku="brd-1"))
    _, delivery_id, _ = parked_bread(syncing)

    assert [each.name for each in syncing.desk.suggestions(delivery_id)] == ["Coffee"]


def test_what_is_dropped_is_never_sent_and_journalled(syncing: SyncTill) -> None:
    order_id, delivery_id, _ = parked_bread(syncing)

    syncing.desk.drop(delivery_id, "the customer pays online")

    assert syncing.run() == ["done"]  # its goods are told all the same
    assert not syncing.shop.copies(order_id)
    assert syncing.shop.levels == {("gid://item/Bread", PLACE): -1000}
    ((_, body),) = syncing.till.journal("delivery_dropped")
    assert body["why"] == "the customer pays online"
    (state,) = syncing.desk.order_states(order_id)
    assert state.state is OrderSync.DROPPED


def test_one_click_tries_everything_that_is_parked_again(syncing: SyncTill) -> None:
    order_id, _, _ = parked_bread(syncing)

    assert syncing.desk.retry_all(syncing.connection) == 1

    syncing.run()
    assert len(syncing.shop.copies(order_id)) == 1


def test_a_refusal_without_anything_to_mend_says_why(syncing: SyncTill) -> None:
    sold(syncing, "Delivery")
    syncing.shop.fail("create_order", PlatformRefused("The shop is closed", "For good.", "Ask its owner."))
    delivery = syncing.one()
    syncing.work.step(delivery)

    (view,) = syncing.desk.deliveries(None, (DeliveryState.PARKED,))

    assert (view.title, view.meaning, view.next_step, view.mend) == (
        "The shop is closed",
        "For good.",
        "Ask its owner.",
        None,
    )
