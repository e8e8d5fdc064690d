"""What every way of paying is to the register: one Protocol, and the values that go in and out of it.

A provider never decides about the sale. It does what it is asked for once per key, and says what became of it;
what it cannot say is `unknown`, never a guess. Amounts are minor units of the currency named with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from uuid import UUID

from pos_desktop.application.errors import FixSetting, Refused, TryAgain

if TYPE_CHECKING:
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind


class NotSent(TryAgain):
    """The other side was not reached, or said that it did nothing (429, a conflict): asking again is safe."""

    def __init__(
        self, title: str, meaning: str = "", next_step: str = "", *, retry_after: float | None = None
    ) -> None:
        super().__init__(title, meaning, next_step)
        self.retry_after = retry_after


class NoAnswer(TryAgain):
    """It was asked and its answer did not come, broke off, made no sense, or belongs to another order.

    It may have happened. The outcome is asked for, never assumed.
    """


class ProviderRefused(Refused):
    """The other side will not do it, however often it is asked; nothing happened."""

    def __init__(self, title: str, meaning: str = "", next_step: str = "", *, code: str = "") -> None:
        super().__init__(title, meaning, next_step)
        self.code = code


class ProviderSetting(FixSetting):
    """A key, a reader or a location is wrong; nothing happened."""


class Decline(StrEnum):
    """Why a payment was declined, in the register's own words for all providers."""

    CARD_DECLINED = "card_declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED_CARD = "expired_card"
    WRONG_PIN = "wrong_pin"
    LOST_OR_STOLEN = "lost_or_stolen"
    CARD_NOT_SUPPORTED = "card_not_supported"
    LIMIT_EXCEEDED = "limit_exceeded"
    CHECK_FAILED = "check_failed"  # the customer did not pass the bank's check (3-D Secure)
    PROVIDER_ERROR = "provider_error"
    NOT_ENOUGH_BALANCE = "not_enough_balance"
    UNKNOWN_CODE = "unknown_code"
    EXPIRED_CODE = "expired_code"
    BLOCKED_CODE = "blocked_code"
    WRONG_CURRENCY = "wrong_currency"


class Phase(StrEnum):
    """What happens at the reader while a payment is open; for the eyes only, never decided upon."""

    SENT_TO_READER = "sent_to_reader"
    WAITING_FOR_CARD = "waiting_for_card"
    CHOOSING_TIP = "choosing_tip"
    CARD_READ = "card_read"
    ASKING_BANK = "asking_bank"
    SIGNATURE = "signature"  # the customer signs; the cashier says whether it is theirs
    READER_AWAY = "reader_away"


class Need(StrEnum):
    """What a cashier must supply before a payment of this kind can begin."""

    NOTHING = "nothing"
    GIVEN = "given"  # the amount handed over
    CODE = "code"
    REFERENCE = "reference"  # what the terminal beside the register printed
    TOKEN = "token"  # noqa: S105  a word, no secret


@dataclass(frozen=True, slots=True)
class Traits:
    """What a provider can do."""

    kind: TenderKind
    local: bool  # a ledger of this database: done within the transaction that asks for it
    need: Need = Need.NOTHING
    waits: bool = False  # a customer acts at a reader or on a page: the outcome comes later
    reader: bool = False
    tips: bool = False
    manual_capture: bool = False
    partial_capture: bool = False
    refunds: bool = True
    gives_change: bool = False
    wait_seconds: float = 60.0  # after this the outcome is asked for
    closes_days: bool = False  # its terminal hands in the day's payments when it is told to: see ClosesDays
    asks_per_second: float = 10.0  # what the provider allows when many outcomes are asked for at once


@dataclass(frozen=True, slots=True)
class CardFacts:
    """All that is kept of a card: never its number."""

    brand: str = ""
    last_four: str = ""
    authorisation: str = ""
    entry: str = ""  # contactless, chip, swipe, keyed


@dataclass(frozen=True, slots=True)
class Charge:
    """One attempt to take money. The same values, key included, on every try of this attempt."""

    payment_id: UUID
    key: str  # the idempotency key, on disk before the first call
    order_id: UUID
    order_words: str  # what the provider shows beside it: the ticket's number and the register
    amount_minor: int  # what it pays of the order
    currency: str
    tip_minor: int = 0  # on top, typed at the register
    ask_tip: bool = False  # the reader asks for one
    capture: bool = True
    reader: str = ""
    code: str = ""  # of a gift card or voucher; handed over once, never stored
    token: str = ""  # the provider's own, for a card entered on its page
    reference: str = ""
    provider_ref: str = ""  # the provider's id of this payment, once known
    register_id: UUID | None = None  # several registers may share one account

    @property
    def whole_minor(self) -> int:
        """What the customer is charged."""
        return self.amount_minor + self.tip_minor


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an attempt, as the provider says it."""

    state: PaymentState
    provider_ref: str = ""
    charged_minor: int | None = None  # tip included; None: what was asked for
    tip_minor: int | None = None  # None: what was asked for
    card: CardFacts | None = None
    decline: Decline | None = None
    phase: Phase | None = None
    action_url: str = ""  # where the customer goes on: a bank's check, a payment link
    balance_minor: int | None = None  # what is left on a gift card
    last_four: str = ""  # of a gift card's or voucher's code
    facts: Mapping[str, str] = field(default_factory=dict)  # kept for the audit; never secrets


@dataclass(frozen=True, slots=True)
class GiveBack:
    """One refund. The same values, key included, on every try."""

    refund_id: UUID
    key: str
    payment_id: UUID | None
    order_id: UUID
    amount_minor: int
    currency: str
    reason: str  # requested_by_customer, duplicate, fraudulent
    provider_ref: str  # of the payment
    whole: bool  # all of the payment, nothing given back before: it may be voided instead
    code: str = ""
    refund_ref: str = ""  # the provider's id of this refund, once known
    paid_minor: int = 0  # what was charged altogether: the provider's own list may not add up to more


@dataclass(frozen=True, slots=True)
class RefundReport:
    """What became of a refund, as the provider says it."""

    state: RefundState
    refund_ref: str = ""
    voided: bool = False  # the charge never reaches the customer's statement
    words: str = ""  # the provider's reason for a refusal, free of card data
    balance_minor: int | None = None
    last_four: str = ""


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    """A refund in the provider's own list."""

    ref: str
    amount_minor: int
    state: RefundState
    key: str = ""  # ours, when the provider keeps it


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """A payment in the provider's own books, for reconciliation."""

    ref: str
    amount_minor: int  # captured, tip included
    refunded_minor: int
    currency: str
    state: PaymentState
    at: datetime
    payment_id: UUID | None = None  # ours, from its metadata
    order_id: UUID | None = None
    register_id: UUID | None = None  # whose it is, where the provider's books tell


@dataclass(frozen=True, slots=True)
class Reader:
    """A card reader as the provider lists it."""

    ref: str
    name: str
    online: bool
    busy: bool = False
    model: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a provider answers now."""

    ok: bool
    words: str = ""
    seconds: float = 0.0


class StoredValues(Protocol):
    """The ledger of gift cards, store credits and vouchers, within one transaction."""

    def redeem(
        self, kind: TenderKind, code: str, amount_minor: int, currency: str, key: UUID, order_id: UUID
    ) -> Redeemed | Decline:
        """Takes an amount off, once per key: the second time answers as the first."""
        ...

    def put_back(self, key: UUID, of_key: UUID, amount_minor: int, order_id: UUID) -> Redeemed:
        """Puts back what the move `of_key` took, or a part of it; once per key.

        ValueError for more than it took, earlier moves back included; LookupError when it never happened.
        """
        ...

    def moved(self, key: UUID) -> Redeemed | None:
        """The move of a key, if it happened."""
        ...


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A move of a stored value that happened."""

    value_id: UUID
    last_four: str
    amount_minor: int  # signed: what it added to the balance
    balance_minor: int


class PaymentProvider(Protocol):
    """One way of paying, set up and ready. One thread uses it at a time.

    Calls end within ten seconds. They raise NotSent, NoAnswer, ProviderRefused or ProviderSetting and
    nothing else; a decline is an answer, not an error. `books` is the ledger of the open transaction for a local
    provider and None for one behind a network.
    """

    @property
    def traits(self) -> Traits: ...

    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """Begins, or goes on with, an attempt: twice with the same key is once."""
        ...

    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """What became of an attempt; changes nothing. `cancelled` when the provider never heard of it."""
        ...

    def cancel(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """Stops an attempt if it can still be stopped; the answer says what became of it (it may be taken)."""
        ...

    def capture(self, charge: Charge, amount_minor: int) -> Report:
        """Takes all or a part of what was authorised; the rest is set free."""
        ...

    def accept_signature(self, charge: Charge, accepted: bool) -> Report:
        """The cashier's word about a signature the reader asked for."""
        ...

    def give_back(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        """Voids or refunds, once per key; the provider's own list of refunds is added up first."""
        ...

    def ask_refund(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        """What became of a refund; changes nothing. `promised` when the provider never heard of it."""
        ...

    def refunds_of(self, provider_ref: str) -> Sequence[ProviderRefund]:
        """The provider's own list of a payment's refunds."""
        ...

    def methods(self) -> Sequence[str]:
        """The card brands or means that the account takes, as the provider names them."""
        ...

    def readers(self) -> Sequence[Reader]:
        """The readers of the account's location."""
        ...

    def statement(self, since: datetime, until: datetime) -> Sequence[ProviderPayment]:
        """The provider's books of a time, for reconciliation; empty for a local ledger."""
        ...

    def health(self) -> Health:
        """Whether it answers now; never raises."""
        ...

    def close(self) -> None:
        """Lets go of connections."""
        ...


@runtime_checkable
class HearsDecisions(Protocol):
    """A provider that asks for nothing more while an outcome is not known: it hears when a person decides it."""

    def decided(self, charge: Charge, taken: bool) -> None:
        """A person looked and said what became of an attempt in doubt. Asks nobody, never raises."""
        ...

    def decided_refund(self, refund: GiveBack, went_back: bool) -> None:
        """The same of money on its way back; one that did not go back is never asked for with this key again."""
        ...


@runtime_checkable
class ClosesDays(Protocol):
    """A provider whose terminal hands in its batch when it is told that the day is over."""

    def end_of_day(self) -> Sequence[Sequence[str]]:
        """Hands it in; what the terminal prints about it, by lines. Takes minutes. Raises the family's errors."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderView:
    """A kind of provider that can be set up, as the settings list it."""

    key: str
    label: str
    traits: Traits
    fields: tuple[SettingField, ...] = ()
    secrets: tuple[SettingField, ...] = ()  # go to the keyring, are never shown again


class Providers(Protocol):
    """The providers that this installation has and those that the store set up."""

    def kinds(self) -> Sequence[ProviderView]:
        """What can be set up."""
        ...

    def of(self, method_id: UUID) -> PaymentProvider:
        """The provider of a payment method, made when first asked for; ProviderSetting when it cannot be made."""
        ...

    def apart(self, method_id: UUID) -> AbstractContextManager[PaymentProvider]:
        """A provider of its own, let go at the end: a long question about the account holds up no payment."""
        ...

    def forget(self, method_id: UUID) -> None:
        """Its settings or its key changed: the next `of` makes it anew."""
        ...

    def check(self, provider: str, settings: Mapping[str, str]) -> None:
        """ProviderSetting that names what is wrong with settings; calls nobody."""
        ...
