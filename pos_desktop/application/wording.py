"""What people read, in their language. The English text is the key; a missing translation shows it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Wording:
    """The words of one language: texts, and plural forms by CLDR category."""

    language: str = "en"
    texts: dict[str, str | dict[str, str]] = field(default_factory=dict)
    plural: Callable[[int], str] = field(default=lambda number: "one" if number == 1 else "other")


_current = Wording()


def use(wording: Wording) -> None:
    """Changes the language of everything rendered from now on."""
    global _current
    _current = wording


def language() -> str:
    """The language in use, as a BCP 47 code without region."""
    return _current.language


def load(language_code: str, folder: Path) -> Wording:
    """Reads a language's catalogue; English needs none. FileNotFoundError for an unknown language."""
    from babel import Locale

    plural = Locale.parse(language_code, sep="-").plural_form
    if language_code == "en":
        return Wording("en", {}, plural)
    texts = json.loads((folder / f"{language_code}.json").read_text(encoding="utf-8"))
    return Wording(language_code, texts, plural)


def tr(text: str, /, **facts: object) -> str:
    """A text in the language in use, with its {named} facts filled in."""
    found = _current.texts.get(text, text)
    if isinstance(found, dict):
        found = found.get("other", text)
    return found.format(**facts) if facts else found


def tr_n(one: str, other: str, count: int, /, **facts: object) -> str:
    """A text that depends on a number, in the plural form that the language wants; {count} is the number."""
    found = _current.texts.get(other)
    category = _current.plural(count)
    if isinstance(found, dict):
        chosen = found.get(category) or found.get("other", other)
    elif isinstance(found, str):
        chosen = found
    else:
        chosen = one if category == "one" else other
    return chosen.format(count=count, **facts)
