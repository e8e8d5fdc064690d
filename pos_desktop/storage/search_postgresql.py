# ruff: noqa: S608 - table and column names are constants of these modules; values are always parameters
"""The search's table on PostgreSQL: a tsvector of the words, and the text for what lies inside words.

The words are folded and split by `search_words` already, so they are cast to a tsvector as they are. Parts of
words use trigrams where the server has the pg_trgm extension, and read the table where it has not.
"""

from collections.abc import Iterable, Sequence

from pos_desktop.storage.connection import Connection

DDL = (
    """CREATE TABLE IF NOT EXISTS search_document (
        "row" bigint PRIMARY KEY, words tsvector NOT NULL, parts text COLLATE "C" NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS ix_search_document_words ON search_document USING gin (words)",
    """DO $$ BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE INDEX IF NOT EXISTS ix_search_document_parts ON search_document USING gin (parts gin_trgm_ops);
    EXCEPTION WHEN OTHERS THEN NULL; END $$""",
    """CREATE TABLE IF NOT EXISTS search_term (
        term text COLLATE "C" PRIMARY KEY, reversed text COLLATE "C" NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS ix_search_term_reversed ON search_term (reversed)",
)


def insert(connection: Connection, texts: Sequence[tuple[int, str, str]]) -> None:
    """Writes (row, words, parts) of variants that are not indexed yet."""
    connection.tell_many(
        'INSERT INTO search_document ("row", words, parts) VALUES (%s, array_to_tsvector(%s), %s)',
        [(row, sorted(set(words.split())), parts) for row, words, parts in texts],
    )


def delete(connection: Connection, rows: Sequence[int]) -> None:
    """Takes rows out; rows that are not indexed are left alone."""
    connection.tell('DELETE FROM search_document WHERE "row" = ANY(%s)', (list(rows),))


def with_words(connection: Connection, alternatives: Sequence[Sequence[str]], limit: int) -> list[int]:
    """Rows that have one word of every group of alternatives; a word ending in '*' stands for its beginning."""
    groups = ("(" + " | ".join(map(_quoted, group)) + ")" for group in alternatives)
    return _rows(connection, "words @@ %s::tsquery", [" & ".join(groups)], limit)


def _quoted(word: str) -> str:
    return f"'{word[:-1]}':*" if word[-1] == "*" else f"'{word}'"


def containing(connection: Connection, parts: Iterable[str], limit: int) -> list[int]:
    """Rows in whose name or codes the parts occur."""
    patterns = [f"%{part}%" for part in parts]
    return _rows(connection, " AND ".join(["parts LIKE %s"] * len(patterns)), patterns, limit)


def _rows(connection: Connection, condition: str, parameters: list[str], limit: int) -> list[int]:
    found = connection.ask(
        f'SELECT "row" FROM search_document WHERE {condition} ORDER BY "row" LIMIT %s', (*parameters, limit)
    )
    return [row for (row,) in found]
