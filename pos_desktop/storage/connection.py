"""The connection of an open transaction, to the register's file or to the hub's server.

What a register does all day goes to SQLite's driver directly. Everything of SQLAlchemy can be asked for on the same
transaction, and is loaded when it is: for schema upgrades, imports, restores and whatever else is rare.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pos_desktop.storage.sqlcipher import sqlcipher

if TYPE_CHECKING:
    import sqlalchemy
    from sqlalchemy.engine.interfaces import Dialect
    from sqlalchemy.pool import PoolProxiedConnection

Row = tuple[Any, ...]

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Connection(Protocol):
    """What repositories are given."""

    @property
    def dialect_name(self) -> str:
        """`sqlite` or `postgresql`."""

    @property
    def core(self) -> "sqlalchemy.Connection":
        """The same transaction as SQLAlchemy sees it."""

    def ask(self, sql: str, parameters: Any = ()) -> list[Row]:
        """The rows that a statement of the driver answers."""

    def tell(self, sql: str, parameters: Any = ()) -> int:
        """Runs a statement of the driver; the number of rows it touched."""

    def tell_many(self, sql: str, rows: Sequence[Any]) -> None:
        """Runs a statement of the driver once for each row of values."""

    @property
    def backend(self) -> int | None:
        """The server's process that works for it; None in a file."""

    def commit(self) -> None:
        """Ends the transaction; it holds. Only for whoever began it."""

    def roll_back(self) -> None:
        """Ends the transaction; nothing of it is kept. Only for whoever began it."""

    # What SQLAlchemy's own connection offers, for those who think in its words.

    @property
    def dialect(self) -> "Dialect": ...

    @property
    def connection(self) -> "PoolProxiedConnection": ...

    def execute(
        self, statement: "sqlalchemy.Executable", parameters: Any = None
    ) -> "sqlalchemy.CursorResult[Any]": ...

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> "sqlalchemy.CursorResult[Any]": ...


class _ThroughCore:
    """What is SQLAlchemy's business."""

    @property
    def core(self) -> "sqlalchemy.Connection":
        raise NotImplementedError

    @property
    def dialect(self) -> "Dialect":
        return self.core.dialect

    @property
    def connection(self) -> "PoolProxiedConnection":
        return self.core.connection

    def execute(
        self, statement: "sqlalchemy.Executable", parameters: Any = None
    ) -> "sqlalchemy.CursorResult[Any]":
        return self.core.execute(statement, parameters)

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> "sqlalchemy.CursorResult[Any]":
        return self.core.exec_driver_sql(statement, parameters)


class FileConnection(_ThroughCore):
    """A connection of SQLite's driver, kept open for many transactions."""

    dialect_name = SQLITE
    backend = None

    def __init__(self, driver: Any, begin: str) -> None:
        """`begin` is how its transactions begin."""
        self.driver = driver
        self._begin = begin
        self._core: sqlalchemy.Connection | None = None

    def begin(self) -> None:
        """Begins a transaction."""
        self.tell(self._begin)

    def commit(self) -> None:
        try:
            self.driver.commit()
        except sqlcipher.Error as error:
            raise _in_words_of_sqlalchemy(error, "COMMIT") from error

    def roll_back(self) -> None:
        self.driver.rollback()

    @property
    def in_transaction(self) -> bool:
        """Whether one is open."""
        return bool(self.driver.in_transaction)

    def close(self) -> None:
        """Closes it; an open transaction is undone."""
        if self._core is not None:
            from pos_desktop.storage import riding

            riding.dismount(self._core)
        self.driver.close()

    def ask(self, sql: str, parameters: Any = ()) -> list[Row]:
        try:
            rows: list[Row] = self.driver.execute(sql, parameters).fetchall()
        except sqlcipher.Error as error:
            raise _in_words_of_sqlalchemy(error, sql) from error
        return rows

    def tell(self, sql: str, parameters: Any = ()) -> int:
        try:
            return int(self.driver.execute(sql, parameters).rowcount)
        except sqlcipher.Error as error:
            raise _in_words_of_sqlalchemy(error, sql) from error

    def tell_many(self, sql: str, rows: Sequence[Any]) -> None:
        try:
            self.driver.executemany(sql, rows)
        except sqlcipher.Error as error:
            raise _in_words_of_sqlalchemy(error, sql) from error

    @property
    def core(self) -> "sqlalchemy.Connection":
        if self._core is None:
            from pos_desktop.storage import riding

            self._core = riding.mount(self.driver)
        return self._core


def _in_words_of_sqlalchemy(error: Exception, sql: str) -> BaseException:
    """The error as it is raised on both databases; it does not happen in a start or a sale."""
    from pos_desktop.storage import riding

    return riding.wrapped(error, sql)


class ServerConnection(_ThroughCore):
    """A connection to the hub's server: SQLAlchemy's own. Its network costs more than what it does."""

    dialect_name = POSTGRESQL

    def __init__(self, core: "sqlalchemy.Connection") -> None:
        self._own = core

    @property
    def core(self) -> "sqlalchemy.Connection":
        return self._own

    @property
    def backend(self) -> int | None:
        driver: Any = self._own.connection.driver_connection
        return int(driver.info.backend_pid)

    def commit(self) -> None:
        self._own.commit()

    def roll_back(self) -> None:
        self._own.rollback()

    def ask(self, sql: str, parameters: Any = ()) -> list[Row]:
        return [tuple(row) for row in self._own.exec_driver_sql(sql, parameters or None)]

    def tell(self, sql: str, parameters: Any = ()) -> int:
        return self._own.exec_driver_sql(sql, parameters or None).rowcount

    def tell_many(self, sql: str, rows: Sequence[Any]) -> None:
        self._own.exec_driver_sql(sql, list(rows))


Check = Callable[[Connection], bool]
"""Looks up whether something is stored."""
