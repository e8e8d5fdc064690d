"""Ways of paying within the register's own transaction: no other side, but a ledger for those that have balances."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count

from pos_desktop.application.payment_provider import Charge, Decline
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.fake.memory_values import MemoryValues
from pos_desktop.payments.registry import provider_kind
from tests.payment_harness import Harness, NotOffered, fresh

FUNDED = 10_000


class PlainHarness(Harness):
    """Cash and the like: the drawer and the person count, no program does."""

    def __init__(self, key: str, settings: dict[str, str], needs: dict[str, str]) -> None:
        self.provider = provider_kind(key).create(Surroundings(lambda name: "", settings))
        self._needs = needs

    def charge(self, **facts: object) -> Charge:
        return Charge(**{**fresh(), **self._needs, **facts})


class LedgerHarness(Harness):
    """A stored value with 100.00 EUR for each charge."""

    def __init__(self, key: str) -> None:
        self.provider = provider_kind(key).create(Surroundings(lambda name: ""))
        self.books = MemoryValues(today=lambda: date(2026, 11, 25))
        self._numbers = count(1000)
        self._next: Decline | None = None

    def charge(self, **facts: object) -> Charge:
        reason, self._next = self._next, None
        code = f"GIFT-{next(self._numbers)}"
        if reason is not Decline.UNKNOWN_CODE:
            self._issue(code, reason)
        return Charge(**{**fresh(), "code": code, **facts})

    def _issue(self, code: str, reason: Decline | None) -> None:
        expires = date(2026, 11, 24) if reason is Decline.EXPIRED_CODE else None
        funded = 5 if reason is Decline.NOT_ENOUGH_BALANCE else FUNDED
        currency = "CHF" if reason is Decline.WRONG_CURRENCY else "EUR"
        self.books.issue(self.provider.traits.kind, code, funded, currency, expires=expires)
        if reason is Decline.BLOCKED_CODE:
            self.books.block(code)

    def customer_declines(self, reason: Decline) -> None:
        if reason not in (
            Decline.NOT_ENOUGH_BALANCE,
            Decline.UNKNOWN_CODE,
            Decline.EXPIRED_CODE,
            Decline.BLOCKED_CODE,
            Decline.WRONG_CURRENCY,
        ):
            raise NotOffered(f"a ledger does not say {reason}")
        self._next = reason

    def charged(self, order_id: object) -> int:
        return self.books.taken(order_id)

    def refunded(self, order_id: object) -> int:
        return self.books.returned(order_id)


@contextmanager
def plain(key: str, settings: dict[str, str] | None = None, **needs: str) -> Iterator[Harness]:
    yield PlainHarness(key, settings or {}, needs)


@contextmanager
def ledger(key: str) -> Iterator[Harness]:
    yield LedgerHarness(key)
