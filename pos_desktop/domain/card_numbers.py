"""Card numbers in a text, and their removal: no part of the register may keep one, however it came in."""

import re

_CARD = re.compile(r"(?<![\d.])[2-6](?:[ -]?\d){12,18}(?!\d)")
MARK = "[card]"


def without_card_numbers(text: str) -> str:
    """The text with a mark in place of every card number. It would rather take out a harmless number."""
    return _CARD.sub(lambda match: MARK if is_card_number(match[0]) else match[0], text)


def is_card_number(text: str) -> bool:
    """Whether a text is a card's number and nothing else, groups of digits apart or not."""
    return _CARD.fullmatch(text) is not None and passes_luhn([int(sign) for sign in text if sign.isdigit()])


def passes_luhn(digits: list[int]) -> bool:
    """The check of ISO/IEC 7812-1, annex B, that every card number passes."""
    total = sum(_doubled(digit) if place % 2 else digit for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def _doubled(digit: int) -> int:
    return digit * 2 - 9 if digit > 4 else digit * 2
