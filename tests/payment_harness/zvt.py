"""Card terminals by ZVT, at the shipped virtual terminal on a real port."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from pos_desktop.application.payment_provider import Charge, Decline, PaymentProvider
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.registry import provider_kind
from pos_desktop.payments.zvt import conversation
from pos_desktop.payments.zvt.book import Book, book_at
from pos_desktop.payments.zvt.cards import BOOK
from pos_desktop.payments.zvt.fake import VISA, Fault, Step, VirtualZvtTerminal
from pos_desktop.payments.zvt.fake.records import Kind, Stage
from pos_desktop.payments.zvt.fake.times import Times
from pos_desktop.payments.zvt.terminal import Running, terminal_at
from tests.payment_harness import Harness, NotOffered

AUTHORISATION, REVERSAL, REFUND, ABORT = 0x0601, 0x0630, 0x0631, 0x06B0
RESULTS = {
    Decline.CARD_DECLINED: 0x05,
    Decline.INSUFFICIENT_FUNDS: 0x33,
    Decline.EXPIRED_CARD: 0x78,
    Decline.WRONG_PIN: 0x37,
    Decline.LOST_OR_STOLEN: 0x2B,
    Decline.CARD_NOT_SUPPORTED: 0x7A,
    Decline.LIMIT_EXCEEDED: 0xC3,
    Decline.PROVIDER_ERROR: 0xFF,
    Decline.WRONG_CURRENCY: 0x6F,
}
QUICK = Times(acknowledged=20.0, answered=20.0, card=120.0, again=0.05, slow=0.2)
WAIT_SECONDS = 30.0


class ZvtHarness(Harness):
    """A terminal of its own for each test, so that all it gives back is for the test's order."""

    def __init__(self, terminal: VirtualZvtTerminal, provider: PaymentProvider, book: Book) -> None:
        self.terminal, self.provider, self.book = terminal, provider, book
        self._orders: dict[int, UUID] = {}
        self._charges: list[Charge] = []
        self._stop = terminal.on_change(self._hold_card_to_refunds)

    def charge(self, **facts: object) -> Charge:
        made = super().charge(**facts)
        self._charges.append(made)
        return made

    @property
    def running(self) -> Running | None:
        """What the register has under way at the terminal."""
        return terminal_at(f"{self.terminal.host}:{self.terminal.port}").running

    def customer_pays(self) -> None:
        self._card(lambda: self.terminal.present(VISA))

    def customer_declines(self, reason: Decline) -> None:
        if reason not in RESULTS:
            raise NotOffered(f"a terminal does not say {reason}")
        self._card(lambda: self.terminal.decline(RESULTS[reason], VISA))

    def _card(self, hold: Callable[[], bool]) -> None:
        """Holds a card to it, as soon as it asks for one, and waits until the register has heard the end."""
        asked = self._asked
        end = time.monotonic() + WAIT_SECONDS
        before = len(self.terminal.transactions)
        while not hold():
            assert time.monotonic() < end, f"nothing is asked for at the terminal: {self.terminal.state}"
            time.sleep(0.002)
        self._ended()
        for each in self.terminal.transactions[before:]:
            self._orders[each.receipt] = asked

    @property
    def _asked(self) -> UUID:
        """The order of the attempt that the terminal has."""
        entries = self.book.open_at(f"{self.terminal.host}:{self.terminal.port}")
        assert entries, "the register has asked for nothing"
        entry = entries[-1]
        return next(each.order_id for each in self._charges if each.key == entry.key)

    def _ended(self) -> None:
        running = self.running
        if running is not None:
            assert running.ended.wait(WAIT_SECONDS), "the conversation goes on"
        assert self.terminal.wait_until_quiet(WAIT_SECONDS)

    def _hold_card_to_refunds(self) -> None:
        state = self.terminal.state
        if state.stage is Stage.WAITING_FOR_CARD and state.kind is Kind.REFUND:
            self.terminal.present(VISA)

    # -- what goes wrong ---------------------------------------------------------------------------

    def lose_next_answer(self, after_effect: bool) -> None:
        if not after_effect:
            if self._told_all:
                raise NotOffered("the end is in the register's book: the terminal is not asked for it again")
            self.terminal.fail_at(Step.COMMAND, Fault.DROP_BEFORE)
        elif self._at_work:
            self.terminal.fail_at(Step.END, Fault.DROP_BEFORE, command=AUTHORISATION)
        elif self.terminal.transactions:
            self.terminal.fail_at(Step.STATUS, Fault.DROP_BEFORE, command=REFUND)
        else:
            self.terminal.fail_at(Step.COMMAND, Fault.DROP_BEFORE, command=AUTHORISATION)

    @property
    def _at_work(self) -> bool:
        return self.running is not None and not self.running.ended.is_set()

    @property
    def _told_all(self) -> bool:
        return bool(self.terminal.transactions)

    def answer_rubbish(self) -> None:
        self._garble(Fault.NOISE)

    def answer_for_other_order(self) -> None:
        self._garble(Fault.OTHERS)

    def _garble(self, fault: Fault) -> None:
        """Of a payment that waits for a card the status is garbled, and the card comes at once."""
        if self._at_work:
            self.terminal.fail_at(Step.STATUS, fault, command=AUTHORISATION)
            self.customer_pays()
        elif fault is Fault.NOISE:
            self.terminal.fail_at(Step.COMMAND, fault, command=AUTHORISATION)
        else:
            self.terminal.fail_at(Step.STATUS, fault, command=AUTHORISATION)

    def answer_twice(self) -> None:
        self.terminal.fail_at(Step.COMMAND, Fault.TWICE, command=AUTHORISATION)

    def fail_next(self, status: int) -> None:
        if status not in (409, 429):
            raise NotOffered("no HTTP: refusals of every kind are tried in test_zvt_attempts")
        self.terminal.fail_at(Step.COMMAND, Fault.BUSY)

    def refuse_next_refund(self) -> None:
        self.terminal.fail_at(Step.BANK, Fault.DECLINED, command=REFUND, result=0x05)

    # -- what was booked ---------------------------------------------------------------------------

    def charged(self, order_id: object) -> int:
        return sum(
            each.amount_minor
            for each in self.terminal.transactions
            if each.kind is Kind.PAYMENT
            and self._orders.get(each.receipt) == order_id
            and not self._taken_back(each.receipt)
        )

    def _taken_back(self, receipt: int) -> bool:
        return any(each.automatic and each.reverses == receipt for each in self.terminal.transactions)

    def refunded(self, order_id: object) -> int:
        return sum(
            each.amount_minor
            for each in self.terminal.transactions
            if each.kind is not Kind.PAYMENT and not each.automatic
        )


@contextmanager
def harness() -> Iterator[ZvtHarness]:
    with tempfile.TemporaryDirectory() as folder:
        terminal = VirtualZvtTerminal(times=QUICK).start()
        settings = {"host": terminal.host, "port": str(terminal.port)}
        provider = provider_kind("zvt").create(Surroundings(lambda name: "", settings, Path(folder)))
        book = book_at(Path(folder) / BOOK)
        try:
            with patch.object(conversation, "ANSWER_SECONDS", 20.0):
                yield ZvtHarness(terminal, provider, book)
        finally:
            provider.close()
            terminal.stop()
