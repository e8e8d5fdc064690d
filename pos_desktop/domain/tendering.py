"""Several tenders on one order: what is due, what a tender may take, when the order is paid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class Part:
    """What one tender pays of an order, in minor units: amount - rounding of its total."""

    amount_minor: int
    rounding_minor: int = 0

    @property
    def exact_minor(self) -> int:
        """What it takes off the total."""
        return self.amount_minor - self.rounding_minor


def remaining(total_minor: int, parts: Iterable[Part]) -> int:
    """What is left to pay of a total, in minor units; never below zero for legal parts."""
    return total_minor - sum(part.exact_minor for part in parts)


@dataclass(frozen=True, slots=True)
class TenderRules:
    """What a store allows for one way of paying; amounts in minor units, None is no limit."""

    least_minor: int | None = None
    most_minor: int | None = None
    most_change_minor: int | None = None
    tips: bool = False
    split: bool = True  # may pay a part
    refunds: bool = True
    approval_above_minor: int | None = None


class RuleBroken(Exception):
    """A tender is against the store's rules: which one (least, most, change, split, over, tips), and its figure."""

    def __init__(self, rule: str, figure_minor: int = 0) -> None:
        super().__init__(rule)
        self.rule = rule
        self.figure_minor = figure_minor


def check_tender(
    rules: TenderRules, amount_minor: int, left_minor: int, *, tip_minor: int = 0, change_minor: int = 0
) -> None:
    """RuleBroken when a tender of an amount may not pay what is left of an order."""
    if amount_minor <= 0:
        raise RuleBroken("least", 1)
    if amount_minor > left_minor:
        raise RuleBroken("over", left_minor)
    if amount_minor < left_minor and not rules.split:
        raise RuleBroken("split", left_minor)
    if rules.least_minor is not None and amount_minor < rules.least_minor:
        raise RuleBroken("least", rules.least_minor)
    if rules.most_minor is not None and amount_minor > rules.most_minor:
        raise RuleBroken("most", rules.most_minor)
    if rules.most_change_minor is not None and change_minor > rules.most_change_minor:
        raise RuleBroken("change", rules.most_change_minor)
    if tip_minor < 0 or (tip_minor and not rules.tips):
        raise RuleBroken("tips")


@dataclass(frozen=True, slots=True)
class ForeignCash:
    """Foreign bills in the store's own money: worth = what they count for, rounded down in the shop's favour."""

    currency: str
    given_minor: int
    rate: Decimal  # the store's major units for one foreign major unit

    @classmethod
    def by(cls, settings: Mapping[str, str], given_minor: int) -> "ForeignCash":
        """At the rate of a way of paying, whose settings are kept as they were typed: 'usd', '0,92'.

        ValueError when there is no rate among them.
        """
        code = settings.get("currency", "").strip().upper()
        return cls(code, given_minor, exchange_rate(settings.get("rate", "")))

    def worth_minor(self, own_exponent: int, foreign_exponent: int) -> int:
        """What they are worth in the store's minor units."""
        scale = Decimal(10) ** (own_exponent - foreign_exponent)
        return int((self.given_minor * self.rate * scale).to_integral_value(ROUND_DOWN))

    def least_for(self, due_minor: int, own_exponent: int, foreign_exponent: int) -> int:
        """The fewest of the foreign minor units that are worth so many of the store's."""
        exact = Decimal(due_minor).scaleb(foreign_exponent - own_exponent) / self.rate
        return int(exact.to_integral_value(ROUND_CEILING))


def exchange_rate(text: str) -> Decimal:
    """A rate as people type it, with a point or a comma; ValueError unless it is above zero and at most a million."""
    try:
        rate = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or not 0 < rate <= 1_000_000:
        raise ValueError("no exchange rate")
    return rate


def split_evenly(left_minor: int, people: int) -> tuple[int, ...]:
    """Equal shares that add up; the first ones carry the odd minor units."""
    if people < 1:
        raise ValueError("nobody to split between")
    share, odd = divmod(left_minor, people)
    return tuple(share + (1 if place < odd else 0) for place in range(people))
