"""kill -9 at every commit and every call of a payment and of a refund, and every way in which an answer can fail.

After the restart the register finishes or undoes by itself what was begun: charged once and sold, or not at all.
"""

import dataclasses
import json
import logging
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_desktop.application.payment_provider import Charge
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.fake.mishaps import Mishap, Trouble
from tests.faults import payment_checks
from tests.faults.payment_hands import Hands
from tests.faults.payment_model import Model
from tests.faults.payment_shop import PaymentShop, Plug, Template
from tests.integration.desk_fixtures import Till

HERE = Path(__file__).parents[2]


SCENARIOS = (
    *("charge", "charge_at_once", "charge_later", "cancel", "in_doubt"),
    *("give_back", "refund_in_doubt", "give_up"),
)


@pytest.fixture(scope="module")
def shelf() -> Iterator[Path]:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="kills", dir=memory if memory.is_dir() else None))
    logging.disable(logging.CRITICAL)
    yield folder
    logging.disable(logging.NOTSET)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def hurried(shelf: Path) -> Template:
    """For a terminal that hangs: each answer that does not come is waited for."""
    return Template.build(shelf / "hurried", answer_ms=500)


class Nursery:
    """A warm process that forks a register for each job."""

    def __init__(self, template: Template, folder: Path) -> None:
        file = folder / "template.pickle"
        bare = dataclasses.replace(template, till=_bare(template.till))
        file.write_bytes(pickle.dumps(bare))
        command = [sys.executable, "-m", "tests.faults.payment_child", str(file)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE
        )
        assert self._hear() == {}

    def run(self, folder: Path, scenario: str, moment: int) -> list[str] | None:
        """The moments it passed; None when it was killed at one."""
        assert self._process.stdin is not None
        job = {"folder": str(folder), "scenario": scenario, "moment": moment}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        words = self._hear()
        if "ended" in words:
            return None
        assert "fault" not in words, words["fault"]
        assert "ended" in self._hear()
        return list(words["passed"])

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        return dict(json.loads(self._process.stdout.readline()))

    def end(self) -> None:
        self._process.communicate(timeout=60)


def _bare(till: Till) -> Till:
    """The facts of a till without anything that is open."""
    return Till(
        till.folder, till.store_settings, till.rates, till.clock, till.keys, till.printers, dict(till.rows)
    )


@pytest.fixture(scope="module")
def patient(shelf: Path) -> Template:
    """Waits long for an answer: a slow moment of the computer is no fault here."""
    return Template.build(shelf / "patient", answer_ms=8000)


@pytest.fixture(scope="module")
def nursery(patient: Template, shelf: Path) -> Iterator[Nursery]:
    made = Nursery(patient, shelf)
    yield made
    made.end()


def _prepare(scenario: str, terminal: VirtualTerminal) -> None:
    if scenario != "cancel":
        terminal.customer = VirtualTerminal.present
    if scenario == "in_doubt":
        terminal.lose_next_answer(after_effect=True)
    if scenario == "refund_in_doubt":
        terminal._strike(Mishap(Trouble.TWICE, after_effect=True, changes_only=True))  # the charge goes well
        terminal.lose_next_answer(after_effect=True, changes_only=True)


def _after_restart(template: Template, folder: Path, terminal: VirtualTerminal) -> tuple[Till, list[str]]:
    """The register starts again, and nobody helps; every fault that is left."""
    till = template.opened(folder, template.till.clock.moment + timedelta(seconds=90), Plug())
    for _ in range(4):
        till.clock.moment += timedelta(seconds=100)
        for _ in range(40):
            due = till.payment_work.due()
            for items in due.values():
                till.payment_work.step(items[0])
            if not due:
                break
        till.services.settling.settle()
    register = payment_checks.Register(till.database)
    found = [
        *payment_checks.pending(register),
        *payment_checks.orders_add_up(register),
        *payment_checks.each_payment_has_one_home(register),
        *payment_checks.nothing_goes_back_twice(register),
        *payment_checks.the_terminal_agrees(register, terminal.books),
        *payment_checks.receipts_have_no_gap(register),
        *payment_checks.told_once(register),
    ]
    drawer = 10_000 + sum(p.amount_minor for p in register.payments if p.kind == "cash")
    drawer -= sum(r.amount_minor for r in register.refunds if r.kind == "cash")
    found += payment_checks.the_drawer(register, Model(drawer))
    return till, found


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.timeout(400)
def test_killed_at_every_moment(patient: Template, nursery: Nursery, shelf: Path, scenario: str) -> None:
    template, moment = patient, 0
    passed: list[str] | None = None
    while passed is None:
        folder = shelf / f"{scenario} {moment}"
        shutil.copytree(template.till.folder, folder)
        with VirtualTerminal(template.port, file=folder / "bank.jsonl") as terminal:
            _prepare(scenario, terminal)
            passed = nursery.run(folder, scenario, moment)
        # The bank's books outlive the terminal as well.
        with VirtualTerminal(template.port, file=folder / "bank.jsonl") as terminal:
            till, found = _after_restart(template, folder, terminal)
            till.accounts.close()
            till.database.close()
        assert not found, f"killed at moment {moment}: {payment_checks.worded(found)}"
        shutil.rmtree(folder)
        moment += 1
    kinds = {name.split()[-1] for name in passed}
    assert {"commit", "call"} <= kinds
    assert len(passed) == moment - 1 >= 8, passed
    print(f"{scenario}: {moment - 1} kills, at {sorted(set(passed))}")


def test_a_capture_that_is_cut_off_takes_once(patient: Template, shelf: Path) -> None:
    """An authorised payment is captured anew after a lost answer: the same sum, once."""
    template = patient
    with VirtualTerminal(template.port, file=shelf / "capture.jsonl") as terminal:
        folder = shelf / "capture"
        shutil.copytree(template.till.folder, folder)
        till = template.opened(folder, template.till.clock.moment, Plug())
        with till.store.read() as work:
            method = next(m for m in work.payment_methods.all() if m.kind is TenderKind.CARD)
        provider = till.accounts.of(method.id)
        charge = Charge(method.id, "key 1", method.id, "Ticket 1", 799, "EUR", capture=False)
        provider.start(charge)
        terminal.present()
        assert provider.ask(charge).state is PaymentState.AUTHORISED
        for after_effect in (False, True):
            terminal.lose_next_answer(after_effect=after_effect)
            with pytest.raises(Exception, match="did not answer"):
                provider.capture(charge, 700)
        assert provider.capture(charge, 700).charged_minor == 700
        assert terminal.charged(method.id) == 700
        till.accounts.close()
        till.database.close()


# -- answers that fail ---------------------------------------------------------------------------

Fault = Callable[[VirtualTerminal], object]
FAULTS: dict[str, Fault] = {
    "no answer, done": lambda t: t.lose_next_answer(after_effect=True, changes_only=True),
    "no answer, not done": lambda t: t.lose_next_answer(after_effect=False, changes_only=True),
    "hangs, done": lambda t: t.hang_next(after_effect=True, changes_only=True),
    "hangs, not done": lambda t: t.hang_next(after_effect=False, changes_only=True),
    "429": lambda t: t.fail_next(429),
    "500, not done": lambda t: t.fail_next(500),
    "500, done": lambda t: t.fail_next(500, after_effect=True),
    "rubbish, done": lambda t: t.answer_rubbish(after_effect=True, changes_only=True),
    "rubbish, not done": lambda t: t.answer_rubbish(after_effect=False, changes_only=True),
    "nonsense": lambda t: t.answer_nonsense(changes_only=True),
    "twice": VirtualTerminal.answer_twice,
    "another order's": lambda t: t.answer_for_other_order(changes_only=True),
}


@pytest.fixture
def hands(request: pytest.FixtureRequest, shelf: Path) -> Iterator[Hands]:
    hangs = request.node.callspec.params["fault"].startswith("hangs")
    template = request.getfixturevalue("hurried" if hangs else "patient")
    folder = Path(tempfile.mkdtemp(dir=shelf))
    shop = PaymentShop(template, folder)
    yield Hands(shop)
    shop.end()


def _settled(hands: Hands) -> None:
    hands.settle_all()
    found = payment_checks.faults(hands.shop.till, hands.shop.terminal.books, hands.model)
    assert not found, payment_checks.worded(found)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failed_answer_to_a_charge(hands: Hands, fault: str) -> None:
    """Charged and sold, or not charged and still open; the customer who tries again pays once."""
    terminal = hands.shop.terminal
    terminal.customer = VirtualTerminal.present
    hands.ring_up(2, 1)
    FAULTS[fault](terminal)
    hands.network(TenderKind.CARD, 10, 0)
    ticket = hands.ticket.id
    hands.shop.work()
    for seconds in (1, 2, 5, 70, 70):
        hands.shop.work(seconds)
    if hands.ticket.id == ticket:
        assert terminal.charged(ticket) == 0
        hands.network(TenderKind.CARD, 10, 0)
        hands.shop.work()
        hands.shop.work(2)
    assert terminal.charged(ticket) - terminal.refunded(ticket) == 799
    _settled(hands)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("times", [1, 3])
def test_a_failed_answer_to_a_refund(hands: Hands, fault: str, times: int) -> None:
    """It goes back once, however often the answer fails."""
    terminal = hands.shop.terminal
    terminal.customer = VirtualTerminal.present
    hands.ring_up(2, 2)
    hands.network(TenderKind.CARD, 10, 0)
    ticket = hands.ticket.id
    hands.shop.work()
    hands.shop.work(2)
    for _ in range(times):
        FAULTS[fault](terminal)
    hands.take_back(0, 0, True, None)
    hands.shop.work()
    for seconds in (5, 15, 60, 300, 900):
        hands.shop.work(seconds)
    with hands.shop.till.store.read() as work:
        assert work.refunds.open() == []
    assert terminal.refunded(ticket) == 799
    (done,) = payment_checks.Register(hands.shop.till.database).refunds
    assert done.state == RefundState.DONE
    _settled(hands)
