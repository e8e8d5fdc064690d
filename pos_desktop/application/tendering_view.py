"""Where the payment of a ticket stands, and the ways of paying that are offered for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.application.payment_provider import Traits
    from pos_desktop.application.payment_records import Payment, PaymentMethod
    from pos_desktop.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class MethodView:
    """A way of paying as the pay screen offers it; `reason` says in words why it is not offered now."""

    method: PaymentMethod
    name: str
    traits: Traits
    reason: str = ""

    @property
    def offered(self) -> bool:
        """Whether it can be chosen now."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class TenderingView:
    """Where the payment of a ticket stands; amounts in minor units."""

    ticket: Ticket
    total_minor: int
    left_minor: int  # exact
    left_cash_minor: int  # as coins can pay it
    payments: tuple[Payment, ...]  # in their order; declined and cancelled ones too
    returned: frozenset[UUID]  # of them, those that were taken back

    @property
    def paid_minor(self) -> int:
        """What is paid so far, exact."""
        return self.total_minor - self.left_minor

    @property
    def taken(self) -> tuple[Payment, ...]:
        """The payments that count."""
        return tuple(p for p in self.payments if p.state.counts and p.id not in self.returned)

    @property
    def under_way(self) -> Payment | None:
        """The attempt whose outcome is still to come; the latest where there are several."""
        return next((p for p in reversed(self.payments) if p.state.open), None)
