"""What the terminal writes down: one record a booking and one a day that was closed."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was booked."""

    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"


class Stage(StrEnum):
    """What the terminal does now."""

    IDLE = "idle"
    WAITING_FOR_CARD = "waiting_for_card"
    ASKING_BANK = "asking_bank"
    SIGNING = "signing"
    REPORTING = "reporting"


@dataclass(frozen=True, slots=True)
class Booking:
    """One transaction that the bank approved. Amounts are minor units and never below zero."""

    number: int  # counts for ever; trace and receipt numbers begin anew
    kind: Kind
    trace: int
    receipt: int
    amount_minor: int
    currency: int  # ISO 4217, numeric
    at: str  # ISO 8601, the terminal's own clock, without an offset, as ZVT tells it
    card: str
    card_kind: int
    masked: str  # hexadecimal, as in bitmap 22
    sequence: int
    application: str
    authorisation: str
    pin: bool = False
    signature: bool = False
    contactless: bool = False
    reverses: int = 0  # number of the booking it takes back
    reversed: bool = False
    automatic: bool = False  # the terminal took it back by itself

    @property
    def last_four(self) -> str:
        """The digits of the card that receipts show."""
        return self.masked.upper().rstrip("F").replace("E", "")

    @property
    def effect_minor(self) -> int:
        """What it adds to the merchant's turnover; a reversal's is told by what it takes back."""
        return self.amount_minor if self.kind is Kind.PAYMENT else -self.amount_minor


@dataclass(frozen=True, slots=True)
class Day:
    """An end of day."""

    number: int
    trace: int
    at: str
    total_minor: int
    upto: int  # the newest booking that it closed


@dataclass(frozen=True, slots=True)
class TerminalState:
    """This moment, for whoever shows the terminal."""

    stage: Stage = Stage.IDLE
    kind: Kind | None = None  # of what the customer is asked for
    amount_minor: int = 0
    currency: str = ""
    ended: str = ""  # how the last one ended: "approved", "declined", "stopped"; empty before the first
    ended_result: int = 0  # the result code when it was declined
    last: Booking | None = None
    registered: bool = False
    paper: bool = True
    powered: bool = True
    faults: int = 0
