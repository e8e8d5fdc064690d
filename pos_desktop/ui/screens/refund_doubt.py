"""Money on its way back of which nobody can tell what became of it: what to look at, and a manager's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pos_desktop.application.payment_records import Refund
from pos_desktop.application.refund_decisions import RefundWord
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.decide import DecidePanel, refund_words
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.viewmodels.refunds import refund_name

if TYPE_CHECKING:
    from pos_desktop.ui.screens.promises import PromiseSide


def tell_doubt(panel: PromiseSide, refund: Refund, word: RefundWord) -> None:
    """Puts into the side what a person can do about a refund in doubt, or did; leaves all others as they are."""
    if word.undone:
        parts = (
            tr("A manager said: it was not refunded"),
            refund.last_error,
            tr("Try it again, or refund it in another way."),
        )
        panel.story.setText("\n\n".join(part for part in parts if part))
        panel.try_now.set_text(tr("Try again"))
        panel.try_now.show()
        return
    if word.stranded:
        parts = (
            tr("Its tender is gone or cannot be set up: nobody can send it."),
            refund.last_error,
            tr("End it with manager approval, then refund it in another way."),
        )
        panel.story.setText("\n\n".join(part for part in parts if part))
        _offer_a_word(panel, tr("End this refund"))
    elif word.decidable:
        panel.story.setText("\n\n".join(word.asks or (_lasts(), tr("Look in the provider's books."))))
        _offer_a_word(panel, tr("Decide the outcome"))


def _offer_a_word(panel: PromiseSide, words: str) -> None:
    panel.button.set_words(words, tr("With manager approval"))
    panel.button.set_kind("primary")
    panel.button.set_icon("shield-check")
    panel.button.show()


def ask_refund_decision(window: Window, refund: Refund, done: Callable[[], None]) -> None:
    """Asks what it was and how that is known; a manager's word follows."""
    decisions = window.services.refund_decisions
    amount = window.services.desk.formats.money(refund.amount_minor)

    def decide(went_back: bool, reason: str) -> None:
        def told(_refund: Refund) -> None:
            window.close_overlay(panel)
            done()

        window.act(
            lambda approval: decisions.decide(
                refund.id, went_back=went_back, reason=reason, approval=approval
            ),
            told,
        )

    panel = DecidePanel(window, refund_name(refund), amount, decide, refund_words(amount))
    window.show_overlay(panel)


def ask_refund_end(window: Window, refund: Refund, done: Callable[[], None]) -> None:
    """Asks why nobody can send it; a manager's word follows, and then it is paid out like one that was refused."""
    decisions = window.services.refund_decisions
    amount = window.services.desk.formats.money(refund.amount_minor)

    def end(reason: str) -> None:
        def told(_refund: Refund) -> None:
            window.close_overlay(panel)
            done()

        window.act(
            lambda approval: decisions.decide(refund.id, went_back=False, reason=reason, approval=approval),
            told,
        )

    second = f"{refund_name(refund)} · {amount}"
    button = tr("End this refund")
    panel = NotePanel(window, button, second, tr("Why is it not to be sent?"), button, end)
    window.show_overlay(panel)


def _lasts() -> str:
    return tr("For an hour nobody has said what became of it.")
