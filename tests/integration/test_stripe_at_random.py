"""Attempts at a reader and by token, customers and mishaps at random: charged once or not at all, and the truth in the end."""

import contextlib
import time

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos_desktop.application.payment_provider import Charge, NoAnswer, NotSent, Report
from pos_desktop.domain.ids import uuid7
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.stripe.fake.cards import TestCard
from pos_desktop.payments.stripe.fake.faults import StripeFault
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from tests.payment_harness import AMOUNT
from tests.payment_harness.stripe import harness

TRICKS = [
    Plan(Trick.LOSE_REQUEST),
    Plan(Trick.LOSE_ANSWER),
    Plan(Trick.RUBBISH),
    Plan(Trick.OTHERS),
    Plan(Trick.TWICE),
    Plan(Trick.STORED_FAULT),
    *(Plan(Trick.STATUS, status=status) for status in (409, 429, 500, 503)),
]
ENDS = (PaymentState.TAKEN, PaymentState.CANCELLED, PaymentState.DECLINED)


class Counter(RuleBasedStateMachine):
    """One attempt after the other at one reader."""

    def __init__(self) -> None:
        super().__init__()
        self.world = contextlib.ExitStack()
        self.shop = self.world.enter_context(harness())
        self.charge: Charge
        self.cancelled = False

    @initialize(token=some.sampled_from(["", "pm_card_visa", "pm_card_chargeDeclined"]), old=some.booleans())
    def begin(self, token: str, old: bool) -> None:
        self.old = old  # its id says that it was made two days ago
        made = int(time.time() - (2 * 24 * 3600 if old else 0)) * 1000
        self.charge = self.shop.charge(payment_id=uuid7(made, 7), token=token)

    @rule()
    def start(self) -> None:
        self._listen(self.shop.provider.start)

    @rule()
    def ask(self) -> None:
        self._listen(self.shop.provider.ask)

    @rule()
    def cancel(self) -> None:
        told = self._listen(self.shop.provider.cancel)
        self.cancelled = self.cancelled or (told is not None and told.state is PaymentState.CANCELLED)

    @rule(trick=some.sampled_from(TRICKS), method=some.sampled_from(["", "GET", "POST"]))
    def mishap(self, trick: Plan, method: str) -> None:
        self.shop.stripe.mischief.plan(Plan(trick.trick, status=trick.status, method=method))

    @rule(decline=some.sampled_from(["", "", "insufficient_funds"]))
    def tap(self, decline: str) -> None:
        with contextlib.suppress(StripeFault):
            self.shop.stripe.ledger.tap(self.shop.reader, TestCard(decline=decline))

    @rule()
    def walk_away(self) -> None:
        with contextlib.suppress(StripeFault):
            self.shop.customer_walks_away()

    @rule(online=some.booleans())
    def network_of_the_reader(self, online: bool) -> None:
        self.shop.stripe.ledger.set_online(self.shop.reader, online)

    @rule()
    def a_minute_passes(self) -> None:
        self.shop.stripe.ledger.catch_up()

    @precondition(lambda self: self.old)
    @rule()
    def a_day_passes(self) -> None:
        self.shop.stripe.ledger.catch_up()
        self.shop.stripe.keys.forget()

    @invariant()
    def charged_once_or_not_at_all(self) -> None:
        if hasattr(self, "charge"):
            charged = self.shop.charged(self.charge.order_id)
            assert charged in (0, AMOUNT)
            assert not (self.cancelled and charged)

    def teardown(self) -> None:
        with self.world:
            if hasattr(self, "charge"):
                self._comes_to_an_end()

    def _comes_to_an_end(self) -> None:
        """With nothing in the way the register's last means settles it, and the books agree."""
        self.shop.stripe.mischief.clear()
        self.shop.provider.health()
        told = self.shop.provider.cancel(self.charge)
        assert told.state in ENDS
        self._agrees(told)
        self._agrees(self.shop.provider.ask(self.charge))

    def _listen(self, call: object) -> Report | None:
        try:
            told: Report = call(self.charge)  # type: ignore[operator]
        except (NoAnswer, NotSent):
            self.shop.provider.health()  # five mishaps in a row would open the breaker for half a minute
            return None
        self._agrees(told)
        return told

    def _agrees(self, told: Report) -> None:
        charged = self.shop.charged(self.charge.order_id)
        if told.state is PaymentState.TAKEN:
            assert charged == told.charged_minor == AMOUNT
        if told.state in (PaymentState.CANCELLED, PaymentState.DECLINED):
            assert charged == 0


Counter.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestCounter = Counter.TestCase
