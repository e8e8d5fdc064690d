"""A card terminal that fails at each step of each exchange, in each way: the register's word and the terminal's books agree.

The register never says more than it knows: what cannot be told stays in doubt, and nothing is asked for twice.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from pos_desktop.application.errors import PersonError
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge, GiveBack, NoAnswer, PaymentProvider, Report
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.registry import provider_kind
from pos_desktop.payments.zvt import conversation, link
from pos_desktop.payments.zvt.fake import VISA, Fault, Step, VirtualZvtTerminal
from pos_desktop.payments.zvt.fake.records import Kind, Stage
from pos_desktop.payments.zvt.fake.times import Times
from pos_desktop.payments.zvt.terminal import terminal_at

QUICK = Times(acknowledged=30.0, answered=30.0, card=120.0, again=0.02, slow=0.1)
PAYMENT, REVERSAL, REFUND = 0x0601, 0x0630, 0x0631
TRIES = 12
HARD = (Fault.SILENT, Fault.SLOW, Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.HALF, Fault.NOISE, Fault.TWICE)
CASES = [(step, fault) for step in Step if step is not Step.BANK for fault in HARD]
CASES += [(Step.BANK, fault) for fault in (Fault.SILENT, Fault.SLOW, Fault.DROP_BEFORE, Fault.DROP_AFTER)]
CASES += [(Step.STATUS, Fault.OTHERS), (Step.COMMAND, Fault.BUSY), (Step.BANK, Fault.DECLINED)]
NAMES = [f"{fault}-at-{step}" for step, fault in CASES]


class Counter:
    """A terminal, whose customers hold their cards to it at once, and the register's provider."""

    def __init__(self, folder: Path, **how: object) -> None:
        self.terminal = VirtualZvtTerminal(times=QUICK, **how).start()  # type: ignore[arg-type]
        self.terminal.on_change(self._hold_card)
        settings = {"host": self.terminal.host, "port": str(self.terminal.port)}
        if self.terminal.serial_path:
            settings = {"host": self.terminal.serial_path}
        self.line = self.terminal.serial_path or f"{self.terminal.host}:{self.terminal.port}"
        self.provider: PaymentProvider = provider_kind("zvt").create(
            Surroundings(lambda name: "", settings, folder)
        )

    def _hold_card(self) -> None:
        if self.terminal.state.stage is Stage.WAITING_FOR_CARD:
            self.terminal.present(VISA)

    def heard(self) -> None:
        """Waits until neither side does anything more."""
        running = terminal_at(self.line).running
        if running is not None:
            running.ended.wait(60)
        self.terminal.wait_until_quiet(60)

    def booked(self, kind: Kind) -> int:
        """What is booked and not taken back by the terminal itself."""
        taken_back = {each.reverses for each in self.terminal.transactions if each.automatic}
        return sum(
            each.amount_minor
            for each in self.terminal.transactions
            if each.kind is kind and not each.automatic and each.receipt not in taken_back
        )


@pytest.fixture
def counter(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Counter]:
    """What is not to come is waited for briefly; where all comes, a busy computer may take its time."""
    fault = request.node.callspec.params.get("fault")
    wait = 1.0 if fault in (Fault.SILENT, Fault.HALF) else 30.0
    with (
        patch.object(conversation, "ANSWER_SECONDS", wait),
        patch.object(conversation, "SILENCE_SECONDS", wait),
    ):
        with patch.object(link, "REST_SECONDS", wait):
            made = Counter(tmp_path)
            yield made
            made.terminal.stop()


def charge(amount: int = 1721) -> Charge:
    payment_id = new_id()
    return Charge(payment_id, str(payment_id), new_id(), "Ticket 14", amount, "EUR")


def as_the_register_does(counter: Counter, wanted: Charge) -> Report | None:
    """Starts, looks, asks after; None when it stays in doubt."""
    try:
        report: Report | None = counter.provider.start(wanted)
    except NoAnswer:
        report = None
    except PersonError:
        return Report(PaymentState.CANCELLED)
    counter.heard()
    for _ in range(TRIES):
        if report is not None and not report.state.open:
            return report
        try:
            report = counter.provider.ask(wanted)
        except PersonError:
            report = None
            time.sleep(0.02)
    return report


def settled(report: Report | None) -> bool:
    return report is not None and not report.state.open


@pytest.mark.parametrize(("step", "fault"), CASES, ids=NAMES)
def test_a_payment_is_what_the_terminal_booked(counter: Counter, step: Step, fault: Fault) -> None:
    counter.terminal.fail_at(step, fault, command=PAYMENT, seconds=0.1, result=0x05)
    wanted = charge()
    report = as_the_register_does(counter, wanted)
    assert settled(report), "it can be told, and is not"
    assert report is not None
    assert counter.booked(Kind.PAYMENT) == (1721 if report.state is PaymentState.TAKEN else 0)
    counter.terminal.behave()
    # Somebody at the counter tries again where the terminal was not reached in a busy moment: nothing was booked then.
    tries = (as_the_register_does(counter, charge(500)) for _ in range(3))
    assert any(again is not None and again.state is PaymentState.TAKEN for again in tries)
    assert counter.booked(Kind.PAYMENT) == (2221 if report.state is PaymentState.TAKEN else 500)


@pytest.mark.parametrize(("step", "fault"), CASES, ids=NAMES)
@pytest.mark.parametrize("command", [REVERSAL, REFUND])
def test_money_goes_back_once(counter: Counter, command: int, step: Step, fault: Fault) -> None:
    wanted = charge()
    paid = as_the_register_does(counter, wanted)
    assert paid is not None
    whole = command == REVERSAL
    amount = 1721 if whole else 700
    refund_id = new_id()
    refund = GiveBack(
        refund_id, str(refund_id), wanted.payment_id, wanted.order_id, amount, "EUR", "duplicate",
        paid.provider_ref, whole, paid_minor=1721,
    )  # fmt: skip
    counter.terminal.fail_at(step, fault, command=command, seconds=0.1, result=0x05)
    state = refund_as_the_register_does(counter, refund)
    back = counter.booked(Kind.REVERSAL) + counter.booked(Kind.REFUND)
    assert state in (RefundState.DONE, RefundState.REFUSED), "it can be told, and is not"
    assert back == (amount if state is RefundState.DONE else 0)


def refund_as_the_register_does(counter: Counter, refund: GiveBack) -> RefundState:
    state = RefundState.PROMISED
    for _ in range(TRIES):
        try:
            if state is RefundState.PROMISED:
                state = counter.provider.give_back(refund).state
            else:
                state = counter.provider.ask_refund(refund).state
        except NoAnswer:
            state = RefundState.UNKNOWN
        except PersonError:
            pass
        if not state.open:
            break
        counter.heard()
    return state


@pytest.mark.parametrize("step", [Step.NOTICE, Step.BANK, Step.STATUS, Step.PRINT, Step.END])
def test_a_terminal_that_loses_its_power_tells_afterwards(counter: Counter, step: Step) -> None:
    counter.terminal.fail_at(step, Fault.POWER_OFF, command=PAYMENT)
    wanted = charge()
    assert not settled(as_the_register_does(counter, wanted))
    counter.terminal.power_on()
    report = as_the_register_does(counter, wanted)
    assert report is not None
    assert counter.booked(Kind.PAYMENT) == (1721 if report.state is PaymentState.TAKEN else 0)
    assert not report.state.open
