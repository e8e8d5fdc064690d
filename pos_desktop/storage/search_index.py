# ruff: noqa: S608 - table and column names are constants of these modules; values are always parameters
"""The search's own tables: made with the schema, kept up with the catalogue in the same transactions.

On SQLite two FTS5 tables hold words with their beginnings, and trigrams of names and codes (`search_sqlite`);
on PostgreSQL `search_document` holds the same (`search_postgresql`). `search_finder` asks them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from pos_desktop.application.search_words import END_MARK, START_MARK, fold, indexed_words, start_token
from pos_desktop.storage import search_postgresql, search_sqlite
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.search_finder import search as search  # noqa: PLC0414 - part of this module's interface
from pos_desktop.storage.search_finder import variants as variants  # noqa: PLC0414 - likewise
from pos_desktop.storage.search_sql import any_of, list_parameter, on_sqlite, placeholder
from pos_desktop.storage.search_terms import add_terms
from pos_desktop.storage.turn import Rank

if TYPE_CHECKING:
    from pos_desktop.storage.unit_of_work import Database

SQLITE_DDL = search_sqlite.DDL
POSTGRESQL_DDL = search_postgresql.DDL

Progress = Callable[[int, int], None]

_REBUILD_STEP = 5_000


class IndexRow(NamedTuple):
    """What is searched of one variant: its name, and its codes (item numbers and barcodes)."""

    row: int
    name: str
    codes: tuple[str, ...]


def create(connection: Connection) -> None:
    """Makes the search's tables; those that exist are left alone."""
    for statement in SQLITE_DDL if on_sqlite(connection) else POSTGRESQL_DDL:
        connection.tell(statement)


def drop(connection: Connection) -> None:
    """Removes the search's tables; `rebuild` brings them back."""
    for table in ("search_words", "search_parts", "search_document", "search_term"):
        connection.tell(f"DROP TABLE IF EXISTS {table}")


def rebuild(connection: Connection, progress: Progress | None = None) -> int:
    """Empties the index and fills it from the catalogue; returns the number of variants."""
    drop(connection)
    create(connection)
    ((total,),) = connection.ask("SELECT count(*) FROM variant")
    done = 0
    for rows in _whole_catalogue(connection):
        add_rows(connection, rows)
        done += len(rows)
        if progress:
            progress(done, total)
    return done


def add_rows(connection: Connection, rows: Sequence[IndexRow], terms: set[str] | None = None) -> None:
    """Takes variants up that the index does not have yet.

    `terms`: words known to be taken up already; the new ones are added to it. For many calls in a row.
    """
    if not rows:
        return
    texts: list[tuple[int, str, str]] = []
    words: set[str] = set()
    for row in rows:
        texts.append(_text(row, words))
    if terms is not None:
        words -= terms
        terms |= words
    _backend(connection).insert(connection, texts)
    add_terms(connection, words)


def update_rows(connection: Connection, rows: Sequence[IndexRow]) -> None:
    """Brings variants up to date, whether the index has them or not."""
    remove_rows(connection, [row.row for row in rows])
    add_rows(connection, rows)


def remove_rows(connection: Connection, rows: Sequence[int]) -> None:
    """Takes variants out of the search."""
    if rows:
        _backend(connection).delete(connection, rows)


def gather(database: "Database", *, whole: bool = True) -> None:
    """Puts the index in few pieces after many rows were added, the `whole` of it in one; in steps of bulk work.
    PostgreSQL does so by itself."""
    for table in search_sqlite.TABLES if database.file else ():
        begin = more = True
        while more:
            with database.write(Rank.BULK) as work:
                more = search_sqlite.gather(work.connection, table, begin=begin, whole=whole)
            begin = False


def rows_to_index(connection: Connection, rows: Sequence[int]) -> list[IndexRow]:
    """Reads from the catalogue what is to be indexed of these variants."""
    where = f"{_INDEXED} WHERE {any_of(connection, _ROW)} ORDER BY {_ROW}"
    return _merged(connection.ask(where, (list_parameter(connection, rows),)))


_ROW = 'v."row"'  # a keyword of PostgreSQL
_INDEXED = f"""
SELECT {_ROW}, v.name, v.sku, v.plu, b.code FROM variant v LEFT JOIN barcode b ON b.variant_row = {_ROW}"""


def _backend(connection: Connection) -> ModuleType:
    return search_sqlite if on_sqlite(connection) else search_postgresql


def _text(row: IndexRow, all_words: set[str]) -> tuple[int, str, str]:
    words, spellings = indexed_words(row.name)
    all_words.update(words, spellings)
    tokens = [*words, *spellings, start_token(words)]
    parts = [" ".join(words)]
    for code in row.codes:
        folded = fold(code).replace(" ", "")
        parts.append(f"{START_MARK}{folded}{END_MARK}")
        if not folded.isdigit():
            code_words, joined = indexed_words(code)
            tokens += [*code_words, *joined]
            all_words.update(code_words, joined)
    return row.row, " ".join(tokens), " ".join(parts)


def _whole_catalogue(connection: Connection) -> Iterator[list[IndexRow]]:
    mark = placeholder(connection)
    last = -1
    while True:
        found = connection.ask(
            f"{_INDEXED} WHERE {_ROW} IN (SELECT {_ROW} FROM variant v WHERE {_ROW} > {mark}"
            f" ORDER BY {_ROW} LIMIT {mark}) ORDER BY {_ROW}",
            (last, _REBUILD_STEP),
        )
        if not found:
            return
        rows = _merged(found)
        last = rows[-1].row
        yield rows


def _merged(found: Iterable[Sequence[object]]) -> list[IndexRow]:
    """One IndexRow of the joined lines of each variant, which come together."""
    names: dict[int, str] = {}
    codes: dict[int, dict[str, None]] = {}
    for row, name, *some in found:
        names[row] = name  # type: ignore[index, assignment]
        codes.setdefault(row, {}).update({code: None for code in some if code})  # type: ignore[arg-type,misc]
    return [IndexRow(row, name, tuple(codes[row])) for row, name in names.items()]
