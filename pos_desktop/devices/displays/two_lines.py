"""What fits on a line display: columns, and letters that it can show."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from pos_desktop.application.counter import LINE_WIDTH, LineText

Shows = Callable[[str], bytes]
"""One character as the display's byte; nothing where it has none."""

_STAND_INS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
    "ı": "i", "×": "x", "–": "-", "—": "-", "−": "-", "‐": "-", "…": "...", "·": "-", "•": "-", "→": ">",
    "‘": "'", "’": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "½": "1/2", "¼": "1/4",
    "¾": "3/4", "٫": ".", "٬": "", "٪": "%", "،": ",", "؛": ";",
}  # fmt: skip
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}


def two_lines(text: LineText, shows: Shows, width: int = LINE_WIDTH) -> tuple[bytes, bytes]:
    """Both lines in the display's bytes, each exactly as wide as the display."""
    return (
        _line(text.upper, text.upper_end, shows, width),
        _line(text.lower, text.lower_end, shows, width),
    )


def _line(start: str, end: str, shows: Shows, width: int) -> bytes:
    """The end is never cut; one too long for the display is an amount that would be another when cut: dashes."""
    tail = shown(end, shows)
    if len(tail) > width:
        tail = tail.replace(b" ", b"")
    if len(tail) > width:
        return b"-" * width
    room = width - len(tail) - (1 if tail else 0)
    head = shown(start, shows)[: max(room, 0)]
    return head.rstrip().ljust(width - len(tail)) + tail


def shown(text: str, shows: Shows) -> bytes:
    """What the display can show of it: letters it lacks are written with others, or left out where none will do."""
    said = b""
    for character in unicodedata.normalize("NFC", text):
        said += _shown(character, shows)
    return b" ".join(said.split())


def _shown(character: str, shows: Shows) -> bytes:
    if " " <= character <= "~":
        return shows(character) or b" "
    if data := shows(character):
        return data
    plain = _STAND_INS.get(character) or _UMLAUTS.get(character)
    if plain is None:
        plain = _latin(character)
    return b"".join(shows(c) for c in plain)


def _latin(character: str) -> str:
    """Figures of any script as ours, letters without their marks, all kinds of space as one; nothing for the rest."""
    figure = unicodedata.decimal(character, None)
    if figure is not None:
        return str(figure)
    if unicodedata.category(character) == "Zs":
        return " "
    plain = unicodedata.normalize("NFKD", character)
    return "".join(c for c in plain if " " <= c <= "~")


def of_code_page(page: str) -> Shows:
    """Characters that a code page has, by Python's name of it."""

    def shows(character: str) -> bytes:
        try:
            data = character.encode(page)
        except UnicodeEncodeError:
            return b""
        return data if len(data) == 1 and data >= b" " and data != b"\x7f" else b""

    return shows
