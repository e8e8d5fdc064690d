# ruff: noqa: S608 - table and column names are constants of these modules; values are always parameters
"""The search's tables on SQLite: two FTS5 indexes that keep no text and no positions.

`detail=none` halves the index and its upkeep; a text of four letters and more is then looked for as all of its
trigrams, and the ranking, which reads the name, drops what has them in another order. Words are separated by
blanks alone here, because `search_words` has split them already.
"""

from collections.abc import Iterable, Sequence

from pos_desktop.storage.connection import Connection
from pos_desktop.storage.errors import of_a_driver
from pos_desktop.storage.search_sql import insert_into

DDL = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5(
        words, content='', contentless_delete=1, detail=none, prefix='2 3 4 5',
        tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'")""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_parts USING fts5(
        parts, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')""",
    """CREATE TABLE IF NOT EXISTS search_term (
        term TEXT NOT NULL PRIMARY KEY, reversed TEXT NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS ix_search_term_reversed ON search_term (reversed)",
)

LONGEST_PREFIX = 5  # of the prefixes indexed above
_TRIGRAM = 3
_MOST_TRIGRAMS = 6
_MOST_PARTS = 3


def insert(connection: Connection, texts: Sequence[tuple[int, str, str]]) -> None:
    """Writes (row, words, parts) of variants that are not indexed yet."""
    connection.tell_many(
        insert_into(connection, "search_words", ("rowid", "words")), [(row, words) for row, words, _ in texts]
    )
    connection.tell_many(
        insert_into(connection, "search_parts", ("rowid", "parts")), [(row, parts) for row, _, parts in texts]
    )


TABLES = ("search_words", "search_parts")
_PAGES_A_STEP = 40  # a few milliseconds
_ALIKE = 2  # pieces of a size that are made one: as few as can be


def gather(connection: Connection, table: str, *, begin: bool, whole: bool) -> bool:
    """One step of putting an index in few pieces, or the `whole` of it in one; whether there is more to do. The first
    step says where to `begin`.

    An import of many products leaves the index in a dozen pieces, and every question is put to each of them
    (sqlite.org/fts5.html, "The 'merge' Command"). To make it one means to write all of it anew; pieces of like size
    are made one, and those again, at the cost of what is new.
    """
    if begin and not whole:
        connection.tell(f"INSERT INTO {table} ({table}, rank) VALUES ('usermerge', ?)", (_ALIKE,))
    before = connection.ask("SELECT total_changes()")[0][0]
    pages = -_PAGES_A_STEP if begin and whole else _PAGES_A_STEP
    connection.tell(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
    return bool(connection.ask("SELECT total_changes()")[0][0] - before >= 2)


def delete(connection: Connection, rows: Sequence[int]) -> None:
    """Takes rows out; rows that are not indexed are left alone."""
    if not rows:
        return
    parameters = [(row,) for row in rows]
    for table in TABLES:
        connection.tell_many(f"DELETE FROM {table} WHERE rowid = ?", parameters)


def with_words(connection: Connection, alternatives: Sequence[Sequence[str]], limit: int) -> list[int]:
    """Rows that have one word of every group of alternatives; a word ending in '*' stands for its beginning."""
    groups = ("(" + " OR ".join(map(_quoted, group)) + ")" for group in alternatives)
    return _matching(connection, "search_words", " AND ".join(groups), limit)


def containing(connection: Connection, parts: Iterable[str], limit: int) -> list[int]:
    """Rows in whose name or codes the parts (three letters and more) probably occur.

    Each trigram costs the reading of its rows, which are many, and six narrow a search down as well as twelve.
    """
    longest = sorted(dict.fromkeys(parts), key=len, reverse=True)[:_MOST_PARTS]
    each = _MOST_TRIGRAMS // max(1, len(longest))
    trigrams = {part[at : at + _TRIGRAM] for part in longest for at in _starts(part, each)}
    return _matching(connection, "search_parts", " AND ".join(map(_quoted, sorted(trigrams))), limit)


def _quoted(word: str) -> str:
    return f'"{word[:-1]}"*' if word[-1] == "*" else f'"{word}"'


def _starts(part: str, most: int) -> Iterable[int]:
    """Where the trigrams begin that stand for a text: of a short word all, of others some from end to end."""
    last = len(part) - _TRIGRAM
    if part[0].isdigit():
        return [*range(0, last, _TRIGRAM), last]
    return range(last + 1) if last < most else (round(step * last / (most - 1)) for step in range(most))


def _matching(connection: Connection, table: str, expression: str, limit: int) -> list[int]:
    if not expression:
        return []
    try:
        found = connection.ask(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?", (expression, limit)
        )
        return [row for (row,) in found]
    except Exception as trouble:
        # A letter younger than FTS5's Unicode tables splits a word in two, which this index cannot be asked for.
        if of_a_driver(trouble) and ("phrase" in str(trouble.orig) or "fts5:" in str(trouble.orig)):
            return []
        raise
