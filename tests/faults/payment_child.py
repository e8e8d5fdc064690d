"""A register that is killed at a named moment of a payment: a commit, or a call to the terminal, each before, during
and after.

python -m tests.faults.payment_child <template.pickle>   a nursery: forks one register for each line of JSON
"""

import gc
import json
import logging
import os
import pickle
import shutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any
from uuid import UUID

from pos_desktop.application.payment_records import Payment
from pos_desktop.application.returns import Pick
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.fake.line import Line
from tests.faults.payment_shop import Plug, Template
from tests.integration.desk_fixtures import Till

LONG = 2000


class DeadlyPlug(Plug):
    """Kills this process, as kill -9 does, at the moment of that number."""

    def moment(self, name: str) -> None:
        if self.left is None:
            return
        self.passed.append(name)
        if len(self.passed) > self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def _die_while_waiting(plug: Plug) -> None:
    """The request has left; the answer is never read."""
    answer_to = Line._answer_to

    def waiting(line: Line, *facts: Any) -> Any:
        plug.moment("during a call")
        return answer_to(line, *facts)

    Line._answer_to = waiting  # type: ignore[method-assign]


class AtRest:
    """The payments' worker with nothing to do: what is written goes into its hands at once, in this thread."""

    def __init__(self, till: Till) -> None:
        self._till = till

    def keep_free(self, _method_id: UUID) -> bool:
        return True

    def let_go(self, _method_id: UUID) -> None:
        """Nothing was kept."""

    def begin(self, payment: Payment) -> None:
        self._till.payment_work.begin(payment)


class Scenario:
    """What a cashier does, with the worker's steps done in this thread."""

    def __init__(self, till: Till, plug: Plug, armed: int) -> None:
        self.till, self._plug, self._armed = till, plug, armed
        self.services = till.services

    def _arm(self) -> None:
        self._plug.left = self._armed

    def work(self, seconds: float = 0.0) -> None:
        self.till.later(seconds=seconds)
        for _ in range(40):
            due = self.till.payment_work.due()
            for items in due.values():
                self.till.payment_work.step(items[0])
            if not due:
                break
        self.services.settling.settle()

    def _begin(self, name: str = "") -> Any:
        self.till.add("Coffee")
        cards = (m for m in self.services.tendering.methods() if m.method.kind is TenderKind.CARD)
        method = next(card for card in cards if card.method.name == name)
        payment = self.services.tendering.start(method.method.id)
        self.work()
        return payment

    def charge(self) -> None:
        """From the start to the sale: the customer pays as soon as the reader shows it."""
        self._arm()
        self._begin()
        for _ in range(3):
            self.work(1)

    def charge_later(self) -> None:
        """Authorised, sold, and charged then: up to the charge."""
        self._begin("sale")
        self._arm()
        for seconds in (1, 1, 5):
            self.work(seconds)

    def charge_at_once(self) -> None:
        """The same with a worker at rest: the attempt goes to disk as sent."""
        self.services.tendering._worker = AtRest(self.till)
        self.charge()

    def cancel(self) -> None:
        """Nobody pays; the cashier stops it."""
        payment = self._begin()
        self._arm()
        self.services.tendering.stop(payment.id)
        self.work()

    def in_doubt(self) -> None:
        """The answer is lost; it is asked after."""
        self._arm()
        self._begin()
        for seconds in (1, 2, 70):
            self.work(seconds)

    def give_back(self) -> None:
        """A part of a sale goes back to the card."""
        self._begin()
        for _ in range(3):
            self.work(1)
        (row,) = self.services.orders.find(limit=1)
        found = self.services.returns.of(row.id)
        self._arm()
        picks = {found.lines[0].line.id: Pick(1000)}
        self.services.returns.carry_out(found, picks, "broken")
        for seconds in (0, 5, 60):
            self.work(seconds)

    refund_in_doubt = give_back
    """The same, its answer lost on the way: it is asked after."""

    def give_up(self) -> None:
        """Paid in part by card and cash, then given up: both go back."""
        self.till.add("Coffee")
        method = next(m for m in self.services.tendering.methods() if m.method.kind is TenderKind.CARD)
        self.services.tendering.start(method.method.id, 300)
        for _ in range(3):
            self.work(1)
        self.services.tendering.take_cash(100)
        self._arm()
        self.services.giving_up.give_up(self.services.tickets.ticket.id)
        for seconds in (0, 5, 60):
            self.work(seconds)


def _one(template: Template, job: dict[str, Any]) -> list[str]:
    plug = DeadlyPlug()
    _die_while_waiting(plug)
    till = template.opened(Path(job["folder"]), template.till.clock.moment, plug)
    till.sign_in("Manager")
    till.open_shift()
    getattr(Scenario(till, plug, job["moment"]), job["scenario"])()
    till.database.close()
    return plug.passed


def _child(template: Template, job: dict[str, Any]) -> None:
    words: dict[str, Any]
    try:
        words = {"passed": _one(template, job)}
    except BaseException:
        words = {"fault": traceback.format_exc()}
    os.write(1, json.dumps(words).encode() + b"\n")
    os.kill(os.getpid(), signal.SIGKILL)


def _warm_up(template: Template) -> None:
    """Loads what every register loads, once before the forks: a sale for cash, and a look for what may go back."""
    with tempfile.TemporaryDirectory(prefix="warm-") as place:
        folder = Path(shutil.copytree(template.till.folder, Path(place) / "till"))
        till = template.opened(folder, template.till.clock.moment, Plug())
        till.sign_in("Manager")
        till.open_shift()
        till.add("Coffee")
        for method in till.services.tendering.methods():
            till.accounts.of(method.method.id)
        till.services.checkout.pay_cash(799)
        till.payment_work.due()
        till.services.settling.settle()
        (row,) = till.services.orders.find(limit=1)
        found = till.services.returns.of(row.id)
        till.services.returns.carry_out(found, {found.lines[0].line.id: Pick(1000)}, "broken")
        till.accounts.close()
        till.close()


def main() -> None:
    logging.disable(logging.CRITICAL)
    template = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301  written by the test itself
    _warm_up(template)
    gc.freeze()  # a fork must not look through what it was born with, nor copy its pages
    os.write(1, b"{}\n")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _child(template, json.loads(line))
        os.waitpid(child, 0)
        os.write(1, b'{"ended": true}\n')


if __name__ == "__main__":
    main()
