"""Random days at a counter with a card terminal: nothing is charged twice, nothing is lost, nothing waits for ever.

Every way of paying and of giving back, every trouble of the other side, power cuts at any commit or call and a clock
that jumps, in any order; then the line is mended and the books of the register, of the terminal and of the hands at
the counter must agree. PAYMENT_STEPS makes it any number of steps for each of the two stores,
PAYMENT_SEED makes them other ones.
"""

import logging
import math
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pos_desktop.domain.payment import TenderKind
from tests.faults import payment_checks
from tests.faults.payment_hands import Hands
from tests.faults.payment_shop import LATER, PaymentShop, Template

STEPS = int(os.environ.get("PAYMENT_STEPS", "10100"))
SEED = int(os.environ.get("PAYMENT_SEED", "20261125"))
"""The days of one number are the same everywhere; another number makes other days."""
STEPS_A_DAY = 130
DAYS_AT_ONCE = 10
few, some, tenths = st.integers(0, 3), st.integers(0, 20), st.integers(1, 14)
others = st.sampled_from((None, None, TenderKind.CASH, TenderKind.STORE_CREDIT))
THEN = st.sampled_from(("cash", "cash", "gift_card", "network", "park", "decide", "stop", "ask_now"))
CHARGED = st.sampled_from(("", "lost", "lost before", "refused", "back", "gone"))
SHARES = st.sampled_from((10, 10, 10, 4))
NETWORK = st.sampled_from((TenderKind.CARD, TenderKind.CARD, TenderKind.PAY_LINK))


class PaymentDay(RuleBasedStateMachine):
    """One day. Subclassed with the template of its store."""

    template: Template
    steps: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="payments", dir=self.template.till.folder.parent))
        self.shop = PaymentShop(self.template, self.folder)
        self.hands = Hands(self.shop)

    def check_invariants(self, *facts: Any, **more: Any) -> None:
        type(self).steps["all"] += 1
        super().check_invariants(*facts, **more)

    def _paying(self) -> bool:
        return bool(self.hands.ticket.lines)

    @initialize(person=st.sampled_from(("Manager", "Cashier 1")))
    def sign_in(self, person: str) -> None:
        """A cashier needs a manager's word for much of it."""
        self.shop.person = person
        self.shop.till.sign_in(person)

    # -- goods and tenders -------------------------------------------------------------------------

    @rule(which=few, pieces=st.integers(1, 3))
    def ring_up(self, which: int, pieces: int) -> None:
        self.hands.ring_up(which, pieces)

    @rule(share=tenths, more=few)
    def cash(self, share: int, more: int) -> None:
        self.hands.cash(share, more * 100)

    @rule(dollars=st.integers(1, 30))
    def foreign(self, dollars: int) -> None:
        self.hands.foreign(dollars)

    @rule(which=few, share=tenths)
    def gift_card(self, which: int, share: int) -> None:
        self.hands.gift_card(which, share)

    @rule(share=tenths)
    def external(self, share: int) -> None:
        self.hands.external(share)

    @rule(kind=NETWORK, share=tenths, tip=st.sampled_from((0, 0, 0, 100)))
    def network(self, kind: TenderKind, share: int, tip: int) -> None:
        self.hands.network(kind, share, tip)

    @rule(kind=NETWORK, share=tenths, deed=some, seconds=st.sampled_from((0, 1, 20)))
    def network_at_once(self, kind: TenderKind, share: int, deed: int, seconds: int) -> None:
        """The usual way: it reaches the terminal and the customer does something."""
        self.hands.network(kind, share, 0)
        self.shop.work()
        self.hands.customer(deed)
        self.shop.work(seconds)

    @rule(kind=NETWORK, share=tenths, done=st.booleans(), deed=some, then=THEN)
    def in_doubt(self, kind: TenderKind, share: int, done: bool, deed: int, then: str) -> None:
        """Its answer is lost, the customer does something all the same; the cashier goes on in one way or another."""
        self.hands.network(kind, share, 0)
        self.shop.terminal.lose_next_answer(after_effect=done)
        self.shop.work()
        self.hands.customer(deed)
        if then == "network":
            self.hands.network(TenderKind.PAY_LINK, 10, 0)
        elif then in ("cash", "gift_card"):
            getattr(self.hands, then)(10, 10)
        else:
            getattr(self.hands, then)()

    @rule(kind=NETWORK, when=st.sampled_from(LATER), share=SHARES, then=CHARGED, which=some)
    def authorise(self, kind: TenderKind, when: str, share: int, then: str, which: int) -> None:
        """A card that is charged later; something strikes the charge, some of the goods come back, or it expires."""
        terminal = self.shop.terminal
        if then == "back":
            self.hands.ring_up(which, 2)
        self.hands.authorise(kind, when, share)
        self.shop.work()
        terminal.present() if kind is TenderKind.CARD else terminal.pay_link()
        self.shop.work(1)  # authorised, and the sale is on disk
        if then == "refused":
            terminal.fail_next(402)
        elif then.startswith("lost"):
            terminal.lose_next_answer(after_effect=then == "lost", changes_only=True)
        elif then == "back":
            self.hands.take_back(0, 0, True, None)
            self.hands.goods_leave(0)
        elif then == "gone":
            self.hands.expire()
            self.hands.goods_leave(0)
        self.shop.work(1)
        if which % 3 == 0:
            self.hands.take_otherwise(which)

    @rule(what=st.sampled_from(("charge_now", "release", "expire")), which=some, work=st.booleans())
    def not_charged(self, what: str, which: int, work: bool) -> None:
        """What waits is charged, or let go; what the card does not bring comes in another way."""
        self.hands.expire() if what == "expire" else getattr(self.hands, what)(which)
        if work:
            self.shop.work(1)
        self.hands.take_otherwise(which)

    @rule(which=few)
    def goods_leave(self, which: int) -> None:
        self.hands.goods_leave(which)
        self.shop.work()

    @rule(
        which=few,
        pieces=few,
        now=st.booleans(),
        kind=st.sampled_from((TenderKind.CASH, TenderKind.STORE_CREDIT)),
    )
    def refused_refund(self, which: int, pieces: int, now: bool, kind: TenderKind) -> None:
        """The card's bank does not take it back: a person pays it out, now or some time."""
        self.shop.terminal.refuse_next_refund()
        self.hands.take_back(which, pieces, True, None)
        self.shop.work(5)
        if now:
            self.hands.pay_out_otherwise(kind)

    # -- the terminal --------------------------------------------------------------------------------

    @rule(deed=some)
    def customer(self, deed: int) -> None:
        self.hands.customer(deed)

    @rule(seconds=st.sampled_from((0, 1, 1, 5, 20, 70, 700)))
    def work(self, seconds: int) -> None:
        self.shop.work(seconds)

    @rule(which=some)
    def trouble(self, which: int) -> None:
        self.hands.trouble(which)

    @rule(cut=st.booleans())
    def cable(self, cut: bool) -> None:
        self.hands.cable(cut)

    @rule()
    def mend(self) -> None:
        self.hands.mend()

    # -- back and aside ------------------------------------------------------------------------------

    @precondition(_paying)
    @rule(what=st.sampled_from(("stop", "ask_now", "give_up", "park", "deposit", "discard", "decide")))
    def change_of_mind(self, what: str) -> None:
        getattr(self.hands, what)()

    @precondition(_paying)
    @rule(which=few)
    def undo(self, which: int) -> None:
        self.hands.undo(which)

    @rule(which=few)
    def resume(self, which: int) -> None:
        self.hands.resume(which)

    @rule(which=few)
    def void(self, which: int) -> None:
        self.hands.void(which)

    @rule(which=few, pieces=few, restock=st.booleans(), other=others)
    def take_back(self, which: int, pieces: int, restock: bool, other: TenderKind | None) -> None:
        self.hands.take_back(which, pieces, restock, other)

    @rule(which=few, pieces=few, restock=st.booleans())
    def exchange(self, which: int, pieces: int, restock: bool) -> None:
        self.hands.exchange(which, pieces, restock)

    @rule(which=few, restock=st.booleans())
    def without_receipt(self, which: int, restock: bool) -> None:
        self.hands.without_receipt(which, restock)

    @precondition(_paying)
    @rule(other=others)
    def finish_ticket(self, other: TenderKind | None) -> None:
        self.hands.finish_ticket(other)

    @rule(kind=st.sampled_from((TenderKind.CASH, TenderKind.STORE_CREDIT)))
    def pay_out_otherwise(self, kind: TenderKind) -> None:
        self.hands.pay_out_otherwise(kind)

    # -- the shop --------------------------------------------------------------------------------------

    @rule()
    def next_shift(self) -> None:
        self.hands.next_shift()

    @rule(amount=st.integers(1, 500))
    def drop(self, amount: int) -> None:
        self.hands.drop(amount)

    @rule(minutes=st.sampled_from((-3000, -60, 1, 60, 1500)))
    def clock(self, minutes: int) -> None:
        self.hands.clock(minutes)

    @rule(moments=st.integers(0, 12), seconds=st.sampled_from((0, 1, 70)))
    def power_cut(self, moments: int, seconds: int) -> None:
        """While the worker is at it, or right afterwards."""
        if not self.shop.dying(moments, lambda: self.shop.work(seconds)) and moments % 4 == 0:
            self.shop.cut_power()

    # -- the end ---------------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            self.hands.settle_all()
            found = payment_checks.faults(self.shop.till, self.shop.terminal.books, self.hands.model)
            found += self.hands.unfinished()
            self._note(payment_checks.Register(self.shop.till.database))
            assert not found, payment_checks.worded(found)
        finally:
            self.shop.end()
            shutil.rmtree(self.folder)

    def _note(self, register: payment_checks.Register) -> None:
        """What this day saw, so that the whole run can tell that it saw everything."""
        steps = type(self).steps
        steps["orders"] += len(register.orders)
        steps.update(f"{payment.kind} {payment.state}" for payment in register.payments)
        steps.update(f"{refund.cause} {refund.state}" for refund in register.refunds)
        for payment in (each for each in register.payments if not each.capture):
            part = (
                payment.state == "taken" and payment.capture_minor < payment.amount_minor + payment.tip_minor
            )
            steps["a part charged"] += part
            steps[f"{payment.charge_on} {payment.state}"] += 1
            steps["not charged"] += payment.capture_state == "refused"
        steps["decided"] += sum(payment.decided_by is not None for payment in register.payments)


SEEN = (
    *(
        "cash taken",
        "card taken",
        "gift_card taken",
        "external taken",
        "foreign_cash taken",
        "pay_link taken",
    ),
    *("card declined", "card cancelled", "pay_link cancelled", "decided", "orders"),
    *("sale taken", "sale cancelled", "shipment taken", "shipment cancelled", "shipment authorised"),
    *("a part charged", "not charged", "uncollected done"),
    *("refund done", "void done", "rollback done", "overpaid done", "replacement done", "refund replaced"),
)


@pytest.fixture(scope="module")
def shelf() -> Iterator[Path]:
    """In memory where the system has such a place: a power cut is played by copying, not by the disk."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="payments", dir=memory if memory.is_dir() else None))
    logging.disable(logging.CRITICAL)
    yield folder
    logging.disable(logging.NOTSET)
    shutil.rmtree(folder)


def _play(template: Template, days: int, seed: int) -> Counter[str]:
    facts = {"template": template, "steps": Counter(), "_hypothesis_internal_use_seed": seed}
    day: Any = type("Day", (PaymentDay,), facts)
    run_state_machine_as_test(
        day,
        settings=settings(
            max_examples=days,
            stateful_step_count=STEPS_A_DAY,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    return Counter(day.steps)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("money", ["EUR", "CHF"])
def test_any_day_adds_up(shelf: Path, money: str) -> None:
    """In cents, and where the smallest coin is five."""
    template = Template.build(shelf / money, currency_code=money)
    steps: Counter[str] = Counter()
    seed = SEED + (1000 if money == "CHF" else 0)
    while steps["all"] < STEPS or (_unseen(steps) and steps["all"] < 3 * STEPS):
        steps += _play(template, _days(steps["all"]), seed)
        seed += 1
    print(dict(steps))
    assert not _unseen(steps)


def _days(steps: int) -> int:
    """As many as what is missing needs, at most the usual number. The first of a run is its simplest: never it alone."""
    missing = math.ceil((STEPS - steps) / STEPS_A_DAY)
    return min(missing + 1, DAYS_AT_ONCE) if missing > 0 else DAYS_AT_ONCE


def _unseen(steps: Counter[str]) -> list[str]:
    """What the days must have had, and did not have yet."""
    return [what for what in SEEN if not steps[what]]
