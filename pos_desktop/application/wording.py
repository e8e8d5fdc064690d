"""What people read, in their language. The English text is the key; a missing translation shows it.

Facts that are put into a text of a right-to-left language are isolated (UAX 9): amounts keep their sign,
receipt numbers their order, names of the other script their place.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pos_desktop.application.formats import isolate
from pos_desktop.application.places import NO_BREAK
from pos_desktop.application.plurals import plural_and_direction
from pos_desktop.domain.record import field, record

_ISOLATE, _END_ISOLATE = tuple(isolate(""))


@record
class Wording:
    """The words of one language: texts, and plural forms by CLDR category."""

    language: str = "en"
    texts: dict[str, str | dict[str, str]] = field(default_factory=dict)
    plural: Callable[[int], str] = field(default=lambda number: "one" if number == 1 else "other")
    right_to_left: bool = False


_current = Wording()


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


def language() -> str:
    """The language in use, as a BCP 47 code without region."""
    return _current.language


def right_to_left() -> bool:
    """Whether the language in use runs from right to left."""
    return _current.right_to_left


def load(language_code: str, folder: Path) -> Wording:
    """Reads a language's catalogue; English needs none. FileNotFoundError for an unknown language."""
    plural, right_to_left = plural_and_direction(language_code)
    if language_code == "en":
        return Wording("en", {}, plural)
    texts = json.loads((folder / f"{language_code}.json").read_text(encoding="utf-8"))
    return Wording(language_code, texts, plural, right_to_left)


def tr(text: str, /, **facts: object) -> str:
    """A text in the language in use, with its {named} facts filled in."""
    found = _current.texts.get(text, text)
    if isinstance(found, dict):
        found = found.get("other", text)
    made = _filled(found, facts)
    if _remembering and _memory.made is not None:
        _memory.made[made] = Made(text, facts)
    return made


def tr_n(one: str, other: str, count: int, /, **facts: object) -> str:
    """A text that depends on a number, in the plural form that the language wants; {count} is the number.

    A screen that has the place's formats gives `count=formats.number(n)` as a fact, too.
    """
    found = _current.texts.get(other)
    category = _current.plural(count)
    if isinstance(found, dict):
        chosen = found.get(category) or found.get("other", other)
    elif isinstance(found, str):
        chosen = found
    else:
        chosen = one if category == "one" else other
    made = _filled(chosen, {"count": _number(count), **facts})
    if _remembering and _memory.made is not None:
        _memory.made[made] = Made(other, facts, one, count)
    return made


def _filled(text: str, facts: dict[str, object]) -> str:
    if not facts:
        return text
    if _current.right_to_left:
        facts = {name: _isolated(str(fact)) for name, fact in facts.items()}
    return text.format(**facts)


def _isolated(fact: str) -> str:
    """The fact as one isolate; what is one already stays as it is, and nothing stays nothing."""
    return fact if not fact or _is_isolate(fact) else isolate(fact)


def _is_isolate(fact: str) -> bool:
    """Whether the first isolate of a text closes at its end."""
    if not (fact.startswith(_ISOLATE) and fact.endswith(_END_ISOLATE)):
        return False
    depth = 0
    for character in fact[:-1]:
        depth += (character == _ISOLATE) - (character == _END_ISOLATE)
        if not depth:
            return False
    return True


def _number(count: int) -> str:
    """Grouped from five figures on, by a space: every place reads that the same, unlike a comma or a point."""
    return str(count) if abs(count) < 10_000 else f"{count:,}".replace(",", NO_BREAK)


# Under these names nobody takes them for texts of the source, which must be written out where they are made.
_ONE, _BY_NUMBER = tr, tr_n
