"""When a move that the shop does not list is believed not to have happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest

from pos_desktop.application.payment_provider import Charge, GiveBack, NoAnswer, NotSent
from pos_desktop.application.platform.codes import GiftCardMove, PlatformGiftCard
from pos_desktop.application.platform.trouble import PlatformUnsure
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.shop_gift_card.cards import LATE_SECONDS, ShopGiftCards
from pos_desktop.payments.shop_gift_card.notes import Mark, mark_in, note_of

PAYMENT, ORDER, REFUND = UUID(int=1), UUID(int=2), UUID(int=3)
CHARGE = Charge(PAYMENT, str(PAYMENT), ORDER, "Ticket 14", 500, "EUR", token="gid://card/1")
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@dataclass
class LateShop:
    """A card whose moves come to their effect when they are let through, and whose answers are lost."""

    moves: list[GiftCardMove] = field(default_factory=list)
    on_the_way: list[GiftCardMove] = field(default_factory=list)
    answers: bool = False
    look: Callable[[], None] = lambda: None

    def gift_card_history(self, ref: str) -> PlatformGiftCard:
        self.look()
        balance = 2500 + sum(move.amount_minor for move in self.moves)
        return PlatformGiftCard(ref, "5678", balance, "EUR", moves=tuple(reversed(self.moves)))

    def redeem_gift_card(self, ref: str, amount: int, currency: str, note: str) -> PlatformGiftCard:
        return self._move(ref, -amount, note)

    def credit_gift_card(self, ref: str, amount: int, currency: str, note: str) -> PlatformGiftCard:
        return self._move(ref, amount, note)

    def _move(self, ref: str, amount: int, note: str) -> PlatformGiftCard:
        move = GiftCardMove(f"gid://move/{len(self.moves) + len(self.on_the_way)}", amount, note, NOW)
        if not self.answers:
            self.on_the_way.append(move)
            raise PlatformUnsure("no answer")
        self.moves.append(move)
        card = self.gift_card_history(ref)
        return PlatformGiftCard(ref, "5678", card.balance_minor, "EUR", moves=(move,))

    def arrive(self) -> None:
        self.moves += self.on_the_way
        self.on_the_way.clear()


@dataclass
class Seconds:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def late() -> LateShop:
    return LateShop()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def provider(late: LateShop, seconds: Seconds) -> ShopGiftCards:
    return ShopGiftCards(lambda: late, clock=seconds)  # type: ignore[arg-type,return-value]  # what is asked of it


def test_a_request_that_may_be_late_keeps_it_in_doubt(provider: ShopGiftCards, seconds: Seconds) -> None:
    with pytest.raises(NoAnswer):
        provider.start(CHARGE)
    for seconds.now in (1.0, LATE_SECONDS):
        with pytest.raises(NoAnswer):
            provider.ask(CHARGE)
    seconds.now = 1.0 + LATE_SECONDS
    assert provider.ask(CHARGE).state is PaymentState.CANCELLED
    assert provider.cancel(CHARGE).state is PaymentState.CANCELLED, "asked twice, as the worker does"


def test_one_that_arrives_meanwhile_is_found(provider: ShopGiftCards, late: LateShop) -> None:
    with pytest.raises(NoAnswer):
        provider.start(CHARGE)
    with pytest.raises(NoAnswer):
        provider.ask(CHARGE)
    late.arrive()
    report = provider.ask(CHARGE)
    assert (report.state, report.charged_minor, report.balance_minor) == (PaymentState.TAKEN, 500, 2000)
    assert provider.start(CHARGE).provider_ref == report.provider_ref
    assert len(late.moves) == 1


def test_a_second_request_begins_the_waiting_anew(
    provider: ShopGiftCards, late: LateShop, seconds: Seconds
) -> None:
    late.answers = True
    paid = provider.start(CHARGE)
    late.answers = False
    refund = GiveBack(
        REFUND, "back-1", PAYMENT, ORDER, 500, "EUR", "duplicate", paid.provider_ref, True, paid_minor=500
    )
    with pytest.raises(NoAnswer):
        provider.give_back(refund)
    with pytest.raises(NoAnswer):
        provider.ask_refund(refund)
    late.on_the_way.clear()
    seconds.now = LATE_SECONDS
    assert provider.ask_refund(refund).state is RefundState.PROMISED
    with pytest.raises(NoAnswer):
        provider.give_back(refund)
    with pytest.raises(NoAnswer):
        provider.ask_refund(refund)
    late.arrive()
    assert provider.ask_refund(refund).state is RefundState.DONE
    assert provider.give_back(refund).state is RefundState.DONE
    assert [move.amount_minor for move in late.moves] == [-500, 500]


def test_a_shop_that_is_slow_to_look_is_not_asked_to_move(
    provider: ShopGiftCards, late: LateShop, seconds: Seconds
) -> None:
    late.answers = True

    def wait() -> None:
        seconds.now += 6.0

    late.look = wait
    with pytest.raises(NotSent):
        provider.start(CHARGE)
    assert late.moves == []


def test_another_process_waits_by_its_own_clock(provider: ShopGiftCards, late: LateShop) -> None:
    with pytest.raises(NoAnswer):
        provider.start(CHARGE)
    other = ShopGiftCards(lambda: late, clock=Seconds(9_999.0))  # type: ignore[arg-type,return-value]  # as above
    with pytest.raises(NoAnswer):
        other.ask(CHARGE)


def test_what_was_booked_from_the_shops_books_goes_back_under_the_id_it_has_there(
    provider: ShopGiftCards, late: LateShop
) -> None:
    """It has an id of its own here; the card's list has that of the attempt which was believed over."""
    late.answers = True
    paid = provider.start(CHARGE)
    back = GiveBack(
        REFUND, str(REFUND), UUID(int=4), ORDER, 500, "EUR", "requested_by_customer", paid.provider_ref,
        whole=True, paid_minor=500,
    )  # fmt: skip
    assert provider.give_back(back).state is RefundState.DONE
    assert provider.give_back(back).state is RefundState.DONE
    taken, given = late.moves
    assert (taken.amount_minor, given.amount_minor) == (-500, 500)
    marks = [mark_in(move.note) for move in late.moves]
    assert [mark.payment_id for mark in marks if mark is not None] == [PAYMENT, PAYMENT]
    assert [one.amount_minor for one in provider.refunds_of(paid.provider_ref)] == [500]


def test_a_move_that_was_told_and_is_gone_is_no_doubt(provider: ShopGiftCards, late: LateShop) -> None:
    late.answers = True
    paid = provider.start(CHARGE)
    late.moves.clear()
    known = Charge(PAYMENT, str(PAYMENT), ORDER, "Ticket 14", 500, "EUR", provider_ref=paid.provider_ref)
    assert provider.ask(known).state is PaymentState.CANCELLED


@pytest.mark.parametrize("words", ["", "Ticket 14 · Till [1]", "x" * 300])
def test_a_mark_is_read_as_it_was_written(words: str) -> None:
    mark = Mark("-", ORDER.hex, PAYMENT.hex, "pay-1")
    assert mark_in(note_of(words, mark)) == mark
    assert len(note_of(words, mark)) < 255
    assert mark_in(words) is None
