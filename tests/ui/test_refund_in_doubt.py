# ruff: noqa: F811 - fixtures are imported by name
"""Money on its way back of which nobody can tell: what to look at, a manager's word, and what can be done then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos_desktop.application.payment_records import ASKS_PERSON, Refund
from pos_desktop.application.returns import Pick
from pos_desktop.domain.payment import RefundState, TenderKind
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.decide import DecidePanel
from pos_desktop.ui.dialogs.entry import NotePanel
from tests.ui.card_till import CardTill, card_till, till  # noqa: F401
from tests.ui.selling import SPACE, misplaced, nameless, too_small

SUM = f"16,98{SPACE}€"
ASKED = ("Look at the card terminal", "Look in its journal for a refund of this amount at this time.")


def taken_back_unheard(at: CardTill) -> None:
    """All of a sale comes back while the card terminal is away."""
    at.terminal.customer = type(at.terminal).present
    at.ring_up()
    at.charge()
    at.until_page("done")
    services = at.services
    found = services.returns.of(services.orders.find(limit=1)[0].id)
    at.terminal.cut_line()
    manager_returns(at, found, {each.line.id: Pick(each.left_milli, True) for each in found.lines})
    at.until(lambda: services.returns.open_promises()[0].last_error)


@pytest.fixture
def in_doubt(card_till: CardTill) -> CardTill:
    """A sale that was taken back; its terminal is away and did not tell what became of that."""
    taken_back_unheard(card_till)
    leave_in_doubt(card_till)
    card_till.window.go("promises")
    card_till.till.settle()
    return card_till


def manager_returns(at: CardTill, found, picks) -> None:
    """Above nobody's limit: the limit is of no matter here."""
    at.services.returns._desk.require = lambda *_a, **_k: None
    try:
        at.services.returns.carry_out(found, picks, "Damaged")
    finally:
        del at.services.returns._desk.require


def leave_in_doubt(at: CardTill) -> None:
    desk = at.services.desk
    with desk.store.write() as work:
        (refund,) = work.refunds.open()
        later = desk.clock.now() + timedelta(minutes=10)
        work.refunds.save(replace(refund, state=RefundState.UNKNOWN, next_at=later))
        body = {"title": ASKED[0], "next_step": ASKED[1], "key": refund.key}
        work.refunds.note(refund.id, ASKS_PERSON, body, desk.clock.now())


def refund(at: CardTill) -> Refund:
    (found,) = at.services.returns.open_promises()
    return found


def decide(at: CardTill, *, went_back: bool) -> None:
    at.till.tap(at.sight.panel.button)
    panel = at.till.panel
    assert isinstance(panel, DecidePanel)
    assert not panel.primary.isEnabled()
    panel.field.set_text("Its journal")
    at.till.tap(panel.primary if went_back else panel.not_charged)
    assert isinstance(at.till.panel, ApprovalPanel)
    at.till.approve()
    at.till.settle()


def shown_in(at: CardTill, language: str) -> None:
    """The promises in another language, in the smallest window."""
    at.services.desk.change_settings(language=language)
    at.window.resize(1024, 768)
    at.sight.refresh()
    at.till.settle()


def test_it_says_what_to_look_at_and_a_manager_says_that_it_went_back(in_doubt: CardTill) -> None:
    side = in_doubt.sight.panel
    assert side.story.text() == "\n\n".join(ASKED)
    assert side.button.text() == "Decide the outcome"
    decide(in_doubt, went_back=True)
    assert in_doubt.services.returns.open_promises() == []
    assert "refund_decided" in in_doubt.till.journal()
    assert in_doubt.sight.empty.isVisible()


def test_what_did_not_go_back_is_tried_again_or_paid_out(in_doubt: CardTill) -> None:
    before = refund(in_doubt).key
    decide(in_doubt, went_back=False)
    side, refused = in_doubt.sight.panel, refund(in_doubt)
    assert (refused.state, refused.last_error) == (RefundState.REFUSED, "Its journal")
    assert side.button.text() == f"Refund {SUM}"
    assert side.try_now.isVisible()
    in_doubt.till.tap(side.try_now)
    again = refund(in_doubt)
    assert again.state.open
    assert again.key != before
    in_doubt.until(lambda: refund(in_doubt).last_error not in ("", refused.last_error))
    in_doubt.terminal.mend_line()
    in_doubt.services.returns.try_now(again.id)
    in_doubt.until(lambda: not in_doubt.services.returns.open_promises())
    assert in_doubt.terminal.refunded(in_doubt.services.orders.find(limit=9)[-1].id) == 1698


def test_what_did_not_go_back_is_paid_out_in_cash(in_doubt: CardTill) -> None:
    decide(in_doubt, went_back=False)
    in_doubt.sight.pay_out_as(TenderKind.CASH)
    in_doubt.till.approve()
    in_doubt.until(lambda: not in_doubt.services.returns.open_promises())


@pytest.fixture
def stranded(card_till: CardTill) -> CardTill:
    """A sale that was taken back; its terminal was away, and then that tender was removed."""
    taken_back_unheard(card_till)
    services = card_till.services
    later = services.desk.clock.now() + timedelta(minutes=10)
    with services.desk.store.write() as work:
        (refund,) = work.refunds.open()
        work.refunds.save(replace(refund, state=RefundState.PROMISED, next_at=later))
        work.payment_methods.remove(refund.method_id, services.desk.clock.now())
    card_till.window.go("promises")
    card_till.till.settle()
    return card_till


def test_what_nobody_can_send_is_ended_and_paid_out(stranded: CardTill) -> None:
    side = stranded.sight.panel
    assert side.button.isVisible()
    assert side.button.text() == "End this refund"
    assert "nobody can send it" in side.story.text()
    stranded.till.tap(side.button)
    panel = stranded.till.panel
    assert isinstance(panel, NotePanel)
    panel.field.set_text("The reader is sold")
    stranded.till.tap(panel.primary)
    assert isinstance(stranded.till.panel, ApprovalPanel)
    stranded.till.approve()
    stranded.till.settle()
    ended = refund(stranded)
    assert (ended.state, ended.last_error) == (RefundState.REFUSED, "The reader is sold")
    assert side.button.text() == f"Refund {SUM}"
    stranded.sight.pay_out_as(TenderKind.CASH)
    stranded.till.approve()
    stranded.until(lambda: not stranded.services.returns.open_promises())


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_what_nobody_can_send_is_said_in_full(stranded: CardTill, language: str) -> None:
    shown_in(stranded, language)
    side = stranded.sight.side.currentWidget()
    assert (misplaced(side), too_small(side), nameless(side)) == ([], [], [])
    assert side.button.isVisible()


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_everything_has_its_place(in_doubt: CardTill, language: str) -> None:
    shown_in(in_doubt, language)
    for part in (in_doubt.sight, in_doubt.sight.side.currentWidget()):
        assert (misplaced(part), too_small(part), nameless(part)) == ([], [], [])
    in_doubt.till.tap(in_doubt.sight.panel.button)
    panel = in_doubt.till.panel
    assert (misplaced(panel), too_small(panel), nameless(panel)) == ([], [], [])
