"""Parked deliveries as a person mends, drops and tries them again."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from pos_desktop.application.platform.trouble import PlatformRefused
from pos_desktop.application.sync_records import DeliveryState
from pos_desktop.application.sync_view import OrderSync
from tests.integration.sync_till import PLACE, SyncTill, sold
from tests.pretend_shop import unknown_line


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
