"""Bills, coins, change, and what a drawer should hold."""

from functools import lru_cache

from pos_desktop.domain.denominations import in_use
from pos_desktop.domain.money import Currency, Money, currency
from pos_desktop.domain.record import record


@lru_cache(maxsize=64)
def bills(of: Currency) -> tuple[int, ...]:
    """Bills in minor units, largest first; a 1-2-5 series where the currency's own are not listed."""
    listed = in_use(of.code, of.exponent)
    return listed[0] if listed else tuple(m * of.unit for m in (100, 50, 20, 10, 5))


@lru_cache(maxsize=64)
def coins(of: Currency) -> tuple[int, ...]:
    """Coins in minor units, largest first; none smaller than the smallest in use, none at all where all is paper."""
    listed = in_use(of.code, of.exponent)
    if listed:
        return tuple(coin for coin in listed[1] if coin >= of.smallest_cash)
    powers = [10**power for power in range(of.exponent)]
    series = [2 * of.unit, of.unit, *(m * power for power in powers for m in (5, 2, 1))]
    smallest = of.smallest_cash
    return tuple(sorted({c for c in series if c >= smallest and c % smallest == 0}, reverse=True))


@lru_cache(maxsize=64)
def smallest_coins(code: str) -> tuple[int, ...]:
    """Coins of a currency that a store may round its totals in cash to, in minor units, smallest first.

    None is worth more than a tenth of a unit where there are smaller ones, and each makes up all that are larger.
    """
    of = currency(code)
    there = coins(of)
    most = max(of.smallest_cash, of.unit // 10)
    fit = (
        coin for coin in there if coin <= most and all(large % coin == 0 for large in there if large > coin)
    )
    return tuple(sorted(fit))


class NotEnoughCash(ValueError):
    """Less was given than is due."""


@record
class CashTaken:
    """A cash tender in minor units: given - change = amount, amount - rounding = due."""

    amount_minor: int
    given_minor: int
    change_minor: int
    rounding_minor: int


def take_cash(due: Money, given: Money) -> CashTaken:
    """Settles a due amount with cash: rounds to the smallest coin, gives change.

    Raises NotEnoughCash when less is given than the rounded due.
    """
    rounded = due.rounded_for_cash()
    if given < rounded:
        raise NotEnoughCash(f"{given.minor} given, {rounded.minor} due")
    return CashTaken(rounded.minor, given.minor, given.minor - rounded.minor, rounded.minor - due.minor)


def quick_amounts(due: Money, count: int = 4) -> tuple[int, ...]:
    """Amounts customers are likely to hand over: the exact sum, the next round one, then single bills.

    Ascending; where no bill is large enough, the next multiples of the larger ones.
    """
    exact = due.rounded_for_cash().minor
    by_size = sorted(bills(due.currency))
    likely = [exact] if exact > 0 else []
    likely.append(-(-max(exact, 1) // by_size[0]) * by_size[0])
    likely.extend(bill for bill in by_size if bill > exact)
    # Nobody counts by twenties who has fifties: of 12,480 yen 13,000 and 15,000 are handed over, 14,000 is not.
    likely.extend(-(-max(exact, 1) // bill) * bill for bill in by_size if not str(bill).startswith("2"))
    return tuple(sorted(list(dict.fromkeys(likely))[:count]))


def make_change(amount: Money) -> tuple[tuple[int, int], ...]:
    """The fewest bills and coins for an amount: (denomination, pieces), largest first."""
    left, found = amount.minor, []
    for denomination in (*bills(amount.currency), *coins(amount.currency)):
        pieces, left = divmod(left, denomination)
        if pieces:
            found.append((denomination, pieces))
    return tuple(found)
