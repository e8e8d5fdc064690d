"""Exchanges and money that went back otherwise, as the shop hears of them when something is refused."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from pos_desktop.application.changed_there import changes_of, note_changes
from pos_desktop.application.platform.trouble import PlatformRefused
from pos_desktop.application.receipt_tenders import given_back
from pos_desktop.application.sync_records import DeliveryState, LinkKind
from pos_desktop.domain.payment import TenderKind
from tests.integration import practice_platform
from tests.integration.card_shop import CardShop, card_shop
from tests.integration.returned_goods import shop as cards
from tests.integration.returned_goods import sold_by_card
from tests.integration.sync_till import SyncTill, syncing
from tests.integration.test_returned_money import refused
from tests.integration.test_sync_returns import exchange, sell, shop


def too_late() -> PlatformRefused:
    return PlatformRefused("The order is closed", code="closed")


def exchanged(shop: SyncTill) -> tuple[list[str], object]:
    """Bread comes back for coffee, and the shop refuses the bread's refund: how each delivery ended, the sale's id."""
    order = sell(shop, "Bread")
    shop.run()
    exchange(shop, order, "Bread", "Coffee")
    sale = shop.till.services.checkout.pay_cash(549)
    shop.shop.fail("refund", too_late())
    return shop.run(), sale.order.id


def test_a_refund_that_is_refused_does_not_keep_the_sale_of_its_exchange(shop: SyncTill) -> None:
    ends, sale = exchanged(shop)
    assert "parked" in ends and not shop.shop.refunds
    assert len(shop.shop.copies(sale)) == 1
    with shop.till.store.read() as work:
        assert work.links.ref(shop.connection, LinkKind.ORDER, sale) is not None

    shop.desk.drop(shop.of_order(sale).id, "It was given back there")
    shop.run()

    assert shop.of_order(sale).state is DeliveryState.DROPPED
    assert len(shop.shop.copies(sale)) == 1
    assert shop.shop.levels["gid://item/Coffee", "gid://place/1"] == -1000


def test_what_was_refused_of_an_exchange_is_tried_again_alone(shop: SyncTill) -> None:
    _, sale = exchanged(shop)

    shop.desk.retry(shop.of_order(sale).id)

    assert "done" in shop.run()
    assert shop.of_order(sale).state is DeliveryState.DONE
    assert len(shop.shop.refunds) == 1
    assert len(shop.shop.copies(sale)) == 1
    assert shop.shop.calls.count("create_order") == 2, "the bread's and the coffee's"


def test_money_that_is_paid_out_otherwise_in_a_later_shift_went_back_once(cards: CardShop) -> None:
    till, side = cards.till, SyncTill(cards.till)
    order = sold_by_card(cards, "Bread")
    side.run()
    done = refused(cards, order)
    till.services.shifts.confirm_count({10_000: 1})
    till.services.shifts.close("", 10_000)
    till.open_shift()
    (open_one,) = till.services.returns.open_promises()
    till.services.returns.pay_out_otherwise(open_one.id, TenderKind.CASH)

    side.run()

    ((push, _),) = side.shop.refunds.values()
    assert push.amount_minor == 250
    assert [(tender.gateway, tender.amount_minor) for tender in push.tenders] == [("cash", 250)]
    back = till.services.orders.get(done.sale.order.id)
    assert [(tender.kind, tender.amount_minor) for tender in given_back(back)] == [("cash", -250)]
    with till.store.write() as work:
        told = practice_platform.order(refunded_minor=250 + 100)
        note_changes(work, side.now_connection(), order.id, told)
    (change,) = changes_of(till.services.orders.get(order.id)).values()
    assert change.facts["amount_minor"] == 100, "which the shop gave back itself"
