"""Attempts to take money and money on its way back, as they are stored. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.payment_provider import Charge, GiveBack
from pos_desktop.domain.payment import ChargeWhen, PaymentState
from pos_desktop.domain.tendering import Part, TenderRules

if TYPE_CHECKING:
    from pos_desktop.domain.payment import CaptureState, RefundState, TenderKind


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A way of paying that the store set up."""

    id: UUID
    kind: TenderKind
    provider: str
    name: str  # empty: the kind's own name
    settings: Mapping[str, str] = field(default_factory=dict)
    rules: TenderRules = field(default_factory=TenderRules)
    position: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to take money for a ticket, written before anything is asked for."""

    id: UUID
    key: str
    ticket_id: UUID
    register_id: UUID
    shift_id: UUID
    method_id: UUID
    kind: TenderKind
    provider: str
    state: PaymentState
    amount_minor: int
    currency: str
    order_words: str
    person_id: UUID
    created_at: datetime
    changed_at: datetime
    stop: bool = False
    tip_minor: int = 0
    rounding_minor: int = 0
    given_minor: int = 0
    change_minor: int = 0
    foreign_currency: str = ""
    foreign_minor: int | None = None
    ask_tip: bool = False
    capture: bool = True
    reader: str = ""
    token: str = ""
    reference: str = ""
    provider_ref: str = ""
    brand: str = ""
    last_four: str = ""
    authorisation: str = ""
    entry: str = ""
    decline: str = ""
    phase: str = ""
    action_url: str = ""
    balance_minor: int | None = None
    approved_by: UUID | None = None
    decided_by: UUID | None = None
    waits_until_at: datetime | None = None
    asks: int = 0
    next_at: datetime | None = None
    last_error: str = ""
    charge_on: ChargeWhen = ChargeWhen.NOW
    capture_state: CaptureState | None = None
    capture_minor: int | None = (
        None  # what of an authorisation is, or was, asked to be charged; 0: it is let go
    )

    @property
    def part(self) -> Part:
        """What it pays of its order."""
        return Part(self.amount_minor, self.rounding_minor)

    @property
    def whole_minor(self) -> int:
        """What the customer is charged, tip included; of an authorisation, what is reserved."""
        return self.amount_minor + self.tip_minor

    @property
    def charged_minor(self) -> int:
        """What the customer was charged: of an authorisation it may have been a part."""
        if self.state is PaymentState.TAKEN and self.capture_minor:
            return self.capture_minor
        return self.whole_minor

    @property
    def held(self) -> bool:
        """Whether it is reserved on the card and not charged."""
        return self.state is PaymentState.AUTHORISED

    def charge(self, code: str = "") -> Charge:
        """What its provider is asked for; a code is handed over once and is not a part of the record."""
        return Charge(
            payment_id=self.id,
            key=self.key,
            order_id=self.ticket_id,
            order_words=self.order_words,
            amount_minor=self.amount_minor,
            currency=self.currency,
            # What the reader added is in the provider's books, not in what was asked for.
            tip_minor=0 if self.ask_tip else self.tip_minor,
            ask_tip=self.ask_tip,
            capture=self.capture,
            reader=self.reader,
            code=code,
            token=self.token,
            reference=self.reference,
            provider_ref=self.provider_ref,
            register_id=self.register_id,
        )


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back: a promise that is kept once, written before anything is asked for."""

    id: UUID
    key: str
    cause: str  # refund, void, rollback, overpaid, replacement, uncollected, made_good
    ticket_id: UUID
    register_id: UUID
    shift_id: UUID
    kind: TenderKind
    provider: str
    state: RefundState
    amount_minor: int
    currency: str
    person_id: UUID
    created_at: datetime
    changed_at: datetime
    payment_id: UUID | None = None
    tender_id: UUID | None = None
    method_id: UUID | None = None
    rounding_minor: int = 0
    whole: bool = False
    reason: str = ""
    reference: str = ""
    label: str = ""
    refund_ref: str = ""
    voided: bool = False
    position: int = 0
    approved_by: UUID | None = None
    asks: int = 0
    next_at: datetime | None = None
    last_error: str = ""

    def give_back(self, payment: Payment | None) -> GiveBack:
        """What its provider is asked for."""
        return GiveBack(
            refund_id=self.id,
            key=self.key,
            payment_id=self.payment_id,
            order_id=self.ticket_id if payment is None else payment.ticket_id,
            amount_minor=self.amount_minor,
            currency=self.currency,
            reason=self.reason,
            provider_ref="" if payment is None else payment.provider_ref,
            whole=self.whole,
            code=self.reference,
            refund_ref=self.refund_ref,
            paid_minor=0 if payment is None else payment.charged_minor,
        )


@dataclass(frozen=True, slots=True)
class Due:
    """A payment or refund whose turn it is: all that must be known to choose the next step of a way of paying."""

    id: UUID
    method_id: UUID
    provider: str
    refund: bool = False
    asked_after: bool = False  # is in doubt or to be stopped: what is being made goes first


ASKS_PERSON = "asks_person"
"""The event of a payment or refund whose provider cannot tell its outcome: a person looks and decides."""

DECIDED = "decided"
"""The event of a refund of which a person said what became of it."""


@dataclass(frozen=True, slots=True)
class PaymentEvent:
    """A step of a payment or refund, kept for the audit; never card data, never secrets."""

    at: datetime
    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredValueView:
    """A gift card, store credit or voucher. Its code is nowhere; people know it by the last four characters."""

    id: UUID
    kind: TenderKind
    last_four: str
    currency: str
    balance_minor: int
    issued_at: datetime
    expires_at: datetime | None
    blocked: bool
    customer: str
    note: str


@dataclass(frozen=True, slots=True)
class ValueMove:
    """One move of a stored value, signed as it acts on the balance."""

    id: UUID
    value_id: UUID
    amount_minor: int
    reason: str
    at: datetime
    order_id: UUID | None = None
    of_move_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the provider's books and the register's do not agree."""

    id: UUID
    method_id: UUID
    kind: str  # missing_here, missing_there, amount, refund
    provider_ref: str
    payment_id: UUID | None
    ours_minor: int | None
    theirs_minor: int | None
    currency: str
    happened_at: datetime
    found_at: datetime
    order_id: UUID | None = None  # the order that the provider's books name
    resolution: str = ""
    note: str = ""
    resolved_at: datetime | None = None
