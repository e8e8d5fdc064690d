"""How names and search texts are made comparable: case, accents, umlauts, Arabic spellings and digits folded.

The same `normalise` is applied to what is indexed and to what is typed. What people type for a letter they do
not have on their keyboard (ae for ä) is covered on the indexed side by further spellings of the word, so that
a query stays as it was typed and finds no more than it should.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

LONGEST_WORD = 32
LONGEST_QUERY = 200
_MOST_QUERY_WORDS = 8

# Private-use characters: never typed, so marks made with them meet nothing but marks.
START_MARK = "\ue000"
END_MARK = "\ue001"
_LONGEST_START = 40

_WORD = re.compile(r"[^\W_]+")
_TYPED_TOGETHER = re.compile(r"[^\W_]+(?:['’\-‐.&][^\W_]+)+")

_LETTERS_WITHOUT_DECOMPOSITION = {
    letters.partition("=")[0]: letters.partition("=")[2]
    for letters in "ß=ss ẞ=ss æ=ae œ=oe ø=o ł=l đ=d ð=d þ=th ı=i ŋ=n ħ=h ŧ=t ĸ=k ſ=s".split()
}
# One spelling for the letters that Arabic and Persian keyboards and fonts tell apart and readers do not.
_ARABIC = {
    letter: plain
    for plain, letters in {"ا": "أإآٱ", "ي": "ىیئ", "و": "ؤ", "ه": "ةۀ", "ك": "کگ", "": "ـ"}.items()
    for letter in letters
}
_ARTICLE = "ال"
_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue"}
_GERMAN_TABLE = str.maketrans({**_GERMAN, "Ä": "ae", "Ö": "oe", "Ü": "ue"})


def _folded_letter(char: str) -> str:
    special = _LETTERS_WITHOUT_DECOMPOSITION.get(char, _ARABIC.get(char))
    if special is not None:
        return special
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    parts = unicodedata.normalize("NFKD", char.casefold())
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return "".join(_LETTERS_WITHOUT_DECOMPOSITION.get(part, _ARABIC.get(part, part)) for part in bare)


class _FoldTable(dict[int, str]):
    """Folds each character once and remembers it; bounded by the characters there are."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded_letter(chr(code))
        return folded


_FOLDED = _FoldTable()


def fold(text: str) -> str:
    """Lower case without accents, umlaut dots, Arabic vowel signs; digits of any script as 0 to 9."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def normalise(text: str) -> str:
    """A text in the form that is compared: folded words with one blank between them."""
    return " ".join(words_of(text))


def query_words(text: str) -> tuple[str, ...]:
    """The words of what somebody typed; more than eight are not looked for."""
    return tuple(words_of(text[:LONGEST_QUERY])[:_MOST_QUERY_WORDS])


def indexed_words(name: str) -> tuple[list[str], list[str]]:
    """(the words of a name, further spellings of them under which it is found as well)."""
    words = words_of(name)
    return words, list(_spellings(name, words))


def start_token(words: Sequence[str]) -> str:
    """The token by which names are found that begin with a text, whole names told from longer ones."""
    joined = "".join(words)
    if len(joined) > _LONGEST_START:
        return START_MARK + joined[:_LONGEST_START]
    return START_MARK + joined + END_MARK


def matched_spans(name: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where in `name` the words stand, as (start, end) offsets in ascending order, for showing them bold."""
    spans: list[tuple[int, int]] = []
    for start, original, folded in _parts_of(name):
        found = _span_in_word(original, folded, words)
        if found is not None:
            spans.append((start + found[0], start + found[1]))
    return tuple(spans)


@lru_cache(maxsize=512)
def _parts_of(name: str) -> tuple[tuple[int, str, str], ...]:
    """Each word of a name: where it begins, as it is written, folded. The next letter finds most names again."""
    words = ((match.start(), match.group()) for match in _WORD.finditer(name))
    return tuple((start, word, fold(word)) for start, word in words)


def _spellings(name: str, words: Sequence[str]) -> Iterator[str]:
    if not name.isascii():
        if any(char in name for char in "äöüÄÖÜ"):
            yield from set(words_of(name.translate(_GERMAN_TABLE))) - set(words)
        for word in words:
            if len(word) > 4 and word.startswith(_ARTICLE):
                yield word[2:]
    for word in words:
        if "ae" in word or "oe" in word or "ue" in word:
            yield word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    if "-" in name or "'" in name or "’" in name or "&" in name or "." in name:
        for match in _TYPED_TOGETHER.finditer(name):
            yield "".join(words_of(match.group()))[:LONGEST_WORD]


def _span_in_word(original: str, folded: str, words: Sequence[str]) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    for word in words:
        at = folded.find(word)
        if at == 0 or (at > 0 and len(word) >= 3 and best is None):
            end = at + len(word)
            if best is None or end - at > best[1] - best[0]:
                best = (at, end)
    if best is None or len(folded) == len(original):
        return best
    return _unfolded(original, best)


def _unfolded(original: str, span: tuple[int, int]) -> tuple[int, int]:
    """Offsets in the word as written, where folding made it longer (ß) or shorter (vowel signs)."""
    start = end = folded_length = 0
    for at, char in enumerate(original):
        if folded_length <= span[0]:
            start = at
        folded_length += len(fold(char))
        end = at + 1
        if folded_length >= span[1]:
            break
    return start, end
