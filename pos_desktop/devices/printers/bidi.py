"""The order in which right-to-left text is drawn, and the joined shapes of Arabic letters.

A reduced form of the Unicode Bidirectional Algorithm (UAX 9) for one line of a receipt: levels of
plain paragraphs, without explicit embeddings (the layout drops their control characters).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

MIRRORED: Final = str.maketrans("()[]{}<>«»", ")(][}{><»«")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in logical order that are drawn in one direction."""

    text: str
    right_to_left: bool


def has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text)


def visual_runs(text: str, base: int | None = None) -> list[Run]:
    """The runs of a line from left to right (rules N1, N2, I1, I2 and L2 of UAX 9).

    `base` is the level of the paragraph: 0 or 1; without it the first letter decides (P2 and P3).
    """
    base = _base_level(text) if base is None else base
    levels = _levels(text, base)
    runs = _by_level(text, levels)
    for level in range(max((level for _, level in runs), default=0), 0, -1):
        runs = _reverse_from(runs, level)
    return [Run(part, level % 2 == 1) for part, level in runs]


def shape_arabic(text: str) -> str:
    """Joined presentation forms for a library that does not join letters itself."""
    forms = _presentation_forms()
    shaped = []
    for place, letter in enumerate(text):
        before = place > 0 and _joins_after(text, place - 1)
        after = _joins_after(text, place) and _has_joining_next(text, place)
        form = {(False, False): "isolated", (False, True): "initial", (True, True): "medial"}.get(
            (before, after), "final"
        )
        shaped.append(forms.get((letter, form)) or forms.get((letter, "isolated")) or letter)
    return "".join(shaped)


def _base_level(text: str) -> int:
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return 1
        if direction == "L":
            return 0
    return 0


def _levels(text: str, base: int) -> list[int]:
    kinds = _resolve_neutrals(_resolve_weak(text, base), "R" if base else "L")
    left, number = (2, 2) if base else (0, 2)
    return [{"R": 1, "L": left, "N": number}[kind] for kind in kinds]


def _resolve_weak(text: str, base: int) -> list[str]:
    """L, R, N (number) or '' (neutral) for each character: rules W1 to W7 for plain lines.

    Otherwise than there, a minus before a figure is a part of it: it stays at the left of the digits, as it does in
    the column of amounts.
    """
    kinds: list[str] = []
    strong = "R" if base else "L"
    for place, character in enumerate(text):
        direction = unicodedata.bidirectional(character)
        if direction == "NSM":
            kinds.append(kinds[-1] if kinds else "")
            continue
        kind = {"L": "L", "R": "R", "AL": "R", "AN": "N"}.get(direction, "")
        if (
            direction == "EN"
            or (direction in ("CS", "ES") and _between_digits(text, place))
            or (direction == "ES" and _before_digits(text, place))
            or (direction == "ET" and _beside_digits(text, place))
        ):
            kind = "L" if strong == "L" else "N"
        strong = kind if kind in ("L", "R") else strong
        kinds.append(kind)
    return kinds


def _between_digits(text: str, place: int) -> bool:
    return 0 < place < len(text) - 1 and text[place - 1].isdigit() and text[place + 1].isdigit()


def _before_digits(text: str, place: int) -> bool:
    return text[place + 1 : place + 2].isdigit() and not text[place - 1 : place].isalnum()


def _beside_digits(text: str, place: int) -> bool:
    return text[place - 1 : place].isdigit() or text[place + 1 : place + 2].isdigit()


def _resolve_neutrals(kinds: list[str], base: str) -> list[str]:
    """N1 and N2: neutrals take the direction on both their sides, or the line's."""
    resolved = list(kinds)
    place = 0
    while place < len(kinds):
        if kinds[place]:
            place += 1
            continue
        end = place
        while end < len(kinds) and not kinds[end]:
            end += 1
        before = _as_strong(kinds[place - 1]) if place else base
        after = _as_strong(kinds[end]) if end < len(kinds) else base
        resolved[place:end] = [before if before == after else base] * (end - place)
        place = end
    return resolved


def _as_strong(kind: str) -> str:
    """Numbers count as right-to-left for their neutral neighbours."""
    return "R" if kind == "N" else kind


def _by_level(text: str, levels: list[int]) -> list[tuple[str, int]]:
    runs: list[tuple[str, int]] = []
    for character, level in zip(text, levels, strict=True):
        if runs and runs[-1][1] == level:
            runs[-1] = (runs[-1][0] + character, level)
        else:
            runs.append((character, level))
    return runs


def _reverse_from(runs: list[tuple[str, int]], level: int) -> list[tuple[str, int]]:
    """L2: sequences at this level or above change their order."""
    result: list[tuple[str, int]] = []
    sequence: list[tuple[str, int]] = []
    for run in runs:
        if run[1] >= level:
            sequence.insert(0, run)
        else:
            result += [*sequence, run]
            sequence = []
    return result + sequence


@cache
def _presentation_forms() -> dict[tuple[str, str], str]:
    """(letter, form) -> shaped letter, from the decompositions of Arabic Presentation Forms A and B."""
    forms: dict[tuple[str, str], str] = {}
    for code in (*range(0xFB50, 0xFDFE), *range(0xFE70, 0xFEFD)):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2:
            forms.setdefault((chr(int(parts[1], 16)), parts[0].strip("<>")), chr(code))
    return forms


def _joins_after(text: str, place: int) -> bool:
    """Whether the letter at `place` (or the one its marks sit on) can join with the next."""
    while place > 0 and unicodedata.category(text[place]) == "Mn":
        place -= 1
    letter = text[place]
    return letter == "\u0640" or (letter, "initial") in _presentation_forms()


def _has_joining_next(text: str, place: int) -> bool:
    for letter in text[place + 1 :]:
        if unicodedata.category(letter) != "Mn":
            return letter == "\u0640" or (letter, "final") in _presentation_forms()
    return False
