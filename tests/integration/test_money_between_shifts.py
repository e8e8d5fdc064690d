"""Money whose answer comes after the shift of its attempt was closed: in one report, once, whatever becomes of it."""

from __future__ import annotations

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.payment_records import Payment
from pos_desktop.application.shift_view import ShiftReport
from pos_desktop.domain.payment import PaymentState, TenderKind
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import Till
from tests.integration.shift_reports import adds_up

COFFEE, PART = 799, 300
BOTH = pytest.mark.parametrize("kind", [TenderKind.CARD, TenderKind.PAY_LINK])


def set_aside(shop: CardShop, kind: TenderKind, amount: int = COFFEE) -> Payment:
    """A coffee whose payment is under way while its ticket waits: a link, or a card whose answer was lost."""
    shop.ring_up("Coffee")
    if kind is TenderKind.CARD:
        shop.terminal.lose_next_answer(after_effect=True)
        payment = shop.card(amount)
        shop.terminal.present()
    else:
        payment = shop.tendering.start(shop.methods[kind].id, amount)
        shop.work()
    shop.tendering.park_in_doubt()
    return payment


def answered(shop: CardShop, payment: Payment) -> list[str]:
    """The provider says that it was taken; what the register makes of that."""
    if payment.kind is TenderKind.PAY_LINK:
        shop.terminal.pay_link()
    assert shop.until_known(payment.id).state is PaymentState.TAKEN
    return [settled.kind for settled in shop.till.services.settling.settle()]


def closed(till: Till) -> ShiftReport:
    """The Z report; what it says adds up by itself."""
    drawer = till.drawer_holds()
    till.services.shifts.confirm_count({1: drawer})
    report = till.services.shifts.close("", drawer)
    adds_up(report)
    return report


def in_the_bank(shop: CardShop, payment: Payment) -> int:
    return shop.terminal.charged(payment.ticket_id) - shop.terminal.refunded(payment.ticket_id)


@BOTH
def test_what_is_answered_in_the_next_shift_is_money_of_that_shift(
    card_shop: CardShop, kind: TenderKind
) -> None:
    payment = set_aside(card_shop, kind)
    first = closed(card_shop.till)
    card_shop.till.open_shift()
    assert answered(card_shop, payment) == ["sold"]
    second = closed(card_shop.till)
    assert (first.taken_minor, second.taken_minor) == (0, COFFEE)
    assert (second.gross_minor, second.deposits_taken_minor, second.deposits_used_minor) == (COFFEE, 0, 0)
    assert [(tender.kind, tender.amount_minor) for tender in second.tenders] == [(kind.value, COFFEE)]


@BOTH
def test_what_is_answered_while_no_shift_is_open_is_money_of_the_next(
    card_shop: CardShop, kind: TenderKind
) -> None:
    payment = set_aside(card_shop, kind)
    first = closed(card_shop.till)
    assert answered(card_shop, payment) == ["waits_for_shift"]
    card_shop.till.open_shift()
    assert [settled.kind for settled in card_shop.till.services.settling.settle()] == ["sold"]
    second = closed(card_shop.till)
    card_shop.till.open_shift()
    third = closed(card_shop.till)
    assert [each.taken_minor for each in (first, second, third)] == [0, COFFEE, 0]
    assert (second.gross_minor, second.deposits_taken_minor, second.deposits_used_minor) == (COFFEE, 0, 0)


@pytest.mark.parametrize("shift_open", [True, False], ids=["in the next shift", "between the shifts"])
def test_a_part_that_is_answered_later_is_a_deposit_of_the_shift_it_came_in(
    card_shop: CardShop, shift_open: bool
) -> None:
    till = card_shop.till
    payment = set_aside(card_shop, TenderKind.PAY_LINK, PART)
    reports = [closed(till)]
    if shift_open:
        till.open_shift()
    assert answered(card_shop, payment) == ["part_paid"]
    if not shift_open:
        till.open_shift()
    reports.append(closed(till))
    till.open_shift()
    till.services.tickets.resume(payment.ticket_id)
    assert card_shop.tendering.take_cash(COFFEE - PART) is not None
    reports.append(closed(till))
    assert [each.deposits_taken_minor for each in reports] == [0, PART, 0]
    assert [each.deposits_used_minor for each in reports] == [0, 0, PART]
    assert [each.taken_minor for each in reports] == [0, PART, COFFEE - PART]


@pytest.mark.parametrize("between", [False, True], ids=["in the same shift", "a shift later"])
def test_what_is_given_up_after_a_late_answer_leaves_nothing_in_the_reports(
    card_shop: CardShop, between: bool
) -> None:
    till = card_shop.till
    payment = set_aside(card_shop, TenderKind.PAY_LINK, PART)
    reports = [closed(till)]
    till.open_shift()
    answered(card_shop, payment)
    if between:
        reports.append(closed(till))
        till.open_shift()
    till.services.tickets.resume(payment.ticket_id)
    till.services.giving_up.give_up(payment.ticket_id)
    card_shop.work()
    reports.append(closed(till))
    expected = [0, PART, -PART] if between else [0, 0]
    assert [each.deposits_taken_minor for each in reports] == expected
    assert sum(each.taken_minor for each in reports) == in_the_bank(card_shop, payment) == 0


def test_without_a_shift_nothing_is_given_up(card_shop: CardShop) -> None:
    till = card_shop.till
    payment = set_aside(card_shop, TenderKind.PAY_LINK, PART)
    answered(card_shop, payment)
    assert closed(till).deposits_taken_minor == PART
    with pytest.raises(Refused, match="No shift is open"):
        till.services.giving_up.give_up(payment.ticket_id)
    till.open_shift()
    till.services.giving_up.give_up(payment.ticket_id)
    card_shop.work()
    assert closed(till).deposits_taken_minor == -PART
    assert in_the_bank(card_shop, payment) == 0


def test_what_a_deposit_was_too_much_is_taken_off_in_the_shift_it_goes_back_in(card_shop: CardShop) -> None:
    till = card_shop.till
    payment = set_aside(card_shop, TenderKind.CARD)
    till.services.tickets.resume(payment.ticket_id)
    card_shop.approved(lambda word: card_shop.tendering.take_cash(PART, word))
    card_shop.tendering.park_in_doubt()
    drawer = till.drawer_holds()
    till.services.shifts.confirm_count({1: drawer})
    assert answered(card_shop, payment) == ["waits_for_shift"]
    first = till.services.shifts.close("", drawer)
    till.open_shift(drawer)
    assert [settled.kind for settled in till.services.settling.settle()] == ["sold"]
    card_shop.work()
    second = closed(till)
    assert (first.deposits_taken_minor, second.deposits_taken_minor) == (COFFEE + PART, -PART)
    assert first.taken_minor + second.taken_minor == in_the_bank(card_shop, payment) + PART == COFFEE


def test_a_managers_word_counts_in_the_shift_it_is_given_in(card_shop: CardShop) -> None:
    till = card_shop.till
    payment = set_aside(card_shop, TenderKind.CARD)
    card_shop.terminal.cut_line()
    card_shop.work(seconds=1)
    first = closed(till)
    till.open_shift()
    till.services.session.sign_out()
    till.sign_in("Manager")
    till.services.settling.decide(payment.id, taken=True, reason="The customer has a slip")
    assert [settled.kind for settled in till.services.settling.settle()] == ["sold"]
    second = closed(till)
    assert (first.taken_minor, second.taken_minor, second.deposits_used_minor) == (0, COFFEE, 0)
