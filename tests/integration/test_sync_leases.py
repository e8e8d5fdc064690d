"""Who has a lane: two registers, lost leases, late answers, and a start after a kill."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.sync_till import SyncTill, sold
from tests.pretend_shop import After, lost


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


def taken_while_asking(syncing: SyncTill, other: Any) -> list[Any]:
    """What the other register takes over while the shop has not answered yet; filled when it is asked."""
    taken: list[Any] = []

    def meanwhile(call: str) -> None:
        if call == "create_order" and not taken:
            syncing.till.later(minutes=3)
            taken.extend(syncing.claim(work=other))

    syncing.shop.before = meanwhile
    return taken


def test_a_late_good_answer_counts_although_the_lease_is_another_ones(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Delivery")
    other = syncing.worker("other register")
    taken = taken_while_asking(syncing, other)
    assert syncing.work.step(syncing.one()).end.value == "done"

    assert other.step(taken[0]).end.value == "gone"
    assert len(syncing.shop.copies(order_id)) == 1


def test_a_late_bad_answer_does_not(syncing: SyncTill) -> None:
    sold(syncing, "Delivery")
    other = syncing.worker("other register")
    taken_while_asking(syncing, other)
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
