"""Shifts and their reports; every amount in minor units."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pos_desktop.domain.shift import CashMove, DrawerSums


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift of this register."""

    id: UUID
    number: int
    state: str
    opened_by: UUID
    opened_by_name: str
    opened_at: datetime
    float_minor: int
    counts: dict[int, int] | None
    counted_minor: int | None
    expected_minor: int | None
    counted_at: datetime | None
    closed_at: datetime | None
    variance_reason: str
    note: str


@dataclass(frozen=True, slots=True)
class MoveView:
    """Cash moved by hand within a shift; the amount is signed as it acts on the drawer."""

    id: UUID
    kind: CashMove
    amount_minor: int
    reason: str
    person_name: str
    approved_by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RateSum:
    """One tax rate of a report."""

    name: str
    rate: Decimal
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class TenderSum:
    """One kind of tender of a report."""

    kind: str
    times: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """An X report (while open) or Z report (at the close) of one shift."""

    shift_number: int
    register_name: str
    person_name: str
    opened_at: datetime
    until: datetime
    final: bool
    sales: int
    net_sales_minor: int
    tax_minor: int
    returns: int
    returns_minor: int
    items_milli: int
    discounts_minor: int
    discounted_lines: int
    rounding_minor: int
    tenders: tuple[TenderSum, ...]
    taxes: tuple[RateSum, ...]
    drawer: DrawerSums
    no_sales: int
    lines_removed: int
    price_overrides: int
    voids: int
    first_receipt: str
    last_receipt: str
    counted_minor: int | None = None
    variance_reason: str = ""
    float_left_minor: int | None = None
    note: str = ""
    tips_minor: int = 0
    # For tickets that are not sold yet, or were in a later shift; less what was given back of earlier shifts.
    deposits_taken_minor: int = 0
    deposits_used_minor: int = 0  # taken in an earlier shift for what was sold in this one
    promised_minor: int = 0  # refunds that are still on their way

    @property
    def gross_minor(self) -> int:
        """What the customers paid for goods, tax included, returns taken off."""
        return self.net_sales_minor + self.tax_minor

    @property
    def taken_minor(self) -> int:
        """What was taken in all, tips and deposits included, less what was given back."""
        tenders = sum(tender.amount_minor for tender in self.tenders)
        return tenders + self.tips_minor + self.deposits_taken_minor

    @property
    def average_minor(self) -> int:
        """The average sale, tax included."""
        return self.gross_minor // self.sales if self.sales else 0

    def to_json(self) -> dict[str, Any]:
        """A plain form to be stored for ever and exported."""
        values = asdict(self)
        values["opened_at"], values["until"] = self.opened_at.isoformat(), self.until.isoformat()
        values["taxes"] = [dict(asdict(rate), rate=str(rate.rate)) for rate in self.taxes]
        values["drawer"] = {
            "by_kind": {kind.value: amount for kind, amount in self.drawer.by_kind.items()},
            "times": {kind.value: count for kind, count in self.drawer.times.items()},
        }
        return values

    @staticmethod
    def from_json(values: dict[str, Any]) -> "ShiftReport":
        """Reads a stored report."""
        known = dict(values)
        known["opened_at"] = datetime.fromisoformat(values["opened_at"])
        known["until"] = datetime.fromisoformat(values["until"])
        known["tenders"] = tuple(TenderSum(**tender) for tender in values["tenders"])
        known["taxes"] = tuple(RateSum(**dict(rate, rate=Decimal(rate["rate"]))) for rate in values["taxes"])
        known["drawer"] = DrawerSums(
            {CashMove(kind): amount for kind, amount in values["drawer"]["by_kind"].items()},
            {CashMove(kind): count for kind, count in values["drawer"]["times"].items()},
        )
        return ShiftReport(**known)
