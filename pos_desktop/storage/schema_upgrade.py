"""Brings a database to this program's schema: all the way or not at all, after a back-up."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pos_desktop.application.errors import FixSetting
from pos_desktop.application.wording import tr
from pos_desktop.storage import schema
from pos_desktop.storage.connection import Connection, FileConnection
from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.errors import busy, damaged
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.storage.slow_work import at_once
from pos_desktop.storage.unit_of_work import Database

if TYPE_CHECKING:
    from alembic.config import Config

    from pos_desktop.storage.slow_work import Slowly

log = logging.getLogger(__name__)

_PACKAGE = Path(__file__).resolve().parent.parent


class DatabaseOlder(FixSetting):
    """The database was last used by an older program, and is not to be changed now."""


class DatabaseNewer(FixSetting):
    """The database was last used by a newer program, whose rules this one does not know."""


def bring_up_to_date(
    database: Database, before_upgrade: Callable[[str], object], slowly: Slowly = at_once
) -> str | None:
    """Makes the tables of a new database, upgrades those of an older one. Returns the version it had before.

    `before_upgrade` is called with the old version before anything is changed, and backs the database up. `slowly` is
    given the upgrade itself, which takes minutes where a shop has sold for years.
    Raises DatabaseNewer; whatever an upgrade raises leaves the database as it was.
    """
    with database.read() as connection:
        version = schema.version_of(connection)
    if version is None:
        _make_new(database)
    elif version > schema.HEAD:
        raise newer(version)
    elif version < schema.HEAD:
        before_upgrade(version)
        log.info("upgrading the database from version %s to %s", version, schema.HEAD)
        slowly(
            tr("The store's data is made ready for this version of the register."), lambda: _upgrade(database)
        )
    return version


def version_in(file: Path, key: DatabaseKey) -> str | None:
    """The version of the schema in a file, which is only read; None when it holds no tables yet.

    Raises WrongKey, DatabaseDamaged and the errors of the disk.
    """
    connection = FileConnection(open_cipher(file, key, read_only=True), "BEGIN")
    try:
        return schema.version_of(connection)
    finally:
        connection.close()


def _upgrade(database: Database) -> None:
    with _foreign_keys_checked_at_the_end(database) as connection:
        run_migrations(connection, schema.HEAD)


def refuse_older(version: str | None) -> None:
    """For who only looks. Raises DatabaseOlder; whoever sells or brings something in makes the data ready."""
    if version is not None and version < schema.HEAD:
        raise DatabaseOlder(
            tr("The store's data is not ready for this version of the register"),
            tr("The start of the register makes it ready, after a back-up. Nothing was changed."),
            tr("Start the register once, then try it once more."),
        )


def refuse_other(version: str | None) -> None:
    """For who works beside a register that is running. Raises DatabaseOlder, DatabaseNewer, and StorageBusy while its
    tables are made."""
    if version is None:
        raise busy()
    if version > schema.HEAD:
        raise newer(version)
    if version < schema.HEAD:
        raise DatabaseOlder(
            tr("The register that is running has not been updated yet"),
            tr("It was started before the update and keeps the data as they were. Nothing was changed."),
            tr("Close the register once after the update and start it again, then try it once more."),
        )


def _make_new(database: Database) -> None:
    with database.write() as work:
        if schema.version_of(work.connection) is None:
            schema.create(work.connection)


def newer(version: str) -> DatabaseNewer:
    """In words; nothing was changed."""
    return DatabaseNewer(
        tr("The database belongs to a newer version of the register"),
        tr(
            "It has version {version}; this program knows versions up to {head}.",
            version=version,
            head=schema.HEAD,
        ),
        tr("Install the newest version of the register on this computer. Nothing was changed."),
    )


@contextmanager
def _foreign_keys_checked_at_the_end(database: Database) -> Iterator[Connection]:
    """A table that is rebuilt is dropped on the way: SQLite must not look at references until all is done."""
    if database.dialect != "sqlite":
        with database.write() as work:
            yield work.connection
        return
    database.set_foreign_keys(False)
    try:
        with database.write() as work:
            yield work.connection
            if work.connection.ask("PRAGMA foreign_key_check"):
                raise damaged()
    finally:
        database.set_foreign_keys(True)


def run_migrations(connection: Connection, to: str) -> None:
    """Runs the migrations up to a version in the transaction that is open on `connection`."""
    from alembic import command

    configuration = alembic_configuration()
    configuration.attributes["connection"] = connection.core
    command.upgrade(configuration, to)


def alembic_configuration() -> Config:
    """Alembic without an ini file: where the migrations lie is all it must know."""
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    return configuration


def migrations_folder() -> Path:
    """The folder of migrations: shipped inside the package, or beside it in a checkout.

    Raises FileNotFoundError when the installation lost it.
    """
    folders = (_PACKAGE / "_shipped/alembic", _PACKAGE.parent / "alembic")
    for folder in folders:
        if (folder / "env.py").is_file():
            return folder
    raise FileNotFoundError(f"the migrations are missing, looked in {', '.join(map(str, folders))}")
