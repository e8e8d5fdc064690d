"""Pictures of everything a cashier sees while taking money that is not cash: a real terminal on a real port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Decline
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.services import Services
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.domain.value_codes import make_code
from pos_desktop.payments.fake import SIGNING, VirtualTerminal

if TYPE_CHECKING:
    from tests.photographer import Photographer

ANSWER_MS = 1500


@contextmanager
def card_terminal(services: Services) -> Iterator[VirtualTerminal]:
    """A terminal that is switched on, and the ways of paying of a shop that takes everything."""
    with VirtualTerminal() as terminal:
        settings = {"port": str(terminal.port), "answer_ms": str(ANSWER_MS)}
        with services.desk.store.write() as work:
            for place, (kind, provider, name, rules) in enumerate(
                (
                    (TenderKind.CARD, "fake", "", TenderRules(tips=True)),
                    (TenderKind.PAY_LINK, "fake_link", "", TenderRules()),
                )
            ):
                work.payment_methods.save(
                    PaymentMethod(new_id(), kind, provider, name, settings, rules, place + 1)
                )
        order = ("cash", "fake", "gift_card", "store_credit", "voucher", "fake_link", "external")
        with services.desk.store.write() as work:
            for method in work.payment_methods.all():
                place = order.index(method.provider)
                work.payment_methods.save(
                    PaymentMethod(
                        method.id,
                        method.kind,
                        method.provider,
                        method.name,
                        method.settings,
                        method.rules,
                        place,
                        method.provider != "external",
                    )
                )
        yield terminal


def gift_card(services: Services, amount: int) -> str:
    """Issues one; its code."""
    code = make_code(int.from_bytes(new_id().bytes, "big"))
    currency = services.desk.settings.currency_code
    with services.desk.store.write() as work:
        work.stored_values.issue(
            new_id(), TenderKind.GIFT_CARD, code, amount, currency, services.desk.clock.now()
        )
    return code


def payments(p: Photographer) -> None:
    """From the first tender of a split to a card whose outcome is open."""
    with card_terminal(p.services) as terminal:
        p.services.desk.change_settings(deposits=True)
        _split(p)
        _card(p, terminal)
        _doubt(p, terminal)
        _link(p, terminal)


def _split(p: Photographer) -> None:
    p.window.go("sale")
    p.fill()
    p.window.go("pay")
    p.take("pay-methods")
    code = gift_card(p.services, 2500)
    p.sight.grid.press(2)
    p.hand.settle(0.3)
    p.take("pay-code")
    p.window.panels.top.scanned(code)
    p.take("pay-code-balance")
    p.window.close_overlay()
    p.sight.entry.set_value(1000)
    p.sight._ways[p.sight.grid.current()].redeem(code, 1000)
    p.hand.settle(0.3)
    p.window.frame.toasts.clear()
    p.hand.write("5000")
    p.take("pay-split")
    p.sight.extras.ask_split()
    p.over("pay-split-evenly")
    p.sight.escape()
    p.take("sale-part-paid")
    p.sight.open_payment.give_back.click()
    p.over("pay-give-up")
    p.hand.settle(0.4)
    p.sight.open_payment.deposit.click()
    p.hand.settle(0.4)
    p.over("pay-deposit")
    p.window.go("pay")


def _begin(p: Photographer, place: int = 1) -> None:
    p.sight.grid.press(place)
    p.sight.take()


def _phase(p: Photographer, phase: str) -> None:
    p.hand.until(lambda: p.sight.name == "card" and p.sight.payment.phase == phase, phase)
    p.hand.settle(0.4)


def _card(p: Photographer, terminal: VirtualTerminal) -> None:
    p.sight.grid.press(1)
    p.sight.extras.ask_tip()
    p.over("pay-tip")
    _begin(p)
    _phase(p, "choosing_tip")
    p.take("card-tip")
    terminal.choose_tip(0)
    _phase(p, "waiting_for_card")
    p.take("card-waiting")
    terminal.decline(Decline.INSUFFICIENT_FUNDS)
    p.hand.until(lambda: not p.sight.payment.state.open, "the decline")
    p.hand.settle(0.4)
    p.take("card-declined")
    p.sight.other_way()
    p.hand.settle(0.3)
    p.take("pay-declined")
    _begin(p)
    _phase(p, "choosing_tip")
    terminal.present(SIGNING)
    _phase(p, "signature")
    p.take("card-signature")
    terminal.sign()
    p.sight.sign(True)
    p.hand.until(lambda: p.sight.name == "done", "the done screen")
    p.hand.settle(0.4)
    p.take("done-card")
    p.hand.enter()


def _doubt(p: Photographer, terminal: VirtualTerminal) -> None:
    p.fill()
    p.window.go("pay")
    _begin(p)
    _phase(p, "choosing_tip")
    terminal.hold_bank()
    terminal.present()
    _phase(p, "asking_bank")
    p.take("card-bank")
    terminal.cut_line()
    p.sight.stop()
    p.hand.until(lambda: p.sight.name == "doubt", "the doubt")
    p.hand.settle(2.5)
    p.take("card-doubt")
    from datetime import timedelta

    from pos_desktop.ui.screens import doubt

    usual, doubt.LONG = doubt.LONG, timedelta(0)
    p.sight.look()
    p.take("card-doubt-long")
    p.sight.ask_decision()
    p.over("card-decide")
    doubt.LONG = usual
    p.sight.park()
    p.hand.settle(0.4)
    p.sight.ticket.ask_parked()
    p.over("parked-doubt")
    terminal.mend_line()
    terminal.let_bank_answer()
    with_outcome = p.services.tendering.waiting_outcomes
    p.hand.until(lambda: not with_outcome(), "the outcome")
    p.hand.settle(0.5)
    p.take("doubt-resolved")


def _link(p: Photographer, terminal: VirtualTerminal) -> None:
    p.window.go("sale")
    p.fill()
    p.window.go("pay")
    _begin(p, 5)
    p.hand.until(lambda: p.sight.name == "link" and p.sight.payment.action_url, "the link")
    p.hand.settle(0.4)
    p.take("pay-link")
    terminal.pay_link()
    p.hand.until(lambda: p.sight.name == "done", "the done screen")
    p.hand.enter()
