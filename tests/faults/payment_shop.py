"""A till at a card terminal whose power can go at any commit and at any call to the terminal."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from pos_desktop.application.approvals import Approval, ApprovalNeeded
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.payment_work import PaymentWork
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.domain.value_codes import make_code
from pos_desktop.payments.fake import VirtualTerminal
from tests.integration.desk_fixtures import GERMANY, Till, make_till
from tests.kept_port import kept_port

ANSWER_MS = 150
CALLS = ("start", "ask", "cancel", "capture", "give_back", "ask_refund", "refunds_of")
GIFT_CARDS = (500, 2000, 37)
LATER = ("sale", "shipment")
"""When a card that is authorised first is charged; such a way of paying is called so."""
DOLLARS = PaymentMethod(
    new_id(), TenderKind.FOREIGN_CASH, "foreign_cash", "US dollars", {"currency": "USD", "rate": "0.9"}
)


class PowerCut(BaseException):
    """The power goes here. Nobody catches it, as nobody catches a power cut."""


@dataclass
class Plug:
    """Counts the moments at which the power may go, and pulls the plug at one of them."""

    left: int | None = None
    passed: list[str] = field(default_factory=list)

    def moment(self, name: str) -> None:
        """One of them: before or after a commit or a call."""
        if self.left is None:
            return
        self.passed.append(name)
        if self.left == 0:
            self.left = None
            raise PowerCut(name)
        self.left -= 1


class PluggedStore:
    """A store whose power may go before and after each commit."""

    def __init__(self, store: Any, plug: Plug) -> None:
        self._store, self._plug = store, plug

    @contextmanager
    def write(self) -> Iterator[Any]:
        self._plug.moment("before a commit")
        with self._store.write() as work:
            yield work
        self._plug.moment("after a commit")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class PluggedProvider:
    """A provider whose register may lose its power before a call leaves and before its answer is written."""

    def __init__(self, provider: Any, plug: Plug) -> None:
        self._provider, self._plug = provider, plug

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._provider, name)
        if name not in CALLS:
            return found

        def call(*facts: Any) -> Any:
            self._plug.moment(f"before {name}")
            answer = found(*facts)
            self._plug.moment(f"after {name}")
            return answer

        return call


class PluggedProviders:
    """All providers, plugged."""

    def __init__(self, providers: Any, plug: Plug) -> None:
        self._providers, self._plug = providers, plug

    def of(self, method_id: UUID) -> Any:
        return PluggedProvider(self._providers.of(method_id), self._plug)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._providers, name)


@dataclass
class Template:
    """A till that was set up once, to be copied for each day; the terminal's port is in its settings."""

    till: Till
    port: int
    codes: tuple[str, ...]

    @staticmethod
    def build(folder: Path, answer_ms: int = ANSWER_MS, **changes: Any) -> Template:
        with VirtualTerminal(kept_port()) as terminal:
            port = terminal.port
        settings = replace(GERMANY, deposits=True, receiptless_returns="approval", **changes)
        till = make_till(folder / "template", settings)
        codes = tuple(make_code(int.from_bytes(new_id().bytes, "big")) for _ in GIFT_CARDS)
        at = {"port": str(port), "answer_ms": str(answer_ms)}
        with till.store.write() as work:
            for kind, provider in ((TenderKind.CARD, "fake"), (TenderKind.PAY_LINK, "fake_link")):
                rules = TenderRules(tips=True)
                for when in LATER:
                    later = PaymentMethod(new_id(), kind, provider, when, {**at, "capture": when}, rules, 10)
                    work.payment_methods.save(later)
                work.payment_methods.save(PaymentMethod(new_id(), kind, provider, "", at, rules, 9))
            work.payment_methods.save(DOLLARS)
            for code, amount in zip(codes, GIFT_CARDS, strict=True):
                work.stored_values.issue(
                    new_id(), TenderKind.GIFT_CARD, code, amount, settings.currency_code, till.clock.now()
                )
        till.accounts.close()
        till.close()
        return Template(till, port, codes)

    def opened(self, folder: Path, moment: datetime, plug: Plug) -> Till:
        """The till of a folder, started, with everything that it writes and asks plugged."""
        of = self.till
        clock = type(of.clock)(moment)
        till = Till(folder, of.store_settings, of.rates, clock, of.keys, of.printers, of.rows)
        till._open_file()
        till.store = PluggedStore(till.store, plug)  # type: ignore[assignment]
        till._begin()
        till.payment_work = PaymentWork(till.store, clock, PluggedProviders(till.accounts, plug))
        return till


class PaymentShop:
    """The till, the terminal, and what a power cut leaves of the till. The terminal goes on by itself."""

    def __init__(self, template: Template, folder: Path, person: str = "Manager") -> None:
        self.folder = folder
        self.codes = template.codes
        self.terminal = VirtualTerminal(template.port).start()
        self.person = person
        self.plug = Plug()
        self._cuts = 0
        self._template = template
        shutil.copytree(template.till.folder, folder / "till 0")
        self._open(template.till.clock.moment)
        self.till.open_shift()
        with self.till.store.read() as work:
            methods = work.payment_methods.all()
        self.methods = {method.kind: method.id for method in methods if method.name not in LATER}
        self.later = {(method.kind, method.name): method.id for method in methods if method.name in LATER}

    def _open(self, moment: datetime) -> None:
        self.till = self._template.opened(self.folder / f"till {self._cuts}", moment, self.plug)
        self.till.sign_in(self.person)

    def end(self) -> None:
        self._let_go()
        self.terminal.stop()

    def _let_go(self) -> None:
        self.till.accounts.close()
        self.till.crew.stop()
        self.till.database.close()

    # -- the payments' worker, step by step in this thread ------------------------------------------

    def work(self, seconds: float = 0.0, most: int = 60) -> None:
        """Everything that is due is done, some time later; the news is settled after each step."""
        self.till.clock.moment += timedelta(seconds=seconds)
        for _ in range(most):
            due = self.till.payment_work.due()
            if not due:
                break
            for items in due.values():
                self.till.payment_work.step(items[0])
        else:
            raise AssertionError(f"the payments' work does not come to an end: {due}")
        self.till.services.settling.settle()

    # -- power ---------------------------------------------------------------------------------------

    def cut_power(self) -> None:
        """The power goes now; the register starts again from what is on the disk."""
        self.plug.left = None
        self._cuts += 1
        before = self.till
        folder = self.folder / f"till {self._cuts}"
        folder.mkdir()
        for file in before.folder.iterdir():
            if file.is_file() and not file.name.endswith("-shm"):
                shutil.copyfile(file, folder / file.name)
        self._let_go()
        shutil.rmtree(before.folder)
        self._open(before.clock.moment)

    def dying(self, moments: int, call: Callable[[], object]) -> bool:
        """Does something with the power going after so many moments of it; whether it went."""
        self.plug.left, self.plug.passed = moments, []
        try:
            call()
        except PowerCut:
            self.cut_power()
            return True
        finally:
            self.plug.left = None
        return False

    # -- people ------------------------------------------------------------------------------------

    def with_word(self, call: Callable[[Approval | None], Any]) -> Any:
        """Does it, with a manager's word where one is needed."""
        try:
            return call(None)
        except ApprovalNeeded as needed:
            return call(self.till.word_for(needed.request))
