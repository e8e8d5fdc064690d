# ruff: noqa: F811 - fixtures are imported by name
"""A payment whose outcome comes while the cashier is elsewhere: no screen asks for the money again, the cashier learns
that it was paid, and the customer's receipt comes out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos_desktop.application.errors import TryAgain
from pos_desktop.ui.dialogs.trouble import NoticePanel
from tests.ui.card_till import CardTill, card_till, till  # noqa: F401
from tests.ui.register import person_named
from tests.ui.selling import COFFEE, CTRL, plug_in_printer

PAID = "Ticket 1 is paid: receipt 1-000001"


@pytest.fixture
def in_doubt(card_till: CardTill) -> CardTill:
    """The bank approved the card after the line to the reader was cut; a printer is there, receipts are asked for."""
    plug_in_printer(card_till.services)
    card_till.lose_the_outcome()
    return card_till


@pytest.fixture
def paying_on(in_doubt: CardTill) -> CardTill:
    """The cashier looks for another tender while the outcome is open."""
    in_doubt.till.key(Qt.Key.Key_F9)
    assert in_doubt.till.page == "pay"
    return in_doubt


def outcome_comes(card: CardTill) -> None:
    (waiting,) = card.services.tendering.waiting_outcomes()
    card.terminal.mend_line()
    card.services.tendering.ask_now(waiting.id)
    card.until(lambda: PAID in card.till.toasts())


def sign_in(card: CardTill, name: str = "Cashier 1") -> None:
    card.services.session.sign_in(person_named(card.services, name), "pin")
    card.till.settle()


# -- behind the lock ---------------------------------------------------------------------------------------------


def test_who_left_the_payment_behind_the_lock_reads_that_it_was_paid(paying_on) -> None:
    paying_on.till.key(Qt.Key.Key_L, held=CTRL)
    outcome_comes(paying_on)
    sign_in(paying_on)
    panel = paying_on.till.panel
    assert paying_on.till.page == "sale"
    assert isinstance(panel, NoticePanel)
    assert panel.accessibleName() == PAID
    assert paying_on.till.names() == []
    paying_on.till.enter()
    assert (paying_on.till.page, paying_on.till.panel) == ("sale", None)
    assert paying_on.till.orders() == [("1-000001", 1698)]
    assert paying_on.till.jobs() == [("receipt", "queued")]


def test_it_is_read_once(paying_on) -> None:
    paying_on.till.key(Qt.Key.Key_L, held=CTRL)
    outcome_comes(paying_on)
    sign_in(paying_on)
    paying_on.till.key(Qt.Key.Key_L, held=CTRL)
    sign_in(paying_on)
    assert (paying_on.till.page, paying_on.till.panel) == ("sale", None)


def test_somebody_else_is_told_in_passing(paying_on) -> None:
    paying_on.till.key(Qt.Key.Key_L, held=CTRL)
    outcome_comes(paying_on)
    paying_on.window.frame.toasts.clear()
    sign_in(paying_on, "Manager")
    assert (paying_on.till.page, paying_on.till.panel) == ("sale", None)
    assert paying_on.till.toasts() == [PAID]


def test_the_pay_screen_never_shows_what_was_sold_meanwhile(paying_on) -> None:
    """Whoever settled it."""
    window = paying_on.window
    paying_on.till.key(Qt.Key.Key_L, held=CTRL)
    window.payments.close()
    (waiting,) = paying_on.services.tendering.waiting_outcomes()
    paying_on.terminal.mend_line()
    paying_on.services.tendering.ask_now(waiting.id)
    paying_on.until(lambda: paying_on.services.settling.settle() or paying_on.till.orders())
    sign_in(paying_on)
    paying_on.until_page("sale")
    assert paying_on.till.names() == []


def test_what_goes_on_behind_the_lock_leaves_the_pay_screen_as_it_was(card_till) -> None:
    card_till.ring_up()
    card_till.till.type("2000")
    card_till.till.key(Qt.Key.Key_L, held=CTRL)
    sign_in(card_till)
    assert card_till.till.page == "pay"
    assert card_till.till.pay.entry.value() == 2000


# -- on another screen -------------------------------------------------------------------------------------------


def test_the_way_back_leads_to_the_sale_when_the_ticket_was_sold(paying_on) -> None:
    paying_on.window.go("orders")
    outcome_comes(paying_on)
    paying_on.till.escape()
    paying_on.until_page("sale")
    assert paying_on.till.names() == []
    paying_on.till.scan(COFFEE)
    paying_on.till.key(Qt.Key.Key_F12)
    assert paying_on.till.page == "pay"
    assert paying_on.till.pay.view.left_minor == 799


@pytest.mark.parametrize("place", ["sale", "orders"])
def test_the_receipt_of_what_is_paid_meanwhile_is_printed(in_doubt, place) -> None:
    in_doubt.window.go(place)
    outcome_comes(in_doubt)
    assert in_doubt.till.page == place
    assert in_doubt.till.jobs() == [("receipt", "queued")]


def test_a_disk_that_fails_then_is_told_and_keeps_nobody(in_doubt, monkeypatch) -> None:
    def fails(_self: object, _sale: object) -> None:
        raise TryAgain("The disk is full", "The receipt waits.", "Make room.")

    monkeypatch.setattr(type(in_doubt.services.checkout), "release_receipt", fails)
    in_doubt.window.go("orders")
    outcome_comes(in_doubt)
    assert in_doubt.till.toasts() == [PAID, "The disk is full"]
    assert in_doubt.till.jobs() == [("receipt", "held")], "and is printed at the next start"


def test_whoever_sees_that_it_was_paid_chooses_the_receipt(in_doubt) -> None:
    in_doubt.terminal.mend_line()
    in_doubt.till.enter()
    in_doubt.until_page("done")
    assert in_doubt.till.jobs() == [("receipt", "held")]
