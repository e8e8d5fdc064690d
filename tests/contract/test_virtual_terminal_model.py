"""Payments, refunds, mishaps and power cuts in any order: charged is what customers approved, and no more comes back."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import (
    Charge,
    Decline,
    GiveBack,
    NoAnswer,
    NotSent,
    ProviderRefused,
    ProviderSetting,
)
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.fake import SIGNING, VISA, VirtualTerminal, declining
from pos_desktop.payments.registry import provider_kind

T = TypeVar("T")
FOUR_KINDS = (NotSent, NoAnswer, ProviderRefused, ProviderSetting)
MISHAPS: dict[str, Callable[[VirtualTerminal], None]] = {
    "none": lambda terminal: None,
    "lost before": lambda terminal: terminal.lose_next_answer(after_effect=False),
    "lost after": lambda terminal: terminal.lose_next_answer(),
    "rubbish": lambda terminal: terminal.answer_rubbish(),
    "nonsense": lambda terminal: terminal.answer_nonsense(),
    "twice": lambda terminal: terminal.answer_twice(),
    "other order": lambda terminal: terminal.answer_for_other_order(),
    "429": lambda terminal: terminal.fail_next(429),
    "500 before": lambda terminal: terminal.fail_next(500),
    "500 after": lambda terminal: terminal.fail_next(500, after_effect=True),
    "cut": lambda terminal: terminal.cut_line(),
}
mishaps = st.sampled_from(sorted(MISHAPS))
amounts = st.integers(1, 5000)


class TerminalMachine(RuleBasedStateMachine):
    """What the customers at the reader and the refunds truly did is kept here, apart from the terminal's books."""

    charges = Bundle("charges")
    refunds = Bundle("refunds")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="pos-terminal-")
        self.approved: dict[str, int] = {}  # charged, by the attempt's key
        self.reserved: dict[str, int] = {}  # authorised and not captured
        self.kept_refunds: dict[str, tuple[str, int]] = {}
        self.switch_on()

    def switch_on(self) -> None:
        self.terminal = VirtualTerminal(file=Path(self.folder.name) / "books.jsonl").start()
        values = {"port": str(self.terminal.port), "answer_ms": "10000"}
        self.provider = provider_kind("fake").create(Surroundings(lambda name: "", values))

    def switch_off(self) -> None:
        self.provider.close()
        self.terminal.stop()

    def teardown(self) -> None:
        self.switch_off()
        self.folder.cleanup()

    def through(self, mishap: str, call: Callable[[], T]) -> T | None:
        """The answer, or None when it did not come; afterwards the line is sound again."""
        MISHAPS[mishap](self.terminal)
        try:
            return call()
        except FOUR_KINDS:
            return None
        finally:
            self.terminal.behave()
            self.terminal.mend_line()

    # -- the register ----------------------------------------------------------------------------

    @rule(target=charges, amount=amounts, tip=st.integers(0, 300), capture=st.booleans(), mishap=mishaps)
    def begin(self, amount: int, tip: int, capture: bool, mishap: str) -> Charge:
        key = str(new_id())
        charge = Charge(
            new_id(),
            key,
            new_id(),
            "Ticket",
            amount,
            "EUR",
            tip_minor=tip,
            capture=capture,
            ask_tip=tip > 200,
        )
        self.through(mishap, lambda: self.provider.start(charge))
        return charge

    @rule(charge=charges, mishap=mishaps)
    def begin_again(self, charge: Charge, mishap: str) -> None:
        self.through(mishap, lambda: self.provider.start(charge))

    @rule(charge=charges, mishap=mishaps)
    def stop(self, charge: Charge, mishap: str) -> None:
        self.through(mishap, lambda: self.provider.cancel(charge))
        if self.provider.ask(charge).state is PaymentState.CANCELLED:
            self.reserved.pop(charge.key, None)

    @rule(charge=charges, share=st.integers(1, 120), mishap=mishaps)
    def capture(self, charge: Charge, share: int, mishap: str) -> None:
        amount = max(1, charge.whole_minor * share // 100)
        self.through(mishap, lambda: self.provider.capture(charge, amount))
        report = self.provider.ask(charge)
        if charge.key in self.reserved and report.state is PaymentState.TAKEN:
            assert amount <= self.reserved.pop(charge.key)
            self.approved[charge.key] = amount

    @rule(charge=charges, accepted=st.booleans(), mishap=mishaps)
    def judge(self, charge: Charge, accepted: bool, mishap: str) -> None:
        shown = self.terminal.books.at_reader()
        waits = shown is not None and shown.key == charge.key and shown.signed
        self.through(mishap, lambda: self.provider.accept_signature(charge, accepted))
        if waits and self.provider.ask(charge).state.counts:
            assert accepted
            self.note_approval(charge.key, shown.whole_minor, shown.capture)

    @rule(target=refunds, charge=charges, amount=amounts, mishap=mishaps)
    def give_back(self, charge: Charge, amount: int, mishap: str):
        found = self.provider.ask(charge)
        if found.state is not PaymentState.TAKEN:
            return multiple()
        refund_id = new_id()
        refund = GiveBack(
            refund_id, str(refund_id), charge.payment_id, charge.order_id, amount, "EUR", "duplicate",
            found.provider_ref, False, paid_minor=found.charged_minor or 0,
        )  # fmt: skip
        self.send(refund, charge.key, mishap)
        return refund, charge.key

    @rule(refund=refunds, mishap=mishaps)
    def give_back_again(self, refund: tuple[GiveBack, str], mishap: str) -> None:
        self.send(*refund, mishap)

    def send(self, refund: GiveBack, key: str, mishap: str) -> None:
        self.through(mishap, lambda: self.provider.give_back(refund))
        if self.provider.ask_refund(refund).state is RefundState.DONE:
            self.kept_refunds[refund.key] = (key, refund.amount_minor)

    @rule(charge=charges, mishap=mishaps)
    def ask(self, charge: Charge, mishap: str) -> None:
        report = self.through(mishap, lambda: self.provider.ask(charge))
        if report is None:
            return
        assert (report.state is PaymentState.TAKEN) == (charge.key in self.approved)
        assert (report.state is PaymentState.AUTHORISED) == (charge.key in self.reserved)
        if report.state is PaymentState.TAKEN:
            assert report.charged_minor == self.approved[charge.key]

    # -- the customer, and the lights ------------------------------------------------------------

    @rule(card=st.sampled_from([VISA, VISA, SIGNING, declining(Decline.INSUFFICIENT_FUNDS)]))
    def hold_up(self, card) -> None:
        shown = self.terminal.books.at_reader()
        if self.terminal.present(card) and not card.decline and not card.signature:
            self.note_approval(shown.key, shown.whole_minor, shown.capture)

    def note_approval(self, key: str, amount: int, capture: bool) -> None:
        assert key not in self.approved
        assert key not in self.reserved
        (self.approved if capture else self.reserved)[key] = amount

    @rule(tip=st.integers(0, 500))
    def choose_tip(self, tip: int) -> None:
        self.terminal.choose_tip(tip)

    @rule()
    def sign(self) -> None:
        self.terminal.sign()

    @rule()
    def walk_away(self) -> None:
        self.terminal.walk_away()

    @rule(charge=consumes(charges))
    def forget(self, charge: Charge) -> None:
        """The register loses interest; what was charged stays charged."""

    @rule()
    def power_cut(self) -> None:
        before = (self.terminal.books.payments, self.terminal.books.refunds)
        self.switch_off()
        self.switch_on()
        assert (self.terminal.books.payments, self.terminal.books.refunds) == before

    # -- always ----------------------------------------------------------------------------------

    @invariant()
    def charged_is_what_was_approved(self) -> None:
        for payment in self.terminal.books.payments:
            assert self.terminal.charged(payment.order_id) == self.approved.get(payment.key, 0)

    @invariant()
    def no_more_comes_back_than_was_paid(self) -> None:
        for payment in self.terminal.books.payments:
            back = sum(amount for key, amount in self.kept_refunds.values() if key == payment.key)
            assert self.terminal.refunded(payment.order_id) == back <= self.approved.get(payment.key, 0)

    @invariant()
    def the_reader_serves_one(self) -> None:
        books = self.terminal.books
        assert sum(one.stage.at_reader for one in books.payments) <= 1


TestTerminal = TerminalMachine.TestCase
TestTerminal.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
