"""Ways of paying, attempts, refunds and stored values, as the application needs them stored.

Storage implements these. Amounts are minor units, quantities thousandths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from pos_desktop.application.payment_provider import StoredValues

if TYPE_CHECKING:
    from pos_desktop.application.payment_records import (
        Difference,
        Due,
        Payment,
        PaymentEvent,
        PaymentMethod,
        Refund,
        StoredValueView,
        ValueMove,
    )
    from pos_desktop.domain.payment import RefundState, TenderKind


class PaymentMethods(Protocol):
    """The ways of paying that the store set up."""

    def all(self) -> list[PaymentMethod]:
        """In the store's order, inactive ones included, removed ones left out."""
        ...

    def get(self, method_id: UUID) -> PaymentMethod:
        """A removed one too: past payments name it."""
        ...

    def save(self, method: PaymentMethod) -> None: ...
    def remove(self, method_id: UUID, at: datetime) -> None: ...


class Payments(Protocol):
    """Attempts to take money, and their events."""

    def insert(self, payment: Payment) -> None: ...
    def save(self, payment: Payment) -> None:
        """Writes everything that can change after the insert, but its shift."""
        ...

    def into_shift(self, payment_id: UUID, shift_id: UUID) -> None:
        """From now on it is money of this shift."""
        ...

    def get(self, payment_id: UUID) -> Payment: ...
    def of_ticket(self, ticket_id: UUID) -> list[Payment]:
        """In the order they were made."""
        ...

    def open_tickets(self) -> list[UUID]:
        """Tickets not sold yet that are being paid or partly paid."""
        ...

    def to_settle(self) -> list[UUID]:
        """Of those, the ones that may have to be sold, or whose order may stand elsewhere by now."""
        ...

    def ask_after(self, turns: Iterable[tuple[UUID, bool]], at: datetime) -> None:
        """Those that are open still have their turn then; whether each is to be stopped stands beside it."""
        ...

    def open(self) -> list[Payment]:
        """Every attempt whose outcome is still to come, the oldest first."""
        ...

    def due(self, now: datetime, longest: datetime, limit: int) -> list[Due]:
        """Those whose turn it is, and those put off beyond the longest wait: the clock was set back since."""
        ...

    def next_due(self) -> datetime | None: ...
    def between(self, method_id: UUID, since: datetime, until: datetime) -> list[Payment]:
        """Attempts of a time that a provider may know of, for reconciliation."""
        ...

    def by_provider_ref(self, provider_ref: str) -> Payment | None: ...
    def held(self) -> list[Payment]:
        """Those that are reserved on a card and not charged, the oldest first."""
        ...

    def captures(self) -> list[Payment]:
        """Those whose charging is wanted, under way, or refused and waiting for a person; the oldest first."""
        ...

    def note(self, payment_id: UUID, kind: str, body: Mapping[str, Any], at: datetime) -> None: ...
    def events(self, payment_id: UUID) -> list[PaymentEvent]: ...


class Refunds(Protocol):
    """Money on its way back, and its events."""

    def insert(self, refund: Refund) -> None: ...
    def save(self, refund: Refund) -> None: ...
    def get(self, refund_id: UUID) -> Refund: ...
    def of_ticket(self, ticket_id: UUID) -> list[Refund]: ...
    def of_payment(self, payment_id: UUID) -> list[Refund]: ...
    def open(self) -> list[Refund]: ...
    def refused(self) -> list[Refund]:
        """Those that a person must pay out in another way."""
        ...

    def due(self, now: datetime, longest: datetime, limit: int) -> list[Due]: ...
    def ask_after(self, turns: Iterable[tuple[UUID, RefundState, datetime]]) -> None:
        """Those that are open still are in that state, and have their turn then."""
        ...

    def next_due(self) -> datetime | None: ...
    def note(self, refund_id: UUID, kind: str, body: Mapping[str, Any], at: datetime) -> None: ...
    def events(self, refund_id: UUID) -> list[PaymentEvent]: ...


class StoredValueLedger(StoredValues, Protocol):
    """Gift cards, store credits and vouchers: balances are sums of moves."""

    def issue(
        self,
        value_id: UUID,
        kind: TenderKind,
        code: str,
        amount_minor: int,
        currency: str,
        at: datetime,
        *,
        expires_at: datetime | None = None,
        order_id: UUID | None = None,
        customer: str = "",
        note: str = "",
    ) -> None: ...
    def find(self, code: str) -> StoredValueView | None:
        """By its whole code."""
        ...

    def get(self, value_id: UUID) -> StoredValueView: ...
    def newest(self, kind: TenderKind, limit: int, last_four: str = "") -> list[StoredValueView]: ...
    def moves(self, value_id: UUID) -> list[ValueMove]: ...
    def adjust(self, value_id: UUID, amount_minor: int, reason: str, key: UUID, at: datetime) -> None: ...
    def set_blocked(self, value_id: UUID, blocked: bool) -> None: ...


class Differences(Protocol):
    """What reconciliation found."""

    def add(self, difference: Difference) -> bool:
        """False when the same one is listed already, resolved or not."""
        ...

    def open(self) -> list[Difference]: ...
    def get(self, difference_id: UUID) -> Difference: ...
    def resolve(
        self, difference_id: UUID, resolution: str, note: str, person_id: UUID, at: datetime
    ) -> None: ...
