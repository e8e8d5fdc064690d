"""What a provider says, free of card numbers, keys and tokens before anything is made of it.

Providers answer with what they were given, by mistake or in an error's words; from here on it would be written
into the database, the journal and the log.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import (
    Charge,
    ClosesDays,
    GiveBack,
    Health,
    HearsDecisions,
    PaymentProvider,
    ProviderPayment,
    ProviderRefund,
    Reader,
    RefundReport,
    Report,
    StoredValues,
    Traits,
)
from pos_desktop.domain.card_numbers import MARK, is_card_number
from pos_desktop.system.redaction import redact

Answer = TypeVar("Answer")


class DiscreetProvider:
    """Implements PaymentProvider around another one."""

    def __init__(self, provider: PaymentProvider) -> None:
        self._provider = provider

    @property
    def traits(self) -> Traits:
        return self._provider.traits

    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        return _report(lambda: self._provider.start(charge, books))

    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        return _report(lambda: self._provider.ask(charge, books))

    def cancel(self, charge: Charge, books: StoredValues | None = None) -> Report:
        return _report(lambda: self._provider.cancel(charge, books))

    def capture(self, charge: Charge, amount_minor: int) -> Report:
        return _report(lambda: self._provider.capture(charge, amount_minor))

    def accept_signature(self, charge: Charge, accepted: bool) -> Report:
        return _report(lambda: self._provider.accept_signature(charge, accepted))

    def give_back(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        return _refund_report(lambda: self._provider.give_back(refund, books))

    def ask_refund(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        return _refund_report(lambda: self._provider.ask_refund(refund, books))

    def refunds_of(self, provider_ref: str) -> Sequence[ProviderRefund]:
        with _discreet_trouble():
            return self._provider.refunds_of(provider_ref)

    def methods(self) -> Sequence[str]:
        with _discreet_trouble():
            return [redact(name) for name in self._provider.methods()]

    def readers(self) -> Sequence[Reader]:
        with _discreet_trouble():
            return self._provider.readers()

    def statement(self, since: datetime, until: datetime) -> Sequence[ProviderPayment]:
        with _discreet_trouble():
            return self._provider.statement(since, until)

    def health(self) -> Health:
        health = self._provider.health()
        return replace(health, words=redact(health.words))

    def decided(self, charge: Charge, taken: bool) -> None:
        if isinstance(self._provider, HearsDecisions):
            self._provider.decided(charge, taken)

    def decided_refund(self, refund: GiveBack, went_back: bool) -> None:
        if isinstance(self._provider, HearsDecisions):
            self._provider.decided_refund(refund, went_back)

    def end_of_day(self) -> Sequence[Sequence[str]]:
        if not isinstance(self._provider, ClosesDays):
            return ()
        with _discreet_trouble():
            return [[redact(line) for line in lines] for lines in self._provider.end_of_day()]

    def close(self) -> None:
        self._provider.close()


@contextmanager
def _discreet_trouble() -> Iterator[None]:
    try:
        yield
    except PersonError as trouble:
        trouble.title, trouble.meaning, trouble.next_step = (
            redact(words) for words in (trouble.title, trouble.meaning, trouble.next_step)
        )
        trouble.args = tuple(redact(part) if isinstance(part, str) else part for part in trouble.args)
        raise


def _report(call: Callable[[], Report]) -> Report:
    with _discreet_trouble():
        report = call()
    card = report.card
    if card is not None:
        card = replace(
            card,
            brand=redact(card.brand),
            last_four=card.last_four[-4:],
            authorisation=redact(card.authorisation),
            entry=redact(card.entry),
        )
    return replace(report, provider_ref=_ref(report.provider_ref), card=card, last_four=report.last_four[-4:])


def _refund_report(call: Callable[[], RefundReport]) -> RefundReport:
    with _discreet_trouble():
        report = call()
    return replace(
        report,
        refund_ref=_ref(report.refund_ref),
        words=redact(report.words),
        last_four=report.last_four[-4:],
    )


def _ref(ref: str) -> str:
    """An id is kept as it is: a digit more or less would be another payment's. A card's number is no id."""
    return MARK if is_card_number(ref) else ref
