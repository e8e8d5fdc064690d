"""What somebody means who types in a long list: by the start of any word, or by the code."""

from collections.abc import Iterable, Sequence

from pos_desktop.application.search_words import fold, indexed_words, query_words
from pos_desktop.domain.record import record


@record
class Choice:
    """One entry: its words, and the code that people may type instead, as JP for Japan; empty where there is none."""

    text: str
    code: str = ""


def found(choices: Sequence[Choice], typed: str) -> list[int]:
    """Places of what is meant, as they stand in the list; all of them while nothing is typed."""
    wanted = query_words(typed)
    if not wanted and typed.strip():
        return []
    return [place for place, choice in enumerate(choices) if _fits(choice, wanted)]


def likeliest(choices: Sequence[Choice], places: Iterable[int], typed: str) -> int | None:
    """The place that is meant most of all: by its code, by its first word, by any; None where nothing is."""
    text = fold(typed.strip())
    return min(places, key=lambda place: (_rank(choices[place], text), place), default=None)


def _rank(choice: Choice, text: str) -> int:
    if text and fold(choice.code) == text:
        return 0
    return 1 if fold(choice.text).startswith(text) else 2


def _fits(choice: Choice, wanted: Sequence[str]) -> bool:
    words, others = indexed_words(choice.text)
    stand = (*words, *others, fold(choice.code))
    return all(any(word.startswith(part) for word in stand) for part in wanted)
