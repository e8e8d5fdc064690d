"""For whoever changes the schema:

    python -m tests.migrations.record revision "what changes"   writes the next file in alembic/versions
    python -m tests.migrations.record database                  keeps a database of the newest version for the tests

A revision that is part of a release is never written anew; `--first` writes 0001 while there is none.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Connection

from pos_desktop.storage import schema, types
from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.key import DatabaseKey, JournalKey
from pos_desktop.storage.schema_upgrade import alembic_configuration, migrations_folder, run_migrations
from pos_desktop.storage.unit_of_work import Database
from tests.storage_rows import Shop

RECORDED = Path(__file__).parent / "recorded"

# Not secrets: the recorded databases hold made-up rows, and whoever has the tests must be able to open them.
KEY = DatabaseKey(bytes(range(32)))
JOURNAL_KEY = JournalKey(bytes(range(32, 64)))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.migrations.record")
    commands = parser.add_subparsers(dest="command", required=True)
    revision = commands.add_parser("revision")
    revision.add_argument("message")
    revision.add_argument("--first", action="store_true")
    commands.add_parser("database")
    chosen = parser.parse_args(arguments)
    if chosen.command == "database":
        print(record())
    else:
        print(write_revision(chosen.message, first=chosen.first))


def record() -> Path:
    """Migrates an empty database to the newest version, sells something and keeps the file."""
    file = RECORDED / f"{schema.HEAD}.db"
    file.unlink(missing_ok=True)
    database = Database.open(file, KEY, JOURNAL_KEY)
    with database.write() as work:
        run_migrations(work.connection, schema.HEAD)
    shop = Shop(database)
    shop.furnish()
    for number in (1, 2, 3):
        shop.sell(number)
    database.close()
    with_log = open_cipher(file, KEY)
    with_log.execute("VACUUM")
    with_log.execute("PRAGMA journal_mode = DELETE")
    with_log.close()
    for note in RECORDED.glob(f"{file.name}.*"):
        note.unlink()
    return file


def write_revision(message: str, *, first: bool = False) -> Path:
    """Compares the tables with the migrations so far and writes what is missing as the next revision."""
    from alembic import command

    folder = migrations_folder() / "versions"
    if first:
        (folder / "0001_first.py").unlink(missing_ok=True)
    number = "0001" if first else f"{int(max(folder.glob('[0-9]*.py')).name[:4]) + 1:04}"
    with _migrated("base" if first else f"{int(number) - 1:04}") as connection:
        configuration = alembic_configuration()
        configuration.attributes.update(connection=connection, render_item=_render, batch=not first)
        configuration.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.revision(configuration, message, autogenerate=True, rev_id=number, head="head")
    path = next(folder.glob(f"{number}_*.py"))
    if first:
        _add_extras(path)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        "".join(line for line in text.splitlines(True) if " Alembic " not in line), encoding="utf-8"
    )
    return path


@contextmanager
def _migrated(to: str) -> Iterator[Connection]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "empty.db", KEY)
        with database.write() as work:
            if to != "base":
                run_migrations(work.connection, to)
            yield work.connection.core
        database.close()


def _render(kind: str, thing: object, context: Any) -> str | bool:
    ours = type(thing).__module__ == types.__name__
    if kind != "type" or not (ours or isinstance(thing, BigInteger)):
        return False
    context.imports.add("from pos_desktop.storage import types")
    return f"types.{type(thing).__name__}()" if ours else "types.long_integer()"


def _add_extras(path: Path) -> None:
    """Guards and search tables are statements of their own; the revision keeps them as they are now."""
    lines = [
        "",
        "    for statement in EXTRAS[op.get_bind().dialect.name]:",
        "        op.get_bind().exec_driver_sql(statement)",
    ]
    text = path.read_text(encoding="utf-8").rstrip()
    text = text.replace(
        "def upgrade() -> None:", "def upgrade() -> None:  # noqa: PLR0915 - one statement a table"
    )
    text += "\n".join(lines) + "\n\n\nEXTRAS = {\n"
    for dialect in ("sqlite", "postgresql"):
        statements = "".join(f'        """{statement}""",\n' for statement in schema.extras(dialect))
        text += f'    "{dialect}": (\n{statements}    ),\n'
    path.write_text(text + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
