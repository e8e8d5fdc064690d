"""Words that are stored and read later, perhaps in another language: kept as the text's key with its facts.

`remembering` notes on its thread how texts are made; `keep` then knows those of them that it is given. Any other text,
such as a platform's own words, is kept as it is, and so is what was stored before there was this.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pos_desktop.application import wording
from pos_desktop.application.wording import Made
from pos_desktop.application.wording import remembering as remembering  # noqa: PLC0414 - part of this module's interface

if TYPE_CHECKING:
    from pos_desktop.application.errors import PersonError

_MARK = '{"words":'


def keep(text: str) -> str:
    """A text as it is stored."""
    kept = _kept(text)
    return text if isinstance(kept, str) and not text.startswith(_MARK) else _stored(kept)


def keep_trouble(trouble: PersonError) -> str:
    """All that a trouble says, as it is stored; `say` joins it as `str` does."""
    parts = [_kept(part) for part in (trouble.title, trouble.meaning, trouble.next_step) if part]
    return str(trouble) if all(isinstance(part, str) for part in parts) else _stored(parts)


def say(stored: str) -> str:
    """What was kept, in the language in use."""
    if not stored.startswith(_MARK):
        return stored
    try:
        return _said(json.loads(stored)["words"])
    except (ValueError, LookupError, TypeError, AttributeError):
        return stored  # written by a later version


def _kept(text: str) -> str | dict[str, Any]:
    made = wording.how_made(text)
    if made is None:
        return text
    facts = {name: _fact(fact) for name, fact in made.facts.items()}
    several = {} if made.number is None else {"one": made.one, "count": made.number}
    return {"text": made.text, **({"facts": facts} if facts else {}), **several}


def _fact(fact: object) -> Any:
    return fact if isinstance(fact, int) else _kept(str(fact))


def _stored(kept: object) -> str:
    return f"{_MARK} {json.dumps(kept, ensure_ascii=False)}}}"


def _said(kept: str | int | Mapping[str, Any] | Sequence[Any]) -> str:
    if isinstance(kept, list):
        return ". ".join(_said(part).rstrip(".") for part in kept) + "."
    if not isinstance(kept, dict):
        return str(kept)
    facts = {name: _said(fact) for name, fact in kept.get("facts", {}).items()}
    return wording.made_again(Made(kept["text"], facts, kept.get("one", ""), kept.get("count")))
