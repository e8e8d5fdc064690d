"""The ledger of stored values on both databases: any moves in any order, and two registers at one card."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Decline, Redeemed
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import make_code
from tests.integration.shop import Shop

CARD = TenderKind.GIFT_CARD

steps = st.lists(
    st.one_of(
        st.tuples(st.just("redeem"), st.integers(0, 3), st.integers(1, 700)),
        st.tuples(st.just("again"), st.integers(0, 3), st.integers(1, 700)),
        st.tuples(st.just("back"), st.integers(0, 3), st.integers(1, 700)),
        st.tuples(st.just("back again"), st.integers(0, 3), st.integers(1, 700)),
        st.tuples(st.just("adjust"), st.just(0), st.integers(-700, 700)),
        st.tuples(st.just("block"), st.integers(0, 1), st.just(0)),
    ),
    max_size=20,
)


@dataclass
class Ledger:
    """One card with 10.00 and a model of what happened to it."""

    shop: Shop
    code: str = field(default_factory=lambda: make_code(new_id().int))
    value: UUID = field(default_factory=new_id)
    balance: int = 1000
    blocked: bool = False
    taken: list[tuple[UUID, int]] = field(default_factory=list)
    back: dict[UUID, int] = field(default_factory=dict)
    backs: list[tuple[UUID, UUID, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        with self.shop.store.write() as work:
            now = self.shop.clock.now()
            work.stored_values.issue(self.value, CARD, self.code, 1000, "EUR", now)

    def redeem(self, key: UUID, amount: int) -> Redeemed | Decline:
        with self.shop.store.write() as work:
            return work.stored_values.redeem(CARD, self.code, amount, "EUR", key, key)

    def put_back(self, key: UUID, of: UUID, amount: int) -> Redeemed:
        with self.shop.store.write() as work:
            return work.stored_values.put_back(key, of, amount, of)

    def step(self, what: str, place: int, amount: int) -> None:
        match what:
            case "redeem":
                self._redeem(amount)
            case "again" if self.taken:
                key, before = self.taken[place % len(self.taken)]
                answer = self.redeem(key, amount)  # whatever amount: the key has moved what it moved
                assert isinstance(answer, Redeemed)
                assert answer.amount_minor == -before
            case "back" if self.taken:
                self._back(*self.taken[place % len(self.taken)], amount)
            case "back again" if self.backs:
                key, of, before = self.backs[place % len(self.backs)]
                assert self.put_back(key, of, before).amount_minor == before
            case "adjust":
                self._adjust(amount)
            case "block":
                self.blocked = bool(place)
                with self.shop.store.write() as work:
                    work.stored_values.set_blocked(self.value, self.blocked)

    def _redeem(self, amount: int) -> None:
        key = new_id()
        answer = self.redeem(key, amount)
        if self.blocked:
            assert answer is Decline.BLOCKED_CODE
        elif amount > self.balance:
            assert answer is Decline.NOT_ENOUGH_BALANCE
        else:
            self.balance -= amount
            self.taken.append((key, amount))
            assert isinstance(answer, Redeemed)
            assert answer.balance_minor == self.balance

    def _back(self, of: UUID, taken: int, amount: int) -> None:
        key, before = new_id(), self.back.get(of, 0)
        if before + amount > taken:
            with pytest.raises(ValueError, match="more than was taken"):
                self.put_back(key, of, amount)
            return
        self.put_back(key, of, amount)
        self.balance += amount
        self.back[of] = before + amount
        self.backs.append((key, of, amount))

    def _adjust(self, amount: int) -> None:
        def adjust() -> None:
            with self.shop.store.write() as work:
                work.stored_values.adjust(self.value, amount, "Count", new_id(), self.shop.clock.now())

        if self.balance + amount < 0:
            with pytest.raises(ValueError, match="not negative"):
                adjust()
            return
        adjust()
        self.balance += amount

    def check(self) -> None:
        with self.shop.store.read() as work:
            view = work.stored_values.get(self.value)
            moves = work.stored_values.moves(self.value)
        assert view.balance_minor == self.balance == sum(move.amount_minor for move in moves) >= 0
        for key, amount in self.taken:
            back = sum(move.amount_minor for move in moves if move.of_move_id == key)
            assert 0 <= back <= amount
        assert len({move.id for move in moves}) == len(moves)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_the_balance_is_the_sum_of_moves_that_were_allowed(
    shop: Shop, moves: list[tuple[str, int, int]]
) -> None:
    ledger = Ledger(shop)
    for move in moves:
        ledger.step(*move)
        ledger.check()


def test_a_move_that_never_happened_is_not_put_back(shop: Shop) -> None:
    with pytest.raises(LookupError):
        Ledger(shop).put_back(new_id(), new_id(), 1)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """All calls in threads of their own, begun together."""
    gate, answers = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        gate.wait(60)
        answers.append(call())

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    assert len(answers) == len(calls)
    return answers


def test_two_registers_at_one_card_do_not_both_get_it(shop: Shop) -> None:
    for _ in range(8):
        ledger = Ledger(shop)
        answers = at_once(*(lambda: ledger.redeem(new_id(), 700) for _ in range(3)))
        assert sum(isinstance(answer, Redeemed) for answer in answers) == 1
        assert [a for a in answers if not isinstance(a, Redeemed)] == [Decline.NOT_ENOUGH_BALANCE] * 2
        ledger.balance = 300
        ledger.check()


def test_the_same_key_twice_at_once_takes_once(shop: Shop) -> None:
    for _ in range(8):
        ledger, key = Ledger(shop), new_id()

        def take(ledger: Ledger = ledger, key: UUID = key) -> object:
            try:
                return ledger.redeem(key, 400)
            except Exception as refused:  # the key of the row says so itself
                return refused

        at_once(take, take)
        ledger.balance = 600
        ledger.check()
        answer = ledger.redeem(key, 400)
        assert isinstance(answer, Redeemed)
        ledger.check()


def test_two_give_backs_at_once_return_no_more_than_was_taken(shop: Shop) -> None:
    for _ in range(8):
        ledger, key = Ledger(shop), new_id()
        ledger.redeem(key, 500)

        def back(ledger: Ledger = ledger, key: UUID = key) -> object:
            try:
                return ledger.put_back(new_id(), key, 400)
            except ValueError as refused:
                return refused

        answers = at_once(back, back)
        assert sum(isinstance(answer, Redeemed) for answer in answers) == 1
        ledger.balance = 900
        ledger.check()


def test_two_corrections_at_once_leave_no_debt(shop: Shop) -> None:
    for _ in range(8):
        ledger = Ledger(shop)

        def correct(ledger: Ledger = ledger) -> object:
            try:
                with ledger.shop.store.write() as work:
                    work.stored_values.adjust(ledger.value, -700, "Count", new_id(), ledger.shop.clock.now())
            except ValueError as refused:
                return refused
            return None

        answers = at_once(correct, correct)
        assert answers.count(None) == 1
        ledger.balance = 300
        ledger.check()
