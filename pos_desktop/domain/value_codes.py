"""Codes of gift cards, store credits and vouchers: nobody guesses one, and a slip of the finger is noticed.

Fifteen characters of Crockford's base 32 (75 random bits) and a check character over them.
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 15
GROUP = 4

SHOP_SHORTEST, SHOP_LONGEST = 8, 20
"""Of the codes of online shops (Shopify: 8 to 20 letters and digits)."""

_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def make_code(random_bits: int) -> str:
    """A code from at least 75 random bits, without its groups."""
    body = "".join(ALPHABET[(random_bits >> (5 * place)) & 31] for place in range(RANDOM_CHARACTERS))
    return body + _check(body)


def plain_code(text: str) -> str:
    """A code as it stands on its card, of whoever issued it: capitals, no gaps."""
    return re.sub(r"[\s\-·]", "", text).upper()


def normal_code(text: str) -> str:
    """A code of this store as it is stored and compared: letters that look like digits are read as digits."""
    return plain_code(text).translate(_LOOK_ALIKE)


def shown_code(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def is_code(text: str) -> bool:
    """Whether a text can be a code: its length, its characters and its check character are right."""
    code = normal_code(text)
    if len(code) != RANDOM_CHARACTERS + 1 or any(sign not in ALPHABET for sign in code):
        return False
    return _check(code[:-1]) == code[-1]


def may_be_shop_code(text: str) -> bool:
    """Whether a text can be the code of an online shop's gift card."""
    code = plain_code(text)
    return SHOP_SHORTEST <= len(code) <= SHOP_LONGEST and code.isascii() and code.isalnum()


def is_no_goods(text: str) -> bool:
    """Whether there are letters in a scan; codes of goods are digits."""
    return not plain_code(text).isdecimal()


def _check(body: str) -> str:
    """Weighted by place, odd weights: a wrong character, and two neighbours exchanged, change it."""
    total = sum((2 * place + 1) * ALPHABET.index(sign) for place, sign in enumerate(body))
    return ALPHABET[total % 32]
