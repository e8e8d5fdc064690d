"""The order of what the search found: a bounded number of candidates, judged by name and codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos_desktop.application.search_words import fold, words_of

# What outranks what. The steps are wide enough that a lower reason never adds up to a higher one.
_EXACT_CODE = 10_000.0
_EXACT_SKU = 9_000.0
_SKU_BEGINS = 3_000.0
_CODE_BEGINS = 2_600.0
_CODE_ENDS = 2_300.0
_CODE_HAS = 2_000.0
_WHOLE_NAME = 600.0
_NAME_BEGINS = 300.0
_WORDS_IN_ORDER = 60.0
_WHOLE_WORD = 100.0
_WORD_BEGINS = 80.0
_WORD_HAS = 40.0
_CORRECTED = 70.0
_EACH_TYPO = 25.0
_EACH_LETTER = 0.5


@dataclass(frozen=True, slots=True)
class Question:
    """A search text, prepared once for all candidates."""

    words: tuple[str, ...]
    whole: str
    code: str  # the text as a code: folded, without blanks; '' when it cannot be one
    key: str  # its barcode key
    corrections: Mapping[str, Mapping[str, int]]  # word -> similar word -> how many letters differ


def question_of(words: Sequence[str], code: str, key: str) -> Question:
    """A question without corrections."""
    return Question(tuple(words), " ".join(words), code, key, {})


def score(question: Question, name: str, sku: str | None, plu: str | None, codes: Sequence[str]) -> float:
    """How well a variant answers; higher is better, comparable within one question only."""
    return _by_code(question, sku, plu, codes) + _by_name(question, name)


def _by_code(question: Question, sku: str | None, plu: str | None, codes: Sequence[str]) -> float:
    code = question.code
    if not code:
        return 0.0
    if question.key in codes or plu == code:
        return _EXACT_CODE
    folded_sku = fold(sku) if sku else ""
    if folded_sku == code:
        return _EXACT_SKU
    if folded_sku.startswith(code):
        return _SKU_BEGINS - len(folded_sku)
    if len(code) < 3:
        return 0.0
    return max((_by_part(code, other.lower()) for other in codes), default=0.0)


def _by_part(code: str, other: str) -> float:
    if other.startswith(code):
        return _CODE_BEGINS
    if other.endswith(code):
        return _CODE_ENDS
    return _CODE_HAS if code in other else 0.0


def _by_name(question: Question, name: str) -> float:
    if not question.words:
        return 0.0
    padded = f" {' '.join(words_of(name))} "
    points = -_EACH_LETTER * len(padded)
    for word in question.words:
        points += _by_word(question, word, padded)
    begin = f" {question.whole}"
    if padded.startswith(begin):
        points += _WHOLE_NAME if len(padded) == len(begin) + 1 else _NAME_BEGINS
    elif len(question.words) > 1 and begin in padded:
        points += _WORDS_IN_ORDER
    return points


def _by_word(question: Question, word: str, padded: str) -> float:
    if f" {word} " in padded:
        return _WHOLE_WORD
    if f" {word}" in padded:
        return _WORD_BEGINS
    if word in padded:
        return _WORD_HAS
    similar = question.corrections.get(word)
    if not similar:
        return 0.0
    found = [typos for other, typos in similar.items() if f" {other}" in padded]
    return _CORRECTED - _EACH_TYPO * min(found) if found else 0.0
