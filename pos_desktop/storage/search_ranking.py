"""The order of what the search found: a bounded number of candidates, judged by name and codes."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from pos_desktop.application.search_words import fold, indexed_words
from pos_desktop.domain.record import record

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
_ANY_NAME = 150.0  # more than the letters of the longest name take away


@record
class Question:
    """A search text, prepared once for all candidates."""

    words: tuple[str, ...]
    whole: str
    code: str  # the text as a code: folded, without blanks; '' when it cannot be one
    key: str  # its barcode key
    corrections: Mapping[str, Mapping[str, int]]  # word -> similar word -> how many letters differ
    spelt: tuple[tuple[str, str, str], ...]  # each word: itself, between blanks, after a blank


def question_of(words: Sequence[str], code: str, key: str) -> Question:
    """A question without corrections."""
    spelt = tuple((word, f" {word} ", f" {word}") for word in words)
    return Question(tuple(words), " ".join(words), code, key, {}, spelt)


def score(question: Question, name: str, sku: str | None, plu: str | None, codes: Sequence[str]) -> float:
    """How well a variant answers; higher is better, comparable within one question only.

    0 when it does not answer: a word of the question is found neither in its name nor in its item number.
    """
    by_code = _by_code(question, sku, plu, codes)
    by_name = _by_name(question, name, sku)
    return by_code + by_name if by_name or by_code else 0.0


def _by_code(question: Question, sku: str | None, plu: str | None, codes: Sequence[str]) -> float:
    code = question.code
    if not (code and (sku or plu or codes)):
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


def _by_name(question: Question, name: str, sku: str | None) -> float:
    if not question.words:
        return 0.0
    padded, everything = _texts(name)
    points = _ANY_NAME - _EACH_LETTER * len(padded)
    if sku:
        sku_words, sku_spellings = indexed_words(sku)
        everything += " ".join([*sku_words, *sku_spellings]) + " "
    for word, whole, beginning in question.spelt:
        if beginning in everything:
            points += _WHOLE_WORD if whole in everything else _WORD_BEGINS
        elif word in everything:
            points += _WORD_HAS
        else:
            found = _by_correction(question.corrections.get(word), everything)
            if not found and len(word) > 1:
                return 0.0
            points += found
    return points + _by_order(question, padded)


@lru_cache(maxsize=4096)
def _texts(name: str) -> tuple[str, str]:
    """The words of a name between blanks, and with its further spellings: the next letter finds most names again."""
    words, spellings = indexed_words(name)
    padded = f" {' '.join(words)} "
    return padded, f"{padded}{' '.join(spellings)} " if spellings else padded


def _by_order(question: Question, padded: str) -> float:
    begin = f" {question.whole}"
    if padded.startswith(begin):
        return _WHOLE_NAME if len(padded) == len(begin) + 1 else _NAME_BEGINS
    return _WORDS_IN_ORDER if len(question.words) > 1 and begin in padded else 0.0


def _by_correction(similar: Mapping[str, int] | None, text: str) -> float:
    if not similar:
        return 0.0
    found = [typos for other, typos in similar.items() if f" {other}" in text]
    return max(1.0, _CORRECTED - _EACH_TYPO * min(found)) if found else 0.0
