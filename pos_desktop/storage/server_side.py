"""The hub's PostgreSQL, reached through SQLAlchemy."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Connection, create_engine, text

from pos_desktop.storage import tables
from pos_desktop.storage.connection import POSTGRESQL, Check, ServerConnection
from pos_desktop.storage.engine import BUSY_SECONDS
from pos_desktop.storage.errors import CommitInDoubt
from pos_desktop.storage.turn import Rank

_BACKEND_GONE_SECONDS = 10.0


class ServerSide:
    """Implements side.Side. The server orders its writers itself."""

    dialect = POSTGRESQL
    file = None

    def __init__(self, address: str) -> None:
        """`address` is a `postgresql://` URL. Broken connections are noticed at check-out."""
        tables.for_postgresql()
        self._engine = create_engine(
            address.replace("postgresql://", "postgresql+psycopg://", 1),
            pool_size=4,
            max_overflow=12,
            pool_timeout=BUSY_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        self._readers = self._engine.execution_options(
            postgresql_readonly=True, isolation_level="REPEATABLE READ"
        )

    @contextmanager
    def reading(self) -> Iterator[ServerConnection]:
        """See the protocol."""
        with self._readers.connect() as connection:
            connection.begin()
            yield ServerConnection(connection)

    @contextmanager
    def glance(self) -> Iterator[ServerConnection | None]:
        """See the protocol. There is no connection that all writes go through: nothing to get ready."""
        yield None

    def turn(self, rank: Rank | None) -> nullcontext[None]:
        """See the protocol."""
        return nullcontext()

    def expect_cashier(self) -> None:
        """See the protocol. The server lets many write at once."""

    def cashier_served(self) -> None:
        """See the protocol."""

    @contextmanager
    def writing(self) -> Iterator[ServerConnection]:
        """See the protocol."""
        with self._engine.connect() as connection:
            connection.begin()
            yield ServerConnection(connection)

    def settle(self, check: Check, backend: int | None) -> bool:
        """See the protocol."""
        self._engine.dispose()
        with self._engine.connect() as connection:
            if backend is not None:
                _wait_until_gone(connection, backend)
            return check(ServerConnection(connection))

    def close(self) -> None:
        """See the protocol."""
        self._engine.dispose()


def _wait_until_gone(connection: Connection, backend: int) -> None:
    """The server may still be making the lost connection's commit final; its process tells when it is done."""
    deadline = time.monotonic() + _BACKEND_GONE_SECONDS
    query = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
    while connection.execute(query, {"pid": backend}).scalar_one():
        connection.rollback()
        if time.monotonic() > deadline:
            raise CommitInDoubt.now()
        time.sleep(0.02)
    connection.rollback()
