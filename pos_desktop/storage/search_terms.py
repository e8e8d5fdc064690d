# ruff: noqa: S608 - table and column names are constants of these modules; values are always parameters
"""The words that occur in the catalogue, kept on disk, and those that a misspelt word may have meant.

One wrong, missing, superfluous or swapped letter leaves either the first or the second half of a word as it
was. So the words that share a half are read, by two ranges of an index, and compared; nothing is kept in memory.
"""

from collections.abc import Iterable

from pos_desktop.storage.connection import Connection
from pos_desktop.storage.search_sql import insert_ignoring, placeholder

SHORTEST = 4
LONGEST = 24
_TWO_TYPOS_FROM = 8
_READ_AT_MOST = 2_500
_OFFERED = 32
_LAST = "\U0010ffff"


def add_terms(connection: Connection, words: Iterable[str]) -> None:
    """Takes words up; those already known are left alone. Words of removed products stay until a rebuild."""
    rows = [(word, word[::-1]) for word in words if _kept(word)]
    if rows:
        rows.sort()
        connection.tell_many(insert_ignoring(connection, "search_term", ("term", "reversed")), rows)


def terms_beginning(connection: Connection, start: str, limit: int) -> list[str] | None:
    """The known words that begin so; None when they are more than `limit` or words like it are not kept."""
    if not _kept(start):
        return None
    found = _range(connection, "term", start, len(start), LONGEST, limit + 1)
    return found if len(found) <= limit else None


def similar_terms(connection: Connection, word: str) -> dict[str, int]:
    """Known words near `word`, with the number of letters that differ: the nearest only.

    A word still being typed is compared with the beginnings of longer words, too.
    """
    if not _kept(word):
        return {}
    allowed = 2 if len(word) >= _TWO_TYPOS_FROM else 1
    half = len(word) // 2
    sharing_start = _range(connection, "term", word[:half], len(word) - allowed, LONGEST)
    sharing_end = _range(connection, "reversed", word[half:][::-1], len(word) - allowed, len(word) + allowed)
    # Two letters swapped across the middle leave neither half as it was.
    swapped = word[: half - 1] + word[half] + word[half - 1] + word[half + 1 :]
    sharing_swapped = _range(connection, "term", swapped, len(word), len(word) + allowed)
    near = _nearest(word, {*sharing_start, *sharing_end, *sharing_swapped}, allowed)
    return near or _nearest_beginnings(word, sharing_start)


def _range(
    connection: Connection, column: str, start: str, shortest: int, longest: int, limit: int = _READ_AT_MOST
) -> list[str]:
    mark = placeholder(connection)
    rows = connection.ask(
        f"SELECT term FROM search_term WHERE {column} >= {mark} AND {column} < {mark}"
        f" AND length(term) BETWEEN {mark} AND {mark} LIMIT {limit}",
        (start, start + _LAST, shortest, longest),
    )
    return [term for (term,) in rows]


def _nearest(word: str, terms: set[str], allowed: int) -> dict[str, int]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    close = [term for term in terms if abs(len(term) - len(word)) <= allowed and term != word]
    found = process.extract(word, close, scorer=OSA.distance, score_cutoff=allowed, limit=_OFFERED)
    return {term: int(distance) for term, distance, _ in found if distance == found[0][1]}


def _nearest_beginnings(word: str, terms: list[str]) -> dict[str, int]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    beginnings = [term[: len(word) + more] for more in (0, 1) for term in terms]
    found = process.extract(word, beginnings, scorer=OSA.distance, score_cutoff=1, limit=_OFFERED)
    return {terms[at % len(terms)]: int(distance) for _, distance, at in found}


def _kept(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and not any(map(str.isdigit, word))
