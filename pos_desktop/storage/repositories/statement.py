"""Statements that are built and compiled once and then cost little more than the driver's own call.

A scan and a sale run a handful of them while the cashier waits; SQLAlchemy's work for each execution (cache key,
context, result metadata) would be several times the database's. SQL, types and dialects stay SQLAlchemy's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Executable,
    Insert,
    Select,
    Table,
    Text,
    bindparam,
    func,
    insert,
    or_,
)
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]
Processor = Callable[[Any], Any]


class NoSuchRow(LookupError):
    """Nothing is stored under this id."""

    def __init__(self, table: str, key: object) -> None:
        super().__init__(f"{table} {key}")


class ReadOnly(RuntimeError):
    """A reading transaction was asked to write: a fault of the program."""


class Link:
    """The transaction that repositories work in."""

    __slots__ = ("connection", "dialect", "driver", "may_write")

    def __init__(self, connection: Connection, *, may_write: bool) -> None:
        self.connection = connection
        self.dialect = connection.dialect
        self.may_write = may_write
        # SQLite's driver is called directly; PostgreSQL's through SQLAlchemy, its network costs more anyway.
        self.driver: Any = None
        if connection.dialect.name == "sqlite":
            self.driver = connection.connection.driver_connection


class _Parameter(NamedTuple):
    name: str
    convert: Processor | None
    preset: Any


class _Compiled:
    """A statement in one dialect's SQL, with what converts values on their way in and out."""

    def __init__(self, core: Executable, dialect: Dialect) -> None:
        compiled = core.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.sql: str = str(compiled)
        if "POSTCOMPILE" in self.sql:
            raise ValueError("lists of values are not for statements compiled once: use one_of")
        self.positional = bool(compiled.positional)
        names: Sequence[str] = compiled.positiontup if compiled.positional else list(compiled.binds)
        self.parameters = [_parameter(name, compiled.binds[name], dialect) for name in names]
        self.convert_out = list(_outward(core, dialect))

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver wants them. KeyError names a missing one."""
        if self.positional:
            return tuple([_value(parameter, values) for parameter in self.parameters])
        return {parameter.name: _value(parameter, values) for parameter in self.parameters}

    def read(self, rows: Iterable[Sequence[Any]]) -> list[Row]:
        """Rows of the driver as values of the program."""
        if not self.convert_out:
            return [tuple(row) for row in rows]
        return [self._converted(row) for row in rows]

    def _converted(self, row: Sequence[Any]) -> Row:
        values = list(row)
        for index, convert in self.convert_out:
            values[index] = convert(values[index])
        return tuple(values)


def _parameter(name: str, bind: Any, dialect: Dialect) -> _Parameter:
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    preset = _MISSING if bind.required else bind.effective_value
    if preset is not _MISSING and convert is not None:
        preset = convert(preset)
    return _Parameter(name, convert, preset)


_MISSING = object()


def _value(parameter: _Parameter, values: Mapping[str, Any]) -> Any:
    name, convert, preset = parameter
    if preset is not _MISSING:
        return preset
    value = values[name]
    return value if convert is None else convert(value)


def _outward(core: Any, dialect: Dialect) -> Iterator[tuple[int, Processor]]:
    columns = core.selected_columns if isinstance(core, Select) else core.exported_columns
    for index, column in enumerate(columns):
        kind: TypeEngine[Any] = column.type
        convert = kind.dialect_impl(dialect).result_processor(dialect, None)
        if convert is not None:
            yield index, convert


class Statement:
    """One statement, in each dialect's own SQL. Its values are named by `bindparam`; literals stay as they are."""

    def __init__(self, core: Executable, postgresql: Callable[[], Executable] | None = None) -> None:
        """`postgresql` makes the statement in that dialect's own words, which a register never loads."""
        self._makers = {"sqlite": lambda: core, "postgresql": postgresql or (lambda: core)}
        self._compiled: dict[str, _Compiled] = {}
        self._writes = not isinstance(core, Select)

    def run(self, link: Link, **values: Any) -> int:
        """Runs it once; the number of rows it touched."""
        compiled = self._of(link)
        bound = compiled.bound(values)
        if link.driver is None:
            return link.connection.exec_driver_sql(compiled.sql, bound).rowcount
        return int(self._on_sqlite(link, compiled.sql, bound).rowcount)

    def run_many(self, link: Link, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs it once for each row of values, in one call; not at all for no rows."""
        compiled = self._of(link)
        bound = [compiled.bound(row) for row in rows]
        if not bound:
            return
        if link.driver is None:
            link.connection.exec_driver_sql(compiled.sql, bound)
            return
        try:
            link.driver.executemany(compiled.sql, bound)
        except link.dialect.dbapi.Error as error:  # type: ignore[union-attr]
            raise _wrapped(error, compiled.sql, link.dialect) from error

    def all(self, link: Link, **values: Any) -> list[Row]:
        """The rows it answers, as tuples in the order of its columns."""
        compiled = self._of(link)
        bound = compiled.bound(values)
        if link.driver is None:
            return compiled.read(link.connection.exec_driver_sql(compiled.sql, bound))
        return compiled.read(self._on_sqlite(link, compiled.sql, bound).fetchall())

    def first(self, link: Link, **values: Any) -> Row | None:
        """The one row it answers, or the first of them; None for none."""
        rows = self.all(link, **values)
        return rows[0] if rows else None

    def scalar(self, link: Link, **values: Any) -> Any:
        """The first value of the first row; None for none."""
        row = self.first(link, **values)
        return None if row is None else row[0]

    def sql(self, dialect: Dialect) -> str:
        """Its SQL, to be explained."""
        return _Compiled(self._makers[dialect.name](), dialect).sql

    def _of(self, link: Link) -> _Compiled:
        if self._writes and not link.may_write:
            raise ReadOnly("this transaction only reads")
        name = link.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = _Compiled(self._makers[name](), link.dialect)
        return compiled

    def _on_sqlite(self, link: Link, sql: str, bound: Any) -> Any:
        try:
            return link.driver.execute(sql, bound)
        except link.dialect.dbapi.Error as error:  # type: ignore[union-attr]
            raise _wrapped(error, sql, link.dialect) from error


def _wrapped(error: Exception, sql: str, dialect: Dialect) -> BaseException:
    """The driver's error as SQLAlchemy raises it, without the values: they may be personal."""
    base = dialect.dbapi.Error  # type: ignore[union-attr]
    return DBAPIError.instance(sql, None, error, base, hide_parameters=True, dialect=dialect)


def one_of(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """`IN` for values known beforehand; SQLAlchemy's own renders its list anew for each execution."""
    return or_(*(column == value for value in values))


def or_blank(column: ColumnElement[Any]) -> ColumnElement[str]:
    """Empty text where nothing is stored."""
    return func.coalesce(column, "", type_=Text())


def insert_into(table: Table, *without: str, **kinds: TypeEngine[Any]) -> Insert:
    """An INSERT of every column but some, each value named after its column; `kinds` binds it as another type."""
    names = [column.name for column in table.columns if column.name not in without]
    return insert(table).inline().values({name: bindparam(name, type_=kinds.get(name)) for name in names})


def upsert(table: Table, keys: Sequence[str], changes: Callable[[Any], Mapping[str, Any]]) -> Statement:
    """An INSERT that changes the row of the same keys where there is one; `changes` is given the new row."""
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    on_sqlite = sqlite_insert(table).values(values)
    targets: list[Column[Any]] = [table.columns[key] for key in keys]

    def on_server() -> Executable:
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        insertion = postgresql_insert(table).values(values)
        return insertion.on_conflict_do_update(index_elements=targets, set_=changes(insertion.excluded))

    return Statement(
        on_sqlite.on_conflict_do_update(index_elements=targets, set_=changes(on_sqlite.excluded)), on_server
    )
