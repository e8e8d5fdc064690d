"""Gift cards of a connected shop at the till: found, paid with, undone, refunded, told to the shop, switched off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_desktop.application.connections import ConnectionDesk
from pos_desktop.application.errors import Refused, TryAgain
from pos_desktop.application.order_push import Pushes
from pos_desktop.application.returns import Pick
from pos_desktop.domain.payment import PaymentState
from pos_desktop.platforms.accounts import Shops
from pos_desktop.platforms.shopify.fake.bucket import BASIC
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.order_input import order_variables
from pos_desktop.storage import tables
from tests.integration.gift_shop import CODE, HELD, GiftShop, PowerCut, gift_shop, redeemed
from tests.platform_harness.shopify import SECRETS

COFFEE, BREAD = 799, 250


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[GiftShop]:
    with gift_shop(tmp_path / "till") as made:
        yield made


# -- looking ------------------------------------------------------------------------------------------


def test_a_card_is_found_by_its_code_however_it_is_typed(shop: GiftShop) -> None:
    for typed in (CODE, "abcd-1234-efgh-5678", " ABCD 1234 EFGH 5678 "):
        card = shop.till.services.shop_gift_cards.find(typed)
        assert (card.shop, card.last_four, card.balance_minor) == ("Kiosk online", "5678", HELD)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"enabled": False}, "blocked"),
        ({"expiresOn": "2020-01-01"}, "expired"),
        ({"balance": "0.00"}, "Not enough"),
        ({"currencyCode": "USD"}, "another currency"),
    ],
)
def test_a_card_that_cannot_pay_says_why(shop: GiftShop, changes: dict[str, object], words: str) -> None:
    shop.fake.edit_gift_card(shop.card, **changes)
    with pytest.raises(Refused, match=words):
        shop.till.services.shop_gift_cards.find(CODE)


def test_a_code_that_no_shop_knows_and_a_shop_that_cannot_be_asked_are_told_apart(shop: GiftShop) -> None:
    service = shop.till.services.shop_gift_cards
    with pytest.raises(Refused, match="No shop knows"):
        service.find("ZZZZ9999ZZZZ9999")
    shop.fake.faults.plan(Fault.STATUS, "giftCards", status=503)
    with pytest.raises(TryAgain, match="cannot be checked now"):
        service.find(CODE)


def test_a_plan_without_gift_cards_says_so(shop: GiftShop) -> None:
    shop.fake.change_plan(BASIC)
    with pytest.raises(Refused) as told:
        shop.till.services.shop_gift_cards.find(CODE)
    assert "Kiosk online: Its plan has no gift cards" in told.value.meaning


def test_what_a_platform_does_not_have_is_read_from_its_table(shop: GiftShop) -> None:
    service = shop.till.services.shop_gift_cards
    shop.connect("Wood shop", "woocommerce")
    assert service.shops() == ["Kiosk online"]
    (missing,) = service.missing()
    assert missing.startswith("Wood shop: ")


def test_a_manager_may_switch_it_off(shop: GiftShop) -> None:
    shop.till.add("Coffee")
    shop.pay(100)
    methods = shop.till.services.payment_methods
    (method,) = [each for each in methods.all() if each.provider == "shop_gift_card"]
    assert method.name == "Kiosk online"
    with pytest.raises(Refused, match="connected shop"):
        methods.remove(method.id)
    methods.change(method.id, active=False)
    assert shop.till.services.shop_gift_cards.shops() == []
    assert "switched off" in shop.till.services.shop_gift_cards.missing()[0]


# -- paying -------------------------------------------------------------------------------------------


def test_it_pays_what_is_due_and_the_sale_is_done(shop: GiftShop) -> None:
    shop.till.add("Coffee")
    payment = shop.pay()
    assert (payment.state, payment.last_four, payment.balance_minor) == (
        PaymentState.TAKEN,
        "5678",
        HELD - COFFEE,
    )
    assert shop.moves == [-COFFEE]
    (order,) = shop.till.rows_of(tables.sale_order)
    stored = shop.till.services.orders.get(order.id)
    (tender,) = stored.tenders
    assert (tender.kind, tender.amount_minor, tender.label) == (
        "shop_gift_card",
        COFFEE,
        "Shop gift card ···· 5678",
    )
    kinds = [kind for kind, _ in shop.till.journal()]
    assert kinds.index("payment_started") < kinds.index("payment_taken")
    assert all(
        CODE not in str(row)
        for table in (tables.payment, tables.journal, tables.outbox)
        for row in shop.till.rows_of(table)
    )


def test_the_report_names_it_by_itself(shop: GiftShop) -> None:
    shop.till.add("Coffee")
    shop.pay()
    (tender,) = shop.till.services.shifts.x_report().tenders
    assert (tender.kind, tender.amount_minor, tender.times) == ("shop_gift_card", COFFEE, 1)


def test_it_pays_all_it_holds_and_cash_pays_the_rest(shop: GiftShop) -> None:
    shop.till.add("Coffee", 4)
    assert shop.pay().amount_minor == HELD
    assert shop.till.services.tendering.view().left_minor == 4 * COFFEE - HELD
    assert shop.till.services.tendering.take_cash(1000) is not None
    assert (shop.balance, redeemed(shop.till)) == (0, HELD)


def test_the_paper_says_what_is_left_on_it(shop: GiftShop) -> None:
    shop.till.add("Coffee")
    shop.pay()
    (job,) = shop.till.jobs("receipt")
    assert "5678" in str(job.document)
    assert "17,01" in str(job.document)


def test_somebody_else_spent_it_meanwhile(shop: GiftShop) -> None:
    shop.till.add("Coffee")
    service = shop.till.services.shop_gift_cards
    card = service.find(CODE)
    shop.fake.edit_gift_card(shop.card, balance="5.00")
    payment = service.take(card)
    shop.work()
    told = shop.payment(payment.id)
    assert (told.state, told.decline) == (PaymentState.DECLINED, "not_enough_balance")
    assert shop.moves == []


def test_the_shop_hears_of_the_sale_as_paid_and_its_card_is_not_touched_again(shop: GiftShop) -> None:
    shop.till.add("Coffee")
    payment = shop.pay()
    with shop.till.store.read() as work:
        connection = work.connections.get(shop.connection_id)
        push = Pushes(work, connection, {}).of(payment.ticket_id).order
    assert push is not None
    (sent,) = order_variables(push)["order"]["transactions"]
    assert (sent["gateway"], sent["status"]) == ("shop_gift_card", "SUCCESS")
    assert "giftCardId" not in sent
    shop.till.platforms.of(shop.connection_id).create_order(push)
    assert shop.moves == [-COFFEE]


# -- back ---------------------------------------------------------------------------------------------


def test_a_tender_that_is_undone_goes_back_onto_the_card(shop: GiftShop) -> None:
    shop.till.add("Coffee")
    payment = shop.pay(500)
    shop.till.services.giving_up.undo(payment.id)
    assert shop.till.services.tendering.view().left_minor == COFFEE
    shop.work()
    assert (shop.moves, shop.balance) == ([-500, 500], HELD)


def test_goods_that_come_back_are_put_back_onto_the_card(shop: GiftShop) -> None:
    shop.till.add("Coffee")
    shop.till.add("Bread")
    shop.pay()
    (row,) = shop.till.services.orders.find(limit=1)
    found = shop.till.services.returns.of(row.id)
    bread = next(each for each in found.lines if each.line.name == "Bread")
    shop.till.services.returns.carry_out(found, {bread.line.id: Pick(1000)}, "broken")
    shop.until_known()
    assert shop.moves == [-COFFEE - BREAD, BREAD]
    assert shop.balance + redeemed(shop.till) == HELD


# -- the books ----------------------------------------------------------------------------------------


def test_the_books_agree_at_night(shop: GiftShop) -> None:
    shop.till.clock.moment = shop.fake.clock.now()
    shop.till.add("Coffee")
    shop.pay(500)
    run = shop.till.services.reconciliation.run()
    assert (run.troubles, run.found) == ((), 0)


def test_what_is_booked_from_the_shops_books_can_go_back_and_the_books_agree(shop: GiftShop) -> None:
    till, books = shop.till, shop.till.services.reconciliation
    till.clock.moment = shop.fake.clock.now()
    till.add("Coffee")
    shop.stop_at = "after the debit"
    with pytest.raises(PowerCut):
        shop.pay()
    with till.store.write() as work:
        (payment,) = work.payments.open()
        work.payments.save(replace(payment, state=PaymentState.UNKNOWN))
    till.services.settling.decide(payment.id, taken=False, reason="The shop is gone")
    till.later(hours=1)
    assert books.run().found == 1
    (view,) = books.open()
    books.resolve(view.difference.id, "assign")
    found = till.services.returns.of(payment.ticket_id)
    till.services.returns.carry_out(found, {found.lines[0].line.id: Pick(1000)}, "broken")
    shop.until_known()
    assert (shop.moves, shop.balance) == ([-COFFEE, COFFEE], HELD)
    till.later(hours=1)
    run = books.run()
    assert (run.troubles, run.found) == ((), 0)


def test_a_shop_is_not_disconnected_while_money_is_on_its_way_to_its_cards(shop: GiftShop) -> None:
    till = shop.till
    desk = ConnectionDesk(till.desk, till.platforms, till.credentials)
    till.add("Coffee")
    payment = shop.pay(500)
    till.services.giving_up.undo(payment.id)
    with pytest.raises(Refused, match="still open"):
        desk.disconnect(shop.connection_id, even_waiting=True)
    shop.until_known()
    desk.disconnect(shop.connection_id, even_waiting=True)
    assert till.services.shop_gift_cards.shops() == []
    assert all(each.provider != "shop_gift_card" for each in till.services.payment_methods.all())


def test_a_shop_that_is_connected_brings_its_way_of_paying(shop: GiftShop) -> None:
    till = shop.till
    desk = ConnectionDesk(till.desk, Shops(till.store, till.credentials), till.credentials)
    desk.disconnect(shop.connection_id, even_waiting=True)
    settings, secrets = {"shop": shop.fake.address}, dict(SECRETS)
    trial = desk.trial("shopify", settings, secrets)
    places = {place.location_id: trial.locations[0].ref for place in desk.places()}
    made = desk.connect("shopify", "Anew", settings, secrets, trial, places)
    (method,) = [each for each in till.services.payment_methods.all() if each.provider == "shop_gift_card"]
    assert (method.name, method.settings, method.active) == ("Anew", {"connection": str(made.id)}, True)
