"""A till whose card is authorised first, at the virtual terminal and at the stand-in of Stripe."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.payment_records import Payment, PaymentMethod
from pos_desktop.application.return_pricing import Pick
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from pos_desktop.payments.stripe.fake.server import FakeStripe
from pos_desktop.storage import tables
from tests.integration.card_shop import ANSWER_MS
from tests.integration.desk_fixtures import Till
from tests.payment_harness.stripe_account import KEY

BREAD, COFFEE = 250, 799
BOTH = BREAD + COFFEE


class TerminalSide:
    """The virtual terminal and what may go wrong at it."""

    provider = "fake"

    def __init__(self, till: Till, folder: Path) -> None:
        del folder
        self.terminal = VirtualTerminal().start()
        self.settings = {"port": str(self.terminal.port), "answer_ms": str(ANSWER_MS)}
        del till

    def pay(self, tip: int = 0) -> None:
        if tip:
            self.terminal.choose_tip(tip)
        self.terminal.present()

    def charged(self, order: UUID) -> int:
        return self.terminal.charged(order)

    def refunded(self, order: UUID) -> int:
        return self.terminal.refunded(order)

    def lose_answer(self, *, after_effect: bool) -> None:
        self.terminal.lose_next_answer(after_effect=after_effect, changes_only=True)

    def refuse(self) -> None:
        self.terminal.fail_next(402)

    def go_away(self) -> None:
        self.terminal.cut_line()

    def come_back(self) -> None:
        self.terminal.mend_line()

    def expire(self) -> None:
        assert self.terminal.expire_authorisations()

    def held(self) -> int:
        return sum(payment.stage.value == "authorised" for payment in self.terminal.books.payments)

    def capture_by_hand(self, amount: int) -> None:
        """Somebody does it in the provider's own pages."""
        (held,) = [one for one in self.terminal.books.payments if one.stage.value == "authorised"]
        self.terminal._bank.capture(held.key, amount)

    def end(self) -> None:
        self.terminal.stop()


class StripeSide:
    """The stand-in of Stripe and its reader."""

    provider = "stripe"

    def __init__(self, till: Till, folder: Path) -> None:
        del folder
        self.stripe = FakeStripe()
        self.stripe.start()
        self.reader = self.stripe.ledger.add_reader()
        self.settings = {"address": self.stripe.address, "reader": self.reader}
        self._till = till

    def pay(self, tip: int = 0) -> None:
        self.stripe.ledger.tap(self.reader, tip=tip)

    def charged(self, order: UUID) -> int:
        return self.stripe.ledger.charged("order_id", str(order))

    def refunded(self, order: UUID) -> int:
        return self.stripe.ledger.refunded("order_id", str(order))

    def lose_answer(self, *, after_effect: bool) -> None:
        trick = Trick.LOSE_ANSWER if after_effect else Trick.LOSE_REQUEST
        self.stripe.mischief.plan(Plan(trick, method="POST"))

    def refuse(self) -> None:
        self.stripe.mischief.plan(Plan(Trick.STATUS, status=400, method="POST"))

    def go_away(self) -> None:
        self.stripe.mischief.plan(Plan(Trick.STATUS, status=503, times=1000))

    def come_back(self) -> None:
        self.stripe.mischief.clear()

    def expire(self) -> None:
        for intent in list(self.stripe.ledger.intents.values()):
            if intent["status"] == "requires_capture":
                self.stripe.ledger.cancel(intent["id"])

    def held(self) -> int:
        return sum(one["status"] == "requires_capture" for one in self.stripe.ledger.intents.values())

    def capture_by_hand(self, amount: int) -> None:
        (held,) = [one for one in self.stripe.ledger.intents.values() if one["status"] == "requires_capture"]
        self.stripe.ledger.capture(held["id"], {"amount_to_capture": amount})

    def end(self) -> None:
        self.stripe.stop()


class Counter:
    """A till whose card is authorised first, and both hands."""

    def __init__(self, till: Till, side: TerminalSide | StripeSide) -> None:
        self.till, self.side = till, side
        self.method = self.add_method("sale")

    def add_method(self, when: str) -> PaymentMethod:
        settings = {**self.side.settings, "capture": when}
        rules = TenderRules(tips=True)
        method = PaymentMethod(new_id(), TenderKind.CARD, self.side.provider, "", settings, rules, 9)
        with self.till.store.write() as work:
            work.payment_methods.save(method)
        self.till.credentials.put(method.id, "secret_key", KEY)
        return method

    def wait_for_goods(self) -> None:
        settings = {**self.method.settings, "capture": "shipment"}
        with self.till.store.write() as work:
            work.payment_methods.save(replace(self.method, settings=settings))

    @property
    def captures(self):  # noqa: ANN201
        return self.till.services.captures

    def work(self, seconds: float = 0.0, rounds: int = 1) -> None:
        """Everything that is due is done, as the worker would, some time later; the news is settled."""
        for _ in range(rounds):
            self.till.later(seconds=seconds)
            for _ in range(60):
                due = [item for items in self.till.payment_work.due().values() for item in items]
                if not due:
                    break
                self.till.payment_work.step(due[0])
                self.till.services.settling.settle()
            else:
                raise AssertionError(f"the payments' work does not come to an end: {due}")

    def authorise(self, amount: int | None = None, tip: int = 0, **facts: object) -> Payment:
        """A card payment whose amount is reserved; the sale is not settled yet."""
        payment = self.till.services.tendering.start(self.method.id, amount, **facts)
        work = self.till.payment_work
        work.step(payment)
        self.till.later(seconds=1)
        self.side.pay(tip)
        work.step(payment)
        payment = self.payment(payment.id)
        assert payment.state is PaymentState.AUTHORISED, payment
        return payment

    def sell(self, *names: str, tip: int = 0, work: bool = True) -> Payment:
        """A sale on disk whose card is authorised, and charged as the setting says."""
        for name in names:
            self.till.add(name)
        payment = self.authorise(tip=tip)
        (settled,) = self.till.services.settling.settle()
        assert settled.kind == "sold"
        if work:
            self.work()
        return self.payment(payment.id)

    def payment(self, payment_id: UUID) -> Payment:
        return self.till.services.tendering.payment(payment_id)

    def order(self, payment: Payment) -> OrderView:
        return self.till.services.orders.get(payment.ticket_id)

    def bring_back(self, payment: Payment, name: str) -> None:
        returns = self.till.services.returns
        found = returns.of(payment.ticket_id)
        picks = {sold.line.id: Pick(1000) for sold in found.lines if sold.line.name == name}
        returns.carry_out(found, picks, "Changed mind")

    def journal(self, payment: Payment) -> list[str]:
        return [event.kind for event in self.order(payment).events]

    def topics(self, payment: Payment) -> list[str]:
        return [row.topic for row in self.till.rows_of(tables.outbox) if row.subject_id == payment.id]

    def net(self, payment: Payment) -> int:
        return self.side.charged(payment.ticket_id) - self.side.refunded(payment.ticket_id)

    def books_agree(self) -> None:
        """The nightly comparison finds nothing."""
        self.till.later(days=1)
        run = self.till.services.reconciliation.run()
        assert not run.troubles, run
        assert run.found == 0, self.till.services.reconciliation.open()
