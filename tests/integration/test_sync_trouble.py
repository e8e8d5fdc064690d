"""What every kind of trouble of a delivery leaves behind, and when it is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.trouble import MendKind
from pos_desktop.application.sync_records import DeliveryState
from pos_desktop.application.sync_view import OrderSync
from tests.integration.sync_till import PLACE, SyncTill, sold
from tests.pretend_shop import After, away, changed_shape, lost, offline, unknown_line, wrong_key


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
