"""Tells a scanner's keys from a person's by their rhythm. Knows no Qt: it is given strokes and gives verdicts.

A keyboard-wedge scanner types about 10 ms a character, 30 ms at most on average, and ends with Enter or Tab. A
person's first key cannot be told from a scanner's, so every character is held back until the next one is late.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import Literal

from pos_desktop.domain.record import record

Suffix = Literal["enter", "tab", "either", "none"]


class Stroke(Enum):
    """What a key event is to the reader."""

    CHARACTER = auto()
    ENTER = auto()
    TAB = auto()
    SILENT = auto()
    """Shift and its kin going down, or any key coming up."""
    OTHER = auto()
    """Anything a scanner does not type: arrows, function keys, a key held down."""


@record
class Key:
    """One key event. `at` in milliseconds of one monotonic clock; `event` is the caller's own."""

    stroke: Stroke
    at: float
    code: int = 0
    text: str = ""
    down: bool = True
    event: object = None


@record
class ScanRules:
    """How this store's scanner types. A prefix that the scanner was set to send makes reading surer."""

    least: int = 4
    average_ms: float = 30.0
    undecided_ms: float = 35.0
    """How long a character may be held back before it counts as typed by a person."""
    running_ms: float = 120.0
    """How long a running scan may stall; nobody types four characters at a scanner's speed."""
    prefix: str = ""
    suffix: Suffix = "either"
    aim: bool = False
    """A code counts only with its AIM identifier (']E0') before it."""

    def ends(self, stroke: Stroke) -> bool:
        """Whether this key ends a scan."""
        if stroke is Stroke.ENTER:
            return self.suffix in ("enter", "either")
        return stroke is Stroke.TAB and self.suffix in ("tab", "either")


@record
class Verdict:
    """What is to be done: `replay` these first, then deliver the key unless it was `taken`; `code` was scanned."""

    replay: tuple[Key, ...] = ()
    taken: bool = False
    code: str = ""
    pace_ms: float = 0.0
    """Of the scan: what a character took on average."""


# ISO/IEC 15424: ']', a letter, a modifier, and the code behind it.
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z].")
_PASS = Verdict()
_TAKE = Verdict(taken=True)
# A scanner that sends Enter and line feed, or Enter twice, does so at once.
_DOUBLE_END_MS = 30.0
# A pause this long, and this many times longer than the scan's own rhythm, parts a typed key from the scan.
_PAUSE_MS = 15.0
_PAUSE_TIMES = 2.5


class ScanReader:
    """Holds keys back until it is known whose they are. Nothing is lost and nothing changes places."""

    def __init__(self, rules: ScanRules | None = None) -> None:
        self.rules = rules or ScanRules()
        self._held: list[Key] = []
        self._characters: list[Key] = []  # of what is held; asked for many times in every scan
        self._to_come_up: set[int] = set()
        self._ended_at: float | None = None
        self._answer: tuple[float, Stroke, str] | None = (
            None  # what the held keys mean, by the end key asked about
        )

    @property
    def holding(self) -> bool:
        """Whether anything is held back."""
        return bool(self._held)

    @property
    def running(self) -> bool:
        """Whether what is held comes from a scanner, by all that can be told."""
        held = self._characters
        return len(held) >= self.rules.least and self._is_fast(held)

    @property
    def so_far(self) -> str:
        """What would be the code if its end came now; "" when these keys are no scan yet."""
        return self._code(None)

    @property
    def patience_ms(self) -> float:
        """How long to wait for the next key before `give_up`."""
        return self.rules.running_ms if self.running else self.rules.undecided_ms

    def would_take(self, key: Key) -> bool:
        """Whether `take` would keep this key from the rest of the program; changes nothing."""
        if key.stroke is Stroke.CHARACTER:
            return True
        if key.stroke in (Stroke.ENTER, Stroke.TAB) and not self._is_too_late(key):
            return self._is_late_end(key) or bool(self._code_ended_by(key))
        return False

    def take(self, key: Key) -> Verdict:
        """Decides on one key."""
        if key.stroke is Stroke.SILENT:
            return self._take_silent(key)
        self._to_come_up.discard(key.code)
        before = self.give_up() if self._is_too_late(key) else _PASS
        if key.stroke is Stroke.CHARACTER:
            self._held.append(key)
            self._characters.append(key)
            self._ended_at = self._answer = None
            return Verdict(before.replay, taken=True, code=before.code)
        if self._is_late_end(key):
            self._to_come_up.add(key.code)
            return Verdict(before.replay, taken=True, code=before.code)
        if code := self._code_ended_by(key):
            pace = self._pace(key)
            self._held.append(key)
            self._ended_at = key.at
            return Verdict((*before.replay, *self._close_scan()), taken=True, code=code, pace_ms=pace)
        rest = self.give_up()
        return Verdict((*before.replay, *rest.replay), code=before.code or rest.code)

    def give_up(self) -> Verdict:
        """Nothing came in time: what is held was typed, or is a scan where scans have no end key."""
        if self.rules.suffix == "none" and (code := self._code(None)):
            pace = self._pace(None)
            return Verdict(self._close_scan(), code=code, pace_ms=pace)
        return Verdict(self._let_go())

    def _let_go(self) -> tuple[Key, ...]:
        held, self._held, self._characters, self._answer = tuple(self._held), [], [], None
        return held

    def _take_silent(self, key: Key) -> Verdict:
        if not key.down and key.code in self._to_come_up:
            self._to_come_up.discard(key.code)
            return _TAKE
        if not self._held:
            return _PASS
        self._held.append(key)
        return _TAKE

    def _close_scan(self) -> tuple[Key, ...]:
        """Forgets the scan's own keys; the answer is what a person typed around it."""
        first = self._characters[self._start()]
        down: set[int] = set()
        typed: list[Key] = []
        begun = False
        for key in self._held:
            begun = begun or key is first
            if key.stroke is not Stroke.SILENT:  # its characters, and at last its end
                down.add(key.code) if begun else typed.append(key)
            elif key.at < first.at or not (key.down or key.code in down):
                typed.append(key)
            elif key.down:
                down.add(key.code)
            else:
                down.discard(key.code)
        self._to_come_up |= down
        self._let_go()
        return tuple(typed)

    def _is_late_end(self, key: Key) -> bool:
        if self._ended_at is None or self._held or key.stroke not in (Stroke.ENTER, Stroke.TAB):
            return False
        return 0 <= key.at - self._ended_at <= _DOUBLE_END_MS

    def _is_too_late(self, key: Key) -> bool:
        characters = self._characters
        return bool(characters) and not 0 <= key.at - characters[-1].at <= self.patience_ms

    def _is_fast(self, keys: Sequence[Key]) -> bool:
        return (keys[-1].at - keys[0].at) <= self.rules.average_ms * (len(keys) - 1)

    def _code_ended_by(self, key: Key) -> str:
        """Asked twice for every end key: whether it would be taken, and when it is."""
        if not self.rules.ends(key.stroke):
            return ""
        answer = self._answer
        if answer is None or answer[0] != key.at or answer[1] is not key.stroke:
            answer = self._answer = (key.at, key.stroke, self._code(key))
        return answer[2]

    def _code(self, end: Key | None) -> str:
        """The code that is held, "" when these keys are no scan."""
        scanned = self._characters[self._start() :]
        if len(scanned) < self.rules.least or not self._is_fast([*scanned, end] if end else scanned):
            return ""
        text = "".join(key.text for key in scanned)
        if not text.startswith(self.rules.prefix):
            return ""
        code = in_ascii_digits(text.removeprefix(self.rules.prefix))
        return code if not self.rules.aim or _AIM.match(code) else ""

    def _pace(self, end: Key | None) -> float:
        """What a character of the scan took on average, its end key included."""
        keys = [*self._characters[self._start() :], *([end] if end else [])]
        return (keys[-1].at - keys[0].at) / max(1, len(keys) - 1)

    def _start(self) -> int:
        """Which held character is the scan's first: one before it was typed by a person just before."""
        characters = self._characters
        if self.rules.prefix:
            return max("".join(key.text[:1] for key in characters).find(self.rules.prefix), 0)
        if len(characters) <= self.rules.least:
            return 0
        pause = characters[1].at - characters[0].at
        if pause < _PAUSE_MS:
            return 0
        rest = [after.at - before.at for before, after in pairwise(characters[1:])]
        return 1 if pause > _PAUSE_TIMES * max(_median(rest), 1.0) else 0


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


# The digit row of a French keyboard without Shift, for scanners that were left on their American layout.
_FRENCH_ROW = str.maketrans("&é\"'(-è_çà", "1234567890")
_ONLY_FRENCH = frozenset("é&è_çà")


def in_ascii_digits(text: str) -> str:
    """Digits of any script as ASCII digits, and those of a French digit row typed without Shift."""
    if text.isascii() and text.isalnum():  # nearly every code there is
        return text
    plain = "".join(str(int(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in text)
    if any(sign in _ONLY_FRENCH for sign in plain) and plain.translate(_FRENCH_ROW).isdigit():
        return plain.translate(_FRENCH_ROW)
    return plain
