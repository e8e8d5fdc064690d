# ruff: noqa: F811 - fixtures are imported by name
"""A card at a real terminal through the real window: waiting, tip, signature, declined, cancelled."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.application.payment_provider import Decline
from pos_desktop.payments.fake import SIGNING
from tests.ui.card_till import CardTill, card_till, till  # noqa: F401
from tests.ui.register import person_named
from tests.ui.selling import CTRL, SPACE, misplaced, nameless, too_small

SUM = f"16,98{SPACE}€"


@pytest.fixture
def at_reader(card_till: CardTill) -> CardTill:
    """16,98 stands on the reader."""
    card_till.ring_up()
    card_till.charge()
    card_till.until_phase("waiting_for_card")
    return card_till


def test_a_card_pays_and_the_done_screen_names_it(at_reader) -> None:
    ticket = at_reader.till.ticket.id
    assert at_reader.card.amount.text() == SUM
    assert at_reader.card.cancel.text() == f"Cancel {SUM} on the reader"
    assert at_reader.card.happening.text() == "Waiting for the card"
    assert [fact.standing for fact in at_reader.card.steps.facts] == ["done", "on", "ahead"]
    assert at_reader.card._after.text() == "After 60 s the outcome is asked for"
    assert at_reader.till.side.panel.view._locked
    at_reader.terminal.present()
    at_reader.until_page("done")
    done = at_reader.till.done
    assert (done._label.text(), done.figure.accessibleName()) == ("Paid", "16,98 €")
    assert done._sum.text() == "Visa ···· 4242"
    assert not done._drawer.isVisible(), "no cash, no drawer"
    assert ("Visa ···· 4242", "\u221216,98") in at_reader.totals()
    assert at_reader.charged(ticket) == 1698
    assert at_reader.till.orders() == [("1-000001", 1698)]


def test_the_status_bar_says_what_the_reader_is_busy_with(card_till) -> None:
    card_till.until(lambda: card_till.chip("reader") == "Reader ready")
    card_till.ring_up()
    card_till.charge()
    card_till.until(lambda: card_till.chip("reader") == f"Reader busy · {SUM}")
    card_till.until(card_till.terminal.present)  # it is on its way to the reader until then
    card_till.until(lambda: card_till.chip("reader") == "Reader ready")


def test_a_tip_on_the_reader_goes_on_top(card_till) -> None:
    card_till.offer("fake", tips=True)
    card_till.ring_up()
    card_till.charge(Qt.Key.Key_F1)
    card_till.until_phase("choosing_tip")
    assert card_till.card.happening.text() == "The customer chooses a tip"
    card_till.terminal.choose_tip(200)
    standings = ["done", "done", "on", "ahead"]
    card_till.until(lambda: [fact.standing for fact in card_till.card.steps.facts] == standings)
    ticket = card_till.till.ticket.id
    card_till.terminal.present()
    card_till.until_page("done")
    assert card_till.till.done.figure.accessibleName() == "18,98 €"
    assert ("Tip", "2,00") in card_till.totals()
    assert card_till.charged(ticket) == 1898


def test_declined_says_why_and_another_card_pays_once(at_reader) -> None:
    ticket = at_reader.till.ticket.id
    at_reader.terminal.decline(Decline.INSUFFICIENT_FUNDS)
    at_reader.until(lambda: at_reader.card.tag.text() == "Declined")
    assert at_reader.card.happening.text() == "Not enough money on the card"
    assert at_reader.card.advice.text() == "Nothing was charged."
    assert at_reader.card.again.accessibleName().startswith("Another card")
    assert not at_reader.card.cancel.isVisible()
    at_reader.till.key(Qt.Key.Key_F8)
    at_reader.charge()
    at_reader.until_phase("waiting_for_card")
    assert QApplication.focusWidget().isVisible(), "not the button of the card before"
    at_reader.terminal.decline(Decline.CARD_DECLINED)
    at_reader.until(lambda: at_reader.card.tag.text() == "Declined")
    at_reader.till.enter()
    at_reader.until_phase("waiting_for_card")
    at_reader.terminal.present()
    at_reader.until_page("done")
    assert at_reader.charged(ticket) == 1698


def test_declined_then_cash(at_reader) -> None:
    ticket = at_reader.till.ticket.id
    at_reader.terminal.decline(Decline.EXPIRED_CARD)
    at_reader.until(lambda: at_reader.card.tag.text() == "Declined")
    at_reader.till.key(Qt.Key.Key_F8)
    assert at_reader.till.page == "pay"
    assert "The card has expired" in at_reader.till.pay.taken.rows[0].accessibleName()
    at_reader.till.type("2000")
    at_reader.till.enter()
    assert at_reader.till.page == "done"
    assert at_reader.till.done.figure.accessibleName() == "3,02 €"
    assert at_reader.charged(ticket) == 0


def test_escape_cancels_on_the_reader(at_reader) -> None:
    ticket = at_reader.till.ticket.id
    at_reader.till.escape()
    at_reader.until_page("pay")
    assert "Cancelled" in at_reader.till.toasts()
    assert not at_reader.terminal.present(), "the reader asks for nothing any more"
    assert at_reader.charged(ticket) == 0
    assert at_reader.till.pay.entry.value() == 1698


def test_a_customer_who_walks_away_leaves_the_choice(at_reader) -> None:
    at_reader.terminal.walk_away()
    at_reader.until(lambda: at_reader.card._choices.isVisible())
    at_reader.till.escape()
    assert at_reader.till.page == "pay"


@pytest.mark.parametrize("theirs", [True, False])
def test_the_signature_is_looked_at(at_reader, theirs) -> None:
    ticket = at_reader.till.ticket.id
    at_reader.terminal.present(SIGNING)
    at_reader.until_phase("signature")
    at_reader.until(at_reader.card.accept.isVisible)
    at_reader.terminal.sign()
    if theirs:
        at_reader.till.enter()
        at_reader.until_page("done")
    else:
        at_reader.till.key(Qt.Key.Key_F8)
        at_reader.until(lambda: at_reader.till.page == "pay" or not at_reader.payment.state.open)
    assert at_reader.charged(ticket) == (1698 if theirs else 0)


def test_a_reader_that_is_away_takes_nothing(card_till) -> None:
    card_till.terminal.reader_off()
    card_till.ring_up()
    card_till.charge()
    card_till.until(lambda: card_till.till.page == "card" and not card_till.payment.state.open)
    card_till.until(lambda: card_till.card.tag.text() in ("Not charged", "Declined"))
    assert card_till.charged(card_till.till.ticket.id) == 0
    card_till.terminal.reader_back()
    card_till.till.enter()
    card_till.until_phase("waiting_for_card")


def test_a_card_that_pays_while_the_register_is_locked(at_reader) -> None:
    at_reader.till.key(Qt.Key.Key_L, held=CTRL)
    at_reader.terminal.present()
    at_reader.until(lambda: any("is paid: receipt" in title for title in at_reader.till.toasts()))
    at_reader.services.session.sign_in(person_named(at_reader.services, "Cashier 1"), "pin")
    at_reader.until_page("sale")
    assert not at_reader.till.ticket.lines
    assert at_reader.till.orders() == [("1-000001", 1698)]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_everything_has_its_place(at_reader, language) -> None:
    at_reader.services.desk.change_settings(language=language)
    for _state in ("waiting", "declined"):
        for size in ((1366, 768), (1024, 768)):
            at_reader.window.resize(*size)
            at_reader.till.settle()
            assert misplaced(at_reader.card) == [], size
            assert too_small(at_reader.card) == [], size
            assert nameless(at_reader.card) == [], size
            main = at_reader.window.frame.main
            assert at_reader.card.minimumSizeHint().width() <= main.width(), size
            assert at_reader.card.minimumSizeHint().height() <= main.height(), size
        at_reader.terminal.decline(Decline.LIMIT_EXCEEDED)
        at_reader.until(lambda: not at_reader.payment.state.open and at_reader.card._choices.isVisible())


# -- what is told in passing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_no_toast_covers_the_button_that_comes_next(at_reader, size) -> None:
    window, words = at_reader.window, "Drawer not opened"

    def covered(button) -> bool:
        window.toast(
            words, "It was taken up too late, and a drawer never opens by itself later.", action="No sale"
        )
        at_reader.till.settle()
        toast = window.frame.toasts.toasts[-1]
        place = QRect(button.mapTo(window.frame, QPoint()), button.size())
        assert toast.isVisible() and button.isVisible()
        assert toast.width() >= 270, "room for what it says"
        return toast.geometry().intersects(place)

    at_reader.till.escape()
    at_reader.until_page("pay")
    window.resize(*size)
    at_reader.till.settle()
    assert not covered(at_reader.till.pay.take_button)
    at_reader.charge()
    at_reader.until_phase("waiting_for_card")
    assert not covered(at_reader.card.cancel)
    at_reader.terminal.present()
    at_reader.until_page("done")
    assert not covered(at_reader.till.done.next_button)
