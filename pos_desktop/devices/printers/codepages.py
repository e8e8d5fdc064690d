"""Text into bytes of the printer's code pages, a run of characters at a time.

python-escpos's own encoder is not used: one CJK character makes it send the whole text as GB18030
without telling the printer. Here a character without a page makes the line a picture instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

ESC_T = b"\x1bt"

# Typographic signs that code pages lack, and what till paper has always had in their place.
_STAND_INS = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2026": "...", "\u2192": ">"})


_TILL_MINUS = str.maketrans({"\u2212": "-"})


def plain(text: str, pages: Mapping[str, int]) -> str:
    """The text with stand-ins for typographic signs that no page of the printer has."""
    if can_print(text, pages):
        return text
    return text.translate(_STAND_INS)


def with_minus_of(text: str, pages: Mapping[str, int]) -> str:
    """The text with the minus that lines in the printer's own letters have: one sign on the whole paper."""
    return text if can_print("\u2212", pages) else text.translate(_TILL_MINUS)


def can_print(text: str, pages: Mapping[str, int]) -> bool:
    """Whether each character is in one of the pages."""
    if text.isascii() and text.isprintable():
        return True
    return all(_is_ascii(c) or any(_byte(page, c) for page in pages) for c in text)


def encode(
    text: str, pages: Mapping[str, int], current: str | None, select: bytes = ESC_T
) -> tuple[bytes, str | None]:
    """The text with `ESC t n` (or what `select` says) before each run that needs another page, and the page selected last.

    `current` is the page the printer is known to be at (None: not known). One page for the whole text
    is preferred over switching. Raises LookupError for a character without a page (see `can_print`).
    """
    if text.isascii():
        return text.encode("ascii"), current
    selected = current
    whole = _page_for_all(text, pages, current)
    data = bytearray()
    for character in text:
        if _is_ascii(character):
            data += character.encode("ascii")
            continue
        page = whole or _page_for(character, pages, selected)
        if page != selected:
            data += select + bytes([pages[page]])
            selected = page
        data += _byte(page, character)
    return bytes(data), selected


def _page_for_all(text: str, pages: Mapping[str, int], current: str | None) -> str | None:
    special = {character for character in text if not _is_ascii(character)}
    for page in _in_order(pages, current):
        if all(_byte(page, character) for character in special):
            return page
    return None


def _page_for(character: str, pages: Mapping[str, int], current: str | None) -> str:
    for page in _in_order(pages, current):
        if _byte(page, character):
            return page
    raise LookupError(f"U+{ord(character):04X} is in no code page of the printer")


def _in_order(pages: Mapping[str, int], current: str | None) -> list[str]:
    """The page in use first, so that a neighbour's page is not left without need."""
    return sorted(pages, key=lambda page: page != current)


@lru_cache(maxsize=4096)
def _byte(page: str, character: str) -> bytes:
    """The character's one byte above 0x7F in the page, or nothing."""
    try:
        data = character.encode(page)
    except UnicodeEncodeError:
        return b""
    return data if len(data) == 1 and data[0] >= 0x80 else b""


def _is_ascii(character: str) -> bool:
    return " " <= character <= "~"
