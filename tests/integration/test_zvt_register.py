"""A register with a card terminal by ZVT: sale, receipt, doubt, a person's word, a stop of the program, the end of the day."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import pytest

from pos_desktop.application.approvals import Approval, ApprovalNeeded
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import Payment, PaymentMethod, Refund
from pos_desktop.application.reader_test import ReaderTest
from pos_desktop.application.returns import Pick
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.payments.zvt import book, conversation, terminal
from pos_desktop.payments.zvt.fake import SIGNING, VISA, Fault, Step, VirtualZvtTerminal
from pos_desktop.payments.zvt.fake.times import Times
from pos_desktop.payments.zvt.terminal import terminal_at
from tests.integration.desk_fixtures import Till, make_till

QUICK = Times(acknowledged=0.5, answered=0.5, card=10.0, again=0.02, slow=0.1)
AUTHORISATION, REVERSAL = 0x0601, 0x0630


@dataclass
class ZvtShop:
    till: Till
    terminal: VirtualZvtTerminal
    method: PaymentMethod

    @property
    def line(self) -> str:
        return f"{self.terminal.host}:{self.terminal.port}"

    def begin(self, *names: str) -> Payment:
        for name in names or ("Bread",):
            self.till.add(name)
        payment = self.till.services.tendering.start(self.method.id)
        self.work()
        return self.payment(payment.id)

    def payment(self, payment_id: UUID) -> Payment:
        return self.till.services.tendering.payment(payment_id)

    def work(self, seconds: float = 0.0) -> None:
        self.till.clock.moment += timedelta(seconds=seconds)
        for items in self.till.payment_work.due().values():
            for item in items:
                self.till.payment_work.step(item)

    def card(self, hold: Callable[[], bool]) -> None:
        end = time.monotonic() + 3
        while not hold() and time.monotonic() < end:
            time.sleep(0.005)
        running = terminal_at(self.line).running
        assert running is not None
        assert running.ended.wait(3)

    def known(self, payment_id: UUID) -> Payment:
        for _ in range(30):
            payment = self.payment(payment_id)
            if not payment.state.open:
                return payment
            self.work(seconds=5)
        return self.payment(payment_id)

    def papers(self, kind: str = "receipt") -> list[str]:
        return [str(job.document) for job in self.till.jobs(kind)]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[ZvtShop]:
    made = VirtualZvtTerminal(times=QUICK).start()
    till = make_till(tmp_path / "till")
    till.sign_in()
    till.open_shift()
    settings = {"host": made.host, "port": str(made.port)}
    method = PaymentMethod(new_id(), TenderKind.CARD, "zvt", "", settings, TenderRules(), 9)
    with till.store.write() as work:
        work.payment_methods.save(method)
    with patch.object(conversation, "ANSWER_SECONDS", 0.5):
        yield ZvtShop(till, made, method)
    till.accounts.close()
    till.close()
    made.stop()


def test_a_sale_is_paid_and_its_receipt_bears_the_terminals(shop: ZvtShop) -> None:
    begun = shop.begin("Bread")
    shop.card(lambda: shop.terminal.present(VISA))
    paid = shop.known(begun.id)
    assert (paid.state, paid.brand, paid.last_four) == (PaymentState.TAKEN, "visa", "4242")
    settled = shop.till.services.settling.settle()
    assert [each.kind for each in settled] == ["sold"]
    (receipt,) = shop.papers()
    assert "Kundenbeleg" in receipt or "K-U-N-D-E-N" in receipt
    shop.till.services.orders.reprint(settled[0].sale.order.id)  # type: ignore[union-attr]
    assert shop.papers("reprint")
    assert str(paid.id) not in receipt


@pytest.mark.parametrize(("choice", "papers"), [("always", 2), ("never", 1)])
def test_what_a_customer_signs_is_a_paper_of_its_own(shop: ZvtShop, choice: str, papers: int) -> None:
    shop.till.desk.change_settings(print_receipt=choice)
    begun = shop.begin("Bread")

    def sign() -> bool:
        return shop.terminal.present(SIGNING)

    end = time.monotonic() + 3
    while not sign() and time.monotonic() < end:
        time.sleep(0.005)
    while not shop.terminal.judge_signature(True) and time.monotonic() < end:
        time.sleep(0.005)
    running = terminal_at(shop.line).running
    assert running is not None
    running.ended.wait(3)
    assert shop.known(begun.id).state is PaymentState.TAKEN
    shop.till.services.settling.settle()
    assert len(shop.papers()) == papers
    assert "'kind': 'cut'" in shop.papers()[0]


def test_the_program_stops_in_mid_payment_and_finds_its_end(shop: ZvtShop, tmp_path: Path) -> None:
    begun = shop.begin("Bread")
    found = shop.till.after_power_cut(tmp_path / "later")
    shop.card(lambda: shop.terminal.present(VISA))
    book._books.clear()
    terminal._terminals.clear()
    later = ZvtShop(found, shop.terminal, shop.method)
    assert later.known(begun.id).state is PaymentState.TAKEN
    assert len(shop.terminal.transactions) == 1
    found.accounts.close()
    found.close()


def test_a_persons_word_lets_the_terminal_take_payments_again(shop: ZvtShop) -> None:
    shop.terminal.fail_at(Step.BANK, Fault.DROP_AFTER, command=AUTHORISATION)
    begun = shop.begin("Bread")
    shop.card(lambda: shop.terminal.present(VISA))
    # Somebody takes another amount by hand meanwhile: its last transaction is not ours any more.
    other = VirtualHand(shop)
    other.takes(999)
    assert shop.known(begun.id).state is PaymentState.UNKNOWN
    with shop.till.store.read() as work:
        asked = [event.body for event in work.payments.events(begun.id) if event.kind == "asks_person"]
    assert [each["title"] for each in asked] == ["Look at the card terminal"]
    shop.till.sign_in("Manager")
    decided = shop.till.services.settling.decide(begun.id, taken=True, reason="its journal says so")
    assert decided.state is PaymentState.TAKEN
    shop.till.services.settling.settle()
    again = shop.begin("Milk")
    shop.card(lambda: shop.terminal.present(VISA))
    assert shop.known(again.id).state is PaymentState.TAKEN


class VirtualHand:
    """Another register on the same terminal."""

    def __init__(self, shop: ZvtShop) -> None:
        self._shop = shop

    def takes(self, amount: int) -> None:
        from pos_desktop.payments.zvt import commands
        from pos_desktop.payments.zvt.commands import Paper
        from pos_desktop.payments.zvt.conversation import Conversation, held
        from pos_desktop.payments.zvt.link import NetworkLink, Until
        from pos_desktop.system.wires.tcp import open_tcp

        self._shop.terminal.wait_until_quiet()
        link = NetworkLink(open_tcp(self._shop.terminal.host, self._shop.terminal.port, 2))
        held(link, commands.registration("000000", 978, Paper.NOBODY, 32), Until(3))
        talk = Conversation(link)
        assert talk.begin(commands.authorisation(amount, 978), Until(3)) is None
        end = time.monotonic() + 3
        while not self._shop.terminal.present(VISA) and time.monotonic() < end:
            time.sleep(0.005)
        assert talk.listen(Until(3)).status is not None
        link.close()


def in_doubt(shop: ZvtShop) -> Refund:
    """A sale whose whole payment was to be taken back: the terminal's answer broke off, then it took another amount."""
    begun = shop.begin("Bread")
    shop.card(lambda: shop.terminal.present(VISA))
    assert shop.known(begun.id).state is PaymentState.TAKEN
    shop.till.services.settling.settle()
    services = shop.till.services
    shop.terminal.fail_at(Step.BANK, Fault.DROP_AFTER, command=REVERSAL)
    found = services.returns.of(begun.ticket_id)
    services.returns.carry_out(
        found, {each.line.id: Pick(each.left_milli, True) for each in found.lines}, "Damaged"
    )
    shop.work()
    VirtualHand(shop).takes(999)
    shop.work(seconds=60)
    (refund,) = services.returns.open_promises()
    assert refund.state is RefundState.UNKNOWN
    return refund


def test_a_refund_that_the_terminal_cannot_tell_is_decided_by_a_manager(shop: ZvtShop) -> None:
    refund, services = in_doubt(shop), shop.till.services
    word = services.refund_decisions.look(refund)
    assert word.asks is not None
    assert (word.asks[0], word.decidable) == ("Look at the card terminal", True)
    with pytest.raises(ApprovalNeeded) as asked:
        services.refund_decisions.decide(refund.id, went_back=True, reason="its journal shows it")
    manager = next(each for each in services.people.all() if each.name == "Manager")
    done = services.refund_decisions.decide(
        refund.id,
        went_back=True,
        reason="its journal shows it",
        approval=Approval(asked.value.request, manager.id, manager.name, "pin"),
    )
    assert done.state is RefundState.DONE
    assert shop.till.journal("refund_decided")[-1][1]["went_back"] is True
    with pytest.raises(ApprovalNeeded):
        services.refund_decisions.decide(refund.id, went_back=False, reason="no")
    shop.till.sign_in("Manager")
    with pytest.raises(Refused, match="known by now"):
        services.refund_decisions.decide(refund.id, went_back=False, reason="no")
    shop.work(seconds=5000)
    shop.till.clock.moment = datetime.now(UTC) + timedelta(days=2)
    assert services.reconciliation.run().found == 0


def test_what_did_not_go_back_is_tried_again_with_a_new_key_and_once(shop: ZvtShop) -> None:
    refund, decisions = in_doubt(shop), shop.till.services.refund_decisions
    shop.till.sign_in("Manager")
    refused = decisions.decide(refund.id, went_back=False, reason="its journal does not show it")
    assert (refused.state, decisions.look(refused).undone) == (RefundState.REFUSED, True)
    shop.work(seconds=5000)
    again = decisions.try_again(refund.id)
    assert again.key != refund.key
    with pytest.raises(Refused):
        decisions.try_again(refund.id)
    shop.work()
    with shop.till.store.read() as work:
        ended = work.refunds.get(refund.id)
    # It had gone back after all: the terminal refuses, and nothing goes back twice.
    assert ended.state is RefundState.REFUSED
    assert not decisions.look(ended).undone


def test_what_is_left_of_a_payment_goes_to_the_card_and_no_more(shop: ZvtShop) -> None:
    """A part of it was given back as charged too much: a reversal would take the whole payment back."""

    def hold_card_to_refunds() -> None:
        state = shop.terminal.state
        if state.stage == "waiting_for_card" and state.kind == "refund":
            shop.terminal.present(VISA)

    shop.terminal.on_change(hold_card_to_refunds)
    services = shop.till.services
    shop.till.sign_in("Manager")
    begun = shop.begin("Bread")
    with shop.till.store.write() as work:
        work.payments.save(replace(begun, state=PaymentState.UNKNOWN))
    services.tendering.take_cash(100)
    shop.card(lambda: shop.terminal.present(VISA))
    assert shop.known(begun.id).state is PaymentState.TAKEN
    services.settling.settle()
    shop.work()
    order = services.orders.get(begun.ticket_id)
    assert {tender.kind: tender.amount_minor for tender in order.tenders} == {"cash": 100, "card": 150}
    assert shop.terminal.turnover_minor == 150
    found = services.returns.of(order.id)
    picks = {each.line.id: Pick(each.left_milli, True) for each in found.lines}
    done = services.returns.carry_out(found, picks, "Damaged")
    (to_card,) = [refund for refund in done.refunds if refund.kind is TenderKind.CARD]
    assert (to_card.amount_minor, to_card.whole) == (150, False)
    shop.work()
    assert [refund.state for refund in services.returns.refunds(done.sale.order.id)] == [RefundState.DONE] * 2
    assert shop.terminal.turnover_minor == 0


def test_the_reader_test_goes_there_and_back(shop: ZvtShop) -> None:
    shop.terminal.on_change(
        lambda: shop.terminal.state.stage == "waiting_for_card" and shop.terminal.present(VISA)
    )
    test = ReaderTest(shop.till.desk, shop.till.accounts)
    outcome = test.run(shop.method.id, lambda phase: None, lambda: False)
    assert (outcome.ok, outcome.title) == (True, "It works")
    assert shop.terminal.turnover_minor == 0


def test_the_books_agree(shop: ZvtShop) -> None:
    begun = shop.begin("Bread")
    shop.card(lambda: shop.terminal.present(VISA))
    shop.known(begun.id)
    shop.till.services.settling.settle()
    shop.till.clock.moment = datetime.now(UTC) + timedelta(days=2)
    assert shop.till.services.reconciliation.run().found == 0


def test_the_day_is_ended_with_its_report(shop: ZvtShop) -> None:
    begun = shop.begin("Bread")
    shop.card(lambda: shop.terminal.present(VISA))
    shop.known(begun.id)
    days = shop.till.services.terminal_days
    days.check()
    reports = days.close(shop.method.id)
    assert reports
    assert days.print(reports)
    assert len(shop.terminal.days) == 1
    assert shop.till.journal("terminal_day_closed")[-1][1]["ok"] is True
    (report,) = shop.papers("report")
    assert "'kind': 'cut'" in report
