"""Statements that cost little more than the driver's own call.

A scan and a sale run a handful of them while the cashier waits; SQLAlchemy's work for each execution (cache key,
context, result metadata) would be several times the database's. So a statement is compiled once. For the
register's file that was done before the program was shipped: a module of definitions takes its words from
`later.sql` and `later.tables`, which cost a start next to nothing, and `make statements` compiles them into
`statements_sqlite`. Words taken from SQLAlchemy itself work as well, and load it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pos_desktop.storage.compiled import Compiled, Row, written_beforehand
from pos_desktop.storage.connection import SQLITE, Connection
from pos_desktop.storage.later.expression import names, said

if TYPE_CHECKING:
    from sqlalchemy import Executable, Table
    from sqlalchemy.engine.interfaces import Dialect

    from pos_desktop.storage.definitions import insert_into, insert_only, one_of, or_blank, values_of
else:
    insert_into, insert_only, one_of, or_blank, values_of = names(
        "pos_desktop.storage.definitions", "insert_into", "insert_only", "one_of", "or_blank", "values_of"
    )

__all__ = [
    "Link",
    "NoSuchRow",
    "ReadOnly",
    "Row",
    "Statement",
    "insert_into",
    "insert_once",
    "insert_only",
    "one_of",
    "or_blank",
    "upsert",
    "values_of",
]


class NoSuchRow(LookupError):
    """Nothing is stored under this id."""

    def __init__(self, table: str, key: object) -> None:
        super().__init__(f"{table} {key}")


class ReadOnly(RuntimeError):
    """A reading transaction was asked to write: a fault of the program."""


class Link:
    """The transaction that repositories work in."""

    __slots__ = ("connection", "may_write")

    def __init__(self, connection: Connection, *, may_write: bool) -> None:
        self.connection = connection
        self.may_write = may_write


class Statement:
    """One statement, in each dialect's own SQL. Its values are named by `bindparam`; literals stay as they are."""

    def __init__(self, core: "Executable", postgresql: "Callable[[], Executable] | None" = None) -> None:
        """`postgresql` makes the statement in that dialect's own words, which a register never loads."""
        self._core = core
        self._on_server = postgresql
        self._compiled: dict[str, Compiled] = {}

    def run(self, link: Link, **values: Any) -> int:
        """Runs it once; the number of rows it touched."""
        compiled = self._of(link)
        return link.connection.tell(compiled.sql, compiled.bound(values))

    def run_many(self, link: Link, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs it once for each row of values, in one call; not at all for no rows."""
        compiled = self._of(link)
        bound = [compiled.bound(row) for row in rows]
        if bound:
            link.connection.tell_many(compiled.sql, bound)

    def all(self, link: Link, **values: Any) -> list[Row]:
        """The rows it answers, as tuples in the order of its columns."""
        compiled = self._of(link)
        return compiled.read(link.connection.ask(compiled.sql, compiled.bound(values)))

    def first(self, link: Link, **values: Any) -> Row | None:
        """The one row it answers, or the first of them; None for none."""
        rows = self.all(link, **values)
        return rows[0] if rows else None

    def scalar(self, link: Link, **values: Any) -> Any:
        """The first value of the first row; None for none."""
        row = self.first(link, **values)
        return None if row is None else row[0]

    def sql(self, dialect: "Dialect") -> str:
        """Its SQL, to be explained."""
        return self.compiled(dialect).sql

    def compiled(self, dialect: "Dialect") -> Compiled:
        """Compiled now, from the definition."""
        from pos_desktop.storage import compiling

        return compiling.compiled(self._definition(dialect.name), dialect)

    @property
    def definition(self) -> object:
        """What it is compiled from for the register's file."""
        return self._core

    def _definition(self, dialect: str) -> object:
        return self._core if self._on_server is None or dialect == SQLITE else self._on_server()

    def _of(self, link: Link) -> Compiled:
        connection = link.connection
        compiled = self._compiled.get(connection.dialect_name)
        if compiled is None:
            compiled = self._compiled[connection.dialect_name] = self._made(connection)
        if compiled.writes and not link.may_write:
            raise ReadOnly("this transaction only reads")
        return compiled

    def _made(self, connection: Connection) -> Compiled:
        beforehand = written_beforehand(self._core) if connection.dialect_name == SQLITE else None
        return beforehand or self.compiled(connection.dialect)


def upsert(table: "Table", keys: Sequence[str], changes: Callable[[Any], Mapping[str, Any]]) -> Statement:
    """An INSERT that changes the row of the same keys where there is one; `changes` is given the new row."""

    def on(dialect: str) -> Any:
        (insert,) = names(f"sqlalchemy.dialects.{dialect}", "insert")
        insertion = insert(table).values(values_of(table))
        targets = [table.columns[key] for key in keys]
        return insertion.on_conflict_do_update(index_elements=targets, set_=changes(insertion.excluded))

    return Statement(on("sqlite"), lambda: said(on("postgresql")))


def insert_once(table: "Table", keys: Sequence[str], *without: str) -> Statement:
    """An INSERT of every column but some that changes nothing where a row of the same keys is there."""

    def on(dialect: str) -> Any:
        (insert,) = names(f"sqlalchemy.dialects.{dialect}", "insert")
        targets = [table.columns[key] for key in keys]
        return insert(table).values(values_of(table, *without)).on_conflict_do_nothing(index_elements=targets)

    return Statement(on("sqlite"), lambda: said(on("postgresql")))
