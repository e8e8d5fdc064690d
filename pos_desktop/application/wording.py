"""What people read, in their language. The English text is the key; a missing translation shows it.

Facts that are put into a text of a right-to-left language are isolated (UAX 9): amounts keep their sign,
receipt numbers their order, names of the other script their place.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pos_desktop.application.formats import isolate
from pos_desktop.application.places import NO_BREAK
from pos_desktop.application.plurals import plural_and_direction
from pos_desktop.domain.record import field, record, replace

_ISOLATE, _END_ISOLATE = tuple(isolate(""))
_RIGHTWARD, _LEFTWARD = "\u2066", "\u2067"
_OPENING = (_ISOLATE, _RIGHTWARD, _LEFTWARD)
_SIGNED = re.compile(
    f"(?<!{_RIGHTWARD})(?P<figure>(?P<sign>[\u2212+])?[0-9](?:[.,\u00a0\u202f]?[0-9])*)(?P<percent>\u00a0?%)?"
)
"""A figure with the signs around it."""


@record
class Wording:
    """The words of one language: texts, and plural forms by CLDR category."""

    language: str = "en"
    texts: dict[str, str | dict[str, str]] = field(default_factory=dict)
    plural: Callable[[int], str] = field(default=lambda number: "one" if number == 1 else "other")
    right_to_left: bool = False
    beside: "Wording | None" = None
    """A second language that is said after the first: Summe / TOTAL."""


_current = Wording()
_for_now: ContextVar[Wording | None] = ContextVar("for_now", default=None)
_folder: Path | None = None

PAPER = "paper"
"""The folder, within the catalogues', of languages that receipts speak and screens do not."""


class Made(NamedTuple):
    """How a text was made: by `tr`, or by `tr_n` of a count."""

    text: str
    facts: Mapping[str, object]
    one: str = ""
    number: int | None = None


class _Memory(threading.local):
    """What a thread remembers of the texts that it makes; None: nothing."""

    made: dict[str, Made] | None = None


_memory, _remembering = _Memory(), 0
_memory_lock = threading.Lock()


@contextmanager
def remembering() -> Iterator[None]:
    """Meanwhile `how_made` knows the texts that this thread makes, so that they can be made again in another language."""
    global _remembering
    before = _memory.made
    with _memory_lock:
        _remembering += 1
    _memory.made = {} if before is None else before
    try:
        yield
    finally:
        _memory.made = before
        with _memory_lock:
            _remembering -= 1


def how_made(text: str) -> Made | None:
    """How this thread made a text while it was remembering; None for any other text."""
    return None if _memory.made is None else _memory.made.get(text)


def made_again(made: Made) -> str:
    """The same text in the language in use now."""
    if made.number is None:
        return _ONE(made.text, **made.facts)
    return _BY_NUMBER(made.one, made.text, made.number, **made.facts)


def use(wording: Wording) -> None:
    """Changes the language of everything rendered from now on."""
    global _current
    _current = wording


def _spoken() -> Wording:
    return _for_now.get() or _current


@contextmanager
def speaking(wording: Wording) -> Iterator[None]:
    """Another language for what is written within, on this thread alone: a receipt for somebody who reads it."""
    before = _for_now.set(wording)
    try:
        yield
    finally:
        _for_now.reset(before)


def in_languages(first: str, second: str = "") -> Wording:
    """The words of a language, "" for the one in use, and of a second one beside it.

    A language for which there is no catalogue is the one in use.
    """
    chosen = _known(first)
    other = _known(second) if second else chosen
    return chosen if other.language == chosen.language else replace(chosen, beside=other)


def _known(code: str) -> Wording:
    if code in ("", _current.language):
        return _current
    try:
        return Wording() if _folder is None and code == "en" else _read(code, _folder or Path())
    except FileNotFoundError:
        return _current


def language() -> str:
    """The language in use, as a BCP 47 code without region."""
    return _spoken().language


def right_to_left() -> bool:
    """Whether the language in use runs from right to left."""
    return _spoken().right_to_left


def load(language_code: str, folder: Path) -> Wording:
    """Reads a language's catalogue; English needs none. FileNotFoundError for an unknown language.

    From then on other languages are found in the same folder, and in its `paper` those that papers alone speak.
    """
    global _folder
    _folder = folder
    return _read_anew(language_code, folder)


def paper_languages(folder: Path) -> tuple[str, ...]:
    """The languages whose catalogues have the words of papers and no others, in order."""
    return tuple(sorted(file.stem for file in (folder / PAPER).glob("*.json")))


def _read_anew(language_code: str, folder: Path) -> Wording:
    plural, right_to_left = plural_and_direction(language_code)
    if language_code == "en":
        return Wording("en", {}, plural)
    file = folder / f"{language_code}.json"
    if not file.exists():
        file = folder / PAPER / f"{language_code}.json"
    texts = json.loads(file.read_text(encoding="utf-8"))
    return Wording(language_code, texts, plural, right_to_left)


_read = lru_cache(4)(_read_anew)


def tr(text: str, /, **facts: object) -> str:
    """A text in the language in use, with its {named} facts filled in."""
    spoken = _for_now.get() or _current
    made = _said(spoken, text, facts)
    if spoken.beside is not None:
        made = _both(made, _said(spoken.beside, text, facts))
    if _remembering and _memory.made is not None:
        _memory.made[made] = Made(text, facts)
    return made


def _said(spoken: Wording, text: str, facts: dict[str, object]) -> str:
    found = spoken.texts.get(text, text)
    if isinstance(found, dict):
        found = found.get("other", text)
    return _filled(found, facts, spoken)


def tr_n(one: str, other: str, count: int, /, **facts: object) -> str:
    """A text that depends on a number, in the plural form that the language wants; {count} is the number.

    A screen that has the place's formats gives `count=formats.number(n)` as a fact, too.
    """
    spoken = _for_now.get() or _current
    made = _said_n(spoken, one, other, count, facts)
    if spoken.beside is not None:
        made = _both(made, _said_n(spoken.beside, one, other, count, facts))
    if _remembering and _memory.made is not None:
        _memory.made[made] = Made(other, facts, one, count)
    return made


def _said_n(spoken: Wording, one: str, other: str, count: int, facts: dict[str, object]) -> str:
    found = spoken.texts.get(other)
    category = spoken.plural(count)
    if isinstance(found, dict):
        chosen = found.get(category) or found.get("other", other)
    elif isinstance(found, str):
        chosen = found
    else:
        chosen = one if category == "one" else other
    return _filled(chosen, {"count": _number(count), **facts}, spoken)


def _both(first: str, second: str) -> str:
    return first if first == second else f"{first} / {second}"


def _filled(text: str, facts: dict[str, object], spoken: Wording) -> str:
    if not facts:
        return text
    if spoken.right_to_left:
        facts = {name: _isolated(str(fact)) for name, fact in facts.items()}
    return text.format(**facts)


def _isolated(fact: str) -> str:
    """The fact as one isolate; what is one already stays as it is, and nothing stays nothing."""
    return fact if not fact or _is_isolate(fact) else isolate(signs_kept(fact))


def signs_kept(text: str) -> str:
    """The one rule for signs in words that run from right to left: a minus stands at the left of its digits, as in a
    column of amounts, and the sign of per cent at the left of both. Left alone, UAX 9 lets each sign follow what
    happens to stand beside it. Other words stay as they are; without a letter it is the language that counts.
    """
    letter = next((sign for sign in text if sign.isalpha()), "")
    if "\u0590" <= letter <= "\u08ff":
        return _SIGNED.sub(_kept, text)
    # A figure alone is isolated with its minus at the left already.
    return _SIGNED.sub(_kept, text) if not letter and "%" in text and _spoken().right_to_left else text


def _kept(found: re.Match[str]) -> str:
    figure = f"{_RIGHTWARD}{found['figure']}{_END_ISOLATE}"
    if found["percent"]:
        return f"{_LEFTWARD}{figure}{found['percent']}{_END_ISOLATE}"
    return figure if found["sign"] else found[0]


def apart(fact: str) -> str:
    """A code or figure beside words that no `tr` puts it into: right-to-left it would take its order from them, and
    receipt 1-001363 would be read as 001363-1."""
    return _isolated(fact) if _spoken().right_to_left else fact


def _is_isolate(fact: str) -> bool:
    """Whether the first isolate of a text closes at its end."""
    if not (fact.startswith(_OPENING) and fact.endswith(_END_ISOLATE)):
        return False
    depth = 0
    for character in fact[:-1]:
        depth += (character in _OPENING) - (character == _END_ISOLATE)
        if not depth:
            return False
    return True


def _number(count: int) -> str:
    """Grouped from five figures on, by a space: every place reads that the same, unlike a comma or a point."""
    return str(count) if abs(count) < 10_000 else f"{count:,}".replace(",", NO_BREAK)


# Under these names nobody takes them for texts of the source, which must be written out where they are made.
_ONE, _BY_NUMBER = tr, tr_n
