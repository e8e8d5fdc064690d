"""A till with a card terminal on a real port, its payments' work done step by step in the test's own thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import Payment, PaymentMethod
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.domain.value_codes import make_code
from pos_desktop.payments.fake import VirtualTerminal
from tests.integration.desk_fixtures import Till, make_till

ANSWER_MS = 10_000


@dataclass
class CardShop:
    """The till, the terminal, and both hands."""

    till: Till
    terminal: VirtualTerminal
    methods: dict[TenderKind, PaymentMethod] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings = {"port": str(self.terminal.port), "answer_ms": str(ANSWER_MS)}
        with self.till.store.write() as work:
            for kind, provider in ((TenderKind.CARD, "fake"), (TenderKind.PAY_LINK, "fake_link")):
                rules = TenderRules(tips=True)
                work.payment_methods.save(PaymentMethod(new_id(), kind, provider, "", settings, rules, 9))
            work.payment_methods.save(
                PaymentMethod(
                    new_id(),
                    TenderKind.FOREIGN_CASH,
                    "foreign_cash",
                    "US dollars",
                    {"currency": "USD", "rate": "0.9"},
                )
            )
        with self.till.store.read() as work:
            self.methods = {method.kind: method for method in work.payment_methods.all()}

    @property
    def tendering(self):  # noqa: ANN201
        return self.till.services.tendering

    def ring_up(self, *names: str) -> None:
        for name in names:
            self.till.add(name)

    def card(self, amount: int | None = None, **facts: object) -> Payment:
        """Begins a card payment and brings it to the reader."""
        payment = self.tendering.start(self.methods[TenderKind.CARD].id, amount, **facts)
        self.work()
        return self.tendering.payment(payment.id)

    def work(self, seconds: float = 0.0) -> None:
        """Everything that is due is done, as the worker would, some time later."""
        self.till.clock.moment += timedelta(seconds=seconds)
        for _ in range(50):
            due = [item for items in self.till.payment_work.due().values() for item in items]
            if not due:
                return
            for item in due:
                self.till.payment_work.step(item)
        raise AssertionError("the payments' work does not come to an end")

    def until_known(self, payment_id: UUID) -> Payment:
        """Works on until the outcome is known."""
        for _ in range(40):
            payment = self.tendering.payment(payment_id)
            if not payment.state.open:
                return payment
            self.work(seconds=20)
        raise AssertionError("the outcome stays open")

    def gift_card(self, amount: int, kind: TenderKind = TenderKind.GIFT_CARD) -> str:
        """Issues one; its code."""
        code = make_code(int.from_bytes(new_id().bytes, "big"))
        with self.till.store.write() as work:
            work.stored_values.issue(new_id(), kind, code, amount, "EUR", self.till.clock.now())
        return code

    def balance(self, code: str) -> int:
        with self.till.store.read() as work:
            found = work.stored_values.find(code)
        assert found is not None
        return found.balance_minor

    def approved(self, call):  # noqa: ANN001, ANN201
        """Does it with a manager's word."""
        try:
            call(None)
        except ApprovalNeeded as needed:
            return call(self.till.word_for(needed.request))
        raise AssertionError("no approval was asked for")

    def states(self) -> list[PaymentState]:
        from pos_desktop.storage import tables

        return [PaymentState(row.state) for row in self.till.rows_of(tables.payment)]


@pytest.fixture
def card_shop(tmp_path) -> Iterator[CardShop]:  # noqa: ANN001
    """Cashier 1 signed in, a shift open with 100.00, a terminal that is switched on."""
    with VirtualTerminal() as terminal:
        till = make_till(tmp_path / "till")
        till.sign_in()
        till.open_shift()
        yield CardShop(till, terminal)
        till.accounts.close()
        till.close()
