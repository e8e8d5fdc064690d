"""What a drawer should hold: the arithmetic of a shift."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from pos_desktop.domain.record import record


class CashMove(StrEnum):
    """Why cash went into or out of the drawer."""

    FLOAT = "float"
    SALE = "sale"
    REFUND = "refund"
    PAY_IN = "pay_in"
    PAY_OUT = "pay_out"
    DROP = "drop"
    NO_SALE = "no_sale"


_SIGN = {
    CashMove.FLOAT: 1,
    CashMove.SALE: 1,
    CashMove.PAY_IN: 1,
    CashMove.REFUND: -1,
    CashMove.PAY_OUT: -1,
    CashMove.DROP: -1,
    CashMove.NO_SALE: 0,
}


def signed(kind: CashMove, amount_minor: int) -> int:
    """What a move adds to the drawer, in minor units; ValueError for a negative amount."""
    if amount_minor < 0:
        raise ValueError("an amount of cash is not negative")
    return _SIGN[kind] * amount_minor


@record
class DrawerSums:
    """Sums by kind of move, in minor units, signed as they act on the drawer."""

    by_kind: Mapping[CashMove, int]
    times: Mapping[CashMove, int]

    @property
    def expected_minor(self) -> int:
        """What the drawer should hold."""
        return sum(self.by_kind.values())


def add_up(moves: Iterable[tuple[CashMove, int, int]]) -> DrawerSums:
    """Sums (kind, signed minor units, how many) rows."""
    by_kind = dict.fromkeys(CashMove, 0)
    times = dict.fromkeys(CashMove, 0)
    for kind, amount, count in moves:
        by_kind[kind] += amount
        times[kind] += count
    return DrawerSums(by_kind, times)


def count_up(pieces: Mapping[int, int]) -> int:
    """The sum of a count by denomination, in minor units; ValueError for a negative number of pieces."""
    if any(number < 0 for number in pieces.values()):
        raise ValueError("a number of pieces is not negative")
    return sum(denomination * number for denomination, number in pieces.items())


def variance(counted_minor: int, expected_minor: int) -> int:
    """Counted less expected: negative when cash is missing."""
    return counted_minor - expected_minor
