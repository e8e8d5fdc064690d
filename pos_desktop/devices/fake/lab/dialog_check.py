"""Whether the register may sell by a Dialog 06 scale: pairs of check sums that only an approved program can make.

Source: Dialog 06, 6.2.4.1 and 6.2.4.2: KW is the rest of the division of CS by a secret polynomial; CS comes turned
left by the upper half of a random number, KW turned right by its lower half.
"""

import secrets

_BITS = 16
_PAIR = 8
_MOST_PAIRS = 5
WEIGHINGS = 50
"""After so many the sums are asked for again."""


class Gate:
    """Asks for the sums after power-on, after a wrong one and every fifty weighings. `polynomial` has seventeen bits."""

    def __init__(self, polynomial: int, *, random: int | None = None) -> None:
        self._polynomial = polynomial
        self._random = random
        self._left = 0
        self._asked = "00"
        self.verdict: bool | None = None
        """On sums that were sent; None once it was told, and before."""

    def close(self) -> None:
        """The power came back."""
        self._left, self.verdict = 0, None

    @property
    def closed(self) -> bool:
        """Whether the sums have to be sent first."""
        return self._left == 0

    def ask(self) -> str:
        """The random number for this time, two hexadecimal digits."""
        number = secrets.randbelow(256) if self._random is None else self._random
        self._asked = f"{number:02X}"
        return self._asked

    def weighed(self) -> None:
        """One of the fifty is used."""
        self._left = max(0, self._left - 1)

    def take(self, sums: str) -> None:
        """Judges what was sent."""
        self.verdict = self._judge(sums)
        self._left = WEIGHINGS if self.verdict else 0

    def tell(self) -> bool:
        """The verdict, once."""
        verdict, self.verdict = bool(self.verdict), None
        return verdict

    def _judge(self, sums: str) -> bool:
        count, rest = divmod(len(sums), _PAIR)
        if rest or not 1 <= count <= _MOST_PAIRS or any(one not in "0123456789ABCDEF" for one in sums):
            return False
        left, right = (int(digit, 16) for digit in self._asked)
        for start in range(0, len(sums), _PAIR):
            cs = turned_left(int(sums[start : start + 4], 16), -left)
            kw = turned_left(int(sums[start + 4 : start + 8], 16), right)
            if rest_of(cs, self._polynomial) != kw:
                return False
        return True


def turned_left(value: int, bits: int) -> int:
    """Sixteen bits turned round; to the right for a negative count."""
    bits %= _BITS
    return ((value << bits) | (value >> (_BITS - bits))) & 0xFFFF


def rest_of(value: int, polynomial: int) -> int:
    """The rest of the polynomial division of `value`, with sixteen noughts behind it."""
    rest = value << _BITS
    for place in range(2 * _BITS - 1, _BITS - 1, -1):
        if rest >> place & 1:
            rest ^= polynomial << (place - _BITS)
    return rest
