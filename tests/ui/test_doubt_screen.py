# ruff: noqa: F811 - fixtures are imported by name
"""An outcome that is not known: said, asked after, parked, paid otherwise, decided; charged once whatever happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from pos_desktop.application.payment_records import ASKS_PERSON
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.decide import DecidePanel
from pos_desktop.ui.screens import doubt
from tests.ui.card_till import CardTill, card_till, till  # noqa: F401
from tests.ui.selling import SPACE, manager, misplaced, nameless, too_small

SUM = f"16,98{SPACE}€"


@pytest.fixture
def in_doubt(card_till: CardTill) -> CardTill:
    """The card was read, then the cable was pulled and the bank approved it."""
    card_till.lose_the_outcome()
    return card_till


def test_it_says_what_is_known_and_resolves_by_itself(in_doubt) -> None:
    ticket, screen = in_doubt.till.ticket.id, in_doubt.doubt
    assert screen.banner.title.text() == "We do not yet know if the card was charged"
    assert screen.banner.amount.text() == SUM
    known = [(fact.standing, fact.title) for fact in screen.known.facts]
    assert known[0] == ("done", "Sent to the reader")
    assert ("open", "Bank answer not received") in known
    assert known[-1] == ("done", "Attempt recorded on this register")
    assert "Try" in screen.doing.facts[0].second
    in_doubt.until(lambda: in_doubt.chip("reader") == f"Outcome open · {SUM}")
    in_doubt.terminal.mend_line()
    in_doubt.till.enter()
    in_doubt.until_page("done")
    assert in_doubt.charged(ticket) == 1698
    assert in_doubt.till.orders() == [("1-000001", 1698)]


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_what_to_do_is_read_to_its_end(in_doubt, language, size, monkeypatch) -> None:
    """With the button of a manager under it, in every language."""
    monkeypatch.setattr(doubt, "LONG", timedelta(0))
    in_doubt.services.desk.change_settings(language=language)
    in_doubt.window.resize(*size)
    in_doubt.till.settle()
    in_doubt.doubt.look()
    in_doubt.till.settle()
    in_doubt.till.settle()
    screen = in_doubt.doubt
    assert screen.decide_button.isVisible()
    for paragraph in (screen.advice, screen.banner.title, screen.banner.meaning):
        assert paragraph.heightForWidth(paragraph.width()) <= paragraph.height(), paragraph.text()
    assert misplaced(screen) == []


def test_parked_the_next_customer_is_served_and_it_closes_by_itself(in_doubt) -> None:
    in_doubt.till.key(Qt.Key.Key_F8)
    assert in_doubt.till.page == "sale"
    assert not in_doubt.till.ticket.lines
    in_doubt.till.key(Qt.Key.Key_F3)
    (row,) = in_doubt.till.panel.list.rows
    assert row.tag is not None
    assert row.tag.text == "Outcome open"
    in_doubt.till.escape()
    in_doubt.till.fill("Oat drink")
    in_doubt.terminal.mend_line()
    (waiting,) = in_doubt.services.tendering.waiting_outcomes()
    in_doubt.services.tendering.ask_now(waiting.id)
    in_doubt.until(lambda: "Ticket 1 is paid: receipt 1-000001" in in_doubt.till.toasts())
    assert in_doubt.till.page == "sale"
    assert in_doubt.till.names() == ["1 × Oat drink"]


def test_what_is_paid_while_no_shift_is_open_is_sold_when_the_next_one_opens(in_doubt, monkeypatch) -> None:
    """Nothing asks for it in the meantime: the window would be at that all the time."""
    settling = in_doubt.services.settling
    in_doubt.till.key(Qt.Key.Key_F8)
    shifts = in_doubt.services.shifts
    shifts.confirm_count({10_000: 1})
    shifts.close("", 10_000)
    in_doubt.terminal.mend_line()
    (waiting,) = in_doubt.services.tendering.waiting_outcomes()
    in_doubt.services.tendering.ask_now(waiting.id)
    in_doubt.until(lambda: "Ticket 1 is paid" in in_doubt.till.toasts())
    in_doubt.until(lambda: not in_doubt.services.tendering.waiting_outcomes())
    looks, settle = [], settling.settle
    monkeypatch.setattr(settling, "settle", lambda: (looks.append(1), settle())[1])
    for _ in range(20):
        in_doubt.till.settle()
    assert len(looks) < 5
    assert in_doubt.till.orders() == []
    shifts.open(10_000)
    in_doubt.until(lambda: in_doubt.till.orders() == [("1-000001", 1698)])
    assert "Ticket 1 is paid: receipt 1-000001" in in_doubt.till.toasts()


def test_another_tender_needs_a_manager_and_the_card_comes_back(in_doubt) -> None:
    ticket = in_doubt.till.ticket.id
    in_doubt.till.key(Qt.Key.Key_F9)
    assert in_doubt.till.page == "pay"
    assert "Outcome open" in in_doubt.till.pay.taken.rows[0].accessibleName()
    in_doubt.till.type("2000")
    in_doubt.till.enter()
    assert isinstance(in_doubt.till.panel, ApprovalPanel)
    in_doubt.till.approve()
    in_doubt.until_page("done")
    assert in_doubt.till.done.figure.accessibleName() == "3,02 €"
    in_doubt.terminal.mend_line()
    for payment in in_doubt.services.tendering.waiting_outcomes():
        in_doubt.services.tendering.ask_now(payment.id)
    in_doubt.until(lambda: in_doubt.terminal.refunded(ticket) == 1698)
    assert in_doubt.charged(ticket) == 0


def test_a_manager_may_decide_when_it_lasts(in_doubt, monkeypatch) -> None:
    assert not in_doubt.doubt.decide_button.isVisible()
    monkeypatch.setattr(doubt, "LONG", timedelta(0))
    in_doubt.doubt.look()
    in_doubt.window.refresh_keys()
    in_doubt.till.key(Qt.Key.Key_F10)
    panel = in_doubt.till.panel
    assert isinstance(panel, DecidePanel)
    assert not panel.primary.isEnabled()
    panel.field.set_text("The reader shows Approved")
    in_doubt.till.tap(panel.primary)
    assert isinstance(in_doubt.till.panel, ApprovalPanel)
    in_doubt.till.approve()
    in_doubt.until_page("done")
    assert in_doubt.till.orders() == [("1-000001", 1698)]
    assert "payment_taken" in in_doubt.till.journal()


def test_a_manager_decides_without_asking_and_it_is_still_due(in_doubt, monkeypatch) -> None:
    monkeypatch.setattr(doubt, "LONG", timedelta(0))
    manager(in_doubt.till)
    in_doubt.till.key(Qt.Key.Key_F12)
    in_doubt.until_page("doubt")
    in_doubt.doubt.ask_decision()
    in_doubt.till.panel.field.set_text("Looked up at the provider")
    in_doubt.till.tap(in_doubt.till.panel.not_charged)
    in_doubt.until(lambda: in_doubt.till.page in ("card", "pay"))
    assert in_doubt.services.tendering.view().left_minor == 1698


def test_leaving_keeps_the_ticket_locked_and_says_so(in_doubt) -> None:
    in_doubt.till.escape()
    assert in_doubt.till.page == "sale"
    banner = in_doubt.till.sale.open_payment
    assert banner is not None
    assert "the outcome is open" in banner.banner.accessibleName()
    assert not banner.give_back.isVisible(), "nothing is known to have been taken"
    in_doubt.till.tap(banner.go_on)
    assert in_doubt.till.page == "doubt"


@pytest.mark.parametrize("language", ["de", "ar"])
def test_everything_has_its_place(in_doubt, language, monkeypatch) -> None:
    monkeypatch.setattr(doubt, "LONG", timedelta(0))
    in_doubt.services.desk.change_settings(language=language)
    in_doubt.doubt.look()
    for size in ((1366, 768), (1024, 768)):
        in_doubt.window.resize(*size)
        in_doubt.till.settle()
        assert misplaced(in_doubt.doubt) == [], size
        assert too_small(in_doubt.doubt) == [], size
        assert nameless(in_doubt.doubt) == [], size
        main = in_doubt.window.frame.main
        assert in_doubt.doubt.minimumSizeHint().width() <= main.width(), size
        assert in_doubt.doubt.minimumSizeHint().height() <= main.height(), size


def test_what_the_provider_cannot_tell_a_person_looks_at_and_decides_at_once(in_doubt) -> None:
    screen, services = in_doubt.doubt, in_doubt.services
    assert not screen.decide_button.isVisible()
    (waiting,) = services.tendering.waiting_outcomes()
    asked = {"title": "Look at the card terminal", "next_step": "Compare the amount and the time."}
    with services.desk.store.write() as work:
        work.payments.note(waiting.id, ASKS_PERSON, asked, services.desk.clock.now())
    screen.look()
    assert screen.advice.text() == "Look at the card terminal. Compare the amount and the time."
    assert screen.decide_button.isVisible()
    assert not [*misplaced(screen), *nameless(screen), *too_small(screen)]
