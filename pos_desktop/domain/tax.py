"""Tax on sums: one or several rates, in or on top of the price, one on another."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from pos_desktop.domain.record import record
from pos_desktop.domain.rounding import round_ratio, spread


@record
class TaxRate:
    """One rate in percent; a compound rate is charged on the price and the rates before it."""

    name: str
    percent: Decimal
    compound: bool = False

    def __post_init__(self) -> None:
        if not self.percent.is_finite() or not 0 <= self.percent <= 1000:
            raise ValueError(f"{self.percent} is not a tax rate in percent")


TaxRates = tuple[TaxRate, ...]


@lru_cache(maxsize=1024)
def shares(rates: TaxRates) -> tuple[Fraction, ...]:
    """What each rate takes of one unit of net."""
    found: list[Fraction] = []
    for rate in rates:
        base = 1 + sum(found) if rate.compound else Fraction(1)
        found.append(base * Fraction(rate.percent) / 100)
    return tuple(found)


@lru_cache(maxsize=1024)
def total_share(rates: TaxRates) -> Fraction:
    """What all rates together take of one unit of net."""
    return sum(shares(rates), Fraction(0))


def tax_on_top(net: int, rates: TaxRates) -> int:
    """The tax that a net sum attracts, rounded once."""
    share = total_share(rates)
    return round_ratio(net * share.numerator, share.denominator)


def tax_within(gross: int, rates: TaxRates) -> int:
    """The tax that a gross sum contains, rounded once."""
    share = total_share(rates)
    return round_ratio(gross * share.numerator, share.numerator + share.denominator)


def split_tax(tax: int, rates: TaxRates) -> list[int]:
    """A sum's tax by rate; the parts add up to it."""
    if not rates or total_share(rates) == 0:
        return [0] * len(rates)
    return spread(tax, _integer_shares(rates))


@lru_cache(maxsize=1024)
def _integer_shares(rates: TaxRates) -> tuple[int, ...]:
    parts = shares(rates)
    scale = 1
    for part in parts:
        scale *= part.denominator
    return tuple(int(part * scale) for part in parts)
