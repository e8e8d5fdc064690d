"""Amounts: integers of minor units with their currency (ISO 4217)."""

from functools import cache

from pos_desktop.domain.denominations import smallest
from pos_desktop.domain.record import record
from pos_desktop.domain.rounding import round_to_step

# ISO 4217, table A.1: currencies whose minor unit is not a hundredth.
_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met."""


@record
class Currency:
    """A currency: its ISO code, digits after the point, and smallest coin in minor units."""

    code: str
    exponent: int
    smallest_cash: int

    @property
    def unit(self) -> int:
        """Minor units in one major unit."""
        return int(10**self.exponent)


@cache
def currency(code: str, smallest_cash: int = 0) -> Currency:
    """The currency of an ISO 4217 code; ValueError when the code has not three capital letters.

    `smallest_cash` is the smallest coin where smaller ones than it are not used, in minor units.
    """
    if len(code) != 3 or not code.isascii() or not code.isalpha() or not code.isupper():
        raise ValueError(f"{code!r} is not an ISO 4217 currency code")
    exponent = _EXPONENTS.get(code, 2)
    return Currency(code, exponent, max(smallest(code, exponent), smallest_cash))


@record
class Money:
    """An amount in minor units of its currency."""

    minor: int
    currency: Currency

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor <= other.minor

    def rounded_for_cash(self) -> "Money":
        """The nearest amount that coins can pay."""
        return Money(round_to_step(self.minor, self.currency.smallest_cash), self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency.code != other.currency.code:
            raise CurrencyMismatch(f"{self.currency.code} and {other.currency.code} do not add up")


_GROUPING = dict.fromkeys(map(ord, " \u00a0\u202f'\u2019"))
"""What stands between groups of digits and is neither point nor comma; Switzerland prints 1\u2019234.50."""


def parse_amount(text: str, of: Currency) -> int:
    """Reads '12', '12.5', '12,50' or '1.234,50' as minor units of a currency.

    The last point or comma is the decimal mark when at most the currency's digits follow it.
    Raises ValueError for anything else, more digits than the currency has included.
    """
    cleaned = text.strip().translate(_GROUPING)
    sign = 1
    if cleaned[:1] in ("+", "-", "\u2212"):
        sign, cleaned = (1 if cleaned[0] == "+" else -1), cleaned[1:]
    mark = max(cleaned.rfind("."), cleaned.rfind(","))
    whole, fraction = (cleaned, "") if mark < 0 else (cleaned[:mark], cleaned[mark + 1 :])
    if mark >= 0 and len(fraction) == 3 and of.exponent != 3 and _is_grouped(whole):
        whole, fraction = whole + cleaned[mark] + fraction, ""
    if not whole.isdigit() and _is_grouped(whole):
        whole = whole.replace(".", "").replace(",", "")
    digits = whole + fraction
    if not (digits.isdigit() and digits.isascii()) or len(whole) > 15:
        raise ValueError(f"{text!r} is not an amount")
    if len(fraction) > of.exponent:
        raise ValueError(f"{of.code} has {of.exponent} digits after the point")
    return sign * int((whole or "0") + fraction.ljust(of.exponent, "0"))


def _is_grouped(whole: str) -> bool:
    groups = whole.replace(",", ".").split(".")
    return 1 <= len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:])
