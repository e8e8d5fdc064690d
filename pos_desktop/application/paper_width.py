"""How many columns of a paper a text takes: not its length, where letters are wide, stand above others or are not seen."""

import unicodedata


def columns_of(text: str) -> int:
    """Unicode Standard Annex 11: wide letters take two columns, marks and controls none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
