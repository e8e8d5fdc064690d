"""What was paid and promised since the back-up: brought over from the damaged file, never taken or given twice."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import pytest

from pos_desktop.application.payment_books import ask_anew
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.storage import tables
from tests.integration.card_shop import CardShop
from tests.integration.restored_shop import back_up, gone, restored
from tests.integration.returned_goods import books_add_up, bring_back, shop, sold_by_card
from tests.ruined_pages import root_of, ruin


def payments(shop: CardShop) -> list[tuple[str, int]]:
    return [(row.state, row.amount_minor) for row in shop.till.rows_of(tables.payment)]


# -- payments ----------------------------------------------------------------------------------------


def test_a_card_that_was_being_charged_is_asked_after_and_ends_its_sale(card_shop: CardShop) -> None:
    backup = back_up(card_shop)
    card_shop.ring_up("Coffee")
    payment = card_shop.card()
    card_shop.terminal.present()

    done = restored(card_shop, backup)

    assert done.salvaged.rows["payment"] == 1
    assert done.salvaged.not_whole == {}
    assert card_shop.until_known(payment.id).state is PaymentState.TAKEN
    (settled,) = card_shop.till.services.settling.settle()
    assert settled.sale is not None
    assert settled.sale.order.total_minor == 799
    assert card_shop.terminal.charged(payment.ticket_id) == 799


def test_a_payment_comes_with_its_history(card_shop: CardShop) -> None:
    backup = back_up(card_shop)
    card_shop.ring_up("Coffee")
    payment = card_shop.card()
    before = card_shop.tendering.history(payment.id)

    restored(card_shop, backup)

    assert card_shop.tendering.history(payment.id)[: len(before)] == before


def test_a_ticket_that_is_paid_in_part_keeps_its_lines_and_its_money(card_shop: CardShop) -> None:
    card_shop.ring_up("Bread")
    backup = back_up(card_shop)
    card_shop.ring_up("Coffee")
    code = card_shop.gift_card(400)
    card_shop.tendering.take_code(card_shop.methods[TenderKind.GIFT_CARD].id, code)

    restored(card_shop, backup)

    ticket = card_shop.till.services.tickets.ticket
    assert [line.name for line in ticket.lines] == ["Bread", "Coffee"]
    assert card_shop.tendering.view().left_minor == 649
    assert card_shop.balance(code) == 0
    sale = card_shop.tendering.take_cash(649)
    assert sale is not None
    assert sale.order.total_minor == 1049


def test_a_payment_of_the_back_up_that_ended_since_does_not_run_again(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    payment = card_shop.card()
    backup = back_up(card_shop)
    card_shop.terminal.present()
    card_shop.until_known(payment.id)
    (settled,) = card_shop.till.services.settling.settle()
    assert settled.sale is not None

    restored(card_shop, backup)

    assert card_shop.till.recovered.payments == 0
    assert payments(card_shop) == [("taken", 799)]
    assert card_shop.till.services.settling.settle() == []
    assert [row.id for row in card_shop.till.rows_of(tables.sale_order)] == [settled.sale.order.id]
    assert card_shop.till.services.tickets.ticket.id != payment.ticket_id


def test_goods_of_a_sale_since_the_back_up_can_still_come_back_to_its_card(shop: CardShop) -> None:
    backup = back_up(shop)
    order = sold_by_card(shop, "Coffee")

    restored(shop, backup)

    bring_back(shop, shop.till.services.orders.get(order.id))
    shop.work()
    assert shop.terminal.refunded(order.id) == 799


def test_a_way_of_paying_that_was_set_up_since_comes_with_what_was_paid_by_it(card_shop: CardShop) -> None:
    with card_shop.till.database.write() as work:  # as it was before
        work.connection.tell("DELETE FROM payment_method WHERE kind = 'card'")
    backup = back_up(card_shop)
    with card_shop.till.store.write() as work:
        work.payment_methods.save(card_shop.methods[TenderKind.CARD])
    card_shop.ring_up("Coffee")
    payment = card_shop.card()

    restored(card_shop, backup)

    card_shop.terminal.present()
    assert card_shop.until_known(payment.id).state is PaymentState.TAKEN


def test_a_card_that_was_about_to_be_charged_is_asked_after_when_nothing_can_be_read(
    card_shop: CardShop,
) -> None:
    card_shop.ring_up("Coffee")
    payment = card_shop.tendering.start(card_shop.methods[TenderKind.CARD].id)
    assert payment.state is PaymentState.CREATED
    backup = back_up(card_shop)
    card_shop.work()
    card_shop.terminal.present()

    restored(card_shop, backup, gone)

    assert card_shop.until_known(payment.id).state is PaymentState.TAKEN
    (settled,) = card_shop.till.services.settling.settle()
    assert settled.sale is not None
    assert card_shop.terminal.charged(payment.ticket_id) == 799


def test_a_card_that_was_not_asked_for_yet_is_charged_for_nothing(card_shop: CardShop) -> None:
    backup = back_up(card_shop)
    card_shop.ring_up("Coffee")
    payment = card_shop.tendering.start(card_shop.methods[TenderKind.CARD].id)

    restored(card_shop, backup)

    assert card_shop.till.recovered.never_sent == 1
    assert card_shop.tendering.payment(payment.id).state is PaymentState.CANCELLED


# -- money that goes back ------------------------------------------------------------------------------


def test_a_promise_since_the_back_up_is_kept_once(shop: CardShop) -> None:
    order = sold_by_card(shop, "Coffee")
    backup = back_up(shop)
    shop.terminal.cut_line()
    bring_back(shop, order)
    shop.work()

    done = restored(shop, backup)

    assert done.salvaged.rows["refund"] == 1
    assert len(shop.till.services.returns.open_promises()) == 1
    shop.terminal.mend_line()
    shop.work(seconds=1000)
    shop.work(seconds=1000)
    assert shop.terminal.refunded(order.id) == 799
    assert shop.till.services.returns.open_promises() == []


@pytest.mark.parametrize("spoil", [None, gone], ids=["readable", "ruined"])
def test_a_promise_of_the_back_up_that_was_kept_since_is_not_kept_twice(shop: CardShop, spoil) -> None:  # noqa: ANN001
    order = sold_by_card(shop, "Coffee")
    shop.terminal.cut_line()
    bring_back(shop, order)
    backup = back_up(shop)
    shop.terminal.mend_line()
    shop.work(seconds=1000)
    assert shop.terminal.refunded(order.id) == 799

    restored(shop, backup, spoil)

    assert shop.till.recovered.refunds == (0 if spoil is None else 1)
    shop.work(seconds=1000)
    shop.work(seconds=1000)
    assert shop.terminal.refunded(order.id) == 799
    assert [row.state for row in shop.till.rows_of(tables.refund)] == ["done"]
    if spoil is None:
        tenders = shop.till.rows_of(tables.tender, tables.tender.c.refund_id.is_not(None))
        assert [row.state for row in tenders] == ["done"]


def test_a_refund_that_was_refused_and_asked_for_anew_keeps_its_new_key(shop: CardShop) -> None:
    order = sold_by_card(shop, "Coffee")
    bring_back(shop, order)
    shop.terminal.fail_next(402)
    shop.work()
    backup = back_up(shop)
    (refused,) = shop.till.services.returns.open_promises()
    assert refused.state is RefundState.REFUSED
    shop.till.clock.moment = shop.till.clock.moment.replace(year=2025)  # the clock is set back
    with shop.till.store.write() as work:
        ask_anew(work, refused, shop.till.clock.now())
    (anew,) = shop.till.services.returns.open_promises()
    assert anew.key != refused.key

    restored(shop, backup)

    (now,) = shop.till.services.returns.open_promises()
    assert now.key == anew.key
    shop.work(seconds=1000)
    assert shop.terminal.refunded(order.id) == 799


def test_a_refused_refund_that_was_paid_out_since_is_not_paid_out_again(shop: CardShop) -> None:
    order = sold_by_card(shop, "Bread")
    bring_back(shop, order)
    shop.terminal.fail_next(402)
    shop.work()
    backup = back_up(shop)
    (refused,) = shop.till.services.returns.open_promises()
    shop.till.services.returns.pay_out_otherwise(refused.id, TenderKind.CASH)
    drawer = shop.till.drawer_holds()

    restored(shop, backup)

    assert shop.till.services.returns.open_promises() == []
    assert sorted(row.state for row in shop.till.rows_of(tables.refund)) == ["done", "replaced"]
    assert shop.till.drawer_holds() == drawer == 10_000 - 250
    books_add_up(shop.till)


def test_cash_that_went_back_before_the_sale_is_not_in_the_drawer(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    backup = back_up(card_shop)
    card_shop.tendering.take_cash(300)
    (payment,) = card_shop.tendering.view().payments
    card_shop.till.services.giving_up.undo(payment.id)
    drawer = card_shop.till.drawer_holds()

    restored(card_shop, backup)

    assert card_shop.tendering.view().left_minor == 799
    assert card_shop.till.drawer_holds() == drawer
    books_add_up(card_shop.till)


def test_money_that_was_taken_and_given_back_before_the_sale_is_neither(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    backup = back_up(card_shop)
    code = card_shop.gift_card(400)
    card_shop.tendering.take_code(card_shop.methods[TenderKind.GIFT_CARD].id, code)
    (payment,) = card_shop.tendering.view().payments
    card_shop.till.services.giving_up.undo(payment.id)

    restored(card_shop, backup)

    assert card_shop.tendering.view().left_minor == 799
    assert card_shop.balance(code) == 400


# -- files that are ruined in part ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "index", ["ix_payment_ticket_id", "ix_payment_event_payment_id", "ix_refund_payment_id"]
)
def test_an_index_that_is_ruined_costs_no_payment(card_shop: CardShop, index: str) -> None:
    backup = back_up(card_shop)
    card_shop.ring_up("Coffee")
    payment = card_shop.card()
    card_shop.terminal.present()
    key = card_shop.till.keys.database

    done = restored(card_shop, backup, lambda file: ruin(file, root_of(file, key, index)))

    assert done.salvaged.not_whole == {}
    assert card_shop.until_known(payment.id).state is PaymentState.TAKEN


def test_a_ticket_whose_lines_are_ruined_brings_no_payment_without_them(card_shop: CardShop) -> None:
    """Its money would pay for a ticket of nothing, and go back."""
    backup = back_up(card_shop)
    card_shop.ring_up("Coffee")
    card_shop.card()
    key = card_shop.till.keys.database

    done = restored(card_shop, backup, lambda file: ruin(file, root_of(file, key, "ticket_line")))

    assert done.salvaged.not_whole["ticket"] == 1
    assert payments(card_shop) == []
    (entry,) = card_shop.till.journal("backup.restored")
    assert entry[1]["not_whole"]["ticket"] == 1


def test_a_restore_that_is_gone_through_twice_brings_everything_once(
    shop: CardShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pos_desktop.storage import restore as restoring

    order = sold_by_card(shop, "Coffee")
    backup = back_up(shop)
    shop.terminal.cut_line()
    bring_back(shop, order)
    shop.ring_up("Bread")
    payment = shop.card()

    def cut(*_facts: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "_noted_down", cut)
        with pytest.raises(KeyboardInterrupt):
            restored(shop, backup)
    shop.till._open_file()
    shop.till._begin()
    shop.till.sign_in("Manager")

    shop.terminal.mend_line()
    shop.work(seconds=1000)
    shop.until_known(payment.id)
    shop.work(seconds=1000)
    assert shop.terminal.refunded(order.id) == 799
    assert len(shop.till.rows_of(tables.payment)) == 2
    assert len(shop.till.rows_of(tables.refund)) == 1
