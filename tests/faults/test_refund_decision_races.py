"""A manager's word about money on its way back while its provider is asked: never paid twice, and what says otherwise
is listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.payment_records import Difference, Refund
from pos_desktop.application.returns import Pick
from pos_desktop.application.statement_check import OurSide
from pos_desktop.domain.payment import RefundState, TenderKind
from pos_desktop.payments.discreet import DiscreetProvider
from tests.integration.card_shop import CardShop, card_shop  # noqa: F401  a fixture

PRICE = 799


def in_doubt(shop: CardShop, *, went_back: bool) -> tuple[OrderView, Refund]:
    """A refund whose answer was lost, after its effect or before it."""
    shop.till.services.session.sign_out()
    shop.till.sign_in("Manager")
    shop.ring_up("Coffee")
    payment = shop.card()
    shop.terminal.present()
    shop.until_known(payment.id)
    services = shop.till.services
    services.settling.settle()
    order = services.orders.get(payment.ticket_id)
    lines = services.returns.of(order.id).lines
    picks = {each.line.id: Pick(each.left_milli, True) for each in lines}
    services.returns.carry_out(services.returns.of(order.id), picks, "Damaged")
    shop.terminal.lose_next_answer(after_effect=went_back, changes_only=True)
    shop.work()
    (refund,) = services.returns.open_promises()
    assert refund.state is RefundState.UNKNOWN
    return order, refund


def during(name: str, then: Callable[[], None]) -> Any:
    """While the provider is asked and before its answer is written; once."""
    call, left = getattr(DiscreetProvider, name), [then]

    def asked(self: DiscreetProvider, *facts: Any) -> Any:
        answer = call(self, *facts)
        if left:
            left.pop()()
        return answer

    return patch.object(DiscreetProvider, name, asked)


def listed(shop: CardShop) -> list[Difference]:
    return [view.difference for view in shop.till.services.reconciliation.open()]


def say(shop: CardShop, refund: Refund, *, went_back: bool) -> None:
    shop.till.services.refund_decisions.decide(refund.id, went_back=went_back, reason="looked")


def test_an_answer_that_comes_too_late_and_says_that_it_went_back_is_listed(card_shop: CardShop) -> None:  # noqa: F811
    order, refund = in_doubt(card_shop, went_back=True)
    with during("ask_refund", lambda: say(card_shop, refund, went_back=False)):
        card_shop.work(seconds=1000)
    (found,) = listed(card_shop)
    assert (found.kind, found.ours_minor, found.theirs_minor) == ("refund", 0, PRICE)
    # Tried again all the same: the provider's own list is added up, and nothing goes back twice.
    card_shop.till.services.refund_decisions.try_again(refund.id)
    for _ in range(3):
        card_shop.work(seconds=1000)
    assert card_shop.terminal.refunded(order.id) == PRICE


def test_a_word_that_it_went_back_keeps_it_from_being_sent_again(card_shop: CardShop) -> None:  # noqa: F811
    order, refund = in_doubt(card_shop, went_back=False)
    with during("ask_refund", lambda: say(card_shop, refund, went_back=True)):
        card_shop.work(seconds=1000)
    card_shop.work(seconds=1000)
    assert card_shop.terminal.refunded(order.id) == 0
    (found,) = listed(card_shop)
    assert (found.kind, found.ours_minor, found.theirs_minor) == ("refund", PRICE, 0)
    # And once it is listed it can still be given back, by the books' own way.
    card_shop.till.services.reconciliation.resolve(found.id, "give_back", "it never came")
    card_shop.work(seconds=1000)
    assert card_shop.terminal.refunded(order.id) == PRICE


def test_a_word_that_it_did_not_go_back_while_it_is_asked_leaves_one_payment(card_shop: CardShop) -> None:  # noqa: F811
    order, refund = in_doubt(card_shop, went_back=False)
    with during("ask_refund", lambda: say(card_shop, refund, went_back=False)):
        card_shop.work(seconds=1000)
    card_shop.till.services.returns.pay_out_otherwise(refund.id, TenderKind.CASH)
    for _ in range(3):
        card_shop.work(seconds=1000)
    assert card_shop.terminal.refunded(order.id) == 0, "it is paid out of the drawer"
    assert listed(card_shop) == []
    with card_shop.till.store.read() as work:
        refunds = work.refunds.of_payment(refund.payment_id)
        ours = OurSide(work.payments.get(refund.payment_id), refunds)
    assert [each.cause for each in refunds] == ["refund", "replacement"]
    assert ours.refunded_minor == 0, "the drawer's money is not in the provider's books"


def test_nobody_decides_while_it_is_being_sent(card_shop: CardShop) -> None:  # noqa: F811
    order, refund = in_doubt(card_shop, went_back=False)
    refused: list[Refused] = []

    def decide() -> None:
        with pytest.raises(Refused, match="at this moment") as error:
            say(card_shop, refund, went_back=False)
        refused.append(error.value)

    with during("give_back", decide):
        card_shop.work(seconds=1000)
    assert refused
    assert card_shop.terminal.refunded(order.id) == PRICE
    assert card_shop.till.services.returns.open_promises() == []
