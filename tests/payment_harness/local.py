"""Ways of paying within the register's own transaction: no other side, but a ledger for those that have balances."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge, Decline, Redeemed
from pos_desktop.application.payment_records import ValueMove
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import make_code, shown_code
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.registry import provider_kind
from pos_desktop.storage.store import SqlStore
from pos_desktop.system.pins import PepperedVault
from tests.integration.shop import StandingClock
from tests.payment_harness import Harness, NotOffered, fresh
from tests.ready_files import open_empty

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
FUNDED = 10_000


class PlainHarness(Harness):
    """Cash and the like: the drawer and the person count, no program does."""

    def __init__(self, key: str, settings: dict[str, str], needs: dict[str, str]) -> None:
        self.provider = provider_kind(key).create(Surroundings(lambda name: "", settings))
        self._needs = needs

    def charge(self, **facts: object) -> Charge:
        return Charge(**{**fresh(), **self._needs, **facts})


class SqlLedger:
    """The ledger on an encrypted file; every call is a transaction of its own."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._values: list[UUID] = []

    def issue(
        self, kind: TenderKind, code: str, amount: int, currency: str, *, expires_at: datetime | None = None
    ) -> UUID:
        value_id = new_id()
        with self._store.write() as work:
            work.stored_values.issue(value_id, kind, code, amount, currency, NOW, expires_at=expires_at)
        self._values.append(value_id)
        return value_id

    def block(self, value_id: UUID) -> None:
        with self._store.write() as work:
            work.stored_values.set_blocked(value_id, True)

    def redeem(self, *what: object) -> Redeemed | Decline:
        with self._store.write() as work:
            return work.stored_values.redeem(*what)

    def put_back(self, *what: object) -> Redeemed:
        with self._store.write() as work:
            return work.stored_values.put_back(*what)

    def moved(self, key: UUID) -> Redeemed | None:
        with self._store.read() as work:
            return work.stored_values.moved(key)

    def moves(self, order_id: object) -> list[ValueMove]:
        """What moved for an order."""
        with self._store.read() as work:
            moves = [move for value in self._values for move in work.stored_values.moves(value)]
        return [move for move in moves if move.order_id == order_id]


@contextmanager
def sql_ledger() -> Iterator[SqlLedger]:
    """A fresh encrypted file with an empty ledger."""
    with tempfile.TemporaryDirectory(prefix="pos-ledger-") as folder:
        database = open_empty(Path(folder) / "shop.db")
        with closing(database):
            yield SqlLedger(
                SqlStore(database, StandingClock(NOW), code_key=PepperedVault(b"p" * 32).code_key)
            )


class LedgerHarness(Harness):
    """A stored value with 100.00 EUR for each charge."""

    books: SqlLedger

    def __init__(self, key: str, books: SqlLedger) -> None:
        self.provider = provider_kind(key).create(Surroundings(lambda name: ""))
        self.books = books
        self._next: Decline | None = None

    def charge(self, **facts: object) -> Charge:
        reason, self._next = self._next, None
        code = make_code(new_id().int)
        if reason is not Decline.UNKNOWN_CODE:
            self._issue(code, reason)
        return Charge(**{**fresh(), "code": shown_code(code), **facts})

    def _issue(self, code: str, reason: Decline | None) -> None:
        expires = NOW - timedelta(days=1) if reason is Decline.EXPIRED_CODE else None
        funded = 5 if reason is Decline.NOT_ENOUGH_BALANCE else FUNDED
        currency = "CHF" if reason is Decline.WRONG_CURRENCY else "EUR"
        value = self.books.issue(self.provider.traits.kind, code, funded, currency, expires_at=expires)
        if reason is Decline.BLOCKED_CODE:
            self.books.block(value)

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
        return -sum(move.amount_minor for move in self.books.moves(order_id) if move.reason == "redeem")

    def refunded(self, order_id: object) -> int:
        return sum(move.amount_minor for move in self.books.moves(order_id) if move.reason == "put_back")


@contextmanager
def plain(key: str, settings: dict[str, str] | None = None, **needs: str) -> Iterator[Harness]:
    yield PlainHarness(key, settings or {}, needs)


@contextmanager
def ledger(key: str) -> Iterator[Harness]:
    with sql_ledger() as books:
        yield LedgerHarness(key, books)
