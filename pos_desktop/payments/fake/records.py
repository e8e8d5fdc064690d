"""What the bank writes down: one record a payment and one a refund."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where a payment is, in the terminal's own words."""

    CHOOSING_TIP = "choosing_tip"
    WAITING_FOR_CARD = "waiting_for_card"
    LINK_SENT = "link_sent"
    LINK_OPENED = "link_opened"
    ASKING_BANK = "asking_bank"
    SIGNING = "signing"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def at_reader(self) -> bool:
        """Whether the reader shows it and a customer may act, links apart."""
        return self in (Stage.CHOOSING_TIP, Stage.WAITING_FOR_CARD, Stage.ASKING_BANK, Stage.SIGNING)

    @property
    def awaits_card(self) -> bool:
        return self in (Stage.CHOOSING_TIP, Stage.WAITING_FOR_CARD, Stage.LINK_SENT, Stage.LINK_OPENED)


class RefundStage(StrEnum):
    """Where a refund is."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BankPayment:
    """One payment; every change makes a new record. Amounts are minor units."""

    ref: str
    key: str
    payment_id: str
    order_id: str
    words: str
    terms: str  # what was asked for: the same key with other terms is refused
    amount_minor: int
    currency: str
    at: str  # ISO 8601, UTC
    stage: Stage
    capture: bool = True
    link: bool = False
    tip_minor: int = 0
    brand: str = ""
    last_four: str = ""
    entry: str = ""
    verdict: str = ""  # the decline that the card's bank is about to give; empty: it approves
    signature: bool = False  # the card wants one
    signed: bool = False
    authorisation: str = ""
    decline: str = ""
    captured_minor: int = 0
    register_id: str = ""  # whose payment it is: several registers may share one terminal's bank

    @property
    def whole_minor(self) -> int:
        """What the reader shows: the amount and the tip."""
        return self.amount_minor + self.tip_minor


@dataclass(frozen=True, slots=True)
class BankRefund:
    """One refund, or the void of an authorisation."""

    ref: str
    key: str
    payment_ref: str
    order_id: str
    amount_minor: int
    currency: str
    reason: str
    stage: RefundStage
    voided: bool = False
    words: str = ""

    @property
    def holds(self) -> bool:
        """Whether it counts against what was captured."""
        return not self.voided and self.stage is not RefundStage.REFUSED
