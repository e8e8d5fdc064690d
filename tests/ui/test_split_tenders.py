"""Parts, even shares and tips at the pay screen."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_desktop.application.payment_provider import Decline
from tests.ui.card_till import card_till, paying, till
from tests.ui.part_payments import redeemed, row, shared
from tests.ui.selling import SPACE


def test_less_cash_is_taken_when_a_part_is_meant(paying) -> None:
    paying.till.key(Qt.Key.Key_F7)
    assert paying.till.pay.extras.part_button.isChecked()
    paying.till.type("500")
    assert paying.till.pay.take_button.accessibleName() == f"Take 5,00{SPACE}€ Left after 11,98{SPACE}€"
    paying.till.enter()
    assert paying.till.page == "pay"
    assert "Cash, Taken" in row(paying)
    assert paying.till.pay.entry.value() == 1198
    assert not paying.till.pay._bills.isVisible()


def test_split_evenly_between_cash_card_and_gift_card(paying) -> None:
    ticket = paying.till.ticket.id
    paying.till.key(Qt.Key.Key_F8)
    paying.till.type("3")
    paying.till.enter()
    assert paying.till.pay.entry.value() == 566
    assert paying.till.pay.extras.split_button.text() == "3 still pay"
    paying.till.enter()
    assert paying.till.pay.entry.value() == 566
    paying.charge()
    paying.until_phase("waiting_for_card")
    paying.terminal.present()
    paying.until_page("pay")
    assert paying.till.pay.entry.value() == 566, "the rest is the last one's share"
    redeemed(paying, 566)
    assert paying.till.page == "done"
    assert paying.charged(ticket) == 566
    assert [label for label, _value in paying.totals()][-3:] != []
    assert paying.till.orders() == [("1-000001", 1698)]


def test_after_the_first_ones_card_the_second_pays_a_share_and_not_the_rest(paying) -> None:
    shared(paying, "3")
    paying.charge()
    paying.until_phase("waiting_for_card")
    paying.terminal.present()
    paying.until_page("pay")
    assert paying.till.pay.extras.split_button.text() == "2 still pay"
    assert paying.till.pay.entry.value() == 566


def test_a_share_whose_card_was_declined_is_still_to_be_paid(paying) -> None:
    shared(paying, "3")
    paying.charge()
    paying.until_phase("waiting_for_card")
    paying.terminal.decline(Decline.CARD_DECLINED)
    paying.until(lambda: paying.card.tag.text() == "Declined")
    paying.till.key(Qt.Key.Key_F8)
    assert (paying.till.page, paying.till.pay.extras.split_button.text()) == ("pay", "3 still pay")
    assert paying.till.pay.entry.value() == 566


def test_a_share_that_is_given_back_is_asked_for_again(paying) -> None:
    shared(paying, "3")
    paying.till.enter()
    assert paying.till.pay.extras.split_button.text() == "2 still pay"
    paying.till.tap(paying.till.pay.taken.rows[0].undo)
    assert paying.till.pay.extras.split_button.text() == "3 still pay"
    assert paying.till.pay.entry.value() == 566


def test_the_next_ticket_is_nobodys_share(paying) -> None:
    shared(paying, "3")
    paying.till.escape()
    paying.till.key(Qt.Key.Key_F12)
    assert paying.till.pay.extras.split_button.text() == "Split evenly"
    assert paying.till.pay.entry.value() == 1698


def test_a_tip_typed_at_the_register(card_till) -> None:
    card_till.offer("fake", tips=True)
    card_till.ring_up()
    ticket = card_till.till.ticket.id
    card_till.till.key(Qt.Key.Key_F9)
    card_till.till.tap(card_till.till.panel.shares.chip(10))
    card_till.till.enter()
    assert card_till.till.pay.take_button.text() == f"Charge 18,68{SPACE}€"
    card_till.till.enter()
    card_till.until_phase("waiting_for_card")
    assert card_till.card.amount.text() == f"18,68{SPACE}€"
    card_till.terminal.present()
    card_till.until_page("done")
    assert card_till.charged(ticket) == 1868
