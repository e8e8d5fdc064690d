"""The virtual card terminal as the other side, for the reader and for pay links."""

from collections.abc import Iterator
from contextlib import contextmanager

from pos_desktop.application.payment_provider import Decline, PaymentProvider
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.fake import VISA, VirtualTerminal, declining
from pos_desktop.payments.registry import provider_kind
from tests.payment_harness import Harness, NotOffered

AT_A_BANK = frozenset(
    {
        Decline.CARD_DECLINED,
        Decline.INSUFFICIENT_FUNDS,
        Decline.EXPIRED_CARD,
        Decline.WRONG_PIN,
        Decline.LOST_OR_STOLEN,
        Decline.CARD_NOT_SUPPORTED,
        Decline.LIMIT_EXCEEDED,
        Decline.CHECK_FAILED,
        Decline.PROVIDER_ERROR,
    }
)
ANSWER_MS = 10_000


class TerminalHarness(Harness):
    """A real terminal on a real port."""

    def __init__(self, terminal: VirtualTerminal, provider: PaymentProvider) -> None:
        self.terminal, self.provider = terminal, provider

    def customer_pays(self) -> None:
        assert self._hold_up(VISA), "nothing is asked for at the terminal"

    def customer_declines(self, reason: Decline) -> None:
        if reason not in AT_A_BANK:
            raise NotOffered(f"a bank does not say {reason}")
        assert self._hold_up(declining(reason)), "nothing is asked for at the terminal"

    def _hold_up(self, card: object) -> bool:
        pay = self.terminal.present if self.provider.traits.reader else self.terminal.pay_link
        return pay(card)

    def lose_next_answer(self, after_effect: bool) -> None:
        self.terminal.lose_next_answer(after_effect=after_effect, changes_only=after_effect)

    def answer_rubbish(self) -> None:
        self.terminal.answer_rubbish()

    def answer_for_other_order(self) -> None:
        self.terminal.answer_for_other_order()

    def answer_twice(self) -> None:
        self.terminal.answer_twice()

    def fail_next(self, status: int) -> None:
        self.terminal.fail_next(status)

    def refuse_next_refund(self) -> None:
        self.terminal.refuse_next_refund()

    def charged(self, order_id: object) -> int:
        return self.terminal.charged(order_id)

    def refunded(self, order_id: object) -> int:
        return self.terminal.refunded(order_id)


@contextmanager
def at_terminal(key: str) -> Iterator[TerminalHarness]:
    """A terminal that is switched on, and one of its providers."""
    with VirtualTerminal() as terminal:
        settings = {"port": str(terminal.port), "answer_ms": str(ANSWER_MS)}
        provider = provider_kind(key).create(Surroundings(lambda name: "", settings))
        try:
            yield TerminalHarness(terminal, provider)
        finally:
            provider.close()
