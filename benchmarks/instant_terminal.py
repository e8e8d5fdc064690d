"""A card provider without a terminal: answers at once, within the process, and says how long it took itself."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import (
    CardFacts,
    Charge,
    GiveBack,
    Health,
    NoAnswer,
    ProviderPayment,
    ProviderRefund,
    Reader,
    RefundReport,
    Report,
    StoredValues,
    Traits,
)
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.bootstrap import Register
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind

ASKS_PER_SECOND = 25.0
_TRAITS = Traits(TenderKind.CARD, local=False, waits=True, tips=True, asks_per_second=ASKS_PER_SECOND)
_VISA = CardFacts("visa", "4242", "123456", "contactless")


class InstantTerminal:
    """Implements PaymentProvider. Away, it answers nothing and knows nothing of what it was asked for."""

    def __init__(self) -> None:
        self.away = False
        self.seconds = 0.0
        """Spent in here, to be taken off what is ours."""
        self.asked: list[float] = []
        """The moments at which an outcome was asked for."""

    @property
    def traits(self) -> Traits:
        return _TRAITS

    @contextmanager
    def _taking_time(self) -> Iterator[None]:
        began = time.perf_counter()
        if self.away:
            raise NoAnswer("no answer")
        yield
        self.seconds += time.perf_counter() - began

    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        with self._taking_time():
            return Report(PaymentState.TAKEN, f"pay_{charge.key}", charge.whole_minor, card=_VISA)

    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        with self._taking_time():
            self.asked.append(time.monotonic())
            return Report(PaymentState.CANCELLED)

    def cancel(self, charge: Charge, books: StoredValues | None = None) -> Report:
        with self._taking_time():
            return Report(PaymentState.CANCELLED)

    def capture(self, charge: Charge, amount_minor: int) -> Report:
        return Report(PaymentState.TAKEN, charge.provider_ref, amount_minor)

    def accept_signature(self, charge: Charge, accepted: bool) -> Report:
        return Report(PaymentState.TAKEN, charge.provider_ref)

    def give_back(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        with self._taking_time():
            return RefundReport(RefundState.DONE, f"ref_{refund.key}")

    def ask_refund(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        return RefundReport(RefundState.PROMISED)

    def refunds_of(self, provider_ref: str) -> Sequence[ProviderRefund]:
        return ()

    def methods(self) -> Sequence[str]:
        return ("visa",)

    def readers(self) -> Sequence[Reader]:
        return ()

    def statement(self, since: datetime, until: datetime) -> Sequence[ProviderPayment]:
        return ()

    def health(self) -> Health:
        return Health(True)

    def close(self) -> None:
        """Holds nothing."""


def add_cards(register: Register) -> PaymentMethod:
    """A card method in the store's settings, made once."""
    with register.data.store.write() as work:
        for method in work.payment_methods.all():
            if method.kind is TenderKind.CARD:
                return method
        made = PaymentMethod(new_id(), TenderKind.CARD, "fake", "", position=9)
        work.payment_methods.save(replace(made, settings={}))
        return made


def plug_in(register: Register, method: PaymentMethod, terminal: InstantTerminal) -> None:
    """Puts it where the virtual terminal would be asked."""
    register.accounts._made[method.id] = terminal
